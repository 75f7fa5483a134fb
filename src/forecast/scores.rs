//! How good a forecast was: scores of a distribution against what happened, and the errors of their means.
//!
//! Definitions: CRPS and interval score as Gneiting & Raftery 2007 (proper scoring rules), the weighted interval score
//! as Bracher et al 2021 with the intervals of 50, 80 and 90%, two-way clustered errors as Cameron, Gelbach & Miller 2011.

/// Levels of the quantiles a weighted interval score is made of.
pub const LEVELS: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// Continuous ranked probability score of a rising sample: E|X − y| − ½ E|X − X′|, in the unit of the sample.
/// Not a number for an empty one.
pub fn crps(sorted: &[f64], y: f64) -> f64 {
    let n = sorted.len() as f64;
    let (mut from_y, mut apart) = (0.0, 0.0);
    for (i, x) in sorted.iter().enumerate() {
        from_y += (x - y).abs();
        apart += (2.0 * i as f64 + 1.0 - n) * x;
    }
    from_y / n - apart / (n * n)
}

/// Interval score of a central interval that leaves out a share `alpha`.
pub fn interval_score(low: f64, high: f64, alpha: f64, y: f64) -> f64 {
    (high - low) + 2.0 / alpha * (low - y).max(0.0) + 2.0 / alpha * (y - high).max(0.0)
}

/// Weighted interval score from the quantiles of [`LEVELS`]: (½|y − m| + Σ α/2 · IS_α) / 3.5 for α = 0.5, 0.2, 0.1.
/// The scale is the caller's; a track record takes logs.
pub fn wis(quantiles: &[f64; 7], y: f64) -> f64 {
    let q = quantiles;
    let intervals = [(0.5, q[2], q[4]), (0.2, q[1], q[5]), (0.1, q[0], q[6])];
    let sum: f64 = intervals
        .iter()
        .map(|(alpha, low, high)| alpha / 2.0 * interval_score(*low, *high, *alpha, y))
        .sum();
    (0.5 * (y - q[3]).abs() + sum) / 3.5
}

/// Was it inside? 1, 0, or a half on a bound.
pub fn covered(low: f64, high: f64, y: f64) -> f64 {
    if y == low || y == high {
        0.5
    } else if low < y && y < high {
        1.0
    } else {
        0.0
    }
}

/// Probability integral transform of what happened among a rising sample, randomised by a uniform `u` among equals:
/// uniform where the outcome is one more draw of the same law.
pub fn pit(sorted: &[f64], y: f64, u: f64) -> f64 {
    let below = sorted.partition_point(|x| *x < y);
    let equal = sorted[below..].partition_point(|x| *x <= y);
    (below as f64 + u * (equal as f64 + 1.0)) / (sorted.len() as f64 + 1.0)
}

/// Standard error of a mean whose values hang together by two kinds of cluster (a council, a year). Not a number with
/// fewer than two values; where the two-way variance is not positive, the larger of the one-way variances.
pub fn clustered_error(values: &[f64], first: &[usize], second: &[usize]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    if values.len() < 2 {
        return f64::NAN;
    }
    let variance = |cluster: &dyn Fn(usize) -> (usize, usize)| {
        let mut sums = std::collections::BTreeMap::new();
        for (i, v) in values.iter().enumerate() {
            *sums.entry(cluster(i)).or_insert(0.0) += v - mean;
        }
        let groups = sums.len() as f64;
        let sum: f64 = sums.values().map(|s: &f64| s * s).sum();
        if groups > 1.0 {
            sum / (n * n) * groups / (groups - 1.0)
        } else {
            0.0
        }
    };
    let a = variance(&|i| (first[i], 0));
    let b = variance(&|i| (second[i], 0));
    let both = variance(&|i| (first[i], second[i]));
    let total = a + b - both;
    libm::sqrt(if total > 0.0 { total } else { a.max(b) })
}

/// One pair of scores of the same case, a forecast's and a rival's, with the clusters it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The forecast's.
    pub ours: f64,
    /// The rival's.
    pub theirs: f64,
    /// Its council.
    pub council: usize,
    /// Its year.
    pub year: usize,
}

/// Skill 1 − mean / rival's mean, and its interval of 90% from resampling councils and years (each case counts as
/// often as its council times its year was drawn); `uniform` gives numbers in (0, 1).
pub fn skill(pairs: &[Pair], resamples: usize, mut uniform: impl FnMut() -> f64) -> [f64; 3] {
    let of = |weight: &dyn Fn(&Pair) -> f64| {
        let ours: f64 = pairs.iter().map(|p| weight(p) * p.ours).sum();
        let theirs: f64 = pairs.iter().map(|p| weight(p) * p.theirs).sum();
        1.0 - ours / theirs
    };
    let mut councils: Vec<usize> = pairs.iter().map(|p| p.council).collect();
    let mut years: Vec<usize> = pairs.iter().map(|p| p.year).collect();
    for list in [&mut councils, &mut years] {
        list.sort_unstable();
        list.dedup();
    }
    let place = |list: &[usize], x: usize| list.binary_search(&x).unwrap_or(0);
    let places: Vec<(usize, usize)> = pairs
        .iter()
        .map(|p| (place(&councils, p.council), place(&years, p.year)))
        .collect();
    let mut drawn = Vec::with_capacity(resamples);
    for _ in 0..resamples {
        let mut counts = |n: usize| {
            let mut c = vec![0.0; n];
            for _ in 0..n {
                c[((uniform() * n as f64) as usize).min(n - 1)] += 1.0;
            }
            c
        };
        let (by_council, by_year) = (counts(councils.len()), counts(years.len()));
        let (mut ours, mut theirs) = (0.0, 0.0);
        for (p, (c, y)) in pairs.iter().zip(&places) {
            let w = by_council[*c] * by_year[*y];
            ours += w * p.ours;
            theirs += w * p.theirs;
        }
        if theirs > 0.0 {
            drawn.push(1.0 - ours / theirs);
        }
    }
    drawn.sort_by(f64::total_cmp);
    let at = |p: f64| {
        if drawn.is_empty() {
            f64::NAN
        } else {
            super::quantile(&drawn, p)
        }
    };
    [of(&|_| 1.0), at(0.05), at(0.95)]
}

#[cfg(test)]
mod tests;
