//! Keys of the kinds of action on places and pay: homes, households, constellations, markets, allowances.

use super::grammar::{Key, Kind, Names, Quantity, may, must};
use super::sections_action::CAPITAL;
use super::sections_keys::{ANY_NEED, BESIDE_COMPLEX, COMPLEX_COST, NEED_COST, NEED_TO};
use super::sections_kinds::{
    AGES, FIXED, MONTHS, NUMBER, PLACEMENTS, PLACES_EACH, POUNDS, RATIO, SETTINGS, SHARE, WEEKLY,
    YEARLY,
};

/// Keys of `agency_to_in_house`.
pub(super) const AGENCY_TO_IN_HOUSE: &[Key] = &[
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
    PLACES_EACH,
];

/// Keys of `carer_recruitment`.
pub(super) const CARER_RECRUITMENT: &[Key] = &[
    may(
        "approvals_per_year",
        NUMBER,
        "approvals besides those that come anyway",
    ),
    may(
        "enquiries_per_year",
        FIXED,
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
    PLACES_EACH,
];

/// Keys of `mockingbird`.
pub(super) const MOCKINGBIRD: &[Key] = &[
    must("constellations", FIXED, "constellations"),
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
        FIXED,
        "nights of paid respite a year that each constellation saves",
    ),
    may("respite_night_price", POUNDS, "price of such a night"),
    may(
        "respite_baseline",
        Kind::Text,
        "what the nights saved are counted against",
    ),
];

/// Keys of `regional_sufficiency`.
pub(super) const REGIONAL_SUFFICIENCY: &[Key] = &[
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
];

/// Keys of `fostering_pay`.
pub(super) const FOSTERING_PAY: &[Key] = &[
    SETTINGS,
    AGES,
    ANY_NEED,
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
];

/// Keys of `market_management`.
pub(super) const MARKET_MANAGEMENT: &[Key] = &[
    SETTINGS,
    AGES,
    ANY_NEED,
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
    may("void_places", FIXED, "places paid while empty, on average"),
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
];

/// Keys of `in_house_home`.
pub(super) const HOME: &[Key] = &[
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
    NEED_TO,
    must(
        "base_cost_per_year",
        YEARLY,
        "running cost of each, full or not",
    ),
    may("cost_per_child_week", WEEKLY, "cost of a child beside it"),
    BESIDE_COMPLEX,
    COMPLEX_COST,
    NEED_COST,
    may(
        "pre_opening_cost_per_month",
        POUNDS,
        "team and building of each before it opens",
    ),
    may(
        "home_capital",
        Kind::Table(CAPITAL),
        "capital borrowed for each at the start",
    ),
];
