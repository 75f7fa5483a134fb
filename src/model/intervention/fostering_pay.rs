//! `fostering_pay`: allowances and fees rise, or a new payment structure comes. All of today's carers and kinship carers get
//! it (deadweight: it stands in the prices of every such placement whether or not anybody joins for it), and so do
//! allowances linked to it that go on after care, and each household what is paid by household (council tax). Households may
//! join and stay for it: by the elasticities of approvals and of leaving, through the supply. Evidence: none in England; in
//! a US study 10% more pay went with 0.9% more children in foster care. So the elasticities should include zero.

use super::{Compiled, Cost, Plan};
use crate::model::Spec;
use crate::model::budget::LineKind;
use crate::model::effect::{
    AllowanceEffect, Effect, LeavingEffect, Placements, PriceChange, PriceEffect, SupplyEffect,
};
use crate::model::hazards::Scope;
use crate::model::supply::{Approvals, Count};
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct FosteringPay {
    /// Settings, ages and needs whose carers are paid.
    pub scope: Scope,
    /// Rise of pay, a fraction.
    pub uplift: Option<Value>,
    /// Share of the weekly price that is pay; the rest is staff.
    pub pay_share: f64,
    /// More a week for each child, pounds.
    pub weekly: Option<Value>,
    /// No price below so many pounds a week.
    pub minimum_weekly: Option<Value>,
    /// Exits whose allowances rise with it.
    pub linked_exits: Vec<usize>,
    /// Pounds a year for each mainstream household (council tax, retainer).
    pub per_household: Option<Value>,
    /// By how much pay rises in all, a fraction: what the elasticities are of.
    pub pay_change: f64,
    /// Approvals rise by this × the rise of pay.
    pub recruitment_elasticity: Option<Value>,
    /// The hazard of leaving changes by this × the rise of pay; below zero where pay keeps carers.
    pub leaving_elasticity: Option<Value>,
}

impl FosteringPay {
    pub(super) fn compile(&self, plan: &Plan, spec: &Spec) -> Compiled {
        let mut compiled = Compiled::default();
        let price = |change: PriceChange| {
            Effect::Price(PriceEffect {
                scope: self.scope.clone(),
                change,
                placements: Placements::All,
                reach: plan.reach,
                course: plan.course,
            })
        };
        let ratio = |v: Value| PriceChange::Ratio(v.linear(self.pay_share, 1.0));
        let changes = [
            self.uplift.map(ratio),
            self.weekly.map(PriceChange::Weekly),
            self.minimum_weekly.map(PriceChange::Floor),
        ];
        compiled.paid = changes.into_iter().flatten().map(price).collect();
        if let (Some(uplift), false) = (self.uplift, self.linked_exits.is_empty()) {
            compiled.paid.push(Effect::Allowance(AllowanceEffect {
                exits: self.linked_exits.clone(),
                ratio: uplift.linear(1.0, 1.0),
                course: plan.course,
            }));
        }
        compiled.costs.extend(self.per_household.map(|yearly| {
            let kind = LineKind::PerSupply {
                count: Count::Households,
                amount: yearly.linear(1.0 / crate::words::calendar::WEEKS_PER_YEAR, 0.0),
                weekly: true,
                from: plan.course.start,
                to: plan.course.end,
            };
            Cost::of("households", kind)
        }));
        self.supply(plan, spec, &mut compiled.effects);
        compiled
    }

    fn supply(&self, plan: &Plan, spec: &Spec, effects: &mut Vec<Effect>) {
        let join = spec.supply.iter().flat_map(|s| &s.households.approvals);
        if let Some(elasticity) = self.recruitment_elasticity {
            for (i, base) in join.enumerate() {
                let at_mean = spec.mean(base.per_month);
                effects.push(Effect::Supply(SupplyEffect::Approvals(Approvals {
                    id: format!("{}.approvals {}", plan.id, i + 1),
                    per_month: elasticity.linear(self.pay_change * at_mean, 0.0),
                    course: plan.course,
                    ..base.clone()
                })));
            }
        }
        if let Some(elasticity) = self.leaving_elasticity {
            effects.push(Effect::Supply(SupplyEffect::Leaving(LeavingEffect {
                id: format!("{}.leaving", plan.id),
                ratio: elasticity.linear(self.pay_change, 1.0),
                reach: plan.reach,
                course: plan.course,
            })));
        }
    }
}
