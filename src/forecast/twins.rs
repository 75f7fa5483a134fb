//! How much of the variance of the outturn comes from not knowing the rates, how much is luck.
//!
//! A replication and its twin share their parameters and nothing else: the covariance of their outturns is the
//! variance that the parameters make. share = cov(Y, Y′) / var(Y), the variance pooled over both, with the jackknife
//! standard error over pairs. Nothing is clamped: a share may come out below zero, and then is not distinguishable
//! from none.

/// The share of the variance that comes from the uncertain parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParameterShare {
    /// Share, unclamped.
    pub share: f64,
    /// Jackknife standard error.
    pub se: f64,
    /// Pairs.
    pub pairs: usize,
}

impl ParameterShare {
    /// Can it be told from zero, at two standard errors?
    pub fn is_distinguishable(&self) -> bool {
        self.share.abs() > 2.0 * self.se
    }
}

/// Sums over pairs of centred values.
#[derive(Clone, Copy, Default)]
struct Sums {
    n: f64,
    a: f64,
    b: f64,
    ab: f64,
    squares: f64,
}

impl Sums {
    fn add(&mut self, (a, b): (f64, f64), sign: f64) {
        self.n += sign;
        self.a += sign * a;
        self.b += sign * b;
        self.ab += sign * a * b;
        self.squares += sign * (a * a + b * b);
    }

    fn share(&self) -> f64 {
        let covariance = self.ab - self.a * self.b / self.n;
        let both = self.squares - (self.a * self.a + self.b * self.b) / self.n;
        2.0 * covariance / both
    }
}

/// Of pairs (replication, twin); `None` with fewer than 20 pairs or without variance.
pub fn parameter_share(pairs: &[(f64, f64)]) -> Option<ParameterShare> {
    if pairs.len() < 20 {
        return None;
    }
    let n = pairs.len() as f64;
    let centre = pairs.iter().map(|p| p.0 + p.1).sum::<f64>() / (2.0 * n);
    let centred = || pairs.iter().map(|p| (p.0 - centre, p.1 - centre));
    let mut all = Sums::default();
    centred().for_each(|p| all.add(p, 1.0));
    let share = all.share();
    if all.squares <= 0.0 || !share.is_finite() {
        return None;
    }
    let without = |p| {
        let mut s = all;
        s.add(p, -1.0);
        s.share()
    };
    let mean = centred().map(without).sum::<f64>() / n;
    let squares: f64 = centred()
        .map(|p| (without(p) - mean) * (without(p) - mean))
        .sum();
    Some(ParameterShare {
        share,
        se: libm::sqrt(squares * (n - 1.0) / n),
        pairs: pairs.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::keyed::{Key, Purpose};

    fn pairs(parameter_sd: f64, luck_sd: f64) -> Vec<(f64, f64)> {
        (0..1_000)
            .map(|r| {
                let key = Key::root(7).child(r);
                let common = parameter_sd * key.normal(Purpose::Choice, 0);
                let luck = |i| luck_sd * key.normal(Purpose::Choice, i);
                (common + luck(1), common + luck(2))
            })
            .collect()
    }

    /// With normal values the standard error of an intraclass correlation r is about (1 − r²) / √n.
    #[test]
    fn share_and_its_error() {
        let s = parameter_share(&pairs(3.0, 4.0)).unwrap();
        assert!((s.share - 0.36).abs() < 3.0 * s.se, "{s:?}");
        assert!((s.se - 0.8704 / 1_000f64.sqrt()).abs() < 0.004, "{s:?}");
        assert!(s.is_distinguishable());
    }

    #[test]
    fn luck_alone_is_not_distinguishable_from_zero() {
        let s = parameter_share(&pairs(0.0, 1.0)).unwrap();
        assert!(s.share.abs() < 3.0 * s.se);
        assert_eq!(parameter_share(&[(1.0, 1.0); 50]), None);
        assert_eq!(parameter_share(&[(1.0, 2.0)]), None);
    }
}
