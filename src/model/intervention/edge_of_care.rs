//! `edge_of_care`: work with families before a child comes into care keeps some children from entering. A share of the
//! children (`reach`) is reached; for them the risk of entering is multiplied by `risk_ratio`. Evidence is thin: family
//! group conferencing had a risk ratio of 0.81 in a trial, for families referred before proceedings, and no effect was
//! found elsewhere; a range should include 1.

use super::{Compiled, Plan, ages};
use crate::model::Dimensions;
use crate::model::effect::{Effect, Prevention, Size};
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeOfCare {
    /// Risk of entering of a child reached, against one not reached.
    pub risk_ratio: Value,
    /// Age bands; `None`: all.
    pub ages: Option<Vec<usize>>,
    /// Streams.
    pub streams: Vec<usize>,
}

impl EdgeOfCare {
    pub(super) fn compile(&self, plan: &Plan, dimensions: &Dimensions) -> Compiled {
        let ages = ages(self.ages.as_deref(), dimensions).into_iter();
        let effects = ages.map(|ages| {
            Effect::Prevention(Prevention {
                streams: self.streams.clone(),
                ages,
                reach: plan.reach,
                size: Size::OneLess(self.risk_ratio),
                course: plan.course,
            })
        });
        Compiled::of(effects.collect())
    }
}
