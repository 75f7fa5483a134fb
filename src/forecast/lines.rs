//! The lines that are not nights × price, by month, in pence; running totals are rounded as those of placements are.
//!
//! What falls before day 0 in a month with an actual is in the actual and not booked again.

mod counted;

use super::books::Books;
use super::ledger::Carry;
use crate::model::Model;
use crate::model::budget::{Basis, EventKind, LineKind};
use crate::model::effect::{Course, Effect};
use crate::model::value::Value;
use crate::simulate::Record;
use crate::words::calendar::{DAYS_PER_YEAR, FinancialYear};
use crate::words::money::Pence;
use counted::events;

/// A `from` before this many days back means: from the first day of the horizon.
const LONG_AGO: i32 = -200_000;

/// Adds a line's months to `row` (pence; savings below zero; the sign of income is the caller's).
pub(super) fn add(
    books: &Books,
    line: usize,
    record: &Record,
    parameters: &[f64],
    row: &mut [i64],
) {
    let b = Line {
        books,
        line,
        record,
    };
    let of = |v: &Value| v.get(parameters);
    match &books.model.spec.finance.lines[line].kind {
        LineKind::Placements => {}
        LineKind::Fixed {
            per_year,
            from,
            to,
            growth,
        } => b.fixed(row, of(per_year), *from, *to, of(growth)),
        LineKind::OneOff { amount, day } => b.one_off(row, of(amount), *day),
        LineKind::Running {
            per_year,
            opening,
            to,
            growth,
        } => {
            let from = opening.day(parameters);
            if from < *to {
                b.fixed(row, of(per_year), from, *to, of(growth));
            }
        }
        LineKind::PreOpening {
            per_month,
            from,
            opening,
        } => {
            let (pounds, to) = (of(per_month), opening.day(parameters));
            let h = &books.model.horizon;
            post(row, |m| {
                let days = h.month_start[m + 1] - h.month_start[m];
                pounds * f64::from(b.days(m, *from, to)) / f64::from(days)
            });
        }
        LineKind::PerSupply {
            count,
            amount,
            weekly,
            from,
            to,
        } => {
            let pounds = of(amount) / if *weekly { 7.0 } else { 1.0 };
            let h = &books.model.horizon;
            if let Some(count) = books.model.supply_count(count) {
                post(row, |m| {
                    let inside = *from <= h.month_start[m] && h.month_start[m] < *to;
                    let n = record.supply[count * record.layout.months + m];
                    if inside { n as f64 * pounds } else { 0.0 }
                });
            }
        }
        LineKind::Action {
            basis,
            amount,
            reach,
            course,
            delivered,
        } => {
            let share = if *delivered {
                of(&course.delivery)
            } else {
                1.0
            };
            let pounds = of(amount) * share;
            b.action(row, basis, pounds, of(reach), course, parameters);
        }
        LineKind::Borrowing {
            capital,
            years,
            rate,
            from,
        } => b.borrowing(row, annuity(*capital, *years, of(rate)), *years, *from),
        LineKind::PerEvent { event, amount } => {
            let pounds = of(amount);
            post(row, |m| f64::from(events(record, *event, m)) * pounds);
        }
        LineKind::PerNight {
            weekly,
            settings,
            streams,
        } => {
            let pounds = of(weekly) / 7.0;
            post(row, |m| b.nights(m, settings, streams) as f64 * pounds);
        }
        LineKind::Share { fraction, settings } => {
            let share = of(fraction) / 700.0;
            post(row, |m| b.cost(m, settings) as f64 * share);
        }
        LineKind::Notice { days, settings } => {
            let share = of(days) / 700.0;
            post(row, |m| b.ended_weekly(m, settings) as f64 * share);
        }
        LineKind::AfterCare {
            exit,
            share,
            weekly,
            stock,
            mean_years_left,
            mean_years,
        } => {
            let old = Leaving::new(*stock, of(mean_years_left));
            let new = Leaving::new(0.0, of(mean_years));
            let joined = |_: usize| of(share);
            let ratios = allowances(books.model, *exit, parameters);
            let daily = |m: usize| of(weekly) / 7.0 * ratios[m];
            b.after_care(row, *exit, &joined, &daily, (old, new));
        }
        LineKind::SavingsPlan {
            per_year,
            delivery,
            from,
            ramp_months,
        } => b.savings(row, of(per_year) * of(delivery), *from, *ramp_months),
    }
}

