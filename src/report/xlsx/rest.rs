//! Savings, dear placements, the assumptions log, and how it was run.

use super::super::data::Table;
use super::super::plain::{As, sentence, text};
use super::Book;
use super::sheet::{FIRST, Formats, Sheet, Wrote};
use rust_xlsxwriter::Workbook;

/// A file's table as it stands; numbers as numbers.
fn plainly(s: &mut Sheet, of: &Table, from: u32) -> Result<u32, rust_xlsxwriter::XlsxError> {
    let mut row = from;
    for l in of.iter() {
        for (c, head) in of.heads.iter().enumerate() {
            let (c, t) = (c as u16, l.text(head));
            match t.parse::<f64>() {
                Ok(x) if x.is_finite() => {
                    let format = s.formats.number.clone();
                    s.of.write_with_format(row, c, x, &format)?;
                }
                _ => s.text(row, c, t)?,
            }
        }
        row += 1;
    }
    Ok(row)
}

/// Savings delivered against plan.
pub fn savings(w: &mut Workbook, formats: &Formats, book: &Book) -> Wrote {
    let mut s = Sheet::begin(
        w,
        formats,
        "Savings tracker",
        "Savings: planned, forecast, delivered",
        "A scenario with actions has its savings here, month by month or in total as savings.csv has them.",
    )?;
    // Of one run alone: what was planned and delivered, without a forecast.
    let of = match book.comparison {
        Some(c) => &c.savings,
        None => book.run.table("savings.csv"),
    };
    if of.rows.is_empty() {
        s.text(
            FIRST,
            0,
            "No savings stand here: `carecast compare` of a scenario with actions forecasts them; a run alone has what its delivery.csv says.",
        )?;
        return Ok(());
    }
    let heads: Vec<(String, f64)> = of
        .heads
        .iter()
        .map(|h| (sentence(&h.replace('_', " ")), 16.0))
        .collect();
    s.heads(&heads)?;
    plainly(&mut s, of, FIRST)?;
    Ok(())
}

/// Bands of weekly price, all years.
pub fn high_cost(w: &mut Workbook, formats: &Formats, book: &Book) -> Wrote {
    let run = book.run;
    let mut s = Sheet::begin(
        w,
        formats,
        "High cost",
        "Placements by weekly price",
        "Means of all futures. A placement that goes through two bands in a year is in both; shares are of all placement cost of the year.",
    )?;
    let heads = [
        "Year",
        "Weekly price",
        "Placements in the year",
        "on 31 March",
        "Nights",
        "Cost, £",
        "Cost P10, £",
        "Cost P90, £",
        "Share of placement cost",
    ];
    s.heads(&heads.map(|h| (h.to_owned(), if h == "Weekly price" { 26.0 } else { 15.0 })))?;
    let of = run.table("high_cost.csv");
    let find = |year: &str, band: &str, measure: &str, column: &str| {
        let line = of.iter().find(|l| {
            l.text("period") == year && l.text("band") == band && l.text("measure") == measure
        })?;
        run.figure(
            "high_cost.csv",
            &line,
            &["period", "band", "measure"],
            column,
        )
    };
    let mut row = FIRST;
    for year in run.years() {
        let mut bands: Vec<&str> = Vec::new();
        for l in of.iter().filter(|l| l.text("period") == year) {
            if !bands.contains(&l.text("band")) {
                bands.push(l.text("band"));
            }
        }
        let (start, mut sum) = (row, 0.0);
        let (whole, ten): (Vec<&str>, Vec<&str>) =
            bands.into_iter().partition(|b| *b != "10000 or more");
        for band in whole.iter().chain(&ten) {
            s.text(row, 0, year)?;
            s.text(row, 1, &band_words(band))?;
            let cells = [
                (2, "placements", "mean", &formats.count),
                (3, "placements_end", "mean", &formats.count),
                (4, "nights", "mean", &formats.pounds),
                (5, "cost", "mean", &formats.pounds),
                (6, "cost", "p10", &formats.pounds),
                (7, "cost", "p90", &formats.pounds),
                (8, "share_of_cost", "mean", &formats.percent),
            ];
            for (c, measure, column, format) in cells {
                s.figure(row, c, find(year, band, measure, column), format)?;
            }
            if whole.contains(band) {
                sum += find(year, band, "cost", "mean").map_or(0.0, |f| f.value);
            }
            row += 1;
            if whole.last() == Some(band) {
                s.of.write_with_format(row, 0, year.as_str(), &formats.total(&formats.text))?;
                let label = if book.shareable {
                    "all shown bands"
                } else {
                    "all placements"
                };
                s.of.write_with_format(row, 1, label, &formats.total(&formats.text))?;
                let formula = format!("=SUM(F{}:F{row})", start + 1);
                s.formula(row, 5, &formula, sum, &formats.total(&formats.pounds))?;
                row += 1;
            }
        }
    }
    super::one_by_one::write(&mut s, run, row + 2)
}

