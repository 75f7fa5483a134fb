//! Places of one replication: who provides them this month.

use super::setup::Setup;
use super::unit::{DAILY, NONE, Unit};
use super::units::Units;
use crate::model::effect::{Course, SupplyEffect};
use crate::model::supply::{Complex, Count, Market, Supply};
use crate::model::{Model, value::Value};
use crate::sampling::keyed::{Key, Purpose};
use crate::simulate::life::StartPrice;
use crate::words::calendar::DAYS_PER_YEAR;

/// Something that happens to a unit on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct UnitEvent {
    pub time: f64,
    pub what: UnitWhat,
}

/// What happens to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum UnitWhat {
    /// A household is approved: its number among those that come.
    Approved(u32),
    /// A household may leave: layer and ordinal of the point.
    Candidate(u32, u32),
    /// A young person who stayed put goes.
    StayingEnds(u32),
    /// Another council's child goes, who came by an effect.
    OtherGoes(u32, u32),
    /// Beds of a home come into use, or it closes.
    Beds(u32),
    /// An effect's review.
    Review(u32),
}

/// A market this month.
#[derive(Clone, Debug, Default)]
pub(super) struct MarketNow {
    /// Chance that it has a place, by age band.
    pub available: Vec<f64>,
    /// Factor on the price of new placements.
    pub price: f64,
}

impl MarketNow {
    /// The price of a placement that begins.
    pub fn new_price(&self) -> StartPrice {
        match self.price {
            1.0 => StartPrice::New,
            times => StartPrice::Market(times),
        }
    }
}

/// A household that is approved later.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coming {
    pub key: Key,
    pub group: u16,
    pub places: u8,
    /// The effect that brought it.
    pub effect: Option<u32>,
}

/// State of supply in one replication.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub units: Units,
    /// By day: what happens to units.
    pub days: Vec<Vec<UnitEvent>>,
    pub coming: Vec<Coming>,
    /// The month that factors are of.
    pub month: usize,
    pub usable_share: f64,
    /// Factor on the hazard of leaving of all households.
    pub leaving: f64,
    pub markets: Vec<MarketNow>,
    /// Children by setting: now, and at the start.
    pub children: Vec<i32>,
    pub at_start: Vec<i32>,
    /// By setting: up to a cumulated share, this class is asked for.
    pub(super) asks: Vec<Vec<(f64, usize)>>,
    /// Who is complex, where anybody can be: from a need band on, and a share.
    pub(super) complex: Option<(u32, f64)>,
    /// 1 − (1 − match chance)ⁿ by the number of free places: of households, of homes.
    pub(super) found: [Vec<f64>; 2],
    /// The setting a part of which is unregistered, and the share by age band; `usize::MAX`: none is looked at.
    pub(super) unregistered: (usize, Vec<f64>),
    /// Children placed short.
    pub short: i64,
    /// What effects count by night: now.
    pub effects: Vec<i64>,
    /// Units of homes by their number; [`NONE`] before they open.
    pub homes: Vec<u32>,
    /// Households that came over, or constellations, by effect.
    pub so_far: Vec<u32>,
    /// Sums of the month: counts of every day, then nights of effects.
    pub nights: Vec<i64>,
}

