//! What actions do besides rates and prices, under the drawn parameters: shares of reasons and destinations weighted
//! again, factors on coming back, children who go elsewhere than was picked.

use super::Picks;
use crate::model::Model;
use crate::model::effect::{Beginning, Effect};
use crate::model::hazards::{Cause, Part, cumulative, toward};
use crate::model::shares::ShareTable;
use crate::sampling::keyed::{Key, Purpose};

/// Actions of one replication; empty where a scenario has none of these.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Acts {
    /// By epoch × cause: shares weighted again, where an action is at work.
    shares: Vec<Option<Picks>>,
    /// By exit × month: the factor on the hazard of coming back; empty: one.
    re_entry: Vec<f64>,
    diverting: Vec<Diverting>,
    months: usize,
}

/// A diversion under drawn parameters.
#[derive(Clone, Debug, PartialEq)]
struct Diverting {
    who: u64,
    at: Vec<Beginning>,
    /// By stream, age band and need band: is it for them?
    streams: Vec<bool>,
    ages: Vec<bool>,
    needs: [bool; 5],
    /// By setting picked.
    picked: Vec<bool>,
    to: usize,
    /// By month: the chance of being diverted.
    chance: Vec<f64>,
}

/// The child and the time of what begins.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// What begins.
    pub what: Beginning,
    /// Stream.
    pub stream: usize,
    /// Age band.
    pub age: usize,
    /// Need band, 0 where unknown.
    pub need: usize,
    /// Month of the horizon.
    pub month: usize,
}

impl Acts {
    /// Under parameters.
    pub fn new(model: &Model, parameters: &[f64]) -> Acts {
        let months = model.horizon.months.len();
        Acts {
            shares: shares(model, parameters),
            re_entry: re_entry(model, parameters),
            diverting: diverting(model, parameters),
            months,
        }
    }

    /// Has the model any of these?
    pub fn any(model: &Model) -> bool {
        let other = |e: &Effect| matches!(e, Effect::ReEntry(_) | Effect::Diversion(_));
        !model.hazards.toward.is_empty() || model.spec.effects().any(other)
    }

    /// The index of the share that a uniform falls into, of `base` where no action weights the shares of this epoch again.
    #[inline(always)]
    pub fn pick(&self, base: &Picks, cause: Cause, epoch: u32, row: usize, u: f64) -> usize {
        match self.shares.get(epoch as usize * 3 + cause as usize) {
            Some(Some(picks)) => picks.at(row, u),
            _ => base.at(row, u),
        }
    }

    /// The factor on the hazard of coming back of who leaves in a month.
    #[inline(always)]
    pub fn re_entry_factor(&self, exit: usize, month: usize) -> f64 {
        let at = exit * self.months + month;
        self.re_entry.get(at).copied().unwrap_or(1.0)
    }

    /// Where a child goes for whom `picked` was picked: each action that may send it elsewhere has a uniform of its own by
    /// `key` and `ordinal`.
    #[inline(always)]
    pub fn divert(&self, key: Key, ordinal: u32, moment: Moment, picked: usize) -> usize {
        if self.diverting.is_empty() {
            return picked;
        }
        self.diverted(key, ordinal, moment, picked)
    }

    #[inline(never)]
    fn diverted(&self, key: Key, ordinal: u32, moment: Moment, picked: usize) -> usize {
        let mut to = picked;
        for d in &self.diverting {
            let theirs = d.streams[moment.stream] && d.ages[moment.age] && d.needs[moment.need % 5];
            if d.picked[to] && theirs && d.at.contains(&moment.what) {
                let u = key.child(d.who).uniform(Purpose::Divert, ordinal);
                if u < d.chance[moment.month] {
                    to = d.to;
                }
            }
        }
        to
    }
}

