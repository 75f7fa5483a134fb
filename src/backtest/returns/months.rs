//! What a history says month by month: the outturn that forecasts are held to, and what simple forecasts start from.

use crate::returns::fees::Fees;
use crate::returns::history::{At, History};
use crate::words::calendar::{Day, Month};
use crate::words::setting::SETTINGS;
use std::collections::BTreeMap;

/// Settings.
pub const SETTINGS_N: usize = SETTINGS.len();

/// Takes a month and nights in it.
type Add<'a> = &'a mut dyn FnMut(usize, f64);

/// Counts and money of each month of a history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Months {
    /// The months that are whole, in order.
    pub months: Vec<Month>,
    /// Children at the end of each month by setting.
    pub stock: Vec<[f64; SETTINGS_N]>,
    /// Starts of periods of care in the month.
    pub entries: Vec<f64>,
    /// Ends of periods of care in the month.
    pub exits: Vec<f64>,
    /// Cost in pounds by setting; nights without a price count at the month's mean price of their setting.
    pub cost: Vec<[f64; SETTINGS_N]>,
    /// Is there a fee list?
    pub priced: bool,
}

impl Months {
    /// Reads a history and its prices.
    pub fn of(history: &History, fees: &Fees) -> Months {
        let mut out = Months {
            priced: !fees.prices.is_empty(),
            ..Months::default()
        };
        let mut month = Month::of(history.from);
        if month.first_day() < history.from {
            month = month.next();
        }
        while month.next().first_day() <= history.to && out.months.len() < 1_200 {
            out.months.push(month);
            month = month.next();
        }
        let n = out.months.len();
        out.stock = vec![[0.0; SETTINGS_N]; n];
        out.cost = vec![[0.0; SETTINGS_N]; n];
        out.entries = vec![0.0; n];
        out.exits = vec![0.0; n];
        let Some(first) = out.months.first().copied() else {
            return out;
        };
        let index = |day: Day| -> i32 {
            let m = Month::of(day);
            (m.year - first.year) * 12 + m.month as i32 - first.month as i32
        };
        let starts: Vec<i32> = out.months.iter().map(|m| m.first_day().0).collect();
        let end_of = |m: usize| starts.get(m + 1).copied().unwrap_or(history.to.0);
        let mut nights = vec![[0.0; SETTINGS_N]; n];
        // Adds the nights from one day to before another, by month.
        let spread = |from: i32, to: i32, add: &mut dyn FnMut(usize, f64)| {
            let mut m = index(Day(from)).max(0) as usize;
            while m < n && starts[m] < to {
                let days = to.min(end_of(m)) - from.max(starts[m]);
                if days > 0 {
                    add(m, f64::from(days));
                }
                m += 1;
            }
        };
        for child in &history.children {
            for p in &child.periods {
                let count = |day: Day, list: &mut Vec<f64>| {
                    if let Some(x) = usize::try_from(index(day))
                        .ok()
                        .and_then(|i| list.get_mut(i))
                    {
                        *x += 1.0;
                    }
                };
                if p.start_known {
                    count(p.start, &mut out.entries);
                }
                if let Some(end) = p.end {
                    count(end, &mut out.exits);
                }
                for s in p.spells.iter().filter(|s| s.setting < SETTINGS_N) {
                    let end = s.end.unwrap_or(history.to).min(history.to);
                    spread(s.start.0, end.0, &mut |m, days| {
                        nights[m][s.setting] += days
                    });
                    // At the end of the month's last day.
                    let mut m = index(s.start).max(0) as usize;
                    while m < n && end_of(m) <= end.0 {
                        out.stock[m][s.setting] += 1.0;
                        m += 1;
                    }
                }
            }
        }
        out.price(fees, history, &nights, &spread);
        out
    }

    fn price(
        &mut self,
        fees: &Fees,
        history: &History,
        nights: &[[f64; SETTINGS_N]],
        spread: &dyn Fn(i32, i32, Add<'_>),
    ) {
        let mut by: BTreeMap<At, Vec<(i32, i32, f64)>> = BTreeMap::new();
        for p in &fees.prices {
            if let Some(at) = p.at {
                let to = p.to.unwrap_or(history.to).min(history.to);
                by.entry(at)
                    .or_default()
                    .push((p.from.0, to.0, p.weekly.pounds()));
            }
        }
        let mut priced = vec![[0.0; SETTINGS_N]; nights.len()];
        for (at, rows) in &by {
            let Some((_, _, spell)) = history.get(*at) else {
                continue;
            };
            let end = spell.end.unwrap_or(history.to).min(history.to).0;
            for (from, to, weekly) in rows {
                spread(
                    (*from).max(spell.start.0),
                    (*to).min(end),
                    &mut |m, days| {
                        priced[m][spell.setting] += days;
                        self.cost[m][spell.setting] += days * weekly / 7.0;
                    },
                );
            }
        }
        for (m, row) in self.cost.iter_mut().enumerate() {
            for (s, cost) in row.iter_mut().enumerate() {
                if priced[m][s] > 0.0 && nights[m][s] > priced[m][s] {
                    *cost *= nights[m][s] / priced[m][s];
                }
            }
        }
    }

    /// Index of the month that ends on a day; `None` where no month does.
    pub fn ending(&self, day: Day) -> Option<usize> {
        self.months
            .iter()
            .position(|m| m.next().first_day().plus(-1) == day)
    }

    /// Sum over months.
    pub fn sum(list: &[f64], months: std::ops::Range<usize>) -> f64 {
        list.get(months).map_or(0.0, |l| l.iter().sum())
    }

    /// Cost of all settings over months.
    pub fn cost_of(&self, months: std::ops::Range<usize>) -> f64 {
        self.cost
            .get(months)
            .map_or(0.0, |l| l.iter().flatten().sum())
    }
}
