//! The children of one age band and one band of time in care in a walk.

use super::bins::Bins;
use super::walk::{MOVED, Plan};
use super::worth::Worth;

/// Children of one age band and one band of time in care.
#[derive(Debug)]
pub(super) struct State {
    pub first: Vec<f64>,
    /// setting × class × bins.
    pub moved: Vec<f64>,
    /// setting × class.
    pub totals: Vec<f64>,
    /// setting × class: children who arrived in the last step × their mean duration in steps from half a step.
    pub young: Vec<f64>,
    /// By setting × moves so far: exit hazard of a whole step and exp of minus it; kept while constant.
    pub exits: Vec<(f64, f64)>,
    /// Values of the placements begun in the walk, where some began at another age; else all began at this.
    pub valued: Option<Valued>,
}

/// Weekly pence at level one of placements, and how many of them are unregistered.
#[derive(Clone, Debug)]
pub(super) struct Valued {
    /// setting × class × bins; kept where it depends on the age.
    pub own: Vec<f64>,
    /// class × bins, of the setting of which a part is unregistered.
    pub apart: Vec<f64>,
}

impl State {
    /// Nobody yet, in as many cells as another.
    fn like(other: &State) -> State {
        State {
            first: vec![0.0; other.first.len()],
            moved: vec![0.0; other.moved.len()],
            totals: vec![0.0; other.totals.len()],
            young: vec![0.0; other.young.len()],
            exits: Vec::new(),
            valued: None,
        }
    }

    /// Begins to keep values, of an age band in which all placements begun in the walk began.
    pub fn value(&mut self, worth: &Worth, need: usize, age: usize) {
        if self.valued.is_some() {
            return;
        }
        let n = self.moved.len() / self.totals.len();
        let mut out = Valued {
            own: vec![0.0; self.moved.len()],
            apart: vec![0.0; MOVED * n],
        };
        for (i, total) in self.totals.iter().enumerate() {
            let setting = i / MOVED;
            if *total <= 0.0 || !worth.varies[setting] {
                continue;
            }
            let v = worth.value(need, setting, age);
            let moved = &self.moved[i * n..(i + 1) * n];
            for (o, x) in out.own[i * n..].iter_mut().zip(moved) {
                *o = v.own * x;
            }
            if worth.unregistered == Some(setting) {
                for (o, x) in out.apart[i % MOVED * n..].iter_mut().zip(moved) {
                    *o = v.apart * x;
                }
            }
        }
        self.valued = Some(out);
    }

    /// Passes a share of the children on, of each first placement its own.
    pub fn pass(&mut self, target: &mut State, share: f64, firsts: impl Fn(usize) -> f64) {
        let shares = (0..self.first.len()).map(|i| (i, self.first[i]));
        for (i, x) in shares.filter(|(_, x)| *x > 0.0).collect::<Vec<_>>() {
            let part = x * firsts(i);
            self.first[i] -= part;
            target.first[i] += part;
        }
        let n = self.moved.len() / self.totals.len();
        for (i, total) in self.totals.iter().enumerate() {
            if *total > 0.0 {
                let cells = i * n..(i + 1) * n;
                transfer(
                    share,
                    &mut self.moved[cells.clone()],
                    &mut target.moved[cells.clone()],
                );
                if let (Some(a), Some(b)) = (&mut self.valued, &mut target.valued) {
                    transfer(share, &mut a.own[cells.clone()], &mut b.own[cells]);
                }
            }
        }
        if let (Some(a), Some(b)) = (&mut self.valued, &mut target.valued) {
            transfer(share, &mut a.apart, &mut b.apart);
        }
        transfer(share, &mut self.totals, &mut target.totals);
        transfer(share, &mut self.young, &mut target.young);
    }

    /// Ages every bin by a step, at the end of step `k`.
    pub fn shift(&mut self, bins: Bins, worth: &Worth, k: usize) {
        let n = bins.count;
        for (i, total) in self.totals.iter().enumerate() {
            if *total > 0.0 {
                bins.shift(&mut self.moved[i * n..(i + 1) * n], k);
                if let Some(v) = self.valued.as_mut().filter(|_| worth.varies[i / MOVED]) {
                    bins.shift(&mut v.own[i * n..(i + 1) * n], k);
                }
            }
        }
        if let Some(v) = &mut self.valued {
            v.apart.chunks_mut(n).for_each(|x| bins.shift(x, k));
        }
    }
}

/// Passes children from one state to another, which begins if need be, given the age bands of both; the values with
/// them.
pub(super) fn pass(
    states: &mut [Option<State>],
    (plan, worth): (&Plan, &Worth),
    (from, to): (usize, usize),
    (old, new): (usize, usize),
    share: f64,
    firsts: impl Fn(usize) -> f64,
) {
    if share <= 0.0 {
        return;
    }
    let Some(mut source) = states[from].take() else {
        return;
    };
    let priced = worth.varies.iter().any(|v| *v);
    if priced && old != new {
        source.value(worth, plan.need, old);
    }
    if share >= 1.0 && states[to].is_none() {
        source.exits.clear();
        states[to] = Some(source);
        return;
    }
    let target = states[to].get_or_insert_with(|| State::like(&source));
    if source.valued.is_some() || target.valued.is_some() {
        source.value(worth, plan.need, old);
        target.value(worth, plan.need, new);
    }
    source.pass(target, share, firsts);
    if share < 1.0 {
        states[from] = Some(source);
    }
}

fn transfer(share: f64, a: &mut [f64], b: &mut [f64]) {
    for (x, y) in a.iter_mut().zip(b) {
        let part = share * *x;
        *x -= part;
        *y += part;
    }
}
