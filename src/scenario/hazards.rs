//! Rates, factors, destinations and exit reasons.

use super::reach::Reached;
use super::reader::Reader;
use super::reference;
use super::view::View;
use crate::model::Spec;
use crate::model::hazards::{Cause, Cell, DestinationRow, FactorRow, RateRow, ReasonRow};
use crate::model::shares::{DrawnShares, ShareTable};
use crate::model::value::Value;
use crate::words::setting::{AGE_BANDS, EXITS, SETTINGS, STREAMS};

/// Puts the scenario's rows after the reference's.
pub fn build(reader: &mut Reader, root: &View<'_>, spec: &mut Spec) {
    let Some(section) = root.child("hazards") else {
        return;
    };
    for row in section.rows("rate") {
        let scope = row.scope();
        durations(reader, &row, scope.from_years, scope.to_years);
        let cause = Cause::ALL
            .into_iter()
            .find(|c| Some(c.name()) == row.text("event"));
        if let (Some(cause), Some(per_year)) = (cause, row.value(reader, "per_year")) {
            spec.hazards.rates.push(RateRow {
                cause,
                scope,
                per_year,
            });
        }
    }
    for row in section.rows("factor") {
        let scope = row.scope();
        durations(reader, &row, scope.from_years, scope.to_years);
        if let (Some(causes), Some(ratio)) = (causes(&row), row.value(reader, "ratio")) {
            spec.hazards.factors.push(FactorRow {
                causes,
                scope,
                ratio,
            });
        }
    }
    for row in section.rows("destination") {
        drawn_shares(reader, &row, &moves_of(&row), spec);
        spec.hazards.destinations.push(DestinationRow {
            causes: causes(&row).unwrap_or_else(|| vec![Cause::PlannedMove, Cause::Breakdown]),
            scope: row.scope(),
            shares: row.setting_shares("shares"),
        });
    }
    for row in section.rows("exit_reason") {
        drawn_shares(reader, &row, &[ShareTable::Reason], spec);
        spec.hazards.reasons.push(ReasonRow {
            scope: row.scope(),
            shares: row.exit_shares("shares"),
        });
    }
    if reference::wanted(&section) {
        let own = std::mem::take(&mut spec.hazards);
        spec.hazards = reference::hazards::before(reader, own);
    }
    spec.hazards.exits_over_placement = exits_over_placement(reader, &section);
}

fn moves_of(row: &View<'_>) -> Vec<ShareTable> {
    let causes = causes(row).unwrap_or_else(|| vec![Cause::PlannedMove, Cause::Breakdown]);
    causes.into_iter().filter_map(ShareTable::of_move).collect()
}

/// Keeps a row of shares that a joint posterior draws, and every row after it: a later one replaces it.
pub fn drawn_shares(reader: &mut Reader, row: &View<'_>, tables: &[ShareTable], spec: &mut Spec) {
    let names: Vec<&str> = match tables {
        [ShareTable::Reason] => EXITS[..EXITS.len() - 1].to_vec(),
        _ => SETTINGS.iter().map(|s| s.name).collect(),
    };
    let certain = || {
        let shares = match tables {
            [ShareTable::Reason] => row.exit_shares("shares"),
            _ => row.setting_shares("shares"),
        };
        shares.into_iter().map(Value::Certain).collect()
    };
    let weights = match row.drawn_shares(reader, "shares", &names) {
        Some(weights) => weights,
        None if spec.drawn_shares.is_empty() => return,
        None => certain(),
    };
    spec.drawn_shares.push(DrawnShares {
        tables: tables.to_vec(),
        scope: row.scope(),
        weights,
    });
}

/// Settings whose exits run over time in the placement: the scenario's list, an empty one too, or the reference's.
fn exits_over_placement(reader: &mut Reader, section: &View<'_>) -> Vec<usize> {
    let key = "exits_over_placement";
    match (section.get(key), section.settings(key)) {
        (Some(node), Some(settings)) => {
            let text = reader.short(node.pos);
            reader.log(&section.path_of(key), node, &text, None, "settings");
            settings
        }
        _ if reference::wanted(section) => reference::hazards::exit_clocks(reader),
        _ => Vec::new(),
    }
}

fn causes(row: &View<'_>) -> Option<Vec<Cause>> {
    match row.text("event")? {
        "move" => Some(vec![Cause::PlannedMove, Cause::Breakdown]),
        name => Cause::ALL
            .into_iter()
            .find(|c| c.name() == name)
            .map(|c| vec![c]),
    }
}

/// Durations must rise.
pub fn durations(reader: &mut Reader, row: &View<'_>, from: f64, to: f64) {
    if to <= from {
        reader.problem(
            row.at("to_years"),
            format!("to_years {to} is not after from_years {from}"),
            "a duration that ends after it begins",
            None,
        );
    }
}

/// Whoever can leave or move must have somewhere to go.
pub fn check(reader: &mut Reader, root: &View<'_>, spec: &Spec, reached: &Reached) {
    let Some(section) = root.child("hazards") else {
        return;
    };
    let rates = &spec.hazards;
    let mut missing: [Option<Cell>; 3] = [None; 3];
    for cell in reached.cells() {
        for (i, cause) in Cause::ALL.into_iter().enumerate() {
            let goes = rates
                .rates
                .iter()
                .any(|r| r.cause == cause && holds(&r.scope, cell) && rate_above_zero(r));
            let somewhere = match cause {
                Cause::Exit => rates.reasons.iter().any(|r| r.scope.holds(cell)),
                _ => rates
                    .destinations
                    .iter()
                    .any(|r| r.causes.contains(&cause) && r.scope.holds(cell)),
            };
            if goes && !somewhere && missing[i].is_none() {
                missing[i] = Some(cell);
            }
        }
    }
    for (cause, cell) in Cause::ALL.into_iter().zip(missing) {
        let Some(cell) = cell else { continue };
        let (can, table) = match cause {
            Cause::Exit => ("leave", "exit_reason"),
            Cause::PlannedMove => ("move as planned", "destination"),
            Cause::Breakdown => ("move after a breakdown", "destination"),
        };
        reader.problem(
            section.pos,
            format!(
                "children in `{}` at `{}`, stream `{}`, can {can}, and no `{table}` says where to",
                SETTINGS[cell.setting].name, AGE_BANDS[cell.age], STREAMS[cell.stream]
            ),
            format!("rows `[[hazards.{table}]]` for every setting a child can be in"),
            None,
        );
    }
}

fn rate_above_zero(row: &RateRow) -> bool {
    row.per_year != crate::model::value::Value::Certain(0.0)
}

/// Does a scope name a cell, whatever the moves so far and the need?
fn holds(scope: &crate::model::hazards::Scope, cell: Cell) -> bool {
    let has = |list: &Option<Vec<usize>>, x: usize| list.as_ref().is_none_or(|l| l.contains(&x));
    has(&scope.settings, cell.setting)
        && has(&scope.ages, cell.age)
        && has(&scope.streams, cell.stream)
}
