//! One scenario from its file to its run folder.

use super::outputs::{outputs, write_outputs};
use super::since::Last;
use super::{Interrupted, Replicated, Watch, clock, pool, replicate};
use crate::forecast::{Books, Forecast};
use crate::model::Model;
use crate::report::audience::Audience;
use crate::report::data::Made;
use crate::scenario::{Disk, Files, Rejected, Replications, Scenario, load_model};
use crate::store::{Folder, Input, Layout, MANIFEST, Manifest, StoreError};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

/// What a run may be told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Another seed than the scenario's.
    pub seed: Option<u64>,
    /// Another number of replications than the scenario's.
    pub replications: Option<Replications>,
    /// Threads; 0: one a processor.
    pub threads: usize,
    /// Replace a run folder that is there.
    pub overwrite: bool,
    /// Keep copies of files with a row a child, too.
    pub keep_cohort: bool,
    /// Who the outputs are for.
    pub audience: Audience,
    /// Show the dearest placements child by child.
    pub child_level: bool,
    /// Run folder of the last forecast, to say why this one differs.
    pub since: Option<PathBuf>,
    /// Where the files with a row a child lie that the last run folder has the hash of.
    pub since_inputs: Option<PathBuf>,
    /// Arguments, for the manifest.
    pub arguments: Vec<String>,
}

/// Why a run did not finish.
#[derive(Debug)]
pub enum Failure {
    /// The input is wrong.
    Input(Box<Rejected>),
    /// What was asked for does not go together: why.
    Arguments(String),
    /// The file system refused.
    Store(StoreError),
    /// It was stopped.
    Interrupted,
    /// Something that should not happen: what.
    Fault(String),
}

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Failure {
        Failure::Store(e)
    }
}

impl From<Interrupted> for Failure {
    fn from(_: Interrupted) -> Failure {
        Failure::Interrupted
    }
}

/// A scenario that was read, and its model.
#[derive(Debug)]
pub struct Stage {
    /// The scenario.
    pub scenario: Scenario,
    /// Its model.
    pub model: Model,
    /// Places of its inputs in the run folder.
    pub layout: Layout,
}

impl Stage {
    /// Reads a scenario; `from` is the folder that paths are relative to.
    ///
    /// # Errors
    /// All problems of all its files.
    pub fn load(files: &dyn Files, from: &Path, path: &str) -> Result<Stage, Failure> {
        let (model, scenario) = load_model(files, path).map_err(Failure::Input)?;
        let layout = Layout::new(from, scenario.inputs.iter().map(|i| i.path.as_str()));
        Ok(Stage {
            scenario,
            model,
            layout,
        })
    }

    /// Replications to make.
    pub fn replications(&self, options: &Options) -> Replications {
        options.replications.unwrap_or(self.scenario.replications)
    }
}

/// A finished run.
#[derive(Debug)]
pub struct Finished {
    /// What was run.
    pub stage: Stage,
    /// Replications.
    pub replicated: Replicated,
    /// Forecast.
    pub forecast: Forecast,
    /// Where its folder is.
    pub out: PathBuf,
    /// Threads used.
    pub threads: usize,
    /// Seconds from reading the scenario to the last file.
    pub seconds: f64,
    /// Largest memory the process has held so far.
    pub peak_memory_bytes: Option<u64>,
}

/// Runs a scenario into a folder.
///
/// # Errors
/// [`Failure`]; nothing is left behind then.
pub fn run(
    path: &str,
    out: &Path,
    options: &Options,
    watch: &dyn Watch,
) -> Result<Finished, Failure> {
    let begun = Begun::load(path, out, options)?;
    let pool = pool(options.threads).map_err(|e| Failure::Fault(e.to_string()))?;
    let books = Books::new(&begun.stage.model);
    let replicated = replicate(&books, begun.replications, &pool, watch)?;
    begun.finish(replicated, &pool, watch)
}

/// A run that was begun: its scenario is read, its folder is there and holds the inputs.
#[derive(Debug)]
pub(super) struct Begun {
    /// What is run.
    pub stage: Stage,
    /// Replications to make.
    pub replications: Replications,
    folder: Folder,
    inputs: Vec<Input>,
    audience: Audience,
    child_level: bool,
    since: Option<PathBuf>,
    since_inputs: Option<PathBuf>,
    arguments: Vec<String>,
    started: SystemTime,
    clock: Instant,
}

impl Begun {
    /// Reads a scenario and begins its folder: what can not be written fails now, before the long part.
    pub fn load(path: &str, out: &Path, options: &Options) -> Result<Begun, Failure> {
        let now = (SystemTime::now(), Instant::now());
        let from = std::env::current_dir().unwrap_or_default();
        Begun::new(Stage::load(&Disk, &from, path)?, now, out, options)
    }

