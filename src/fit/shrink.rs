//! Rates shrunk to a reference: Poisson counts with a normal prior on every effect, its spread estimated.
//!
//! Events of a cell are Poisson with mean expected × exp(Σ effects of the cell), where *expected* is what the reference
//! expects of the same exposure. The effects come in groups (the council's own, one by setting, one by age, …), normal
//! about zero with a spread for each group, found by the EM of the marginal likelihood with Laplace's normal
//! approximation (Breslow & Clayton 1993, J. Am. Stat. Assoc. 88). The posterior is jointly normal in the logs: so the
//! council's level is learnt from all its events at once, and a total is not surer than it should be.
//!
//! About the mode such a posterior expects more events than there were: the mean of exp(x) is above exp(the mean of x), by
//! half an event for every effect that the data decide. So the posterior is the normal one nearest to the true one in the
//! sense of Kullback and Leibler (Opper & Archambeau 2009, Neural Computation 21): its mean rates, not those at the mode,
//! balance the events.

use super::linear::Cholesky;

/// A group of effects that share a spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// What it is, in the report.
    pub name: &'static str,
    /// How many effects.
    pub size: usize,
    /// SD of the log expected before the data.
    pub sd: f64,
    /// How many effects' worth of evidence that expectation is; infinity: the SD is given.
    pub weight: f64,
}

/// Events and expectation of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// Events, weighted.
    pub events: f64,
    /// What the reference expects, weighted alike.
    pub expected: f64,
    /// Index of the cell's effect in each group; `None`: the group has none for it.
    pub effect: Vec<Option<usize>>,
}

/// Effects with their joint posterior, normal in the logs.
#[derive(Clone, Debug)]
pub struct Shrunk {
    /// Mean of each effect, groups one after the other.
    pub mean: Vec<f64>,
    /// First effect of each group.
    pub first: Vec<usize>,
    /// Estimated SD of each group: the strength of shrinkage.
    pub sd: Vec<f64>,
    factor: Cholesky,
    /// Covariance of the effects, row by row.
    covariance: Vec<f64>,
}

/// Rounds of the estimation of the spreads.
const ROUNDS: usize = 40;
/// Newton steps in the first round and in the others.
const STEPS: (usize, usize) = (25, 3);
/// Rounds from the mode to the mean: variances of the cells, then Newton steps with their mean rates.
const MEAN_ROUNDS: usize = 4;

/// Fits the effects; never fails: without data the prior comes back.
pub fn shrink(groups: &[Group], cells: &[Counts]) -> Shrunk {
    let mut first = Vec::with_capacity(groups.len());
    let mut n = 0;
    for g in groups {
        first.push(n);
        n += g.size;
    }
    let group_of: Vec<usize> = groups
        .iter()
        .enumerate()
        .flat_map(|(g, group)| std::iter::repeat_n(g, group.size))
        .collect();
    let mut rows: Vec<Row> = cells
        .iter()
        .filter(|c| c.expected > 0.0)
        .map(|c| {
            let at = c.effect.iter().zip(&first);
            let at = at.filter_map(|(e, f)| e.map(|e| f + e));
            (c.events, c.expected, at.collect())
        })
        .collect();
    let mut sd: Vec<f64> = groups.iter().map(|g| g.sd).collect();
    let mut mode = vec![0.0; n];
    let mut factor = prior_factor(&group_of, &sd);
    for round in 0..ROUNDS {
        let steps = if round == 0 { STEPS.0 } else { STEPS.1 };
        for _ in 0..steps {
            let (next, f, moved) = newton(&rows, &mode, &group_of, &sd);
            mode = next;
            factor = f;
            if moved < 1e-9 {
                break;
            }
        }
        let variance = factor.inverse_diagonal();
        let mut change = 0.0f64;
        for (g, group) in groups.iter().enumerate().filter(|(_, g)| g.size > 0) {
            if !group.weight.is_finite() {
                continue;
            }
            let span = first[g]..first[g] + group.size;
            let sum: f64 = span.map(|i| mode[i] * mode[i] + variance[i]).sum();
            let prior = group.weight * group.sd * group.sd;
            let new = libm::sqrt((sum + prior) / (group.size as f64 + group.weight));
            change = change.max((new / sd[g] - 1.0).abs());
            sd[g] = new;
        }
        if change < 1e-4 {
            break;
        }
    }
    // At the last spreads, from the mode to the mean.
    let expected: Vec<f64> = rows.iter().map(|r| r.1).collect();
    let mut covariance = factor.inverse();
    for _ in 0..MEAN_ROUNDS {
        for (row, expected) in rows.iter_mut().zip(&expected) {
            row.1 = expected * libm::exp(variance(&covariance, n, &row.2) / 2.0);
        }
        for _ in 0..STEPS.1 {
            let (next, f, _) = newton(&rows, &mode, &group_of, &sd);
            mode = next;
            factor = f;
        }
        covariance = factor.inverse();
    }
    Shrunk {
        mean: mode,
        first,
        sd,
        factor,
        covariance,
    }
}

