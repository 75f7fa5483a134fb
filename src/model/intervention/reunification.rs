//! `reunification`: more children return home, with better support, and fewer of them come back. The hazard of an exit home
//! is a ratio of what it was, the others stay as they are; those who return while it works come back at a ratio of the
//! hazard. Evidence: 12% of the children who return are back in care after 3 months, 20% after a year, 35% after six
//! (cohorts to 2022); support costs £1,644 to £7,857 a family; no trial says how far it lowers the return to care.

use super::{Compiled, Cost, Plan};
use crate::model::budget::{Basis, EventKind, LineKind};
use crate::model::effect::{Change, Effect, HazardEffect, ReEntryEffect};
use crate::model::hazards::{Cause, Scope};
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Reunification {
    /// The exit home.
    pub exit: usize,
    /// Settings, ages and streams it is for.
    pub scope: Scope,
    /// Hazard of a return home of a child reached, against one not reached.
    pub return_hazard_ratio: Option<Value>,
    /// Hazard of coming back of a child reached, against one not reached.
    pub re_entry_hazard_ratio: Option<Value>,
    /// Support of each return reached, pounds.
    pub support_per_return: Option<Value>,
}

impl Reunification {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        let returns = self.return_hazard_ratio.map(|ratio| {
            Effect::Hazard(HazardEffect {
                causes: vec![Cause::Exit],
                scope: self.scope.clone(),
                toward: vec![self.exit],
                change: Change::Ratio(ratio),
                reach: plan.reach,
                course: plan.course,
            })
        });
        let back = self.re_entry_hazard_ratio.map(|ratio| {
            Effect::ReEntry(ReEntryEffect {
                exits: vec![self.exit],
                ratio,
                reach: plan.reach,
                course: plan.course,
            })
        });
        let mut compiled = Compiled::of(returns.into_iter().chain(back).collect());
        compiled.costs.extend(self.support_per_return.map(|amount| {
            Cost::of(
                "support",
                LineKind::Action {
                    basis: Basis::Event(EventKind::ExitFor(self.exit)),
                    amount,
                    reach: plan.reach,
                    course: plan.course,
                    delivered: true,
                },
            )
        }));
        compiled
    }
}
