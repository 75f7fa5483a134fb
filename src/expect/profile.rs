//! First placements of a walk: begun before it, or with it. All that began in one interval of days are one number,
//! their hazards of moves the mean over those of them who are still there.

use super::bins::{MoveTables, spread};
use super::rates::Rates;
use std::collections::BTreeMap;

/// What happens to placements of one interval of time already spent in them, by step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Profile {
    /// Hazards of a planned move and of a breakdown used up.
    pub planned: Vec<f64>,
    pub breakdown: Vec<f64>,
    /// Of an exit over time in the placement; empty where exits run over time in care.
    pub exit: Vec<f64>,
    /// exp(−all).
    pub stay: Vec<f64>,
    /// Bands of duration of the placements that end, and shares.
    pub ended: Vec<[(usize, f64); 2]>,
}

/// Profiles by (pair of rows, interval), made when first asked for.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    index: BTreeMap<(u32, u64, u64), usize>,
    list: Vec<Profile>,
}

impl Profiles {
    /// The profile of a pair of rows for durations uniform between two days, over `steps` steps.
    pub fn of(
        &mut self,
        rates: &Rates,
        tables: &MoveTables,
        pair: u32,
        interval: (f64, f64),
        (steps, duration_edges): (usize, &[f64]),
    ) -> usize {
        let key = (pair, interval.0.to_bits(), interval.1.to_bits());
        if let Some(&i) = self.index.get(&key) {
            return i;
        }
        let mut made = profile(rates, tables, pair, interval, steps);
        let step = tables.bins.step;
        made.ended = (0..steps)
            .map(|k| k as f64 * step)
            .map(|at| ended(duration_edges, interval, at, at + step))
            .collect();
        self.list.push(made);
        self.index.insert(key, self.list.len() - 1);
        self.list.len() - 1
    }

    pub fn get(&self, i: usize) -> &Profile {
        &self.list[i]
    }
}

fn profile(
    rates: &Rates,
    tables: &MoveTables,
    pair: u32,
    (from, to): (f64, f64),
    steps: usize,
) -> Profile {
    let (p, b, exit) = tables.rows[pair as usize];
    let rows = [Some(p), Some(b), exit].map(|r| r.map(|r| &rates.rows[r as usize]));
    let step = tables.bins.step;
    let end = to + step * steps as f64;
    let edges = rows
        .iter()
        .flatten()
        .flat_map(|r| &r.from)
        .filter(|e| **e > from && **e < end)
        .count();
    let width = to - from;
    let parts = if edges == 0 || width < 1e-6 {
        1
    } else {
        (libm::ceil(width / 28.0) as usize).clamp(4, 24)
    };
    let part = width / parts as f64;
    let mut left = vec![1.0 / parts as f64; parts];
    let mut out = Profile {
        planned: Vec::with_capacity(steps),
        breakdown: Vec::with_capacity(steps),
        exit: Vec::new(),
        stay: Vec::with_capacity(steps),
        ended: Vec::new(),
    };
    for k in 0..steps {
        let now = k as f64 * step;
        let (mut all, mut gone, mut by) = (0.0, 0.0, [0.0; 3]);
        for (i, x) in left.iter_mut().enumerate() {
            let at = from + part * i as f64 + now;
            let used = rows.map(|r| r.map_or(0.0, |r| r.used(at, at + part, step)));
            let total = used[0] + used[1] + used[2];
            let lost = *x * -libm::expm1(-total);
            all += *x;
            *x -= lost;
            gone += lost;
            if total > 0.0 {
                for (b, used) in by.iter_mut().zip(used) {
                    *b += lost * used / total;
                }
            }
        }
        let stay = if all > 0.0 { 1.0 - gone / all } else { 1.0 };
        let total = -libm::log(stay.max(1e-300));
        let share = |x: f64| if gone > 0.0 { total * x / gone } else { 0.0 };
        out.planned.push(share(by[0]));
        out.breakdown.push(share(by[1]));
        if exit.is_some() {
            out.exit.push(share(by[2]));
        }
        out.stay.push(stay);
        if all < 1e-200 {
            left.fill(1.0 / parts as f64);
        }
    }
    out
}

/// Bands of duration of those of an interval whose placement ends between two days from the start, and shares.
pub(super) fn ended(edges: &[f64], interval: (f64, f64), from: f64, to: f64) -> [(usize, f64); 2] {
    spread(edges, interval.0 + from, interval.1 + to)
}
