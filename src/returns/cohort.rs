//! `cohort.csv`: the children looked after at the snapshot, one a row, anonymous.

use super::cells::{day, name, number};
use super::table::{Column, Fault, Row, fault, may, must, problem_at, read};
use crate::words::calendar::Day;
use crate::words::error::Problem;
use crate::words::money::Pence;
use crate::words::setting::{SETTINGS, STREAMS};
use std::collections::BTreeMap;

/// One child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// The id in the file: the child's identity in every draw.
    pub id: String,
    /// Date of birth.
    pub born: Day,
    /// Stream: index into [`STREAMS`].
    pub stream: usize,
    /// Need band 1 to 4, 0 where blank.
    pub need: u8,
    /// Setting: index into [`SETTINGS`].
    pub setting: usize,
    /// First day of this placement.
    pub placement_start: Day,
    /// First day of this period of care.
    pub care_start: Day,
    /// Moves so far in the period; 0 where blank.
    pub moves: u8,
    /// Actual weekly price; where blank it is drawn.
    pub weekly_price: Option<Pence>,
    /// Household, blank where unknown.
    pub household: String,
    /// Sibling group, blank where unknown.
    pub sibling_group: String,
}

const COLUMNS: &[Column] = &[
    must("id"),
    must("born"),
    must("stream"),
    may("need"),
    must("setting"),
    must("placement_start"),
    must("care_start"),
    may("moves"),
    may("weekly_price"),
    may("household"),
    may("sibling_group"),
    may("personal_data"),
];

/// Reads the children at the end of a day, with the line of each.
pub fn children(file: &str, text: &str, as_at: Day) -> (Vec<(usize, Child)>, Vec<Problem>) {
    let names: Vec<&str> = SETTINGS.iter().map(|s| s.name).collect();
    let (rows, mut problems) = read(file, text, COLUMNS, |row| {
        let mut faults = Vec::new();
        let raw = Raw::of(row, &names, &mut faults);
        if faults.is_empty() {
            convert(raw, as_at)
        } else {
            Err(faults)
        }
    });
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (line, child) in &rows {
        if let Some(before) = first.insert(&child.id, *line) {
            let message = format!(
                "the id `{}` is there twice, first in line {before}",
                child.id
            );
            let f = fault("id", message, "an id of its own for every child");
            problems.push(problem_at(file, text, *line, "id", f));
        }
    }
    (rows, problems)
}

/// A row with its cells read and nothing compared.
struct Raw {
    child: Child,
    written: [String; 4],
}

impl Raw {
    fn of(row: &Row<'_>, names: &[&str], faults: &mut Vec<Fault>) -> Raw {
        let need = match row.cell("need") {
            "" => 0,
            _ => whole(
                row,
                "need",
                (1, 4),
                "a need band from 1 to 4, or blank",
                faults,
            ),
        };
        let moves = match row.cell("moves") {
            "" => 0,
            _ => whole(
                row,
                "moves",
                (0, 255),
                "a number of moves, or blank",
                faults,
            ),
        };
        let weekly_price = match row.cell("weekly_price") {
            "" => None,
            _ => {
                let expected = "£ a week from 0 to 1,000,000, or blank";
                let pounds = number(row, "weekly_price", (0.0, 1e6), expected, faults);
                Some(Pence::from_pounds(pounds))
            }
        };
        let written = ["born", "placement_start", "care_start", "setting"];
        Raw {
            written: written.map(|c| row.cell(c).to_owned()),
            child: Child {
                id: row.cell("id").to_owned(),
                born: day(row, "born", faults),
                stream: name(row, "stream", "stream", &STREAMS, faults),
                need,
                setting: name(row, "setting", "setting", names, faults),
                placement_start: day(row, "placement_start", faults),
                care_start: day(row, "care_start", faults),
                moves,
                weekly_price,
                household: row.cell("household").to_owned(),
                sibling_group: row.cell("sibling_group").to_owned(),
            },
        }
    }
}

fn whole(
    row: &Row<'_>,
    column: &'static str,
    (low, high): (u8, u8),
    expected: &str,
    faults: &mut Vec<Fault>,
) -> u8 {
    let text = row.cell(column);
    match text.parse::<u8>() {
        Ok(x) if (low..=high).contains(&x) => x,
        _ => {
            let message = format!("`{text}` is no {column} of a child");
            faults.push(fault(column, message, expected));
            0
        }
    }
}

/// Compares the dates of a child with each other and with the snapshot.
fn convert(raw: Raw, as_at: Day) -> Result<Child, Vec<Fault>> {
    let Raw { child, written } = raw;
    let [born, placement, care, setting] = &written;
    let mut faults = Vec::new();
    if child.born > as_at {
        faults.push(fault(
            "born",
            format!("born `{born}` is after the snapshot"),
            format!("a date up to {as_at}"),
        ));
    } else if child.born.birthday(18) <= as_at {
        faults.push(fault(
            "born",
            format!("born `{born}` makes the child 18 or older at the snapshot"),
            format!("a child under 18 on {as_at}"),
        ));
    } else if child.care_start < child.born {
        faults.push(fault(
            "care_start",
            format!("care_start `{care}` is before the child was born"),
            format!("a date from {} on", child.born),
        ));
    }
    if child.placement_start > as_at {
        faults.push(fault(
            "placement_start",
            format!("placement_start `{placement}` is after the snapshot"),
            format!("a date up to {as_at}"),
        ));
    } else if child.placement_start < child.care_start {
        faults.push(fault(
            "placement_start",
            format!("placement_start `{placement}` is before care_start `{care}`"),
            "a placement that begins with the period of care or in it",
        ));
    }
    let priced = SETTINGS
        .get(child.setting)
        .is_some_and(|s| s.line.is_some());
    if !priced && child.weekly_price.is_some_and(|p| p.0 > 0) {
        faults.push(fault(
            "weekly_price",
            format!("a weekly price in the setting `{setting}`, which costs nothing"),
            "a blank",
        ));
    }
    if faults.is_empty() {
        Ok(child)
    } else {
        Err(faults)
    }
}
