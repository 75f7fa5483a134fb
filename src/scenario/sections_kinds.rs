//! Kinds of planned action, and the keys that many of them have.

use super::grammar::{Key, Kind, Names, Quantity, may};
use super::sections_keys::{AGE_BAND, SETTING};
use super::{
    sections_kinds_children as children, sections_kinds_custom as custom,
    sections_kinds_supply as supply,
};

pub(super) const RATIO: Kind = Kind::Value(Quantity::Ratio);
pub(super) const SHARE: Kind = Kind::Value(Quantity::Fraction);
pub(super) const POUNDS: Kind = Kind::Value(Quantity::Pounds);
pub(super) const WEEKLY: Kind = Kind::Value(Quantity::PoundsWeek);
pub(super) const YEARLY: Kind = Kind::Value(Quantity::PoundsYear);
pub(super) const NUMBER: Kind = Kind::Value(Quantity::Number);
pub(super) const FIXED: Kind = Kind::Number(Quantity::Number);
pub(super) const MONTHS: Kind = Kind::Value(Quantity::Months);
pub(super) const PLACEMENTS: Kind = Kind::Word(Names::List(&["all", "new"]));

pub(super) const SETTINGS: Key = may("setting", SETTING, "settings; of the kind unless said");
pub(super) const AGES: Key = may("age_band", AGE_BAND, "age bands; of the kind unless said");
pub(super) const PLACES_EACH: Key = may(
    "places",
    Kind::Integer(1, 8),
    "places of each; as households of the council unless said",
);

/// Kinds by name, in the order of the alphabet.
pub(super) const KINDS: &[(&str, &[Key])] = &[
    ("adoption", children::ADOPTION),
    ("agency_to_in_house", supply::AGENCY_TO_IN_HOUSE),
    ("carer_recruitment", supply::CARER_RECRUITMENT),
    ("custom", custom::CUSTOM),
    ("edge_of_care", children::EDGE_OF_CARE),
    ("family_finding", children::FAMILY_FINDING),
    ("fostering_pay", supply::FOSTERING_PAY),
    ("in_house_home", supply::HOME),
    ("kinship", children::KINSHIP),
    ("market_management", supply::MARKET_MANAGEMENT),
    ("mockingbird", supply::MOCKINGBIRD),
    ("placement_support", children::PLACEMENT_SUPPORT),
    ("regional_sufficiency", supply::REGIONAL_SUFFICIENCY),
    ("reunification", children::REUNIFICATION),
    ("supported_accommodation", children::SUPPORTED_ACCOMMODATION),
    ("valuing_care", children::VALUING_CARE),
];
