//! Common random numbers (known answer 12): what has no effect makes no difference, not even in the last bit, and
//! what prevents entries removes groups and touches nobody else.

use super::support::{stats::*, *};
use carecast::model::Model;
use carecast::model::entries::{Level, ReEntryBand};
use carecast::model::hazards::Cause;
use carecast::model::value::Value;
use carecast::sampling::distribution::Distribution;
use carecast::simulate::{Engine, Record};

/// Three settings, moves of both causes, sibling groups, re-entry, prices that differ.
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
    small.spec.prices.rows[2].price.spread = 0.4;
    small.spec.entries.re_entry = vec![vec![ReEntryBand {
        until_years: 5.0,
        per_year: Value::Certain(0.1),
    }]];
    small.entries(60.0, &[0.6, 0.3, 0.1], Vec::new(), &[0.7, 0.2, 0.1])
}

fn records(model: &Model, n: u64) -> Vec<Record> {
    replicate(model, n, Record::clone)
}

/// A factor of one, certain or drawn, on everything: the same record, bit by bit.
#[test]
fn an_action_without_effect_makes_no_difference() {
    let plain = records(&council().build(), 50);
    let mut certain = council();
    let mut drawn = council();
    // Uncertain, but every draw of it is one.
    let one = drawn.parameter("action.effect", Distribution::Normal { mean: 1.0, sd: 0.0 });
    for cause in Cause::ALL {
        for setting in 0..3 {
            certain = certain.factor(cause, setting, 1.0);
            drawn = drawn.factor(cause, setting, one);
        }
    }
    assert!(records(&certain.build(), 50) == plain);
    assert!(records(&drawn.build(), 50) == plain);
}

/// A breakdown factor where nobody ever is.
#[test]
fn an_action_on_an_empty_setting_makes_no_difference() {
    let empty = || {
        let mut small = council();
        for row in &mut small.spec.hazards.destinations {
            row.shares = vec![0.7, 0.3, 0.0];
        }
        for c in &mut small.spec.cohort.children {
            c.setting %= 2;
        }
        small.spec.entries.streams[0].first_setting = vec![vec![0.6, 0.4, 0.0]];
        small
    };
    let with = empty().factor(Cause::Breakdown, 2, 0.5);
    assert!(records(&with.build(), 50) == records(&empty().build(), 50));
}

/// An action on one cause leaves the times of the others where they were: halved breakdowns change the moves, and no
/// exit where all settings have the same rates of exit.
#[test]
fn an_action_on_one_cause_leaves_the_times_of_the_others() {
    let plain = records(&council().build(), 50);
    let mut halved = council();
    for setting in 0..3 {
        halved = halved.factor(Cause::Breakdown, setting, 0.5);
    }
    let halved = records(&halved.build(), 50);
    let broken = |r: &[Record]| r.iter().flat_map(|r| &r.breakdowns).sum::<u32>();
    assert!(broken(&halved) < broken(&plain) * 6 / 10);
    for (a, b) in plain.iter().zip(&halved) {
        assert_eq!(a.exits, b.exits);
        assert_eq!(a.entries, b.entries);
        assert_eq!(a.re_entries, b.re_entries);
    }
}

/// A child more in the cohort changes no other child: the two records differ by that child's own.
#[test]
fn a_child_more_changes_no_other_child() {
    let all = council();
    let mut without = council();
    let mut alone = council();
    let child = without.spec.cohort.children.remove(17);
    alone.spec.cohort.children = vec![child];
    // No entries, but the settings that a child who comes back comes back to.
    alone.spec.entries.streams[0].level = Level::First(0.0.into());
    let (all, without, alone) = (all.build(), without.build(), alone.build());
    for ((a, w), o) in records(&all, 200)
        .iter()
        .zip(records(&without, 200))
        .zip(records(&alone, 200))
    {
        let sum: Vec<i64> = flat(&w).iter().zip(flat(&o)).map(|(x, y)| x + y).collect();
        assert!(flat(a) == sum);
    }
}

/// An uncertain parameter more moves no draw of the others, nor of anybody's luck.
#[test]
fn a_parameter_more_moves_no_draw_of_the_others() {
    let build = |unused: bool| {
        let mut small = council();
        if unused {
            small.parameter("first.of.all", Distribution::gamma(2.0, 1.0).unwrap());
        }
        let d = Distribution::log_normal(1.1, 0.3).unwrap();
        let factor = small.parameter("hazards.factor.exit", d);
        let d = Distribution::beta(0.5, 0.1).unwrap();
        let level = small.parameter("hazards.factor.moves", d);
        small
            .factor(Cause::Exit, 1, factor)
            .factor(Cause::PlannedMove, 0, level)
            .build()
    };
    let (with, without) = (build(true), build(false));
    let (mut a, mut b) = (Engine::new(&with), Engine::new(&without));
    for replication in 0..50 {
        assert!(a.run(replication, 0) == b.run(replication, 0));
        assert_eq!(a.parameters()[1..], *b.parameters());
    }
}

/// Known answer 12: preventing a tenth of Poisson(100): the paired difference is Poisson(10), that of independent
/// runs has variance 190. Only groups are removed.
#[test]
fn prevention_removes_entries_and_nobody_else_moves() {
    let p = pace(1.0, 365);
    let (all, fewer) = (
        Small::new(1, 1).singles(100.0 * p, &[1.0]).build(),
        Small::new(1, 1).singles(90.0 * p, &[1.0]).build(),
    );
    let (mut a, mut b) = (Engine::new(&all), Engine::new(&fewer));
    let (mut paired, mut independent) = (Vec::new(), Vec::new());
    for replication in 0..20_000 {
        let with = a.run(replication, 0).entries.clone();
        let less = &b.run(replication, 0).entries;
        assert!(with.iter().zip(less).all(|(a, b)| a >= b));
        let total = |e: &[u32]| f64::from(e.iter().sum::<u32>());
        paired.push(total(&with) - total(less));
        independent.push(total(&with) - total(&b.run(replication, 1).entries));
    }
    near("12 paired difference, mean", mean(&paired), 10.0, 0.0);
    near(
        "12 paired difference, variance",
        variance(&paired),
        10.0,
        0.0,
    );
    near(
        "12 independent difference, mean",
        mean(&independent),
        10.0,
        0.0,
    );
    near(
        "12 independent difference, variance",
        variance(&independent),
        190.0,
        0.0,
    );
    for n in [5, 10, 15] {
        let at_most = share(&paired, |d| *d <= f64::from(n));
        near(
            &format!("12 paired P(≤ {n})"),
            at_most,
            poisson_cdf(10.0, i64::from(n)),
            0.0,
        );
    }
}

/// Fewer entries: every child who still enters lives the same life, so that in no month, setting or line there is a
/// child or a penny more.
#[test]
fn prevention_never_adds_a_child() {
    let mut fewer = council();
    fewer.spec.entries.streams[0].level = Level::First(50.0.into());
    let (all, fewer) = (
        records(&council().build(), 200),
        records(&fewer.build(), 200),
    );
    for (a, b) in all.iter().zip(&fewer) {
        for (x, y) in a.children_end.iter().zip(&b.children_end) {
            assert!(x >= y);
        }
        for (x, y) in a.cost.iter().zip(&b.cost) {
            assert!(x >= y);
        }
    }
}
