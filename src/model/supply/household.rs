//! Mainstream fostering households: the stock, who joins, who leaves, what a place is good for.

use crate::model::effect::Course;
use crate::model::hazards::{cumulative, pick};
use crate::model::value::Value;

/// What kind of child a household takes, and how many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HouseholdKind {
    /// Share of the households of this kind; the shares of a list are scaled to a sum of one.
    pub share: f64,
    /// Approved places.
    pub places: u32,
    /// Ages in years it takes: from, and below.
    pub ages: (f64, f64),
    /// Highest need band it takes; 4: any.
    pub need_to: u8,
}

/// A household given one by one.
#[derive(Clone, Debug, PartialEq)]
pub struct Household {
    /// Identity, from the id in the file.
    pub who: u64,
    /// What it takes (`share` is not looked at).
    pub kind: HouseholdKind,
    /// Usable places, where known; else each approved place is usable with the usable share.
    pub usable: Option<u32>,
    /// Number of the constellation it belongs to at the start, where it does: no action takes it into another.
    pub constellation: Option<u32>,
}

/// Households known by their number: each replication draws their kinds.
#[derive(Clone, Debug, PartialEq)]
pub struct Stock {
    /// Identity: households are (id, ordinal).
    pub id: String,
    /// How many.
    pub count: u32,
    /// Kinds, with shares.
    pub kinds: Vec<HouseholdKind>,
}

impl Stock {
    /// The kind of a household by its ordinal: of each kind as many as its share says, to the nearest.
    pub fn kind(&self, ordinal: u32) -> Option<&HouseholdKind> {
        let shares: Vec<f64> = self.kinds.iter().map(|k| k.share).collect();
        let middle = (f64::from(ordinal) + 0.5) / f64::from(self.count);
        self.kinds
            .get(pick(&cumulative(&shares, shares.len()), middle))
    }
}

/// Households that join: Poisson arrivals.
#[derive(Clone, Debug, PartialEq)]
pub struct Approvals {
    /// Identity of the arrivals; of an effect: unique, its counts can be charged by it.
    pub id: String,
    /// Households a month at full strength (× strength × delivery).
    pub per_month: Value,
    /// Kinds of household, with shares.
    pub kinds: Vec<HouseholdKind>,
    /// Months from the beginning of the work to the approval: what happens in a month of the course is approved this
    /// much later. 0 for a stock of approvals already under way.
    pub pipeline_months: Value,
    /// When.
    pub course: Course,
}

/// A child found in a given household at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedChild {
    /// Identity of the child ([`crate::model::cohort::GivenChild::who`]).
    pub child: u64,
    /// Identity of the household or home.
    pub in_: u64,
}

/// Young people who stay with their carers after 18 and hold the place, outside the children looked after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StayingPut {
    /// Share of those who turn 18 in a household who stay.
    pub share: Value,
    /// Mean stay in years, exponential.
    pub mean_years: Value,
    /// Longest stay in years (to the 21st birthday: 3).
    pub max_years: f64,
    /// Young people who hold a place at the start, with the same mean stay from then on.
    pub at_start: u32,
}

/// Children who leave by a route and whose carers leave with them, as adopters or special guardians.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeavesWith {
    /// Exit.
    pub exit: usize,
    /// Share of such exits from a household; only where no other child is placed there.
    pub share: Value,
}

/// The council's own mainstream households.
#[derive(Clone, Debug, PartialEq)]
pub struct Households {
    /// Given one by one.
    pub given: Vec<Household>,
    /// By number.
    pub stock: Vec<Stock>,
    /// Which given child is in which household or home.
    pub placed: Vec<PlacedChild>,
    /// Share of approved places that can be offered (not on hold, matched below approval, respite). A place filled at the
    /// start is usable.
    pub usable_share: Value,
    /// Chance that a free place that takes the child's age and need suits the child (distance, school, siblings, other
    /// children): with n such places one is found with 1 − (1 − chance)ⁿ.
    pub match_chance: Value,
    /// Households that join as a matter of course.
    pub approvals: Vec<Approvals>,
    /// Hazard of leaving, a household-year, with 0, 1, 2 … children placed; the last goes on. Empty: nobody leaves.
    pub leaving: Vec<Value>,
    /// Carers who leave with a child.
    pub leaves_with: Vec<LeavesWith>,
    /// Staying Put.
    pub staying_put: Option<StayingPut>,
}

impl Default for Households {
    fn default() -> Households {
        Households {
            given: Vec::new(),
            stock: Vec::new(),
            placed: Vec::new(),
            usable_share: Value::Certain(1.0),
            match_chance: Value::Certain(1.0),
            approvals: Vec::new(),
            leaving: Vec::new(),
            leaves_with: Vec::new(),
            staying_put: None,
        }
    }
}
