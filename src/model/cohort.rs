//! The children looked after at the start.

use super::value::Value;

/// One child of a given cohort.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenChild {
    /// Identity, from the id in the file.
    pub who: u64,
    /// The id as it stands in the file; for the council's own eyes.
    pub id: String,
    /// Day of the simulation on which the child turns 18.
    pub birthday: i32,
    /// Stream, setting: indices of the dimensions.
    pub stream: usize,
    /// Where the child lives.
    pub setting: usize,
    /// Need band, 0 where unknown.
    pub need: u8,
    /// Day this placement began, 0 or below.
    pub placement_start: i32,
    /// Day this period of care began, 0 or below.
    pub care_start: i32,
    /// Moves so far in the period.
    pub moves: u8,
    /// Actual weekly price in pence at the day of the snapshot, where known.
    pub weekly_price: Option<i64>,
}

/// A cell of elapsed durations: a child of it has been in care and in the placement for a uniform time between the
/// bounds (the placement no longer than the care).
#[derive(Clone, Debug, PartialEq)]
pub struct ElapsedCell {
    /// Years in care, from and to.
    pub care: (f64, f64),
    /// Years in the placement, from and to.
    pub placement: (f64, f64),
    /// Moves so far in the period of care.
    pub moves: u8,
    /// Share of the children of the group.
    pub weight: f64,
}

/// Children known by their number only: each replication draws them afresh.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Identity of the group: children are (group, ordinal).
    pub id: String,
    /// Where they live.
    pub setting: usize,
    /// Ages in years, from and to: uniform between.
    pub ages: (f64, f64),
    /// Stream.
    pub stream: usize,
    /// Need band, 0 where unknown.
    pub need: u8,
    /// How many.
    pub count: u32,
    /// Elapsed durations; empty: everyone new (an error outside tests).
    pub elapsed: Vec<ElapsedCell>,
    /// Mean weekly price in pounds, where these children's differs from the setting's.
    pub weekly_price: Option<Value>,
}

/// The start population: given children, groups, or both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cohort {
    /// Children one by one.
    pub children: Vec<GivenChild>,
    /// Children by number.
    pub groups: Vec<Group>,
}

impl Cohort {
    /// How many children are looked after at the start.
    pub fn count(&self) -> usize {
        self.children.len() + self.groups.iter().map(|g| g.count as usize).sum::<usize>()
    }
}
