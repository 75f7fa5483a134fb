//! Scenarios against the first of them: scenario files are run here, on the random numbers of the first; run folders
//! and forecasts are read. The replications of one scenario besides the first are held at a time.

use super::opened::{Opened, names, open_all, order_warnings};
use super::outputs::{read_run, write_pages};
use super::report::{read_comparison, share_all};
use super::run::{Begun, Failure, Options, Stage, utc};
use super::{MOST, Watch, actions, pool, replicate, subject};
use crate::compare::{Comparison, Figures, Keeper, Pairing, Subject, savings};
use crate::forecast::Books;
use crate::report::actions::Acted;
use crate::report::audience::Audience;
use crate::report::data::{Made, Run};
use crate::report::{self, csv};
use crate::scenario::Replications;
use crate::store::{Folder, ForecastFile, StoreError, read_replications, sha256_file};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

/// The file a comparison's folder is known by: what it was made of.
pub const COMPARISON: &str = "comparison.json";

/// What a scenario in a comparison was made of.
#[derive(Clone, Debug, Serialize)]
pub struct Origin {
    /// Its name in the comparison.
    pub name: String,
    /// `scenario`, `run_folder` or `forecast`.
    pub kind: &'static str,
    /// As it was named.
    pub path: PathBuf,
    /// Seed; none of a forecast.
    pub seed: Option<u64>,
    /// Replications; none of a forecast.
    pub replications: Option<usize>,
    /// Program that made them; none of a forecast.
    pub version: Option<String>,
    /// SHA-256 of the file that was read; of a scenario run here it stands in its run folder.
    pub sha256: Option<String>,
}

/// A finished comparison.
#[derive(Debug)]
pub struct Compared {
    /// The comparison.
    pub comparison: Comparison,
    /// What each scenario was made of, in the same order.
    pub origins: Vec<Origin>,
    /// What should be known, besides.
    pub warnings: Vec<String>,
    /// What the actions of each scenario that was run here do.
    pub acted: Vec<Acted>,
    /// Threads used.
    pub threads: usize,
    /// Seconds from reading the first file to the last.
    pub seconds: f64,
}

/// What made the replications of a scenario: where it is the same, so are the random numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    seed: u64,
    replications: usize,
    version: String,
}

/// Compares everything in `paths` with the first of them; with `out`, writes `comparison.csv` and a run folder for
/// every scenario it runs.
///
/// # Errors
/// [`Failure`]; nothing is left behind then.
pub fn compare(
    paths: &[PathBuf],
    out: Option<&Path>,
    options: &Options,
    watch: &dyn Watch,
) -> Result<Compared, Failure> {
    let (started, clock) = (SystemTime::now(), Instant::now());
    let opened = open_all(paths)?;
    let names = names(paths, &opened)?;
    let first = &opened[0];
    if matches!(first, Opened::Run(..)) && (options.seed, options.replications) != (None, None) {
        return Err(Failure::Arguments(format!(
            "the first, {}, is a run folder: the others take its seed and replications, without --seed and \
             --replications",
            paths[0].display()
        )));
    }
    let folder = match out {
        Some(to) => Some(Folder::begin_with(to, options.overwrite, COMPARISON)?),
        None => None,
    };
    let mut work = Work {
        options: options.clone(),
        folder: folder.as_ref(),
        threads: pool(options.threads).map_err(|e| Failure::Fault(e.to_string()))?,
        watch,
        warnings: order_warnings(paths, &opened),
        base: None,
        acted: Vec::new(),
    };
    let mut comparison: Option<Comparison> = None;
    let mut origins = Vec::new();
    for ((path, opened), name) in paths.iter().zip(opened).zip(&names) {
        let (subject, stamp, origin) = work.figures(path, opened, name)?;
        origins.push(origin);
        comparison = Some(match comparison {
            None => {
                work.options.seed = stamp.as_ref().map_or(options.seed, |s| Some(s.seed));
                if let Some(n) = stamp.as_ref().map(|s| s.replications) {
                    let n = u32::try_from(n).unwrap_or(u32::MAX);
                    work.options.replications = Some(Replications::Fixed(n));
                }
                work.base = stamp;
                Comparison::with(subject)
            }
            Some(mut c) => {
                let pairing = pairing(work.base.as_ref(), stamp.as_ref());
                c.add(&subject, pairing);
                c
            }
        });
    }
    let Some(mut comparison) = comparison else {
        return Err(Failure::Fault("nothing was compared".to_owned()));
    };
    work.warnings.append(&mut comparison.warnings);
    let warnings = std::mem::take(&mut work.warnings);
    let threads = work.threads.current_num_threads();
    let acted = std::mem::take(&mut work.acted);
    if let Some(folder) = folder {
        folder.write("comparison.csv", |w| csv::comparison(w, &comparison))?;
        if !acted.is_empty() {
            folder.write("actions.csv", |w| report::actions::actions(w, &acted))?;
            folder.write("savings.csv", |w| {
                let rows = acted
                    .iter()
                    .map(|a| (a.actions.scenario.as_str(), &*a.savings));
                report::actions::savings(w, rows)
            })?;
        }
        let about = serde_json::json!({
            "format": 1,
            "program": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
            "commit": option_env!("CARECAST_COMMIT"),
            "scenarios": origins,
            "arguments": options.arguments,
            "started": utc(started),
            "seconds": clock.elapsed().as_secs_f64(),
            "threads": threads,
        });
        folder.write(COMPARISON, |w| writeln!(w, "{about:#}"))?;
        pages(&folder, &origins, options.audience)?;
        if watch.stopped() {
            return Err(Failure::Interrupted);
        }
        folder.finish()?;
    }
    Ok(Compared {
        comparison,
        origins,
        warnings,
        acted,
        threads,
        seconds: clock.elapsed().as_secs_f64(),
    })
}

