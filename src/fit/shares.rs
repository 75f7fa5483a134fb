//! Shares with their uncertainty: Dirichlet about a reference that is first tilted to the council.
//!
//! A council without homes of its own has none in any cell: the tilt, one for each name over all rows, learns that from
//! all its children at once; what a row adds is then weighed by its own counts against a concentration estimated by the
//! marginal likelihood (Dirichlet-multinomial) over the rows.

use crate::sampling::keyed::{Key, Purpose};
use rand_distr::{Distribution, Gamma};

/// Counts of a row and the reference's shares of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Weighted counts by name.
    pub counts: Vec<f64>,
    /// The reference's shares; they sum to one.
    pub reference: Vec<f64>,
}

/// Rows with their posterior.
#[derive(Clone, Debug)]
pub struct ShareFit {
    rows: Vec<Row>,
    /// Observed and expected counts by name, over all rows: the tilt is their ratio.
    tilt: Vec<(f64, f64)>,
    /// Weight, in counts, of the tilted reference in each row.
    pub concentration: f64,
}

/// Weight of the reference in the tilt of a name, in counts.
const TILT_PRIOR: f64 = 4.0;
/// Concentrations tried.
const CONCENTRATIONS: [f64; 12] = [
    1.0, 2.0, 4.0, 8.0, 15.0, 25.0, 40.0, 70.0, 120.0, 250.0, 500.0, 1000.0,
];

impl ShareFit {
    /// Fits rows of one table.
    pub fn new(rows: Vec<Row>) -> ShareFit {
        let width = rows.iter().map(|r| r.reference.len()).max().unwrap_or(0);
        let mut tilt = vec![(0.0, 0.0); width];
        for r in &rows {
            let n: f64 = r.counts.iter().sum();
            for (i, t) in tilt.iter_mut().enumerate() {
                t.0 += r.counts.get(i).copied().unwrap_or(0.0);
                t.1 += n * r.reference.get(i).copied().unwrap_or(0.0);
            }
        }
        let mut fit = ShareFit {
            rows,
            tilt,
            concentration: 40.0,
        };
        let ratios = fit.tilt_means();
        let best = CONCENTRATIONS
            .iter()
            .map(|k| (fit.log_likelihood(*k, &ratios), *k))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, k)) = best {
            fit.concentration = k;
        }
        fit
    }

    fn tilt_means(&self) -> Vec<f64> {
        let of = |(o, e): &(f64, f64)| (o + TILT_PRIOR) / (e + TILT_PRIOR);
        self.tilt.iter().map(of).collect()
    }

    /// Shares of a row before its own counts: the reference tilted, and a little of what it never has but the council
    /// does.
    fn prior(&self, row: &Row, ratios: &[f64]) -> Vec<f64> {
        let n: f64 = self.tilt.iter().map(|t| t.0).sum();
        let raw: Vec<f64> = ratios
            .iter()
            .enumerate()
            .map(|(i, ratio)| {
                let own = self.tilt[i].0 / (n + 50.0);
                let reference = row.reference.get(i).copied().unwrap_or(0.0);
                0.98 * reference * ratio + 0.02 * own
            })
            .collect();
        scaled(raw)
    }

    fn log_likelihood(&self, k: f64, ratios: &[f64]) -> f64 {
        let mut sum = 0.0;
        for row in &self.rows {
            let n: f64 = row.counts.iter().sum();
            if n <= 0.0 {
                continue;
            }
            sum += libm::lgamma(k) - libm::lgamma(k + n);
            for (p, y) in self.prior(row, ratios).iter().zip(&row.counts) {
                let a = k * p;
                if *y > 0.0 && a > 0.0 {
                    sum += libm::lgamma(a + y) - libm::lgamma(a);
                }
            }
        }
        sum
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// No rows?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Counts of a row.
    pub fn count(&self, row: usize) -> f64 {
        self.rows.get(row).map_or(0.0, |r| r.counts.iter().sum())
    }

    /// Observed, expected by the reference and fitted counts of a name, over all rows.
    pub fn totals(&self, name: usize) -> (f64, f64, f64) {
        let tilt = self.tilt.get(name).copied().unwrap_or_default();
        let fitted = (0..self.rows.len())
            .map(|r| self.count(r) * self.mean(r).get(name).copied().unwrap_or(0.0));
        (tilt.0, tilt.1, fitted.sum())
    }

    /// Mean shares of a row.
    pub fn mean(&self, row: usize) -> Vec<f64> {
        let Some(r) = self.rows.get(row) else {
            return Vec::new();
        };
        let prior = self.prior(r, &self.tilt_means());
        let alpha = prior.iter().zip(&r.counts);
        scaled(alpha.map(|(p, y)| self.concentration * p + y).collect())
    }

    /// A draw of all rows, their tilt drawn once.
    pub fn draw(&self, key: Key) -> Vec<Vec<f64>> {
        let mut rng = key.rng(Purpose::Parameter, 0);
        let mut gamma = |shape: f64| gamma_draw(shape, &mut rng);
        let ratios: Vec<f64> = self
            .tilt
            .iter()
            .map(|(o, e)| gamma(o + TILT_PRIOR) / (e + TILT_PRIOR))
            .collect();
        self.rows
            .iter()
            .map(|r| {
                let prior = self.prior(r, &ratios);
                let alpha = prior.iter().zip(&r.counts);
                scaled(
                    alpha
                        .map(|(p, y)| gamma(self.concentration * p + y))
                        .collect(),
                )
            })
            .collect()
    }
}

