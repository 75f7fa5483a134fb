//! Keys of planned actions, by kind.

use super::grammar::{ByKind, Key, Kind, Quantity, may, must};
use super::sections_keys::ID;
use super::sections_kinds::KINDS;

/// Planned actions.
pub(super) static ACTIONS: ByKind = ByKind {
    word: "intervention",
    common: COMMON,
    kinds: KINDS,
};

const COMMON: &[Key] = &[
    ID,
    must("kind", Kind::Text, "kind of action"),
    must("start", Kind::Date, "first of the month it starts in"),
    may("end", Kind::Date, "last day; none unless said"),
    may(
        "ramp_months",
        Kind::Integer(1, 120),
        "months over which it grows by equal steps to its full effect; 1 unless said",
    ),
    may(
        "delivery",
        Kind::Value(Quantity::Fraction),
        "share of the plan that is delivered; all unless said",
    ),
    may(
        "reach",
        Kind::Value(Quantity::Fraction),
        "share of the children it is for whom it reaches; all unless said",
    ),
    may(
        "cost_per_year",
        Kind::Value(Quantity::PoundsYear),
        "running cost from the start on, whatever is delivered",
    ),
    may(
        "one_off",
        Kind::Value(Quantity::Pounds),
        "cost at the start",
    ),
    may(
        "capital",
        Kind::Table(CAPITAL),
        "capital borrowed at the start",
    ),
    may(
        "cost_growth",
        Kind::Value(Quantity::Change),
        "growth of the running cost each 1 April; none unless said",
    ),
    may(
        "income_per_year",
        Kind::Value(Quantity::PoundsYear),
        "income it brings in proportion to what is delivered",
    ),
    may(
        "planned_saving_per_year",
        Kind::Number(Quantity::PoundsYear),
        "saving planned when it is full",
    ),
    may("owner", Kind::Text, "who answers for it"),
    may("status", Kind::Text, "proposed, agreed, under way …"),
    may("milestones", Kind::Texts, "what is to be done by when"),
];

/// A loan.
pub(super) const CAPITAL: &[Key] = &[
    must("amount", Kind::Number(Quantity::Pounds), "money"),
    must("years", Kind::Integer(1, 60), "years of the loan"),
    must("rate", Kind::Value(Quantity::Change), "interest a year"),
];
