//! Children who move within a step: where they arrive, and who moves on.

use super::{Happened, Part};
use crate::expect::spend::moves_on;
use crate::expect::state::State;
use crate::expect::track::Rows;
use crate::expect::walk::{CLASS, MOVED, Walker};
use crate::model::hazards::MOVE_CLASSES;

/// Moves followed within one step.
const ROUNDS: usize = 5;
/// Of all children of a state, the share whose moves by the same round are not followed by another: some of these would
/// move on in the days left of the step, a few in a hundred.
const LEAST: f64 = 1e-5;

impl Walker<'_> {
    /// Movers arrive, and may move on in the same step.
    pub(super) fn arrive(
        &self,
        state: &mut State,
        part: Part,
        happened: &mut Happened,
        rows: &mut Rows,
    ) {
        let size = self.rates.model.hazards.size;
        let (n, scale) = (self.tables.bins.count, part.scale);
        let mut arrived = vec![[0.0; 2]; size.settings * MOVED];
        let children: f64 = state.totals.iter().chain(&state.first).sum();
        for round in 1..=ROUNDS {
            arrived.fill([0.0; 2]);
            let mut all = 0.0;
            for (setting, moving) in happened.moving.chunks_mut(MOVED).enumerate() {
                let shares = size.share_row(setting, part.plan.stream, part.age);
                for cause in 0..2 {
                    let movers: [f64; MOVED] = std::array::from_fn(|c| moving[c][cause]);
                    let sum = movers[0] + movers[1] + movers[2];
                    if sum <= 0.0 {
                        continue;
                    }
                    all += sum;
                    rows.flows[rows.columns.event(cause + 1, setting, part.age)] += sum;
                    let early: [f64; MOVED] = std::array::from_fn(|c| {
                        let [p, q, early] = moving[c];
                        if early > 0.0 {
                            movers[c] * early / (p + q)
                        } else {
                            0.0
                        }
                    });
                    for &(to, share) in &self.rates.to[cause][shares] {
                        let cells = &mut arrived[to * MOVED..(to + 1) * MOVED];
                        if round > 1 {
                            // All have moved before, and when in the step is taken as it is.
                            cells[MOVED - 1][0] += movers[MOVED - 1] * share;
                            continue;
                        }
                        for c in 0..MOVED {
                            cells[c][0] += movers[c] * share;
                            cells[c][1] += early[c] * share;
                        }
                    }
                }
                moving.fill([0.0; 3]);
            }
            if all <= 0.0 {
                break;
            }
            // The few who would move once more stay.
            let last = round == ROUNDS || all < LEAST * children;
            for (i, &[x, early]) in arrived.iter().enumerate() {
                if x <= 0.0 {
                    continue;
                }
                let (setting, class) = (i / MOVED, i % MOVED);
                let early = early / x;
                let cell =
                    size.cell(setting, CLASS[class], part.plan.stream, part.plan.need) + part.age;
                let [p, q, e] = self.tables.pairs[self.tables.of_cell[cell] as usize].fresh;
                let exit = part.exits[setting * MOVE_CLASSES + CLASS[class]].0 + e * scale;
                let all = exit + (p + q) * scale;
                let some = all.max(1e-9);
                let each = x * moves_on(some, round, early) / some;
                let gone = if last { 0.0 } else { each * all };
                happened.days[setting] += each * scale;
                let value = self.worth.value(part.plan.need, setting, part.age);
                if rows.lanes > 0 && !value.is_nothing() {
                    let days = each * scale * self.tables.bins.step;
                    self.marks.arriving(part.k, days, |vintage, days| {
                        rows.earn(setting, vintage, days, value);
                    });
                }
                if let Some(v) = &mut state.valued {
                    v.own[i * n] += (x - gone) * value.own;
                    if self.worth.unregistered == Some(setting) {
                        v.apart[class * n] += (x - gone) * value.apart;
                    }
                }
                if !last {
                    happened.left[setting] += each * exit;
                    let to = &mut happened.moving[setting * MOVED + 2];
                    to[0] += each * p * scale;
                    to[1] += each * q * scale;
                    rows.flows[rows.columns.ended(setting, 0)] += gone;
                }
                state.moved[i * n] += x - gone;
                state.totals[i] += x - gone;
                let mean = 1.0 / (round + 1) as f64 - 0.5;
                let lean = mean + if round == 1 { early - all / 12.0 } else { 0.0 };
                state.young[i] += (x - gone) * lean;
            }
        }
    }
}
