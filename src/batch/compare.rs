//! Scenarios against the first of them: scenario files are run here, on the random numbers of the first; run folders
//! and forecasts are read. The replications of one scenario besides the first are held at a time.

use super::run::{Begun, Failure, Options, Stage, utc};
use super::{Watch, pool, replicate, subject};
use crate::compare::{Comparison, Figures, Keeper, Pairing, Subject};
use crate::forecast::Books;
use crate::report::csv;
use crate::scenario::{Disk, Rejected, Replications};
use crate::store::{
    Folder, ForecastFile, MANIFEST, Manifest, StoreError, read_forecast, read_replications,
    sha256_file,
};
use crate::words::calendar::FinancialYear;
use crate::words::error::{Problem, Problems};
use serde::Serialize;
use std::collections::BTreeMap;
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

/// Something to compare, opened.
enum Opened {
    Scenario(Box<Stage>),
    Run(Box<Manifest>, ForecastFile),
    Forecast(ForecastFile),
}

impl Opened {
    fn name(&self) -> &str {
        match self {
            Opened::Scenario(s) => &s.scenario.name,
            Opened::Run(m, _) => &m.scenario,
            Opened::Forecast(f) => &f.scenario,
        }
    }

    fn years(&self) -> &[FinancialYear] {
        match self {
            Opened::Scenario(s) => &s.model.horizon.years,
            Opened::Run(_, f) | Opened::Forecast(f) => &f.years,
        }
    }
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
    let (warnings, threads) = (work.warnings, work.threads.current_num_threads());
    if let Some(folder) = folder {
        folder.write("comparison.csv", |w| csv::comparison(w, &comparison))?;
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
        if watch.stopped() {
            return Err(Failure::Interrupted);
        }
        folder.finish()?;
    }
    Ok(Compared {
        comparison,
        origins,
        warnings,
        threads,
        seconds: clock.elapsed().as_secs_f64(),
    })
}

/// What making the figures of a scenario takes.
struct Work<'a> {
    options: Options,
    folder: Option<&'a Folder>,
    threads: rayon::ThreadPool,
    watch: &'a dyn Watch,
    warnings: Vec<String>,
    base: Option<Stamp>,
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
            Opened::Scenario(stage) => {
                let seed = self.options.seed.unwrap_or(stage.model.spec.seed);
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
        let begun = Begun::new(stage, now, &folder.path().join(name), &self.options)?;
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

/// Opens everything that is to be compared.
fn open_all(paths: &[PathBuf]) -> Result<Vec<Opened>, Failure> {
    let from = std::env::current_dir().unwrap_or_default();
    let (mut opened, mut problems, mut texts) = (Vec::new(), Vec::new(), BTreeMap::new());
    for path in paths {
        match open(path, &from) {
            Ok(o) => opened.push(o),
            Err(Failure::Input(r)) => {
                problems.extend(r.problems.0);
                texts.extend(r.texts);
            }
            Err(e) => return Err(e),
        }
    }
    if let (true, Some(first)) = (problems.is_empty(), opened.first()) {
        let list = |years: &[FinancialYear]| match years {
            [] => "none".to_owned(),
            [one] => one.to_string(),
            [a, .., b] => format!("{a} to {b}"),
        };
        for (path, o) in paths.iter().zip(&opened) {
            if o.years() != first.years() {
                problems.push(Problem {
                    message: format!(
                        "its years are {}, those of the first, {}, are {}",
                        list(o.years()),
                        paths[0].display(),
                        list(first.years())
                    ),
                    expected: "the same years in all that is compared".to_owned(),
                    help: Some("`years` under [period] says which they are".to_owned()),
                    ..problem(path)
                });
            }
        }
    }
    reject(problems, texts)?;
    Ok(opened)
}

fn reject(problems: Vec<Problem>, texts: BTreeMap<String, String>) -> Result<(), Failure> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(Failure::Input(Box::new(Rejected {
        problems: Problems(problems),
        texts,
    })))
}

fn problem(path: &Path) -> Problem {
    Problem {
        file: path.display().to_string(),
        place: None,
        span: None,
        message: String::new(),
        expected: String::new(),
        help: None,
    }
}

fn open(path: &Path, from: &Path) -> Result<Opened, Failure> {
    let wrong = |p: Problem| reject(vec![p], BTreeMap::new());
    let ending = path.extension().unwrap_or_default();
    if path.is_dir() {
        return open_run(path);
    }
    if !path.exists() && ending != "toml" {
        wrong(Problem {
            message: "no such file or folder".to_owned(),
            expected: "a scenario file (.toml), a run folder or a forecast (.csv)".to_owned(),
            ..problem(path)
        })?;
    }
    if ending == "csv" {
        return Ok(Opened::Forecast(forecast_file(path)?));
    }
    let stage = Stage::load(&Disk, from, &path.to_string_lossy())?;
    Ok(Opened::Scenario(Box::new(stage)))
}

