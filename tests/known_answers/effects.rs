//! Effects of actions on exits by reason, destinations, entries, returns and prices: by hand, and nothing where they do
//! nothing.

use super::support::{stats::*, *};
use carecast::forecast::{Books, Ledger};
use carecast::model::Model;
use carecast::model::budget::Line;
use carecast::model::effect::{
    Beginning, Change, Course, Diversion, Effect, EntriesEffect, HazardEffect, Placements,
    Prevention, PriceChange, PriceEffect, ReEntryEffect, Size,
};
use carecast::model::entries::ReEntryBand;
use carecast::model::hazards::{Cause, ReasonRow, Scope};
use carecast::model::intervention::{InHouseHome, Intervention, Kind, Plan};
use carecast::model::supply::Staffing;
use carecast::model::value::Value;
use carecast::simulate::Record;

const ONE: Value = Value::Certain(1.0);

fn course(start: i32, delivery: f64) -> Course {
    Course {
        start,
        ramp_months: 1,
        end: i32::MAX,
        delivery: Value::Certain(delivery),
    }
}

fn acting(mut small: Small, effects: Vec<Effect>) -> Model {
    small.spec.interventions.push(Intervention {
        id: "action".to_owned(),
        effects,
        ..Intervention::default()
    });
    small.build()
}

fn toward(cause: Cause, toward: usize, ratio: f64) -> Effect {
    Effect::Hazard(HazardEffect {
        causes: vec![cause],
        scope: Scope::default(),
        toward: vec![toward],
        change: Change::Ratio(Value::Certain(ratio)),
        reach: ONE,
        course: course(0, 1.0),
    })
}

fn divert(share: f64, delivery: f64) -> Effect {
    Effect::Diversion(Diversion {
        who: 7,
        at: Beginning::ALL.to_vec(),
        ages: None,
        needs: None,
        streams: None,
        picked: vec![0],
        to: 1,
        share: Value::Certain(share),
        reach: ONE,
        course: course(0, delivery),
    })
}

fn price(change: PriceChange, placements: Placements, start: i32, delivery: f64) -> Effect {
    Effect::Price(PriceEffect {
        scope: Scope::settings(&[0]),
        change,
        placements,
        reach: ONE,
        course: course(start, delivery),
    })
}

fn entries(ratio: f64, per_year: f64) -> Effect {
    Effect::Entries(EntriesEffect {
        streams: Vec::new(),
        ratio: Value::Certain(ratio),
        per_year: Value::Certain(per_year),
        course: course(0, 1.0),
    })
}

fn back(ratio: f64) -> Effect {
    Effect::ReEntry(ReEntryEffect {
        exits: vec![0],
        ratio: Value::Certain(ratio),
        reach: ONE,
        course: course(0, 1.0),
    })
}

/// Two reasons for an exit, two settings, moves, returns, prices.
fn council() -> Small {
    let mut small = Small::new(2, 2)
        .seed(51)
        .children(0, 0, 40)
        .children(1, 0, 40)
        .entries(50.0, &[0.6, 0.4], Vec::new(), &[0.7, 0.3]);
    for i in 0..2 {
        small = small
            .rate(Cause::Exit, i, 0.6)
            .rate(Cause::PlannedMove, i, 0.5)
            .moves(&[Cause::PlannedMove], i, &[0.5, 0.5])
            .price(i, 700.0 * (i + 1) as f64);
    }
    reasons(small)
}

/// Leaves for one of two reasons, three to two, and comes back after the first.
fn reasons(mut small: Small) -> Small {
    small.spec.dimensions.exits = ["home", "order", "turned_18"].map(str::to_owned).into();
    small.spec.hazards.reasons.push(ReasonRow {
        scope: Scope::default(),
        shares: vec![0.6, 0.4],
    });
    small.spec.entries.re_entry = vec![vec![ReEntryBand {
        until_years: f64::INFINITY,
        per_year: Value::Certain(0.2),
    }]];
    small
}

fn records(model: &Model, n: u64) -> Vec<Record> {
    replicate(model, n, Record::clone)
}