fn shares(model: &Model, parameters: &[f64]) -> Vec<Option<Picks>> {
    let h = &model.hazards;
    if h.toward.is_empty() {
        return Vec::new();
    }
    let epochs = 1 + h.later.len();
    let mut out = Vec::with_capacity(3 * epochs);
    for epoch in 0..epochs {
        out.extend(Cause::ALL.map(|cause| {
            let acting: Vec<_> = (h.toward.iter())
                .filter(|(e, strength)| strength[epoch] > 0.0 && e.causes.contains(&cause))
                .collect();
            if acting.is_empty() {
                return None;
            }
            let (table, n) = h.share_table(cause);
            let mut rows: Vec<Vec<f64>> = table.chunks(n.max(1)).map(<[f64]>::to_vec).collect();
            // Drawn shares stand in the places of their means.
            for drawn in model
                .drawn_rows
                .iter()
                .filter(|d| of(d.table) == Some(cause))
            {
                let weights = &model.spec.drawn_shares[drawn.from].weights;
                let weights: Vec<f64> = weights.iter().map(|w| w.get(parameters)).collect();
                rows[drawn.row] = cumulative(&weights, n);
            }
            let rows: Vec<Vec<f64>> = (rows.into_iter().enumerate())
                .map(|(i, row)| {
                    let cell = h.size.of_share_row(i);
                    let held = acting.iter().filter(|(e, _)| e.scope.holds(cell));
                    let parts: Vec<_> = held
                        .map(|(e, s)| (e.toward.clone(), Part::of(e, s[epoch])))
                        .collect();
                    let ratios = toward(n, &parts, parameters);
                    if ratios.iter().all(|r| *r == 1.0) {
                        return row;
                    }
                    let mut before = 0.0;
                    let weights = row
                        .iter()
                        .zip(&ratios)
                        .map(|(sum, ratio)| (sum - std::mem::replace(&mut before, *sum)) * ratio);
                    cumulative(&weights.collect::<Vec<_>>(), n)
                })
                .collect();
            Some(Picks::new(rows.iter().map(Vec::as_slice)))
        }));
    }
    out
}

/// The cause whose shares a table has.
fn of(table: ShareTable) -> Option<Cause> {
    match table {
        ShareTable::PlannedMove => Some(Cause::PlannedMove),
        ShareTable::Breakdown => Some(Cause::Breakdown),
        ShareTable::Reason => Some(Cause::Exit),
        ShareTable::FirstSetting => None,
    }
}

fn re_entry(model: &Model, parameters: &[f64]) -> Vec<f64> {
    let effects = model.spec.effects().filter_map(|e| match e {
        Effect::ReEntry(r) => Some(r),
        _ => None,
    });
    let (exits, months) = (
        model.spec.dimensions.exits.len(),
        model.horizon.months.len(),
    );
    let mut out = Vec::new();
    for e in effects {
        out.resize(exits * months, 1.0);
        let less = e.ratio.get(parameters) - 1.0;
        let shares = (e.course).shares(&model.horizon, e.reach.get(parameters), parameters);
        for exit in e.exits.iter().filter(|e| **e < exits) {
            for (m, share) in shares.iter().enumerate() {
                out[exit * months + m] *= 1.0 + less * share;
            }
        }
    }
    out
}

fn diverting(model: &Model, parameters: &[f64]) -> Vec<Diverting> {
    let d = &model.spec.dimensions;
    let named = |list: &Option<Vec<usize>>, n: usize| -> Vec<bool> {
        (0..n)
            .map(|i| list.as_ref().is_none_or(|l| l.contains(&i)))
            .collect()
    };
    let diversions = model.spec.effects().filter_map(|e| match e {
        Effect::Diversion(d) => Some(d),
        _ => None,
    });
    diversions
        .map(|e| {
            let share = e.share.get(parameters) * e.reach.get(parameters);
            Diverting {
                who: e.who,
                at: e.at.clone(),
                streams: named(&e.streams, d.streams.len()),
                ages: named(&e.ages, d.age_bands.len()),
                needs: std::array::from_fn(|n| {
                    e.needs.as_ref().is_none_or(|l| l.contains(&(n as u8)))
                }),
                picked: (0..d.settings.len())
                    .map(|s| e.picked.contains(&s))
                    .collect(),
                to: e.to,
                chance: e.course.shares(&model.horizon, share, parameters),
            }
        })
        .collect()
}
