//! The year month by month, its chances, and the years of the plan.

use super::super::data::Run;
use super::super::plain::{As, cell, month_words, show, text};
use super::super::svg;
use super::parts::{Section, across, axis_pounds, figure, five, note, number, p, said, table};

const TOTAL: [&str; 3] = ["cost_to_date", "total", "total"];

/// Spend by month against the budget's line.
pub fn year(run: &Run) -> Section {
    let year = run.main_year();
    let months = run.months_of(year);
    let open = run.about("first_open_month");
    let closed = months
        .iter()
        .filter(|m| !open.is_empty() && **m < open)
        .count();
    let budget = |m: &str| run.get(m, ["budget_to_date", "total", "total"], "mean");
    let has_budget = months.iter().any(|m| budget(m).is_some());
    let fan = svg::Fan {
        names: months
            .iter()
            .map(|m| month_words(m)[..3].to_owned())
            .collect(),
        values: months.iter().map(|m| five(run, m, TOTAL)).collect(),
        closed,
        line: months.iter().map(|m| budget(m).map(|f| f.value)).collect(),
        line_name: "budget".to_owned(),
        unit: axis_pounds,
        from_zero: true,
    };
    let title = format!("Spend from 1 April to each month’s end, {year}");
    let description = format!(
        "Cumulative spend in pounds by month. By March the middle is {}, eight in ten futures lie between {} and {}.{}",
        text_of(run, year, "p50"),
        text_of(run, year, "p10"),
        text_of(run, year, "p90"),
        run.budget(year).map_or(String::new(), |b| format!(
            " The budget line ends at {}.",
            text(b.value, As::Pounds)
        )),
    );
    let read = format!(
        "The line is the middle of all futures, the dark band holds half of them, the light band eight in ten{}{}.",
        if has_budget {
            "; the dashed line is the budget to that month: a band above it is an overspend in the making"
        } else {
            ""
        },
        if closed > 0 {
            "; dots are months that have happened"
        } else {
            ""
        },
    );
    let heads = ["Budget to date", "Mean", "P10", "P50", "P90"];
    let heads = &heads[usize::from(!has_budget)..];
    let columns: Vec<_> = heads.iter().map(|h| number(format!("{h}, £m"))).collect();
    let rows: Vec<_> = months
        .iter()
        .map(|m| {
            let mut cells = Vec::new();
            if has_budget {
                cells.push(cell(budget(m), As::Millions));
            }
            let of = |c| cell(run.get(m, TOTAL, c), As::Millions);
            cells.extend(["mean", "p10", "p50", "p90"].map(of));
            (month_words(m), cells, false)
        })
        .collect();
    let behind = table(
        &format!("Spend to date by month, {year}"),
        "Month",
        &columns,
        &rows,
    );
    let svg = svg::fan("c-year", &title, &description, &fan);
    Section {
        id: "year",
        title: "The year, month by month",
        body: figure(&title, &read, &svg, &behind),
    }
}

fn text_of(run: &Run, year: &str, column: &str) -> String {
    run.total(year, "cost", column)
        .map_or_else(|| "…".to_owned(), |f| text(f.value, As::Pounds))
}

/// The S-curve with three ways to read it, and a hundred dots.
pub fn chances(run: &Run) -> Section {
    let year = run.main_year();
    let table_of = run.table("distribution.csv");
    let points: Vec<(f64, f64)> = table_of
        .iter()
        .filter(|l| l.text("period") == year)
        .filter_map(|l| Some((l.number("percent")?, l.number("value")?)))
        .collect();
    let budget = run.budget(year);
    let mut marks = Vec::new();
    if let Some(b) = &budget {
        marks.push((b.value, format!("budget {}", text(b.value, As::Pounds))));
    }
    if let Some(f) = run.total(year, "p80", "mean") {
        marks.push((
            f.value,
            format!("80% chance: {}", text(f.value, As::Pounds)),
        ));
    }
    let title = format!("How likely it is that {year} stays within an amount");
    let description = "An S-shaped curve: the chance, from 0 to 100%, that the outturn stays within the amount below it.";
    let mut body = String::new();
    let mut rules = format!(
        "<ol><li><strong>What is the chance of staying inside an amount?</strong> Go up from it to the curve and across: {}, for one, is as likely enough as not.</li>\
         <li><strong>Which amount gives an 80% chance?</strong> Go across at 80% to the curve and down: {}.</li>",
        said(run, year, "cost", "p50", As::Pounds),
        said(run, year, "p80", "mean", As::Pounds),
    );
    rules += &match (&budget, run.total(year, "p_overspend", "mean")) {
        (Some(b), Some(over)) => format!(
            "<li><strong>What does the budget buy?</strong> {} is enough in {} futures.</li></ol>",
            show(b, As::Pounds),
            show(&over.complement(), As::OfHundred),
        ),
        _ => "<li><strong>What does the budget buy?</strong> No budget is set for the year.</li></ol>".to_owned(),
    };
    let columns = [
        number("Not exceeded in, % of futures"),
        number("Outturn, £m"),
    ];
    let rows: Vec<_> = table_of
        .iter()
        .filter(|l| l.text("period") == year)
        .enumerate()
        .filter(|(i, _)| i % 5 == 4 || *i == 0)
        .map(|(i, l)| {
            let keys = ["period", "percent"];
            let of = |c, how| cell(run.figure("distribution.csv", &l, &keys, c), how);
            (
                format!("{}", i + 1),
                vec![of("percent", As::Tenth), of("value", As::Millions)],
                false,
            )
        })
        .collect();
    let behind = table(
        &format!("The outturn’s curve, {year}: every fifth of a hundred points"),
        "Point",
        &columns,
        &rows,
    );
    let curve = svg::curve(
        "c-chance",
        &title,
        description,
        &points,
        &marks,
        axis_pounds,
    );
    body += &figure(&title, "Three questions it answers:", &curve, "");
    body += &rules;
    let amounts: Vec<f64> = points.iter().map(|p| p.1).collect();
    let read = match budget {
        Some(_) => "Filled dots are futures with an overspend, hollow ones stay inside the budget.",
        None => "Each dot stands above what that future costs.",
    };
    let title = format!("A hundred futures of {year}");
    let description =
        "A hundred dots piled above what each future costs; filled where it is above the budget.";
    let dots = svg::dots(
        "c-dots",
        &title,
        description,
        &amounts,
        run.budget(year).map(|b| b.value),
        axis_pounds,
    );
    body += &figure(&title, read, &dots, &behind);
    Section {
        id: "chances",
        title: "How sure that is",
        body,
    }
}

