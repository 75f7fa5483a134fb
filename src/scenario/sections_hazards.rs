//! Keys of `[hazards]`.

use super::grammar::{Key, Kind, Names, Quantity, may, must};
use super::sections_keys::{
    ANY_AGE, ANY_MOVES, ANY_NEED, ANY_SETTING, ANY_STREAM, FROM_YEARS, ID, REFERENCES, SETTING,
    TO_YEARS,
};

pub(super) const HAZARDS: &[Key] = &[
    must(
        "reference",
        REFERENCES,
        "what supplies everything not given here",
    ),
    may(
        "exits_over_placement",
        SETTING,
        "settings whose exits run over time in the placement, not in care; the reference's unless said",
    ),
    may(
        "rate",
        Kind::Rows(RATE),
        "rates that replace the reference's",
    ),
    may(
        "factor",
        Kind::Rows(FACTOR),
        "factors on whatever rate stands there",
    ),
    may("destination", Kind::Rows(DESTINATION), "where moves go"),
    may("exit_reason", Kind::Rows(EXIT_REASON), "how children leave"),
    may(
        "mix",
        Kind::Rows(MIX),
        "what the shares of some settings, or of an exit, are multiplied by wherever they stand",
    ),
];

const MIX: &[Key] = &[
    ID,
    may(
        "setting",
        SETTING,
        "settings moved to or first placed in; the other shares give way",
    ),
    may(
        "exit",
        Kind::Word(Names::ExitsBefore18),
        "exit, instead of settings",
    ),
    must("ratio", Kind::Value(Quantity::Ratio), "factor"),
];

const RATE: &[Key] = &[
    ID,
    must(
        "event",
        Kind::Word(Names::List(&["exit", "planned_move", "breakdown"])),
        "what happens",
    ),
    ANY_SETTING,
    ANY_AGE,
    ANY_STREAM,
    ANY_NEED,
    ANY_MOVES,
    FROM_YEARS,
    TO_YEARS,
    must("per_year", Kind::Value(Quantity::PerYear), "rate"),
];

const FACTOR: &[Key] = &[
    ID,
    must(
        "event",
        Kind::Word(Names::List(&["exit", "planned_move", "breakdown", "move"])),
        "what happens; `move` is both kinds",
    ),
    ANY_SETTING,
    ANY_AGE,
    ANY_STREAM,
    ANY_NEED,
    ANY_MOVES,
    FROM_YEARS,
    TO_YEARS,
    must("ratio", Kind::Value(Quantity::Ratio), "factor"),
];

const DESTINATION: &[Key] = &[
    ID,
    may(
        "event",
        Kind::Word(Names::List(&["planned_move", "breakdown", "move"])),
        "kind of move; both unless said",
    ),
    may("setting", SETTING, "settings moved from; all unless said"),
    ANY_AGE,
    ANY_STREAM,
    must(
        "shares",
        Kind::Shares(Names::Settings),
        "share of each setting moved to",
    ),
];

const EXIT_REASON: &[Key] = &[
    ID,
    may("setting", SETTING, "settings left; all unless said"),
    ANY_AGE,
    ANY_STREAM,
    must(
        "shares",
        Kind::Shares(Names::ExitsBefore18),
        "share of each exit",
    ),
];
