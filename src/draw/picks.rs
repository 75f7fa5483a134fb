//! Picks among shares: destinations of moves, reasons for exits, first settings, sizes, ages.

use crate::model::Model;
use crate::model::hazards::cumulative;

/// Shares are searched in chunks of this many, without a branch.
const CHUNK: usize = 16;

/// Rows of cumulative shares, each picked from by one uniform: the first share that exceeds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Picks {
    chunks: Vec<[f64; CHUNK]>,
    /// Chunks a row takes.
    each: usize,
    /// By row: does anybody fall into it? All its shares are zero where not, and the last would be picked.
    open: Vec<bool>,
}

impl Picks {
    /// From rows of cumulative shares, all of one width, each ending in 1.
    pub fn new<'a>(rows: impl Iterator<Item = &'a [f64]>) -> Picks {
        let mut picks = Picks {
            chunks: Vec::new(),
            each: 1,
            open: Vec::new(),
        };
        for row in rows {
            picks.open.push(row.last().is_some_and(|sum| *sum > 0.0));
            picks.each = row.len().div_ceil(CHUNK).max(1);
            for chunk in 0..picks.each {
                picks.chunks.push(std::array::from_fn(|i| {
                    // The last, and what is beyond it, takes all that is left.
                    let i = chunk * CHUNK + i;
                    let within = row.get(i).filter(|_| i + 1 < row.len());
                    within.copied().unwrap_or(1.0)
                }));
            }
        }
        picks
    }

    /// One row of shares, scaled to a sum of one.
    pub fn one(shares: &[f64]) -> Picks {
        Picks::new(std::iter::once(cumulative(shares, shares.len()).as_slice()))
    }

    /// First settings of a model by (stream × age).
    pub fn first_settings(model: &Model) -> Picks {
        Picks::new(model.first_setting.iter().map(Vec::as_slice))
    }

    /// Destinations of planned moves and of breakdowns by share row.
    pub fn destinations(model: &Model) -> [Picks; 2] {
        let hazards = &model.hazards;
        [0, 1].map(|cause: usize| {
            Picks::new(hazards.destinations[cause].chunks(hazards.size.settings.max(1)))
        })
    }

    /// Reasons for exits by share row.
    pub fn reasons(model: &Model) -> Picks {
        let hazards = &model.hazards;
        Picks::new(hazards.reasons.chunks(hazards.size.exits.max(1)))
    }

    /// Fills a row anew with shares, scaled to a sum of one.
    pub fn fill(&mut self, row: usize, shares: impl Iterator<Item = f64>) {
        let shares: Vec<f64> = shares.collect();
        let one = Picks::one(&shares);
        self.open[row] = one.open[0];
        let first = row * self.each;
        self.chunks[first..first + self.each].copy_from_slice(&one.chunks);
    }

    /// The index of the share of a row that a uniform below one falls into.
    #[inline(always)]
    pub fn at(&self, row: usize, u: f64) -> usize {
        if self.each > 1 {
            return self.at_long(row, u);
        }
        at_most(&self.chunks[row], u)
    }

    #[cold]
    fn at_long(&self, row: usize, u: f64) -> usize {
        let chunks = &self.chunks[row * self.each..(row + 1) * self.each];
        let skipped = chunks.iter().take_while(|c| c[CHUNK - 1] <= u).count();
        skipped * CHUNK + chunks.get(skipped).map_or(0, |c| at_most(c, u))
    }

    /// Does anybody fall into a row?
    #[inline(always)]
    pub fn is_open(&self, row: usize) -> bool {
        self.open[row]
    }
}

/// How many of the rising values are at or below `u`, at most fifteen.
#[inline(always)]
fn at_most(values: &[f64; CHUNK], u: f64) -> usize {
    let mut i = usize::from(values[7] <= u) * 8;
    i += usize::from(values[(i + 3) % CHUNK] <= u) * 4;
    i += usize::from(values[(i + 1) % CHUNK] <= u) * 2;
    i + usize::from(values[i % CHUNK] <= u)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::hazards::pick;

    #[test]
    fn it_is_the_first_share_that_exceeds() {
        for n in [1usize, 2, 5, 15, 16, 17, 31, 33] {
            let shares: Vec<f64> = (0..n).map(|i| ((i * 7 + 3) % 5) as f64).collect();
            let sums = cumulative(&shares, n);
            let picks = Picks::one(&shares);
            for i in 0..2000 {
                let u = (f64::from(i) + 0.5) / 2000.0;
                assert_eq!(picks.at(0, u), pick(&sums, u), "{n} {u}");
            }
            assert!(picks.is_open(0));
            let none = Picks::one(&vec![0.0; n]);
            assert!(!none.is_open(0));
            assert_eq!(none.at(0, 0.5), n - 1);
        }
    }
}
