//! The lines that are not nights × price, by month, in pence; running totals are rounded as those of placements are.
//!
//! What falls before day 0 in a month with an actual is in the actual and not booked again.

use super::books::Books;
use super::ledger::Carry;
use crate::model::budget::{EventKind, LineKind};
use crate::simulate::Record;
use crate::words::calendar::{DAYS_PER_YEAR, FinancialYear};
use crate::words::money::Pence;

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
    let kind = &books.model.spec.finance.lines[line].kind;
    match kind {
        LineKind::Placements => {}
        LineKind::Fixed {
            per_year,
            from,
            to,
            growth,
        } => {
            let (per_year, growth) = (per_year.get(parameters), growth.get(parameters));
            let first = FinancialYear::of(books.model.horizon.calendar(b.start(*from)));
            post(row, |m| {
                let year = books.model.horizon.months[m].financial_year();
                let grown = libm::pow(1.0 + growth, f64::from((year.0 - first.0).max(0)));
                per_year * grown * b.share_of_year(m, *from, *to)
            });
        }
        LineKind::OneOff { amount, day } => {
            let pounds = amount.get(parameters);
            post(row, |m| {
                if b.days(m, *day, day.saturating_add(1)) > 0 {
                    pounds
                } else {
                    0.0
                }
            });
        }
        LineKind::Borrowing {
            capital,
            years,
            rate,
            from,
        } => {
            let h = &books.model.horizon;
            let to = h.relative(h.calendar(b.start(*from)).birthday(*years as i32));
            let yearly = annuity(*capital, *years, rate.get(parameters));
            post(row, |m| yearly * b.share_of_year(m, *from, to));
        }
        LineKind::PerEvent { event, amount } => {
            let pounds = amount.get(parameters);
            post(row, |m| f64::from(events(record, *event, m)) * pounds);
        }
        LineKind::PerNight {
            weekly,
            settings,
            streams,
        } => {
            let pounds = weekly.get(parameters) / 7.0;
            post(row, |m| b.nights(m, settings, streams) as f64 * pounds);
        }
        LineKind::Share { fraction, settings } => {
            let share = fraction.get(parameters) / 700.0;
            post(row, |m| b.cost(m, settings) as f64 * share);
        }
        LineKind::Notice { days, settings } => {
            let share = days.get(parameters) / 700.0;
            let months = record.layout.months;
            let listed = listed(settings, record.layout.settings);
            post(row, |m| {
                let ended: i64 = listed
                    .iter()
                    .map(|s| record.ended_weekly[s * months + m])
                    .sum();
                ended as f64 * share
            });
        }
        LineKind::AfterCare {
            exit,
            share,
            weekly,
            stock,
            mean_years_left,
            mean_years,
        } => {
            let (share, daily) = (share.get(parameters), weekly.get(parameters) / 7.0);
            let mut old = Leaving::new(*stock, mean_years_left.get(parameters));
            let mut new = Leaving::new(0.0, mean_years.get(parameters));
            let months = record.layout.months;
            post(row, |m| {
                let (before, days) = (b.before(m), b.simulated(m));
                let joined = f64::from(record.exits[exit * months + m]) * share;
                (before * stock + old.days(days, 0.0) + new.days(days, joined)) * daily
            });
        }
        LineKind::SavingsPlan {
            per_year,
            delivery,
            from,
            ramp_months,
        } => {
            let yearly = per_year.get(parameters) * delivery.get(parameters);
            let h = &books.model.horizon;
            post(row, |m| {
                let begun = h.calendar(b.start(*from)).ymd();
                let month = h.months[m];
                let since = 12 * (month.year - begun.0) + month.month as i32 - begun.1 as i32;
                -yearly * ramp(since, *ramp_months) * b.share_of_year(m, *from, i32::MAX)
            });
        }
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

fn listed(settings: &[usize], all: usize) -> Vec<usize> {
    if settings.is_empty() {
        (0..all).collect()
    } else {
        settings.to_vec()
    }
}

fn events(record: &Record, event: EventKind, m: usize) -> u32 {
    let l = record.layout;
    match event {
        EventKind::Entry => (0..l.streams)
            .map(|s| record.entries[s * l.months + m])
            .sum(),
        EventKind::Exit => (0..l.exits).map(|e| record.exits[e * l.months + m]).sum(),
        EventKind::ExitFor(e) => record.exits[e * l.months + m],
        EventKind::Move => record.planned_moves[m] + record.breakdowns[m],
        EventKind::Breakdown => record.breakdowns[m],
    }
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

    /// Child-nights in settings and streams.
    fn nights(&self, m: usize, settings: &[usize], streams: &[usize]) -> i64 {
        let l = self.record.layout;
        let mut total = 0i64;
        for group in 0..l.groups() {
            if !streams.is_empty() && !streams.contains(&(group % l.streams)) {
                continue;
            }
            for (s, slot) in self.books.model.slots.iter().enumerate() {
                if settings.is_empty() || settings.contains(&slot.setting) {
                    total += i64::from(self.record.nights[l.cell(group, s, m)]);
                }
            }
        }
        total
    }

    /// Cost of settings, sevenths of a penny.
    fn cost(&self, m: usize, settings: &[usize]) -> i64 {
        let l = self.record.layout;
        let mut total = 0;
        for group in 0..l.groups() {
            for (s, slot) in self.books.model.slots.iter().enumerate() {
                if settings.is_empty() || settings.contains(&slot.setting) {
                    total += self.record.cost[l.cell(group, s, m)];
                }
            }
        }
        total
    }
}
