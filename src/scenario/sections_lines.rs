//! Keys of `[[line]]`, by kind.

use super::grammar::{ByKind, Key, Kind, Names, Quantity, may, must};
use super::sections_keys::{AGE_BAND, ANY_SETTING, ANY_STREAM, ID, SETTING};

/// Fiscal lines.
pub(super) static LINES: ByKind = ByKind {
    word: "line",
    common: LINE,
    kinds: LINE_KINDS,
};

/// Keys of every line.
const LINE: &[Key] = &[
    ID,
    must("name", Kind::Text, "name in outputs"),
    must("kind", Kind::Text, "kind of line"),
    may("income", Kind::Flag, "income: reduces the net"),
    may(
        "fiscal_line",
        Kind::Text,
        "fiscal line, the name unless said",
    ),
];

const INCOME_EVENTS: &[&str] = &[
    "entry",
    "exit",
    "move",
    "breakdown",
    "home",
    "special_guardianship",
    "child_arrangements",
    "adopted",
    "independent",
    "adult_services",
    "custody",
    "other",
    "turned_18",
];

/// Kinds of line and their own keys.
const LINE_KINDS: &[(&str, &[Key])] = &[
    (
        "fixed",
        &[
            must(
                "amount_per_year",
                Kind::Value(Quantity::PoundsYear),
                "money a year",
            ),
            may("from", Kind::Date, "first day"),
            may("to", Kind::Date, "last day"),
            may(
                "growth",
                Kind::Value(Quantity::Change),
                "growth each 1 April after the first day",
            ),
        ],
    ),
    (
        "one_off",
        &[
            must("amount", Kind::Value(Quantity::Pounds), "money"),
            must("date", Kind::Date, "day"),
        ],
    ),
    (
        "borrowing",
        &[
            must("capital", Kind::Number(Quantity::Pounds), "money borrowed"),
            must("years", Kind::Integer(1, 100), "term"),
            must("rate", Kind::Value(Quantity::Fraction), "interest a year"),
            must("from", Kind::Date, "first day"),
        ],
    ),
    (
        "per_event",
        &[
            must(
                "event",
                Kind::Word(Names::List(INCOME_EVENTS)),
                "event counted, or one exit",
            ),
            must("amount", Kind::Value(Quantity::Pounds), "money each"),
        ],
    ),
    (
        "per_night",
        &[
            must(
                "weekly",
                Kind::Value(Quantity::PoundsWeek),
                "for each child-night",
            ),
            ANY_STREAM,
            ANY_SETTING,
            may("age_band", AGE_BAND, "age bands"),
        ],
    ),
    (
        "share",
        &[
            must(
                "fraction",
                Kind::Value(Quantity::Fraction),
                "share paid by others",
            ),
            must("settings", SETTING, "settings whose cost is shared"),
        ],
    ),
    (
        "notice",
        &[
            must(
                "days",
                Kind::Value(Quantity::Days),
                "days paid after a placement ends",
            ),
            must("settings", SETTING, "settings"),
        ],
    ),
    (
        "after_care",
        &[
            must(
                "exit",
                Kind::Word(Names::List(&[
                    "special_guardianship",
                    "child_arrangements",
                    "adopted",
                    "turned_18",
                ])),
                "exit it follows",
            ),
            must(
                "share",
                Kind::Value(Quantity::Fraction),
                "share of the leavers who get it",
            ),
            may(
                "weekly",
                Kind::Value(Quantity::PoundsWeek),
                "for each who gets it",
            ),
            may(
                "stock",
                Kind::Number(Quantity::Children),
                "number getting it at the snapshot",
            ),
            may(
                "mean_years_left",
                Kind::Value(Quantity::Years),
                "mean time left to those",
            ),
            must(
                "mean_years",
                Kind::Value(Quantity::Years),
                "mean time for new ones",
            ),
            may(
                "aftercare",
                Kind::File,
                "file with stock, weekly and time left, where not given here",
            ),
        ],
    ),
    (
        "savings_plan",
        &[
            must(
                "amount_per_year",
                Kind::Value(Quantity::PoundsYear),
                "money a year when full",
            ),
            must(
                "delivery",
                Kind::Value(Quantity::Fraction),
                "share delivered",
            ),
            must("from", Kind::Date, "first day"),
            may(
                "ramp_months",
                Kind::Integer(0, 600),
                "months to the full amount",
            ),
        ],
    ),
];
