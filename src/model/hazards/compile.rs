//! From rows to the rows of bands of each cell.

use super::{
    Band, Cause, Cell, Factor, FactorRow, HazardSpec, InForce, Part, RateRow, Scope, Size,
    cumulative,
};
use crate::model::effect::{Change, HazardEffect};
use crate::model::value::Value;
use crate::words::calendar::DAYS_PER_YEAR;
use std::collections::BTreeMap;

/// Cumulative shares by (setting, stream, age); zeros where no row names the cell.
pub(super) fn shares<'a>(
    size: Size,
    width: usize,
    find: impl Fn(Cell) -> Option<&'a [f64]>,
) -> Vec<f64> {
    let mut out = Vec::with_capacity(size.settings * size.streams * size.ages * width);
    for setting in 0..size.settings {
        for stream in 0..size.streams {
            for age in 0..size.ages {
                let row = find(Cell {
                    setting,
                    moves: 0,
                    stream,
                    need: 0,
                    age,
                })
                .unwrap_or(&[]);
                out.extend(cumulative(row, width));
            }
        }
    }
    out
}

/// Rows and sets of factors, each kept once.
#[derive(Default)]
pub(super) struct Store {
    pub rows: Vec<Vec<Band>>,
    row_index: BTreeMap<Vec<[u64; 4]>, u32>,
    pub factor_sets: Vec<Vec<Factor>>,
}

impl Store {
    fn factor_set(&mut self, set: Vec<Factor>) -> u32 {
        if self.factor_sets.is_empty() {
            self.factor_sets.push(Vec::new());
        }
        let at = self.factor_sets.iter().position(|s| *s == set);
        at.unwrap_or_else(|| {
            self.factor_sets.push(set);
            self.factor_sets.len() - 1
        }) as u32
    }

    fn row(&mut self, bands: Vec<Band>) -> u32 {
        let key = bands
            .iter()
            .map(|b| {
                let base = match b.base {
                    Value::Certain(x) => x.to_bits(),
                    // Above every finite positive number's bits. No rate of a row follows another.
                    Value::Drawn(i) | Value::Linear { of: i, .. } => u64::MAX - i as u64,
                };
                [
                    b.until.to_bits(),
                    base,
                    b.scale.to_bits(),
                    u64::from(b.factors),
                ]
            })
            .collect();
        let rows = &mut self.rows;
        *self.row_index.entry(key).or_insert_with(|| {
            rows.push(bands);
            rows.len() as u32 - 1
        })
    }
}

/// The row of each cell for a cause.
pub(super) fn compile_cause(
    spec: &HazardSpec,
    in_force: &InForce,
    cause: Cause,
    size: Size,
    tables: &[&Vec<f64>; 3],
    store: &mut Store,
) -> Vec<u32> {
    (0..size.cells())
        .map(|index| {
            let cell = size.of(index);
            let rates: Vec<&RateRow> = spec
                .rates
                .iter()
                .filter(|r| r.cause == cause && r.scope.holds(cell))
                .collect();
            let factors: Vec<&FactorRow> = spec
                .factors
                .iter()
                .filter(|r| r.causes.contains(&cause) && r.scope.holds(cell))
                .collect();
            let effects: Vec<&(&HazardEffect, f64)> = in_force
                .iter()
                .filter(|(e, strength)| {
                    *strength > 0.0 && e.causes.contains(&cause) && e.scope.holds(cell)
                })
                .collect();
            let mut edges: Vec<f64> = rates
                .iter()
                .map(|r| &r.scope)
                .chain(factors.iter().map(|r| &r.scope))
                .chain(effects.iter().map(|(e, _)| &e.scope))
                .flat_map(|s| [s.from_years, s.to_years])
                .filter(|e| *e > 0.0 && e.is_finite())
                .collect();
            edges.sort_by(f64::total_cmp);
            edges.dedup();
            edges.push(f64::INFINITY);
            let mut bands: Vec<Band> = Vec::with_capacity(edges.len());
            let mut from = 0.0;
            for until in edges {
                let inside = |s: &Scope| s.from_years <= from && until <= s.to_years;
                let base = rates
                    .iter()
                    .rev()
                    .find(|r| inside(&r.scope))
                    .map_or(Value::Certain(0.0), |r| r.per_year);
                let (mut scale, mut set) = (1.0, Vec::new());
                for f in factors.iter().filter(|f| inside(&f.scope)) {
                    match f.ratio {
                        Value::Certain(x) => scale *= x,
                        v => set.push(Factor::Drawn(v)),
                    }
                }
                let mut parts = Vec::new();
                for (e, strength) in effects.iter().filter(|(e, _)| inside(&e.scope)) {
                    let part = Part::of(e, *strength);
                    if !e.toward.is_empty() {
                        parts.push((e.toward.clone(), part));
                    } else if part.is_certain() && matches!(e.change, Change::Ratio(_)) {
                        scale *= part.ratio(&[]);
                    } else {
                        set.push(Factor::Action(part));
                    }
                }
                if !parts.is_empty() {
                    let shares = plain_shares(tables, cause, cell, size);
                    set.push(Factor::Toward { shares, parts });
                }
                if base == Value::Certain(0.0) {
                    // What is added stays.
                    set.retain(|f| {
                        matches!(f, Factor::Action(p) if matches!(p.change, Change::PerYear(_)))
                    });
                }
                let band = Band {
                    until: until * DAYS_PER_YEAR,
                    base,
                    scale,
                    factors: store.factor_set(set),
                };
                match bands.last_mut() {
                    Some(b)
                        if (b.base, b.scale, b.factors)
                            == (band.base, band.scale, band.factors) =>
                    {
                        b.until = band.until;
                    }
                    _ => bands.push(band),
                }
                from = until;
            }
            store.row(bands)
        })
        .collect()
}

/// Shares by reason or destination of a cell.
fn plain_shares(tables: &[&Vec<f64>; 3], cause: Cause, cell: Cell, size: Size) -> Vec<f64> {
    let (table, n) = match cause {
        Cause::Exit => (tables[0], size.exits),
        Cause::PlannedMove => (tables[1], size.settings),
        Cause::Breakdown => (tables[2], size.settings),
    };
    let row = size.share_row(cell.setting, cell.stream, cell.age) * n;
    let mut before = 0.0;
    let sums = table[row..row + n].iter();
    sums.map(|sum| sum - std::mem::replace(&mut before, *sum))
        .collect()
}
