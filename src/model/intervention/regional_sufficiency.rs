//! `regional_sufficiency`: councils buy and open placements together: a ratio on the prices of new placements, and a share
//! of the beds of shared homes with the same share of what they cost. Evidence: none yet; a range should include no effect.

use super::{Compiled, InHouseHome, Plan};
use crate::model::effect::{Effect, Placements, PriceChange, PriceEffect};
use crate::model::hazards::Scope;
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionalSufficiency {
    /// Settings bought together.
    pub scope: Scope,
    /// Price of a new placement reached, against before.
    pub price_ratio: Option<Value>,
    /// Shared homes, in the council's share.
    pub homes: Option<InHouseHome>,
}

impl RegionalSufficiency {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        let mut compiled =
            (self.homes.as_ref()).map_or_else(Compiled::default, |h| h.compile(plan));
        compiled.effects.extend(self.price_ratio.map(|ratio| {
            Effect::Price(PriceEffect {
                scope: self.scope.clone(),
                change: PriceChange::Ratio(ratio),
                placements: Placements::New,
                reach: plan.reach,
                course: plan.course,
            })
        }));
        compiled
    }
}
