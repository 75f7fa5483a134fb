//! Distributions across replications. What is summarised is always a total of one replication: percentiles are
//! never added.
//!
//! Quantiles are of type 7 (linear between order statistics, as Excel's PERCENTILE.INC and R's default), so that a
//! reader can reproduce them from `replications.csv`.

/// The probabilities of the printed quantiles.
pub const QUANTILES: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// A summary of one value over the replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Mean, or the figure itself where it is one figure for all replications.
    pub mean: f64,
    /// Standard deviation between replications.
    pub sd: Option<f64>,
    /// Monte Carlo standard error of `mean`.
    pub mcse: Option<f64>,
    /// At [`QUANTILES`]; none for probabilities and shares of variance.
    pub quantiles: Option<[f64; 7]>,
}

impl Summary {
    /// Of the values of the replications, in their order; `None` where there are none. Sorts them.
    pub fn of(values: &mut [f64]) -> Option<Summary> {
        let n = values.len();
        if n == 0 {
            return None;
        }
        let (mean, variance) = moments(values);
        values.sort_unstable_by(f64::total_cmp);
        let sd = libm::sqrt(variance);
        Some(Summary {
            mean,
            sd: (n > 1).then_some(sd),
            mcse: (n > 1).then(|| sd / libm::sqrt(n as f64)),
            quantiles: Some(QUANTILES.map(|p| quantile(values, p))),
        })
    }

    /// A figure that is the same in every replication.
    pub fn constant(x: f64) -> Summary {
        Summary {
            mean: x,
            sd: Some(0.0),
            mcse: Some(0.0),
            quantiles: Some([x; 7]),
        }
    }

    /// A figure with a standard error and no distribution of its own.
    pub fn figure(x: f64, mcse: Option<f64>) -> Summary {
        Summary {
            mean: x,
            sd: None,
            mcse,
            quantiles: None,
        }
    }
}

/// Mean and variance (n − 1) in two passes, in the order given.
pub fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    // From the first value on, so that values all equal have exactly that mean and no variance.
    let first = values.first().copied().unwrap_or(0.0);
    let mean = first + values.iter().map(|x| x - first).sum::<f64>() / n;
    if values.len() < 2 {
        return (mean, 0.0);
    }
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, squares / (n - 1.0))
}

/// Quantile of type 7 of sorted values: linear between the order statistics around (n − 1) p.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let at = p.clamp(0.0, 1.0) * last as f64;
    let low = libm::floor(at);
    let i = (low as usize).min(last);
    let (a, b) = (sorted[i], sorted[(i + 1).min(last)]);
    a + (at - low) * (b - a)
}

/// Monte Carlo standard error of a quantile: half the distance of the quantiles one binomial standard deviation
/// below and above (order statistics; no density is estimated).
pub fn quantile_mcse(sorted: &[f64], p: f64) -> f64 {
    let n = sorted.len() as f64;
    let d = libm::sqrt(p * (1.0 - p) / n);
    (quantile(sorted, p + d) - quantile(sorted, p - d)) / 2.0
}

/// A probability estimated from replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probability {
    /// Share of the replications.
    pub p: f64,
    /// Monte Carlo standard error, binomial. Where no replication or every one is a case it is that of
    /// (k + 1) / (n + 2), lest it look certain.
    pub mcse: f64,
    /// Replications.
    pub of: usize,
}

impl Probability {
    /// Of `cases` among `of` replications.
    pub fn new(cases: usize, of: usize) -> Probability {
        let n = of as f64;
        let p = cases as f64 / n;
        let q = if cases == 0 || cases == of {
            (cases as f64 + 1.0) / (n + 2.0)
        } else {
            p
        };
        Probability {
            p,
            mcse: libm::sqrt(q * (1.0 - q) / n),
            of,
        }
    }
}

