//! A council's checks, and the tables of all councils.

use super::figures::cut;
use crate::council::Check;
use crate::council::neighbours::{Comparison, SHOWN};
use crate::council::supply::Stay;
use crate::forecast::Summary;
use std::fmt::Write as _;
use std::io;

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

/// What `supply.toml` does without any action beside the baseline, averages of each year of the forecast.
pub fn stays(list: &[Stay]) -> String {
    let years = list.first().map_or(0, |s| s.with.len());
    let mut out = format!("{:<42}", "With supply.toml: baseline | with it");
    for y in 1..=years {
        let _ = write!(out, "{:>16}", format!("year {y}"));
    }
    out.push('\n');
    for s in list {
        let _ = write!(out, "{:<42}", s.what);
        for (y, with) in s.with.iter().enumerate() {
            let _ = match s.plain.get(y) {
                Some(plain) => write!(out, "{plain:>8.1} |{with:>6.1}"),
                None => write!(out, "{:>8} |{with:>6.1}", ""),
            };
        }
        out.push('\n');
    }
    out.push('\n');
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

/// Writes `neighbours.csv`: a row a council and measure.
///
/// # Errors
/// Those of `to`.
pub fn neighbours_csv(to: &mut dyn io::Write, c: &Comparison) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record([
        "la_code", "name", "nearness", "year", "measure", "unit", "value", "source",
    ])?;
    let figure = |x: Option<f64>| x.map_or(String::new(), |x| format!("{x:.2}"));
    for r in &c.rows {
        let mut put = |measure: &str, unit: &str, value: Option<f64>, source: &str| {
            out.write_record([
                r.la_code.to_string().as_str(),
                &r.name,
                &r.how,
                &c.year.to_string(),
                measure,
                unit,
                &figure(value),
                source,
            ])
        };
        put("children", "children", Some(r.children), "")?;
        put("rate_per_10k", "children", r.rate, "")?;
        put("starts_per_10k", "children", r.starts, "")?;
        put("exits_before_18_per_100", "children", r.exits, "")?;
        put("own_provision", "percent", r.own.map(|x| 100.0 * x), "")?;
        for (g, share) in crate::council::observed::GROUPS.iter().zip(r.mix) {
            put(g, "percent", Some(100.0 * share), "")?;
        }
        put("unitcost_residential", "gbp_week", r.weeks[0], "")?;
        put("unitcost_foster", "gbp_week", r.weeks[1], "")?;
        let [approved, filled] = [r.places.map(|p| p.0), r.places.map(|p| p.1)];
        put("foster_places_approved", "places", approved, "")?;
        put("foster_places_filled", "places", filled, "")?;
        for o in &r.offers {
            let ages = format!("{:.0}-{:.0}", o.ages.0, o.ages.1 - 1.0);
            for (what, unit, value) in [
                ("allowance", "gbp_week", o.allowance),
                ("fee", "gbp_week", o.fee),
                ("council_tax", "gbp_year", o.council_tax),
            ] {
                put(&format!("{what} {ages}"), unit, value, &o.source)?;
            }
        }
    }
    out.flush()
}

/// A council beside its neighbours, on the screen.
pub fn neighbours(c: &Comparison) -> String {
    let mut out = format!(
        "31 March {}: {} beside its statistical neighbours\n\n",
        c.year, c.rows[0].name
    );
    let _ = write!(
        out,
        "{:<22}{:>9}{:>8}{:>7}{:>6}{:>5}",
        "", "children", "per 10k", "starts", "exits", "own"
    );
    let width = |name: &str| name.len() + 1;
    for (name, _) in SHOWN {
        let _ = write!(out, "{name:>w$}", w = width(name));
    }
    let _ = writeln!(out, "{:>7}{:>9}", "home £", "foster £");
    let figure = |x: Option<f64>| x.map_or("-".to_owned(), |x| format!("{x:.0}"));
    for (i, r) in c.rows.iter().enumerate() {
        let _ = write!(
            out,
            "{:<22}{:>9.0}{:>8}{:>7}{:>6}{:>5}",
            cut(&r.name, 21),
            r.children,
            figure(r.rate),
            figure(r.starts),
            figure(r.exits),
            figure(r.own.map(|x| 100.0 * x))
        );
        for (name, g) in SHOWN {
            let _ = write!(out, "{:>w$.1}", 100.0 * r.mix[g], w = width(name));
        }
        let _ = writeln!(out, "{:>7}{:>9}", figure(r.weeks[0]), figure(r.weeks[1]));
        if i == 0 {
            out.push('\n');
        }
    }
    out.push_str(
        "starts: a year for each 10,000 under 18; exits: before 18, a year for each 100 looked after; own to other: of 100 \
         children,\nthose in the council's own provision and by placement; home, foster: section 251 cost of a week\n",
    );
    if let Some(b) = &c.best {
        let _ = writeln!(
            out,
            "\nWith {}'s mix of placements, {}'s children and its own prices:\n£{:.1}m a year for £{:.1}m today ({:+.1}), a \
             comparison of mix at published average prices, not a saving that can be planned for",
            b.name,
            c.rows[0].name,
            b.then / 1e6,
            b.today / 1e6,
            (b.then - b.today) / 1e6
        );
        for (name, today, then) in &b.children {
            let name = name.trim_start_matches("place_").replace('_', " ");
            let _ = writeln!(
                out,
                "  {name:<28}{today:>6.0} {:>8}",
                format!("{:+.0}", then - today)
            );
        }
    }
    let any = c.rows.iter().any(|r| !r.offers.is_empty());
    let _ = writeln!(
        out,
        "\nWhat carers are offered, £ a week (allowance + fee){}",
        if any {
            ""
        } else {
            ": no offer.csv, or none of these councils in it"
        }
    );
    if any {
        let _ = write!(out, "{:<26}", "");
        for (age, _) in c.minimum {
            let _ = write!(out, "{age:>13}");
        }
        let _ = writeln!(out, "{:>16}", "council tax, £");
        let _ = write!(out, "{:<26}", "national minimum 2024-25");
        for (_, floor) in c.minimum {
            let _ = write!(out, "{floor:>13.0}");
        }
        out.push('\n');
        for r in c.rows.iter().filter(|r| !r.offers.is_empty()) {
            let _ = write!(out, "{:<26}", r.name);
            for (age, _) in c.minimum {
                let from = crate::words::setting::parse_age_range(age).map_or(0.0, |a| a.0);
                let found = r
                    .offers
                    .iter()
                    .find(|o| o.ages.0 <= from && from < o.ages.1);
                let text = found.map_or("-".to_owned(), |o| {
                    let part = |x: Option<f64>| x.map_or("?".to_owned(), |x| format!("{x:.0}"));
                    format!("{} + {}", part(o.allowance), part(o.fee))
                });
                let _ = write!(out, "{text:>13}");
            }
            let tax = r.offers.iter().find_map(|o| o.council_tax);
            let _ = writeln!(out, "{:>16}", figure(tax));
        }
    }
    out
}
