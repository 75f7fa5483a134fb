//! How much of the placing goes to homes: today's habit is all that the tables show, and it changes.

use super::start::GROUP;
use crate::model::mix::{DrawnTwice, Mix};
use crate::model::value::{Parameter, Value};
use crate::model::{Fault, Spec};
use crate::sampling::distribution::Distribution;
use crate::scenario::write::Amount;
use crate::words::setting::SETTINGS;

/// Settings that are homes, as published: secure ones too.
pub const HOMES: &[&str] = GROUP[1];

/// Id of the row.
pub const ID: &str = "homes";

/// SD of the log of what the share of homes among destinations and first settings may be over today's: with it the
/// children in homes of councils of 2020 to 2024 are held as often as they say (decision 067).
const SD: f64 = 0.25;

/// As likely above today's as below.
const LAW: Distribution = Distribution::ShiftedLogNormal {
    shift: 0.0,
    sign: 1.0,
    mu: 0.0,
    sigma: SD,
};

/// As a scenario writes it.
pub fn ratio() -> Amount {
    Amount::Range {
        mean: LAW.mean(),
        p10: LAW.quantile(0.1),
        p90: LAW.quantile(0.9),
    }
}

/// A spec in which it is not known, as the scenario of [`ratio`] is read.
///
/// # Errors
/// Where shares are drawn already.
pub fn unknown(mut spec: Spec) -> Result<Spec, Vec<Fault>> {
    let parameter = Value::Drawn(spec.parameters.len());
    let ratios = SETTINGS.map(|s| match HOMES.contains(&s.name) {
        true => parameter,
        false => Value::Certain(1.0),
    });
    spec.parameters.push(Parameter {
        path: format!("hazards.mix.{ID}.ratio"),
        distribution: LAW,
        floor: 0.0,
        ceiling: f64::INFINITY,
    });
    let means: Vec<f64> = spec.parameters.iter().map(Parameter::mean).collect();
    match Mix::Settings.apply(&mut spec, &ratios, &means) {
        Ok(()) => Ok(spec),
        Err(DrawnTwice) => Err(vec![Fault(
            "shares of settings are drawn already".to_owned(),
        )]),
    }
}
