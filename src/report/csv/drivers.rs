//! What stands beside the forecast: the outturn's curve, what moves it, the dearest placements, what is withheld from
//! outputs for others.

use super::{group, number, spread};
use crate::forecast::{
    Band, Books, CohortGroup, Forecast, Group, Measure, POINTS, Withheld, dearest,
};
use crate::model::supply::Provider;
use std::io::{self, Write};

/// Columns of `distribution.csv`: a hundred points of the outturn of each year; `percent` of the replications do not
/// exceed `value`.
pub const DISTRIBUTION: [&str; 7] = [
    "scenario",
    "period",
    "measure",
    "group_type",
    "group",
    "percent",
    "value",
];

/// Columns of `sensitivity.csv`: a row for each uncertain input and year, and `plan` for all years together; `low`
/// and `high` are its means in the fifth of the replications where it is lowest and highest, `outturn_low` and
/// `outturn_high` the mean outturns there.
pub const SENSITIVITY: [&str; 11] = [
    "scenario",
    "period",
    "parameter",
    "rank_correlation",
    "rank_correlation_mcse",
    "low",
    "high",
    "outturn_low",
    "outturn_high",
    "swing",
    "swing_mcse",
];

/// Columns of `high_cost.csv`: bands of weekly price, `from` to below `to`.
pub const HIGH_COST: [&str; 17] = [
    "scenario", "period", "band", "from", "to", "measure", "unit", "mean", "sd", "mcse", "p05",
    "p10", "p25", "p50", "p75", "p90", "p95",
];

/// Columns of `child_level.csv`: personal data, written with `--child-level` only. The dearest placements of the snapshot,
/// the dearest first; `share` is that of `full_year_cost` in the `budget` of the first year, or in its `outturn`.
pub const CHILD_LEVEL: [&str; 12] = [
    "scenario",
    "rank",
    "child",
    "setting",
    "placement_start",
    "turns_18",
    "weekly_price",
    "cost_to_year_end",
    "full_year_cost",
    "share_of",
    "share",
    "share_cumulative",
];

/// Columns of `disclosure.csv`: groups and measures that shareable outputs leave out, and actions that work on such groups
/// only.
pub const DISCLOSURE: [&str; 3] = ["scenario", "group_type", "group"];

/// Writes `distribution.csv`.
///
/// # Errors
/// Those of `to`.
pub fn distribution(
    to: &mut dyn Write,
    scenario: &str,
    books: &Books,
    f: &Forecast,
) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(DISTRIBUTION)?;
    for (y, curve) in f.curves.iter().enumerate() {
        let year = books.model.horizon.years[y].to_string();
        for (i, x) in curve.iter().enumerate() {
            let percent = number((i as f64 + 0.5) * 100.0 / POINTS as f64);
            let value = number(*x);
            out.write_record([scenario, &year, "cost", "total", "total", &percent, &value])?;
        }
    }
    out.flush()
}

/// Writes `sensitivity.csv`.
///
/// # Errors
/// Those of `to`.
pub fn sensitivity(
    to: &mut dyn Write,
    scenario: &str,
    books: &Books,
    f: &Forecast,
) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(SENSITIVITY)?;
    for s in &f.sensitivity {
        let period = match s.year {
            Some(y) => books.model.horizon.years[y].to_string(),
            None => "plan".to_owned(),
        };
        let numbers = [
            s.correlation,
            s.error,
            s.values.0,
            s.values.1,
            s.outturns.0,
            s.outturns.1,
            s.outturns.1 - s.outturns.0,
            s.swing_error,
        ];
        let path = books.model.spec.parameters[s.parameter].path.clone();
        let mut fields = vec![scenario.to_owned(), period, path];
        fields.extend(numbers.map(number));
        out.write_record(&fields)?;
    }
    out.flush()
}

/// Name of a band in files.
fn band_name(band: Band) -> String {
    match band.edges() {
        (0, Some(to)) => format!("below {to}"),
        (from, Some(to)) => format!("{from}-{to}"),
        (from, None) => format!("{from} or more"),
    }
}