#[test]
fn effects_of_nothing_change_not_the_last_bit() {
    let plain = records(&council().build(), 20);
    let all = Placements::All;
    for effect in [
        toward(Cause::Exit, 0, 1.0),
        toward(Cause::PlannedMove, 1, 1.0),
        divert(0.0, 1.0),
        divert(0.5, 0.0),
        entries(1.0, 0.0),
        back(1.0),
        price(PriceChange::Ratio(ONE), all, 61, 1.0),
        price(PriceChange::Weekly(Value::Certain(0.0)), all, 61, 1.0),
        price(PriceChange::Ratio(Value::Certain(2.0)), all, 61, 0.0),
        price(PriceChange::Floor(Value::Certain(1.0)), all, 61, 1.0),
        price(PriceChange::Cap(Value::Certain(9_000.0)), all, 61, 1.0),
    ] {
        let with = records(&acting(council(), vec![effect.clone()]), 20);
        for (a, b) in plain.iter().zip(&with) {
            assert!(flat(a) == flat(b), "{effect:?}");
        }
    }
}

/// 1,000 children leave at 0.6 a year, three fifths of them home. Twice as many return home: 0.96 a year, three quarters
/// home; who leaves by an order does so at 0.24 as before.
#[test]
fn a_ratio_toward_a_reason_leaves_the_hazards_toward_the_others() {
    let small = || {
        let mut s = reasons(Small::new(1, 1).seed(52).children(0, 0, 1_000).rate(
            Cause::Exit,
            0,
            0.6,
        ));
        s.spec.entries.re_entry.clear();
        s
    };
    let exits = |model: &Model, reason: usize| -> Vec<f64> {
        replicate(model, 100, |r| {
            let months = r.layout.months;
            r.exits[reason * months..(reason + 1) * months]
                .iter()
                .map(|n| f64::from(*n))
                .sum()
        })
    };
    let year = 365.0 / 365.25;
    let left = |rate: f64, of: f64| 1_000.0 * of / rate * (1.0 - libm::exp(-rate * year));
    let model = acting(small(), vec![toward(Cause::Exit, 0, 2.0)]);
    near("home", mean(&exits(&model, 0)), left(0.96, 0.72), 0.0);
    near("orders", mean(&exits(&model, 1)), left(0.96, 0.24), 0.0);
    // Two actions on two reasons add up: 0.6 × 2 and 0.4 × 3 of 0.6.
    let both = vec![toward(Cause::Exit, 0, 2.0), toward(Cause::Exit, 1, 3.0)];
    let model = acting(small(), both);
    near("home", mean(&exits(&model, 0)), left(1.44, 0.72), 0.0);
    near("orders", mean(&exits(&model, 1)), left(1.44, 0.72), 0.0);
}

/// A share of those who enter setting 0 goes to setting 1, in whom nothing else changes; twice the delivery, twice as many.
#[test]
fn a_share_goes_elsewhere() {
    let small = || Small::new(2, 1).seed(53).singles(100.0, &[0.8, 0.2]);
    let in_one =
        |model: &Model| -> Vec<f64> { replicate(model, 1_000, |r| stock(r, 0, 1, 11) as f64) };
    let plain = in_one(&small().build());
    let more = |delivery: f64| -> Vec<f64> {
        let with = in_one(&acting(small(), vec![divert(0.5, delivery)]));
        with.iter().zip(&plain).map(|(a, b)| a - b).collect()
    };
    let year = 365.0 / 365.25;
    near("half", mean(&more(0.5)), 20.0 * year, 0.0);
    near("all", mean(&more(1.0)), 40.0 * year, 0.0);
    assert!(more(1.0).iter().all(|d| *d >= 0.0));
}

