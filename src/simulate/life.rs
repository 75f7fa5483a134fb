//! The life of one child: periods of care, placements in them, moves and exits, and what each placement costs.

use super::record::{NEW, OVER_10K, Record};
use crate::draw::{Clock, PricePath, PricePaths, Rates, min};
use crate::model::Model;
use crate::model::hazards::{Cause, pick};
use crate::sampling::keyed::{Key, Purpose};

/// Everything lives are followed with.
pub(super) struct Lives<'a> {
    pub model: &'a Model,
    pub rates: &'a Rates,
    pub prices: &'a PricePaths,
    pub parameters: &'a [f64],
    pub record: &'a mut Record,
    /// End of the simulation, days.
    pub end: f64,
}

/// A child at the beginning of a period of care, or as found at the start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Child {
    pub key: Key,
    /// The day of the birthday that ends care.
    pub birthday: f64,
    pub stream: usize,
    pub need: usize,
    pub cohort: usize,
    pub at: f64,
    pub setting: usize,
    pub placement_start: f64,
    pub care_start: f64,
    pub moves: usize,
    /// Price of the current placement.
    pub price: StartPrice,
    /// Ordinals of draws already used: periods of care, placement spells.
    pub period: u32,
    pub spell: u32,
    /// The last year the child was counted as looked after in, plus one; 0: none.
    pub counted: usize,
}

/// What the first placement of a life costs.
#[derive(Clone, Copy, Debug)]
pub(super) enum StartPrice {
    /// A placement that begins now.
    New,
    /// A placement found at the start; its price drawn around a mean other than the setting's where given.
    Found(Option<f64>),
    /// Known, pence a week at the snapshot.
    Known(i64),
}

/// A placement being paid.
#[derive(Clone, Copy)]
struct Bill {
    /// Cell of month 0 of its slot.
    row: usize,
    weekly: i64,
    /// Index of the next yearly change.
    next: usize,
    setting: usize,
    /// First day.
    day: i32,
}

