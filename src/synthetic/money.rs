//! What the lives cost: prices for a fee list, and a ledger that adds them up.

use super::days::{id, nights};
use super::lives::Life;
use crate::model::Model;
use crate::returns::ledger::Entry;
use crate::words::calendar::{Day, Month};
use crate::words::money::{Pence, Sevenths};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A price a child had for a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Fee {
    /// Id of the child.
    pub child: String,
    /// Setting.
    pub setting: usize,
    /// Slot: the setting, or the unregistered part.
    pub slot: usize,
    /// Weekly price.
    pub weekly: Pence,
    /// First day.
    pub from: Day,
    /// First day it no longer holds; `None`: in force on the last day.
    pub to: Option<Day>,
}

/// All prices of placements that cost something, inside the days from `from` to before `to`.
pub fn fees(model: &Model, lives: &[Life], from: Day, to: Day) -> Vec<Fee> {
    let mut out = Vec::new();
    for (n, life) in lives.iter().enumerate() {
        for period in &life.periods {
            for night in nights(model, life, period) {
                let stay = &period.stays[night.stay];
                if model.slots[stay.slot].line.is_none() {
                    continue;
                }
                let end = night.end.map(|e| e.0).filter(|e| *e < to);
                for (i, (day, weekly)) in stay.prices.iter().enumerate() {
                    let next = stay.prices.get(i + 1).map(|p| model.horizon.calendar(p.0));
                    let until = next.filter(|d| *d < to).or(end);
                    let begin = model.horizon.calendar(*day).max(from);
                    if begin >= to || until.is_some_and(|u| u <= begin) {
                        continue;
                    }
                    out.push(Fee {
                        child: id(n),
                        setting: stay.setting,
                        slot: stay.slot,
                        weekly: Pence(*weekly),
                        from: begin,
                        to: until,
                    });
                }
            }
        }
    }
    out
}

/// Spend by month and line, to the penny.
pub fn ledger(model: &Model, fees: &[Fee], from: Day, to: Day) -> Vec<Entry> {
    let mut sums: BTreeMap<(Month, usize), Sevenths> = BTreeMap::new();
    for fee in fees {
        let Some(line) = model.slots[fee.slot].line else {
            continue;
        };
        let end = fee.to.unwrap_or(to).min(to);
        let mut day = fee.from.max(from);
        while day < end {
            let month = Month::of(day);
            let until = month.next().first_day().min(end);
            *sums.entry((month, line)).or_default() +=
                Sevenths::of(i64::from(until.0 - day.0), fee.weekly);
            day = until;
        }
    }
    sums.into_iter()
        .map(|((month, line), sum)| Entry {
            month,
            line: model.spec.finance.lines[line].name.clone(),
            actual: sum.round().pounds(),
        })
        .collect()
}

/// The fee list as a file.
pub fn fee_list(fees: &[Fee]) -> String {
    let mut out = String::from("child_or_placement,setting,weekly_price,from,to\n");
    for f in fees {
        let setting = crate::words::setting::SETTINGS
            .get(f.setting)
            .map_or("", |s| s.name);
        let to = f.to.map_or(String::new(), |d| d.to_string());
        // Writing to a string can not fail.
        let _ = writeln!(out, "{},{setting},{},{},{to}", f.child, f.weekly, f.from);
    }
    out
}

/// The ledger as a file.
pub fn ledger_file(entries: &[Entry]) -> String {
    let mut out = String::from("month,line,actual\n");
    for e in entries {
        let line = if e.line.contains(',') {
            format!("\"{}\"", e.line)
        } else {
            e.line.clone()
        };
        let _ = writeln!(out, "{},{line},{:.2}", e.month, e.actual);
    }
    out
}
