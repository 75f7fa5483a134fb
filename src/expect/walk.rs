//! The propagation of one kind of child: of one stream and need, ages and times in care each uniform in an interval
//! or all the same.
//!
//! The children of a walk are kept by age band × band of time in care (*states*). Children of an interval cross an
//! edge evenly, half a step's crossings before a step and half after it; children of one age cross inside the step,
//! which is cut there. In a step the hazards of exit and moves are used up exactly by duration; who moves arrives
//! during the step and may move on, up to five times.

use super::bins::{GROUP, MoveTables};
use super::profile::{Profiles, ended};
use super::rates::Rates;
use super::returns::LAST_NIGHT;
use super::track::{Columns, DAYS, Leave, Track};
use crate::model::hazards::{Cause, MOVE_CLASSES};

/// Classes of placements begun in a walk, by moves so far in care and in the walk: (1, 1), (2, 1), (2, 2).
const MOVED: usize = 3;
/// Class of moves so far of each.
const CLASS: [usize; MOVED] = [1, 2, 2];
/// Moves followed within one step.
const ROUNDS: usize = 5;

/// Children in their first placement of a walk.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct First {
    pub setting: usize,
    /// Class of moves so far.
    pub moves: usize,
    /// Days already spent in the placement, uniform between.
    pub placed: (f64, f64),
    pub children: f64,
}

/// The children of a walk.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub stream: usize,
    pub need: usize,
    /// Days of age at time 0, uniform between, or one age.
    pub ages: (f64, f64),
    /// Days in care at time 0, uniform between, or one.
    pub care: (f64, f64),
    pub first: Vec<First>,
}

/// Children of one age band and one band of time in care.
#[derive(Debug)]
struct State {
    first: Vec<f64>,
    /// setting × class × bins.
    moved: Vec<f64>,
    /// setting × class.
    totals: Vec<f64>,
    /// setting × class: children who arrived in the last step × their mean duration in steps from half a step.
    young: Vec<f64>,
    /// By setting × moves so far: exit hazard of a whole step and exp of minus it; kept while constant.
    exits: Vec<(f64, f64)>,
}

/// A walker: tables, and the states of the walk under way.
pub(super) struct Walker<'a> {
    pub rates: &'a Rates<'a>,
    pub tables: &'a MoveTables,
    pub duration_edges: &'a [f64],
    pub profiles: Profiles,
    pub steps: usize,
    anybody_returns: bool,
    states: Vec<Option<State>>,
    care: Vec<(f64, f64)>,
    age: usize,
}

