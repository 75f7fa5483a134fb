//! Charts as plain inline SVG: a title and a description for a screen reader, units and labels beside what they name,
//! told apart by lightness, dashes and hatching, never by colour alone.

mod children;
mod money;
mod shapes;

pub use children::{Layer, stack};
pub use money::{Band, Bar, Fan, Step, bars, curve, dots, fan, intervals, steps};

/// Where a value lies on the paper: from the ends of an axis to the ends of its line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Values at the ends.
    pub values: (f64, f64),
    /// Places of the ends.
    pub places: (f64, f64),
}

impl Scale {
    /// A scale from the lowest to the highest of some values, widened to whole ticks; from 0 where asked.
    pub fn over(
        values: impl IntoIterator<Item = f64>,
        from_zero: bool,
        places: (f64, f64),
    ) -> Scale {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for x in values.into_iter().filter(|x| x.is_finite()) {
            (low, high) = (low.min(x), high.max(x));
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if from_zero {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        if high - low < 1e-9 * high.abs().max(1.0) {
            high = low + 1.0;
        }
        let step = step(low, high);
        Scale {
            values: ((low / step).floor() * step, (high / step).ceil() * step),
            places,
        }
    }

    /// Place of a value.
    pub fn at(&self, x: f64) -> f64 {
        let ((a, b), (p, q)) = (self.values, self.places);
        p + (x - a) / (b - a) * (q - p)
    }

    /// Values to mark, at most about six.
    pub fn ticks(&self) -> Vec<f64> {
        let (a, b) = self.values;
        let step = step(a, b);
        let first = (a / step).ceil();
        (0..=(((b / step) - first).max(0.0) + 1e-9) as usize)
            .map(|i| (first + i as f64) * step)
            .collect()
    }
}

/// A round step that divides a range in four to six.
fn step(low: f64, high: f64) -> f64 {
    let rough = (high - low) / 5.0;
    let mut unit = 1.0;
    while unit * 10.0 <= rough {
        unit *= 10.0;
    }
    while unit > rough {
        unit /= 10.0;
    }
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .map(|f| f * unit)
        .into_iter()
        .find(|s| *s >= rough * 0.999)
        .unwrap_or(10.0 * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_on_round_numbers() {
        let s = Scale::over([3.2, 41.7], true, (0.0, 100.0));
        assert_eq!(s.values, (0.0, 50.0));
        assert_eq!(s.ticks(), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
        assert_eq!(s.at(25.0), 50.0);
        let s = Scale::over([0.0; 2], false, (0.0, 1.0));
        assert!(s.values.1 > s.values.0);
        assert!(!Scale::over([], false, (0.0, 1.0)).ticks().is_empty());
    }
}
