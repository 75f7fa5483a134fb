//! Hazards of the fit as rows of a scenario, with their draws.

use super::Fit;
use super::cells::{CARE_EDGES, PLACEMENT_EDGES};
use super::draws::{DrawTable, short};
use super::rates::CauseFit;
use super::shares::ShareFit;
use crate::model::hazards::Cause;
use crate::sampling::keyed::{Key, Purpose};
use crate::words::setting::{AGE_BANDS, EXITS, SETTINGS, STREAMS};
use std::fmt::Write;

/// Least weighted expectation of a cell that gets a factor of its own.
const CELL_LEAST: f64 = 0.2;
/// Share of all counts whose rows of shares are drawn; the rest stay at their means.
const DRAWN_SHARE: f64 = 0.97;
/// Shares below this stay at their means in a row that is drawn.
const DRAWN_LEAST: f64 = 0.005;
/// Shares below this are left out of a row.
const SHARE_LEAST: f64 = 0.0015;

/// A draw of all effects of a cause, and of the deviation of the years to come.
pub type EffectDraw = (Vec<f64>, f64);

/// Draws of every effect of a cause: by draw, effects and the deviation of the years to come.
pub fn effect_draws(fit: &CauseFit, key: Key, draws: usize) -> Vec<EffectDraw> {
    (0..draws)
        .map(|d| {
            let key = key.child(d as u64);
            let n = fit.shrunk.mean.len() as u32;
            let z = (0..n).map(|i| key.normal(Purpose::Parameter, i)).collect();
            let year = fit.year_sd * key.normal(Purpose::Parameter, n);
            (fit.shrunk.draw(z), year)
        })
        .collect()
}

/// Writes `[[hazards.factor]]` rows.
pub fn factors(fit: &Fit, key: Key, draws: usize, table: &mut DrawTable, out: &mut String) {
    for (c, cause) in Cause::ALL.into_iter().enumerate() {
        let of = &fit.causes[c];
        let all = effect_draws(of, key.named(cause.name()), draws);
        let mut row = |id: String, scope: String, value: &dyn Fn(&EffectDraw) -> f64| {
            let path = format!("hazards.factor.{id}.ratio");
            let mean = table.put(
                path,
                all.iter()
                    .map(|d| libm::exp(value(d).clamp(-6.0, 6.0)))
                    .collect(),
            );
            // Writing to a string can not fail.
            let _ = writeln!(
                out,
                "  {{ id = \"{id}\", event = \"{}\"{scope}, ratio = {} }},",
                cause.name(),
                short(mean)
            );
        };
        let at = |group: usize, effect: usize| of.shrunk.at(group, effect);
        row(format!("{} council", cause.name()), String::new(), &|d| {
            d.0[at(0, 0)] + d.1
        });
        for ((setting, age), (_, expected)) in &of.cells {
            if *expected < CELL_LEAST {
                continue;
            }
            let (s, a) = (SETTINGS[*setting].name, AGE_BANDS[*age]);
            row(
                format!("{} {s} {a}", cause.name()),
                format!(", setting = \"{s}\", age_band = \"{a}\""),
                &|d| d.0[at(1, *setting)] + d.0[at(2, *age)] + d.0[at(3, setting * 5 + age)],
            );
        }
        let edges = if c == 0 { CARE_EDGES } else { PLACEMENT_EDGES };
        let over: Vec<usize> = (0..SETTINGS.len())
            .filter(|s| fit.reference.over_placement(*s))
            .collect();
        for band in 0..=edges.len() {
            let from = if band == 0 { 0.0 } else { edges[band - 1] };
            let to = edges
                .get(band)
                .map_or(String::new(), |e| format!(", to_years = {}", short(*e)));
            let mut scope = format!(", from_years = {}{to}", short(from));
            if c == 0 && !over.is_empty() {
                let names: Vec<String> = (0..SETTINGS.len())
                    .filter(|s| !over.contains(s))
                    .map(|s| format!("\"{}\"", SETTINGS[s].name))
                    .collect();
                let _ = write!(scope, ", setting = [{}]", names.join(", "));
            }
            row(format!("{} duration {band}", cause.name()), scope, &|d| {
                d.0[at(4, band)]
            });
        }
        for (moves, name) in ["0", "1", "2+"].into_iter().enumerate() {
            row(
                format!("{} moves {name}", cause.name()),
                format!(", moves = \"{name}\""),
                &|d| d.0[at(5, moves)],
            );
        }
        for (stream, name) in STREAMS.into_iter().enumerate() {
            row(
                format!("{} {name}", cause.name()),
                format!(", stream = \"{name}\""),
                &|d| d.0[at(6, stream)],
            );
        }
    }
}

/// Rows of shares under one key of the scenario.
pub struct Table<'a> {
    /// Path of the rows, as in the scenario.
    pub path: &'static str,
    /// The fit.
    pub fit: &'a ShareFit,
    /// Id and scope of each row, as it is written.
    pub rows: Vec<(String, String)>,
    /// Names of the shares.
    pub names: Vec<&'static str>,
}

/// Names of all settings.
pub fn setting_names() -> Vec<&'static str> {
    SETTINGS.iter().map(|s| s.name).collect()
}

/// Names of the exits before 18.
pub fn exit_names() -> Vec<&'static str> {
    EXITS[..EXITS.len() - 1].to_vec()
}

/// Writes rows of shares; those of the great most of the counts are drawn.
pub fn shares(of: &Table<'_>, key: Key, draws: usize, table: &mut DrawTable, out: &mut String) {
    let n = of.fit.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| of.fit.count(*b).total_cmp(&of.fit.count(*a)));
    let total: f64 = order.iter().map(|r| of.fit.count(*r)).sum();
    let mut drawn = vec![false; n];
    let mut sum = 0.0;
    for r in order {
        if sum < DRAWN_SHARE * total {
            drawn[r] = true;
        }
        sum += of.fit.count(r);
    }
    let all: Vec<Vec<Vec<f64>>> = (0..draws)
        .map(|d| of.fit.draw(key.child(d as u64)))
        .collect();
    for (r, (id, scope)) in of.rows.iter().enumerate() {
        let mean = of.fit.mean(r);
        let kept: Vec<usize> = (0..mean.len())
            .filter(|i| mean[*i] >= SHARE_LEAST)
            .collect();
        let whole: f64 = kept.iter().map(|i| mean[*i]).sum();
        if whole <= 0.0 {
            continue;
        }
        // Those drawn share what the others leave, so that every draw sums to one.
        let some: Vec<usize> = (kept.iter().copied())
            .filter(|i| drawn[r] && draws > 1 && mean[*i] / whole >= DRAWN_LEAST)
            .collect();
        let mass: f64 = some.iter().map(|i| mean[*i] / whole).sum();
        let mut cells = Vec::new();
        for i in &kept {
            let mut share = mean[*i] / whole;
            if some.len() > 1 && some.contains(i) {
                let values = all.iter().map(|d| {
                    let sum: f64 = some.iter().map(|k| d[r][*k]).sum();
                    if sum > 0.0 {
                        mass * d[r][*i] / sum
                    } else {
                        share
                    }
                });
                let path = format!("{}.{id}.shares.{}", of.path, of.names[*i]);
                share = table.put(path, values.collect());
            }
            cells.push(format!("{} = {}", of.names[*i], short(share)));
        }
        let _ = writeln!(
            out,
            "  {{ id = \"{id}\"{scope}, shares = {{ {} }} }},",
            cells.join(", ")
        );
    }
}