/// Writes the report and the workbook of a comparison. A shareable one has no run folders, and every table of it
/// leaves out what any of its scenarios withholds.
fn pages(folder: &Folder, origins: &[Origin], audience: Audience) -> Result<(), Failure> {
    let mut runs = Vec::new();
    for o in origins {
        let mut run = match o.kind {
            "scenario" => read_run(&folder.path().join(&o.name), false)?,
            "run_folder" => read_run(&o.path, false)?,
            _ if audience == Audience::Shareable => {
                return Err(Failure::Arguments(format!(
                    "{} does not say what must be withheld: a shareable comparison is of scenarios and run folders",
                    o.path.display()
                )));
            }
            _ => {
                let bytes =
                    std::fs::read(&o.path).map_err(|e| StoreError::new("read", &o.path, e))?;
                let files = [("forecast.csv".to_owned(), bytes)];
                Run::new(&o.name, Made::default(), files)
                    .map_err(|(_, why)| StoreError::new("understand", &o.path, why))?
            }
        };
        run.scenario.clone_from(&o.name);
        runs.push(run);
    }
    let mut comparison = read_comparison(folder.path())?;
    if audience == Audience::Shareable {
        share_all(&mut runs, Some(&mut comparison))?;
        for (file, table) in [
            ("comparison.csv", &comparison.table),
            ("actions.csv", &comparison.actions),
            ("savings.csv", &comparison.savings),
        ] {
            if folder.path().join(file).is_file() {
                folder.write(file, |w| w.write_all(&table.write()))?;
            }
        }
        for o in origins.iter().filter(|o| o.kind == "scenario") {
            let place = folder.path().join(&o.name);
            std::fs::remove_dir_all(&place).map_err(|e| StoreError::new("remove", &place, e))?;
        }
    }
    write_pages(folder, &runs, Some(&comparison), audience)
}

/// What making the figures of a scenario takes.
struct Work<'a> {
    options: Options,
    folder: Option<&'a Folder>,
    threads: rayon::ThreadPool,
    watch: &'a dyn Watch,
    warnings: Vec<String>,
    base: Option<Stamp>,
    acted: Vec<Acted>,
}

