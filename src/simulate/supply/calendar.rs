//! Everybody of one replication, and the day on which the next thing happens to each.

use super::unit::NONE;
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
    /// Is in a placement at the start, which is begun before the first day.
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

    /// What comes next but for an exit, by its number.
    #[inline(always)]
    pub fn of(number: u8) -> What {
        const OF: [What; 4] = [
            What::PlannedMove,
            What::Breakdown,
            What::Segment,
            What::Limit,
        ];
        OF[usize::from(number.wrapping_sub(1)) % 4]
    }
}

/// Where a child is.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(in crate::simulate) struct Resident {
    /// When what comes next happens.
    pub at: f64,
    /// Who else is noted for that day.
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

/// So many are sorted by putting each back to its place.
const FEW: usize = 24;

/// A calendar: a bucket for each day, and one for what is beyond the last.
#[derive(Debug)]
pub(in crate::simulate) struct Calendar {
    /// Everybody's life, and where everybody is: a child has the same index in both.
    pub lives: Vec<Life>,
    pub all: Vec<Resident>,
    /// Who is in a placement at the start.
    pub found: Vec<u32>,
    free: Vec<u32>,
    /// Children being sorted, by time.
    sorted: Vec<(u64, u32)>,
    /// By day: one of those who act on it; each knows the next.
    days: Vec<u32>,
}

impl Calendar {
    pub fn new(days: i32) -> Calendar {
        Calendar {
            lives: Vec::new(),
            all: Vec::new(),
            found: Vec::new(),
            free: Vec::new(),
            sorted: Vec::new(),
            days: vec![NONE; days.max(0) as usize + 1],
        }
    }

    pub fn clear(&mut self) {
        self.lives.clear();
        self.all.clear();
        self.found.clear();
        self.free.clear();
        self.days.fill(NONE);
    }

    /// A new child for whom something happens at `at`.
    pub fn admit(&mut self, what: What, at: f64, together: u8) -> &mut Life {
        let resident = Resident {
            at,
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
            // The life is set by who admits the child.
            Some(id) => {
                self.all[id as usize] = resident;
                id
            }
            None => {
                self.lives.push(Life::default());
                self.all.push(resident);
                self.all.len() as u32 - 1
            }
        };
        if what == What::Found {
            self.found.push(id);
        } else {
            self.note(id, at as i32);
        }
        &mut self.lives[id as usize]
    }

    /// The child is followed no longer.
    pub fn forget(&mut self, id: u32) {
        self.free.push(id);
    }

    /// Notes a child for the day of what comes next.
    #[inline(always)]
    pub fn note(&mut self, id: u32, day: i32) {
        let day = self.bucket(day);
        self.all[id as usize].next = std::mem::replace(&mut self.days[day], id);
    }

    /// Strikes out a child noted for a day.
    pub fn strike(&mut self, id: u32, day: i32) {
        let day = self.bucket(day);
        let after = self.all[id as usize].next;
        if self.days[day] == id {
            self.days[day] = after;
            return;
        }
        let mut noted = self.days[day];
        while let Some(before) = self.all.get_mut(noted as usize) {
            noted = before.next;
            if noted == id {
                before.next = after;
                return;
            }
        }
    }

    fn bucket(&self, day: i32) -> usize {
        (day.max(0) as usize).min(self.days.len() - 1)
    }

    /// Takes those of a day out, in the order of (time, kind, identity).
    pub fn take(&mut self, day: i32, into: &mut Vec<u32>) {
        self.collect(day as usize);
        self.sort_times();
        into.extend(self.sorted.iter().map(|(_, id)| *id));
    }

    /// Takes those out for whom nothing happens before the end, in any order.
    pub fn take_rest(&mut self, into: &mut Vec<u32>) {
        self.collect(self.days.len() - 1);
        into.extend(self.sorted.iter().map(|(_, id)| *id));
    }

    fn collect(&mut self, day: usize) {
        self.sorted.clear();
        let mut id = std::mem::replace(&mut self.days[day], NONE);
        while let Some(noted) = self.all.get(id as usize) {
            self.sorted.push((noted.at.to_bits(), id));
            id = noted.next;
        }
    }

    /// Sorts by (time, kind, identity).
    pub fn sort(&mut self, who: &mut Vec<u32>) {
        if who.len() > 1 {
            let at = |id: u32| self.all[id as usize].at.to_bits();
            self.sorted.clear();
            self.sorted.extend(who.iter().map(|id| (at(*id), *id)));
            self.sort_times();
            who.clear();
            who.extend(self.sorted.iter().map(|(_, id)| *id));
        }
    }

    #[inline(always)]
    fn sort_times(&mut self) {
        let (all, lives) = (&self.all, &self.lives);
        // Hardly anybody but siblings shares a time.
        let order = |id: u32| (all[id as usize].what, lives[id as usize].key.order());
        let is_later =
            |a: &(u64, u32), b: &(u64, u32)| a.0 > b.0 || (a.0 == b.0 && order(a.1) > order(b.1));
        let sorted = &mut self.sorted[..];
        if sorted.len() > FEW {
            let by = |a: &(u64, u32), b: &(u64, u32)| {
                (a.0.cmp(&b.0)).then_with(|| order(a.1).cmp(&order(b.1)))
            };
            sorted.sort_unstable_by(by);
            return;
        }
        for i in 1..sorted.len() {
            let mut j = i;
            while j > 0 && is_later(&sorted[j - 1], &sorted[j]) {
                sorted.swap(j - 1, j);
                j -= 1;
            }
        }
    }
}
