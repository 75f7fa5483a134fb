//! What happens to children on a day.

use super::Run;
use super::calendar::What;
use super::places::{Beside, Placed};
use super::units::NONE;
use crate::draw::ratio;
use crate::model::hazards::Cause;
use crate::sampling::keyed::Purpose;
use crate::simulate::life::{Life, StartPrice};
use crate::simulate::lives::{Among, BATCH, Lives, at, next_but_exit};
use crate::simulate::{money, steps};
use crate::words::calendar::DAYS_PER_YEAR;

/// Room for those who are dealt with side by side.
#[derive(Debug)]
pub(super) struct Scratch {
    acts: Option<Box<Acts>>,
    /// Who acts today.
    who: Vec<u32>,
    /// Who acts again.
    again: Vec<u32>,
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch {
            acts: Some(Box::default()),
            who: Vec::new(),
            again: Vec::new(),
        }
    }
}

/// Children by what is to be done for them when everybody of the day has a place.
#[derive(Debug, Default)]
struct Acts {
    /// About to begin a placement.
    begin: Vec<u32>,
    /// Comes over with the household: at another price.
    transferred: Vec<u32>,
    /// In a placement whose clocks go on.
    active: Vec<u32>,
    /// Came back after leaving; followed no longer.
    back: Vec<u32>,
    gone: Vec<u32>,
}

impl Acts {
    fn clear(&mut self) {
        self.begin.clear();
        self.transferred.clear();
        self.active.clear();
        self.back.clear();
        self.gone.clear();
    }
}

impl Run<'_, '_> {
    /// A day.
    pub(super) fn day(&mut self, day: i32) {
        let month = self.world.tables.when(day).month();
        if month != self.places.month {
            self.month_ends();
            let among = Among::Calendar(self.calendar);
            let world = &mut *self.world;
            let lives = &mut Lives { world, among };
            // Month by month, so that those still to come do not crowd the processor's cache.
            (self.arrivals).month(lives, self.world_luck, self.entering, month);
            self.begin_month(month, day);
        }
        if !self.places.days[day as usize].is_empty() {
            self.units_of_day(day);
        }
        let mut who = std::mem::take(&mut self.slots.who);
        if !self.forced.is_empty() {
            who.append(&mut self.forced);
            self.calendar.sort(&mut who);
        }
        self.calendar.take(day, &mut who);
        while !who.is_empty() {
            for some in who.chunks(BATCH) {
                self.act(some, day);
            }
            who.clear();
            if !self.slots.again.is_empty() {
                who.append(&mut self.slots.again);
                self.calendar.sort(&mut who);
            }
        }
        self.slots.who = who;
        self.places.end_day(self.setup);
    }

    /// The end of the simulation: bills end.
    pub(super) fn end(&mut self, days: i32) {
        self.month_ends();
        let mut who = std::mem::take(&mut self.slots.who);
        self.calendar.take_rest(&mut who);
        for some in who.chunks(BATCH) {
            self.act(some, days);
        }
        who.clear();
        self.slots.who = who;
    }

    /// The placements that children are found in go on, before the first day.
    pub(super) fn begin_found(&mut self, found: &[u32]) {
        let mut lives = std::mem::take(&mut self.calendar.lives);
        let mut acts = self.slots.acts.take().unwrap_or_default();
        for some in found.chunks(BATCH) {
            acts.begin.extend_from_slice(some);
            self.go_on(&mut lives, &mut acts, -1);
            acts.clear();
        }
        (self.calendar.lives, self.slots.acts) = (lives, Some(acts));
    }

    fn month_ends(&mut self) {
        if self.places.month != usize::MAX {
            let months = self.world.record.layout.months;
            self.places.end_month(&mut self.world.record.supply, months);
        }
    }

    /// Age in years now.
    pub(super) fn years(&self, life: &Life) -> f64 {
        let left = life.clocks.birthday - life.clocks.at;
        self.world.model.spec.dimensions.age_out - left / DAYS_PER_YEAR
    }