/// A rate added to none: 1,000 children, 0.4 a year.
#[test]
fn a_rate_is_added() {
    let added = Effect::Hazard(HazardEffect {
        causes: vec![Cause::Exit],
        scope: Scope::default(),
        toward: Vec::new(),
        change: Change::PerYear(Value::Certain(0.5)),
        reach: Value::Certain(0.8),
        course: course(0, 1.0),
    });
    let model = acting(Small::new(1, 1).seed(54).children(0, 0, 1_000), vec![added]);
    let left = replicate(&model, 60, |r| all_stock(r, 11) as f64 / 1_000.0);
    near("left", mean(&left), libm::exp(-0.4 * 365.0 / 365.25), 0.0);
}

/// 1,000 children leave at once and come back at 0.2 a year, to leave at once again; at a ratio of a half, at 0.1.
#[test]
fn fewer_come_back() {
    let small = || {
        let mut s = reasons(Small::new(1, 1).seed(55).children(0, 0, 1_000).band(
            Cause::Exit,
            0,
            0.0,
            0.002,
            5_000.0,
        ))
        .singles(0.0, &[1.0]);
        s.spec.hazards.reasons[0].shares = vec![1.0, 0.0];
        s
    };
    let again = |model: &Model| -> Vec<f64> {
        replicate(model, 100, |r| {
            f64::from(r.re_entries.iter().sum::<u32>()) / 1_000.0
        })
    };
    let year = 365.0 / 365.25 - 0.0002;
    let share = |rate: f64| rate * year;
    near("as ever", mean(&again(&small().build())), share(0.2), 2e-4);
    let fewer = again(&acting(small(), vec![back(0.5)]));
    near("half the hazard", mean(&fewer), share(0.1), 2e-4);
}

/// Entries × 1.2 + 10 a year.
#[test]
fn more_enter() {
    let small = || Small::new(1, 1).seed(56).singles(100.0, &[1.0]);
    let model = acting(small(), vec![entries(1.2, 10.0)]);
    let n: Vec<f64> = replicate(&model, 1_000, |r| f64::from(r.entries.iter().sum::<u32>()));
    near("entries", mean(&n), 130.0 * 365.0 / 365.25, 0.0);
}

/// One child at £700 a week, £100 a night, all year; from day 183 on an action changes its price.
#[test]
fn prices_by_hand() {
    let one = |effects: Vec<Effect>| {
        let model = acting(Small::new(1, 1).children(0, 0, 1).price(0, 700.0), effects);
        let mut engine = carecast::simulate::Engine::new(&model);
        cost(engine.run(0, 0), 0, 0..12)
    };
    let (all, new) = (Placements::All, Placements::New);
    let at = |x: f64| Value::Certain(x);
    let from = 183;
    let paid = |weekly: f64| 100.0 * 183.0 + weekly / 7.0 * 182.0;
    let by = |change, placements, delivery| one(vec![price(change, placements, from, delivery)]);
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
    near(by(PriceChange::Ratio(at(1.1)), all, 1.0), paid(770.0));
    near(by(PriceChange::Ratio(at(1.1)), new, 1.0), paid(700.0));
    near(by(PriceChange::Weekly(at(70.0)), all, 1.0), paid(770.0));
    near(by(PriceChange::Weekly(at(70.0)), all, 0.5), paid(735.0));
    near(by(PriceChange::Floor(at(840.0)), all, 1.0), paid(840.0));
    near(by(PriceChange::Floor(at(840.0)), all, 0.5), paid(770.0));
    near(by(PriceChange::Cap(at(560.0)), all, 1.0), paid(560.0));
    // One after the other: × 1.1, then + 70.
    let both = vec![
        price(PriceChange::Ratio(at(1.1)), all, 30, 1.0),
        price(PriceChange::Weekly(at(70.0)), all, from, 1.0),
    ];
    near(one(both), 100.0 * 30.0 + 110.0 * 153.0 + 120.0 * 182.0);
}

