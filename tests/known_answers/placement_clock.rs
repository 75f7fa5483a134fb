//! Exits that run over time in the placement (a setting that says so) beside exits that run over time in care.
//!
//! Setting 0: no exit, a planned move to setting 1 at 1 a year. Setting 1: exits at 0.2 a year to half a year in the
//! placement, at 2 a year beyond. By hand, from the beginning of a placement in setting 1: the share that ends within
//! half a year is 1 − e^−0.1 = 0.095163; the mean time is (1 − e^−0.1) / 0.2 + e^−0.1 / 2 = 0.475813 + 0.452419 =
//! 0.928232 years. Over time in care a child who has been in care for three years would leave at 2 a year at once.

use super::support::{stats::*, *};
use carecast::expect::{Expected, Grid};
use carecast::model::Model;
use carecast::model::hazards::{Cause, ReasonRow, Scope};

/// Half a year is this many days, 1 April to 30 September, so that a month ends there.
const HALF: i32 = 183;

fn adoptive(seed: u64) -> Small {
    let p = pace(0.5, HALF);
    let mut small = Small::new(2, 12)
        .seed(seed)
        .rate(Cause::PlannedMove, 0, p)
        .moves(&[Cause::PlannedMove], 0, &[0.0, 1.0])
        .band(Cause::Exit, 1, 0.0, 0.5 / p, 0.2 * p)
        .band(Cause::Exit, 1, 0.5 / p, f64::INFINITY, 2.0 * p);
    small.spec.hazards.exits_over_placement = vec![1];
    small.spec.hazards.reasons.push(ReasonRow {
        scope: Scope::default(),
        shares: vec![1.0],
    });
    small
}

/// Years of a day of these models.
const YEARS: f64 = 0.5 / HALF as f64;

/// Children three years in care, moved into setting 1 on day 0, or living in setting 0 for as long.
fn found(setting: usize, count: usize, seed: u64) -> Model {
    let mut small = adoptive(seed).children_elapsed(setting, 0, count, 1096);
    for c in &mut small.spec.cohort.children {
        c.placement_start = if setting == 1 { 0 } else { c.care_start };
    }
    small.build()
}

/// What is expected of one such child.
fn expected(setting: usize) -> Expected {
    let model = found(setting, 1, 0);
    // The child crosses the edge on a known day: steps that end there.
    let grid = Grid {
        step: 1.0,
        durations: vec![f64::from(HALF) / 365.25],
        ..Grid::default()
    };
    Expected::of(&model, &model.means(), &grid)
}

fn days(e: &Expected, setting: usize) -> f64 {
    (0..144).map(|m| e.start.nights(m, 0, setting, 0)).sum()
}

#[test]
fn an_exit_runs_over_time_in_the_placement() {
    let within = 1.0 - libm::exp(-0.1);
    let stay = within / 0.2 + libm::exp(-0.1) / 2.0;
    let model = found(1, 500, 61);
    // The night of the exit is not paid: half a day each.
    let half_day = 0.5 * YEARS;
    let lives = replicate(&model, 400, |r| {
        let early: u32 = r.exits[..6].iter().sum();
        let paid = nights(r, 0, 1, 0..144) as f64;
        [f64::from(early) / 500.0, paid / 500.0 * YEARS + half_day]
    });
    for (i, name, known) in [(0, "within half a year", within), (1, "mean stay", stay)] {
        let values: Vec<f64> = lives.iter().map(|l| l[i]).collect();
        near(name, mean(&values), known, 1e-5);
    }
    let e = expected(1);
    let early: f64 = (0..6)
        .map(|m| e.start.events(m, 0, Cause::Exit, 1, 0))
        .sum();
    let ended: f64 = (0..144).map(|m| e.start.ended(m, 0, 1, 0)).sum();
    assert!((early - within).abs() < 1e-4, "{early}");
    assert!((ended - within).abs() < 2e-3, "{ended}");
    let mean_stay = days(&e, 1) * YEARS + half_day;
    assert!((mean_stay / stay - 1.0).abs() < 1e-3, "{mean_stay} {stay}");
}

/// The exponential of the exit is drawn once for the period of care: who moves in goes on with what is left of it,
/// along the hazard from the day of the move. A year on average in setting 0, then 0.928232 years.
#[test]
fn what_is_left_goes_on_from_the_move() {
    let stay = (1.0 - libm::exp(-0.1)) / 0.2 + libm::exp(-0.1) / 2.0;
    let model = found(0, 500, 62);
    let lives = replicate(&model, 400, |r| {
        let at = |setting| nights(r, 0, setting, 0..144) as f64 / 500.0 * YEARS;
        let gone: u32 = r.exits.iter().sum();
        assert!(gone >= 498, "{gone}");
        [at(0), at(1), all_stock(r, 11) as f64 / 500.0]
    });
    // Still there after a year: not moved, or moved at t and not gone in the rest of it.
    let (n, year) = (100_000, 365.0 * YEARS);
    let moved: f64 = (0..n)
        .map(|i| year * (f64::from(i) + 0.5) / f64::from(n))
        .map(|t| (t, year - t))
        .map(|(t, d)| libm::exp(-t) * libm::exp(-0.2 * d.min(0.5) - 2.0 * (d - 0.5).max(0.0)))
        .sum::<f64>()
        * year
        / f64::from(n);
    let left = libm::exp(-year) + moved;
    let e = expected(0);
    let by_hand = [(0, 1.0), (1, stay)];
    for (setting, known) in by_hand {
        let values: Vec<f64> = lives.iter().map(|l| l[setting]).collect();
        near("years in a setting", mean(&values), known, 2.5e-3);
        let x = days(&e, setting) * YEARS;
        assert!((x / known - 1.0).abs() < 4e-3, "{setting}: {x} {known}");
    }
    let values: Vec<f64> = lives.iter().map(|l| l[2]).collect();
    near("there after a year", mean(&values), left, 1e-6);
    let x = e.start.total(11);
    assert!((x - left).abs() < 2e-4, "{x} {left}");
}

/// A setting named twice, or one whose exit has a constant rate, is none the different.
#[test]
fn a_constant_exit_has_no_clock() {
    let build = |over: Vec<usize>| {
        let mut small = Small::new(2, 2)
            .seed(63)
            .children_elapsed(0, 0, 300, 400)
            .rate(Cause::Exit, 0, 0.3)
            .rate(Cause::Exit, 1, 0.5)
            .rate(Cause::PlannedMove, 0, 0.8)
            .moves(&[Cause::PlannedMove], 0, &[0.0, 1.0]);
        small.spec.hazards.exits_over_placement = over;
        small.build()
    };
    let plain = replicate(&build(Vec::new()), 20, |r| all_stock(r, 23));
    let over = replicate(&build(vec![0, 1, 1]), 20, |r| all_stock(r, 23));
    assert_eq!(plain, over);
}

#[test]
fn a_setting_that_is_not_there_is_refused() {
    let mut small = adoptive(64);
    small.spec.hazards.exits_over_placement = vec![2];
    assert!(Model::build(small.spec).is_err());
}
