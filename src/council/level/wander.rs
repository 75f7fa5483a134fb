//! How the entries of a council wander, from published starts.

use super::features::{Cut, median};

/// Wandering of the log of a council's starts: a walk, and a part that is new each year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wander {
    /// SD a year of the walk.
    pub walk_sd: f64,
    /// SD of the transient part.
    pub transient_sd: f64,
}

/// What stands in the design (councils with 150 to 300 starts), worth two hundred pairs of years.
const PRIOR: (f64, f64, f64) = (0.085, 0.11, 200.0);

impl Wander {
    /// By moments of the yearly change d of the log, luck taken off: cov(d, next d) = −transient² − luck,
    /// var(d) = walk² + 2 transient² + 2 luck, with luck 1.3 / starts (sibling groups).
    pub fn estimate(cut: &Cut<'_>) -> Wander {
        let (mut variance, mut next, mut luck) = (0.0, 0.0, 0.0);
        let (mut n, mut pairs) = (0.0, 0.0);
        let change = |la: u16, year: i32| {
            let (a, b) = (
                cut.known(la, "started", year - 1)?,
                cut.known(la, "started", year)?,
            );
            (a >= 100.0 && b >= 100.0).then(|| (libm::log(b / a), 1.3 / a))
        };
        let years: Vec<i32> = (cut.year - 15..=cut.year).collect();
        let middle: Vec<f64> = years
            .iter()
            .map(|y| {
                let all = cut.councils().filter_map(|la| change(la, *y));
                median(all.map(|c| c.0).collect()).unwrap_or(0.0)
            })
            .collect();
        for la in cut.councils() {
            let mut last = None;
            for (year, m) in years.iter().zip(&middle) {
                let now = change(la, *year);
                if let Some((d, l)) = now {
                    let d = (d - m).clamp(-0.5, 0.5);
                    variance += d * d;
                    luck += l;
                    n += 1.0;
                    if let Some(before) = last {
                        next += d * before;
                        pairs += 1.0;
                    }
                    last = Some(d);
                } else {
                    last = None;
                }
            }
        }
        let (walk, transient, weight) = PRIOR;
        let prior_share = weight / (weight + pairs);
        let (mut walk2, mut transient2) = (walk * walk, transient * transient);
        if pairs > 0.0 {
            let luck = luck / n;
            let t2 = (-next / pairs - luck).clamp(0.0, 0.04);
            let w2 = (variance / n - 2.0 * t2 - 2.0 * luck).clamp(0.0, 0.04);
            walk2 = prior_share * walk2 + (1.0 - prior_share) * w2;
            transient2 = prior_share * transient2 + (1.0 - prior_share) * t2;
        }
        Wander {
            walk_sd: libm::sqrt(walk2),
            transient_sd: libm::sqrt(transient2),
        }
    }
}
