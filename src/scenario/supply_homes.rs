//! The council's own homes, and what they cost beside their children.

use super::reader::Reader;
use super::source::{Files, Pos};
use super::supply::{ZERO, ages, need_to, open};
use super::view::View;
use crate::model::Spec;
use crate::model::budget::{Line, LineKind};
use crate::model::horizon::Horizon;
use crate::model::supply::{Home, Opening, Staffing, Supply};
use crate::model::value::Value;
use crate::returns::homes::homes;
use crate::sampling::keyed::name_hash;
use crate::words::setting::setting_index;
use std::collections::BTreeMap;

/// A home as read, with its costs.
struct Read {
    home: Home,
    base: Option<Value>,
    before: Option<(Value, i32)>,
    capital: Option<(f64, i32)>,
    pos: Pos,
}

pub(super) fn homes_of(
    reader: &mut Reader,
    files: &dyn Files,
    section: &View<'_>,
    spec: &mut Spec,
    horizon: &Horizon,
    supply: &mut Supply,
) {
    let Some(setting) = setting_index("home_in_house") else {
        return;
    };
    let mut read = Vec::new();
    for row in section.rows("home") {
        read.extend(home(reader, &row, setting, horizon));
    }
    if let Some(path) = section.text("homes")
        && let Some((file, target, text)) = open(reader, files, section.at("homes"), path)
    {
        let (rows, problems) = homes(&target, &text);
        reader.sources.absorb(file, problems);
        for (line, h) in rows {
            let day = horizon.relative(h.opens);
            let pos = reader.line_pos(file, line);
            read.push(Read {
                home: Home {
                    who: name_hash(&h.id),
                    id: h.id,
                    setting,
                    opening: Opening {
                        day,
                        slip_months: ZERO,
                    },
                    closes: i32::MAX,
                    beds: h.beds,
                    ramp_months: h.ramp_months,
                    ages: (f64::from(h.ages.0), f64::from(h.ages.1) + 1.0),
                    need_to: h.need_to,
                    weekly: h.cost_per_child_week.map(Value::Certain),
                    staffing: Staffing {
                        beside_complex: h.usable_beside_complex,
                        complex: h.complex_cost_per_week.map(Value::Certain),
                        by_need: Vec::new(),
                    },
                },
                base: Some(Value::Certain(h.base_cost_per_year)),
                before: (h.pre_opening_cost_per_month).map(|v| (Value::Certain(v), i32::MIN)),
                capital: h.capital.map(|c| (c, day)),
                pos,
            });
        }
    }
    let mut first: BTreeMap<String, ()> = BTreeMap::new();
    for r in read {
        if r.home.opening.day >= horizon.days() {
            let last = horizon.calendar(horizon.days() - 1);
            let opens = horizon.calendar(r.home.opening.day);
            let message = format!(
                "the home `{}` opens on {opens}, after the last day forecast, {last}",
                r.home.id
            );
            let help = "a home that may never open has a date inside the plan and `slip_months`";
            reader.problem(r.pos, message, "a date before it", Some(help.to_owned()));
        }
        if first.insert(r.home.id.clone(), ()).is_some() {
            let message = format!("the home `{}` is there twice", r.home.id);
            reader.problem(r.pos, message, "an id of its own for every home", None);
            continue;
        }
        told(reader, &r.home.staffing, supply.complex.is_some(), r.pos);
        lines(reader, spec, &r);
        supply.homes.push(r.home);
    }
}

