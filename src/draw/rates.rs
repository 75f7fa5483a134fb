//! Hazards under the drawn parameters, and the clocks that run along them.

use crate::model::Model;
use crate::model::entries::ReEntryBand;
use crate::model::hazards::{Band, Cause, Hazards};
use crate::words::calendar::DAYS_PER_YEAR;
use std::collections::BTreeMap;

/// A band of constant hazard.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Segment {
    /// Duration in days at which it ends.
    until: f64,
    /// Rate per child-day.
    rate: f64,
}

/// A band of time in the placement in which both hazards of a move are constant.
#[derive(Clone, Copy, Debug, PartialEq)]
struct MoveSegment {
    until: f64,
    planned: f64,
    breakdown: f64,
}

/// All rates of one replication. Neighbouring bands of equal rates are merged, so that a factor of 1 changes nothing,
/// not even the last bit of a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    exits: Vec<Segment>,
    moves: Vec<MoveSegment>,
    /// By cell: first segment of its exits, of its moves.
    exit_cell: Vec<u32>,
    move_cell: Vec<u32>,
    /// Distinct pairs of rows of the two causes of a move, and the pair of each cell.
    pairs: Vec<(u32, u32)>,
    cell_pair: Vec<u32>,
    re_entry: Vec<Segment>,
    /// By exit: first segment of its re-entry hazard, and the whole of it.
    re_entry_start: Vec<u32>,
    re_entry_whole: Vec<f64>,
    /// Days from an age band's upper edge to the birthday that ends care; −infinity for the last band.
    edge_to_birthday: Vec<f64>,
    certain: bool,
}

/// Where the clocks of a child stand.
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
}

impl Rates {
    /// Resolves the model's hazards under parameters.
    pub fn new(model: &Model, parameters: &[f64]) -> Rates {
        let hazards = &model.hazards;
        let d = &model.spec.dimensions;
        let mut rates = Rates {
            certain: is_certain(hazards, model),
            ..Rates::default()
        };
        rates.edge_to_birthday = d
            .age_edges
            .iter()
            .map(|e| (d.age_out - e) * DAYS_PER_YEAR)
            .chain([f64::NEG_INFINITY])
            .collect();
        let mut known: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let rows = |cause: Cause| &hazards.cell_row[cause as usize];
        for pair in rows(Cause::PlannedMove)
            .iter()
            .copied()
            .zip(rows(Cause::Breakdown).iter().copied())
        {
            let pairs = &mut rates.pairs;
            let index = *known.entry(pair).or_insert_with(|| {
                pairs.push(pair);
                pairs.len() as u32 - 1
            });
            rates.cell_pair.push(index);
        }
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
        self.exits.clear();
        let mut starts = Vec::with_capacity(hazards.rows.len());
        for row in &hazards.rows {
            let first = self.exits.len();
            starts.push(first as u32);
            for band in row {
                push(&mut self.exits, first, band.until, rate(band));
            }
        }
        let exit_rows = &hazards.cell_row[Cause::Exit as usize];
        self.exit_cell.clear();
        self.exit_cell
            .extend(exit_rows.iter().map(|&row| starts[row as usize]));
        self.resolve_moves(hazards, rate);
        self.resolve_re_entry(model, parameters);
    }

    fn resolve_moves(&mut self, hazards: &Hazards, rate: impl Fn(&Band) -> f64) {
        self.moves.clear();
        let mut starts = Vec::with_capacity(self.pairs.len());
        for &(planned, breakdown) in &self.pairs {
            let first = self.moves.len();
            starts.push(first as u32);
            let (planned, breakdown) = (
                &hazards.rows[planned as usize],
                &hazards.rows[breakdown as usize],
            );
            let (mut i, mut j) = (0, 0);
            // Every row ends with a band that never does.
            while i < planned.len() && j < breakdown.len() {
                let (p, b) = (&planned[i], &breakdown[j]);
                let until = p.until.min(b.until);
                let s = MoveSegment {
                    until,
                    planned: rate(p),
                    breakdown: rate(b),
                };
                match self.moves[first..].last_mut() {
                    Some(l) if (l.planned, l.breakdown) == (s.planned, s.breakdown) => {
                        l.until = until
                    }
                    _ => self.moves.push(s),
                }
                i += usize::from(p.until <= until);
                j += usize::from(b.until <= until);
            }
        }
        self.move_cell.clear();
        self.move_cell
            .extend(self.cell_pair.iter().map(|&pair| starts[pair as usize]));
    }

