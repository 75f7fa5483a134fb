//! Factors on hazards.

use super::Course;
use crate::model::hazards::{Cause, Scope};
use crate::model::horizon::Horizon;
use crate::model::value::Value;

/// Multiplies the hazards of cells by 1 + (ratio − 1) × reach × strength × delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardEffect {
    /// Causes it works on.
    pub causes: Vec<Cause>,
    /// Cells and durations.
    pub scope: Scope,
    /// Ratio at full strength, for a child reached.
    pub ratio: Value,
    /// Share of the children reached.
    pub reach: Value,
    /// When.
    pub course: Course,
}

/// Months of the horizon, after the first, in which the strength of some hazard effect changes.
pub fn steps<'a>(effects: impl Iterator<Item = &'a HazardEffect>, horizon: &Horizon) -> Vec<usize> {
    let effects: Vec<_> = effects.collect();
    let first = horizon.first_open_month();
    let changes = |month: &usize| {
        let strength = |e: &&HazardEffect, m: usize| e.course.strength(horizon, m);
        effects
            .iter()
            .any(|e| strength(e, *month) != strength(e, *month - 1))
    };
    (first + 1..horizon.months.len()).filter(changes).collect()
}
