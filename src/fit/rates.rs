//! The council's rates against the reference's: effects by cause, with their posterior.

use super::cells::{BANDS, CELLS, FitCell, Reference, YEARS};
use super::exposure::Exposure;
use super::shrink::{Counts, Group, Shrunk, shrink};
use std::collections::BTreeMap;

/// Effects of one cause.
#[derive(Clone, Debug)]
pub struct CauseFit {
    /// The effects.
    pub shrunk: Shrunk,
    /// SD of the log of a year's own deviation: how rates wander from year to year, beyond chance.
    pub year_sd: f64,
    /// Weighted events and expectation.
    pub total: (f64, f64),
    /// Weighted events and expectation by setting × age.
    pub cells: BTreeMap<(usize, usize), (f64, f64)>,
    /// By cell: observed and fitted, weighted.
    pub fitted: BTreeMap<FitCell, (f64, f64)>,
    /// By cell: what the reference expects, weighted.
    pub expected: BTreeMap<FitCell, f64>,
    /// Effects of each cell, by their place in the draws, and what the reference expects there.
    pub cells_expected: Vec<(Vec<usize>, f64)>,
}

/// Groups of effects, in this order. A council's own level is given its spread: one council can not tell how far
/// councils lie apart. The others are estimated, from a start of two effects' worth.
pub const GROUPS: [Group; 7] = [
    group("council", 1, 0.35, f64::INFINITY),
    group("setting", 12, 0.2, 2.0),
    group("age", 5, 0.15, 2.0),
    group("setting and age", 60, 0.1, 4.0),
    group("duration", BANDS, 0.15, 2.0),
    group("moves so far", 3, 0.1, 2.0),
    group("stream", 2, 0.2, 2.0),
];

const fn group(name: &'static str, size: usize, sd: f64, weight: f64) -> Group {
    Group {
        name,
        size,
        sd,
        weight,
    }
}

/// Years' worth of the expectation that a year deviates by this SD, and the SD.
const YEAR_PRIOR: (f64, f64) = (3.0, 0.04);

/// Weight of each year back under a half-life in years; infinity: all alike.
pub fn weights(half_life: f64) -> [f64; YEARS] {
    std::array::from_fn(|y| libm::exp2(-(y as f64 + 0.5) / half_life))
}

/// Fits a cause.
pub fn fit_cause(
    exposure: &Exposure,
    reference: &Reference,
    cause: usize,
    half_life: f64,
) -> CauseFit {
    let weight = weights(half_life);
    let per_cause = CELLS / 3;
    let mut counts = Vec::new();
    let mut keys = Vec::new();
    let mut cells: BTreeMap<(usize, usize), (f64, f64)> = BTreeMap::new();
    let mut total = (0.0, 0.0);
    for index in cause * per_cause..(cause + 1) * per_cause {
        let (mut events, mut expected) = (0.0, 0.0);
        for (year, w) in weight.iter().enumerate() {
            let t = &exposure.tally[year * CELLS + index];
            events += w * f64::from(t.events);
            expected += w * f64::from(t.expected);
        }
        if expected <= 0.0 {
            continue;
        }
        let cell = FitCell::of(index);
        counts.push(Counts {
            events,
            expected,
            effect: effects(cell, reference),
        });
        keys.push(cell);
        let c = cells.entry((cell.setting, cell.age)).or_default();
        *c = (c.0 + events, c.1 + expected);
        total = (total.0 + events, total.1 + expected);
    }
    let shrunk = shrink(&GROUPS, &counts);
    let (mut fitted, mut expected) = (BTreeMap::new(), BTreeMap::new());
    let mut cells_expected = Vec::with_capacity(counts.len());
    for (c, key) in counts.iter().zip(&keys) {
        let at = c.effect.iter().enumerate();
        let at: Vec<usize> = at.filter_map(|(g, e)| e.map(|e| shrunk.at(g, e))).collect();
        fitted.insert(*key, (c.events, c.expected * shrunk.ratio(&at)));
        expected.insert(*key, c.expected);
        cells_expected.push((at, c.expected));
    }
    let year_sd = year_sd(exposure, reference, cause, &shrunk);
    CauseFit {
        shrunk,
        year_sd,
        total,
        cells,
        fitted,
        expected,
        cells_expected,
    }
}

/// The effect of each group in a cell. Exits that run over time in the placement have no effect of duration: their bands
/// are of another clock.
pub fn effects(cell: FitCell, reference: &Reference) -> Vec<Option<usize>> {
    let other_clock = cell.cause == 0 && reference.over_placement(cell.setting);
    vec![
        Some(0),
        Some(cell.setting),
        Some(cell.age),
        Some(cell.setting * 5 + cell.age),
        (!other_clock).then_some(cell.band),
        Some(cell.moves),
        Some(cell.stream),
    ]
}

