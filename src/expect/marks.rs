//! Where the bins of the time in the placement are cut by the days on which a new vintage of prices begins.

use super::bins::{Bins, GROUP};

/// Cuts of the bins by step of a walk.
#[derive(Clone, Debug)]
pub(super) struct Marks {
    /// Vintages, those before the first cut included.
    pub vintages: usize,
    /// Days of the cuts.
    pub days: Vec<f64>,
    /// The vintage of who moves on day 0 of the walk.
    base: usize,
    /// By step, from the youngest: the position a vintage ends in, and the share of that bin that is of it.
    ends: Vec<Vec<(usize, f64)>>,
    /// By step with a cut in it: the share of the days of who arrives in it that is of who arrives before.
    split: Vec<Option<f64>>,
}

impl Marks {
    /// For cuts at `days` of a walk, rising and above 0.
    pub fn new(bins: Bins, steps: usize, base: usize, days: &[f64]) -> Marks {
        let step = bins.step;
        let mut ends = Vec::with_capacity(steps);
        let mut split = Vec::with_capacity(steps);
        for k in 0..steps {
            let at = k as f64 * step;
            let list = days.iter().rev().filter(|d| **d <= at + 1e-9).map(|d| {
                let age = at - d;
                let position = bins.position(k % GROUP, age);
                let (from, to) = bins.durations(k % GROUP, position);
                (position, ((age - from) / (to - from)).clamp(0.0, 1.0))
            });
            ends.push(list.collect());
            // One cut a step is enough: changes of price are days apart from each other by far more.
            let inside = days
                .iter()
                .find(|d| **d > at + 1e-9 && **d < at + step - 1e-9);
            split.push(inside.map(|d| {
                let f = (d - at) / step;
                f * (2.0 - f)
            }));
        }
        Marks {
            vintages: base + days.len() + 1,
            days: days.to_vec(),
            base,
            ends,
            split,
        }
    }

    /// The vintage of who is there at the beginning of a step the youngest.
    fn youngest(&self, k: usize) -> usize {
        self.base + self.ends[k].len()
    }

    /// Sums a quantity of the bins in step `k` by vintage.
    pub fn by_vintage(&self, k: usize, bins: &[f64], mut put: impl FnMut(usize, f64)) {
        let mut vintage = self.youngest(k);
        let (mut from, mut whole, mut last) = (0, 0.0, 0.0);
        for &(position, share) in &self.ends[k] {
            if position >= bins.len() {
                break;
            }
            whole += bins[from..position].iter().sum::<f64>();
            from = position;
            let until = whole + share * bins[position];
            put(vintage, until - last);
            last = until;
            vintage -= 1;
        }
        whole += lanes_sum(&bins[from..]);
        put(vintage, whole - last);
    }

    /// Splits days of those who arrive in step `k` by vintage.
    pub fn arriving(&self, k: usize, days: f64, mut put: impl FnMut(usize, f64)) {
        let vintage = self.youngest(k);
        match self.split[k] {
            Some(before) => {
                put(vintage, days * before);
                put(vintage + 1, days * (1.0 - before));
            }
            None => put(vintage, days),
        }
    }
}

fn lanes_sum(x: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let chunks = x.chunks_exact(4);
    let rest: f64 = chunks.remainder().iter().sum();
    for c in chunks {
        for (l, v) in lanes.iter_mut().zip(c) {
            *l += v;
        }
    }
    lanes.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_cut_where_the_day_lies() {
        let bins = Bins::new(7.0, 28.0, 400.0);
        let days = [20.0, 23.0, 100.0];
        let marks = Marks::new(bins, 60, 2, &days);
        assert_eq!(marks.vintages, 6);
        // One child arrives each day, evenly: the days of the vintages at each step.
        let mut x = vec![0.0; bins.count];
        for k in 0..50 {
            let at = 7.0 * k as f64;
            let mut found = [0.0; 6];
            marks.by_vintage(k, &x[..bins.used(k)], |v, n| found[v] += n);
            let edges = [0.0, 20.0, 23.0, 100.0, f64::INFINITY];
            for v in 0..4 {
                let exact = edges[v + 1].min(at) - edges[v].min(at);
                // A coarse bin may hold a cut at any place: even within it.
                assert!((found[v + 2] - exact).abs() < 1e-9, "{k} {v} {found:?}");
            }
            x[0] = 7.0;
            bins.shift(&mut x, k);
        }
    }
}
