//! `carer_recruitment`: more households are approved: enquiries × the share that ends in an approval, after the months an
//! approval takes; a regional hub, a campaign, a team. Evidence: 6% of 138,075 enquiries of 2021-22 became applications; in
//! a northern hub 23% of enquiries became applications against 12% elsewhere (press); ten such hubs cost £36m and
//! households still fell. A range should include none.

use super::{Compiled, Plan};
use crate::model::effect::{Effect, SupplyEffect};
use crate::model::supply::{Approvals, HouseholdKind};
use crate::model::value::Value;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct CarerRecruitment {
    /// Approvals a month besides those that come anyway.
    pub approvals_per_month: Value,
    /// Months from the enquiry to the approval.
    pub months_to_approve: Value,
    /// Kinds of household.
    pub kinds: Vec<HouseholdKind>,
}

impl CarerRecruitment {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        Compiled::of(vec![Effect::Supply(SupplyEffect::Approvals(Approvals {
            id: plan.id.clone(),
            per_month: self.approvals_per_month,
            kinds: self.kinds.clone(),
            pipeline_months: self.months_to_approve,
            course: plan.course,
        }))])
    }
}
