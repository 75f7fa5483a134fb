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
        id: String::new(),
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
