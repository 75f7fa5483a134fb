//! What each action costs, saves and nets, when it pays back, and how savings stand against plan.

use super::super::data::{Comparison, Figure, Line, Table};
use super::super::plain::{As, cell, escape, month_words, sentence, text};
use super::super::svg;
use super::parts::{Cells, Column, axis_pounds, figure, long, number, p, table, words};

/// A figure of `actions.csv`.
pub fn action(
    of: &Table,
    scenario: &str,
    name: &str,
    period: &str,
    measure: &str,
    column: &str,
) -> Option<Figure> {
    let line = of.iter().find(|l| {
        [
            l.text("scenario"),
            l.text("intervention"),
            l.text("period"),
            l.text("measure"),
        ] == [scenario, name, period, measure]
    })?;
    Some(Figure {
        value: line.number(column)?,
        address: format!("actions|{scenario}|{name}|{period}|{measure}|{column}"),
    })
}

/// Scenarios and actions in their order.
pub fn listed(of: &Table) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for l in of.iter() {
        let row = (
            l.text("scenario").to_owned(),
            l.text("intervention").to_owned(),
        );
        if !out.contains(&row) {
            out.push(row);
        }
    }
    // Of a scenario with one action all of them are that one.
    let several = |scenario: &str| out.iter().filter(|a| a.0 == scenario).count() > 2;
    let kept = |a: &&(String, String)| a.1 != "all actions" || several(&a.0);
    out.iter().filter(kept).cloned().collect()
}

/// Cost, saving, net and payback of each action; break-even beside it.
pub fn actions(of: &Comparison) -> String {
    let of = &of.actions;
    let all = listed(of);
    if all.is_empty() {
        return String::new();
    }
    let many = all.iter().any(|a| a.0 != all[0].0);
    let name = |(scenario, action): &(String, String)| {
        let action = sentence(&action.replace('_', " "));
        if many {
            format!("{action} ({scenario})")
        } else {
            action
        }
    };
    let bars: Vec<svg::Bar> = all
        .iter()
        .filter_map(|a| {
            let at = |c| action(of, &a.0, &a.1, "plan", "net_effect", c).map(|f| f.value);
            Some(svg::Bar {
                name: name(a),
                ends: (0.0, at("mean")?),
                range: at("p10").zip(at("p90")),
                label: text(at("mean")?, As::SignedPounds),
            })
        })
        .collect();
    let title = "What each action changes over all years, cost less saving";
    let description = "A bar for each action from nothing to its mean net effect on cost, with the range of eight futures in ten; to the left is a saving.";
    let svg = svg::bars("c-each", title, description, &bars, Some(0.0), axis_pounds);
    let columns = [
        "Cost, £m",
        "Saving, £m",
        "of it cashable, £m",
        "Net effect, £m",
        "P10, £m",
        "P90, £m",
        "Chance that it saves",
        "Pays back after, months",
        "Present value, £m",
        "Breaks even at this part of the assumed effect",
    ]
    .map(number);
    let row = |a: &(String, String)| -> Cells {
        let f = |measure, column, how| cell(action(of, &a.0, &a.1, "plan", measure, column), how);
        let once = |measure, how| {
            let line = of.iter().find(|l| {
                l.text("scenario") == a.0
                    && l.text("intervention") == a.1
                    && l.text("measure") == measure
            });
            cell(
                line.and_then(|l| action(of, &a.0, &a.1, l.text("period"), measure, "mean")),
                how,
            )
        };
        let cells = vec![
            f("cost", "mean", As::Millions),
            f("saving", "mean", As::Millions),
            f("cashable", "mean", As::Millions),
            f("net_effect", "mean", As::SignedMillions),
            f("net_effect", "p10", As::SignedMillions),
            f("net_effect", "p90", As::SignedMillions),
            f("p_saves", "mean", As::Percent),
            once("payback_months", As::Whole),
            once("present_value", As::SignedMillions),
            once("break_even_effect", As::Percent),
        ];
        (name(a), cells, a.1 == "all actions")
    };
    let rows: Vec<Cells> = all.iter().map(row).collect();
    let read = "Left of the line an action saves more than it costs. Where the range crosses the line, the evidence does not rule out that it costs more. The last column of the table says how much of the assumed effect has to come true for the action to pay for itself: the smaller, the safer.";
    figure(
        title,
        read,
        &svg,
        &table(
            "Cost, saving, net and payback by action, all years",
            "Action",
            &columns,
            &rows,
        ),
    )
}

