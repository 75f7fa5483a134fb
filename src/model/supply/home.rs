//! In-house children's homes.

use crate::model::value::Value;
use crate::words::calendar::DAYS_PER_YEAR;

/// When a home opens: a date that may slip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opening {
    /// Planned day of the simulation; 0 or below: open at the start.
    pub day: i32,
    /// Months it slips, may be uncertain.
    pub slip_months: Value,
}

impl Opening {
    /// The day it opens under drawn parameters; beyond every horizon where it slips that far.
    pub fn day(&self, parameters: &[f64]) -> i32 {
        let slip = self.slip_months.get(parameters) * DAYS_PER_YEAR / 12.0;
        // A cast of what is too large gives the largest.
        let slip = libm::round(slip) as i32;
        self.day.saturating_add(slip)
    }
}

/// A home. What it costs stands in fiscal lines: its running cost whether or not it is full
/// ([`crate::model::budget::LineKind::Running`]), its team before it opens
/// ([`crate::model::budget::LineKind::PreOpening`]), its capital.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// Its id in the scenario.
    pub id: String,
    /// Identity, from the id.
    pub who: u64,
    /// The setting of the children in it.
    pub setting: usize,
    /// When it opens.
    pub opening: Opening,
    /// The last day it takes children and keeps them, `i32::MAX`: to the end; then they must move.
    pub closes: i32,
    /// Beds that can be used when it is in full use.
    pub beds: u32,
    /// Months over which beds come into use by equal steps, the first ones on the day it opens; 0 and 1: all at once.
    pub ramp_months: u32,
    /// Ages in years it takes: from, and below.
    pub ages: (f64, f64),
    /// Highest need band it takes; 4: any.
    pub need_to: u8,
    /// Weekly price of a child in it, pounds, beside the running cost; `None`: the price of its setting.
    pub weekly: Option<Value>,
    /// What children of high need do to it.
    pub staffing: Staffing,
}

/// What children of high need do to a home: beds beside them stay empty, and they need more staff.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Staffing {
    /// Beds that can be used while a [`Complex`] child lives in it, the child's own among them; `None`: all.
    pub beside_complex: Option<u32>,
    /// More staff for such a child, pounds a week on top of [`Home::weekly`].
    pub complex: Option<Value>,
    /// More staff for a child of a need band, pounds a week on top of [`Home::weekly`].
    pub by_need: Vec<(u8, Value)>,
}

impl Staffing {
    /// Pounds a week on top of the home's price, for a child of a need band (0: not known), complex or not.
    pub fn extra(&self, need: u8, complex: bool, parameters: &[f64]) -> f64 {
        let by_need = self.by_need.iter().find(|(n, _)| *n == need);
        let of = |v: Option<Value>| v.map_or(0.0, |v| v.get(parameters));
        of(by_need.map(|n| n.1)) + of(self.complex.filter(|_| complex))
    }
}

/// Who is complex: a child beside whom beds of a home can not be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    /// Children of this need band and above; `None`: the band does not tell.
    pub need_from: Option<u8>,
    /// Share of the children whose band does not tell.
    pub share: Value,
}

impl Home {
    /// Beds in use `since` days after the opening.
    pub fn beds_at(&self, since: i32) -> u32 {
        if since < 0 {
            return 0;
        }
        let months = libm::floor(f64::from(since) * 12.0 / DAYS_PER_YEAR) + 1.0;
        let share = (months / f64::from(self.ramp_months.max(1))).min(1.0);
        libm::floor(f64::from(self.beds) * share + 1e-9) as u32
    }
}
