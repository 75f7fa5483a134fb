//! Factors on hazards, or rates added to them.

use super::Course;
use crate::model::hazards::{Cause, Scope};
use crate::model::horizon::Horizon;
use crate::model::value::Value;

/// How a hazard changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// × 1 + (ratio − 1) × reach × strength × delivery.
    Ratio(Value),
    /// + events a child-year × reach × strength × delivery.
    PerYear(Value),
}

/// Changes the hazards of cells.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardEffect {
    /// Causes it works on.
    pub causes: Vec<Cause>,
    /// Cells and durations; where `toward` names any, settings, ages and streams only.
    pub scope: Scope,
    /// Reasons for an exit, or settings moved to, that the ratio is for: the hazard grows by their share, and the shares
    /// are weighted again, so that the hazards toward all others stay as they are. Empty: all.
    pub toward: Vec<usize>,
    /// By how much, for a child reached.
    pub change: Change,
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
