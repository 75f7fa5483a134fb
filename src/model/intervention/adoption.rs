//! `adoption`: more children are adopted, and sooner. The hazard of an adoption of a child placed for it is a ratio of what
//! it was (`timeliness_ratio`), and so is the hazard of being placed for adoption (`placed_ratio`). What each adoption it
//! brings about costs (interagency fee, support) is a line. No effect of a programme is published.

use super::{Compiled, Cost, Plan};
use crate::model::budget::{Basis, LineKind};
use crate::model::effect::{Change, Effect, HazardEffect};
use crate::model::hazards::{Cause, Scope};
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Adoption {
    /// The exit.
    pub exit: usize,
    /// The setting of children placed for adoption.
    pub placed: usize,
    /// Ages and streams it is for.
    pub scope: Scope,
    /// Hazard of the adoption of a child placed for it.
    pub timeliness_ratio: Option<Value>,
    /// Hazard of being placed for adoption.
    pub placed_ratio: Option<Value>,
    /// Cost of each adoption it brings about, pounds.
    pub cost_per_adoption: Option<Value>,
}

impl Adoption {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        let effect = |cause: Cause, toward: usize, settings: Option<Vec<usize>>, ratio: Value| {
            Effect::Hazard(HazardEffect {
                causes: vec![cause],
                scope: Scope {
                    settings,
                    ..self.scope.clone()
                },
                toward: vec![toward],
                change: Change::Ratio(ratio),
                reach: plan.reach,
                course: plan.course,
            })
        };
        let sooner = self.timeliness_ratio;
        let sooner = sooner.map(|r| effect(Cause::Exit, self.exit, Some(vec![self.placed]), r));
        let more = self.placed_ratio;
        let more = more.map(|r| effect(Cause::PlannedMove, self.placed, None, r));
        let mut compiled = Compiled::of(sooner.into_iter().chain(more).collect());
        // In a steady state the adoptions brought about are those of the children placed besides.
        if let (Some(amount), Some(ratio)) = (
            self.cost_per_adoption,
            self.placed_ratio.or(self.timeliness_ratio),
        ) {
            let kind = LineKind::Action {
                basis: Basis::Brought {
                    exit: self.exit,
                    ratio,
                },
                amount,
                reach: plan.reach,
                course: plan.course,
                delivered: false,
            };
            compiled.costs.push(Cost::of("adoptions", kind));
        }
        compiled
    }
}
