//! What placements cost.

use super::hazards::Scope;
use super::value::Value;
use crate::words::calendar::{Day, FinancialYear};

/// A heavy tail: this share of placements lies above the body's quantile, Pareto with an index, cut at a maximum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// Share of placements in the tail, 0 to below 1.
    pub share: f64,
    /// Index of the Pareto law, above 1.
    pub index: f64,
    /// Largest weekly price in pounds at the price date.
    pub max: f64,
}

/// A weekly price and its spread between children.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// Mean weekly price, pounds, at the price date.
    pub weekly: Value,
    /// SD of the log of the price between children (body of the distribution).
    pub spread: f64,
    /// Tail, where there is one.
    pub tail: Option<Tail>,
}

/// A row of prices; later rows replace earlier ones in the cells they name (settings, ages, needs of the scope).
#[derive(Clone, Debug, PartialEq)]
pub struct PriceRow {
    /// Cells it is for; streams, moves and durations are not looked at.
    pub scope: Scope,
    /// The price.
    pub price: Price,
}

/// The part of a setting that is unregistered, at crisis price on a line of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Unregistered {
    /// The setting it is a part of.
    pub setting: usize,
    /// Share of its placements by age band.
    pub share: Vec<Value>,
    /// Its price.
    pub price: Price,
    /// Its fiscal line.
    pub line: usize,
}

/// What a change of price applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppliesTo {
    /// Placements already made.
    Existing,
    /// The price of the next placement.
    New,
}

/// A yearly change of prices.
#[derive(Clone, Debug, PartialEq)]
pub struct Uplift {
    /// Settings it is for.
    pub settings: Vec<usize>,
    /// Existing or new placements.
    pub applies_to: AppliesTo,
    /// Month and day it steps on.
    pub date: (u32, u32),
    /// Rate in years named.
    pub years: Vec<(FinancialYear, Value)>,
    /// Rate in all other years.
    pub rate: Value,
}

/// A council's own wandering about the path of prices; steps with the settings' yearly change (1 April).
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// Settings that share it.
    pub settings: Vec<usize>,
    /// SD a year of the walk of the log.
    pub walk_sd: Value,
    /// SD of the transient part of the log.
    pub transient_sd: Value,
}

/// All prices.
#[derive(Clone, Debug, PartialEq)]
pub struct Prices {
    /// The day the weekly prices are at.
    pub date: Day,
    /// Prices by setting, age, need.
    pub rows: Vec<PriceRow>,
    /// Unregistered part of a setting.
    pub unregistered: Option<Unregistered>,
    /// Changes.
    pub uplifts: Vec<Uplift>,
    /// Wandering; more than one where groups of settings wander apart.
    pub walks: Vec<Walk>,
}
