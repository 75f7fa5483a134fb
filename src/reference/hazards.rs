//! Rates, factors, destinations and reasons for exits.

use super::read::{Line, Row, Table};
use crate::model::hazards::{Cause, DestinationRow, FactorRow, RateRow, ReasonRow, Scope};
use crate::model::value::Value;
use crate::words::error::Problem;
use crate::words::setting;

const CAUSES: [&str; 3] = ["exit", "planned_move", "breakdown"];

/// `move` names both kinds.
fn causes(line: &Line) -> Result<Vec<Cause>, Problem> {
    if line.text("event") == "move" {
        return Ok(vec![Cause::PlannedMove, Cause::Breakdown]);
    }
    Ok(vec![Cause::ALL[line.name("event", &CAUSES)?]])
}

pub(super) fn rates(table: &Table) -> Result<Vec<Row<RateRow>>, Problem> {
    let mut out = Vec::new();
    for line in table.lines() {
        let per_year = Value::Certain(line.number("per_year")?);
        for cause in causes(&line)? {
            let scope = line.scope("setting")?;
            out.push(line.row(RateRow {
                cause,
                scope,
                per_year,
            }));
        }
    }
    Ok(out)
}

pub(super) fn factors(table: &Table) -> Result<Vec<Row<FactorRow>>, Problem> {
    table
        .lines()
        .map(|line| {
            Ok(line.row(FactorRow {
                causes: causes(&line)?,
                scope: line.scope("setting")?,
                ratio: Value::Certain(line.number("ratio")?),
            }))
        })
        .collect()
}

/// Settings whose exits run over time in the placement.
pub(super) fn exit_clocks(table: &Table) -> Result<Vec<Row<usize>>, Problem> {
    let mut out = Vec::new();
    for line in table.lines() {
        let setting = line.setting("setting")?;
        if line.name("runs_over", &["care", "placement"])? == 1 {
            out.push(line.row(setting));
        }
    }
    Ok(out)
}

/// Neighbouring lines of one cell make one row.
pub(super) fn destinations(table: &Table) -> Result<Vec<Row<DestinationRow>>, Problem> {
    let mut out: Vec<Row<DestinationRow>> = Vec::new();
    for line in table.lines() {
        let (causes, scope) = (causes(&line)?, line.scope("from")?);
        let (to, share) = (line.setting("to")?, line.number("share")?);
        match out.last_mut() {
            Some(last) if last.item.causes == causes && last.item.scope == scope => {
                last.item.shares[to] += share;
            }
            _ => {
                let mut shares = vec![0.0; setting::SETTINGS.len()];
                shares[to] = share;
                out.push(line.row(DestinationRow {
                    causes,
                    scope,
                    shares,
                }));
            }
        }
    }
    Ok(out)
}

pub(super) fn reasons(table: &Table) -> Result<Vec<Row<ReasonRow>>, Problem> {
    let before_18 = &setting::EXITS[..setting::EXITS.len() - 1];
    let mut out: Vec<Row<ReasonRow>> = Vec::new();
    for line in table.lines() {
        let scope: Scope = line.scope("setting")?;
        let (reason, share) = (line.name("reason", before_18)?, line.number("share")?);
        match out.last_mut() {
            Some(last) if last.item.scope == scope => last.item.shares[reason] += share,
            _ => {
                let mut shares = vec![0.0; before_18.len()];
                shares[reason] = share;
                out.push(line.row(ReasonRow { scope, shares }));
            }
        }
    }
    Ok(out)
}
