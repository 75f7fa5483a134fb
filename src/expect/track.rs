//! What a walk leaves behind: children at every point of the grid, and what happened in every step.

use super::worth::Value;
use crate::model::hazards::Size;
use std::collections::BTreeMap;

/// Days in a setting and age band, as a kind of event.
pub(super) const DAYS: usize = 3;

/// Where each count lies in a row of children and in a row of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub settings: usize,
    pub ages: usize,
    /// Bands of the duration of ended placements.
    pub durations: usize,
    pub exits: usize,
}

impl Columns {
    pub fn new(size: Size, durations: usize) -> Columns {
        Columns {
            settings: size.settings,
            ages: size.ages,
            durations,
            exits: size.exits,
        }
    }

    /// Cells of setting × age.
    pub fn cells(self) -> usize {
        self.settings * self.ages
    }

    /// Length of a row of children: setting × age, then one, two, three or more placements.
    pub fn stock(self) -> usize {
        self.cells() + 3
    }

    /// Length of a row of events.
    pub fn flows(self) -> usize {
        4 * self.cells() + self.settings * (1 + self.durations)
    }

    #[inline(always)]
    pub fn cell(self, setting: usize, age: usize) -> usize {
        setting * self.ages + age
    }

    pub fn placements(self, class: usize) -> usize {
        self.cells() + class
    }

    /// Column of a cause (exit, planned move, breakdown) in a cell; of days in it, `DAYS`.
    #[inline(always)]
    pub fn event(self, cause: usize, setting: usize, age: usize) -> usize {
        cause * self.cells() + self.cell(setting, age)
    }

    pub fn birthday(self, setting: usize) -> usize {
        4 * self.cells() + setting
    }

    #[inline(always)]
    pub fn ended(self, setting: usize, duration: usize) -> usize {
        4 * self.cells() + self.settings + setting * self.durations + duration
    }
}

/// Children who left, by step and their ages at time 0 of the walk (uniform between two days, as bits): by reason.
pub(super) type Leavers = BTreeMap<(usize, u64, u64), Vec<f64>>;

/// The rows of one step.
pub(super) struct Rows<'a> {
    pub columns: Columns,
    pub flows: &'a mut [f64],
    worth: &'a mut [f64],
    pub lanes: usize,
}

impl Rows<'_> {
    /// Adds days of placements of a vintage in a setting, at a value.
    #[inline(always)]
    pub fn earn(&mut self, setting: usize, vintage: usize, days: f64, value: Value) {
        let row = &mut self.worth[vintage * self.lanes..(vintage + 1) * self.lanes];
        row[setting] += days * value.own;
        if value.apart > 0.0 {
            let settings = self.columns.settings;
            row[settings] += days * value.apart;
            row[settings + 1] += days * value.crisis;
        }
    }
}

/// A bend in the numbers inside a step: from day `at` on, `per_day` children by setting more (or less) cross from an
/// age band to the next, or (`None`) reach the birthday.
#[derive(Clone, Debug)]
pub(super) struct Bend {
    pub at: f64,
    pub from: usize,
    pub to: Option<usize>,
    pub per_day: Vec<f64>,
}

/// The grid's record of one or more walks.
#[derive(Clone, Debug)]
pub(super) struct Track {
    pub columns: Columns,
    pub steps: usize,
    /// Rows of children at 0, 1 … `steps`.
    pub stock: Vec<f64>,
    /// Rows of events of each step.
    pub flows: Vec<f64>,
    /// Vintages and lanes of a row of worth.
    pub worth_size: (usize, usize),
    /// Days of each step × weekly pence at level one, by vintage × lane.
    pub worth: Vec<f64>,
    /// Leavers, where anybody comes back.
    pub leavers: Leavers,
    /// Where the crossings of an interval of ages begin and end.
    pub bends: Vec<Bend>,
    /// A walk of children with one birthday ends there: its time in days and the row of children just before.
    pub last: Option<(f64, Vec<f64>)>,
}

impl Track {
    /// A record of `steps` steps; `worth_size`: vintages and lanes of the values kept, see [`super::worth`].
    pub fn new(columns: Columns, steps: usize, worth_size: (usize, usize)) -> Track {
        Track {
            worth_size,
            worth: vec![0.0; steps * worth_size.0 * worth_size.1],
            columns,
            steps,
            stock: vec![0.0; (steps + 1) * columns.stock()],
            flows: vec![0.0; steps * columns.flows()],
            leavers: Leavers::new(),
            bends: Vec::new(),
            last: None,
        }
    }

