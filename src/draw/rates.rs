//! Hazards under the drawn parameters, and the clocks that run along them.
//!
//! A row of bands is kept with its integrated hazard at the beginning of each band, so that a clock is read by one
//! search of the unit exponential among those, and the hazard used up by one search of the duration: no walk from
//! band to band. Each cause is read on its own, so an action on one leaves the times of the others where they were.

use crate::model::Model;
use crate::model::hazards::{Band, Cause, Hazards};
use crate::words::calendar::DAYS_PER_YEAR;

/// Bands are searched in chunks of this many, without a branch.
const CHUNK: usize = 8;

/// Up to eight bands of a row: where each begins (days), the integrated hazard there, the rate per child-day in it.
/// Bands that are not there begin at infinity.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Chunk {
    hazard: [f64; CHUNK],
    rate: [f64; CHUNK],
    begin: [f64; CHUNK],
    /// The row goes on in the next chunk.
    more: bool,
}

const EMPTY: Chunk = Chunk {
    hazard: [f64::INFINITY; CHUNK],
    rate: [0.0; CHUNK],
    begin: [f64::INFINITY; CHUNK],
    more: false,
};

/// All rates of one replication. Neighbouring bands of equal rates are merged, so that a factor of 1 changes nothing,
/// not even the last bit of a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    chunks: Vec<Chunk>,
    /// By cell: first chunk of the row of each cause.
    cells: Vec<[u32; 3]>,
    /// By exit: first chunk of its re-entry hazard, and the whole of it.
    re_entry: Vec<(u32, f64)>,
    /// Days from an age band's upper edge to the birthday that ends care; −infinity for the last band.
    edge_to_birthday: Vec<f64>,
    certain: bool,
}

/// Where a child stands on a row.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Now, days.
    pub at: f64,
    /// The time from which the duration counts.
    pub origin: f64,
    /// The birthday that ends care.
    pub birthday: f64,
    /// Age band now.
    pub age: usize,
    /// The time it ends.
    pub edge: f64,
}

