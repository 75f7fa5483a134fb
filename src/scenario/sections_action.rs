//! Keys of planned actions, by kind.

use super::grammar::{ByKind, Key, Kind, Names, Quantity, may, must};
use super::sections::{AGE_BAND, ID, SETTING, STREAM};

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
    may("owner", Kind::Text, "who answers for it"),
    may("status", Kind::Text, "proposed, agreed, under way …"),
    may("milestones", Kind::Texts, "what is to be done by when"),
];

const CAPITAL: &[Key] = &[
    must("amount", Kind::Number(Quantity::Pounds), "money"),
    must("years", Kind::Integer(1, 60), "years of the loan"),
    must("rate", Kind::Value(Quantity::Change), "interest a year"),
];

const KINDS: &[(&str, &[Key])] = &[
    (
        "custom",
        &[
            may("factor", Kind::Items(CUSTOM_FACTOR), "factors on hazards"),
            may(
                "prevention",
                Kind::Items(CUSTOM_PREVENTION),
                "children kept from entering",
            ),
        ],
    ),
    (
        "edge_of_care",
        &[
            must(
                "risk_ratio",
                Kind::Value(Quantity::Ratio),
                "risk of entering for a child reached, against one not",
            ),
            may("age_band", AGE_BAND, "age bands; all unless said"),
            may("stream", STREAM, "streams; general unless said"),
        ],
    ),
    (
        "placement_support",
        &[
            must(
                "breakdown_hazard_ratio",
                Kind::Value(Quantity::Ratio),
                "hazard of a breakdown for a child reached, against one not",
            ),
            may("setting", SETTING, "settings; all unless said"),
            may("age_band", AGE_BAND, "age bands; all unless said"),
            may("stream", STREAM, "streams; all unless said"),
        ],
    ),
];

const CUSTOM_FACTOR: &[Key] = &[
    must(
        "event",
        Kind::Words(Names::List(&["exit", "planned_move", "breakdown"])),
        "events",
    ),
    must(
        "ratio",
        Kind::Value(Quantity::Ratio),
        "ratio at full effect",
    ),
    may("setting", SETTING, "settings; all unless said"),
    may("age_band", AGE_BAND, "age bands; all unless said"),
    may("stream", STREAM, "streams; all unless said"),
    may("need", Kind::Needs, "need bands; all unless said"),
    may("moves", Kind::Moves, "moves so far; any unless said"),
    may(
        "from_years",
        Kind::Number(Quantity::Years),
        "duration, from",
    ),
    may("to_years", Kind::Number(Quantity::Years), "duration, to"),
];

const CUSTOM_PREVENTION: &[Key] = &[
    must(
        "share",
        Kind::Value(Quantity::Fraction),
        "share kept from entering at full effect",
    ),
    may("age_band", AGE_BAND, "age bands; all unless said"),
    may("stream", STREAM, "streams; all unless said"),
];
