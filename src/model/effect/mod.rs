//! What an action does, in the terms of the engine. Every kind of intervention compiles to these; the engine knows no
//! other.

mod divert;
mod entry;
mod hazard;
mod price;
mod supply;

pub use divert::{Beginning, Diversion};
pub use entry::{EntriesEffect, Prevention, ReEntryEffect, Size};
pub use hazard::{Change, HazardEffect, steps};
pub use price::{AllowanceEffect, Placements, PriceChange, PriceEffect};
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

    /// The same on a day of the simulation; none outside the horizon.
    pub fn strength_on(&self, horizon: &Horizon, day: i32) -> f64 {
        match horizon.month_start.partition_point(|d| *d <= day) {
            0 => 0.0,
            m if m > horizon.months.len() => 0.0,
            m => self.strength(horizon, m - 1),
        }
    }

    /// By month of the horizon: share × strength × delivery under drawn parameters.
    pub fn shares(&self, horizon: &Horizon, share: f64, parameters: &[f64]) -> Vec<f64> {
        let share = share * self.delivery.get(parameters);
        let months = 0..horizon.months.len();
        months.map(|m| share * self.strength(horizon, m)).collect()
    }
}

/// One effect of an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Multiplies hazards, or adds to them.
    Hazard(HazardEffect),
    /// Keeps children from entering.
    Prevention(Prevention),
    /// Changes who can take a child; nothing where the scenario has no supply.
    Supply(SupplyEffect),
    /// Changes how many enter.
    Entries(EntriesEffect),
    /// Changes how many come back.
    ReEntry(ReEntryEffect),
    /// Changes where children go.
    Diversion(Diversion),
    /// Changes prices.
    Price(PriceEffect),
    /// Changes allowances that go on after care.
    Allowance(AllowanceEffect),
}
