//! One report of run folders that are there, or of a comparison's folder.

use super::run::{Failure, ONE_BY_ONE};
use super::{Options, Watch, compare, read_run};
use crate::report::audience::{Audience, Hidden, share, share_comparison};
use crate::report::csv;
use crate::report::data::{CHILD_LEVEL, Comparison, Run, Table};
use crate::report::html::{Report, page};
use crate::report::xlsx::{Book, workbook};
use crate::store::{StoreError, write_file};
use std::path::{Path, PathBuf};

/// What a report was made of.
#[derive(Clone, Debug)]
pub struct Reported {
    /// Names of the scenarios in it.
    pub scenarios: Vec<String>,
    /// Files written.
    pub files: Vec<PathBuf>,
    /// What should be known.
    pub warnings: Vec<String>,
}

/// Writes the report of folders to `out` (`.html`), and a workbook to `book` where asked for. Several run folders are
/// compared with the first of them.
///
/// # Errors
/// [`Failure`]; nothing is written then.
pub fn report(
    folders: &[PathBuf],
    out: &Path,
    book: Option<&Path>,
    (audience, child_level): (Audience, bool),
    watch: &dyn Watch,
) -> Result<Reported, Failure> {
    if child_level && audience == Audience::Shareable {
        return Err(Failure::Arguments(ONE_BY_ONE.to_owned()));
    }
    let mut warnings = Vec::new();
    let run_folder = |folder: &Path| run_folder(folder, child_level);
    let (mut runs, mut comparison) = match folders {
        [one] if one.join(super::COMPARISON).is_file() => comparison_folder(one, child_level)?,
        [one] => (vec![run_folder(one)?], None),
        several => {
            let runs = several
                .iter()
                .map(|f| run_folder(f))
                .collect::<Result<Vec<_>, _>>()?;
            let made = compare(several, None, &Options::default(), watch)?;
            warnings = made.warnings;
            let mut bytes = Vec::new();
            csv::comparison(&mut bytes, &made.comparison)
                .map_err(|e| Failure::Fault(e.to_string()))?;
            let table = Table::read(&bytes).map_err(Failure::Fault)?;
            (
                runs,
                Some(Comparison {
                    table,
                    ..Comparison::default()
                }),
            )
        }
    };
    let shareable = audience == Audience::Shareable || runs.iter().any(|r| r.shareable());
    if audience == Audience::Shareable {
        share_all(&mut runs, comparison.as_mut())?;
    }
    let comparison = comparison.as_ref();
    let Some(run) = runs.first() else {
        return Err(Failure::Arguments(
            "there is no run folder in it".to_owned(),
        ));
    };
    let html = page(&Report {
        runs: &runs,
        comparison,
        shareable,
    });
    let mut files = vec![out.to_owned()];
    let bytes = match book {
        Some(to) => {
            files.push(to.to_owned());
            workbook(&Book {
                run,
                comparison,
                shareable,
            })
            .map_err(|e| Failure::Fault(e.to_string()))?
        }
        None => Vec::new(),
    };
    write_file(out, html.as_bytes())?;
    if let Some(to) = book {
        write_file(to, &bytes)?;
    }
    Ok(Reported {
        scenarios: runs.iter().map(|r| r.scenario.clone()).collect(),
        files,
        warnings,
    })
}

/// Takes out of all runs what any of them withholds, so that no difference gives it back.
pub(super) fn share_all(
    runs: &mut [Run],
    comparison: Option<&mut Comparison>,
) -> Result<(), Failure> {
    let hidden: Hidden = runs.iter().flat_map(Run::withheld).collect();
    let of_few = hidden.iter().find(|h| h.0 == csv::INTERVENTION);
    if let (Some((_, action)), true) = (of_few, runs.len() > 1 || comparison.is_some()) {
        return Err(Failure::Arguments(format!(
            "the action `{action}` works only on groups of few children, which are withheld: what it changes would tell of \
             them; leave its scenario out of what is shared"
        )));
    }
    for run in runs {
        share(run, &hidden);
    }
    if let Some(c) = comparison {
        share_comparison(c, &hidden);
    }
    Ok(())
}

/// A run folder's tables; with `child_level` it must have the one of children.
fn run_folder(folder: &Path, child_level: bool) -> Result<Run, Failure> {
    if child_level && !folder.join(CHILD_LEVEL).is_file() {
        return Err(Failure::Arguments(format!(
            "--child-level: {} has no {CHILD_LEVEL}: run the scenario with --child-level",
            folder.display()
        )));
    }
    read_run(folder, child_level)
}

/// A comparison and the run folders in it, in the order of its rows.
fn comparison_folder(
    folder: &Path,
    child_level: bool,
) -> Result<(Vec<Run>, Option<Comparison>), Failure> {
    let comparison = read_comparison(folder)?;
    let mut runs = Vec::new();
    for name in crate::report::html::names(&comparison.table) {
        let place = folder.join(&name);
        if place.is_dir() {
            runs.push(run_folder(&place, child_level)?);
        }
    }
    Ok((runs, Some(comparison)))
}

/// The tables of a comparison's folder.
pub(super) fn read_comparison(folder: &Path) -> Result<Comparison, Failure> {
    let read = |name: &str| -> Result<Table, Failure> {
        let path = folder.join(name);
        if !path.is_file() {
            return Ok(Table::default());
        }
        let bytes = std::fs::read(&path).map_err(|e| StoreError::new("read", &path, e))?;
        Table::read(&bytes).map_err(|why| StoreError::new("understand", &path, why).into())
    };
    Ok(Comparison {
        table: read("comparison.csv")?,
        actions: read("actions.csv")?,
        savings: read("savings.csv")?,
    })
}
