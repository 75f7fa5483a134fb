//! What a reader of the forecast must know besides its figures: whose it is, from which day, what is inside the
//! budget's perimeter, what it leaves out; and published figures beside it.

use super::number;
use crate::forecast::{Books, Forecast};
use std::io::{self, Write};

/// Columns of `about.csv`. Keys: `council`, `title`, `as_at`, `first_open_month`, `children_at_start`, `perimeter`,
/// `replications`, `seed`, `action` (one each), `warning` (one each); `children_at_start.SETTING`;
/// `budget_children.YEAR.GROUP` and `budget_weekly.YEAR.GROUP`, of a line, and of its setting where the line has one;
/// `settings_of_line.LINE` (one each) where a budgeted line has several.
pub const ABOUT: [&str; 3] = ["scenario", "key", "value"];

/// Columns of `published.csv`. Kind `reconciliation`: the children at the start at the first day's prices beside a
/// published amount, `modelled` blank where it is not modelled. Kind `outturn` or `variance`: where a published
/// figure falls among the replications.
pub const PUBLISHED: [&str; 8] = [
    "scenario",
    "kind",
    "title",
    "period",
    "name",
    "published",
    "modelled",
    "percentile",
];

/// Writes `about.csv`; `read` are the warnings of reading the scenario.
///
/// # Errors
/// Those of `to`.
pub fn about(
    to: &mut dyn Write,
    scenario: &str,
    books: &Books,
    f: &Forecast,
    read: &[String],
) -> io::Result<()> {
    let spec = &books.model.spec;
    let h = &books.model.horizon;
    let open = h.months.get(h.first_open_month());
    let perimeter = match &spec.finance.budget {
        Some(b) => b.perimeter.clone(),
        None => "all placements; the scenario has no budget".to_owned(),
    };
    let mut rows: Vec<(String, String)> = [
        ("council", spec.council.clone()),
        ("title", spec.title.clone()),
        ("as_at", spec.as_at.to_string()),
        (
            "first_open_month",
            open.map_or(String::new(), ToString::to_string),
        ),
        ("children_at_start", spec.cohort.count().to_string()),
        ("perimeter", perimeter),
        ("replications", f.replications.to_string()),
        ("seed", spec.seed.to_string()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into();
    let several = |key: &str, values: Vec<String>| -> Vec<(String, String)> {
        values.into_iter().map(|v| (key.to_owned(), v)).collect()
    };
    let actions = spec.interventions.iter().map(|i| i.id.clone());
    rows.extend(several("action", actions.collect()));
    rows.extend(several(
        "warning",
        read.iter().chain(&f.warnings).cloned().collect(),
    ));
    rows.extend(start(books));
    rows.extend(budgeted(books));
    let mut out = csv::Writer::from_writer(to);
    out.write_record(ABOUT)?;
    for (key, value) in rows {
        out.write_record([scenario, &key, &value])?;
    }
    out.flush()
}

/// Children of the start by setting.
fn start(books: &Books) -> Vec<(String, String)> {
    let cohort = &books.model.spec.cohort;
    let settings = books.model.settings().iter().enumerate();
    settings
        .map(|(i, s)| {
            let one_by_one = cohort.children.iter().filter(|c| c.setting == i).count();
            let by_number = cohort.groups.iter().filter(|g| g.setting == i);
            let all = one_by_one + by_number.map(|g| g.count as usize).sum::<usize>();
            (format!("children_at_start.{}", s.name), all.to_string())
        })
        .collect()
}

/// Children and weekly prices that the budget assumed.
fn budgeted(books: &Books) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut several: Vec<(String, String)> = Vec::new();
    for y in 0..books.years() {
        let year = books.model.horizon.years[y];
        for d in books.line_budgets(y) {
            let settings = books.model.settings().iter();
            let of: Vec<_> = settings.filter(|s| s.line == Some(d.line)).collect();
            let one = match of.as_slice() {
                [one] => Some(one.name.clone()),
                _ => None,
            };
            for s in of.iter().filter(|_| d.children.is_some() && one.is_none()) {
                let key = format!("settings_of_line.{}", books.line_name(d.line));
                let row = (key, s.name.clone());
                if !several.contains(&row) {
                    several.push(row);
                }
            }
            let names = [Some(books.line_name(d.line).to_owned()), one];
            for name in names.into_iter().flatten() {
                for (key, value) in [("children", d.children), ("weekly", d.weekly_price)] {
                    out.extend(value.map(|v| (format!("budget_{key}.{year}.{name}"), number(v))));
                }
            }
        }
        let total = books.budget(y).and_then(|b| b.children);
        out.extend(total.map(|c| (format!("budget_children.{year}.total"), number(c))));
    }
    out.extend(several);
    out
}

/// Writes `published.csv`.
///
/// # Errors
/// Those of `to`.
pub fn published(
    to: &mut dyn Write,
    scenario: &str,
    books: &Books,
    f: &Forecast,
) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(PUBLISHED)?;
    for r in &f.reconciliations {
        for l in &r.lines {
            let (published, modelled) = (
                number(l.published),
                l.modelled.map_or(String::new(), number),
            );
            let kind = "reconciliation";
            out.write_record([
                scenario, kind, &r.title, &r.year, &l.name, &published, &modelled, "",
            ])?;
        }
    }
    for o in &f.outcomes {
        let kind = if o.variance { "variance" } else { "outturn" };
        let year = books.model.horizon.years[o.year].to_string();
        let (amount, percentile) = (number(o.amount), number(100.0 * o.percentile.p));
        out.write_record([
            scenario,
            kind,
            &o.title,
            &year,
            "total",
            &amount,
            "",
            &percentile,
        ])?;
    }
    out.flush()
}
