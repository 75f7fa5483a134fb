//! Supply: who can take a child. A move or an entry asks for a *class* of placement; who provides it is decided by
//! what is free, one rung of the class's ladder after the other. Without a supply the provider split is the observed
//! one and nobody waits for a place.

mod count;
mod home;
mod household;
mod market;

pub use count::Count;
pub use home::{Complex, Home, Opening, Staffing};
pub use household::{
    Approvals, Household, HouseholdKind, Households, LeavesWith, PlacedChild, StayingPut, Stock,
};
pub use market::{Market, Response};

use super::effect::SupplyEffect;
use super::value::Value;

/// Supply of a scenario, before its actions.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// Classes of placement that are asked for.
    pub classes: Vec<Class>,
    /// What a move to or an entry into a setting asks for; settings not named are found without a search.
    pub asks: Vec<Ask>,
    /// The council's own mainstream fostering households.
    pub households: Households,
    /// The council's own children's homes.
    pub homes: Vec<Home>,
    /// Chance that a free bed that takes the child's age and need suits the child, as
    /// [`Households::match_chance`] of a place.
    pub home_match_chance: Value,
    /// Children beside whom beds of an own home may stay empty ([`Staffing::beside_complex`]); `None`: nobody is.
    pub complex: Option<Complex>,
    /// Providers outside the council.
    pub markets: Vec<Market>,
    /// The class that a child asks for who would be in the unregistered part of a setting
    /// ([`crate::model::prices::Unregistered`]): nothing was found for it. `None`: it is placed there without a search.
    pub unregistered: Option<usize>,
    /// Settings of kinship carers, approved for a named child: such a household comes with the placement and ends with
    /// it, outside the search. Children a household, for the count of households.
    pub kinship: Option<Kinship>,
    /// Practices in force from the start (reviews, reserved places …); those of actions stand with the actions.
    pub effects: Vec<SupplyEffect>,
}

/// Kinship households.
#[derive(Clone, Debug, PartialEq)]
pub struct Kinship {
    /// Their setting.
    pub setting: usize,
    /// Children a household.
    pub children: Value,
}

/// A class of placement, and who may provide it, in the order in which they are asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// Rungs; the last one takes everybody.
    pub ladder: Vec<Rung>,
}

/// A rung of a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// The setting a child placed on it lives in.
    pub setting: usize,
    /// Who provides it.
    pub by: Provider,
    /// Is it what was asked for? A child placed on a rung that is not is a place short.
    pub fits: bool,
}

/// Who provides a placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provider {
    /// A household of the council with a usable place that takes the child's age and need.
    Household,
    /// A home of the council with a usable bed that takes the child's age and need.
    Home,
    /// A market, an index into [`Supply::markets`]: has a place with a probability.
    Market(usize),
    /// Anybody: always found.
    Anyone,
}

/// What a setting that was picked asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ask {
    /// The setting that was picked.
    pub setting: usize,
    /// The class asked for.
    pub class: usize,
    /// Share of those picked for the setting who ask for this class; several asks of a setting add up, and what is left
    /// is placed in the setting without a search. (For over a third of the children in homes the plan was foster care.)
    pub share: Value,
}

impl Supply {
    /// A supply without households, homes and markets, of these classes.
    pub fn new(classes: Vec<Class>, asks: Vec<Ask>) -> Supply {
        Supply {
            classes,
            asks,
            households: Households::default(),
            homes: Vec::new(),
            home_match_chance: Value::Certain(1.0),
            complex: None,
            markets: Vec::new(),
            unregistered: None,
            kinship: None,
            effects: Vec::new(),
        }
    }

    /// Approved places of the households at the start.
    pub fn approved_places(&self) -> u32 {
        let given = self.households.given.iter().map(|h| h.kind.places);
        let stock = self.households.stock.iter();
        let counted = stock.flat_map(|s| (0..s.count).map(|n| s.kind(n).map_or(0, |k| k.places)));
        given.chain(counted).sum()
    }
}