    /// What happens to some of those who act on a day, in their order.
    fn act(&mut self, who: &[u32], day: i32) {
        // Borrowed apart from the rest, and given back below.
        let mut lives = std::mem::take(&mut self.calendar.lives);
        let mut acts = self.slots.acts.take().unwrap_or_default();
        for &id in who {
            self.happens(&mut lives, id, &mut acts);
        }
        self.go_on(&mut lives, &mut acts, day);
        acts.clear();
        (self.calendar.lives, self.slots.acts) = (lives, Some(acts));
    }

    /// What happens to one child: what does not depend on anybody else, then its place.
    #[inline(always)]
    fn happens(&mut self, lives: &mut [Life], id: u32, acts: &mut Acts) {
        let what = self.calendar.all[id as usize].what;
        let one = &[id];
        let world = &mut *self.world;
        let (tables, rates, prices) = (world.tables, world.rates, world.prices);
        let hazards = &world.model.hazards;
        let record = &mut *world.record;
        match what {
            What::Found => {}
            What::Segment => {
                steps::next_segment(lives, one, tables, rates, record);
                acts.active.push(id);
            }
            What::Enter => self.find(at(lives, id), id, what, acts),
            What::PlannedMove | What::Breakdown => {
                let cause = match what {
                    What::Breakdown => Cause::Breakdown,
                    _ => Cause::PlannedMove,
                };
                money::end(lives, one, tables, prices, record);
                steps::move_on(lives, one, cause, hazards, tables, rates, record);
                self.find(at(lives, id), id, what, acts);
            }
            What::Displaced => {
                money::end(lives, one, tables, prices, record);
                self.moves(at(lives, id), what);
                self.find(at(lives, id), id, what, acts);
            }
            What::StepBack => {
                money::end(lives, one, tables, prices, record);
                self.moves(at(lives, id), what);
                self.set_from_outside(at(lives, id), id, acts);
            }
            What::Transfer => {
                money::end(lives, one, tables, prices, record);
                self.set_from_outside(at(lives, id), id, acts);
                acts.transferred.push(id);
            }
            What::Retime => self.set_from_outside(at(lives, id), id, acts),
            What::Exit | What::Limit => {
                let over = at(lives, id).clocks.at >= tables.end;
                let (back, gone) = (&mut acts.back, &mut acts.gone);
                money::end(lives, one, tables, prices, record);
                steps::leave(lives, one, hazards, tables, rates, record, back, gone);
                if !over {
                    self.ends(at(lives, id), id);
                }
            }
        }
    }

    /// Another placement begins that the child's own clocks did not bring.
    fn moves(&mut self, life: &mut Life, what: What) {
        life.spell += 1;
        life.moves += 1;
        life.clocks.placement_start = life.clocks.at;
        life.clocks.exit_left = life.clocks.exit_rest;
        life.price = StartPrice::New;
        let record = &mut *self.world.record;
        record.events += 1;
        let month = self.world.tables.when(life.day).month();
        match what {
            What::Displaced => record.breakdowns[month] += 1,
            _ => record.planned_moves[month] += 1,
        }
    }

