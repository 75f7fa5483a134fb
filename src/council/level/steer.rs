//! From what is estimated to what a scenario can say.
//!
//! A pilot of the simulation, nothing wandering and its course not set yet, tells how many of the children at the start
//! and of the entrants are still there each 31 March, what they cost, and how much of the spread is luck and not knowing
//! the scenario's other inputs. Children are
//! independent and the hazards do not depend on the calendar, so the entrants of a year leave the same trace whatever
//! the year: each draw of the posterior follows from a wanted path of children by solving for the entries year by year,
//! and from a wanted path of spend by the price level of each year. What the paths vary is what is left of the estimated
//! spread after luck and the wandering of the entries; the year by year part of prices wanders in the run itself.

use super::YEARS;
use super::pool::Level;
use crate::model::hazards::{Cause, FactorRow, Scope};
use crate::model::{Fault, Model};
use crate::sampling::distribution::Distribution;
use crate::sampling::keyed::{Key, Purpose};
use crate::sampling::normal;
use crate::simulate::{Engine, IN_CARE_AT_START, Record};

/// Columns of a draw: entry factor of each year, price change of each year's 1 April, exit factor.
pub const COLUMNS: usize = 2 * YEARS + 1;

/// Draws of the posterior.
const DRAWS: usize = 400;

/// Replications of the pilot have numbers of their own, so that the run's luck is not used twice.
const PILOT_FROM: u64 = 1 << 40;

