//! Hazards under the drawn parameters, and the clock that runs along them.

use crate::model::Model;
use crate::model::entries::ReEntryBand;
use crate::model::hazards::{Cause, Hazards};
use crate::words::calendar::DAYS_PER_YEAR;

/// A band of constant hazard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Duration in days at which it ends.
    pub until: f64,
    /// Rate per child-day.
    pub rate: f64,
}

/// All rates of one replication, rows merged where neighbours are equal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    segments: Vec<Segment>,
    /// By row: its first segment.
    row_start: Vec<u32>,
    /// By cause: first segment of each cell.
    cells: [Vec<u32>; 3],
    /// By exit: first segment of its re-entry hazard.
    re_entry: Vec<u32>,
    /// Days from an age band's upper edge to the birthday that ends care; −infinity for the last band.
    edge_to_birthday: Vec<f64>,
    certain: bool,
}

impl Rates {
    /// Resolves the model's hazards under parameters.
    pub fn new(model: &Model, parameters: &[f64]) -> Rates {
        let mut rates = Rates {
            certain: is_certain(&model.hazards, model),
            ..Rates::default()
        };
        let d = &model.spec.dimensions;
        rates.edge_to_birthday = d
            .age_edges
            .iter()
            .map(|e| (d.age_out - e) * DAYS_PER_YEAR)
            .chain([f64::NEG_INFINITY])
            .collect();
        rates.resolve(model, parameters);
        rates
    }

    /// Resolves again under other parameters; does nothing where no rate is uncertain.
    pub fn update(&mut self, model: &Model, parameters: &[f64]) {
        if !self.certain {
            self.resolve(model, parameters);
        }
    }

    fn resolve(&mut self, model: &Model, parameters: &[f64]) {
        let hazards = &model.hazards;
        let products: Vec<f64> = hazards
            .factor_sets
            .iter()
            .map(|set| set.iter().map(|&i| parameters[i]).product())
            .collect();
        self.segments.clear();
        self.row_start.clear();
        for row in &hazards.rows {
            self.row_start.push(self.segments.len() as u32);
            let first = self.segments.len();
            for band in row {
                let per_year =
                    band.base.get(parameters) * band.scale * products[band.factors as usize];
                self.push(first, band.until, per_year / DAYS_PER_YEAR);
            }
        }
        if self.cells[0].len() != hazards.cell_row[0].len() {
            self.cells = [0, 1, 2].map(|c| vec![0; hazards.cell_row[c].len()]);
        }
        for (cells, rows) in self.cells.iter_mut().zip(&hazards.cell_row) {
            for (cell, row) in cells.iter_mut().zip(rows) {
                *cell = self.row_start[*row as usize];
            }
        }
        self.re_entry.clear();
        for exit in 0..model.spec.dimensions.exits.len() {
            let first = self.segments.len();
            self.re_entry.push(first as u32);
            let bands: &[ReEntryBand] = model.spec.entries.re_entry.get(exit).map_or(&[], |b| b);
            for b in bands {
                self.push(
                    first,
                    b.until_years * DAYS_PER_YEAR,
                    b.per_year.get(parameters) / DAYS_PER_YEAR,
                );
            }
            // Beyond the last band nobody comes back.
            self.push(first, f64::INFINITY, 0.0);
        }
    }

    fn push(&mut self, first: usize, until: f64, rate: f64) {
        match self.segments[first..].last_mut() {
            Some(s) if s.rate == rate => s.until = until,
            _ => self.segments.push(Segment { until, rate }),
        }
    }

    /// The time a clock of `cause` runs out for a child in the cells from `base`, at most `limit`.
    ///
    /// `clock.at` is now, `clock.origin` the time the duration counts from, `clock.left` what is left of the unit
    /// exponential. Returns the time, or infinity with what is left at the limit.
    #[inline(always)]
    pub fn run(&self, cause: Cause, base: usize, clock: Clock, limit: f64) -> (f64, f64) {
        let cells = &self.cells[cause as usize][base..];
        let Clock {
            mut at,
            origin,
            mut left,
            birthday,
            mut age,
        } = clock;
        let mut start = cells[age];
        let mut edge = birthday - self.edge_to_birthday[age];
        let mut k = self.find(start, at - origin);
        loop {
            let s = self.segments[k];
            let ends = origin + s.until;
            let stop = ends.min(edge).min(limit);
            let used = s.rate * (stop - at);
            if used > left {
                return (at + left / s.rate, 0.0);
            }
            left -= used;
            if stop >= limit {
                return (f64::INFINITY, left);
            }
            at = stop;
            if edge <= at {
                age += 1;
                edge = birthday - self.edge_to_birthday[age];
                if cells[age] != start {
                    start = cells[age];
                    k = self.find(start, at - origin);
                    continue;
                }
            }
            if ends <= at {
                k += 1;
            }
        }
    }

    /// The time a child who left for `exit` at `left_at` comes back, seen from `at`; infinity: not before the limit.
    pub fn run_re_entry(
        &self,
        exit: usize,
        left_at: f64,
        at: f64,
        exponential: f64,
        limit: f64,
    ) -> f64 {
        let mut k = self.find(self.re_entry[exit], at - left_at);
        let (mut at, mut left) = (at, exponential);
        loop {
            let s = self.segments[k];
            let ends = left_at + s.until;
            let stop = ends.min(limit);
            let used = s.rate * (stop - at);
            if used > left {
                return at + left / s.rate;
            }
            left -= used;
            if stop >= limit {
                return f64::INFINITY;
            }
            at = stop;
            k += 1;
        }
    }

    #[inline(always)]
    fn find(&self, start: u32, duration: f64) -> usize {
        let mut k = start as usize;
        while self.segments[k].until <= duration {
            k += 1;
        }
        k
    }
}

/// Where a clock stands.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Now, days.
    pub at: f64,
    /// The time from which the duration counts.
    pub origin: f64,
    /// What is left of the unit exponential.
    pub left: f64,
    /// The birthday that ends care.
    pub birthday: f64,
    /// Age band now.
    pub age: usize,
}

fn is_certain(hazards: &Hazards, model: &Model) -> bool {
    hazards.factor_sets.iter().all(|s| s.is_empty())
        && hazards.rows.iter().flatten().all(|b| b.base.is_certain())
        && model
            .spec
            .entries
            .re_entry
            .iter()
            .flatten()
            .all(|b| b.per_year.is_certain())
}
