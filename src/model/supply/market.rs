//! Providers outside the council, and how they respond to demand.

use crate::model::value::Value;

/// How a quantity follows demand: × (children placed in the market ÷ those at the start) ^ elasticity, looked at on the
/// first of each month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Response {
    /// Of the price of new placements; above zero where demand makes dear.
    pub price: Value,
    /// Of the chance that a place is found; below zero where demand makes scarce.
    pub availability: Value,
}

/// A market of placements.
#[derive(Clone, Debug, PartialEq)]
pub struct Market {
    /// Its name.
    pub name: String,
    /// Its setting: the children in it are its demand.
    pub setting: usize,
    /// Chance that it has a place for a child who asks, by age band.
    pub available: Vec<Value>,
    /// Response to demand; `None`: none.
    pub response: Option<Response>,
}
