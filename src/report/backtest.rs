//! The track record: `scores.csv`, `summary.csv`, `deciles.csv`, and a screen for members.

use super::csv::number;
use super::figures::whole;
use crate::backtest::{Cell, Decile, Done, Rival, Set, Target};
use crate::returns::panel::Panel;
use std::fmt::Write;
use std::io;

/// Columns of `scores.csv`.
pub const SCORES: [&str; 18] = [
    "la_code", "la_name", "origin", "horizon", "target", "baseline", "actual", "mean", "p05",
    "p10", "p25", "p50", "p75", "p90", "p95", "crps", "wis", "pit",
];

/// Writes `scores.csv`: a row for each forecast of a council, origin, horizon and target; `baseline` says whose.
///
/// # Errors
/// Those of `to`.
pub fn scores(to: &mut dyn io::Write, panel: &Panel, done: &Done) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(SCORES)?;
    for s in &done.scores {
        let name = panel.by_code(s.la_code).map_or("", |c| c.name.as_str());
        let mut row = vec![
            s.la_code.to_string(),
            name.to_owned(),
            s.origin.to_string(),
            s.horizon.to_string(),
            s.target.name().to_owned(),
            s.by.name().to_owned(),
        ];
        row.extend([s.actual, s.mean].map(number));
        row.extend(s.quantiles.map(number));
        row.extend([s.crps, s.wis, s.pit].map(number));
        out.write_record(&row)?;
    }
    out.flush()
}

/// Columns of `summary.csv`.
pub const SUMMARY: [&str; 30] = [
    "target",
    "horizon",
    "councils",
    "baseline",
    "judged",
    "n",
    "median_ape",
    "mean_ape",
    "bias",
    "median_bias",
    "cover50",
    "cover50_se",
    "cover80",
    "cover80_se",
    "cover90",
    "cover90_se",
    "wis",
    "crps",
    "pairs",
    "skill",
    "skill_p05",
    "skill_p95",
    "pit_0_20",
    "pit_20_40",
    "pit_40_60",
    "pit_60_80",
    "pit_80_100",
    "ape_ratio",
    "wis_ratio",
    "note",
];

/// Writes `summary.csv`. `skill` is the model's against the baseline of the row, on the cases both have. What could not
/// be formed has n = 0 and blanks.
///
/// # Errors
/// Those of `to`.
pub fn summary(to: &mut dyn io::Write, cells: &[Cell]) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(SUMMARY)?;
    let or_blank = |x: f64| {
        if x.is_finite() {
            number(x)
        } else {
            String::new()
        }
    };
    for c in cells {
        let horizon = c.horizon.map_or("1-3".to_owned(), |h| h.to_string());
        let judged = c.set == Set::Judged && !c.target.only_reported();
        let mut row = vec![
            c.target.name().to_owned(),
            horizon,
            c.set.name().to_owned(),
            c.by.name().to_owned(),
            (if judged { "yes" } else { "no" }).to_owned(),
            c.n.to_string(),
        ];
        row.extend([c.median_ape, c.mean_ape, c.bias, c.median_bias].map(or_blank));
        for (share, error) in c.coverage {
            row.extend([share, error].map(or_blank));
        }
        row.extend([c.wis, c.crps].map(or_blank));
        row.push(c.pairs.to_string());
        row.extend(c.skill.map(or_blank));
        row.extend(
            c.pit
                .map(|p| if c.n > 0 { number(p) } else { String::new() }),
        );
        let model = cells.iter().find(|m| {
            m.by == Rival::Model && (m.target, m.horizon, m.set) == (c.target, c.horizon, c.set)
        });
        let ratio = |of: fn(&Cell) -> f64| model.map_or(f64::NAN, |m| of(m) / of(c));
        row.extend([ratio(|c| c.median_ape), ratio(|c| c.wis)].map(or_blank));
        row.push(note(c).to_owned());
        out.write_record(&row)?;
    }
    out.flush()
}

