//! One step of one state of a walk.

mod arrive;

use super::bins::GROUP;
use super::earn::EarnIn;
use super::spend::{leaving, live, mean_there, sums};
use super::state::State;
use super::track::{DAYS, Rows, Track};
use super::walk::{CLASS, MOVED, Plan, Walker};
use crate::model::hazards::{Cause, MOVE_CLASSES};

/// A part of a step of a plan: which, from and to which fraction of it, the age band, and exits' hazards in it with the
/// share they leave, by setting × moves so far.
#[derive(Clone, Copy)]
struct Part<'a> {
    plan: &'a Plan,
    k: usize,
    from: f64,
    scale: f64,
    age: usize,
    exits: &'a [(f64, f64)],
}

/// What happened in a part of a step.
struct Happened {
    /// Exits by setting.
    left: Vec<f64>,
    /// Days, in steps, by setting.
    days: Vec<f64>,
    /// Movers by setting × class to be: planned, of a breakdown, and all × how much earlier than the middle of the
    /// step they leave on average: a twelfth of the hazard.
    moving: Vec<[f64; 3]>,
}

impl Walker<'_> {
    /// Exit hazards of a part of step `k`, by setting × moves so far; none where exits run over time in the placement.
    fn exits(&self, plan: &Plan, index: usize, k: usize, from: f64, to: f64) -> Vec<(f64, f64)> {
        let step = self.tables.bins.step;
        let (age, care) = (self.age_of(index), self.care[index % self.care.len()]);
        let size = self.rates.model.hazards.size;
        let mut out = Vec::with_capacity(size.settings * MOVE_CLASSES);
        for setting in 0..size.settings {
            for moves in 0..MOVE_CLASSES {
                let cell = size.cell(setting, moves, plan.stream, plan.need) + age;
                let row = self.rates.row(Cause::Exit, cell);
                let used = if self.rates.exit_over_placement(cell).is_some() {
                    0.0
                } else if self.care.len() > 1 {
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
    pub(super) fn evolve(
        &mut self,
        plan: &Plan,
        index: usize,
        k: usize,
        (from, to): (f64, f64),
        track: &mut Track,
    ) {
        if to <= from {
            return;
        }
        let Some(mut state) = self.states[index].take() else {
            return;
        };
        let whole = to - from >= 1.0;
        let mut exits = std::mem::take(&mut state.exits);
        if exits.is_empty() || !whole {
            exits = self.exits(plan, index, k, from, to);
        }
        let part = Part {
            plan,
            k,
            from,
            scale: to - from,
            age: self.age_of(index),
            exits: &exits,
        };
        let columns = track.columns;
        let rows = &mut track.rows(k);
        let mut happened = Happened {
            left: vec![0.0; columns.settings],
            days: vec![0.0; columns.settings],
            moving: vec![[0.0; 3]; columns.settings * MOVED],
        };
        self.first_placements(&mut state, part, &mut happened, rows);
        self.later_placements(&mut state, part, &mut happened, rows);
        if to >= 1.0 {
            state.young.fill(0.0);
        }
        self.arrive(&mut state, part, &mut happened, rows);
        let ages = self.ages_of(plan, index);
        self.book(part, ages, &happened, track);
        // Constant while children of an interval stay in their band of time in care.
        if whole && self.care.len() > 1 {
            state.exits = exits;
        }
        self.states[index] = Some(state);
    }

    fn first_placements(
        &mut self,
        state: &mut State,
        part: Part,
        happened: &mut Happened,
        rows: &mut Rows,
    ) {
        let size = self.rates.model.hazards.size;
        let (k, scale) = (part.k, part.scale);
        for (i, (f, x)) in part.plan.first.iter().zip(&mut state.first).enumerate() {
            if *x <= 0.0 {
                continue;
            }
            let known = &mut self.ids[i * size.ages + part.age];
            if *known == usize::MAX {
                let cell =
                    size.cell(f.setting, f.moves, part.plan.stream, part.plan.need) + part.age;
                let pair = self.tables.of_cell[cell];
                let grid = (self.steps, self.duration_edges);
                *known = self
                    .profiles
                    .of(self.rates, self.tables, pair, f.placed, grid);
            }
            let id = *known;
            let p = self.profiles.get(id);
            let (exit, keep) = part.exits[f.setting * MOVE_CLASSES + f.moves];
            let exit = exit + p.exit.get(k).map_or(0.0, |e| e * scale);
            let (planned, broken) = (p.planned[k] * scale, p.breakdown[k] * scale);
            let all = exit + planned + broken;
            let keep = if scale >= 1.0 {
                keep * p.stay[k]
            } else {
                libm::exp(-all)
            };
            let stay = *x * keep;
            let gone = *x - stay;
            let each = mean_there(stay, gone, all);
            *x = stay;
            happened.left[f.setting] += each * exit;
            happened.days[f.setting] += each * scale;
            let to = &mut happened.moving[f.setting * MOVED + usize::from(f.moves > 0)];
            to[0] += each * planned;
            to[1] += each * broken;
            to[2] += each * (planned + broken) * all / 12.0;
            for (band, w) in p.ended[k] {
                rows.flows[rows.columns.ended(f.setting, band)] += gone * w;
            }
            if rows.lanes > 0 {
                let days = each * scale * self.tables.bins.step;
                rows.earn(f.setting, f.vintage, days, f.value);
            }
        }
    }

    fn later_placements(
        &self,
        state: &mut State,
        part: Part,
        happened: &mut Happened,
        rows: &mut Rows,
    ) {
        let size = self.rates.model.hazards.size;
        let n = self.tables.bins.count;
        let used = self.tables.bins.used(part.k);
        let phase = (part.k % GROUP) * n;
        let mut gone_by = vec![0.0; used];
        let mut there = vec![0.0; used];
        let mut worth = vec![0.0; if rows.lanes > 0 { used } else { 0 }];
        let mut sub = vec![0.0; 3 * used];
        for setting in 0..size.settings {
            let mut any = false;
            for (class, moves) in CLASS.into_iter().enumerate() {
                let i = setting * MOVED + class;
                if state.totals[i] <= 0.0 {
                    continue;
                }
                any = true;
                let cell = size.cell(setting, moves, part.plan.stream, part.plan.need) + part.age;
                let pair = &self.tables.pairs[self.tables.of_cell[cell] as usize];
                let (exit, keep) = part.exits[setting * MOVE_CLASSES + moves];
                let bins = &mut state.moved[i * n..i * n + used];
                // Position 1, whose durations are not even, apart.
                let one = if used > 1 {
                    std::mem::take(&mut bins[1])
                } else {
                    0.0
                };
                let mut planned = &pair.planned[phase..phase + used];
                let mut broken = &pair.breakdown[phase..phase + used];
                let mut stay = &pair.stay[phase..phase + used];
                if part.scale < 1.0 {
                    let (a, rest) = sub.split_at_mut(used);
                    let (b, c) = rest.split_at_mut(used);
                    for j in 0..used {
                        a[j] = planned[j] * part.scale;
                        b[j] = broken[j] * part.scale;
                        c[j] = libm::exp(-a[j] - b[j]);
                    }
                    (planned, broken, stay) = (&*a, &*b, &*c);
                }
                live(
                    bins,
                    exit,
                    keep,
                    (planned, broken, stay),
                    &mut there,
                    Some(&mut gone_by),
                );
                let mut sums = sums(bins, &there, planned, broken);
                let over_placement = pair.exit.get(phase..phase + used).unwrap_or(&[]);
                let mut left = leaving(&there, over_placement, part.scale, planned, broken);
                let mut ones = (0.0, 0.0);
                if one > 0.0 {
                    let lean = state.young[i] / one;
                    let e = over_placement.get(1).copied().unwrap_or(0.0);
                    let e = (e + pair.lean[2] * lean) * part.scale;
                    let p = planned[1] + (pair.lean[0] + pair.lean[2]) * lean * part.scale;
                    let p = p.max(e).max(0.0);
                    let q = (broken[1] + pair.lean[1] * lean * part.scale).max(0.0);
                    let y = one * libm::exp(-exit - p - q);
                    let each = mean_there(y, one - y, exit + p + q);
                    gone_by[1] += one - y;
                    bins[1] = y;
                    let more = [y, each, each * p, each * q, each * (p + q) * (p + q)];
                    for (s, m) in sums.iter_mut().zip(more) {
                        *s += m;
                    }
                    left[0] += each * e;
                    left[1] += each * e * (p + q);
                    there[1] = each;
                    ones = (y / one, each / one);
                }
                if rows.lanes > 0 {
                    let cell = EarnIn {
                        k: part.k,
                        cell: i,
                        value: self.worth.value(part.plan.need, setting, part.age),
                        days: part.scale * self.tables.bins.step,
                        hazards: (planned, broken, stay),
                        exit: (exit, keep),
                        ones,
                    };
                    cell.earn(self, &mut state.valued, &there, &mut worth, rows);
                }
                let [total, each, planned, broken, squares] = sums;
                state.totals[i] = total;
                let (planned, squares) = (planned - left[0], squares - left[1]);
                happened.left[setting] += each * exit + left[0];
                happened.days[setting] += each * part.scale;
                let to = &mut happened.moving[setting * MOVED + 2];
                to[0] += planned;
                to[1] += broken;
                to[2] += (squares + exit * (planned + broken)) / 12.0;
            }
            if any {
                for (b, gone) in gone_by.iter_mut().enumerate() {
                    if *gone > 0.0 {
                        for (band, w) in self.tables.ended[phase + b] {
                            rows.flows[rows.columns.ended(setting, band)] += *gone * w;
                        }
                        *gone = 0.0;
                    }
                }
            }
        }
    }

    fn book(&self, part: Part, ages: (f64, f64), happened: &Happened, track: &mut Track) {
        let size = self.rates.model.hazards.size;
        let (columns, age) = (track.columns, part.age);
        let row = track.flow_row(part.k);
        let mut by_reason = vec![0.0; if self.anybody_returns { size.exits } else { 0 }];
        for (setting, x) in happened.left.iter().enumerate() {
            row[columns.event(0, setting, age)] += x;
            row[columns.event(DAYS, setting, age)] +=
                happened.days[setting] * self.tables.bins.step;
            let shares = size.share_row(setting, part.plan.stream, age) * size.exits;
            for (e, r) in by_reason.iter_mut().enumerate() {
                *r += x * self.rates.reasons[shares + e];
            }
        }
        if self.anybody_returns {
            let middle = (part.k as f64 + part.from + 0.5 * part.scale) * self.tables.bins.step;
            let start = if age == 0 {
                f64::NEG_INFINITY
            } else {
                self.rates.age_edges[age - 1]
            };
            let low = ages.0.max(start - middle);
            let high = ages.1.min(self.rates.age_end(age) - middle);
            let key = (part.k, low.min(high).to_bits(), high.max(low).to_bits());
            match track.leavers.get_mut(&key) {
                Some(row) => row.iter_mut().zip(&by_reason).for_each(|(a, b)| *a += b),
                None => {
                    track.leavers.insert(key, by_reason);
                }
            }
        }
    }
}