/// Yearly payment that repays `capital` in `years` at `rate` a year: C r / (1 − (1 + r)^−n).
fn annuity(capital: f64, years: u32, rate: f64) -> f64 {
    let n = f64::from(years.max(1));
    if rate.abs() < 1e-12 {
        capital / n
    } else {
        capital * rate / (1.0 - libm::pow(1.0 + rate, -n))
    }
}

/// The mean of a straight ramp over month `since` (0: the first) when it is full after `months`.
fn ramp(since: i32, months: u32) -> f64 {
    if since < 0 {
        0.0
    } else if since as u32 >= months {
        1.0
    } else {
        (f64::from(since) + 0.5) / f64::from(months)
    }
}

/// Posts pounds by month to a row, carrying the remainder.
fn post(row: &mut [i64], mut pounds: impl FnMut(usize) -> f64) {
    let (mut total, mut carry) = (0.0, Carry::default());
    for (m, a) in row.iter_mut().enumerate() {
        total += pounds(m);
        *a += carry.book(Pence::from_pounds(total));
    }
}

/// By month: what actions multiply the allowances after an exit by.
fn allowances(model: &Model, exit: usize, parameters: &[f64]) -> Vec<f64> {
    let mut ratios = vec![1.0; model.horizon.months.len()];
    for e in model.spec.effects() {
        if let Effect::Allowance(e) = e
            && e.exits.contains(&exit)
        {
            let less = e.ratio.get(parameters) - 1.0;
            let shares = e.course.shares(&model.horizon, 1.0, parameters);
            let by_month = ratios.iter_mut().zip(&shares);
            by_month.for_each(|(r, share)| *r *= 1.0 + less * share);
        }
    }
    ratios
}

/// People who get an allowance, each leaving at a constant rate.
struct Leaving {
    count: f64,
    mean_days: f64,
}

impl Leaving {
    fn new(count: f64, mean_years: f64) -> Leaving {
        Leaving {
            count,
            mean_days: (mean_years * DAYS_PER_YEAR).max(1e-9),
        }
    }

    /// Expected days paid in the next `days`, in whose middle `joined` people join.
    fn days(&mut self, days: f64, joined: f64) -> f64 {
        let left = |t: f64| libm::exp(-t / self.mean_days);
        let (whole, half) = (left(days), left(days / 2.0));
        let paid = self.mean_days * (self.count * (1.0 - whole) + joined * (1.0 - half));
        self.count = self.count * whole + joined * half;
        paid
    }
}

/// A line of one replication, with its calendar.
struct Line<'a> {
    books: &'a Books<'a>,
    line: usize,
    record: &'a Record,
}

