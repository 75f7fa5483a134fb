//! Budget, actuals to date, and every line that is not nights × price.

use super::effect::Course;
use super::supply::{Count, Opening};
use super::value::Value;
use crate::words::calendar::Day;
use crate::words::money::Pence;

/// How a year's budget is spread over its months.
#[derive(Clone, Debug, PartialEq)]
pub enum Profile {
    /// By nights in the month.
    Nights,
    /// Twelve equal parts.
    Twelfths,
    /// Shares, April to March, that sum to one.
    Given([f64; 12]),
}

/// Where a year's budget comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Published or set.
    Set,
    /// Rolled forward from the last one set: printed as such, no probability.
    RolledForward,
}

/// Budget of one year inside the perimeter.
#[derive(Clone, Debug, PartialEq)]
pub struct YearBudget {
    /// Index of the year.
    pub year: usize,
    /// Money.
    pub amount: Pence,
    /// Average children it assumed.
    pub children: Option<f64>,
    /// Set or rolled forward.
    pub origin: Origin,
}

/// Budget of one line in one year.
#[derive(Clone, Debug, PartialEq)]
pub struct LineBudget {
    /// Index of the year.
    pub year: usize,
    /// Index of the line.
    pub line: usize,
    /// Money.
    pub amount: Pence,
    /// Average children it assumed.
    pub children: Option<f64>,
    /// Average weekly price it assumed, pounds.
    pub weekly_price: Option<f64>,
}

/// The budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// What it covers, in words.
    pub perimeter: String,
    /// Lines inside the perimeter, placement lines and others (income lines count against).
    pub lines: Vec<usize>,
    /// Totals; years without one have none.
    pub years: Vec<YearBudget>,
    /// Detail by line.
    pub details: Vec<LineBudget>,
    /// Spread over the months.
    pub profile: Profile,
}

/// What an actual is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActualOf {
    /// All lines inside the perimeter together.
    Perimeter,
    /// One line.
    Line(usize),
}

/// Actual spend of a closed month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Actual {
    /// Index of the month in the horizon.
    pub month: usize,
    /// Of what.
    pub of: ActualOf,
    /// Pounds, may be uncertain where assumed.
    pub amount: Value,
}

/// What an event line counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Each start, re-entries included.
    Entry,
    /// Each exit.
    Exit,
    /// Each exit for one reason.
    ExitFor(usize),
    /// Each move, planned or not.
    Move,
    /// Each breakdown.
    Breakdown,
}

/// What the cost of an action is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// A year, by nights.
    Year,
    /// Each event.
    Event(EventKind),
    /// Each exit for a reason that the action brought about: 1 − 1 / the ratio of its hazard.
    Brought {
        /// Reason for the exit.
        exit: usize,
        /// Ratio of the hazard toward it at full strength, for a child reached.
        ratio: Value,
    },
    /// A week of an allowance that goes on after each such exit, for a mean number of years (exponential).
    BroughtAllowance {
        /// Reason for the exit.
        exit: usize,
        /// Ratio of the hazard toward it at full strength, for a child reached.
        ratio: Value,
        /// Mean years.
        mean_years: Value,
    },
    /// A week of each child in these settings and streams (all where empty).
    Night {
        /// Settings.
        settings: Vec<usize>,
        /// Streams.
        streams: Vec<usize>,
    },
}

