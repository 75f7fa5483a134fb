//! Everybody of one replication, and the day on which the next thing happens to each.

use super::units::NONE;
use crate::simulate::life::{Life, StartPrice};

/// What comes next for a child. The first five are those of [`crate::draw::First`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(in crate::simulate) enum What {
    Exit = 0,
    PlannedMove = 1,
    Breakdown = 2,
    Segment = 3,
    Limit = 4,
    /// Begins a period of care.
    Enter = 5,
    /// Is in a placement at the start.
    Found = 6,
    /// Has to move: the household left, or the home closed.
    Displaced = 7,
    /// Goes to a household that was found.
    StepBack = 8,
    /// Comes over with the household.
    Transfer = 9,
    /// The household joins or leaves a constellation.
    Retime = 10,
}

impl What {
    /// Set from outside, not by the child's own clocks.
    pub fn is_forced(self) -> bool {
        self >= What::Displaced
    }
}

/// A child, and where it is.
#[derive(Clone, Debug)]
pub(in crate::simulate) struct Resident {
    pub life: Life,
    /// The next one of the same day.
    next: u32,
    /// Household or home, or none.
    pub unit: u32,
    /// The setting it is counted in; `u16::MAX`: in none.
    pub setting: u16,
    pub what: What,
    /// Siblings who came together, the child included.
    pub together: u8,
    /// Placed on a rung that is not what was asked for.
    pub short: bool,
    /// Where it stands in the list of a setting that is watched.
    pub listed: u32,
    /// The breakdown's hazard of the placement found by a review, against another.
    pub review_ratio: f64,
    /// The setting a review or a transfer put it in.
    pub to_setting: Option<u16>,
    /// And what it costs there.
    pub to_price: StartPrice,
}

/// A calendar: a bucket for each day, and one for what is beyond the last.
#[derive(Debug)]
pub(in crate::simulate) struct Calendar {
    pub all: Vec<Resident>,
    free: Vec<u32>,
    /// By day: the first of those it is the day of.
    first: Vec<u32>,
}

impl Calendar {
    pub fn new(days: i32) -> Calendar {
        Calendar {
            all: Vec::new(),
            free: Vec::new(),
            first: vec![NONE; days.max(0) as usize + 1],
        }
    }

    pub fn clear(&mut self) {
        self.all.clear();
        self.free.clear();
        self.first.fill(NONE);
    }

    /// A new child whose day is `day`.
    pub fn admit(&mut self, what: What, day: i32, together: u8) -> &mut Life {
        let resident = Resident {
            life: Life::default(),
            next: NONE,
            unit: NONE,
            setting: u16::MAX,
            what,
            together,
            short: false,
            listed: 0,
            review_ratio: 1.0,
            to_setting: None,
            to_price: StartPrice::New,
        };
        let id = match self.free.pop() {
            Some(id) => {
                self.all[id as usize] = resident;
                id
            }
            None => {
                self.all.push(resident);
                self.all.len() as u32 - 1
            }
        };
        self.note(id, day);
        &mut self.all[id as usize].life
    }

    /// The child is followed no longer.
    pub fn forget(&mut self, id: u32) {
        self.free.push(id);
    }

    /// Notes a child for a day.
    pub fn note(&mut self, id: u32, day: i32) {
        let day = (day.max(0) as usize).min(self.first.len() - 1);
        self.all[id as usize].next = self.first[day];
        self.first[day] = id;
    }

    /// Strikes out a child noted for a day.
    pub fn strike(&mut self, id: u32, day: i32) {
        let day = (day.max(0) as usize).min(self.first.len() - 1);
        let next = self.all[id as usize].next;
        if self.first[day] == id {
            self.first[day] = next;
            return;
        }
        let mut at = self.first[day];
        while at != NONE {
            let after = self.all[at as usize].next;
            if after == id {
                self.all[at as usize].next = next;
                return;
            }
            at = after;
        }
    }

    /// Takes those of a day out, in the order of (time, kind, identity).
    pub fn take(&mut self, day: i32, into: &mut Vec<u32>) {
        let day = (day.max(0) as usize).min(self.first.len() - 1);
        let mut at = std::mem::replace(&mut self.first[day], NONE);
        let first = into.len();
        while at != NONE {
            into.push(at);
            at = self.all[at as usize].next;
        }
        self.sort(&mut into[first..]);
    }

    /// Sorts by (time, kind, identity).
    pub fn sort(&self, who: &mut [u32]) {
        let order = |id: &u32| {
            let r = &self.all[*id as usize];
            (r.life.clocks.at.to_bits(), r.what, r.life.key.order())
        };
        who.sort_unstable_by_key(order);
    }
}
