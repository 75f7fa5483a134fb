//! Shares that are uncertain: of destinations, reasons for exits and first settings, drawn together from a posterior.
//! The certain tables hold their means; a replication puts its own draws in their place.

use super::hazards::{Cause, Cell, Scope, Size};
use super::value::Value;

/// A table of shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShareTable {
    /// Destinations of planned moves.
    PlannedMove,
    /// Destinations after a breakdown.
    Breakdown,
    /// Reasons for an exit before the birthday.
    Reason,
    /// First settings.
    FirstSetting,
}

impl ShareTable {
    /// The table of the destinations of a move; `None` of an exit.
    pub fn of_move(cause: Cause) -> Option<ShareTable> {
        match cause {
            Cause::PlannedMove => Some(ShareTable::PlannedMove),
            Cause::Breakdown => Some(ShareTable::Breakdown),
            Cause::Exit => None,
        }
    }
}

/// A row of shares, at least one of which may be drawn. Later rows replace earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnShares {
    /// Tables it is for.
    pub tables: Vec<ShareTable>,
    /// Setting (first settings: not looked at), age band, stream.
    pub scope: Scope,
    /// Weight by setting or reason; scaled to a sum of one.
    pub weights: Vec<Value>,
}

/// A row of a compiled table that is filled afresh in each replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawnRow {
    /// Its table.
    pub table: ShareTable,
    /// Its index there.
    pub row: usize,
    /// The row of [`super::Spec::drawn_shares`] that fills it.
    pub from: usize,
}

/// The rows that are drawn: of each table's row the last that names it.
pub fn drawn_rows(list: &[DrawnShares], size: Size) -> Vec<DrawnRow> {
    let mut out = Vec::new();
    for table in [
        ShareTable::PlannedMove,
        ShareTable::Breakdown,
        ShareTable::Reason,
        ShareTable::FirstSetting,
    ] {
        let settings = if table == ShareTable::FirstSetting {
            1
        } else {
            size.settings
        };
        for setting in 0..settings {
            for stream in 0..size.streams {
                for age in 0..size.ages {
                    let cell = Cell {
                        setting,
                        moves: 0,
                        stream,
                        need: 0,
                        age,
                    };
                    let names = |d: &DrawnShares| {
                        d.tables.contains(&table)
                            && match table {
                                ShareTable::FirstSetting => Scope {
                                    settings: None,
                                    ..d.scope.clone()
                                }
                                .holds(cell),
                                _ => d.scope.holds(cell),
                            }
                    };
                    if let Some(from) = list.iter().rposition(names) {
                        let row = match table {
                            ShareTable::FirstSetting => stream * size.ages + age,
                            _ => size.share_row(setting, stream, age),
                        };
                        out.push(DrawnRow { table, row, from });
                    }
                }
            }
        }
    }
    out
}
