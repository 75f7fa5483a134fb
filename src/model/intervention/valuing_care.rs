//! `valuing_care`: the needs of every child in a bought placement are looked at again. Prices that the need does not bear
//! out are negotiated (`price_ratio`, on placements already made and on new ones), and children whose need a family can
//! meet are matched to one when they next move (`to_family_share`). Needs the need band of the children. Evidence: Norfolk
//! reports its average agency foster price 11% lower since 2021, consultants claim £2.8m in two councils: claims of those
//! who sell or bought it, so a range should include no effect.

use super::{Compiled, Plan};
use crate::model::effect::{Beginning, Diversion, Effect, Placements, PriceChange, PriceEffect};
use crate::model::hazards::Scope;
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct ValuingCare {
    /// Bought settings and need bands whose prices are negotiated.
    pub priced: Scope,
    /// Price of a child reached, against one not reached.
    pub price_ratio: Option<Value>,
    /// Need bands whose need a family can meet.
    pub family_needs: Vec<u8>,
    /// Settings they would go to, and the family setting they go to instead.
    pub from: Vec<usize>,
    /// The family setting.
    pub to: usize,
    /// Share of them matched to a family.
    pub to_family_share: Option<Value>,
}

impl ValuingCare {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        let price = self.price_ratio.map(|ratio| {
            Effect::Price(PriceEffect {
                scope: self.priced.clone(),
                change: PriceChange::Ratio(ratio),
                placements: Placements::All,
                reach: plan.reach,
                course: plan.course,
            })
        });
        let to_family = self.to_family_share.map(|share| {
            Effect::Diversion(Diversion {
                who: plan.who,
                at: Beginning::ALL.to_vec(),
                needs: Some(self.family_needs.clone()),
                ages: None,
                streams: None,
                picked: self.from.clone(),
                to: self.to,
                share,
                reach: plan.reach,
                course: plan.course,
            })
        });
        Compiled::of(price.into_iter().chain(to_family).collect())
    }
}
