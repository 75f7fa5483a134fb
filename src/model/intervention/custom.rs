//! `custom`: factors and additions on any hazard, entry, price and destination, and preventions of any entries, between
//! dates, as written in the scenario. For what no other kind says; it brings no evidence of its own.

use super::{Compiled, Plan, ages};
use crate::model::Spec;
use crate::model::effect::{
    Beginning, Change, Diversion, Effect, EntriesEffect, HazardEffect, LeavingEffect, MarketEffect,
    Placements, Prevention, PriceChange, PriceEffect, ReEntryEffect, Size, SupplyEffect,
    UsableEffect,
};
use crate::model::hazards::{Cause, Scope};
use crate::model::supply::{Approvals, HouseholdKind};
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Custom {
    /// Factors on hazards, and rates added.
    pub factors: Vec<CustomFactor>,
    /// Children kept from entering.
    pub preventions: Vec<CustomPrevention>,
    /// Changes of how many enter: streams (none named: all), ratio, children a year more.
    pub entries: Vec<(Vec<usize>, Value, Value)>,
    /// Changes of how many come back: reasons for the exit, ratio.
    pub re_entries: Vec<(Vec<usize>, Value)>,
    /// Changes of prices.
    pub prices: Vec<(Scope, PriceChange, Placements)>,
    /// Children sent elsewhere.
    pub diversions: Vec<CustomDiversion>,
    /// Changes of supply.
    pub supply: Vec<CustomSupply>,
}

/// Changes of supply; what is not there stays as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomSupply {
    /// Approvals more a month.
    pub approvals_per_month: Option<Value>,
    /// Months before they are approved.
    pub months_to_approve: Value,
    /// Hazard that a household leaves.
    pub leaving_ratio: Option<Value>,
    /// Change of the share of places that can be offered.
    pub usable_points: Option<Value>,
    /// Setting of a market.
    pub market: Option<usize>,
    /// Chance that it has a place.
    pub available: Value,
    /// Price of its new placements.
    pub price: Value,
}

/// A factor on hazards, or a rate added.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomFactor {
    /// Causes.
    pub causes: Vec<Cause>,
    /// Cells and durations.
    pub scope: Scope,
    /// Reasons or destinations it is for; empty: all.
    pub toward: Vec<usize>,
    /// By how much at full effect.
    pub change: Change,
}

/// A share of entries prevented.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomPrevention {
    /// Streams; none named: all.
    pub streams: Vec<usize>,
    /// Age bands; `None`: all.
    pub ages: Option<Vec<usize>>,
    /// Share at full effect.
    pub share: Value,
}

/// A share of children sent elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomDiversion {
    /// What begins; none named: anything.
    pub at: Vec<Beginning>,
    /// Ages, streams and needs; its settings are those picked.
    pub scope: Scope,
    /// Where they go.
    pub to: usize,
    /// Share at full effect.
    pub share: Value,
}

impl Custom {
    pub(super) fn compile(&self, plan: &Plan, spec: &Spec) -> Compiled {
        let dimensions = &spec.dimensions;
        let mut effects = Vec::new();
        let course = plan.course;
        effects.extend(self.factors.iter().map(|f| {
            Effect::Hazard(HazardEffect {
                causes: f.causes.clone(),
                scope: f.scope.clone(),
                toward: f.toward.clone(),
                change: f.change,
                reach: plan.reach,
                course,
            })
        }));
        for p in &self.preventions {
            effects.extend(ages(p.ages.as_deref(), dimensions).into_iter().map(|ages| {
                Effect::Prevention(Prevention {
                    streams: p.streams.clone(),
                    ages,
                    reach: plan.reach,
                    size: Size::Share(p.share),
                    course,
                })
            }));
        }
        effects.extend(self.entries.iter().map(|(streams, ratio, per_year)| {
            Effect::Entries(EntriesEffect {
                streams: streams.clone(),
                ratio: *ratio,
                per_year: *per_year,
                course,
            })
        }));
        effects.extend(self.re_entries.iter().map(|(exits, ratio)| {
            Effect::ReEntry(ReEntryEffect {
                exits: exits.clone(),
                ratio: *ratio,
                reach: plan.reach,
                course,
            })
        }));
        effects.extend(self.prices.iter().map(|(scope, change, placements)| {
            Effect::Price(PriceEffect {
                scope: scope.clone(),
                change: *change,
                placements: *placements,
                reach: plan.reach,
                course,
            })
        }));
        effects.extend(self.diversions.iter().enumerate().map(|(i, d)| {
            Effect::Diversion(Diversion {
                who: plan.who.wrapping_add(i as u64),
                at: d.at.clone(),
                needs: d.scope.needs.clone(),
                ages: d.scope.ages.clone(),
                streams: d.scope.streams.clone(),
                picked: d.scope.settings.clone().unwrap_or_default(),
                to: d.to,
                share: d.share,
                reach: plan.reach,
                course,
            })
        }));
        let supply = self.supply.iter().enumerate();
        effects.extend(
            supply.flat_map(|(i, s)| s.effects(&format!("{}.{}", plan.id, i + 1), plan, spec)),
        );
        Compiled::of(effects)
    }
}

impl CustomSupply {
    fn effects(&self, id: &str, plan: &Plan, spec: &Spec) -> Vec<Effect> {
        let course = plan.course;
        let approvals = self.approvals_per_month.map(|per_month| {
            SupplyEffect::Approvals(Approvals {
                id: format!("{id}.approvals"),
                per_month,
                kinds: kinds(spec),
                pipeline_months: self.months_to_approve,
                course,
            })
        });
        let leaving = self.leaving_ratio.map(|ratio| {
            SupplyEffect::Leaving(LeavingEffect {
                id: format!("{id}.leaving"),
                ratio,
                reach: plan.reach,
                course,
            })
        });
        let usable = self.usable_points.map(|points| {
            SupplyEffect::Usable(UsableEffect {
                id: format!("{id}.usable"),
                points,
                course,
            })
        });
        let market = self.market.map(|setting| {
            SupplyEffect::Market(MarketEffect {
                id: format!("{id}.market"),
                setting,
                available: self.available,
                price: self.price,
                course,
            })
        });
        let all = [approvals, leaving, usable, market];
        all.into_iter().flatten().map(Effect::Supply).collect()
    }
}

/// Kinds of household as they are approved anyway, or as they are.
fn kinds(spec: &Spec) -> Vec<HouseholdKind> {
    let supply = spec.supply.iter();
    let own = supply.flat_map(|s| {
        let approved = s.households.approvals.iter().map(|a| &a.kinds);
        approved.chain(s.households.stock.iter().map(|s| &s.kinds))
    });
    own.into_iter().next().cloned().unwrap_or_default()
}
