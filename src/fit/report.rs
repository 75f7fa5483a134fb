//! The fit report: observed against expected for stays, moves, exits, entries, mix and prices, and how strongly each
//! was shrunk.

use super::Fit;
use super::cells::BANDS;
use super::draws::{quantile_of, quoted, short};
use super::level::spread_means;
use super::scenario_hazards::effect_draws;
use crate::model::hazards::Cause;
use crate::sampling::keyed::Key;
use crate::words::setting::{AGE_BANDS, EXITS, SETTINGS, STREAMS};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A row of `fit.csv`. Counts are weighted: older years count less.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportRow {
    /// `rate`, `stay`, `mix`, `entries`, `reentry`, `price`, `need`, `shrinkage`, `half_life`.
    pub table: &'static str,
    /// Event, stream or class.
    pub event: String,
    /// What it is of.
    pub group: String,
    /// Observed, where it is counted.
    pub observed: Option<f64>,
    /// What the reference expects.
    pub reference: Option<f64>,
    /// What the fit expects.
    pub fitted: Option<f64>,
    /// Ratio to the reference, or the value itself, with its 80% range.
    pub value: Option<f64>,
    /// P10.
    pub p10: Option<f64>,
    /// P90.
    pub p90: Option<f64>,
    /// P10 and P90 of what would be observed by chance alone, were the fit right.
    pub chance: Option<(f64, f64)>,
}

/// Where a count lies eight times in ten by chance alone: normal, with the variance of a Poisson count. Older years
/// count less, which makes it a little too wide.
fn chance(fitted: f64) -> Option<(f64, f64)> {
    let reach = 1.2816 * libm::sqrt(fitted.max(0.0));
    Some(((fitted - reach).max(0.0), fitted + reach))
}

const DURATIONS: [[&str; BANDS]; 2] = [
    [
        "to 2 weeks",
        "to 8 weeks",
        "to 6 months",
        "to 1 year",
        "to 2 years",
        "to 5 years",
        "beyond 5 years",
    ],
    [
        "to 1 week",
        "to 1 month",
        "to 3 months",
        "to 6 months",
        "to 1 year",
        "to 2 years",
        "beyond 2 years",
    ],
];

fn row(table: &'static str, event: &str, group: String) -> ReportRow {
    ReportRow {
        table,
        event: event.to_owned(),
        group,
        observed: None,
        reference: None,
        fitted: None,
        value: None,
        p10: None,
        p90: None,
        chance: None,
    }
}

/// Rows of the report.
pub fn report(fit: &Fit) -> Vec<ReportRow> {
    let mut out = Vec::new();
    for (h, score) in &fit.half_lives {
        out.push(ReportRow {
            fitted: Some(*score),
            value: Some(f64::from(u8::from(*h == fit.half_life))),
            ..row(
                "half_life",
                "all",
                if h.is_finite() {
                    format!("{h} years")
                } else {
                    "none".to_owned()
                },
            )
        });
    }
    for (c, cause) in Cause::ALL.into_iter().enumerate() {
        rates(fit, c, cause.name(), &mut out);
    }
    for (kind, event) in ["planned_move", "breakdown"].into_iter().enumerate() {
        mix(
            &fit.destinations[kind],
            event,
            &super::scenario_hazards::setting_names(),
            &mut out,
        );
    }
    mix(
        &fit.reasons,
        "exit",
        &super::scenario_hazards::exit_names(),
        &mut out,
    );
    mix(
        &fit.first,
        "entry",
        &super::scenario_hazards::setting_names(),
        &mut out,
    );
    for (stream, s) in fit.entries.streams.iter().enumerate() {
        let level: f64 = s.level.iter().map(|l| l.weight * l.mean).sum();
        let var: f64 = s
            .level
            .iter()
            .map(|l| l.weight * (l.variance + (l.mean - level) * (l.mean - level)))
            .sum();
        let sd = libm::sqrt(var) * 1.2816;
        let last = s.years.last().copied();
        out.push(ReportRow {
            observed: last,
            value: Some(libm::exp(level)),
            p10: Some(libm::exp(level - sd)),
            p90: Some(libm::exp(level + sd)),
            ..row(
                "entries",
                STREAMS[stream],
                "first entries a year".to_owned(),
            )
        });
        if stream == 0 {
            let (walk, transient) = spread_means(&s.level);
            for (name, x) in [("walk_sd", walk), ("transient_sd", transient)] {
                out.push(ReportRow {
                    value: Some(x),
                    ..row("entries", STREAMS[stream], name.to_owned())
                });
            }
        }
    }
    for (exit, (back, expected)) in fit
        .entries
        .back
        .iter()
        .enumerate()
        .filter(|(_, b)| b.1 > 0.0)
    {
        out.push(ReportRow {
            observed: Some(*back),
            reference: Some(*expected),
            value: Some((back + 4.0) / (expected + 4.0)),
            ..row("reentry", EXITS[exit], "came back".to_owned())
        });
    }
    for p in &fit.prices.settings {
        let sd = libm::sqrt(p.log.1) * 1.2816;
        out.push(ReportRow {
            observed: Some(p.weight),
            value: Some(libm::exp(p.log.0)),
            p10: Some(libm::exp(p.log.0 - sd)),
            p90: Some(libm::exp(p.log.0 + sd)),
            ..row(
                "price",
                SETTINGS[p.setting].name,
                "weekly price of the next placement".to_owned(),
            )
        });
    }
    for g in &fit.prices.growth {
        for (name, x) in [("existing", g.existing), ("new", g.new)] {
            out.push(ReportRow {
                observed: x.own,
                value: Some(x.rate),
                p10: Some(x.rate - 1.2816 * x.sd),
                p90: Some(x.rate + 1.2816 * x.sd),
                ..row("price", g.name, format!("growth a year, {name} placements"))
            });
        }
    }
    let (with, all) = fit.need;
    out.push(ReportRow {
        observed: Some(with as f64),
        value: Some(with as f64 / (all as f64).max(1.0)),
        ..row(
            "need",
            "all",
            "children in care with a need band; no rate or price is fitted by need".to_owned(),
        )
    });
    out
}

