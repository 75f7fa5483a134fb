//! Actual spend of the months of the first year that are closed at the snapshot.

use super::budget::LineNames;
use super::reader::Reader;
use super::source::{Files, Pos, Role};
use super::view::View;
use crate::model::Spec;
use crate::model::budget::{Actual, ActualOf, LineKind, closed_months};
use crate::model::horizon::Horizon;
use crate::model::value::Value;
use crate::returns::ledger::entries;
use crate::words::calendar::Month;

/// Reads `[actuals]`. Every closed month must have them: the outturn of the first year is actuals + the rest.
pub fn build(
    reader: &mut Reader,
    files: &dyn Files,
    root: &View<'_>,
    spec: &mut Spec,
    names: &LineNames,
) {
    let horizon = Horizon::new(spec.as_at, spec.years);
    let closed = closed_months(spec.as_at);
    let section = root.child("actuals");
    let mut list = List {
        horizon: &horizon,
        closed,
        found: Vec::new(),
        broken: false,
    };
    if let Some(section) = &section {
        ledger(reader, files, section, spec, names, &mut list);
        for row in section.rows("month") {
            let of = match row.text("line") {
                Some(name) => of(reader, spec, names, row.at("line"), name),
                None => None,
            };
            if let (Some(month), Some(of), Some(amount)) =
                (row.month("month"), of, row.value(reader, "amount"))
            {
                let own = reader.own(row.at("month"));
                list.put(reader, row.at("month"), month, of, amount, own);
            } else {
                list.broken = true;
            }
        }
    }
    let (found, broken) = (list.found, list.broken);
    let complete = (0..closed).all(|m| is_complete(&found, m, spec));
    if !complete && !broken {
        let missing: Vec<String> = (0..closed)
            .filter(|m| !is_complete(&found, *m, spec))
            .map(|m| horizon.months[m].to_string())
            .collect();
        let (pos, expected) = match &section {
            Some(s) => (
                s.pos,
                "actuals of all lines inside the perimeter, or their `total`",
            ),
            None => (
                root.child("period").map_or(root.pos, |p| p.at("as_at")),
                "a section `[actuals]`: the outturn of the year is actuals + the rest",
            ),
        };
        let message = format!(
            "at the snapshot these months are closed, and their actuals are missing: {}",
            missing.join(", ")
        );
        reader.problem(pos, message, expected, None);
    }
    spec.finance.actuals = found;
}

/// A month is complete with a total, or with every line inside the perimeter.
fn is_complete(found: &[Actual], month: usize, spec: &Spec) -> bool {
    let has = |of: ActualOf| found.iter().any(|a| a.month == month && a.of == of);
    let lines = &spec.finance.lines;
    let inside = |i: usize| match &spec.finance.budget {
        Some(b) => b.lines.contains(&i),
        None => matches!(lines[i].kind, LineKind::Placements),
    };
    has(ActualOf::Perimeter) || (0..lines.len()).all(|i| !inside(i) || has(ActualOf::Line(i)))
}

fn of(
    reader: &mut Reader,
    spec: &Spec,
    names: &LineNames,
    pos: Pos,
    name: &str,
) -> Option<ActualOf> {
    match name {
        "placements" | "total" => Some(ActualOf::Perimeter),
        _ => names.find(reader, spec, pos, name).map(ActualOf::Line),
    }
}

struct List<'a> {
    horizon: &'a Horizon,
    closed: usize,
    found: Vec<Actual>,
    /// Something of it was wrong, and was told: what is missing is not told besides.
    broken: bool,
}

impl List<'_> {
    fn put(
        &mut self,
        reader: &mut Reader,
        pos: Pos,
        month: Month,
        of: ActualOf,
        amount: Value,
        own: bool,
    ) {
        let Some(index) = self.horizon.months.iter().position(|m| *m == month) else {
            if own {
                self.broken = true;
                let first = self.horizon.months.first().map_or(month, |m| *m);
                let message = format!("the month {month} is outside the period");
                let expected = format!("a month from {first} to the snapshot");
                reader.problem(pos, message, expected, None);
            }
            return;
        };
        if index >= self.closed {
            if own {
                self.broken = true;
                reader.problem(
                    pos,
                    format!("the month {month} is not closed on {}", self.horizon.as_at),
                    "a month of the first year before the snapshot",
                    None,
                );
            }
            return;
        }
        let clash = self.found.iter().find(|a| {
            a.month == index
                && (a.of == of || a.of == ActualOf::Perimeter || of == ActualOf::Perimeter)
        });
        if let Some(clash) = clash {
            let message = if clash.of == of {
                format!("the month {month} has an actual of this already")
            } else {
                format!("the month {month} has both a total and lines")
            };
            reader.problem(pos, message, "each pound once", None);
            return;
        }
        self.found.push(Actual {
            month: index,
            of,
            amount,
        });
    }
}

fn ledger(
    reader: &mut Reader,
    files: &dyn Files,
    section: &View<'_>,
    spec: &Spec,
    names: &LineNames,
    list: &mut List<'_>,
) {
    let Some(path) = section.text("ledger") else {
        return;
    };
    let pos = section.at("ledger");
    let target = reader.sources.resolve(pos, path);
    let opened = reader.sources.open(files, &target, Role::Ledger, Some(pos));
    list.broken |= opened.is_none();
    let own = reader.own(pos);
    let Some(file) = opened else { return };
    let text = reader.text_of(file);
    let (rows, problems) = entries(&target, &text);
    list.broken |= !problems.is_empty();
    reader.sources.absorb(file, problems);
    for (line, entry) in rows {
        let pos = reader.line_pos(file, line);
        // A ledger may go back further than the year.
        if list
            .horizon
            .months
            .first()
            .is_some_and(|m| entry.month < *m)
        {
            continue;
        }
        if let Some(of) = of(reader, spec, names, pos, &entry.line) {
            let amount = Value::Certain(entry.actual);
            list.put(reader, pos, entry.month, of, amount, own);
        } else {
            list.broken = true;
        }
    }
}
