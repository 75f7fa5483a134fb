//! What the planned actions of scenarios do: `actions.csv` and `savings.csv`.

use super::csv::{number, spread};
use crate::compare::{Action, Actions, SavingRow, Span};
use crate::forecast::Summary;
use crate::words::calendar::{FinancialYear, Month};
use std::io::{self, Write};

/// Columns of `actions.csv`. `intervention` is the id, `interaction`, or `all actions`.
pub const ACTIONS: [&str; 15] = [
    "scenario",
    "intervention",
    "period",
    "measure",
    "unit",
    "mean",
    "sd",
    "mcse",
    "p05",
    "p10",
    "p25",
    "p50",
    "p75",
    "p90",
    "p95",
];

/// Columns of `savings.csv`.
pub const SAVINGS: [&str; 18] = [
    "scenario",
    "intervention",
    "owner",
    "status",
    "milestones",
    "month",
    "measure",
    "unit",
    "planned",
    "forecast",
    "p10",
    "p90",
    "cost",
    "actual",
    "planned_to_date",
    "expected_to_date",
    "slippage",
    "rating",
];

/// Actions of one scenario and their savings by month.
#[derive(Clone, Debug, PartialEq)]
pub struct Acted {
    /// What they do.
    pub actions: Actions,
    /// By month, against the plan.
    pub savings: Vec<SavingRow>,
    /// Years of the scenario.
    pub years: Vec<FinancialYear>,
    /// Months of the scenario.
    pub months: Vec<Month>,
}

/// Writes `actions.csv`.
///
/// # Errors
/// Those of `to`.
pub fn actions(to: &mut dyn Write, all: &[Acted]) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(ACTIONS)?;
    for acted in all {
        for a in &acted.actions.list {
            for (period, measure, unit, s) in rows(acted, a) {
                let names = [&acted.actions.scenario, &a.id, &period, measure, unit];
                let names = names.map(str::to_owned).into_iter();
                out.write_record(names.chain(spread(&s)))?;
            }
        }
    }
    out.flush()
}

fn rows(acted: &Acted, a: &Action) -> Vec<(String, &'static str, &'static str, Summary)> {
    let mut rows = Vec::new();
    for w in &a.worth {
        let period = match w.span {
            Span::Year(y) => acted
                .years
                .get(y)
                .map_or(String::new(), ToString::to_string),
            Span::Budgeted => "budgeted".to_owned(),
            Span::Plan => "plan".to_owned(),
        };
        let parts = [
            ("net_effect", "GBP", Some(w.net)),
            ("p_saves", "probability", Some(w.saves)),
            ("cost", "GBP", w.cost),
            ("saving", "GBP", w.saving),
            ("cashable", "GBP", w.cashable),
            ("avoided", "GBP", w.avoided),
        ];
        for (measure, unit, s) in parts {
            rows.extend(s.map(|s| (period.clone(), measure, unit, s)));
        }
    }
    let plan = || "plan".to_owned();
    let figure = |x: f64| Summary::figure(x, None);
    if let Some(even) = &a.break_even {
        let mean = even.mean.map(|m| Summary::figure(m, even.mcse));
        rows.extend(mean.map(|s| (plan(), "break_even_effect", "multiple of the plan", s)));
        let names = [
            "break_even_effect_10",
            "break_even_effect_50",
            "break_even_effect_90",
        ];
        for (name, x) in names.into_iter().zip(even.chance) {
            rows.extend(x.map(|x| (plan(), name, "multiple of the plan", figure(x))));
        }
        rows.push((plan(), "present_value", "GBP", figure(a.present_value)));
    }
    if let Some(m) = a.payback {
        rows.push((plan(), "payback_months", "months", figure(m as f64 + 1.0)));
    }
    rows
}

/// Writes `savings.csv` of scenarios by name; money in whole pounds.
///
/// # Errors
/// Those of `to`.
pub fn savings<'r>(
    to: &mut dyn Write,
    all: impl IntoIterator<Item = (&'r str, &'r [SavingRow])>,
) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(SAVINGS)?;
    for (scenario, rows) in all {
        for r in rows {
            let money = r.measure == "saving";
            let amount = |x: f64| match money {
                true => number(libm::round(x)),
                false => number(x),
            };
            let maybe = |x: Option<f64>| x.map_or(String::new(), amount);
            let at = |i: usize| r.forecast.and_then(|f| f.quantiles).map(|q| q[i]);
            out.write_record([
                scenario.to_owned(),
                r.intervention.clone(),
                r.about.owner.clone(),
                r.about.status.clone(),
                r.about.milestones.join("; "),
                r.month.to_string(),
                r.measure.clone(),
                if money { "GBP" } else { "number" }.to_owned(),
                maybe(r.planned),
                maybe(r.forecast.map(|f| f.mean)),
                maybe(at(1)),
                maybe(at(5)),
                maybe(r.cost),
                maybe(r.actual),
                maybe(r.planned_to_date),
                amount(r.expected_to_date),
                maybe(r.slippage),
                r.rating.map_or("", |x| x.name()).to_owned(),
            ])?;
        }
    }
    out.flush()
}
