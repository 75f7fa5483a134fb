//! Infinite-server queues: numbers in care under any law of stay (known answers 1, 2, 4b, 21).

use super::support::{stats::*, *};
use carecast::model::hazards::Cause;
use carecast::words::calendar::DAYS_PER_YEAR;

/// Known answer 1: λ = 120 a year, mean stay 2.1 years whatever its law: Poisson(252).
#[test]
fn stationary_numbers_are_poisson_whatever_the_law_of_stay() {
    let years = 30;
    let edges = log_edges(1e-5, 60.0, 200);
    // Scale of a Weibull with shape 0.7 and mean 2.1.
    let scale = 2.1 / libm::tgamma(1.0 + 1.0 / 0.7);
    let models = [
        (
            "exponential",
            Small::new(1, years).rate(Cause::Exit, 0, 1.0 / 2.1),
        ),
        (
            "Weibull 0.7",
            Small::new(1, years).hazard(Cause::Exit, 0, &edges, |t| libm::pow(t / scale, 0.7)),
        ),
        (
            "2 years and exponential 0.1",
            Small::new(1, years).band(Cause::Exit, 0, 2.0, f64::INFINITY, 10.0),
        ),
    ];
    for (law, small) in models {
        let model = small.seed(11).singles(120.0, &[1.0]).build();
        let counts: Vec<f64> = replicate(&model, 1_500, |r| all_stock(r, 12 * years - 1) as f64);
        // The tail of stays beyond 30 years is 0.02 children at most.
        near(&format!("1 mean, {law}"), mean(&counts), 252.0, 0.02);
        near(
            &format!("1 variance, {law}"),
            variance(&counts),
            252.0,
            0.02,
        );
        for (low, high) in [(232, 272), (226, 278)] {
            let inside = share(&counts, |n| (low as f64..=high as f64).contains(n));
            let expected = poisson_cdf(252.0, high) - poisson_cdf(252.0, low - 1);
            near(
                &format!("1 in [{low}, {high}], {law}"),
                inside,
                expected,
                0.0,
            );
        }
    }
}

/// Mean of a linearly rising rate seen through a Weibull stay: ∫ λ(t − s) S(s) ds by the midpoint rule.
fn linear_through_weibull(at_zero: f64, from: f64, to: f64) -> f64 {
    let n = 400_000;
    // Substitution s = u³ tames the steep beginning.
    let (a, b) = (libm::cbrt(from), libm::cbrt(to));
    let h = (b - a) / f64::from(n);
    (0..n)
        .map(|i| {
            let u = a + (f64::from(i) + 0.5) * h;
            let s = u * u * u;
            (at_zero - 10.0 * s) * libm::exp(-libm::pow(s, 0.7)) * 3.0 * u * u * h
        })
        .sum()
}

/// Known answer 2: λ(t) = 100 + 10 t, Weibull stays (shape 0.7, scale 1), five years on.
#[test]
fn a_rising_rate_through_weibull_stays() {
    // By formula, before the engine is asked.
    assert!((linear_through_weibull(150.0, 0.0, 5.0) - 156.2631).abs() < 1e-3);
    assert!((linear_through_weibull(150.0, 0.0, 200.0) - 164.7278).abs() < 1e-3);
    // From 10 years before t = 0, where the rate is nil; before that the line would be below zero, a part of the
    // formula no queue can have.
    let missing = linear_through_weibull(150.0, 15.0, 200.0);
    for (name, past, expected) in [
        ("2 from empty at t = 0", 0, 156.2631),
        ("2 from the distant past", 10, 164.7278 - missing),
    ] {
        let years = past + 5;
        let months = 12 * years;
        let days = Small::new(1, years).build().horizon.days();
        let p = pace(years as f64, days);
        let factor = (0..months)
            .map(|m| (100.0 + 10.0 * ((m as f64 + 0.5) / 12.0 - past as f64)) / 100.0)
            .collect();
        let model = Small::new(1, years)
            .hazard(Cause::Exit, 0, &log_edges(1e-5, 40.0, 200), |t| {
                libm::pow(t * p, 0.7)
            })
            .entries(100.0 * p, &[1.0], factor, &[1.0])
            .seed(12)
            .build();
        let counts: Vec<f64> = replicate(&model, 2_000, |r| all_stock(r, months - 1) as f64);
        // Steps by calendar month (of unequal length) instead of a line: 0.1 children at most.
        near(name, mean(&counts), expected, 0.1);
        near(
            &format!("{name}, variance"),
            variance(&counts),
            expected,
            0.1,
        );
    }
}

