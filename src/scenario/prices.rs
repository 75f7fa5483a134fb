//! Weekly prices, the fiscal lines they are charged to, uplifts and the price walk.

use super::grammar::quoted;
use super::reach::Reached;
use super::reader::Reader;
use super::reference;
use super::view::{View, index};
use crate::model::Spec;
use crate::model::budget::{Line, LineKind};
use crate::model::hazards::Scope;
use crate::model::prices::{AppliesTo, Price, PriceRow, Tail, Unregistered, Uplift, Walk};
use crate::model::value::Value;
use crate::words::calendar::FinancialYear;
use crate::words::error::Problem;
use crate::words::setting::{AGE_BANDS, SETTINGS, UNREGISTERED_LINE, setting_index};

const CUSTODY: &str = "custody";

/// Reads prices, and makes the placement lines the settings are charged to.
pub fn build(reader: &mut Reader, root: &View<'_>, spec: &mut Spec) {
    let section = root.child("prices");
    let rows = section
        .as_ref()
        .map_or_else(Vec::new, |s| s.rows("setting"));
    let part = section.as_ref().and_then(|s| s.child("unregistered"));
    let england = section.as_ref().is_some_and(reference::wanted);
    let unregistered = match &part {
        Some(part) => Some(line_name(part)),
        None if england => reference::prices::unregistered_line(),
        None => None,
    };
    lines(reader, &rows, unregistered, spec);
    uplifts(reader, root, spec);
    let Some(section) = section else { return };
    if let Some(date) = section.day("date") {
        spec.prices.date = date;
    }
    for row in &rows {
        if let Some(price) = price(reader, row) {
            let scope = row.scope();
            spec.prices.rows.push(PriceRow { scope, price });
        }
    }
    if england {
        reference::prices::uplifts(reader, spec);
        reference::prices::before(reader, spec);
        if part.is_none()
            && let Some(line) = unregistered.and_then(|name| line_index(spec, name))
        {
            spec.prices.unregistered = reference::prices::unregistered(reader, spec, line);
        }
    }
    if let Some(part) = part
        && let Some(price) = price(reader, &part)
    {
        let mut share = vec![Value::Certain(0.0); AGE_BANDS.len()];
        for (name, value, _) in part.values(reader, "share") {
            if let Some(place) = index(&AGE_BANDS, name).and_then(|i| share.get_mut(i)) {
                *place = value;
            }
        }
        let line = line_index(spec, line_name(&part));
        if let (Some(setting), Some(line)) = (setting_index("other_placement"), line) {
            spec.prices.unregistered = Some(Unregistered {
                setting,
                share,
                price,
                line,
            });
        }
    }
    if let Some(walk) = section.child("walk")
        && let (Some(settings), Some(walk_sd), Some(transient_sd)) = (
            walk.settings("settings"),
            walk.value(reader, "walk_sd"),
            walk.value(reader, "transient_sd"),
        )
    {
        spec.prices.walks.push(Walk {
            settings,
            walk_sd,
            transient_sd,
        });
    }
}

fn line_name<'a>(part: &View<'a>) -> &'a str {
    part.text("line").unwrap_or(UNREGISTERED_LINE)
}

fn line_index(spec: &Spec, name: &str) -> Option<usize> {
    spec.finance.lines.iter().position(|l| l.name == name)
}

