//! What the shares of settings, or of exits, are multiplied by wherever they stand.

use super::Spec;
use super::hazards::Scope;
use super::shares::{DrawnShares, ShareTable};
use super::value::Value;

/// Whose shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// Settings, among destinations and first settings.
    Settings,
    /// Exits before the birthday.
    Exits,
}

/// The shares are drawn already, and a product of two draws is none a scenario can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawnTwice;

impl Mix {
    fn holds(self, drawn: &DrawnShares) -> bool {
        let exits = drawn.tables.contains(&ShareTable::Reason);
        exits == (self == Mix::Exits)
    }

    /// Multiplies the shares by a ratio for each name, those that are drawn too; the other shares of a row give way.
    pub fn scale(self, spec: &mut Spec, ratios: &[f64]) {
        if ratios.iter().all(|r| *r == 1.0) {
            return;
        }
        for d in spec.drawn_shares.iter_mut().filter(|d| self.holds(d)) {
            let both = d.weights.iter_mut().zip(ratios);
            both.for_each(|(w, r)| *w = w.linear(*r, 0.0));
        }
        self.weigh(spec, ratios);
    }

    /// The same with ratios that may be uncertain: each is drawn once a replication, and the certain tables have its mean
    /// (`means`: of the parameters).
    ///
    /// # Errors
    /// A ratio and the shares are both uncertain: nothing is changed.
    pub fn apply(self, spec: &mut Spec, ratios: &[Value], means: &[f64]) -> Result<(), DrawnTwice> {
        let expected: Vec<f64> = ratios.iter().map(|r| r.get(means)).collect();
        if ratios.iter().all(|r| r.is_certain()) {
            self.scale(spec, &expected);
            return Ok(());
        }
        if spec.drawn_shares.iter().any(|d| self.holds(d)) {
            return Err(DrawnTwice);
        }
        let rows = self.drawn(spec, ratios);
        spec.drawn_shares.extend(rows);
        self.weigh(spec, &expected);
        Ok(())
    }

    fn weigh(self, spec: &mut Spec, ratios: &[f64]) {
        for shares in self.tables(spec) {
            weigh(shares, ratios);
        }
    }

    fn tables(self, spec: &mut Spec) -> Vec<&mut Vec<f64>> {
        match self {
            Mix::Exits => spec
                .hazards
                .reasons
                .iter_mut()
                .map(|r| &mut r.shares)
                .collect(),
            Mix::Settings => {
                let moves = spec.hazards.destinations.iter_mut().map(|d| &mut d.shares);
                let streams = spec.entries.streams.iter_mut();
                moves
                    .chain(streams.flat_map(|s| &mut s.first_setting))
                    .collect()
            }
        }
    }

    /// A drawn row for every certain one.
    fn drawn(self, spec: &Spec, ratios: &[Value]) -> Vec<DrawnShares> {
        let row = |tables: Vec<ShareTable>, scope: &Scope, shares: &[f64]| DrawnShares {
            tables,
            scope: scope.clone(),
            weights: (ratios.iter().zip(shares))
                .map(|(r, share)| r.linear(*share, 0.0))
                .collect(),
        };
        if self == Mix::Exits {
            let reasons = spec.hazards.reasons.iter();
            return reasons
                .map(|r| row(vec![ShareTable::Reason], &r.scope, &r.shares))
                .collect();
        }
        let moves = spec.hazards.destinations.iter().map(|d| {
            let tables = d.causes.iter().filter_map(|c| ShareTable::of_move(*c));
            row(tables.collect(), &d.scope, &d.shares)
        });
        let first = spec.entries.streams.iter().flat_map(|s| {
            s.first_setting.iter().enumerate().map(|(age, shares)| {
                let scope = Scope {
                    streams: Some(vec![s.stream]),
                    ages: Some(vec![age]),
                    ..Scope::default()
                };
                row(vec![ShareTable::FirstSetting], &scope, shares)
            })
        });
        moves.chain(first).collect()
    }
}

/// Multiplies shares and brings them back to the sum they had; left alone where all of them would go.
fn weigh(shares: &mut [f64], ratios: &[f64]) {
    let sum = |shares: &[f64]| shares.iter().sum::<f64>();
    let product: Vec<f64> = shares.iter().zip(ratios).map(|(s, r)| s * r).collect();
    let (before, after) = (sum(shares), sum(&product));
    if after > 0.0 && product != shares {
        for (share, p) in shares.iter_mut().zip(product) {
            *share = p * before / after;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::hazards::ReasonRow;
    use crate::words::calendar::Day;

    /// A certain ratio beside shares that a posterior draws multiplies what is drawn too; an uncertain one is refused.
    #[test]
    fn drawn_shares_are_mixed_by_certain_ratios_alone() {
        let mut spec = Spec::empty(Day(0), 1, crate::model::Dimensions::standard().0);
        let shares = vec![0.5, 0.3, 0.2];
        spec.hazards.reasons.push(ReasonRow {
            scope: Scope::default(),
            shares: shares.clone(),
        });
        spec.drawn_shares.push(DrawnShares {
            tables: vec![ShareTable::Reason],
            scope: Scope::default(),
            weights: (0..3).map(Value::Drawn).collect(),
        });
        let before = spec.clone();
        let means = [0.5, 0.3, 0.2, 1.2];
        let uncertain = [Value::Drawn(3), Value::Certain(1.0), Value::Certain(1.0)];
        assert_eq!(
            Mix::Exits.apply(&mut spec, &uncertain, &means),
            Err(DrawnTwice)
        );
        assert_eq!(spec, before);
        let certain = [2.0, 1.0, 1.0].map(Value::Certain);
        assert_eq!(Mix::Exits.apply(&mut spec, &certain, &means), Ok(()));
        let drawn: Vec<f64> = spec.drawn_shares[0]
            .weights
            .iter()
            .map(|w| w.get(&means))
            .collect();
        assert_eq!(drawn, [1.0, 0.3, 0.2]);
        let sum: f64 = spec.hazards.reasons[0].shares.iter().sum();
        assert!((sum - 1.0).abs() < 1e-15);
        assert!((spec.hazards.reasons[0].shares[0] - 1.0 / 1.5).abs() < 1e-15);
    }
}
