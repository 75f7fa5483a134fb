//! Known answer 13 and its kin: simulated by the model, fitted, forecast, covered.

use crate::support::{council, fees};
use carecast::backtest::returns::{Months, Options, Score, Target, origins, score_origin};
use carecast::fit::{self, Reference, effect_draws, fit};
use carecast::sampling::keyed::{Key, Purpose};
use carecast::synthetic;
use rayon::prelude::*;

/// A council whose rates are drawn from the fit's prior of a council's level.
pub fn drawn(seed: u64) -> (synthetic::Options, [f64; 3]) {
    let key = Key::root(1313).child(seed);
    let factor = |i| libm::exp(0.35 * key.normal(Purpose::Choice, i));
    let factors = [factor(0), factor(1), factor(2)];
    let options = synthetic::Options {
        children: 300,
        seed: seed + 1,
        exit: factors[0],
        planned_move: factors[1],
        breakdown: factors[2],
        ..synthetic::Options::default()
    };
    (options, factors)
}

/// A number from the environment: other councils than the test's own, or more of them.
fn told(name: &str, otherwise: u64) -> u64 {
    let told = std::env::var(name).ok().and_then(|n| n.parse().ok());
    told.unwrap_or(otherwise)
}

/// The councils of a test: `CARECAST_COUNCILS` of them from number `CARECAST_FIRST_COUNCIL` on.
fn councils(otherwise: u64) -> std::ops::Range<u64> {
    let first = told("CARECAST_FIRST_COUNCIL", 0);
    first..first + told("CARECAST_COUNCILS", otherwise)
}

