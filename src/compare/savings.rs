//! Savings by month against the plan: planned, forecast, delivered so far. Months for which a delivery is known are closed:
//! what was delivered counts, and the forecast from then on. Without the forecast, which is a difference of runs and
//! takes more than one, what was planned and delivered is left ([`delivered`]).

use super::actions::{ALL_ACTIONS, Action, Actions};
use crate::forecast::Summary;
use crate::model::Model;
use crate::model::intervention::{About, Delivered, Intervention};
use crate::words::calendar::Month;

/// The measure that money is called in `delivery.csv`.
pub const POUNDS: &str = "£";

/// Green from this share of the plan on, amber from the next.
pub const GREEN: f64 = 0.95;
/// Amber from this share of the plan on, red below.
pub const AMBER: f64 = 0.75;

/// How what is expected to date stands to what was planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rating {
    /// [`GREEN`] of the plan or more.
    Green,
    /// [`AMBER`] of the plan or more.
    Amber,
    /// Less.
    Red,
}

impl Rating {
    /// Of an amount against a plan; none without a plan.
    pub fn of(expected: f64, planned: f64) -> Option<Rating> {
        (planned > 0.0).then(|| match expected / planned {
            x if x >= GREEN => Rating::Green,
            x if x >= AMBER => Rating::Amber,
            _ => Rating::Red,
        })
    }

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Rating::Green => "green",
            Rating::Amber => "amber",
            Rating::Red => "red",
        }
    }
}

/// A month of an action's plan.
#[derive(Clone, Debug, PartialEq)]
pub struct SavingRow {
    /// The action.
    pub intervention: String,
    /// Who answers for it and how far it is.
    pub about: About,
    /// Month.
    pub month: Month,
    /// `saving` in pounds before the programme's cost, or a measure of `delivery.csv`.
    pub measure: String,
    /// Planned.
    pub planned: Option<f64>,
    /// Forecast; of savings only.
    pub forecast: Option<Summary>,
    /// What the programme costs in the month, mean; of savings only.
    pub cost: Option<f64>,
    /// Delivered, where known.
    pub actual: Option<f64>,
    /// Planned to date.
    pub planned_to_date: Option<f64>,
    /// Delivered where known, else forecast, to date.
    pub expected_to_date: f64,
    /// Planned less expected to date: above zero it is behind.
    pub slippage: Option<f64>,
    /// Red, amber or green.
    pub rating: Option<Rating>,
}

/// The rows of all actions of a scenario.
pub fn savings(model: &Model, actions: &Actions) -> Vec<SavingRow> {
    let list = &model.spec.interventions;
    let mut rows: Vec<SavingRow> = list
        .iter()
        .filter_map(|i| Some((i, actions.get(&i.id)?)))
        .flat_map(|(i, a)| of_action(model, i, a))
        .collect();
    if let Some(all) = actions.get(ALL_ACTIONS) {
        rows.extend(of_action(model, &together(model, &rows), all));
    }
    rows
}

/// The rows of the months for which a plan or a delivery is known, without a forecast.
pub fn delivered(model: &Model) -> Vec<SavingRow> {
    let of = |i: &Intervention| {
        let mut measures: Vec<&str> = i.delivered.iter().map(|d| d.measure.as_str()).collect();
        measures.sort_unstable();
        measures.dedup();
        let rows = measures.into_iter().flat_map(|m| of_measure(model, i, m));
        rows.collect::<Vec<SavingRow>>()
    };
    let mut rows: Vec<SavingRow> = model.spec.interventions.iter().flat_map(of).collect();
    let all = together(model, &rows);
    rows.extend(of(&all));
    rows
}

/// All actions as one. Planned of all: as given, else what the actions plan.
fn together(model: &Model, rows: &[SavingRow]) -> Intervention {
    let given = model.spec.delivered.clone();
    Intervention {
        id: ALL_ACTIONS.to_owned(),
        delivered: match given.is_empty() {
            true => sum_of(rows, model),
            false => given,
        },
        ..Intervention::default()
    }
}

/// What the actions plan and have delivered, by month; delivered only where all that plan something in the month have.
fn sum_of(rows: &[SavingRow], model: &Model) -> Vec<Delivered> {
    let months = model.horizon.months.iter().enumerate();
    months
        .filter_map(|(month, of)| {
            let here = rows
                .iter()
                .filter(|r| r.month == *of && r.measure == "saving");
            let planned: Vec<&SavingRow> = here.filter(|r| r.planned.is_some()).collect();
            let actual: Option<f64> = planned.iter().map(|r| r.actual).sum();
            (!planned.is_empty()).then(|| Delivered {
                month,
                measure: POUNDS.to_owned(),
                planned: planned.iter().map(|r| r.planned).sum(),
                actual,
            })
        })
        .collect()
}