/// One line for each name a setting is charged to; settings may share one.
fn lines(reader: &mut Reader, rows: &[View<'_>], unregistered: Option<&str>, spec: &mut Spec) {
    let mut names: Vec<Option<String>> =
        SETTINGS.iter().map(|s| s.line.map(str::to_owned)).collect();
    let mut said: Vec<Option<&str>> = vec![None; SETTINGS.len()];
    for row in rows {
        for setting in row.settings("setting").unwrap_or_default() {
            match (row.text("line"), said[setting]) {
                (Some(line), Some(before)) if line != before => reader.problem(
                    row.at("line"),
                    format!(
                        "`{}` is charged to `{line}`, and in another row to `{before}`",
                        SETTINGS[setting].name
                    ),
                    "one fiscal line for a setting",
                    None,
                ),
                (Some(line), _) => {
                    said[setting] = Some(line);
                    names[setting] = Some(line.to_owned());
                }
                (None, _) => {}
            }
        }
    }
    for row in rows {
        for setting in row.settings("setting").unwrap_or_default() {
            if names[setting].is_none() {
                reader.problem(
                    row.head(),
                    format!("`{}` has no fiscal line", SETTINGS[setting].name),
                    "the key `line` beside its price",
                    None,
                );
            }
        }
    }
    let mut list: Vec<Line> = Vec::new();
    let mut put = |name: &str| -> usize {
        list.iter().position(|l| l.name == name).unwrap_or_else(|| {
            list.push(Line {
                name: name.to_owned(),
                kind: LineKind::Placements,
                income: false,
            });
            list.len() - 1
        })
    };
    for (setting, name) in spec.dimensions.settings.iter_mut().zip(&names) {
        setting.line = name.as_deref().map(&mut put);
    }
    if let Some(name) = unregistered {
        put(name);
    }
    spec.finance.lines = list;
}

fn price(reader: &mut Reader, row: &View<'_>) -> Option<Price> {
    let weekly = row.value(reader, "weekly")?;
    let tail = row.child("tail").and_then(|t| {
        let tail = Tail {
            share: t.number("share")?,
            index: t.number("index")?,
            max: t.number("max")?,
        };
        Some((tail, t))
    });
    let mean = reader.mean(weekly);
    if let Some((tail, t)) = &tail {
        if tail.share >= 1.0 {
            reader.problem(
                t.at("share"),
                "all children in the tail",
                "a share below 1",
                None,
            );
        }
        if tail.index <= 1.0 {
            let message = format!("index {} of a Pareto law", tail.index);
            reader.problem(t.at("index"), message, "a number above 1", None);
        }
        if tail.share > 0.0 && tail.max <= mean {
            let message = format!(
                "the largest price {} is not above the mean {mean}",
                tail.max
            );
            reader.problem(t.at("max"), message, "a price above the mean", None);
        }
    }
    Some(Price {
        weekly,
        spread: row.number("spread").unwrap_or(0.0),
        tail: tail.map(|(t, _)| t).filter(|t| t.share > 0.0),
    })
}

fn uplifts(reader: &mut Reader, root: &View<'_>, spec: &mut Spec) {
    let from = root.child("prices").and_then(|p| p.day("date"));
    let first = FinancialYear::of(from.unwrap_or(spec.as_at).min(spec.as_at));
    let last = FinancialYear(FinancialYear::of(spec.as_at.plus(1)).0 + spec.years as i32 - 1);
    for row in root.rows("uplift") {
        let rate = row.value(reader, "rate");
        let named = row.values(reader, "years");
        if rate.is_none() && !row.has("rate") && !row.has("years") {
            let message = "the uplift has neither `rate` nor `years`";
            reader.problem(
                row.head(),
                message,
                "a rate for every year, for named ones, or both",
                None,
            );
        }
        let mut years = Vec::new();
        for (name, value, pos) in named {
            let Some(year) = FinancialYear::parse(name) else {
                continue;
            };
            if (first..=last).contains(&year) {
                years.push((year, value));
            } else if reader.own(pos) {
                let message = format!("the year `{name}` is outside the period");
                reader.problem(pos, message, format!("a year from {first} to {last}"), None);
            }
        }
        let applies_to = match row.text("applies_to") {
            Some("existing") => AppliesTo::Existing,
            Some("new") => AppliesTo::New,
            _ => continue,
        };
        spec.prices.uplifts.push(Uplift {
            settings: row.settings("settings").unwrap_or_default(),
            applies_to,
            date: row.month_day("date").unwrap_or((4, 1)),
            years,
            rate: rate.unwrap_or(Value::Certain(0.0)),
        });
    }
}

/// Every setting a child can be in has a price, if the scenario has prices at all; custody without one is only
/// warned about.
pub fn check(reader: &mut Reader, root: &View<'_>, spec: &Spec, reached: &Reached) {
    let Some(section) = root.child("prices") else {
        return;
    };
    // A row whose price is wrong was told already: it is there.
    let written = section.rows("setting");
    let scopes: Vec<Scope> = written
        .iter()
        .map(View::scope)
        .chain(spec.prices.rows.iter().map(|r| r.scope.clone()))
        .collect();
    for (setting, s) in SETTINGS.iter().enumerate() {
        if spec.dimensions.settings[setting].line.is_none() {
            continue;
        }
        let bare: Vec<&str> = (0..AGE_BANDS.len())
            .filter(|age| (0..2).any(|stream| reached.holds(setting, stream, *age)))
            .filter(|age| !scopes.iter().any(|s| prices(s, setting, *age)))
            .map(|age| AGE_BANDS[age])
            .collect();
        if bare.is_empty() {
            continue;
        }
        let message = format!("there is no price for `{}` at {}", s.name, quoted(&bare));
        if s.name == CUSTODY {
            reader.warnings.push(Problem {
                file: reader
                    .sources
                    .list
                    .first()
                    .map_or_else(String::new, |f| f.name.clone()),
                place: None,
                span: None,
                message: format!("{message}: it is counted as costing nothing"),
                expected: "a price, with the grant as income".to_owned(),
                help: None,
            });
        } else {
            reader.problem(
                section.pos,
                message,
                "a row in `[[prices.setting]]`: children can be there",
                None,
            );
        }
    }
}

/// Does a row of prices hold a child of this setting and age whose need is not known?
fn prices(scope: &Scope, setting: usize, age: usize) -> bool {
    let has = |list: &Option<Vec<usize>>, x: usize| list.as_ref().is_none_or(|l| l.contains(&x));
    has(&scope.settings, setting) && has(&scope.ages, age) && scope.needs.is_none()
}
