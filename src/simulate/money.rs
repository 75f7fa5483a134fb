//! What each placement costs, from its first night to its last.

use super::life::{Life, StartPrice};
use super::lives::World;
use super::record::OVER_10K;
use crate::sampling::keyed::Purpose;

/// A placement being paid.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bill {
    /// Pence a week at its first night.
    pub weekly: i64,
    /// Cell of month 0 of its slot.
    pub row: u32,
    /// Index of the next yearly change.
    pub next: u32,
    /// First day.
    pub day: i32,
}

impl World<'_> {
    /// Begins to pay for a placement.
    #[inline(always)]
    pub fn begin_bill(&mut self, life: &mut Life) {
        let day = life.clocks.at as i32;
        let when = self.when_day(day);
        let (slot, weekly, next) = self.price(life, day, when.month());
        let layout = &self.record.layout;
        let group = layout.group(life.cohort as usize, life.stream as usize);
        let row = layout.cell(group, slot, 0);
        self.record.begin(row + when.month(), when.rest(), weekly);
        life.bill = Bill {
            row: row as u32,
            weekly,
            next: next as u32,
            day,
        };
    }

    /// The placement ends, or the simulation: pays for it with the changes of price in between.
    #[inline(always)]
    pub fn end_bill(&mut self, life: &Life, ended: bool) {
        let bill = life.bill;
        let until = life.clocks.at as i32;
        let setting = life.setting as usize;
        let path = &self.prices.paths[setting];
        let mut weekly = bill.weekly;
        let mut dearest = weekly;
        let mut next = bill.next as usize;
        while let Some(&day) = path.day.get(next)
            && day < until
        {
            let to = whole_pence(weekly as f64 * path.existing[next]);
            let when = self.when_day(day);
            let row = bill.row as usize;
            self.record
                .reprice(row + when.month(), when.rest(), to - weekly);
            weekly = to;
            dearest = dearest.max(to);
            next += 1;
        }
        if dearest >= OVER_10K {
            self.count_over(bill, setting, until);
        }
        if ended {
            let when = self.when_day(until);
            self.record
                .end(bill.row as usize + when.month(), when.rest(), weekly);
            self.record.ended_weekly[setting * self.record.layout.months + when.month()] += weekly;
        }
    }

    /// Slot, weekly pence and next yearly change of a placement.
    #[inline(always)]
    fn price(&self, life: &Life, day: i32, month: usize) -> (usize, i64, usize) {
        let model = self.model;
        let setting = life.setting as usize;
        let age = life.clocks.age as usize;
        let path = &self.prices.paths[setting];
        let mut slot = setting;
        let mut list = model.price_cell[model.price_index(setting, life.need as usize, age)];
        if setting == self.prices.unregistered_in
            && life.key.uniform(Purpose::Unregistered, life.spell) < self.prices.unregistered[age]
        {
            slot = model.slots.len() - 1;
            list = Some(model.price_list.len() as u32 - 1);
        }
        let Some(list) = list else {
            return (slot, 0, path.day.len());
        };
        let list = list as usize;
        // One child keeps its place in the spread of a setting: who is dear in one home is dear in the next.
        let law = |mean: f64, level: f64| {
            let bits = life.key.bits(Purpose::Price, slot as u32);
            whole_pence(mean * level * self.prices.laws[list].at_bits(bits))
        };
        match life.price {
            StartPrice::New => {
                let next = path.next_change(day, month);
                let weekly = law(self.prices.mean[list], path.new_level[next]);
                (slot, weekly, next)
            }
            StartPrice::Found(mean) => {
                let mean = mean.unwrap_or(self.prices.mean[list]);
                let weekly = law(mean, path.new_level[path.first_open]);
                let next = path.first_open.max(path.first_after_price_date);
                (slot, weekly, next)
            }
            StartPrice::Known(weekly) => (slot, weekly, path.first_open),
        }
    }

    /// Counts a placement in each year in which it cost £10,000 a week or more.
    #[cold]
    fn count_over(&mut self, bill: Bill, setting: usize, until: i32) {
        let path = &self.prices.paths[setting];
        let mut weekly = bill.weekly;
        let mut from = (weekly >= OVER_10K).then_some(bill.day);
        let changes = path.day.iter().zip(&path.existing).skip(bill.next as usize);
        for (&day, factor) in changes.take_while(|(day, _)| **day < until) {
            weekly = whole_pence(weekly as f64 * factor);
            match from {
                Some(first) if weekly < OVER_10K => {
                    self.record.over(&self.model.horizon, first, day);
                    from = None;
                }
                None if weekly >= OVER_10K => from = Some(day),
                _ => {}
            }
        }
        if let Some(first) = from {
            self.record.over(&self.model.horizon, first, until);
        }
    }
}

/// To the nearest penny; prices are never negative.
#[inline(always)]
fn whole_pence(pence: f64) -> i64 {
    (pence + 0.5) as i64
}
