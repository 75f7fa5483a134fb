//! `placement_support`: a service for placements at risk lowers the hazard of a breakdown of the children it reaches. Its
//! capacity is given as the share reached (East Sussex supported 134 children in a year, of 883 looked after).

use super::Plan;
use crate::model::effect::{Effect, HazardEffect};
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
    pub(super) fn effects(&self, plan: &Plan) -> Vec<Effect> {
        vec![Effect::Hazard(HazardEffect {
            causes: vec![Cause::Breakdown],
            scope: self.scope.clone(),
            ratio: self.breakdown_hazard_ratio,
            reach: plan.reach,
            course: plan.course,
        })]
    }
}
