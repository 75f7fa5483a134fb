//! What a scenario may say: one table of sections, keys, types and units. It drives the check of every file, the
//! nearest known name of an unknown one, the merging of `extends` and the JSON Schema, so that they can not differ.

use crate::words::setting;

/// The kind of a quantity: its unit and what it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// A share or a probability.
    Fraction,
    /// A change of a price or an amount a year.
    Change,
    /// A hazard.
    PerYear,
    /// Multiplies.
    Ratio,
    /// A weekly price.
    PoundsWeek,
    /// Money, zero or above.
    Pounds,
    /// Money that may be a correction.
    SignedPounds,
    /// Money a year.
    PoundsYear,
    /// A number of children.
    Children,
    /// Children a year.
    ChildrenYear,
    /// Standard deviation of a log.
    LogSd,
    /// Durations.
    Years,
    /// Durations.
    Days,
    /// A plain number above one (the index of a Pareto law).
    Index,
    /// Per cent of change for each per cent of change.
    Elasticity,
    /// A number of things: households, places, beds.
    Number,
    /// A rate that may be below zero.
    SignedChildrenYear,
    /// Months.
    Months,
    /// Households a year.
    HouseholdsYear,
    /// A hazard of a household.
    PerHouseholdYear,
}

impl Quantity {
    /// The unit, as in the assumptions log.
    pub fn unit(self) -> &'static str {
        match self {
            Quantity::Fraction => "fraction",
            Quantity::Change => "fraction a year",
            Quantity::PerYear => "events a child-year",
            Quantity::Ratio => "ratio",
            Quantity::PoundsWeek => "£ a week",
            Quantity::Pounds | Quantity::SignedPounds => "£",
            Quantity::PoundsYear => "£ a year",
            Quantity::Children => "children",
            Quantity::ChildrenYear => "children a year",
            Quantity::LogSd => "SD of the log",
            Quantity::Years => "years",
            Quantity::Days => "days",
            Quantity::Index => "index",
            Quantity::Elasticity => "ratio of changes",
            Quantity::Number => "number",
            Quantity::SignedChildrenYear => "children a year",
            Quantity::Months => "months",
            Quantity::HouseholdsYear => "households a year",
            Quantity::PerHouseholdYear => "events a household-year",
        }
    }

    /// Smallest and largest possible value. The upper ends of money and rates are far beyond any council's, and keep
    /// whole pence inside 64 bits.
    pub fn bounds(self) -> (f64, f64) {
        match self {
            Quantity::Fraction => (0.0, 1.0),
            Quantity::Change => (-1.0, 1.0),
            Quantity::PerYear => (0.0, 10_000.0),
            Quantity::Ratio => (0.0, 1_000.0),
            Quantity::PoundsWeek => (0.0, 1_000_000.0),
            Quantity::Pounds | Quantity::PoundsYear => (0.0, 1e11),
            Quantity::SignedPounds => (-1e11, 1e11),
            Quantity::Children => (0.0, 1e8),
            Quantity::ChildrenYear => (0.0, 1e6),
            Quantity::LogSd => (0.0, 5.0),
            Quantity::Years => (0.0, 100.0),
            Quantity::Days => (0.0, 3_660.0),
            Quantity::Index => (1.0, 100.0),
            Quantity::Elasticity => (-10.0, 10.0),
            Quantity::Number => (0.0, 1e6),
            Quantity::SignedChildrenYear => (-1e6, 1e6),
            Quantity::Months => (0.0, 1_200.0),
            Quantity::HouseholdsYear => (0.0, 1e5),
            Quantity::PerHouseholdYear => (0.0, 100.0),
        }
    }

    /// What is expected, in words.
    pub fn expectation(self) -> &'static str {
        match self {
            Quantity::Fraction => "a fraction from 0 to 1",
            Quantity::Change => "a change as a fraction, from -1 to 1 (0.05 is 5% more)",
            Quantity::PerYear => "a rate a child-year, from 0 to 10,000",
            Quantity::Ratio => "a ratio, from 0 to 1,000",
            Quantity::PoundsWeek => "£ a week, from 0 to 1,000,000",
            Quantity::Pounds => "£, zero or above",
            Quantity::SignedPounds => "£",
            Quantity::PoundsYear => "£ a year, zero or above",
            Quantity::Children => "a number of children, zero or above",
            Quantity::ChildrenYear => "children a year, from 0 to 1,000,000",
            Quantity::LogSd => "a standard deviation of the log, from 0 to 5",
            Quantity::Years => "years, from 0 to 100",
            Quantity::Days => "days, from 0 to 3,660",
            Quantity::Index => "a number above 1",
            Quantity::Elasticity => "an elasticity, from -10 to 10",
            Quantity::Number => "a number, zero or above",
            Quantity::SignedChildrenYear => "children a year",
            Quantity::Months => "months, from 0 to 1,200",
            Quantity::HouseholdsYear => "households a year, from 0 to 100,000",
            Quantity::PerHouseholdYear => "a rate a household-year, from 0 to 100",
        }
    }
}

