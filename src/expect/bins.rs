//! Bins of the time in a placement begun since the start of a walk.
//!
//! Position 0 holds who arrived in the current step, positions 1 to `fine + GROUP` one step of arrivals each, and the
//! rest `GROUP` steps of arrivals each; the last takes whatever is longer. A bin is an interval of arrival times, so
//! nothing blurs as it ages; every `GROUP` steps the oldest single bins become one.

use super::rates::{Rates, Row};
use crate::model::hazards::Cause;
use std::collections::BTreeMap;

/// Steps of arrivals in a coarse bin.
pub(super) const GROUP: usize = 4;

/// Parts of a bin its mean survivor is taken over.
const PARTS: usize = 8;

/// The layout of the bins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bins {
    /// Length of a step, days.
    pub step: f64,
    /// Single bins kept at least.
    fine: usize,
    /// All positions.
    pub count: usize,
}

impl Bins {
    /// Bins for durations up to `last` days, single up to `fine` days.
    pub fn new(step: f64, fine: f64, last: f64) -> Bins {
        let fine = libm::ceil(fine / step) as usize;
        let coarse = libm::ceil(last / (step * GROUP as f64)).max(1.0) as usize + 2;
        Bins {
            step,
            fine,
            count: 1 + fine + GROUP + coarse,
        }
    }

    /// The first step that begins a group of four.
    pub fn grouped_from(&self) -> usize {
        (GROUP - self.fine % GROUP) % GROUP
    }

    /// Positions in use at the beginning of step `k`.
    pub fn used(&self, k: usize) -> usize {
        if k <= self.fine {
            k + 1
        } else {
            (2 + self.fine + GROUP + (k - self.fine) / GROUP).min(self.count)
        }
    }

    /// Durations in days at the beginning of a step of this phase, from and to.
    pub fn durations(&self, phase: usize, position: usize) -> (f64, f64) {
        let (from, to) = if position <= self.fine + GROUP {
            (position.max(1) - 1, position.max(1))
        } else {
            let m = position - self.fine - GROUP - 1;
            let from = self.fine + phase + GROUP * m;
            (from, from + GROUP)
        };
        (from as f64 * self.step, to as f64 * self.step)
    }

    /// The position that holds a duration in days at the beginning of a step of this phase.
    pub fn position(&self, phase: usize, days: f64) -> usize {
        let steps = (days / self.step).max(0.0) as usize;
        let position = if steps < self.fine + phase {
            steps + 1
        } else {
            self.fine + GROUP + 1 + (steps - self.fine - phase) / GROUP
        };
        position.min(self.count - 1)
    }

    /// Ages every bin by a step, at the end of step `k`.
    pub fn shift(&self, x: &mut [f64], k: usize) {
        let single = self.fine + GROUP;
        let used = self.used(k);
        let top = used.min(single);
        x.copy_within(0..top, 1);
        x[0] = 0.0;
        if k % GROUP == GROUP - 1 {
            let end = (used.max(single + 1) + 1).min(self.count);
            let over = if end == self.count { x[end - 1] } else { 0.0 };
            x.copy_within(single + 1..end - 1, single + 2);
            x[end - 1] += over;
            x[single + 1] = 0.0;
            for p in self.fine + 1..=single {
                x[single + 1] += x[p];
                x[p] = 0.0;
            }
        }
    }
}

/// Hazards of moves used up in a step, by phase × position, for one set of rows; and of exits, where they run over
/// time in the placement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MoveHazards {
    /// Of a planned move, `exit` included.
    pub planned: Vec<f64>,
    pub breakdown: Vec<f64>,
    /// Of an exit over time in the placement; empty where exits run over time in care.
    pub exit: Vec<f64>,
    /// exp(−all).
    pub stay: Vec<f64>,
    /// Of a planned move, a breakdown and an exit, of a placement begun in the step, as of a whole step.
    pub fresh: [f64; 3],
    /// Change of each at position 1 by the mean duration there, in steps from the middle.
    pub lean: [f64; 3],
}

/// Tables of [`MoveHazards`] and the pair of each cell.
#[derive(Clone, Debug)]
pub(super) struct MoveTables {
    pub bins: Bins,
    pub pairs: Vec<MoveHazards>,
    /// By cell: index of the pair.
    pub of_cell: Vec<u32>,
    /// Rows of each pair: planned, breakdown, and exit where it runs over time in the placement.
    pub rows: Vec<(u32, u32, Option<u32>)>,
    /// By phase × position: bands of duration at the end of a placement, and shares.
    pub ended: Vec<[(usize, f64); 2]>,
}

