//! Levels that wander: a local level with a random walk and a transient effect each year.

/// A local level by the Kalman filter: y = level + ε, level moves by η between observations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kalman {
    /// Mean of the level.
    pub mean: f64,
    /// Variance of the level.
    pub variance: f64,
    /// Log likelihood of the observations so far.
    pub log_likelihood: f64,
}

impl Kalman {
    /// Before the first observation.
    pub fn new(mean: f64, variance: f64) -> Kalman {
        Kalman {
            mean,
            variance,
            log_likelihood: 0.0,
        }
    }

    /// The level moves on: variance q is added.
    pub fn step(&mut self, q: f64) {
        self.variance += q;
    }

    /// Observes y with error variance r; returns the gain.
    pub fn observe(&mut self, y: f64, r: f64) -> f64 {
        let s = self.variance + r;
        let gain = if s > 0.0 { self.variance / s } else { 0.0 };
        let miss = y - self.mean;
        if s > 0.0 {
            self.log_likelihood -=
                0.5 * (libm::log(2.0 * std::f64::consts::PI * s) + miss * miss / s);
        }
        self.mean += gain * miss;
        self.variance *= 1.0 - gain;
        gain
    }
}

/// A pair of spreads with its posterior, and the level it implies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// SD a year of the walk of the log.
    pub walk: f64,
    /// SD of the transient effect of the log.
    pub transient: f64,
    /// Posterior probability.
    pub weight: f64,
    /// Mean of the log of the level at the end of the last year.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
}

/// What was believed of the spreads before. England's figures are variances over many councils' changes together: the
/// root mean square of the councils' SDs, not the median of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpreadPrior {
    /// Root mean square of the walk's SD.
    pub walk: f64,
    /// Root mean square of the transient's.
    pub transient: f64,
    /// SD of both in logs.
    pub log_sd: f64,
}

impl SpreadPrior {
    /// Median by root mean square, of a log-normal.
    fn median(self) -> f64 {
        libm::exp(-self.log_sd * self.log_sd)
    }
}

/// Steps of the grid about the prior's medians, in SDs of their logs.
const STEPS: [f64; 7] = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0];

fn grid(prior: SpreadPrior) -> impl Iterator<Item = (f64, f64, f64)> {
    STEPS.iter().flat_map(move |a| {
        STEPS.iter().map(move |b| {
            let walk = prior.walk * prior.median() * libm::exp(a * prior.log_sd);
            let transient = prior.transient * prior.median() * libm::exp(b * prior.log_sd);
            (walk, transient, -0.5 * (a * a + b * b))
        })
    })
}

fn normalised(mut list: Vec<Spread>, logs: &[f64]) -> Vec<Spread> {
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for (s, l) in list.iter_mut().zip(logs) {
        s.weight = libm::exp(l - top);
        sum += s.weight;
    }
    list.iter_mut().for_each(|s| s.weight /= sum);
    list
}

/// Levels of yearly means with normal errors: (log, variance of its error), oldest first, a year apart.
pub fn normal_level(years: &[(f64, f64)], prior: SpreadPrior, start: (f64, f64)) -> Vec<Spread> {
    let (mut list, mut logs) = (Vec::new(), Vec::new());
    for (walk, transient, log_prior) in grid(prior) {
        let mut k = Kalman::new(start.0, start.1);
        for (i, (y, r)) in years.iter().enumerate() {
            if i > 0 {
                k.step(walk * walk);
            }
            k.observe(*y, r + transient * transient);
        }
        logs.push(log_prior + k.log_likelihood);
        list.push(Spread {
            walk,
            transient,
            weight: 0.0,
            mean: k.mean,
            variance: k.variance + walk * walk / 2.0,
        });
    }
    normalised(list, &logs)
}

/// Points of the grid of levels.
const POINTS: usize = 121;
/// Half the width of the grid, in logs.
const HALF: f64 = 3.0;

/// Counts of a year and what they are out of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YearCount {
    /// Arrivals, scaled so that they are Poisson but for the wandering.
    pub count: f64,
    /// Length of the year observed, in years.
    pub length: f64,
}

/// Levels of yearly counts, oldest first: a filter on a grid, exact for small counts. The log rate of a year is the
/// walk's level + a transient effect of mean one; counts are Poisson (gamma-Poisson with the transient's variance).
pub fn count_level(years: &[YearCount], prior: SpreadPrior) -> Vec<Spread> {
    let total: f64 = years.iter().map(|y| y.count).sum();
    let length: f64 = years.iter().map(|y| y.length).sum();
    let middle = libm::log((total + 0.5) / length.max(0.25));
    let at: Vec<f64> = (0..POINTS)
        .map(|i| middle - HALF + 2.0 * HALF * i as f64 / (POINTS - 1) as f64)
        .collect();
    let width = 2.0 * HALF / (POINTS - 1) as f64;
    let (mut list, mut logs) = (Vec::new(), Vec::new());
    for (walk, transient, log_prior) in grid(prior) {
        // Vague about the level: SD 1 of the log about the mean of all years.
        let mut p: Vec<f64> = at
            .iter()
            .map(|x| libm::exp(-0.5 * (x - middle) * (x - middle)))
            .collect();
        let mut log = log_prior;
        let kernel = kernel(walk, width);
        for (i, year) in years.iter().enumerate() {
            if i > 0 {
                p = spread_out(&p, &kernel);
            }
            log += rescale(&mut p);
            // The transient effect as a gamma of mean one and the same variance.
            let shape = 1.0 / libm::expm1(transient * transient).max(1e-9);
            for (q, x) in p.iter_mut().zip(&at) {
                let mean = libm::exp(*x) * year.length;
                *q *= libm::exp(super::rates::log_gamma_poisson(
                    year.count, mean, shape, shape,
                ));
            }
            log += rescale(&mut p);
        }
        let mean: f64 = p.iter().zip(&at).map(|(p, x)| p * x).sum();
        let square: f64 = p
            .iter()
            .zip(&at)
            .map(|(p, x)| p * (x - mean) * (x - mean))
            .sum();
        logs.push(log);
        list.push(Spread {
            walk,
            transient,
            weight: 0.0,
            mean,
            // From the middle of the last year to its end.
            variance: square + walk * walk / 2.0,
        });
    }
    normalised(list, &logs)
}

