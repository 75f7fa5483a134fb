//! What is to be compared, opened: scenario files, run folders and forecasts, all problems of all of them at once.

use super::run::{Failure, Stage};
use crate::scenario::{Disk, Rejected};
use crate::store::{ForecastFile, MANIFEST, Manifest, StoreError, read_forecast, sha256_file};
use crate::words::calendar::FinancialYear;
use crate::words::error::{Problem, Problems};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Something to compare, opened.
pub(super) enum Opened {
    /// A scenario file: to be run.
    Scenario(Box<Stage>),
    /// A run folder.
    Run(Box<Manifest>, ForecastFile),
    /// A forecast without its replications.
    Forecast(ForecastFile),
}

impl Opened {
    /// Its own name.
    pub fn name(&self) -> &str {
        match self {
            Opened::Scenario(s) => &s.scenario.name,
            Opened::Run(m, _) => &m.scenario,
            Opened::Forecast(f) => &f.scenario,
        }
    }

    /// Its years.
    pub fn years(&self) -> &[FinancialYear] {
        match self {
            Opened::Scenario(s) => &s.model.horizon.years,
            Opened::Run(_, f) | Opened::Forecast(f) => &f.years,
        }
    }
}

/// Opens everything that is to be compared.
pub(super) fn open_all(paths: &[PathBuf]) -> Result<Vec<Opened>, Failure> {
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
pub(super) fn names(paths: &[PathBuf], opened: &[Opened]) -> Result<Vec<String>, Failure> {
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
                _ => {
                    let stem = text(path.file_stem()).unwrap_or_else(|| name.to_owned());
                    match text(path.parent().and_then(Path::file_name)) {
                        Some(parent) => format!("{parent}-{stem}"),
                        None => stem,
                    }
                }
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
pub(super) fn order_warnings(paths: &[PathBuf], opened: &[Opened]) -> Vec<String> {
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
