//! The track record: scores by target and horizon, the sentence for members, and their files.

use super::{Score, Target};
use crate::forecast::scores::covered;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Columns of `scores.csv`.
pub const SCORES: &str =
    "origin,horizon_months,target,baseline,actual,mean,p05,p10,p25,p50,p75,p90,p95,crps,wis,pit";
/// Columns of `track_record.csv`.
pub const TRACK: &str = "target,horizon,n,mean_error_pct,bias_pct,cover50,cover80,cover90,inside80,crps,wis,pit_mean,\
                         wis_no_change,wis_last_growth,wis_damped,wis_markov,error_no_change_pct,\
                         error_last_growth_pct,error_damped_pct,error_markov_pct,sentence";
/// Forecasts that are compared with the model, in the order of the columns.
const OTHERS: [&str; 4] = ["no_change", "last_growth", "damped", "markov"];

/// A line of the track record.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What.
    pub target: Target,
    /// Months ahead.
    pub horizon: u32,
    /// Past forecasts.
    pub n: usize,
    /// Mean absolute error, % of what happened.
    pub error: f64,
    /// Mean error, %: above zero, too high.
    pub bias: f64,
    /// Shares inside the 50, 80 and 90% ranges; an outturn on a bound counts half.
    pub cover: [f64; 3],
    /// How many were inside the 80% range.
    pub inside: f64,
    /// Mean CRPS.
    pub crps: f64,
    /// Mean WIS.
    pub wis: f64,
    /// Mean of the probability integral transform: a half, where nothing leans.
    pub pit: f64,
    /// Mean WIS and mean absolute error in % of each of the others over the same forecasts, the model's beside; `None`:
    /// it has none.
    pub others: [Option<(f64, f64)>; 4],
}

fn percent(error: f64, actual: f64) -> f64 {
    100.0 * error / actual.abs().max(1.0)
}

/// Lines by target and horizon.
pub fn lines(scores: &[Score]) -> Vec<Line> {
    let mut groups: BTreeMap<(Target, u32), Vec<&Score>> = BTreeMap::new();
    for s in scores {
        groups.entry((s.target, s.horizon)).or_default().push(s);
    }
    let line = |((target, horizon), all): (&(Target, u32), &Vec<&Score>)| {
        let own: Vec<&&Score> = all.iter().filter(|s| s.baseline == "model").collect();
        let n = own.len();
        let mean =
            |of: &dyn Fn(&Score) -> f64| own.iter().map(|s| of(s)).sum::<f64>() / n.max(1) as f64;
        let cover =
            |a: usize, b: usize| mean(&|s| covered(s.quantiles[a], s.quantiles[b], s.actual));
        let others = OTHERS.map(|name| {
            let list: Vec<&&Score> = all.iter().filter(|s| s.baseline == name).collect();
            let m = list.len() as f64;
            (!list.is_empty()).then(|| {
                (
                    list.iter().map(|s| s.wis).sum::<f64>() / m,
                    list.iter()
                        .map(|s| percent((s.mean - s.actual).abs(), s.actual))
                        .sum::<f64>()
                        / m,
                )
            })
        });
        Line {
            target: *target,
            horizon: *horizon,
            n,
            // The median is what is nearest on average.
            error: mean(&|s| percent((s.quantiles[3] - s.actual).abs(), s.actual)),
            bias: mean(&|s| percent(s.mean - s.actual, s.actual)),
            cover: [cover(2, 4), cover(1, 5), cover(0, 6)],
            inside: cover(1, 5) * n as f64,
            crps: mean(&|s| s.crps),
            wis: mean(&|s| s.wis),
            pit: mean(&|s| s.pit),
            others,
        }
    };
    groups.iter().map(line).filter(|l| l.n > 0).collect()
}

impl Line {
    /// One sentence for members.
    pub fn sentence(&self) -> String {
        let what = match self.target {
            Target::Children => "the number of children looked after".to_owned(),
            Target::Cost => "the cost of placements".to_owned(),
            Target::Entries => "children starting to be looked after".to_owned(),
            Target::Exits => "children leaving care".to_owned(),
            other => format!("children in {}", other.name().replace('_', " ")),
        };
        format!(
            "Over {} past forecasts of {what}, {} months ahead, the 80% range contained the outturn {} times",
            self.n,
            self.horizon,
            self.inside.round() as i64
        )
    }
}

/// As `scores.csv`.
pub fn scores_csv(scores: &[Score]) -> String {
    let mut out = format!("{SCORES}\n");
    for s in scores {
        let q: Vec<String> = s.quantiles.iter().map(|x| format!("{x:.3}")).collect();
        let pit = if s.pit.is_nan() {
            String::new()
        } else {
            format!("{:.4}", s.pit)
        };
        // Writing to a string can not fail.
        let _ = writeln!(
            out,
            "{},{},{},{},{:.2},{:.3},{},{:.4},{:.6},{pit}",
            s.origin,
            s.horizon,
            s.target.name(),
            s.baseline,
            s.actual,
            s.mean,
            q.join(","),
            s.crps,
            s.wis
        );
    }
    out
}

/// As `track_record.csv`.
pub fn track_csv(lines: &[Line]) -> String {
    let mut out = format!("{TRACK}\n");
    for l in lines {
        let optional = |x: Option<f64>| x.map_or(String::new(), |x| format!("{x:.5}"));
        let wis: Vec<String> = l.others.iter().map(|o| optional(o.map(|o| o.0))).collect();
        let error: Vec<String> = l.others.iter().map(|o| optional(o.map(|o| o.1))).collect();
        let _ = writeln!(
            out,
            "{},{},{},{:.3},{:.3},{:.4},{:.4},{:.4},{:.1},{:.4},{:.6},{:.4},{},{},\"{}\"",
            l.target.name(),
            l.horizon,
            l.n,
            l.error,
            l.bias,
            l.cover[0],
            l.cover[1],
            l.cover[2],
            l.inside,
            l.crps,
            l.wis,
            l.pit,
            wis.join(","),
            error.join(","),
            l.sentence()
        );
    }
    out
}

/// A page for the screen.
pub fn screen(lines: &[Line]) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<26}{:>7}{:>5}{:>8}{:>7}{:>7}{:>6}{:>6}{:>9}  error in % of others, and WIS against the model's",
        "target", "months", "n", "error%", "bias%", "50%", "80%", "90%", "WIS"
    );
    let _ = writeln!(
        out,
        "{:<81}  {:>14}{:>14}{:>14}{:>14}",
        "", "no change", "last growth", "damped", "Markov"
    );
    for l in lines {
        let other = |o: &Option<(f64, f64)>| match o {
            Some((wis, error)) if l.wis > 0.0 => format!("{error:>7.1} x{:>5.2}", wis / l.wis),
            _ => String::new(),
        };
        let others: Vec<String> = l
            .others
            .iter()
            .map(|o| format!("{:>14}", other(o)))
            .collect();
        let _ = writeln!(
            out,
            "{:<26}{:>7}{:>5}{:>8.1}{:>7.1}{:>7.0}{:>6.0}{:>6.0}{:>9.4}  {}",
            l.target.name().replace('_', " "),
            l.horizon,
            l.n,
            l.error,
            l.bias,
            100.0 * l.cover[0],
            100.0 * l.cover[1],
            100.0 * l.cover[2],
            l.wis,
            others.join("")
        );
    }
    for target in [Target::Children, Target::Cost] {
        if let Some(l) = lines
            .iter()
            .filter(|l| l.target == target)
            .find(|l| l.horizon == 12)
        {
            let _ = writeln!(out, "\n{}.", l.sentence());
        }
    }
    out
}