impl Rates {
    /// Resolves the model's hazards under parameters.
    pub fn new(model: &Model, parameters: &[f64]) -> Rates {
        let hazards = &model.hazards;
        let d = &model.spec.dimensions;
        let mut rates = Rates {
            certain: is_certain(hazards, model),
            cells: vec![[0; 3]; hazards.size.cells()],
            ..Rates::default()
        };
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
        let rate = |b: &Band| {
            b.base.get(parameters) * b.scale * products[b.factors as usize] / DAYS_PER_YEAR
        };
        self.chunks.clear();
        let mut starts = Vec::with_capacity(hazards.rows.len());
        for row in &hazards.rows {
            starts.push(self.chunks.len() as u32);
            self.push_row(row.iter().map(|b| (b.until, rate(b))));
        }
        for (i, cell) in self.cells.iter_mut().enumerate() {
            *cell = [0, 1, 2].map(|cause: usize| starts[hazards.cell_row[cause][i] as usize]);
        }
        self.re_entry.clear();
        for exit in 0..model.spec.dimensions.exits.len() {
            let bands = model.spec.entries.re_entry.get(exit).map_or(&[][..], |b| b);
            let start = self.chunks.len() as u32;
            // Beyond the last band nobody comes back.
            let whole = self.push_row(
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
            self.re_entry.push((start, whole));
        }
    }

    /// Appends a row of (end, rate); returns its whole hazard, infinite where the last rate is not zero.
    fn push_row(&mut self, bands: impl Iterator<Item = (f64, f64)>) -> f64 {
        let (mut begin, mut hazard, mut last) = (0.0, 0.0, f64::NAN);
        let mut i = 0;
        for (until, rate) in bands {
            if until <= begin {
                continue;
            }
            if rate != last {
                if i % CHUNK == 0 {
                    if i > 0
                        && let Some(chunk) = self.chunks.last_mut()
                    {
                        chunk.more = true;
                    }
                    self.chunks.push(EMPTY);
                }
                if let Some(chunk) = self.chunks.last_mut() {
                    chunk.begin[i % CHUNK] = begin;
                    chunk.hazard[i % CHUNK] = hazard;
                    chunk.rate[i % CHUNK] = rate;
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
        hazard
    }

    /// Integrated hazard of a row from 0 to a duration.
    #[inline(always)]
    fn hazard(&self, row: u32, duration: f64) -> f64 {
        let mut c = &self.chunks[row as usize];
        if c.more {
            c = self.chunk(row, |next| next.begin[0] <= duration);
        }
        let i = last(&c.begin, duration);
        c.hazard[i] + c.rate[i] * (duration - c.begin[i])
    }

    /// The duration at which the integrated hazard of a row reaches a value; infinity: never.
    #[inline(always)]
    fn duration(&self, row: u32, hazard: f64) -> f64 {
        let mut c = &self.chunks[row as usize];
        if c.more {
            c = self.chunk(row, |next| next.hazard[0] <= hazard);
        }
        let i = last(&c.hazard, hazard);
        // Without a rate there it is never reached; the division says so but where nothing is left.
        if c.rate[i] > 0.0 {
            c.begin[i] + (hazard - c.hazard[i]) / c.rate[i]
        } else {
            f64::INFINITY
        }
    }

    /// The last chunk of a row of many bands that is reached.
    #[cold]
    fn chunk(&self, row: u32, reached: impl Fn(&Chunk) -> bool) -> &Chunk {
        let mut row = row as usize;
        while self.chunks[row].more && reached(&self.chunks[row + 1]) {
            row += 1;
        }
        &self.chunks[row]
    }

    /// The time at which `cause` happens to a child in the cells from `base` when `left` of its unit exponential is
    /// still to be used up; `limit` or later, or infinite: not before the limit.
    #[inline(always)]
    pub fn next(&self, cause: Cause, base: usize, clock: Clock, left: f64, limit: f64) -> f64 {
        let Clock {
            at,
            origin,
            edge,
            age,
            ..
        } = clock;
        let row = self.cells[base + age][cause as usize];
        // A new placement has used nothing, which the processor guesses well; an exit's clock goes on at any time.
        let used = if cause == Cause::Exit || at > origin {
            self.hazard(row, at - origin)
        } else {
            0.0
        };
        let time = origin + self.duration(row, used + left);
        if min(time, limit) <= edge {
            return time;
        }
        let left = left - (self.hazard(row, edge - origin) - used);
        self.next_after(cause, base, clock, left, limit)
    }

    /// The same from the edge of the age band on, with what is left there.
    #[inline(never)]
    fn next_after(
        &self,
        cause: Cause,
        base: usize,
        clock: Clock,
        mut left: f64,
        limit: f64,
    ) -> f64 {
        let Clock {
            origin,
            birthday,
            mut edge,
            mut age,
            ..
        } = clock;
        loop {
            left = left.max(0.0);
            let at = edge;
            age += 1;
            edge = birthday - self.edge_to_birthday[age];
            let row = self.cells[base + age][cause as usize];
            let used = self.hazard(row, at - origin);
            let time = origin + self.duration(row, used + left);
            if min(time, limit) <= edge {
                return time;
            }
            left -= self.hazard(row, edge - origin) - used;
        }
    }

    /// The hazard of `cause` a child in the cells from `base` uses up until `to`.
    #[inline(always)]
    pub fn used(&self, cause: Cause, base: usize, clock: Clock, to: f64) -> f64 {
        let Clock {
            mut at,
            origin,
            birthday,
            mut edge,
            mut age,
        } = clock;
        let mut sum = 0.0;
        loop {
            let row = self.cells[base + age][cause as usize];
            let before = self.hazard(row, at - origin);
            if to <= edge {
                return sum + (self.hazard(row, to - origin) - before);
            }
            sum += self.hazard(row, edge - origin) - before;
            at = edge;
            age += 1;
            edge = birthday - self.edge_to_birthday[age];
        }
    }

    /// The age band of a child at a time, and when it ends; `from` is the band of an earlier time, or 0.
    #[inline(always)]
    pub fn age(&self, mut from: usize, birthday: f64, at: f64) -> (usize, f64) {
        loop {
            let edge = birthday - self.edge_to_birthday[from];
            if at < edge {
                return (from, edge);
            }
            from += 1;
        }
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
            self.hazard(row, at - left_at)
        } else {
            0.0
        };
        left_at + self.duration(row, used + exponential)
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

/// The lesser of two times, neither of which is NaN: one instruction where `f64::min` takes five.
#[inline(always)]
pub fn min(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
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
