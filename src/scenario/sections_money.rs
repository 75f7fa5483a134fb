//! The sections of a scenario about money, and the kinds of line.

use super::grammar::{Key, Kind, Names, Quantity, may, must};
use super::sections_keys::{ANY_AGE, ANY_NEED, CHILDREN_ASSUMED, ID, REFERENCES, SETTING};

pub(super) const PRICES: &[Key] = &[
    must("date", Kind::Date, "the day the weekly prices are at"),
    must(
        "reference",
        REFERENCES,
        "what supplies settings not given here",
    ),
    may("setting", Kind::Rows(PRICE), "weekly prices"),
    may(
        "unregistered",
        Kind::Table(UNREGISTERED),
        "the unregistered part of other_placement",
    ),
    may(
        "walk",
        Kind::Table(WALK),
        "the council's own wandering about the national path",
    ),
];

const PRICE: &[Key] = &[
    ID,
    must("setting", SETTING, "settings"),
    ANY_AGE,
    ANY_NEED,
    must("weekly", Kind::Value(Quantity::PoundsWeek), "mean price"),
    may(
        "spread",
        Kind::Number(Quantity::LogSd),
        "SD of the log of the price between children",
    ),
    may("tail", Kind::Table(TAIL), "heavy tail"),
    may("line", Kind::Text, "fiscal line"),
];

/// A heavy tail of prices.
pub const TAIL: &[Key] = &[
    must(
        "share",
        Kind::Number(Quantity::Fraction),
        "share of the children in the tail",
    ),
    must(
        "index",
        Kind::Number(Quantity::Index),
        "index of the Pareto law",
    ),
    must("max", Kind::Number(Quantity::PoundsWeek), "largest price"),
];

const UNREGISTERED: &[Key] = &[
    must(
        "share",
        Kind::ValuesBy(Names::AgeBands, Quantity::Fraction),
        "share of other_placement by age band",
    ),
    must("weekly", Kind::Value(Quantity::PoundsWeek), "mean price"),
    may(
        "spread",
        Kind::Number(Quantity::LogSd),
        "SD of the log of the price between children",
    ),
    may("tail", Kind::Table(TAIL), "heavy tail"),
    may(
        "line",
        Kind::Text,
        "fiscal line, `unregistered` unless said",
    ),
];

const WALK: &[Key] = &[
    must("settings", SETTING, "settings that share it"),
    must(
        "walk_sd",
        Kind::Value(Quantity::LogSd),
        "SD a year of the walk of the log",
    ),
    must(
        "transient_sd",
        Kind::Value(Quantity::LogSd),
        "SD of the transient part of the log",
    ),
];

pub(super) const UPLIFT: &[Key] = &[
    ID,
    must("settings", SETTING, "settings"),
    must(
        "applies_to",
        Kind::Word(Names::List(&["existing", "new"])),
        "placements already made, or the price of the next",
    ),
    may("date", Kind::MonthDay, "month and day, 04-01 unless said"),
    may("rate", Kind::Value(Quantity::Change), "every year"),
    may(
        "years",
        Kind::ValuesBy(Names::Years, Quantity::Change),
        "in years named",
    ),
];

pub(super) const BUDGET: &[Key] = &[
    must("perimeter", Kind::Text, "what it covers, in words"),
    may(
        "lines",
        Kind::Texts,
        "lines inside; all placement lines unless said",
    ),
    may("income", Kind::Texts, "ids of income lines inside"),
    may("profile", Kind::Profile, "spread over the months"),
    may("year", Kind::Rows(BUDGET_YEAR), "money by year"),
    may("line", Kind::Rows(BUDGET_LINE), "money by line and year"),
    may(
        "roll_forward",
        Kind::Table(ROLL_FORWARD),
        "later years, rolled forward",
    ),
];

const BUDGET_YEAR: &[Key] = &[
    ID,
    must("year", Kind::Word(Names::Years), "financial year"),
    must("amount", Kind::Number(Quantity::Pounds), "money"),
    CHILDREN_ASSUMED,
];

const BUDGET_LINE: &[Key] = &[
    ID,
    must("year", Kind::Word(Names::Years), "financial year"),
    must("line", Kind::Text, "line"),
    must("amount", Kind::Number(Quantity::Pounds), "money"),
    CHILDREN_ASSUMED,
    may(
        "weekly_price",
        Kind::Number(Quantity::PoundsWeek),
        "average price it assumed",
    ),
];

const ROLL_FORWARD: &[Key] = &[
    must("price", Kind::Value(Quantity::Change), "inflation"),
    may("growth", Kind::Value(Quantity::Change), "growth"),
    may(
        "savings",
        Kind::Value(Quantity::PoundsYear),
        "savings already in the base",
    ),
];

pub(super) const ACTUALS: &[Key] = &[
    may("ledger", Kind::File, "file of spend by month and line"),
    may("month", Kind::Rows(ACTUAL_MONTH), "spend by month and line"),
];

const ACTUAL_MONTH: &[Key] = &[
    ID,
    must("month", Kind::Month, "month"),
    must(
        "line",
        Kind::Text,
        "line, or `total` for all inside the perimeter",
    ),
    must("amount", Kind::Value(Quantity::SignedPounds), "money"),
];

pub(super) const POSTERIOR: &[Key] = &[
    must("draws", Kind::File, "file of joint draws"),
    may(
        "id",
        Kind::Text,
        "identity of the draw of a row, `posterior` unless said",
    ),
];

pub(super) const RECONCILIATION: &[Key] = &[
    ID,
    must("title", Kind::Text, "title"),
    must("year", Kind::Word(Names::Years), "year it is of"),
    must("lines", Kind::Items(RECONCILIATION_LINE), "lines"),
];

/// A line of a reconciliation.
pub const RECONCILIATION_LINE: &[Key] = &[
    must("name", Kind::Text, "name"),
    must("amount", Kind::Number(Quantity::SignedPounds), "money"),
    may("settings", SETTING, "settings it is of; none: not modelled"),
];

pub(super) const OUTCOME: &[Key] = &[
    ID,
    must("title", Kind::Text, "title"),
    must("year", Kind::Word(Names::Years), "year it is of"),
    may(
        "measure",
        Kind::Word(Names::List(&["cost", "variance"])),
        "cost unless said",
    ),
    may(
        "group",
        Kind::Word(Names::List(&["perimeter", "gross", "residential"])),
        "perimeter unless said",
    ),
    may("settings", SETTING, "settings, more exactly than a group"),
    must("amount", Kind::Number(Quantity::SignedPounds), "money"),
];
