//! Planned actions: their effects, and the lines of what they cost.

use super::kinds::kind;
use super::kinds_supply::NEED_SUPPLY;
use super::reader::Reader;
use super::view::View;
use crate::model::Spec;
use crate::model::budget::{Basis, Line, LineKind};
use crate::model::effect::Course;
use crate::model::entries::Level;
use crate::model::horizon::Horizon;
use crate::model::intervention::{About, Compiled, Cost, Intervention, Plan};
use crate::model::value::Value;
use crate::sampling::keyed::name_hash;
use crate::words::calendar::Day;

const ALL: Value = Value::Certain(1.0);
const ZERO: Value = Value::Certain(0.0);

/// Reads `[[intervention]]`, after the supply; the lines of its costs stand after all others.
pub fn build(reader: &mut Reader, root: &View<'_>, spec: &mut Spec) {
    let horizon = Horizon::new(spec.as_at, spec.years);
    for row in root.rows("intervention") {
        let (Some(id), Some(start)) = (row.text("id"), row.day("start")) else {
            continue;
        };
        dates(reader, &row, start, &horizon);
        let plan = Plan {
            id: id.to_owned(),
            who: name_hash(id),
            course: Course {
                start: horizon.relative(start),
                ramp_months: (row.integer("ramp_months"))
                    .and_then(|m| u32::try_from(m).ok())
                    .unwrap_or(1),
                end: (row.day("end")).map_or(i32::MAX, |d| horizon.relative(d).saturating_add(1)),
                delivery: row.value(reader, "delivery").unwrap_or(ALL),
            },
            reach: reach(reader, &row, spec),
        };
        needs(reader, &row, spec);
        // Whatever is wrong with its keys was reported.
        let Some(kind) = kind(reader, &row, spec) else {
            continue;
        };
        spec.parameters.clone_from(&reader.parameters);
        let mut compiled = kind.compile(&plan, spec);
        costs(reader, &row, &plan, &horizon, &mut compiled);
        let lines = lines(reader, &row, id, compiled.costs, spec);
        let text = |key: &str| row.text(key).unwrap_or_default().to_owned();
        let milestones = row.list("milestones").iter();
        spec.interventions.push(Intervention {
            id: id.to_owned(),
            effects: compiled.effects,
            paid: compiled.paid,
            lines,
            about: About {
                owner: text("owner"),
                status: text("status"),
                milestones: milestones
                    .filter_map(|m| Some(m.text()?.to_owned()))
                    .collect(),
            },
            planned_saving: row.number("planned_saving_per_year"),
            course: Some(plan.course),
            delivered: Vec::new(),
        });
    }
}

/// Share of the children reached: as said, or children a year of all looked after in one.
fn reach(reader: &mut Reader, row: &View<'_>, spec: &Spec) -> Value {
    let Some(children) = row.number("children_per_year") else {
        return row.value(reader, "reach").unwrap_or(ALL);
    };
    if row.has("reach") {
        let message = "`children_per_year` and `reach` both say how many are reached";
        reader.problem(row.at("children_per_year"), message, "one of them", None);
    }
    let known = spec.cohort.groups.iter().map(|g| f64::from(g.count));
    let stock = known.sum::<f64>() + spec.cohort.children.len() as f64;
    let starts = spec.entries.streams.iter().map(|s| match s.level {
        Level::First(v) | Level::Starts { starts: v, .. } => reader.mean(v),
    });
    Value::Certain((children / (stock + starts.sum::<f64>()).max(1.0)).min(1.0))
}

/// What the kind can not do without.
fn needs(reader: &mut Reader, row: &View<'_>, spec: &Spec) {
    let kind = row.text("kind").unwrap_or_default();
    if NEED_SUPPLY.contains(&kind) && spec.supply.is_none() {
        let message =
            format!("`{kind}` works through the supply of places, and the scenario has none");
        reader.problem(row.at("kind"), message, "a [supply] section", None);
    }
    let known = spec.cohort.children.iter().any(|c| c.need > 0)
        || spec.cohort.groups.iter().any(|g| g.need > 0)
        || spec.entries.streams.iter().any(|s| !s.needs.is_empty());
    if kind == "valuing_care" && !known && (row.has("need") || row.has("to_family_share")) {
        let message = "`valuing_care` by need, and no child has a need band";
        let help = "give the column `need` in the file of children, or `need` in the groups, or leave out `need` and `to_family_share`";
        reader.problem(row.at("kind"), message, "need bands", Some(help.to_owned()));
    }
}

/// The first of a month, in order, and not after the forecast.
fn dates(reader: &mut Reader, row: &View<'_>, start: Day, horizon: &Horizon) {
    let (_, _, day) = start.ymd();
    if day != 1 {
        let message = format!("start {start} is not the first of a month");
        let help = "effects step on the first of a month".to_owned();
        reader.problem(row.at("start"), message, "the first of a month", Some(help));
    }
    if horizon.relative(start) >= horizon.days() {
        let last = horizon.calendar(horizon.days() - 1);
        let message = format!("start {start} is after the last day forecast, {last}");
        reader.problem(row.at("start"), message, "a date before it", None);
    }
    if let Some(end) = row.day("end")
        && end < start
    {
        let message = format!("it ends on {end}, before it starts on {start}");
        reader.problem(row.at("end"), message, "dates in order", None);
    }
}

/// What every kind may cost: a running cost, a one-off, capital; and what it may bring.
fn costs(reader: &Reader, row: &View<'_>, plan: &Plan, horizon: &Horizon, compiled: &mut Compiled) {
    let mut push = |what: &str, income: bool, kind: LineKind| {
        compiled.costs.push(Cost {
            what: what.to_owned(),
            kind,
            income,
        });
    };
    let course = plan.course;
    if let Some(per_year) = row.value(reader, "cost_per_year") {
        let kind = LineKind::Fixed {
            per_year,
            from: course.start,
            to: course.end.min(horizon.days()),
            growth: row.value(reader, "cost_growth").unwrap_or(ZERO),
        };
        push("running cost", false, kind);
    }
    if let Some(amount) = row.value(reader, "one_off") {
        let day = course.start;
        push("one-off cost", false, LineKind::OneOff { amount, day });
    }
    if let Some(capital) = row.child("capital")
        && let (Some(amount), Some(years), Some(rate)) = (
            capital.number("amount"),
            capital.integer("years").and_then(|y| u32::try_from(y).ok()),
            capital.value(reader, "rate"),
        )
    {
        let kind = LineKind::Borrowing {
            capital: amount,
            years,
            rate,
            from: course.start,
        };
        push("borrowing", false, kind);
    }
    if let Some(amount) = row.value(reader, "income_per_year") {
        let kind = LineKind::Action {
            basis: Basis::Year,
            amount,
            reach: ALL,
            course,
            delivered: true,
        };
        push("income", true, kind);
    }
}

/// A fiscal line for each part of what it costs, named after its id; their indices.
fn lines(
    reader: &mut Reader,
    row: &View<'_>,
    id: &str,
    costs: Vec<Cost>,
    spec: &mut Spec,
) -> Vec<usize> {
    let mut at = Vec::new();
    for cost in costs {
        let name = format!("{id}, {}", cost.what);
        if spec.finance.lines.iter().any(|l| l.name == name) {
            let message = format!("the fiscal line `{name}` is taken");
            reader.problem(row.at("id"), message, "an id of its own", None);
            continue;
        }
        at.push(spec.finance.lines.len());
        spec.finance.lines.push(Line {
            name,
            kind: cost.kind,
            income: cost.income,
        });
    }
    at
}
