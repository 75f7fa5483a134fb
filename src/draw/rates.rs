//! Hazards under the drawn parameters, and the clocks that run along them.
//!
//! A row of bands is kept with its integrated hazard at the beginning of each band, so that a clock is read by one
//! search of the unit exponential among those, and the hazard used up by one search of the duration: no walk from
//! band to band. A child is taken from one age edge to the next ([`Rates::next_but_exit`]); what each cause has left is carried
//! on, so an action on one cause leaves the times of the others where they were.

use crate::model::Model;
use crate::model::hazards::{Band, Hazards};
use crate::sampling::nearest;
use crate::words::calendar::DAYS_PER_YEAR;

/// Bands are searched in chunks of this many, without a branch.
const CHUNK: usize = 8;

/// Up to eight bands of a row: where each begins (days), the integrated hazard there, the rate per child-day in it and
/// its inverse. Bands that are not there begin at infinity.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
struct Chunk {
    hazard: [f64; CHUNK],
    wait: [f64; CHUNK],
    begin: [f64; CHUNK],
    rate: [f64; CHUNK],
}

/// Where a row is kept: its first chunk, and whether it goes on in the next.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    chunk: u32,
    long: bool,
}

/// The rows of a cell by cause, and whether any is long.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cell {
    chunks: [u32; 3],
    long: bool,
}

const EMPTY: Chunk = Chunk {
    hazard: [f64::INFINITY; CHUNK],
    wait: [f64::INFINITY; CHUNK],
    begin: [f64::INFINITY; CHUNK],
    rate: [0.0; CHUNK],
};

/// All rates of one replication. Neighbouring bands of equal rates are merged, so that a factor of 1 changes nothing,
/// not even the last bit of a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    chunks: Vec<Chunk>,
    /// By epoch, between changes of the strength of actions, and cell: the row of each cause.
    cells: Vec<Cell>,
    /// Cells of one epoch.
    per_epoch: u32,
    /// When each epoch ends; infinity for the last.
    epoch_end: Vec<f64>,
    /// By exit: its re-entry hazard, and the whole of it.
    re_entry: Vec<(Row, f64)>,
    /// Days from an age band's upper edge to the birthday that ends care; −infinity for the last band.
    edge_to_birthday: Vec<f64>,
    /// By days left to the birthday, to the nearest: the age band half a day before.
    age_by_days: Vec<u8>,
    certain: bool,
    /// Some rows may be long: then each ends with an empty chunk, at which a search stops.
    any_long: bool,
}

/// The clocks of a child in a placement; times in days.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clocks {
    /// Now.
    pub at: f64,
    /// What [`Rates::next_but_exit`] started from.
    pub since: f64,
    /// When the duration of each cause counts from: the exit's and the moves'.
    pub exit_start: f64,
    /// Start of the placement.
    pub placement_start: f64,
    /// The birthday that ends care.
    pub birthday: f64,
    /// The earlier of the birthday and the end of the simulation.
    pub limit: f64,
    /// What was left of the exit's unit exponential at `exit_since`; nothing: not drawn yet.
    pub exit_left: f64,
    /// The last move or change of the exit's row.
    pub exit_since: f64,
    /// What is left of it now.
    pub exit_rest: f64,
    /// What was left of the planned move's and the breakdown's when the child came into the cell.
    pub moves_left: [f64; 2],
    /// Hazard of either from the start of the placement to then, along the rows of the cell.
    pub used: [f64; 2],
    /// Cell of setting, moves so far, stream, need and age band.
    pub cell: u32,
    /// Age band.
    pub age: u32,
    /// Epoch of the actions' strength.
    pub epoch: u32,
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum First {
    /// An exit.
    Exit = 0,
    /// A planned move.
    PlannedMove = 1,
    /// A breakdown.
    Breakdown = 2,
    /// The next age band, or a step of an action.
    Segment = 3,
    /// The birthday or the end of the simulation.
    Limit = 4,
}

