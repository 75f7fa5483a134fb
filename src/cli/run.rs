//! `run`, `check` and `verify`.

use super::args::{Common, Run};
use super::progress::{Progress, Stop};
use super::{Exit, colour, complain, failed, print, warn};
use crate::batch::{self, Failure, Finished, Options, Stage};
use crate::forecast::{Books, Group, Measure};
use crate::report::terminal::Screen;
use crate::scenario::Disk;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Runs scenarios, each to its own folder.
pub fn run(arguments: &Run, common: &Common) -> Exit {
    let jobs = match jobs(&arguments.files, &arguments.out) {
        Ok(jobs) => jobs,
        Err(why) => {
            complain(&why);
            return Exit::Arguments;
        }
    };
    // All scenarios are read before the first is run: a mistake in the last one is not found after an hour.
    if jobs.len() > 1 {
        let wrong = check_all(&arguments.files, common, &mut |_, _| {});
        if wrong != Exit::Done {
            return wrong;
        }
    }
    let options = Options {
        seed: arguments.seed,
        replications: arguments.replications,
        threads: common.threads,
        overwrite: arguments.overwrite,
        keep_cohort: arguments.keep_cohort,
        audience: arguments.audience,
        child_level: arguments.child_level,
        since: arguments.since.clone(),
        since_inputs: arguments.since_inputs.clone(),
        arguments: std::env::args().skip(1).collect(),
    };
    let stop = Stop::listen();
    let mut worst = Exit::Done;
    let mut objects = Vec::new();
    for (file, out) in &jobs {
        let progress = Progress::new(&stem(file), common, &stop);
        let result = batch::run(&file.to_string_lossy(), out, &options, &progress);
        progress.finish();
        let finished = match result {
            Ok(f) => f,
            Err(failure) => return failed(&failure, stop.is_set()),
        };
        for w in warnings(&finished) {
            warn(common, &w);
        }
        if !finished.replicated.converged {
            complain(&format!(
                "not converged after {} replications: the figures are less exact than --replications auto promises",
                finished.replicated.samples.len()
            ));
            worst = Exit::NotConverged;
        }
        if common.json {
            objects.push(summary(&finished));
        } else if !common.quiet {
            let mut shown = screen(&finished);
            if arguments.since.is_some() {
                shown.push_str(&bridge_since(&finished.out));
            }
            if print(&shown) != Exit::Done {
                worst = worst.max(Exit::Files);
            }
        }
    }
    if common.json {
        let value = match objects.len() {
            1 => objects.remove(0),
            _ => json!({ "runs": objects }),
        };
        let printed = print(&format!("{value}\n"));
        worst = worst.max(printed);
    }
    worst
}

/// Scenario and folder of each run. Scenarios of the same name get their folder's name before it.
fn jobs(files: &[PathBuf], out: &Path) -> Result<Vec<(PathBuf, PathBuf)>, String> {
    if let [file] = files {
        return Ok(vec![(file.clone(), out.to_owned())]);
    }
    let names = batch::folder_names(files).map_err(|name| {
        format!(
            "two scenarios would be written to {}; run them one by one",
            out.join(name).display()
        )
    })?;
    Ok(files
        .iter()
        .cloned()
        .zip(names.iter().map(|n| out.join(n)))
        .collect())
}

