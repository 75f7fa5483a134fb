//! `fit`: a council's records to a scenario that `run` takes.

use super::args::{Common, Fit};
use super::{Exit, failed, print, warn};
use crate::batch::Failure;
use crate::fit::{self, Reference};
use crate::report::html;
use crate::returns::council::{self, Council, Source};
use crate::returns::fees::Fees;
use crate::returns::folder;
use crate::returns::ledger::Entry;
use crate::returns::reconcile;
use crate::scenario::{Disk, Rejected, load_model};
use crate::store::{Folder, StoreError};
use crate::words::calendar::{Day, Month};
use serde_json::json;
use std::path::Path;

/// Marks a folder as a fit's.
const MARK: &str = "fit.csv";

/// Fits and writes.
pub fn fit(arguments: &Fit, common: &Common) -> Exit {
    let inputs = Inputs {
        returns: &arguments.returns,
        fees: arguments.fees.as_deref(),
        ledger: arguments.ledger.as_deref(),
        as_at: arguments.as_at,
        from: arguments.from,
        la: arguments.la.clone(),
        anonymise: arguments.anonymise.as_deref(),
    };
    let council = match inputs.read() {
        Ok(c) => c,
        Err(failure) => return failed(&failure, false),
    };
    match fitted(arguments, council, common) {
        Ok(exit) => exit,
        Err(failure) => failed(&failure, false),
    }
}

/// Where a council's records are.
pub(super) struct Inputs<'a> {
    pub returns: &'a Path,
    pub fees: Option<&'a Path>,
    pub ledger: Option<&'a Path>,
    pub as_at: Option<Day>,
    pub from: Option<Day>,
    pub la: Option<String>,
    pub anonymise: Option<&'a Path>,
}

impl Inputs<'_> {
    /// Reads them, up to the last month's end.
    pub fn read(&self) -> Result<Council, Failure> {
        let unread =
            |path: &Path, e: std::io::Error| Failure::Store(StoreError::new("read", path, e));
        let sources = folder::sources(self.returns).map_err(|e| unread(self.returns, e))?;
        let one = |path: Option<&Path>| -> Result<Option<Source>, Failure> {
            match path {
                None => Ok(None),
                Some(p) => std::fs::read(p)
                    .map(|bytes| {
                        Some(Source {
                            name: p.to_string_lossy().replace('\\', "/"),
                            bytes,
                        })
                    })
                    .map_err(|e| unread(p, e)),
            }
        };
        let (fees, ledger) = (one(self.fees)?, one(self.ledger)?);
        let key = match self.anonymise {
            Some(p) => Some(std::fs::read(p).map_err(|e| unread(p, e))?),
            None => None,
        };
        let options = council::Options {
            as_at: self.as_at,
            from: self.from,
            la: self.la.clone(),
            anonymise: key,
        };
        let read = council::read(&sources, fees.as_ref(), ledger.as_ref(), &options);
        read.map_err(|refused| {
            Failure::Input(Box::new(Rejected {
                problems: refused.problems,
                texts: refused.texts,
            }))
        })
    }
}

/// The last day of a month at or before a day: money is closed by months.
fn month_end(day: Day) -> Day {
    let next = Month::of(day).next().first_day().plus(-1);
    if next == day {
        day
    } else {
        Month::of(day).first_day().plus(-1)
    }
}

fn reference(prior: &str) -> Result<Reference, Failure> {
    if prior == "england" {
        return Ok(Reference::england());
    }
    let given = Path::new(prior);
    let path = if given.is_dir() {
        given.join("scenario.toml")
    } else {
        given.to_owned()
    };
    let (model, _) = load_model(&Disk, &path.to_string_lossy()).map_err(Failure::Input)?;
    Ok(fit::reference_of(prior, &model))
}

