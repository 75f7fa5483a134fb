//! Events and expectation by cell and year, and where moves and exits went: the tables a fit reads.
//!
//! `spells` fills them from a history.

use super::cells::{CELLS, Reference, YEARS};
use crate::returns::history::{End, History};
use crate::words::calendar::DAYS_PER_YEAR;
use crate::words::setting::SETTINGS;

/// One cell and year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Events.
    pub events: f32,
    /// Child-years at risk.
    pub years: f32,
    /// Events the reference expects.
    pub expected: f32,
}

/// All cells, and where moves and exits went.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// By year back from the snapshot × cell.
    pub tally: Vec<Tally>,
    /// Moves, by (kind 0 planned, 1 breakdown; from; stream; age; to), by year back.
    pub moves: Vec<f32>,
    /// Exits before 18, by (setting, stream, age, reason), by year back.
    pub reasons: Vec<f32>,
    /// First settings, by (stream, age, setting), by year back.
    pub first: Vec<f32>,
    /// Share of unstated moves counted as breakdowns.
    pub unstated_breakdown: f64,
    /// Unstated moves.
    pub unstated: usize,
    /// Years of history, at most `YEARS`.
    pub years: f64,
    /// Exits on or after the 18th birthday, by year back.
    pub turned_18: [f32; YEARS],
}

pub(super) const SETTINGS_N: usize = SETTINGS.len();
pub(super) const AGES: usize = 5;
pub(super) const STREAMS: usize = 2;
/// Exits before the birthday.
pub const REASONS: usize = 8;
pub(super) const MOVE_CELLS: usize = 2 * SETTINGS_N * STREAMS * AGES * SETTINGS_N;
pub(super) const REASON_CELLS: usize = SETTINGS_N * STREAMS * AGES * REASONS;
pub(super) const FIRST_CELLS: usize = STREAMS * AGES * SETTINGS_N;
/// Weight, in moves, of the reference's share of breakdowns among stated moves.
const STATED_PRIOR: f64 = 10.0;

impl Exposure {
    /// Counts a history.
    pub fn count(history: &History, reference: &Reference) -> Exposure {
        let (share, unstated) = unstated_share(history, reference);
        let empty = Exposure {
            tally: vec![Tally::default(); YEARS * CELLS],
            moves: vec![0.0; YEARS * MOVE_CELLS],
            reasons: vec![0.0; YEARS * REASON_CELLS],
            first: vec![0.0; YEARS * FIRST_CELLS],
            unstated_breakdown: share,
            unstated,
            years: (f64::from(history.to.0 - history.from.0) / DAYS_PER_YEAR)
                .clamp(0.0, YEARS as f64),
            turned_18: [0.0; YEARS],
        };
        super::spells::count(history, reference, empty)
    }

    /// Weighted moves by (kind, from, stream, age) to each setting.
    pub fn destinations(
        &self,
        kind: usize,
        from: usize,
        stream: usize,
        age: usize,
        weight: &[f64; YEARS],
    ) -> Vec<f64> {
        let row = ((kind * SETTINGS_N + from) * STREAMS + stream) * AGES + age;
        sum_years(
            &self.moves,
            MOVE_CELLS,
            row * SETTINGS_N,
            SETTINGS_N,
            weight,
        )
    }

    /// Weighted exits by (setting, stream, age) by reason.
    pub fn exit_reasons(
        &self,
        setting: usize,
        stream: usize,
        age: usize,
        weight: &[f64; YEARS],
    ) -> Vec<f64> {
        let row = (setting * STREAMS + stream) * AGES + age;
        sum_years(&self.reasons, REASON_CELLS, row * REASONS, REASONS, weight)
    }

    /// Weighted first entries by (stream, age) by setting.
    pub fn first_settings(&self, stream: usize, age: usize, weight: &[f64; YEARS]) -> Vec<f64> {
        let row = stream * AGES + age;
        sum_years(
            &self.first,
            FIRST_CELLS,
            row * SETTINGS_N,
            SETTINGS_N,
            weight,
        )
    }

    /// Events and expectation of a cause in a year back.
    pub fn total(&self, cause: usize, year: usize) -> (f64, f64) {
        let per_cause = CELLS / 3;
        let first = year * CELLS + cause * per_cause;
        self.tally[first..first + per_cause]
            .iter()
            .fold((0.0, 0.0), |(e, x), t| {
                (e + f64::from(t.events), x + f64::from(t.expected))
            })
    }
}

fn sum_years(
    table: &[f32],
    width: usize,
    first: usize,
    n: usize,
    weight: &[f64; YEARS],
) -> Vec<f64> {
    (0..n)
        .map(|i| {
            let years = weight.iter().enumerate();
            years
                .map(|(y, w)| w * f64::from(table[y * width + first + i]))
                .sum()
        })
        .collect()
}

/// Share of breakdowns among the moves whose reason is stated, the reference's with a weight of ten moves.
fn unstated_share(history: &History, reference: &Reference) -> (f64, usize) {
    let (mut broke, mut stated, mut unstated) = (0.0, 0.0, 0usize);
    let spells = history
        .children
        .iter()
        .flat_map(|c| &c.periods)
        .flat_map(|p| &p.spells);
    for s in spells {
        match s.cause {
            End::Breakdown => (broke, stated) = (broke + 1.0, stated + 1.0),
            End::PlannedMove => stated += 1.0,
            End::UnstatedMove => unstated += 1,
            _ => {}
        }
    }
    // At half a year in in-house foster care, ages 10 to 15.
    let at = |cause| {
        let row = reference.row(cause, 1, 1, 0, 3);
        row.iter()
            .find(|b| b.0 > 0.5 * DAYS_PER_YEAR)
            .map_or(0.0, |b| b.1)
    };
    let all = at(1) + at(2);
    let prior = if all > 0.0 { at(2) / all } else { 0.3 };
    (
        (broke + STATED_PRIOR * prior) / (stated + STATED_PRIOR),
        unstated,
    )
}
