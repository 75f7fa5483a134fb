//! Which uncertain inputs move the outturn, from the replications at hand: Spearman's rank correlation of each drawn
//! parameter with the outturn of a year and of the whole plan, and the mean outturn where the parameter is low and
//! where it is high. No further runs. Inputs are drawn independently unless a posterior says otherwise; with
//! correlated inputs a correlation is what goes with an input, not what it causes.

use super::books::Books;
use super::sample::Sample;
use super::summary::moments;

/// Share of the replications that "low" and "high" stand for.
pub const FIFTH: usize = 5;

/// How a parameter and an outturn go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sensitivity {
    /// Index of the year; `None`: all years together.
    pub year: Option<usize>,
    /// Index of the parameter.
    pub parameter: usize,
    /// Spearman's rank correlation, ties at their mean rank.
    pub correlation: f64,
    /// Its standard error, (1 − r²) / √(n − 1).
    pub error: f64,
    /// Mean of the parameter in the fifth of the replications where it is lowest, and where it is highest.
    pub values: (f64, f64),
    /// Mean outturn in those replications, pounds.
    pub outturns: (f64, f64),
    /// Standard error of the difference of the two, pounds.
    pub swing_error: f64,
}

/// Of all parameters that vary, by year and over the plan; within each, the strongest first.
pub fn sensitivity(books: &Books, samples: &[Sample]) -> Vec<Sensitivity> {
    let n = samples.len();
    if n < 4 * FIFTH {
        return Vec::new();
    }
    let spans: Vec<Option<usize>> = (0..books.years()).map(Some).chain([None]).collect();
    let outturns: Vec<Vec<f64>> = spans
        .iter()
        .map(|span| {
            let of = |s: &Sample| match span {
                Some(y) => s.outturn(books, *y),
                None => (0..books.years()).map(|y| s.outturn(books, y)).sum(),
            };
            samples.iter().map(|s| of(s) as f64 / 100.0).collect()
        })
        .collect();
    let ranked: Vec<Vec<f64>> = outturns.iter().map(|o| ranks(o, &order(o))).collect();
    let mut out = Vec::new();
    for parameter in 0..books.model.spec.parameters.len() {
        let values: Vec<f64> = samples.iter().map(|s| s.parameters[parameter]).collect();
        let by_value = order(&values);
        let place = ranks(&values, &by_value);
        let (low, high) = (&by_value[..n / FIFTH], &by_value[n - n / FIFTH..]);
        let over = |of: &[f64], which: &[u32]| {
            let picked: Vec<f64> = which.iter().map(|i| of[*i as usize]).collect();
            moments(&picked)
        };
        for (s, span) in spans.iter().enumerate() {
            let Some(correlation) = correlation(&place, &ranked[s]) else {
                continue;
            };
            let (a, b) = (over(&outturns[s], low), over(&outturns[s], high));
            out.push(Sensitivity {
                year: *span,
                parameter,
                correlation,
                error: (1.0 - correlation * correlation) / libm::sqrt(n as f64 - 1.0),
                values: (over(&values, low).0, over(&values, high).0),
                outturns: (a.0, b.0),
                swing_error: libm::sqrt((a.1 + b.1) / (n / FIFTH) as f64),
            });
        }
    }
    // The plan last; the order within a span does not depend on anything but the numbers.
    out.sort_by(|a, b| {
        let span = |s: &Sensitivity| s.year.unwrap_or(usize::MAX);
        span(a)
            .cmp(&span(b))
            .then(b.correlation.abs().total_cmp(&a.correlation.abs()))
            .then(a.parameter.cmp(&b.parameter))
    });
    out
}

/// Indices from the smallest value to the largest, equal ones in their order.
fn order(values: &[f64]) -> Vec<u32> {
    let mut by: Vec<u32> = (0..values.len() as u32).collect();
    by.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
    by
}

/// Ranks from 0, equal values at the mean of theirs; centred, so that they sum to zero.
fn ranks(values: &[f64], by: &[u32]) -> Vec<f64> {
    let mut out = vec![0.0; values.len()];
    let centre = (values.len() as f64 - 1.0) / 2.0;
    let mut first = 0;
    while first < by.len() {
        let x = values[by[first] as usize];
        let same = by[first..]
            .iter()
            .take_while(|i| values[**i as usize] == x)
            .count();
        for i in &by[first..first + same] {
            out[*i as usize] = first as f64 + (same as f64 - 1.0) / 2.0 - centre;
        }
        first += same;
    }
    out
}

/// Correlation of centred ranks; `None` where one of them does not vary.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let both = product(a, a) * product(b, b);
    (both > 0.0).then(|| product(a, b) / libm::sqrt(both))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spearman's own formula, 1 − 6 Σd² / (n (n² − 1)): ranks 1 2 3 4 5 against 2 1 4 3 5 give 0.8.
    #[test]
    fn rank_correlation_by_hand() {
        let of = |v: &[f64]| ranks(v, &order(v));
        let a = of(&[1.0, 10.0, 100.0, 1_000.0, 1e4]);
        let b = of(&[2.0, 1.0, 4.0, 3.0, 5.0]);
        assert!((correlation(&a, &b).unwrap() - 0.8).abs() < 1e-15);
        assert_eq!(correlation(&of(&[1.0; 5]), &b), None);
    }

    #[test]
    fn equal_values_share_their_ranks() {
        let v = [3.0, 1.0, 3.0, 7.0];
        assert_eq!(ranks(&v, &order(&v)), [0.0, -1.5, 0.0, 1.5]);
    }
}
