//! Distributions of uncertain inputs. Each is drawn by inverse distribution function at its own uniform, so that
//! a wider range moves a draw outwards and never reshuffles it.

use super::normal;
use statrs::distribution::{Beta, ContinuousCDF, Gamma};

/// The distribution of an uncertain number.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Mean and standard deviation.
    Normal { mean: f64, sd: f64 },
    /// Shifted log-normal: `shift + sign · exp(mu + sigma z)`, fitted to a mean, a P10 and a P90.
    ShiftedLogNormal {
        shift: f64,
        sign: f64,
        mu: f64,
        sigma: f64,
    },
    /// Triangular.
    Triangular { low: f64, mode: f64, high: f64 },
    /// Between two bounds.
    Uniform { low: f64, high: f64 },
    /// Beta with shapes `a` and `b`.
    Beta { a: f64, b: f64 },
    /// Gamma with a shape and a rate.
    Gamma { shape: f64, rate: f64 },
}

/// Why a distribution can not be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// P10, mean, P90 out of order.
    #[error("p10, mean and p90 must be in rising order")]
    Order,
    /// Too skewed for a shifted log-normal.
    #[error("the mean is too near one end of the range from p10 to p90")]
    Skew,
    /// A spread of zero or less, or not a number.
    #[error("the spread must be above zero")]
    Spread,
    /// low ≤ mode ≤ high does not hold.
    #[error("low, mode and high must be in rising order")]
    Triangle,
    /// A mean outside what the distribution can take.
    #[error("no such distribution has this mean and spread")]
    Moments,
}

const Z90: f64 = 1.281_551_565_544_600_4;

impl Distribution {
    /// The distribution with this mean, 10th and 90th percentile: a log-normal shifted and, where the long tail is
    /// on the left, mirrored; normal where the mean is in the middle.
    pub fn from_mean_p10_p90(mean: f64, p10: f64, p90: f64) -> Result<Distribution, Impossible> {
        if !(mean.is_finite() && p10.is_finite() && p90.is_finite() && p10 < mean && mean < p90) {
            return Err(Impossible::Order);
        }
        let (up, down) = (p90 - mean, mean - p10);
        let half = (p90 - p10) / 2.0;
        if (up - down).abs() < 1e-9 * half {
            return Ok(Distribution::Normal {
                mean,
                sd: half / Z90,
            });
        }
        let sign = if up > down { 1.0 } else { -1.0 };
        let want = if up > down { up / down } else { down / up };
        // The ratio (P90 − mean) / (mean − P10) of a log-normal rises with sigma from 1.
        let ratio = |s: f64| {
            let (k, m) = (libm::exp(s * Z90), libm::exp(s * s / 2.0));
            (k - m) / (m - 1.0 / k)
        };
        let (mut lo, mut hi) = (1e-6, 1.0);
        if want > ratio(hi) {
            return Err(Impossible::Skew);
        }
        for _ in 0..200 {
            let mid = 0.5 * (lo + hi);
            if ratio(mid) < want {
                lo = mid;
            } else {
                hi = mid;
            }
        }
        let sigma = 0.5 * (lo + hi);
        let k = libm::exp(sigma * Z90);
        let scale = 2.0 * half / (k - 1.0 / k);
        let shift = mean - sign * scale * libm::exp(sigma * sigma / 2.0);
        Ok(Distribution::ShiftedLogNormal {
            shift,
            sign,
            mu: libm::log(scale),
            sigma,
        })
    }

    /// Triangular from its three corners.
    pub fn triangular(low: f64, mode: f64, high: f64) -> Result<Distribution, Impossible> {
        if low <= mode && mode <= high && low < high && (high - low).is_finite() {
            Ok(Distribution::Triangular { low, mode, high })
        } else {
            Err(Impossible::Triangle)
        }
    }

    /// Normal with a mean and a standard deviation.
    pub fn normal(mean: f64, sd: f64) -> Result<Distribution, Impossible> {
        positive(sd)?;
        Ok(Distribution::Normal { mean, sd })
    }

    /// Log-normal with a mean and a standard deviation of the number itself (not of its log).
    pub fn log_normal(mean: f64, sd: f64) -> Result<Distribution, Impossible> {
        positive(sd)?;
        if mean.is_nan() || mean <= 0.0 {
            return Err(Impossible::Moments);
        }
        let s2 = libm::log1p((sd / mean) * (sd / mean));
        Ok(Distribution::ShiftedLogNormal {
            shift: 0.0,
            sign: 1.0,
            mu: libm::log(mean) - s2 / 2.0,
            sigma: libm::sqrt(s2),
        })
    }

