//! Planned actions: their effects, and the lines of what they cost.

use super::reader::Reader;
use super::view::View;
use crate::model::Spec;
use crate::model::budget::{Line, LineKind};
use crate::model::effect::Course;
use crate::model::hazards::Cause;
use crate::model::horizon::Horizon;
use crate::model::intervention::{
    Custom, CustomFactor, CustomPrevention, EdgeOfCare, Intervention, Kind, PlacementSupport, Plan,
};
use crate::model::value::Value;
use crate::words::calendar::Day;

const ALL: Value = Value::Certain(1.0);
const ZERO: Value = Value::Certain(0.0);

/// Reads `[[intervention]]`; the lines of its costs stand after all others.
pub fn build(reader: &mut Reader, root: &View<'_>, spec: &mut Spec) {
    let horizon = Horizon::new(spec.as_at, spec.years);
    for row in root.rows("intervention") {
        let (Some(id), Some(start)) = (row.text("id"), row.day("start")) else {
            continue;
        };
        dates(reader, &row, start, &horizon);
        let plan = Plan {
            course: Course {
                start: horizon.relative(start),
                ramp_months: row
                    .integer("ramp_months")
                    .and_then(|m| u32::try_from(m).ok())
                    .unwrap_or(1),
                end: (row.day("end")).map_or(i32::MAX, |d| horizon.relative(d).saturating_add(1)),
                delivery: row.value(reader, "delivery").unwrap_or(ALL),
            },
            reach: row.value(reader, "reach").unwrap_or(ALL),
        };
        // Whatever is wrong with its keys was reported.
        let Some(kind) = kind(reader, &row) else {
            continue;
        };
        spec.interventions.push(Intervention {
            id: id.to_owned(),
            effects: kind.effects(&plan, &spec.dimensions),
        });
        costs(reader, &row, id, &plan.course, &horizon, spec);
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

fn kind(reader: &Reader, row: &View<'_>) -> Option<Kind> {
    let value = |key: &str| row.value(reader, key);
    Some(match row.text("kind")? {
        "custom" => Kind::Custom(Custom {
            factors: (row.items("factor").iter())
                .filter_map(|item| {
                    let named = item.each("event").iter().filter_map(|n| n.text());
                    let cause = |name: &str| Cause::ALL.into_iter().find(|c| c.name() == name);
                    Some(CustomFactor {
                        causes: named.filter_map(cause).collect(),
                        scope: item.scope(),
                        ratio: item.value(reader, "ratio")?,
                    })
                })
                .collect(),
            preventions: (row.items("prevention").iter())
                .filter_map(|item| {
                    Some(CustomPrevention {
                        streams: item.streams("stream").unwrap_or_default(),
                        ages: item.scope().ages,
                        share: item.value(reader, "share")?,
                    })
                })
                .collect(),
        }),
        "edge_of_care" => Kind::EdgeOfCare(EdgeOfCare {
            risk_ratio: value("risk_ratio")?,
            ages: row.scope().ages,
            streams: row.streams("stream").unwrap_or_else(|| vec![0]),
        }),
        "placement_support" => Kind::PlacementSupport(PlacementSupport {
            breakdown_hazard_ratio: value("breakdown_hazard_ratio")?,
            scope: row.scope(),
        }),
        _ => return None,
    })
}

/// What it costs, a fiscal line for each part, named after its id.
fn costs(
    reader: &mut Reader,
    row: &View<'_>,
    id: &str,
    course: &Course,
    horizon: &Horizon,
    spec: &mut Spec,
) {
    let mut lines = Vec::new();
    if let Some(per_year) = row.value(reader, "cost_per_year") {
        let kind = LineKind::Fixed {
            per_year,
            from: course.start,
            to: course.end.min(horizon.days()),
            growth: ZERO,
        };
        lines.push(("running cost", kind));
    }
    if let Some(amount) = row.value(reader, "one_off") {
        let day = course.start;
        lines.push(("one-off cost", LineKind::OneOff { amount, day }));
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
        lines.push(("borrowing", kind));
    }
    for (what, kind) in lines {
        let name = format!("{id}, {what}");
        if spec.finance.lines.iter().any(|l| l.name == name) {
            let message = format!("the fiscal line `{name}` is taken");
            reader.problem(row.at("id"), message, "an id of its own", None);
            continue;
        }
        spec.finance.lines.push(Line {
            name,
            kind,
            income: false,
        });
    }
}
