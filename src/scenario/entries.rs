//! Who starts to be looked after, and who comes back.

use super::past;
use super::reach::bands;
use super::reader::Reader;
use super::reference;
use super::source::Files;
use super::view::{View, exit_index};
use crate::model::Spec;
use crate::model::entries::{Drift, Level, ReEntryBand, StreamEntries};
use crate::model::shares::ShareTable;
use crate::model::value::Value;
use crate::words::calendar::FinancialYear;
use crate::words::setting::{AGE_BANDS, EXITS, SETTINGS, STREAMS, parse_age_range};

/// Reads `[entries]`.
pub fn build(reader: &mut Reader, files: &dyn Files, root: &View<'_>, spec: &mut Spec) {
    let Some(section) = root.child("entries") else {
        return;
    };
    spec.entries.re_entry = re_entry(reader, &section);
    past::build(reader, files, &section, spec);
    let sizes: Vec<f64> = section.child("siblings").map_or_else(Vec::new, |s| {
        let list = s.list("sizes").iter();
        list.filter_map(super::view::number_of).collect()
    });
    for row in section.rows("first_setting") {
        super::hazards::drawn_shares(reader, &row, &[ShareTable::FirstSetting], spec);
    }
    let england = reference::wanted(&section);
    let mut drift = section.child("drift").and_then(|d| {
        Some(Drift {
            walk_sd: d.value(reader, "walk_sd")?,
            transient_sd: d.value(reader, "transient_sd")?,
        })
    });
    if england && !section.has("drift") && section.has(STREAMS[0]) {
        drift = reference::entries::drift(reader);
    }
    for (stream, name) in STREAMS.iter().enumerate() {
        let Some(table) = section.child(name) else {
            continue;
        };
        let general = stream == 0;
        let Some(level) = level(reader, &section, &table, stream, spec) else {
            continue;
        };
        let own = year_factor(reader, &table, spec);
        let shared = if general {
            year_factor(reader, &section, spec)
        } else {
            Vec::new()
        };
        let ages = match (england, table.has("ages")) {
            (true, true) => reference::entries::ages_with(stream, &ages(reader, &table)),
            (true, false) => reference::entries::ages(reader, stream),
            (false, _) => ages(reader, &table),
        };
        // Separated children arrive alone.
        let group_sizes = match (general, sizes.is_empty()) {
            (true, false) => sizes.clone(),
            (true, true) if england => reference::entries::siblings(reader, stream),
            _ => vec![1.0],
        };
        let first_setting = first_setting(reader, &section, stream, &ages);
        spec.entries.streams.push(StreamEntries {
            stream,
            level,
            year_factor: if own.is_empty() { shared } else { own },
            month_factor: Vec::new(),
            ages,
            first_setting,
            group_sizes,
            drift: drift.filter(|_| general),
            needs: Vec::new(),
        });
    }
}

fn level(
    reader: &mut Reader,
    section: &View<'_>,
    table: &View<'_>,
    stream: usize,
    spec: &Spec,
) -> Option<Level> {
    match (
        table.has("starts_per_year"),
        table.has("first_entries_per_year"),
    ) {
        (true, true) => {
            reader.problem(
                table.at("first_entries_per_year"),
                "both `starts_per_year` and `first_entries_per_year` are there",
                "one of them",
                None,
            );
            None
        }
        (false, false)
            if ["starts_per_year", "first_entries_per_year"]
                .iter()
                .any(|key| reader.told.contains(&table.path_of(key))) =>
        {
            None
        }
        (false, false) => {
            reader.problem(
                table.pos,
                format!("how many enter in the stream `{}`?", STREAMS[stream]),
                "`starts_per_year` or `first_entries_per_year`",
                None,
            );
            None
        }
        (false, true) => Some(Level::First(table.value(reader, "first_entries_per_year")?)),
        (true, false) => {
            let starts = table.value(reader, "starts_per_year")?;
            let means: Vec<f64> = reader.parameters.iter().map(|p| p.mean()).collect();
            let re_entries = past::expected(&spec.entries, stream, &means);
            let some_return = stream == 0 && spec.entries.re_entry.iter().any(|b| !b.is_empty());
            let pool = &spec.entries.pool;
            if some_return
                && pool.leavers.is_empty()
                && pool.past_exits.is_empty()
                && !section.has("past")
            {
                reader.problem(
                    table.at("starts_per_year"),
                    "starts hold re-entries, and nothing says who left before and may come back",
                    "`[entries.past]` with `exits_per_year` or `leavers`",
                    Some("or give `first_entries_per_year`".to_owned()),
                );
            }
            let mean = reader.mean(starts);
            if re_entries > 0.0 && re_entries >= mean {
                let back = libm::round(re_entries * 10.0) / 10.0;
                reader.problem(
                    table.at("starts_per_year"),
                    format!("{back} of the {mean} starts a year would be re-entries"),
                    "more starts than expected re-entries",
                    None,
                );
            }
            Some(Level::Starts { starts, re_entries })
        }
    }
}