/// Means and spread of a model before its course is set; years end on 31 March.
#[derive(Clone, Debug, PartialEq)]
pub struct Pilot {
    /// Children of the start who are still there.
    pub old: [f64; YEARS],
    /// Everybody else.
    pub fresh: [f64; YEARS],
    /// Cost in a year of the children of the start, £, at the first day's prices.
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

/// Runs a pilot of so many replications.
pub fn pilot(model: &Model, replications: u64) -> Pilot {
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
    let (mut paid, mut nights) = (0, 0);
    let n = replications as f64;
    let years = model.horizon.years.len().min(YEARS);
    let mut squares = [[0.0; YEARS]; 2];
    let (mut all, mut first) = (0.0, 0.0);
    for r in 0..replications {
        let record = engine.run_steady(PILOT_FROM + r);
        let months = record.layout.months;
        for y in 0..years {
            let (old, old_cost) = of_cohort(record, true, y);
            let (fresh, fresh_cost) = of_cohort(record, false, y);
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

/// Children on the last 31 March of a year and cost of the year, £, of one cohort.
fn of_cohort(record: &Record, at_start: bool, year: usize) -> (f64, f64) {
    let l = record.layout;
    let (mut children, mut cost) = (0, 0);
    for cohort in 0..2 {
        if (cohort == IN_CARE_AT_START) != at_start {
            continue;
        }
        for stream in 0..l.streams {
            let group = l.group(cohort, stream);
            for slot in 0..l.slots {
                let first = l.cell(group, slot, 12 * year);
                children += record.children_end[first + 11];
                cost += record.cost[first..first + 12].iter().sum::<i64>();
            }
        }
    }
    (f64::from(children), cost as f64 / 700.0)
}

/// What a scenario says so that its run has the estimated distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Steered {
    /// SD a year of the walk of the entries, and of their transient part.
    pub entry_walk_sd: f64,
    /// SD of the transient part.
    pub entry_transient_sd: f64,
    /// SD a year of the council's walk of prices.
    pub price_walk_sd: f64,
    /// SD of the transient part of prices.
    pub price_transient_sd: f64,
    /// Average residential week of the pilot's first year, £, at the first day's prices; 0 without a night.
    pub residential_week: f64,
    /// Joint draws: entry factors by year, price changes by year, exit factor.
    pub draws: Vec<[f64; COLUMNS]>,
}

impl Steered {
    /// Mean, P10 and P90 of a column.
    pub fn range(&self, column: usize) -> [f64; 3] {
        let mut v: Vec<f64> = self.draws.iter().map(|d| d[column]).collect();
        v.sort_by(f64::total_cmp);
        let at = |p: f64| v[((p * (v.len() - 1) as f64) as usize).min(v.len() - 1)];
        let (mean, low, high) = (v.iter().sum::<f64>() / v.len() as f64, at(0.1), at(0.9));
        if Distribution::from_mean_p10_p90(mean, low, high).is_ok() {
            return [mean, low, high];
        }
        // Very skewed (a handful of children): an even range as wide. The draws themselves are in the posterior.
        let half = ((high - low) / 2.0).max(1e-3);
        let half = if column < YEARS {
            half.min(0.9 * mean)
        } else {
            half
        };
        [mean, mean - half, mean + half]
    }
}

/// Sets the course of a model: a short pilot says how far its exits stand from the published path of the children with
/// the published starts, a longer one with the exits so moved is steered by.
///
/// # Errors
/// The model with another factor on its exits can not be built.
pub fn course(
    model: &Model,
    level: &Level,
    spend_scale: Option<f64>,
    replications: u64,
) -> Result<Steered, Vec<Fault>> {
    let first = pilot(model, replications / 3);
    let exits = exits_level(&first, level);
    let mut spec = model.spec.clone();
    spec.hazards.factors.push(FactorRow {
        causes: vec![Cause::Exit],
        scope: Scope::default(),
        ratio: exits.into(),
    });
    let second = pilot(&Model::build(spec)?, replications);
    Ok(steer(&second, level, spend_scale, exits))
}

/// SD of the log of what the entries of a year may need to differ from the published starts, and of what the exits may
/// need to differ from the council's own, for the children to follow their path: what is not known of either.
const ENTRIES_OFF: f64 = 0.1;
const EXITS_OFF: f64 = 0.25;

/// The factor on the exits under which it is least unlikely.
fn exits_level(pilot: &Pilot, level: &Level) -> f64 {
    let kernel = Kernel::of(pilot);
    let aim: [f64; YEARS] =
        std::array::from_fn(|y| level.children * libm::exp(level.stock.mean[y]));
    // The scenario's starts are the published ones of the last year; those expected may differ.
    let starts = libm::log(level.starts / pilot.starts.max(1.0));
    let cost = |log: f64| {
        let factors = kernel.solve(&aim, libm::exp(log));
        let off = factors
            .iter()
            .take(3)
            .map(|f| (libm::log(*f) - starts) / ENTRIES_OFF);
        off.map(|x| x * x).sum::<f64>() + log * log / (EXITS_OFF * EXITS_OFF)
    };
    let steps = (-60..=60).map(|i| f64::from(i) / 100.0);
    let best = steps.min_by(|a, b| cost(*a).total_cmp(&cost(*b)));
    libm::exp(best.unwrap_or(0.0))
}

/// Solves for the posterior, around `exits` on the exits, which the pilot had too. `spend_scale` is what the run's cost is multiplied by to be compared with the published
/// spend, which holds more than placements.
pub fn steer(pilot: &Pilot, level: &Level, spend_scale: Option<f64>, exits: f64) -> Steered {
    let kernel = Kernel::of(pilot);
    let stock = &level.stock;
    let aim: [f64; YEARS] = std::array::from_fn(|y| level.children * libm::exp(stock.mean[y]));
    let expected = kernel.solve(&aim, 1.0);
    // What the wandering of the entries does to the children, and how much of it there is room for.
    let wander = wandering(&kernel, &expected, &aim, level);
    let room = (0..YEARS).map(|y| {
        let left = 0.9 * stock.sd[y] * stock.sd[y] - pilot.luck[y];
        if wander[y] > 0.0 {
            left / wander[y]
        } else {
            1.0
        }
    });
    let scale = room.fold(1.0, f64::min).max(0.0);
    let root = libm::sqrt(scale);
    let own = |sd: f64, luck: f64, year: usize| {
        let least = 0.005 * (year + 1) as f64;
        (sd * sd - luck).max(least * least)
    };
    let left: [f64; YEARS] =
        std::array::from_fn(|y| own(stock.sd[y], pilot.luck[y] + scale * wander[y], y));
    let key = Key::root(u64::from(level.la_code)).named("level");
    let shared = Key::root(0).named("national");
    let children = Deviations::new(&left, &stock.national).draw(&key, &shared, 0);
    let exit = normals(&key, 100);
    let entry: Vec<[f64; YEARS]> = (0..DRAWS)
        .map(|i| {
            let exits = libm::exp(level.exit_sd * exit[i]);
            let wanted = std::array::from_fn(|y| aim[y] * libm::exp(children[i][y]));
            kernel.solve(&wanted, exits)
        })
        .collect();
    // Spend: placements at the first day's prices under each draw, and the price level that makes the wanted path.
    let spend = &level.spend;
    let volume: Vec<[f64; YEARS]> = entry.iter().map(|f| kernel.cost(f)).collect();
    let at_first = kernel.cost(&expected);
    let base = match (level.last_spend, spend_scale) {
        (Some(spend), Some(scale)) => spend / scale,
        _ => at_first[0] / libm::exp(stock.mean[0]),
    };
    let price_aim: [f64; YEARS] = std::array::from_fn(|y| {
        // The path is of medians, the pilot's cost a mean.
        let middle = at_first[y] * libm::exp(-pilot.cost_luck[y] / 2.0);
        base * libm::exp(spend.mean[y]) / middle
    });
    let price_left: [f64; YEARS] = std::array::from_fn(|y| {
        let logs: Vec<f64> = volume.iter().map(|v| libm::log(v[y].max(1.0))).collect();
        let mean = logs.iter().sum::<f64>() / DRAWS as f64;
        let of_volume = logs.iter().map(|l| (l - mean) * (l - mean)).sum::<f64>() / DRAWS as f64;
        let before = if y > 0 { wander[y - 1] } else { 0.0 };
        let of_entries = scale * (before + wander[y]) / 2.0 * 0.8;
        let luck = pilot.cost_luck[y] + of_volume + of_entries;
        own(spend.sd[y], luck, y)
    });
    let walk2 = 0.7
        * (0..YEARS)
            .map(|y| {
                let national = spend.national[y] * spend.national[y];
                (price_left[y] - national).max(0.1 * price_left[y]) / (y + 1) as f64
            })
            .fold(f64::INFINITY, f64::min);
    let price_rest: [f64; YEARS] = std::array::from_fn(|y| price_left[y] - walk2 * (y + 1) as f64);
    let prices = Deviations::new(&price_rest, &spend.national).draw(&key, &shared, 200);
    let draws = (0..DRAWS)
        .map(|i| {
            let mut row = [0.0; COLUMNS];
            row[..YEARS].copy_from_slice(&entry[i]);
            let mut before = 1.0;
            for y in 0..YEARS {
                let now = price_aim[y] * libm::exp(prices[i][y] + walk2 * (y + 1) as f64 / 2.0);
                row[YEARS + y] = now / before - 1.0;
                before = now;
            }
            // Mean one: hazards that vary take more children than their median would.
            row[2 * YEARS] = exits * libm::exp(level.exit_sd * (exit[i] - level.exit_sd / 2.0));
            row
        })
        .collect();
    Steered {
        entry_walk_sd: level.entries.walk_sd * root,
        entry_transient_sd: level.entries.transient_sd * root,
        price_walk_sd: libm::sqrt(walk2),
        price_transient_sd: 0.0,
        residential_week: pilot.residential_week,
        draws,
    }
}

/// The trace of the entrants of one year, by years since.
struct Kernel {
    /// Children who do not depend on the entry factors, by year.
    fixed: [f64; YEARS],
    fixed_cost: [f64; YEARS],
    /// Children still there at the end of the year of entry, a year later, …, at a factor of one.
    stay: [f64; YEARS],
    stay_cost: [f64; YEARS],
    /// Change of the log of the children for a change of the log of the exits' factor, by year.
    exits: [f64; YEARS],
}

impl Kernel {
    fn of(p: &Pilot) -> Kernel {
        let trace = |total: &[f64; YEARS]| -> [f64; YEARS] {
            std::array::from_fn(|y| {
                let before = if y > 0 { total[y - 1] } else { 0.0 };
                p.steered * (total[y] - before).max(0.02 * total[0])
            })
        };
        let unsteered = 1.0 - p.steered;
        // Exits by hazard are about three quarters of all; the rest are birthdays.
        let mut gone = 0.0;
        let exits = std::array::from_fn(|y| {
            let children = p.old[y] + p.fresh[y];
            let a_year = 0.75 * p.exits[y] / children.max(1.0);
            gone = gone * libm::exp(-a_year) + a_year * 0.8;
            -gone
        });
        Kernel {
            fixed: std::array::from_fn(|y| p.old[y] + unsteered * p.fresh[y]),
            fixed_cost: std::array::from_fn(|y| p.old_cost[y] + unsteered * p.fresh_cost[y]),
            stay: trace(&p.fresh),
            stay_cost: trace(&p.fresh_cost),
            exits,
        }
    }

    /// Entry factors by year under which the children follow a path, with the exits' factor at `exits`.
    fn solve(&self, wanted: &[f64; YEARS], exits: f64) -> [f64; YEARS] {
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

    /// Cost of placements by year at the first day's prices.
    fn cost(&self, factor: &[f64; YEARS]) -> [f64; YEARS] {
        std::array::from_fn(|y| {
            let fresh: f64 = (0..=y).map(|k| factor[k] * self.stay_cost[y - k]).sum();
            (self.fixed_cost[y] + fresh).max(1.0)
        })
    }
}

/// Variance of the log of the children by the wandering of the entries.
fn wandering(
    kernel: &Kernel,
    factor: &[f64; YEARS],
    children: &[f64; YEARS],
    level: &Level,
) -> [f64; YEARS] {
    let (walk, transient) = (level.entries.walk_sd, level.entries.transient_sd);
    std::array::from_fn(|y| {
        let weight = |k: usize| factor[k] * kernel.stay[y - k] / children[y].max(1.0);
        let transient: f64 =
            (0..=y).map(|k| weight(k) * weight(k)).sum::<f64>() * transient * transient;
        // The walk of a year moves about half of that year's entries, and all later ones.
        let walk: f64 = (0..=y)
            .map(|j| {
                let later: f64 = (j + 1..=y).map(weight).sum();
                let moved = 0.5 * weight(j) + later;
                moved * moved
            })
            .sum::<f64>()
            * walk
            * walk;
        transient + walk
    })
}

/// Normal deviations of a path: independent steps, and a part that grows in proportion and is shared by all councils.
struct Deviations {
    step: [f64; YEARS],
    shared: [f64; YEARS],
}

impl Deviations {
    /// With these variances, of which the shared SDs are at most four fifths.
    fn new(variance: &[f64; YEARS], shared: &[f64; YEARS]) -> Deviations {
        let shared: [f64; YEARS] =
            std::array::from_fn(|y| shared[y].min(libm::sqrt(0.8 * variance[y])));
        let mut before = 0.0;
        let step = std::array::from_fn(|y| {
            let own = variance[y] - shared[y] * shared[y];
            let step = libm::sqrt((own - before).max(0.0));
            before = own.max(before);
            step
        });
        Deviations { step, shared }
    }

    fn draw(&self, own: &Key, national: &Key, purpose: u64) -> Vec<[f64; YEARS]> {
        let steps: Vec<Vec<f64>> = (0..YEARS as u64)
            .map(|y| normals(own, purpose + y))
            .collect();
        let together = normals(national, purpose);
        (0..DRAWS)
            .map(|i| {
                let mut sum = 0.0;
                std::array::from_fn(|y| {
                    sum += self.step[y] * steps[y][i];
                    sum + self.shared[y] * together[i]
                })
            })
            .collect()
    }
}

/// The middles of [`DRAWS`] equal parts of a standard normal, in an order of its own: exact moments, no correlation but
/// by chance.
fn normals(key: &Key, dimension: u64) -> Vec<f64> {
    let key = key.child(dimension);
    let mut order: Vec<(u64, usize)> = (0..DRAWS)
        .map(|i| (key.bits(Purpose::Parameter, i as u32), i))
        .collect();
    order.sort_unstable();
    let mut out = vec![0.0; DRAWS];
    for (rank, (_, i)) in order.iter().enumerate() {
        out[*i] = normal::quantile((rank as f64 + 0.5) / DRAWS as f64);
    }
    out
}
