//! How good the forecasts were: by target, horizon and who made them.

use super::rival::Rival;
use super::score::Score;
use super::target::Target;
use crate::forecast::scores::{Pair, clustered_error, covered, skill};
use crate::sampling::keyed::{Key, Purpose};
use std::collections::BTreeMap;

/// Which councils and origins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Set {
    /// Councils with a median of 100 or more children, origins from 2016.
    Judged,
    /// Every council and origin.
    All,
}

impl Set {
    /// Both.
    pub const ALL: [Set; 2] = [Set::Judged, Set::All];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Set::Judged => "100+ children, origins from 2016",
            Set::All => "all",
        }
    }

    /// First origin of [`Set::Judged`].
    pub const FROM: i32 = 2016;
}

/// A share and its standard error, clustered by council and year.
pub type Share = (f64, f64);

/// A row of `summary.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Target.
    pub target: Target,
    /// Years ahead; `None`: one to three years pooled.
    pub horizon: Option<i32>,
    /// Which councils and origins.
    pub set: Set,
    /// By whom.
    pub by: Rival,
    /// Forecasts; where none could be formed all else is not a number.
    pub n: usize,
    /// Median of |median forecast ÷ actual − 1|.
    pub median_ape: f64,
    /// Mean of it.
    pub mean_ape: f64,
    /// Mean of mean forecast ÷ actual − 1.
    pub bias: f64,
    /// Median of median forecast ÷ actual − 1.
    pub median_bias: f64,
    /// Share inside the intervals of 50, 80 and 90%.
    pub coverage: [Share; 3],
    /// Mean weighted interval score on logs.
    pub wis: f64,
    /// Mean CRPS in the unit of the target.
    pub crps: f64,
    /// The model's skill against this one on the cases both have, with an interval of 90%; of the model: not a number.
    pub skill: [f64; 3],
    /// Cases both have.
    pub pairs: usize,
    /// Share of PIT values in each fifth.
    pub pit: [f64; 5],
}

/// Pooled horizons.
const POOLED: std::ops::RangeInclusive<i32> = 1..=3;
const RESAMPLES: usize = 400;

/// Summarises by target, horizon, set and forecaster. `large` says which councils have a median of 100 or more children.
pub fn summarise(scores: &[Score], horizons: &[i32], large: impl Fn(u16) -> bool) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut rows: Vec<Option<i32>> = horizons.iter().map(|h| Some(*h)).collect();
    rows.push(None);
    for set in Set::ALL {
        for target in Target::ALL {
            for &horizon in &rows {
                let inside: Vec<&Score> = scores
                    .iter()
                    .filter(|s| {
                        s.target == target
                            && horizon.map_or(POOLED.contains(&s.horizon), |h| h == s.horizon)
                            && (set == Set::All || (s.origin >= Set::FROM && large(s.la_code)))
                    })
                    .collect();
                for by in Rival::ALL {
                    cells.push(cell((target, horizon, set, by), &inside));
                }
            }
        }
    }
    cells
}

