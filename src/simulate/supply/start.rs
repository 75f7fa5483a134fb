//! Households and homes at the start, who is in them, and the households that will be approved.

use super::Run;
use super::places::{Coming, UnitWhat, can_be_offered, household};
use super::setup::Kinds;
use super::unit::{MOST, NONE, Unit};
use crate::model::effect::SupplyEffect;
use crate::model::supply::Approvals;
use crate::sampling::keyed::{Key, Purpose, name_hash};
use crate::words::calendar::DAYS_PER_YEAR;
use std::collections::BTreeMap;

/// Height of a layer of approvals, households a month.
const LAYER: f64 = 4.0;

impl Run<'_, '_> {
    pub(super) fn start(&mut self) {
        self.bound = self.highest_leaving();
        let mut named = BTreeMap::new();
        for s in &self.setup.start {
            let key = self.luck.child(s.list).child(s.who);
            let share = self.places.usable_share;
            let mut unit = household(key, s.group, s.places, share);
            if let Some(usable) = s.usable {
                unit.usable = usable;
            }
            unit.settled = s.settled;
            let id = self.places.units.join(unit);
            if s.list == 0 {
                named.insert(s.who, id);
            }
        }
        self.homes(&mut named);
        self.children_at_start(&named);
        self.staying_at_start();
        for id in 0..self.places.units.all.len() as u32 {
            if !self.places.units.all[id as usize].is_home {
                self.places.may_leave(id, 0.0, self.bound);
            }
        }
        self.places.at_start = self.places.children.clone();
        let baseline = self.supply.households.approvals.iter().map(|a| (a, None));
        let effects = self.setup.effects.iter().enumerate();
        let effects = effects.filter_map(|(i, e)| match e {
            SupplyEffect::Approvals(a) => Some((a, Some(i as u32))),
            _ => None,
        });
        for ((a, effect), kinds) in baseline.chain(effects).zip(&self.setup.approvals) {
            self.approvals(a, effect, kinds);
        }
        for (i, effect) in self.setup.effects.iter().enumerate() {
            if let SupplyEffect::Reviews(r) = effect {
                let days = self.places.days.len() as i32;
                let last = r.course.end.min(days);
                let mut day = r.course.start;
                while day < last {
                    if day >= 0 {
                        self.places.note(f64::from(day), UnitWhat::Review(i as u32));
                    }
                    day += r.every_days.max(1) as i32;
                }
            }
        }
    }

    /// The highest hazard of leaving of any household in any month.
    fn highest_leaving(&self) -> f64 {
        let parameters = self.world.parameters;
        let rates = self.supply.households.leaving.iter();
        let base = rates.map(|r| r.get(parameters)).fold(0.0, f64::max);
        let most = |e: &SupplyEffect| match e {
            SupplyEffect::Leaving(e) => e.ratio.get(parameters).max(1.0),
            SupplyEffect::Constellations(e) => e.leaving_ratio.get(parameters).max(1.0),
            _ => 1.0,
        };
        base * self.setup.effects.iter().map(most).product::<f64>()
    }

    fn homes(&mut self, named: &mut BTreeMap<u64, u32>) {
        for (number, (home, group, _)) in self.setup.homes.iter().enumerate() {
            let opens = home.opening.day(self.world.parameters);
            let last = self.places.days.len() as i32;
            if opens >= last {
                continue;
            }
            let key = self.luck.named("home").child(home.who);
            let beds = home.beds_at(-opens).min(MOST as u32) as u8;
            let mut unit = Unit::new(key, *group, beds, beds);
            unit.is_home = true;
            unit.home = number as u16;
            if let Some(beds) = home.staffing.beside_complex {
                unit.beside_complex = beds.min(MOST as u32) as u8;
            }
            unit.open = opens <= 0 && home.closes > 0;
            let id = self.places.units.join(unit);
            self.places.homes[number] = id;
            named.insert(home.who, id);
            for month in 0..=home.ramp_months.min(240) {
                let day = opens + libm::ceil(f64::from(month) * DAYS_PER_YEAR / 12.0) as i32;
                if day > 0 && day < last {
                    self.places.note(f64::from(day), UnitWhat::Beds(id));
                }
            }
            if home.closes > 0 && home.closes < last {
                self.places.note(f64::from(home.closes), UnitWhat::Beds(id));
            }
        }
    }

    /// Finds room for everybody who is in a household or a home of the council.
    fn children_at_start(&mut self, named: &BTreeMap<u64, u32>) {
        let luck = self.world_luck;
        let given = self.supply.households.placed.iter();
        let given: BTreeMap<u64, u64> = given
            .map(|p| (luck.child(p.child).order(), p.in_))
            .collect();
        let mut found = std::mem::take(&mut self.calendar.found);
        if !given.is_empty() {
            // Those whose household is known take their places first.
            let known = |id: &u32| {
                let life = &self.calendar.lives[*id as usize];
                !given.contains_key(&life.key.order())
            };
            found.sort_by_cached_key(known);
        }
        for &id in &found {
            let life = &self.calendar.lives[id as usize];
            let (key, setting) = (life.key, life.setting as usize);
            let homes = self.setup.homes.iter();
            let is_home = homes.clone().any(|(h, _, _)| h.setting == setting);
            let mut unit = NONE;
            if is_home || setting == self.setup.household_setting {
                let own = given.get(&key.order()).and_then(|who| named.get(who));
                unit = match own {
                    Some(own) => *own,
                    None => self.room_at_start(id, is_home),
                };
                if unit != NONE {
                    self.make_room(unit);
                    let complex = self.places.is_complex(&self.calendar.lives[id as usize]);
                    self.places.units.fill(unit, id, complex);
                }
            }
            let life = &self.calendar.lives[id as usize];
            let r = &mut self.calendar.all[id as usize];
            r.unit = unit;
            r.short = self.places.asked(life, setting).is_some_and(|class| {
                let mut rungs = self.supply.classes[class].ladder.iter();
                rungs.any(|rung| rung.setting == setting && !rung.fits)
            });
            self.settle(id, setting);
        }
        self.begin_found(&found);
        self.calendar.found = found;
    }