/// Scores of councils at yearly origins.
fn scores(councils: std::ops::Range<u64>) -> Vec<Score> {
    let options = Options {
        horizons: vec![12],
        every: 12,
        // The 80% range between quantiles of n draws holds 0.8 (n − 1) / (n + 1): with 200 it would be 0.792.
        replications: 500,
        fit: fit::Options {
            draws: 150,
            ..fit::Options::default()
        },
        ..Options::default()
    };
    councils
        .into_par_iter()
        .flat_map_iter(|seed| {
            let made = council(&drawn(seed).0);
            let fees = fees(&made);
            let months = Months::of(&made.history, &fees);
            let all = origins(&made.history, &options);
            all.into_iter()
                .flat_map(|o| score_origin(&made.history, &fees, &months, o, &options).unwrap())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Share inside the 80% range and the share of PITs in each fifth.
fn covered(scores: &[Score], target: Target) -> (usize, f64, f64, [f64; 5], f64) {
    let own: Vec<&Score> = scores
        .iter()
        .filter(|s| s.baseline == "model" && s.target == target)
        .collect();
    let n = own.len() as f64;
    let inside = |a: usize, b: usize| {
        let of = |s: &&Score| {
            carecast::forecast::scores::covered(s.quantiles[a], s.quantiles[b], s.actual)
        };
        own.iter().map(of).sum::<f64>() / n
    };
    let mut fifths = [0.0; 5];
    own.iter()
        .for_each(|s| fifths[((s.pit * 5.0) as usize).min(4)] += 1.0 / n);
    let bias = own
        .iter()
        .map(|s| (s.mean - s.actual) / s.actual.max(1.0))
        .sum::<f64>()
        / n;
    (own.len(), inside(1, 5), inside(2, 4), fifths, bias)
}

/// Mean error in % and weighted interval score of the model and of those beside it.
fn beside(scores: &[Score], target: Target) -> String {
    let of = |name: &str| {
        let own = || {
            let same = |s: &&Score| s.baseline == name && s.target == target;
            scores.iter().filter(same)
        };
        let n = own().count().max(1) as f64;
        let error = own().map(|s| (s.mean - s.actual).abs() / s.actual.max(1.0));
        let wis: f64 = own().map(|s| s.wis).sum();
        format!(
            "{name} {:.1}% {:.4}",
            100.0 * error.sum::<f64>() / n,
            wis / n
        )
    };
    ["model", "markov", "no_change", "damped"]
        .map(of)
        .join(", ")
}

/// Targets of a past forecast.
const TARGETS: [Target; 6] = [
    Target::Children,
    Target::Entries,
    Target::Exits,
    Target::Cost,
    Target::Fostering,
    Target::Residential,
];

/// Half the width of the band in which a coverage of 80% lies by the normal law, so many standard errors wide: 1.96 hold one
/// target with 95% chance (400 origins: 0.76 to 0.838), 2.63 all six at once (99.15% each).
fn half_band(n: usize, errors: f64) -> f64 {
    errors * libm::sqrt(0.8 * 0.2 / n as f64)
}

/// Known answer 13. One target of six may lie outside its own 95% band by luck alone: of the first 400 origins it is
/// residential, of which a forecaster who is told the true rates, shares and children has no more in the 80% range either
/// (docs/track-record.md, with four times as many).
#[test]
#[ignore = "minutes: four hundred fits and forecasts; run by name in .ci/run"]
fn four_hundred_past_forecasts_are_covered_as_they_say() {
    let scores = scores(councils(100));
    let (mut outside, mut outside_own) = (Vec::new(), Vec::new());
    for target in TARGETS {
        let (n, eighty, half, fifths, bias) = covered(&scores, target);
        println!(
            "{:<12} n {n} 80%: {eighty:.4} 50%: {half:.3} PIT fifths {fifths:.3?} bias {:.2}%",
            target.name(),
            100.0 * bias
        );
        println!("             {}", beside(&scores, target));
        assert!(n >= 100, "{n} origins");
        let off = (eighty - 0.8).abs();
        if off > half_band(n, 2.63) {
            outside.push((target.name(), eighty));
        }
        if off > half_band(n, 1.96) {
            outside_own.push((target.name(), eighty));
        }
    }
    assert!(outside.is_empty(), "{outside:?}");
    assert!(outside_own.len() <= 1, "{outside_own:?}");
}

/// Where the true ratio of each cause lies among the posterior's draws, by council.
fn ranks(councils: std::ops::Range<u64>) -> Vec<[f64; 3]> {
    let of_council = |seed| {
        let (mut options, truth) = drawn(seed + 10_000);
        options.children = 150;
        options.years = 5;
        let made = council(&options);
        let told = fit::Options {
            half_life: Some(f64::INFINITY),
            ..fit::Options::default()
        };
        let f = fit(&made.history, &fees(&made), Reference::england(), &told);
        std::array::from_fn(|c| {
            let of = &f.causes[c];
            let draws = effect_draws(of, Key::root(seed).named("rank"), 400);
            let below = draws.iter().filter(|(d, _)| {
                let cells = of.cells_expected.iter();
                let sum: f64 = cells
                    .map(|(at, e)| e * libm::exp(at.iter().map(|i| d[*i]).sum()))
                    .sum();
                sum / of.total.1 < truth[c]
            });
            below.count() as f64 / 400.0
        })
    };
    councils.into_par_iter().map(of_council).collect()
}

/// Holds ranks to a uniform law: the 80% interval and the mean within three standard errors, ten parts by chi-square.
fn held(found: &[[f64; 3]]) {
    let n = found.len() as f64;
    for cause in 0..3 {
        let ranks = || found.iter().map(|r| r[cause]);
        let inside = ranks().filter(|r| (0.1..=0.9).contains(r)).count() as f64 / n;
        let mean = ranks().sum::<f64>() / n;
        let mut tenths = [0.0; 10];
        ranks().for_each(|r| tenths[((r * 10.0) as usize).min(9)] += 1.0);
        let square: f64 = tenths
            .iter()
            .map(|x| (x - n / 10.0) * (x - n / 10.0) / (n / 10.0))
            .sum();
        println!(
            "cause {cause}: 80% interval holds the truth {inside:.3}, mean rank {mean:.3}, chi-square {square:.1}"
        );
        assert!(
            (inside - 0.8).abs() < 3.0 * (0.16 / n).sqrt(),
            "{cause} {inside}"
        );
        assert!(
            (mean - 0.5).abs() < 3.0 * (1.0 / 12.0 / n).sqrt(),
            "{cause} {mean}"
        );
        // Nine degrees of freedom: above once in a thousand.
        assert!(square < 27.9, "{cause} {tenths:?}");
    }
}

#[test]
fn rates_of_made_up_councils_lie_in_their_intervals() {
    held(&ranks(0..60));
}

#[test]
#[ignore = "minutes: two hundred councils; run by name in .ci/run"]
fn rates_of_two_hundred_councils_have_uniform_ranks() {
    held(&ranks(councils(200)));
}
