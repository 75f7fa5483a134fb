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
use super::kernel::Kernel;
use super::pilot::{Pilot, pilot};
use super::pool::Level;
use crate::model::hazards::{Cause, FactorRow, Scope};
use crate::model::{Fault, Model, Spec};
use crate::sampling::distribution::Distribution;
use crate::sampling::keyed::{Key, Purpose};
use crate::sampling::normal;

/// Columns of a draw: entry factor of each year, price change of each year's 1 April, exit factor.
pub const COLUMNS: usize = 2 * YEARS + 1;

/// A year's change of prices at least and at most: what a scenario may say.
const PRICE_CHANGE: (f64, f64) = (-0.95, 1.0);

/// Draws of the posterior.
const DRAWS: usize = 400;

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
    /// Growth a year of the log of residential prices beyond that of the others.
    pub residential_growth: f64,
    /// Average residential week of the pilot's first year, £, at the first day's prices; 0 without a night.
    pub residential_week: f64,
    /// Joint draws: entry factors by year, price changes by year, exit factor.
    pub draws: Vec<[f64; COLUMNS]>,
}

impl Steered {
    /// The change of the prices of residential settings or of the others, beside a change of the others.
    pub fn price_change(&self, change: f64, residential: bool) -> f64 {
        match residential {
            true => (1.0 + change) * libm::exp(self.residential_growth) - 1.0,
            false => change,
        }
    }

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
    spec: &Spec,
    level: &Level,
    spend_scale: Option<f64>,
    replications: u64,
) -> Result<Steered, Vec<Fault>> {
    let mut spec = spec.clone();
    let growth = level.residential_growth;
    let first = pilot(&Model::build(spec.clone())?, replications / 4, growth);
    let exits = exits_level(&first, level);
    spec.hazards.factors.push(FactorRow {
        causes: vec![Cause::Exit],
        scope: Scope::default(),
        ratio: exits.into(),
    });
    let second = pilot(&Model::build(spec)?, replications, growth);
    Ok(steer(&second, level, spend_scale, exits))
}

/// SD of the log of what the entries of the first three years together may need to differ from the published starts, and
/// of what the exits may need to differ from the council's own, for the children to follow their path: what is not known
/// of either (decision 065: of a hundred made-up councils the exits from tables are off by 0.12).
const ENTRIES_OFF: f64 = 0.07;
const EXITS_OFF: f64 = 0.12;

/// The factor on the exits under which it is least unlikely.
fn exits_level(pilot: &Pilot, level: &Level) -> f64 {
    let kernel = Kernel::of(pilot);
    let aim: [f64; YEARS] =
        std::array::from_fn(|y| level.children * libm::exp(level.stock.mean[y]));
    // The scenario's starts are the published ones of the last year; those expected may differ.
    let starts = libm::log(level.starts / pilot.starts.max(1.0));
    let cost = |log: f64| {
        let factors = kernel.solve(&aim, libm::exp(log));
        // One level is not known, not three: the years' needs are off together.
        let off = factors.iter().take(3).map(|f| libm::log(*f) - starts);
        let off = off.sum::<f64>() / 3.0 / ENTRIES_OFF;
        off * off + log * log / (EXITS_OFF * EXITS_OFF)
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
    let median: [f64; YEARS] = std::array::from_fn(|y| level.children * libm::exp(stock.mean[y]));
    // What the wandering of the entries does to the children, and how much of it there is room for.
    let wander = wandering(&kernel, &kernel.solve(&median, 1.0), &median, level);
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
    // The path is of medians; the kernel's children are means, above them by half the variance of their luck.
    let luck: [f64; YEARS] = std::array::from_fn(|y| pilot.luck[y] + scale * wander[y]);
    let aim: [f64; YEARS] = std::array::from_fn(|y| median[y] * libm::exp(luck[y] / 2.0));
    let left: [f64; YEARS] = std::array::from_fn(|y| own(stock.sd[y], luck[y], y));
    let key = Key::root(u64::from(level.la_code)).named("level");
    let shared = Key::root(0).named("national");
    let children = Deviations::new(&left, &stock.national).draw(&key, &shared, 0);
    let exit = normals(&key, 100);
    let exit_of = |i: usize| libm::exp(level.exit_sd * exit[i]);
    let entry: Vec<[f64; YEARS]> = (0..DRAWS)
        .map(|i| {
            let wanted = std::array::from_fn(|y| aim[y] * libm::exp(children[i][y]));
            kernel.solve(&wanted, exit_of(i))
        })
        .collect();
    // Spend: placements at the first day's prices under each draw, and the price level that makes the wanted path.
    let spend = &level.spend;
    let volume: Vec<[f64; YEARS]> = (entry.iter().enumerate())
        .map(|(i, f)| kernel.cost(f, exit_of(i)))
        .collect();
    let at_first = kernel.cost(&kernel.solve(&aim, 1.0), 1.0);
    let base = match (level.last_spend, spend_scale) {
        (Some(spend), Some(scale)) => spend / scale,
        _ => at_first[0] / libm::exp(stock.mean[0]),
    };
    // Of costs as of children: luck and the entries of the year before and of this.
    let cost_luck: [f64; YEARS] = std::array::from_fn(|y| {
        let before = if y > 0 { wander[y - 1] } else { 0.0 };
        pilot.cost_luck[y] + scale * (before + wander[y]) / 2.0 * 0.8
    });
    let price_aim: [f64; YEARS] = std::array::from_fn(|y| {
        let middle = at_first[y] * libm::exp(-cost_luck[y] / 2.0);
        base * libm::exp(spend.mean[y]) / middle
    });
    let price_left: [f64; YEARS] = std::array::from_fn(|y| {
        let logs: Vec<f64> = volume.iter().map(|v| libm::log(v[y].max(1.0))).collect();
        let mean = logs.iter().sum::<f64>() / DRAWS as f64;
        let of_volume = logs.iter().map(|l| (l - mean) * (l - mean)).sum::<f64>() / DRAWS as f64;
        own(spend.sd[y], cost_luck[y] + of_volume, y)
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
    // Residential prices rise faster than this, and may not rise by more than a scenario can say.
    let at_most = (1.0 + PRICE_CHANGE.1) / libm::exp(level.residential_growth.max(0.0)) - 1.0;
    let draws = (0..DRAWS)
        .map(|i| {
            let mut row = [0.0; COLUMNS];
            row[..YEARS].copy_from_slice(&entry[i]);
            let mut before = 1.0;
            for y in 0..YEARS {
                let now = price_aim[y] * libm::exp(prices[i][y] + walk2 * (y + 1) as f64 / 2.0);
                let change = now / before - 1.0;
                // What a scenario can say; the rest is caught up with in the years after.
                row[YEARS + y] = change.clamp(PRICE_CHANGE.0, at_most);
                before = if row[YEARS + y] == change {
                    now
                } else {
                    before * (1.0 + row[YEARS + y])
                };
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
        residential_growth: level.residential_growth,
        residential_week: pilot.residential_week,
        draws,
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
