//! Rates under a vector of parameters, with their first and second integrals over the duration.

use crate::draw::first_entries;
use crate::model::Model;
use crate::model::entries::{ReEntryBand, StreamEntries};
use crate::model::hazards::Cause;
use crate::words::calendar::DAYS_PER_YEAR;

/// A piecewise constant rate a day, its integral Λ and the integral of Λ.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row {
    /// Start of each band, days; the first is 0.
    pub from: Vec<f64>,
    /// Rate a day in it.
    pub rate: Vec<f64>,
    /// Λ at its start.
    one: Vec<f64>,
    /// ∫Λ at its start.
    two: Vec<f64>,
}

impl Row {
    fn new(bands: impl Iterator<Item = (f64, f64)>) -> Row {
        let mut row = Row::default();
        let (mut at, mut one, mut two) = (0.0, 0.0, 0.0);
        for (until, rate) in bands {
            if row.rate.last() != Some(&rate) {
                row.from.push(at);
                row.rate.push(rate);
                row.one.push(one);
                row.two.push(two);
            }
            let d = until - at;
            if d.is_finite() {
                two += one * d + 0.5 * rate * d * d;
                one += rate * d;
            }
            at = until;
        }
        row
    }

    fn band(&self, d: f64) -> usize {
        if self.from.len() <= 8 {
            let mut i = 0;
            while i + 1 < self.from.len() && self.from[i + 1] <= d {
                i += 1;
            }
            i
        } else {
            self.from.partition_point(|f| *f <= d).max(1) - 1
        }
    }

    /// Rate a day at a duration.
    pub fn at(&self, d: f64) -> f64 {
        self.rate[self.band(d)]
    }

    /// Λ(d), the integral of the rate.
    pub fn integral(&self, d: f64) -> f64 {
        let i = self.band(d);
        self.one[i] + self.rate[i] * (d - self.from[i])
    }

    /// ∫Λ from 0 to d.
    pub fn double(&self, d: f64) -> f64 {
        let i = self.band(d);
        let x = d - self.from[i];
        self.two[i] + x * (self.one[i] + 0.5 * self.rate[i] * x)
    }

    /// Is the rate the same between two durations?
    pub fn flat(&self, from: f64, to: f64) -> bool {
        let i = self.band(from);
        self.from.get(i + 1).is_none_or(|end| to <= *end)
    }

    /// Hazard used up in `step` days by somebody whose duration now is uniform between two days:
    /// (∫Λ(to + step) − ∫Λ(from + step) − ∫Λ(to) + ∫Λ(from)) / (to − from).
    pub fn used(&self, from: f64, to: f64, step: f64) -> f64 {
        if self.from.len() == 1 {
            return self.rate[0] * step;
        }
        let i = self.band(from);
        if self.from.get(i + 1).is_none_or(|end| to + step <= *end) {
            return self.rate[i] * step;
        }
        if to - from < 1e-6 {
            return self.integral(from + step) - self.integral(from);
        }
        (self.double(to + step) - self.double(from + step) - self.double(to) + self.double(from))
            / (to - from)
    }
}

/// Everything the propagation reads, at one vector of parameters.
#[derive(Clone, Debug)]
pub(super) struct Rates<'a> {
    pub model: &'a Model,
    pub parameters: &'a [f64],
    pub rows: Vec<Row>,
    /// Re-entry by exit; `None`: nobody comes back.
    pub re_entry: Vec<Option<Row>>,
    /// Destinations with a share, by [planned, breakdown] × share row.
    pub to: [Vec<Vec<(usize, f64)>>; 2],
    /// Shares of the reasons for an exit, by share row × exits.
    pub reasons: Vec<f64>,
    /// Edges of the age bands in days of age, and the birthday that ends care.
    pub age_edges: Vec<f64>,
    pub age_out: f64,
    /// Edges in days of any exit row over time in care.
    pub exit_edges: Vec<f64>,
    /// Largest edge in days of any row over time in the placement.
    pub last_edge: f64,
}

