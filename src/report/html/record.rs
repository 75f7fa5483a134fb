//! What the forecast rests on: its record, its assumptions, its limits, its method, and how it was run.

use super::super::data::{Line, Run};
use super::super::plain::{As, cell, escape, group_words, sentence};
use super::Report;
use super::parts::{Column, Section, long, note, number, p, table, words};
use std::collections::BTreeMap;

/// How good forecasts like this one were.
pub fn track(run: &Run) -> Section {
    let title = "Track record";
    let of = run.table("track_record.csv");
    let mut body = String::new();
    for sentence in of
        .iter()
        .map(|l| l.text("sentence"))
        .filter(|s| !s.is_empty())
    {
        body += &p(&escape(sentence));
    }
    let shown = [
        ("n", "Forecasts", As::Whole),
        ("mean_error_pct", "Mean error, %", As::Tenth),
        ("bias_pct", "Bias, %", As::Tenth),
        ("cover50", "Inside the middle half", As::Percent),
        ("cover80", "Inside eight in ten", As::Percent),
        ("cover90", "Inside nine in ten", As::Percent),
        ("wis", "Interval score", As::Input),
        ("wis_no_change", "of no change", As::Input),
    ];
    let rows: Vec<_> = of
        .iter()
        .map(|l| {
            let keys = ["target", "horizon"];
            let one = |(c, _, how): &(&str, &str, As)| {
                cell(run.figure("track_record.csv", &l, &keys, c), *how)
            };
            (
                format!(
                    "{}, {}",
                    sentence(&l.text("target").replace('_', " ")),
                    l.text("horizon")
                ),
                shown.iter().map(one).collect(),
                false,
            )
        })
        .collect();
    if rows.is_empty() {
        body = note(
            "No earlier forecast of this council has been scored yet, so that nothing is known of how good it is here. <code>carecast backtest</code> scores forecasts made from earlier years.",
        );
    } else {
        let columns: Vec<Column> = shown.iter().map(|s| number(s.1)).collect();
        body += &table(
            "Earlier forecasts against what came",
            "Of what, how far ahead",
            &columns,
            &rows,
        );
    }
    Section {
        id: "track",
        title,
        body,
    }
}

/// Every input.
pub fn assumptions(report: &Report) -> Section {
    let run = report.main();
    let of = run.table("assumptions.csv");
    let total = of.rows.len();
    let uncertain = |l: &Line<'_>| l.text("p10") != l.text("p90");
    let low = of.iter().filter(|l| l.text("confidence") == "low").count();
    let mut body = p(&format!(
        "{total} inputs stand in assumptions.csv and on the workbook’s sheet Assumptions, each with its source; {} have a range, {low} are of low confidence.",
        of.iter().filter(uncertain).count()
    ));
    if report.shareable {
        body += &note(
            "Inputs that tell of few children, such as the children at the start by group, are left out.",
        );
    }
    let base: BTreeMap<&str, &str> = of
        .iter()
        .map(|l| (l.text("path"), l.text("value")))
        .collect();
    let mut with_base = columns();
    with_base.push(words("In the base scenario"));
    for other in report.others() {
        let changed = other.table("assumptions.csv").iter().filter_map(|l| {
            let was = base.get(l.text("path")).copied();
            if was == Some(l.text("value")) {
                return None;
            }
            let mut cells = cells(other, &l);
            cells.push(was.map_or("not there".to_owned(), escape));
            Some((l.text("path").to_owned(), cells, false))
        });
        let changed: Vec<_> = changed.collect();
        if !changed.is_empty() {
            let caption = format!(
                "What {} assumes otherwise than {}",
                other.scenario, run.scenario
            );
            body += &table(&caption, "Input", &with_base, &changed);
        }
    }
    let mut parts: Vec<(String, Vec<_>)> = Vec::new();
    for l in of.iter() {
        let part = l.text("path").split('.').next().unwrap_or("");
        let row = (l.text("path").to_owned(), cells(run, &l), false);
        match parts.last_mut() {
            Some((name, rows)) if name == part => rows.push(row),
            _ => parts.push((part.to_owned(), vec![row])),
        }
    }
    for (name, rows) in parts {
        let title = format!("{}: {} inputs", sentence(&group_words(&name)), rows.len());
        body += &long(
            &title,
            &table(&format!("Assumptions: {name}"), "Input", &columns(), &rows),
        );
    }
    Section {
        id: "assumptions",
        title: "Assumptions log",
        body,
    }
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        words("Value"),
        number("Mean"),
        number("P10"),
        number("P90"),
        words("Unit"),
    ];
    columns.push(Column {
        head: "Source".to_owned(),
        class: "x",
    });
    columns.extend(["Period", "Confidence", "Set by", "Set on", "Approved by"].map(words));
    columns
}

