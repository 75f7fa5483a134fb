//! What happens to children on a day.

use super::Run;
use super::calendar::What;
use crate::model::hazards::Cause;
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
pub(super) struct Acts {
    /// About to begin a placement.
    pub begin: Vec<u32>,
    /// Comes over with the household: at another price.
    transferred: Vec<u32>,
    /// In a placement whose clocks go on.
    pub active: Vec<u32>,
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
