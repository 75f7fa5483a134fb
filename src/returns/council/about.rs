//! What is said of records as a whole: what is missing, what they cover, what was left out.

use super::{Options, Part};
use crate::returns::ssda903::covers::Covers;
use crate::returns::ssda903::raw::Raw;
use crate::words::error::Problem;

/// A file's name without its folders.
pub(super) fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

pub(super) fn whole(message: &str, expected: &str, help: Option<String>) -> Problem {
    Problem {
        file: "returns".to_owned(),
        place: None,
        span: None,
        message: message.to_owned(),
        expected: expected.to_owned(),
        help,
    }
}

pub(super) fn missing(part: Part, files: usize) -> Problem {
    let columns = match part {
        Part::Episodes => "CHILD, DECOM, RNE, LS, PLACE, PLACE_PROVIDER, DEC, REC",
        Part::Header => "CHILD, SEX, DOB, ETHNIC, UPN",
    };
    let message = match part {
        Part::Episodes => format!("none of the {files} files holds episodes"),
        Part::Header => {
            format!("none of the {files} files is a header: without dates of birth no age is known")
        }
    };
    whole(
        &message,
        &format!("a CSV file with the columns {columns}, or the XML return"),
        Some("save Excel workbooks as CSV; unpack archives".to_owned()),
    )
}

/// Puts what the options say over what was found.
pub(super) fn set_covers(
    covers: &mut Covers,
    options: &Options,
    notes: &mut Vec<String>,
) -> Option<Problem> {
    if let Some(as_at) = options.as_at {
        let last = covers.last.last_day();
        if as_at > last {
            return Some(whole(
                &format!("the snapshot {as_at} is after the last return, which ends {last}"),
                &format!("a day up to {last}"),
                Some("add the return of that year, or leave the day out".to_owned()),
            ));
        }
        if as_at < covers.from {
            return Some(whole(
                &format!(
                    "the snapshot {as_at} is before the returns begin, {}",
                    covers.from
                ),
                &format!("a day from {} to {last}", covers.from),
                None,
            ));
        }
        covers.to = covers.to.max(as_at.plus(1));
    }
    if let Some(from) = options.from {
        covers.from = from;
    } else if let Some(last) = covers.before_gap.last() {
        notes.push(format!(
            "a return is missing after {last}: what is before {} only tells how long children have been where they are",
            covers.from
        ));
    }
    if covers.to <= covers.last.last_day() {
        notes.push(format!(
            "the last change is on {}: taken as a return made in the year, up to that day",
            covers.to.plus(-1)
        ));
    }
    notes.push(format!(
        "the returns are complete from {} to {}",
        covers.from,
        covers.to.plus(-1)
    ));
    None
}

pub(super) fn notes(raw: &Raw, options: &Options, notes: &mut Vec<String>) {
    if raw.councils.len() > 1 && options.la.is_none() {
        let names: Vec<&str> = raw.councils.keys().map(AsRef::as_ref).collect();
        notes.push(format!(
            "the column LA names {} councils ({}): read as one",
            names.len(),
            names.join(", ")
        ));
    }
    if raw.others > 0 {
        notes.push(format!(
            "{} rows of other councils were left out",
            raw.others
        ));
    }
    for ((column, text), n) in &raw.unknown {
        let rows = if *n == 1 { "row" } else { "rows" };
        notes.push(format!("`{text}` is no code of {column}, in {n} {rows}"));
    }
}