impl Places {
    /// Empty, for parameters of a replication.
    pub fn clear(&mut self, setup: &Setup, model: &Model, supply: &Supply, parameters: &[f64]) {
        self.units.clear(setup.groups);
        self.days
            .resize_with(model.horizon.days() as usize + 1, Vec::new);
        self.days.iter_mut().for_each(Vec::clear);
        self.coming.clear();
        self.month = usize::MAX;
        let share = supply.households.usable_share.get(parameters);
        self.usable_share = share.clamp(0.0, 1.0);
        self.leaving = 1.0;
        self.markets.clear();
        self.markets
            .resize(supply.markets.len(), MarketNow::default());
        self.children.clear();
        self.children.resize(model.settings().len(), 0);
        self.short = 0;
        self.effects.clear();
        self.effects.resize(setup.effects.len(), 0);
        self.homes.clear();
        self.homes.resize(setup.homes.len(), NONE);
        self.so_far.clear();
        self.so_far.resize(setup.effects.len(), 0);
        self.nights.clear();
        self.nights.resize(DAILY + setup.effects.len(), 0);
        self.asks.resize_with(model.settings().len(), Vec::new);
        self.asks.iter_mut().for_each(Vec::clear);
        for ask in &supply.asks {
            let asks = &mut self.asks[ask.setting];
            let below = asks.last().map_or(0.0, |(to, _)| *to);
            asks.push((below + ask.share.get(parameters), ask.class));
        }
        let chances = [supply.households.match_chance, supply.home_match_chance];
        for (found, chance) in self.found.iter_mut().zip(chances) {
            let missed = 1.0 - chance.get(parameters).clamp(0.0, 1.0);
            let mut none = 1.0;
            found.clear();
            found.extend((0..=512).map(|_| {
                let found = 1.0 - none;
                none *= missed;
                found
            }));
        }
        let complex = |c: &Complex| {
            (
                c.need_from.map_or(u32::MAX, u32::from),
                c.share.get(parameters),
            )
        };
        self.complex = supply.complex.as_ref().map(complex);
        self.unregistered = (usize::MAX, Vec::new());
        if let (Some(_), Some(u)) = (supply.unregistered, &model.spec.prices.unregistered) {
            let share = u.share.iter().map(|s| s.get(parameters));
            self.unregistered = (u.setting, share.collect());
        }
    }

    /// Notes something for a unit, unless it is beyond the end.
    pub fn note(&mut self, time: f64, what: UnitWhat) {
        if let Some(day) = self.days.get_mut(time.max(0.0) as usize) {
            day.push(UnitEvent { time, what });
        }
    }

    /// Sets what is of a month.
    pub fn begin_month(
        &mut self,
        setup: &Setup,
        model: &Model,
        supply: &Supply,
        parameters: &[f64],
        month: usize,
    ) {
        self.month = month;
        let strength = |c: &Course| c.strength(&model.horizon, month) * c.delivery.get(parameters);
        let mut usable = supply.households.usable_share.get(parameters);
        let mut leaving = 1.0;
        let now = |m: &Market| MarketNow {
            available: m.available.iter().map(|v| v.get(parameters)).collect(),
            price: 1.0,
        };
        let mut markets: Vec<MarketNow> = supply.markets.iter().map(now).collect();
        for (m, now) in supply.markets.iter().zip(&mut markets) {
            if let Some(r) = m.response {
                let (n, start) = (self.children[m.setting], self.at_start[m.setting]);
                if n > 0 && start > 0 {
                    let log = libm::log(f64::from(n) / f64::from(start));
                    let times = libm::exp(log * r.availability.get(parameters));
                    now.available.iter_mut().for_each(|a| *a *= times);
                    now.price *= libm::exp(log * r.price.get(parameters));
                }
            }
        }
        let part = |ratio: Value, s: f64| 1.0 + (ratio.get(parameters) - 1.0) * s;
        for effect in &setup.effects {
            match effect {
                SupplyEffect::Usable(e) => {
                    usable += e.points.get(parameters) * strength(&e.course);
                }
                SupplyEffect::Leaving(e) => {
                    leaving *= part(e.ratio, e.reach.get(parameters) * strength(&e.course));
                }
                SupplyEffect::Market(e) => {
                    let of = supply.markets.iter().zip(&mut markets);
                    for (_, now) in of.filter(|(m, _)| m.setting == e.setting) {
                        let times = part(e.available, strength(&e.course));
                        now.available.iter_mut().for_each(|a| *a *= times);
                        now.price *= part(e.price, strength(&e.course));
                    }
                }
                _ => {}
            }
        }
        self.markets = markets;
        self.leaving = leaving;
        let usable = usable.clamp(0.0, 1.0);
        if usable != self.usable_share {
            let before = std::mem::replace(&mut self.usable_share, usable);
            for id in 0..self.units.all.len() as u32 {
                let unit = &self.units.all[id as usize];
                if unit.open && !unit.is_home {
                    let old = can_be_offered(unit.key, unit.approved, before);
                    let new = can_be_offered(unit.key, unit.approved, usable);
                    let change = i32::from(new) - i32::from(old);
                    let most = i32::from(unit.approved);
                    let to = (i32::from(unit.usable) + change).clamp(0, most) as u8;
                    self.units.change(id, |u| u.usable = to);
                }
            }
        }
    }

