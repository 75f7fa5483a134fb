//! Children kept from entering.

use super::Course;
use crate::model::value::Value;

/// How much smaller a risk is, for a child reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// By a share.
    Share(Value),
    /// To a ratio of itself; above one counts as one.
    OneLess(Value),
}

impl Size {
    /// The share by which it is smaller.
    pub fn get(self, parameters: &[f64]) -> f64 {
        match self {
            Size::Share(v) => v.get(parameters),
            Size::OneLess(v) => (1.0 - v.get(parameters)).max(0.0),
        }
    }
}

/// Keeps a share of size × reach × strength × delivery of the children from entering, each by a uniform of its own;
/// several act one after the other, so that a child is kept from entering once.
#[derive(Clone, Debug, PartialEq)]
pub struct Prevention {
    /// Streams; empty: all.
    pub streams: Vec<usize>,
    /// Ages in years at the entry: from, and below.
    pub ages: (f64, f64),
    /// Share of the children reached.
    pub reach: Value,
    /// By how much the risk of entering is smaller at full strength.
    pub size: Size,
    /// When.
    pub course: Course,
}

/// Changes the rate at which groups of a stream enter: × 1 + (ratio − 1) × strength × delivery, + per year × strength ×
/// delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct EntriesEffect {
    /// Streams; empty: all.
    pub streams: Vec<usize>,
    /// Ratio at full strength.
    pub ratio: Value,
    /// Children a year more, may be below zero; never fewer than none.
    pub per_year: Value,
    /// When.
    pub course: Course,
}

/// Multiplies the hazard of coming back of children who leave for some reason while it works by 1 + (ratio − 1) × reach ×
/// strength × delivery, at the strength of the month in which they leave.
#[derive(Clone, Debug, PartialEq)]
pub struct ReEntryEffect {
    /// Reasons for the exit.
    pub exits: Vec<usize>,
    /// Ratio at full strength, for a child reached.
    pub ratio: Value,
    /// Share of the children reached.
    pub reach: Value,
    /// When.
    pub course: Course,
}
