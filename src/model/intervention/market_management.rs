//! `market_management`: framework and block contracts, price caps. Prices of new placements in the settings bought are a
//! ratio of what they were; what is above a cap falls to it; block places are paid whether or not they are filled (voids).
//! No evaluation is known: a range should include no effect, and one above 1 is possible where a cap drives providers away.

use super::{Compiled, Cost, Plan};
use crate::model::budget::{Basis, LineKind};
use crate::model::effect::{
    Block, Effect, MarketEffect, Placements, PriceChange, PriceEffect, SupplyEffect,
};
use crate::model::hazards::Scope;
use crate::model::supply::Count;
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct MarketManagement {
    /// Settings, ages and needs bought.
    pub scope: Scope,
    /// Price of a new placement reached, against before.
    pub price_ratio: Option<Value>,
    /// Highest weekly price, pounds.
    pub price_cap: Option<Value>,
    /// Is it for placements already made too?
    pub placements: Placements,
    /// Places paid while empty, on average.
    pub void_places: Option<f64>,
    /// What each costs a week, pounds.
    pub void_weekly: Value,
    /// Places paid whether or not they are filled; with a supply.
    pub block_places: Option<Value>,
    /// Chance that the market has a place, against before; with a supply.
    pub availability_ratio: Option<Value>,
}

impl MarketManagement {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        let change = |change: PriceChange| {
            Effect::Price(PriceEffect {
                scope: self.scope.clone(),
                change,
                placements: self.placements,
                reach: plan.reach,
                course: plan.course,
            })
        };
        let ratio = self.price_ratio.map(|v| change(PriceChange::Ratio(v)));
        let cap = self.price_cap.map(|v| change(PriceChange::Cap(v)));
        let mut compiled = Compiled::of(ratio.into_iter().chain(cap).collect());
        compiled.costs.extend(self.void_places.map(|places| {
            let weeks = crate::words::calendar::WEEKS_PER_YEAR;
            Cost::of(
                "voids",
                LineKind::Action {
                    basis: Basis::Year,
                    amount: self.void_weekly.linear(weeks * places, 0.0),
                    reach: Value::Certain(1.0),
                    course: plan.course,
                    delivered: true,
                },
            )
        }));
        self.supply(plan, &mut compiled);
        compiled
    }

    /// What works through the supply, for each setting bought.
    fn supply(&self, plan: &Plan, compiled: &mut Compiled) {
        let settings = self.scope.settings.iter().flatten();
        let one = settings.clone().count() == 1;
        for (i, setting) in settings.enumerate() {
            let id = |what: &str| match one {
                true => format!("{}.{what}", plan.id),
                false => format!("{}.{what} {}", plan.id, i + 1),
            };
            if let Some(available) = self.availability_ratio {
                let effect = SupplyEffect::Market(MarketEffect {
                    id: id("market"),
                    setting: *setting,
                    available,
                    price: Value::Certain(1.0),
                    course: plan.course,
                });
                compiled.effects.push(Effect::Supply(effect));
            }
            if let (Some(places), 0) = (self.block_places, i) {
                let effect = SupplyEffect::Block(Block {
                    id: id("block"),
                    setting: *setting,
                    places,
                    course: plan.course,
                });
                compiled.effects.push(Effect::Supply(effect));
                let kind = LineKind::PerSupply {
                    count: Count::Effect(id("block")),
                    amount: self.void_weekly,
                    weekly: true,
                    from: plan.course.start,
                    to: i32::MAX,
                };
                compiled.costs.push(Cost::of("empty block places", kind));
            }
        }
    }
}