    /// Finds a place for a child, and gives back the one it had.
    fn find(&mut self, life: &mut Life, id: u32, what: What, acts: &mut Acts) {
        let r = &self.calendar.all[id as usize];
        let (own, from) = (r.unit, usize::from(r.setting));
        let years = self.years(life);
        let beside = match what {
            What::Enter => self.siblings(life, r.together),
            _ => Beside::default(),
        };
        let picked = life.setting as usize;
        let placed = self.places.search(
            self.setup,
            self.supply,
            self.world.parameters,
            life,
            years,
            own,
            beside,
        );
        life.setting = placed.setting as u32;
        life.price = placed.price;
        if what != What::Enter {
            let record = &mut *self.world.record;
            let year = self.world.tables.when(life.day).month() / 12;
            let row = (year * record.layout.settings + from) * record.layout.settings;
            if what != What::Displaced {
                record.flows[row + picked] -= 1;
            }
            record.flows[row + placed.setting] += 1;
        }
        self.vacate(id);
        let r = &mut self.calendar.all[id as usize];
        r.unit = placed.unit;
        r.review_ratio = 1.0;
        r.short = placed.short;
        if placed.unit != NONE {
            self.places.units.fill(placed.unit, id);
        }
        if what == What::Enter {
            self.came(life, beside, placed);
        }
        self.settle(id, placed.setting);
        life.clocks.breakdown_ratio = ratio(self.unit_ratio(placed.unit));
        acts.begin.push(id);
    }
}

impl Run<'_, '_> {
    /// Where the siblings of a child who enters are.
    fn siblings(&self, life: &Life, together: u8) -> Beside {
        if together > 1 && self.arrived.at == life.clocks.at {
            return self.arrived;
        }
        Beside {
            left: together,
            ..Beside::default()
        }
    }

    /// Remembers where a child of a group of siblings went.
    fn came(&mut self, life: &Life, beside: Beside, placed: Placed) {
        self.arrived = Beside {
            at: life.clocks.at,
            unit: placed.unit,
            market: placed.market,
            left: beside.left.saturating_sub(1).max(1),
        };
    }

    /// Goes where a review or a transfer put the child, or goes on under another ratio.
    fn set_from_outside(&mut self, life: &mut Life, id: u32, acts: &mut Acts) {
        let r = &mut self.calendar.all[id as usize];
        let (what, from, to) = (r.what, usize::from(r.setting), r.to_setting.take());
        let (unit, review) = (r.unit, r.review_ratio);
        let to = to.map_or(from, usize::from);
        life.setting = to as u32;
        if what != What::Retime {
            life.price = std::mem::take(&mut r.to_price);
        }
        let times = self.unit_ratio(unit) * review;
        if what == What::StepBack {
            let record = &mut *self.world.record;
            let year = self.world.tables.when(life.day).month() / 12;
            let settings = record.layout.settings;
            record.flows[(year * settings + from) * settings + to] += 1;
            self.vacate_setting(id);
            self.settle(id, to);
            life.clocks.breakdown_ratio = ratio(times);
            acts.begin.push(id);
            return;
        }
        if to != from {
            self.vacate_setting(id);
            self.settle(id, to);
        }
        let hazards = &self.world.model.hazards;
        let moves = life.moves.min(2) as usize;
        let (stream, need) = (life.stream as usize, life.need as usize);
        let age = life.clocks.age as usize;
        let cell = hazards.size.cell(to, moves, stream, need) + age;
        let cell = self.world.rates.cell(cell, life.clocks.epoch);
        let exit_start = if hazards.exits_over_placement[to] {
            life.clocks.placement_start
        } else {
            life.care_start
        };
        let rates = self.world.rates;
        rates.resume(&mut life.clocks, cell, exit_start, times);
        acts.active.push(id);
    }

    /// A placement ends with the period of care.
    fn ends(&mut self, life: &Life, id: u32) {
        let own = self.calendar.all[id as usize].unit;
        self.vacate(id);
        if own == NONE || self.places.units.all[own as usize].is_home {
            return;
        }
        let parameters = self.world.parameters;
        let exit = life.exit as usize;
        let households = &self.supply.households;
        let turned = exit == self.world.record.layout.exits - 1;
        if turned && let Some(s) = households.staying_put {
            if life.key.uniform(Purpose::StayingPut, 0) < s.share.get(parameters) {
                let years =
                    s.mean_years.get(parameters) * life.key.exponential(Purpose::StayingPut, 1);
                let until = f64::from(life.day) + (years.min(s.max_years) * DAYS_PER_YEAR).max(1.0);
                self.places.units.change(own, |u| u.staying += 1);
                if until < self.places.days.len() as f64 {
                    self.places
                        .note(until, super::places::UnitWhat::StayingEnds(own));
                }
            }
            return;
        }
        let with = households.leaves_with.iter().find(|l| l.exit == exit);
        if let Some(with) = with {
            let unit = &self.places.units.all[own as usize];
            let alone = unit.filled == 0 && unit.staying == 0 && unit.others == 0;
            let u = life.key.uniform(Purpose::LeavesWith, life.period);
            if alone && u < with.share.get(parameters) {
                self.count(crate::model::supply::Count::Left, 1);
                self.places.units.change(own, |u| u.open = false);
            }
        }
    }

