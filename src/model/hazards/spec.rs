//! What a scenario says of the rates: rows, each for the cells and durations of its scope.

use crate::model::value::Value;

/// A cause of an end of a placement, in the order of [`Cause::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Leaves care.
    Exit,
    /// Moves as planned.
    PlannedMove,
    /// Moves because the placement broke down.
    Breakdown,
}

impl Cause {
    /// All causes.
    pub const ALL: [Cause; 3] = [Cause::Exit, Cause::PlannedMove, Cause::Breakdown];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Exit => "exit",
            Cause::PlannedMove => "planned_move",
            Cause::Breakdown => "breakdown",
        }
    }
}

/// The cells a row is for; `None` means all.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// Settings.
    pub settings: Option<Vec<usize>>,
    /// Age bands.
    pub ages: Option<Vec<usize>>,
    /// Streams.
    pub streams: Option<Vec<usize>>,
    /// Need bands, 0 where unknown.
    pub needs: Option<Vec<u8>>,
    /// Classes of moves so far: 0, 1, 2.
    pub moves: Option<Vec<usize>>,
    /// From this duration, years.
    pub from_years: f64,
    /// To this duration, years; infinity: beyond.
    pub to_years: f64,
}

impl Default for Scope {
    fn default() -> Scope {
        Scope {
            settings: None,
            ages: None,
            streams: None,
            needs: None,
            moves: None,
            from_years: 0.0,
            to_years: f64::INFINITY,
        }
    }
}

impl Scope {
    /// Everything in these settings.
    pub fn settings(settings: &[usize]) -> Scope {
        Scope {
            settings: Some(settings.to_vec()),
            ..Scope::default()
        }
    }

    /// Does it name this cell (whatever the duration)?
    pub fn holds(&self, cell: Cell) -> bool {
        let has =
            |list: &Option<Vec<usize>>, x: usize| list.as_ref().is_none_or(|l| l.contains(&x));
        has(&self.settings, cell.setting)
            && has(&self.ages, cell.age)
            && has(&self.streams, cell.stream)
            && has(&self.moves, cell.moves)
            && self.needs.as_ref().is_none_or(|l| l.contains(&cell.need))
    }
}

/// One combination of all dimensions but duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Setting.
    pub setting: usize,
    /// Moves so far: class 0, 1, 2.
    pub moves: usize,
    /// Stream.
    pub stream: usize,
    /// Need band.
    pub need: u8,
    /// Age band.
    pub age: usize,
}

/// Sets the rate in its cells and durations; later rows replace earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub struct RateRow {
    /// Cause.
    pub cause: Cause,
    /// Cells and durations.
    pub scope: Scope,
    /// Rate per child-year.
    pub per_year: Value,
}

/// Multiplies whatever rate stands in its cells and durations.
#[derive(Clone, Debug, PartialEq)]
pub struct FactorRow {
    /// Causes it works on.
    pub causes: Vec<Cause>,
    /// Cells and durations.
    pub scope: Scope,
    /// Ratio.
    pub ratio: Value,
}

/// Where a move goes; later rows replace earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub struct DestinationRow {
    /// Planned move, breakdown, or both.
    pub causes: Vec<Cause>,
    /// Setting moved from, age band, stream.
    pub scope: Scope,
    /// Share by setting.
    pub shares: Vec<f64>,
}

/// How a child leaves before the birthday; later rows replace earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub struct ReasonRow {
    /// Setting left, age band, stream.
    pub scope: Scope,
    /// Share by exit, the birthday's left out.
    pub shares: Vec<f64>,
}

/// All rows of a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HazardSpec {
    /// Rates.
    pub rates: Vec<RateRow>,
    /// Factors.
    pub factors: Vec<FactorRow>,
    /// Destinations.
    pub destinations: Vec<DestinationRow>,
    /// Reasons for exits.
    pub reasons: Vec<ReasonRow>,
    /// Settings whose exits run over time in the placement instead of time in care.
    pub exits_over_placement: Vec<usize>,
}