impl<'a> Rates<'a> {
    pub fn new(model: &'a Model, parameters: &'a [f64]) -> Rates<'a> {
        let h = &model.hazards;
        let resolved = h.resolved(parameters);
        let rows: Vec<Row> = h
            .rows
            .iter()
            .map(|bands| {
                Row::new(
                    bands
                        .iter()
                        .map(|b| (b.until, b.per_year(parameters, &resolved) / DAYS_PER_YEAR)),
                )
            })
            .collect();
        let d = &model.spec.dimensions;
        let re_entry = (0..d.exits.len())
            .map(|e| {
                let bands: &[ReEntryBand] = model.spec.entries.re_entry.get(e).map_or(&[], |b| b);
                let row = Row::new(
                    bands
                        .iter()
                        .map(|b| {
                            let rate = b.per_year.get(parameters) / DAYS_PER_YEAR;
                            (b.until_years * DAYS_PER_YEAR, rate)
                        })
                        .chain([(f64::INFINITY, 0.0)]),
                );
                row.rate.iter().any(|r| *r > 0.0).then_some(row)
            })
            .collect();
        let edges = |over_placement: bool| {
            let over =
                |c: usize, cell: usize| c > 0 || h.exits_over_placement[h.size.of(cell).setting];
            let mut out: Vec<f64> = (0..3)
                .flat_map(|c| {
                    h.cell_row[c]
                        .iter()
                        .enumerate()
                        .map(move |(i, r)| (c, i, r))
                })
                .filter(|&(c, i, _)| over(c, i) == over_placement)
                .map(|(_, _, r)| r)
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .flat_map(|&r| rows[r as usize].from[1..].iter().copied())
                .collect();
            out.sort_by(f64::total_cmp);
            out.dedup();
            out
        };
        let exit_edges = edges(false);
        let last_edge = edges(true).last().copied().unwrap_or(0.0);
        Rates {
            model,
            parameters,
            re_entry,
            to: [0, 1].map(|c| {
                h.destinations[c]
                    .chunks(h.size.settings)
                    .map(|row| {
                        let shares = split(row);
                        let list = shares.into_iter().enumerate();
                        list.filter(|(_, p)| *p > 0.0).collect()
                    })
                    .collect()
            }),
            reasons: h
                .reasons
                .chunks(h.size.exits.max(1))
                .flat_map(split)
                .collect(),
            age_edges: d.age_edges.iter().map(|e| e * DAYS_PER_YEAR).collect(),
            age_out: d.age_out * DAYS_PER_YEAR,
            exit_edges,
            last_edge,
            rows,
        }
    }

    /// The row of a cause in a cell.
    pub fn row(&self, cause: Cause, cell: usize) -> &Row {
        &self.rows[self.model.hazards.cell_row[cause as usize][cell] as usize]
    }

    /// The index of the row of an exit over time in the placement in a cell; `None`: it runs over time in care.
    pub fn exit_over_placement(&self, cell: usize) -> Option<u32> {
        let h = &self.model.hazards;
        h.exits_over_placement[h.size.of(cell).setting]
            .then(|| h.cell_row[Cause::Exit as usize][cell])
    }

    /// The band of an age in days.
    pub fn age_band(&self, age: f64) -> usize {
        self.age_edges.iter().take_while(|e| age >= **e).count()
    }

    /// The first edge above an age band, days of age: of the next band, or the birthday that ends care.
    pub fn age_end(&self, band: usize) -> f64 {
        self.age_edges
            .get(band)
            .map_or(self.age_out, |e| e.min(self.age_out))
    }

    /// First entries a day in a month of the horizon, children.
    pub fn first_entries(&self, s: &StreamEntries, month: usize) -> f64 {
        let mut rate = first_entries(s, self.parameters) / DAYS_PER_YEAR;
        if let Some(f) = s.year_factor.get(month / 12) {
            rate *= f.get(self.parameters);
        }
        rate * s.month_factor.get(month).copied().unwrap_or(1.0)
    }
}

/// Shares from running sums; all on the last where there are none, as the simulation picks.
fn split(cumulative: &[f64]) -> Vec<f64> {
    let mut last = 0.0;
    let mut out: Vec<f64> = cumulative
        .iter()
        .map(|c| {
            let p = c - last;
            last = *c;
            p
        })
        .collect();
    if last <= 0.0
        && let Some(p) = out.last_mut()
    {
        *p = 1.0;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrals_of_a_row() {
        let row = Row::new([(10.0, 0.2), (30.0, 0.1), (f64::INFINITY, 0.05)].into_iter());
        assert!((row.integral(40.0) - 4.5).abs() < 1e-12);
        assert!((row.double(20.0) - (10.0 + 2.0 * 10.0 + 5.0)).abs() < 1e-12);
        // Durations uniform on 5 to 10, seven days on.
        let n = 10_000;
        let mean: f64 = (0..n)
            .map(|i| 5.0 + 5.0 * (f64::from(i) + 0.5) / f64::from(n))
            .map(|d| row.integral(d + 7.0) - row.integral(d))
            .sum::<f64>()
            / f64::from(n);
        assert!((row.used(5.0, 10.0, 7.0) - mean).abs() < 1e-6);
    }
}
