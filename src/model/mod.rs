//! The immutable, validated model of one scenario: who is looked after at the start, who enters, what can happen to
//! a child, what it costs, and what was budgeted. [`Spec`] says it in the terms of the scenario; [`Model`] is the
//! same, compiled for the engines. No file format, no randomness and no state here.

pub mod budget;
pub mod cohort;
pub mod effect;
pub mod entries;
pub mod hazards;
pub mod horizon;
pub mod intervention;
pub mod mix;
pub mod prices;
pub mod shares;
pub mod supply;
pub mod value;

mod build;
mod faults;
mod spec;
mod tracks;
pub use build::{Model, PriceStep};
pub use faults::Fault;
pub use spec::Spec;
pub use tracks::{Track, Tracks};

use crate::words::setting;

/// A setting of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its name in every output.
    pub name: String,
    /// The fiscal line its cost is charged to, an index into the lines of [`budget::Finance`]; `None`: costs nothing.
    pub line: Option<usize>,
    /// A family setting.
    pub family: bool,
    /// Provided by the council.
    pub in_house: bool,
    /// Residential.
    pub residential: bool,
}

/// The names that give the model its dimensions. The standard ones are those of the vocabulary; tests build others.
#[derive(Clone, Debug, PartialEq)]
pub struct Dimensions {
    /// Settings, in the order of every table.
    pub settings: Vec<Setting>,
    /// Names of the age bands.
    pub age_bands: Vec<String>,
    /// Edges between the age bands, in years, one fewer than bands.
    pub age_edges: Vec<f64>,
    /// Streams of entry.
    pub streams: Vec<String>,
    /// Reasons for an exit; the last one is the birthday that ends care.
    pub exits: Vec<String>,
    /// The birthday that ends care, in years (18; tests may put it out of reach).
    pub age_out: f64,
}

impl Dimensions {
    /// The vocabulary's twelve settings, five age bands, two streams and nine exits, with one fiscal line a setting
    /// (the names of the lines are returned beside, in the order of their indices; the last is `unregistered`).
    pub fn standard() -> (Dimensions, Vec<String>) {
        let mut lines = Vec::new();
        let settings = setting::SETTINGS
            .iter()
            .map(|s| Setting {
                name: s.name.to_owned(),
                line: s.line.map(|l| {
                    lines.push(l.to_owned());
                    lines.len() - 1
                }),
                family: s.family,
                in_house: s.in_house,
                residential: s.residential,
            })
            .collect();
        lines.push(setting::UNREGISTERED_LINE.to_owned());
        let names = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
        let dimensions = Dimensions {
            settings,
            age_bands: names(&setting::AGE_BANDS),
            age_edges: setting::AGE_EDGES.to_vec(),
            streams: names(&setting::STREAMS),
            exits: names(&setting::EXITS),
            age_out: 18.0,
        };
        (dimensions, lines)
    }

    /// Index of the exit at the birthday that ends care.
    pub fn birthday_exit(&self) -> usize {
        self.exits.len() - 1
    }

    /// The band an age in years lies in.
    pub fn age_band(&self, years: f64) -> usize {
        self.age_edges.iter().take_while(|e| years >= **e).count()
    }
}
