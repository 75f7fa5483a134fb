//! Every council, every past year.

use super::future::future;
use super::rival::{Rival, Rivals};
use super::score::{Score, score};
use super::target::Target;
use crate::council::level::{Pool, YEARS};
use crate::returns::panel::Panel;
use crate::words::error::Problems;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is to be scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Years ahead, 1 to 5.
    pub horizons: Vec<i32>,
    /// First origin; `None`: the first year with children.
    pub from: Option<i32>,
    /// Replications of each run.
    pub replications: u32,
    /// Councils forecast; empty: all. All are learnt from.
    pub councils: Vec<u16>,
}

/// A council and origin that could not be forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    /// The council.
    pub la_code: u16,
    /// The origin.
    pub origin: i32,
    /// Why.
    pub why: Problems,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done {
    /// Scores, by origin, council, target, horizon and forecaster.
    pub scores: Vec<Score>,
    /// What could not be forecast.
    pub failed: Vec<Failed>,
    /// Councils × origins that were run.
    pub runs: usize,
    /// Origins.
    pub origins: Vec<i32>,
}

/// Origins: every year with children published that has a later one with them too.
pub fn origins(panel: &Panel, request: &Request) -> Vec<i32> {
    let years: std::collections::BTreeSet<i32> = panel
        .councils()
        .flat_map(|c| panel.series(c.la_code, Target::Children.name()))
        .filter(|(_, e)| e.figure.known().is_some())
        .map(|(y, _)| y)
        .collect();
    let last = years.last().copied().unwrap_or(0);
    years
        .into_iter()
        .filter(|y| *y < last && request.from.is_none_or(|f| *y >= f))
        .collect()
}

/// Forecasts and scores. `watch` is told how many of how many runs are done, and says whether to go on. `None` when it
/// said no. The result does not depend on the number of threads.
pub fn track(
    panel: &Panel,
    request: &Request,
    watch: &(dyn Fn(usize, usize) -> bool + Sync),
) -> Option<Done> {
    let mut done = Done {
        origins: origins(panel, request),
        ..Done::default()
    };
    let mut tasks = Vec::new();
    let cut: Vec<Panel> = done.origins.iter().map(|y| panel.until(*y)).collect();
    let pools: Vec<Pool<'_>> = cut
        .par_iter()
        .zip(&done.origins)
        .map(|(cut, year)| Pool::new(cut, *year))
        .collect();
    for (i, &origin) in done.origins.iter().enumerate() {
        let has = |la: u16| Target::Children.figure(panel, la, origin).is_some();
        tasks.extend(
            panel
                .councils()
                .map(|c| c.la_code)
                .filter(|la| *la >= 100 && has(*la))
                .filter(|la| request.councils.is_empty() || request.councils.contains(la))
                .map(|la| (i, la)),
        );
    }
    let last = panel.years().map_or(0, |(_, last)| last);
    let furthest = request.horizons.iter().max().copied().unwrap_or(0);
    let count = AtomicUsize::new(0);
    let all = tasks.len();
    // Runs of early origins take longest; one at a time, no thread is left with many of them at the end.
    let ran: Vec<_> = tasks
        .par_iter()
        .with_max_len(1)
        .map(|(i, la)| {
            if !watch(count.load(Ordering::Relaxed), all) {
                return None;
            }
            // No year is run that can not be scored.
            let years = furthest.min(last - done.origins[*i]) as usize;
            let made = future(&cut[*i], &pools[*i], *la, request.replications, years);
            count.fetch_add(1, Ordering::Relaxed);
            let scored = made.map(|samples| {
                let samples = samples.unwrap_or_default();
                of_model(panel, request, done.origins[*i], *la, &samples)
            });
            Some((*i, *la, scored))
        })
        .collect();
    let mut scores = Vec::new();
    for result in ran {
        let (i, la_code, scored) = result?;
        done.runs += 1;
        match scored {
            Ok(list) => scores.extend(list),
            Err(why) => done.failed.push(Failed {
                la_code,
                origin: done.origins[i],
                why,
            }),
        }
    }
    let rivals: Vec<Vec<Score>> = done
        .origins
        .par_iter()
        .with_max_len(1)
        .map(|origin| of_rivals(panel, request, *origin))
        .collect();
    scores.extend(rivals.into_iter().flatten());
    scores.sort_by_key(|s| (s.origin, s.la_code, s.target, s.horizon, s.by));
    done.scores = scores;
    watch(all, all).then_some(done)
}

fn of_model(
    panel: &Panel,
    request: &Request,
    origin: i32,
    la: u16,
    samples: &super::future::Samples,
) -> Vec<Score> {
    let mut out = Vec::new();
    for &h in &request.horizons {
        let Some(of_year) = samples.get(h as usize - 1) else {
            continue;
        };
        for (target, sample) in Target::ALL.into_iter().zip(of_year) {
            if sample.is_empty() || target.figure(panel, la, origin).is_none() {
                continue;
            }
            if let Some(actual) = target.figure(panel, la, origin + h) {
                out.push(score(
                    (la, origin, h),
                    (target, Rival::Model),
                    sample,
                    actual,
                ));
            }
        }
    }
    out
}

fn of_rivals(panel: &Panel, request: &Request, origin: i32) -> Vec<Score> {
    let mut out = Vec::new();
    for target in Target::ALL {
        for &h in &request.horizons {
            for by in Rival::ALL.into_iter().filter(|b| *b != Rival::Model) {
                for (la, sample) in Rivals::new(panel, target, by, origin, h).samples() {
                    if !request.councils.is_empty() && !request.councils.contains(&la) {
                        continue;
                    }
                    if let Some(actual) = target.figure(panel, la, origin + h) {
                        out.push(score((la, origin, h), (target, by), &sample, actual));
                    }
                }
            }
        }
    }
    out
}

/// Reads horizons: `1y,2y,3y,5y`.
///
/// # Errors
/// What is wrong with them.
pub fn horizons(text: &str) -> Result<Vec<i32>, String> {
    let mut out = Vec::new();
    for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let years = part.strip_suffix('y').and_then(|n| n.parse::<i32>().ok());
        match years {
            Some(n) if (1..=YEARS as i32).contains(&n) => out.push(n),
            _ => {
                return Err(format!(
                    "`{part}` is no horizon of a panel: whole years from 1y to {YEARS}y, such as 1y,2y,3y,5y"
                ));
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    if out.is_empty() {
        return Err("no horizon is given: whole years, such as 1y,2y,3y,5y".to_owned());
    }
    Ok(out)
}
