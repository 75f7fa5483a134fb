//! The children looked after at the start, as walks.

use super::Grid;
use super::rates::Rates;
use super::walk::{First, Plan};
use super::worth::{FOUND, KNOWN, Worth};
use crate::words::calendar::DAYS_PER_YEAR;
use std::collections::{BTreeMap, BTreeSet};

/// The share of the children from which on a walk has the standard's bins of ages.
const FEW: f64 = 0.03;
/// How many times as wide the bins of the fewest are.
const WIDEST: f64 = 4.0;

/// Days; an interval.
type Interval = (f64, f64);

/// The walks of the children at the start.
pub(super) fn plans(rates: &Rates, worth: &Worth, grid: &Grid, days: f64) -> Vec<Plan> {
    let cohort = &rates.model.spec.cohort;
    let mut out: Vec<Plan> = cohort
        .children
        .iter()
        .filter(|c| c.birthday > 0)
        .map(|c| {
            let age = rates.age_out - f64::from(c.birthday);
            let placed = -f64::from(c.placement_start);
            let care = -f64::from(c.care_start);
            let (need, band) = (usize::from(c.need), rates.age_band(age));
            let (value, vintage) = match c.weekly_price {
                Some(p) => (worth.own_price(need, c.setting, band, p as f64), KNOWN),
                None => (worth.value(need, c.setting, band), FOUND),
            };
            Plan {
                stream: c.stream,
                need: usize::from(c.need),
                ages: (age, age),
                pieces: vec![(age, age)],
                care: (care, care),
                first: vec![First {
                    setting: c.setting,
                    moves: usize::from(c.moves).min(2),
                    placed: (placed, placed),
                    care: (care, care),
                    children: 1.0,
                    value,
                    vintage,
                }],
            }
        })
        .collect();
    out.extend(groups(rates, worth, grid, days));
    out
}

fn groups(rates: &Rates, worth: &Worth, grid: &Grid, days: f64) -> Vec<Plan> {
    let cohort = &rates.model.spec.cohort;
    // Ranges of time in care of which some cell's time in the placement depends on the time in care.
    let tied: BTreeSet<(u64, u64)> = cohort
        .groups
        .iter()
        .flat_map(|g| &g.elapsed)
        .filter(|c| c.placement.1 > c.care.0)
        .map(|c| (c.care.0.to_bits(), c.care.1.to_bits()))
        .collect();
    let mut plans: BTreeMap<[u64; 6], Plan> = BTreeMap::new();
    for g in &cohort.groups {
        let ages = (g.ages.0 * DAYS_PER_YEAR, g.ages.1 * DAYS_PER_YEAR);
        let whole: f64 = g.elapsed.iter().map(|c| c.weight).sum();
        let new = [crate::model::cohort::ElapsedCell {
            care: (0.0, 0.0),
            placement: (0.0, 0.0),
            moves: 0,
            weight: 1.0,
        }];
        let (cells, whole) = if g.elapsed.is_empty() || whole <= 0.0 {
            (&new[..], 1.0)
        } else {
            (&g.elapsed[..], whole)
        };
        for age in age_bands(rates, ages) {
            let of_age = f64::from(g.count) * (age.1 - age.0) / (ages.1 - ages.0);
            let (need, band) = (usize::from(g.need), rates.age_band(age.0));
            let value = match g.weekly_price {
                Some(v) => {
                    let weekly = v.get(rates.parameters) * 100.0;
                    worth.own_price(need, g.setting, band, weekly)
                }
                None => worth.value(need, g.setting, band),
            };
            for cell in cells.iter().filter(|c| c.weight > 0.0) {
                let care = (cell.care.0 * DAYS_PER_YEAR, cell.care.1 * DAYS_PER_YEAR);
                let fine = tied.contains(&(cell.care.0.to_bits(), cell.care.1.to_bits()));
                for (piece, part) in care_pieces(rates, grid, care, days, fine) {
                    let of_care = if care.1 > care.0 {
                        (part.1 - part.0) / (care.1 - care.0)
                    } else {
                        1.0
                    };
                    let key = [
                        g.stream as u64,
                        u64::from(g.need),
                        age.0.to_bits(),
                        age.1.to_bits(),
                        piece.0.to_bits(),
                        piece.1.to_bits(),
                    ];
                    let plan = plans.entry(key).or_insert_with(|| Plan {
                        stream: g.stream,
                        need: usize::from(g.need),
                        ages: age,
                        pieces: Vec::new(),
                        care: piece,
                        first: Vec::new(),
                    });
                    let first = First {
                        setting: g.setting,
                        moves: usize::from(cell.moves).min(2),
                        placed: placed(cell.placement, part),
                        care: part,
                        children: of_age * of_care * cell.weight / whole,
                        value,
                        vintage: FOUND,
                    };
                    let same = plan.first.iter_mut().find(|f| {
                        (f.setting, f.moves, f.placed, f.care)
                            == (first.setting, first.moves, first.placed, first.care)
                    });
                    match same {
                        Some(f) => {
                            f.value = f.value.mean(f.children, first.value, first.children);
                            f.children += first.children;
                        }
                        None => plan.first.push(first),
                    }
                }
            }
        }
    }
    let all: f64 = plans.values().map(children).sum();
    let mut out: Vec<Plan> = plans.into_values().collect();
    for plan in &mut out {
        // Bins of few children are wider, so that every walk adds about as much to the error, a square of the width.
        let wider = libm::sqrt(FEW * all / children(plan)).clamp(1.0, WIDEST);
        plan.pieces = pieces(rates, plan.ages, days, wider * grid.age_bin * DAYS_PER_YEAR);
    }
    out
}

