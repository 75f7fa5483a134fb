//! Why a forecast moved since the last run folder.

use super::run::{Failure, Stage};
use crate::forecast::since::{Monthly, Since, comparable, since};
use crate::forecast::{Books, Forecast, Group, Measure, Period, round_to_sum};
use crate::report::csv::{PREVIOUS, number};
use crate::report::data::Table;
use crate::store::{Kept, Manifest, StoreError};
use crate::words::calendar::{FinancialYear, Month};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The last forecast.
#[derive(Clone, Debug)]
pub(super) enum Last<'a> {
    /// There is none.
    None,
    /// Its run folder, and where the files lie that it did not keep.
    Folder(&'a Path, Option<PathBuf>),
    /// What was written of it before, by file.
    Written(Tables),
}

/// Tables in memory, by file name.
pub(super) type Tables = Vec<(String, Vec<u8>)>;

/// The files that tell of the last forecast.
pub(super) const FILES: [&str; 2] = ["since.csv", "previous.csv"];

/// Most replications of each step of the bridge.
const REPLICATIONS: u64 = 500;

impl Last<'_> {
    /// [`FILES`].
    pub fn tables(&self, stage: &Stage, books: &Books, f: &Forecast) -> Result<Tables, Failure> {
        let (folder, beside) = match self {
            Last::None => return Ok(Tables::new()),
            Last::Written(tables) => return Ok(tables.clone()),
            Last::Folder(folder, beside) => (folder, beside),
        };
        let manifest = Manifest::read(folder)?;
        let old = read(&folder.join("forecast.csv"))?;
        let files = Kept {
            inputs: folder.join("inputs"),
            beside: beside.clone(),
        };
        let before = Stage::load(&files, Path::new(""), &manifest.scenario_file).ok();
        let before = before.map(|mut b| {
            b.model.spec.seed = manifest.seed;
            b
        });
        let models = before
            .as_ref()
            .map(|b| (&b.model, &stage.model))
            .filter(|(a, b)| comparable(a, b));
        let horizon = &stage.model.horizon;
        let open = horizon.months.get(horizon.first_open_month());
        let Some(open) = open.copied() else {
            return Ok(Tables::new());
        };
        let replications = (manifest.replications as u64).clamp(1, REPLICATIONS);
        let years = since(&old, &monthly(books, f), models, open, replications);
        if years.is_empty() {
            return Err(Failure::Arguments(format!(
                "{} forecasts none of the months of this scenario",
                folder.display()
            )));
        }
        let note = match models {
            Some(_) => "what happened less what the last forecast expected of it",
            None => {
                "the children of the last forecast are not known one by one: --keep-cohort then, or --since-inputs now"
            }
        };
        let name = folder
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let fault = |e: csv::Error| Failure::Fault(e.to_string());
        let own = &stage.scenario.name;
        let since = csv_of(own, &name, &years, note).map_err(fault)?;
        let before = previous(&folder.join("forecast.csv"), own, &name, &horizon.years)?;
        Ok(FILES
            .map(str::to_owned)
            .into_iter()
            .zip([since, before])
            .collect())
    }
}