fn fitted(arguments: &Fit, council: Council, common: &Common) -> Result<Exit, Failure> {
    let last = council.history.as_at();
    let as_at = month_end(last);
    let mut warnings: Vec<String> = council.notes.clone();
    if as_at != last {
        warnings.push(format!(
            "the snapshot is {as_at}, the last month's end up to {last}: money is closed by months"
        ));
    }
    let (history, fees) = known(&council, as_at);
    if history.looked_after(as_at).is_empty() {
        let why = format!(
            "nobody is looked after at {as_at} in {}",
            arguments.returns.display()
        );
        return Err(Failure::Arguments(why));
    }
    let options = fit::Options {
        council: arguments
            .council
            .clone()
            .unwrap_or_else(|| name(&arguments.out)),
        years: arguments.years as usize,
        half_life: arguments.half_life,
        draws: arguments.draws as usize,
        seed: arguments.seed,
    };
    let folder = Folder::begin_with(&arguments.out, arguments.overwrite, MARK)?;
    let ledger: Vec<Entry> = council.ledger.iter().map(|(_, e)| e.clone()).collect();
    let f = fit::fit(&history, &fees, reference(&arguments.prior)?, &options);
    let mut draft = fit::draft(&f, &history, &fees, &ledger, &options);
    warnings.append(&mut draft.warnings);
    if let Some(path) = &arguments.track_record {
        let path = if path.is_dir() {
            path.join("track_record.csv")
        } else {
            path.clone()
        };
        let text = std::fs::read_to_string(&path)
            .map_err(|e| Failure::Store(StoreError::new("read", &path, e)))?;
        draft.files[0].1 = draft.files[0].1.replacen(
            "\n[council]",
            "\ntrack_record = \"track_record.csv\"\n\n[council]",
            1,
        );
        draft.files.push(("track_record.csv", text));
    }
    draft.files.push(("cleaning.csv", council.audit.csv()));
    let report = fit::report(&f);
    draft.files.push((MARK, fit::report_csv(&report)));
    let page = html::fit(&options.council, as_at, &report);
    draft.files.push(("fit.html", page));
    for (file, text) in &draft.files {
        folder.write(file, |w| w.write_all(text.as_bytes()))?;
    }
    let out = folder.finish()?;
    for w in &warnings {
        warn(common, w);
    }
    if common.json {
        let object = json!({
            "out": out,
            "as_at": as_at.to_string(),
            "children": history.looked_after(as_at).len(),
            "children_in_history": history.children.len(),
            "parameters": draft.draws.len(),
            "half_life_years": f.half_life.is_finite().then_some(f.half_life),
            "warnings": warnings,
        });
        return Ok(print(&format!("{object}\n")));
    }
    if common.quiet {
        return Ok(Exit::Done);
    }
    let files: Vec<&str> = draft.files.iter().map(|f| f.0).collect();
    let mut money = council.fees.as_ref().map_or(String::new(), Fees::words);
    if !council.ledger.is_empty() {
        money += &reconcile::words(&reconcile::reconcile(&council));
    }
    let text = format!(
        "{}{money}\n{} children looked after at {as_at}, {} in the history\n{}\nPersonal data (a row a child): cohort.csv, leavers.csv, cleaning.csv\nThe files are in {}: {}\nNext: carecast run {}/scenario.toml --out forecasts/{}\n",
        council.audit.words(),
        history.looked_after(as_at).len(),
        history.children.len(),
        fit::summary(&f),
        out.display(),
        files.join(", "),
        out.display(),
        name(&out),
    );
    Ok(print(&text))
}

/// History and fees as known at a day.
pub(super) fn known(council: &Council, day: Day) -> (crate::returns::history::History, Fees) {
    let none = Fees::default();
    let fees = council.fees.as_ref().unwrap_or(&none);
    let history = council.history.known_at(day);
    let fees = crate::backtest::returns::fees_known_at(&council.history, &history, fees, day);
    (history, fees)
}

fn name(out: &Path) -> String {
    out.file_name().map_or_else(
        || "council".to_owned(),
        |n| n.to_string_lossy().into_owned(),
    )
}
