//! `posterior.csv`: joint draws of parameters, by path.

use super::cells::number;
use super::table::{Column, must, read};
use crate::words::error::Problem;
use std::collections::BTreeMap;

/// A table of joint draws.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draws {
    /// Paths of the parameters, sorted, with the line each is first named in.
    pub parameters: Vec<(String, usize)>,
    /// Rows, each with a value for every parameter.
    pub rows: Vec<Vec<f64>>,
}

const COLUMNS: &[Column] = &[must("draw"), must("parameter"), must("value")];

/// Reads the draws; every draw must have every parameter, once.
pub fn draws(file: &str, text: &str) -> (Draws, Vec<Problem>) {
    let (rows, mut problems) = read(file, text, COLUMNS, |row| {
        let mut faults = Vec::new();
        let value = number(row, "value", (-1e12, 1e12), "a number", &mut faults);
        if faults.is_empty() {
            let draw = row.cell("draw").to_owned();
            Ok((draw, row.cell("parameter").to_owned(), value))
        } else {
            Err(faults)
        }
    });
    let mut whole = |message: String, expected: &str| {
        problems.push(Problem {
            file: file.to_owned(),
            place: None,
            span: None,
            message,
            expected: expected.to_owned(),
            help: None,
        });
    };
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let mut table: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    for (line, (draw, parameter, value)) in rows {
        lines.entry(parameter.clone()).or_insert(line);
        let row = table.entry(draw.clone()).or_default();
        if row.insert(parameter.clone(), value).is_some() {
            whole(
                format!("line {line}: draw `{draw}` has the parameter `{parameter}` twice"),
                "each parameter once in a draw",
            );
        }
    }
    for parameter in lines.keys() {
        let without: Vec<&String> = table
            .iter()
            .filter(|(_, row)| !row.contains_key(parameter))
            .map(|(draw, _)| draw)
            .collect();
        if let Some(first) = without.first() {
            let n = without.len();
            whole(
                format!(
                    "the parameter `{parameter}` is missing in {n} of the draws, first in `{first}`"
                ),
                "every parameter in every draw",
            );
        }
    }
    let mut out = Draws::default();
    for row in table.values() {
        let values: Vec<f64> = lines.keys().filter_map(|p| row.get(p).copied()).collect();
        if values.len() == lines.len() {
            out.rows.push(values);
        }
    }
    out.parameters = lines.into_iter().collect();
    (out, problems)
}
