//! Estimates with their Monte Carlo standard errors, and the laws they are held against.

/// An estimate and its MCSE.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    pub value: f64,
    pub mcse: f64,
}

/// Mean of a sample.
pub fn mean(x: &[f64]) -> Estimate {
    let n = x.len() as f64;
    let m = x.iter().sum::<f64>() / n;
    let v = x.iter().map(|x| (x - m) * (x - m)).sum::<f64>() / (n - 1.0);
    Estimate {
        value: m,
        mcse: libm::sqrt(v / n),
    }
}

/// Covariance of two samples (variance of one with itself).
pub fn covariance(x: &[f64], y: &[f64]) -> Estimate {
    let (mx, my) = (mean(x).value, mean(y).value);
    let products: Vec<f64> = x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).collect();
    let n = x.len() as f64;
    let e = mean(&products);
    Estimate {
        value: e.value * n / (n - 1.0),
        mcse: e.mcse,
    }
}

/// Variance of a sample.
pub fn variance(x: &[f64]) -> Estimate {
    covariance(x, x)
}

/// Standard deviation of a sample.
pub fn sd(x: &[f64]) -> Estimate {
    let v = variance(x);
    let s = libm::sqrt(v.value);
    Estimate {
        value: s,
        mcse: v.mcse / (2.0 * s),
    }
}

/// Share of a sample for which something holds.
pub fn share<T>(x: &[T], holds: impl Fn(&T) -> bool) -> Estimate {
    let n = x.len() as f64;
    let p = x.iter().filter(|x| holds(x)).count() as f64 / n;
    Estimate {
        value: p,
        mcse: libm::sqrt((p * (1.0 - p)).max(1.0 / n) / n),
    }
}

/// Ratio of two totals, by the delta method.
pub fn ratio(x: &[f64], y: &[f64]) -> Estimate {
    let r = x.iter().sum::<f64>() / y.iter().sum::<f64>();
    let rest: Vec<f64> = x.iter().zip(y).map(|(x, y)| x - r * y).collect();
    Estimate {
        value: r,
        mcse: mean(&rest).mcse / mean(y).value.abs(),
    }
}

/// Quantile of a sample, its MCSE from the order statistics one binomial standard deviation to either side.
pub fn quantile(x: &[f64], p: f64) -> Estimate {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = x.len() as f64;
    let half = libm::sqrt(n * p * (1.0 - p));
    let at = |i: f64| sorted[(i as usize).min(sorted.len() - 1)];
    Estimate {
        value: at(p * n),
        mcse: (at(p * n + half) - at((p * n - half).max(0.0))) / 2.0,
    }
}

/// Holds an estimate to a known answer: |error| < 4 MCSE + the stated discretisation error.
#[track_caller]
pub fn near(name: &str, got: Estimate, expected: f64, discretisation: f64) {
    let error = got.value - expected;
    let allowed = 4.0 * got.mcse + discretisation;
    println!(
        "{name:<58} expected {expected:>14.6} got {:>14.6} MCSE {:>10.6} z {:>6.2}",
        got.value,
        got.mcse,
        error / got.mcse
    );
    assert!(
        error.abs() < allowed,
        "{name}: expected {expected}, got {} (MCSE {}), allowed {allowed}",
        got.value,
        got.mcse
    );
}

/// P(N ≤ n) of a Poisson.
pub fn poisson_cdf(mean: f64, n: i64) -> f64 {
    (0..=n)
        .map(|k| libm::exp(k as f64 * libm::log(mean) - mean - libm::lgamma(k as f64 + 1.0)))
        .sum()
}

/// Largest distance between the empirical distribution function of values in (0, 1) and the uniform, × √n.
pub fn kolmogorov(values: &[f64]) -> f64 {
    let mut v = values.to_vec();
    v.sort_by(f64::total_cmp);
    let n = v.len() as f64;
    let d = v
        .iter()
        .enumerate()
        .map(|(i, u)| (u - i as f64 / n).max((i as f64 + 1.0) / n - u))
        .fold(0.0, f64::max);
    d * libm::sqrt(n)
}

/// Chi-square of values in (0, 1) against equal cells.
pub fn chi_square(values: &[f64], cells: usize) -> f64 {
    let mut counts = vec![0.0; cells];
    for v in values {
        counts[((v * cells as f64) as usize).min(cells - 1)] += 1.0;
    }
    let expected = values.len() as f64 / cells as f64;
    counts
        .iter()
        .map(|c| (c - expected) * (c - expected) / expected)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_the_poisson() {
        // Known answer 1: 80% [232, 272] of Poisson(252).
        assert!(poisson_cdf(252.0, 231) < 0.1 && poisson_cdf(252.0, 232) >= 0.1);
        assert!(poisson_cdf(252.0, 271) < 0.9 && poisson_cdf(252.0, 272) >= 0.9);
        assert!(poisson_cdf(252.0, 225) < 0.05 && poisson_cdf(252.0, 226) >= 0.05);
        assert!(poisson_cdf(252.0, 277) < 0.95 && poisson_cdf(252.0, 278) >= 0.95);
    }
}