    pub fn clear(&mut self) {
        self.stock.fill(0.0);
        self.flows.fill(0.0);
        self.worth.fill(0.0);
        self.leavers.clear();
        self.bends.clear();
        self.last = None;
    }

    pub fn stock_row(&mut self, k: usize) -> &mut [f64] {
        let n = self.columns.stock();
        &mut self.stock[k * n..(k + 1) * n]
    }

    /// The rows of step `k`.
    pub fn rows(&mut self, k: usize) -> Rows<'_> {
        let n = self.columns.flows();
        let (vintages, lanes) = self.worth_size;
        Rows {
            columns: self.columns,
            flows: &mut self.flows[k * n..(k + 1) * n],
            worth: &mut self.worth[k * vintages * lanes..(k + 1) * vintages * lanes],
            lanes,
        }
    }

    pub fn flow_row(&mut self, k: usize) -> &mut [f64] {
        let n = self.columns.flows();
        &mut self.flows[k * n..(k + 1) * n]
    }
}

/// Weights of the four points of the grid around `x` (in steps, on points 0 to `last`) for a cubic through them;
/// the first of the points comes with them. Fewer points, lower degree: the weights of the others are zero.
pub(super) fn cubic(x: f64, last: usize) -> (usize, [f64; 4]) {
    let n = last.min(3) + 1;
    let at = (x.max(0.0) as usize).min(last);
    let first = at.saturating_sub(1).min(last + 1 - n);
    let mut weights = [0.0; 4];
    let u = x - first as f64;
    if n == 4 {
        let (a, b, c) = (u - 1.0, u - 2.0, u - 3.0);
        weights = [
            -a * b * c / 6.0,
            u * b * c / 2.0,
            -u * a * c / 2.0,
            u * a * b / 6.0,
        ];
    } else {
        for (i, w) in weights[..n].iter_mut().enumerate() {
            *w = (0..n)
                .filter(|j| *j != i)
                .map(|j| (u - j as f64) / (i as f64 - j as f64))
                .product();
        }
    }
    (first, weights)
}

/// Running integral over the steps of rows of `width` values at the points of the grid, by the cubic through four
/// points: h (−f₋₁ + 13 f₀ + 13 f₁ − f₂) / 24, and h (9 f₀ + 19 f₁ − 5 f₂ + f₃) / 24 at the ends.
pub(super) fn integral(rows: &[f64], width: usize, step: f64) -> Vec<f64> {
    let points = rows.len() / width.max(1);
    let mut out = vec![0.0; rows.len()];
    for k in 0..points.saturating_sub(1) {
        let terms: Vec<(usize, f64)> = if points < 4 {
            vec![(k, 12.0), (k + 1, 12.0)]
        } else if k == 0 {
            vec![(0, 9.0), (1, 19.0), (2, -5.0), (3, 1.0)]
        } else if k + 2 == points {
            vec![(k + 1, 9.0), (k, 19.0), (k - 1, -5.0), (k - 2, 1.0)]
        } else {
            vec![(k - 1, -1.0), (k, 13.0), (k + 1, 13.0), (k + 2, -1.0)]
        };
        let (done, next) = out.split_at_mut((k + 1) * width);
        next[..width].copy_from_slice(&done[k * width..]);
        for (row, weight) in terms {
            let w = weight * step / 24.0;
            for (o, f) in next[..width].iter_mut().zip(&rows[row * width..]) {
                *o += w * f;
            }
        }
    }
    out
}

/// Running sums of rows of `width` values, one row more than there are.
pub(super) fn sums(rows: &[f64], width: usize) -> Vec<f64> {
    let mut out = vec![0.0; rows.len() + width];
    for i in 0..rows.len() {
        out[i + width] = out[i] + rows[i];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cubics_are_exact_for_cubics() {
        let f = |x: f64| 1.0 + x - 0.3 * x * x + 0.02 * x * x * x;
        let rows: Vec<f64> = (0..10).map(|k| f(f64::from(k))).collect();
        for x in [0.0, 0.3, 4.5, 8.9, 9.0] {
            let (first, w) = cubic(x, 9);
            let y: f64 = w.iter().zip(&rows[first..]).map(|(a, b)| a * b).sum();
            assert!((y - f(x)).abs() < 1e-12, "{x}");
        }
        let whole = integral(&rows, 1, 1.0);
        let exact = |x: f64| x + x * x / 2.0 - 0.1 * x * x * x + 0.005 * x * x * x * x;
        assert!(
            whole
                .iter()
                .enumerate()
                .all(|(k, v)| (v - exact(k as f64)).abs() < 1e-11)
        );
    }
}
