//! A child's place: found, joined beside siblings, taken over from outside, given back.

use super::Run;
use super::calendar::What;
use super::day::Acts;
use super::search::{Beside, Placed};
use super::unit::NONE;
use crate::draw::ratio;
use crate::sampling::keyed::Purpose;
use crate::simulate::life::Life;
use crate::words::calendar::DAYS_PER_YEAR;

impl Run<'_, '_> {
    /// Finds a place for a child, and gives back the one it had.
    pub(super) fn find(&mut self, life: &mut Life, id: u32, what: What, acts: &mut Acts) {
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
            let complex = self.places.is_complex(life);
            self.places.units.fill(placed.unit, id, complex);
        }
        if what == What::Enter {
            self.came(life, beside, placed);
        }
        self.settle(id, placed.setting);
        life.clocks.breakdown_ratio = ratio(self.unit_ratio(placed.unit));
        acts.begin.push(id);
    }

    /// Where the siblings of a child who enters are.
    pub(super) fn siblings(&self, life: &Life, together: u8) -> Beside {
        if together > 1 && self.arrived.at == life.clocks.at {
            return self.arrived;
        }
        Beside {
            left: together,
            ..Beside::default()
        }
    }

    /// Remembers where a child of a group of siblings went.
    pub(super) fn came(&mut self, life: &Life, beside: Beside, placed: Placed) {
        self.arrived = Beside {
            at: life.clocks.at,
            unit: placed.unit,
            market: placed.market,
            left: beside.left.saturating_sub(1).max(1),
        };
    }

    /// Goes where a review or a transfer put the child, or goes on under another ratio.
    pub(super) fn set_from_outside(&mut self, life: &mut Life, id: u32, acts: &mut Acts) {
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
    pub(super) fn ends(&mut self, life: &Life, id: u32) {
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
    pub(super) fn vacate(&mut self, id: u32) {
        let unit = self.calendar.all[id as usize].unit;
        if unit != NONE {
            self.places.units.release(unit, id);
            self.calendar.all[id as usize].unit = NONE;
        }
        self.vacate_setting(id);
    }

    pub(super) fn vacate_setting(&mut self, id: u32) {
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
}