fn children(plan: &Plan) -> f64 {
    plan.first.iter().map(|f| f.children).sum()
}

/// Days in the placement, given years from and to and the days in care: uniform up to the time in care.
fn placed(years: (f64, f64), care: Interval) -> Interval {
    let middle = 0.5 * (care.0 + care.1);
    let low = years.0 * DAYS_PER_YEAR;
    if low >= middle {
        return care;
    }
    (low, (years.1 * DAYS_PER_YEAR).min(middle).max(low))
}

/// Cuts an interval of ages at the edges of the age bands.
fn age_bands(rates: &Rates, ages: Interval) -> Vec<Interval> {
    let mut edges = rates.age_edges.clone();
    edges.push(rates.age_out);
    let mut out = cut(ages, &edges);
    out.retain(|(low, _)| *low < rates.age_out);
    out
}

/// An interval of ages within a band, in bins where more than one edge is crossed until the end: the first crossing is
/// exact, the second treats the children of a bin alike.
fn pieces(rates: &Rates, (low, high): Interval, days: f64, width: f64) -> Vec<Interval> {
    let next = rates.age_end(rates.age_band(low));
    let edges = rates.age_edges.iter().copied().chain([rates.age_out]);
    let second = edges.filter(|e| *e > next).fold(f64::INFINITY, f64::min);
    // Who is older than this now crosses a second edge.
    let twice = (second - days).clamp(low, high);
    let mut out = Vec::new();
    if twice > low || high <= low {
        out.push((low, twice));
    }
    if high > twice {
        out.extend(split((twice, high), width));
    }
    out
}

/// Cuts an interval of time in care at the edges of the exit rows, as a walk each; and these in parts where the time in
/// the placement is tied to it or edges are crossed, so that first placements are: who moves is then alike.
fn care_pieces(
    rates: &Rates,
    grid: &Grid,
    care: Interval,
    days: f64,
    fine: bool,
) -> Vec<(Interval, Interval)> {
    if care.1 <= care.0 {
        return vec![(care, care)];
    }
    let edges: Vec<f64> = rates
        .exit_edges
        .iter()
        .copied()
        .filter(|e| *e > care.0 && *e < care.1 + days)
        .collect();
    let many = edges.len() > 6;
    let pieces = if many { vec![care] } else { cut(care, &edges) };
    let mut out = Vec::new();
    for p in pieces {
        let crossed = edges
            .iter()
            .filter(|e| **e > p.0 && **e < p.1 + days)
            .count();
        if fine || many || crossed > 1 {
            let width = (grid.care_bin * DAYS_PER_YEAR).max(p.0 / 4.0);
            let parts = split(p, width).into_iter();
            out.extend(parts.map(|part| (if many { part } else { p }, part)));
        } else {
            out.push((p, p));
        }
    }
    out
}

fn cut(interval: Interval, edges: &[f64]) -> Vec<Interval> {
    let mut out = Vec::new();
    let mut from = interval.0;
    for &e in edges
        .iter()
        .filter(|e| **e > interval.0 && **e < interval.1)
    {
        out.push((from, e));
        from = e;
    }
    out.push((from, interval.1));
    out
}

fn split(interval: Interval, width: f64) -> Vec<Interval> {
    let n = libm::ceil((interval.1 - interval.0) / width - 1e-9).max(1.0) as usize;
    let part = (interval.1 - interval.0) / n as f64;
    (0..n)
        .map(|i| {
            (
                interval.0 + part * i as f64,
                interval.0 + part * (i + 1) as f64,
            )
        })
        .collect()
}
