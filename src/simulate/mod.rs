//! One replication: one possible future of every child. Children do not compete for places yet, so lives are followed
//! side by side in batches; with finite supply the same steps run from a calendar of events.
//!
//! [`Engine::run`] draws the parameters and the luck of a replication, follows the children in care at the start, the
//! past leavers who come back, and the entrants, and leaves the counts and the money in a [`Record`].

mod arrivals;
mod dear;
mod life;
mod lives;
mod money;
mod record;
mod start;
mod steps;
mod supply;
mod tables;

pub use dear::{DEAR_FROM, Dear};
pub use record::{IN_CARE_AT_START, Layout, NEW, Record};

use crate::draw::{Keys, PricePaths, Rates, parameters};
use crate::model::Model;

/// Runs replications of one model; holds what is reused between them.
#[derive(Debug)]
pub struct Engine<'a> {
    model: &'a Model,
    rates: Rates,
    prices: PricePaths,
    record: Record,
    arrivals: arrivals::Arrivals,
    start: start::Start,
    batch: lives::Batch,
    tables: tables::Tables,
    parameters: Vec<f64>,
    /// Where places are finite.
    supplied: Option<supply::Supplied>,
}

impl<'a> Engine<'a> {
    /// An engine for a model.
    pub fn new(model: &'a Model) -> Engine<'a> {
        let means = model.means();
        Engine {
            model,
            rates: Rates::new(model, &means),
            prices: PricePaths::new(model),
            record: Record::new(Layout::of(model)),
            arrivals: arrivals::Arrivals::new(model),
            start: start::Start::new(model),
            batch: lives::Batch::default(),
            tables: tables::Tables::new(model),
            parameters: means,
            supplied: supply::Supplied::new(model),
        }
    }

    /// Runs a replication (`twin` 0) or one with its parameters and other luck (`twin` 1 and above).
    pub fn run(&mut self, replication: u64, twin: u64) -> &Record {
        let keys = Keys::of(self.model.spec.seed, replication, twin);
        self.parameters = parameters(self.model, &keys);
        self.run_with(&keys, true)
    }

    /// Runs a replication with every uncertain input at its mean and without drift or wandering: what the
    /// expected-value engine computes the expectation of.
    pub fn run_at_means(&mut self, replication: u64) -> &Record {
        let keys = Keys::of(self.model.spec.seed, replication, 0);
        self.parameters = self.model.means();
        self.run_with(&keys, false)
    }

    /// Runs a replication with its drawn inputs, but without drift or wandering: what is left of the spread when these
    /// are taken away.
    pub fn run_steady(&mut self, replication: u64) -> &Record {
        let keys = Keys::of(self.model.spec.seed, replication, 0);
        self.parameters = parameters(self.model, &keys);
        self.run_with(&keys, false)
    }

    /// What happened in the last replication.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The parameters of the last replication, in the order of the model's.
    pub fn parameters(&self) -> &[f64] {
        &self.parameters
    }

    fn run_with(&mut self, keys: &Keys, drift: bool) -> &Record {
        let luck = drift.then_some(&keys.luck);
        self.rates.update(self.model, &self.parameters);
        self.prices.update(self.model, &self.parameters, luck);
        self.tables.update(self.model, &self.parameters);
        self.record.clear();
        if let Some(supplied) = &mut self.supplied {
            supplied.calendar.clear();
        }
        let entering = self.arrivals.rates(self.model, &self.parameters, luck);
        let world = &mut lives::World {
            model: self.model,
            rates: &self.rates,
            prices: &self.prices,
            parameters: &self.parameters,
            record: &mut self.record,
            tables: &self.tables,
        };
        if let Some(supplied) = &mut self.supplied {
            let among = lives::Among::Calendar(&mut supplied.calendar);
            self.start
                .run(&mut lives::Lives { world, among }, keys.luck);
            supplied.run(world, keys.luck, &self.arrivals, &entering);
        } else {
            let among = lives::Among::Batch(&mut self.batch);
            let lives = &mut lives::Lives { world, among };
            self.start.run(lives, keys.luck);
            for month in 0..self.model.horizon.months.len() {
                self.arrivals.month(lives, keys.luck, &entering, month);
            }
            self.batch.finish(world);
        }
        self.record.finish(&self.model.horizon);
        &self.record
    }
}
