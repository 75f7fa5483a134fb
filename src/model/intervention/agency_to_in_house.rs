//! `agency_to_in_house`: agency carers come over to the council with the children placed with them. The council's own
//! children stay where they are and cost the council's own price from then on; other councils' children stay theirs, hold
//! the place and bring income until they leave. Each household may get a payment for coming. No evaluation is known: how
//! many come is the plan's, how many came before is what delivery should rest on.

use super::{Compiled, Cost, Plan};
use crate::model::budget::LineKind;
use crate::model::effect::{Effect, SupplyEffect, Transfer};
use crate::model::supply::{Count, HouseholdKind};
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct AgencyToInHouse {
    /// Households.
    pub households: Value,
    /// Kinds of household.
    pub kinds: Vec<HouseholdKind>,
    /// The agency setting.
    pub from: usize,
    /// The council's own children in each, on average.
    pub children_each: Value,
    /// Other councils' children in each.
    pub other_children_each: Value,
    /// Mean years other councils' children stay.
    pub other_children_years: Value,
    /// What another council pays a week for a child.
    pub income_weekly: Option<Value>,
    /// Paid to each household that comes over, pounds.
    pub welcome_payment: Option<Value>,
}

impl AgencyToInHouse {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        let effect = Effect::Supply(SupplyEffect::Transfer(Transfer {
            id: plan.id.clone(),
            households: self.households,
            kinds: self.kinds.clone(),
            from: self.from,
            ours: self.children_each,
            others: self.other_children_each,
            others_years: self.other_children_years,
            course: plan.course,
        }));
        let mut compiled = Compiled::of(vec![effect]);
        compiled.costs.extend(self.income_weekly.map(|amount| {
            let kind = LineKind::PerSupply {
                count: Count::Effect(plan.id.clone()),
                amount,
                weekly: true,
                from: plan.course.start,
                to: i32::MAX,
            };
            Cost::saved("other councils' children", kind)
        }));
        if let (Some(amount), Value::Certain(households)) = (self.welcome_payment, self.households)
        {
            let kind = LineKind::OneOff {
                amount: amount.linear(households, 0.0),
                day: plan.course.start,
            };
            compiled.costs.push(Cost::of("payments to carers", kind));
        }
        compiled
    }
}
