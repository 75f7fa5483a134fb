//! The sections of a scenario and their keys: the table [`super::grammar`] speaks of.

use super::grammar::{Key, Kind, Names, Quantity, may, must};
use super::sections_action::ACTIONS;
use super::sections_hazards::HAZARDS;
use super::sections_keys::{ANY_AGE, ANY_STREAM, ID, REFERENCES};
use super::sections_lines::LINES;
use super::sections_money::{ACTUALS, BUDGET, OUTCOME, POSTERIOR, PRICES, RECONCILIATION, UPLIFT};
use super::sections_supply::SUPPLY;

/// The file.
pub const SCENARIO: &[Key] = &[
    must("format", Kind::Integer(1, 1), "format of the file, 1"),
    may("title", Kind::Text, "title in every output"),
    may("extends", Kind::File, "the scenario this one is a patch of"),
    must("council", Kind::Table(COUNCIL), "the council"),
    must(
        "period",
        Kind::Table(PERIOD),
        "snapshot and financial years",
    ),
    may("run", Kind::Table(RUN), "seed and replications"),
    must(
        "cohort",
        Kind::Table(COHORT),
        "children looked after at the snapshot",
    ),
    may(
        "entries",
        Kind::Table(ENTRIES),
        "who starts to be looked after, and who comes back",
    ),
    may(
        "hazards",
        Kind::Table(HAZARDS),
        "what can happen to a child",
    ),
    may("prices", Kind::Table(PRICES), "what placements cost"),
    may("uplift", Kind::Rows(UPLIFT), "yearly changes of prices"),
    may("budget", Kind::Table(BUDGET), "the budget"),
    may("actuals", Kind::Table(ACTUALS), "spend of closed months"),
    may(
        "line",
        Kind::Sorts(&LINES),
        "everything that is not nights × price",
    ),
    may(
        "posterior",
        Kind::Table(POSTERIOR),
        "joint draws of parameters",
    ),
    may(
        "track_record",
        Kind::File,
        "scores of past forecasts (`carecast backtest`), copied to the run folder",
    ),
    may(
        "reconciliation",
        Kind::Rows(RECONCILIATION),
        "published amounts to print beside the model's",
    ),
    may(
        "outcome",
        Kind::Rows(OUTCOME),
        "published outcomes to place in the forecast",
    ),
    may("supply", Kind::Table(SUPPLY), "finite placement supply"),
    may(
        "delivery",
        Kind::File,
        "file of what was planned and delivered of each action by month",
    ),
    may("intervention", Kind::Sorts(&ACTIONS), "planned actions"),
];

const COUNCIL: &[Key] = &[
    must("name", Kind::Text, "name of the council"),
    may("la_code", Kind::Integer(0, 9999), "the DfE's number"),
    may("ons_code", Kind::Text, "the ONS code"),
    may(
        "population_0_17",
        Kind::Value(Quantity::Children),
        "children under 18 in the area",
    ),
];

const PERIOD: &[Key] = &[
    must(
        "as_at",
        Kind::Date,
        "day of the snapshot, at its end; a month's last",
    ),
    must(
        "years",
        Kind::Years,
        "consecutive financial years; the first holds the day after the snapshot",
    ),
];

const RUN: &[Key] = &[
    may("seed", Kind::Integer(0, i64::MAX), "seed of all draws"),
    may(
        "replications",
        Kind::Replications,
        "number of replications, or \"auto\"",
    ),
];

const COHORT: &[Key] = &[
    may("children", Kind::File, "file of anonymous children"),
    may(
        "elapsed",
        Kind::Elapsed,
        "elapsed durations of groups without their own",
    ),
    may("group", Kind::Rows(GROUP), "children known by their number"),
];

const GROUP: &[Key] = &[
    ID,
    must("setting", Kind::Word(Names::Settings), "where they live"),
    must("age_band", Kind::Word(Names::AgeRanges), "their age"),
    may(
        "stream",
        Kind::Word(Names::Streams),
        "their stream, general unless said",
    ),
    must("count", Kind::Integer(0, 1_000_000), "how many"),
    may("need", Kind::Integer(1, 4), "need band"),
    may("elapsed", Kind::Elapsed, "elapsed durations"),
    may(
        "weekly_price",
        Kind::Value(Quantity::PoundsWeek),
        "their mean price, where it differs",
    ),
];

