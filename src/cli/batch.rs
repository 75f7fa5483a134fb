//! `batch`.

use super::args::{Batch, Common};
use super::paths::expand;
use super::progress::{Progress, Stop};
use super::{Exit, complain, failed, print};
use crate::batch::{self, Ended, Failure, Job, Options};
use crate::compare::{Item, Of, What};
use crate::report::batch::{Run, Year, screen, summary};
use crate::store::{Manifest, StoreError, read_forecast, write_file};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs scenarios × seeds.
pub fn batch(arguments: &Batch, common: &Common) -> Exit {
    let clock = Instant::now();
    let jobs = match jobs(arguments) {
        Ok(jobs) => jobs,
        Err(why) => {
            complain(&why);
            return Exit::Arguments;
        }
    };
    let options = Options {
        replications: arguments.replications,
        threads: common.threads,
        arguments: std::env::args().skip(1).collect(),
        ..Options::default()
    };
    let stop = Stop::listen();
    let name = format!("{} runs", jobs.len());
    let progress = Progress::new(&name, common, &stop);
    let ended = batch::many(&jobs, &options, &progress);
    progress.finish();
    let ended = match ended {
        Ok(ended) => ended,
        Err(failure) => return failed(&failure, stop.is_set()),
    };
    if stop.is_set() {
        let whole = ended
            .iter()
            .filter(|e| !matches!(e, Ended::Failed(_)))
            .count();
        complain(&format!(
            "interrupted: {whole} of {} runs are whole, of the others nothing was written; the same command goes on \
             from there",
            jobs.len()
        ));
        return Exit::Interrupted;
    }
    let exit = tell(&jobs, &ended);
    let mut runs = Vec::new();
    for (job, how) in jobs.iter().zip(&ended) {
        match row(job, how) {
            Ok(run) => runs.push(run),
            Err(failure) => return failed(&failure, false),
        }
    }
    let mut text = Vec::new();
    let place = arguments.out.join("summary.csv");
    let written = summary(&mut text, &runs)
        .map_err(|e| StoreError::new("write", &place, e))
        .and_then(|()| make(&arguments.out))
        .and_then(|()| write_file(&place, &text));
    if let Err(e) = written {
        complain(&e.to_string());
        return Exit::Files;
    }
    let shown = if common.json {
        let object = object(&runs, &ended, arguments, clock.elapsed().as_secs_f64());
        print(&format!("{object}\n"))
    } else if common.quiet {
        Exit::Done
    } else {
        let count = |what: &dyn Fn(&Ended) -> bool| ended.iter().filter(|e| what(e)).count();
        print(&format!(
            "{}\n{} run, {} kept, {} failed; {:.1} seconds. The table is {}\n",
            screen(&runs),
            count(&|e| matches!(e, Ended::Run)),
            count(&|e| matches!(e, Ended::Kept)),
            count(&|e| matches!(e, Ended::Failed(_))),
            clock.elapsed().as_secs_f64(),
            place.display(),
        ))
    };
    let vague = runs.iter().any(|r| r.status == NOT_CONVERGED);
    match exit {
        Exit::Done if vague => Exit::NotConverged,
        Exit::Done => shown,
        failed => failed,
    }
}

const NOT_CONVERGED: &str = "not converged";

fn make(folder: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(folder).map_err(|e| StoreError::new("make the folder", folder, e))
}

fn jobs(arguments: &Batch) -> Result<Vec<Job>, String> {
    let files: Vec<PathBuf> = expand(&arguments.scenarios)?;
    let seeds = arguments.seeds.as_ref().map_or(&[][..], |s| &s.0);
    batch::jobs(&files, seeds, &arguments.out).map_err(|name| {
        format!(
            "two scenarios would be written to {}; rename one of them or its folder",
            arguments.out.join(name).display()
        )
    })
}

