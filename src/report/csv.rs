//! The CSV files of a run folder. Numbers are the shortest that read back to the same bits, so that files can be
//! compared byte for byte.

use crate::compare::{Comparison, Pairing, Span, What};
use crate::forecast::{
    Books, CohortGroup, Effect, Forecast, Group, Key, Measure, Period, Row, Sample, Summary,
    shown_lines, value,
};
use crate::scenario::Assumption;
use std::io::{self, Write};

mod about;
mod drivers;
pub use about::{ABOUT, PUBLISHED, about, published};
pub use drivers::{
    CHILD_LEVEL, DISCLOSURE, DISTRIBUTION, HIGH_COST, INTERVENTION, SENSITIVITY, child_level,
    disclosure, distribution, high_cost, sensitivity,
};

/// Columns of `forecast.csv`.
pub const FORECAST: [&str; 17] = [
    "scenario",
    "period_type",
    "period",
    "measure",
    "group_type",
    "group",
    "unit",
    "mean",
    "sd",
    "mcse",
    "p05",
    "p10",
    "p25",
    "p50",
    "p75",
    "p90",
    "p95",
];

/// Columns of `replications.csv`.
pub const REPLICATIONS: [&str; 7] = [
    "scenario",
    "replication",
    "period",
    "measure",
    "group_type",
    "group",
    "value",
];

/// Columns of `bridge.csv`: a row for the budget, one a term, one for the forecast outturn; money in pounds.
pub const BRIDGE: [&str; 7] = [
    "scenario",
    "year",
    "step",
    "effect",
    "group_type",
    "group",
    "amount",
];

/// Columns of `previous.csv`: what the last forecast, which a run was told with `--since`, said of the same years: `cost`
/// (mean outturn) and `variance` (where it had a budget), in total and by line, in pounds.
pub const PREVIOUS: [&str; 7] = [
    "scenario",
    "since",
    "period",
    "measure",
    "group_type",
    "group",
    "amount",
];

/// Columns of `assumptions.csv`.
pub const ASSUMPTIONS: [&str; 16] = [
    "scenario",
    "path",
    "value",
    "mean",
    "p10",
    "p90",
    "unit",
    "source",
    "period",
    "confidence",
    "note",
    "set_by",
    "set_on",
    "approved_by",
    "file",
    "line",
];

/// Columns of `comparison.csv`: `against` is blank in rows of a scenario's own figures.
pub const COMPARISON: [&str; 18] = [
    "scenario",
    "against",
    "period",
    "measure",
    "group_type",
    "group",
    "unit",
    "mean",
    "sd",
    "mcse",
    "p05",
    "p10",
    "p25",
    "p50",
    "p75",
    "p90",
    "p95",
    "paired",
];

/// Writes `forecast.csv`.
///
/// # Errors
/// Those of `to`.
pub fn forecast(to: &mut dyn Write, scenario: &str, books: &Books, f: &Forecast) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(FORECAST)?;
    for Row { key, summary: s } in &f.rows {
        let (period_type, period) = period(books, key.period);
        let (group_type, group) = group(books, key.group);
        let mut fields = vec![
            scenario.to_owned(),
            period_type.to_owned(),
            period,
            key.measure.name().to_owned(),
            group_type.to_owned(),
            group,
            key.measure.unit().to_owned(),
        ];
        fields.extend(spread(s));
        out.write_record(&fields)?;
    }
    out.flush()
}

/// Mean, standard deviation, error and percentiles.
pub(super) fn spread(s: &Summary) -> impl Iterator<Item = String> {
    let quantiles = s.quantiles.map_or([const { None }; 7], |q| q.map(Some));
    [Some(s.mean), s.sd, s.mcse]
        .into_iter()
        .chain(quantiles)
        .map(optional)
}

/// Writes `comparison.csv`: each scenario's own figures, then its differences from the first.
///
/// # Errors
/// Those of `to`.
pub fn comparison(to: &mut dyn Write, c: &Comparison) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(COMPARISON)?;
    let first = c.base().name.as_str();
    for side in &c.sides {
        let paired = match side.pairing {
            Pairing::First => "",
            Pairing::Paired => "yes",
            Pairing::Unpaired(_) => "no",
        };
        let own = side.levels.iter().map(|r| (r, "", ""));
        let apart = side.differences.iter().map(|r| (r, first, paired));
        for (row, against, paired) in own.chain(apart) {
            let (group_type, group) = row.of.names();
            let (measure, unit) = row.what.names();
            let period = span(c, row.span);
            let mut fields: Vec<String> = [
                &side.name, against, &period, measure, group_type, group, unit,
            ]
            .map(str::to_owned)
            .into();
            fields.extend(spread(&row.summary));
            fields.push(paired.to_owned());
            out.write_record(&fields)?;
        }
    }
    out.flush()
}

/// A year, `budgeted` (all years with a budget), or `plan` (all years).
fn span(c: &Comparison, span: Span) -> String {
    match span {
        Span::Year(y) => c.years()[y].to_string(),
        Span::Budgeted => "budgeted".to_owned(),
        Span::Plan => "plan".to_owned(),
    }
}

