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
mod tests {
    use super::*;
    use crate::model::budget::{Actual, Budget, Line, LineKind, Profile};
    use crate::model::cohort::GivenChild;
    use crate::model::hazards::Scope;
    use crate::model::prices::{AppliesTo, Price, PriceRow, Uplift};
    use crate::model::value::Value;
    use crate::model::{Dimensions, Model, Spec};
    use crate::simulate::Engine;
    use crate::words::calendar::Day;

    const HOME: usize = 4;

    /// One child in an agency home, at a known price, who turns 18 on day `leaves`.
    fn spec(as_at: (i32, u32, u32), years: usize, weekly: i64, leaves: i32) -> Spec {
        let (dimensions, names) = Dimensions::standard();
        let as_at = Day::from_ymd(as_at.0, as_at.1, as_at.2).unwrap();
        let mut spec = Spec::empty(as_at, years, dimensions);
        spec.finance.lines = names
            .into_iter()
            .map(|name| Line {
                name,
                kind: LineKind::Placements,
                income: false,
            })
            .collect();
        spec.cohort.children.push(GivenChild {
            who: 1,
            birthday: leaves,
            stream: 0,
            setting: HOME,
            need: 0,
            placement_start: -10,
            care_start: -10,
            moves: 0,
            weekly_price: Some(weekly),
        });
        spec.prices.rows.push(PriceRow {
            scope: Scope::default(),
            price: Price {
                weekly: Value::Certain(1.0),
                spread: 0.0,
                tail: None,
            },
        });
        spec
    }

    fn add(spec: &mut Spec, kind: LineKind, income: bool) -> usize {
        let lines = &mut spec.finance.lines;
        lines.push(Line {
            name: format!("line {}", lines.len()),
            kind,
            income,
        });
        lines.len() - 1
    }

    fn ledger(spec: &Spec) -> (Ledger, Vec<Vec<i64>>) {
        let model = Model::build(spec.clone()).unwrap();
        let books = Books::new(&model);
        let mut engine = Engine::new(&model);
        engine.run(0, 0);
        let mut ledger = Ledger::default();
        ledger.fill(&books, engine.record(), engine.parameters());
        let years = (0..books.lines())
            .map(|l| {
                (0..books.years())
                    .map(|y| (12 * y..12 * y + 12).map(|m| ledger.at(l, m)).sum())
                    .collect()
            })
            .collect();
        (ledger, years)
    }

    /// Known answer 18 (a): 100 days before and 50 after a 1 April uplift of 3%, rounded once.
    #[test]
    fn an_uplift_in_the_middle_is_rounded_once() {
        let mut spec = spec((2023, 12, 22), 2, 500_000, 150);
        spec.prices.uplifts.push(Uplift {
            settings: vec![HOME],
            applies_to: AppliesTo::Existing,
            date: (4, 1),
            years: Vec::new(),
            rate: Value::Certain(0.03),
        });
        let (ledger, years) = ledger(&spec);
        let line = spec.dimensions.settings[HOME].line.unwrap();
        assert_eq!(years[line].iter().sum::<i64>(), 10_821_429);
        // 100 nights × £5,000 / 7 = £71,428.57; the rest in 2024-25.
        assert_eq!(years[line], [7_142_857, 3_678_572]);
        assert_eq!(
            ledger.settings[HOME * 24..][..24].iter().sum::<i64>(),
            10_821_429
        );
        assert_eq!(ledger.at_start, [7_142_857, 3_678_572]);
        assert_eq!(ledger.entrants, [0, 0]);
    }

    #[test]
    fn lines_by_the_calendar() {
        let mut spec = spec((2024, 3, 31), 2, 0, 1);
        let certain = Value::Certain;
        let fixed = LineKind::Fixed {
            per_year: certain(36_500.0),
            from: 0,
            to: i32::MAX,
            growth: certain(0.1),
        };
        let fixed = add(&mut spec, fixed, false);
        let borrowing = LineKind::Borrowing {
            capital: 100_000.0,
            years: 10,
            rate: certain(0.035),
            from: 0,
        };
        let borrowing = add(&mut spec, borrowing, false);
        let one_off = add(
            &mut spec,
            LineKind::OneOff {
                amount: certain(123.45),
                day: 289,
            },
            true,
        );
        let plan = LineKind::SavingsPlan {
            per_year: certain(120_000.0),
            delivery: certain(0.5),
            from: 0,
            ramp_months: 12,
        };
        let plan = add(&mut spec, plan, false);
        let care = LineKind::AfterCare {
            exit: 1,
            share: certain(1.0),
            weekly: certain(70.0),
            stock: 10.0,
            mean_years_left: certain(2.0),
            mean_years: certain(1.0),
        };
        let care = add(&mut spec, care, false);
        let (ledger, years) = ledger(&spec);
        assert_eq!(years[fixed], [3_650_000, 4_015_000]);
        assert_eq!(ledger.at(fixed, 0), 300_000);
        // Known answer 18 (c): the ten-year annuity factor at 3.5% is 8.316605.
        // £12,024.137 a year; the remainder of a penny is carried into the second.
        assert_eq!(years[borrowing], [1_202_414, 1_202_413]);
        // 15 January 2025 is day 289.
        assert_eq!(ledger.at(one_off, 9), -12_345);
        assert_eq!(years[plan][1], -6_000_000);
        // A straight ramp over the year: half, but for the months' unequal lengths.
        assert!(
            (years[plan][0] + 3_000_000).abs() < 20_000,
            "{}",
            years[plan][0]
        );
        assert_eq!(ledger.at(plan, 0), -20_548);
        // £100 a day, decaying over 730.5 days: 73,050 × (1 − e^(−365/730.5)).
        assert_eq!(years[care][0], 2_872_777);
    }

