//! Rows of bands, and the searches along them.
//!
//! A row is kept with its integrated hazard at the beginning of each band, so that a clock is read by one search of the
//! unit exponential among those, and the hazard used up by one search of the duration: no walk from band to band.

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
pub(super) struct Row {
    pub chunk: u32,
    pub long: bool,
}

const EMPTY: Chunk = Chunk {
    hazard: [f64::INFINITY; CHUNK],
    wait: [f64::INFINITY; CHUNK],
    begin: [f64::INFINITY; CHUNK],
    rate: [0.0; CHUNK],
};

/// Rows, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rows {
    chunks: Vec<Chunk>,
    /// Some rows may be long: then each ends with an empty chunk, at which a search stops.
    any_long: bool,
}

impl Rows {
    /// Room for rows of at most so many bands.
    pub fn of(longest: usize) -> Rows {
        Rows {
            chunks: Vec::new(),
            any_long: longest > CHUNK,
        }
    }

    pub fn clear(&mut self) {
        self.chunks.clear();
    }

    /// Appends a row of (end, rate); returns it and its whole hazard, infinite where the last rate is not zero.
    pub fn push(&mut self, bands: impl Iterator<Item = (f64, f64)>) -> (Row, f64) {
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
    pub fn hazard(&self, row: u32, long: bool, duration: f64) -> f64 {
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
    pub fn duration(&self, row: u32, long: bool, hazard: f64) -> f64 {
        let mut c = &self.chunks[row as usize];
        if long {
            c = self.chunk(row, |next| next.hazard[0] <= hazard);
        }
        let i = last(&c.hazard, hazard);
        c.begin[i] + (hazard - c.hazard[i]) * c.wait[i]
    }

    /// The last chunk of a row of many bands that is reached.
    #[inline(always)]
    fn chunk(&self, row: u32, reached: impl Fn(&Chunk) -> bool) -> &Chunk {
        let mut i = row as usize;
        while reached(&self.chunks[i + 1]) {
            i += 1;
        }
        &self.chunks[i]
    }

    /// Are two rows the same?
    pub fn is_same(&self, a: u32, b: u32) -> bool {
        let (mut i, mut j) = (a as usize, b as usize);
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
}

/// Index of the last value at or below `x`; the values rise and the first is at or below. Three steps without a branch.
#[inline(always)]
fn last(values: &[f64; CHUNK], x: f64) -> usize {
    let mut i = usize::from(values[4] <= x) * 4;
    i += usize::from(values[i + 2] <= x) * 2;
    i += usize::from(values[(i + 1) % CHUNK] <= x);
    i % CHUNK
}
