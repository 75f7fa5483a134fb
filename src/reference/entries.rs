//! Who enters, in what ages and settings, and who comes back.

use super::read::{Row, Table};
use crate::model::entries::{PastExits, ReEntryBand};
use crate::model::value::Value;
use crate::words::error::Problem;
use crate::words::setting;

/// A share of the first entries of a stream: ages from and to, uniform between.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EntryAge {
    /// Stream.
    pub stream: usize,
    /// Age band the ages lie in.
    pub band: usize,
    /// Years, from and to.
    pub ages: (f64, f64),
    /// Share of the stream's first entries.
    pub share: f64,
}

/// First settings of a stream at an age.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstSetting {
    /// Stream.
    pub stream: usize,
    /// Age band.
    pub age: usize,
    /// Share by setting.
    pub shares: Vec<f64>,
}

/// Probability of a group of this many children entering together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SiblingShare {
    /// Stream.
    pub stream: usize,
    /// Children in the group.
    pub size: usize,
    /// Share of the groups.
    pub share: f64,
}

/// How many come back, by the route they left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReEntry {
    /// Reason for the exit.
    pub exit: usize,
    /// Years since the exit at which the band begins.
    pub from_years: f64,
    /// The band.
    pub band: ReEntryBand,
}

/// How a council's entry rate wanders.
#[derive(Clone, Debug, PartialEq)]
pub struct DriftRow {
    /// `walk_sd` or `transient_sd`.
    pub measure: String,
    /// Mean and 80% range.
    pub value: f64,
    /// P10.
    pub low: f64,
    /// P90.
    pub high: f64,
}

pub(super) fn ages(table: &Table) -> Result<Vec<Row<EntryAge>>, Problem> {
    table
        .lines()
        .map(|line| {
            Ok(line.row(EntryAge {
                stream: line.name("stream", &setting::STREAMS)?,
                band: line.name("age_band", &setting::AGE_BANDS)?,
                ages: (line.number("age_from")?, line.number("age_to")?),
                share: line.number("share")?,
            }))
        })
        .collect()
}

pub(super) fn first_settings(table: &Table) -> Result<Vec<Row<FirstSetting>>, Problem> {
    let mut out: Vec<Row<FirstSetting>> = Vec::new();
    for line in table.lines() {
        let stream = line.name("stream", &setting::STREAMS)?;
        let age = line.name("age_band", &setting::AGE_BANDS)?;
        let (to, share) = (line.setting("setting")?, line.number("share")?);
        match out.last_mut() {
            Some(last) if (last.item.stream, last.item.age) == (stream, age) => {
                last.item.shares[to] += share;
            }
            _ => {
                let mut shares = vec![0.0; setting::SETTINGS.len()];
                shares[to] = share;
                out.push(line.row(FirstSetting {
                    stream,
                    age,
                    shares,
                }));
            }
        }
    }
    Ok(out)
}

pub(super) fn siblings(table: &Table) -> Result<Vec<Row<SiblingShare>>, Problem> {
    table
        .lines()
        .map(|line| {
            Ok(line.row(SiblingShare {
                stream: line.name("stream", &setting::STREAMS)?,
                size: line.number("size")? as usize,
                share: line.number("share")?,
            }))
        })
        .collect()
}

pub(super) fn re_entry(table: &Table) -> Result<Vec<Row<ReEntry>>, Problem> {
    table
        .lines()
        .map(|line| {
            Ok(line.row(ReEntry {
                exit: line.name("route", &setting::EXITS)?,
                from_years: line.number("from_years")?,
                band: ReEntryBand {
                    until_years: line.number_or("to_years", f64::INFINITY)?,
                    per_year: Value::Certain(line.number("per_year")?),
                },
            }))
        })
        .collect()
}

/// Neighbouring lines of one route and stream make one row.
pub(super) fn past_exits(table: &Table) -> Result<Vec<Row<PastExits>>, Problem> {
    let mut out: Vec<Row<PastExits>> = Vec::new();
    for line in table.lines() {
        let exit = line.name("route", &setting::EXITS)?;
        let stream = line.name("stream", &setting::STREAMS)?;
        let (from, to) = line.age_range("age_band")?;
        let count = line.number("per_year")?;
        match out.last_mut() {
            Some(last) if (last.item.exit, last.item.stream) == (exit, stream) => {
                last.item.per_year += count;
                last.item.ages.push((from, to, count));
            }
            _ => out.push(line.row(PastExits {
                exit,
                stream,
                per_year: count,
                ages: vec![(from, to, count)],
            })),
        }
    }
    for row in &mut out {
        let whole = row.item.per_year;
        row.item.ages.iter_mut().for_each(|a| a.2 /= whole);
    }
    Ok(out)
}

pub(super) fn drift(table: &Table) -> Result<Vec<Row<DriftRow>>, Problem> {
    table
        .lines()
        .map(|line| {
            Ok(line.row(DriftRow {
                measure: line.text("measure").to_owned(),
                value: line.number("value")?,
                low: line.number("low")?,
                high: line.number("high")?,
            }))
        })
        .collect()
}
