//! `placement_support`: a service for placements at risk lowers the hazard of a breakdown of the children it reaches. Its
//! capacity is given as the share reached, or as children a year (East Sussex supported 134 children in a year, of 883
//! looked after).

use super::{Compiled, Plan};
use crate::model::effect::{Change, Effect, HazardEffect};
use crate::model::hazards::{Cause, Scope};
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacementSupport {
    /// Hazard of a breakdown of a child reached, against one not reached.
    pub breakdown_hazard_ratio: Value,
    /// Settings, ages and streams it is for.
    pub scope: Scope,
}

impl PlacementSupport {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        Compiled::of(vec![Effect::Hazard(HazardEffect {
            causes: vec![Cause::Breakdown],
            scope: self.scope.clone(),
            toward: Vec::new(),
            change: Change::Ratio(self.breakdown_hazard_ratio),
            reach: plan.reach,
            course: plan.course,
        })])
    }
}
