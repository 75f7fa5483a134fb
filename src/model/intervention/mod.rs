//! Planned actions, a file for each kind: its parameters, what it does to which hazard or entry, and its compilation to
//! effects. The engine knows only effects.

mod adoption;
mod agency_to_in_house;
mod carer_recruitment;
mod custom;
mod edge_of_care;
mod family_finding;
mod fostering_pay;
mod in_house_home;
mod kinship;
mod market_management;
mod mockingbird;
mod placement_support;
mod regional_sufficiency;
mod reunification;
mod supported_accommodation;
mod valuing_care;

pub use adoption::Adoption;
pub use agency_to_in_house::AgencyToInHouse;
pub use carer_recruitment::CarerRecruitment;
pub use custom::{Custom, CustomDiversion, CustomFactor, CustomPrevention, CustomSupply};
pub use edge_of_care::EdgeOfCare;
pub use family_finding::FamilyFinding;
pub use fostering_pay::FosteringPay;
pub use in_house_home::InHouseHome;
pub use kinship::Kinship;
pub use market_management::MarketManagement;
pub use mockingbird::Mockingbird;
pub use placement_support::PlacementSupport;
pub use regional_sufficiency::RegionalSufficiency;
pub use reunification::Reunification;
pub use supported_accommodation::SupportedAccommodation;
pub use valuing_care::ValuingCare;

use super::budget::LineKind;
use super::effect::{Course, Effect};
use super::value::Value;
use super::{Dimensions, Spec};

/// What every action has.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Its id in the scenario.
    pub id: String,
    /// Whose uniforms its draws are: from the id.
    pub who: u64,
    /// When it works, and how much of it is delivered.
    pub course: Course,
    /// Share of the children it is for whom it reaches.
    pub reach: Value,
}

/// What a kind of action comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compiled {
    /// What it is meant to do.
    pub effects: Vec<Effect>,
    /// What it pays for through prices and allowances.
    pub paid: Vec<Effect>,
    /// What it costs besides, a fiscal line each.
    pub costs: Vec<Cost>,
}

impl Compiled {
    fn of(effects: Vec<Effect>) -> Compiled {
        Compiled {
            effects,
            ..Compiled::default()
        }
    }
}

/// A fiscal line of an action.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// What it is for; the line is named after the action and this.
    pub what: String,
    /// What it is.
    pub kind: LineKind,
    /// Income, or a cost saved.
    pub income: bool,
}

impl Cost {
    fn of(what: &str, kind: LineKind) -> Cost {
        Cost::named(what.to_owned(), kind)
    }

    fn named(what: String, kind: LineKind) -> Cost {
        Cost {
            what,
            kind,
            income: false,
        }
    }

    fn saved(what: &str, kind: LineKind) -> Cost {
        Cost {
            income: true,
            ..Cost::of(what, kind)
        }
    }
}

/// A planned action of a kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// More and sooner adoptions.
    Adoption(Adoption),
    /// Agency carers come over.
    AgencyToInHouse(AgencyToInHouse),
    /// More approvals.
    CarerRecruitment(CarerRecruitment),
    /// Factors, additions and preventions as written.
    Custom(Custom),
    /// Fewer entries.
    EdgeOfCare(EdgeOfCare),
    /// Children in homes found a family.
    FamilyFinding(FamilyFinding),
    /// More pay.
    FosteringPay(FosteringPay),
    /// Homes of the council.
    InHouseHome(InHouseHome),
    /// More children with relatives.
    Kinship(Kinship),
    /// Contracts and caps.
    MarketManagement(MarketManagement),
    /// Constellations.
    Mockingbird(Mockingbird),
    /// Fewer breakdowns.
    PlacementSupport(PlacementSupport),
    /// Bought and opened together.
    RegionalSufficiency(RegionalSufficiency),
    /// More and better returns home.
    Reunification(Reunification),
    /// 16- and 17-year-olds move on.
    SupportedAccommodation(SupportedAccommodation),
    /// Needs looked at again.
    ValuingCare(ValuingCare),
}

impl Kind {
    /// What it comes to in a scenario, whose supply is known already.
    pub fn compile(&self, plan: &Plan, spec: &Spec) -> Compiled {
        let dimensions = &spec.dimensions;
        match self {
            Kind::Adoption(k) => k.compile(plan),
            Kind::AgencyToInHouse(k) => k.compile(plan),
            Kind::CarerRecruitment(k) => k.compile(plan),
            Kind::Custom(k) => k.compile(plan, spec),
            Kind::EdgeOfCare(k) => k.compile(plan, dimensions),
            Kind::FamilyFinding(k) => k.compile(plan),
            Kind::FosteringPay(k) => k.compile(plan, spec),
            Kind::InHouseHome(k) => k.compile(plan),
            Kind::Kinship(k) => k.compile(plan),
            Kind::MarketManagement(k) => k.compile(plan),
            Kind::Mockingbird(k) => k.compile(plan),
            Kind::PlacementSupport(k) => k.compile(plan),
            Kind::RegionalSufficiency(k) => k.compile(plan),
            Kind::Reunification(k) => k.compile(plan),
            Kind::SupportedAccommodation(k) => k.compile(plan),
            Kind::ValuingCare(k) => k.compile(plan),
        }
    }
}

/// A planned action: what it does, what it pays for, and what is said of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intervention {
    /// Its id in the scenario.
    pub id: String,
    /// What it is meant to do.
    pub effects: Vec<Effect>,
    /// What it pays for through prices and allowances: it comes whether or not the rest works.
    pub paid: Vec<Effect>,
    /// Fiscal lines of what it costs, by index.
    pub lines: Vec<usize>,
    /// Who answers for it and how far it is.
    pub about: About,
    /// Saving planned when it is full, pounds a year.
    pub planned_saving: Option<f64>,
    /// When it works.
    pub course: Option<Course>,
    /// What was planned and what was delivered, by month.
    pub delivered: Vec<Delivered>,
}

/// What is said of an action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Who answers for it.
    pub owner: String,
    /// How far it is.
    pub status: String,
    /// What is to be done by when.
    pub milestones: Vec<String>,
}

/// A month of a plan: a measure, what was planned and, once known, what was delivered.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivered {
    /// Index of the month in the horizon.
    pub month: usize,
    /// Of what: children moved, households approved, beds open, `£`.
    pub measure: String,
    /// Planned.
    pub planned: Option<f64>,
    /// Delivered; `None`: not known yet.
    pub actual: Option<f64>,
}

/// Ages in years, from and below, of age bands; of all where none is named.
fn ages(bands: Option<&[usize]>, dimensions: &Dimensions) -> Vec<(f64, f64)> {
    let edges = &dimensions.age_edges;
    let band = |i: usize| {
        let from = if i == 0 { 0.0 } else { edges[i - 1] };
        (from, edges.get(i).copied().unwrap_or(dimensions.age_out))
    };
    match bands {
        Some(bands) => bands.iter().map(|i| band(*i)).collect(),
        None => vec![(0.0, dimensions.age_out)],
    }
}