/// Events, what the reference expects, and the effects of a cell.
type Row = (f64, f64, Vec<usize>);

/// Variance of the sum of some effects.
fn variance(covariance: &[f64], n: usize, effects: &[usize]) -> f64 {
    let pairs = effects
        .iter()
        .flat_map(|i| effects.iter().map(move |j| covariance[i * n + j]));
    pairs.sum()
}

fn prior_factor(group_of: &[usize], sd: &[f64]) -> Cholesky {
    let n = group_of.len();
    let mut a = vec![0.0; n * n];
    for (i, g) in group_of.iter().enumerate() {
        a[i * n + i] = 1.0 / (sd[*g] * sd[*g]);
    }
    // A positive diagonal can be factored.
    Cholesky::new(&a, n).unwrap_or_else(|| Cholesky::identity(n))
}

/// One step to the mode: the new mode, the factor of the precision at the old one, and how far it went.
fn newton(rows: &[Row], mode: &[f64], group_of: &[usize], sd: &[f64]) -> (Vec<f64>, Cholesky, f64) {
    let n = mode.len();
    let mut gradient: Vec<f64> = (0..n)
        .map(|i| -mode[i] / (sd[group_of[i]] * sd[group_of[i]]))
        .collect();
    let mut precision = vec![0.0; n * n];
    for (i, g) in group_of.iter().enumerate() {
        precision[i * n + i] = 1.0 / (sd[*g] * sd[*g]);
    }
    for (events, expected, at) in rows {
        let log: f64 = at.iter().map(|i| mode[*i]).sum();
        let mean = expected * libm::exp(log.clamp(-30.0, 30.0));
        for &i in at {
            gradient[i] += events - mean;
            for &j in at {
                precision[i * n + j] += mean;
            }
        }
    }
    let Some(factor) = Cholesky::new(&precision, n) else {
        return (mode.to_vec(), prior_factor(group_of, sd), 0.0);
    };
    let step = factor.solve(&gradient);
    let longest = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
    // A long step is cut: exp() would throw it far beyond the mode.
    let cut = if longest > 1.0 { 1.0 / longest } else { 1.0 };
    let next = mode.iter().zip(&step).map(|(m, s)| m + cut * s).collect();
    (next, factor, longest)
}

impl Shrunk {
    /// A draw of all effects from standard normals, one an effect.
    pub fn draw(&self, z: Vec<f64>) -> Vec<f64> {
        let off = self.factor.back(z);
        self.mean.iter().zip(off).map(|(m, d)| m + d).collect()
    }

    /// Variance of the sum of some effects.
    pub fn variance(&self, effects: &[usize]) -> f64 {
        variance(&self.covariance, self.mean.len(), effects)
    }

    /// Mean of the exponential of the sum of some effects: a cell's rate over the reference's.
    pub fn ratio(&self, effects: &[usize]) -> f64 {
        let mean: f64 = effects.iter().map(|i| self.mean[*i]).sum();
        libm::exp(mean + self.variance(effects) / 2.0)
    }

    /// Index of an effect of a group.
    pub fn at(&self, group: usize, effect: usize) -> usize {
        self.first[group] + effect
    }
}

/// Shrinkage of rates of areas by their numbers (Marshall 1991, Applied Statistics 40, 283–294): the common mean, the
/// variance between areas by moments, and each area's rate between its own and the mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Marshall {
    /// Σ events / Σ exposure.
    pub mean: f64,
    /// Variance between areas, zero or above.
    pub variance: f64,
    /// Weight of each area's own rate.
    pub weight: Vec<f64>,
    /// Shrunken rates.
    pub rate: Vec<f64>,
}