impl MoveTables {
    pub fn new(rates: &Rates, bins: Bins, duration_edges: &[f64]) -> MoveTables {
        let h = &rates.model.hazards;
        let mut index = BTreeMap::new();
        let mut rows = Vec::new();
        let of_cell = (0..h.size.cells())
            .map(|cell| {
                let key = (
                    h.cell_row[Cause::PlannedMove as usize][cell],
                    h.cell_row[Cause::Breakdown as usize][cell],
                    rates.exit_over_placement(cell),
                );
                *index.entry(key).or_insert_with(|| {
                    rows.push(key);
                    rows.len() as u32 - 1
                })
            })
            .collect();
        let pairs = rows
            .iter()
            .map(|&(p, b, exit)| {
                let row = |i: u32| &rates.rows[i as usize];
                pair(row(p), row(b), exit.map(row), &bins)
            })
            .collect();
        let mut ended = Vec::with_capacity(GROUP * bins.count);
        for phase in 0..GROUP {
            for position in 0..bins.count {
                let (from, to) = bins.durations(phase, position);
                let to = if position == 0 { from } else { to };
                ended.push(spread(duration_edges, from, to + bins.step));
            }
        }
        MoveTables {
            bins,
            pairs,
            of_cell,
            rows,
            ended,
        }
    }
}

/// Hazards of the bins: those of the mean survivor, all scaled so that exp(−sum) is the mean of exp(−Λ) over the
/// durations of the bin.
fn pair(p: &Row, b: &Row, exit: Option<&Row>, bins: &Bins) -> MoveHazards {
    let step = bins.step;
    let n = GROUP * bins.count;
    let mut out = MoveHazards {
        planned: Vec::with_capacity(n),
        breakdown: Vec::with_capacity(n),
        stay: Vec::with_capacity(n),
        exit: Vec::new(),
        fresh: [Some(p), Some(b), exit].map(|r| r.map_or(0.0, |r| 2.0 * r.double(step) / step)),
        lean: [Some(p), Some(b), exit].map(|r| r.map_or(0.0, |r| lean(r, step))),
    };
    let leaves = |from: f64, to: f64| exit.map_or(0.0, |r| r.used(from, to, step));
    for phase in 0..GROUP {
        for position in 0..bins.count {
            let (from, to) = bins.durations(phase, position);
            let out_of_care = leaves(from, to);
            let (x, y) = (p.used(from, to, step) + out_of_care, b.used(from, to, step));
            let (mut k, mut stay) = (1.0, libm::exp(-x - y));
            let flat = |row: &Row| row.flat(from, to + step);
            if !(flat(p) && flat(b) && exit.is_none_or(flat)) && x + y > 0.0 {
                let part = (to - from) / PARTS as f64;
                stay = (0..PARTS)
                    .map(|i| from + part * i as f64)
                    .map(|d| (d, p.used(d, d + part, step) + leaves(d, d + part)))
                    .map(|(d, x)| libm::exp(-x - b.used(d, d + part, step)))
                    .sum::<f64>()
                    / PARTS as f64;
                k = -libm::log(stay) / (x + y);
            }
            out.planned.push(x * k);
            out.breakdown.push(y * k);
            out.stay.push(stay);
            if exit.is_some() {
                out.exit.push(out_of_care * k);
            }
        }
    }
    out
}

/// How much more hazard is used up in the second step of a placement per step of duration at its beginning, for
/// durations around half a step: 12 ∫ (w − ½) (Λ(w + 1) − Λ(w)) dw.
fn lean(row: &Row, step: f64) -> f64 {
    let part = step / PARTS as f64;
    (0..PARTS)
        .map(|i| {
            let w = (i as f64 + 0.5) / PARTS as f64;
            (w - 0.5) * row.used(part * i as f64, part * (i + 1) as f64, step)
        })
        .sum::<f64>()
        * 12.0
        / PARTS as f64
}

/// The two lowest bands an interval reaches, with its shares in them.
pub(super) fn spread(edges: &[f64], from: f64, to: f64) -> [(usize, f64); 2] {
    let band = edges.iter().take_while(|e| **e <= from).count();
    match edges.get(band) {
        Some(edge) if *edge < to => {
            let below = (edge - from) / (to - from);
            [(band, below), (band + 1, 1.0 - below)]
        }
        _ => [(band, 1.0), (band, 0.0)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_age_without_loss_and_keep_their_durations() {
        let bins = Bins::new(1.0, 6.0, 30.0);
        let mut x = vec![0.0; bins.count];
        // Arrivals of one a step, then each bin must hold as many as it has steps.
        for k in 0..60 {
            x[0] = 1.0;
            bins.shift(&mut x, k);
            let used = bins.used(k + 1);
            assert!(x[used..].iter().all(|v| *v == 0.0), "{k}");
            assert_eq!(x.iter().sum::<f64>(), (k + 1) as f64);
        }
        // A single arrival is where its duration says.
        let mut x = vec![0.0; bins.count];
        x[0] = 1.0;
        for k in 2..40 {
            bins.shift(&mut x, k);
            let p = x.iter().position(|v| *v > 0.0).unwrap();
            let (from, to) = bins.durations((k + 1) % GROUP, p);
            let age = (k + 1 - 2) as f64;
            let last = p == bins.count - 1;
            assert!(from < age && (age <= to || last), "{k} {p} {from} {to}");
        }
    }
}