impl Lives<'_> {
    /// Follows a child to the end of the simulation, the birthday, or an exit without return.
    pub fn follow(&mut self, mut child: Child) {
        loop {
            let (left_at, exit) = self.period(&mut child);
            let Some(exit) = exit else { return };
            let limit = min(child.birthday, self.end);
            let e = child.key.exponential(Purpose::ReEntry, child.period);
            let back = self.rates.next_entry(exit, left_at, left_at, e);
            if back >= limit || !self.come_back(&mut child, back) {
                return;
            }
        }
    }

    /// Sets a child who left up to start another period of care at `at`.
    pub fn come_back(&mut self, child: &mut Child, at: f64) -> bool {
        let age = self.rates.age(0, child.birthday, at).0;
        let shares = &self.model.first_setting[child.stream * self.model.hazards.size.ages + age];
        if shares.last().is_none_or(|s| *s <= 0.0) {
            return false;
        }
        child.period += 1;
        child.cohort = NEW;
        child.at = at;
        child.setting = pick(
            shares,
            child.key.uniform(Purpose::ReEntrySetting, child.period),
        );
        child.placement_start = at;
        child.care_start = at;
        child.moves = 0;
        child.price = StartPrice::New;
        self.enter(child, age);
        let month = self.month(at);
        self.record.re_entries[month] += 1;
        true
    }

    /// Counts a start.
    pub fn enter(&mut self, child: &Child, age: usize) {
        let month = self.month(child.at);
        let layout = self.record.layout;
        self.record.entries[child.stream * layout.months + month] += 1;
        self.record.entry_ages[age * layout.years + month / 12] += 1;
    }

    /// One period of care from `child.at`; returns when it ended and, before the birthday and the end, for what.
    fn period(&mut self, child: &mut Child) -> (f64, Option<usize>) {
        let size = self.model.hazards.size;
        let limit = min(child.birthday, self.end);
        let begin = child.at;
        let mut exit_left = child.key.exponential(Purpose::Exit, child.period);
        let (mut age, mut edge) = self.rates.age(0, child.birthday, child.at);
        let mut when = self.when(child.at);
        loop {
            let bill = self.begin(child, age, when);
            let base = size.cell(child.setting, child.moves.min(2), child.stream, child.need);
            let mut clock = Clock {
                at: child.at,
                origin: if self.model.hazards.exits_over_placement[child.setting] {
                    child.placement_start
                } else {
                    child.care_start
                },
                birthday: child.birthday,
                age,
                edge,
            };
            // Each cause on its own; what can not come first need not be read to its end.
            let care = clock;
            let exit = self.rates.next(Cause::Exit, base, clock, exit_left, limit);
            let mut at = min(exit, limit);
            clock.origin = child.placement_start;
            let e = child.key.exponential(Purpose::PlannedMove, child.spell);
            let planned = self.rates.next(Cause::PlannedMove, base, clock, e, at);
            at = min(planned, at);
            let e = child.key.exponential(Purpose::Breakdown, child.spell);
            let breakdown = self.rates.next(Cause::Breakdown, base, clock, e, at);
            at = min(breakdown, at);
            if at >= self.end {
                // The end is reached in care.
                self.close(bill, self.end as i32);
                self.count_years(child, begin, self.end);
                return (at, None);
            }
            when = self.when(at);
            self.end_placement(bill, when);
            self.record.events += 1;
            child.spell += 1;
            if at >= edge {
                (age, edge) = self.rates.age(age, child.birthday, at);
            }
            if exit <= at || at >= child.birthday {
                self.count_years(child, begin, at);
                return (at, self.leave(child, age, at, when.month));
            }
            exit_left =
                (exit_left - self.rates.used(Cause::Exit, base, care, at)).max(f64::MIN_POSITIVE);
            let cause = if breakdown <= at && breakdown < planned {
                Cause::Breakdown
            } else {
                Cause::PlannedMove
            };
            let shares = self
                .model
                .hazards
                .destination(cause, child.setting, child.stream, age);
            let to = pick(shares, child.key.uniform(Purpose::Destination, child.spell));
            self.count_move(cause, child.setting, to, when.month);
            child.setting = to;
            child.moves += 1;
            child.at = at;
            child.placement_start = at;
            child.price = StartPrice::New;
        }
    }

    /// Counts an exit; returns its reason unless it is the birthday's.
    fn leave(&mut self, child: &Child, age: usize, at: f64, month: usize) -> Option<usize> {
        let layout = self.record.layout;
        let turned = at >= child.birthday;
        let (exit, band) = if turned {
            (layout.exits - 1, layout.ages - 1)
        } else {
            let shares = self.model.hazards.reason(child.setting, child.stream, age);
            (
                pick(shares, child.key.uniform(Purpose::ExitReason, child.period)),
                age,
            )
        };
        self.record.exits[exit * layout.months + month] += 1;
        self.record.exit_ages[band * layout.years + month / 12] += 1;
        (!turned).then_some(exit)
    }

    fn count_move(&mut self, cause: Cause, from: usize, to: usize, month: usize) {
        let settings = self.record.layout.settings;
        self.record.flows[(month / 12 * settings + from) * settings + to] += 1;
        if cause == Cause::PlannedMove {
            self.record.planned_moves[month] += 1;
        } else {
            self.record.breakdowns[month] += 1;
        }
    }

    /// Begins to pay for a placement.
    fn begin(&mut self, child: &Child, age: usize, when: When) -> Bill {
        let (slot, weekly, next) = self.price(child, age, when.day);
        let layout = self.record.layout;
        let row = layout.cell(layout.group(child.cohort, child.stream), slot, 0);
        self.record.begin(row + when.month, when.rest, weekly);
        Bill {
            row,
            weekly,
            next,
            setting: child.setting,
            day: when.day,
        }
    }

    /// Pays for it until a day, with the changes of price in between; returns the price it ends at.
    fn close(&mut self, bill: Bill, until: i32) -> i64 {
        let path: &PricePath = &self.prices.paths[bill.setting];
        let mut weekly = bill.weekly;
        if weekly == 0 {
            return 0;
        }
        let mut over_from = (weekly >= OVER_10K).then_some(bill.day);
        for (&day, &factor) in path.day.iter().zip(&path.existing).skip(bill.next) {
            if day >= until {
                break;
            }
            let to = whole_pence(weekly as f64 * factor);
            let when = self.when_day(day);
            self.record
                .reprice(bill.row + when.month, when.rest, to - weekly);
            weekly = to;
            match over_from {
                Some(from) if to < OVER_10K => {
                    self.count_over(from, day);
                    over_from = None;
                }
                None if to >= OVER_10K => over_from = Some(day),
                _ => {}
            }
        }
        if let Some(from) = over_from {
            self.count_over(from, until);
        }
        weekly
    }

    /// The placement ends.
    fn end_placement(&mut self, bill: Bill, when: When) {
        let weekly = self.close(bill, when.day);
        self.record.end(bill.row + when.month, when.rest, weekly);
        self.record.ended_weekly[bill.setting * self.record.layout.months + when.month] += weekly;
    }

    /// Slot, weekly pence and next yearly change of a placement.
    fn price(&self, child: &Child, age: usize, day: i32) -> (usize, i64, usize) {
        let model = self.model;
        let setting = child.setting;
        let path = &self.prices.paths[setting];
        let mut slot = setting;
        let mut list = model.price_cell[model.price_index(setting, child.need, age)];
        if let Some(u) = &model.spec.prices.unregistered
            && u.setting == setting
            && child.key.uniform(Purpose::Unregistered, child.spell) < self.prices.unregistered[age]
        {
            slot = model.slots.len() - 1;
            list = Some(model.price_list.len() as u32 - 1);
        }
        let Some(list) = list else {
            return (slot, 0, 0);
        };
        let list = list as usize;
        // One child keeps its place in the spread of a setting: who is dear in one home is dear in the next.
        let law = |mean: f64, level: f64| {
            whole_pence(
                mean * level
                    * self.prices.laws[list].at_bits(child.key.bits(Purpose::Price, slot as u32)),
            )
        };
        match child.price {
            StartPrice::New => {
                let next = path.next_change(day);
                (
                    slot,
                    law(self.prices.mean[list], path.new_level[next]),
                    next,
                )
            }
            StartPrice::Found(mean) => {
                let weekly = law(
                    mean.unwrap_or(self.prices.mean[list]),
                    path.new_level[path.first_open],
                );
                (
                    slot,
                    weekly,
                    path.first_open.max(path.first_after_price_date),
                )
            }
            StartPrice::Known(weekly) => (slot, weekly, path.first_open),
        }
    }

    /// Counts a child as looked after in the years of a period, and by age on each 31 March in it.
    fn count_years(&mut self, child: &mut Child, from: f64, to: f64) {
        let horizon = &self.model.horizon;
        let layout = self.record.layout;
        let to_day = to as i32;
        let mut year = usize::from(horizon.month_of_day[from as usize]) / 12;
        loop {
            if child.counted <= year {
                self.record.children_in_year[year] += 1;
                child.counted = year + 1;
            }
            let end = horizon.month_start[12 * year + 12];
            if to_day < end {
                return;
            }
            // In care on the night of 31 March.
            let age = self.rates.age(0, child.birthday, f64::from(end) - 0.5).0;
            self.record.year_end_ages[year * layout.ages + age] += 1;
            year += 1;
            if to_day == end || year == layout.years {
                return;
            }
        }
    }

    fn count_over(&mut self, from: i32, to: i32) {
        if to <= from {
            return;
        }
        let horizon = &self.model.horizon;
        let first = usize::from(horizon.month_of_day[from as usize]) / 12;
        let last = usize::from(horizon.month_of_day[(to - 1) as usize]) / 12;
        for year in first..=last {
            self.record.over_10k[year] += 1;
        }
    }

    fn month(&self, at: f64) -> usize {
        usize::from(self.model.horizon.month_of_day[at as usize])
    }

    #[inline(always)]
    fn when(&self, at: f64) -> When {
        self.when_day(at as i32)
    }

    #[inline(always)]
    fn when_day(&self, day: i32) -> When {
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
struct When {
    day: i32,
    month: usize,
    rest: i32,
}

/// To the nearest penny; prices are never negative.
#[inline(always)]
fn whole_pence(pence: f64) -> i64 {
    (pence + 0.5) as i64
}
