//! Rates of what happens to a child: the rows of a scenario ([`HazardSpec`]) compiled into rows of bands by cell.
//!
//! A cell is setting × moves so far × stream × need × age band. Three causes compete: exit (bands of time in the
//! period of care, or in the placement in the settings that say so), planned move and breakdown (bands of time in the
//! placement). Equal rows are kept once.

use super::Dimensions;
use super::effect::HazardEffect;
use super::value::Value;

mod compile;
mod factor;
mod spec;
use compile::{Store, compile_cause, shares};
pub use factor::{Factor, Part, Resolved, toward};
pub use spec::{Cause, Cell, DestinationRow, FactorRow, HazardSpec, RateRow, ReasonRow, Scope};

/// Classes of moves so far in the period of care: none, one, two or more.
pub const MOVE_CLASSES: usize = 3;

/// A band of a compiled row: up to a duration, a base rate × a certain factor × a set of uncertain factors, and what
/// actions add.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// End of the band in days, infinity for the last.
    pub until: f64,
    /// Rate per child-year before the factors.
    pub base: Value,
    /// Product of the certain factors.
    pub scale: f64,
    /// Index into [`Hazards::factor_sets`].
    pub factors: u32,
}

/// Rows of the cells from a day on, when the strength of an action changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Later {
    /// First day, in days of the simulation.
    pub first_day: i32,
    /// By cause: row of each cell.
    pub cell_row: [Vec<u32>; 3],
}

/// Hazard effects in force, and how strong they are.
pub type InForce<'a> = [(&'a HazardEffect, f64)];

/// Compiled hazards.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazards {
    /// Sizes of the dimensions.
    pub size: Size,
    /// By cause: row of each cell, at the start.
    pub cell_row: [Vec<u32>; 3],
    /// The same from later days on; empty where no action changes a hazard.
    pub later: Vec<Later>,
    /// Rows of bands, shared by all causes.
    pub rows: Vec<Vec<Band>>,
    /// Sets of uncertain factors; the first is empty.
    pub factor_sets: Vec<Vec<Factor>>,
    /// Effects on some reasons or destinations only, with their strength at the start and from each later day on.
    pub toward: Vec<(HazardEffect, Vec<f64>)>,
    /// Cumulative shares of destinations: [planned, breakdown] × (setting × stream × age) × settings.
    pub destinations: [Vec<f64>; 2],
    /// Cumulative shares of exits: (setting × stream × age) × exits before the birthday.
    pub reasons: Vec<f64>,
    /// By setting: do its exits run over time in the placement instead of time in care?
    pub exits_over_placement: Vec<bool>,
}

/// Sizes of the dimensions of the hazard tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Settings.
    pub settings: usize,
    /// Streams.
    pub streams: usize,
    /// Need bands, unknown included: 1 or 5.
    pub needs: usize,
    /// Age bands.
    pub ages: usize,
    /// Exits before the birthday.
    pub exits: usize,
}

impl Size {
    /// Index of the first age band of a cell; the age bands of a cell lie side by side.
    #[inline(always)]
    pub fn cell(&self, setting: usize, moves: usize, stream: usize, need: usize) -> usize {
        (((setting * MOVE_CLASSES + moves) * self.streams + stream) * self.needs + need) * self.ages
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.settings * MOVE_CLASSES * self.streams * self.needs * self.ages
    }

    /// Index of (setting, stream, age) in the tables of shares.
    #[inline(always)]
    pub fn share_row(&self, setting: usize, stream: usize, age: usize) -> usize {
        (setting * self.streams + stream) * self.ages + age
    }

    /// The cell of a row of the tables of shares, whatever the moves and need.
    pub fn of_share_row(&self, row: usize) -> Cell {
        Cell {
            setting: row / self.ages / self.streams,
            moves: 0,
            stream: row / self.ages % self.streams,
            need: 0,
            age: row % self.ages,
        }
    }

    /// The cell of an index.
    pub fn of(&self, index: usize) -> Cell {
        let age = index % self.ages;
        let rest = index / self.ages;
        let need = rest % self.needs;
        let rest = rest / self.needs;
        let stream = rest % self.streams;
        let rest = rest / self.streams;
        Cell {
            setting: rest / MOVE_CLASSES,
            moves: rest % MOVE_CLASSES,
            stream,
            need: need as u8,
            age,
        }
    }
}

