//! Individual lives under a model: the engine's own law, one child after the other, kept instead of counted.
//!
//! The engine follows children side by side and keeps totals only. Here every placement is kept with its times. Clocks,
//! picks and keys are the engine's, so the same children do the same things on the same days: a test adds these lives
//! up and compares every count with the engine's.

use super::arrivals;
use crate::draw::{Clocks, First, Picks, PricePaths, Rates, min};
use crate::model::Model;
use crate::model::hazards::Cause;
use crate::sampling::keyed::{Key, Purpose};

/// One child's life as far as it was simulated. Times are days of the simulation, day 0 the day after the snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct Life {
    /// Whose draws these are.
    pub key: Key,
    /// Number shared by siblings who entered together.
    pub group: Option<u64>,
    /// Day of the birthday that ends care.
    pub birthday: f64,
    /// Stream.
    pub stream: usize,
    /// Periods of care, in order.
    pub periods: Vec<Period>,
}

/// A period of care.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// When it began; before day 0 for children found at the start.
    pub start: f64,
    /// Moves before the first stay that is kept, for children found at the start.
    pub moves_before: usize,
    /// When and how it ended; `None`: not before the end of the simulation.
    pub exit: Option<(f64, usize)>,
    /// Stays, in order.
    pub stays: Vec<Stay>,
}

/// A stay in one placement.
#[derive(Clone, Debug, PartialEq)]
pub struct Stay {
    /// Setting.
    pub setting: usize,
    /// Slot its money goes to: the setting, or the unregistered part.
    pub slot: usize,
    /// When it began; before day 0 for children found at the start.
    pub start: f64,
    /// When it ended, and whether by a move and which.
    pub end: Option<(f64, Cause)>,
    /// Pence a week from a day on; the first from the later of its start and day 0.
    pub prices: Vec<(i32, i64)>,
}

/// What lives are followed in.
pub(super) struct World<'a> {
    pub model: &'a Model,
    pub rates: Rates,
    pub prices: PricePaths,
    pub parameters: Vec<f64>,
    pub first_settings: Picks,
    destinations: [Picks; 2],
    reasons: Picks,
    pub end: f64,
}

/// Everybody's lives under a model, every uncertain input at its mean; `drift`: do entries and prices wander?
pub fn lives(model: &Model, replication: u64, drift: bool) -> Vec<Life> {
    let keys = crate::draw::Keys::of(model.spec.seed, replication, 0);
    let parameters = model.means();
    let luck = drift.then_some(&keys.luck);
    let mut rates = Rates::new(model, &parameters);
    rates.update(model, &parameters);
    let mut prices = PricePaths::new(model);
    prices.update(model, &parameters, luck);
    let world = World {
        model,
        rates,
        prices,
        parameters,
        first_settings: Picks::first_settings(model),
        destinations: Picks::destinations(model),
        reasons: Picks::reasons(model),
        end: f64::from(model.horizon.days()),
    };
    let mut out = Vec::new();
    arrivals::at_start(&world, keys.luck, &mut out);
    arrivals::entrants(&world, keys.luck, luck, &mut out);
    out
}

/// A child about to be followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begin {
    pub key: Key,
    pub group: Option<u64>,
    pub birthday: f64,
    pub stream: usize,
    pub need: usize,
    pub at: f64,
    pub setting: usize,
    pub placement_start: f64,
    pub care_start: f64,
    pub moves: usize,
    pub price: Price,
    /// Ordinal of the period of care.
    pub period: u32,
}

/// What the first placement costs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Price {
    New,
    /// Found at the start, around a mean of its own where given (pence).
    Found(Option<f64>),
    /// Known, pence.
    Known(i64),
}

/// Where a life stands while it is followed.
struct Following {
    clocks: Clocks,
    setting: usize,
    moves: usize,
    period: u32,
    spell: u32,
    care_start: f64,
    price: Price,
}