/// What a line is.
#[derive(Clone, Debug, PartialEq)]
pub enum LineKind {
    /// Nights × price of the settings charged to it; nothing more to say.
    Placements,
    /// A yearly amount in pounds, by nights of the year, from a day to a day, growing each 1 April after `from`.
    Fixed {
        /// Pounds a year.
        per_year: Value,
        /// First and (exclusive) last day of the simulation; may be outside the horizon.
        from: i32,
        to: i32,
        /// Growth a year.
        growth: Value,
    },
    /// An amount on a day.
    OneOff {
        /// Pounds.
        amount: Value,
        /// Day.
        day: i32,
    },
    /// The running cost of a home from the day it opens, full or not: a yearly amount, growing each 1 April after that.
    Running {
        /// Pounds a year.
        per_year: Value,
        /// When it opens.
        opening: Opening,
        /// Day after the last; `i32::MAX`: none.
        to: i32,
        /// Growth a year.
        growth: Value,
    },
    /// What a home costs before it opens (a team, an empty building), by nights of the month.
    PreOpening {
        /// Pounds a month.
        per_month: Value,
        /// First day.
        from: i32,
        /// When it opens, and this ends.
        opening: Opening,
    },
    /// Pounds a week for each night, or pounds for each event, of a count of supply. Nothing without a supply.
    PerSupply {
        /// Nights or events.
        count: Count,
        /// Pounds.
        amount: Value,
        /// Is it pounds a week for nights (of households, places, beds, or an effect that counts nights)?
        weekly: bool,
        /// First and (exclusive) last day counted, by whole months.
        from: i32,
        /// Exclusive.
        to: i32,
    },
    /// What an action costs or brings: an amount × reach × its strength in the month.
    Action {
        /// What is counted.
        basis: Basis,
        /// Pounds each.
        amount: Value,
        /// Share of what is counted.
        reach: Value,
        /// When, and how much is delivered.
        course: Course,
        /// Is it in proportion to what is delivered? A team costs what it costs.
        delivered: bool,
    },
    /// Repayment of capital as an annuity, by nights.
    Borrowing {
        /// Pounds borrowed.
        capital: f64,
        /// Term in years.
        years: u32,
        /// Interest a year.
        rate: Value,
        /// First day.
        from: i32,
    },
    /// An amount for each event, in pounds.
    PerEvent {
        /// Event counted.
        event: EventKind,
        /// Pounds each.
        amount: Value,
    },
    /// Pounds a week for each child-night in these settings and streams (all where empty).
    PerNight {
        /// Pounds a week.
        weekly: Value,
        /// Settings; empty: all.
        settings: Vec<usize>,
        /// Streams; empty: all.
        streams: Vec<usize>,
    },
    /// A share of the cost of settings.
    Share {
        /// Fraction.
        fraction: Value,
        /// Settings.
        settings: Vec<usize>,
    },
    /// Days paid after each placement in these settings ends, at its price.
    Notice {
        /// Days.
        days: Value,
        /// Settings.
        settings: Vec<usize>,
    },
    /// An allowance that goes on after an exit: from its stock, and from new exits.
    AfterCare {
        /// Reason for the exit.
        exit: usize,
        /// Share of the children who leave so who get it.
        share: Value,
        /// Pounds a week each.
        weekly: Value,
        /// Number getting it at the start.
        stock: f64,
        /// Mean years left to those (exponential).
        mean_years_left: Value,
        /// Mean years for new ones (exponential).
        mean_years: Value,
    },
    /// A planned saving, reducing cost: pounds a year, a share delivered, from a day with a ramp.
    SavingsPlan {
        /// Pounds a year when full.
        per_year: Value,
        /// Share delivered, 0 to 1.
        delivery: Value,
        /// First day.
        from: i32,
        /// Months to the full amount.
        ramp_months: u32,
    },
}

/// A fiscal line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its name in outputs.
    pub name: String,
    /// What it is.
    pub kind: LineKind,
    /// Income: reduces the net.
    pub income: bool,
}

/// A published amount beside which the modelled cost of the start population is put; never an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Reconciliation {
    /// Id and title.
    pub id: String,
    /// Title.
    pub title: String,
    /// The year it is of.
    pub year: String,
    /// Name, pounds, settings (none: not modelled).
    pub lines: Vec<(String, f64, Vec<usize>)>,
}

/// A published outcome or another's forecast, whose percentile in this forecast is reported; never an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Index of the year.
    pub year: usize,
    /// Cost, or variance against the budget.
    pub variance: bool,
    /// Lines whose sum it is of; `None`: the budget's perimeter (all placement lines without a budget).
    pub settings: Option<Vec<usize>>,
    /// Pounds.
    pub amount: f64,
}

/// Money and budget of a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finance {
    /// Lines; settings and the unregistered part name theirs by index.
    pub lines: Vec<Line>,
    /// Budget; `None`: none.
    pub budget: Option<Budget>,
    /// Actuals of closed months.
    pub actuals: Vec<Actual>,
    /// Reconciliations to print.
    pub reconciliations: Vec<Reconciliation>,
    /// Outcomes to place.
    pub outcomes: Vec<Outcome>,
}

/// A snapshot that is not at a year's end needs the actuals of the months before it.
pub fn closed_months(as_at: Day) -> usize {
    let next = crate::words::calendar::Month::of(as_at.plus(1));
    ((next.month + 8) % 12) as usize
}
