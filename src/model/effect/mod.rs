//! What an action does, in the terms of the engine. Every kind of intervention compiles to these; the engine knows no
//! other.

mod entry;
mod hazard;
mod supply;

pub use entry::{Prevention, Size};
pub use hazard::{HazardEffect, steps};
pub use supply::{
    Block, Constellations, LeavingEffect, MarketEffect, Reviews, SupplyEffect, Transfer,
    UsableEffect,
};

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
    /// Changes who can take a child; nothing where the scenario has no supply.
    Supply(SupplyEffect),
}