/// A list of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Settings.
    Settings,
    /// Streams of entry.
    Streams,
    /// Age bands.
    AgeBands,
    /// Age bands or single years.
    AgeRanges,
    /// Reasons for an exit.
    Exits,
    /// Reasons for an exit before the 18th birthday.
    ExitsBefore18,
    /// Financial years.
    Years,
    /// These.
    List(&'static [&'static str]),
}

impl Names {
    /// The known names; `None` where they follow a rule instead.
    pub fn list(self) -> Option<Vec<&'static str>> {
        match self {
            Names::Settings => Some(setting::SETTINGS.iter().map(|s| s.name).collect()),
            Names::Streams => Some(setting::STREAMS.to_vec()),
            Names::AgeBands => Some(setting::AGE_BANDS.to_vec()),
            Names::Exits => Some(setting::EXITS.to_vec()),
            Names::ExitsBefore18 => Some(setting::EXITS[..setting::EXITS.len() - 1].to_vec()),
            Names::List(list) => Some(list.to_vec()),
            Names::AgeRanges | Names::Years => None,
        }
    }

    /// Is it one of them?
    pub fn holds(self, name: &str) -> bool {
        match self {
            Names::AgeRanges => setting::parse_age_range(name).is_some(),
            Names::Years => crate::words::calendar::FinancialYear::parse(name).is_some(),
            _ => self.list().is_some_and(|l| l.contains(&name)),
        }
    }

    /// What one of them is called.
    pub fn noun(self) -> &'static str {
        match self {
            Names::Settings => "setting",
            Names::Streams => "stream",
            Names::AgeBands => "age band",
            Names::AgeRanges => "age",
            Names::Exits | Names::ExitsBefore18 => "exit",
            Names::Years => "financial year",
            Names::List(_) => "word",
        }
    }

    /// What is expected, in words.
    pub fn expectation(self) -> String {
        match self {
            Names::AgeRanges => "an age band (`under 1`, `1-4`, …) or a year of age (`17`)".into(),
            Names::Years => "a financial year such as `2024-25`".into(),
            _ => format!("one of {}", quoted(&self.list().unwrap_or_default())),
        }
    }
}

/// `a`, `b`, `c`.
pub fn quoted(names: &[&str]) -> String {
    let list: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    list.join(", ")
}

/// What stands behind a key.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Any text.
    Text,
    /// One of a list of names.
    Word(Names),
    /// One or a list of names.
    Words(Names),
    /// A list of financial years.
    Years,
    /// Texts.
    Texts,
    /// A date.
    Date,
    /// `MM-DD`.
    MonthDay,
    /// `2024-04`.
    Month,
    /// A whole number between two bounds.
    Integer(i64, i64),
    /// One or a list of need bands, 1 to 4.
    Needs,
    /// One or a list of classes of moves so far: `0`, `1`, `2+`.
    Moves,
    /// A certain number.
    Number(Quantity),
    /// A number that may be uncertain.
    Value(Quantity),
    /// true or false.
    Flag,
    /// The path of a file.
    File,
    /// Replications: a number or `auto`.
    Replications,
    /// Shares by name, which sum to one.
    Shares(Names),
    /// Certain numbers by name.
    NumbersBy(Names, Quantity),
    /// Numbers by name, each may be uncertain.
    ValuesBy(Names, Quantity),
    /// A list of fractions that sum to one.
    Probabilities,
    /// Two numbers in rising order.
    Range(Quantity),
    /// Spread of the budget: a word, or twelve numbers.
    Profile,
    /// Elapsed durations: the name of a profile, or cells.
    Elapsed,
    /// A table.
    Table(&'static [Key]),
    /// Rows with an `id`, merged by it.
    Rows(&'static [Key]),
    /// Rows without an id.
    Items(&'static [Key]),
    /// Rows with an `id` whose keys depend on their `kind`.
    Sorts(&'static ByKind),
}

/// Rows whose keys depend on their `kind`.
#[derive(Debug)]
pub struct ByKind {
    /// What such a row is, as in "kind of line".
    pub word: &'static str,
    /// Keys of every kind, `kind` among them.
    pub common: &'static [Key],
    /// Kinds and their own keys.
    pub kinds: &'static [(&'static str, &'static [Key])],
}

/// A key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What stands behind it.
    pub kind: Kind,
    /// Must it be there?
    pub required: bool,
    /// What it says.
    pub doc: &'static str,
}

pub(super) const fn must(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key {
        name,
        kind,
        required: true,
        doc,
    }
}

pub(super) const fn may(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key {
        name,
        kind,
        required: false,
        doc,
    }
}

/// Keys of a value written as a table.
pub const VALUE_KEYS: [&str; 9] = [
    "value",
    "mean",
    "p10",
    "p90",
    "low",
    "mode",
    "high",
    "distribution",
    "sd",
];

/// Distributions a value can name.
pub const DISTRIBUTIONS: [&str; 5] = ["normal", "log_normal", "beta", "gamma", "uniform"];
