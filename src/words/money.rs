//! Money. Weekly prices are whole pence; cost accumulates as nights × weekly pence, that is in sevenths of a
//! penny, so that no order of addition can change a total.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// Whole pence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pence(pub i64);

impl Pence {
    /// From pounds, to the nearest penny.
    pub fn from_pounds(pounds: f64) -> Pence {
        Pence(libm::round(pounds * 100.0) as i64)
    }

    /// In pounds.
    pub fn pounds(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

/// Sevenths of a penny: nights × weekly price in pence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sevenths(pub i64);

impl Sevenths {
    /// The cost of `nights` at `weekly` pence a week.
    pub fn of(nights: i64, weekly: Pence) -> Sevenths {
        Sevenths(nights * weekly.0)
    }

    /// To the nearest penny, halves away from zero.
    pub fn round(self) -> Pence {
        let doubled = 2 * self.0;
        let shift = if doubled >= 0 { 7 } else { -7 };
        Pence((doubled + shift) / 14)
    }

    /// In pounds, unrounded.
    pub fn pounds(self) -> f64 {
        self.0 as f64 / 700.0
    }
}

macro_rules! arithmetic {
    ($t:ident) => {
        impl Add for $t {
            type Output = $t;
            fn add(self, o: $t) -> $t {
                $t(self.0 + o.0)
            }
        }
        impl Sub for $t {
            type Output = $t;
            fn sub(self, o: $t) -> $t {
                $t(self.0 - o.0)
            }
        }
        impl Neg for $t {
            type Output = $t;
            fn neg(self) -> $t {
                $t(-self.0)
            }
        }
        impl AddAssign for $t {
            fn add_assign(&mut self, o: $t) {
                self.0 += o.0;
            }
        }
        impl Sum for $t {
            fn sum<I: Iterator<Item = $t>>(iter: I) -> $t {
                $t(iter.map(|x| x.0).sum())
            }
        }
    };
}
arithmetic!(Pence);
arithmetic!(Sevenths);

impl fmt::Display for Pence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let a = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", a / 100, a % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answer 18 (a).
    #[test]
    fn an_uplift_in_the_middle_is_rounded_once() {
        let weekly = Pence::from_pounds(5_000.0);
        let uplifted = Pence::from_pounds(5_150.0);
        let whole = Sevenths::of(100, weekly) + Sevenths::of(50, uplifted);
        assert_eq!(whole.round(), Pence(10_821_429));
        let segments = Sevenths::of(100, weekly).round() + Sevenths::of(50, uplifted).round();
        assert_eq!(segments, Pence(10_821_428));
    }

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(Sevenths(3).round(), Pence(0));
        assert_eq!(Sevenths(4).round(), Pence(1));
        assert_eq!(Sevenths(-4).round(), Pence(-1));
        assert_eq!(Pence(-5).to_string(), "-0.05");
    }
}
