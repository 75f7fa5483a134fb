//! `backtest`.

use super::args::{Backtest, Common};
use super::progress::Stop;
use super::{Exit, complain, print, show_problems, warn};
use crate::backtest::{Done, Request, Set, Target, deciles, horizons, large, summarise, track};
use crate::report::backtest as report;
use crate::returns::dfe::{Source, text};
use crate::returns::panel::{Panel, read};
use crate::scenario::Rejected;
use crate::store::{Folder, StoreError};
use crate::words::error::Problems;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::time::Instant;

/// Forecasts the past and scores it.
pub fn backtest(arguments: &Backtest, common: &Common) -> Exit {
    let panel = match (&arguments.panel, &arguments.returns) {
        (Some(panel), _) => panel,
        (None, Some(returns)) => {
            return super::backtest_returns::backtest(returns, arguments, common);
        }
        (None, None) => return Exit::Arguments,
    };
    let clock = Instant::now();
    let years = arguments.horizons.as_deref().unwrap_or("1y,2y,3y,5y");
    let horizons = match horizons(years) {
        Ok(h) => h,
        Err(why) => {
            complain(&why);
            return Exit::Arguments;
        }
    };
    let place = panel.display().to_string();
    let panel = match open(panel, &place) {
        Ok(panel) => panel,
        Err(exit) => return exit,
    };
    for notice in &panel.notices {
        warn(common, notice);
    }
    let mut councils = Vec::new();
    for name in &arguments.name {
        match panel.find(name) {
            Ok(council) => councils.push(council.la_code),
            Err(near) => {
                let near = match near.first() {
                    Some(_) => format!("; did you mean {}?", near.join(", ")),
                    None => String::new(),
                };
                complain(&format!("{place} has no council `{name}`{near}"));
                return Exit::Input;
            }
        }
    }
    let folder = match Folder::begin_with(&arguments.out, arguments.overwrite, SUMMARY) {
        Ok(folder) => folder,
        Err(e) => {
            complain(&e.to_string());
            return Exit::Files;
        }
    };
    let request = Request {
        horizons,
        from: arguments.from,
        replications: arguments.replications,
        councils,
    };
    let stop = Stop::listen();
    let Some(done) = run(&panel, &request, common, &stop) else {
        complain("interrupted; nothing was written");
        return Exit::Interrupted;
    };
    if done.scores.is_empty() {
        complain(&format!(
            "{place} holds no two years of `{}` a forecast could be scored on",
            Target::Children.name()
        ));
        return Exit::Input;
    }
    for f in done.failed.iter().take(5) {
        let name = panel.by_code(f.la_code).map_or("", |c| c.name.as_str());
        warn(
            common,
            &format!("{name} ({}) could not be forecast: {}", f.origin, f.why),
        );
    }
    if done.failed.len() > 5 {
        warn(common, &format!("and {} more", done.failed.len() - 5));
    }
    let judged = large(&panel);
    let is_large = |la: u16| judged.contains(&la);
    let cells = summarise(&done.scores, &request.horizons, is_large);
    let last = |t: Target, la: u16, y: i32| t.figure(&panel, la, y);
    let tenths = deciles(&done.scores, &request.horizons, is_large, last);
    let written = folder
        .write("scores.csv", |to| report::scores(to, &panel, &done))
        .and_then(|()| folder.write(SUMMARY, |to| report::summary(to, &cells)))
        .and_then(|()| folder.write("deciles.csv", |to| report::deciles(to, &tenths)))
        .and_then(|()| folder.finish());
    let out = match written {
        Ok(out) => out,
        Err(e) => {
            complain(&StoreError::to_string(&e));
            return Exit::Files;
        }
    };
    let seconds = clock.elapsed().as_secs_f64();
    if common.json {
        print(&format!("{}\n", object(&done, &cells, &out, seconds)))
    } else if common.quiet {
        Exit::Done
    } else {
        print(&format!(
            "{}\n{seconds:.0} seconds. The files are in {}\n",
            report::screen(&cells, &done),
            out.display()
        ))
    }
}

/// The file a folder of scores is known by.
const SUMMARY: &str = "summary.csv";

fn open(panel: &std::path::Path, place: &str) -> Result<Panel, Exit> {
    let bytes = std::fs::read(panel).map_err(|e| {
        complain(&format!("could not read {place}: {e}"));
        Exit::Files
    })?;
    let source = Source {
        name: place.to_owned(),
        bytes,
    };
    let text = text(&source).map_err(|problem| {
        show_problems(&Rejected {
            problems: Problems(vec![problem]),
            texts: BTreeMap::new(),
        });
        Exit::Input
    })?;
    read(place, &text).map_err(|problems| {
        let texts = BTreeMap::from([(place.to_owned(), text)]);
        show_problems(&Rejected { problems, texts });
        Exit::Input
    })
}

fn run(panel: &Panel, request: &Request, common: &Common, stop: &Stop) -> Option<Done> {
    let target = if common.quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(0), target);
    let template = "[{bar:40}] {human_pos}/{human_len} councils and years, {eta} to go";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    let watch = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        !stop.is_set()
    };
    let done = match rayon::ThreadPoolBuilder::new()
        .num_threads(common.threads)
        .build()
    {
        Ok(pool) => pool.install(|| track(panel, request, &watch)),
        Err(_) => track(panel, request, &watch),
    };
    bar.finish_and_clear();
    done
}

fn object(
    done: &Done,
    cells: &[crate::backtest::Cell],
    out: &std::path::Path,
    seconds: f64,
) -> serde_json::Value {
    let rows: Vec<_> = cells
        .iter()
        .filter(|c| c.set == Set::Judged && c.n > 0)
        .map(|c| {
            serde_json::json!({
                "target": c.target.name(),
                "horizon": c.horizon,
                "baseline": c.by.name(),
                "n": c.n,
                "median_ape": c.median_ape,
                "bias": c.bias,
                "cover50": c.coverage[0].0,
                "cover80": c.coverage[1].0,
                "cover90": c.coverage[2].0,
                "wis": c.wis,
                "skill": c.skill[0],
            })
        })
        .collect();
    serde_json::json!({
        "runs": done.runs,
        "failed": done.failed.len(),
        "scores": done.scores.len(),
        "summary": rows,
        "seconds": seconds,
        "out": out.display().to_string(),
    })
}