fn cells(run: &Run, l: &Line<'_>) -> Vec<String> {
    let c = |c| cell(run.figure("assumptions.csv", l, &["path"], c), As::Input);
    let t = |c: &str| escape(l.text(c));
    // A range is shown where there is one; a certain number stands in its value.
    let range = l.text("p10") != l.text("p90");
    let c = |name| if range { c(name) } else { String::new() };
    let mut out = vec![
        t("value"),
        c("mean"),
        c("p10"),
        c("p90"),
        t("unit"),
        t("source"),
    ];
    out.extend(["period", "confidence", "set_by", "set_on", "approved_by"].map(t));
    out
}

/// What the forecast does not say.
pub fn limits(run: &Run) -> Section {
    let mut list: Vec<String> = run
        .about_all("warning")
        .map(|w| format!("<li>{}</li>", escape(&sentence(w))))
        .collect();
    list.extend(
        [
            "A forecast is as good as its inputs; the assumptions log says where each is from and how sure it is.",
            "Rates are as they were observed, moved by the factors in the log. A change of policy or law is not in them.",
            "It forecasts totals. Nothing in it says what will happen to, or should be done for, any one child.",
            "The ranges hold what the inputs and chance make; they do not hold what nobody thought of.",
        ]
        .map(|t| format!("<li>{t}</li>")),
    );
    Section {
        id: "limits",
        title: "Limits of use",
        body: format!("<ul>{}</ul>", list.concat()),
    }
}

/// The method in one page.
pub fn method() -> Section {
    let text = [
        "Every child in care on the first day, and every child who comes in later, is followed through one possible future: leaving care, moving, a placement that breaks down, the 18th birthday. Each of these has a rate that depends on where the child lives, the age, how long the child has been there or in care, and how often the child has moved.",
        "Each night costs the weekly price of the placement divided by seven. Prices rise on 1 April and, for new placements, by a drift of their own; dear placements have a long tail. Money is counted in pence and never rounded on the way.",
        "One future is one draw of everything that is not known for sure, rates, prices and the number of children who come in, and one run of luck. Many futures make the distribution: the mean, the middle (P50), and P10 and P90, between which eight futures in ten lie. That is a prediction interval, not a confidence interval.",
        "An overspend is an outturn above the budget, inside the lines the budget covers. Its chance is the share of futures that have one. Where months have happened, their actual spend stands and only the rest is simulated.",
        "Scenarios are compared future by future on the same luck, so that what differs is what the scenarios differ in. The bridge from budget to outturn takes the mean outturn apart into numbers of children, mix and price, as far as the budget says enough.",
        "Which input matters most is the rank correlation, over the futures, of each drawn input with the outturn.",
    ];
    Section {
        id: "method",
        title: "Method in one page",
        body: text.map(p).concat(),
    }
}

/// How it was run.
pub fn manifest(report: &Report) -> Section {
    let mut body = String::new();
    for run in report.runs {
        let made = &run.made;
        let rows = [
            ("Scenario", escape(&run.scenario)),
            ("Its file", escape(&made.scenario_file)),
            ("Program", format!("carecast {}", escape(&made.version))),
            (
                "Built from commit",
                made.commit
                    .as_deref()
                    .map_or("not known".to_owned(), escape),
            ),
            ("Seed", escape(run.about("seed"))),
            ("Futures (replications)", escape(run.about("replications"))),
        ];
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(a, b)| (a.to_owned(), vec![b], false))
            .collect();
        body += &table(
            &format!("How {} was run", run.scenario),
            "What",
            &[words("Value")],
            &rows,
        );
        let inputs: Vec<_> = made
            .inputs
            .iter()
            .map(|(path, hash, kept)| {
                let kept = if *kept { "in inputs/" } else { "not kept" };
                (
                    path.clone(),
                    vec![format!("<code>{}</code>", escape(hash)), kept.to_owned()],
                    false,
                )
            })
            .collect();
        if !inputs.is_empty() {
            let columns = [
                Column {
                    head: "SHA-256".to_owned(),
                    class: "x",
                },
                words("Copy"),
            ];
            body += &table(
                &format!("Inputs of {}", run.scenario),
                "File",
                &columns,
                &inputs,
            );
        }
    }
    body += &p(
        "The same inputs, seed and program give the same figures to the last digit; <code>carecast verify DIR</code> runs the folder again and compares. When it was run, how long it took and on how many threads stands in manifest.json.",
    );
    Section {
        id: "run",
        title: "How it was run",
        body,
    }
}
