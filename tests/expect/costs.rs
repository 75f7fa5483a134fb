//! What placements are expected to cost, against integrals of the theory.

use super::build::*;
use carecast::expect::Grid;
use carecast::model::hazards::{Cause, DestinationRow, Scope};
use carecast::model::prices::AppliesTo;

const MOVE: f64 = 0.6;
const EXIT: f64 = 0.5;
const ENTRIES: f64 = 100.0;
const WEEKLY: f64 = 1_000.0;
/// Far more than any council has seen, so that an error of the vintages shows.
const NEW: f64 = 0.30;
const EXISTING: f64 = 0.05;

/// Cost by year of placements that begin at `begin(s)` a year at times `s`, and of `found` there at time 0, all ending
/// at one rate; prices step at `changes`.
fn by_year(begin: impl Fn(f64) -> f64, found: f64, changes: &[f64]) -> Vec<f64> {
    let part = 1.0 / 1461.0;
    let ends = *changes.last().unwrap();
    let level = |s: f64, t: f64| {
        let before = |x: f64| changes.iter().filter(|c| **c <= x).count() as i32;
        (1.0 + NEW).powi(before(s)) * (1.0 + EXISTING).powi(before(t) - before(s))
    };
    let mut years = vec![0.0; changes.len() - 1];
    let mut ends_of = vec![(f64::NAN, 0.0); changes.len() - 1];
    let steps = (ends / part) as usize;
    for i in 0..steps {
        let t = (i as f64 + 0.5) * part;
        let year = changes.iter().filter(|c| **c <= t).count() - 1;
        let stay = |s: f64| (-(MOVE + EXIT) * (t - s)).exp();
        let mut value = found * stay(0.0) * level(0.0, t) + 0.5 * begin(t) * level(t, t) * part;
        for j in 0..i {
            let s = (j as f64 + 0.5) * part;
            value += begin(s) * stay(s) * level(s, t) * part;
        }
        years[year] += value * part * WEEKLY * 365.25 / 7.0;
        let (first, last) = &mut ends_of[year];
        if first.is_nan() {
            *first = value;
        }
        *last = value;
    }
    // A night is paid by who is there at its end.
    for (year, (first, last)) in years.iter_mut().zip(ends_of) {
        *year += 0.5 * (last - first) * WEEKLY / 7.0;
    }
    years
}

/// One setting whose children move on within it, each time to a new price: entrants, and children there at the start.
#[test]
fn placements_keep_the_price_they_began_at() {
    let years = 3;
    let make = || {
        let mut s = spec(&["a"], years);
        s.hazards
            .rates
            .push(rate(Cause::PlannedMove, Scope::default(), MOVE));
        s.hazards
            .rates
            .push(rate(Cause::Exit, Scope::default(), EXIT));
        s.hazards.destinations.push(DestinationRow {
            causes: vec![Cause::PlannedMove],
            scope: Scope::default(),
            shares: vec![1.0],
        });
        price(&mut s, 0, WEEKLY);
        uplift(&mut s, AppliesTo::New, NEW);
        uplift(&mut s, AppliesTo::Existing, EXISTING);
        s
    };
    // The first change, of 1 April, is that of the price date.
    let horizon = carecast::model::horizon::Horizon::new(make().as_at, years);
    let changes: Vec<f64> = (0..=years)
        .map(|y| f64::from(horizon.month_start[12 * y]) / 365.25)
        .collect();
    let after = |x: f64| 1.0 - (-EXIT * x).exp();
    let mut entrants = make();
    entrants.entries.streams.push(entries(ENTRIES, &[1.0]));
    let of_entrants = by_year(
        |s| ENTRIES + MOVE * ENTRIES / EXIT * after(s),
        0.0,
        &changes,
    );
    let mut started = make();
    started.cohort.groups.push(group(0, 100, Vec::new()));
    let of_started = by_year(|s| MOVE * 100.0 * (1.0 - after(s)), 100.0, &changes);
    // All prices of day 0 have had the change of that day, or none has.
    let first = 1.0 + NEW;
    for (name, spec, known) in [
        ("entrants", entrants, of_entrants),
        ("start", started, of_started),
    ] {
        let all = expected(spec, &Grid::default()).all();
        for (y, known) in known.into_iter().enumerate() {
            let found: f64 = (12 * y..12 * y + 12).map(|m| all.slot_cost(m, 0)).sum();
            println!("{name} {y}: {:e}", found / (known / first) - 1.0);
            near(found, known / first, if y == 0 { 1e-5 } else { 1.5e-4 });
        }
    }
}
