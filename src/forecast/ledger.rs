//! The money of one replication: whole pence by fiscal line and month.
//!
//! Placement lines sum the sevenths of a penny of the slots charged to them; the running total is rounded, and a
//! month's amount is the difference of two rounded totals, so that the remainder is carried and the sum of the
//! months is the rounded whole. What lies before day 0 in a month with an actual is in the actual: forecast outturn
//! = actuals + simulated remainder. Amounts of income and of savings are below zero, so that the net is the sum.

use super::books::Books;
use super::lines;
use crate::model::budget::ActualOf;
use crate::simulate::{IN_CARE_AT_START, Record};
use crate::words::money::{Pence, Sevenths};

/// Amounts of one replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// Months, the width of a row of `amount`.
    pub months: usize,
    /// Pence by line × month; the last line is [`super::ACTUAL_LINE`].
    pub amount: Vec<i64>,
    /// Pence by setting × month: what was simulated, whatever line it is charged to.
    pub settings: Vec<i64>,
    /// Pence by year, inside the perimeter: placements of the children in care at the start, in the period of care
    /// they were in.
    pub at_start: Vec<i64>,
    /// Pence by year, inside the perimeter: placements of entrants and of those who come back.
    pub entrants: Vec<i64>,
    /// Pence by year, inside the perimeter: actuals of closed months.
    pub actual: Vec<i64>,
    cost: Vec<i64>,
    start_cost: Vec<i64>,
}

/// Rounds running totals, carrying the remainder.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Carry {
    booked: i64,
}

impl Carry {
    /// The pence to book so that all booked so far is `total` rounded.
    pub fn book(&mut self, total: Pence) -> i64 {
        let amount = total.0 - self.booked;
        self.booked = total.0;
        amount
    }
}

impl Ledger {
    /// Fills it with the money of a replication.
    ///
    /// `parameters` are those the record was made with ([`crate::simulate::Engine::parameters`]).
    pub fn fill(&mut self, books: &Books, record: &Record, parameters: &[f64]) {
        let (lines, months, years) = (books.lines(), books.months(), books.years());
        self.months = months;
        for (v, n) in [
            (&mut self.amount, lines * months),
            (&mut self.settings, record.layout.settings * months),
            (&mut self.at_start, years),
            (&mut self.entrants, years),
            (&mut self.actual, years),
        ] {
            v.clear();
            v.resize(n, 0);
        }
        self.placements(books, record);
        for line in 0..lines - 1 {
            let row = &mut self.amount[line * months..(line + 1) * months];
            lines::add(books, line, record, parameters, row);
            if books.income[line] {
                row.iter_mut().for_each(|a| *a = -*a);
            }
        }
        self.actuals(books, parameters);
    }

    /// Amount of a line in a month.
    pub fn at(&self, line: usize, month: usize) -> i64 {
        self.amount[line * self.months + month]
    }

    /// Forecast outturn of a year inside the perimeter, pence.
    pub fn outturn(&self, books: &Books, year: usize) -> i64 {
        (0..books.lines())
            .filter(|l| books.inside[*l])
            .map(|l| {
                let row = l * self.months + 12 * year;
                self.amount[row..row + 12].iter().sum::<i64>()
            })
            .sum()
    }

    /// Sums groups to slots and books them to lines and settings.
    fn placements(&mut self, books: &Books, record: &Record) {
        let layout = record.layout;
        let (months, slots) = (layout.months, layout.slots);
        self.cost.clear();
        self.cost.resize(slots * months, 0);
        self.start_cost.clear();
        self.start_cost.resize(months, 0);
        for group in 0..layout.groups() {
            let at_start = group / layout.streams == IN_CARE_AT_START;
            for slot in 0..slots {
                let first = layout.cell(group, slot, 0);
                let cells = &record.cost[first..first + months];
                let to = &mut self.cost[slot * months..(slot + 1) * months];
                to.iter_mut().zip(cells).for_each(|(t, c)| *t += c);
                if at_start && books.slot_inside(slot) {
                    self.start_cost
                        .iter_mut()
                        .zip(cells)
                        .for_each(|(t, c)| *t += c);
                }
            }
        }
        let cost = &self.cost;
        for (line, charged) in books.slots.iter().enumerate() {
            if !charged.is_empty() {
                let month = |m: usize| charged.iter().map(|s| cost[s * months + m]).sum::<i64>();
                book(&mut self.amount[line * months..(line + 1) * months], month);
            }
        }
        for setting in 0..layout.settings {
            let row = &mut self.settings[setting * months..(setting + 1) * months];
            let extra =
                (layout.settings..slots).filter(|s| books.model.slots[*s].setting == setting);
            let extra: Vec<usize> = extra.collect();
            book(row, |m| {
                cost[setting * months + m] + extra.iter().map(|s| cost[s * months + m]).sum::<i64>()
            });
        }
        let mut carry = Carry::default();
        let mut total = 0;
        for (m, cost) in self.start_cost.iter().enumerate() {
            total += cost;
            if m % 12 == 11 {
                self.at_start[m / 12] = carry.book(Sevenths(total).round());
            }
        }
        for (year, entrants) in self.entrants.iter_mut().enumerate() {
            let placed: i64 = (0..books.slots.len())
                .filter(|l| books.inside[*l])
                .map(|l| {
                    self.amount[l * months + 12 * year..][..12]
                        .iter()
                        .sum::<i64>()
                })
                .sum();
            *entrants = placed - self.at_start[year];
        }
    }

    /// Closed months come from the actuals; one of the whole perimeter, less those by line, is a line of its own.
    fn actuals(&mut self, books: &Books, parameters: &[f64]) {
        let (lines, months) = (books.lines(), self.months);
        let finance = &books.model.spec.finance;
        let mut split = vec![0i64; books.closed];
        let mut whole: Vec<Option<i64>> = vec![None; books.closed];
        for a in finance.actuals.iter().filter(|a| a.month < books.closed) {
            let amount = Pence::from_pounds(a.amount.get(parameters)).0;
            match a.of {
                ActualOf::Perimeter => *whole[a.month].get_or_insert(0) += amount,
                ActualOf::Line(l) => {
                    let signed = if books.income[l] { -amount } else { amount };
                    self.amount[l * months + a.month] += signed;
                    if books.inside[l] {
                        split[a.month] += signed;
                    }
                }
            }
        }
        for (month, (whole, split)) in whole.into_iter().zip(split).enumerate() {
            let rest = whole.map_or(0, |w| w - split);
            self.amount[(lines - 1) * months + month] = rest;
            self.actual[month / 12] += rest + split;
        }
    }
}

/// Books the running total of sevenths by month into a row.
fn book(row: &mut [i64], sevenths: impl Fn(usize) -> i64) {
    let (mut total, mut carry) = (0i64, Carry::default());
    for (m, a) in row.iter_mut().enumerate() {
        total += sevenths(m);
        *a += carry.book(Sevenths(total).round());
    }
}

#[cfg(test)]
mod tests;
