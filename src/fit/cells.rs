//! The cells events are counted in: cause × setting × age × duration × moves so far × stream × year back from the
//! snapshot; and the reference's rates, ready to be summed over exposure.

use crate::model::Dimensions;
use crate::model::hazards::{Cause, HazardSpec, Hazards, MOVE_CLASSES};
use crate::model::value::Value;
use crate::words::calendar::DAYS_PER_YEAR;
use crate::words::setting::{AGE_BANDS, SETTINGS, STREAMS};

/// Edges of the bands of time in the placement, in years: a week, 1, 3, 6, 12, 24 months.
pub const PLACEMENT_EDGES: [f64; 6] = [0.019_165, 1.0 / 12.0, 0.25, 0.5, 1.0, 2.0];
/// Edges of the bands of time in care, in years.
pub const CARE_EDGES: [f64; 6] = [0.038_33, 0.153_32, 0.5, 1.0, 2.0, 5.0];
/// Bands of either.
pub const BANDS: usize = PLACEMENT_EDGES.len() + 1;
/// Years back from the snapshot that are told apart; what is older lies in the last.
pub const YEARS: usize = 16;

const SETTINGS_N: usize = SETTINGS.len();
const AGES: usize = AGE_BANDS.len();
const STREAMS_N: usize = STREAMS.len();

/// One cell without its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FitCell {
    /// Cause: index into [`Cause::ALL`].
    pub cause: usize,
    /// Setting.
    pub setting: usize,
    /// Age band.
    pub age: usize,
    /// Band of duration, by the clock of the cause.
    pub band: usize,
    /// Class of moves so far.
    pub moves: usize,
    /// Stream.
    pub stream: usize,
}

/// Cells without their year.
pub const CELLS: usize = 3 * SETTINGS_N * AGES * BANDS * MOVE_CLASSES * STREAMS_N;

impl FitCell {
    /// Its number.
    pub fn index(self) -> usize {
        let mut i = self.cause;
        i = i * SETTINGS_N + self.setting;
        i = i * AGES + self.age;
        i = i * BANDS + self.band;
        i = i * MOVE_CLASSES + self.moves;
        i * STREAMS_N + self.stream
    }

    /// The cell of a number.
    pub fn of(index: usize) -> FitCell {
        let stream = index % STREAMS_N;
        let i = index / STREAMS_N;
        let moves = i % MOVE_CLASSES;
        let i = i / MOVE_CLASSES;
        let band = i % BANDS;
        let i = i / BANDS;
        let age = i % AGES;
        let i = i / AGES;
        FitCell {
            cause: i / SETTINGS_N,
            setting: i % SETTINGS_N,
            age,
            band,
            moves,
            stream,
        }
    }
}

/// Rates of a reference: England's, or another fit's at the means of what it left uncertain.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What it is called in the report.
    pub name: String,
    /// The compiled tables: shares of destinations and reasons, and the exits' clocks.
    pub hazards: Hazards,
    /// By cause and cell: rows of (end of the band in days, rate a day).
    rows: Vec<Vec<(f64, f64)>>,
    /// Shares of first settings by stream × age band.
    pub first_setting: Vec<Vec<f64>>,
    /// Rows of factors, as a scenario has them, that make England's rates this reference's; empty for England's own.
    pub carried: String,
}

impl Reference {
    /// England's.
    pub fn england() -> Reference {
        let england = crate::reference::england();
        let first = (0..STREAMS_N).flat_map(|s| england.first_setting(s));
        Reference::of("England", &england.hazards(), &[], first.collect())
    }

    /// Of a scenario's hazards, at the means of its parameters.
    pub fn of(
        name: &str,
        spec: &HazardSpec,
        means: &[f64],
        first_setting: Vec<Vec<f64>>,
    ) -> Reference {
        let (dimensions, _) = Dimensions::standard();
        let value = |v: Value| match v {
            Value::Drawn(i) => Value::Certain(means.get(i).copied().unwrap_or(0.0)),
            certain => certain,
        };
        let mut spec = spec.clone();
        spec.rates
            .iter_mut()
            .for_each(|r| r.per_year = value(r.per_year));
        spec.factors
            .iter_mut()
            .for_each(|f| f.ratio = value(f.ratio));
        let hazards = Hazards::compile(&spec, &dimensions, 1, &[(0, Vec::new())]);
        let rows = hazards
            .rows
            .iter()
            .map(|row| {
                let rate =
                    |b: &crate::model::hazards::Band| b.base.get(&[]) * b.scale / DAYS_PER_YEAR;
                row.iter().map(|b| (b.until, rate(b))).collect()
            })
            .collect();
        Reference {
            name: name.to_owned(),
            hazards,
            rows,
            first_setting,
            carried: String::new(),
        }
    }

    /// The row of rates of a cause in a cell: (end of the band in days, rate a day).
    pub fn row(
        &self,
        cause: usize,
        setting: usize,
        moves: usize,
        stream: usize,
        age: usize,
    ) -> &[(f64, f64)] {
        let cell = self.hazards.size.cell(setting, moves, stream, 0) + age;
        &self.rows[self.hazards.cell_row[cause][cell] as usize]
    }

    /// Does the exit of a setting run over time in the placement?
    pub fn over_placement(&self, setting: usize) -> bool {
        self.hazards.exits_over_placement[setting]
    }

    /// Shares of the destinations of a move, not cumulated.
    pub fn destination(&self, cause: Cause, setting: usize, stream: usize, age: usize) -> Vec<f64> {
        parts(self.hazards.destination(cause, setting, stream, age))
    }

    /// Shares of the reasons for an exit, not cumulated.
    pub fn reason(&self, setting: usize, stream: usize, age: usize) -> Vec<f64> {
        parts(self.hazards.reason(setting, stream, age))
    }
}

/// From running sums to their steps.
fn parts(cumulative: &[f64]) -> Vec<f64> {
    let mut before = 0.0;
    cumulative
        .iter()
        .map(|c| {
            let part = (c - before).max(0.0);
            before = *c;
            part
        })
        .collect()
}

/// Edges in days of the bands a cause's durations are told apart by.
pub fn edges(cause: usize, over_placement: bool) -> [f64; 6] {
    let years = match (Cause::ALL[cause], over_placement) {
        (Cause::Exit, false) => CARE_EDGES,
        _ => PLACEMENT_EDGES,
    };
    years.map(|e| e * DAYS_PER_YEAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_cells_go_there_and_back() {
        for i in (0..CELLS).step_by(37) {
            assert_eq!(FitCell::of(i).index(), i);
        }
    }

    #[test]
    fn england_has_a_rate_and_shares_where_children_are() {
        let r = Reference::england();
        let row = r.row(0, 1, 0, 0, 3);
        assert!(row.iter().any(|b| b.1 > 0.0));
        let to: f64 = r.destination(Cause::Breakdown, 1, 0, 3).iter().sum();
        assert!((to - 1.0).abs() < 1e-9);
    }
}
