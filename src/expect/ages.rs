//! Bins of the ages of entrants.

use super::Grid;
use super::rates::Rates;
use crate::words::calendar::DAYS_PER_YEAR;

/// Bins of ages at the entry: narrow where an edge is crossed before the end, aligned to the bands and to the ages
/// between which entries are spread evenly.
pub(super) fn bins(rates: &Rates, grid: &Grid, days: f64) -> Vec<(f64, f64)> {
    let oldest = rates.age_out.min(30.0 * DAYS_PER_YEAR);
    let width = grid.age_bin * DAYS_PER_YEAR;
    let mut edges: Vec<f64> = rates
        .age_edges
        .iter()
        .copied()
        .filter(|e| *e < oldest)
        .collect();
    edges.push(oldest);
    let entries = entry_ages(rates);
    let mut out = Vec::new();
    let mut from = 0.0;
    for edge in edges {
        let quiet = if edge >= rates.age_out || edge < oldest {
            edge - days
        } else {
            edge
        };
        if quiet > from {
            out.push((from, quiet));
            from = quiet;
        }
        let inside = entries.iter().copied().filter(|e| *e > from && *e < edge);
        for to in inside.chain([edge]).collect::<Vec<_>>() {
            let n = libm::ceil((to - from) / width - 1e-9).max(0.0) as usize;
            for i in 0..n {
                let part = (to - from) / n as f64;
                out.push((from + part * i as f64, from + part * (i + 1) as f64));
            }
            from = to;
        }
    }
    out
}

/// Ages in days between which the entries of every stream are even, rising.
pub(super) fn entry_ages(rates: &Rates) -> Vec<f64> {
    let streams = &rates.model.spec.entries.streams;
    let mut out: Vec<f64> = streams
        .iter()
        .flat_map(|s| &s.ages)
        .flat_map(|(from, to, _)| [from * DAYS_PER_YEAR, to * DAYS_PER_YEAR])
        .collect();
    out.sort_by(f64::total_cmp);
    out.dedup_by(|a, b| *a - *b < 1e-6);
    out
}
