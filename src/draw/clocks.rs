//! The clocks of a child, and what comes first.
//!
//! A child is taken from one age edge to the next ([`Rates::next_but_exit`]); what each cause has left is carried on, so
//! an action on one cause leaves the times of the others where they were.

use super::rates::{Cell, Rates};

/// The clocks of a child in a placement; times in days.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clocks {
    /// Now.
    pub at: f64,
    /// What [`Rates::next_but_exit`] started from.
    pub since: f64,
    /// When the duration of each cause counts from: the exit's and the moves'.
    pub exit_start: f64,
    /// Start of the placement.
    pub placement_start: f64,
    /// The birthday that ends care.
    pub birthday: f64,
    /// The earlier of the birthday and the end of the simulation.
    pub limit: f64,
    /// What was left of the exit's unit exponential at `exit_since`; nothing: not drawn yet.
    pub exit_left: f64,
    /// The last move or change of the exit's row.
    pub exit_since: f64,
    /// What is left of it now.
    pub exit_rest: f64,
    /// Hazard of the exit from `exit_start` to `exit_since`, as [`Rates::exit_before`] found it.
    pub exit_used: f64,
    /// What was left of the planned move's and the breakdown's when the child came into the cell.
    pub moves_left: [f64; 2],
    /// Hazard of either from the start of the placement to then, along the rows of the cell.
    pub used: [f64; 2],
    /// What the household multiplies the breakdown's hazard by, and its inverse; one but in a constellation, which
    /// changes nothing, not even the last bit.
    pub breakdown_ratio: [f64; 2],
    /// Cell of setting, moves so far, stream, need and age band.
    pub cell: u32,
    /// Age band.
    pub age: u32,
    /// Epoch of the actions' strength.
    pub epoch: u32,
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum First {
    /// An exit.
    Exit = 0,
    /// A planned move.
    PlannedMove = 1,
    /// A breakdown.
    Breakdown = 2,
    /// The next age band, or a step of an action.
    Segment = 3,
    /// The birthday or the end of the simulation.
    Limit = 4,
}

impl Rates {
    /// Sets what a child has used up of the moves' hazards since the placement began, in a cell just come into.
    #[inline(always)]
    pub fn come_into(&self, c: &mut Clocks) {
        let Cell { chunks, long } = self.cells[c.cell as usize];
        let duration = c.at - c.placement_start;
        c.used = [1, 2].map(|i| self.rows.hazard(chunks[i], long.moves, duration));
    }

    /// Goes on to the next move, age band or limit: `at` is set to it; tells which, as a number of [`First`]. Without a branch that chance decides, as is
    /// [`Rates::exit_before`]: two children's clocks are then read at the same time.
    #[inline(always)]
    pub fn next_but_exit(&self, c: &mut Clocks) -> u8 {
        let Cell { chunks, long } = self.cells[c.cell as usize];
        if long.moves {
            self.next_but_exit_long(c, chunks)
        } else {
            self.next_but_exit_of(c, chunks, false)
        }
    }

    #[cold]
    fn next_but_exit_long(&self, c: &mut Clocks, chunks: [u32; 3]) -> u8 {
        self.next_but_exit_of(c, chunks, true)
    }

    #[inline(always)]
    fn next_but_exit_of(&self, c: &mut Clocks, chunks: [u32; 3], long: bool) -> u8 {
        let planned = self
            .rows
            .duration(chunks[1], long, c.used[0] + c.moves_left[0]);
        let planned = c.placement_start + planned;
        let breakdown = self.rows.duration(
            chunks[2],
            long,
            c.used[1] + c.moves_left[1] * c.breakdown_ratio[1],
        );
        let breakdown = c.placement_start + breakdown;
        let edge = c.birthday - self.edge_to_birthday[c.age as usize];
        let edge = min(self.epoch_end[c.epoch as usize], edge);
        let stop = min(edge, c.limit);
        // What never comes is infinite or not a number, and loses either way.
        let to = max(min(breakdown, min(planned, stop)), c.at);
        c.since = c.at;
        c.at = to;
        let moves = First::PlannedMove as u64 + u64::from(breakdown <= to);
        let stays = First::Segment as u64 + u64::from(edge >= c.limit);
        choose(to < stop, moves, stays) as u8
    }

