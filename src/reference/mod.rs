//! England's reference rates: hazards, entries, prices and a start population, each with source, period, confidence
//! and derivation. The figures stand in readable files under `data/`, which are part of the program; how they were
//! made, and how they compare with the published tables, is in `docs/reference-rates.md`.
//!
//! Names are those of the standard list ([`crate::words::setting`]); indices are of that list.

mod cohort;
mod entries;
mod hazards;
mod prices;
mod read;

pub use cohort::{Elapsed, Stock};
pub use entries::{DriftRow, EntryAge, FirstSetting, ReEntry, SiblingShare};
pub use prices::{PriceRow, UnregisteredRow, UpliftRow};
pub use read::{Provenance, Row};

use crate::model::cohort::ElapsedCell;
use crate::model::entries::{PastExits, ReEntryBand};
use crate::model::hazards::{DestinationRow, FactorRow, HazardSpec, RateRow, ReasonRow};
use crate::words::error::Problem;
use crate::words::setting;
use read::Table;
use std::sync::OnceLock;

/// Everything the reference has, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reference {
    /// Base rates of exits, planned moves and breakdowns.
    pub rates: Vec<Row<RateRow>>,
    /// Factors on them.
    pub factors: Vec<Row<FactorRow>>,
    /// Settings whose exits run over time in the placement.
    pub exit_clocks: Vec<Row<usize>>,
    /// Where moves go.
    pub destinations: Vec<Row<DestinationRow>>,
    /// Reasons for exits before the birthday.
    pub reasons: Vec<Row<ReasonRow>>,
    /// Ages of first entries.
    pub entry_ages: Vec<Row<EntryAge>>,
    /// First settings.
    pub first_settings: Vec<Row<FirstSetting>>,
    /// Sizes of groups of siblings.
    pub siblings: Vec<Row<SiblingShare>>,
    /// Re-entry by route.
    pub re_entry: Vec<Row<ReEntry>>,
    /// How a council's entries wander.
    pub drift: Vec<Row<DriftRow>>,
    /// Elapsed durations of children in care at a 31 March.
    pub elapsed: Vec<Row<Elapsed>>,
    /// England's children at 31 March 2022.
    pub stock_2022: Vec<Row<Stock>>,
    /// England's exits a year, for the pool of past leavers.
    pub past_exits: Vec<Row<PastExits>>,
    /// Weekly prices.
    pub prices: Vec<Row<PriceRow>>,
    /// Yearly changes of prices.
    pub uplifts: Vec<Row<UpliftRow>>,
    /// What is unregistered among other placements.
    pub unregistered: Vec<Row<UnregisteredRow>>,
}

/// England's reference rates. The embedded files are read once; a test holds that they can be read.
pub fn england() -> &'static Reference {
    static ENGLAND: OnceLock<Reference> = OnceLock::new();
    ENGLAND.get_or_init(|| read_embedded().unwrap_or_default())
}

fn read_embedded() -> Result<Reference, Problem> {
    macro_rules! table {
        ($name:literal) => {
            &Table::read($name, include_str!(concat!("data/", $name)))?
        };
    }
    Ok(Reference {
        rates: hazards::rates(table!("rates.csv"))?,
        factors: hazards::factors(table!("factors.csv"))?,
        exit_clocks: hazards::exit_clocks(table!("exit_clocks.csv"))?,
        destinations: hazards::destinations(table!("destinations.csv"))?,
        reasons: hazards::reasons(table!("exit_reasons.csv"))?,
        entry_ages: entries::ages(table!("entry_ages.csv"))?,
        first_settings: entries::first_settings(table!("first_settings.csv"))?,
        siblings: entries::siblings(table!("siblings.csv"))?,
        re_entry: entries::re_entry(table!("reentry.csv"))?,
        drift: entries::drift(table!("drift.csv"))?,
        elapsed: cohort::elapsed(table!("elapsed.csv"))?,
        stock_2022: cohort::stock(table!("stock_2022.csv"))?,
        past_exits: entries::past_exits(table!("past_exits.csv"))?,
        prices: prices::prices(table!("prices.csv"))?,
        uplifts: prices::uplifts(table!("uplifts.csv"))?,
        unregistered: prices::unregistered(table!("unregistered.csv"))?,
    })
}

impl Reference {
    /// Rates, factors, destinations, reasons and the exits' clocks as the model takes them.
    pub fn hazards(&self) -> HazardSpec {
        HazardSpec {
            rates: self.rates.iter().map(|r| r.item.clone()).collect(),
            factors: self.factors.iter().map(|r| r.item.clone()).collect(),
            destinations: self.destinations.iter().map(|r| r.item.clone()).collect(),
            reasons: self.reasons.iter().map(|r| r.item.clone()).collect(),
            exits_over_placement: self.exit_clocks.iter().map(|r| r.item).collect(),
        }
    }

    /// Ages (from, to, share) of the first entries of a stream.
    pub fn ages(&self, stream: usize) -> Vec<(f64, f64, f64)> {
        let of = self.entry_ages.iter().map(|r| r.item);
        of.filter(|a| a.stream == stream)
            .map(|a| (a.ages.0, a.ages.1, a.share))
            .collect()
    }

    /// The ages of a stream with given shares of the bands: the spread inside a band stays England's, even where
    /// England has none.
    pub fn ages_with(&self, stream: usize, bands: &[f64]) -> Vec<(f64, f64, f64)> {
        let mut out = Vec::new();
        for (band, share) in bands.iter().enumerate().filter(|(_, s)| **s > 0.0) {
            let rows: Vec<EntryAge> = self
                .entry_ages
                .iter()
                .map(|r| r.item)
                .filter(|a| a.stream == stream && a.band == band)
                .collect();
            let whole: f64 = rows.iter().map(|a| a.share).sum();
            if whole > 0.0 {
                out.extend(
                    rows.iter()
                        .map(|a| (a.ages.0, a.ages.1, share * a.share / whole)),
                );
            } else if let Some((from, to)) = setting::AGE_BANDS
                .get(band)
                .and_then(|b| setting::parse_age_range(b))
            {
                out.push((from, to, *share));
            }
        }
        out
    }

    /// Shares of the first settings of a stream by age band.
    pub fn first_setting(&self, stream: usize) -> Vec<Vec<f64>> {
        let mut out = vec![vec![0.0; setting::SETTINGS.len()]; setting::AGE_BANDS.len()];
        for row in self.first_settings.iter().map(|r| &r.item) {
            if row.stream == stream {
                out[row.age].clone_from(&row.shares);
            }
        }
        out
    }

    /// Probabilities of a group of 1, 2, 3 … children of a stream.
    pub fn group_sizes(&self, stream: usize) -> Vec<f64> {
        let mut out = Vec::new();
        for row in self.siblings.iter().map(|r| r.item) {
            if row.stream == stream {
                if out.len() < row.size {
                    out.resize(row.size, 0.0);
                }
                out[row.size - 1] += row.share;
            }
        }
        out
    }

    /// Re-entry bands by exit; empty: nobody comes back.
    pub fn re_entry(&self) -> Vec<Vec<ReEntryBand>> {
        let mut out = vec![Vec::new(); setting::EXITS.len()];
        for row in self.re_entry.iter().map(|r| r.item) {
            out[row.exit].push(row.band);
        }
        out
    }

    /// Elapsed durations of children of a setting, age band and stream; never empty for the standard names.
    pub fn elapsed(&self, setting: usize, age: usize, stream: usize) -> Vec<ElapsedCell> {
        cohort::profile(&self.elapsed, setting, age, stream)
    }
}

#[cfg(test)]
mod tests;