/// Marshall's global estimator from (events, exposure); empty where there is no exposure.
pub fn marshall(areas: &[(f64, f64)]) -> Marshall {
    let events: f64 = areas.iter().map(|a| a.0).sum();
    let exposure: f64 = areas.iter().map(|a| a.1).sum();
    let live = areas.iter().filter(|a| a.1 > 0.0).count();
    if exposure <= 0.0 || live == 0 {
        return Marshall {
            mean: 0.0,
            variance: 0.0,
            weight: vec![0.0; areas.len()],
            rate: vec![0.0; areas.len()],
        };
    }
    let mean = events / exposure;
    let spread: f64 = areas
        .iter()
        .filter(|a| a.1 > 0.0)
        .map(|(y, n)| n * (y / n - mean) * (y / n - mean))
        .sum::<f64>()
        / exposure;
    let variance = (spread - mean / (exposure / live as f64)).max(0.0);
    let weight: Vec<f64> = areas
        .iter()
        .map(|(_, n)| match *n > 0.0 {
            true if variance + mean / n > 0.0 => variance / (variance + mean / n),
            _ => 0.0,
        })
        .collect();
    let rate = areas
        .iter()
        .zip(&weight)
        .map(|((y, n), w)| {
            if *n > 0.0 {
                mean + w * (y / n - mean)
            } else {
                mean
            }
        })
        .collect();
    Marshall {
        mean,
        variance,
        weight,
        rate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Group = Group {
        name: "council",
        size: 1,
        sd: 0.5,
        weight: f64::INFINITY,
    };

    fn cell(events: f64, expected: f64, effect: &[usize]) -> Counts {
        Counts {
            events,
            expected,
            effect: effect.iter().map(|e| Some(*e)).collect(),
        }
    }

    /// Known answer 10c.
    #[test]
    fn marshalls_weights_and_rates() {
        let m = marshall(&[
            (6.0, 4000.0),
            (45.0, 9000.0),
            (4.0, 3500.0),
            (70.0, 15000.0),
        ]);
        assert!((m.mean - 39.6825e-4).abs() < 1e-8);
        assert!((m.variance - 1.693_122e-6).abs() < 1e-12, "{}", m.variance);
        for (w, want) in m
            .weight
            .iter()
            .zip([0.630_542, 0.793_388, 0.598_930, 0.864_865])
        {
            assert!((w - want).abs() < 1e-6, "{w} {want}");
        }
        for (r, want) in m.rate.iter().zip([24.119, 47.868, 22.760, 45.723]) {
            assert!((r * 1e4 - want).abs() < 1e-3, "{r} {want}");
        }
    }

    #[test]
    fn without_data_the_prior_comes_back_and_with_much_the_data() {
        let none = shrink(&[ONE], &[]);
        assert_eq!(none.mean, [0.0]);
        assert!((none.variance(&[0]) - 0.25).abs() < 1e-12);
        let much = shrink(&[ONE], &[cell(20_000.0, 10_000.0, &[0])]);
        assert!((much.mean[0] - libm::log(2.0)).abs() < 1e-3);
        assert!((much.variance(&[0]) * 20_000.0 - 1.0).abs() < 0.01);
    }

    /// With a flat prior the rate of n events over E is Gamma(n, E): the mean of its log is ψ(n) − ln E, its mean n / E.
    #[test]
    fn few_events_without_a_prior_are_a_gamma() {
        let flat = Group { sd: 100.0, ..ONE };
        let few = shrink(&[flat], &[cell(4.0, 2.0, &[0])]);
        let digamma_4 = 1.0 + 1.0 / 2.0 + 1.0 / 3.0 - 0.577_215_664_9;
        let wanted = digamma_4 - libm::log(2.0);
        assert!((few.mean[0] - wanted).abs() < 0.01, "{}", few.mean[0]);
        assert!((few.ratio(&[0]) - 2.0).abs() < 1e-3);
    }

    /// However many effects share them, the events that are expected after the fit are those that there were.
    #[test]
    fn the_mean_rates_balance_the_events() {
        let many = Group {
            name: "setting",
            size: 12,
            sd: 0.5,
            weight: 4.0,
        };
        let flat = Group { sd: 100.0, ..ONE };
        let cells: Vec<Counts> = (0..12)
            .map(|i| cell(f64::from(i % 5), 2.0, &[0, i as usize]))
            .collect();
        let fitted = shrink(&[flat, many], &cells);
        let events: f64 = cells.iter().map(|c| c.events).sum();
        let expected: f64 = (0..12).map(|i| 2.0 * fitted.ratio(&[0, 1 + i])).sum();
        assert!(
            (expected / events - 1.0).abs() < 1e-3,
            "{expected} {events}"
        );
    }
}
