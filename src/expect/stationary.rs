//! How long the children of a stationary population have been in care and in their placement.

use super::Grid;
use super::ages::entry_ages;
use super::bins::{Bins, GROUP, MoveTables, spread};
use super::entrants::{entry_plan, first_per_day};
use super::marks::Marks;
use super::rates::Rates;
use super::track::{Columns, Track};
use super::walk::{CLASS, Walker};
use super::worth::Worth;
use crate::model::Model;
use crate::model::cohort::ElapsedCell;
use crate::model::hazards::MOVE_CLASSES;
use crate::words::calendar::DAYS_PER_YEAR;

/// Children of the stationary population by stream × setting × age band × time in care × time in the placement ×
/// moves so far (0, 1, 2 or more): entrants evenly at the rate of the first open month, followed through one period
/// of care.
#[derive(Clone, Debug, PartialEq)]
pub struct Stationary {
    /// Edges in years of the bands of time in care, from 0 to the longest.
    pub care: Vec<f64>,
    /// Edges in years of the bands of time in the placement, likewise.
    pub placement: Vec<f64>,
    settings: usize,
    ages: usize,
    children: Vec<f64>,
}

impl Stationary {
    /// The stationary population of a model under a vector of parameters. Edges begin with 0; times beyond the last
    /// count into the last band. Nobody is followed beyond the last edge of time in care, or the birthday.
    pub fn of(
        model: &Model,
        parameters: &[f64],
        grid: &Grid,
        care: &[f64],
        placement: &[f64],
    ) -> Stationary {
        let rates = Rates::new(model, parameters);
        let size = model.hazards.size;
        let days =
            |edges: &[f64]| -> Vec<f64> { edges.iter().map(|e| e * DAYS_PER_YEAR).collect() };
        let (care_days, placement_days) = (days(care), days(placement));
        let longest = care_days.last().copied().unwrap_or(0.0).min(rates.age_out);
        let steps = libm::ceil(longest / grid.step) as usize;
        let last = placement_days.last().copied().unwrap_or(0.0);
        let bins = Bins::new(grid.step, grid.fine, last.max(rates.last_edge).min(longest));
        let tables = MoveTables::new(&rates, bins, &[]);
        let worth = Worth::new(model, parameters).without();
        let marks = Marks::new(bins, steps, 0, &[]);
        let mut walker = Walker::new(&rates, &tables, &[], (&worth, marks), steps);
        walker.anybody_returns = false;
        let mut track = Track::new(Columns::new(size, 1), steps, (0, 0));
        let mut out = Stationary {
            care: care.to_vec(),
            placement: placement.to_vec(),
            settings: size.settings,
            ages: size.ages,
            children: Vec::new(),
        };
        out.children = vec![0.0; size.streams * out.index(1, 0, 0, 0, 0, 0)];
        let in_placement: Vec<[(usize, f64); 2]> = (0..GROUP * bins.count)
            .map(|i| bins.durations(i / bins.count, i % bins.count))
            .map(|(low, high)| shares(&placement_days, low, high))
            .collect();
        let month = model.horizon.first_open_month();
        for stream in 0..size.streams {
            for need in 0..size.needs {
                for ages in ages(&rates) {
                    let per_day = first_per_day(&rates, stream, need, ages, month);
                    let Some(plan) =
                        entry_plan(&rates, &worth, (stream, need), ages).filter(|_| per_day > 0.0)
                    else {
                        continue;
                    };
                    track.clear();
                    walker.walk_seen(&plan, &mut track, &mut |k, age, state| {
                        // Each point of the grid stands for half a step before it and after.
                        let at = k as f64 * grid.step;
                        let from = (at - 0.5 * grid.step).max(0.0);
                        let to = (at + 0.5 * grid.step).min(longest);
                        let scale = per_day * (to - from);
                        let in_care = shares(&care_days, from, to);
                        for (f, x) in plan.first.iter().zip(&state.first) {
                            for (band, in_placement, share) in
                                both(&care_days, &placement_days, from, to)
                            {
                                let i = out.index(stream, f.setting, age, band, in_placement, 0);
                                out.children[i] += x * scale * share;
                            }
                        }
                        let n = bins.count;
                        for (j, total) in state.totals.iter().enumerate() {
                            if *total <= 0.0 {
                                continue;
                            }
                            let (setting, class) = (j / CLASS.len(), CLASS[j % CLASS.len()]);
                            for (b, x) in state.moved[j * n..(j + 1) * n].iter().enumerate() {
                                if *x <= 0.0 {
                                    continue;
                                }
                                for (p, w) in in_placement[(k % GROUP) * n + b] {
                                    if w <= 0.0 {
                                        continue;
                                    }
                                    for &(c, v) in &in_care {
                                        let i = out.index(stream, setting, age, c, p, class);
                                        out.children[i] += x * scale * w * v;
                                    }
                                }
                            }
                        }
                    });
                }
            }
        }
        out
    }

