//! Plain forecasts to beat: no change, last year's growth, a damped trend.

use super::months::Months;
use super::target::Target;

/// A plain forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// As it is, or as it was over as long a time before.
    NoChange,
    /// Last year's growth goes on.
    LastGrowth,
    /// Last year's log growth × 0.3 in the first year, 0.09 in the second.
    Damped,
}

impl Plain {
    /// All of them.
    pub const ALL: [Plain; 3] = [Plain::NoChange, Plain::LastGrowth, Plain::Damped];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Plain::NoChange => "no_change",
            Plain::LastGrowth => "last_growth",
            Plain::Damped => "damped",
        }
    }

    /// Forecast of a target for `h` months after month `origin`; `None` where the history before is too short.
    pub fn forecast(self, months: &Months, target: Target, origin: usize, h: usize) -> Option<f64> {
        let now = origin + 1;
        let years = h as f64 / 12.0;
        // A flow's last level is that of the last year, its growth that on the year before; cost's level is the last
        // month's run rate.
        let (base, before) = match target {
            Target::Cost => {
                let last = target.actual(months, now.checked_sub(1)?, now)?;
                let ago = now
                    .checked_sub(13)
                    .and_then(|a| target.actual(months, a, a + 1));
                (last * h as f64, ago.map(|a| a * h as f64))
            }
            t if t.is_flow() => {
                let year = t.actual(months, now.checked_sub(12)?, now)? * years;
                let ago = now
                    .checked_sub(24)
                    .and_then(|a| t.actual(months, a, a + 12));
                (year, ago.map(|a| a * years))
            }
            t => (
                t.actual(months, 0, now)?,
                now.checked_sub(12)
                    .filter(|a| *a > 0)
                    .and_then(|a| t.actual(months, 0, a)),
            ),
        };
        // Small numbers: half a child more on both sides keeps a growth finite.
        let growth = before.map(|b| libm::log((base + 0.5) / (b + 0.5)));
        let exponent = match self {
            Plain::NoChange => 0.0,
            Plain::LastGrowth => growth? * years,
            Plain::Damped => {
                let mut left = years;
                let (mut sum, mut damp) = (0.0, 0.3);
                while left > 0.0 {
                    sum += damp * left.min(1.0);
                    damp *= 0.3;
                    left -= 1.0;
                }
                growth? * sum
            }
        };
        // A flow grows over its span: on average half of it.
        let share = if target.is_flow() { 0.5 } else { 1.0 };
        Some(base * libm::exp((exponent * share).clamp(-3.0, 3.0)))
    }
}
