//! The propagation of one kind of child: of one stream and need, ages and times in care each uniform in an interval
//! or all the same.
//!
//! The children of a walk are kept by age band × piece of their ages × band of time in care (*states*); in their first
//! age band they are alike, whatever their age, and one piece. Children of an interval cross an
//! edge evenly, half a step's crossings before a step and half after it; children of one age cross inside the step,
//! which is cut there. In a step the hazards of exit and moves are used up exactly by duration; who moves arrives
//! during the step and may move on, up to five times.

use super::bins::{GROUP, MoveTables};
use super::crossing::{care_bands, crossing, pieces_between};
use super::marks::Marks;
use super::profile::{Profiles, ended};
use super::rates::Rates;
use super::returns::LAST_NIGHT;
use super::state::{State, pass};
use super::track::{Bend, Columns, Track};
use super::worth::{Value, Worth};

/// Classes of placements begun in a walk, by moves so far in care and in the walk: (1, 1), (2, 1), (2, 2).
pub(super) const MOVED: usize = 3;
/// Class of moves so far of each.
pub(super) const CLASS: [usize; MOVED] = [1, 2, 2];

/// Children in their first placement of a walk.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct First {
    pub setting: usize,
    /// Class of moves so far.
    pub moves: usize,
    /// Days already spent in the placement, uniform between.
    pub placed: (f64, f64),
    /// Days already in care, a part of the plan's.
    pub care: (f64, f64),
    pub children: f64,
    /// What each costs, and of which vintage the price is.
    pub value: Value,
    pub vintage: usize,
}

/// The children of a walk.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub stream: usize,
    pub need: usize,
    /// Days of age at time 0, uniform between, or one age.
    pub ages: (f64, f64),
    /// The ages in pieces, which are kept apart once they have crossed an edge.
    pub pieces: Vec<(f64, f64)>,
    /// Days in care at time 0, uniform between, or one.
    pub care: (f64, f64),
    pub first: Vec<First>,
}

/// A walker: tables, and the states of the walk under way.
pub(super) struct Walker<'a> {
    pub rates: &'a Rates<'a>,
    pub tables: &'a MoveTables,
    pub duration_edges: &'a [f64],
    pub worth: &'a Worth,
    pub marks: Marks,
    pub profiles: Profiles,
    pub steps: usize,
    pub anybody_returns: bool,
    /// Profile of each first placement × age band of the plan under way, once known.
    pub ids: Vec<usize>,
    pub states: Vec<Option<State>>,
    pub care: Vec<(f64, f64)>,
    /// Pieces of ages of the plan under way.
    pieces: usize,
    age: usize,
}

impl<'a> Walker<'a> {
    pub fn new(
        rates: &'a Rates<'a>,
        tables: &'a MoveTables,
        duration_edges: &'a [f64],
        (worth, marks): (&'a Worth, Marks),
        steps: usize,
    ) -> Walker<'a> {
        Walker {
            worth,
            marks,
            rates,
            tables,
            duration_edges,
            profiles: Profiles::default(),
            steps,
            anybody_returns: rates.re_entry.iter().any(|r| r.is_some()),
            ids: Vec::new(),
            states: Vec::new(),
            care: Vec::new(),
            pieces: 1,
            age: 0,
        }
    }

    /// Propagates the children of a plan and adds them to a track.
    pub fn walk(&mut self, plan: &Plan, track: &mut Track) {
        self.walk_seen(plan, track, &mut |_, _, _| ());
    }