    /// Beta with a mean and a standard deviation.
    pub fn beta(mean: f64, sd: f64) -> Result<Distribution, Impossible> {
        positive(sd)?;
        if !(mean > 0.0 && mean < 1.0) || sd * sd >= mean * (1.0 - mean) {
            return Err(Impossible::Moments);
        }
        let n = mean * (1.0 - mean) / (sd * sd) - 1.0;
        Ok(Distribution::Beta {
            a: mean * n,
            b: (1.0 - mean) * n,
        })
    }

    /// Gamma with a mean and a standard deviation.
    pub fn gamma(mean: f64, sd: f64) -> Result<Distribution, Impossible> {
        positive(sd)?;
        if mean.is_nan() || mean <= 0.0 {
            return Err(Impossible::Moments);
        }
        Ok(Distribution::Gamma {
            shape: mean * mean / (sd * sd),
            rate: mean / (sd * sd),
        })
    }

    /// Uniform between two bounds.
    pub fn uniform(low: f64, high: f64) -> Result<Distribution, Impossible> {
        if low < high && (high - low).is_finite() {
            Ok(Distribution::Uniform { low, high })
        } else {
            Err(Impossible::Triangle)
        }
    }

    /// The value below which a share `u` of the distribution lies, 0 < u < 1.
    pub fn quantile(&self, u: f64) -> f64 {
        match *self {
            Distribution::Normal { mean, sd } => mean + sd * normal::quantile(u),
            Distribution::ShiftedLogNormal {
                shift,
                sign,
                mu,
                sigma,
            } => shift + sign * libm::exp(mu + sign * sigma * normal::quantile(u)),
            Distribution::Triangular { low, mode, high } => {
                let (w, left) = (high - low, mode - low);
                if u * w <= left {
                    low + libm::sqrt(u * w * left)
                } else {
                    high - libm::sqrt((1.0 - u) * w * (high - mode))
                }
            }
            Distribution::Uniform { low, high } => low + u * (high - low),
            Distribution::Beta { a, b } => {
                Beta::new(a, b).map_or(a / (a + b), |d| d.inverse_cdf(u))
            }
            Distribution::Gamma { shape, rate } => {
                Gamma::new(shape, rate).map_or(shape / rate, |d| d.inverse_cdf(u))
            }
        }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        match *self {
            Distribution::Normal { mean, .. } => mean,
            Distribution::ShiftedLogNormal {
                shift,
                sign,
                mu,
                sigma,
            } => shift + sign * libm::exp(mu + sigma * sigma / 2.0),
            Distribution::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Distribution::Uniform { low, high } => 0.5 * (low + high),
            Distribution::Beta { a, b } => a / (a + b),
            Distribution::Gamma { shape, rate } => shape / rate,
        }
    }
}

fn positive(sd: f64) -> Result<(), Impossible> {
    if sd > 0.0 && sd.is_finite() {
        Ok(())
    } else {
        Err(Impossible::Spread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_p10_p90_are_met() {
        for (m, a, b) in [
            (0.12, 0.08, 0.17),
            (0.8, 0.5, 1.05),
            (1.0, 0.9, 1.1),
            (14e3, 12e3, 16.5e3),
        ] {
            let d = Distribution::from_mean_p10_p90(m, a, b).unwrap();
            assert!((d.quantile(0.1) - a).abs() < 1e-6 * m, "{d:?}");
            assert!((d.quantile(0.9) - b).abs() < 1e-6 * m, "{d:?}");
            assert!((d.mean() - m).abs() < 1e-6 * m, "{d:?}");
        }
        assert_eq!(
            Distribution::from_mean_p10_p90(1.0, 2.0, 3.0),
            Err(Impossible::Order)
        );
        assert_eq!(
            Distribution::from_mean_p10_p90(1.0001, 1.0, 9.0),
            Err(Impossible::Skew)
        );
    }

    #[test]
    fn means_agree_with_quantiles() {
        for d in [
            Distribution::triangular(1.0, 2.0, 5.0).unwrap(),
            Distribution::beta(0.3, 0.1).unwrap(),
            Distribution::gamma(3.0, 1.0).unwrap(),
            Distribution::log_normal(10.0, 4.0).unwrap(),
            Distribution::uniform(2.0, 3.0).unwrap(),
        ] {
            let n = 20_000;
            let m: f64 = (0..n)
                .map(|i| d.quantile((f64::from(i) + 0.5) / f64::from(n)))
                .sum::<f64>()
                / f64::from(n);
            assert!((m / d.mean() - 1.0).abs() < 2e-3, "{d:?} {m}");
        }
    }
}
