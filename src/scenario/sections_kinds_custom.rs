//! Keys of the kind of action that says itself what it changes.

use super::grammar::{Key, Kind, Names, Quantity, may, must};
use super::sections_keys::{ANY_AGE, ANY_MOVES, ANY_NEED, ANY_SETTING, ANY_STREAM, SETTING};
use super::sections_kinds::{MONTHS, NUMBER, PLACEMENTS, RATIO, SHARE, WEEKLY};

/// Keys of `custom`.
pub(super) const CUSTOM: &[Key] = &[
    may(
        "factor",
        Kind::Items(CUSTOM_FACTOR),
        "factors on hazards, and rates added",
    ),
    may(
        "prevention",
        Kind::Items(CUSTOM_PREVENTION),
        "children kept from entering",
    ),
    may(
        "entries",
        Kind::Items(CUSTOM_ENTRIES),
        "changes of how many enter",
    ),
    may(
        "reentry",
        Kind::Items(CUSTOM_REENTRY),
        "changes of how many come back",
    ),
    may("price", Kind::Items(CUSTOM_PRICE), "changes of prices"),
    may(
        "diversion",
        Kind::Items(CUSTOM_DIVERSION),
        "children sent elsewhere",
    ),
    may("supply", Kind::Items(CUSTOM_SUPPLY), "changes of supply"),
];

const EVENTS: Kind = Kind::Words(Names::List(&["exit", "planned_move", "breakdown"]));

const CUSTOM_FACTOR: &[Key] = &[
    must("event", EVENTS, "events"),
    may("ratio", RATIO, "ratio at full effect"),
    may(
        "per_year",
        Kind::Value(Quantity::PerYear),
        "rate added at full effect, instead of a ratio",
    ),
    may(
        "exit_to",
        Kind::Words(Names::ExitsBefore18),
        "reasons for the exit it is for; all unless said",
    ),
    may(
        "move_to",
        SETTING,
        "settings moved to it is for; all unless said",
    ),
    ANY_SETTING,
    ANY_AGE,
    ANY_STREAM,
    ANY_NEED,
    ANY_MOVES,
    may(
        "from_years",
        Kind::Number(Quantity::Years),
        "duration, from",
    ),
    may("to_years", Kind::Number(Quantity::Years), "duration, to"),
];

const CUSTOM_PREVENTION: &[Key] = &[
    must("share", SHARE, "share kept from entering at full effect"),
    ANY_AGE,
    ANY_STREAM,
];

const CUSTOM_ENTRIES: &[Key] = &[
    may("ratio", RATIO, "ratio at full effect"),
    may(
        "per_year",
        Kind::Value(Quantity::SignedChildrenYear),
        "children more a year at full effect",
    ),
    ANY_STREAM,
];

const CUSTOM_REENTRY: &[Key] = &[
    must("ratio", RATIO, "ratio of the hazard of coming back"),
    must(
        "route",
        Kind::Words(Names::ExitsBefore18),
        "how the child left",
    ),
];

const CUSTOM_PRICE: &[Key] = &[
    ANY_SETTING,
    ANY_AGE,
    ANY_NEED,
    may(
        "applies_to",
        PLACEMENTS,
        "`new` placements, or `all`; all unless said",
    ),
    may("ratio", RATIO, "ratio at full effect"),
    may("weekly", WEEKLY, "added at full effect"),
    may("floor", WEEKLY, "not below"),
    may("cap", WEEKLY, "not above"),
];

const CUSTOM_DIVERSION: &[Key] = &[
    may(
        "at",
        Kind::Words(Names::List(&["entry", "planned_move", "breakdown"])),
        "what begins; anything unless said",
    ),
    must("picked", SETTING, "settings picked"),
    must("to", Kind::Word(Names::Settings), "where they go instead"),
    must("share", SHARE, "share at full effect"),
    ANY_AGE,
    ANY_STREAM,
    ANY_NEED,
];

const CUSTOM_SUPPLY: &[Key] = &[
    may("approvals_per_year", NUMBER, "approvals more a year"),
    may(
        "months_to_approve",
        MONTHS,
        "months before they are approved; none unless said",
    ),
    may(
        "deregistration_hazard_ratio",
        RATIO,
        "hazard that a household leaves",
    ),
    may(
        "usable_share_points",
        Kind::Value(Quantity::Change),
        "change of the share of places that can be offered",
    ),
    may(
        "market",
        Kind::Word(Names::Settings),
        "setting of the market whose availability or price changes",
    ),
    may(
        "availability_ratio",
        RATIO,
        "chance that the market has a place",
    ),
    may("price_ratio", RATIO, "price of its new placements"),
];
