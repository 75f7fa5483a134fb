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
}

/// Writes `summary.csv`: four columns for every year of any run.
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
        heads.extend(["mean", "p10", "p90", "p_overspend"].map(|m| format!("{y}_{m}")));
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
            fields.extend([
                optional(year.map(|y| y.mean)),
                optional(year.and_then(|y| y.p10)),
                optional(year.and_then(|y| y.p90)),
                optional(year.and_then(|y| y.p_overspend)),
            ]);
        }
        let seconds = r.seconds.map_or(String::new(), |s| format!("{s:.3}"));
        fields.extend([seconds, r.folder.clone()]);
        out.write_record(&fields)?;
    }
    out.flush()
}

/// The screen: first and last year of each run.
pub fn screen(runs: &[Run]) -> String {
    let mut t = String::new();
    let longest = runs.iter().map(|r| r.scenario.chars().count()).max();
    let name = longest.unwrap_or(0).clamp(8, 28);
    let _ = writeln!(
        t,
        "{:name$} {:>10}  {:14}  {:>7}  {:>8} {:>17}  {:>9}  {:>7}  {:>8} {:>17}",
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
            if r.years.len() > 1 {
                let _ = write!(line, "  {}", outturn(last));
            }
        }
        let _ = writeln!(t, "{}", line.trim_end());
    }
    t
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
