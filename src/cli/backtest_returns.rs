//! `backtest` of a council's own returns.

use super::args::{Backtest, Common};
use super::fit::Inputs;
use super::progress::{Progress, Stop};
use super::{Exit, complain, failed, print, warn};
use crate::backtest::returns::{
    Months, Options, Score, lines, origins, score_origin, scores_csv, screen, track_csv,
};
use crate::batch::{Failure, Watch, pool};
use crate::fit;
use crate::returns::fees::Fees;
use crate::store::Folder;
use rayon::prelude::*;
use serde_json::json;
use std::path::Path;

/// Marks a folder as a track record's.
const MARK: &str = "track_record.csv";

/// Horizons in months from `3m,6m,1y`.
pub fn horizons(text: &str) -> Result<Vec<u32>, String> {
    let one = |part: &str| -> Option<u32> {
        let part = part.trim();
        let (number, scale) = match part.strip_suffix('y') {
            Some(years) => (years, 12),
            None => (part.strip_suffix('m').unwrap_or(part), 1),
        };
        let months = number.trim().parse::<u32>().ok()?.checked_mul(scale)?;
        (1..=120).contains(&months).then_some(months)
    };
    let mut out = Vec::new();
    for part in text.split(',').filter(|p| !p.trim().is_empty()) {
        match one(part) {
            Some(m) => out.push(m),
            None => {
                return Err(format!(
                    "`{}` is no horizon; 3m, 6m, 12m, 2y were expected",
                    part.trim()
                ));
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    match out.is_empty() {
        true => Err("no horizon; 3m, 6m, 12m, 2y were expected".to_owned()),
        false => Ok(out),
    }
}

/// Scores past forecasts and writes the track record.
pub fn backtest(returns: &Path, arguments: &Backtest, common: &Common) -> Exit {
    let horizons = match horizons(arguments.horizons.as_deref().unwrap_or("3m,6m,12m,24m")) {
        Ok(h) => h,
        Err(why) => {
            complain(&why);
            return Exit::Arguments;
        }
    };
    let inputs = Inputs {
        returns,
        fees: arguments.fees.as_deref(),
        ledger: None,
        as_at: None,
        from: None,
        la: None,
        anonymise: None,
    };
    let stop = Stop::listen();
    match scored(&inputs, horizons, arguments, common, &stop) {
        Ok(exit) => exit,
        Err(failure) => failed(&failure, stop.is_set()),
    }
}

fn scored(
    inputs: &Inputs<'_>,
    horizons: Vec<u32>,
    arguments: &Backtest,
    common: &Common,
    stop: &Stop,
) -> Result<Exit, Failure> {
    let council = inputs.read()?;
    let folder = Folder::begin_with(&arguments.out, arguments.overwrite, MARK)?;
    let options = Options {
        horizons,
        every: arguments.every,
        replications: arguments.replications,
        fit: fit::Options {
            draws: 200,
            ..fit::Options::default()
        },
        ..Options::default()
    };
    let none = Fees::default();
    let fees = council.fees.as_ref().unwrap_or(&none);
    let months = Months::of(&council.history, fees);
    let all = origins(&council.history, &options);
    if all.is_empty() {
        return Err(Failure::Arguments(format!(
            "the returns from {} to {} are too short for a backtest: {} years before the first origin and {} months after it are needed",
            council.history.from,
            council.history.as_at(),
            options.first_after,
            options.horizons.first().copied().unwrap_or(3)
        )));
    }
    let pool = pool(common.threads).map_err(|e| Failure::Fault(e.to_string()))?;
    let progress = Progress::new("backtest", common, stop);
    progress.expect(all.len());
    let results: Vec<Result<Vec<Score>, String>> = pool.install(|| {
        all.par_iter()
            .with_max_len(1)
            .map(|origin| {
                if progress.stopped() {
                    return Ok(Vec::new());
                }
                let scores = score_origin(&council.history, fees, &months, *origin, &options);
                progress.done(1);
                scores.map_err(|e| format!("{origin}: {e}"))
            })
            .collect()
    });
    progress.finish();
    if stop.is_set() {
        return Err(Failure::Interrupted);
    }
    let mut scores = Vec::new();
    for result in results {
        match result {
            Ok(s) => scores.extend(s),
            Err(why) => warn(common, &format!("no forecast from {why}")),
        }
    }
    for note in &council.notes {
        warn(common, note);
    }
    let table = lines(&scores);
    folder.write("scores.csv", |w| {
        w.write_all(scores_csv(&scores).as_bytes())
    })?;
    folder.write(MARK, |w| w.write_all(track_csv(&table).as_bytes()))?;
    let out = folder.finish()?;
    if common.json {
        let rows: Vec<serde_json::Value> = table
            .iter()
            .map(|l| {
                json!({
                    "target": l.target.name(), "horizon_months": l.horizon, "n": l.n, "error_pct": l.error,
                    "bias_pct": l.bias, "cover50": l.cover[0], "cover80": l.cover[1], "cover90": l.cover[2],
                    "wis": l.wis, "sentence": l.sentence(),
                })
            })
            .collect();
        let object = json!({ "out": out, "origins": all.len(), "scores": rows });
        return Ok(print(&format!("{object}\n")));
    }
    if common.quiet {
        return Ok(Exit::Done);
    }
    let text = format!(
        "{}\n{} origins from {} to {}; at each only what was known then. Markov: the daily stock-and-flow model, rates of the two years before.\n\n{}\nThe files are in {}\n",
        council.audit.words(),
        all.len(),
        all.first().map_or(String::new(), ToString::to_string),
        all.last().map_or(String::new(), ToString::to_string),
        screen(&table),
        out.display()
    );
    Ok(print(&text))
}

#[cfg(test)]
mod tests {
    use super::horizons;

    #[test]
    fn horizons_are_months_or_years() {
        assert_eq!(horizons("3m,6m, 1y,24m"), Ok(vec![3, 6, 12, 24]));
        assert_eq!(horizons("12,12m"), Ok(vec![12]));
        for wrong in ["", "x", "0m", "-3m", "1w", "99y"] {
            assert!(horizons(wrong).is_err(), "{wrong}");
        }
    }
}
