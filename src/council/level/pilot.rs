//! A pilot of the simulation: what a scenario gives before its course is set.

use super::YEARS;
use crate::model::Model;
use crate::simulate::{Engine, IN_CARE_AT_START, Record};

/// Replications of the pilot have numbers of their own, so that the run's luck is not used twice.
const PILOT_FROM: u64 = 1 << 40;

/// Means and spread of a model before its course is set; years end on 31 March.
#[derive(Clone, Debug, PartialEq)]
pub struct Pilot {
    /// Children of the start who are still there.
    pub old: [f64; YEARS],
    /// Everybody else.
    pub fresh: [f64; YEARS],
    /// Cost in a year of the children of the start, £, at the first day's prices and residential settings' own growth.
    pub old_cost: [f64; YEARS],
    /// Of everybody else.
    pub fresh_cost: [f64; YEARS],
    /// Variance by luck of the log of the children.
    pub luck: [f64; YEARS],
    /// Variance by luck of the log of the cost.
    pub cost_luck: [f64; YEARS],
    /// Share of the starts that the entry factor moves: the general stream without re-entries.
    pub steered: f64,
    /// Starts a year.
    pub starts: f64,
    /// Exits of each year.
    pub exits: [f64; YEARS],
    /// Average residential week of the first year, £, at the first day's prices; 0 without a night.
    pub residential_week: f64,
}

/// Runs a pilot of so many replications. Costs are at the first day's prices, but for residential settings', which grow by
/// `residential_growth` a year beyond the others (logs, each 1 April from the first day on).
pub fn pilot(model: &Model, replications: u64, residential_growth: f64) -> Pilot {
    let mut engine = Engine::new(model);
    let mut p = Pilot {
        old: [0.0; YEARS],
        fresh: [0.0; YEARS],
        old_cost: [0.0; YEARS],
        fresh_cost: [0.0; YEARS],
        luck: [0.0; YEARS],
        cost_luck: [0.0; YEARS],
        steered: 0.0,
        starts: 0.0,
        exits: [0.0; YEARS],
        residential_week: 0.0,
    };
    let residential: Vec<bool> = model
        .slots
        .iter()
        .map(|s| model.settings()[s.setting].residential)
        .collect();
    let relative: [Vec<f64>; YEARS] = std::array::from_fn(|y| {
        let grown = libm::exp(residential_growth * (y + 1) as f64);
        let slots = residential.iter();
        slots.map(|r| if *r { grown } else { 1.0 }).collect()
    });
    let (mut paid, mut nights) = (0, 0);
    let n = replications as f64;
    let years = model.horizon.years.len().min(YEARS);
    let mut squares = [[0.0; YEARS]; 2];
    let (mut all, mut first) = (0.0, 0.0);
    for r in 0..replications {
        let record = engine.run_steady(PILOT_FROM + r);
        let months = record.layout.months;
        for y in 0..years {
            let (old, old_cost) = of_cohort(record, true, y, &relative[y]);
            let (fresh, fresh_cost) = of_cohort(record, false, y, &relative[y]);
            p.old[y] += old / n;
            p.fresh[y] += fresh / n;
            p.old_cost[y] += old_cost / n;
            p.fresh_cost[y] += fresh_cost / n;
            squares[0][y] += (old + fresh) * (old + fresh) / n;
            squares[1][y] += (old_cost + fresh_cost) * (old_cost + fresh_cost) / n;
            let exits = record.exits.chunks(months);
            let exits = exits.map(|e| e[12 * y..12 * y + 12].iter().sum::<u32>());
            p.exits[y] += f64::from(exits.sum::<u32>()) / n;
        }
        let l = record.layout;
        for group in 0..l.groups() {
            for slot in (0..l.slots).filter(|s| residential[*s]) {
                let first = l.cell(group, slot, 0);
                paid += record.cost[first..first + 12].iter().sum::<i64>();
                nights += i64::from(record.nights[first..first + 12].iter().sum::<i32>());
            }
        }
        let by_stream: Vec<u32> = record
            .entries
            .chunks(months)
            .map(|m| m.iter().sum())
            .collect();
        let again: u32 = record.re_entries.iter().sum();
        all += f64::from(by_stream.iter().sum::<u32>());
        first += f64::from(
            by_stream
                .first()
                .copied()
                .unwrap_or(0)
                .saturating_sub(again),
        );
    }
    if nights > 0 {
        p.residential_week = paid as f64 / 100.0 / nights as f64;
    }
    p.steered = if all > 0.0 { first / all } else { 0.0 };
    p.starts = all / n / years.max(1) as f64;
    let relative = |square: f64, mean: f64| {
        let v = (square - mean * mean) * n / (n - 1.0).max(1.0);
        (v / (mean * mean).max(1e-9)).clamp(0.0, 1.0)
    };
    let [children, cost] = squares;
    p.luck = std::array::from_fn(|y| relative(children[y], p.old[y] + p.fresh[y]));
    p.cost_luck = std::array::from_fn(|y| relative(cost[y], p.old_cost[y] + p.fresh_cost[y]));
    p
}

/// Children on the last 31 March of a year and cost of the year, £, of one cohort, at relative prices by slot.
fn of_cohort(record: &Record, at_start: bool, year: usize, relative: &[f64]) -> (f64, f64) {
    let l = record.layout;
    let (mut children, mut cost) = (0, 0.0);
    for cohort in 0..2 {
        if (cohort == IN_CARE_AT_START) != at_start {
            continue;
        }
        for stream in 0..l.streams {
            let group = l.group(cohort, stream);
            for (slot, price) in relative.iter().enumerate() {
                let first = l.cell(group, slot, 12 * year);
                children += record.children_end[first + 11];
                cost += price * record.cost[first..first + 12].iter().sum::<i64>() as f64;
            }
        }
    }
    (f64::from(children), cost / 700.0)
}