/// Factors by year of the horizon; empty where none are given.
fn year_factor(reader: &mut Reader, table: &View<'_>, spec: &Spec) -> Vec<Value> {
    let named = table.values(reader, "level");
    if named.is_empty() {
        return Vec::new();
    }
    let first = FinancialYear::of(spec.as_at.plus(1));
    let mut out = vec![Value::Certain(1.0); spec.years];
    for (name, value, pos) in named {
        let place = FinancialYear::parse(name)
            .and_then(|y| usize::try_from(y.0 - first.0).ok())
            .and_then(|i| out.get_mut(i));
        match place {
            Some(place) => *place = value,
            None if reader.own(pos) => {
                let last = FinancialYear(first.0 + spec.years as i32 - 1);
                let message = format!("the year `{name}` is outside the period");
                reader.problem(pos, message, format!("a year from {first} to {last}"), None);
            }
            None => {}
        }
    }
    out
}

/// Shares of ages, from, to, share, by rising age.
pub fn ages(reader: &mut Reader, table: &View<'_>) -> Vec<(f64, f64, f64)> {
    let mut ages: Vec<(f64, f64, f64)> = table
        .numbers("ages")
        .into_iter()
        .filter_map(|(name, share)| parse_age_range(name).map(|(a, b)| (a, b, share)))
        .collect();
    ages.sort_by(|a, b| a.0.total_cmp(&b.0));
    let overlap = ages.windows(2).any(|w| w[1].0 < w[0].1);
    if overlap {
        let message = "the ages overlap";
        reader.problem(table.at("ages"), message, "bands that do not overlap", None);
    }
    if ages.is_empty() && !table.has("ages") {
        let message = "the ages are missing";
        reader.problem(
            table.pos,
            message,
            "`ages` with the share of each age band",
            None,
        );
    }
    ages
}

fn first_setting(
    reader: &mut Reader,
    section: &View<'_>,
    stream: usize,
    ages: &[(f64, f64, f64)],
) -> Vec<Vec<f64>> {
    let mut out: Vec<Vec<f64>> = vec![Vec::new(); AGE_BANDS.len()];
    for row in section.rows("first_setting") {
        let scope = row.scope();
        if scope.streams.as_ref().is_some_and(|s| !s.contains(&stream)) {
            continue;
        }
        let shares = row.setting_shares("shares");
        for (age, place) in out.iter_mut().enumerate() {
            if scope.ages.as_ref().is_none_or(|a| a.contains(&age)) {
                place.clone_from(&shares);
            }
        }
    }
    if reference::wanted(section) {
        for (age, place) in out.iter_mut().enumerate().filter(|(_, s)| s.is_empty()) {
            *place = reference::entries::first_setting(reader, stream, age);
        }
    }
    // Who comes back is as old as who entered, or older.
    let youngest = ages
        .iter()
        .filter(|a| a.2 > 0.0)
        .map(|a| a.0)
        .fold(18.0, f64::min);
    let bare: Vec<&str> = bands(youngest, 18.0)
        .filter(|b| out[*b].is_empty())
        .map(|b| AGE_BANDS[b])
        .collect();
    if !bare.is_empty() {
        reader.problem(
            section.pos,
            format!(
                "there is no first setting for the stream `{}` at {}",
                STREAMS[stream],
                super::grammar::quoted(&bare)
            ),
            "rows `[[entries.first_setting]]` for every age that can enter or come back",
            None,
        );
    }
    for shares in &mut out {
        shares.resize(SETTINGS.len(), 0.0);
    }
    out
}

/// Re-entry hazards by exit.
fn re_entry(reader: &mut Reader, section: &View<'_>) -> Vec<Vec<ReEntryBand>> {
    let mut out: Vec<Vec<ReEntryBand>> = vec![Vec::new(); EXITS.len()];
    for row in section.rows("reentry") {
        let Some(exit) = row.text("route").and_then(exit_index) else {
            continue;
        };
        let mut bands = Vec::new();
        let mut end = 0.0;
        for band in row.items("bands") {
            let (Some(from), Some(per_year)) =
                (band.number("from_years"), band.value(reader, "per_year"))
            else {
                continue;
            };
            let to = band.number("to_years").unwrap_or(f64::INFINITY);
            if from < end {
                reader.problem(
                    band.at("from_years"),
                    format!("the band begins at {from}, before the last one ends at {end}"),
                    "bands in rising order that do not overlap",
                    None,
                );
                continue;
            }
            super::hazards::durations(reader, &band, from, to);
            if from > end {
                bands.push(ReEntryBand {
                    until_years: from,
                    per_year: Value::Certain(0.0),
                });
            }
            bands.push(ReEntryBand {
                until_years: to,
                per_year,
            });
            end = to;
        }
        if end.is_finite() && !bands.is_empty() {
            bands.push(ReEntryBand {
                until_years: f64::INFINITY,
                per_year: Value::Certain(0.0),
            });
        }
        out[exit] = bands;
    }
    if reference::wanted(section) {
        for (exit, place) in out.iter_mut().enumerate() {
            let given = section.rows("reentry");
            if !given.iter().any(|r| r.text("route") == Some(EXITS[exit])) {
                *place = reference::entries::re_entry(reader, exit);
            }
        }
    }
    out
}