fn stem(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn warnings(f: &Finished) -> Vec<String> {
    let read = f.stage.scenario.warnings.iter().map(ToString::to_string);
    read.chain(f.forecast.warnings.iter().cloned()).collect()
}

fn screen(f: &Finished) -> String {
    let books = Books::new(&f.stage.model);
    let out = f.out.display().to_string();
    Screen {
        books: &books,
        forecast: &f.forecast,
        scenario: &f.stage.scenario.name,
        seconds: f.seconds,
        threads: f.threads,
        out: &out,
        colour: colour(&std::io::stdout()),
    }
    .render()
}

/// Why the outturn of the first year moved since the last forecast, and by how much the later ones did, from
/// `since.csv`.
fn bridge_since(out: &Path) -> String {
    let Ok(mut reader) = csv::Reader::from_path(out.join("since.csv")) else {
        return String::new();
    };
    let mut text = String::new();
    let mut later = Vec::new();
    let mut first = None;
    for row in reader.records().flatten() {
        let cell = |i: usize| row.get(i).unwrap_or("");
        let (year, term) = (cell(2), cell(3));
        let millions = cell(4).parse::<f64>().unwrap_or(0.0) / 1e6;
        if first.get_or_insert_with(|| year.to_owned()) != year {
            if term == "total" {
                later.push(format!("{year} {millions:+.3}"));
            }
        } else if term == "last_forecast" {
            text.push_str(&format!(
                "\nWhy {year} moved since {}, £m: the last forecast was {millions:.3}\n",
                cell(1)
            ));
        } else {
            let name = term.replace('_', " ");
            text.push_str(&format!("  {name:<60}{millions:>+8.3}\n"));
        }
    }
    if !later.is_empty() {
        text.push_str(&format!(
            "Later years, £m: {}; their terms are in since.csv\n",
            later.join(", ")
        ));
    }
    text
}

/// The machine's summary of a run.
fn summary(f: &Finished) -> Value {
    let books = Books::new(&f.stage.model);
    let years: Vec<Value> = (0..books.years()).map(|y| year(&books, f, y)).collect();
    json!({
        "scenario": f.stage.scenario.name,
        "council": f.stage.model.spec.council,
        "seed": f.stage.model.spec.seed,
        "replications": f.replicated.samples.len(),
        "converged": f.replicated.converged,
        "threads": f.threads,
        "events": f.replicated.events(),
        "simulate_seconds": f.replicated.simulate_seconds,
        "twins": f.replicated.twins.len(),
        "twin_seconds": f.replicated.twin_seconds,
        "seconds": f.seconds,
        "peak_memory_bytes": f.peak_memory_bytes,
        "out": f.out,
        "years": years,
        "outcomes": f.forecast.outcomes.iter().map(|o| json!({
            "title": o.title,
            "year": f.stage.model.horizon.years[o.year].to_string(),
            "amount": o.amount,
            "percentile": o.percentile.p,
            "mcse": o.percentile.mcse,
        })).collect::<Vec<Value>>(),
        "warnings": warnings(f),
    })
}

fn year(books: &Books, f: &Finished, y: usize) -> Value {
    let of = |measure| f.forecast.year(y, measure, Group::Total);
    let outturn = of(Measure::Cost);
    let at = |i: usize| outturn.and_then(|s| s.quantiles).map(|q| q[i]);
    json!({
        "year": books.model.horizon.years[y].to_string(),
        "budget": books.budget(y).map(|b| b.amount.pounds()),
        "mean": outturn.map(|s| s.mean),
        "mcse": outturn.and_then(|s| s.mcse),
        "p10": at(1),
        "p50": at(3),
        "p90": at(5),
        "variance": of(Measure::Variance).map(|s| s.mean),
        "p_overspend": of(Measure::Overspend).map(|s| s.mean),
        "p_overspend_mcse": of(Measure::Overspend).and_then(|s| s.mcse),
        "run_rate": of(Measure::RunRate).map(|s| s.mean),
        "children_end": of(Measure::ChildrenEnd).map(|s| s.mean),
    })
}

/// Reads scenarios and says what is wrong with them.
pub fn check(files: &[PathBuf], common: &Common) -> Exit {
    let mut text = String::new();
    let mut objects = Vec::new();
    let exit = check_all(files, common, &mut |file, stage| {
        let spec = &stage.model.spec;
        let uncertain = spec.parameters.len();
        let children = spec.cohort.count();
        text.push_str(&format!(
            "{}: right. {children} children in care at the start, {} years, {} assumptions, {uncertain} uncertain\n",
            file.display(),
            spec.years,
            stage.scenario.assumptions.len(),
        ));
        objects.push(json!({
            "file": file,
            "scenario": stage.scenario.name,
            "children": children,
            "years": spec.years,
            "assumptions": stage.scenario.assumptions.len(),
            "uncertain": uncertain,
        }));
    });
    if common.json {
        let right = exit == Exit::Done;
        return exit.max(print(&format!(
            "{}\n",
            json!({ "right": right, "scenarios": objects })
        )));
    }
    if common.quiet {
        exit
    } else {
        exit.max(print(&text))
    }
}

/// Reads every scenario; all problems of all of them are shown.
fn check_all(files: &[PathBuf], common: &Common, right: &mut dyn FnMut(&Path, &Stage)) -> Exit {
    let from = std::env::current_dir().unwrap_or_default();
    let mut worst = Exit::Done;
    for file in files {
        match Stage::load(&Disk, &from, &file.to_string_lossy()) {
            Ok(stage) => {
                for w in &stage.scenario.warnings {
                    warn(common, &w.to_string());
                }
                right(file, &stage);
            }
            Err(failure) => worst = worst.max(failed(&failure, false)),
        }
    }
    worst
}

/// Runs a run folder again and compares.
pub fn verify(folder: &Path, inputs: Option<PathBuf>, common: &Common) -> Exit {
    let stop = Stop::listen();
    let progress = Progress::new("verify", common, &stop);
    let result = batch::verify(folder, inputs, common.threads, &progress);
    progress.finish();
    let verified = match result {
        Ok(v) => v,
        Err(failure @ Failure::Interrupted) => return failed(&failure, true),
        Err(failure) => return failed(&failure, stop.is_set()),
    };
    let identical = verified.different.is_empty();
    let exit = if identical { Exit::Done } else { Exit::Fault };
    if common.json {
        let different: Vec<Value> = verified
            .different
            .iter()
            .map(|(file, line)| json!({ "file": file, "line": line }))
            .collect();
        let object = json!({ "identical": identical, "different": different });
        return exit.max(print(&format!("{object}\n")));
    }
    for (file, line) in &verified.different {
        complain(&match line {
            Some(line) => format!("{file} differs from line {line} on"),
            None => format!("{file} is not there"),
        });
    }
    if !identical {
        let m = &verified.manifest;
        complain(&format!(
            "{} was written by carecast {} ({}), this is carecast {} ({})",
            folder.display(),
            m.version,
            m.commit.as_deref().unwrap_or("commit not known"),
            env!("CARGO_PKG_VERSION"),
            option_env!("CARECAST_COMMIT").unwrap_or("commit not known"),
        ));
        return exit;
    }
    if common.quiet {
        return exit;
    }
    let files = verified.manifest.outputs.len();
    exit.max(print(&format!(
        "{}: identical. {files} files, {} replications, seed {}\n",
        folder.display(),
        verified.manifest.replications,
        verified.manifest.seed
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_has_its_own_folder() {
        let out = Path::new("o");
        let of = |files: &[&str]| {
            let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
            let list = jobs(&files, out)?;
            Ok::<_, String>(
                list.into_iter()
                    .map(|j| j.1.display().to_string())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(of(&["a/x.toml"]).unwrap(), ["o"]);
        assert_eq!(of(&["a/x.toml", "b/y.toml"]).unwrap(), ["o/x", "o/y"]);
        assert_eq!(of(&["a/x.toml", "b/x.toml"]).unwrap(), ["o/a-x", "o/b-x"]);
        assert!(of(&["a/x.toml", "a/x.toml"]).is_err());
    }
}