fn of_action(model: &Model, i: &Intervention, a: &Action) -> Vec<SavingRow> {
    let months = model.horizon.months.len();
    let given = i.delivered.iter().filter(|d| d.measure == POUNDS);
    let given: Vec<Delivered> = given.cloned().collect();
    let planned = |m: usize| match given.iter().find(|d| d.month == m) {
        Some(d) => d.planned,
        None if given.iter().any(|d| d.planned.is_some()) => None,
        None => by_plan(model, i, m),
    };
    // After the last month of the plan nothing is behind it.
    let last_planned = (0..months).rfind(|m| planned(*m).is_some());
    let mut rows = Vec::new();
    let (mut to_date, mut expected) = (0.0, 0.0);
    for m in 0..months {
        let (plan, forecast) = (planned(m), a.saving.get(m).copied());
        let actual = given.iter().find(|d| d.month == m).and_then(|d| d.actual);
        to_date += plan.unwrap_or(0.0);
        expected += actual.or(forecast.map(|f| f.mean)).unwrap_or(0.0);
        let planned_to_date = last_planned.filter(|last| m <= *last).map(|_| to_date);
        rows.push(SavingRow {
            intervention: i.id.clone(),
            about: i.about.clone(),
            month: model.horizon.months[m],
            measure: "saving".to_owned(),
            planned: plan,
            forecast,
            cost: a.cost.get(m).copied(),
            actual,
            planned_to_date,
            expected_to_date: expected,
            slippage: planned_to_date.map(|p| p - expected),
            rating: planned_to_date.and_then(|p| Rating::of(expected, p)),
        });
    }
    let mut measures: Vec<&str> = i.delivered.iter().map(|d| d.measure.as_str()).collect();
    measures.retain(|m| *m != POUNDS);
    measures.sort_unstable();
    measures.dedup();
    for measure in measures {
        rows.extend(of_measure(model, i, measure));
    }
    rows
}

/// What was planned and delivered of a measure, without a forecast.
fn of_measure(model: &Model, i: &Intervention, measure: &str) -> Vec<SavingRow> {
    let mut found: Vec<_> = i
        .delivered
        .iter()
        .filter(|d| d.measure == measure)
        .collect();
    found.sort_by_key(|d| d.month);
    let (mut to_date, mut expected) = (0.0, 0.0);
    let rows = found.into_iter().map(|d| {
        // A month whose delivery is not known yet is no slippage.
        if d.actual.is_some() {
            to_date += d.planned.unwrap_or(0.0);
        }
        expected += d.actual.unwrap_or(0.0);
        let planned_to_date = (d.actual.is_some() && d.planned.is_some()).then_some(to_date);
        SavingRow {
            intervention: i.id.clone(),
            about: i.about.clone(),
            month: model.horizon.months[d.month],
            measure: match measure {
                POUNDS => "saving".to_owned(),
                other => other.to_owned(),
            },
            planned: d.planned,
            forecast: None,
            cost: None,
            actual: d.actual,
            planned_to_date,
            expected_to_date: expected,
            slippage: planned_to_date.map(|p| p - expected),
            rating: planned_to_date.and_then(|p| Rating::of(expected, p)),
        }
    });
    rows.collect()
}

/// The planned saving of a month: that of a full year × strength × the month's nights.
fn by_plan(model: &Model, i: &Intervention, month: usize) -> Option<f64> {
    let (yearly, course) = (i.planned_saving?, i.course?);
    let h = &model.horizon;
    let nights = f64::from(h.month_start[month + 1] - h.month_start[month]);
    let year = f64::from(h.months[month].financial_year().nights());
    Some(yearly * course.strength(h, month) * nights / year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings() {
        let of = |expected| Rating::of(expected, 100.0).map(Rating::name);
        assert_eq!(of(95.0), Some("green"));
        assert_eq!(of(94.9), Some("amber"));
        assert_eq!(of(74.9), Some("red"));
        assert_eq!(of(-5.0), Some("red"));
        assert_eq!(Rating::of(3.0, 0.0), None);
    }
}