/// Writes `replications.csv`: yearly cost in total, by line and by setting, average children, children on 31 March in
/// all, in families and in homes, fostering households and places where there is a supply, and the drawn parameters.
///
/// # Errors
/// Those of `to`.
pub fn replications(
    to: &mut dyn Write,
    scenario: &str,
    books: &Books,
    samples: &[Sample],
) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(REPLICATIONS)?;
    let groups: Vec<Group> = [Group::Total]
        .into_iter()
        .chain(shown_lines(books, true).map(Group::Line))
        .chain((0..books.model.settings().len()).map(Group::Setting))
        .collect();
    let outside: Vec<Group> = shown_lines(books, false).map(Group::Line).collect();
    let mut keys = Vec::new();
    for year in 0..books.years() {
        let period = Period::Year(year);
        let mut push = |measure, groups: &[Group]| {
            keys.extend(groups.iter().map(|group| Key {
                measure,
                group: *group,
                period,
            }));
        };
        push(Measure::Cost, &groups);
        push(Measure::CostOutside, &outside);
        push(Measure::Children, &[Group::Total]);
        let classes = [Group::Total, Group::Families, Group::Homes];
        push(Measure::ChildrenEnd, &classes);
        if books.model.spec.supply.is_some() {
            for what in What::SUPPLY {
                push(what.measure(), &[Group::Total]);
            }
        }
    }
    let named: Vec<(Key, String, &str, String)> = keys
        .into_iter()
        .map(|k| {
            let (_, period) = period(books, k.period);
            let (group_type, group) = group(books, k.group);
            (k, period, group_type, group)
        })
        .collect();
    for (r, s) in samples.iter().enumerate() {
        let r = r.to_string();
        for (key, period, group_type, group) in &named {
            let x = optional(value(books, *key, s));
            let measure = key.measure.name();
            out.write_record([scenario, &r, period, measure, group_type, group, &x])?;
        }
        let named = books.model.spec.parameters.iter().zip(&s.parameters);
        // Drawn shares are hundreds; they stand in the posterior.
        for (p, x) in named.filter(|(p, _)| !p.path.contains(".shares.")) {
            out.write_record([
                scenario,
                &r,
                "",
                "parameter",
                "parameter",
                &p.path,
                &number(*x),
            ])?;
        }
    }
    out.flush()
}

/// Writes `bridge.csv`.
///
/// # Errors
/// Those of `to`.
pub fn bridge(to: &mut dyn Write, scenario: &str, books: &Books, f: &Forecast) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(BRIDGE)?;
    for b in &f.bridges {
        let year = books.model.horizon.years[b.year].to_string();
        let first = if b.rolled_forward {
            "budget_rolled_forward"
        } else {
            "budget"
        };
        let mut rows = vec![(first, Group::Total, b.budget)];
        rows.extend(b.terms.iter().map(|t| {
            let group = t.line.map_or(Group::Total, Group::Line);
            (Effect::name(t.effect), group, t.amount)
        }));
        rows.push(("forecast_outturn", Group::Total, b.outturn));
        for (step, (effect, of, amount)) in rows.into_iter().enumerate() {
            let (group_type, group) = group(books, of);
            let (step, amount) = (step.to_string(), number(amount as f64 / 100.0));
            out.write_record([scenario, &year, &step, effect, group_type, &group, &amount])?;
        }
    }
    out.flush()
}

/// Writes `assumptions.csv`; `file_name` turns a path as the user named it into one inside the run folder's inputs.
///
/// # Errors
/// Those of `to`.
pub fn assumptions(
    to: &mut dyn Write,
    scenario: &str,
    log: &[Assumption],
    file_name: impl Fn(&str) -> String,
) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(ASSUMPTIONS)?;
    for a in log {
        out.write_record([
            scenario,
            &a.path,
            &a.value,
            &optional(a.mean),
            &optional(a.p10),
            &optional(a.p90),
            &a.unit,
            &a.source,
            &a.period,
            &a.confidence,
            &a.note,
            &a.set_by,
            &a.set_on,
            &a.approved_by,
            &file_name(&a.file),
            &a.line.map_or(String::new(), |l| l.to_string()),
        ])?;
    }
    out.flush()
}

fn period(books: &Books, period: Period) -> (&'static str, String) {
    let h = &books.model.horizon;
    match period {
        Period::Month(m) => ("month", h.months[m].to_string()),
        Period::Year(y) => ("year", h.years[y].to_string()),
    }
}

fn group(books: &Books, group: Group) -> (&'static str, String) {
    let d = &books.model.spec.dimensions;
    let setting = |s: usize| d.settings[s].name.as_str();
    match group {
        Group::Total => ("total", "total".to_owned()),
        Group::Line(l) => ("line", books.line_name(l).to_owned()),
        Group::Setting(s) => ("setting", setting(s).to_owned()),
        Group::Families => ("setting_class", "families".to_owned()),
        Group::Homes => ("setting_class", "homes".to_owned()),
        Group::Fostering => ("setting_class", "fostering".to_owned()),
        Group::Age(a) => ("age_band", d.age_bands[a].clone()),
        Group::Stream(s) => ("stream", d.streams[s].clone()),
        Group::Flow(a, b) => ("flow", format!("{}>{}", setting(a), setting(b))),
        Group::Exit(e) => ("flow", format!("care>{}", d.exits[e])),
        Group::Cohort(c) => {
            let name = match c {
                CohortGroup::Actual => "actual",
                CohortGroup::AtStart => "in_care_at_start",
                CohortGroup::New => "new",
                CohortGroup::OtherLines => "other_lines",
            };
            ("cohort", name.to_owned())
        }
    }
}

fn optional(x: Option<f64>) -> String {
    x.map_or(String::new(), number)
}

/// The shortest decimal that reads back to the same number; no negative zero.
pub fn number(x: f64) -> String {
    if x == 0.0 {
        "0".to_owned()
    } else if x.is_finite() {
        x.to_string()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_short_and_exact() {
        assert_eq!(number(-0.0), "0");
        assert_eq!(number(41_417_000.12), "41417000.12");
        assert_eq!(number(0.1 + 0.2), "0.30000000000000004");
        assert_eq!(number(f64::NAN), "");
    }
}
