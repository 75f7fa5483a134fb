//! England as a model of the program, and what its expected-value engine says of a year.

use super::cells::{AGES, ENDED, GROUP_OF, GROUPS, REASONS, S};
use carecast::expect::{Expected, Grid};
use carecast::model::budget::{Line, LineKind};
use carecast::model::cohort::Group;
use carecast::model::entries::{Entries, Level, StreamEntries};
use carecast::model::hazards::Cause;
use carecast::model::{Dimensions, Model, Spec};
use carecast::reference::england;
use carecast::words::calendar::Day;
use carecast::words::setting;
use std::collections::BTreeMap;

/// Published starts in the year to 31 March 2023, general and separated.
const STARTS: [f64; 2] = [25_880.0, 7_210.0];

pub fn year_to_march_2023(years: usize) -> Model {
    let reference = england();
    let (dimensions, lines) = Dimensions::standard();
    let mut spec = Spec::empty(Day::parse("2022-03-31").unwrap(), years, dimensions);
    for name in lines {
        spec.finance.lines.push(Line {
            name,
            kind: LineKind::Placements,
            income: false,
        });
    }
    spec.hazards = reference.hazards();
    for row in &reference.stock_2022 {
        let s = row.item;
        let band = spec.dimensions.age_band(0.5 * (s.ages.0 + s.ages.1));
        spec.cohort.groups.push(Group {
            id: row.id.clone(),
            setting: s.setting,
            ages: s.ages,
            stream: s.stream,
            need: 0,
            count: s.count,
            elapsed: reference.elapsed(s.setting, band, s.stream),
            weekly_price: None,
        });
    }
    spec.entries.re_entry = reference.re_entry();
    spec.entries.pool.years = 6;
    spec.entries.pool.past_exits = reference
        .past_exits
        .iter()
        .map(|r| r.item.clone())
        .collect();
    let back = returns(&spec.entries);
    for (stream, starts) in STARTS.into_iter().enumerate() {
        spec.entries.streams.push(StreamEntries {
            stream,
            level: Level::Starts {
                starts: starts.into(),
                re_entries: if stream == 0 { back } else { 0.0 },
            },
            year_factor: Vec::new(),
            month_factor: Vec::new(),
            ages: reference.ages(stream),
            first_setting: reference.first_setting(stream),
            group_sizes: reference.group_sizes(stream),
            drift: None,
            needs: Vec::new(),
        });
    }
    Model::build(spec).unwrap()
}

/// Expected re-entries a year, as a scenario's reader takes them off the starts.
fn returns(entries: &Entries) -> f64 {
    let mut total = 0.0;
    for past in &entries.pool.past_exits {
        let bands = entries
            .re_entry
            .get(past.exit)
            .map_or(&[][..], Vec::as_slice);
        if bands.is_empty() {
            continue;
        }
        for step in 0..entries.pool.years * 12 {
            let (from, to) = (f64::from(step) / 12.0, f64::from(step + 1) / 12.0);
            let young: f64 = past
                .ages
                .iter()
                .map(|(a, b, share)| {
                    share * ((18.0 - 0.5 * (from + to) - a) / (b - a)).clamp(0.0, 1.0)
                })
                .sum();
            total += past.per_year * Entries::chance_back(bands, from, to, &[]) * young;
        }
    }
    total
}

/// Measure and group, as in the targets, to what the model says of its first year; also the second year's totals,
/// under measures that end in `2024`.
pub fn measure(model: &Model) -> BTreeMap<(String, String), f64> {
    let expected = Expected::of(model, &model.means(), &Grid::default());
    let all = expected.all();
    let mut out: BTreeMap<(String, String), f64> = BTreeMap::new();
    let mut add = |measure: &str, group: &str, x: f64| {
        *out.entry((measure.to_owned(), group.to_owned()))
            .or_insert(0.0) += x;
    };
    let exits = setting::EXITS.len() - 1;
    let years = model.horizon.years.len();
    let mut ended = vec![[0.0; ENDED.len()]; GROUPS.len()];
    for year in 0..years {
        let tag = if year == 0 { "" } else { " 2024" };
        let months = 12 * year..12 * (year + 1);
        let last = months.end - 1;
        for stream in 0..2 {
            for s in 0..S {
                for a in 0..AGES.len() {
                    let x = all.children(last, stream, s, a);
                    add(&format!("stock{tag}"), "total", x);
                    if year == 0 {
                        add("stock by group", GROUPS[GROUP_OF[s]], x);
                        add("stock by age", AGES[a], x);
                        add("stock by setting", setting::SETTINGS[s].name, x);
                    }
                }
            }
            if year == 0 {
                for class in 0..3 {
                    add(
                        "placements",
                        &class.to_string(),
                        all.placements(last, stream, class),
                    );
                }
            }
        }
        for month in months {
            for stream in 0..2 {
                for a in 0..AGES.len() {
                    let i = expected.entry(month, stream, a);
                    let starts = expected.first_entries[i] + expected.re_entries[i];
                    add(&format!("starts{tag}"), "total", starts);
                    add(&format!("re-entries{tag}"), "total", expected.re_entries[i]);
                    if year == 0 {
                        add("starts by age", AGES[a], starts);
                    }
                }
                for s in 0..S {
                    let birthdays = all.birthdays(month, stream, s);
                    add(&format!("exits{tag}"), "total", birthdays);
                    for a in 0..AGES.len() {
                        let x = all.events(month, stream, Cause::Exit, s, a);
                        add(&format!("exits{tag}"), "total", x);
                        if year > 0 {
                            continue;
                        }
                        add("exits by age", AGES[a], x);
                        for r in 0..exits {
                            let x = expected.exits(&all, (month, stream), s, a, r);
                            let lumped =
                                matches!(REASONS[r], "independent" | "adult_services" | "other");
                            add(
                                "exits by reason",
                                if lumped {
                                    "independent and other"
                                } else {
                                    REASONS[r]
                                },
                                x,
                            );
                        }
                        for cause in [Cause::PlannedMove, Cause::Breakdown] {
                            let x = all.events(month, stream, cause, s, a);
                            add("moves", "total", x);
                            add("moves by group", GROUPS[GROUP_OF[s]], x);
                        }
                    }
                    if year == 0 {
                        add("exits by age", "turned_18", birthdays);
                        for (d, e) in ended[GROUP_OF[s]].iter_mut().enumerate() {
                            *e += all.ended(month, stream, s, d);
                        }
                    }
                }
            }
        }
    }
    for (g, bands) in ended.iter().enumerate() {
        let whole: f64 = bands.iter().sum();
        for (d, x) in bands.iter().enumerate() {
            add(
                "ended placements %",
                &format!("{}: {}", GROUPS[g], ENDED[d]),
                100.0 * x / whole,
            );
        }
    }
    let count = |class: &str| out[&("placements".to_owned(), class.to_owned())];
    let three = 100.0 * count("2") / (count("0") + count("1") + count("2"));
    out.insert(
        ("three or more placements %".to_owned(), "total".to_owned()),
        three,
    );
    out
}