    /// Does an exit come before what comes next but for it? Sets what is left of it then.
    #[inline(always)]
    pub fn exit_before(&self, c: &mut Clocks) -> bool {
        let Cell { chunks, long } = self.cells[c.cell as usize];
        let used = |until: f64| {
            let duration = until - c.exit_start;
            self.rows.hazard(chunks[0], long.exit, duration)
        };
        c.exit_used = used(c.exit_since);
        c.exit_rest = c.exit_left - (used(c.at) - c.exit_used);
        c.exit_rest <= 0.0
    }

    /// The time of an exit that comes first, after [`Rates::exit_before`].
    #[inline(always)]
    pub fn exit_time(&self, c: &mut Clocks) {
        let Cell { chunks, long } = self.cells[c.cell as usize];
        let hazard = c.exit_used + c.exit_left;
        let time = c.exit_start + self.rows.duration(chunks[0], long.exit, hazard);
        c.at = max(min(time, c.at), c.since);
    }

    /// Goes on in the next age band or epoch, with what is left of each cause; tells whether the child is older. A cause
    /// whose row a new epoch leaves as it was goes on untouched, to the last bit of its time.
    #[inline(always)]
    pub fn next_segment(&self, c: &mut Clocks) -> bool {
        let older = c.at >= c.birthday - self.edge_to_birthday[c.age as usize];
        let later = c.at >= self.epoch_end[c.epoch as usize];
        let from = self.cells[c.cell as usize];
        c.age += u32::from(older);
        c.epoch += u32::from(later);
        c.cell += u32::from(older) + if later { self.per_epoch } else { 0 };
        let to = self.cells[c.cell as usize];
        if older || !self.rows.is_same(from.chunks[0], to.chunks[0]) {
            c.exit_left = c.exit_rest;
            c.exit_since = c.at;
        }
        let duration = c.at - c.placement_start;
        for i in 0..2 {
            if older || !self.rows.is_same(from.chunks[i + 1], to.chunks[i + 1]) {
                let gone = self
                    .rows
                    .hazard(from.chunks[i + 1], from.long.moves, duration)
                    - c.used[i];
                let gone = if i == 1 {
                    gone * c.breakdown_ratio[0]
                } else {
                    gone
                };
                c.moves_left[i] = max(c.moves_left[i] - gone, 0.0);
                c.used[i] = self.rows.hazard(to.chunks[i + 1], to.long.moves, duration);
            }
        }
        older
    }

    /// Brings a child's clocks to a time before what comes next, with what is left of each cause; they go on from
    /// there by [`Rates::resume`], or a move takes what is left of the exit.
    pub fn pause(&self, c: &mut Clocks, at: f64) {
        let Cell { chunks, long } = self.cells[c.cell as usize];
        c.at = at;
        // Nothing left would be drawn anew.
        self.exit_before(c);
        c.exit_rest = max(c.exit_rest, f64::MIN_POSITIVE);
        let duration = at - c.placement_start;
        let times = [1.0, c.breakdown_ratio[0]];
        for (i, times) in times.into_iter().enumerate() {
            let gone = self.rows.hazard(chunks[i + 1], long.moves, duration) - c.used[i];
            c.moves_left[i] = max(c.moves_left[i] - gone * times, 0.0);
        }
    }

    /// Goes on in another cell of the same age and epoch, or under another ratio, from where the clocks were paused.
    pub fn resume(&self, c: &mut Clocks, cell: u32, exit_start: f64, breakdown_ratio: f64) {
        c.cell = cell;
        c.exit_start = exit_start;
        c.exit_left = c.exit_rest;
        c.exit_since = c.at;
        c.breakdown_ratio = ratio(breakdown_ratio);
        self.come_into(c);
    }
}

/// A ratio and its inverse.
pub fn ratio(ratio: f64) -> [f64; 2] {
    [ratio, 1.0 / ratio]
}

/// The lesser of two times, the second where the first is not a number: one instruction where `f64::min` takes five.
#[inline(always)]
pub fn min(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// One of two numbers, without a branch.
#[inline(always)]
fn choose(first: bool, a: u64, b: u64) -> u64 {
    b ^ ((a ^ b) & u64::from(first).wrapping_neg())
}

#[inline(always)]
fn max(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}