/// `previous.csv`: what the last forecast said of the years of this one, in total and by line: mean outturn, and variance
/// where there is a budget.
fn previous(
    path: &Path,
    scenario: &str,
    last: &str,
    years: &[FinancialYear],
) -> Result<Vec<u8>, Failure> {
    let failed = |why: String| Failure::Store(StoreError::new("read", path, why));
    let fault = |e: String| Failure::Fault(e);
    let bytes = std::fs::read(path).map_err(|e| StoreError::new("read", path, e))?;
    let table = Table::read(&bytes).map_err(failed)?;
    let mut means = BTreeMap::new();
    for l in table.iter() {
        let year = FinancialYear::parse(l.text("period")).filter(|y| years.contains(y));
        let known = ["total", "line"].contains(&l.text("group_type"));
        if let (Some(year), true, Some(mean)) = (year, known, l.number("mean")) {
            let key = (
                year,
                l.text("group_type"),
                l.text("group"),
                l.text("measure"),
            );
            means.insert(key, mean);
        }
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(PREVIOUS)
        .map_err(|e| fault(e.to_string()))?;
    for ((year, kind, group, measure), cost) in &means {
        if *measure != "cost" {
            continue;
        }
        let budget = means.get(&(*year, *kind, *group, "budget"));
        let amounts = [
            ("cost", Some(*cost)),
            ("variance", budget.map(|b| cost - b)),
        ];
        for (measure, amount) in amounts {
            let Some(amount) = amount else { continue };
            let (year, amount) = (year.to_string(), number(amount));
            out.write_record([scenario, last, &year, measure, kind, group, &amount])
                .map_err(|e| fault(e.to_string()))?;
        }
    }
    out.into_inner().map_err(|e| fault(e.to_string()))
}

/// Means by month of a forecast.
fn monthly(books: &Books, f: &Forecast) -> Monthly {
    let mut out = Monthly::default();
    for row in &f.rows {
        let Period::Month(m) = row.key.period else {
            continue;
        };
        let Some(month) = books.model.horizon.months.get(m).copied() else {
            continue;
        };
        let mean = row.summary.mean;
        match (row.key.measure, row.key.group) {
            (Measure::Cost, Group::Total) => {
                out.cost.insert(month, mean);
            }
            (Measure::Cost, Group::Setting(s)) => {
                let name = books.model.settings()[s].name.clone();
                out.settings.entry((month, name)).or_default().1 = mean;
            }
            (Measure::ChildrenEnd, Group::Setting(s)) => {
                let name = books.model.settings()[s].name.clone();
                out.settings.entry((month, name)).or_default().0 = mean;
            }
            _ => {}
        }
    }
    out
}

/// The same of a `forecast.csv`.
fn read(path: &Path) -> Result<Monthly, Failure> {
    let failed = |why: String| Failure::Store(StoreError::new("read", path, why));
    let mut reader = csv::Reader::from_path(path).map_err(|e| failed(e.to_string()))?;
    let heads = reader.headers().map_err(|e| failed(e.to_string()))?.clone();
    let at = |name: &str| heads.iter().position(|h| h == name);
    let columns = [
        "period_type",
        "period",
        "measure",
        "group_type",
        "group",
        "mean",
    ]
    .map(at);
    let mut out = Monthly::default();
    for record in reader.records() {
        let record = record.map_err(|e| failed(e.to_string()))?;
        let cell = |i: usize| columns[i].and_then(|c| record.get(c)).unwrap_or("");
        let (Some(month), Ok(mean)) = (Month::parse(cell(1)), cell(5).parse::<f64>()) else {
            continue;
        };
        if cell(0) != "month" {
            continue;
        }
        match (cell(2), cell(3)) {
            ("cost", "total") => {
                out.cost.insert(month, mean);
            }
            ("cost", "setting") => {
                out.settings
                    .entry((month, cell(4).to_owned()))
                    .or_default()
                    .1 = mean;
            }
            ("children_end", "setting") => {
                out.settings
                    .entry((month, cell(4).to_owned()))
                    .or_default()
                    .0 = mean;
            }
            _ => {}
        }
    }
    if out.cost.is_empty() {
        return Err(failed("it has no cost by month".to_owned()));
    }
    Ok(out)
}

fn csv_of(scenario: &str, last: &str, years: &[Since], note: &str) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["scenario", "since", "period", "term", "amount", "note"])?;
    for y in years {
        let pence: Vec<f64> = y.terms.iter().map(|t| t.1 * 100.0).collect();
        let total = libm::round((y.outturn.1 - y.outturn.0) * 100.0) as i64;
        let terms = y.terms.iter().map(|t| t.0).zip(round_to_sum(&pence, total));
        let year = y.year.to_string();
        let mut row = |term: &str, pence: i64, note: &str| {
            let amount = format!("{:.2}", pence as f64 / 100.0);
            out.write_record([scenario, last, &year, term, &amount, note])
        };
        row(
            "last_forecast",
            libm::round(y.outturn.0 * 100.0) as i64,
            "mean outturn",
        )?;
        for (term, amount) in terms {
            row(
                term,
                amount,
                if term == "actuals" {
                    "closed months against the last forecast"
                } else {
                    note
                },
            )?;
        }
        row(
            "total",
            total,
            "the sum of the terms: this forecast less the last",
        )?;
    }
    out.into_inner()
        .map_err(|e| csv::Error::from(std::io::Error::other(e.to_string())))
}