impl Rates {
    /// Resolves the model's hazards under parameters.
    pub fn new(model: &Model, parameters: &[f64]) -> Rates {
        let hazards = &model.hazards;
        let d = &model.spec.dimensions;
        let mut rates = Rates {
            certain: is_certain(hazards, model),
            any_long: hazards.rows.iter().any(|row| row.len() > CHUNK)
                || (model.spec.entries.re_entry.iter()).any(|bands| bands.len() >= CHUNK),
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
        rates.age_by_days = (0..=(d.age_out * DAYS_PER_YEAR) as u32 + 1)
            .map(|day| {
                let left = f64::from(day) + 0.5;
                let older = |edge: &&f64| left <= **edge;
                rates.edge_to_birthday.iter().take_while(older).count() as u8
            })
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
            .map(|set| set.iter().map(|f| f.get(parameters)).product())
            .collect();
        let rate = |b: &Band| {
            b.base.get(parameters) * b.scale * products[b.factors as usize] / DAYS_PER_YEAR
        };
        self.chunks.clear();
        let mut starts = Vec::with_capacity(hazards.rows.len());
        for row in &hazards.rows {
            starts.push(self.push_row(row.iter().map(|b| (b.until, rate(b)))).0);
        }
        self.cells.clear();
        let later = hazards.later.iter().map(|l| &l.cell_row);
        for cell_row in std::iter::once(&hazards.cell_row).chain(later) {
            self.cells.extend((0..hazards.size.cells()).map(|cell| {
                let rows = [0, 1, 2].map(|cause: usize| starts[cell_row[cause][cell] as usize]);
                Cell {
                    chunks: rows.map(|r: Row| r.chunk),
                    long: rows.iter().any(|r| r.long),
                }
            }));
        }
        self.re_entry.clear();
        for exit in 0..model.spec.dimensions.exits.len() {
            let bands = model.spec.entries.re_entry.get(exit).map_or(&[][..], |b| b);
            // Beyond the last band nobody comes back.
            let row = self.push_row(
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

    /// Appends a row of (end, rate); returns it and its whole hazard, infinite where the last rate is not zero.
    fn push_row(&mut self, bands: impl Iterator<Item = (f64, f64)>) -> (Row, f64) {
        let first = self.chunks.len();
        let (mut begin, mut hazard, mut last) = (0.0, 0.0, f64::NAN);
        let mut i = 0;
        for (until, rate) in bands {
            if until <= begin {
                continue;
            }
            if rate != last {
                if i % CHUNK == 0 {
                    self.chunks.push(EMPTY);
                }
                if let Some(chunk) = self.chunks.last_mut() {
                    chunk.begin[i % CHUNK] = begin;
                    chunk.hazard[i % CHUNK] = hazard;
                    chunk.rate[i % CHUNK] = rate;
                    chunk.wait[i % CHUNK] = 1.0 / rate;
                }
                last = rate;
                i += 1;
            }
            // A rate of zero without end adds nothing.
            hazard += if rate > 0.0 {
                rate * (until - begin)
            } else {
                0.0
            };
            begin = until;
        }
        let long = self.chunks.len() > first + 1;
        if self.any_long {
            self.chunks.push(EMPTY);
        }
        let chunk = first as u32;
        (Row { chunk, long }, hazard)
    }

    /// Integrated hazard of a row from 0 to a duration.
    #[inline(always)]
    fn hazard(&self, row: u32, long: bool, duration: f64) -> f64 {
        let mut c = &self.chunks[row as usize];
        if long {
            c = self.chunk(row, |next| next.begin[0] <= duration);
        }
        let i = last(&c.begin, duration);
        c.hazard[i] + c.rate[i] * (duration - c.begin[i])
    }

    /// The duration at which the integrated hazard of a row reaches a value; infinity: never; not a number: never,
    /// and nothing is left (see [`min`]).
    #[inline(always)]
    fn duration(&self, row: u32, long: bool, hazard: f64) -> f64 {
        let mut c = &self.chunks[row as usize];
        if long {
            c = self.chunk(row, |next| next.hazard[0] <= hazard);
        }
        let i = last(&c.hazard, hazard);
        c.begin[i] + (hazard - c.hazard[i]) * c.wait[i]
    }

    /// The last chunk of a row of many bands that is reached.
    #[cold]
    fn chunk(&self, row: u32, reached: impl Fn(&Chunk) -> bool) -> &Chunk {
        let mut i = row as usize;
        while reached(&self.chunks[i + 1]) {
            i += 1;
        }
        &self.chunks[i]
    }

    /// Sets what a child has used up of the moves' hazards since the placement began, in a cell just come into.
    #[inline(always)]
    pub fn come_into(&self, c: &mut Clocks) {
        let Cell { chunks, long } = self.cells[c.cell as usize];
        let duration = c.at - c.placement_start;
        c.used = [
            self.hazard(chunks[1], long, duration),
            self.hazard(chunks[2], long, duration),
        ];
    }

    /// Goes on to the next move, age band or limit: `at` is set to it; tells which, as a number of [`First`]. Without a branch that chance decides, as is
    /// [`Rates::exit_before`]: two children's clocks are then read at the same time.
    #[inline(always)]
    pub fn next_but_exit(&self, c: &mut Clocks) -> u8 {
        let Cell { chunks, long } = self.cells[c.cell as usize];
        if long {
            self.next_but_exit_long(c, chunks)
        } else {
            self.next_but_exit_of(c, chunks, false)
        }
    }

    #[cold]
    fn next_but_exit_long(&self, c: &mut Clocks, chunks: [u32; 3]) -> u8 {
        self.next_but_exit_of(c, chunks, true)
    }

    #[inline(always)]
    fn next_but_exit_of(&self, c: &mut Clocks, chunks: [u32; 3], long: bool) -> u8 {
        let planned = self.duration(chunks[1], long, c.used[0] + c.moves_left[0]);
        let planned = c.placement_start + planned;
        let breakdown = self.duration(chunks[2], long, c.used[1] + c.moves_left[1]);
        let breakdown = c.placement_start + breakdown;
        let edge = c.birthday - self.edge_to_birthday[c.age as usize];
        let edge = min(self.epoch_end[c.epoch as usize], edge);
        let stop = min(edge, c.limit);
        // What never comes is infinite or not a number, and loses either way.
        let to = max(min(breakdown, min(planned, stop)), c.at);
        c.since = c.at;
        c.at = to;
        let moves = First::PlannedMove as u64 + u64::from(breakdown <= to);
        let stays = First::Segment as u64 + u64::from(edge >= c.limit);
        choose(to < stop, moves, stays) as u8
    }

    /// Does an exit come before what comes next but for it? Sets what is left of it then.
    #[inline(always)]
    pub fn exit_before(&self, c: &mut Clocks) -> bool {
        let Cell { chunks, long } = self.cells[c.cell as usize];
        if long {
            self.exit_before_long(c, chunks[0])
        } else {
            self.exit_before_of(c, chunks[0], false)
        }
    }

    #[cold]
    fn exit_before_long(&self, c: &mut Clocks, row: u32) -> bool {
        self.exit_before_of(c, row, true)
    }

    #[inline(always)]
    fn exit_before_of(&self, c: &mut Clocks, row: u32, long: bool) -> bool {
        let before = self.hazard(row, long, c.exit_since - c.exit_start);
        c.exit_rest = c.exit_left - (self.hazard(row, long, c.at - c.exit_start) - before);
        c.exit_rest <= 0.0
    }

    /// The time of an exit that comes first.
    #[inline(always)]
    pub fn exit_time(&self, c: &mut Clocks) {
        let Cell { chunks, long } = self.cells[c.cell as usize];
        let used = self.hazard(chunks[0], long, c.exit_since - c.exit_start);
        let time = c.exit_start + self.duration(chunks[0], long, used + c.exit_left);
        c.at = max(min(time, c.at), c.since);
    }

    /// Goes on in the next age band or epoch, with what is left of each cause; tells whether the child is older. A cause
    /// whose row a new epoch leaves as it was goes on untouched, to the last bit of its time.
    #[inline(always)]
    pub fn next_segment(&self, c: &mut Clocks) -> bool {
        let older = c.at >= c.birthday - self.edge_to_birthday[c.age as usize];
        let later = c.at >= self.epoch_end[c.epoch as usize];
        let from = self.cells[c.cell as usize];
        c.age += u32::from(older);
        c.epoch += u32::from(later);
        c.cell += u32::from(older) + if later { self.per_epoch } else { 0 };
        let to = self.cells[c.cell as usize];
        if older || !self.is_same(from, to, 0) {
            c.exit_left = c.exit_rest;
            c.exit_since = c.at;
        }
        let duration = c.at - c.placement_start;
        for i in 0..2 {
            if older || !self.is_same(from, to, i + 1) {
                let gone = self.hazard(from.chunks[i + 1], from.long, duration) - c.used[i];
                c.moves_left[i] = max(c.moves_left[i] - gone, 0.0);
                c.used[i] = self.hazard(to.chunks[i + 1], to.long, duration);
            }
        }
        older
    }

    /// Is the row of a cause the same in two cells?
    fn is_same(&self, a: Cell, b: Cell, cause: usize) -> bool {
        let (mut i, mut j) = (a.chunks[cause] as usize, b.chunks[cause] as usize);
        loop {
            if i == j {
                return true;
            }
            if self.chunks[i] != self.chunks[j] {
                return false;
            }
            // Rows that may be long end with an empty chunk.
            if !self.any_long || self.chunks[i] == EMPTY {
                return true;
            }
            (i, j) = (i + 1, j + 1);
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
            self.hazard(row.chunk, row.long, at - left_at)
        } else {
            0.0
        };
        left_at + self.duration(row.chunk, row.long, used + exponential)
    }
}

/// Index of the last value at or below `x`; the values rise and the first is at or below. Three steps without a branch.
#[inline(always)]
fn last(values: &[f64; CHUNK], x: f64) -> usize {
    let mut i = usize::from(values[4] <= x) * 4;
    i += usize::from(values[i + 2] <= x) * 2;
    i += usize::from(values[(i + 1) % CHUNK] <= x);
    i % CHUNK
}

/// The lesser of two times, the second where the first is not a number: one instruction where `f64::min` takes five.
#[inline(always)]
pub fn min(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// One of two numbers, without a branch.
#[inline(always)]
fn choose(first: bool, a: u64, b: u64) -> u64 {
    b ^ ((a ^ b) & u64::from(first).wrapping_neg())
}

#[inline(always)]
fn max(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
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
