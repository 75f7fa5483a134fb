//! `family_finding`: regular reviews of children in homes and unregistered settings who could live in a family (Plymouth:
//! twice a week). A share is suitable; each review finds somebody for a suitable child with a chance, if a household is free;
//! the placement gets a support package, and may fail. Evidence: Birmingham's step-down placed 27 to 39% of the children
//! planned and 64% of 31 were stable; Norfolk thinks 45% of those in homes could live in a family with the right carers;
//! Plymouth counted 20 ready for foster care in October 2024 and no carer for most.

use super::{Compiled, Cost, Plan};
use crate::model::budget::LineKind;
use crate::model::effect::{Effect, Reviews, SupplyEffect};
use crate::model::supply::Count;
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyFinding {
    /// Days from one review to the next.
    pub every_days: u32,
    /// Settings whose children are looked at.
    pub from: Vec<usize>,
    /// Class of placement looked for, an index into the supply's.
    pub class: usize,
    /// May an agency household take the child?
    pub agency: bool,
    /// Share of the children who are suitable.
    pub suitable_share: Value,
    /// Chance that a review finds somebody for a suitable child.
    pub find_chance: Value,
    /// Hazard of a breakdown of the placement that follows, against another there.
    pub breakdown_hazard_ratio: Value,
    /// Days a child has to be in the placement before it is looked at.
    pub after_days: u32,
    /// Support of each child who moves, pounds.
    pub support_per_child: Option<Value>,
}

impl FamilyFinding {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        let effect = Effect::Supply(SupplyEffect::Reviews(Reviews {
            id: plan.id.clone(),
            every_days: self.every_days,
            from: self.from.clone(),
            suitable: self.suitable_share,
            find_chance: self.find_chance,
            class: self.class,
            agency: self.agency,
            breakdown_ratio: self.breakdown_hazard_ratio,
            after_days: self.after_days,
            course: plan.course,
        }));
        let mut compiled = Compiled::of(vec![effect]);
        compiled.costs.extend(self.support_per_child.map(|amount| {
            let kind = LineKind::PerSupply {
                count: Count::Effect(plan.id.clone()),
                amount,
                weekly: false,
                from: plan.course.start,
                to: i32::MAX,
            };
            Cost::of("support packages", kind)
        }));
        compiled
    }
}
