//! Hazards under the drawn parameters: the rows of each cell, by epoch of the actions' strength.

use super::acts::Acts;
use super::rows::{Row, Rows};
use crate::model::Model;
use crate::model::hazards::{Band, Hazards};
use crate::sampling::nearest;
use crate::words::calendar::DAYS_PER_YEAR;

/// The rows of a cell by cause, and which are long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell {
    pub chunks: [u32; 3],
    pub long: Long,
}

/// Which rows of a cell are long. Told apart since exits run over more bands than moves: the reference's over nine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Long {
    pub exit: bool,
    /// Either move's.
    pub moves: bool,
}

/// All rates of one replication. Neighbouring bands of equal rates are merged, so that a factor of 1 changes nothing,
/// not even the last bit of a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    pub(super) rows: Rows,
    /// By epoch, between changes of the strength of actions, and cell: the row of each cause.
    pub(super) cells: Vec<Cell>,
    /// Cells of one epoch.
    pub(super) per_epoch: u32,
    /// When each epoch ends; infinity for the last.
    pub(super) epoch_end: Vec<f64>,
    /// By exit: its re-entry hazard, and the whole of it.
    re_entry: Vec<(Row, f64)>,
    /// Days from an age band's upper edge to the birthday that ends care; −infinity for the last band.
    pub(super) edge_to_birthday: Vec<f64>,
    /// By days left to the birthday, to the nearest: the age band half a day before.
    age_by_days: Vec<u8>,
    /// What actions do besides.
    pub acts: Acts,
    certain: bool,
    acting: bool,
}

impl Rates {
    /// Resolves the model's hazards under parameters.
    pub fn new(model: &Model, parameters: &[f64]) -> Rates {
        let hazards = &model.hazards;
        let d = &model.spec.dimensions;
        let bands = hazards.rows.iter().map(Vec::len);
        // What never comes back after the last band of a re-entry is a band.
        let back = model.spec.entries.re_entry.iter().map(|b| b.len() + 1);
        let longest = bands.chain(back).max().unwrap_or(0);
        let mut rates = Rates {
            certain: is_certain(hazards, model),
            acting: Acts::any(model),
            rows: Rows::of(longest),
            cells: Vec::with_capacity(hazards.size.cells() * (1 + hazards.later.len())),
            per_epoch: hazards.size.cells() as u32,
            epoch_end: (hazards.later.iter().map(|l| f64::from(l.first_day)))
                .chain([f64::INFINITY])
                .collect(),
            ..Rates::default()
        };
        rates.edge_to_birthday = d
            .age_edges
            .iter()
            .map(|e| (d.age_out - e) * DAYS_PER_YEAR)
            .chain([f64::NEG_INFINITY])
            .collect();
        // Who is further from the birthday than every edge is in the first band.
        let furthest = rates.edge_to_birthday.iter().copied().fold(0.0, f64::max);
        rates.age_by_days = (0..=furthest as u32 + 1)
            .map(|day| {
                let left = f64::from(day) + 0.5;
                let older = |edge: &&f64| left <= **edge;
                rates.edge_to_birthday.iter().take_while(older).count() as u8
            })
            .collect();
        rates.resolve(model, parameters);
        rates.act(model, parameters);
        rates
    }

    /// Resolves again under other parameters; does nothing where no rate is uncertain.
    pub fn update(&mut self, model: &Model, parameters: &[f64]) {
        if !self.certain {
            self.resolve(model, parameters);
        }
        self.act(model, parameters);
    }

    fn act(&mut self, model: &Model, parameters: &[f64]) {
        if self.acting {
            self.acts = Acts::new(model, parameters);
        }
    }

    fn resolve(&mut self, model: &Model, parameters: &[f64]) {
        let hazards = &model.hazards;
        let resolved = hazards.resolved(parameters);
        let rate = |b: &Band| b.per_year(parameters, &resolved) / DAYS_PER_YEAR;
        self.rows.clear();
        let mut starts = Vec::with_capacity(hazards.rows.len());
        for row in &hazards.rows {
            starts.push(self.rows.push(row.iter().map(|b| (b.until, rate(b)))).0);
        }
        self.cells.clear();
        let later = hazards.later.iter().map(|l| &l.cell_row);
        for cell_row in std::iter::once(&hazards.cell_row).chain(later) {
            self.cells.extend((0..hazards.size.cells()).map(|cell| {
                let rows = [0, 1, 2].map(|cause: usize| starts[cell_row[cause][cell] as usize]);
                Cell {
                    chunks: rows.map(|r: Row| r.chunk),
                    long: Long {
                        exit: rows[0].long,
                        moves: rows[1].long || rows[2].long,
                    },
                }
            }));
        }
        self.re_entry.clear();
        for exit in 0..model.spec.dimensions.exits.len() {
            let bands = model.spec.entries.re_entry.get(exit).map_or(&[][..], |b| b);
            // Beyond the last band nobody comes back.
            let row = self.rows.push(
                bands
                    .iter()
                    .map(|b| {
                        (
                            b.until_years * DAYS_PER_YEAR,
                            b.per_year.get(parameters) / DAYS_PER_YEAR,
                        )
                    })
                    .chain([(f64::INFINITY, 0.0)]),
            );
            self.re_entry.push(row);
        }
    }

    /// The epoch of a time, and the first cell of it.
    #[inline(always)]
    pub fn epoch(&self, at: f64) -> u32 {
        let mut epoch = 0;
        while at >= self.epoch_end[epoch as usize] {
            epoch += 1;
        }
        epoch
    }

    /// The index of a cell in an epoch.
    #[inline(always)]
    pub fn cell(&self, cell: usize, epoch: u32) -> u32 {
        cell as u32 + epoch * self.per_epoch
    }

    /// The age band of a child at a time.
    #[inline(always)]
    pub fn age(&self, birthday: f64, at: f64) -> usize {
        let left = birthday - at;
        let day = (nearest(left) as usize).min(self.age_by_days.len() - 1);
        let age = usize::from(self.age_by_days[day]);
        age + usize::from(left <= self.edge_to_birthday[age])
    }

    /// The time a child who left for `exit` at `left_at` comes back when an exponential is to be used up from `at` on;
    /// infinity: never.
    #[inline]
    pub fn next_entry(&self, exit: usize, left_at: f64, at: f64, exponential: f64) -> f64 {
        let (row, whole) = self.re_entry[exit];
        if exponential > whole {
            return f64::INFINITY;
        }
        let used = if at > left_at {
            self.rows.hazard(row.chunk, row.long, at - left_at)
        } else {
            0.0
        };
        left_at + self.rows.duration(row.chunk, row.long, used + exponential)
    }
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