/// Known answer 2: λ(t) = 100 + 30 sin 2πt, exponential stays μ = 0.5: the number lags behind the rate.
#[test]
fn a_season_through_exponential_stays() {
    let years = 16;
    let tau = 2.0 * std::f64::consts::PI;
    let plain = Small::new(1, years).build();
    let start = &plain.horizon.month_start;
    let t = |day: i32| f64::from(day) / DAYS_PER_YEAR;
    // Average of the rate over each calendar month.
    let factor = (0..12 * years)
        .map(|m| {
            let (a, b) = (t(start[m]), t(start[m + 1]));
            1.0 + 0.3 * (libm::cos(tau * a) - libm::cos(tau * b)) / (tau * (b - a))
        })
        .collect();
    let model = Small::new(1, years)
        .rate(Cause::Exit, 0, 0.5)
        .entries(100.0, &[1.0], factor, &[1.0])
        .seed(13)
        .build();
    // Averages over the last three years of the number at each quarter of the cycle (within a day of it).
    let quarters: Vec<[f64; 4]> = replicate(&model, 3_000, |r| {
        std::array::from_fn(|q| {
            (0..3)
                .map(|y| all_stock(r, 12 * (12 + y) + 3 * q + 2) as f64)
                .sum::<f64>()
                / 3.0
        })
    });
    let m = |t: f64| {
        let w = tau;
        200.0 + 30.0 * (0.5 * libm::sin(w * t) - w * libm::cos(w * t)) / (0.25 + w * w)
    };
    assert!((m(0.25) - 200.3776).abs() < 1e-4);
    for q in 0..4 {
        let at: Vec<f64> = quarters.iter().map(|x| x[q]).collect();
        let phase = (0..3)
            .map(|y| m(t(start[12 * (12 + y) + 3 * q + 3])))
            .sum::<f64>()
            / 3.0;
        // Steps by month: the season's amplitude is 1.1% short, 0.06; what began empty 12 years before, 0.5.
        let missing = 200.0 * libm::exp(-0.5 * (13.0 + 0.25 * (q as f64 + 1.0)));
        near(
            &format!("2 sinusoid, t = {}", 0.25 * (q + 1) as f64),
            mean(&at),
            phase - missing,
            0.1,
        );
    }
    let swing: Vec<f64> = quarters.iter().map(|x| x[1] - x[3]).collect();
    near(
        "2 sinusoid, from trough to peak",
        mean(&swing),
        m(0.5) - m(1.0),
        0.2,
    );
}

/// Known answer 4b: siblings enter together, sizes 1, 2, 3 with .7, .2, .1: mean 168, variance 228.
#[test]
fn sibling_groups_spread_the_numbers() {
    let years = 24;
    let model = Small::new(1, years)
        .rate(Cause::Exit, 0, 0.5)
        .entries(84.0, &[1.0], Vec::new(), &[0.7, 0.2, 0.1])
        .seed(14)
        .build();
    let counts: Vec<f64> = replicate(&model, 4_000, |r| all_stock(r, 12 * years - 1) as f64);
    near("4b siblings, mean", mean(&counts), 168.0, 0.002);
    near("4b siblings, variance", variance(&counts), 228.0, 0.002);
}

/// Known answer 21, a peer's error as a negative control: two years after a start at the stationary mean the variance
/// is 1.995 λ, never 4 λ.
#[test]
fn the_variance_two_years_on_is_not_twice_too_large() {
    let p = pace(2.0, 730);
    let model = Small::new(1, 2)
        .children(0, 0, 100)
        .rate(Cause::Exit, 0, 0.4 * p)
        .singles(40.0 * p, &[1.0])
        .seed(15)
        .build();
    let counts: Vec<f64> = replicate(&model, 20_000, |r| {
        all_stock(r, 23) as f64 / libm::sqrt(40.0)
    });
    near(
        "21 mean / sqrt λ",
        mean(&counts),
        100.0 / libm::sqrt(40.0),
        0.0,
    );
    let left = libm::exp(-0.8);
    near(
        "21 variance / λ",
        variance(&counts),
        2.5 * (1.0 - left * left),
        0.0,
    );
}
