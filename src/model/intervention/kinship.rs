//! `kinship`: more children live with relatives or friends. A share of those who would enter or move to other foster care
//! go to kinship foster care, and the hazard of special guardianship (or child arrangements) is a ratio of what it was; for
//! those it brings about, the allowance goes on. A charity claims £4m a year for each 100 children in supported kinship
//! instead of care; a pilot of allowances began in 2025: no result is known, and the range should include no effect.

use super::{Compiled, Cost, Plan};
use crate::model::budget::{Basis, LineKind};
use crate::model::effect::{Beginning, Change, Diversion, Effect, HazardEffect};
use crate::model::hazards::{Cause, Scope};
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Kinship {
    /// Settings, ages and streams it is for.
    pub scope: Scope,
    /// Settings whose children go to kinship foster care instead.
    pub from: Vec<usize>,
    /// Kinship foster care.
    pub to: usize,
    /// Share of those who enter.
    pub entry_share: Option<Value>,
    /// Share of those who move.
    pub move_share: Option<Value>,
    /// Special guardianship, child arrangements.
    pub exits: Vec<usize>,
    /// Hazard of such an exit of a child reached, against one not reached.
    pub order_hazard_ratio: Option<Value>,
    /// Allowance of each such exit it brings about: pounds a week, and mean years.
    pub allowance: Option<(Value, Value)>,
}

impl Kinship {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        let divert = |i: u64, at: &[Beginning], share: Value| {
            Effect::Diversion(Diversion {
                who: plan.who.wrapping_add(i),
                at: at.to_vec(),
                needs: None,
                ages: self.scope.ages.clone(),
                streams: self.scope.streams.clone(),
                picked: self.from.clone(),
                to: self.to,
                share,
                reach: plan.reach,
                course: plan.course,
            })
        };
        let moves = [Beginning::PlannedMove, Beginning::Breakdown];
        let entering = self.entry_share.map(|s| divert(0, &[Beginning::Entry], s));
        let moving = self.move_share.map(|s| divert(1, &moves, s));
        let orders = self.order_hazard_ratio.map(|ratio| {
            Effect::Hazard(HazardEffect {
                causes: vec![Cause::Exit],
                scope: self.scope.clone(),
                toward: self.exits.clone(),
                change: Change::Ratio(ratio),
                reach: plan.reach,
                course: plan.course,
            })
        });
        let mut compiled = Compiled::of(entering.into_iter().chain(moving).chain(orders).collect());
        if let (Some(ratio), Some((weekly, years))) = (self.order_hazard_ratio, self.allowance) {
            for exit in &self.exits {
                let kind = LineKind::Action {
                    basis: Basis::BroughtAllowance {
                        exit: *exit,
                        ratio,
                        mean_years: years,
                    },
                    amount: weekly,
                    reach: plan.reach,
                    course: plan.course,
                    delivered: false,
                };
                let name = format!("allowances {}", compiled.costs.len() + 1);
                compiled.costs.push(Cost::named(name, kind));
            }
        }
        compiled
    }
}