/// A cell of elapsed durations.
pub const ELAPSED: &[Key] = &[
    must(
        "care_years",
        Kind::Range(Quantity::Years),
        "time in the period of care, from and to",
    ),
    must(
        "placement_years",
        Kind::Range(Quantity::Years),
        "time in the placement, from and to",
    ),
    may("moves", Kind::Integer(0, 100), "moves so far in the period"),
    must(
        "weight",
        Kind::Number(Quantity::Children),
        "weight among the cells of the group",
    ),
];

const ENTRIES: &[Key] = &[
    must(
        "reference",
        REFERENCES,
        "what supplies everything not given here",
    ),
    may(
        "general",
        Kind::Table(STREAM_ENTRIES),
        "first entries of the general stream",
    ),
    may(
        "separated",
        Kind::Table(STREAM_ENTRIES),
        "first entries of separated children",
    ),
    may("first_setting", Kind::Rows(FIRST_SETTING), "first settings"),
    may(
        "siblings",
        Kind::Table(SIBLINGS),
        "sibling groups of the general stream",
    ),
    may(
        "drift",
        Kind::Table(DRIFT),
        "wandering of the general stream's rate",
    ),
    may(
        "level",
        Kind::ValuesBy(Names::Years, Quantity::Ratio),
        "factor on the general stream's rate by year",
    ),
    may(
        "past",
        Kind::Table(PAST),
        "children who left before the snapshot",
    ),
    may("reentry", Kind::Rows(REENTRY), "rate of coming back"),
];

const STREAM_ENTRIES: &[Key] = &[
    may(
        "starts_per_year",
        Kind::Value(Quantity::ChildrenYear),
        "published starts, re-entries included",
    ),
    may(
        "first_entries_per_year",
        Kind::Value(Quantity::ChildrenYear),
        "first entries, instead of starts",
    ),
    may("ages", Kind::Shares(Names::AgeRanges), "share of each age"),
    may(
        "level",
        Kind::ValuesBy(Names::Years, Quantity::Ratio),
        "factor on this stream's rate by year",
    ),
];

const FIRST_SETTING: &[Key] = &[
    ID,
    ANY_STREAM,
    ANY_AGE,
    must(
        "shares",
        Kind::Shares(Names::Settings),
        "share of each setting",
    ),
];

const SIBLINGS: &[Key] = &[must(
    "sizes",
    Kind::Probabilities,
    "probability of a group of 1, 2, 3 … children",
)];

const DRIFT: &[Key] = &[
    must(
        "walk_sd",
        Kind::Value(Quantity::LogSd),
        "SD a year of the random walk of the log",
    ),
    must(
        "transient_sd",
        Kind::Value(Quantity::LogSd),
        "SD of the transient yearly effect on the log",
    ),
];

const PAST: &[Key] = &[
    may("leavers", Kind::File, "file of the children who left"),
    may(
        "exits_per_year",
        Kind::NumbersBy(Names::Exits, Quantity::ChildrenYear),
        "exits a year before the snapshot",
    ),
    may(
        "ages",
        Kind::Shares(Names::AgeRanges),
        "their ages at the exit",
    ),
];

const REENTRY: &[Key] = &[
    ID,
    must(
        "route",
        Kind::Word(Names::ExitsBefore18),
        "how the child left",
    ),
    must(
        "bands",
        Kind::Items(REENTRY_BAND),
        "rate by time since the exit",
    ),
];

/// A band of a re-entry rate.
pub const REENTRY_BAND: &[Key] = &[
    must(
        "from_years",
        Kind::Number(Quantity::Years),
        "time since the exit, from",
    ),
    may(
        "to_years",
        Kind::Number(Quantity::Years),
        "to; beyond unless said",
    ),
    must("per_year", Kind::Value(Quantity::PerYear), "rate"),
];