/// A new placement is dearer from then on, those made before are not; and it is found at the new price.
#[test]
fn new_placements_at_a_new_price() {
    let model = acting(
        Small::new(1, 1)
            .seed(57)
            .children(0, 0, 5)
            .singles(40.0, &[1.0])
            .price(0, 700.0),
        vec![price(
            PriceChange::Ratio(Value::Certain(1.5)),
            Placements::New,
            183,
            1.0,
        )],
    );
    let mut engine = carecast::simulate::Engine::new(&model);
    let record = engine.run(0, 0).clone();
    let l = record.layout;
    let entered: u32 = record.entries[6..12].iter().sum();
    let before: u32 = record.entries[..6].iter().sum();
    let weekly: i64 = (0..2)
        .map(|c| record.weekly_end[l.cell(l.group(c, 0), 0, 11)])
        .sum();
    let expected = 70_000 * i64::from(before + 5) + 105_000 * i64::from(entered);
    assert_eq!(weekly, expected);
}

/// Two actions that each keep half of the children out keep three quarters out; two that keep all out, all, and nobody
/// twice.
#[test]
fn a_child_is_saved_once() {
    let small = || {
        Small::new(1, 1)
            .seed(58)
            .singles(100.0, &[1.0])
            .price(0, 700.0)
    };
    let prevention = |share: f64| {
        Effect::Prevention(Prevention {
            streams: Vec::new(),
            ages: (0.0, 18.0),
            reach: ONE,
            size: Size::Share(Value::Certain(share)),
            course: course(0, 1.0),
        })
    };
    let entered = |model: &Model| -> Vec<f64> {
        replicate(model, 1_000, |r| f64::from(r.entries.iter().sum::<u32>()))
    };
    let half = acting(small(), vec![prevention(0.5), prevention(0.5)]);
    near(
        "a quarter",
        mean(&entered(&half)),
        25.0 * 365.0 / 365.25,
        0.0,
    );
    let all = acting(small(), vec![prevention(1.0), prevention(1.0)]);
    assert!(entered(&all).iter().all(|n| *n == 0.0));
    let bill = replicate(&all, 20, |r| cost(r, 0, 0..12));
    assert!(bill.iter().all(|c| *c == 0.0));
}

/// A home that never opens costs its capital, £1,000,000 over 40 years at 5% a year (an annuity of £58,278.16), and its team,
/// £20,000 a month, and nothing else; one that opens after half of the year costs its running cost from then on instead of the
/// team.
#[test]
fn a_home_that_never_opens() {
    let year_of = |slip_months: f64| -> f64 {
        let mut small = Small::new(1, 1).children(0, 0, 1);
        let home = InHouseHome {
            homes: 1,
            setting: 0,
            opens: vec![0],
            slip_months: Value::Certain(slip_months),
            staffing: Staffing::default(),
            usable_beds: 3,
            fill_months: 1,
            ages: (0.0, 18.0),
            need_to: 4,
            base_cost_per_year: Value::Certain(730_000.0),
            cost_growth: Value::Certain(0.0),
            cost_per_child_week: None,
            pre_opening_per_month: Some(Value::Certain(20_000.0)),
            capital: Some((1_000_000.0, 40, Value::Certain(0.05))),
        };
        let plan = Plan {
            id: "home".to_owned(),
            who: 1,
            course: course(0, 1.0),
            reach: ONE,
        };
        let compiled = Kind::InHouseHome(home).compile(&plan, &small.spec);
        let lines = compiled.costs.into_iter().map(|c| Line {
            name: c.what,
            kind: c.kind,
            income: c.income,
        });
        small.spec.finance.lines.extend(lines);
        let model = acting(small, compiled.effects);
        let mut engine = carecast::simulate::Engine::new(&model);
        let record = engine.run(0, 0).clone();
        let books = Books::new(&model);
        let mut ledger = Ledger::default();
        ledger.fill(&books, &record, &[]);
        ledger.amount.iter().sum::<i64>() as f64 / 100.0
    };
    let capital = 58_278.16;
    let near = |a: f64, b: f64| assert!((a - b).abs() < 0.05, "{a} {b}");
    near(year_of(1_200.0), capital + 240_000.0);
    near(year_of(0.0), capital + 730_000.0);
    // Six months are 183 days: to the end of September.
    near(year_of(6.0), capital + 120_000.0 + 182.0 * 2_000.0);
}
