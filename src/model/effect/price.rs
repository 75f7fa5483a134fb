//! Changes of prices, and of allowances that go on after care.

use super::Course;
use crate::model::hazards::{Cell, Scope};
use crate::model::value::Value;

/// How a weekly price changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PriceChange {
    /// × 1 + (ratio − 1) × reach × strength × delivery.
    Ratio(Value),
    /// + pounds a week × reach × strength × delivery.
    Weekly(Value),
    /// Not below so many pounds a week, for a share of reach × strength × delivery of what is missing.
    Floor(Value),
    /// Not above so many pounds a week, for a share of reach × strength × delivery of what is above.
    Cap(Value),
}

/// Placements whose price changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placements {
    /// Those already made and those made later.
    All,
    /// Those made from then on.
    New,
}

/// Changes the weekly price of placements; a placement keeps the age and need it began with.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceEffect {
    /// Settings, ages and needs; streams, moves and durations are not looked at.
    pub scope: Scope,
    /// How.
    pub change: PriceChange,
    /// Which placements.
    pub placements: Placements,
    /// Share it reaches.
    pub reach: Value,
    /// When; steps after the date the prices are at count.
    pub course: Course,
}

impl PriceEffect {
    /// Is it for this setting, age and need?
    pub fn holds(&self, cell: Cell) -> bool {
        let has =
            |list: &Option<Vec<usize>>, x: usize| list.as_ref().is_none_or(|l| l.contains(&x));
        has(&self.scope.settings, cell.setting)
            && has(&self.scope.ages, cell.age)
            && (self.scope.needs.as_ref()).is_none_or(|l| l.contains(&cell.need))
    }
}

/// Multiplies the allowances of after-care lines of some exits by 1 + (ratio − 1) × strength × delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct AllowanceEffect {
    /// Exits whose lines it is for.
    pub exits: Vec<usize>,
    /// Ratio at full strength.
    pub ratio: Value,
    /// When.
    pub course: Course,
}