fn forecast_file(path: &Path) -> Result<ForecastFile, Failure> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| StoreError::new("read", path, e))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    read_forecast(&name, &text).map_err(|problems| {
        Failure::Input(Box::new(Rejected {
            problems: Problems(problems),
            texts: [(name, text)].into(),
        }))
    })
}

fn open_run(path: &Path) -> Result<Opened, Failure> {
    let wrong = |p: Problem| reject(vec![p], BTreeMap::new());
    if !path.join(MANIFEST).is_file() {
        wrong(Problem {
            message: format!("the folder has no {MANIFEST}: it is no run folder"),
            expected: "a run folder, as `carecast run FILE --out DIR` writes it".to_owned(),
            help: inside(path),
            ..problem(path)
        })?;
    }
    let manifest = Manifest::read(path)?;
    for file in ["forecast.csv", "replications.csv"] {
        let whole = manifest.outputs.iter().find(|o| o.path == file);
        let place = path.join(file);
        let same = match whole {
            Some(o) if place.is_file() => sha256_file(&place)? == o.sha256,
            _ => false,
        };
        if !same {
            wrong(Problem {
                message:
                    "it is missing or not as the run wrote it: its SHA-256 is not the manifest's"
                        .to_owned(),
                expected: "a run folder as it was written".to_owned(),
                help: Some("run the scenario again".to_owned()),
                ..problem(&place)
            })?;
        }
    }
    let file = forecast_file(&path.join("forecast.csv"))?;
    Ok(Opened::Run(Box::new(manifest), file))
}

/// What a folder that is no run folder holds, and how to name it.
fn inside(path: &Path) -> Option<String> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(path)
        .ok()?
        .flatten()
        .map(|e| e.path())
        .collect();
    entries.sort();
    let runs = entries.iter().filter(|p| p.join(MANIFEST).is_file());
    let scenarios = entries
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "toml"));
    let shown = |found: Vec<&PathBuf>| {
        let names: Vec<String> = found
            .iter()
            .take(3)
            .map(|p| p.display().to_string())
            .collect();
        let more = if found.len() > 3 { " …" } else { "" };
        (!names.is_empty()).then(|| format!("it holds {}{more}: name those", names.join(" ")))
    };
    shown(runs.collect()).or_else(|| shown(scenarios.collect()))
}

/// A name for each; the folder's before it where two have the same.
fn names(paths: &[PathBuf], opened: &[Opened]) -> Result<Vec<String>, Failure> {
    let own: Vec<&str> = opened.iter().map(Opened::name).collect();
    let names: Vec<String> = paths
        .iter()
        .zip(opened)
        .map(|(path, o)| {
            let name = o.name();
            if own.iter().filter(|n| **n == name).count() == 1 {
                return name.to_owned();
            }
            // A run folder is told by its own name, a file by its folder's.
            let text = |p: Option<&std::ffi::OsStr>| p.map(|p| p.to_string_lossy().into_owned());
            match o {
                Opened::Run(..) => text(path.file_name()).unwrap_or_else(|| name.to_owned()),
                _ => match text(path.parent().and_then(Path::file_name)) {
                    Some(parent) => format!("{parent}-{name}"),
                    None => name.to_owned(),
                },
            }
        })
        .collect();
    let mut problems = Vec::new();
    for (i, name) in names.iter().enumerate() {
        if let Some(before) = names[..i].iter().position(|n| n == name) {
            problems.push(Problem {
                message: format!(
                    "its name `{name}` is that of {} too",
                    paths[before].display()
                ),
                expected: "a name of its own for everything that is compared".to_owned(),
                help: Some("rename the file, or the folder it is in".to_owned()),
                ..problem(&paths[i])
            });
        }
    }
    reject(problems, BTreeMap::new())?;
    Ok(names)
}

/// Warns where the first is a patch of one that comes later: it was hardly meant as what the others are compared with.
fn order_warnings(paths: &[PathBuf], opened: &[Opened]) -> Vec<String> {
    let Some(Opened::Scenario(first)) = opened.first() else {
        return Vec::new();
    };
    let extended = |stage: &Stage| {
        let own = stage.scenario.inputs.first().map(|i| i.path.clone());
        first.scenario.inputs[1..]
            .iter()
            .any(|i| Some(&i.path) == own.as_ref())
    };
    paths
        .iter()
        .zip(opened)
        .skip(1)
        .filter(|(_, o)| matches!(o, Opened::Scenario(s) if extended(s)))
        .map(|(path, _)| {
            format!(
                "the first, {}, extends {}: differences are from the first; put the baseline first if it is the other",
                paths[0].display(),
                path.display()
            )
        })
        .collect()
}
