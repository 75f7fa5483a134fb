//! England's children at a 31 March, and how long they have been where they are.

use super::read::{Row, Table};
use crate::model::cohort::ElapsedCell;
use crate::words::error::Problem;
use crate::words::setting;

/// A cell of the elapsed durations of a setting, age band and stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Elapsed {
    /// Setting.
    pub setting: usize,
    /// Age band.
    pub age: usize,
    /// Stream.
    pub stream: usize,
    /// Durations, moves and weight.
    pub cell: ElapsedCell,
}

/// Children of one setting, year of age and stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stock {
    /// Setting.
    pub setting: usize,
    /// Ages in years, from and to.
    pub ages: (f64, f64),
    /// Stream.
    pub stream: usize,
    /// Children.
    pub count: u32,
}

pub(super) fn elapsed(table: &Table) -> Result<Vec<Row<Elapsed>>, Problem> {
    table
        .lines()
        .map(|line| {
            Ok(line.row(Elapsed {
                setting: line.setting("setting")?,
                age: line.name("age_band", &setting::AGE_BANDS)?,
                stream: line.name("stream", &setting::STREAMS)?,
                cell: ElapsedCell {
                    care: (line.number("care_from")?, line.number("care_to")?),
                    placement: (line.number("placement_from")?, line.number("placement_to")?),
                    moves: line.number("moves")? as u8,
                    weight: line.number("weight")?,
                },
            }))
        })
        .collect()
}

pub(super) fn stock(table: &Table) -> Result<Vec<Row<Stock>>, Problem> {
    table
        .lines()
        .map(|line| {
            Ok(line.row(Stock {
                setting: line.setting("setting")?,
                ages: line.age_range("age_band")?,
                stream: line.name("stream", &setting::STREAMS)?,
                count: line.number("count")? as u32,
            }))
        })
        .collect()
}

/// The profile of a group: its own, else that of the other stream, else that of
/// the setting at any age, else everyone's of that age.
pub(super) fn profile(
    rows: &[Row<Elapsed>],
    setting: usize,
    age: usize,
    stream: usize,
) -> Vec<ElapsedCell> {
    let same = |test: &dyn Fn(&Elapsed) -> bool| -> Vec<ElapsedCell> {
        rows.iter()
            .map(|r| &r.item)
            .filter(|e| test(e))
            .map(|e| e.cell.clone())
            .collect()
    };
    let own = same(&|e| (e.setting, e.age, e.stream) == (setting, age, stream));
    if !own.is_empty() {
        return own;
    }
    let other = same(&|e| (e.setting, e.age) == (setting, age));
    if !other.is_empty() {
        return other;
    }
    let any_age = same(&|e| e.setting == setting);
    if !any_age.is_empty() {
        return any_age;
    }
    same(&|e| e.age == age)
}
