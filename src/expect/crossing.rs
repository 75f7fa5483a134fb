//! Who of an interval of ages or of times in care crosses an edge.

/// Bands of time in care the children of an interval are in, one after the other; one band without edges where they
/// are too many, or the children have one time in care.
pub(super) fn care_bands(edges: &[f64], care: (f64, f64), days: f64) -> Vec<(f64, f64)> {
    let inside: Vec<f64> = edges
        .iter()
        .copied()
        .filter(|e| *e > care.0 && *e < care.1 + days)
        .collect();
    if care.1 <= care.0 || inside.is_empty() || inside.len() > 6 || inside[0] < care.1 - 1e-6 {
        return vec![(f64::NEG_INFINITY, f64::INFINITY)];
    }
    let mut from = care.0;
    let mut out = Vec::with_capacity(inside.len() + 1);
    for edge in inside.into_iter().chain([f64::INFINITY]) {
        out.push((from, edge));
        from = edge;
    }
    out
}

/// Of those of an interval who are in a band at a time, the share that leaves it upwards until another time.
pub(super) fn crossing(interval: (f64, f64), band: (f64, f64), from: f64, to: f64) -> f64 {
    let (low, high) = (interval.0 + from, interval.1 + from);
    if high < band.1 - (to - from) {
        return 0.0;
    }
    let there = high.min(band.1) - low.max(band.0);
    let edge = band.1 - (to - from);
    let over = high.min(band.1) - low.max(band.0).max(edge);
    if there <= 1e-9 * (interval.1 - interval.0) {
        return if low >= edge { 1.0 } else { 0.0 };
    }
    (over / there).clamp(0.0, 1.0)
}

/// Pieces of the ages between two, and their shares.
pub(super) fn pieces_between(pieces: &[(f64, f64)], low: f64, high: f64) -> Vec<(usize, f64)> {
    let found: Vec<(usize, f64)> = pieces
        .iter()
        .enumerate()
        .map(|(i, p)| (i, (high.min(p.1) - low.max(p.0)).max(0.0)))
        .filter(|(_, x)| *x > 1e-9)
        .collect();
    let all: f64 = found.iter().map(|f| f.1).sum();
    if found.is_empty() {
        let last = pieces.iter().take_while(|p| p.1 <= low).count();
        return vec![(last.min(pieces.len() - 1), 1.0)];
    }
    found.into_iter().map(|(i, x)| (i, x / all)).collect()
}
