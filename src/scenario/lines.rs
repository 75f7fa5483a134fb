//! Fiscal lines that are not nights × price.

use super::reader::Reader;
use super::source::{Files, Role};
use super::view::{View, exit_index};
use crate::model::Spec;
use crate::model::budget::{EventKind, Line, LineKind};
use crate::model::horizon::Horizon;
use crate::model::value::Value;
use crate::returns::aftercare::{Stock, stocks};
use crate::words::calendar::Day;
use crate::words::setting::EXITS;

const ZERO: Value = Value::Certain(0.0);

/// Reads `[[line]]`; the lines stand after the placement lines.
pub fn build(reader: &mut Reader, files: &dyn Files, root: &View<'_>, spec: &mut Spec) {
    let horizon = Horizon::new(spec.as_at, spec.years);
    for row in root.rows("line") {
        let (Some(name), Some(kind)) = (row.text("name"), row.text("kind")) else {
            continue;
        };
        let name = row.text("fiscal_line").unwrap_or(name);
        if let Some(before) = spec.finance.lines.iter().find(|l| l.name == name) {
            let what = match before.kind {
                LineKind::Placements => "the placements of a setting are charged to it",
                _ => "another `[[line]]` has it",
            };
            reader.problem(
                row.at("name"),
                format!("the fiscal line `{name}` is taken: {what}"),
                "a fiscal line of its own",
                None,
            );
            continue;
        }
        // Whatever is wrong with its keys was reported; the line itself stays, for the budget to find.
        let read = match kind {
            "after_care" => after_care(reader, files, &row),
            _ => line_kind(reader, &row, kind, &horizon),
        };
        let income = row.flag("income").unwrap_or(kind == "share");
        let kind = read.unwrap_or(LineKind::OneOff {
            amount: ZERO,
            day: 0,
        });
        spec.finance.lines.push(Line {
            name: name.to_owned(),
            kind,
            income,
        });
    }
}

fn line_kind(reader: &mut Reader, row: &View<'_>, kind: &str, h: &Horizon) -> Option<LineKind> {
    let r = &*reader;
    let value = |key: &str| row.value(r, key);
    let settings = || row.settings("settings").unwrap_or_default();
    let day = |key: &str| row.day(key).map(|d| h.relative(d));
    Some(match kind {
        "fixed" => {
            let per_year = value("amount_per_year")?;
            let growth = value("growth").unwrap_or(ZERO);
            let from = day("from").unwrap_or(h.month_start.first().copied()?);
            let to = day("to").map_or(h.days(), |d| d.saturating_add(1));
            if to <= from {
                let (a, b) = (h.calendar(from), h.calendar(to - 1));
                reader.problem(
                    row.at("to"),
                    format!("the line ends on {b}, before it begins on {a}"),
                    "dates in order",
                    None,
                );
            }
            LineKind::Fixed {
                per_year,
                from,
                to,
                growth,
            }
        }
        "one_off" => {
            let amount = value("amount")?;
            let date = row.day("date")?;
            in_period(reader, row, "date", date, h);
            LineKind::OneOff {
                amount,
                day: h.relative(date),
            }
        }
        "borrowing" => LineKind::Borrowing {
            capital: row.number("capital")?,
            years: row.integer("years").and_then(|y| u32::try_from(y).ok())?,
            rate: value("rate")?,
            from: day("from")?,
        },
        "per_event" => LineKind::PerEvent {
            event: match row.text("event")? {
                "entry" => EventKind::Entry,
                "exit" => EventKind::Exit,
                "move" => EventKind::Move,
                "breakdown" => EventKind::Breakdown,
                exit => EventKind::ExitFor(exit_index(exit)?),
            },
            amount: value("amount")?,
        },
        "per_night" => {
            if row.has("age_band") {
                reader.problem(
                    row.at("age_band"),
                    "a line by age is not known to this version yet",
                    "`stream` and `setting`",
                    None,
                );
                return None;
            }
            LineKind::PerNight {
                weekly: value("weekly")?,
                settings: row.settings("setting").unwrap_or_default(),
                streams: row.streams("stream").unwrap_or_default(),
            }
        }
        "share" => LineKind::Share {
            fraction: value("fraction")?,
            settings: settings(),
        },
        "notice" => LineKind::Notice {
            days: value("days")?,
            settings: settings(),
        },
        "savings_plan" => LineKind::SavingsPlan {
            per_year: value("amount_per_year")?,
            delivery: value("delivery")?,
            from: day("from")?,
            ramp_months: row
                .integer("ramp_months")
                .and_then(|m| u32::try_from(m).ok())
                .unwrap_or(0),
        },
        _ => return None,
    })
}

/// A date must lie in the financial years forecast; one of a base scenario may not, and is then of no effect.
fn in_period(reader: &mut Reader, row: &View<'_>, key: &str, date: Day, h: &Horizon) {
    let (Some(first), Some(last)) = (h.years.first(), h.years.last()) else {
        return;
    };
    let (first, last) = (first.first_day(), last.last_day());
    if !(first..=last).contains(&date) && reader.own(row.at(key)) {
        reader.problem(
            row.at(key),
            format!("{key} {date} is outside the period"),
            format!("a date from {first} to {last}"),
            None,
        );
    }
}

fn after_care(reader: &mut Reader, files: &dyn Files, row: &View<'_>) -> Option<LineKind> {
    let exit = exit_index(row.text("exit")?)?;
    let given = given_stock(reader, files, row, exit);
    let weekly = row
        .value(reader, "weekly")
        .or(given.as_ref().map(|s| Value::Certain(s.mean_weekly)));
    let stock = row.number("stock").or(given.as_ref().map(|s| s.count));
    let left = row
        .value(reader, "mean_years_left")
        .or(given.map(|s| Value::Certain(s.mean_years_left)));
    for (key, there) in [("weekly", weekly.is_some()), ("stock", stock.is_some())] {
        if !there && !row.has(key) && !row.has("aftercare") {
            let message = format!("the key `{key}` is missing");
            reader.problem(
                row.head(),
                message,
                "it, or `aftercare` with a file that has it",
                None,
            );
        }
    }
    let mean_years = row.value(reader, "mean_years")?;
    Some(LineKind::AfterCare {
        exit,
        share: row.value(reader, "share")?,
        weekly: weekly?,
        stock: stock?,
        mean_years_left: left.unwrap_or(mean_years),
        mean_years,
    })
}

fn given_stock(
    reader: &mut Reader,
    files: &dyn Files,
    row: &View<'_>,
    exit: usize,
) -> Option<Stock> {
    let path = row.text("aftercare")?;
    let pos = row.at("aftercare");
    let target = reader.sources.resolve(pos, path);
    // Several lines may name the same file.
    let known = reader.sources.list.iter().position(|s| s.name == target);
    let (file, fresh) = match known {
        Some(file) => (file, false),
        None => {
            let opened = reader
                .sources
                .open(files, &target, Role::Aftercare, Some(pos));
            (opened?, true)
        }
    };
    let text = reader.text_of(file);
    let (rows, problems) = stocks(&target, &text);
    if fresh {
        reader.sources.absorb(file, problems);
    }
    let found = rows.into_iter().map(|(_, s)| s).find(|s| s.exit == exit);
    if found.is_none() {
        let message = format!("`{target}` has no row of the kind `{}`", EXITS[exit]);
        reader.problem(pos, message, "a row of that kind", None);
    }
    found
}