    /// The same; `seen` is shown each state with its age band before each step.
    pub fn walk_seen(
        &mut self,
        plan: &Plan,
        track: &mut Track,
        seen: &mut dyn FnMut(usize, usize, &State),
    ) {
        let step = self.tables.bins.step;
        let days = step * self.steps as f64;
        self.care = care_bands(&self.rates.exit_edges, plan.care, days);
        let point = plan.ages.1 <= plan.ages.0;
        let bands = self.rates.age_edges.len() + 1;
        self.pieces = plan.pieces.len();
        self.states = (0..bands * self.pieces * self.care.len())
            .map(|_| None)
            .collect();
        self.ids.clear();
        self.ids
            .resize(plan.first.len() * track.columns.ages, usize::MAX);
        self.age = self.rates.age_band(plan.ages.0.min(plan.ages.1));
        if plan.ages.0 >= self.rates.age_out {
            return;
        }
        let first = self.index(self.age, 0, 0);
        self.states[first] = Some(State {
            first: plan.first.iter().map(|f| f.children).collect(),
            moved: vec![0.0; track.columns.settings * MOVED * self.tables.bins.count],
            totals: vec![0.0; track.columns.settings * MOVED],
            young: vec![0.0; track.columns.settings * MOVED],
            exits: Vec::new(),
            valued: None,
        });
        for k in 0..self.steps {
            let columns = track.columns;
            self.note(plan, track.stock_row(k), columns);
            for (index, state) in self.states.iter().enumerate() {
                if let Some(state) = state {
                    seen(k, self.age_of(index), state);
                }
            }
            let at = k as f64 * step;
            self.cross(plan, k, at, at + 0.5 * step, track);
            if point {
                if self.cut_step(plan, k, track) {
                    return;
                }
            } else {
                for index in 0..self.states.len() {
                    self.evolve(plan, index, k, (0.0, 1.0), track);
                }
            }
            self.cross(plan, k, at + 0.5 * step, at + step, track);
            let bins = self.tables.bins;
            for state in self.states.iter_mut().flatten() {
                state.shift(bins, self.worth, k);
            }
        }
        let columns = track.columns;
        self.note(plan, track.stock_row(self.steps), columns);
    }

    /// One step of children of one age, cut at the edges of the age bands; true when they reached the birthday.
    fn cut_step(&mut self, plan: &Plan, k: usize, track: &mut Track) -> bool {
        let step = self.tables.bins.step;
        let (mut from, count) = (0.0, self.care.len());
        loop {
            let end = self.rates.age_end(self.age) - plan.ages.0;
            let cut = (end / step - k as f64).min(1.0).max(from);
            for c in 0..count {
                self.evolve(plan, self.index(self.age, 0, c), k, (from, cut), track);
            }
            if cut >= 1.0 {
                return false;
            }
            from = cut;
            if plan.ages.0 + (k as f64 + cut) * step + 1e-6 >= self.rates.age_out {
                let mut row = vec![0.0; track.columns.stock()];
                self.note(plan, &mut row, track.columns);
                track.last = Some(((k as f64 + cut) * step, row));
                return true;
            }
            for c in 0..count {
                let (from, to) = (self.index(self.age, 0, c), self.index(self.age + 1, 0, c));
                self.pass(plan, from, to, 1.0, |_| 1.0);
            }
            self.age += 1;
        }
    }

    /// Adds the children of all states to a row.
    fn note(&self, plan: &Plan, row: &mut [f64], columns: Columns) {
        for (index, state) in self.states.iter().enumerate() {
            let Some(state) = state else { continue };
            let age = self.age_of(index);
            for (f, x) in plan.first.iter().zip(&state.first) {
                row[columns.cell(f.setting, age)] += x;
                row[columns.placements(0)] += x;
            }
            for (i, x) in state.totals.iter().enumerate() {
                row[columns.cell(i / MOVED, age)] += x;
                row[columns.placements(if i % MOVED == 2 { 2 } else { 1 })] += x;
            }
        }
    }

    /// Index of the state of an age band, piece and band of time in care.
    pub fn index(&self, age: usize, piece: usize, care: usize) -> usize {
        (age * self.pieces + piece) * self.care.len() + care
    }

    /// The age band of a state.
    pub fn age_of(&self, index: usize) -> usize {
        index / (self.pieces * self.care.len())
    }

    /// The ages at time 0 of the children of a state.
    pub fn ages_of(&self, plan: &Plan, index: usize) -> (f64, f64) {
        if self.age_of(index) == self.age {
            plan.ages
        } else {
            plan.pieces[index / self.care.len() % self.pieces]
        }
    }

    /// Children of an age band and piece by setting, times a factor.
    fn by_setting(&self, plan: &Plan, from: usize, columns: Columns, factor: f64) -> Vec<f64> {
        let mut out = vec![0.0; columns.settings];
        for state in self.states[from..from + self.care.len()].iter().flatten() {
            for (f, x) in plan.first.iter().zip(&state.first) {
                out[f.setting] += x * factor;
            }
            for (i, x) in state.totals.iter().enumerate() {
                out[i / MOVED] += x * factor;
            }
        }
        out
    }

