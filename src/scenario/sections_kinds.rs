//! Keys of each kind of planned action.

use super::grammar::{Key, Kind, Names, Quantity, may, must};
use super::sections::{AGE_BAND, SETTING, STREAM};

const RATIO: Kind = Kind::Value(Quantity::Ratio);
const SHARE: Kind = Kind::Value(Quantity::Fraction);
const POUNDS: Kind = Kind::Value(Quantity::Pounds);
const WEEKLY: Kind = Kind::Value(Quantity::PoundsWeek);
const YEARLY: Kind = Kind::Value(Quantity::PoundsYear);
const NUMBER: Kind = Kind::Value(Quantity::Number);
const MONTHS: Kind = Kind::Value(Quantity::Months);
const PLACEMENTS: Kind = Kind::Word(Names::List(&["all", "new"]));

const SETTINGS: Key = may("setting", SETTING, "settings; of the kind unless said");
const AGES: Key = may("age_band", AGE_BAND, "age bands; of the kind unless said");
const STREAMS: Key = may("stream", STREAM, "streams; all unless said");
const NEEDS: Key = may("need", Kind::Needs, "need bands; all unless said");

pub(super) const KINDS: &[(&str, &[Key])] = &[
    (
        "adoption",
        &[
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
        ],
    ),
    (
        "agency_to_in_house",
        &[
            must("households", NUMBER, "agency households that come over"),
            must(
                "children_each",
                NUMBER,
                "the council's own children in each",
            ),
            may(
                "other_children_each",
                NUMBER,
                "other councils' children in each",
            ),
            may(
                "other_children_years",
                Kind::Value(Quantity::Years),
                "mean years other councils' children stay; 2.5 unless said",
            ),
            may(
                "income_weekly",
                WEEKLY,
                "what another council pays for a child",
            ),
            may(
                "welcome_payment",
                POUNDS,
                "paid to each household that comes over",
            ),
            may(
                "places",
                Kind::Integer(1, 8),
                "places of each; as households of the council unless said",
            ),
        ],
    ),
    (
        "carer_recruitment",
        &[
            may(
                "approvals_per_year",
                NUMBER,
                "approvals besides those that come anyway",
            ),
            may(
                "enquiries_per_year",
                Kind::Number(Quantity::Number),
                "enquiries more a year, instead",
            ),
            may(
                "conversion",
                SHARE,
                "share of the enquiries that end in an approval",
            ),
            must(
                "months_to_approve",
                MONTHS,
                "months from the enquiry to the approval",
            ),
            may(
                "places",
                Kind::Integer(1, 8),
                "places of each; as households of the council unless said",
            ),
        ],
    ),
    (
        "custom",
        &[
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
        ],
    ),
    (
        "edge_of_care",
        &[
            must(
                "risk_ratio",
                RATIO,
                "risk of entering for a child reached, against one not",
            ),
            may("age_band", AGE_BAND, "age bands; all unless said"),
            may("stream", STREAM, "streams; general unless said"),
        ],
    ),
    (
        "family_finding",
        &[
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
        ],
    ),
    (
        "fostering_pay",
        &[
            SETTINGS,
            AGES,
            NEEDS,
            may(
                "uplift",
                Kind::Value(Quantity::Change),
                "rise of pay, a fraction",
            ),
            may(
                "pay_share_of_price",
                Kind::Number(Quantity::Fraction),
                "share of the weekly price that is pay; all unless said",
            ),
            may("weekly", WEEKLY, "more for each child"),
            may("minimum_weekly", WEEKLY, "no price below it"),
            may(
                "linked_allowances",
                Kind::Words(Names::ExitsBefore18),
                "exits whose allowances rise with it",
            ),
            may(
                "per_household_per_year",
                YEARLY,
                "for each mainstream household: council tax, a retainer",
            ),
            may(
                "pay_change",
                Kind::Number(Quantity::Fraction),
                "the rise of pay in all that the elasticities are of; the mean uplift unless said",
            ),
            may(
                "recruitment_elasticity",
                Kind::Value(Quantity::Elasticity),
                "change of approvals for each change of pay",
            ),
            may(
                "deregistration_elasticity",
                Kind::Value(Quantity::Elasticity),
                "change of the hazard of leaving for each change of pay; below zero where pay keeps carers",
            ),
        ],
    ),
    ("in_house_home", HOME),
    (
        "kinship",
        &[
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
            STREAMS,
        ],
    ),
    (
        "market_management",
        &[
            SETTINGS,
            AGES,
            NEEDS,
            may(
                "price_ratio",
                RATIO,
                "price of a placement reached, against before",
            ),
            may("price_cap", WEEKLY, "highest price"),
            may(
                "applies_to",
                PLACEMENTS,
                "`new` placements, or `all`; new unless said",
            ),
            may(
                "void_places",
                Kind::Number(Quantity::Number),
                "places paid while empty, on average",
            ),
            may("void_weekly", WEEKLY, "what each costs"),
            may(
                "block_places",
                NUMBER,
                "places paid whether or not they are filled; with a supply",
            ),
            may(
                "availability_ratio",
                RATIO,
                "chance that the market has a place, against before; with a supply",
            ),
        ],
    ),
    (
        "mockingbird",
        &[
            must(
                "constellations",
                Kind::Number(Quantity::Number),
                "constellations",
            ),
            may(
                "satellites",
                Kind::Integer(1, 20),
                "satellite households of each; 8 unless said",
            ),
            may(
                "hub_free_places",
                Kind::Integer(0, 10),
                "places a hub keeps free; 2 unless said",
            ),
            may("hub_cost_per_year", YEARLY, "hub home and liaison of each"),
            must(
                "deregistration_hazard_ratio",
                RATIO,
                "hazard that a satellite household leaves, against another",
            ),
            must(
                "breakdown_hazard_ratio",
                RATIO,
                "hazard of a breakdown in one, against another",
            ),
            may(
                "respite_nights_saved",
                Kind::Number(Quantity::Number),
                "nights of paid respite a year that each constellation saves",
            ),
            may("respite_night_price", POUNDS, "price of such a night"),
            may(
                "respite_baseline",
                Kind::Text,
                "what the nights saved are counted against",
            ),
        ],
    ),
    (
        "placement_support",
        &[
            must(
                "breakdown_hazard_ratio",
                RATIO,
                "hazard of a breakdown for a child reached, against one not",
            ),
            may(
                "children_per_year",
                Kind::Number(Quantity::Number),
                "children supported a year, instead of `reach`",
            ),
            may("setting", SETTING, "settings; all unless said"),
            may("age_band", AGE_BAND, "age bands; all unless said"),
            may("stream", STREAM, "streams; all unless said"),
        ],
    ),
    (
        "regional_sufficiency",
        &[
            SETTINGS,
            may(
                "price_ratio",
                RATIO,
                "price of a new placement reached, against before",
            ),
            may(
                "homes",
                Kind::Table(HOME),
                "shared homes, in the council's share",
            ),
        ],
    ),
    (
        "reunification",
        &[
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
            STREAMS,
        ],
    ),
    (
        "supported_accommodation",
        &[
            may(
                "move_on_ratio",
                RATIO,
                "hazard of a move there for a child reached, against one not",
            ),
            may("price_ratio", RATIO, "price of a new placement there"),
            SETTINGS,
            STREAMS,
        ],
    ),
    (
        "valuing_care",
        &[
            SETTINGS,
            AGES,
            NEEDS,
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
        ],
    ),
];

