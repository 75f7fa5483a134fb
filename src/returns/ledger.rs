//! `ledger.csv`: actual spend by month and line.

use super::cells::number;
use super::table::{Column, fault, must, read};
use crate::words::calendar::Month;
use crate::words::error::Problem;

/// Spend of a line in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Month.
    pub month: Month,
    /// Name of the line, or `placements` or `total`.
    pub line: String,
    /// Pounds; negative for a correction.
    pub actual: f64,
}

const COLUMNS: &[Column] = &[must("month"), must("line"), must("actual")];

/// Reads the ledger, with the line of the file of each entry.
pub fn entries(file: &str, text: &str) -> (Vec<(usize, Entry)>, Vec<Problem>) {
    read(file, text, COLUMNS, |row| {
        let mut faults = Vec::new();
        let month = Month::parse(row.cell("month"));
        if month.is_none() {
            faults.push(fault(
                "month",
                format!("`{}` is not a month", row.cell("month")),
                "a month such as `2024-04`",
            ));
        }
        let actual = number(row, "actual", (-1e11, 1e11), "£", &mut faults);
        match month {
            Some(month) if faults.is_empty() => Ok(Entry {
                month,
                line: row.cell("line").to_owned(),
                actual,
            }),
            _ => Err(faults),
        }
    })
}
