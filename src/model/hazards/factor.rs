//! What multiplies or adds to a rate, and is known only in a replication.

use super::Band;
use crate::model::effect::{Change, HazardEffect};
use crate::model::value::Value;

/// An action's part in a factor: 1 + (ratio − 1) × reach × strength × delivery, or a rate × the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Ratio at full strength for a child reached, or the rate added.
    pub change: Change,
    /// Share reached.
    pub reach: Value,
    /// Share delivered.
    pub delivery: Value,
    /// Share of full strength.
    pub strength: f64,
}

impl Part {
    /// Of an effect of some strength.
    pub fn of(effect: &HazardEffect, strength: f64) -> Part {
        Part {
            change: effect.change,
            reach: effect.reach,
            delivery: effect.course.delivery,
            strength,
        }
    }

    /// Is it the same in every replication?
    pub fn is_certain(&self) -> bool {
        let (Change::Ratio(v) | Change::PerYear(v)) = self.change;
        [v, self.reach, self.delivery]
            .iter()
            .all(|v| v.is_certain())
    }

    fn share(&self, parameters: &[f64]) -> f64 {
        self.reach.get(parameters) * self.strength * self.delivery.get(parameters)
    }

    /// What it multiplies by.
    pub fn ratio(&self, parameters: &[f64]) -> f64 {
        match self.change {
            Change::Ratio(v) => 1.0 + (v.get(parameters) - 1.0) * self.share(parameters),
            Change::PerYear(_) => 1.0,
        }
    }

    /// What it adds a child-year.
    pub fn per_year(&self, parameters: &[f64]) -> f64 {
        match self.change {
            Change::Ratio(_) => 0.0,
            Change::PerYear(v) => v.get(parameters) * self.share(parameters),
        }
    }
}

/// A factor known only in a replication.
#[derive(Clone, Debug, PartialEq)]
pub enum Factor {
    /// A parameter, or what follows one.
    Drawn(Value),
    /// What an action does.
    Action(Part),
    /// What actions do to some of the reasons or destinations: the sum over all of share × the ratios toward it.
    Toward {
        /// Share by reason or destination, at the mean where a posterior draws it.
        shares: Vec<f64>,
        /// Reasons or destinations, and the action toward them.
        parts: Vec<(Vec<usize>, Part)>,
    },
}

impl Factor {
    fn ratio(&self, parameters: &[f64]) -> f64 {
        match self {
            Factor::Drawn(v) => v.get(parameters),
            Factor::Action(part) => part.ratio(parameters),
            Factor::Toward { shares, parts } => {
                let ratios = toward(shares.len(), parts, parameters);
                // Exactly one where no action does anything, or nobody goes anywhere.
                if ratios.iter().all(|r| *r == 1.0) || shares.iter().all(|s| *s == 0.0) {
                    return 1.0;
                }
                shares.iter().zip(&ratios).map(|(s, r)| s * r).sum()
            }
        }
    }
}

/// By reason or destination, what actions multiply the hazard toward it by.
pub fn toward(n: usize, parts: &[(Vec<usize>, Part)], parameters: &[f64]) -> Vec<f64> {
    let mut ratios = vec![1.0; n];
    for (named, part) in parts {
        let ratio = part.ratio(parameters);
        for i in named.iter().filter(|i| **i < n) {
            ratios[*i] *= ratio;
        }
    }
    ratios
}

/// A set of factors under the parameters of a replication.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resolved {
    /// Their product.
    pub ratio: f64,
    /// What actions add, a child-year.
    pub per_year: f64,
}

impl Resolved {
    /// Of a set.
    pub fn of(set: &[Factor], parameters: &[f64]) -> Resolved {
        let added = set.iter().map(|f| match f {
            Factor::Action(part) => part.per_year(parameters),
            _ => 0.0,
        });
        Resolved {
            ratio: set.iter().map(|f| f.ratio(parameters)).product(),
            per_year: added.sum(),
        }
    }
}

impl Band {
    /// Its rate a child-year, with the sets of factors resolved.
    pub fn per_year(&self, parameters: &[f64], resolved: &[Resolved]) -> f64 {
        let set = resolved[self.factors as usize];
        self.base.get(parameters) * self.scale * set.ratio + set.per_year
    }
}
