//! The cost of a year when every rate is known (known answer 9).

use super::support::{stats::*, *};
use carecast::model::Model;
use carecast::model::hazards::Cause;
use carecast::words::calendar::Day;

const WEEKLY: f64 = 6_000.0;
/// Pounds of half a night for each of the children who leave within a year: the night of an exit is not paid.
const HALF_NIGHTS: f64 = 0.5 * 30.0 * WEEKLY / 7.0;

/// 40 starts a year, mean stay 0.75 years, £6,000 a week; rates × pace.
fn homes(as_at: Day, years: usize, start: usize, pace: f64) -> Model {
    Small::at(as_at, 1, &["general"], years)
        .seed(as_at.0 as u64 + start as u64)
        .children(0, 0, start)
        .rate(Cause::Exit, 0, pace / 0.75)
        .singles(40.0 * pace, &[1.0])
        .price(0, WEEKLY)
        .build()
}

fn to_the_end(model: &Model, n: u64, pace: f64) -> Vec<f64> {
    let months = model.horizon.months.len();
    replicate(model, n, |r| cost(r, 0, 0..months) * pace)
}

/// Known answer 9, with 30 children known to be in the homes.
#[test]
fn a_year_from_a_known_start() {
    let p = pace(1.0, 365);
    let costs = to_the_end(&homes(snapshot(), 1, 30, p), 20_000, p);
    near(
        "9 known start, mean",
        mean(&costs),
        9_392_148.0,
        HALF_NIGHTS,
    );
    near("9 known start, sd", sd(&costs), 1_038_118.0, 1_000.0);
    // At the median density of £10m, 0.3 in a million, half nights move 0.4 points at most.
    near(
        "9 known start, P(> £10m)",
        share(&costs, |c| *c > 10e6),
        0.275,
        0.0045,
    );
    for (q, expected) in [(0.1, 8.08e6), (0.5, 9.37e6), (0.9, 10.74e6)] {
        // Printed to £10,000.
        near(
            &format!("9 known start, P{}", 100.0 * q),
            quantile(&costs, q),
            expected,
            5_000.0 + HALF_NIGHTS,
        );
    }
}

/// Known answer 9, started at its stationary law: empty nine years before.
#[test]
fn a_year_from_a_stationary_start() {
    let years = 10;
    // 2033-34 has 365 days.
    let p = pace(1.0, 365);
    let model = homes(snapshot(), years, 0, p);
    let last = 12 * (years - 1)..12 * years;
    let costs = replicate(&model, 10_000, |r| cost(r, 0, last.clone()) * p);
    near("9 stationary, mean", mean(&costs), 9_392_148.0, 100.0);
    near("9 stationary, sd", sd(&costs), 1_405_214.0, 1_000.0);
    near(
        "9 stationary, P(> £10m)",
        share(&costs, |c| *c > 10e6),
        0.323,
        0.0005,
    );
}

/// Known answer 9: with part of the year gone, less is left to luck.
#[test]
fn the_rest_of_a_year() {
    for (name, month, day, days, years, expected) in [
        ("9 six months left, sd", 9, 30, 182, 0.5, 451_785.0),
        ("9 three months left, sd", 12, 31, 90, 0.25, 179_013.0),
    ] {
        let p = pace(years, days);
        let model = homes(Day::from_ymd(2024, month, day).unwrap(), 1, 30, p);
        assert_eq!(model.horizon.days(), days);
        let costs = to_the_end(&model, 20_000, p);
        // Nights instead of hours: the last day of a stay is cut, which adds a few hundred pounds.
        near(name, sd(&costs), expected, 500.0);
    }
}
