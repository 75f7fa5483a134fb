//! Planned actions, a file for each kind: its parameters, what it does to which hazard or entry, and its compilation to
//! effects. The engine knows only effects.

mod custom;
mod edge_of_care;
mod placement_support;

pub use custom::{Custom, CustomFactor, CustomPrevention};
pub use edge_of_care::EdgeOfCare;
pub use placement_support::PlacementSupport;

use super::Dimensions;
use super::effect::{Course, Effect};
use super::value::Value;

/// What every action has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// When it works, and how much of it is delivered.
    pub course: Course,
    /// Share of the children it is for whom it reaches.
    pub reach: Value,
}

/// A planned action of a kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Factors and preventions as written.
    Custom(Custom),
    /// Fewer entries.
    EdgeOfCare(EdgeOfCare),
    /// Fewer breakdowns.
    PlacementSupport(PlacementSupport),
}

impl Kind {
    /// Its effects.
    pub fn effects(&self, plan: &Plan, dimensions: &Dimensions) -> Vec<Effect> {
        match self {
            Kind::Custom(k) => k.effects(plan, dimensions),
            Kind::EdgeOfCare(k) => k.effects(plan, dimensions),
            Kind::PlacementSupport(k) => k.effects(plan),
        }
    }
}

/// A planned action: what it does. What it costs stands in lines of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervention {
    /// Its id in the scenario.
    pub id: String,
    /// What it does.
    pub effects: Vec<Effect>,
}

/// Ages in years, from and below, of age bands; of all where none is named.
fn ages(bands: Option<&[usize]>, dimensions: &Dimensions) -> Vec<(f64, f64)> {
    let edges = &dimensions.age_edges;
    let band = |i: usize| {
        let from = if i == 0 { 0.0 } else { edges[i - 1] };
        (from, edges.get(i).copied().unwrap_or(dimensions.age_out))
    };
    match bands {
        Some(bands) => bands.iter().map(|i| band(*i)).collect(),
        None => vec![(0.0, dimensions.age_out)],
    }
}