/// Writes `high_cost.csv`.
///
/// # Errors
/// Those of `to`.
pub fn high_cost(
    to: &mut dyn Write,
    scenario: &str,
    books: &Books,
    f: &Forecast,
) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(HIGH_COST)?;
    for row in &f.high_cost {
        let (from, below) = row.band.edges();
        let (measure, unit) = row.said.names();
        let mut fields: Vec<String> = vec![
            scenario.to_owned(),
            books.model.horizon.years[row.year].to_string(),
            band_name(row.band),
            from.to_string(),
            below.map_or(String::new(), |t| t.to_string()),
            measure.to_owned(),
            unit.to_owned(),
        ];
        fields.extend(spread(&row.summary));
        out.write_record(&fields)?;
    }
    out.flush()
}

/// Writes `child_level.csv`.
///
/// # Errors
/// Those of `to`.
pub fn child_level(
    to: &mut dyn Write,
    scenario: &str,
    books: &Books,
    f: &Forecast,
) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(CHILD_LEVEL)?;
    let outturn = f
        .year(0, Measure::Cost, Group::Total)
        .map_or(0.0, |s| s.mean);
    let share_of = match books.budget(0) {
        Some(_) => "budget",
        None => "outturn",
    };
    let model = books.model;
    for (i, d) in dearest(books, outturn).iter().enumerate() {
        let c = &model.spec.cohort.children[d.child];
        let day = |d: i32| model.horizon.calendar(d).to_string();
        let mut fields: Vec<String> = vec![
            scenario.to_owned(),
            (i + 1).to_string(),
            c.id.clone(),
            model.settings()[c.setting].name.clone(),
            day(c.placement_start),
            day(c.birthday),
        ];
        fields.extend([d.weekly, d.to_year_end, d.full_year].map(number));
        fields.push(share_of.to_owned());
        fields.extend([d.share, d.cumulative].map(number));
        out.write_record(&fields)?;
    }
    out.flush()
}

/// The type of an action in `disclosure.csv`.
pub const INTERVENTION: &str = "intervention";

/// Writes `disclosure.csv`. Moves between settings are always withheld, nearly all are few; and with them
/// the beds empty beside complex children, who are few.
///
/// # Errors
/// Those of `to`.
pub fn disclosure(
    to: &mut dyn Write,
    scenario: &str,
    books: &Books,
    f: &Forecast,
) -> io::Result<()> {
    let mut rows = vec![("measure", "flow".to_owned())];
    let supply = books.model.spec.supply.as_ref();
    if supply.is_some_and(|s| s.complex.is_some()) {
        rows.push(("measure", "beds_blocked".to_owned()));
    }
    for w in &f.withheld {
        match w {
            Withheld::Group(g) => rows.push(group(books, *g)),
            Withheld::Band(0) => rows.push(("band", band_name(Band::Below))),
            Withheld::Band(i) => rows.push(("band", band_name(Band::From(i - 1)))),
            Withheld::Over10k => {
                rows.push(("measure", "placements_over_10k".to_owned()));
                rows.push(("band", band_name(Band::TenThousand)));
            }
            Withheld::Filled(by) => {
                let measures: &[&str] = match by {
                    // Usable places less the vacant ones are the filled ones.
                    Provider::Household => &["places_filled", "vacancy"],
                    _ => &["beds_filled"],
                };
                rows.extend(measures.iter().map(|m| ("measure", (*m).to_owned())));
            }
            Withheld::Action(i) => {
                rows.push((INTERVENTION, books.model.spec.interventions[*i].id.clone()));
            }
            Withheld::ReEntries => rows.push(("measure", "re_entries".to_owned())),
            Withheld::Cohorts => {
                let cohorts = [
                    CohortGroup::Actual,
                    CohortGroup::AtStart,
                    CohortGroup::New,
                    CohortGroup::OtherLines,
                ];
                rows.extend(cohorts.map(|c| group(books, Group::Cohort(c))));
            }
        }
    }
    let mut out = csv::Writer::from_writer(to);
    out.write_record(DISCLOSURE)?;
    for (group_type, group) in rows {
        out.write_record([scenario, group_type, &group])?;
    }
    out.flush()
}
