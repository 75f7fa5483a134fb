//! The table of a batch: a row a run, for `summary.csv` and for the screen.

use super::csv::number;
use super::figures::{cut, millions, whole};
use crate::words::calendar::FinancialYear;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::io;

/// A run of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Name of the scenario.
    pub scenario: String,
    /// Seed, where known.
    pub seed: Option<u64>,
    /// `done`, `not converged`, or why it was not done.
    pub status: &'static str,
    /// Its outturns.
    pub years: Vec<Year>,
    /// Seconds it took, then or now.
    pub seconds: Option<f64>,
    /// Its folder in that of the batch.
    pub folder: String,
}

/// The outturn of a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Year {
    /// The year.
    pub year: FinancialYear,
    /// Mean, pounds.
    pub mean: f64,
    /// P10.
    pub p10: Option<f64>,
    /// P90.
    pub p90: Option<f64>,
    /// Probability of an overspend, where the year has a budget.
    pub p_overspend: Option<f64>,
    /// Children at its end: in families, in homes.
    pub children: [Option<f64>; 2],
    /// Mainstream fostering households of the council and their approved places, on average; with a supply only.
    pub fostering: [Option<f64>; 2],
}

/// Measures of a year in `summary.csv`.
const YEARLY: [&str; 8] = [
    "mean",
    "p10",
    "p90",
    "p_overspend",
    "children_families",
    "children_homes",
    "households",
    "places",
];

/// Writes `summary.csv`: its yearly columns for every year of any run.
///
/// # Errors
/// Those of `to`.
pub fn summary(to: &mut dyn io::Write, runs: &[Run]) -> io::Result<()> {
    let years: BTreeSet<FinancialYear> = runs
        .iter()
        .flat_map(|r| r.years.iter().map(|y| y.year))
        .collect();
    let mut out = csv::Writer::from_writer(to);
    let mut heads: Vec<String> = ["scenario", "seed", "status"].map(str::to_owned).into();
    for y in &years {
        heads.extend(YEARLY.map(|m| format!("{y}_{m}")));
    }
    heads.extend(["seconds", "folder"].map(str::to_owned));
    out.write_record(&heads)?;
    let optional = |x: Option<f64>| x.map_or(String::new(), number);
    for r in runs {
        let mut fields = vec![
            r.scenario.clone(),
            r.seed.map_or(String::new(), |s| s.to_string()),
            r.status.to_owned(),
        ];
        for y in &years {
            let year = r.years.iter().find(|x| x.year == *y);
            let figures = year.map_or([None; 8], |y| {
                let ([families, homes], [households, places]) = (y.children, y.fostering);
                let cost = [Some(y.mean), y.p10, y.p90, y.p_overspend];
                let [a, b, c, d] = cost;
                [a, b, c, d, families, homes, households, places]
            });
            fields.extend(figures.map(optional));
        }
        let seconds = r.seconds.map_or(String::new(), |s| format!("{s:.3}"));
        fields.extend([seconds, r.folder.clone()]);
        out.write_record(&fields)?;
    }
    out.flush()
}

/// The screen: outturn of the first and last year of each run, and where children live at the end of the last.
pub fn screen(runs: &[Run]) -> String {
    let mut t = String::new();
    let longest = runs.iter().map(|r| r.scenario.chars().count()).max();
    let name = longest.unwrap_or(0).clamp(8, 28);
    let fostering = (runs.iter().flat_map(|r| &r.years)).any(|y| y.fostering[0].is_some());
    let own = if fostering {
        "  households  places"
    } else {
        ""
    };
    let _ = writeln!(
        t,
        "{:name$} {:>10}  {:14}  {:>7}  {:>8} {:>17}  {:>9}  {:>7}  {:>8} {:>17}  families  homes{own}",
        "Outturn, £m",
        "seed",
        "",
        "first",
        "mean",
        "P10 to P90",
        "overspend",
        "last",
        "mean",
        "P10 to P90"
    );
    for r in runs {
        let seed = r.seed.map_or(String::new(), |s| s.to_string());
        let mut line = format!(
            "{:name$} {seed:>10}  {:14}",
            cut(&r.scenario, name),
            r.status
        );
        if let (Some(first), Some(last)) = (r.years.first(), r.years.last()) {
            let over = first.p_overspend.map_or("no budget".to_owned(), |p| {
                format!("{} %", whole(100.0 * p))
            });
            let _ = write!(line, "  {}  {over:>9}", outturn(first));
            let outturn = match r.years.len() {
                1 => String::new(),
                _ => outturn(last),
            };
            let [families, homes] = last.children.map(count);
            let _ = write!(line, "  {outturn:34}  {families:>8}  {homes:>5}");
            let [households, places] = last.fostering.map(count);
            let _ = write!(line, "  {households:>10}  {places:>6}");
        }
        let _ = writeln!(t, "{}", line.trim_end());
    }
    let own = match fostering {
        true => "; households and places: own mainstream fostering, mean of that year",
        false => "",
    };
    let _ = writeln!(
        t,
        "families, homes: children at the end of the last year{own}"
    );
    t
}

fn count(x: Option<f64>) -> String {
    x.map_or(String::new(), whole)
}

fn outturn(y: &Year) -> String {
    let range = match (y.p10, y.p90) {
        (Some(a), Some(b)) => format!("{} to {}", millions(a), millions(b)),
        _ => String::new(),
    };
    format!(
        "{:>7}  {:>8} {range:>17}",
        y.year.to_string(),
        millions(y.mean)
    )
}
