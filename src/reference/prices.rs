//! England's prices, their growth, and what is unregistered.

use super::read::{Row, Table};
use crate::model::prices::Tail;
use crate::words::error::Problem;
use crate::words::setting;

/// A weekly price with its range.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceRow {
    /// Setting; blank age: all ages.
    pub setting: usize,
    /// Age band, where the row is for one.
    pub age: Option<usize>,
    /// Mean weekly price, pounds.
    pub weekly: f64,
    /// P10 of what the mean may be.
    pub low: f64,
    /// P90 of what the mean may be.
    pub high: f64,
    /// SD of the log of the price between children.
    pub spread: f64,
    /// Heavy tail, where there is one.
    pub tail: Option<Tail>,
    /// Day the price is at, year-month-day.
    pub date: String,
    /// Fiscal line.
    pub line: String,
}

/// A yearly change of prices.
#[derive(Clone, Debug, PartialEq)]
pub struct UpliftRow {
    /// Settings.
    pub settings: Vec<usize>,
    /// `existing` or `new`.
    pub applies_to: String,
    /// Financial year, blank for every other year.
    pub year: String,
    /// Rate, with its range.
    pub rate: f64,
    /// P10.
    pub low: f64,
    /// P90.
    pub high: f64,
}

/// The part of `other_placement` that is unregistered, at an age.
#[derive(Clone, Debug, PartialEq)]
pub struct UnregisteredRow {
    /// Age band.
    pub age: usize,
    /// Share of the setting's children.
    pub share: f64,
    /// P10 of the share.
    pub share_low: f64,
    /// P90 of the share.
    pub share_high: f64,
    /// The price.
    pub price: PriceRow,
}

fn tail(line: &super::read::Line) -> Result<Option<Tail>, Problem> {
    let share = line.number_or("tail_share", 0.0)?;
    if share <= 0.0 {
        return Ok(None);
    }
    Ok(Some(Tail {
        share,
        index: line.number("tail_index")?,
        max: line.number("tail_max")?,
    }))
}

fn price(line: &super::read::Line, setting: usize) -> Result<PriceRow, Problem> {
    let age = match line.text("age_band") {
        "" => None,
        _ => Some(line.name("age_band", &setting::AGE_BANDS)?),
    };
    Ok(PriceRow {
        setting,
        age,
        weekly: line.number("weekly")?,
        low: line.number("low")?,
        high: line.number("high")?,
        spread: line.number("spread")?,
        tail: tail(line)?,
        date: line.text("date").to_owned(),
        line: line.text("line").to_owned(),
    })
}

pub(super) fn prices(table: &Table) -> Result<Vec<Row<PriceRow>>, Problem> {
    table
        .lines()
        .map(|line| Ok(line.row(price(&line, line.setting("setting")?)?)))
        .collect()
}

pub(super) fn uplifts(table: &Table) -> Result<Vec<Row<UpliftRow>>, Problem> {
    table
        .lines()
        .map(|line| {
            let applies_to = line.text("applies_to").to_owned();
            if applies_to != "existing" && applies_to != "new" {
                return Err(line.not(&format!("applies_to is `{applies_to}`"), "existing or new"));
            }
            Ok(line.row(UpliftRow {
                settings: line.settings("setting")?.unwrap_or_default(),
                applies_to,
                year: line.text("year").to_owned(),
                rate: line.number("rate")?,
                low: line.number("low")?,
                high: line.number("high")?,
            }))
        })
        .collect()
}

pub(super) fn unregistered(table: &Table) -> Result<Vec<Row<UnregisteredRow>>, Problem> {
    let other = setting::setting_index("other_placement").unwrap_or_default();
    table
        .lines()
        .map(|line| {
            Ok(line.row(UnregisteredRow {
                age: line.name("age_band", &setting::AGE_BANDS)?,
                share: line.number("share")?,
                share_low: line.number("share_low")?,
                share_high: line.number("share_high")?,
                price: price(&line, other)?,
            }))
        })
        .collect()
}
