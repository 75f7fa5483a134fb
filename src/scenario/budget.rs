//! Budget, actuals, reconciliations and outcomes.

use super::actuals;
use super::reader::Reader;
use super::source::{Files, Pos};
use super::tell::nearest;
use super::view::{View, number_of};
use crate::model::Spec;
use crate::model::budget::{
    Budget, LineBudget, LineKind, Origin, Outcome, Profile, Reconciliation, YearBudget,
};
use crate::model::value::Value;
use crate::words::calendar::FinancialYear;
use crate::words::money::Pence;
use crate::words::setting::SETTINGS;

/// Reads `[budget]`, `[actuals]`, `[[reconciliation]]` and `[[outcome]]`.
pub fn build(reader: &mut Reader, files: &dyn Files, root: &View<'_>, spec: &mut Spec) {
    let ids: Vec<(String, String)> = root
        .rows("line")
        .iter()
        .filter_map(|l| {
            let name = l.text("fiscal_line").or(l.text("name"))?;
            Some((l.text("id")?.to_owned(), name.to_owned()))
        })
        .collect();
    let names = LineNames { ids };
    spec.finance.budget = root
        .child("budget")
        .map(|b| budget(reader, &b, spec, &names));
    actuals::build(reader, files, root, spec, &names);
    for row in root.rows("reconciliation") {
        let lines = row.items("lines");
        let lines = lines.iter().filter_map(|l| {
            Some((
                l.text("name")?.to_owned(),
                l.number("amount")?,
                l.settings("settings").unwrap_or_default(),
            ))
        });
        spec.finance.reconciliations.push(Reconciliation {
            id: row.text("id").unwrap_or("").to_owned(),
            title: row.text("title").unwrap_or("").to_owned(),
            year: row.text("year").unwrap_or("").to_owned(),
            lines: lines.collect(),
        });
    }
    for row in root.rows("outcome") {
        outcome(reader, &row, spec);
    }
}

fn outcome(reader: &mut Reader, row: &View<'_>, spec: &mut Spec) {
    let Some(year) = year_index(reader, row, spec) else {
        return;
    };
    let Some(amount) = row.number("amount") else {
        return;
    };
    let variance = row.text("measure") == Some("variance");
    let has_budget = spec
        .finance
        .budget
        .as_ref()
        .is_some_and(|b| b.years.iter().any(|y| y.year == year));
    if variance && !has_budget {
        reader.problem(
            row.at("measure"),
            "a variance of a year without a budget",
            "`cost`, or a `[[budget.year]]` of the year",
            None,
        );
    }
    let all = |f: fn(usize) -> bool| (0..SETTINGS.len()).filter(|i| f(*i)).collect();
    // Settings, where they are given, say exactly what a group only names.
    let settings = match (row.settings("settings"), row.text("group")) {
        (Some(list), _) => Some(list),
        (None, Some("gross")) => Some(all(|_| true)),
        (None, Some("residential")) => Some(all(|i| SETTINGS[i].residential)),
        _ => None,
    };
    spec.finance.outcomes.push(Outcome {
        id: row.text("id").unwrap_or("").to_owned(),
        title: row.text("title").unwrap_or("").to_owned(),
        year,
        variance,
        settings,
        amount,
    });
}

/// Names a budget or a ledger can use for a line: its name, or the id of a `[[line]]`.
pub struct LineNames {
    ids: Vec<(String, String)>,
}

impl LineNames {
    /// The index of a line; a problem where there is none of that name.
    pub fn find(&self, reader: &mut Reader, spec: &Spec, pos: Pos, name: &str) -> Option<usize> {
        let found = self.quietly(spec, name);
        if found.is_none() {
            let known = self.known(spec);
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let help = nearest(name, known.iter().copied()).map(|k| format!("did you mean `{k}`?"));
            let message = format!("unknown line `{name}`");
            let expected = format!("one of {}", super::grammar::quoted(&known));
            reader.problem(pos, message, expected, help);
        }
        found
    }

    /// The index of a line.
    pub fn quietly(&self, spec: &Spec, name: &str) -> Option<usize> {
        let by_id = self.ids.iter().find(|(id, _)| id == name);
        let lines = &spec.finance.lines;
        lines.iter().position(|l| l.name == name).or_else(|| {
            lines
                .iter()
                .position(|l| by_id.is_some_and(|(_, n)| l.name == *n))
        })
    }

    /// All names of lines.
    pub fn known(&self, spec: &Spec) -> Vec<String> {
        spec.finance.lines.iter().map(|l| l.name.clone()).collect()
    }
}

/// The index of a row's year in the horizon. Outside it: a problem in the scenario's own file, not used from a base.
fn year_index(reader: &mut Reader, row: &View<'_>, spec: &Spec) -> Option<usize> {
    let year = row.year("year")?;
    let first = FinancialYear::of(spec.as_at.plus(1));
    let found = usize::try_from(year.0 - first.0)
        .ok()
        .filter(|i| *i < spec.years);
    if found.is_none() && reader.own(row.at("year")) {
        let last = FinancialYear(first.0 + spec.years as i32 - 1);
        reader.problem(
            row.at("year"),
            format!("the year `{year}` is outside the period"),
            format!("a year from {first} to {last}"),
            None,
        );
    }
    found
}

