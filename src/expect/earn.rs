//! What the placements begun in a walk earn in a step.

use super::spend::live;
use super::state::Valued;
use super::track::Rows;
use super::walk::{MOVED, Walker};
use super::worth::Value;

/// One cell (setting × class of moves) of a state in a part of a step.
pub(super) struct EarnIn<'a> {
    pub k: usize,
    pub cell: usize,
    /// Of a placement begun at the age of the state.
    pub value: Value,
    /// Days of the part.
    pub days: f64,
    /// Planned, breakdown, exp of minus both, by bin.
    pub hazards: (&'a [f64], &'a [f64], &'a [f64]),
    /// Exit hazard, exp of minus it.
    pub exit: (f64, f64),
    /// At position 1, whose durations are not even: the share who stay, and of the step spent.
    pub ones: (f64, f64),
}

impl EarnIn<'_> {
    /// Books it by vintage, given the mean children of the step by bin; values kept are used up as the children are.
    pub fn earn(
        &self,
        walker: &Walker,
        valued: &mut Option<Valued>,
        there: &[f64],
        room: &mut [f64],
        rows: &mut Rows,
    ) {
        let (worth, n) = (walker.worth, walker.tables.bins.count);
        let (setting, class, used) = (self.cell / MOVED, self.cell % MOVED, there.len());
        let mut book = |bins: &[f64], value: Value| {
            walker.marks.by_vintage(self.k, bins, |vintage, x| {
                rows.earn(setting, vintage, x * self.days, value);
            });
        };
        match valued {
            Some(v) if worth.varies[setting] => {
                let own = Value {
                    own: 1.0,
                    ..Value::default()
                };
                self.live(&mut v.own[self.cell * n..self.cell * n + used], room);
                book(room, own);
                if worth.unregistered == Some(setting) {
                    let apart = Value {
                        own: 0.0,
                        apart: 1.0,
                        crisis: worth.crisis(),
                    };
                    self.live(&mut v.apart[class * n..class * n + used], room);
                    book(room, apart);
                }
            }
            _ if !self.value.is_nothing() => book(there, self.value),
            _ => {}
        }
    }

    fn live(&self, bins: &mut [f64], there: &mut [f64]) {
        let one = match bins.get_mut(1) {
            Some(x) => std::mem::take(x),
            None => 0.0,
        };
        live(bins, self.exit.0, self.exit.1, self.hazards, there, None);
        if bins.len() > 1 {
            bins[1] = one * self.ones.0;
            there[1] = one * self.ones.1;
        }
    }
}
