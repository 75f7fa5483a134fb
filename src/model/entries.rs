//! Who starts to be looked after, and who comes back.

use super::value::Value;

/// How many children start a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    /// First entries a year, in children.
    First(Value),
    /// Published starts a year, re-entries included; the expected re-entries a year are taken off.
    Starts {
        /// Starts a year, in children.
        starts: Value,
        /// Expected re-entries a year.
        re_entries: f64,
    },
}

/// How a rate wanders around its mean of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// SD a year of a random walk of the log, stepping on the first of each month.
    pub walk_sd: Value,
    /// SD of a transient effect of the log, a new one each financial year.
    pub transient_sd: Value,
}

/// First entries of one stream.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamEntries {
    /// Stream.
    pub stream: usize,
    /// Level at the start.
    pub level: Level,
    /// Factor on the rate by financial year of the horizon; empty: one.
    pub year_factor: Vec<Value>,
    /// Factor on the rate by month of the horizon; empty: one.
    pub month_factor: Vec<f64>,
    /// Ages from, to (years) and share of the children; uniform between.
    pub ages: Vec<(f64, f64, f64)>,
    /// Shares of the first settings by age band.
    pub first_setting: Vec<Vec<f64>>,
    /// Probability of a group of 1, 2, 3 … children.
    pub group_sizes: Vec<f64>,
    /// Wandering of the rate; `None`: none.
    pub drift: Option<Drift>,
    /// Need bands and their shares, for children who enter; empty: unknown.
    pub needs: Vec<f64>,
}

/// A band of a re-entry hazard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReEntryBand {
    /// Years since the exit at which the band ends (infinity for the last).
    pub until_years: f64,
    /// Rate a year.
    pub per_year: Value,
}

/// A child who left care before the start.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaver {
    /// Identity.
    pub who: u64,
    /// Day of the exit, below 0.
    pub left: i32,
    /// Reason for the exit.
    pub exit: usize,
    /// Day on which the child turns 18.
    pub birthday: i32,
    /// Stream.
    pub stream: usize,
}

/// Past exits a year by one route, from which the pool of past leavers is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct PastExits {
    /// Reason for the exit.
    pub exit: usize,
    /// Stream.
    pub stream: usize,
    /// Children a year.
    pub per_year: f64,
    /// Ages at the exit: from, to, share.
    pub ages: Vec<(f64, f64, f64)>,
}

/// The pool of past leavers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pool {
    /// Given one by one.
    pub leavers: Vec<Leaver>,
    /// Drawn from past exits.
    pub past_exits: Vec<PastExits>,
    /// Years of past exits drawn.
    pub years: u32,
}

/// Entries and re-entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entries {
    /// First entries by stream.
    pub streams: Vec<StreamEntries>,
    /// Re-entry hazard by reason for the exit; missing or empty: never.
    pub re_entry: Vec<Vec<ReEntryBand>>,
    /// First setting of a re-entry by stream and age band: that of the stream's first entries.
    pub pool: Pool,
}

impl Entries {
    /// Chance that a child who left by a route comes back between two times since the exit, in years, if the age
    /// allows; at the means of uncertain rates.
    pub fn chance_back(bands: &[ReEntryBand], from: f64, to: f64, parameters: &[f64]) -> f64 {
        let cumulative = |t: f64| {
            let (mut h, mut start) = (0.0, 0.0);
            for b in bands {
                let end = b.until_years.min(t);
                if end > start {
                    h += (end - start) * b.per_year.get(parameters);
                }
                start = b.until_years;
                if start >= t {
                    break;
                }
            }
            h
        };
        libm::exp(-cumulative(from)) - libm::exp(-cumulative(to))
    }
}
