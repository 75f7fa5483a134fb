//! Lives followed side by side. Children do not wait for each other, so up to [`BATCH`] of them go from one thing that
//! happens to the next together: first all clocks are read, then all bills paid, and so on. Each of these steps is a
//! short loop over children who have nothing to do with each other, which a processor works through two or three at a
//! time; one life followed to its end before the next would have it wait for every throw of the dice. The order makes
//! no difference to any count, all of which are whole numbers.

use super::life::{Child, Life, StartPrice};
use super::record::{NEW, Record};
use crate::draw::{First, Picks, PricePaths, Rates};
use crate::model::Model;
use crate::model::hazards::Cause;
use crate::sampling::keyed::Purpose;

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
    pub tables: &'a Tables,
}

/// What is looked up for every child, prepared once for all replications.
#[derive(Debug)]
pub(super) struct Tables {
    /// Month and the rest of it by day.
    days: Vec<When>,
    /// First day of each year, and of the year after the last.
    years: Vec<i32>,
    /// Destinations of planned moves and of breakdowns.
    destinations: [Picks; 2],
    reasons: Picks,
    first_settings: Picks,
}

impl Tables {
    pub fn new(model: &Model) -> Tables {
        let horizon = &model.horizon;
        let when = |(day, month): (usize, &u16)| When {
            month: *month,
            rest: (horizon.month_start[usize::from(*month) + 1] - day as i32) as u16,
        };
        Tables {
            days: horizon.month_of_day.iter().enumerate().map(when).collect(),
            years: horizon.month_start.iter().copied().step_by(12).collect(),
            destinations: Picks::destinations(model),
            reasons: Picks::reasons(model),
            first_settings: Picks::first_settings(model),
        }
    }
}

/// The lives being followed, and who is where.
#[derive(Debug)]
pub(super) struct Batch {
    lives: Vec<Life>,
    /// About to begin a placement.
    begin: Vec<u8>,
    /// In a placement.
    active: Vec<u8>,
    free: Vec<u8>,
}

impl Default for Batch {
    fn default() -> Batch {
        Batch {
            lives: vec![Life::default(); BATCH],
            begin: Vec::with_capacity(BATCH),
            active: Vec::with_capacity(BATCH),
            free: (0..BATCH as u8).collect(),
        }
    }
}

/// A world and the lives followed in it.
pub(super) struct Lives<'a> {
    pub world: World<'a>,
    pub batch: &'a mut Batch,
}

impl Lives<'_> {
    /// Follows a child found in a placement.
    pub fn follow(&mut self, child: &Child) {
        let age = self.world.rates.age(child.birthday, child.at);
        self.admit(child, age);
    }

    /// Follows a child who begins a period of care now.
    #[inline(always)]
    pub fn enter(&mut self, child: &Child, age: usize) {
        self.world.count_entry(child.at, child.stream, age);
        self.admit(child, age);
    }

    #[inline(always)]
    fn admit(&mut self, child: &Child, age: usize) {
        let batch = &mut *self.batch;
        let i = loop {
            if let Some(i) = batch.free.pop() {
                break i;
            }
            batch.wave(&mut self.world);
        };
        batch.lives[usize::from(i)].set(child, age, self.world.end);
        batch.begin.push(i);
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
            lists.push(world.rates.first(&mut lives[usize::from(i)].clocks), i);
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
        let moves = life.moves.min(2) as usize;
        let (stream, need) = (life.stream as usize, life.need as usize);
        c.cell = hazards.size.cell(setting, moves, stream, need) as u32 + c.age;
        c.exit_start = if hazards.exits_over_placement[setting] {
            c.placement_start
        } else {
            life.care_start
        };
        if c.exit_left <= 0.0 {
            c.exit_left = life.key.exponential(Purpose::Exit, life.period);
        }
        c.moves_left = [
            life.key.exponential(Purpose::PlannedMove, life.spell),
            life.key.exponential(Purpose::Breakdown, life.spell),
        ];
        c.used = [0.0; 2];
        if c.at > c.placement_start {
            self.rates.come_into(c);
        }
        self.begin_bill(life);
    }

    /// Moves to another placement.
    #[inline(always)]
    fn move_on(&mut self, life: &mut Life, cause: Cause) {
        life.spell += 1;
        let hazards = &self.model.hazards;
        let from = life.setting as usize;
        let age = life.clocks.age as usize;
        let row = hazards.size.share_row(from, life.stream as usize, age);
        let u = life.key.uniform(Purpose::Destination, life.spell);
        let to = self.tables.destinations[usize::from(cause == Cause::Breakdown)].at(row, u);
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
            let row = self
                .model
                .hazards
                .size
                .share_row(life.setting as usize, stream, age);
            let u = life.key.uniform(Purpose::ExitReason, life.period);
            (self.tables.reasons.at(row, u), age)
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
        life.period += 1;
        let u = life.key.uniform(Purpose::ReEntrySetting, life.period);
        let Some(setting) = self.first_setting(life.stream as usize, age, u) else {
            return false;
        };
        life.setting = setting as u32;
        life.cohort = NEW as u32;
        life.moves = 0;
        life.price = StartPrice::New;
        life.care_start = at;
        life.first_day = at as i32;
        life.clocks.at = at;
        life.clocks.placement_start = at;
        life.clocks.age = age as u32;
        life.clocks.exit_left = 0.0;
        self.count_entry(at, life.stream as usize, age);
        self.count_re_entry(at);
        true
    }

    /// A first setting, unless nobody of that age comes in.
    #[inline(always)]
    pub fn first_setting(&self, stream: usize, age: usize, u: f64) -> Option<usize> {
        let row = stream * self.model.hazards.size.ages + age;
        let first = &self.tables.first_settings;
        first.is_open(row).then(|| first.at(row, u))
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
        let layout = self.record.layout;
        let years = &self.tables.years;
        let to_day = life.clocks.at as i32;
        let birthday = life.clocks.birthday as i32;
        let mut year = self.month(f64::from(life.first_day)) / 12;
        let begun = year;
        // In care on the night of 31 March.
        while year < layout.years && to_day >= years[year + 1] {
            let age = self.rates.age_on_night_before(birthday, years[year + 1]);
            self.record.year_end_ages[year * layout.ages + age] += 1;
            year += 1;
        }
        let last = year - usize::from(year > begun && years[year] == to_day);
        for year in begun.max(life.counted as usize)..=last {
            self.record.children_in_year[year] += 1;
        }
        life.counted = life.counted.max(last as u32 + 1);
    }

    #[inline(always)]
    fn month(&self, at: f64) -> usize {
        usize::from(self.when(at).month)
    }

    #[inline(always)]
    pub fn when(&self, at: f64) -> When {
        self.when_day(at as i32)
    }

    #[inline(always)]
    pub fn when_day(&self, day: i32) -> When {
        self.tables.days[day as usize]
    }
}

/// The month of a day, and the nights from it to the month's end.
#[derive(Clone, Copy, Debug)]
pub(super) struct When {
    month: u16,
    rest: u16,
}

impl When {
    #[inline(always)]
    pub fn month(self) -> usize {
        usize::from(self.month)
    }

    #[inline(always)]
    pub fn rest(self) -> i32 {
        i32::from(self.rest)
    }
}
