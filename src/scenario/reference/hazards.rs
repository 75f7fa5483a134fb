//! England's rates, factors, destinations and exit reasons, before the scenario's.

use super::super::grammar::Quantity;
use super::super::reader::Reader;
use super::super::subtract::{covers, subtract};
use super::{certain, log, name};
use crate::model::hazards::{Cause, FactorRow, HazardSpec};
use crate::model::value::Value;
use crate::reference::england;
use crate::words::setting::{EXITS, SETTINGS};

/// England's rows, then the scenario's own. Where the scenario gives a rate it replaces the reference's with all its
/// factors: the reference's factors are cut out of the cells of the scenario's rates, the scenario's are not.
pub fn before(reader: &mut Reader, own: HazardSpec) -> HazardSpec {
    let mut out = HazardSpec::default();
    rates(reader, &own, &mut out);
    factors(reader, &own, &mut out);
    destinations(reader, &own, &mut out);
    reasons(reader, &own, &mut out);
    out.rates.extend(own.rates);
    out.factors.extend(own.factors);
    out.destinations.extend(own.destinations);
    out.reasons.extend(own.reasons);
    out
}

/// England's settings whose exits run over time in the placement.
pub fn exit_clocks(reader: &mut Reader) -> Vec<usize> {
    let rows = &england().exit_clocks;
    for row in rows {
        let setting = SETTINGS.get(row.item).map_or("", |s| s.name);
        let path = format!("reference.exits_over_placement.{setting}");
        log(
            reader,
            &path,
            "placement".to_owned(),
            None,
            "clock",
            &row.provenance,
        );
    }
    rows.iter().map(|r| r.item).collect()
}

fn number(value: Value) -> f64 {
    match value {
        Value::Certain(x) => x,
        Value::Drawn(_) | Value::Linear { .. } => 0.0,
    }
}

fn rates(reader: &mut Reader, own: &HazardSpec, out: &mut HazardSpec) {
    for row in &england().rates {
        let mut rate = row.item.clone();
        let replaced = |r: &crate::model::hazards::RateRow| {
            r.cause == rate.cause && covers(&r.scope, &rate.scope)
        };
        if own.rates.iter().any(replaced) {
            continue;
        }
        let path = format!(
            "reference.rates.{}.{}",
            rate.cause.name(),
            name(&rate.scope)
        );
        let x = number(rate.per_year);
        rate.per_year = certain(reader, &path, x, Quantity::PerYear, &row.provenance);
        out.rates.push(rate);
    }
}

fn factors(reader: &mut Reader, own: &HazardSpec, out: &mut HazardSpec) {
    for row in &england().factors {
        let mut pieces: Vec<FactorRow> = Vec::new();
        for cause in &row.item.causes {
            let mut scopes = vec![row.item.scope.clone()];
            for r in own.rates.iter().filter(|r| r.cause == *cause) {
                scopes = scopes.iter().flat_map(|s| subtract(s, &r.scope)).collect();
            }
            pieces.extend(scopes.into_iter().map(|scope| FactorRow {
                causes: vec![*cause],
                scope,
                ratio: row.item.ratio,
            }));
        }
        if pieces.is_empty() {
            continue;
        }
        if own.rates.is_empty() {
            pieces = vec![row.item.clone()];
        }
        let path = format!("reference.factors.{}", row.id);
        let x = number(row.item.ratio);
        let ratio = certain(reader, &path, x, Quantity::Ratio, &row.provenance);
        pieces.iter_mut().for_each(|p| p.ratio = ratio);
        out.factors.extend(pieces);
    }
}

fn causes(list: &[Cause]) -> String {
    let names: Vec<&str> = list.iter().map(|c| c.name()).collect();
    names.join("+")
}

fn destinations(reader: &mut Reader, own: &HazardSpec, out: &mut HazardSpec) {
    for row in &england().destinations {
        let item = &row.item;
        let replaced = item.causes.iter().all(|cause| {
            own.destinations
                .iter()
                .any(|d| d.causes.contains(cause) && covers(&d.scope, &item.scope))
        });
        if replaced {
            continue;
        }
        let path = format!(
            "reference.destinations.{}.{}",
            causes(&item.causes),
            name(&item.scope)
        );
        for (to, share) in SETTINGS.iter().zip(&item.shares).filter(|(_, s)| **s > 0.0) {
            let path = format!("{path}.{}", to.name);
            log(
                reader,
                &path,
                share.to_string(),
                Some(*share),
                "fraction",
                &row.provenance,
            );
        }
        out.destinations.push(item.clone());
    }
}

fn reasons(reader: &mut Reader, own: &HazardSpec, out: &mut HazardSpec) {
    for row in &england().reasons {
        let item = &row.item;
        if own.reasons.iter().any(|r| covers(&r.scope, &item.scope)) {
            continue;
        }
        let path = format!("reference.exit_reasons.{}", name(&item.scope));
        for (exit, share) in EXITS.iter().zip(&item.shares).filter(|(_, s)| **s > 0.0) {
            let path = format!("{path}.{exit}");
            log(
                reader,
                &path,
                share.to_string(),
                Some(*share),
                "fraction",
                &row.provenance,
            );
        }
        out.reasons.push(item.clone());
    }
}
