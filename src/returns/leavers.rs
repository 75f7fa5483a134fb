//! `leavers.csv`: children who left care before the snapshot, one a row; those among them who may come back.

use super::cells::{day, name};
use super::table::{Column, fault, may, must, read};
use crate::words::calendar::Day;
use crate::words::error::Problem;
use crate::words::setting::{EXITS, STREAMS};

/// One child who left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaver {
    /// Day of the exit.
    pub left: Day,
    /// How: index into [`EXITS`].
    pub exit: usize,
    /// Date of birth.
    pub born: Day,
    /// Stream: index into [`STREAMS`].
    pub stream: usize,
}

const COLUMNS: &[Column] = &[
    must("left"),
    must("route"),
    must("born"),
    must("stream"),
    may("personal_data"),
];

/// Reads the children who left up to a day, with the line of each.
pub fn leavers(file: &str, text: &str, as_at: Day) -> (Vec<(usize, Leaver)>, Vec<Problem>) {
    read(file, text, COLUMNS, |row| {
        let mut faults = Vec::new();
        let leaver = Leaver {
            left: day(row, "left", &mut faults),
            exit: name(row, "route", "exit", &EXITS, &mut faults),
            born: day(row, "born", &mut faults),
            stream: name(row, "stream", "stream", &STREAMS, &mut faults),
        };
        if faults.is_empty() {
            if leaver.left > as_at {
                faults.push(fault(
                    "left",
                    format!("left `{}` is after the snapshot", row.cell("left")),
                    format!("a date up to {as_at}"),
                ));
            }
            if leaver.born > leaver.left {
                faults.push(fault(
                    "born",
                    format!("born `{}` is after the child left", row.cell("born")),
                    format!("a date up to {}", leaver.left),
                ));
            }
        }
        if faults.is_empty() {
            Ok(leaver)
        } else {
            Err(faults)
        }
    })
}
