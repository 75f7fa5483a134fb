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
