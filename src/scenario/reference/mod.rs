//! The reference's rows in the terms of a spec: what a scenario does not give. Each row that is used is logged.

pub mod entries;
pub mod hazards;
pub mod prices;

use super::Assumption;
use super::grammar::Quantity;
use super::reader::Reader;
use super::value::ReferenceValue;
use super::view::View;
use crate::model::hazards::Scope;
use crate::model::value::Value;
use crate::reference::Provenance;
use crate::sampling::distribution::Distribution;
use crate::words::setting::{AGE_BANDS, SETTINGS, STREAMS};

/// Does a section take what it does not give from the reference?
pub fn wanted(section: &View<'_>) -> bool {
    section.text("reference") == Some("england")
}

/// Logs a row of the reference as it is used.
fn log(
    reader: &mut Reader,
    path: &str,
    value: String,
    mean: Option<f64>,
    unit: &str,
    p: &Provenance,
) {
    reader.assumptions.push(Assumption {
        path: path.to_owned(),
        value,
        mean,
        p10: mean,
        p90: mean,
        unit: unit.to_owned(),
        source: p.source.clone(),
        period: p.period.clone(),
        confidence: p.confidence.clone(),
        note: "derivation: docs/reference-rates.md".to_owned(),
        file: format!("src/reference/data/{}", p.file),
        ..Assumption::default()
    });
}

/// A certain number of the reference; a posterior may stand in for it.
fn certain(reader: &mut Reader, path: &str, x: f64, q: Quantity, p: &Provenance) -> Value {
    log(reader, path, x.to_string(), Some(x), q.unit(), p);
    reader.keep_reference(path, ReferenceValue::Certain(x), q)
}

/// A number of the reference with its 80% range; certain where there is none.
fn uncertain(
    reader: &mut Reader,
    path: &str,
    (mean, low, high): (f64, f64, f64),
    q: Quantity,
    p: &Provenance,
) -> Value {
    let value = match Distribution::from_mean_p10_p90(mean, low, high) {
        Ok(d) => ReferenceValue::Uncertain(d),
        Err(_) => ReferenceValue::Certain(mean),
    };
    let text = format!("{{ mean = {mean}, p10 = {low}, p90 = {high} }}");
    log(reader, path, text, Some(mean), q.unit(), p);
    reader.keep_reference(path, value, q)
}

/// A scope as part of a path: the identity of a row is what it is for, not where it stands.
fn name(scope: &Scope) -> String {
    let list = |l: &Option<Vec<usize>>, names: &dyn Fn(usize) -> String| -> Option<String> {
        let l = l.as_ref()?;
        let names: Vec<String> = l.iter().map(|i| names(*i)).collect();
        Some(names.join("+"))
    };
    let of = |names: &'static [&'static str]| {
        move |i: usize| names.get(i).copied().unwrap_or_default().to_owned()
    };
    let mut parts: Vec<String> = [
        list(&scope.settings, &|i| {
            SETTINGS.get(i).map_or("", |s| s.name).to_owned()
        }),
        list(&scope.ages, &of(&AGE_BANDS)),
        list(&scope.streams, &of(&STREAMS)),
        list(&scope.moves, &of(&["0 moves", "1 move", "2+ moves"])),
    ]
    .into_iter()
    .flatten()
    .collect();
    if scope.from_years > 0.0 || scope.to_years.is_finite() {
        parts.push(format!("{} to {} years", scope.from_years, scope.to_years));
    }
    if parts.is_empty() {
        parts.push("all".to_owned());
    }
    parts.join(".")
}
