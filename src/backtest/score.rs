//! One forecast against what happened.

use super::rival::Rival;
use super::target::Target;
use crate::forecast::{quantile, scores};
use crate::sampling::keyed::{Key, Purpose, name_hash};

/// A forecast of one figure, and its scores: a row of `scores.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The council.
    pub la_code: u16,
    /// The year (ending 31 March) forecast from.
    pub origin: i32,
    /// Years ahead.
    pub horizon: i32,
    /// What is forecast.
    pub target: Target,
    /// By whom.
    pub by: Rival,
    /// What happened.
    pub actual: f64,
    /// Mean of the forecast.
    pub mean: f64,
    /// Quantiles of [`scores::LEVELS`].
    pub quantiles: [f64; 7],
    /// In the unit of the target.
    pub crps: f64,
    /// On logs.
    pub wis: f64,
    /// Randomised among equals.
    pub pit: f64,
}

/// Least figure a log is taken of: half a child.
const LEAST: f64 = 0.5;

/// Scores a rising sample.
pub fn score(
    (la_code, origin, horizon): (u16, i32, i32),
    (target, by): (Target, Rival),
    sorted: &[f64],
    actual: f64,
) -> Score {
    let quantiles = scores::LEVELS.map(|p| quantile(sorted, p));
    let log = |x: f64| libm::log(x.max(LEAST));
    let key = Key::root(u64::from(la_code))
        .child((i64::from(origin) * 100 + i64::from(horizon)) as u64)
        .child(name_hash(target.name()) ^ name_hash(by.name()));
    Score {
        la_code,
        origin,
        horizon,
        target,
        by,
        actual,
        mean: sorted.iter().sum::<f64>() / sorted.len() as f64,
        quantiles,
        crps: scores::crps(sorted, actual),
        wis: scores::wis(&quantiles.map(log), log(actual)),
        pit: scores::pit(sorted, actual, key.uniform(Purpose::Choice, 0)),
    }
}