impl World<'_> {
    /// The first setting of an entry, unless nobody of that age comes in.
    pub fn first_setting(&self, stream: usize, age: usize, u: f64) -> Option<usize> {
        let row = stream * self.model.hazards.size.ages + age;
        let open = self.first_settings.is_open(row);
        open.then(|| self.first_settings.at(row, u))
    }

    /// Follows a child to the end of the simulation or the birthday.
    pub fn follow(&self, b: &Begin) -> Life {
        let mut life = Life {
            key: b.key,
            group: b.group,
            birthday: b.birthday,
            stream: b.stream,
            periods: Vec::new(),
        };
        let clocks = Clocks {
            at: b.at,
            placement_start: b.placement_start,
            birthday: b.birthday,
            limit: min(b.birthday, self.end),
            age: self.rates.age(b.birthday, b.at) as u32,
            epoch: self.rates.epoch(b.at),
            breakdown_ratio: [1.0; 2],
            ..Clocks::default()
        };
        let mut f = Following {
            clocks,
            setting: b.setting,
            moves: b.moves,
            period: b.period,
            spell: 0,
            care_start: b.care_start,
            price: b.price,
        };
        loop {
            let (period, back) = self.period(b, &mut f);
            life.periods.push(period);
            match back {
                Some(back) if self.come_back(b, &mut f, back) => {}
                _ => return life,
            }
        }
    }

    /// One period of care, and when the child comes back after it.
    fn period(&self, b: &Begin, f: &mut Following) -> (Period, Option<f64>) {
        let mut period = Period {
            start: f.care_start,
            moves_before: f.moves,
            exit: None,
            stays: Vec::new(),
        };
        loop {
            let (mut stay, what) = self.stay(b, f);
            let at = f.clocks.at;
            if what == First::Limit && at >= self.end {
                period.stays.push(stay);
                return (period, None);
            }
            f.spell += 1;
            let row = self
                .model
                .hazards
                .size
                .share_row(f.setting, b.stream, f.clocks.age as usize);
            let cause = match what {
                First::PlannedMove => Cause::PlannedMove,
                First::Breakdown => Cause::Breakdown,
                _ => Cause::Exit,
            };
            stay.end = Some((at, cause));
            period.stays.push(stay);
            if cause == Cause::Exit {
                let (exit, back) = self.leave(b, f, row);
                period.exit = Some((at, exit));
                return (period, back);
            }
            let picks = &self.destinations[usize::from(cause == Cause::Breakdown)];
            f.setting = picks.at(row, b.key.uniform(Purpose::Destination, f.spell));
            f.moves += 1;
            f.clocks.placement_start = at;
            f.clocks.exit_left = f.clocks.exit_rest;
            f.price = Price::New;
        }
    }

    /// One stay, to what ends it.
    fn stay(&self, b: &Begin, f: &mut Following) -> (Stay, First) {
        let hazards = &self.model.hazards;
        let c = &mut f.clocks;
        let cell = hazards
            .size
            .cell(f.setting, f.moves.min(2), b.stream, b.need)
            + c.age as usize;
        c.cell = self.rates.cell(cell, c.epoch);
        c.exit_start = if hazards.exits_over_placement[f.setting] {
            c.placement_start
        } else {
            f.care_start
        };
        c.exit_since = c.at;
        if c.exit_left <= 0.0 {
            c.exit_left = b.key.exponential(Purpose::Exit, f.period);
        }
        c.moves_left = [
            b.key.exponential(Purpose::PlannedMove, f.spell),
            b.key.exponential(Purpose::Breakdown, f.spell),
        ];
        c.used = [0.0; 2];
        if c.at > c.placement_start {
            self.rates.come_into(c);
        }
        let first_day = c.at as i32;
        let (slot, weekly, next) = self.price(b, f, first_day);
        let c = &mut f.clocks;
        let what = loop {
            let next = self.rates.next_but_exit(c);
            if self.rates.exit_before(c) {
                self.rates.exit_time(c);
                break First::Exit;
            }
            match next {
                n if n == First::Segment as u8 => {
                    self.rates.next_segment(c);
                }
                n if n == First::PlannedMove as u8 => break First::PlannedMove,
                n if n == First::Breakdown as u8 => break First::Breakdown,
                _ => break First::Limit,
            }
        };
        let mut prices = vec![(first_day, weekly)];
        let mut weekly = weekly;
        for change in &self.prices.changes[next..] {
            if change.day >= c.at as i32 {
                break;
            }
            weekly = crate::sampling::nearest(weekly as f64 * change.existing);
            prices.push((change.day, weekly));
        }
        let stay = Stay {
            setting: f.setting,
            slot,
            start: c.placement_start,
            end: None,
            prices,
        };
        (stay, what)
    }

    /// Slot, weekly pence and next change of price of a placement, as the engine has them.
    fn price(&self, b: &Begin, f: &Following, day: i32) -> (usize, i64, usize) {
        let (model, prices) = (self.model, &self.prices);
        let age = f.clocks.age as usize;
        let mut slot = f.setting;
        let mut list = model.price_cell[model.price_index(f.setting, b.need, age)];
        if f.setting == prices.unregistered_in
            && b.key.uniform(Purpose::Unregistered, f.spell) < prices.unregistered[age]
        {
            slot = model.slots.len() - 1;
            list = Some(model.price_list.len() as u32 - 1);
        }
        let Some(list) = list else {
            return (slot, 0, prices.last_change());
        };
        let list = list as usize;
        let spread = |mean: f64, level: f64| {
            let bits = b.key.bits(Purpose::Price, slot as u32);
            crate::sampling::nearest(mean * level * prices.laws[list].at_bits(bits))
        };
        match f.price {
            Price::New => {
                let month = usize::from(model.horizon.month_of_day[day as usize]);
                let next = prices.next_change(f.setting, day, month);
                let weekly = spread(prices.mean[list], prices.changes[next].level);
                (slot, weekly, next)
            }
            Price::Found(mean) => {
                let first = prices.first_open(f.setting);
                let weekly = spread(
                    mean.unwrap_or(prices.mean[list]),
                    prices.changes[first].level,
                );
                let after = prices.first_after_price_date(f.setting);
                (slot, weekly, first.max(after))
            }
            Price::Known(weekly) => (slot, weekly, prices.first_open(f.setting)),
        }
    }

    /// How a child leaves, and when it would come back.
    fn leave(&self, b: &Begin, f: &Following, row: usize) -> (usize, Option<f64>) {
        let at = f.clocks.at;
        if at >= f.clocks.birthday {
            return (self.model.spec.dimensions.birthday_exit(), None);
        }
        let exit = self
            .reasons
            .at(row, b.key.uniform(Purpose::ExitReason, f.period));
        let e = b.key.exponential(Purpose::ReEntry, f.period);
        let back = self.rates.next_entry(exit, at, at, e);
        (exit, (back < f.clocks.limit).then_some(back))
    }

    /// Sets the next period of care up; false where nobody of that age comes in.
    fn come_back(&self, b: &Begin, f: &mut Following, back: f64) -> bool {
        let age = self.rates.age(b.birthday, back);
        f.period += 1;
        let u = b.key.uniform(Purpose::ReEntrySetting, f.period);
        let Some(setting) = self.first_setting(b.stream, age, u) else {
            return false;
        };
        f.setting = setting;
        f.moves = 0;
        f.price = Price::New;
        f.care_start = back;
        let c = &mut f.clocks;
        c.at = back;
        c.placement_start = back;
        c.age = age as u32;
        c.epoch = self.rates.epoch(back);
        c.exit_left = 0.0;
        true
    }
}
