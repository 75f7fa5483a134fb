//! What happens to households and homes: they join and leave, beds come into use, reviews, transfers, constellations.

use super::Run;
use super::calendar::What;
use super::places::{LAYER, UnitWhat, household};
use super::setup::Kinds;
use super::unit::{NONE, Unit};
use crate::draw::ratio;
use crate::model::effect::{Constellations, Course, SupplyEffect, Transfer};
use crate::model::supply::Count;
use crate::sampling::keyed::{Key, Purpose, name_hash};
use crate::words::calendar::DAYS_PER_YEAR;

impl Run<'_, '_> {
    /// Everything that happens to units on a day, in the order of time.
    pub(super) fn units_of_day(&mut self, day: i32) {
        let mut events = std::mem::take(&mut self.places.days[day as usize]);
        events.sort_by(|a, b| a.time.total_cmp(&b.time).then(a.what.cmp(&b.what)));
        for e in &events {
            match e.what {
                UnitWhat::Approved(n) => {
                    self.approved(n, e.time);
                    self.count(Count::Approved, 1);
                    if let Some(effect) = self.places.coming[n as usize].effect {
                        self.count_effect(effect as usize, 1);
                    }
                }
                UnitWhat::Candidate(unit, point) => self.candidate(unit, point, e.time, day),
                UnitWhat::StayingEnds(unit) => self.places.units.change(unit, |u| {
                    u.staying = u.staying.saturating_sub(1);
                }),
                UnitWhat::OtherGoes(unit, effect) => {
                    if self.places.units.all[unit as usize].open {
                        self.places.units.change(unit, |u| {
                            u.others = u.others.saturating_sub(1);
                        });
                        self.places.effects[effect as usize] -= 1;
                    }
                }
                UnitWhat::Beds(unit) => self.beds(unit, day),
                UnitWhat::Review(effect) => {
                    if let SupplyEffect::Reviews(r) = &self.setup.effects[effect as usize] {
                        self.review(effect as usize, r, day);
                    }
                }
            }
        }
        events.clear();
        self.places.days[day as usize] = events;
    }

    /// A household may leave at a point: it does where the point is below its hazard.
    fn candidate(&mut self, id: u32, point: u32, at: f64, day: i32) {
        let unit = &self.places.units.all[id as usize];
        if !unit.open {
            return;
        }
        let (layer, ordinal) = (point >> 16, point & 0xFFFF);
        let rates = &self.supply.households.leaving;
        let parameters = self.world.parameters;
        let last = rates.len().saturating_sub(1);
        let rate = rates.get(usize::from(unit.filled).min(last));
        let mut rate = rate.map_or(0.0, |r| r.get(parameters)) * self.places.leaving;
        if unit.constellation > 0
            && let SupplyEffect::Constellations(c) =
                &self.setup.effects[usize::from(unit.constellation) - 1]
        {
            rate *= c.leaving_ratio.get(parameters);
        }
        let height = (f64::from(layer) + unit.key.uniform(Purpose::Leaves, point)) * LAYER;
        if height < rate {
            self.count(Count::Left, 1);
            self.close(id, day);
        } else {
            self.places.next_candidate(id, layer, ordinal + 1, at);
        }
    }

    /// A household leaves or a home closes: its children must move.
    fn close(&mut self, id: u32, day: i32) {
        let unit = &self.places.units.all[id as usize];
        let (others, children) = (unit.others, unit.children);
        let displaced = &children[..usize::from(unit.filled)];
        if others > 0 {
            self.places.effects[usize::from(unit.came_by)] -= i64::from(others);
        }
        for child in displaced {
            self.calendar.all[*child as usize].unit = NONE;
            self.force(*child, What::Displaced, day);
        }
        self.count(Count::Displaced, displaced.len() as i64);
        self.places.units.change(id, Unit::close);
    }

    /// Takes a child out of the calendar to be dealt with today.
    pub(super) fn force(&mut self, id: u32, what: What, day: i32) -> bool {
        let r = &mut self.calendar.all[id as usize];
        if r.what.is_forced() {
            // What was to happen to it today does not, where its household has gone.
            if what == What::Displaced {
                r.what = what;
                r.to_setting = None;
            }
            return false;
        }
        let noted = self.calendar.lives[id as usize].day;
        self.calendar.strike(id, noted);
        let r = &mut self.calendar.all[id as usize];
        (r.what, r.at) = (what, f64::from(day));
        let life = &mut self.calendar.lives[id as usize];
        self.world.rates.pause(&mut life.clocks, f64::from(day));
        life.day = day;
        self.forced.push(id);
        true
    }

