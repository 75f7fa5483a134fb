//! Actions: one without effect makes no difference in the last bit, whatever its course; one with an effect makes the
//! difference that integrals say.

use super::support::{stats::*, *};
use carecast::model::Model;
use carecast::model::effect::{Change, Course, Effect, HazardEffect, Prevention, Size};
use carecast::model::hazards::{Cause, Scope};
use carecast::model::intervention::Intervention;
use carecast::model::value::Value;
use carecast::sampling::distribution::Distribution;
use carecast::simulate::Record;

/// Three settings, moves of both causes, sibling groups, prices that differ.
fn council() -> Small {
    let mut small = Small::new(3, 2);
    for i in 0..3 {
        small = small
            .children(i, 0, 30)
            .band(Cause::Exit, i, 0.0, 0.5, 0.9)
            .band(Cause::Exit, i, 0.5, f64::INFINITY, 0.4)
            .rate(Cause::PlannedMove, i, 0.5)
            .rate(Cause::Breakdown, i, 0.3 + 0.1 * i as f64)
            .moves(&[Cause::PlannedMove, Cause::Breakdown], i, &[0.5, 0.3, 0.2])
            .price(i, 500.0 * (i + 1) as f64);
    }
    small.entries(60.0, &[0.6, 0.3, 0.1], Vec::new(), &[0.7, 0.2, 0.1])
}

fn course(start: i32, ramp_months: u32, delivery: f64) -> Course {
    Course {
        start,
        ramp_months,
        end: i32::MAX,
        delivery: Value::Certain(delivery),
    }
}

fn hazard(causes: &[Cause], ratio: Value, course: Course) -> Effect {
    Effect::Hazard(HazardEffect {
        causes: causes.to_vec(),
        scope: Scope::default(),
        toward: Vec::new(),
        change: Change::Ratio(ratio),
        reach: Value::Certain(1.0),
        course,
    })
}

fn with(mut small: Small, effects: Vec<Effect>) -> Model {
    small.spec.interventions.push(Intervention {
        id: "action".to_owned(),
        effects,
        ..Intervention::default()
    });
    small.build()
}

fn records(model: &Model, n: u64) -> Vec<Record> {
    replicate(model, n, Record::clone)
}

/// The first day of the horizon's month `m`.
fn month(small: &Small, m: usize) -> i32 {
    let horizon = carecast::model::horizon::Horizon::new(small.spec.as_at, small.spec.years);
    horizon.month_start[m]
}

#[test]
fn an_action_without_effect_makes_no_difference_at_any_time() {
    let plain = records(&council().build(), 50);
    let start = month(&council(), 5);
    let certain = hazard(&Cause::ALL, Value::Certain(1.0), course(start, 9, 0.7));
    assert!(records(&with(council(), vec![certain]), 50) == plain);
    let mut small = council();
    let one = small.parameter("action.ratio", Distribution::Normal { mean: 1.0, sd: 0.0 });
    let drawn = hazard(&Cause::ALL, one, course(start, 9, 0.7));
    assert!(records(&with(small, vec![drawn]), 50) == plain);
    let undelivered = hazard(&Cause::ALL, Value::Certain(0.2), course(start, 9, 0.0));
    assert!(records(&with(council(), vec![undelivered]), 50) == plain);
    // It works on children of a setting that nobody is in.
    let nobody = Effect::Hazard(HazardEffect {
        causes: Cause::ALL.to_vec(),
        scope: Scope {
            needs: Some(vec![4]),
            ..Scope::default()
        },
        toward: Vec::new(),
        change: Change::Ratio(Value::Certain(0.1)),
        reach: Value::Certain(1.0),
        course: course(start, 9, 1.0),
    });
    assert!(records(&with(council(), vec![nobody]), 50) == plain);
}

#[test]
fn an_action_on_breakdowns_leaves_the_times_of_exits() {
    let plain = records(&council().build(), 50);
    let start = month(&council(), 5);
    let halved = hazard(
        &[Cause::Breakdown],
        Value::Certain(0.5),
        course(start, 6, 1.0),
    );
    let halved = records(&with(council(), vec![halved]), 50);
    let broken = |r: &[Record], months: std::ops::Range<usize>| -> u32 {
        r.iter().flat_map(|r| &r.breakdowns[months.clone()]).sum()
    };
    assert_eq!(broken(&plain, 0..5), broken(&halved, 0..5));
    assert!(broken(&halved, 11..24) < broken(&plain, 11..24) * 65 / 100);
    for (a, b) in plain.iter().zip(&halved) {
        assert_eq!(a.exits, b.exits);
        assert_eq!(a.entries, b.entries);
    }
}

/// 1,000 children leave at 0.4 a year; from month 6 on an action takes it to 0.4 × (1 − 0.5 × strength), in four equal
/// steps: who is left after two years is e to the minus the integral.
#[test]
fn a_ramp_is_integrated() {
    let small = || {
        Small::new(1, 2)
            .seed(41)
            .children(0, 0, 1_000)
            .rate(Cause::Exit, 0, 0.4)
    };
    let starts = carecast::model::horizon::Horizon::new(small().spec.as_at, 2).month_start;
    let strength = |m: usize| ((m as f64 - 5.0) / 4.0).clamp(0.0, 1.0);
    let integral: f64 = (0..24)
        .map(|m| 0.4 * (1.0 - 0.5 * strength(m)) * f64::from(starts[m + 1] - starts[m]))
        .sum::<f64>()
        / 365.25;
    let action = hazard(
        &[Cause::Exit],
        Value::Certain(0.5),
        course(starts[6], 4, 1.0),
    );
    let model = with(small(), vec![action]);
    let left = replicate(&model, 500, |r| all_stock(r, 23) as f64 / 1_000.0);
    near("still in care", mean(&left), libm::exp(-integral), 0.0);
}

/// Known answer 12: a tenth of Poisson(100) entrants prevented is a paired difference of mean and variance 10; and twice
/// the delivery prevents twice as many.
#[test]
fn a_share_of_entries_is_prevented() {
    let small = || Small::new(1, 1).seed(42).singles(100.0, &[1.0]);
    let prevention = |delivery: f64| {
        Effect::Prevention(Prevention {
            streams: Vec::new(),
            ages: (0.0, 18.0),
            reach: Value::Certain(0.5),
            size: Size::OneLess(Value::Certain(0.6)),
            course: course(0, 1, delivery),
        })
    };
    let entries = |model: &Model| -> Vec<f64> {
        replicate(model, 4_000, |r| f64::from(r.entries.iter().sum::<u32>()))
    };
    let plain = entries(&small().build());
    // 0.5 × (1 − 0.6) × delivery.
    let tenth = entries(&with(small(), vec![prevention(0.5)]));
    let fifth = entries(&with(small(), vec![prevention(1.0)]));
    let fewer = |with: &[f64]| -> Vec<f64> { plain.iter().zip(with).map(|(a, b)| a - b).collect() };
    let (tenth, fifth) = (fewer(&tenth), fewer(&fifth));
    assert!(tenth.iter().all(|d| *d >= 0.0));
    // The year here has 365 days.
    let year = 365.0 / 365.25;
    near("prevented", mean(&tenth), 10.0 * year, 0.0);
    near("prevented by twice as much", mean(&fifth), 20.0 * year, 0.0);
    near(
        "variance of the difference",
        variance(&tenth),
        10.0 * year,
        0.0,
    );
}
