//! Keys of `[supply]`.

use super::grammar::{Key, Kind, Names, Quantity, may, must};
use super::sections_keys::{
    AGE_FROM, AGE_TO, BESIDE_COMPLEX, COMPLEX_COST, ID, NEED_COST, NEED_TO,
};

/// Finite supply.
pub(super) const SUPPLY: &[Key] = &[
    must(
        "households",
        Kind::Table(HOUSEHOLDS),
        "the council's mainstream fostering households",
    ),
    may(
        "market",
        Kind::Rows(MARKET),
        "agency foster care and agency homes; always found unless said",
    ),
    may(
        "planned_foster",
        Kind::Value(Quantity::Fraction),
        "share of the children whose placement would be in a home, for whom the plan is foster care; none unless said",
    ),
    may(
        "closures_in_breakdowns",
        Kind::Number(Quantity::Fraction),
        "share of the breakdowns of own foster care that are leaving households: it leaves that hazard; none unless said",
    ),
    may(
        "staying_put",
        Kind::Table(STAYING_PUT),
        "young people who stay with their carers after 18 and hold a place",
    ),
    may(
        "home_match_chance",
        Kind::Value(Quantity::Fraction),
        "chance that a free bed of an own home suits a child; certain unless said",
    ),
    may(
        "complex",
        Kind::Table(COMPLEX),
        "children beside whom beds of an own home stay empty; nobody unless said",
    ),
    may("kinship", Kind::Table(KINSHIP), "kinship households"),
    may("homes", Kind::File, "file of the council's own homes"),
    may("home", Kind::Rows(HOME), "the council's own homes"),
];

const HOUSEHOLDS: &[Key] = &[
    may("file", Kind::File, "file of households"),
    may(
        "count",
        Kind::Integer(0, 100_000),
        "how many households, instead of a file or beside it",
    ),
    may(
        "kind",
        Kind::Items(HOUSEHOLD_KIND),
        "kinds of the households counted",
    ),
    may(
        "joining",
        Kind::Items(HOUSEHOLD_KIND),
        "kinds of those who join; those of `kind` unless said",
    ),
    may(
        "usable_share",
        Kind::Value(Quantity::Fraction),
        "share of approved places that are filled or can be offered; all unless said",
    ),
    may(
        "match_chance",
        Kind::Value(Quantity::Fraction),
        "chance that a free place suits a child whose age and need it takes; certain unless said",
    ),
    may(
        "approvals_per_year",
        Kind::Value(Quantity::HouseholdsYear),
        "households who join a year; none unless said",
    ),
    may(
        "leaving",
        Kind::ValuesBy(Names::List(&["0", "1", "2+"]), Quantity::PerHouseholdYear),
        "hazard of leaving by the children placed; nobody leaves unless said",
    ),
    may(
        "leaves_with",
        Kind::ValuesBy(Names::ExitsBefore18, Quantity::Fraction),
        "share of such exits with which the carers leave, where no other child is placed",
    ),
];

const HOUSEHOLD_KIND: &[Key] = &[
    must(
        "share",
        Kind::Number(Quantity::Fraction),
        "share of the households",
    ),
    must("places", Kind::Integer(1, 12), "approved places"),
    AGE_FROM,
    AGE_TO,
    NEED_TO,
];

const MARKET: &[Key] = &[
    ID,
    must(
        "setting",
        Kind::Word(Names::List(&["foster_agency", "home_agency"])),
        "its setting",
    ),
    may(
        "available",
        Kind::ValuesBy(Names::AgeBands, Quantity::Fraction),
        "chance that it has a place, by age; certain unless said",
    ),
    may(
        "price_elasticity",
        Kind::Value(Quantity::Elasticity),
        "of the price of new placements by the children placed in it",
    ),
    may(
        "availability_elasticity",
        Kind::Value(Quantity::Elasticity),
        "of the chance of a place by the children placed in it",
    ),
];

const STAYING_PUT: &[Key] = &[
    must(
        "share",
        Kind::Value(Quantity::Fraction),
        "share of those who turn 18 in own foster care who stay",
    ),
    must(
        "mean_years",
        Kind::Value(Quantity::Years),
        "mean stay, at most to the 21st birthday",
    ),
    may(
        "at_start",
        Kind::Integer(0, 100_000),
        "young people who hold a place at the snapshot, beside the usable share; none unless said",
    ),
];

const KINSHIP: &[Key] = &[must(
    "children_per_household",
    Kind::Value(Quantity::Children),
    "children in kinship care a household",
)];

const COMPLEX: &[Key] = &[
    may(
        "need_from",
        Kind::Integer(1, 4),
        "children of this need band and above are; the band does not tell unless said",
    ),
    may(
        "share",
        Kind::Value(Quantity::Fraction),
        "share of the children whose need band does not tell; none unless said",
    ),
];

const HOME: &[Key] = &[
    ID,
    must("opens", Kind::Date, "day it opens or opened"),
    may("closes", Kind::Date, "day it closes; never unless said"),
    must("beds", Kind::Integer(1, 12), "beds"),
    may(
        "usable_beds",
        Kind::Integer(1, 12),
        "beds that can be used beside each other; all unless said",
    ),
    may(
        "ramp_months",
        Kind::Integer(1, 120),
        "months until all beds are in use, by equal steps; 1 unless said",
    ),
    may(
        "slip_months",
        Kind::Value(Quantity::Months),
        "months the opening slips; none unless said",
    ),
    may(
        "base_cost_per_year",
        Kind::Value(Quantity::PoundsYear),
        "running cost, full or not",
    ),
    may(
        "cost_per_child_week",
        Kind::Value(Quantity::PoundsWeek),
        "cost of a child in it, beside the running cost; the price of `home_in_house` unless said",
    ),
    may(
        "pre_opening_cost_per_month",
        Kind::Value(Quantity::Pounds),
        "team and building before it opens",
    ),
    may(
        "pre_opening_from",
        Kind::Date,
        "from this day; from the first unless said",
    ),
    may(
        "capital",
        Kind::Number(Quantity::Pounds),
        "capital, spent on the day it was to open",
    ),
    BESIDE_COMPLEX,
    COMPLEX_COST,
    NEED_COST,
    AGE_FROM,
    AGE_TO,
    NEED_TO,
];