/// Why a row has no forecasts.
fn note(c: &Cell) -> &'static str {
    match (c.n, c.target) {
        (0, Target::Spend) => {
            "no origin with enough past: no spend of 2015, and its source changes there"
        }
        (0, Target::Homes) => "homes are split out from 2020 only",
        (0, Target::ResidentialWeek) => "unit costs start in 2016",
        (0, _) => "no origin with enough past",
        (_, t) if t.only_reported() => "reported, not judged: the history is short",
        _ => "",
    }
}

/// Writes `deciles.csv`: the model's forecasts in ten parts by the change forecast, and what came.
///
/// # Errors
/// Those of `to`.
pub fn deciles(to: &mut dyn io::Write, rows: &[Decile]) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record([
        "target",
        "horizon",
        "decile",
        "n",
        "forecast_log_change",
        "actual_log_change",
        "inside_80",
    ])?;
    for d in rows {
        let mut row = vec![d.target.name().to_owned()];
        row.extend([d.horizon.to_string(), d.decile.to_string(), d.n.to_string()]);
        row.extend([d.forecast, d.actual, d.inside].map(number));
        out.write_record(&row)?;
    }
    out.flush()
}

/// One sentence and one table for members.
pub fn screen(cells: &[Cell], done: &Done) -> String {
    let mut text = String::new();
    let find = |target: Target, horizon: i32, by: Rival| {
        cells.iter().find(|c| {
            c.set == Set::Judged
                && c.n > 0
                && (c.target, c.horizon, c.by) == (target, Some(horizon), by)
        })
    };
    let best = |target: Target, horizon: i32| {
        Rival::ALL
            .into_iter()
            .skip(1)
            .filter_map(|by| find(target, horizon, by))
            .min_by(|a, b| a.wis.total_cmp(&b.wis))
    };
    if let (Some(c), Some(s)) = (
        find(Target::Children, 1, Rival::Model),
        find(Target::Spend, 1, Rival::Model),
    ) {
        let _ = writeln!(
            text,
            "Tested on {} past forecasts of councils with 100 children or more: a year ahead, half of the forecasts of \
             children were within {:.1}% of what came, of spend within {:.1}%; {:.0} and {:.0} of 100 fell inside the \
             80% range.\n",
            whole(c.n as f64),
            100.0 * c.median_ape,
            100.0 * s.median_ape,
            100.0 * c.coverage[1].0,
            100.0 * s.coverage[1].0
        );
    }
    let _ = writeln!(
        text,
        "{:<34}{:>6}{:>7}{:>9}{:>8}{:>12}{:>10}  {:<24}",
        "Ahead",
        "years",
        "n",
        "error, %",
        "bias, %",
        "inside 80%",
        "inside 50%",
        "better than the best rule, %"
    );
    for target in Target::ALL {
        for h in [1, 2, 3, 5] {
            let Some(m) = find(target, h, Rival::Model) else {
                continue;
            };
            let against = best(target, h).map_or(String::new(), |b| {
                format!(
                    "{:+.1} ({:+.1} to {:+.1}) {}",
                    100.0 * b.skill[0],
                    100.0 * b.skill[1],
                    100.0 * b.skill[2],
                    b.by.name()
                )
            });
            let _ = writeln!(
                text,
                "{:<34}{:>6}{:>7}{:>9.1}{:>8.1}{:>12}{:>10.1}  {}",
                target.name(),
                h,
                whole(m.n as f64),
                100.0 * m.median_ape,
                100.0 * m.bias,
                format!(
                    "{:.1}±{:.1}",
                    100.0 * m.coverage[1].0,
                    100.0 * m.coverage[1].1
                ),
                100.0 * m.coverage[0].0,
                against
            );
        }
    }
    let _ = writeln!(
        text,
        "error: median; bias: mean of mean forecast ÷ actual − 1; better: mean weighted interval score, with a 90% \
         interval, against the best of no change, last growth, three-year growth, damped growth"
    );
    if let (Some(first), Some(last)) = (done.origins.first(), done.origins.last()) {
        let _ = writeln!(
            text,
            "Origins {first} to {last}, each from rows up to it, in the latest vintage; judged from {}; {} runs",
            Set::FROM,
            whole(done.runs as f64)
        );
    }
    text
}