fn budget(reader: &mut Reader, section: &View<'_>, spec: &Spec, names: &LineNames) -> Budget {
    let mut lines: Vec<usize> = if section.has("lines") {
        let named = section.list("lines").iter();
        named
            .filter_map(|n| names.find(reader, spec, n.pos, n.text()?))
            .collect()
    } else {
        (0..spec.finance.lines.len())
            .filter(|i| matches!(spec.finance.lines[*i].kind, LineKind::Placements))
            .collect()
    };
    for node in section.list("income") {
        let Some(name) = node.text() else { continue };
        if let Some(line) = names.find(reader, spec, node.pos, name) {
            if !spec.finance.lines[line].income {
                let message = format!("the line `{name}` is no income");
                reader.problem(
                    node.pos,
                    message,
                    "the id of a line with `income = true`",
                    None,
                );
            }
            lines.push(line);
        }
    }
    lines.sort_unstable();
    lines.dedup();
    let details = details(reader, section, spec, names, &lines);
    let mut years: Vec<YearBudget> = Vec::new();
    for row in section.rows("year") {
        let Some(year) = year_index(reader, &row, spec) else {
            continue;
        };
        if years.iter().any(|y| y.year == year) {
            let message = "the year has a budget already";
            reader.problem(row.at("year"), message, "one budget a year", None);
        } else if let Some(amount) = row.number("amount") {
            years.push(YearBudget {
                year,
                amount: Pence::from_pounds(amount),
                children: row.number("children"),
                origin: Origin::Set,
            });
        }
    }
    from_details(&details, spec, &mut years);
    years.sort_by_key(|y| y.year);
    if let Some(roll) = section.child("roll_forward") {
        roll_forward(reader, &roll, spec.years, &mut years);
    }
    Budget {
        perimeter: section.text("perimeter").unwrap_or("").to_owned(),
        lines,
        years,
        details,
        profile: profile(section),
    }
}

fn details(
    reader: &mut Reader,
    section: &View<'_>,
    spec: &Spec,
    names: &LineNames,
    inside: &[usize],
) -> Vec<LineBudget> {
    let mut out: Vec<LineBudget> = Vec::new();
    for row in section.rows("line") {
        let year = year_index(reader, &row, spec);
        let line = row
            .text("line")
            .and_then(|name| names.find(reader, spec, row.at("line"), name));
        let (Some(year), Some(line), Some(amount)) = (year, line, row.number("amount")) else {
            continue;
        };
        if !inside.contains(&line) {
            let message = format!(
                "the line `{}` is outside the perimeter",
                spec.finance.lines[line].name
            );
            reader.problem(
                row.at("line"),
                message,
                "a line of `lines` or `income`",
                None,
            );
        }
        if out.iter().any(|d| (d.year, d.line) == (year, line)) {
            let message = "the line has a budget for this year already";
            reader.problem(row.at("line"), message, "one budget a line and year", None);
            continue;
        }
        out.push(LineBudget {
            year,
            line,
            amount: Pence::from_pounds(amount),
            children: row.number("children"),
            weekly_price: row.number("weekly_price"),
        });
    }
    out
}

/// A year budgeted by line only has the sum of its lines, income counted against.
fn from_details(details: &[LineBudget], spec: &Spec, years: &mut Vec<YearBudget>) {
    for year in 0..spec.years {
        let lines: Vec<&LineBudget> = details.iter().filter(|d| d.year == year).collect();
        if lines.is_empty() || years.iter().any(|y| y.year == year) {
            continue;
        }
        let children: Option<f64> = lines.iter().map(|d| d.children).sum();
        let amount = lines.iter().map(|d| {
            let income = spec.finance.lines.get(d.line).is_some_and(|l| l.income);
            if income { -d.amount } else { d.amount }
        });
        years.push(YearBudget {
            year,
            amount: amount.sum(),
            children,
            origin: Origin::Set,
        });
    }
}

/// Later years: the last budget × (1 + price) × (1 + growth) − savings, at the means.
fn roll_forward(reader: &mut Reader, roll: &View<'_>, count: usize, years: &mut Vec<YearBudget>) {
    let mean = |key: &str| {
        let value = roll.value(reader, key).unwrap_or(Value::Certain(0.0));
        reader.mean(value)
    };
    let (price, growth, savings) = (mean("price"), mean("growth"), mean("savings"));
    let Some(last) = years.last().cloned() else {
        let message = "there is no budget to roll forward";
        reader.problem(roll.pos, message, "a `[[budget.year]]`", None);
        return;
    };
    let mut pounds = last.amount.pounds();
    for year in last.year + 1..count {
        pounds = pounds * (1.0 + price) * (1.0 + growth) - savings;
        years.push(YearBudget {
            year,
            amount: Pence::from_pounds(pounds),
            children: None,
            origin: Origin::RolledForward,
        });
    }
}

fn profile(section: &View<'_>) -> Profile {
    if section.text("profile") == Some("twelfths") {
        return Profile::Twelfths;
    }
    let mut given = [0.0; 12];
    let list = section.list("profile");
    if list.len() != given.len() {
        return Profile::Nights;
    }
    for (place, node) in given.iter_mut().zip(list) {
        *place = number_of(node).unwrap_or(0.0);
    }
    Profile::Given(given)
}
