//! Effects on supply: the closed set that the engine executes where a scenario has a supply.

use super::Course;
use crate::model::supply::{Approvals, Home, HouseholdKind};
use crate::model::value::Value;

/// One effect of an action on who can take a child. Each has an id of its own, by which what it does is counted
/// ([`crate::model::budget::LineKind::PerSupply`] charges by it).
#[derive(Clone, Debug, PartialEq)]
pub enum SupplyEffect {
    /// More households join.
    Approvals(Approvals),
    /// Households leave sooner or later.
    Leaving(LeavingEffect),
    /// A home of the council opens.
    Home(Home),
    /// A market finds more places, or dearer ones.
    Market(MarketEffect),
    /// More of the approved places can be offered.
    Usable(UsableEffect),
    /// Households join constellations around a hub that keeps places free.
    Constellations(Constellations),
    /// Agency households become the council's, with the children in them.
    Transfer(Transfer),
    /// Children in some settings are looked at, and go to a household where one is found.
    Reviews(Reviews),
    /// Places of a market that are paid whether or not they are filled.
    Block(Block),
}

/// Multiplies the hazard of leaving of all households by 1 + (ratio − 1) × reach × strength × delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct LeavingEffect {
    /// Its id.
    pub id: String,
    /// Ratio at full strength.
    pub ratio: Value,
    /// Share of the households reached.
    pub reach: Value,
    /// When.
    pub course: Course,
}

/// Changes a market: each quantity is multiplied by 1 + (ratio − 1) × strength × delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct MarketEffect {
    /// Its id.
    pub id: String,
    /// The setting of the market.
    pub setting: usize,
    /// On the chance that a place is found (cut at 1).
    pub available: Value,
    /// On the price of new placements.
    pub price: Value,
    /// When.
    pub course: Course,
}

/// Adds points × strength × delivery to the share of approved places that can be offered; a place keeps its rank, so that a higher
/// share only adds.
#[derive(Clone, Debug, PartialEq)]
pub struct UsableEffect {
    /// Its id.
    pub id: String,
    /// Change of the share, as a fraction (0.05: five more of a hundred).
    pub points: Value,
    /// When.
    pub course: Course,
}

/// Mockingbird. The number of constellations follows count × strength × delivery. Households that are not in one yet
/// become its hub and satellites; where there are not enough, it takes what there is. Its nights count the constellations at work.
#[derive(Clone, Debug, PartialEq)]
pub struct Constellations {
    /// Its id.
    pub id: String,
    /// Constellations.
    pub count: Value,
    /// Satellite households of each.
    pub satellites: u32,
    /// Places a hub keeps free: they leave the pool, as soon as they are empty.
    pub hub_free_places: u32,
    /// Hazard of leaving of a satellite household, against another.
    pub leaving_ratio: Value,
    /// Hazard of a breakdown of a child placed in a satellite, against elsewhere in such a household.
    pub breakdown_ratio: Value,
    /// When.
    pub course: Course,
}

/// Households come over from agencies, floor(households × strength × delivery + a uniform of its own) of them so far.
/// Each brings children of the council (picked by keyed order from those in the agency setting who fit it; they stay where they are:
/// no move, and the placement goes on) and other councils' children, who hold places and bring income until they leave. Its nights
/// count the other councils' children.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// Its id.
    pub id: String,
    /// Households.
    pub households: Value,
    /// Their kinds, with shares.
    pub kinds: Vec<HouseholdKind>,
    /// The agency setting the children come from.
    pub from: usize,
    /// Mean number of the council's children in such a household (at most its places).
    pub ours: Value,
    /// Mean number of other councils' children in it (at most the places left).
    pub others: Value,
    /// Mean stay of other councils' children from then on, in years, exponential.
    pub others_years: Value,
    /// When.
    pub course: Course,
}

/// Every so many days the children in some settings who are suitable are looked at; for each a household is found with a chance,
/// and the child moves there where a place is free. Its events are the children who move.
#[derive(Clone, Debug, PartialEq)]
pub struct Reviews {
    /// Its id.
    pub id: String,
    /// Days from one review to the next.
    pub every_days: u32,
    /// Settings whose children are looked at.
    pub from: Vec<usize>,
    /// Share of the children who are suitable, by a uniform of the child's own: × strength × delivery.
    pub suitable: Value,
    /// Chance that a search for a suitable child comes up with somebody at one review.
    pub find_chance: Value,
    /// The class whose first rungs are asked: households, and after them the market where `agency` says so.
    pub class: usize,
    /// May an agency household take the child?
    pub agency: bool,
    /// Hazard of a breakdown of the placement that follows, against another there (may fail).
    pub breakdown_ratio: Value,
    /// Days a child has to be in the placement before it is looked at.
    pub after_days: u32,
    /// When.
    pub course: Course,
}

/// Places paid whether or not they are filled. Its nights count the empty ones: places × strength × delivery less the children in the
/// setting, where that is above zero. What they cost is a fiscal line.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its id.
    pub id: String,
    /// The setting.
    pub setting: usize,
    /// Places.
    pub places: Value,
    /// When.
    pub course: Course,
}

impl SupplyEffect {
    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            SupplyEffect::Approvals(e) => &e.id,
            SupplyEffect::Leaving(e) => &e.id,
            SupplyEffect::Home(e) => &e.id,
            SupplyEffect::Market(e) => &e.id,
            SupplyEffect::Usable(e) => &e.id,
            SupplyEffect::Constellations(e) => &e.id,
            SupplyEffect::Transfer(e) => &e.id,
            SupplyEffect::Reviews(e) => &e.id,
            SupplyEffect::Block(e) => &e.id,
        }
    }
}