fn cell((target, horizon, set, by): (Target, Option<i32>, Set, Rival), inside: &[&Score]) -> Cell {
    let own: Vec<&Score> = inside.iter().filter(|s| s.by == by).copied().collect();
    let n = own.len();
    let mean = |of: &dyn Fn(&Score) -> f64| own.iter().map(|s| of(s)).sum::<f64>() / n as f64;
    let ape = |s: &Score| (s.quantiles[3] / s.actual - 1.0).abs();
    let councils: Vec<usize> = own.iter().map(|s| usize::from(s.la_code)).collect();
    let years: Vec<usize> = own.iter().map(|s| s.origin as usize).collect();
    let share = |low: usize, high: usize| {
        let values: Vec<f64> = own
            .iter()
            .map(|s| covered(s.quantiles[low], s.quantiles[high], s.actual))
            .collect();
        let error = clustered_error(&values, &councils, &years);
        (values.iter().sum::<f64>() / n as f64, error)
    };
    let pairs = if by == Rival::Model {
        Vec::new()
    } else {
        pairs(inside, by)
    };
    let key = Key::root(2016).named(target.name()).named(by.name());
    let mut ordinal = 0;
    let uniform = || {
        ordinal += 1;
        key.uniform(Purpose::Choice, ordinal)
    };
    let mut pit = [0.0; 5];
    for s in &own {
        pit[((s.pit * 5.0) as usize).min(4)] += 1.0 / n as f64;
    }
    Cell {
        target,
        horizon,
        set,
        by,
        n,
        median_ape: middle(own.iter().map(|s| ape(s)).collect()),
        mean_ape: mean(&ape),
        bias: mean(&|s| s.mean / s.actual - 1.0),
        median_bias: middle(
            own.iter()
                .map(|s| s.quantiles[3] / s.actual - 1.0)
                .collect(),
        ),
        coverage: [share(2, 4), share(1, 5), share(0, 6)],
        wis: mean(&|s| s.wis),
        crps: mean(&|s| s.crps),
        skill: if pairs.is_empty() {
            [f64::NAN; 3]
        } else {
            skill(&pairs, RESAMPLES, uniform)
        },
        pairs: pairs.len(),
        pit,
    }
}

/// The cases that the model and a rival both forecast.
fn pairs(inside: &[&Score], by: Rival) -> Vec<Pair> {
    let key = |s: &Score| (s.la_code, s.origin, s.horizon);
    let model: BTreeMap<_, f64> = inside
        .iter()
        .filter(|s| s.by == Rival::Model)
        .map(|s| (key(s), s.wis))
        .collect();
    inside
        .iter()
        .filter(|s| s.by == by)
        .filter_map(|s| {
            Some(Pair {
                ours: *model.get(&key(s))?,
                theirs: s.wis,
                council: usize::from(s.la_code),
                year: s.origin as usize,
            })
        })
        .collect()
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    crate::forecast::quantile(&values, 0.5)
}

/// A tenth of the forecasts of one target and horizon, by the change that was forecast: what was forecast, and what came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decile {
    /// Target.
    pub target: Target,
    /// Years ahead.
    pub horizon: i32,
    /// From 1, the lowest.
    pub decile: usize,
    /// Forecasts in it.
    pub n: usize,
    /// Mean of the log of median forecast ÷ last figure.
    pub forecast: f64,
    /// Mean of the log of actual ÷ last figure.
    pub actual: f64,
    /// Share of the actuals inside the 80% interval.
    pub inside: f64,
}

/// Deciles of the model's forecasts in [`Set::Judged`]; `last` gives the figure at the origin.
pub fn deciles(
    scores: &[Score],
    horizons: &[i32],
    large: impl Fn(u16) -> bool,
    last: impl Fn(Target, u16, i32) -> Option<f64>,
) -> Vec<Decile> {
    let mut out = Vec::new();
    for target in Target::ALL {
        for &horizon in horizons {
            let mut cases: Vec<(f64, f64, f64)> = scores
                .iter()
                .filter(|s| {
                    s.by == Rival::Model
                        && (s.target, s.horizon) == (target, horizon)
                        && s.origin >= Set::FROM
                        && large(s.la_code)
                })
                .filter_map(|s| {
                    let from = last(target, s.la_code, s.origin)?;
                    let q = s.quantiles;
                    let log = |x: f64| libm::log(x.max(0.5) / from);
                    Some((log(q[3]), log(s.actual), covered(q[1], q[5], s.actual)))
                })
                .collect();
            cases.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            for decile in 0..10 {
                let part = &cases[decile * cases.len() / 10..(decile + 1) * cases.len() / 10];
                let n = part.len();
                if n > 0 {
                    let mean = |of: fn(&(f64, f64, f64)) -> f64| {
                        part.iter().map(of).sum::<f64>() / n as f64
                    };
                    out.push(Decile {
                        target,
                        horizon,
                        decile: decile + 1,
                        n,
                        forecast: mean(|c| c.0),
                        actual: mean(|c| c.1),
                        inside: mean(|c| c.2),
                    });
                }
            }
        }
    }
    out
}