/// How far the yearly totals lie from what the fit expects of them, beyond Poisson: the moments of DerSimonian & Laird
/// (1986, Controlled Clinical Trials 7) on the yearly ratios, with three years' worth of a small expected SD.
fn year_sd(exposure: &Exposure, reference: &Reference, cause: usize, shrunk: &Shrunk) -> f64 {
    let per_cause = CELLS / 3;
    let mut years = Vec::new();
    for year in 0..YEARS.min(exposure.years as usize) {
        let (mut events, mut fitted) = (0.0, 0.0);
        for index in cause * per_cause..(cause + 1) * per_cause {
            let t = &exposure.tally[year * CELLS + index];
            if t.expected > 0.0 {
                let at: Vec<usize> = (effects(FitCell::of(index), reference).iter().enumerate())
                    .filter_map(|(g, e)| e.map(|e| shrunk.at(g, e)))
                    .collect();
                events += f64::from(t.events);
                fitted += f64::from(t.expected) * shrunk.ratio(&at);
            }
        }
        if fitted > 0.0 {
            years.push((events, fitted));
        }
    }
    let (prior_years, prior_sd) = YEAR_PRIOR;
    let prior = prior_years * prior_sd * prior_sd;
    let n = years.len() as f64;
    let (events, fitted): (f64, f64) = years
        .iter()
        .fold((0.0, 0.0), |(a, b), (e, f)| (a + e, b + f));
    if n < 3.0 || events <= 0.0 {
        return prior_sd;
    }
    let mean = events / fitted;
    // A ratio of Poisson counts has the variance mean / fitted.
    let q: f64 = years
        .iter()
        .map(|(e, f)| f / mean * (e / f - mean) * (e / f - mean))
        .sum();
    let squares: f64 = years.iter().map(|(_, f)| f * f).sum();
    let scale = (fitted - squares / fitted) / mean;
    let relative = ((q - (n - 1.0)) / scale).max(0.0) / (mean * mean);
    libm::sqrt(((n - 1.0) * relative + prior) / (n - 1.0 + prior_years))
}

/// Half-lives tried, in years.
pub const HALF_LIVES: [f64; 5] = [1.5, 3.0, 6.0, 12.0, f64::INFINITY];

/// The half-life that would have told the next year's totals best, from years before each: the sum over causes and
/// origins of the log probability of a gamma-Poisson forecast. Origins are one, two, … years before the snapshot, so
/// that no forecast that is scored later is used. Returns each half-life with its score.
pub fn half_lives(exposure: &Exposure) -> Vec<(f64, f64)> {
    let known = exposure.years as usize;
    HALF_LIVES
        .iter()
        .map(|half_life| {
            let mut score = 0.0;
            for cause in 0..3 {
                for origin in 1..known.saturating_sub(1).min(6) {
                    let (mut events, mut expected) = (0.0, 0.0);
                    for year in origin..known.min(YEARS) {
                        let w = libm::exp2(-((year - origin) as f64 + 0.5) / half_life);
                        let t = exposure.total(cause, year);
                        events += w * t.0;
                        expected += w * t.1;
                    }
                    let next = exposure.total(cause, origin - 1);
                    if expected > 0.0 && next.1 > 0.0 {
                        // Gamma with the shape and rate of half an event at the reference's rate before the data.
                        score += log_gamma_poisson(next.0, next.1, events + 0.5, expected + 0.5);
                    }
                }
            }
            (*half_life, score)
        })
        .collect()
}

/// Log probability of `y` events at exposure `e` where the rate is gamma with a shape and a rate (negative binomial).
pub fn log_gamma_poisson(y: f64, e: f64, shape: f64, rate: f64) -> f64 {
    libm::lgamma(shape + y) - libm::lgamma(shape) - libm::lgamma(y + 1.0)
        + shape * libm::log(rate / (rate + e))
        + y * libm::log(e / (rate + e))
}

/// How much better, in logs, a shorter half-life has to have told the past to be believed.
const MARGIN: f64 = 2.0;

/// The longest half-life that told the past as well as the best, give or take two units of log probability: chance alone
/// makes one or the other best by less. With less than four years of history twelve years, which weighs all but alike.
pub fn choose(scores: &[(f64, f64)], years: f64) -> f64 {
    let best = scores.iter().map(|s| s.1).fold(f64::NEG_INFINITY, f64::max);
    let good = scores.iter().filter(|s| s.1 >= best - MARGIN);
    let longest = good.map(|s| s.0).fold(0.0, f64::max);
    if years < 4.0 || longest <= 0.0 {
        return 12.0;
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answer 10: y = 18 at E = 30, prior gamma (2, 4); the next 30 years.
    #[test]
    fn the_gamma_poisson_of_the_next_years() {
        let p: Vec<f64> = (0..400)
            .map(|y| libm::exp(log_gamma_poisson(f64::from(y), 30.0, 20.0, 34.0)))
            .collect();
        let mean: f64 = p.iter().enumerate().map(|(y, p)| y as f64 * p).sum();
        let square: f64 = p.iter().enumerate().map(|(y, p)| (y * y) as f64 * p).sum();
        assert!((20.0f64 / 34.0 - 0.588_235).abs() < 1e-6);
        assert!((mean - 17.647).abs() < 1e-3, "{mean}");
        assert!((square - mean * mean - 33.218).abs() < 1e-3);
        let above: f64 = p[26..].iter().sum();
        assert!((above - 0.09413).abs() < 1e-5, "{above}");
        let quantile = |u: f64| {
            let mut sum = 0.0;
            p.iter()
                .take_while(|q| {
                    sum += **q;
                    sum < u
                })
                .count()
        };
        assert_eq!((quantile(0.1), quantile(0.5), quantile(0.9)), (11, 17, 25));
        let parameter: f64 = 20.0 / (34.0 * 34.0) * 900.0;
        assert!((parameter - 15.571).abs() < 1e-3);
        assert!((parameter / (square - mean * mean) - 0.46875).abs() < 1e-5);
    }
}
