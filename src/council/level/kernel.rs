//! What entries and exits do to the children and their cost in the years after.

use super::YEARS;
use super::pilot::Pilot;

/// How the children on each 31 March answer to all exits, logs: this and [`EXITS_BY_RATE`] times the exits before 18 a
/// child in the first year. Of pilots of seven councils of 2018 with exits at 0.85 and at 1 / 0.85, within 0.02; much less
/// than the exits themselves, since who leaves by 0.85 would have left soon, come of age or come back.
const EXITS_AT_NONE: [f64; YEARS] = [0.08, 0.18, 0.26, 0.30, 0.34];
const EXITS_BY_RATE: f64 = 0.3;

/// What the share of the entries that is not steered adds to the trace of those that are, by years since the entry: who
/// comes back was one of them, and separated children, who are among the entrants the trace is read from, come of age
/// early. Of pilots of nine councils of 2018 with the entries of the first year at 0.7 and at 1.3: with this the
/// children of a changed year of entries are right to a tenth.
const STAY_LATER: [f64; YEARS] = [0.08, 0.38, 0.94, 1.15, 1.42];
/// The same of what they cost.
const COST_LATER: [f64; YEARS] = [0.0, 0.1, 0.65, 0.97, 1.1];

/// What a year's cost answers of the average of the children's answers at its begin and end: exits are mostly from the
/// less expensive settings (the same pilots).
const EXITS_IN_COST: f64 = 0.78;

/// The trace of the entrants of one year, by years since.
pub struct Kernel {
    /// Children who do not depend on the entry factors, by year.
    fixed: [f64; YEARS],
    fixed_cost: [f64; YEARS],
    /// Children still there at the end of the year of entry, a year later, …, at a factor of one.
    pub stay: [f64; YEARS],
    stay_cost: [f64; YEARS],
    /// Change of the log of the children for a change of the log of the exits' factor, by year.
    exits: [f64; YEARS],
}

impl Kernel {
    /// From a pilot.
    pub fn of(p: &Pilot) -> Kernel {
        let unsteered = 1.0 - p.steered;
        let trace = |total: &[f64; YEARS], later: &[f64; YEARS]| -> [f64; YEARS] {
            std::array::from_fn(|y| {
                let before = if y > 0 { total[y - 1] } else { 0.0 };
                let entrants = p.steered * (total[y] - before).max(0.02 * total[0]);
                entrants * (1.0 + later[y] * unsteered)
            })
        };
        let (stay, stay_cost) = (
            trace(&p.fresh, &STAY_LATER),
            trace(&p.fresh_cost, &COST_LATER),
        );
        let rest = |all: f64, stay: &[f64; YEARS], y: usize| all - stay[..=y].iter().sum::<f64>();
        // Exits by hazard are about three quarters of all; the rest are birthdays.
        let leave = 0.75 * p.exits[0] / (p.old[0] + p.fresh[0]).max(1.0);
        let exits = EXITS_AT_NONE.map(|none| -(none + EXITS_BY_RATE * leave));
        Kernel {
            fixed: std::array::from_fn(|y| rest(p.old[y] + p.fresh[y], &stay, y)),
            fixed_cost: std::array::from_fn(|y| {
                rest(p.old_cost[y] + p.fresh_cost[y], &stay_cost, y)
            }),
            stay,
            stay_cost,
            exits,
        }
    }

    /// Entry factors by year under which the children follow a path, with the exits' factor at `exits`.
    pub fn solve(&self, wanted: &[f64; YEARS], exits: f64) -> [f64; YEARS] {
        let mut factor = [1.0; YEARS];
        let log = libm::log(exits);
        for y in 0..YEARS {
            let wanted = wanted[y] * libm::exp(-self.exits[y] * log);
            let known: f64 = (0..y).map(|k| factor[k] * self.stay[y - k]).sum();
            let first = self.stay[0].max(1e-6);
            factor[y] = ((wanted - self.fixed[y] - known) / first).clamp(0.1, 6.0);
        }
        factor
    }

    /// Cost of placements by year at the first day's prices, with the exits' factor at `exits`.
    pub fn cost(&self, factor: &[f64; YEARS], exits: f64) -> [f64; YEARS] {
        let log = libm::log(exits);
        std::array::from_fn(|y| {
            let fresh: f64 = (0..=y).map(|k| factor[k] * self.stay_cost[y - k]).sum();
            // What the exits do to the children of the year, from its begin to its end.
            let begin = if y > 0 { self.exits[y - 1] } else { 0.0 };
            let gone = libm::exp(EXITS_IN_COST * 0.5 * (begin + self.exits[y]) * log);
            (gone * (self.fixed_cost[y] + fresh)).max(1.0)
        })
    }
}
