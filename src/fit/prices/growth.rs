//! How prices change: of placements already made, of the next placement, and the council's own wandering.

use super::samples::Sample;
use super::{CLASSES, Growth, WALK_PRIOR};
use crate::fit::level::{Spread, normal_level};
use crate::reference::{UpliftRow, england};
use crate::returns::fees::{Fees, Price};
use crate::returns::history::At;
use crate::words::calendar::{DAYS_PER_YEAR, Day};
use std::collections::BTreeMap;

pub(super) fn reference_growth(applies_to: &str, settings: &[usize]) -> (f64, f64) {
    let fits = |u: &&UpliftRow| {
        u.applies_to == applies_to
            && u.year.is_empty()
            && u.settings.iter().any(|s| settings.contains(s))
    };
    let rows = england().uplifts.iter().map(|r| &r.item).filter(fits);
    let list: Vec<(f64, f64)> = rows.map(|u| (u.rate, (u.high - u.low) / 2.563)).collect();
    let n = list.len() as f64;
    match list.is_empty() {
        true => (0.03, 0.02),
        false => (
            list.iter().map(|l| l.0).sum::<f64>() / n,
            list.iter().map(|l| l.1).sum::<f64>() / n,
        ),
    }
}

pub(super) fn combined(own: Option<(f64, f64)>, (prior, prior_sd): (f64, f64)) -> Growth {
    let prior_sd = prior_sd.max(1e-3);
    match own {
        Some((rate, sd)) if sd > 0.0 => {
            let (a, b) = (1.0 / (sd * sd), 1.0 / (prior_sd * prior_sd));
            Growth {
                rate: ((a * rate + b * prior) / (a + b)).clamp(-0.2, 0.4),
                sd: libm::sqrt(1.0 / (a + b)),
                own: Some(rate),
            }
        }
        _ => Growth {
            rate: prior,
            sd: prior_sd,
            own: None,
        },
    }
}

/// Change a year of the price of the same placement, over the last five years, and its SD.
pub(super) fn existing_growth(fees: &Fees, settings: &[usize], as_at: Day) -> Option<(f64, f64)> {
    let mut by_placement: BTreeMap<At, Vec<&Price>> = BTreeMap::new();
    let from = as_at.plus(-5 * 366);
    for p in &fees.prices {
        if let Some(at) = p.at
            && settings.contains(&p.setting)
            && p.from <= as_at
            && p.to.is_none_or(|t| t > from)
        {
            by_placement.entry(at).or_default().push(p);
        }
    }
    let (mut change, mut squares, mut years) = (0.0, 0.0, 0.0);
    for list in by_placement.values_mut() {
        list.sort_by_key(|p| p.from);
        for pair in list.windows(2) {
            if let [a, b] = pair
                && a.weekly.0 > 0
                && b.weekly.0 > 0
            {
                let log = libm::log(b.weekly.pounds() / a.weekly.pounds());
                // A jump by more than a third is another service, not an uplift.
                if log.abs() < 0.3 {
                    change += log;
                    squares += log * log;
                }
            }
        }
        let last = list.last().and_then(|p| p.to).unwrap_or(as_at).min(as_at);
        let first = list.first().map_or(as_at, |p| p.from);
        years += f64::from((last.0 - first.0).max(0)) / DAYS_PER_YEAR;
    }
    if years < 5.0 || change == 0.0 {
        return None;
    }
    let rate = change / years;
    // Every placement steps on the same day: years, not placements, are what is independent.
    let luck = squares / (years * years) + 0.02 * 0.02 / 4.0;
    Some((libm::expm1(rate), libm::sqrt(luck)))
}

/// Slope of the logs of new placements' prices on time, over the last six years, settings apart; and its SD.
pub(super) fn new_growth(samples: &[Sample], settings: &[usize]) -> Option<(f64, f64)> {
    let (mut sxx, mut sxy, mut squares, mut n) = (0.0, 0.0, 0.0, 0.0);
    let mut longest = 0.0f64;
    for setting in settings {
        let own: Vec<&Sample> = samples
            .iter()
            .filter(|s| s.new && s.setting == *setting && s.back < 6.0)
            .collect();
        if own.len() < 4 {
            continue;
        }
        let m = own.len() as f64;
        let x = own.iter().map(|s| -s.back).sum::<f64>() / m;
        let y = own.iter().map(|s| s.log).sum::<f64>() / m;
        for s in &own {
            sxx += (-s.back - x) * (-s.back - x);
            sxy += (-s.back - x) * (s.log - y);
            squares += (s.log - y) * (s.log - y);
        }
        n += m;
        longest = own.iter().map(|s| s.back).fold(longest, f64::max);
    }
    if n < 12.0 || sxx <= 0.0 || longest < 1.5 {
        return None;
    }
    let slope = sxy / sxx;
    let residual = (squares - slope * sxy).max(0.0) / (n - 2.0);
    let wandering = WALK_PRIOR.walk * WALK_PRIOR.walk / longest
        + 2.0 * WALK_PRIOR.transient * WALK_PRIOR.transient / (longest * longest);
    Some((libm::expm1(slope), libm::sqrt(residual / sxx + wandering)))
}

/// Wandering of the yearly mean of new residential prices about their growth.
pub(super) fn walk(samples: &[Sample], growth: f64) -> Vec<Spread> {
    let settings = CLASSES[1].1;
    let grown = libm::log1p(growth.max(-0.5));
    let mut means: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for s in samples
        .iter()
        .filter(|s| s.new && settings.contains(&s.setting))
    {
        let m = means.entry(s.setting).or_default();
        *m = (m.0 + s.log + grown * s.back, m.1 + 1.0);
    }
    let mut years: BTreeMap<usize, (f64, f64, f64)> = BTreeMap::new();
    for s in samples
        .iter()
        .filter(|s| s.new && settings.contains(&s.setting))
    {
        let Some((sum, n)) = means.get(&s.setting) else {
            continue;
        };
        let off = s.log + grown * s.back - sum / n;
        let y = years.entry((s.back as usize).min(15)).or_default();
        *y = (y.0 + off, y.1 + off * off, y.2 + 1.0);
    }
    let list: Vec<(f64, f64)> = years
        .values()
        .rev()
        .filter(|y| y.2 >= 5.0)
        .map(|y| {
            let mean = y.0 / y.2;
            (mean, (y.1 / y.2 - mean * mean).max(0.01) / y.2)
        })
        .collect();
    normal_level(&list, WALK_PRIOR, (0.0, 1.0))
}
