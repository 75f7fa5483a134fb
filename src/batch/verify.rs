//! A run folder made again and compared byte for byte.

use super::outputs::write_outputs;
use super::run::{Failure, Stage, made};
use super::since::{self, Last};
use super::{Watch, pool, replicate};
use crate::forecast::Books;
use crate::report::audience::Audience;
use crate::scenario::{Rejected, Replications};
use crate::store::{Folder, Kept, Manifest, StoreError, first_difference, missing_or_changed};
use crate::words::error::{Problem, Problems};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How a run folder compares with what its inputs give now.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// Its manifest.
    pub manifest: Manifest,
    /// Outputs that differ, with the first line that does; `None`: missing.
    pub different: Vec<(String, Option<usize>)>,
}

/// Runs the inputs of a run folder again, with the manifest's seed and replications, and compares every output.
/// `beside` says where files lie that were not kept.
///
/// # Errors
/// [`Failure::Input`] when an input is missing or not the one of the manifest; others as a run's.
pub fn verify(
    folder: &Path,
    beside: Option<PathBuf>,
    threads: usize,
    watch: &dyn Watch,
) -> Result<Verified, Failure> {
    let manifest = Manifest::read(folder)?;
    let files = Kept {
        inputs: folder.join("inputs"),
        beside,
    };
    let wrong = missing_or_changed(&files, &manifest.inputs);
    if !wrong.is_empty() {
        return Err(rejected(folder, wrong));
    }
    let mut stage = Stage::load(&files, Path::new(""), &manifest.scenario_file)?;
    stage.model.spec.seed = manifest.seed;
    let replications = u32::try_from(manifest.replications)
        .map(Replications::Fixed)
        .map_err(|e| Failure::Fault(e.to_string()))?;
    let place = tempfile::tempdir()
        .map_err(|e| StoreError::new("make a folder in", &std::env::temp_dir(), e))?;
    let again = Folder::begin(&place.path().join("again"), false)?;
    let pool = pool(threads).map_err(|e| Failure::Fault(e.to_string()))?;
    let replicated = replicate(&Books::new(&stage.model), replications, &pool, watch)?;
    let audience = Audience::named(&manifest.audience).unwrap_or_default();
    let made = made(&manifest);
    // The last forecast is another folder's: what was said of it is taken as it stands.
    let written = |file: &str| Some((file.to_owned(), std::fs::read(folder.join(file)).ok()?));
    let last = Last::Written(since::FILES.into_iter().filter_map(written).collect());
    write_outputs(
        &stage,
        &replicated,
        &pool,
        (&again, watch),
        (made, &last),
        (audience, manifest.child_level),
    )?;
    let mut different = Vec::new();
    for output in &manifest.outputs {
        let (was, is) = (folder.join(&output.path), again.path().join(&output.path));
        if !was.is_file() || !is.is_file() {
            different.push((output.path.clone(), None));
        } else if let Some(line) = first_difference(&was, &is)? {
            different.push((output.path.clone(), Some(line)));
        }
    }
    Ok(Verified {
        manifest,
        different,
    })
}

fn rejected(folder: &Path, wrong: Vec<(String, String)>) -> Failure {
    let problem = |(path, why): (String, String)| Problem {
        file: folder.join("inputs").join(path).display().to_string(),
        place: None,
        span: None,
        message: why,
        expected: "the file the run folder was made from".to_owned(),
        help: None,
    };
    Failure::Input(Box::new(Rejected {
        problems: Problems(wrong.into_iter().map(problem).collect()),
        texts: BTreeMap::new(),
    }))
}
