//! A scenario in the terms of the model, and what its planned actions come to.

use super::Dimensions;
use super::budget::Finance;
use super::cohort::Cohort;
use super::effect::{Effect, HazardEffect, Prevention, PriceEffect, SupplyEffect};
use super::entries::Entries;
use super::hazards::HazardSpec;
use super::intervention::{Delivered, Intervention};
use super::prices::Prices;
use super::shares::DrawnShares;
use super::supply::Supply;
use super::value::{Parameter, Posterior, Value};
use crate::words::calendar::Day;

/// A scenario in the terms of the model: everything resolved to indices and numbers, nothing compiled.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Title in outputs.
    pub title: String,
    /// Council in outputs.
    pub council: String,
    /// Children under 18 in the council's area, for rates per 10,000.
    pub population: Option<Value>,
    /// Day of the snapshot.
    pub as_at: Day,
    /// Financial years forecast.
    pub years: usize,
    /// Seed of all draws.
    pub seed: u64,
    /// Names and sizes.
    pub dimensions: Dimensions,
    /// Uncertain inputs.
    pub parameters: Vec<Parameter>,
    /// Joint posterior.
    pub posterior: Option<Posterior>,
    /// Children at the start.
    pub cohort: Cohort,
    /// Entries and re-entries.
    pub entries: Entries,
    /// Hazards.
    pub hazards: HazardSpec,
    /// Who can take a child; `None`: everybody is found the setting picked.
    pub supply: Option<Supply>,
    /// Shares that are drawn, in place of those of the entries and hazards.
    pub drawn_shares: Vec<DrawnShares>,
    /// Prices.
    pub prices: Prices,
    /// Money.
    pub finance: Finance,
    /// Planned actions.
    pub interventions: Vec<Intervention>,
    /// What was planned and delivered of all actions together.
    pub delivered: Vec<Delivered>,
}

impl Spec {
    /// A spec with these dimensions and nothing in it: no children, no entries, no hazards, no prices, no budget.
    pub fn empty(as_at: Day, years: usize, dimensions: Dimensions) -> Spec {
        Spec {
            title: String::new(),
            council: String::new(),
            population: None,
            as_at,
            years,
            seed: 1,
            dimensions,
            parameters: Vec::new(),
            posterior: None,
            cohort: Cohort::default(),
            entries: Entries::default(),
            hazards: HazardSpec::default(),
            supply: None,
            drawn_shares: Vec::new(),
            prices: Prices {
                date: as_at.plus(1),
                rows: Vec::new(),
                unregistered: None,
                uplifts: Vec::new(),
                walks: Vec::new(),
            },
            finance: Finance::default(),
            interventions: Vec::new(),
            delivered: Vec::new(),
        }
    }

    /// All effects of all actions, what they pay for included.
    pub fn effects(&self) -> impl Iterator<Item = &Effect> {
        let actions = self.interventions.iter();
        actions.flat_map(|i| i.effects.iter().chain(&i.paid))
    }

    /// A value with every parameter at its mean.
    pub fn mean(&self, value: Value) -> f64 {
        match value {
            Value::Certain(x) => x,
            Value::Drawn(i) => self.parameters.get(i).map_or(0.0, Parameter::mean),
            Value::Linear { of, scale, plus } => plus + scale * self.mean(Value::Drawn(of)),
        }
    }

    /// Hazard effects of all actions.
    pub fn hazard_effects(&self) -> impl Iterator<Item = &HazardEffect> {
        self.effects().filter_map(|e| match e {
            Effect::Hazard(h) => Some(h),
            _ => None,
        })
    }

    /// Actions that keep children from entering.
    pub fn preventions(&self) -> impl Iterator<Item = &Prevention> {
        self.effects().filter_map(|e| match e {
            Effect::Prevention(p) => Some(p),
            _ => None,
        })
    }

    /// Changes of prices.
    pub fn price_effects(&self) -> impl Iterator<Item = &PriceEffect> {
        self.effects().filter_map(|e| match e {
            Effect::Price(p) => Some(p),
            _ => None,
        })
    }

    /// Effects on supply: practices in force from the start, then those of all actions; none without a supply.
    pub fn supply_effects(&self) -> impl Iterator<Item = &SupplyEffect> {
        let practices = self.supply.iter().flat_map(|s| &s.effects);
        let actions = self.supply.iter().flat_map(|_| &self.interventions);
        let effects = actions.flat_map(|i| &i.effects).filter_map(|e| match e {
            Effect::Supply(s) => Some(s),
            _ => None,
        });
        practices.chain(effects)
    }
}
