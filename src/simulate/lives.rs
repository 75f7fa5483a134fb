//! Lives followed side by side. Children do not wait for each other, so up to [`BATCH`] of them go from one thing that
//! happens to the next together: first all clocks are read, then all bills paid, and so on. Each of these steps is a
//! short loop over children who have nothing to do with each other, which a processor works through two or three at a
//! time; one life followed to its end before the next would have it wait for every throw of the dice. The order makes
//! no difference to any count, all of which are whole numbers.

use super::life::{Child, Life};
use super::record::Record;
use super::supply::{Calendar, What};
use super::tables::Tables;
use super::{money, steps};
use crate::draw::{First, PricePaths, Rates};
use crate::model::Model;
use crate::model::hazards::Cause;

/// Lives followed at a time: about as many as stay close to the processor.
pub(super) const BATCH: usize = 128;

/// The life at an index.
#[inline(always)]
pub(super) fn at(lives: &mut [Life], i: u32) -> &mut Life {
    &mut lives[i as usize]
}

/// What lives are followed in.
pub(super) struct World<'a> {
    pub model: &'a Model,
    pub tables: &'a Tables,
    pub rates: &'a Rates,
    pub prices: &'a PricePaths,
    pub parameters: &'a [f64],
    pub record: &'a mut Record,
}

/// The lives being followed, and who is where.
#[derive(Debug)]
pub(super) struct Batch {
    lives: Box<[Life]>,
    /// About to begin a placement.
    begin: Vec<u32>,
    /// In a placement.
    active: Vec<u32>,
    free: Vec<u32>,
}

impl Default for Batch {
    fn default() -> Batch {
        Batch {
            lives: Box::new([Life::default(); BATCH]),
            begin: Vec::with_capacity(BATCH),
            active: Vec::with_capacity(BATCH),
            free: (0..BATCH as u32).collect(),
        }
    }
}

/// Where lives are followed.
pub(super) enum Among<'a> {
    /// Side by side.
    Batch(&'a mut Batch),
    /// From day to day, where places are finite.
    Calendar(&'a mut Calendar),
}

/// A world and the lives followed in it.
pub(super) struct Lives<'a, 'b> {
    pub world: &'a mut World<'b>,
    pub among: Among<'a>,
}

impl Lives<'_, '_> {
    /// Follows a child found in a placement.
    pub fn follow(&mut self, child: &Child) {
        let age = self.world.rates.age(child.birthday, child.at);
        self.world.record.start_ages[age] += 1;
        self.admit(child, age, What::Found);
    }

    /// Follows a child who begins a period of care now.
    #[inline(always)]
    pub fn enter(&mut self, child: &Child, age: usize) {
        let World { tables, record, .. } = &mut *self.world;
        steps::count_entry(tables, record, child.at as i32, child.stream, age, 0);
        self.admit(child, age, What::Enter);
    }

    #[inline(always)]
    fn admit(&mut self, child: &Child, age: usize, what: What) {
        let epoch = self.world.rates.epoch(child.at);
        let life = match &mut self.among {
            Among::Calendar(calendar) => calendar.admit(what, child.at, child.together),
            Among::Batch(batch) => batch.admit(self.world),
        };
        life.set(child, age, epoch, self.world.tables.end);
    }
}

/// Indices of lives by what happens to them.
#[derive(Debug)]
pub(super) struct Lists {
    of: [[u32; BATCH]; 8],
    len: [usize; 8],
}

impl Default for Lists {
    fn default() -> Lists {
        Lists {
            of: [[0; BATCH]; 8],
            len: [0; 8],
        }
    }
}

impl Lists {
    /// Lives for which something is what comes next.
    pub fn get(&self, what: First) -> &[u32] {
        &self.of[what as usize][..self.len[what as usize]]
    }
}

impl Batch {
    /// Room for a life about to begin a placement.
    #[inline(always)]
    fn admit(&mut self, world: &mut World) -> &mut Life {
        let i = loop {
            if let Some(i) = self.free.pop() {
                break i;
            }
            self.wave(world);
        };
        self.begin.push(i);
        at(&mut self.lives, i)
    }

    /// Follows everybody to the end.
    pub fn finish(&mut self, world: &mut World) {
        while !(self.begin.is_empty() && self.active.is_empty()) {
            self.wave(world);
        }
    }

    /// Takes every life to the next thing that happens.
    #[inline(never)]
    fn wave(&mut self, world: &mut World) {
        let World {
            model,
            tables,
            rates,
            prices,
            record,
            ..
        } = world;
        let hazards = &model.hazards;
        let lives = &mut *self.lives;
        steps::begin(lives, &self.begin, hazards, rates);
        money::begin(lives, &self.begin, model, tables, prices, record);
        self.active.append(&mut self.begin);

        let mut lists = Lists::default();
        let mut next = [0; BATCH];
        next_but_exit(lives, &self.active, rates, &mut next);
        sort(lives, &self.active, rates, &next, &mut lists);
        self.active.clear();

        let older = lists.get(First::Segment);
        steps::next_segment(lives, older, tables, rates, record);
        self.active.extend_from_slice(older);

        steps::exit_times(lives, lists.get(First::Exit), rates);
        for (first, cause) in [
            (First::PlannedMove, Cause::PlannedMove),
            (First::Breakdown, Cause::Breakdown),
        ] {
            let moved = lists.get(first);
            money::end(lives, moved, tables, prices, record);
            steps::move_on(lives, moved, cause, hazards, tables, rates, record);
            self.begin.extend_from_slice(moved);
        }
        for first in [First::Exit, First::Limit] {
            let left = lists.get(first);
            money::end(lives, left, tables, prices, record);
            let (begin, free) = (&mut self.begin, &mut self.free);
            steps::leave(lives, left, hazards, tables, rates, record, begin, free);
        }
    }
}

/// Takes every clock to what comes next but for an exit.
#[inline(never)]
pub(super) fn next_but_exit(
    lives: &mut [Life],
    active: &[u32],
    rates: &Rates,
    next: &mut [u8; BATCH],
) {
    for (&i, next) in active.iter().zip(next) {
        *next = rates.next_but_exit(&mut at(lives, i).clocks);
    }
}

/// Sorts lives by what comes first.
#[inline(never)]
pub(super) fn sort(
    lives: &mut [Life],
    active: &[u32],
    rates: &Rates,
    next: &[u8; BATCH],
    lists: &mut Lists,
) {
    let mut len = [0; 8];
    for (&i, &next) in active.iter().zip(next) {
        let life = at(lives, i);
        life.day = life.clocks.at as i32;
        let exit = rates.exit_before(&mut life.clocks);
        // An exit is number 0.
        let what = usize::from(next & u8::from(exit).wrapping_sub(1)) % 8;
        // Never more than there are lives.
        lists.of[what][len[what] % BATCH] = i;
        len[what] += 1;
    }
    lists.len = len;
}