    #[test]
    fn lines_of_what_happens() {
        // Ten nights at £700 a week, then the 18th birthday.
        let mut spec = spec((2024, 3, 31), 1, 70_000, 10);
        let certain = Value::Certain;
        let event = |event| LineKind::PerEvent {
            event,
            amount: certain(12.5),
        };
        let exits = add(
            &mut spec,
            event(crate::model::budget::EventKind::ExitFor(8)),
            false,
        );
        let moves = add(
            &mut spec,
            event(crate::model::budget::EventKind::Move),
            false,
        );
        let night = |streams| LineKind::PerNight {
            weekly: certain(7.0),
            settings: vec![],
            streams,
        };
        let nights = add(&mut spec, night(vec![0]), true);
        let others = add(&mut spec, night(vec![1]), true);
        let share = LineKind::Share {
            fraction: certain(0.25),
            settings: vec![HOME],
        };
        let share = add(&mut spec, share, true);
        let notice = LineKind::Notice {
            days: certain(7.0),
            settings: vec![HOME],
        };
        let notice = add(&mut spec, notice, false);
        let (_, years) = ledger(&spec);
        let amount = |line: usize| years[line][0];
        assert_eq!(amount(4), 100_000);
        assert_eq!((amount(exits), amount(moves)), (1_250, 0));
        assert_eq!((amount(nights), amount(others)), (-1_000, 0));
        assert_eq!(amount(share), -25_000);
        assert_eq!(amount(notice), 70_000);
    }

    /// Three closed months: what is inside the perimeter is the actual, the rest goes on by the calendar.
    #[test]
    fn actuals_close_months() {
        let mut spec = spec((2024, 6, 30), 1, 70_000, 10);
        let certain = Value::Certain;
        let fixed = || LineKind::Fixed {
            per_year: certain(36_500.0),
            from: -91,
            to: i32::MAX,
            growth: certain(0.0),
        };
        let inside = add(&mut spec, fixed(), false);
        let outside = add(&mut spec, fixed(), false);
        let home = spec.dimensions.settings[HOME].line.unwrap();
        spec.finance.budget = Some(Budget {
            perimeter: String::new(),
            lines: vec![home, inside],
            years: Vec::new(),
            details: Vec::new(),
            profile: Profile::Nights,
        });
        let actual = |month, of, pounds: f64| Actual {
            month,
            of,
            amount: certain(pounds),
        };
        spec.finance.actuals = vec![
            actual(0, ActualOf::Perimeter, 5_000.0),
            actual(1, ActualOf::Perimeter, 6_000.0),
            actual(1, ActualOf::Line(home), 4_000.0),
            actual(2, ActualOf::Line(home), 7_000.0),
            // After the snapshot: that month is simulated.
            actual(3, ActualOf::Perimeter, 1.0),
        ];
        let (ledger, years) = ledger(&spec);
        let unsplit = years.len() - 1;
        assert_eq!(
            (
                ledger.at(unsplit, 0),
                ledger.at(unsplit, 1),
                ledger.at(unsplit, 2)
            ),
            (500_000, 200_000, 0)
        );
        assert_eq!(
            (ledger.at(home, 0), ledger.at(home, 1), ledger.at(home, 2)),
            (0, 400_000, 700_000)
        );
        // Ten nights of July, £1,000.
        assert_eq!(ledger.at(home, 3), 100_000);
        // June has an actual for the home only: the fixed line inside goes on there, £100 a day, and from July.
        assert_eq!(ledger.at(inside, 1), 0);
        assert_eq!(ledger.at(inside, 2), 300_000);
        assert_eq!(years[inside][0], 300_000 + 274 * 10_000);
        assert_eq!(years[outside][0], 3_650_000);
        assert_eq!(ledger.actual, [1_800_000]);
        let model = Model::build(spec).unwrap();
        let total = 1_800_000 + 100_000 + years[inside][0];
        assert_eq!(ledger.outturn(&Books::new(&model), 0), total);
    }
}
