//! Lives followed side by side. Children do not wait for each other, so up to [`BATCH`] of them go from one thing that
//! happens to the next together: first all clocks are read, then all bills paid, and so on. Each of these steps is a
//! short loop over children who have nothing to do with each other, which a processor works through two or three at a
//! time; one life followed to its end before the next would have it wait for every throw of the dice. The order makes
//! no difference to any count, all of which are whole numbers.

use super::life::{Child, Life, StartPrice};
use super::record::{NEW, Record};
use crate::draw::{First, PricePaths, Rates};
use crate::model::Model;
use crate::model::hazards::{Cause, pick};
use crate::sampling::keyed::Purpose;
use crate::words::calendar::DAYS_PER_YEAR;

/// Lives followed at a time: about as many as stay close to the processor.
const BATCH: usize = 128;

/// What lives are followed in.
pub(super) struct World<'a> {
    pub model: &'a Model,
    pub rates: &'a Rates,
    pub prices: &'a PricePaths,
    pub parameters: &'a [f64],
    pub record: &'a mut Record,
    /// End of the simulation, days.
    pub end: f64,
    /// Age band on a day by the days that are left to the birthday.
    pub age_of_days: &'a [u8],
}

/// The age band on a night by the days from the next to the birthday.
pub(super) fn age_of_days(model: &Model) -> Vec<u8> {
    let d = &model.spec.dimensions;
    let days = (d.age_out * DAYS_PER_YEAR) as u32 + 2;
    (0..=days)
        .map(|left| d.age_band(d.age_out - (f64::from(left) + 0.5) / DAYS_PER_YEAR) as u8)
        .collect()
}

/// The lives being followed, and who is where.
#[derive(Debug, Default)]
pub(super) struct Batch {
    lives: Vec<Life>,
    /// About to begin a placement.
    begin: Vec<u8>,
    /// In a placement.
    active: Vec<u8>,
    free: Vec<u8>,
}

/// A world and the lives followed in it.
pub(super) struct Lives<'a> {
    pub world: World<'a>,
    pub batch: &'a mut Batch,
}

impl Lives<'_> {
    /// Follows a child from `child.at` on.
    #[inline(always)]
    pub fn follow(&mut self, child: &Child) {
        let age = self.world.rates.age(child.birthday, child.at);
        let life = Life::new(child, age, self.world.end);
        let batch = &mut *self.batch;
        while batch.free.is_empty() && batch.lives.len() == BATCH {
            batch.wave(&mut self.world);
        }
        let i = match batch.free.pop() {
            Some(i) => {
                batch.lives[usize::from(i)] = life;
                i
            }
            None => {
                batch.lives.push(life);
                (batch.lives.len() - 1) as u8
            }
        };
        batch.begin.push(i);
    }

    /// Follows a child who begins a period of care now.
    #[inline(always)]
    pub fn enter(&mut self, child: &Child) {
        let age = self.world.rates.age(child.birthday, child.at);
        self.world.count_entry(child.at, child.stream, age);
        self.follow(child);
    }

    /// Follows everybody to the end.
    pub fn finish(&mut self) {
        while !(self.batch.begin.is_empty() && self.batch.active.is_empty()) {
            self.batch.wave(&mut self.world);
        }
    }
}

/// Indices of lives by what happens to them.
struct Lists {
    of: [[u8; BATCH]; 5],
    len: [usize; 5],
}

impl Lists {
    #[inline(always)]
    fn push(&mut self, what: First, i: u8) {
        let what = what as usize;
        // Never more than there are lives.
        self.of[what][self.len[what] % BATCH] = i;
        self.len[what] += 1;
    }

    fn get(&self, what: First) -> &[u8] {
        &self.of[what as usize][..self.len[what as usize]]
    }
}

