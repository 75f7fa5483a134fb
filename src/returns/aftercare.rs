//! `aftercare.csv`: how many get an allowance after an exit, how much, and for how long still.

use super::cells::{name, number};
use super::table::{Column, must, read};
use crate::words::error::Problem;
use crate::words::setting::EXITS;

/// The stock of one kind of allowance.
#[derive(Clone, Debug, PartialEq)]
pub struct Stock {
    /// Exit it follows: index into [`EXITS`].
    pub exit: usize,
    /// Number getting it.
    pub count: f64,
    /// Pounds a week each, on average.
    pub mean_weekly: f64,
    /// Years left to each, on average.
    pub mean_years_left: f64,
}

const COLUMNS: &[Column] = &[
    must("kind"),
    must("count"),
    must("mean_weekly"),
    must("mean_years_left"),
];

/// Reads the stocks, with the line of each.
pub fn stocks(file: &str, text: &str) -> (Vec<(usize, Stock)>, Vec<Problem>) {
    read(file, text, COLUMNS, |row| {
        let mut faults = Vec::new();
        let f = &mut faults;
        let stock = Stock {
            exit: name(row, "kind", "exit", &EXITS, f),
            count: number(row, "count", (0.0, 1e6), "a number of allowances", f),
            mean_weekly: number(row, "mean_weekly", (0.0, 1e6), "£ a week", f),
            mean_years_left: number(row, "mean_years_left", (0.0, 100.0), "years", f),
        };
        if faults.is_empty() {
            Ok(stock)
        } else {
            Err(faults)
        }
    })
}
