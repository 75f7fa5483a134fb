//! Replications side by side, and whole scenarios: from a model to its run folder, and back again to verify it.
//!
//! Replications are dealt out in chunks to one engine a thread and put together in their order; every draw is keyed
//! by the number of its replication, so that nothing depends on which thread made it.

mod actions;
pub mod areas;
pub mod clock;
mod compare;
pub mod councils;
mod jobs;
mod many;
mod opened;
mod outputs;
mod report;
mod run;
mod since;
mod verify;

pub use actions::{MOST, actions};
pub use compare::{COMPARISON, Compared, Origin, compare};
pub use jobs::{Job, folder_names, jobs};
pub use many::{Ended, many};
pub use outputs::read_run;
pub use report::{Reported, report};
pub use run::{Failure, Finished, Options, Stage, run};
pub use verify::{Verified, verify};

use crate::compare::{Keeper, Subject};
use crate::forecast::{
    Books, Decision, Forecast, Key, Ledger, Precision, Sample, Summary, TWINS, Target, decide,
    precision, precisions, sample, summarise,
};
use crate::model::Model;
use crate::scenario::Replications;
use crate::simulate::Engine;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Replications a thread takes at a time.
const CHUNK: usize = 20;
/// Rows of the forecast a thread takes at a time.
const KEYS: usize = 32;

/// Stopped before it was done, because it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted;

/// Who is told how far it is, and asked whether to go on.
pub trait Watch: Sync {
    /// `more` replications are done.
    fn done(&self, more: usize);
    /// There will be `total` replications, as far as is known now.
    fn expect(&self, total: usize);
    /// Is it to stop?
    fn stopped(&self) -> bool;
}

/// Nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn done(&self, _: usize) {}
    fn expect(&self, _: usize) {}
    fn stopped(&self) -> bool {
        false
    }
}

/// Replications of a model, and what is kept of each.
#[derive(Clone, Debug)]
pub struct Replicated<T = Sample> {
    /// One a replication, in their order.
    pub samples: Vec<T>,
    /// Outturns by year, in pence, of the twins of the first replications.
    pub twins: Vec<Vec<i64>>,
    /// Processor seconds of the replications over all threads: parameters drawn, lives followed, money booked.
    pub simulate_seconds: f64,
    /// The same of the twins.
    pub twin_seconds: f64,
    /// Enough for `auto`; true where the number was given.
    pub converged: bool,
}

impl<T> Default for Replicated<T> {
    fn default() -> Replicated<T> {
        Replicated {
            samples: Vec::new(),
            twins: Vec::new(),
            simulate_seconds: 0.0,
            twin_seconds: 0.0,
            converged: true,
        }
    }
}

impl Replicated {
    /// Moves and exits over the replications, twins left out.
    pub fn events(&self) -> u64 {
        self.samples.iter().map(|s| s.events).sum()
    }
}

impl<T> Replicated<T> {
    /// Puts chunks behind it, in the order of their replications.
    fn take(&mut self, mut chunks: Vec<Chunk<T>>) {
        chunks.sort_by_key(|c| c.first);
        for c in chunks {
            self.samples.extend(c.samples);
            self.twins.extend(c.twins);
            self.simulate_seconds += c.seconds.0;
            self.twin_seconds += c.seconds.1;
        }
    }
}

/// What is kept of each replication.
pub(crate) struct Keep<'k, T> {
    /// Of a sample.
    of: &'k (dyn Fn(Sample) -> T + Sync),
    /// How exact what was kept makes each year; for `auto`.
    precise: &'k (dyn Fn(&[T]) -> Vec<Precision> + Sync),
    /// Replications that get a twin.
    twins: usize,
}

/// What one thread made of one chunk.
struct Chunk<T> {
    first: usize,
    samples: Vec<T>,
    twins: Vec<Vec<i64>>,
    seconds: (f64, f64),
}

/// A pool of `threads` threads; 0: one a processor.
///
/// # Errors
/// Where the system gives no threads.
pub fn pool(threads: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build()
}

/// Runs as many replications as asked for.
///
/// # Errors
/// When the watch stopped it.
pub fn replicate(
    books: &Books,
    replications: Replications,
    pool: &rayon::ThreadPool,
    watch: &dyn Watch,
) -> Result<Replicated, Interrupted> {
    let keep = Keep {
        of: &|s| s,
        precise: &|samples| precisions(books, samples),
        twins: TWINS,
    };
    replicate_keeping(books, replications, pool, watch, &keep)
}

/// Runs as many replications as asked for, and holds no more of each than is wanted.
fn replicate_keeping<T: Send>(
    books: &Books,
    replications: Replications,
    pool: &rayon::ThreadPool,
    watch: &dyn Watch,
    keep: &Keep<T>,
) -> Result<Replicated<T>, Interrupted> {
    let mut all = Replicated::default();
    loop {
        match next_target(replications, &all.samples, keep) {
            Decision::Enough => return Ok(all),
            Decision::NotConverged => {
                all.converged = false;
                return Ok(all);
            }
            Decision::RunTo(n) => {
                watch.expect(n);
                extend(books, &mut all, n, pool, watch, keep)?;
            }
        }
    }
}