impl Line<'_> {
    /// Pounds a year by nights, growing each 1 April after `from`.
    fn fixed(&self, row: &mut [i64], per_year: f64, from: i32, to: i32, growth: f64) {
        let h = &self.books.model.horizon;
        // A day beyond the horizon need not be one of the calendar.
        let from = from.min(h.days());
        let first = FinancialYear::of(h.calendar(self.start(from)));
        post(row, |m| {
            let years = (h.months[m].financial_year().0 - first.0).max(0);
            let grown = libm::pow(1.0 + growth, f64::from(years));
            per_year * grown * self.share_of_year(m, from, to)
        });
    }

    fn one_off(&self, row: &mut [i64], pounds: f64, day: i32) {
        let next = day.saturating_add(1);
        post(row, |m| pounds * f64::from(self.days(m, day, next)));
    }

    /// Pounds a year by nights, for a number of years.
    fn borrowing(&self, row: &mut [i64], yearly: f64, years: u32, from: i32) {
        let h = &self.books.model.horizon;
        let to = h.relative(h.calendar(self.start(from)).birthday(years as i32));
        post(row, |m| yearly * self.share_of_year(m, from, to));
    }

    /// An allowance of `daily` pounds to those who get it at the start and to a share of those who leave.
    fn after_care(
        &self,
        row: &mut [i64],
        exit: usize,
        share: &dyn Fn(usize) -> f64,
        daily: &dyn Fn(usize) -> f64,
        (mut old, mut new): (Leaving, Leaving),
    ) {
        let (months, stock) = (self.record.layout.months, old.count);
        post(row, |m| {
            let days = self.simulated(m);
            let joined = f64::from(self.record.exits[exit * months + m]) * share(m);
            let before = self.before(m) * stock;
            (before + old.days(days, 0.0) + new.days(days, joined)) * daily(m)
        });
    }

    /// What an action costs by month: pounds × strength × what is counted.
    fn action(
        &self,
        row: &mut [i64],
        basis: &Basis,
        pounds: f64,
        reach: f64,
        course: &Course,
        parameters: &[f64],
    ) {
        let h = &self.books.model.horizon;
        let strength: Vec<f64> = (0..row.len()).map(|m| course.strength(h, m)).collect();
        let by_month = |m: usize| pounds * reach * strength[m];
        let delivery = course.delivery.get(parameters);
        // Share of the exits of a month that the action brought about.
        let brought = |ratio: &Value, m: usize| {
            let k = 1.0 + (ratio.get(parameters) - 1.0) * reach * strength[m] * delivery;
            if k > 1.0 { 1.0 - 1.0 / k } else { 0.0 }
        };
        match basis {
            Basis::Year => post(row, |m| {
                by_month(m) * self.share_of_year(m, course.start, course.end)
            }),
            Basis::Event(event) => {
                post(row, |m| {
                    f64::from(events(self.record, *event, m)) * by_month(m)
                });
            }
            Basis::Brought { exit, ratio } => post(row, |m| {
                let exits = events(self.record, EventKind::ExitFor(*exit), m);
                f64::from(exits) * brought(ratio, m) * pounds
            }),
            Basis::BroughtAllowance {
                exit,
                ratio,
                mean_years,
            } => {
                let years = mean_years.get(parameters);
                let (old, new) = (Leaving::new(0.0, years), Leaving::new(0.0, years));
                let share = |m: usize| brought(ratio, m);
                self.after_care(row, *exit, &share, &|_| pounds / 7.0, (old, new));
            }
            Basis::Night { settings, streams } => post(row, |m| {
                self.nights(m, settings, streams) as f64 * by_month(m) / 7.0
            }),
        }
    }

    fn savings(&self, row: &mut [i64], yearly: f64, from: i32, ramp_months: u32) {
        let h = &self.books.model.horizon;
        let (year, month, _) = h.calendar(self.start(from)).ymd();
        post(row, |m| {
            let now = h.months[m];
            let since = 12 * (now.year - year) + now.month as i32 - month as i32;
            -yearly * ramp(since, ramp_months) * self.share_of_year(m, from, i32::MAX)
        });
    }

    /// First day of the horizon for a line that has always been there.
    fn start(&self, from: i32) -> i32 {
        if from < LONG_AGO {
            self.books.model.horizon.month_start[0]
        } else {
            from
        }
    }

    /// Days of a month between two days, without those an actual stands for.
    fn days(&self, m: usize, from: i32, to: i32) -> i32 {
        let h = &self.books.model.horizon;
        let covered = self.books.covered[self.line * self.books.months() + m];
        let first = if covered {
            h.month_start[m].max(0)
        } else {
            h.month_start[m]
        };
        (to.min(h.month_start[m + 1]) - first.max(from)).max(0)
    }

    /// The same as a share of the financial year.
    fn share_of_year(&self, m: usize, from: i32, to: i32) -> f64 {
        f64::from(self.days(m, from, to)) / self.books.year_nights[m]
    }

    /// Days of a month before day 0 that no actual stands for.
    fn before(&self, m: usize) -> f64 {
        f64::from(self.days(m, i32::MIN, 0))
    }

    /// Days of a month from day 0 on.
    fn simulated(&self, m: usize) -> f64 {
        f64::from(self.days(m, 0, i32::MAX))
    }
}