    /// Moves those who cross an edge of age or of time in care between two times into the next state.
    fn cross(&mut self, plan: &Plan, k: usize, from: f64, to: f64, track: &mut Track) {
        let (count, columns) = (self.care.len(), track.columns);
        if count > 1 {
            for c in (0..count - 1).rev() {
                let band = self.care[c];
                let share = crossing(plan.care, band, from, to);
                let firsts = |i: usize| crossing(plan.first[i].care, band, from, to);
                for from in (0..self.states.len()).step_by(count) {
                    self.pass(plan, from + c, from + c + 1, share, firsts);
                }
            }
        }
        if plan.ages.1 <= plan.ages.0 {
            return;
        }
        for from_state in (0..self.states.len()).step_by(count).rev() {
            let group = from_state..from_state + count;
            if self.states[group.clone()].iter().all(|s| s.is_none()) {
                continue;
            }
            let (age, ages) = (self.age_of(from_state), self.ages_of(plan, from_state));
            let mut end = self.rates.age_end(age);
            let last = end >= self.rates.age_out;
            if last {
                end += LAST_NIGHT;
            }
            let start = if age == 0 {
                f64::NEG_INFINITY
            } else {
                self.rates.age_edges[age - 1]
            };
            let share = crossing(ages, (start, end), from, to);
            if share <= 0.0 {
                continue;
            }
            let there = (ages.1 + from).min(end) - (ages.0 + from).max(start);
            let pieces = if age == self.age {
                pieces_between(
                    &plan.pieces,
                    (end - to).max(ages.0),
                    (end - from).min(ages.1),
                )
            } else {
                vec![(from_state / count % self.pieces, 1.0)]
            };
            for (at, sign) in [(end - ages.1, 1.0), (end - ages.0, -1.0)] {
                if at > from.max(1e-6) && at <= to {
                    let per_day = self.by_setting(plan, from_state, columns, sign / there);
                    let to = (!last).then_some(age + 1);
                    track.bends.push(Bend {
                        at,
                        from: age,
                        to,
                        per_day,
                    });
                }
            }
            for c in group {
                if last {
                    self.leave_at_birthday(plan, c, share, k, track);
                } else {
                    let mut left = 1.0;
                    for &(piece, part) in &pieces {
                        let next = self.index(age + 1, piece, c - from_state);
                        let part = (share * part / left).min(1.0);
                        self.pass(plan, c, next, part, |_| part);
                        left *= 1.0 - part;
                    }
                }
            }
        }
    }

    fn pass(
        &mut self,
        plan: &Plan,
        from: usize,
        to: usize,
        share: f64,
        firsts: impl Fn(usize) -> f64,
    ) {
        let ages = (self.age_of(from), self.age_of(to));
        let with = (plan, self.worth);
        pass(&mut self.states, with, (from, to), ages, share, firsts);
    }

    fn leave_at_birthday(
        &mut self,
        plan: &Plan,
        index: usize,
        share: f64,
        k: usize,
        track: &mut Track,
    ) {
        let Some(mut state) = self.states[index].take() else {
            return;
        };
        let columns = track.columns;
        let row = track.flow_row(k);
        let step = self.tables.bins.step;
        let at = k as f64 * step;
        for (f, x) in plan.first.iter().zip(&mut state.first) {
            let part = share * *x;
            *x -= part;
            row[columns.birthday(f.setting)] += part;
            for (band, w) in ended(self.duration_edges, f.placed, at, at + step) {
                row[columns.ended(f.setting, band)] += part * w;
            }
        }
        let n = self.tables.bins.count;
        if let Some(v) = &mut state.valued {
            for x in v.own.iter_mut().chain(&mut v.apart) {
                *x *= 1.0 - share;
            }
        }
        for (i, total) in state.totals.iter_mut().enumerate() {
            if *total <= 0.0 {
                continue;
            }
            row[columns.birthday(i / MOVED)] += share * *total;
            *total *= 1.0 - share;
            state.young[i] *= 1.0 - share;
            for (b, x) in state.moved[i * n..(i + 1) * n].iter_mut().enumerate() {
                let part = share * *x;
                *x -= part;
                if part > 0.0 {
                    for (band, w) in self.tables.ended[(k % GROUP) * n + b] {
                        row[columns.ended(i / MOVED, band)] += part * w;
                    }
                }
            }
        }
        if share < 1.0 {
            self.states[index] = Some(state);
        }
    }
}