impl Hazards {
    /// Compiles the rows of a scenario, with the actions in force from each of some days on, the first of them the start.
    pub fn compile(
        spec: &HazardSpec,
        dimensions: &Dimensions,
        needs: usize,
        courses: &[(i32, Vec<(&HazardEffect, f64)>)],
    ) -> Hazards {
        let size = Size {
            settings: dimensions.settings.len(),
            streams: dimensions.streams.len(),
            needs,
            ages: dimensions.age_bands.len(),
            exits: dimensions.birthday_exit(),
        };
        let destinations = [Cause::PlannedMove, Cause::Breakdown].map(|cause| {
            shares(size, size.settings, |cell| {
                spec.destinations
                    .iter()
                    .rev()
                    .find(|r| r.causes.contains(&cause) && r.scope.holds(cell))
                    .map(|r| r.shares.as_slice())
            })
        });
        let reasons = shares(size, size.exits, |cell| {
            spec.reasons
                .iter()
                .rev()
                .find(|r| r.scope.holds(cell))
                .map(|r| r.shares.as_slice())
        });
        let mut store = Store::default();
        let tables = [&reasons, &destinations[0], &destinations[1]];
        let mut rows_of = |in_force: &InForce| {
            Cause::ALL.map(|cause| compile_cause(spec, in_force, cause, size, &tables, &mut store))
        };
        let cell_row = rows_of(courses.first().map_or(&[], |c| c.1.as_slice()));
        let later = courses.iter().skip(1);
        let later = later
            .map(|(first_day, in_force)| Later {
                first_day: *first_day,
                cell_row: rows_of(in_force),
            })
            .collect();
        let effects = courses.first().map_or(&[][..], |c| &c.1);
        let toward = (effects.iter().enumerate())
            .filter(|(_, (e, _))| !e.toward.is_empty())
            .map(|(i, (e, _))| ((*e).clone(), courses.iter().map(|c| c.1[i].1).collect()))
            .collect();
        Hazards {
            size,
            cell_row,
            later,
            rows: store.rows,
            factor_sets: store.factor_sets,
            toward,
            destinations,
            reasons,
            exits_over_placement: (0..size.settings)
                .map(|s| spec.exits_over_placement.contains(&s))
                .collect(),
        }
    }

    /// The sets of factors under a vector of parameters.
    pub fn resolved(&self, parameters: &[f64]) -> Vec<Resolved> {
        let sets = self.factor_sets.iter();
        sets.map(|set| Resolved::of(set, parameters)).collect()
    }

    /// Cumulative shares of reasons (exits) or destinations by share row, and their number in a row.
    pub fn share_table(&self, cause: Cause) -> (&[f64], usize) {
        match cause {
            Cause::Exit => (&self.reasons, self.size.exits),
            Cause::PlannedMove => (&self.destinations[0], self.size.settings),
            Cause::Breakdown => (&self.destinations[1], self.size.settings),
        }
    }

    /// Cumulative shares of the destinations of a move.
    #[inline]
    pub fn destination(&self, cause: Cause, setting: usize, stream: usize, age: usize) -> &[f64] {
        let n = self.size.settings;
        let row = self.size.share_row(setting, stream, age) * n;
        &self.destinations[usize::from(cause == Cause::Breakdown)][row..row + n]
    }

    /// Cumulative shares of the reasons for an exit.
    #[inline]
    pub fn reason(&self, setting: usize, stream: usize, age: usize) -> &[f64] {
        let n = self.size.exits;
        let row = self.size.share_row(setting, stream, age) * n;
        &self.reasons[row..row + n]
    }
}

/// Running sums scaled to end at exactly 1 (or all 0), padded to `width`.
pub fn cumulative(shares: &[f64], width: usize) -> Vec<f64> {
    let total: f64 = shares.iter().sum();
    let last = shares.iter().rposition(|s| *s > 0.0);
    let mut sum = 0.0;
    (0..width)
        .map(|i| {
            sum += shares.get(i).copied().unwrap_or(0.0);
            match last {
                Some(l) if i >= l => 1.0,
                Some(_) => sum / total,
                None => 0.0,
            }
        })
        .collect()
}

/// The first index whose cumulative share exceeds `u`.
#[inline(always)]
pub fn pick(cumulative: &[f64], u: f64) -> usize {
    let mut i = 0;
    while i + 1 < cumulative.len() && cumulative[i] <= u {
        i += 1;
    }
    i
}