fn home(reader: &mut Reader, row: &View<'_>, setting: usize, horizon: &Horizon) -> Option<Read> {
    let (id, opens, beds) = (row.text("id")?, row.day("opens")?, row.integer("beds")?);
    let usable = row.integer("usable_beds").unwrap_or(beds);
    if usable > beds {
        let message = format!("usable_beds {usable} is more than its beds");
        reader.problem(
            row.at("usable_beds"),
            message,
            format!("at most {beds}"),
            None,
        );
    }
    let closes = row.day("closes");
    if let Some(closes) = closes.filter(|c| *c <= opens) {
        let message = format!("it closes on {closes}, before it opens on {opens}");
        reader.problem(row.at("closes"), message, "dates in order", None);
    }
    let day = horizon.relative(opens);
    let from = row.day("pre_opening_from");
    let from = from.map_or(i32::MIN, |d| horizon.relative(d));
    Some(Read {
        home: Home {
            id: id.to_owned(),
            who: name_hash(id),
            setting,
            opening: Opening {
                day,
                slip_months: row.value(reader, "slip_months").unwrap_or(ZERO),
            },
            closes: closes.map_or(i32::MAX, |d| horizon.relative(d)),
            beds: usable as u32,
            ramp_months: row.integer("ramp_months").unwrap_or(1) as u32,
            ages: ages(reader, row),
            need_to: need_to(row),
            weekly: row.value(reader, "cost_per_child_week"),
            staffing: staffing(reader, row, usable as u32),
        },
        base: row.value(reader, "base_cost_per_year"),
        before: (row.value(reader, "pre_opening_cost_per_month")).map(|v| (v, from)),
        capital: row.number("capital").map(|c| (c, day)),
        pos: row.head(),
    })
}

/// What children of high need do to a home of so many beds.
pub(super) fn staffing(reader: &mut Reader, row: &View<'_>, beds: u32) -> Staffing {
    let beside = row.integer("usable_beside_complex").map(|n| n as u32);
    if let Some(n) = beside.filter(|n| *n > beds) {
        let message = format!("usable_beside_complex {n} is more than the beds that can be used");
        let expected = format!("at most {beds}");
        reader.problem(row.at("usable_beside_complex"), message, expected, None);
    }
    let by_need = row.values(reader, "need_cost_per_week");
    let by_need = by_need.into_iter();
    let staffing = Staffing {
        beside_complex: beside,
        complex: row.value(reader, "complex_cost_per_week"),
        by_need: by_need
            .filter_map(|(band, value, _)| Some((band.parse().ok()?, value)))
            .collect(),
    };
    for key in ["complex_cost_per_week", "need_cost_per_week"] {
        if row.has(key) && !row.has("cost_per_child_week") {
            let message = format!("{key} comes on top of cost_per_child_week, which is not said");
            let help = "0 where the running cost pays for everything else".to_owned();
            reader.problem(row.at(key), message, "cost_per_child_week", Some(help));
        }
    }
    staffing
}

/// A home that children of high need change needs to be told who they are.
pub(super) fn told(reader: &mut Reader, staffing: &Staffing, known: bool, pos: Pos) {
    if (staffing.beside_complex.is_some() || staffing.complex.is_some()) && !known {
        let message = "the home has beds or costs beside a complex child, and nobody is complex";
        let expected = "who is: `need_from` or `share` in `complex` of [supply]";
        let help = "complex = { share = 0.2 }".to_owned();
        reader.problem(pos, message.to_owned(), expected, Some(help));
    }
}

/// Fiscal lines of what a home costs beside its children.
fn lines(reader: &mut Reader, spec: &mut Spec, r: &Read) {
    let mut kinds = Vec::new();
    if let Some(per_year) = r.base {
        let kind = LineKind::Running {
            per_year,
            opening: r.home.opening,
            to: r.home.closes,
            growth: ZERO,
        };
        kinds.push(("running cost", kind));
    }
    if let Some((per_month, from)) = r.before {
        let kind = LineKind::PreOpening {
            per_month,
            from,
            opening: r.home.opening,
        };
        kinds.push(("before it opens", kind));
    }
    if let Some((amount, day)) = r.capital {
        let amount = Value::Certain(amount);
        kinds.push(("capital", LineKind::OneOff { amount, day }));
    }
    for (what, kind) in kinds {
        let name = format!("home {}, {what}", r.home.id);
        if spec.finance.lines.iter().any(|l| l.name == name) {
            let message = format!("the fiscal line `{name}` is taken");
            reader.problem(r.pos, message, "an id of its own", None);
            continue;
        }
        spec.finance.lines.push(Line {
            name,
            kind,
            income: false,
        });
    }
}
