//! Cells of a row as dates, numbers and names.

use super::table::{Fault, Row, fault};
use crate::words::calendar::Day;

/// Reads a date, ISO or dd/mm/yyyy.
pub fn day(row: &Row<'_>, column: &'static str, faults: &mut Vec<Fault>) -> Day {
    let text = row.cell(column);
    match Day::parse(text).filter(|d| (1900..2200).contains(&d.ymd().0)) {
        Some(day) => day,
        None => {
            faults.push(fault(
                column,
                format!("`{text}` is not a date"),
                "a date such as 2024-03-31 or 31/03/2024",
            ));
            Day(0)
        }
    }
}

/// Reads a number between two bounds.
pub fn number(
    row: &Row<'_>,
    column: &'static str,
    (low, high): (f64, f64),
    what: &str,
    faults: &mut Vec<Fault>,
) -> f64 {
    let text = row.cell(column);
    match text.parse::<f64>() {
        Ok(x) if (low..=high).contains(&x) => x,
        Ok(x) if x < 0.0 && low == 0.0 => {
            faults.push(fault(column, format!("`{text}` is negative"), what));
            0.0
        }
        Ok(x) if x.is_finite() => {
            faults.push(fault(column, format!("`{text}` is out of range"), what));
            0.0
        }
        _ => {
            let plain = text.replace(['£', ',', ' '], "");
            let help = plain.parse::<f64>().ok().filter(|x| x.is_finite());
            faults.push(Fault {
                help: help.map(|x| format!("write {x}")),
                ..fault(column, format!("`{text}` is not a number"), what)
            });
            0.0
        }
    }
}

/// Reads a name of a list; its index.
pub fn name(
    row: &Row<'_>,
    column: &'static str,
    noun: &str,
    known: &[&str],
    faults: &mut Vec<Fault>,
) -> usize {
    let text = row.cell(column);
    if let Some(i) = known.iter().position(|k| *k == text) {
        return i;
    }
    let near = known
        .iter()
        .map(|k| (strsim::jaro_winkler(&text.to_lowercase(), k), *k))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let list: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
    faults.push(Fault {
        help: near.map(|(_, k)| format!("did you mean `{k}`?")),
        ..fault(
            column,
            format!("unknown {noun} `{text}`"),
            format!("one of {}", list.join(", ")),
        )
    });
    0
}
