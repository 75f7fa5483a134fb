//! The files of a run folder that a scenario, its seed and the audience decide to the last byte: tables, report,
//! workbook. `run` writes them, `verify` makes them again.

use super::run::{Failure, Stage};
use super::since::{Last, Tables};
use super::{Replicated, Watch, summarised};
use crate::compare::delivered;
use crate::forecast::{Books, Forecast};
use crate::report::actions;
use crate::report::audience::{Audience, share};
use crate::report::csv;
use crate::report::data::{CHILD_LEVEL, Comparison, FILES, Made, Run};
use crate::report::html::{Report, page};
use crate::report::xlsx::{Book, workbook};
use crate::scenario::Role;
use crate::store::{Folder, Output, StoreError, sha256_file};
use std::io::Write;
use std::path::Path;

/// Makes the forecast of replications, and writes the outputs into a folder.
pub(super) fn write_outputs(
    stage: &Stage,
    replicated: &Replicated,
    pool: &rayon::ThreadPool,
    (folder, watch): (&Folder, &dyn Watch),
    (made, last): (Made, &Last<'_>),
    (audience, child_level): (Audience, bool),
) -> Result<Forecast, Failure> {
    let books = Books::new(&stage.model);
    let forecast = summarised(&books, replicated, pool, watch);
    if watch.stopped() {
        return Err(Failure::Interrupted);
    }
    let name = stage.scenario.name.as_str();
    let mut tables = tables(stage, &books, &forecast)?;
    tables.extend(last.tables(stage, &books, &forecast)?);
    if child_level {
        let mut bytes = Vec::new();
        csv::child_level(&mut bytes, name, &books, &forecast)
            .map_err(|e| Failure::Fault(e.to_string()))?;
        tables.push((CHILD_LEVEL.to_owned(), bytes));
    }
    let mut run = Run::new(name, made, tables)
        .map_err(|(file, why)| Failure::Fault(format!("{file}: {why}")))?;
    if audience == Audience::Shareable {
        let hidden = run.withheld();
        share(&mut run, &hidden);
    }
    for (file, table) in &run.tables {
        folder.write(file, |w| w.write_all(&table.write()))?;
    }
    write_pages(folder, std::slice::from_ref(&run), None, audience)?;
    if audience == Audience::Internal {
        folder.write("replications.csv", |w| {
            let mut w = Stoppable { to: w, watch };
            csv::replications(&mut w, name, &books, &replicated.samples)
        })?;
    }
    Ok(forecast)
}

/// Writes `report.html` and `workbook.xlsx` of runs, the first one foremost.
pub(super) fn write_pages(
    folder: &Folder,
    runs: &[Run],
    comparison: Option<&Comparison>,
    audience: Audience,
) -> Result<(), Failure> {
    let Some(run) = runs.first() else {
        return Ok(());
    };
    let shareable = audience == Audience::Shareable;
    let html = page(&Report {
        runs,
        comparison,
        shareable,
    });
    folder.write("report.html", |w| w.write_all(html.as_bytes()))?;
    let bytes = workbook(&Book {
        run,
        comparison,
        shareable,
    })
    .map_err(|e| Failure::Fault(e.to_string()))?;
    folder.write("workbook.xlsx", |w| w.write_all(&bytes))?;
    Ok(())
}

/// Every table but the replications'.
fn tables(stage: &Stage, books: &Books, f: &Forecast) -> Result<Tables, Failure> {
    let name = stage.scenario.name.as_str();
    // Without the place: it is another one when a copy of the inputs is read.
    let read: Vec<String> = stage
        .scenario
        .warnings
        .iter()
        .map(|w| w.message.clone())
        .collect();
    let mut out: Tables = Vec::new();
    let mut put = |file: &str, with: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
        let mut bytes = Vec::new();
        with(&mut bytes).map_err(|e| Failure::Fault(e.to_string()))?;
        out.push((file.to_owned(), bytes));
        Ok::<(), Failure>(())
    };
    put("about.csv", &|w| csv::about(w, name, books, f, &read))?;
    put("forecast.csv", &|w| csv::forecast(w, name, books, f))?;
    put("bridge.csv", &|w| csv::bridge(w, name, books, f))?;
    put("distribution.csv", &|w| {
        csv::distribution(w, name, books, f)
    })?;
    put("sensitivity.csv", &|w| csv::sensitivity(w, name, books, f))?;
    put("high_cost.csv", &|w| csv::high_cost(w, name, books, f))?;
    put("assumptions.csv", &|w| {
        let place = |file: &str| stage.layout.place(file);
        csv::assumptions(w, name, &stage.scenario.assumptions, place)
    })?;
    put("published.csv", &|w| csv::published(w, name, books, f))?;
    put("disclosure.csv", &|w| csv::disclosure(w, name, books, f))?;
    let savings = delivered(&stage.model);
    if !savings.is_empty() {
        put("savings.csv", &|w| {
            actions::savings(w, [(name, savings.as_slice())])
        })?;
    }
    let inputs = stage.scenario.inputs.iter();
    for record in inputs.filter(|i| i.role == Role::TrackRecord) {
        put("track_record.csv", &|w| w.write_all(&record.bytes))?;
    }
    Ok(out)
}

/// The outputs that are in a folder, with their hashes, by name.
pub(super) fn outputs(folder: &Path) -> Result<Vec<Output>, StoreError> {
    let failed = |e: std::io::Error| StoreError::new("read", folder, e);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let name = entry
            .map_err(failed)?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if [".csv", ".html", ".xlsx"].iter().any(|e| name.ends_with(e)) {
            names.push(name);
        }
    }
    names.sort();
    let hashed = |path: String| {
        let sha256 = sha256_file(&folder.join(&path))?;
        Ok(Output { path, sha256 })
    };
    names.into_iter().map(hashed).collect()
}

/// A writer that ends with an error once the watch says stop: a long file does not hold up an interrupt.
struct Stoppable<'a> {
    to: &'a mut dyn std::io::Write,
    watch: &'a dyn Watch,
}

impl std::io::Write for Stoppable<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.watch.stopped() {
            return Err(std::io::Error::other("interrupted"));
        }
        self.to.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}

/// The tables of a run folder; with `child_level`, the one of children, too.
///
/// # Errors
/// When it is none, or a file of it is no table.
pub fn read_run(folder: &Path, child_level: bool) -> Result<Run, Failure> {
    let manifest = crate::store::Manifest::read(folder)?;
    let mut files = Vec::new();
    for name in FILES.into_iter().chain(child_level.then_some(CHILD_LEVEL)) {
        let path = folder.join(name);
        if path.is_file() {
            let bytes = std::fs::read(&path).map_err(|e| StoreError::new("read", &path, e))?;
            files.push((name.to_owned(), bytes));
        }
    }
    Run::new(&manifest.scenario, super::run::made(&manifest), files)
        .map_err(|(file, why)| StoreError::new("understand", &folder.join(file), why).into())
}
