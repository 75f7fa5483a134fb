//! Which table a file is, by its columns.

use super::rows::header;
use crate::words::error::Problem;

/// A kind of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Groups and characteristics by council.
    Groups,
    /// Placement stability by council, the newer columns.
    Stability,
    /// Numbers and rates by council.
    Numbers,
    /// The Local Authority Interactive Tool's long form.
    Lait,
    /// Mid-year population.
    Population,
    /// The long form of a panel.
    Panel,
    /// Statistical neighbours.
    Neighbours,
}

/// Columns a kind is known by; one of the names of a slot is enough.
const SIGNATURES: &[(Kind, &str, &[&[&str]])] = &[
    (
        Kind::Groups,
        "the department's table by group and characteristic",
        &[
            &["time_period"],
            &["geographic_level"],
            &["old_la_code"],
            &["la_name", "geo_breakdown"],
            &["cla_group"],
            &["characteristic"],
            &["number"],
        ],
    ),
    (
        Kind::Stability,
        "the department's table of placement stability",
        &[
            &["time_period"],
            &["geographic_level"],
            &["old_la_code"],
            &["la_name", "geo_breakdown"],
            &["cla_group"],
            &["placement_stability"],
            &["number"],
        ],
    ),
    (
        Kind::Numbers,
        "the department's table of numbers and rates",
        &[
            &["time_period"],
            &["geographic_level"],
            &["old_la_code"],
            &["la_name", "geo_breakdown"],
            &["population_count"],
            &["number"],
        ],
    ),
    (
        Kind::Lait,
        "the Local Authority Interactive Tool's long form",
        &[
            &["Short Desc"],
            &["Years"],
            &["LA Number"],
            &["LA and Regions"],
            &["Values"],
        ],
    ),
    (
        Kind::Population,
        "mid-year population by council",
        &[
            &["time_period"],
            &["geographic_level"],
            &["old_la_code"],
            &["la_name", "geo_breakdown"],
            &["age_group"],
            &["population_estimate"],
        ],
    ),
    (
        Kind::Panel,
        "the long form of a panel",
        &[
            &["year"],
            &["la_code"],
            &["la_name"],
            &["indicator"],
            &["value"],
        ],
    ),
    (
        Kind::Neighbours,
        "the statistical neighbours",
        &[&["LA num"], &["SN1"], &["SN2"]],
    ),
];

/// The kind of a file. `Err(None)`: none of them; `Err(Some(…))`: one of them, but for a column.
pub fn kind(file: &str, text: &str) -> Result<Kind, Option<Box<Problem>>> {
    let columns = header(text);
    let has = |slot: &[&str]| slot.iter().any(|name| columns.iter().any(|c| c == name));
    let mut close: Option<(&str, &[&str], usize)> = None;
    for (kind, title, slots) in SIGNATURES {
        let missing: Vec<&&[&str]> = slots.iter().filter(|s| !has(s)).collect();
        match missing[..] {
            [] => return Ok(*kind),
            [one] if slots.len() > 3 => {
                let near = nearest(one, &columns, slots);
                if near.is_some() && close.is_none_or(|c| c.2 > missing.len()) {
                    close = Some((title, one, missing.len()));
                }
            }
            _ => {}
        }
    }
    let Some((title, slot, _)) = close else {
        return Err(None);
    };
    // National tables have all columns but the council's: they are not used, and nothing is wrong with them.
    if slot.contains(&"old_la_code") && !columns.iter().any(|c| c.contains("la_code")) {
        return Err(None);
    }
    let slots = SIGNATURES.iter().find(|s| s.1 == title).map(|s| s.2);
    let near = nearest(slot, &columns, slots.unwrap_or(&[]));
    let wanted: Vec<String> = slot.iter().map(|s| format!("`{s}`")).collect();
    let help = near.map(|n| format!("has `{n}` been renamed from {}?", wanted.join(" or ")));
    Err(Some(Box::new(Problem {
        file: file.to_owned(),
        place: Some((1, 1)),
        span: None,
        message: format!(
            "this would be {title}, but the column {} is missing",
            wanted.join(" or ")
        ),
        expected: format!("a first line with {}", wanted.join(" or ")),
        help,
    })))
}

/// The column that comes nearest to a missing one, among those no slot has.
fn nearest<'a>(slot: &[&str], columns: &'a [String], slots: &[&[&str]]) -> Option<&'a str> {
    let free = columns
        .iter()
        .filter(|c| !slots.iter().any(|s| s.contains(&c.as_str())));
    let score = |c: &str| {
        slot.iter()
            .map(|s| strsim::jaro_winkler(s, &c.to_lowercase()))
            .fold(0.0, f64::max)
    };
    free.map(|c| (score(c), c.as_str()))
        .filter(|(s, _)| *s >= 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|n| n.1)
}
