//! Figures that tell no more than they know: rounded by unit, and without what few children could be read from.

use crate::forecast::few;
use crate::report::csv::number;
use crate::report::data::Table;

const STATS: [&str; 10] = [
    "mean", "sd", "mcse", "p05", "p10", "p25", "p50", "p75", "p90", "p95",
];

/// Rounds the numbers of some columns.
pub(super) fn each(table: &mut Table, columns: &[&str], round: fn(f64) -> f64) {
    for c in columns
        .iter()
        .filter_map(|c| table.column(c))
        .collect::<Vec<_>>()
    {
        for row in &mut table.rows {
            if let Ok(x) = row[c].parse::<f64>() {
                row[c] = number(round(x));
            }
        }
    }
}

/// To £1,000.
pub(super) fn money_1000(x: f64) -> f64 {
    libm::round(x / 1_000.0) * 1_000.0
}

/// To three significant digits.
pub(super) fn three(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    format!("{x:.2e}").parse().unwrap_or(x)
}

/// Rounding by unit; `None`: nothing of the kind is rounded.
fn by_unit(unit: &str) -> fn(f64) -> f64 {
    match unit {
        "GBP" => money_1000,
        "GBP/week" => |x| libm::round(x / 10.0) * 10.0,
        "probability" | "share" => |x| libm::round(x * 100.0) / 100.0,
        "per_10000" => |x| libm::round(x * 10.0) / 10.0,
        "ratio" => three,
        _ => libm::round,
    }
}

/// Does the unit count children, placements, households or moves?
pub(super) fn counted(unit: &str) -> bool {
    ![
        "GBP",
        "GBP/week",
        "probability",
        "share",
        "per_10000",
        "ratio",
        "nights",
    ]
    .contains(&unit)
}

/// Rounds distributions by their unit.
pub(super) fn rounded(table: &mut Table) {
    let Some(unit) = table.column("unit") else {
        return;
    };
    let columns: Vec<usize> = STATS.iter().filter_map(|c| table.column(c)).collect();
    for row in &mut table.rows {
        let round = by_unit(&row[unit]);
        for c in &columns {
            if let Ok(x) = row[*c].parse::<f64>() {
                row[*c] = number(round(x));
            }
        }
    }
}

/// Rounds distributions by their unit; counts lose what could be worked back: their spread, and every figure that
/// reads as 1 to 5. A row whose mean is such a count goes.
pub(super) fn spreads(table: &mut Table) {
    let Some(unit) = table.column("unit") else {
        return;
    };
    let mean = table.column("mean").unwrap_or(0);
    let is_few = |r: &[String]| counted(&r[unit]) && r[mean].parse().is_ok_and(few);
    table.rows.retain(|r| !is_few(r));
    let columns: Vec<(usize, &str)> = STATS
        .iter()
        .filter_map(|c| table.column(c).map(|i| (i, *c)))
        .collect();
    for row in table.rows.iter_mut().filter(|r| counted(&r[unit])) {
        for (c, name) in &columns {
            if ["sd", "mcse"].contains(name) || row[*c].parse().is_ok_and(few) {
                row[*c].clear();
            }
        }
    }
    rounded(table);
}
