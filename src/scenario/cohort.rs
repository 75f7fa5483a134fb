//! The children looked after at the snapshot: one by one from a file, or by number.

use super::reader::{InHousehold, Reader};
use super::reference;
use super::source::{Files, Role};
use super::view::{View, stream_index};
use crate::model::Spec;
use crate::model::cohort::{ElapsedCell, GivenChild, Group};
use crate::model::horizon::Horizon;
use crate::returns::cohort::children;
use crate::sampling::keyed::name_hash;
use crate::words::setting::parse_age_range;

/// Reads `[cohort]`.
pub fn build(reader: &mut Reader, files: &dyn Files, root: &View<'_>, spec: &mut Spec) {
    let Some(section) = root.child("cohort") else {
        return;
    };
    let mut broken = false;
    if let Some(path) = section.text("children") {
        let pos = section.at("children");
        let target = reader.sources.resolve(pos, path);
        let opened = reader.sources.open(files, &target, Role::Cohort, Some(pos));
        broken = opened.is_none();
        if let Some(file) = opened {
            let text = reader.text_of(file);
            let (rows, problems) = children(&target, &text, spec.as_at);
            broken = !problems.is_empty();
            reader.sources.absorb(file, problems);
            let horizon = Horizon::new(spec.as_at, 0);
            for (line, c) in rows.iter().filter(|(_, c)| !c.household.is_empty()) {
                let pos = reader.line_pos(file, *line);
                reader.households.push(InHousehold {
                    child: name_hash(&c.id),
                    setting: c.setting,
                    household: c.household.clone(),
                    pos,
                });
            }
            spec.cohort.children = rows
                .into_iter()
                .map(|(_, c)| GivenChild {
                    who: name_hash(&c.id),
                    birthday: horizon.birthday(c.born, 18),
                    stream: c.stream,
                    setting: c.setting,
                    need: c.need,
                    placement_start: horizon.relative(c.placement_start),
                    care_start: horizon.relative(c.care_start),
                    moves: c.moves,
                    weekly_price: c.weekly_price.map(|p| p.0),
                    id: c.id,
                })
                .collect();
        }
    }
    for row in section.rows("group") {
        if let Some(group) = group(reader, &section, &row, spec) {
            spec.cohort.groups.push(group);
        }
    }
    let counted = section.rows("group");
    let none = counted.iter().all(|r| r.integer("count") == Some(0));
    if spec.cohort.count() == 0 && !broken && none {
        reader.problem(
            section.pos,
            "the cohort has no children",
            "`children = \"cohort.csv\"`, or rows `[[cohort.group]]` with a count",
            None,
        );
    }
}

fn group(reader: &mut Reader, section: &View<'_>, row: &View<'_>, spec: &Spec) -> Option<Group> {
    let setting = row.setting("setting")?;
    let (from, to) = parse_age_range(row.text("age_band")?)?;
    let count = u32::try_from(row.integer("count")?).ok()?;
    let priced = spec.dimensions.settings.get(setting)?.line.is_some();
    if row.has("weekly_price") && !priced {
        reader.problem(
            row.at("weekly_price"),
            format!(
                "a weekly price in the setting `{}`, which costs nothing",
                row.text("setting")?
            ),
            "no price",
            None,
        );
    }
    let stream = row.text("stream").map_or(Some(0), stream_index)?;
    let elapsed = elapsed(reader, section, row, (setting, stream), (from, to));
    if count == 0 {
        return None;
    }
    Some(Group {
        id: row.text("id")?.to_owned(),
        setting,
        ages: (from, to),
        stream,
        need: row
            .integer("need")
            .and_then(|n| u8::try_from(n).ok())
            .unwrap_or(0),
        count,
        elapsed,
        weekly_price: row.value(reader, "weekly_price"),
    })
}

fn elapsed(
    reader: &mut Reader,
    section: &View<'_>,
    row: &View<'_>,
    (setting, stream): (usize, usize),
    ages: (f64, f64),
) -> Vec<ElapsedCell> {
    let holder = if row.has("elapsed") { row } else { section };
    if holder.text("elapsed").is_some() {
        let found = reference::entries::elapsed(reader, setting, stream, ages.0);
        if found.is_empty() {
            reader.problem(
                row.head(),
                "the reference has no elapsed durations for this group",
                "`elapsed` with cells of its own",
                None,
            );
        }
        return found;
    }
    if reader.told.contains(&row.path_of("elapsed")) {
        return Vec::new();
    }
    if !holder.has("elapsed") {
        reader.problem(
            row.head(),
            "the group has no elapsed durations: how long have its children been there?",
            "`elapsed = \"england\"` in `[cohort]`, or cells in the group",
            None,
        );
        return Vec::new();
    }
    let cells: Vec<ElapsedCell> = holder
        .items("elapsed")
        .iter()
        .filter_map(|cell| {
            let pair = |key: &str| -> Option<(f64, f64)> {
                let list = cell.list(key);
                Some((
                    super::view::number_of(list.first()?)?,
                    super::view::number_of(list.get(1)?)?,
                ))
            };
            let (care, placement) = (pair("care_years")?, pair("placement_years")?);
            if placement.0 > care.1 {
                reader.problem(
                    cell.at("placement_years"),
                    "the placement is longer than the care it is part of",
                    "a placement no longer than the period of care",
                    None,
                );
            }
            if care.0 > ages.1 {
                reader.problem(
                    cell.at("care_years"),
                    "the time in care is longer than the children's lives",
                    "a time in care no longer than their age",
                    None,
                );
            }
            Some(ElapsedCell {
                care,
                placement,
                moves: cell
                    .integer("moves")
                    .and_then(|m| u8::try_from(m).ok())
                    .unwrap_or(0),
                weight: cell.number("weight")?,
            })
        })
        .collect();
    if cells.iter().all(|c| c.weight <= 0.0) && cells.len() == holder.list("elapsed").len() {
        reader.problem(
            holder.at("elapsed"),
            "no cell of the elapsed durations has a weight",
            "a weight above zero",
            None,
        );
    }
    cells
}