    fn resolve_re_entry(&mut self, model: &Model, parameters: &[f64]) {
        self.re_entry.clear();
        self.re_entry_start.clear();
        self.re_entry_whole.clear();
        for exit in 0..model.spec.dimensions.exits.len() {
            let first = self.re_entry.len();
            let bands: &[ReEntryBand] = model.spec.entries.re_entry.get(exit).map_or(&[], |b| b);
            let (mut whole, mut from) = (0.0, 0.0);
            for b in bands {
                let (until, rate) = (
                    b.until_years * DAYS_PER_YEAR,
                    b.per_year.get(parameters) / DAYS_PER_YEAR,
                );
                whole += if rate > 0.0 {
                    rate * (until - from)
                } else {
                    0.0
                };
                from = until;
                push(&mut self.re_entry, first, until, rate);
            }
            // Beyond the last band nobody comes back.
            push(&mut self.re_entry, first, f64::INFINITY, 0.0);
            self.re_entry_start.push(first as u32);
            self.re_entry_whole.push(whole);
        }
    }

    /// The time of the next move of a child in the cells from `base`, at most `limit`, and its cause; infinity: none.
    /// `planned` and `breakdown` are what is left of the unit exponentials of the placement spell.
    #[inline(always)]
    pub fn next_move(
        &self,
        base: usize,
        clock: Clock,
        mut planned: f64,
        mut breakdown: f64,
        limit: f64,
    ) -> (f64, Cause) {
        let cells = &self.move_cell[base..base + self.edge_to_birthday.len()];
        let Clock {
            mut at,
            origin,
            birthday,
            mut age,
        } = clock;
        let mut start = cells[age];
        let mut edge = birthday - self.edge_to_birthday[age];
        let mut k = start as usize;
        while self.moves[k].until <= at - origin {
            k += 1;
        }
        loop {
            let s = self.moves[k];
            let ends = origin + s.until;
            let stop = ends.min(edge).min(limit);
            let span = stop - at;
            let (used_planned, used_breakdown) = (s.planned * span, s.breakdown * span);
            if used_planned > planned || used_breakdown > breakdown {
                let p = if used_planned > planned {
                    planned / s.planned
                } else {
                    f64::INFINITY
                };
                let b = if used_breakdown > breakdown {
                    breakdown / s.breakdown
                } else {
                    f64::INFINITY
                };
                return if p <= b {
                    (at + p, Cause::PlannedMove)
                } else {
                    (at + b, Cause::Breakdown)
                };
            }
            if stop >= limit {
                return (f64::INFINITY, Cause::PlannedMove);
            }
            planned -= used_planned;
            breakdown -= used_breakdown;
            at = stop;
            if edge <= at {
                age += 1;
                edge = birthday - self.edge_to_birthday[age];
                if cells[age] != start {
                    start = cells[age];
                    k = start as usize;
                    while self.moves[k].until <= at - origin {
                        k += 1;
                    }
                    continue;
                }
            }
            k += usize::from(ends <= at);
        }
    }

    /// The time a child in the cells from `base` leaves care, at most `limit`, and what is left of the period's unit
    /// exponential then; infinity: not before the limit.
    #[inline(always)]
    pub fn next_exit(&self, base: usize, clock: Clock, mut left: f64, limit: f64) -> (f64, f64) {
        let cells = &self.exit_cell[base..base + self.edge_to_birthday.len()];
        let Clock {
            mut at,
            origin,
            birthday,
            mut age,
        } = clock;
        let mut start = cells[age];
        let mut edge = birthday - self.edge_to_birthday[age];
        let mut k = start as usize;
        while self.exits[k].until <= at - origin {
            k += 1;
        }
        loop {
            let s = self.exits[k];
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
                    k = start as usize;
                    while self.exits[k].until <= at - origin {
                        k += 1;
                    }
                    continue;
                }
            }
            k += usize::from(ends <= at);
        }
    }

    /// The time a child who left for `exit` at `left_at` comes back, seen from `at`; infinity: not before the limit.
    pub fn next_entry(
        &self,
        exit: usize,
        left_at: f64,
        at: f64,
        exponential: f64,
        limit: f64,
    ) -> f64 {
        if exponential > self.re_entry_whole[exit] {
            return f64::INFINITY;
        }
        let mut k = self.re_entry_start[exit] as usize;
        while self.re_entry[k].until <= at - left_at {
            k += 1;
        }
        let (mut at, mut left) = (at, exponential);
        loop {
            let s = self.re_entry[k];
            let stop = (left_at + s.until).min(limit);
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

    /// The age band of a child at a time.
    #[inline(always)]
    pub fn age_band(&self, birthday: f64, at: f64) -> usize {
        let mut band = 0;
        while birthday - self.edge_to_birthday[band] <= at {
            band += 1;
        }
        band
    }
}

fn push(segments: &mut Vec<Segment>, first: usize, until: f64, rate: f64) {
    match segments[first..].last_mut() {
        Some(s) if s.rate == rate => s.until = until,
        _ => segments.push(Segment { until, rate }),
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