impl<'a> Walker<'a> {
    pub fn new(
        rates: &'a Rates<'a>,
        tables: &'a MoveTables,
        duration_edges: &'a [f64],
        steps: usize,
    ) -> Walker<'a> {
        Walker {
            rates,
            tables,
            duration_edges,
            profiles: Profiles::default(),
            steps,
            anybody_returns: rates.re_entry.iter().any(|r| r.is_some()),
            states: Vec::new(),
            care: Vec::new(),
            age: 0,
        }
    }

    /// Propagates the children of a plan and adds them to a track.
    pub fn walk(&mut self, plan: &Plan, track: &mut Track) {
        let step = self.tables.bins.step;
        let days = step * self.steps as f64;
        self.care = care_bands(&self.rates.exit_edges, plan.care, days);
        let point = plan.ages.1 <= plan.ages.0;
        let bands = self.rates.age_edges.len() + 1;
        self.states = (0..bands * self.care.len()).map(|_| None).collect();
        self.age = self.rates.age_band(plan.ages.0.min(plan.ages.1));
        if plan.ages.0 >= self.rates.age_out {
            return;
        }
        self.states[self.age * self.care.len()] = Some(State {
            first: plan.first.iter().map(|f| f.children).collect(),
            moved: vec![0.0; track.columns.settings * MOVED * self.tables.bins.count],
            totals: vec![0.0; track.columns.settings * MOVED],
            young: vec![0.0; track.columns.settings * MOVED],
            exits: Vec::new(),
        });
        for k in 0..self.steps {
            let columns = track.columns;
            self.note(plan, track.stock_row(k), columns);
            let at = k as f64 * step;
            self.cross(plan, k, at, at + 0.5 * step, track);
            if point {
                if self.cut_step(plan, k, track) {
                    return;
                }
            } else {
                for index in 0..self.states.len() {
                    self.evolve(plan, index, k, 0.0, 1.0, track);
                }
            }
            self.cross(plan, k, at + 0.5 * step, at + step, track);
            let bins = self.tables.bins;
            for state in self.states.iter_mut().flatten() {
                for (cell, total) in state.moved.chunks_mut(bins.count).zip(&state.totals) {
                    if *total > 0.0 {
                        bins.shift(cell, k);
                    }
                }
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
                self.evolve(plan, self.age * count + c, k, from, cut, track);
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
                self.states[(self.age + 1) * count + c] = self.states[self.age * count + c].take();
                if let Some(s) = &mut self.states[(self.age + 1) * count + c] {
                    s.exits.clear();
                }
            }
            self.age += 1;
        }
    }

    /// Adds the children of all states to a row.
    fn note(&self, plan: &Plan, row: &mut [f64], columns: Columns) {
        for (index, state) in self.states.iter().enumerate() {
            let Some(state) = state else { continue };
            let age = index / self.care.len();
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

    /// Moves those who cross an edge of age or of time in care between two times into the next state.
    fn cross(&mut self, plan: &Plan, k: usize, from: f64, to: f64, track: &mut Track) {
        let count = self.care.len();
        if count > 1 {
            for c in (0..count - 1).rev() {
                let share = crossing(plan.care, self.care[c], from, to);
                for age in 0..self.states.len() / count {
                    self.pass(age * count + c, age * count + c + 1, share);
                }
            }
        }
        if plan.ages.1 <= plan.ages.0 {
            return;
        }
        for age in (0..self.states.len() / count).rev() {
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
            let share = crossing(plan.ages, (start, end), from, to);
            if share <= 0.0 {
                continue;
            }
            for c in 0..count {
                if last {
                    self.leave_at_birthday(plan, age * count + c, share, k, track);
                } else {
                    self.pass(age * count + c, (age + 1) * count + c, share);
                }
            }
        }
    }

    fn pass(&mut self, from: usize, to: usize, share: f64) {
        if share <= 0.0 {
            return;
        }
        let Some(mut source) = self.states[from].take() else {
            return;
        };
        if share >= 1.0 && self.states[to].is_none() {
            source.exits.clear();
            self.states[to] = Some(source);
            return;
        }
        let target = self.states[to].get_or_insert_with(|| State {
            first: vec![0.0; source.first.len()],
            moved: vec![0.0; source.moved.len()],
            totals: vec![0.0; source.totals.len()],
            young: vec![0.0; source.young.len()],
            exits: Vec::new(),
        });
        let transfer = |a: &mut [f64], b: &mut [f64]| {
            for (x, y) in a.iter_mut().zip(b) {
                let part = share * *x;
                *x -= part;
                *y += part;
            }
        };
        transfer(&mut source.first, &mut target.first);
        let n = self.tables.bins.count;
        for (i, total) in source.totals.iter().enumerate() {
            if *total > 0.0 {
                let cells = i * n..(i + 1) * n;
                transfer(&mut source.moved[cells.clone()], &mut target.moved[cells]);
            }
        }
        transfer(&mut source.totals, &mut target.totals);
        transfer(&mut source.young, &mut target.young);
        if share < 1.0 {
            self.states[from] = Some(source);
        }
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

    /// Exit hazards of a part of step `k`, by setting × moves so far.
    fn exits(&self, plan: &Plan, index: usize, k: usize, from: f64, to: f64) -> Vec<(f64, f64)> {
        let step = self.tables.bins.step;
        let (age, care) = (index / self.care.len(), self.care[index % self.care.len()]);
        let size = self.rates.model.hazards.size;
        let mut out = Vec::with_capacity(size.settings * MOVE_CLASSES);
        for setting in 0..size.settings {
            for moves in 0..MOVE_CLASSES {
                let cell = size.cell(setting, moves, plan.stream, plan.need) + age;
                let row = self.rates.row(Cause::Exit, cell);
                let used = if self.care.len() > 1 {
                    row.at(care.0.max(0.0)) * step * (to - from)
                } else {
                    let now = (k as f64 + from) * step;
                    row.used(plan.care.0 + now, plan.care.1 + now, step * (to - from))
                };
                out.push((used, libm::exp(-used)));
            }
        }
        out
    }

    /// Lets a state live through the part of step `k` between two fractions of it.
    fn evolve(
        &mut self,
        plan: &Plan,
        index: usize,
        k: usize,
        from: f64,
        to: f64,
        track: &mut Track,
    ) {
        if to <= from {
            return;
        }
        let Some(mut state) = self.states[index].take() else {
            return;
        };
        let whole = to - from >= 1.0;
        let scale = to - from;
        let mut exits = std::mem::take(&mut state.exits);
        if exits.is_empty() || !whole {
            exits = self.exits(plan, index, k, from, to);
        }
        let size = self.rates.model.hazards.size;
        let columns = track.columns;
        let n = self.tables.bins.count;
        let age = index / self.care.len();
        let at = (k as f64 + from) * self.tables.bins.step;
        let until = at + scale * self.tables.bins.step;
        let row = track.flow_row(k);
        // Exits, and movers by class and setting: planned, of a breakdown, and all × how much earlier than the middle
        // of the step they leave on average: a twelfth of the hazard.
        let mut left = vec![0.0; size.settings];
        let mut moving = vec![[0.0; 3]; size.settings * MOVED];
        let mut days = vec![0.0; size.settings];

        for (f, x) in plan.first.iter().zip(&mut state.first) {
            if *x <= 0.0 {
                continue;
            }
            let cell = size.cell(f.setting, f.moves, plan.stream, plan.need) + age;
            let pair = self.tables.of_cell[cell];
            let id = self
                .profiles
                .of(self.rates, self.tables, pair, f.placed, self.steps);
            let p = self.profiles.get(id);
            let (exit, keep) = exits[f.setting * MOVE_CLASSES + f.moves];
            let (planned, broken) = (p.planned[k] * scale, p.breakdown[k] * scale);
            let keep = if whole {
                keep * p.stay[k]
            } else {
                libm::exp(-exit - planned - broken)
            };
            let stay = *x * keep;
            let gone = *x - stay;
            let each = mean_there(stay, gone, exit + planned + broken);
            *x = stay;
            left[f.setting] += each * exit;
            let to = &mut moving[f.setting * MOVED + usize::from(f.moves > 0)];
            to[0] += each * planned;
            to[1] += each * broken;
            to[2] += each * (planned + broken) * (exit + planned + broken) / 12.0;
            days[f.setting] += each * scale;
            for (band, w) in ended(self.duration_edges, f.placed, at, until) {
                row[columns.ended(f.setting, band)] += gone * w;
            }
        }

        let used = if from > 0.0 {
            self.tables.bins.used(k).max(1)
        } else {
            self.tables.bins.used(k)
        };
        let phase = (k % GROUP) * n;
        let mut gone_by = vec![0.0; used];
        for setting in 0..size.settings {
            let mut any = false;
            for class in 0..MOVED {
                let i = setting * MOVED + class;
                if state.totals[i] <= 0.0 {
                    continue;
                }
                any = true;
                let cell = size.cell(setting, CLASS[class], plan.stream, plan.need) + age;
                let pair = &self.tables.pairs[self.tables.of_cell[cell] as usize];
                let (exit, keep) = exits[setting * MOVE_CLASSES + CLASS[class]];
                let bins = &mut state.moved[i * n..i * n + used];
                let planned = &pair.planned[phase..phase + used];
                let broken = &pair.breakdown[phase..phase + used];
                let stay = &pair.stay[phase..phase + used];
                let (mut sums, mut total) = ([0.0; 4], 0.0);
                // Position 1, whose durations are not even, apart.
                let one = if used > 1 { bins[1] } else { 0.0 };
                let mut pass = |b: usize, x: f64, p: f64, q: f64, keep: f64| {
                    let all = exit + p + q;
                    let y = x * keep;
                    let gone = x - y;
                    let each = mean_there(y, gone, all);
                    sums[0] += each;
                    sums[1] += each * p;
                    sums[2] += each * q;
                    sums[3] += each * (p + q) * all;
                    gone_by[b] += gone;
                    total += y;
                    y
                };
                if whole {
                    for b in 0..used {
                        let x = if b == 1 { 0.0 } else { bins[b] };
                        bins[b] = pass(b, x, planned[b], broken[b], keep * stay[b]);
                    }
                } else {
                    for b in 0..used {
                        let (p, q) = (planned[b] * scale, broken[b] * scale);
                        let x = if b == 1 { 0.0 } else { bins[b] };
                        bins[b] = pass(b, x, p, q, libm::exp(-exit - p - q));
                    }
                }
                if one > 0.0 {
                    let lean = state.young[i] / one;
                    let p = (planned[1] + pair.lean.0 * lean).max(0.0) * scale;
                    let q = (broken[1] + pair.lean.1 * lean).max(0.0) * scale;
                    bins[1] = pass(1, one, p, q, libm::exp(-exit - p - q));
                }
                state.totals[i] = total;
                left[setting] += sums[0] * exit;
                days[setting] += sums[0] * scale;
                let to = &mut moving[setting * MOVED + 2];
                to[0] += sums[1];
                to[1] += sums[2];
                to[2] += sums[3] / 12.0;
            }
            if any {
                for (b, gone) in gone_by.iter_mut().enumerate() {
                    if *gone > 0.0 {
                        for (band, w) in self.tables.ended[phase + b] {
                            row[columns.ended(setting, band)] += *gone * w;
                        }
                        *gone = 0.0;
                    }
                }
            }
        }
        if to >= 1.0 {
            state.young.fill(0.0);
        }

        for round in 1..=ROUNDS {
            let mut next = vec![[0.0; 3]; size.settings * MOVED];
            let mut arrived = vec![[0.0; 2]; size.settings * MOVED];
            for setting in 0..size.settings {
                let shares = size.share_row(setting, plan.stream, age);
                for class in 0..MOVED {
                    let [planned, broken, early] = moving[setting * MOVED + class];
                    if planned + broken <= 0.0 {
                        continue;
                    }
                    let early = early / (planned + broken);
                    for (cause, movers) in [planned, broken].into_iter().enumerate() {
                        row[columns.event(cause + 1, setting, age)] += movers;
                        for &(to, share) in &self.rates.to[cause][shares] {
                            let cell = &mut arrived[to * MOVED + class];
                            cell[0] += movers * share;
                            cell[1] += movers * share * early;
                        }
                    }
                }
            }
            for (i, &[x, early]) in arrived.iter().enumerate() {
                if x <= 0.0 {
                    continue;
                }
                let (setting, class) = (i / MOVED, i % MOVED);
                let early = early / x;
                let cell = size.cell(setting, CLASS[class], plan.stream, plan.need) + age;
                let (p, q) = self.tables.pairs[self.tables.of_cell[cell] as usize].fresh;
                let exit = exits[setting * MOVE_CLASSES + CLASS[class]].0;
                let all = exit + (p + q) * scale;
                let some = all.max(1e-9);
                let each = x * moves_on(some, round, early) / some;
                let gone = if round < ROUNDS { each * all } else { 0.0 };
                left[setting] += each * exit;
                days[setting] += each * scale;
                let to = &mut next[setting * MOVED + 2];
                to[0] += each * p * scale;
                to[1] += each * q * scale;
                row[columns.ended(setting, 0)] += gone;
                state.moved[i * n] += x - gone;
                state.totals[i] += x - gone;
                let mean = 1.0 / (round + 1) as f64 - 0.5;
                let lean = mean + if round == 1 { early - all / 12.0 } else { 0.0 };
                state.young[i] += (x - gone) * lean;
            }
            moving = next;
        }

        let mut by_reason = Vec::new();
        for (setting, x) in left.iter().enumerate() {
            row[columns.event(0, setting, age)] += x;
            row[columns.event(DAYS, setting, age)] += days[setting] * self.tables.bins.step;
            if self.anybody_returns {
                by_reason.resize(size.exits, 0.0);
                let shares = size.share_row(setting, plan.stream, age) * size.exits;
                for (e, r) in by_reason.iter_mut().enumerate() {
                    *r += x * self.rates.reasons[shares + e];
                }
            }
        }
        if self.anybody_returns {
            let middle = 0.5 * (at + until);
            let start = if age == 0 {
                f64::NEG_INFINITY
            } else {
                self.rates.age_edges[age - 1]
            };
            let low = plan.ages.0.max(start - middle);
            let high = plan.ages.1.min(self.rates.age_end(age) - middle);
            track.leavers.push(Leave {
                step: k,
                ages: (low.min(high), high.max(low)),
                by_reason,
            });
        }
        // Constant while children of an interval stay in their band of time in care.
        if whole && self.care.len() > 1 {
            state.exits = exits;
        }
        self.states[index] = Some(state);
    }
}

/// Children there in the mean of a step, given those who stayed, who went, and the hazard: (stayed + gone) (1 − e^−x) / x.
#[inline(always)]
fn mean_there(stayed: f64, gone: f64, hazard: f64) -> f64 {
    if hazard > 1e-6 {
        gone / hazard
    } else {
        stayed + 0.5 * gone
    }
}

/// Chance that somebody who arrived by the `round`th move within a step moves on before its end, given the hazard of
/// a whole step: the mean over arrivals even in the step, 1 − (1 − e^−x) / x, and then by the mean time left, as after
/// events of a Poisson process. `early`: how much before the middle of the step the first movers come on average.
fn moves_on(x: f64, round: usize, early: f64) -> f64 {
    if round > 1 {
        return -libm::expm1(-x / (round + 1) as f64);
    }
    let even = if x < 0.05 {
        x * (0.5 - x * (1.0 / 6.0 - x * (1.0 / 24.0 - x / 120.0)))
    } else {
        1.0 + libm::expm1(-x) / x
    };
    even + early * x * (1.0 - 0.5 * x).max(0.0)
}

/// Bands of time in care the children of an interval are in, one after the other; one band without edges where they
/// are too many, or the children have one time in care.
fn care_bands(edges: &[f64], care: (f64, f64), days: f64) -> Vec<(f64, f64)> {
    let inside: Vec<f64> = edges
        .iter()
        .copied()
        .filter(|e| *e > care.0 && *e < care.1 + days)
        .collect();
    if care.1 <= care.0 || inside.is_empty() || inside.len() > 6 || inside[0] < care.1 - 1e-6 {
        return vec![(f64::NEG_INFINITY, f64::INFINITY)];
    }
    let mut from = care.0;
    let mut out = Vec::with_capacity(inside.len() + 1);
    for edge in inside.into_iter().chain([f64::INFINITY]) {
        out.push((from, edge));
        from = edge;
    }
    out
}

/// Of those of an interval who are in a band at a time, the share that leaves it upwards until another time.
fn crossing(interval: (f64, f64), band: (f64, f64), from: f64, to: f64) -> f64 {
    let (low, high) = (interval.0 + from, interval.1 + from);
    if high < band.1 - (to - from) {
        return 0.0;
    }
    let there = high.min(band.1) - low.max(band.0);
    let edge = band.1 - (to - from);
    let over = high.min(band.1) - low.max(band.0).max(edge);
    if there <= 1e-9 * (interval.1 - interval.0) {
        return if low >= edge { 1.0 } else { 0.0 };
    }
    (over / there).clamp(0.0, 1.0)
}
