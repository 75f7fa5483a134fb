//! The runs of a batch: which there are, the folder of each, and whether it is whole from before.

use crate::scenario::Replications;
use crate::store::{Input, Manifest};
use std::path::{Path, PathBuf};

/// A run of a batch: a scenario, a seed, a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Scenario file.
    pub file: PathBuf,
    /// Seed instead of the scenario's.
    pub seed: Option<u64>,
    /// Its run folder.
    pub out: PathBuf,
}

/// Is a run folder there that these inputs, seed and replications gave, with this very program?
pub(super) fn whole(
    folder: &Path,
    inputs: &[Input],
    seed: u64,
    replications: Replications,
) -> bool {
    let Ok(m) = Manifest::read(folder) else {
        return false;
    };
    let enough = match replications {
        Replications::Fixed(n) => m.replications == n as usize,
        Replications::Auto => m.converged.is_some(),
    };
    let program = m.version == env!("CARGO_PKG_VERSION")
        && m.commit.as_deref() == option_env!("CARECAST_COMMIT");
    let there = m.outputs.iter().all(|o| folder.join(&o.path).is_file());
    enough && program && there && m.seed == seed && m.inputs == inputs
}

/// Jobs of scenario files × seeds, each with a folder of its own in `out`; none: the scenario's own seed.
///
/// # Errors
/// When two of them would be written to the same folder: which.
pub fn jobs(files: &[PathBuf], seeds: &[u64], out: &Path) -> Result<Vec<Job>, String> {
    let mut jobs = Vec::new();
    for (file, name) in files.iter().zip(folder_names(files)?) {
        let job = |seed: Option<u64>, name: String| Job {
            file: file.clone(),
            seed,
            out: out.join(name),
        };
        if seeds.is_empty() {
            jobs.push(job(None, name));
        } else {
            jobs.extend(
                seeds
                    .iter()
                    .map(|s| job(Some(*s), format!("{name}-seed-{s}"))),
            );
        }
    }
    Ok(jobs)
}

/// A folder's name for each scenario file: its stem, and its own folder's name before it where two have the same.
///
/// # Errors
/// When two still have the same.
pub fn folder_names(files: &[PathBuf]) -> Result<Vec<String>, String> {
    let stem = |f: &Path| {
        f.file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let mut names: Vec<String> = Vec::new();
    for file in files {
        let clash = files.iter().filter(|f| stem(f) == stem(file)).count() > 1;
        let parent = file.parent().and_then(Path::file_name);
        let name = match parent.filter(|_| clash) {
            Some(p) => format!("{}-{}", p.to_string_lossy(), stem(file)),
            None => stem(file),
        };
        if names.contains(&name) {
            return Err(name);
        }
        names.push(name);
    }
    Ok(names)
}