impl Batch {
    /// Takes every life to the next thing that happens.
    #[inline(never)]
    fn wave(&mut self, world: &mut World) {
        let lives = &mut self.lives;
        for &i in &self.begin {
            world.begin(&mut lives[usize::from(i)]);
        }
        self.active.append(&mut self.begin);
        let mut lists = Lists {
            of: [[0; BATCH]; 5],
            len: [0; 5],
        };
        for &i in &self.active {
            let first = world.rates.first(&mut lives[usize::from(i)].clocks);
            lists.push(first, i);
        }
        self.active.clear();
        for &i in lists.get(First::Age) {
            world.rates.next_age(&mut lives[usize::from(i)].clocks);
            self.active.push(i);
        }
        for &i in lists.get(First::Exit) {
            world.rates.exit_time(&mut lives[usize::from(i)].clocks);
        }
        for moved in [First::PlannedMove, First::Breakdown] {
            for &i in lists.get(moved) {
                world.end_bill(&lives[usize::from(i)], true);
            }
        }
        for left in [First::Exit, First::Limit] {
            for &i in lists.get(left) {
                let life = &mut lives[usize::from(i)];
                let stays = left == First::Limit && life.clocks.at >= world.end;
                world.end_bill(life, !stays);
                world.count_years(life);
            }
        }
        for left in [First::Exit, First::Limit] {
            for &i in lists.get(left) {
                let life = &mut lives[usize::from(i)];
                if world.leave(life) {
                    self.begin.push(i);
                } else {
                    self.free.push(i);
                }
            }
        }
        for (moved, cause) in [
            (First::PlannedMove, Cause::PlannedMove),
            (First::Breakdown, Cause::Breakdown),
        ] {
            for &i in lists.get(moved) {
                world.move_on(&mut lives[usize::from(i)], cause);
                self.begin.push(i);
            }
        }
    }
}