fn rates(fit: &Fit, c: usize, cause: &str, out: &mut Vec<ReportRow>) {
    let of = &fit.causes[c];
    let draws = effect_draws(of, Key::root(11).named(cause), 400);
    let range = |value: &dyn Fn(&[f64]) -> f64| {
        let values: Vec<f64> = draws.iter().map(|d| libm::exp(value(&d.0))).collect();
        (
            Some(quantile_of(&values, 0.1)),
            Some(quantile_of(&values, 0.9)),
        )
    };
    let fitted: f64 = of.fitted.values().map(|f| f.1).sum();
    // Totals: the effects of all cells together, each by what it weighs.
    let total = |d: &[f64]| {
        let sum: f64 = of
            .cells_expected
            .iter()
            .map(|(effects, expected)| {
                let log: f64 = effects.iter().map(|i| d[*i]).sum();
                expected * libm::exp(log)
            })
            .sum();
        libm::log(sum / of.total.1.max(1e-9))
    };
    let (p10, p90) = range(&total);
    out.push(ReportRow {
        observed: Some(of.total.0),
        reference: Some(of.total.1),
        fitted: Some(fitted),
        value: Some(fitted / of.total.1.max(1e-9)),
        p10,
        p90,
        ..row("rate", cause, "total".to_owned())
    });
    for (g, group) in super::GROUPS.iter().enumerate() {
        out.push(ReportRow {
            value: Some(of.shrunk.sd[g]),
            ..row("shrinkage", cause, group.name.to_owned())
        });
    }
    out.push(ReportRow {
        value: Some(of.year_sd),
        ..row("shrinkage", cause, "year to year".to_owned())
    });
    // By setting, age, time and stream, in their own order.
    let mut sums: BTreeMap<(usize, usize), (f64, f64, f64)> = BTreeMap::new();
    for (cell, (observed, fitted)) in &of.fitted {
        let expected = of.expected.get(cell).copied().unwrap_or(0.0);
        let clock = usize::from(c > 0 || fit.reference.over_placement(cell.setting));
        let time = clock * BANDS + cell.band;
        let keys = [cell.setting, cell.age, time, cell.stream];
        for key in keys.into_iter().enumerate() {
            let s = sums.entry(key).or_default();
            *s = (s.0 + observed, s.1 + expected, s.2 + fitted);
        }
    }
    for ((by, i), (observed, expected, fitted)) in sums {
        let name = match by {
            0 => SETTINGS[i].name.to_owned(),
            1 => AGE_BANDS[i].to_owned(),
            // Exits run over time in care, of some settings over time in the placement.
            2 if c == 0 && i >= BANDS => format!("{} in the placement", DURATIONS[1][i - BANDS]),
            2 => DURATIONS[i / BANDS][i % BANDS].to_owned(),
            _ => STREAMS[i].to_owned(),
        };
        out.push(ReportRow {
            observed: Some(observed),
            reference: Some(expected),
            fitted: Some(fitted),
            value: Some(fitted / expected.max(1e-9)),
            chance: chance(fitted),
            ..row(if by == 2 { "stay" } else { "rate" }, cause, name)
        });
    }
}

fn mix(of: &super::ShareFit, event: &str, names: &[&str], out: &mut Vec<ReportRow>) {
    for (i, name) in names.iter().enumerate() {
        let (observed, reference, fitted) = of.totals(i);
        if observed + fitted > 0.05 {
            out.push(ReportRow {
                observed: Some(observed),
                reference: Some(reference),
                fitted: Some(fitted),
                value: Some(fitted / reference.max(1e-9)),
                chance: chance(fitted),
                ..row("mix", event, (*name).to_owned())
            });
        }
    }
}

/// As `fit.csv`.
pub fn csv(rows: &[ReportRow]) -> String {
    let mut out =
        "table,event,group,observed,reference,fitted,value,p10,p90,chance_p10,chance_p90\n"
            .to_owned();
    let cell = |x: Option<f64>| x.map_or(String::new(), short);
    for r in rows {
        // Writing to a string can not fail.
        let _ = writeln!(
            out,
            "{},{},{},{},{},{},{},{},{},{},{}",
            r.table,
            r.event,
            quoted(&r.group),
            cell(r.observed),
            cell(r.reference),
            cell(r.fitted),
            cell(r.value),
            cell(r.p10),
            cell(r.p90),
            cell(r.chance.map(|c| c.0)),
            cell(r.chance.map(|c| c.1))
        );
    }
    out
}
