//! Children who go to another setting than the one picked.

use super::Course;
use crate::model::value::Value;

/// What is about to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// A period of care, the first or another.
    Entry,
    /// A placement after a planned move.
    PlannedMove,
    /// A placement after a breakdown.
    Breakdown,
}

impl Beginning {
    /// All of them.
    pub const ALL: [Beginning; 3] = [
        Beginning::Entry,
        Beginning::PlannedMove,
        Beginning::Breakdown,
    ];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Beginning::Entry => "entry",
            Beginning::PlannedMove => "planned_move",
            Beginning::Breakdown => "breakdown",
        }
    }
}

/// A share × reach × strength × delivery of the children for whom some setting was picked go to another instead, each by a
/// uniform of its own; siblings who enter together go together. Several act one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Diversion {
    /// Whose uniforms they are: from the id of the action, so that no other action changes them.
    pub who: u64,
    /// What begins.
    pub at: Vec<Beginning>,
    /// Age bands; `None`: all.
    pub ages: Option<Vec<usize>>,
    /// Need bands, 0 where unknown; `None`: all.
    pub needs: Option<Vec<u8>>,
    /// Streams; `None`: all.
    pub streams: Option<Vec<usize>>,
    /// Settings picked.
    pub picked: Vec<usize>,
    /// Where they go instead.
    pub to: usize,
    /// Share at full strength, of the children reached.
    pub share: Value,
    /// Share reached.
    pub reach: Value,
    /// When.
    pub course: Course,
}