    /// A unit with a free place that takes a child; else any with a free place; else any with an approved one.
    fn room_at_start(&self, id: u32, is_home: bool) -> u32 {
        let life = &self.calendar.lives[id as usize];
        let u = life.key.uniform(Purpose::Place, 0);
        let need = life.need as usize;
        let groups = self.setup.takes(is_home, need, self.years(life));
        if is_home
            && self.places.is_complex(life)
            && let Some(unit) = self.places.units.pick_for_complex(groups, u)
        {
            return unit;
        }
        if let Some(unit) = self.places.units.pick(groups, 1, u) {
            return unit;
        }
        let all = &self.places.units.all;
        let first = (u * all.len() as f64) as usize;
        let order = || (first..all.len()).chain(0..first);
        let of_kind = |i: &usize| all[*i].is_home == is_home && all[*i].open;
        let with = |room: &dyn Fn(&Unit) -> bool| order().find(|i| of_kind(i) && room(&all[*i]));
        let free = with(&|u| u.free() > 0);
        let approved = free.or_else(|| with(&|u| u.filled < u.approved));
        // Whoever is there, is there: a scenario with too few places is refused before.
        let any = approved.or_else(|| with(&|u| usize::from(u.filled) < MOST));
        any.map_or(NONE, |i| i as u32)
    }

    /// A place that is filled can be used.
    fn make_room(&mut self, unit: u32) {
        let u = &self.places.units.all[unit as usize];
        if u.free() == 0 {
            let least = (u.filled + 1).min(MOST as u8);
            self.places.units.change(unit, |u| {
                u.usable = u.usable.max(least);
                u.approved = u.approved.max(least);
            });
        }
    }

    fn staying_at_start(&mut self) {
        let Some(staying) = self.supply.households.staying_put else {
            return;
        };
        let key = self.luck.named("staying put");
        let groups: Vec<u16> = (0..self.setup.groups as u16).collect();
        for ordinal in 0..staying.at_start {
            let u = key.uniform(Purpose::StayingPut, 2 * ordinal);
            let unit = self.places.units.pick(&groups, 1, u);
            let Some(unit) = unit.filter(|id| !self.places.units.all[*id as usize].is_home) else {
                continue;
            };
            self.places.units.change(unit, |u| u.staying += 1);
            let years = staying.mean_years.get(self.world.parameters)
                * key.exponential(Purpose::StayingPut, 2 * ordinal + 1);
            let until = years.min(staying.max_years) * DAYS_PER_YEAR;
            self.places.note(until, UnitWhat::StayingEnds(unit));
        }
    }

    /// Households that join: points in cells of (month of work, layer), approved a pipeline later.
    fn approvals(&mut self, a: &Approvals, effect: Option<u32>, kinds: &Kinds) {
        let horizon = &self.world.model.horizon;
        let parameters = self.world.parameters;
        let pipeline = a.pipeline_months.get(parameters) * DAYS_PER_YEAR / 12.0;
        let full = a.per_month.get(parameters) * a.course.delivery.get(parameters);
        let root = self.luck.named("approvals").child(name_hash(&a.id));
        for month in horizon.first_open_month()..horizon.months.len() {
            let rate = full * a.course.strength(horizon, month);
            let first = f64::from(horizon.month_start[month]);
            let days = f64::from(horizon.month_start[month + 1]) - first;
            // A mean month has as many as it says; a long one has a few more.
            let rate = rate * days * 12.0 / DAYS_PER_YEAR;
            let mut layer = 0u64;
            while layer as f64 * LAYER < rate {
                let cell = root.child(((month as u64) << 32) | layer);
                let points = poisson(LAYER, cell.uniform(Purpose::Approval, 0));
                for ordinal in 0..points {
                    let key = cell.child(u64::from(ordinal));
                    let height = (layer as f64 + key.uniform(Purpose::Approval, 0)) * LAYER;
                    let at = first + days * key.uniform(Purpose::Approval, 1) + pipeline;
                    if height < rate && at >= 0.0 {
                        self.comes(key, kinds, effect, at);
                    }
                }
                layer += 1;
            }
        }
    }

    fn comes(&mut self, key: Key, kinds: &Kinds, effect: Option<u32>, at: f64) {
        let kind = kinds.shares.at(0, key.uniform(Purpose::HouseholdKind, 0));
        let (group, places) = kinds.each[kind];
        let number = self.places.coming.len() as u32;
        self.places.coming.push(Coming {
            key,
            group,
            places,
            effect,
        });
        self.places.note(at, UnitWhat::Approved(number));
    }

    /// A household that was approved is there.
    pub(super) fn approved(&mut self, number: u32, at: f64) {
        let c = self.places.coming[number as usize];
        let usable = can_be_offered(c.key, c.places, self.places.usable_share);
        let mut unit = household(c.key, c.group, c.places, 1.0);
        unit.usable = usable;
        let id = self.places.units.join(unit);
        self.places.may_leave(id, at, self.bound);
    }
}

/// A Poisson number by inverse distribution at a uniform.
fn poisson(mean: f64, u: f64) -> u32 {
    let mut p = libm::exp(-mean);
    let (mut sum, mut n) = (p, 0);
    while u >= sum && n < 64 {
        n += 1;
        p *= mean / f64::from(n);
        sum += p;
    }
    n
}