/// A gamma variate of scale one; 0 where the shape is none.
pub fn gamma_draw(shape: f64, rng: &mut crate::sampling::keyed::KeyedRng) -> f64 {
    match Gamma::new(shape, 1.0) {
        Ok(g) if shape > 1e-9 => g.sample(rng),
        _ => 0.0,
    }
}

/// Scaled to a sum of one, where it has any.
pub fn scaled(list: Vec<f64>) -> Vec<f64> {
    let sum: f64 = list.iter().sum();
    if sum > 0.0 {
        list.iter().map(|x| x / sum).collect()
    } else {
        list
    }
}

/// Mean and SD of each share under a Dirichlet.
pub fn dirichlet_moments(alpha: &[f64]) -> Vec<(f64, f64)> {
    let n: f64 = alpha.iter().sum();
    let of = |a: &f64| {
        let m = a / n;
        (m, libm::sqrt(m * (1.0 - m) / (n + 1.0)))
    };
    alpha.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answer 10b.
    #[test]
    fn dirichlet_from_counts_and_a_prior() {
        let prior = [0.70, 0.10, 0.02, 0.18].map(|p| 10.0 * p);
        let counts = [40.0, 6.0, 0.0, 14.0];
        let alpha: Vec<f64> = prior.iter().zip(counts).map(|(p, y)| p + y).collect();
        let want = [
            (0.671_429, 0.055_742),
            (0.1, 0.035_603),
            (0.002_857, 0.006_335),
            (0.225_714, 0.049_614),
        ];
        for ((m, s), (wm, ws)) in dirichlet_moments(&alpha).into_iter().zip(want) {
            assert!((m - wm).abs() < 1e-6 && (s - ws).abs() < 1e-6, "{m} {s}");
        }
    }

    /// Draws have the moments of their Dirichlet where there is one row and the reference is right.
    #[test]
    fn draws_lie_about_their_mean() {
        let row = Row {
            counts: vec![400.0, 60.0, 20.0, 140.0],
            reference: vec![0.65, 0.1, 0.03, 0.22],
        };
        let fit = ShareFit::new(vec![row]);
        let mean = fit.mean(0);
        let n = 2000;
        let root = Key::root(5);
        let mut sums = [0.0; 4];
        for i in 0..n {
            let d = &fit.draw(root.child(i))[0];
            assert!((d.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            sums.iter_mut().zip(d).for_each(|(s, x)| *s += x);
        }
        for (s, m) in sums.iter().zip(&mean) {
            assert!((s / n as f64 - m).abs() < 0.003, "{s} {m}");
        }
    }

    #[test]
    fn a_council_without_homes_of_its_own_is_believed() {
        let row = |own: f64| Row {
            counts: vec![200.0, own, 100.0],
            reference: vec![0.5, 0.2, 0.3],
        };
        let fit = ShareFit::new(vec![row(0.0); 10]);
        assert!(fit.mean(0)[1] < 0.005, "{:?}", fit.mean(0));
    }
}