    /// Begins the folder of a scenario that was read.
    pub fn new(
        mut stage: Stage,
        (started, clock): (SystemTime, Instant),
        out: &Path,
        options: &Options,
    ) -> Result<Begun, Failure> {
        if let Some(seed) = options.seed {
            stage.model.spec.seed = seed;
        }
        if options.child_level {
            one_by_one(&stage, options.audience)?;
        }
        let folder = Folder::begin(out, options.overwrite)?;
        let mut inputs = stage
            .layout
            .inputs(&stage.scenario.inputs, options.keep_cohort);
        if options.audience == Audience::Shareable {
            // A scenario tells how many children are where.
            inputs.iter_mut().for_each(|i| i.kept = false);
        }
        for file in &stage.scenario.inputs {
            let place = stage.layout.place(&file.path);
            if inputs.iter().any(|i| i.path == place && i.kept) {
                folder.write(&format!("inputs/{place}"), |w| w.write_all(&file.bytes))?;
            }
        }
        Ok(Begun {
            replications: stage.replications(options),
            stage,
            folder,
            inputs,
            audience: options.audience,
            child_level: options.child_level,
            since: options.since.clone(),
            since_inputs: options.since_inputs.clone(),
            arguments: options.arguments.clone(),
            started,
            clock,
        })
    }

    /// Writes everything about its replications and puts the folder in its place.
    pub fn finish(
        self,
        replicated: Replicated,
        pool: &rayon::ThreadPool,
        watch: &dyn Watch,
    ) -> Result<Finished, Failure> {
        let Begun { stage, folder, .. } = self;
        let mut about = manifest(&stage, &replicated);
        about.audience = self.audience.name().to_owned();
        about.child_level = self.child_level;
        about.inputs = self.inputs;
        let made = made(&about);
        let last = match &self.since {
            Some(dir) => Last::Folder(dir, self.since_inputs.clone()),
            None => Last::None,
        };
        let forecast = write_outputs(
            &stage,
            &replicated,
            pool,
            (&folder, watch),
            (made, &last),
            (self.audience, self.child_level),
        )?;
        let threads = pool.current_num_threads();
        let peak_memory_bytes = clock::peak_memory_bytes();
        let seconds = self.clock.elapsed().as_secs_f64();
        let manifest = Manifest {
            converged: (self.replications == Replications::Auto).then_some(replicated.converged),
            outputs: outputs(folder.path())?,
            arguments: self.arguments,
            started: utc(self.started),
            seconds,
            threads,
            peak_memory_bytes,
            ..about
        };
        let text = manifest
            .to_json()
            .map_err(|e| Failure::Fault(e.to_string()))?;
        folder.write(MANIFEST, |w| w.write_all(text.as_bytes()))?;
        if watch.stopped() {
            return Err(Failure::Interrupted);
        }
        let out = folder.finish()?;
        Ok(Finished {
            stage,
            replicated,
            forecast,
            out,
            threads,
            seconds,
            peak_memory_bytes,
        })
    }
}

/// Why no shareable output can be at child level.
pub(super) const ONE_BY_ONE: &str = "--child-level shows children one by one, which nothing shareable may: leave it out, \
     or ask for --audience internal";

/// Can its dearest placements be shown child by child?
fn one_by_one(stage: &Stage, audience: Audience) -> Result<(), Failure> {
    if audience == Audience::Shareable {
        return Err(Failure::Arguments(ONE_BY_ONE.to_owned()));
    }
    let children = &stage.model.spec.cohort.children;
    if children.iter().all(|c| c.weekly_price.is_none()) {
        let lacks = match children.len() {
            0 => "its children are known by their number only",
            _ => "none of its children has a weekly_price",
        };
        return Err(Failure::Arguments(format!(
            "--child-level: {}: {lacks}; name a cohort.csv with prices, as `carecast fit` writes it, under [cohort]",
            stage.scenario.name
        )));
    }
    Ok(())
}

/// What the report says of what made it.
pub(super) fn made(m: &Manifest) -> Made {
    Made {
        version: m.version.clone(),
        commit: m.commit.clone(),
        scenario_file: m.scenario_file.clone(),
        inputs: m
            .inputs
            .iter()
            .map(|i| (i.path.clone(), i.sha256.clone(), i.kept))
            .collect(),
    }
}

/// What the manifest says of the program, the scenario and its replications.
fn manifest(stage: &Stage, replicated: &Replicated) -> Manifest {
    let own = stage.scenario.inputs.first();
    Manifest {
        format: 1,
        program: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: option_env!("CARECAST_COMMIT").map(str::to_owned),
        scenario: stage.scenario.name.clone(),
        council: stage.model.spec.council.clone(),
        scenario_file: own.map_or_else(String::new, |i| stage.layout.place(&i.path)),
        seed: stage.model.spec.seed,
        replications: replicated.samples.len(),
        simulate_seconds: replicated.simulate_seconds,
        ..Manifest::default()
    }
}

/// A time as `2024-04-01T12:00:00Z`.
pub(super) fn utc(time: SystemTime) -> String {
    let seconds = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(0));
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |t| t.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc() {
        assert_eq!(utc(SystemTime::UNIX_EPOCH), "1970-01-01T00:00:00Z");
    }
}
