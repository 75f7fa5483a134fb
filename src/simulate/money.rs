//! What each placement costs, from its first night to its last.

use super::dear::{DEAR_FROM, Told};
use super::life::{Life, StartPrice};
use super::lives::at;
use super::record::{OVER_10K, Record};
use super::tables::Tables;
use crate::draw::PricePaths;
use crate::model::Model;
use crate::sampling::keyed::Purpose;

/// A placement being paid.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bill {
    /// Pence a week at its first night.
    pub weekly: i64,
    /// Cell of month 0 of its slot.
    pub row: u32,
    /// Index of the next change of price.
    pub next: u32,
    /// First day.
    pub day: i32,
}

/// Begins to pay for placements.
#[inline(never)]
pub(super) fn begin(
    lives: &mut [Life],
    who: &[u32],
    model: &Model,
    tables: &Tables,
    prices: &PricePaths,
    record: &mut Record,
) {
    let layout = record.layout;
    for &i in who {
        let life = at(lives, i);
        let day = life.day;
        let when = tables.when(day);
        let (slot, weekly, next) = price(life, day, when.month(), model, prices);
        let group = layout.group(life.cohort as usize, life.stream as usize);
        let row = layout.cell(group, slot, 0);
        record.begin(row + when.month(), when.rest(), weekly);
        life.bill = Bill {
            weekly,
            row: row as u32,
            next: next as u32,
            day,
        };
    }
}

/// Placements end, or the simulation does: pays for them with the changes of price in between.
#[inline(never)]
pub(super) fn end(
    lives: &mut [Life],
    who: &[u32],
    tables: &Tables,
    prices: &PricePaths,
    record: &mut Record,
) {
    let months = record.layout.months;
    for &i in who {
        let life = at(lives, i);
        let bill = life.bill;
        let row = bill.row as usize;
        let until = life.day;
        let mut weekly = bill.weekly;
        let mut dearest = weekly;
        for (i, change) in prices.changes.iter().enumerate().skip(bill.next as usize) {
            if change.day >= until {
                break;
            }
            let to = prices.after(i, weekly);
            let when = tables.when(change.day);
            record.reprice(row + when.month(), when.rest(), to - weekly);
            weekly = to;
            dearest = dearest.max(to);
        }
        if dearest >= DEAR_FROM[0] {
            look_at_dear(bill, until, tables, prices, record);
        }
        if life.clocks.at < tables.end {
            let when = tables.when(until);
            record.end(row + when.month(), when.rest(), weekly);
            record.ended_weekly[life.setting as usize * months + when.month()] += weekly;
        }
    }
}

/// Slot, weekly pence and next change of price of a placement.
#[inline(always)]
fn price(
    life: &Life,
    day: i32,
    month: usize,
    model: &Model,
    prices: &PricePaths,
) -> (usize, i64, usize) {
    let setting = life.setting as usize;
    let age = life.clocks.age as usize;
    let mut slot = setting;
    let cell = model.price_index(setting, life.need as usize, age);
    let mut list = model.price_cell[cell];
    let track = model.tracks.of_cell[cell] as usize;
    let found_nothing = matches!(life.price, StartPrice::Unregistered);
    if setting == prices.unregistered_in
        && (found_nothing
            || life.key.uniform(Purpose::Unregistered, life.spell) < prices.unregistered[age])
    {
        slot = model.slots.len() - 1;
        list = Some(model.price_list.len() as u32 - 1);
    }
    let Some(list) = list else {
        return (slot, 0, prices.last_change());
    };
    let list = list as usize;
    // One child keeps its place in the spread of a setting: who is dear in one home is dear in the next.
    let relative = || prices.laws[list].at_bits(life.key.bits(Purpose::Price, slot as u32));
    match life.price {
        StartPrice::New | StartPrice::Unregistered => {
            let next = prices.next_change(track, day, month);
            let weekly = prices.begin(next, prices.mean[list], relative());
            (slot, weekly, next)
        }
        StartPrice::Market(times) => {
            let next = prices.next_change(track, day, month);
            let weekly = prices.begin(next, prices.mean[list] * times, relative());
            (slot, weekly, next)
        }
        StartPrice::Home(mean) => {
            let next = prices.next_change(track, day, month);
            let weekly = prices.begin(next, mean, relative());
            (slot, weekly, next)
        }
        StartPrice::Found(mean) => {
            let first = prices.first_open(track);
            let mean = mean.unwrap_or(prices.mean[list]);
            let weekly = prices.begin(first, mean, relative());
            let next = first.max(prices.first_after_price_date(track));
            (slot, weekly, next)
        }
        StartPrice::Known(weekly) => (slot, weekly, prices.first_open(track)),
    }
}

/// Looks at a dear placement price by price: bands, and the years in which it cost £10,000 a week or more.
#[cold]
fn look_at_dear(bill: Bill, until: i32, tables: &Tables, prices: &PricePaths, record: &mut Record) {
    let (mut weekly, mut from) = (bill.weekly, bill.day);
    let mut above = (weekly >= OVER_10K).then_some(bill.day);
    let mut told = Told::default();
    let changes = prices.changes.iter().enumerate().skip(bill.next as usize);
    for (i, change) in changes.take_while(|(_, c)| c.day < until) {
        told.segment(&mut record.dear, tables, from, change.day, weekly);
        weekly = prices.after(i, weekly);
        from = change.day;
        match above {
            Some(first) if weekly < OVER_10K => {
                over(first, change.day, tables, record);
                above = None;
            }
            None if weekly >= OVER_10K => above = Some(change.day),
            _ => {}
        }
    }
    told.segment(&mut record.dear, tables, from, until, weekly);
    if let Some(first) = above {
        over(first, until, tables, record);
    }
}

/// Counts a placement as very dear in the years of the nights from one day to before another.
fn over(from: i32, to: i32, tables: &Tables, record: &mut Record) {
    if to > from {
        let year = |day: i32| tables.when(day).month() / 12;
        for year in year(from)..=year(to - 1) {
            record.over_10k[year] += 1;
        }
    }
}