/// The years of the plan: range against budget or pressure; children in care already against new ones; run rate.
pub fn plan(run: &Run) -> Section {
    let years = run.years();
    let of = |measure, column, how| across(run, years, [measure, "total", "total"], column, how);
    let bands: Vec<svg::Band> = years
        .iter()
        .filter_map(|y| {
            let against = run
                .budget(y)
                .or_else(|| run.total(y, "pressure_base", "mean"));
            Some(svg::Band {
                name: y.clone(),
                values: five(run, y, ["cost", "total", "total"])?,
                against: against.map(|f| f.value),
            })
        })
        .collect();
    let title = "Forecast outturn by year";
    let description = "For each year the range of the outturn: box for the middle half, line for eight in ten, and the budget or the last budget as a dashed line.";
    let svg = svg::intervals("c-plan", title, description, &bands, axis_pounds);
    let columns: Vec<_> = years.iter().map(|y| number(format!("{y}, £m"))).collect();
    let mut rows = vec![
        (
            "Budget".to_owned(),
            of("budget", "mean", As::Millions),
            false,
        ),
        (
            "Forecast outturn, mean".to_owned(),
            of("cost", "mean", As::Millions),
            true,
        ),
        ("P10".to_owned(), of("cost", "p10", As::Millions), false),
        ("P50".to_owned(), of("cost", "p50", As::Millions), false),
        ("P90".to_owned(), of("cost", "p90", As::Millions), false),
        (
            "Enough in 8 of 10 futures, P80".to_owned(),
            of("p80", "mean", As::Millions),
            false,
        ),
        (
            "Variance (+ overspend), mean".to_owned(),
            of("variance", "mean", As::SignedMillions),
            false,
        ),
        (
            "Chance of an overspend".to_owned(),
            of("p_overspend", "mean", As::PercentTenth),
            false,
        ),
        (
            "Pressure against the last budget, mean".to_owned(),
            of("pressure", "mean", As::SignedMillions),
            false,
        ),
        (
            "The last budget".to_owned(),
            of("pressure_base", "mean", As::Millions),
            false,
        ),
        (
            "Run rate at 31 March".to_owned(),
            of("run_rate", "mean", As::Millions),
            false,
        ),
        (
            "Share of the spread that comes from uncertain inputs".to_owned(),
            of("parameter_share", "mean", As::Percent),
            false,
        ),
    ];
    rows.retain(|r| r.1.iter().any(|c| c != "–"));
    let behind = table("Medium-term plan", "Measure", &columns, &rows);
    let mut body = figure(
        title,
        "The box holds the middle half of the futures, the line eight in ten, the figure is the middle; dashed is the budget, or the last one set where a year has none: then it is a pressure, and has no chance of an overspend. Never add ranges: not everything goes wrong at once.",
        &svg,
        &behind,
    );
    body += &cohorts(run, years);
    body += &p(&format!(
        "<strong>Run rate:</strong> the placements of 31 March cost, over a full year, {}.",
        years
            .iter()
            .filter_map(|y| Some(format!(
                "{} ({})",
                show(&run.total(y, "run_rate", "mean")?, As::Pounds),
                y
            )))
            .collect::<Vec<_>>()
            .join(", ")
    ));
    if years.iter().any(|y| run.budget(y).is_none()) {
        body +=
            &note("Years without a published budget are shown as a pressure, not as an overspend.");
    }
    Section {
        id: "plan",
        title: "The medium-term plan",
        body,
    }
}

fn cohorts(run: &Run, years: &[String]) -> String {
    let groups = [
        ("actual", "Closed months: spent"),
        ("in_care_at_start", "Children already in care at the start"),
        ("new", "Children who come in later"),
        ("other_lines", "Other lines"),
    ];
    let rows: Vec<_> = groups
        .iter()
        .map(|(g, name)| {
            let cells = across(run, years, ["cost", "cohort", g], "mean", As::Millions);
            ((*name).to_owned(), cells, false)
        })
        .filter(|r| r.1.iter().any(|c| c != "–" && !c.contains("value=\"0\"")))
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let columns: Vec<_> = years.iter().map(|y| number(format!("{y}, £m"))).collect();
    format!(
        "<h3>Already committed, and still to come</h3>{}{}",
        p(
            "What children already in care will cost is largely decided; what new children will cost can still be changed."
        ),
        table("Outturn by who it is for, mean", "For", &columns, &rows)
    )
}
