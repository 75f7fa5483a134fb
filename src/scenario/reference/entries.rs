//! England's ages, first settings, siblings, drift, re-entry and elapsed durations.

use super::super::grammar::Quantity;
use super::super::reader::Reader;
use super::{certain, log, uncertain};
use crate::model::cohort::ElapsedCell;
use crate::model::entries::{Drift, ReEntryBand};
use crate::model::value::Value;
use crate::reference::england;
use crate::words::setting::{AGE_BANDS, AGE_EDGES, EXITS, SETTINGS, STREAMS};

/// Ages (from, to, share) of the first entries of a stream.
pub fn ages(reader: &mut Reader, stream: usize) -> Vec<(f64, f64, f64)> {
    for row in england()
        .entry_ages
        .iter()
        .filter(|r| r.item.stream == stream)
    {
        let a = &row.item;
        let path = format!(
            "reference.entry_ages.{}.{} to {}",
            STREAMS[stream], a.ages.0, a.ages.1
        );
        log(
            reader,
            &path,
            a.share.to_string(),
            Some(a.share),
            "fraction",
            &row.provenance,
        );
    }
    england().ages(stream)
}

/// The scenario's shares of the age bands, spread inside each band as England's.
pub fn ages_with(stream: usize, ages: &[(f64, f64, f64)]) -> Vec<(f64, f64, f64)> {
    let bands: Vec<f64> = (0..AGE_BANDS.len())
        .map(|band| {
            let (low, high) = band_edges(band);
            let same = ages.iter().filter(|a| a.0 == low && a.1 == high);
            same.map(|a| a.2).sum()
        })
        .collect();
    // Years of age are finer than England's bands: they stay as they are.
    let all: f64 = ages.iter().map(|a| a.2).sum();
    if (bands.iter().sum::<f64>() - all).abs() > 1e-9 {
        return ages.to_vec();
    }
    england().ages_with(stream, &bands)
}

fn band_edges(band: usize) -> (f64, f64) {
    let low = match band {
        0 => 0.0,
        _ => AGE_EDGES.get(band - 1).copied().unwrap_or(18.0),
    };
    (low, AGE_EDGES.get(band).copied().unwrap_or(18.0))
}

/// First settings of a stream at an age; empty where England has none.
pub fn first_setting(reader: &mut Reader, stream: usize, age: usize) -> Vec<f64> {
    let rows = &england().first_settings;
    let Some(row) = rows
        .iter()
        .find(|r| (r.item.stream, r.item.age) == (stream, age))
    else {
        return Vec::new();
    };
    let path = format!(
        "reference.first_settings.{}.{}",
        STREAMS[stream], AGE_BANDS[age]
    );
    for (to, share) in SETTINGS
        .iter()
        .zip(&row.item.shares)
        .filter(|(_, s)| **s > 0.0)
    {
        let path = format!("{path}.{}", to.name);
        log(
            reader,
            &path,
            share.to_string(),
            Some(*share),
            "fraction",
            &row.provenance,
        );
    }
    row.item.shares.clone()
}

/// Probabilities of a group of 1, 2, 3 … children.
pub fn siblings(reader: &mut Reader, stream: usize) -> Vec<f64> {
    for row in england()
        .siblings
        .iter()
        .filter(|r| r.item.stream == stream)
    {
        let path = format!("reference.siblings.{}.{}", STREAMS[stream], row.item.size);
        let share = row.item.share;
        log(
            reader,
            &path,
            share.to_string(),
            Some(share),
            "fraction",
            &row.provenance,
        );
    }
    england().group_sizes(stream)
}

/// How a council's entries wander.
pub fn drift(reader: &mut Reader) -> Option<Drift> {
    let mut one = |measure: &str| -> Option<Value> {
        let row = england().drift.iter().find(|r| r.item.measure == measure)?;
        let path = format!("reference.drift.{measure}");
        let range = (row.item.value, row.item.low, row.item.high);
        Some(uncertain(
            reader,
            &path,
            range,
            Quantity::LogSd,
            &row.provenance,
        ))
    };
    Some(Drift {
        walk_sd: one("walk_sd")?,
        transient_sd: one("transient_sd")?,
    })
}

/// Rate of coming back after an exit; empty: nobody does.
pub fn re_entry(reader: &mut Reader, exit: usize) -> Vec<ReEntryBand> {
    let mut out: Vec<ReEntryBand> = Vec::new();
    for row in england().re_entry.iter().filter(|r| r.item.exit == exit) {
        let Value::Certain(x) = row.item.band.per_year else {
            continue;
        };
        let path = format!(
            "reference.reentry.{}.from {} years",
            EXITS[exit], row.item.from_years
        );
        let per_year = certain(reader, &path, x, Quantity::PerYear, &row.provenance);
        out.push(ReEntryBand {
            until_years: row.item.band.until_years,
            per_year,
        });
    }
    if out.last().is_some_and(|b| b.until_years.is_finite()) {
        out.push(ReEntryBand {
            until_years: f64::INFINITY,
            per_year: Value::Certain(0.0),
        });
    }
    out
}

/// Ages at past exits by one route: from, to, share.
pub fn past_ages(reader: &mut Reader, exit: usize) -> Vec<(f64, f64, f64)> {
    let rows = &england().past_exits;
    let Some(row) = rows.iter().find(|r| r.item.exit == exit) else {
        return Vec::new();
    };
    for (from, to, share) in &row.item.ages {
        let path = format!("reference.past_exits.{}.{from} to {to}", EXITS[exit]);
        log(
            reader,
            &path,
            share.to_string(),
            Some(*share),
            "fraction",
            &row.provenance,
        );
    }
    row.item.ages.clone()
}

/// Elapsed durations of the children of a setting, stream and age.
pub fn elapsed(reader: &mut Reader, setting: usize, stream: usize, from: f64) -> Vec<ElapsedCell> {
    let age = AGE_EDGES.iter().take_while(|e| from >= **e).count();
    if !reader
        .assumptions
        .iter()
        .any(|a| a.path == "reference.elapsed")
        && let Some(row) = england().elapsed.first()
    {
        let cells = format!("{} cells", england().elapsed.len());
        log(
            reader,
            "reference.elapsed",
            cells,
            None,
            "years",
            &row.provenance,
        );
    }
    england().elapsed(setting, age, stream)
}