impl Work<'_> {
    fn figures(
        &mut self,
        path: &Path,
        opened: Opened,
        name: &str,
    ) -> Result<(Subject, Option<Stamp>, Origin), Failure> {
        let mut origin = Origin {
            name: name.to_owned(),
            kind: "forecast",
            path: path.to_owned(),
            seed: None,
            replications: None,
            version: None,
            sha256: None,
        };
        let written = |f: ForecastFile, council: Option<String>, figures| Subject {
            name: name.to_owned(),
            council,
            years: f.years,
            budgets: f.budgets,
            figures,
        };
        match opened {
            Opened::Forecast(mut f) => {
                let figures = Figures::Summaries(std::mem::take(&mut f.figures));
                origin.sha256 = Some(sha256_file(path)?);
                Ok((written(f, None, figures), None, origin))
            }
            Opened::Run(manifest, f) => {
                let file = path.join("replications.csv");
                let values = read_replications(&file, &f.years)?;
                let stamp = Stamp {
                    seed: manifest.seed,
                    replications: values.rows.len(),
                    version: manifest.version,
                };
                origin.kind = "run_folder";
                origin.sha256 = Some(sha256_file(&file)?);
                origin.of(&stamp);
                let council = Some(manifest.council).filter(|c| !c.is_empty());
                let subject = written(f, council, Figures::Values(values));
                Ok((subject, Some(stamp), origin))
            }
            Opened::Scenario(mut stage) => {
                let seed = self.options.seed.unwrap_or(stage.model.spec.seed);
                stage.model.spec.seed = seed;
                self.act(&stage, name)?;
                let subject = self.run(*stage, name)?;
                let made = match &subject.figures {
                    Figures::Values(v) => v.rows.len(),
                    Figures::Summaries(_) => 0,
                };
                let stamp = Stamp {
                    seed,
                    replications: made,
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                };
                origin.kind = "scenario";
                origin.of(&stamp);
                Ok((subject, Some(stamp), origin))
            }
        }
    }

    /// Runs a scenario with some of its actions only, for what each does.
    fn act(&mut self, stage: &Stage, name: &str) -> Result<(), Failure> {
        let n = match stage.replications(&self.options) {
            Replications::Fixed(n) => n,
            Replications::Auto => MOST,
        };
        let model = &stage.model;
        if let Some(actions) = actions(name, model, n as usize, &self.threads, self.watch)? {
            self.acted.push(Acted {
                savings: savings(model, &actions),
                years: model.horizon.years.clone(),
                months: model.horizon.months.clone(),
                actions,
            });
        }
        Ok(())
    }

    /// Runs a scenario; only with a folder to write are whole replications held.
    fn run(&mut self, mut stage: Stage, name: &str) -> Result<Subject, Failure> {
        let read = stage.scenario.warnings.iter().map(ToString::to_string);
        self.warnings.extend(read);
        let replications = stage.replications(&self.options);
        let Some(folder) = self.folder else {
            if let Some(seed) = self.options.seed {
                stage.model.spec.seed = seed;
            }
            return Ok(subject(
                name,
                &stage.model,
                replications,
                &self.threads,
                self.watch,
            )?);
        };
        let now = (SystemTime::now(), Instant::now());
        // Of a shareable comparison they are taken away again, once it is known what all of them withhold.
        let internal = Options {
            audience: Audience::Internal,
            ..self.options.clone()
        };
        let begun = Begun::new(stage, now, &folder.path().join(name), &internal)?;
        let books = Books::new(&begun.stage.model);
        let replicated = replicate(&books, replications, &self.threads, self.watch)?;
        let keeper = Keeper::new(&books);
        let rows = replicated.samples.iter().map(|s| keeper.row(s)).collect();
        let subject = keeper.subject(name, rows);
        begun.finish(replicated, &self.threads, self.watch)?;
        Ok(subject)
    }
}

impl Origin {
    fn of(&mut self, stamp: &Stamp) {
        self.seed = Some(stamp.seed);
        self.replications = Some(stamp.replications);
        self.version = Some(stamp.version.clone());
    }
}

fn pairing(base: Option<&Stamp>, other: Option<&Stamp>) -> Pairing {
    let (a, b) = match (base, other) {
        (Some(a), Some(b)) if a == b => return Pairing::Paired,
        (Some(a), Some(b)) => (a, b),
        (None, _) => {
            return Pairing::Unpaired("the first is a forecast without replications".to_owned());
        }
        (_, None) => return Pairing::Unpaired("it is a forecast without replications".to_owned()),
    };
    let mut why = Vec::new();
    if a.seed != b.seed {
        why.push(format!("seed {} against {}", b.seed, a.seed));
    }
    if a.replications != b.replications {
        why.push(format!(
            "{} replications against {}",
            b.replications, a.replications
        ));
    }
    if a.version != b.version {
        why.push(format!("version {} against {}", b.version, a.version));
    }
    Pairing::Unpaired(why.join(", "))
}
