//! Why the outturn differs from the budget, and why the forecast moved since the last one.

use super::super::data::{Line, Run};
use super::super::plain::{As, cell, effect_words, escape, sentence, text};
use super::super::svg;
use super::parts::{Section, axis_pounds, figure, note, number, p, table};

const KEYS: [&str; 4] = ["year", "step", "effect", "group"];

/// Bridges of all years that have one.
pub fn why(run: &Run) -> Section {
    let title = "Why it differs from the budget";
    let mut years: Vec<&str> = Vec::new();
    for l in run.table("bridge.csv").iter() {
        if !years.contains(&l.text("year")) {
            years.push(l.text("year"));
        }
    }
    let mut body = String::new();
    for year in &years {
        body += &bridge(run, year);
    }
    if years.is_empty() {
        body = note("No year of this forecast has a budget, so there is nothing to differ from.");
    }
    body += &since(run);
    body += &published(run);
    Section {
        id: "why",
        title,
        body,
    }
}

fn bridge(run: &Run, year: &str) -> String {
    let lines: Vec<Line<'_>> = run
        .table("bridge.csv")
        .iter()
        .filter(|l| l.text("year") == year)
        .collect();
    let amount = |l: &Line<'_>| run.figure("bridge.csv", l, &KEYS, "amount");
    let is_whole = |l: &Line<'_>| {
        ["budget", "budget_rolled_forward", "forecast_outturn"].contains(&l.text("effect"))
    };
    let name = |l: &Line<'_>| match l.text("group_type") {
        "total" => effect_words(l.text("effect")).to_owned(),
        _ => format!("{}: {}", effect_words(l.text("effect")), l.text("group")),
    };
    // The largest dozen are drawn; the table has all.
    let mut sizes: Vec<f64> = lines
        .iter()
        .filter(|l| !is_whole(l))
        .filter_map(|l| amount(l).map(|a| a.value.abs()))
        .collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let least = sizes.get(11).copied().unwrap_or(0.0);
    let (mut steps, mut rest) = (Vec::new(), 0.0);
    for l in &lines {
        let Some(a) = amount(l) else { continue };
        let whole = is_whole(l);
        if !whole && a.value.abs() < least {
            rest += a.value;
            continue;
        }
        if l.text("effect") == "forecast_outturn" && rest != 0.0 {
            steps.push(step("All smaller ones".to_owned(), rest, false));
        }
        steps.push(step(name(l), a.value, whole));
    }
    let title = format!("From the budget to the forecast outturn, {year}");
    let description = "A waterfall from the budget through each reason to the forecast outturn; solid bars add cost, dashed hollow ones take away.";
    let svg = svg::steps(
        &format!("c-bridge-{year}"),
        &title,
        description,
        &steps,
        axis_pounds,
    );
    let rows: Vec<_> = lines
        .iter()
        .map(|l| {
            let how = if is_whole(l) {
                As::Millions
            } else {
                As::SignedMillions
            };
            (name(l), vec![cell(amount(l), how)], is_whole(l))
        })
        .collect();
    let behind = table(
        &format!("Bridge of {year}, £m"),
        "Step",
        &[number("£m")],
        &rows,
    );
    figure(
        &title,
        "Volume is other numbers of children than budgeted, mix is other places than budgeted, price is dearer or cheaper weeks. The steps add up to the penny.",
        &svg,
        &behind,
    )
}

fn step(name: String, amount: f64, whole: bool) -> svg::Step {
    let how = if whole { As::Pounds } else { As::SignedPounds };
    svg::Step {
        name,
        amount,
        whole,
        label: text(amount, how),
    }
}

/// What has changed since an earlier forecast.
fn since(run: &Run) -> String {
    let of = run.table("since.csv");
    let Some(first) = of.iter().next() else {
        return String::new();
    };
    let distinct = |column: &str| {
        let mut out: Vec<String> = Vec::new();
        for l in of.iter() {
            if !out.iter().any(|x| x == l.text(column)) {
                out.push(l.text(column).to_owned());
            }
        }
        out
    };
    let (years, terms) = (distinct("period"), distinct("term"));
    let line = |year: &str, term: &str| {
        of.iter()
            .find(|l| l.text("period") == year && l.text("term") == term)
    };
    let rows: Vec<_> = terms
        .iter()
        .map(|term| {
            let how = match term.as_str() {
                "last_forecast" => As::Millions,
                _ => As::SignedMillions,
            };
            let keys = ["since", "period", "term"];
            let amount = |y: &String| {
                let figure =
                    line(y, term).and_then(|l| run.figure("since.csv", &l, &keys, "amount"));
                cell(figure, how)
            };
            let name = match term.as_str() {
                "total" => "Change in all".to_owned(),
                other => sentence(&other.replace('_', " ")),
            };
            (name, years.iter().map(amount).collect(), term == "total")
        })
        .collect();
    let columns: Vec<_> = years.iter().map(number).collect();
    // What the terms between the first and the total are told by.
    let known = of
        .iter()
        .filter(|l| !["last_forecast", "actuals", "total"].contains(&l.text("term")));
    let how = known.map(|l| l.text("note")).next().unwrap_or("");
    format!(
        "<h3>Why the forecast moved since {}</h3>{}{}",
        escape(first.text("since")),
        p(&format!(
            "Actuals: closed months against the last forecast. The other terms: {}. They add up to the change.",
            escape(how)
        )),
        table(
            "Change of the forecast outturn, £m",
            "Reason",
            &columns,
            &rows
        )
    )
}

/// Published figures beside the forecast.
fn published(run: &Run) -> String {
    let of = run.table("published.csv");
    let keys = ["kind", "title", "period", "name"];
    let figure = |l: &Line<'_>, c, how| cell(run.figure("published.csv", l, &keys, c), how);
    let mut t = String::new();
    let placed: Vec<_> = of
        .iter()
        .filter(|l| l.text("kind") != "reconciliation")
        .map(|l| {
            let how = if l.text("kind") == "variance" {
                As::SignedMillions
            } else {
                As::Millions
            };
            (
                titled(&l),
                vec![
                    figure(&l, "published", how),
                    figure(&l, "percentile", As::Rank),
                ],
                false,
            )
        })
        .collect();
    if !placed.is_empty() {
        t += "<h3>Published figures in this forecast</h3>";
        t += &p(
            "The last column says how many of a hundred futures lie below the published figure; between 10 and 90 it is no surprise.",
        );
        let columns = [number("Published, £m"), number("Futures of 100 below it")];
        t += &table("Where published figures fall", "Figure", &columns, &placed);
    }
    let reconciled: Vec<_> = of
        .iter()
        .filter(|l| l.text("kind") == "reconciliation")
        .map(|l| {
            let name = format!("{}: {}", titled(&l), l.text("name"));
            (
                name,
                vec![
                    figure(&l, "published", As::Millions),
                    figure(&l, "modelled", As::Millions),
                ],
                false,
            )
        })
        .collect();
    if !reconciled.is_empty() {
        t += "<h3>Reconciled with published spend</h3>";
        t += &p(
            "Modelled: the children at the start at the first day’s prices for a year. What is left between the two stays visible; no line was sized to close it.",
        );
        let columns = [number("Published, £m"), number("Modelled, £m")];
        t += &table("Published and modelled", "Line", &columns, &reconciled);
    }
    t
}

/// The title with its year, once.
fn titled(l: &Line<'_>) -> String {
    let (title, period) = (l.text("title"), l.text("period"));
    if title.contains(period) {
        title.to_owned()
    } else {
        format!("{title}, {period}")
    }
}