/// A band's name with its pounds written out.
fn band_words(band: &str) -> String {
    let week = |t: &str| t.parse().map_or(t.to_owned(), |x| text(x, As::Week));
    if let Some(to) = band.strip_prefix("below ") {
        return format!("below {}", week(to));
    }
    if let Some(from) = band.strip_suffix(" or more") {
        return format!("{} or more", week(from));
    }
    match band.split_once('-') {
        Some((from, to)) => format!("{} to {}", week(from), week(to)),
        None => band.to_owned(),
    }
}

/// Every input.
pub fn assumptions(w: &mut Workbook, formats: &Formats, book: &Book) -> Wrote {
    let mut s = Sheet::begin(
        w,
        formats,
        "Assumptions",
        "Assumptions log",
        "Every input of the scenario: its value, range, source, the time it is of, how sure it is, who set and approved it, and where it stands.",
    )?;
    let of = book.run.table("assumptions.csv");
    let shown = [
        ("path", 44.0),
        ("value", 22.0),
        ("mean", 12.0),
        ("p10", 12.0),
        ("p90", 12.0),
        ("unit", 12.0),
        ("source", 60.0),
        ("period", 16.0),
        ("confidence", 11.0),
        ("set_by", 14.0),
        ("set_on", 12.0),
        ("approved_by", 14.0),
        ("note", 60.0),
        ("file", 24.0),
        ("line", 8.0),
    ];
    s.heads(&shown.map(|(h, w)| (sentence(&h.replace('_', " ")), w)))?;
    let mut row = FIRST;
    for l in of.iter() {
        for (c, (head, _)) in shown.iter().enumerate() {
            let (c, t) = (c as u16, l.text(head));
            match (*head, l.number(head)) {
                ("mean" | "p10" | "p90" | "line", Some(x)) => {
                    s.of.write_with_format(row, c, x, &formats.number)?;
                }
                _ if t.is_empty() => {}
                _ => {
                    s.of.write_with_format(row, c, t, &formats.wrapped)?;
                }
            }
        }
        row += 1;
    }
    if row > FIRST {
        s.of.autofilter(FIRST - 1, 0, row - 1, shown.len() as u16 - 1)?;
    }
    Ok(())
}

/// How it was run.
pub fn run(w: &mut Workbook, formats: &Formats, book: &Book) -> Wrote {
    let run = book.run;
    let mut s = Sheet::begin(
        w,
        formats,
        "Run",
        "How it was run",
        "The same inputs, seed and program give the same figures to the last digit: `carecast verify DIR` runs it again.",
    )?;
    s.heads(&[
        ("What".to_owned(), 30.0),
        ("Value".to_owned(), 90.0),
        ("SHA-256".to_owned(), 70.0),
    ])?;
    let made = &run.made;
    let rows = [
        ("Scenario", run.scenario.as_str()),
        ("Title", run.about("title")),
        ("Its file", made.scenario_file.as_str()),
        ("Program", "carecast"),
        ("Version", made.version.as_str()),
        (
            "Built from commit",
            made.commit.as_deref().unwrap_or("not known"),
        ),
        ("Seed", run.about("seed")),
        ("Futures (replications)", run.about("replications")),
        ("Snapshot", run.about("as_at")),
        ("Children at the start", run.about("children_at_start")),
    ];
    let mut row = FIRST;
    for (what, value) in rows {
        s.text(row, 0, what)?;
        s.text(row, 1, value)?;
        row += 1;
    }
    for (path, hash, kept) in &made.inputs {
        s.text(
            row,
            0,
            if *kept {
                "Input, copy in inputs/"
            } else {
                "Input, not kept"
            },
        )?;
        s.text(row, 1, path)?;
        s.text(row, 2, hash)?;
        row += 1;
    }
    Ok(())
}
