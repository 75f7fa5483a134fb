//! Kinds and keys that several sections have.

use super::grammar::{Key, Kind, Names, Quantity, may, must};

pub(super) const REFERENCES: Kind = Kind::Word(Names::List(&["england", "none"]));
pub(super) const SETTING: Kind = Kind::Words(Names::Settings);
pub(super) const AGE_BAND: Kind = Kind::Words(Names::AgeBands);
pub(super) const STREAM: Kind = Kind::Words(Names::Streams);

pub(super) const ID: Key = must("id", Kind::Text, "name of the row, its own in its list");
pub(super) const ANY_SETTING: Key = may("setting", SETTING, "settings; all unless said");
pub(super) const ANY_AGE: Key = may("age_band", AGE_BAND, "age bands; all unless said");
pub(super) const ANY_STREAM: Key = may("stream", STREAM, "streams; all unless said");
pub(super) const ANY_NEED: Key = may("need", Kind::Needs, "need bands; all unless said");
pub(super) const ANY_MOVES: Key = may("moves", Kind::Moves, "moves so far; any unless said");
pub(super) const FROM_YEARS: Key = may(
    "from_years",
    Kind::Number(Quantity::Years),
    "from this time in the placement (exits: in care, unless `exits_over_placement`)",
);
pub(super) const TO_YEARS: Key = may(
    "to_years",
    Kind::Number(Quantity::Years),
    "to this time; beyond unless said",
);
pub(super) const AGE_FROM: Key = may(
    "age_from",
    Kind::Integer(0, 17),
    "youngest age taken; 0 unless said",
);
pub(super) const AGE_TO: Key = may(
    "age_to",
    Kind::Integer(0, 17),
    "oldest age taken; 17 unless said",
);
pub(super) const NEED_TO: Key = may(
    "need_to",
    Kind::Integer(1, 4),
    "highest need band taken; any unless said",
);
pub(super) const BESIDE_COMPLEX: Key = may(
    "usable_beside_complex",
    Kind::Integer(1, 12),
    "beds that can be used while a complex child (`[supply]` `complex`) lives in it, the child's own among them; all unless said",
);
pub(super) const COMPLEX_COST: Key = may(
    "complex_cost_per_week",
    Kind::Value(Quantity::PoundsWeek),
    "more staff for a complex child, on top of `cost_per_child_week`",
);
pub(super) const NEED_COST: Key = may(
    "need_cost_per_week",
    Kind::ValuesBy(Names::List(&["1", "2", "3", "4"]), Quantity::PoundsWeek),
    "more staff for a child of a need band, on top of `cost_per_child_week`",
);
pub(super) const CHILDREN_ASSUMED: Key = may(
    "children",
    Kind::Number(Quantity::Children),
    "average children it assumed",
);
