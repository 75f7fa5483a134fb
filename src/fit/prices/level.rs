//! The next placement's price in a setting: mean, spread between children, tail, ages.

use super::SettingPrice;
use super::samples::{CRISIS, Sample, weight};
use crate::model::prices::Tail;
use crate::reference::england;
use crate::words::calendar::{DAYS_PER_YEAR, Day};

/// Weight of England's spread, in prices.
pub(super) const SPREAD_PRIOR: f64 = 10.0;

/// Fewest prices in the upper end for an index of its own.
const TAIL_LEAST: f64 = 15.0;

/// England's price of a setting: mean over its ages, log SD of the mean, spread, tail; brought to a day.
fn reference_price(
    setting: usize,
    growth: f64,
    as_at: Day,
) -> Option<(f64, f64, f64, Option<Tail>)> {
    let england = england();
    let dear = england.unregistered.first().map(|r| &r.item.price);
    let rows: Vec<&crate::reference::PriceRow> = match setting {
        CRISIS => dear.into_iter().collect(),
        _ => england
            .prices
            .iter()
            .map(|r| &r.item)
            .filter(|p| p.setting == setting)
            .collect(),
    };
    let n = rows.len() as f64;
    let first = rows.first()?;
    let mean = rows.iter().map(|p| p.weekly).sum::<f64>() / n;
    let sd = libm::log(first.high / first.low) / 2.563;
    let years = Day::parse(&first.date).map_or(0.0, |d| f64::from(as_at.0 - d.0) / DAYS_PER_YEAR);
    let factor = libm::pow(1.0 + growth, years);
    let tail = first.tail.map(|t| Tail {
        max: t.max * factor,
        ..t
    });
    Some((libm::log(mean * factor), sd, first.spread, tail))
}

pub(super) fn setting_price(
    samples: &[Sample],
    setting: usize,
    growth: f64,
    as_at: Day,
) -> Option<SettingPrice> {
    let own: Vec<&Sample> = samples.iter().filter(|s| s.setting == setting).collect();
    let total: f64 = own.iter().map(|s| weight(s)).sum();
    if own.is_empty() || total <= 1e-6 {
        return None;
    }
    let (prior, prior_sd, prior_spread, tail) =
        reference_price(setting, growth, as_at).unwrap_or((own[0].log, 1.0, 0.3, None));
    let grown = libm::log1p(growth.max(-0.5));
    let at_date = |s: &Sample| s.log + grown * s.back;
    // The mean is of prices, not of logs: a heavy tail belongs to it.
    let mean = own
        .iter()
        .map(|s| weight(s) * libm::exp(at_date(s)))
        .sum::<f64>()
        / total;
    let middle = own.iter().map(|s| weight(s) * at_date(s)).sum::<f64>() / total;
    let squares: f64 = own
        .iter()
        .map(|s| weight(s) * (at_date(s) - middle) * (at_date(s) - middle))
        .sum();
    let weights2: f64 = own.iter().map(|s| weight(s) * weight(s)).sum();
    let n = total * total / weights2;
    let whole_spread =
        libm::sqrt((squares + SPREAD_PRIOR * prior_spread * prior_spread) / (total + SPREAD_PRIOR));
    let error = (libm::expm1(whole_spread * whole_spread) / n).max(1e-6);
    let precision = 1.0 / error + 1.0 / (prior_sd * prior_sd).max(1e-6);
    let log = (libm::log(mean) / error + prior / (prior_sd * prior_sd).max(1e-6)) / precision;
    let mut logs: Vec<f64> = own.iter().map(|s| at_date(s)).collect();
    logs.sort_by(f64::total_cmp);
    let (tail, spread) = match tail {
        Some(t) => with_tail(&logs, t, prior_spread, n),
        None => (None, whole_spread),
    };
    let mut ages = [1.0; 5];
    for (age, factor) in ages.iter_mut().enumerate() {
        let here = own.iter().filter(|s| s.age == age);
        let (w, sum) = here.fold((0.0, 0.0), |(w, sum), s| {
            (w + weight(s), sum + weight(s) * (at_date(s) - middle))
        });
        // Weighed against the spread between children: a few prices move it little.
        if w > 0.0 {
            *factor = libm::exp(sum / (w + 5.0));
        }
    }
    Some(SettingPrice {
        setting,
        log: (log, 1.0 / precision),
        spread,
        tail,
        weight: n,
        ages,
    })
}

/// The body's spread from the middle half of the logs, and the tail's index where there are enough prices in it
/// (Hill 1975, Annals of Statistics 3), else England's.
fn with_tail(logs: &[f64], tail: Tail, prior_spread: f64, n: f64) -> (Option<Tail>, f64) {
    let at = |u: f64| logs[((u * logs.len() as f64) as usize).min(logs.len() - 1)];
    let middle = (at(0.75) - at(0.25)) / 1.349;
    let spread = (n * middle + SPREAD_PRIOR * prior_spread) / (n + SPREAD_PRIOR);
    let above = logs.len() as f64 * tail.share;
    let mut tail = tail;
    if let Some(top) = logs.last() {
        tail.max = tail.max.max(libm::exp(*top) * 1.1);
    }
    if above >= TAIL_LEAST {
        let threshold = at(1.0 - tail.share);
        let over: Vec<f64> = logs
            .iter()
            .filter(|l| **l > threshold)
            .map(|l| l - threshold)
            .collect();
        let mean = over.iter().sum::<f64>() / (over.len() as f64).max(1.0);
        if mean > 0.0 {
            tail.index = (1.0 / mean).clamp(1.2, 20.0);
        }
    }
    (Some(tail), spread.max(0.01))
}