    /// Adds the night to the sums of the month.
    #[inline(always)]
    pub fn end_day(&mut self, setup: &Setup) {
        self.units.daily[DAILY - 1] = self.short;
        for (sum, now) in self.nights.iter_mut().zip(&self.units.daily) {
            *sum += now;
        }
        if !setup.effects.is_empty() {
            self.end_day_of_effects(setup);
        }
    }

    fn end_day_of_effects(&mut self, setup: &Setup) {
        for (i, effect) in setup.effects.iter().enumerate() {
            let now = match effect {
                SupplyEffect::Block(b) => {
                    let empty = self.effects[i] - i64::from(self.children[b.setting]);
                    empty.max(0)
                }
                SupplyEffect::Home(_) => {
                    let mine = setup.homes.iter().position(|(_, _, e)| *e == Some(i));
                    let unit = mine.map_or(NONE, |h| self.homes[h]);
                    let unit = self.units.all.get(unit as usize);
                    unit.map_or(0, |u| i64::from(u.filled))
                }
                _ => self.effects[i],
            };
            self.nights[DAILY + i] += now;
        }
    }

    /// Writes the sums of a month into a record's counts, and begins anew.
    pub fn end_month(&mut self, counts: &mut [i64], months: usize) {
        for (i, sum) in self.nights.iter_mut().enumerate() {
            let count = if i < DAILY {
                i
            } else {
                Count::FIXED.len() + i - DAILY
            };
            counts[count * months + self.month] += std::mem::take(sum);
        }
    }

    /// Begins to count on what day a household may leave: the first point of each layer.
    pub fn may_leave(&mut self, unit: u32, at: f64, bound: f64) {
        let mut layer = 0;
        while f64::from(layer) * LAYER < bound {
            self.next_candidate(unit, layer, 0, at);
            layer += 1;
        }
    }

    /// Notes the next point of a layer.
    pub fn next_candidate(&mut self, unit: u32, layer: u32, ordinal: u32, at: f64) {
        let key = self.units.all[unit as usize].key;
        let wait = key.exponential(Purpose::Leaving, (layer << 16) | ordinal);
        let time = at + wait / LAYER * DAYS_PER_YEAR;
        if (time as usize) < self.days.len() {
            self.note(time, UnitWhat::Candidate(unit, (layer << 16) | ordinal));
        }
    }
}

/// Height of a layer of the points at which a household may leave, a year.
pub(super) const LAYER: f64 = 0.5;

/// How many of a household's approved places can be offered: each has a uniform of its own.
pub(super) fn can_be_offered(key: Key, approved: u8, share: f64) -> u8 {
    if share >= 1.0 {
        return approved;
    }
    let usable = |place: &u8| key.uniform(Purpose::Usable, u32::from(*place)) < share;
    (0..approved).filter(usable).count() as u8
}

/// A household of the model's own kind, before anybody is in it.
pub(super) fn household(key: Key, group: u16, places: u8, usable_share: f64) -> Unit {
    let usable = can_be_offered(key, places, usable_share);
    Unit::new(key, group, places, usable)
}