/// Savings against plan, to date and month by month.
pub fn savings(of: &Table) -> String {
    if of.rows.is_empty() {
        return String::new();
    }
    let keys = ["scenario", "intervention", "month", "measure"];
    let how = |l: &Line<'_>| {
        if l.text("unit") == "GBP" || l.text("measure") == "saving" {
            As::Whole
        } else {
            As::Tenth
        }
    };
    let f = |l: &Line<'_>, c: &str| {
        let named: Vec<&str> = keys.iter().map(|k| l.text(k)).collect();
        let figure = l.number(c).map(|value| Figure {
            value,
            address: format!("savings|{}|{c}", named.join("|")),
        });
        cell(figure, how(l))
    };
    let unit = |l: &Line<'_>| match l.text("unit") {
        "GBP" => "£".to_owned(),
        u => escape(u),
    };
    let last = told(of);
    let many = last
        .iter()
        .any(|l| l.text("scenario") != last[0].text("scenario"));
    let name = |l: &Line<'_>| {
        let action = sentence(&l.text("intervention").replace('_', " "));
        match many {
            true => format!("{action} ({})", l.text("scenario")),
            false => action,
        }
    };
    let columns: Vec<Column> = [
        words("Rating"),
        words("What"),
        words("To date"),
        number("Planned to date"),
        number("Delivered or expected to date"),
        number("Slippage"),
        words("Owner"),
        words("Status"),
    ]
    .into();
    let rows: Vec<Cells> = last
        .iter()
        .map(|l| {
            let to = match l.text("actual") {
                "" => "expected to",
                _ => "delivered to",
            };
            let cells = vec![
                rating(l.text("rating")),
                format!("{}, {}", escape(l.text("measure")), unit(l)),
                format!("{to} {}", escape(&month_words(l.text("month")))),
                f(l, "planned_to_date"),
                f(l, "expected_to_date"),
                f(l, "slippage"),
                escape(l.text("owner")),
                escape(l.text("status")),
            ];
            (name(l), cells, false)
        })
        .collect();
    let mut t = "<h3>Savings delivered against plan</h3>".to_owned();
    t += &p(
        "Delivered so far against what was planned by then, and where the plan ends what is expected of it. Green is on plan, amber behind, red far behind; the word says it, not the colour.",
    );
    t += &table("Savings to date", "Action", &columns, &rows);
    let columns: Vec<Column> = [
        words("Month"),
        words("What"),
        number("Planned"),
        number("Forecast"),
        number("P10"),
        number("P90"),
        number("Cost"),
        number("Actual"),
    ]
    .into();
    let columns_told = ["planned", "forecast", "p10", "p90", "cost", "actual"];
    // A month in which nothing is planned or expected says nothing.
    let says = |l: &Line<'_>| {
        let not_nothing = |c: &&str| l.number(c).is_some_and(|n| n != 0.0);
        columns_told.iter().any(not_nothing)
    };
    let mut months: Vec<Line<'_>> = of.iter().filter(says).collect();
    let all = months.len();
    if all > MONTHS_TOLD {
        let first = months.iter().map(|l| l.text("month")).min();
        let year_on = first.map(year_after);
        months.retain(|l| year_on.as_deref().is_some_and(|y| l.text("month") < y));
    }
    if months.len() < all {
        t += &p(
            "Month by month the first twelve are shown; all of them stand in savings.csv and in the workbook.",
        );
    }
    let rows: Vec<Cells> = months
        .iter()
        .map(|l| {
            let mut cells = vec![
                month_words(l.text("month")),
                format!("{}, {}", escape(l.text("measure")), unit(l)),
            ];
            cells.extend(columns_told.map(|c| f(l, c)));
            (name(l), cells, false)
        })
        .collect();
    t + &long(
        "Savings month by month",
        &table("Savings by month", "Action", &columns, &rows),
    )
}

/// So many months of all actions are shown in full; a comparison of many scenarios has more.
const MONTHS_TOLD: usize = 400;

/// The same month a year later, of `2024-04`.
fn year_after(month: &str) -> String {
    let year: i32 = month.get(..4).and_then(|y| y.parse().ok()).unwrap_or(0);
    format!("{}{}", year + 1, month.get(4..).unwrap_or_default())
}

/// What is told to date of each action and measure: the last month that is known, and the last of the plan where that is
/// later; where there is neither, the last month. Of a scenario with one action all of them are that one.
fn told(of: &Table) -> Vec<Line<'_>> {
    let same = |a: &Line<'_>, b: &Line<'_>| {
        let keys = ["scenario", "intervention", "measure"];
        keys.iter().all(|k| a.text(k) == b.text(k))
    };
    let mut groups: Vec<Vec<Line<'_>>> = Vec::new();
    for l in of.iter() {
        match groups.iter_mut().find(|g| same(&g[0], &l)) {
            Some(g) => g.push(l),
            None => groups.push(vec![l]),
        }
    }
    let actions = |scenario: &str| {
        let mut names: Vec<&str> = of
            .iter()
            .filter(|l| l.text("scenario") == scenario)
            .map(|l| l.text("intervention"))
            .collect();
        names.dedup();
        names.len()
    };
    groups.retain(|g| {
        g[0].text("intervention") != "all actions" || actions(g[0].text("scenario")) != 2
    });
    let mut out = Vec::new();
    for g in groups {
        let last = |column: &str| g.iter().rposition(|l| !l.text(column).is_empty());
        let (known, planned) = (last("actual"), last("planned_to_date"));
        out.extend(known.map(|i| g[i]));
        let end = planned.or(known.is_none().then(|| g.len() - 1));
        out.extend(end.filter(|i| known.is_none_or(|k| *i > k)).map(|i| g[i]));
    }
    out
}

fn rating(word: &str) -> String {
    let text = match word {
        "green" => "● green",
        "amber" => "◐ amber",
        "red" => "○ red",
        _ => "no plan to rate",
    };
    format!("<span class=\"rag\">{text}</span>")
}