/// What to do after some replications.
fn next_target<T>(replications: Replications, done: &[T], keep: &Keep<T>) -> Decision {
    match replications {
        Replications::Fixed(n) if done.len() >= n as usize => Decision::Enough,
        Replications::Fixed(n) => Decision::RunTo(n as usize),
        Replications::Auto if done.is_empty() => decide(&Target::default(), 0, &[]),
        Replications::Auto => decide(&Target::default(), done.len(), &(keep.precise)(done)),
    }
}

/// Runs on to `to` replications.
fn extend<T: Send>(
    books: &Books,
    all: &mut Replicated<T>,
    to: usize,
    pool: &rayon::ThreadPool,
    watch: &dyn Watch,
    keep: &Keep<T>,
) -> Result<(), Interrupted> {
    let next = AtomicUsize::new(all.samples.len());
    let chunks = Mutex::new(Vec::new());
    pool.broadcast(|_| {
        let mut engine = Engine::new(books.model);
        let mut ledger = Ledger::default();
        loop {
            let first = next.fetch_add(CHUNK, Ordering::Relaxed);
            if first >= to || watch.stopped() {
                return;
            }
            let last = (first + CHUNK).min(to);
            let made = chunk(books, &mut engine, &mut ledger, first..last, watch, keep);
            chunks
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(made);
            watch.done(last - first);
        }
    });
    if watch.stopped() {
        return Err(Interrupted);
    }
    all.take(chunks.into_inner().unwrap_or_else(PoisonError::into_inner));
    Ok(())
}

fn chunk<T>(
    books: &Books,
    engine: &mut Engine,
    ledger: &mut Ledger,
    replications: std::ops::Range<usize>,
    watch: &dyn Watch,
    keep: &Keep<T>,
) -> Chunk<T> {
    let mut out = Chunk {
        first: replications.start,
        samples: Vec::with_capacity(replications.len()),
        twins: Vec::new(),
        seconds: (0.0, 0.0),
    };
    let start = clock::thread_seconds();
    for r in replications.clone().take_while(|_| !watch.stopped()) {
        engine.run(r as u64, 0);
        let record = engine.record();
        ledger.fill(books, record, engine.parameters());
        let sample = sample(books, record, ledger, engine.parameters());
        out.samples.push((keep.of)(sample));
    }
    let middle = clock::thread_seconds();
    for r in replications.take_while(|r| *r < keep.twins && !watch.stopped()) {
        engine.run(r as u64, 1);
        ledger.fill(books, engine.record(), engine.parameters());
        out.twins.push(
            (0..books.years())
                .map(|y| ledger.outturn(books, y))
                .collect(),
        );
    }
    out.seconds = (middle - start, clock::thread_seconds() - middle);
    out
}

/// What a comparison keeps of the replications of a model: about a kilobyte each, and no twins.
///
/// # Errors
/// When the watch stopped it.
pub fn subject(
    name: &str,
    model: &Model,
    replications: Replications,
    pool: &rayon::ThreadPool,
    watch: &dyn Watch,
) -> Result<Subject, Interrupted> {
    let books = Books::new(model);
    let keeper = Keeper::new(&books);
    let precise = |rows: &[Box<[f64]>]| {
        let year = |y: usize| {
            let outturns: Vec<f64> = rows.iter().map(|r| keeper.outturn(r, y)).collect();
            precision(&outturns, books.budget(y).map(|b| b.amount.0 as f64))
        };
        (0..books.years()).map(year).collect()
    };
    let keep = Keep {
        of: &|s| keeper.row(&s),
        precise: &precise,
        twins: 0,
    };
    let made = replicate_keeping(&books, replications, pool, watch, &keep)?;
    Ok(keeper.subject(name, made.samples))
}

/// Summarises replications, rows side by side; what it makes once the watch says stop is of no use.
pub fn summarised(
    books: &Books,
    replicated: &Replicated,
    pool: &rayon::ThreadPool,
    watch: &dyn Watch,
) -> Forecast {
    let samples = &replicated.samples;
    let map = |keys: &[Key]| -> Vec<Option<Summary>> {
        pool.install(|| {
            keys.par_chunks(KEYS)
                .flat_map_iter(|k| match watch.stopped() {
                    true => vec![None; k.len()],
                    false => summarise(books, samples, k),
                })
                .collect()
        })
    };
    Forecast::new(books, samples, &replicated.twins, map)
}

/// Replications and forecast of a model, unwatched: for tests and for programs.
///
/// # Errors
/// Where the system gives no threads.
pub fn forecast(
    model: &Model,
    replications: Replications,
    threads: usize,
) -> Result<(Replicated, Forecast), rayon::ThreadPoolBuildError> {
    let pool = pool(threads)?;
    let books = Books::new(model);
    // Nobody watches, so nobody can stop it.
    let replicated = replicate(&books, replications, &pool, &Unwatched).unwrap_or_default();
    let forecast = summarised(&books, &replicated, &pool, &Unwatched);
    Ok((replicated, forecast))
}
