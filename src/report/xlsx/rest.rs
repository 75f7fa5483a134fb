//! Scenarios, savings, dear placements, the assumptions log, and how it was run.

use super::super::data::Table;
use super::super::html::{action, compared, listed, names};
use super::super::plain::{As, sentence, text};
use super::Book;
use super::sheet::{FIRST, Formats, MILLIONS, Sheet, Wrote};
use rust_xlsxwriter::{Chart, ChartAxisLabelPosition, ChartType, Workbook};

/// Scenarios against the first.
pub fn scenarios(w: &mut Workbook, formats: &Formats, book: &Book) -> Wrote {
    let mut s = Sheet::begin(
        w,
        formats,
        "Scenarios",
        "Scenarios against the first of them, £",
        "Differences are made inside the same future: below zero is a saving. `plan` is all years together.",
    )?;
    let Some(both) = book.comparison else {
        s.text(
            FIRST,
            0,
            "One scenario stands alone here: `carecast compare` makes a workbook of several.",
        )?;
        return Ok(());
    };
    let of = &both.table;
    let heads = [
        "Scenario",
        "Years",
        "Cost, mean, £",
        "Difference, mean, £",
        "± error, £",
        "P10, £",
        "P90, £",
        "Chance that it costs less",
    ];
    s.heads(&heads.map(|h| (h.to_owned(), if h == "Scenario" { 34.0 } else { 17.0 })))?;
    let mut periods: Vec<&str> = Vec::new();
    for l in of.iter().filter(|l| l.text("measure") == "cost") {
        if !periods.contains(&l.text("period")) {
            periods.push(l.text("period"));
        }
    }
    let cost = ["cost", "total", "total"];
    let mut row = FIRST;
    // All years together first: that is what is looked for, and drawn.
    periods.sort_by_key(|p| (*p != "plan", *p));
    let mut plan = (FIRST, FIRST);
    for period in &periods {
        for name in names(of) {
            s.text(row, 0, &name)?;
            s.text(row, 1, period)?;
            s.figure(
                row,
                2,
                compared(of, &name, false, period, cost, "mean"),
                &formats.pounds,
            )?;
            let d = |c| compared(of, &name, true, period, cost, c);
            s.figure(row, 3, d("mean"), &formats.signed)?;
            s.figure(row, 4, d("mcse"), &formats.pounds)?;
            s.figure(row, 5, d("p10"), &formats.signed)?;
            s.figure(row, 6, d("p90"), &formats.signed)?;
            let saves = compared(
                of,
                &name,
                true,
                period,
                ["p_saves", "total", "total"],
                "mean",
            );
            s.figure(row, 7, saves, &formats.percent)?;
            row += 1;
        }
        if *period == "plan" {
            plan.1 = row - 1;
        }
    }
    let mut chart = Chart::new(ChartType::Bar);
    chart
        .add_series()
        .set_name(("Scenarios", FIRST - 1, 3))
        .set_categories(("Scenarios", plan.0, 0, plan.1, 0))
        .set_values(("Scenarios", plan.0, 3, plan.1, 3));
    chart
        .title()
        .set_name("Cost of all years less the first's, mean, £");
    chart
        .y_axis()
        .set_reverse()
        .set_label_position(ChartAxisLabelPosition::Low);
    chart.x_axis().set_num_format(MILLIONS);
    chart.legend().set_hidden();
    chart.set_alt_text("Bars of each scenario's cost less that of the first");
    s.of.insert_chart(row + 2, 0, &chart)?;
    each_action(&mut s, &both.actions, row + 20)
}

/// What each action costs and saves over all years, below the chart.
fn each_action(s: &mut Sheet, of: &Table, from: u32) -> Wrote {
    let all = listed(of);
    if all.is_empty() {
        return Ok(());
    }
    let heads = [
        "Action, all years",
        "Scenario",
        "Cost, mean, £",
        "Saving, mean, £",
        "Net effect, mean, £",
        "Net P10, £",
        "Net P90, £",
        "Chance that it saves",
    ];
    for (c, head) in heads.iter().enumerate() {
        let format = s.formats.head.clone();
        s.of.write_with_format(from, c as u16, *head, &format)?;
    }
    let (pounds, signed, percent) = (
        s.formats.pounds.clone(),
        s.formats.signed.clone(),
        s.formats.percent.clone(),
    );
    for (i, (scenario, name)) in all.iter().enumerate() {
        let row = from + 1 + i as u32;
        s.text(row, 0, &sentence(&name.replace('_', " ")))?;
        s.text(row, 1, scenario)?;
        let f = |measure, column| action(of, scenario, name, "plan", measure, column);
        s.figure(row, 2, f("cost", "mean"), &pounds)?;
        s.figure(row, 3, f("saving", "mean"), &pounds)?;
        s.figure(row, 4, f("net_effect", "mean"), &signed)?;
        s.figure(row, 5, f("net_effect", "p10"), &signed)?;
        s.figure(row, 6, f("net_effect", "p90"), &signed)?;
        s.figure(row, 7, f("p_saves", "mean"), &percent)?;
    }
    Ok(())
}

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
    let none = Table::default();
    let of = book.comparison.map_or(&none, |c| &c.savings);
    if of.rows.is_empty() {
        s.text(
            FIRST,
            0,
            "No savings stand here: `carecast compare` of a scenario with actions writes them.",
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
    Ok(())
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
