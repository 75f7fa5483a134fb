//! `households.csv`: the council's fostering households, one a row, anonymous.

use super::cells::{name, number};
use super::table::{Column, Fault, fault, may, must, problem_at, read};
use crate::words::error::Problem;
use std::collections::BTreeMap;

/// Kinds of household.
pub const KINDS: [&str; 2] = ["mainstream", "kinship"];

/// A household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Household {
    /// Its id.
    pub id: String,
    /// Kinship carers are approved for a named child and not searched.
    pub kinship: bool,
    /// Approved places.
    pub places: u32,
    /// Places that can be used, where known.
    pub usable: Option<u32>,
    /// Ages taken, both ends inside.
    pub ages: (u32, u32),
    /// Highest need band taken; 4 where blank.
    pub need_to: u8,
    /// Constellation, blank where none.
    pub constellation: String,
}

const COLUMNS: &[Column] = &[
    must("id"),
    must("kind"),
    may("approved"),
    must("places"),
    may("usable"),
    must("age_from"),
    must("age_to"),
    may("need_to"),
    may("constellation"),
];

/// Reads the households, with the line of each.
pub fn households(file: &str, text: &str) -> (Vec<(usize, Household)>, Vec<Problem>) {
    let (rows, mut problems) = read(file, text, COLUMNS, |row| {
        let mut faults = Vec::new();
        let f = &mut faults;
        let kind = name(row, "kind", "kind of household", &KINDS, f);
        let places = number(row, "places", (1.0, 12.0), "places from 1 to 12", f) as u32;
        let usable = match row.cell("usable") {
            "" => None,
            _ => Some(number(
                row,
                "usable",
                (0.0, 12.0),
                "places from 0 to 12, or blank",
                f,
            ) as u32),
        };
        let age = |column, f: &mut Vec<Fault>| {
            number(row, column, (0.0, 17.0), "an age from 0 to 17", f) as u32
        };
        let ages = (age("age_from", f), age("age_to", f));
        let need_to = match row.cell("need_to") {
            "" => 4,
            _ => number(
                row,
                "need_to",
                (1.0, 4.0),
                "a need band from 1 to 4, or blank",
                f,
            ) as u8,
        };
        if usable.is_some_and(|u| u > places) {
            let message = format!("usable `{}` is more than its places", row.cell("usable"));
            let expected = format!("at most {places}");
            f.push(fault("usable", message, expected));
        }
        if ages.1 < ages.0 {
            let message = format!("age_to `{}` is below age_from", row.cell("age_to"));
            f.push(fault("age_to", message, "ages in order"));
        }
        if faults.is_empty() {
            Ok(Household {
                id: row.cell("id").to_owned(),
                kinship: kind == 1,
                places,
                usable,
                ages,
                need_to,
                constellation: row.cell("constellation").to_owned(),
            })
        } else {
            Err(faults)
        }
    });
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (line, h) in &rows {
        if let Some(before) = first.insert(&h.id, *line) {
            let message = format!("the id `{}` is there twice, first in line {before}", h.id);
            let f = fault("id", message, "an id of its own for every household");
            problems.push(problem_at(file, text, *line, "id", f));
        }
    }
    (rows, problems)
}
