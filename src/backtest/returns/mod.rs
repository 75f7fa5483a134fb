//! How good such forecasts have been, on a council's own returns: at each origin in its past, a fit of what was known
//! then, the scenario that fit writes, its forecast, and what happened.

mod markov;
mod months;
mod plain;
mod record;
mod target;

pub use markov::Markov;
pub use months::Months;
pub use plain::Plain;
pub use record::{Line, SCORES, TRACK, lines, scores_csv, screen, track_csv};
pub use target::Target;

use crate::fit::{self, Reference};
use crate::forecast::scores::{LEVELS, crps, pit, wis};
use crate::model::Model;
use crate::returns::fees::{Fees, Price};
use crate::returns::history::{At, History};
use crate::returns::ledger::Entry;
use crate::sampling::keyed::{Key, Purpose, name_hash};
use crate::scenario::{Rejected, load_model};
use crate::simulate::Engine;
use crate::words::calendar::{Day, FinancialYear, Month};
use std::collections::BTreeMap;

/// What a backtest may be told.
#[derive(Clone, Debug)]
pub struct Options {
    /// Horizons in months, rising.
    pub horizons: Vec<u32>,
    /// Months between origins.
    pub every: u32,
    /// Years of history before the first origin.
    pub first_after: u32,
    /// Replications at each origin.
    pub replications: u32,
    /// What each fit is told.
    pub fit: fit::Options,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            horizons: vec![3, 6, 12, 24],
            every: 6,
            first_after: 3,
            replications: 500,
            fit: fit::Options::default(),
        }
    }
}

/// A forecast and what happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Day of the snapshot it was made from.
    pub origin: Day,
    /// Months ahead.
    pub horizon: u32,
    /// What.
    pub target: Target,
    /// `model`, or a plain forecast.
    pub baseline: &'static str,
    /// What happened.
    pub actual: f64,
    /// Mean of the forecast.
    pub mean: f64,
    /// Quantiles at [`LEVELS`]; all the same for a forecast without a range.
    pub quantiles: [f64; 7],
    /// Continuous ranked probability score, in the units of the target.
    pub crps: f64,
    /// Weighted interval score of ln(1 + x).
    pub wis: f64,
    /// Probability integral transform; not a number for a forecast without a range.
    pub pit: f64,
}

/// The origins: month ends, the last far enough back for the shortest horizon, every so many months backwards from
/// there; none before so many years of history.
pub fn origins(history: &History, options: &Options) -> Vec<Day> {
    let shortest = options.horizons.iter().min().copied().unwrap_or(3);
    let mut month = Month::of(history.to);
    for _ in 0..shortest {
        month = earlier(month);
    }
    let first = history.from.0 + (options.first_after as i32) * 365;
    let mut out = Vec::new();
    while month.first_day().0 > first && out.len() < 400 {
        out.push(month.first_day().plus(-1));
        for _ in 0..options.every.max(1) {
            month = earlier(month);
        }
    }
    out.reverse();
    out
}

fn earlier(m: Month) -> Month {
    match m.month {
        1 => Month {
            year: m.year - 1,
            month: 12,
        },
        n => Month { month: n - 1, ..m },
    }
}

/// What was known of a fee list at the end of a day, joined to what was known of the history.
pub fn fees_known_at(history: &History, known: &History, fees: &Fees, day: Day) -> Fees {
    // Children keep their order.
    let mut now = known.children.iter().enumerate().peekable();
    let children = history.children.iter();
    let index: Vec<Option<usize>> = children
        .map(|c| now.next_if(|(_, k)| k.id == c.id).map(|(i, _)| i))
        .collect();
    let prices = fees
        .prices
        .iter()
        .filter(|p| p.from <= day)
        .filter_map(|p| {
            let at = match p.at {
                Some(at) => {
                    let child = (*index.get(at.child)?)?;
                    let at = At { child, ..at };
                    known.get(at)?;
                    Some(at)
                }
                None => None,
            };
            Some(Price {
                at,
                to: p.to.filter(|t| *t <= day),
                ..p.clone()
            })
        });
    Fees {
        prices: prices.collect(),
        ..Fees::default()
    }
}

