//! A council's checks, and the tables of all councils.

use crate::council::Check;
use crate::forecast::Summary;
use std::fmt::Write as _;

/// `checks.csv`.
pub fn checks(list: &[Check]) -> String {
    let mut out = String::from("measure,year,published,model,sd_apart\n");
    for c in list {
        let _ = writeln!(
            out,
            "\"{}\",{},{:.1},{:.1},{:.2}",
            c.what, c.year, c.published, c.model, c.apart
        );
    }
    out
}

/// The checks as a table on the screen: a row a measure, published and model by year.
pub fn screen(list: &[Check]) -> String {
    let mut years: Vec<i32> = list.iter().map(|c| c.year).collect();
    years.sort_unstable();
    years.dedup();
    let mut names: Vec<&str> = Vec::new();
    for c in list {
        if !names.contains(&c.what.as_str()) {
            names.push(&c.what);
        }
    }
    let mut out = format!("{:<42}", "Year to March: published | model");
    for y in &years {
        let _ = write!(out, "{y:>17}");
    }
    out.push('\n');
    for name in names {
        let _ = write!(out, "{name:<42}");
        for y in &years {
            match list.iter().find(|c| c.what == name && c.year == *y) {
                Some(c) => {
                    let flag = if c.warning().is_some() { "*" } else { " " };
                    let _ = write!(out, "{:>8.0} |{:>5.0}{flag} ", c.published, c.model);
                }
                None => {
                    let _ = write!(out, "{:>17}", "");
                }
            }
        }
        let trimmed = out.trim_end().len();
        out.truncate(trimmed);
        out.push('\n');
    }
    if list.iter().any(|c| c.warning().is_some()) {
        out.push_str(
            "* further apart than chance and a council's usual wandering explain (2.5 SD)\n",
        );
    }
    out
}

/// A row of the tables of all councils.
#[derive(Clone, Debug)]
pub struct Row {
    /// `council`, `region` or `england`.
    pub kind: &'static str,
    /// Department's code; blank for areas.
    pub la_code: String,
    /// Name.
    pub name: String,
    /// Year.
    pub year: String,
    /// Measure.
    pub measure: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Its distribution.
    pub summary: Summary,
}

/// `councils.csv` and `areas.csv`.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::from(
        "area_type,la_code,name,year,measure,unit,mean,sd,mcse,p05,p10,p25,p50,p75,p90,p95\n",
    );
    for r in rows {
        let s = &r.summary;
        let _ = write!(
            out,
            "{},{},\"{}\",{},{},{},{:.2},{:.2},{:.2}",
            r.kind,
            r.la_code,
            r.name,
            r.year,
            r.measure,
            r.unit,
            s.mean,
            s.sd.unwrap_or(0.0),
            s.mcse.unwrap_or(0.0)
        );
        for q in s.quantiles.unwrap_or_default() {
            let _ = write!(out, ",{q:.2}");
        }
        out.push('\n');
    }
    out
}
