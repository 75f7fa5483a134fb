//! When `--replications auto` has enough.

use super::books::Books;
use super::sample::Sample;
use super::summary::{Probability, moments};

/// What must be reached, and where to give up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Largest standard error of the mean outturn, as a share of the budget (of the mean where there is none).
    pub mean: f64,
    /// Largest standard error of the probability of an overspend.
    pub probability: f64,
    /// Looked at after multiples of this many replications.
    pub step: usize,
    /// Replications after which it is not converged.
    pub cap: usize,
}

impl Default for Target {
    fn default() -> Target {
        Target {
            mean: 0.0025,
            probability: 0.01,
            step: 500,
            cap: 20_000,
        }
    }
}

/// How exact the figures of one year are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// Standard error of the mean outturn over the budget, or over the mean where there is none.
    pub mean: f64,
    /// Standard error of the probability of an overspend; none without a budget.
    pub probability: Option<f64>,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Exact enough.
    Enough,
    /// Run to this many replications.
    RunTo(usize),
    /// The cap is reached and it is not exact enough.
    NotConverged,
}

/// Precision of one year from its outturns (any unit) and its budget (the same unit).
pub fn precision(outturns: &[f64], budget: Option<f64>) -> Precision {
    let n = outturns.len();
    let (mean, variance) = moments(outturns);
    let mcse = libm::sqrt(variance / n as f64);
    let scale = budget.filter(|b| *b != 0.0).unwrap_or(mean).abs();
    let over = budget.map(|b| outturns.iter().filter(|y| **y > b).count());
    Precision {
        mean: if mcse == 0.0 { 0.0 } else { mcse / scale },
        probability: over.map(|k| Probability::new(k, n).mcse),
    }
}

/// Precision of every year.
pub fn precisions(books: &Books, samples: &[Sample]) -> Vec<Precision> {
    (0..books.years())
        .map(|year| {
            let outturns: Vec<f64> = samples
                .iter()
                .map(|s| s.outturn(books, year) as f64)
                .collect();
            precision(&outturns, books.budget(year).map(|b| b.amount.0 as f64))
        })
        .collect()
}

/// Decides after `done` replications.
pub fn decide(target: &Target, done: usize, years: &[Precision]) -> Decision {
    if done == 0 || !done.is_multiple_of(target.step) {
        return Decision::RunTo((done / target.step + 1) * target.step);
    }
    let enough = years
        .iter()
        .all(|y| y.mean < target.mean && y.probability.is_none_or(|p| p <= target.probability));
    if enough {
        Decision::Enough
    } else if done >= target.cap {
        Decision::NotConverged
    } else {
        Decision::RunTo((done + target.step).min(target.cap))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXACT: Precision = Precision {
        mean: 0.001,
        probability: Some(0.01),
    };

    #[test]
    fn stops_only_at_multiples_and_when_every_year_is_exact() {
        let t = Target::default();
        assert_eq!(decide(&t, 0, &[]), Decision::RunTo(500));
        assert_eq!(decide(&t, 499, &[EXACT]), Decision::RunTo(500));
        assert_eq!(decide(&t, 500, &[EXACT]), Decision::Enough);
        let vague = Precision {
            mean: 0.0025,
            ..EXACT
        };
        assert_eq!(decide(&t, 500, &[EXACT, vague]), Decision::RunTo(1_000));
        let unsure = Precision {
            probability: Some(0.0101),
            ..EXACT
        };
        assert_eq!(decide(&t, 2_000, &[unsure]), Decision::RunTo(2_500));
        assert_eq!(decide(&t, 20_000, &[unsure]), Decision::NotConverged);
    }

    #[test]
    fn precision_by_hand() {
        // Outturns 90, 110: mean 100, sd √200, mcse 10.
        let p = precision(&[90.0, 110.0], Some(200.0));
        assert!((p.mean - 0.05).abs() < 1e-15);
        assert!((p.probability.unwrap() - 0.25 * 3f64.sqrt() / 2f64.sqrt()).abs() < 1e-12);
        let p = precision(&[90.0, 110.0], None);
        assert!((p.mean - 0.1).abs() < 1e-15 && p.probability.is_none());
        assert_eq!(precision(&[5.0, 5.0], Some(0.0)).mean, 0.0);
    }
}