/// The scenario a fit at an origin writes, compiled: only what was known then goes into it.
///
/// # Errors
/// Where nobody is in care at the origin, or the scenario can not be run.
pub fn model_at(
    history: &History,
    fees: &Fees,
    origin: Day,
    options: &Options,
) -> Result<(Model, History, Fees), Box<Rejected>> {
    let known = history.known_at(origin);
    let fees = fees_known_at(history, &known, fees, origin);
    let months = options.horizons.iter().max().copied().unwrap_or(12);
    let first = FinancialYear::of(origin.plus(1));
    let closed = (0..12).filter(|m| {
        let month = (0..*m).fold(Month::of(first.first_day()), |m, _| m.next());
        month.first_day() <= origin
    });
    // Closed months are no part of what is scored: they need some amount to be there.
    let ledger: Vec<Entry> = closed
        .map(|m| Entry {
            month: (0..m).fold(Month::of(first.first_day()), |m, _| m.next()),
            line: "total".to_owned(),
            actual: 0.0,
        })
        .collect();
    let years = 1 + (ledger.len() + months as usize - 1) / 12;
    let told = fit::Options {
        years,
        ..options.fit.clone()
    };
    let f = fit::fit(&known, &fees, Reference::england(), &told);
    let draft = fit::draft(&f, &known, &fees, &ledger, &told);
    let files: BTreeMap<String, Vec<u8>> = draft
        .files
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .collect();
    let (model, _) = load_model(&files, "scenario.toml")?;
    Ok((model, known, fees))
}

/// Forecasts from one origin, scored.
///
/// # Errors
/// As [`model_at`].
pub fn score_origin(
    history: &History,
    fees: &Fees,
    months: &Months,
    origin: Day,
    options: &Options,
) -> Result<Vec<Score>, Box<Rejected>> {
    let Some(now) = months.ending(origin) else {
        return Ok(Vec::new());
    };
    let (model, known, known_fees) = model_at(history, fees, origin, options)?;
    let targets = Target::of(months);
    let ahead: Vec<usize> = options
        .horizons
        .iter()
        .map(|h| *h as usize)
        .filter(|h| now + h < months.months.len())
        .collect();
    let from = model.horizon.first_open_month();
    let mut samples =
        vec![Vec::with_capacity(options.replications as usize); targets.len() * ahead.len()];
    let mut engine = Engine::new(&model);
    for r in 0..u64::from(options.replications) {
        let record = engine.run(r, 0);
        for (t, target) in targets.iter().enumerate() {
            for (i, h) in ahead.iter().enumerate() {
                samples[t * ahead.len() + i].push(target.simulated(record, from, from + h));
            }
        }
    }
    let before = Months::of(&known, &known_fees);
    let last = before.months.len().saturating_sub(1);
    let (cost, children) = match (before.cost.last(), before.stock.last()) {
        (Some(c), Some(s)) => (c.to_vec(), s.to_vec()),
        _ => (Vec::new(), Vec::new()),
    };
    let markov = Markov::of(
        &known,
        markov::reference_days(&known, known.to),
        &cost,
        &children,
    );
    let mut out = Vec::new();
    for (i, h) in ahead.iter().enumerate() {
        let days = months.months[now + h].next().first_day().0 - (origin.0 + 1);
        let expected = markov.forecast(days);
        for (t, target) in targets.iter().enumerate() {
            let Some(actual) = target.actual(months, now + 1, now + 1 + h) else {
                continue;
            };
            let place = (origin, *h as u32, *target);
            let sample = &mut samples[t * ahead.len() + i];
            out.push(scored(place, actual, sample, options.fit.seed));
            for plain in Plain::ALL {
                if let Some(x) = plain.forecast(&before, *target, last, *h) {
                    out.push(point(place, plain.name(), actual, x));
                }
            }
            if let Some(x) = expected.of(*target) {
                out.push(point(place, "markov", actual, x));
            }
        }
    }
    Ok(out)
}

fn scored(
    (origin, horizon, target): (Day, u32, Target),
    actual: f64,
    sample: &mut [f64],
    seed: u64,
) -> Score {
    sample.sort_by(f64::total_cmp);
    let quantiles = LEVELS.map(|u| fit::quantile_of(sample, u));
    let name = format!("{origin} {horizon} {}", target.name());
    let u = Key::root(seed)
        .child(name_hash(&name))
        .uniform(Purpose::Choice, 0);
    Score {
        origin,
        horizon,
        target,
        baseline: "model",
        actual,
        mean: sample.iter().sum::<f64>() / (sample.len() as f64).max(1.0),
        quantiles,
        crps: crps(sample, actual),
        wis: wis(&quantiles.map(libm::log1p), libm::log1p(actual)),
        pit: pit(sample, actual, u),
    }
}

fn point(
    (origin, horizon, target): (Day, u32, Target),
    baseline: &'static str,
    actual: f64,
    x: f64,
) -> Score {
    let x = x.max(0.0);
    Score {
        origin,
        horizon,
        target,
        baseline,
        actual,
        mean: x,
        quantiles: [x; 7],
        crps: (x - actual).abs(),
        wis: wis(&[libm::log1p(x); 7], libm::log1p(actual)),
        pit: f64::NAN,
    }
}