/// The share of values below `x`, ties counted half: where `x` falls among them.
pub fn percentile_of(values: &[f64], x: f64) -> Probability {
    let below = values.iter().filter(|v| **v < x).count();
    let equal = values.iter().filter(|v| **v == x).count();
    let found = Probability::new(below, values.len());
    let p = (below as f64 + equal as f64 / 2.0) / values.len() as f64;
    Probability { p, ..found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_of_type_7() {
        let sorted: Vec<f64> = (1..=5).map(f64::from).collect();
        assert_eq!(quantile(&sorted, 0.1), 1.4);
        assert_eq!(quantile(&sorted, 0.5), 3.0);
        assert_eq!(quantile(&sorted, 1.0), 5.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn moments_by_hand() {
        let mut v = [2.0, 4.0, 4.0, 6.0];
        let s = Summary::of(&mut v).unwrap();
        assert_eq!(s.mean, 4.0);
        assert!((s.sd.unwrap() - 1.632_993_161_855_452).abs() < 1e-15);
        assert!((s.mcse.unwrap() - 0.816_496_580_927_726).abs() < 1e-15);
        assert_eq!(Summary::of(&mut []), None);
        let same = Summary::of(&mut [0.1; 7]).unwrap();
        assert_eq!((same.mean, same.sd), (0.1, Some(0.0)));
    }

    #[test]
    fn a_probability_of_none_or_all_is_not_certain() {
        let p = Probability::new(600, 2_000);
        assert!((p.mcse - 0.010_246_950_765_959_6).abs() < 1e-15);
        let none = Probability::new(0, 2_000);
        assert_eq!(none.p, 0.0);
        assert!((none.mcse - 0.000_499_4).abs() < 1e-6);
        assert_eq!(Probability::new(7, 7).p, 1.0);
        assert!(Probability::new(7, 7).mcse > 0.1);
    }

    #[test]
    fn percentile_counts_ties_half() {
        let p = percentile_of(&[1.0, 2.0, 2.0, 3.0], 2.0);
        assert_eq!(p.p, 0.5);
    }

    #[test]
    fn the_error_of_a_median_is_that_of_theory() {
        // Uniform order statistics: the standard error of the median of n is about 1 / (2 sqrt(n)).
        let sorted: Vec<f64> = (0..10_000)
            .map(|i| (f64::from(i) + 0.5) / 10_000.0)
            .collect();
        assert!((quantile_mcse(&sorted, 0.5) - 0.005).abs() < 1e-4);
    }

    /// Known answer 20: P10 and P90 of two parts add to 170 and 277, those of their sum are 181 and 266.
    #[test]
    fn percentiles_are_never_added() {
        // Two independent normal parts whose half widths a, b hold a + b = 53.5 and a² + b² = 42.5².
        let z90 = 1.281_551_565_544_600_4;
        let n = 4_000;
        let part = |half: f64, i: usize| {
            let u = (i as f64 + 0.5) / n as f64;
            111.75 + half / z90 * crate::sampling::normal::quantile(u)
        };
        let mut a: Vec<f64> = (0..n).map(|i| part(40.445, i)).collect();
        // A fixed permutation that leaves the two uncorrelated.
        let mut b: Vec<f64> = (0..n)
            .map(|i| part(13.055, (i * 2_473 + 611) % n))
            .collect();
        let mut sum: Vec<f64> = a.iter().zip(&b).map(|(x, y)| x + y).collect();
        let of = |v: &mut [f64]| Summary::of(v).unwrap().quantiles.unwrap();
        let (qa, qb, q) = (of(&mut a), of(&mut b), of(&mut sum));
        assert!((qa[1] + qb[1] - 170.0).abs() < 0.2);
        assert!((qa[5] + qb[5] - 277.0).abs() < 0.2);
        assert!((q[1] - 181.0).abs() < 0.5, "{}", q[1]);
        assert!((q[5] - 266.0).abs() < 0.5, "{}", q[5]);
    }
}