    /// Gives a child's place back, and takes it out of the counts of its setting.
    fn vacate(&mut self, id: u32) {
        let unit = self.calendar.all[id as usize].unit;
        if unit != NONE {
            self.places.units.release(unit, id);
            self.calendar.all[id as usize].unit = NONE;
        }
        self.vacate_setting(id);
    }

    fn vacate_setting(&mut self, id: u32) {
        let r = &mut self.calendar.all[id as usize];
        if r.setting == u16::MAX {
            return;
        }
        let setting = usize::from(r.setting);
        r.setting = u16::MAX;
        self.places.short -= i64::from(std::mem::take(&mut r.short));
        self.places.children[setting] -= 1;
        if let Some(list) = self.setup.watched[setting] {
            let listed = r.listed as usize;
            self.lists[list].swap_remove(listed);
            if let Some(moved) = self.lists[list].get(listed) {
                self.calendar.all[*moved as usize].listed = listed as u32;
            }
        }
    }

    /// Counts a child in a setting.
    pub(super) fn settle(&mut self, id: u32, setting: usize) {
        let r = &mut self.calendar.all[id as usize];
        r.setting = setting as u16;
        self.places.short += i64::from(r.short);
        self.places.children[setting] += 1;
        if let Some(list) = self.setup.watched[setting] {
            r.listed = self.lists[list].len() as u32;
            self.lists[list].push(id);
        }
    }

    /// Placements begin, and what comes next for each is noted.
    fn go_on(&mut self, lives: &mut [Life], acts: &mut Acts, day: i32) {
        let world = &mut *self.world;
        let (tables, rates, prices, model) = (world.tables, world.rates, world.prices, world.model);
        let hazards = &model.hazards;
        if !acts.begin.is_empty() {
            steps::begin(lives, &acts.begin, hazards, rates);
            money::begin(lives, &acts.begin, model, tables, prices, world.record);
        }
        if !acts.transferred.is_empty() {
            money::begin(
                lives,
                &acts.transferred,
                model,
                tables,
                prices,
                world.record,
            );
        }
        acts.active.append(&mut acts.begin);
        let mut next = [0; BATCH];
        next_but_exit(lives, &acts.active, rates, &mut next);
        for (&id, next) in acts.active.iter().zip(next) {
            let life = at(lives, id);
            let what = if rates.exit_before(&mut life.clocks) {
                rates.exit_time(&mut life.clocks);
                What::Exit
            } else {
                What::of(next)
            };
            life.day = life.clocks.at as i32;
            self.note(life, id, what, day);
        }
        for &id in &acts.back {
            self.calendar.all[id as usize].together = 1;
            self.note(at(lives, id), id, What::Enter, day);
        }
        for &id in &acts.gone {
            self.calendar.forget(id);
        }
    }

    /// Notes what comes next for a child, and when.
    #[inline(always)]
    fn note(&mut self, life: &Life, id: u32, what: What, day: i32) {
        let r = &mut self.calendar.all[id as usize];
        (r.what, r.at) = (what, life.clocks.at);
        if life.day <= day {
            self.slots.again.push(id);
        } else {
            self.calendar.note(id, life.day);
        }
    }
}
