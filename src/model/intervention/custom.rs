//! `custom`: factors on any hazard and preventions of any entries, between dates, as written in the scenario. For what
//! no other kind says; it brings no evidence of its own.

use super::{Plan, ages};
use crate::model::Dimensions;
use crate::model::effect::{Effect, HazardEffect, Prevention, Size};
use crate::model::hazards::{Cause, Scope};
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Custom {
    /// Factors on hazards.
    pub factors: Vec<CustomFactor>,
    /// Children kept from entering.
    pub preventions: Vec<CustomPrevention>,
}

/// A factor on hazards.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomFactor {
    /// Causes.
    pub causes: Vec<Cause>,
    /// Cells and durations.
    pub scope: Scope,
    /// Ratio at full effect.
    pub ratio: Value,
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

impl Custom {
    pub(super) fn effects(&self, plan: &Plan, dimensions: &Dimensions) -> Vec<Effect> {
        let factors = self.factors.iter().map(|f| {
            Effect::Hazard(HazardEffect {
                causes: f.causes.clone(),
                scope: f.scope.clone(),
                ratio: f.ratio,
                reach: plan.reach,
                course: plan.course,
            })
        });
        let preventions = self.preventions.iter().flat_map(|p| {
            let ages = ages(p.ages.as_deref(), dimensions).into_iter();
            ages.map(|ages| {
                Effect::Prevention(Prevention {
                    streams: p.streams.clone(),
                    ages,
                    reach: plan.reach,
                    size: Size::Share(p.share),
                    course: plan.course,
                })
            })
        });
        factors.chain(preventions).collect()
    }
}
