//! The parameters of one replication: every uncertain input drawn once, and the model's rates and prices under them.

mod acts;
mod clocks;
mod picks;
mod price_law;
mod prices;
mod rates;
mod rows;

pub use acts::{Acts, Moment};
pub use clocks::{Clocks, First, min, ratio};
pub use picks::Picks;
pub use price_law::PriceLaw;
pub use prices::{Change, PricePath, PricePaths};
pub use rates::Rates;

use crate::model::Model;
use crate::model::effect::Effect;
use crate::model::entries::{Level, StreamEntries};
use crate::sampling::keyed::{Key, Purpose, name_hash};

/// Keys of one replication. A twin has the same parameters and other luck.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Keys {
    /// Of the uncertain inputs.
    pub parameters: Key,
    /// Of everything that happens.
    pub luck: Key,
}

impl Keys {
    /// The keys of a replication of a model; `twin` 0 is the replication itself.
    pub fn of(seed: u64, replication: u64, twin: u64) -> Keys {
        let root = Key::root(seed).child(replication);
        Keys {
            parameters: root.child(0),
            luck: root.child(1 + twin),
        }
    }
}

/// Draws every uncertain input: each by inverse distribution function at a uniform of its own path, those of a joint
/// posterior together as a row.
pub fn parameters(model: &Model, keys: &Keys) -> Vec<f64> {
    let mut values: Vec<f64> = model
        .spec
        .parameters
        .iter()
        .map(|p| {
            p.at(keys
                .parameters
                .child(name_hash(&p.path))
                .uniform(Purpose::Parameter, 0))
        })
        .collect();
    if let Some(posterior) = &model.spec.posterior
        && !posterior.rows.is_empty()
    {
        let u = keys
            .parameters
            .named(&posterior.id)
            .uniform(Purpose::Posterior, 0);
        let row = &posterior.rows
            [((u * posterior.rows.len() as f64) as usize).min(posterior.rows.len() - 1)];
        for (&p, &v) in posterior.parameters.iter().zip(row) {
            values[p] = v.clamp(
                model.spec.parameters[p].floor,
                model.spec.parameters[p].ceiling,
            );
        }
    }
    values
}

/// Expected first entries a year of a stream, in children, before drift and factors.
pub fn first_entries(entries: &StreamEntries, parameters: &[f64]) -> f64 {
    match entries.level {
        Level::First(v) => v.get(parameters),
        Level::Starts { starts, re_entries } => (starts.get(parameters) - re_entries).max(0.0),
    }
}

/// Mean number of children in an arriving group.
pub fn mean_group(entries: &StreamEntries) -> f64 {
    let total: f64 = entries.group_sizes.iter().sum();
    entries
        .group_sizes
        .iter()
        .enumerate()
        .map(|(i, p)| (i + 1) as f64 * p)
        .sum::<f64>()
        / total
}

/// Arrival rate of a stream by month of the horizon, in groups a month; `luck` draws the drift, `None`: none.
pub fn group_rates(
    model: &Model,
    entries: &StreamEntries,
    parameters: &[f64],
    luck: Option<&Key>,
) -> Vec<f64> {
    let horizon = &model.horizon;
    let per_year = first_entries(entries, parameters) / mean_group(entries);
    let open = horizon.first_open_month();
    let drift = luck.zip(entries.drift).map(|(key, d)| {
        let key = key.child(u64::MAX - entries.stream as u64);
        (
            key,
            d.walk_sd.get(parameters) / libm::sqrt(12.0),
            d.transient_sd.get(parameters),
        )
    });
    let acting: Vec<(f64, f64, Vec<f64>)> = (model.spec.effects())
        .filter_map(|e| match e {
            Effect::Entries(e) => Some(e),
            _ => None,
        })
        .filter(|e| e.streams.is_empty() || e.streams.contains(&entries.stream))
        .map(|e| {
            let more = e.per_year.get(parameters) / mean_group(entries);
            let shares = e.course.shares(horizon, 1.0, parameters);
            (e.ratio.get(parameters) - 1.0, more, shares)
        })
        .collect();
    let mut walk = 0.0;
    (0..horizon.months.len())
        .map(|m| {
            if m < open {
                return 0.0;
            }
            let year = m / 12;
            let mut rate = per_year
                * f64::from(horizon.month_start[m + 1] - horizon.month_start[m])
                / crate::words::calendar::DAYS_PER_YEAR;
            if let Some(f) = entries.year_factor.get(year) {
                rate *= f.get(parameters);
            }
            if let Some(f) = entries.month_factor.get(m) {
                rate *= f;
            }
            if let Some((key, walk_sd, transient_sd)) = &drift {
                if m > open {
                    walk += walk_sd * key.normal(Purpose::EntryDrift, m as u32)
                        - walk_sd * walk_sd / 2.0;
                }
                let transient = transient_sd
                    * key.normal(Purpose::EntryDrift, (1 << 16) + year as u32)
                    - transient_sd * transient_sd / 2.0;
                rate *= libm::exp(walk + transient);
            }
            for (ratio, more, shares) in &acting {
                let years = f64::from(horizon.month_start[m + 1] - horizon.month_start[m])
                    / crate::words::calendar::DAYS_PER_YEAR;
                rate = (rate * (1.0 + ratio * shares[m]) + more * years * shares[m]).max(0.0);
            }
            rate
        })
        .collect()
}