    fn index(
        &self,
        stream: usize,
        setting: usize,
        age: usize,
        care: usize,
        placement: usize,
        moves: usize,
    ) -> usize {
        let (nc, np) = (self.care.len() - 1, self.placement.len() - 1);
        ((((stream * self.settings + setting) * self.ages + age) * nc + care) * np + placement)
            * MOVE_CLASSES
            + moves
    }

    /// Children in a cell.
    pub fn children(
        &self,
        (stream, setting, age): (usize, usize, usize),
        care: usize,
        placement: usize,
        moves: usize,
    ) -> f64 {
        self.children[self.index(stream, setting, age, care, placement, moves)]
    }

    /// The elapsed durations of a stream, setting and age band, as a group of the cohort takes them; weights sum to
    /// one, cells below `least` are left out.
    pub fn elapsed(
        &self,
        stream: usize,
        setting: usize,
        age: usize,
        least: f64,
    ) -> Vec<ElapsedCell> {
        let mut out = Vec::new();
        for c in 0..self.care.len() - 1 {
            for p in 0..self.placement.len() - 1 {
                for moves in 0..MOVE_CLASSES {
                    out.push(ElapsedCell {
                        care: (self.care[c], self.care[c + 1]),
                        placement: (self.placement[p], self.placement[p + 1]),
                        moves: moves as u8,
                        weight: self.children((stream, setting, age), c, p, moves),
                    });
                }
            }
        }
        let whole: f64 = out.iter().map(|c| c.weight).sum();
        out.retain(|c| c.weight > least * whole);
        let kept: f64 = out.iter().map(|c| c.weight).sum();
        for c in &mut out {
            c.weight /= kept;
        }
        out
    }
}

/// Single years of age at the entry, cut at the edges of the bands; one bin where there is no age to reach.
fn ages(rates: &Rates) -> Vec<(f64, f64)> {
    let oldest = rates.age_out.min(30.0 * DAYS_PER_YEAR);
    let mut edges: Vec<f64> = rates
        .age_edges
        .iter()
        .copied()
        .filter(|e| *e < oldest)
        .collect();
    if edges.is_empty() && rates.age_out > oldest {
        return vec![(0.0, oldest)];
    }
    let years = (oldest / DAYS_PER_YEAR) as usize;
    edges.extend((0..=years).map(|y| y as f64 * DAYS_PER_YEAR));
    edges.extend(entry_ages(rates).iter().filter(|e| **e < oldest));
    edges.push(oldest);
    edges.sort_by(f64::total_cmp);
    edges
        .windows(2)
        .filter(|w| w[1] - w[0] > 1e-6)
        .map(|w| (w[0], w[1]))
        .collect()
}

/// Bands of an interval and its shares in them; beyond the last edge, the last band.
fn shares(edges: &[f64], from: f64, to: f64) -> [(usize, f64); 2] {
    let inner = &edges[1..edges.len() - 1];
    spread(inner, from, to.max(from + 1e-9)).map(|(band, w)| (band.min(inner.len()), w))
}

/// The same for two kinds of edges at once.
fn both(one: &[f64], other: &[f64], from: f64, to: f64) -> Vec<(usize, usize, f64)> {
    let mut cuts: Vec<f64> = one[1..one.len() - 1]
        .iter()
        .chain(&other[1..other.len() - 1])
        .copied()
        .filter(|e| *e > from && *e < to)
        .chain([from, to])
        .collect();
    cuts.sort_by(f64::total_cmp);
    let band = |edges: &[f64], x: f64| {
        edges[1..edges.len() - 1]
            .iter()
            .take_while(|e| x >= **e)
            .count()
    };
    cuts.windows(2)
        .filter(|w| w[1] > w[0])
        .map(|w| {
            let middle = 0.5 * (w[0] + w[1]);
            (
                band(one, middle),
                band(other, middle),
                (w[1] - w[0]) / (to - from),
            )
        })
        .collect()
}
