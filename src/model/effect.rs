//! What an action does, in the terms of the engine. Every kind of intervention compiles to these; the engine knows no
//! other.

use super::hazards::{Cause, Scope};
use super::horizon::Horizon;
use super::value::Value;

/// When an action works, and how much of it is delivered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// First day, in days of the simulation.
    pub start: i32,
    /// Months over which it grows by equal steps, the first of them in the month it starts; 0 and 1: at once.
    pub ramp_months: u32,
    /// The day after the last.
    pub end: i32,
    /// Share of what was planned that is delivered.
    pub delivery: Value,
}

impl Course {
    /// Share of the full effect in a month of the horizon, before `delivery`; steps fall on the first of a month.
    pub fn strength(&self, horizon: &Horizon, month: usize) -> f64 {
        let first = horizon.month_start[month];
        let begins = horizon.month_start.partition_point(|d| *d < self.start);
        if first < self.start || first >= self.end {
            return 0.0;
        }
        let months = (month + 1 - begins) as f64;
        (months / f64::from(self.ramp_months.max(1))).min(1.0)
    }
}

/// One effect of an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Multiplies hazards.
    Hazard(HazardEffect),
    /// Keeps children from entering.
    Prevention(Prevention),
}

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
