//! Keys of the kinds of action on children: who enters, moves, returns, and to whom.

use super::grammar::{Key, Kind, Names, Quantity, may, must};
use super::sections_keys::{ANY_AGE, ANY_NEED, ANY_SETTING, ANY_STREAM, SETTING, STREAM};
use super::sections_kinds::{AGES, FIXED, POUNDS, RATIO, SETTINGS, SHARE, WEEKLY};

/// Keys of `adoption`.
pub(super) const ADOPTION: &[Key] = &[
    may(
        "timeliness_ratio",
        RATIO,
        "hazard of the adoption of a child placed for it",
    ),
    may("placed_ratio", RATIO, "hazard of being placed for adoption"),
    may(
        "cost_per_adoption",
        POUNDS,
        "cost of each adoption it brings about",
    ),
    AGES,
];

/// Keys of `edge_of_care`.
pub(super) const EDGE_OF_CARE: &[Key] = &[
    must(
        "risk_ratio",
        RATIO,
        "risk of entering for a child reached, against one not",
    ),
    ANY_AGE,
    may("stream", STREAM, "streams; general unless said"),
];

/// Keys of `family_finding`.
pub(super) const FAMILY_FINDING: &[Key] = &[
    may(
        "every_days",
        Kind::Integer(1, 365),
        "days from one review to the next; 7 unless said",
    ),
    SETTINGS,
    must(
        "suitable_share",
        SHARE,
        "share of the children who could live in a family",
    ),
    must(
        "find_chance",
        SHARE,
        "chance that a review finds somebody for a suitable child",
    ),
    may(
        "breakdown_hazard_ratio",
        RATIO,
        "hazard of a breakdown of the placement that follows, against another there",
    ),
    may(
        "after_days",
        Kind::Integer(0, 3_650),
        "days in the placement before a child is looked at; 28 unless said",
    ),
    may(
        "agency",
        Kind::Flag,
        "may an agency household take the child? false unless said",
    ),
    may(
        "support_per_child",
        POUNDS,
        "support of each child who moves",
    ),
];

/// Keys of `kinship`.
pub(super) const KINSHIP: &[Key] = &[
    may(
        "from",
        SETTING,
        "settings whose children go to kinship foster care instead; foster care and homes unless said",
    ),
    may("entry_share", SHARE, "share of those who enter"),
    may("move_share", SHARE, "share of those who move"),
    may(
        "order_hazard_ratio",
        RATIO,
        "hazard of special guardianship",
    ),
    may(
        "orders",
        Kind::Words(Names::ExitsBefore18),
        "exits it is of; special guardianship unless said",
    ),
    may(
        "allowance_weekly",
        WEEKLY,
        "allowance after each such exit it brings about",
    ),
    may(
        "allowance_years",
        Kind::Value(Quantity::Years),
        "mean years of the allowance",
    ),
    SETTINGS,
    AGES,
    ANY_STREAM,
];

/// Keys of `placement_support`.
pub(super) const PLACEMENT_SUPPORT: &[Key] = &[
    must(
        "breakdown_hazard_ratio",
        RATIO,
        "hazard of a breakdown for a child reached, against one not",
    ),
    may(
        "children_per_year",
        FIXED,
        "children supported a year, instead of `reach`",
    ),
    ANY_SETTING,
    ANY_AGE,
    ANY_STREAM,
];

/// Keys of `reunification`.
pub(super) const REUNIFICATION: &[Key] = &[
    may(
        "return_hazard_ratio",
        RATIO,
        "hazard of a return home for a child reached, against one not",
    ),
    may(
        "re_entry_hazard_ratio",
        RATIO,
        "hazard of coming back for a child reached, against one not",
    ),
    may(
        "support_per_return",
        POUNDS,
        "support of each return reached",
    ),
    SETTINGS,
    AGES,
    ANY_STREAM,
];

/// Keys of `supported_accommodation`.
pub(super) const SUPPORTED_ACCOMMODATION: &[Key] = &[
    may(
        "move_on_ratio",
        RATIO,
        "hazard of a move there for a child reached, against one not",
    ),
    may("price_ratio", RATIO, "price of a new placement there"),
    SETTINGS,
    ANY_STREAM,
];

/// Keys of `valuing_care`.
pub(super) const VALUING_CARE: &[Key] = &[
    SETTINGS,
    AGES,
    ANY_NEED,
    may(
        "price_ratio",
        RATIO,
        "price of a child reached, against one not",
    ),
    may(
        "family_need",
        Kind::Needs,
        "need bands whose need a family can meet; 1 and 2 unless said",
    ),
    may(
        "from",
        SETTING,
        "settings they would go to; homes of agencies unless said",
    ),
    may(
        "to",
        Kind::Word(Names::Settings),
        "the family setting they go to instead; agency foster care unless said",
    ),
    may(
        "to_family_share",
        SHARE,
        "share of them matched to a family",
    ),
];