const HOME: &[Key] = &[
    may("homes", Kind::Integer(1, 50), "homes alike; 1 unless said"),
    may(
        "setting",
        Kind::Word(Names::Settings),
        "setting of the children in them; own homes unless said",
    ),
    must("opens", Kind::Date, "the day they are to open"),
    may(
        "opens_every_months",
        Kind::Integer(0, 120),
        "months from one opening to the next; none unless said",
    ),
    may("slip_months", MONTHS, "months by which the opening slips"),
    must(
        "usable_beds",
        Kind::Integer(1, 100),
        "beds that can be used in each",
    ),
    may(
        "fill_months",
        Kind::Integer(1, 60),
        "months until all are in use; 6 unless said",
    ),
    may(
        "ages",
        Kind::Range(Quantity::Years),
        "ages taken; from 8 to 18 unless said",
    ),
    may(
        "need_to",
        Kind::Integer(1, 4),
        "highest need band taken; any unless said",
    ),
    must(
        "base_cost_per_year",
        YEARLY,
        "running cost of each, full or not",
    ),
    may("cost_per_child_week", WEEKLY, "cost of a child beside it"),
    may(
        "pre_opening_cost_per_month",
        POUNDS,
        "team and building of each before it opens",
    ),
    may(
        "home_capital",
        Kind::Table(HOME_CAPITAL),
        "capital borrowed for each at the start",
    ),
];

const HOME_CAPITAL: &[Key] = &[
    must("amount", Kind::Number(Quantity::Pounds), "money"),
    must("years", Kind::Integer(1, 60), "years of the loan"),
    must("rate", Kind::Value(Quantity::Change), "interest a year"),
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
    must("share", SHARE, "share kept from entering at full effect"),
    may("age_band", AGE_BAND, "age bands; all unless said"),
    may("stream", STREAM, "streams; all unless said"),
];

const CUSTOM_ENTRIES: &[Key] = &[
    may("ratio", RATIO, "ratio at full effect"),
    may(
        "per_year",
        Kind::Value(Quantity::SignedChildrenYear),
        "children more a year at full effect",
    ),
    may("stream", STREAM, "streams; all unless said"),
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
    may("setting", SETTING, "settings; all unless said"),
    may("age_band", AGE_BAND, "age bands; all unless said"),
    may("need", Kind::Needs, "need bands; all unless said"),
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
    may("age_band", AGE_BAND, "age bands; all unless said"),
    may("stream", STREAM, "streams; all unless said"),
    may("need", Kind::Needs, "need bands; all unless said"),
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