/// Says what went wrong, every file once, and how the program ends: wrong input before the file system.
fn tell(jobs: &[Job], ended: &[Ended]) -> Exit {
    let mut told = BTreeSet::new();
    let mut found = BTreeSet::new();
    for (job, how) in jobs.iter().zip(ended) {
        let Ended::Failed(failure) = how else {
            continue;
        };
        let input = matches!(failure, Failure::Input(_));
        if input && !told.insert(&job.file) {
            continue;
        }
        found.insert(failed(failure, false));
    }
    [Exit::Fault, Exit::Input, Exit::Files, Exit::Interrupted]
        .into_iter()
        .find(|e| found.contains(e))
        .unwrap_or(Exit::Done)
}

/// The row of a run, from its folder.
fn row(job: &Job, how: &Ended) -> Result<Run, Failure> {
    let text = |p: Option<&std::ffi::OsStr>| p.unwrap_or_default().to_string_lossy().into_owned();
    let mut run = Run {
        scenario: text(job.file.file_stem()),
        seed: job.seed,
        status: "done",
        years: Vec::new(),
        seconds: None,
        folder: text(job.out.file_name()),
    };
    if let Ended::Failed(failure) = how {
        run.status = match failure {
            Failure::Input(_) => "wrong input",
            Failure::Store(_) => "file system",
            Failure::Interrupted => "interrupted",
            Failure::Arguments(_) | Failure::Fault(_) => "fault",
        };
        return Ok(run);
    }
    let manifest = Manifest::read(&job.out)?;
    let place = job.out.join("forecast.csv");
    let text = std::fs::read_to_string(&place).map_err(|e| StoreError::new("read", &place, e))?;
    let forecast = read_forecast(&place.to_string_lossy(), &text)
        .map_err(|_| StoreError::new("understand", &place, "it is no forecast.csv"))?;
    run.seed = Some(manifest.seed);
    run.seconds = Some(manifest.seconds);
    if manifest.converged == Some(false) {
        run.status = NOT_CONVERGED;
    }
    let figures = &forecast.figures;
    let cell = |what, of, y| figures.cells.get(&(Item { what, of }, y));
    let mean = |what, of, y| cell(what, of, y).map(|s| s.mean);
    run.years = forecast
        .years
        .iter()
        .enumerate()
        .filter_map(|(y, year)| {
            let cost = cell(What::Cost, Of::Total, y)?;
            Some(Year {
                year: *year,
                mean: cost.mean,
                p10: cost.quantiles.map(|q| q[1]),
                p90: cost.quantiles.map(|q| q[5]),
                p_overspend: figures.overspend[y].map(|p| p.mean),
                children: [Of::Families, Of::Homes].map(|of| mean(What::ChildrenEnd, of, y)),
                fostering: [What::Households, What::Places].map(|what| mean(what, Of::Total, y)),
            })
        })
        .collect();
    Ok(run)
}

/// The machine's summary.
fn object(runs: &[Run], ended: &[Ended], arguments: &Batch, seconds: f64) -> Value {
    let rows: Vec<Value> = runs
        .iter()
        .zip(ended)
        .map(|(r, how)| {
            let years: Vec<Value> = r
                .years
                .iter()
                .map(|y| {
                    json!({
                        "year": y.year.to_string(),
                        "mean": y.mean,
                        "p10": y.p10,
                        "p90": y.p90,
                        "p_overspend": y.p_overspend,
                        "children_in_families": y.children[0],
                        "children_in_homes": y.children[1],
                        "households": y.fostering[0],
                        "places": y.fostering[1],
                    })
                })
                .collect();
            json!({
                "scenario": r.scenario,
                "seed": r.seed,
                "status": r.status,
                "kept": matches!(how, Ended::Kept),
                "years": years,
                "seconds": r.seconds,
                "folder": r.folder,
            })
        })
        .collect();
    json!({ "runs": rows, "seconds": seconds, "out": arguments.out })
}
