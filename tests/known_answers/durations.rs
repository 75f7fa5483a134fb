//! Elapsed time, age and competing causes (known answers 3, 4c, 4d).

use super::support::{stats::*, *};
use carecast::model::hazards::Cause;

/// Edges of the bands of a Weibull: 200, spaced by their logs, and whole years among them.
fn edges() -> Vec<f64> {
    let mut edges = log_edges(1e-5, 40.0, 200);
    edges.extend([1.0, 2.0]);
    edges.sort_by(f64::total_cmp);
    edges
}

/// Known answer 3: a child new in care, a child known to have been in care for a year, and a child picked at random
/// among those in care stay another year with different chances.
#[test]
fn who_has_stayed_will_stay() {
    let weibull = |p: f64| move |t: f64| libm::pow(t * p, 0.7);
    let p = pace(1.0, 365);
    let stretched: Vec<f64> = edges().iter().map(|e| e / p).collect();
    for (name, days, expected) in [("3 new", 0, 0.367879), ("3 after a year", 365, 0.535527)] {
        let model = Small::new(1, 1)
            .children_elapsed(0, 0, 1_000, days)
            .seed(31 + days as u64)
            .hazard(Cause::Exit, 0, &stretched, weibull(p))
            .build();
        let left: Vec<f64> = replicate(&model, 300, |r| all_stock(r, 11) as f64 / 1_000.0);
        near(name, mean(&left), expected, 0.0);
    }
    // Entries for 24 years, then none for one: the share of those in care who are still there.
    let years = 25;
    let months = 12 * years;
    let mut factor = vec![1.0; months];
    factor[months - 12..].fill(0.0);
    let model = Small::new(1, years)
        .hazard(Cause::Exit, 0, &stretched, weibull(p))
        .entries(400.0, &[1.0], factor, &[1.0])
        .seed(33)
        .build();
    let both: Vec<(f64, f64)> = replicate(&model, 400, |r| {
        (
            all_stock(r, months - 1) as f64,
            all_stock(r, months - 13) as f64,
        )
    });
    let (after, before): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
    near(
        "3 a random child in care",
        ratio(&after, &before),
        0.545209,
        0.0,
    );
}

/// Known answer 4c: aged 15, leaving at 0.4 a year, at 18 at the latest.
#[test]
fn the_birthday_ends_care() {
    // Three years are 1,096 days here.
    let p = pace(3.0, 1096);
    let mut small = Small::new(1, 4)
        .seed(34)
        .children(0, 0, 1_000)
        .rate(Cause::Exit, 0, 0.4 * p);
    small.spec.dimensions.age_out = 18.0;
    for c in &mut small.spec.cohort.children {
        c.birthday = 1096;
    }
    let model = small.build();
    let lives: Vec<(f64, f64)> = replicate(&model, 500, |r| {
        let reached: u32 = r.exits[r.layout.months..].iter().sum();
        let nights = nights(r, 0, 0, 0..48) as f64;
        assert_eq!(all_stock(r, 47), 0);
        (
            nights / 1_000.0 / 1096.0 * 3.0,
            f64::from(reached) / 1_000.0,
        )
    });
    let (stay, reached): (Vec<f64>, Vec<f64>) = lives.into_iter().unzip();
    // The night of the exit is not paid: half a day for each who leaves before the birthday.
    let half_day = 0.5 / 365.25 * (1.0 - 0.301194);
    near("4c years in care", mean(&stay), 1.747014 - half_day, 1e-5);
    near("4c share who reach 18", mean(&reached), 0.301194, 0.0);
}

/// Known answer 4d: two causes with rates that fall with time, A leaving care and B breaking down.
#[test]
fn piecewise_competing_causes() {
    let p = pace(1.0, 365);
    let mut small = Small::new(2, 1).seed(35).children(0, 0, 1_000);
    let mut from = 0.0;
    for (to, a, b) in [
        (1.0 / 12.0, 1.12, 2.0),
        (0.25, 0.58, 1.2),
        (0.5, 0.34, 0.8),
        (1.0, 0.25, 0.6),
    ] {
        small = small.band(Cause::Exit, 0, from / p, to / p, a * p).band(
            Cause::Breakdown,
            0,
            from / p,
            to / p,
            b * p,
        );
        from = to;
    }
    let model = small.moves(&[Cause::Breakdown], 0, &[0.0, 1.0]).build();
    let shares: Vec<[f64; 4]> = replicate(&model, 500, |r| {
        let exits: u32 = r.exits[..12].iter().sum();
        let broken: u32 = r.breakdowns.iter().sum();
        assert_eq!(stock(r, 0, 1, 11), i64::from(broken));
        [
            f64::from(exits) / 1_000.0,
            f64::from(broken) / 1_000.0,
            stock(r, 0, 0, 11) as f64 / 1_000.0,
            nights(r, 0, 0, 0..12) as f64 / 365.0 / 1_000.0,
        ]
    });
    let half_day = 0.5 / 365.0 * (1.0 - 0.281769);
    for (i, name, expected, off) in [
        (0, "4d F_A(1)", 0.232959, 0.0),
        (1, "4d F_B(1)", 0.485271, 0.0),
        (2, "4d S(1)", 0.281769, 0.0),
        (3, "4d restricted mean stay", 0.484807 - half_day, 1e-5),
    ] {
        let values: Vec<f64> = shares.iter().map(|s| s[i]).collect();
        near(name, mean(&values), expected, off);
    }
}