/// Weights of a step by −m … m points of the grid.
fn kernel(sd: f64, width: f64) -> Vec<f64> {
    let reach = (libm::ceil(4.0 * sd / width) as usize).max(1);
    let of = |i: usize| {
        let d = i as f64 * width / sd.max(1e-6);
        libm::exp(-0.5 * d * d)
    };
    let mut half: Vec<f64> = (0..=reach).map(of).collect();
    let sum: f64 = half[0] + 2.0 * half[1..].iter().sum::<f64>();
    half.iter_mut().for_each(|x| *x /= sum);
    half
}

fn spread_out(p: &[f64], half: &[f64]) -> Vec<f64> {
    let n = p.len();
    (0..n)
        .map(|i| {
            let mut sum = half[0] * p[i];
            for (d, w) in half.iter().enumerate().skip(1) {
                let low = if i >= d { p[i - d] } else { 0.0 };
                let high = if i + d < n { p[i + d] } else { 0.0 };
                sum += w * (low + high);
            }
            sum
        })
        .collect()
}

/// Scales to a sum of one; the log of the sum before.
fn rescale(p: &mut [f64]) -> f64 {
    let sum: f64 = p.iter().sum();
    if sum > 0.0 {
        p.iter_mut().for_each(|x| *x /= sum);
        libm::log(sum)
    } else {
        let flat = 1.0 / p.len() as f64;
        p.iter_mut().for_each(|x| *x = flat);
        -700.0
    }
}

/// The pair of spreads at a uniform.
pub fn pick(spreads: &[Spread], u: f64) -> Option<&Spread> {
    let mut sum = 0.0;
    let found = spreads.iter().find(|s| {
        sum += s.weight;
        u < sum
    });
    found.or(spreads.last())
}

/// Posterior means of the two spreads.
pub fn spread_means(spreads: &[Spread]) -> (f64, f64) {
    spreads.iter().fold((0.0, 0.0), |(w, t), s| {
        (w + s.weight * s.walk, t + s.weight * s.transient)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answer 16: σ²η / σ²ε = .5 has the steady prior variance 1 (of σ²ε) and the gain one half.
    #[test]
    fn the_steady_state_of_a_local_level() {
        let mut k = Kalman::new(0.0, 50.0);
        let mut gain = 0.0;
        for i in 0..60 {
            k.step(0.5);
            if i > 40 {
                assert!((k.variance - 1.0).abs() < 1e-9, "{}", k.variance);
            }
            gain = k.observe(f64::from(i % 3), 1.0);
        }
        assert!((gain - 0.5).abs() < 1e-9);
    }

    const PRIOR: SpreadPrior = SpreadPrior {
        walk: 0.085,
        transient: 0.11,
        log_sd: 0.4,
    };

    #[test]
    fn a_steady_council_is_known_well_and_a_small_one_badly() {
        let years = |n: f64| {
            vec![
                YearCount {
                    count: n,
                    length: 1.0
                };
                8
            ]
        };
        let sd = |n: f64| {
            let s = count_level(&years(n), PRIOR);
            let mean: f64 = s.iter().map(|s| s.weight * s.mean).sum();
            assert!(
                (libm::exp(mean) / n - 1.0).abs() < 0.15,
                "{n} {}",
                libm::exp(mean)
            );
            libm::sqrt(s.iter().map(|s| s.weight * s.variance).sum::<f64>())
        };
        let (small, large) = (sd(3.0), sd(300.0));
        assert!(small > 2.0 * large, "{small} {large}");
        assert!(large < 0.13, "{large}");
    }

    #[test]
    fn what_was_believed_before_has_the_variance_it_was_given() {
        let before = count_level(&[], PRIOR);
        let of = |x: fn(&Spread) -> f64| before.iter().map(|s| s.weight * x(s) * x(s)).sum::<f64>();
        assert!((of(|s| s.walk).sqrt() / PRIOR.walk - 1.0).abs() < 0.01);
        assert!((of(|s| s.transient).sqrt() / PRIOR.transient - 1.0).abs() < 0.01);
    }

    #[test]
    fn nothing_is_never_a_panic() {
        assert_eq!(count_level(&[], PRIOR).len(), 49);
        let none = [YearCount {
            count: 0.0,
            length: 1.0,
        }];
        assert!(count_level(&none, PRIOR).iter().all(|s| s.mean.is_finite()));
        assert_eq!(normal_level(&[], PRIOR, (7.0, 1.0)).len(), 49);
    }
}