    /// Beds of a home come into use; or it closes.
    fn beds(&mut self, id: u32, day: i32) {
        let number = usize::from(self.places.units.all[id as usize].home);
        let home = &self.setup.homes[number].0;
        if day >= home.closes {
            if self.places.units.all[id as usize].open {
                self.close(id, day);
            }
            return;
        }
        let since = day - home.opening.day(self.world.parameters);
        let beds = home.beds_at(since).min(super::unit::MOST as u32) as u8;
        self.places.units.change(id, |u| {
            u.open = true;
            u.approved = beds.max(u.filled);
            u.usable = beds.max(u.filled);
        });
    }

    /// What changes on the first of a month.
    pub(super) fn begin_month(&mut self, month: usize, day: i32) {
        let parameters = self.world.parameters;
        self.places
            .begin_month(self.setup, self.world.model, self.supply, parameters, month);
        for (i, effect) in self.setup.effects.iter().enumerate() {
            match effect {
                SupplyEffect::Constellations(c) => self.constellations(i, c, day),
                SupplyEffect::Transfer(t) => {
                    if let Some(kinds) = &self.setup.transfers[i] {
                        self.transfer(i, t, kinds, day);
                    }
                }
                SupplyEffect::Block(b) => {
                    let places = b.places.get(parameters) * self.strength(&b.course);
                    self.places.effects[i] = libm::round(places) as i64;
                }
                _ => {}
            }
        }
    }

    pub(super) fn strength(&self, course: &Course) -> f64 {
        let horizon = &self.world.model.horizon;
        course.strength(horizon, self.places.month) * course.delivery.get(self.world.parameters)
    }

    /// A whole number of something that follows a course: its mean is the number asked for.
    fn so_many(&self, what: f64, course: &Course, key: Key) -> u32 {
        let target = what * self.strength(course);
        // A sum of twelfths may miss a whole number by the last bit.
        libm::floor(target + key.uniform(Purpose::Transfer, 0) * (1.0 - 1e-9) + 1e-9) as u32
    }

    /// Constellations form, are kept up, and dissolve.
    fn constellations(&mut self, i: usize, c: &Constellations, day: i32) {
        let key = self.luck.named("constellation").child(name_hash(&c.id));
        let wanted = self.so_many(c.count.get(self.world.parameters), &c.course, key);
        let each = c.satellites + 1;
        let me = i as u16 + 1;
        let units = &self.places.units.all;
        let is_in = |id: &u32| {
            let u = &units[*id as usize];
            u.open && u.constellation == me
        };
        let all = 0..units.len() as u32;
        let members: Vec<u32> = all.clone().filter(is_in).collect();
        let hubs = members.iter().filter(|id| units[**id as usize].hub).count() as u32;
        let (seats, now) = (wanted * each, members.len() as u32);
        if now > seats {
            // Those who joined last go first.
            for id in members.iter().rev().take((now - seats) as usize) {
                self.join(*id, 0, false, 0, day);
            }
        }
        let mut hubs = hubs.min(wanted);
        if now < seats {
            let free = |id: &u32| {
                let u = &self.places.units.all[*id as usize];
                u.open && !u.is_home && !u.settled && u.constellation == 0
            };
            let mut candidates: Vec<u32> = all.filter(free).collect();
            candidates.sort_by_cached_key(|id| {
                let u = &self.places.units.all[*id as usize];
                u.key.bits(Purpose::Constellation, i as u32)
            });
            for id in candidates.iter().take((seats - now) as usize) {
                let hub = hubs < wanted;
                hubs += u32::from(hub);
                let keeps = if hub {
                    c.hub_free_places.min(255) as u8
                } else {
                    0
                };
                self.join(*id, me, hub, keeps, day);
            }
        }
        self.places.effects[i] = i64::from(wanted.min(hubs));
    }

