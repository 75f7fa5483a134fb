//! `supported_accommodation`: 16- and 17-year-olds move on to supported accommodation, separated children included: the
//! hazard of a planned move there is a ratio of what it was, the other moves stay as they are; and its price may be a ratio
//! of what it was (a block or framework contract). No evaluation is known.

use super::{Compiled, Plan};
use crate::model::effect::{Change, Effect, HazardEffect, Placements, PriceChange, PriceEffect};
use crate::model::hazards::{Cause, Scope};
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct SupportedAccommodation {
    /// Settings left, ages and streams.
    pub scope: Scope,
    /// Supported accommodation.
    pub to: usize,
    /// Hazard of a move there of a child reached, against one not reached.
    pub move_on_ratio: Option<Value>,
    /// Price of a new placement there.
    pub price_ratio: Option<Value>,
}

impl SupportedAccommodation {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        let move_on = self.move_on_ratio.map(|ratio| {
            Effect::Hazard(HazardEffect {
                causes: vec![Cause::PlannedMove],
                scope: self.scope.clone(),
                toward: vec![self.to],
                change: Change::Ratio(ratio),
                reach: plan.reach,
                course: plan.course,
            })
        });
        let price = self.price_ratio.map(|ratio| {
            Effect::Price(PriceEffect {
                scope: Scope::settings(&[self.to]),
                change: PriceChange::Ratio(ratio),
                placements: Placements::New,
                reach: plan.reach,
                course: plan.course,
            })
        });
        Compiled::of(move_on.into_iter().chain(price).collect())
    }
}