impl World<'_> {
    /// Begins a placement: its price, its clocks, and the exit's with a period of care.
    #[inline(always)]
    fn begin(&mut self, life: &mut Life) {
        let hazards = &self.model.hazards;
        let c = &mut life.clocks;
        let setting = life.setting as usize;
        let cell = hazards.size.cell(
            setting,
            life.moves.min(2) as usize,
            life.stream as usize,
            life.need as usize,
        );
        c.cell = cell as u32 + c.age;
        c.exit_start = if hazards.exits_over_placement[setting] {
            c.placement_start
        } else {
            life.care_start
        };
        if c.left[0] <= 0.0 {
            c.left[0] = life.key.exponential(Purpose::Exit, life.period);
        }
        c.left[1] = life.key.exponential(Purpose::PlannedMove, life.spell);
        c.left[2] = life.key.exponential(Purpose::Breakdown, life.spell);
        self.rates.enter(c);
        self.begin_bill(life);
    }

    /// Moves to another placement.
    #[inline(always)]
    fn move_on(&mut self, life: &mut Life, cause: Cause) {
        life.spell += 1;
        let hazards = &self.model.hazards;
        let from = life.setting as usize;
        let age = life.clocks.age as usize;
        let shares = hazards.destination(cause, from, life.stream as usize, age);
        let to = pick(shares, life.key.uniform(Purpose::Destination, life.spell));
        let month = self.month(life.clocks.at);
        let settings = self.record.layout.settings;
        self.record.flows[(month / 12 * settings + from) * settings + to] += 1;
        let moves = match cause {
            Cause::Breakdown => &mut self.record.breakdowns,
            _ => &mut self.record.planned_moves,
        };
        moves[month] += 1;
        self.record.events += 1;
        life.setting = to as u32;
        life.moves += 1;
        life.clocks.placement_start = life.clocks.at;
        life.price = StartPrice::New;
    }

    /// Leaves care, or stays in it at the end of the simulation; says whether the child comes back before that.
    #[inline(always)]
    fn leave(&mut self, life: &mut Life) -> bool {
        let at = life.clocks.at;
        if at >= self.end {
            return false;
        }
        life.spell += 1;
        self.record.events += 1;
        let month = self.month(at);
        let layout = self.record.layout;
        let turned = at >= life.clocks.birthday;
        let (stream, age) = (life.stream as usize, life.clocks.age as usize);
        let (exit, band) = if turned {
            (layout.exits - 1, layout.ages - 1)
        } else {
            let shares = self
                .model
                .hazards
                .reason(life.setting as usize, stream, age);
            let u = life.key.uniform(Purpose::ExitReason, life.period);
            (pick(shares, u), age)
        };
        self.record.exits[exit * layout.months + month] += 1;
        self.record.exit_ages[band * layout.years + month / 12] += 1;
        if turned {
            return false;
        }
        let e = life.key.exponential(Purpose::ReEntry, life.period);
        let back = self.rates.next_entry(exit, at, at, e);
        back < life.clocks.limit && self.come_back(life, back)
    }

    /// Begins another period of care.
    fn come_back(&mut self, life: &mut Life, at: f64) -> bool {
        let age = self.rates.age(life.clocks.birthday, at);
        let Some(shares) = self.first_settings(life.stream as usize, age) else {
            return false;
        };
        life.period += 1;
        let u = life.key.uniform(Purpose::ReEntrySetting, life.period);
        life.setting = pick(shares, u) as u32;
        life.cohort = NEW as u32;
        life.moves = 0;
        life.price = StartPrice::New;
        life.care_start = at;
        life.first_day = at as i32;
        life.clocks.at = at;
        life.clocks.placement_start = at;
        life.clocks.age = age as u32;
        life.clocks.left[0] = 0.0;
        self.count_entry(at, life.stream as usize, age);
        self.count_re_entry(at);
        true
    }

    /// Cumulative shares of first settings, unless nobody of that age comes in.
    pub fn first_settings(&self, stream: usize, age: usize) -> Option<&[f64]> {
        let shares = &self.model.first_setting[stream * self.model.hazards.size.ages + age];
        shares.last().is_some_and(|s| *s > 0.0).then_some(shares)
    }

    /// Counts a start.
    #[inline(always)]
    fn count_entry(&mut self, at: f64, stream: usize, age: usize) {
        let month = self.month(at);
        let layout = self.record.layout;
        self.record.entries[stream * layout.months + month] += 1;
        self.record.entry_ages[age * layout.years + month / 12] += 1;
    }

    /// Counts a start as a child's who was in care before.
    pub fn count_re_entry(&mut self, at: f64) {
        let month = self.month(at);
        self.record.re_entries[month] += 1;
    }

    /// Counts a child as looked after in the years of a period of care, and by age on each 31 March in it.
    #[inline(always)]
    fn count_years(&mut self, life: &mut Life) {
        let horizon = &self.model.horizon;
        let layout = self.record.layout;
        let to_day = life.clocks.at as i32;
        let birthday = life.clocks.birthday as i32;
        let mut year = usize::from(horizon.month_of_day[life.first_day as usize]) / 12;
        loop {
            if life.counted as usize <= year {
                self.record.children_in_year[year] += 1;
                life.counted = year as u32 + 1;
            }
            let end = horizon.month_start[12 * year + 12];
            if to_day < end {
                return;
            }
            // In care on the night of 31 March.
            let days = ((birthday - end) as usize).min(self.age_of_days.len() - 1);
            let age = self.age_of_days[days];
            self.record.year_end_ages[year * layout.ages + usize::from(age)] += 1;
            year += 1;
            if to_day == end || year == layout.years {
                return;
            }
        }
    }

    #[inline(always)]
    fn month(&self, at: f64) -> usize {
        usize::from(self.model.horizon.month_of_day[at as usize])
    }

    #[inline(always)]
    pub fn when(&self, at: f64) -> When {
        self.when_day(at as i32)
    }

    #[inline(always)]
    pub fn when_day(&self, day: i32) -> When {
        let horizon = &self.model.horizon;
        let month = usize::from(horizon.month_of_day[day as usize]);
        When {
            day,
            month,
            rest: horizon.month_start[month + 1] - day,
        }
    }
}

/// A day, its month, and the nights from it to the month's end.
#[derive(Clone, Copy)]
pub(super) struct When {
    pub day: i32,
    pub month: usize,
    pub rest: i32,
}