    /// A household joins a constellation, or (0) leaves it; the children in it go on with what is left of their clocks.
    fn join(&mut self, id: u32, constellation: u16, hub: bool, keeps: u8, day: i32) {
        self.places.units.change(id, |u| {
            u.constellation = constellation;
            u.hub = hub;
            u.reserved = keeps;
        });
        let times = self.unit_ratio(id);
        let unit = &self.places.units.all[id as usize];
        let children = unit.children;
        for child in &children[..usize::from(unit.filled)] {
            let r = &self.calendar.all[*child as usize];
            let to = times * r.review_ratio;
            let life = &self.calendar.lives[*child as usize];
            if life.clocks.breakdown_ratio == ratio(to) {
                continue;
            }
            self.force(*child, What::Retime, day);
        }
    }

    /// What the household multiplies the breakdown's hazard by.
    pub(super) fn unit_ratio(&self, id: u32) -> f64 {
        if id == NONE {
            return 1.0;
        }
        let unit = &self.places.units.all[id as usize];
        match usize::from(unit.constellation).checked_sub(1) {
            Some(i) if !unit.hub => match &self.setup.effects[i] {
                SupplyEffect::Constellations(c) => c.breakdown_ratio.get(self.world.parameters),
                _ => 1.0,
            },
            _ => 1.0,
        }
    }

    /// Households come over from agencies with the children in them.
    fn transfer(&mut self, i: usize, t: &Transfer, kinds: &Kinds, day: i32) {
        let key = self.luck.named("transfer").child(name_hash(&t.id));
        let parameters = self.world.parameters;
        let wanted = self.so_many(t.households.get(parameters), &t.course, key);
        while self.places.so_far[i] < wanted {
            let key = key.child(u64::from(self.places.so_far[i]) + 1);
            self.places.so_far[i] += 1;
            let kind = kinds.shares.at(0, key.uniform(Purpose::HouseholdKind, 0));
            let (group, places) = kinds.each[kind];
            // All its places can be used.
            let mut unit = household(key, group, places, 1.0);
            unit.came_by = i as u16;
            let id = self.places.units.join(unit);
            self.places.may_leave(id, f64::from(day), self.bound);
            let whole = |mean: f64, u: f64| libm::floor(mean + u) as usize;
            let ours = whole(t.ours.get(parameters), key.uniform(Purpose::Transfer, 1));
            let others = whole(t.others.get(parameters), key.uniform(Purpose::Transfer, 2));
            self.bring_children(id, group, t.from, ours.min(usize::from(places)), day);
            let left = usize::from(places - self.places.units.all[id as usize].filled);
            for other in 0..others.min(left) as u32 {
                self.places.units.change(id, |u| u.others += 1);
                self.places.effects[i] += 1;
                let years =
                    t.others_years.get(parameters) * key.exponential(Purpose::Others, other);
                let until = f64::from(day) + (years * DAYS_PER_YEAR).max(1.0);
                if until < self.places.days.len() as f64 {
                    self.places.note(until, UnitWhat::OtherGoes(id, i as u32));
                }
            }
        }
    }

    /// Children of the agency setting who fit become the council's, where they are.
    fn bring_children(&mut self, unit: u32, group: u16, from: usize, count: usize, day: i32) {
        let Some(list) = self.setup.watched[from] else {
            return;
        };
        let fits = |id: &u32| {
            let r = &self.calendar.all[*id as usize];
            let life = &self.calendar.lives[*id as usize];
            let need = life.need as usize;
            let groups = self.setup.takes(false, need, self.years(life));
            !r.what.is_forced() && groups.contains(&group)
        };
        let mut fitting: Vec<u32> = self.lists[list].iter().copied().filter(fits).collect();
        fitting.sort_by_cached_key(|id| {
            let life = &self.calendar.lives[*id as usize];
            life.key.bits(Purpose::Transfer, 0)
        });
        for id in fitting.into_iter().take(count) {
            if self.force(id, What::Transfer, day) {
                self.places.units.fill(unit, id, false);
                let r = &mut self.calendar.all[id as usize];
                r.unit = unit;
                r.to_setting = Some(self.setup.household_setting as u16);
            }
        }
    }

    /// Adds to a count of the month.
    pub(super) fn count(&mut self, what: Count, n: i64) {
        if let Some(i) = what.fixed() {
            let months = self.world.record.layout.months;
            self.world.record.supply[i * months + self.places.month] += n;
        }
    }

    /// Adds to the count of an effect.
    pub(super) fn count_effect(&mut self, effect: usize, n: i64) {
        let months = self.world.record.layout.months;
        let row = Count::FIXED.len() + effect;
        self.world.record.supply[row * months + self.places.month] += n;
    }
}
