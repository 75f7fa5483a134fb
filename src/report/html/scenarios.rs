//! What the actions change: scenarios against the first, and savings against plan.

use super::super::data::{Figure, Line, Table};
use super::super::plain::{As, cell, escape, show, text};
use super::super::svg;
use super::parts::{Section, axis_pounds, figure, note, number, p, table};
use super::{Report, actions};

/// A row of a comparison.
fn find<'t>(
    of: &'t Table,
    scenario: &str,
    difference: bool,
    period: &str,
    key: [&str; 3],
) -> Option<Line<'t>> {
    of.iter().find(|l| {
        l.text("scenario") == scenario
            && l.text("against").is_empty() != difference
            && l.text("period") == period
            && [l.text("measure"), l.text("group_type"), l.text("group")] == key
    })
}

/// A figure of it.
pub fn compared(
    of: &Table,
    scenario: &str,
    difference: bool,
    period: &str,
    key: [&str; 3],
    column: &str,
) -> Option<Figure> {
    let line = find(of, scenario, difference, period, key)?;
    let named = [
        scenario,
        line.text("against"),
        period,
        key[0],
        key[1],
        key[2],
    ];
    Some(Figure {
        value: line.number(column)?,
        address: format!("comparison|{}|{column}", named.join("|")),
    })
}

const COST: [&str; 3] = ["cost", "total", "total"];

/// Measures of a comparison that scenarios with a supply have, and their heads; averages of a year.
pub const SUPPLY: [(&str, &str); 3] = [
    ("households", "Own fostering households"),
    ("places", "Their approved places"),
    ("places_filled", "Places filled"),
];

/// Scenarios of a comparison, the first one first.
pub fn names(of: &Table) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for l in of.iter() {
        if !out.iter().any(|n| n == l.text("scenario")) {
            out.push(l.text("scenario").to_owned());
        }
    }
    out
}

/// Scenarios told on the first screen.
const FIRST_SCREEN: usize = 4;

/// What the actions change, in a sentence or two for the first screen.
pub fn sentence_of(report: &Report) -> String {
    if let Some(of) = report.comparison.map(|c| &c.table) {
        let mut others: Vec<String> = names(of).into_iter().skip(1).collect();
        let change = |name: &String| {
            let mean = compared(of, name, true, "plan", COST, "mean");
            mean.map_or(0.0, |f| f.value.abs())
        };
        // What changes most first.
        others.sort_by(|a, b| change(b).total_cmp(&change(a)));
        let more = others.len().saturating_sub(FIRST_SCREEN);
        let more = match more {
            0 => String::new(),
            n => format!("; {n} more below"),
        };
        let list: Vec<String> = others
            .iter()
            .take(FIRST_SCREEN)
            .filter_map(|name| {
                let f = compared(of, name, true, "plan", COST, "mean")?;
                let way = if f.value < 0.0 {
                    "costs less by"
                } else {
                    "costs more by"
                };
                let range = |c| {
                    compared(of, name, true, "plan", COST, c).map(|f| show(&f, As::SignedPounds))
                };
                let range = match (range("p10"), range("p90")) {
                    (Some(a), Some(b)) => format!(" (eight in ten: {a} to {b})"),
                    _ => String::new(),
                };
                Some(format!(
                    "<em>{}</em> {way} {} over all years{range}{}",
                    escape(name),
                    show(&f, As::PoundsOf),
                    net_of(report, name)
                ))
            })
            .collect();
        if !list.is_empty() {
            return p(&format!(
                "<strong>What the actions change:</strong> {}{more}.",
                list.join("; ")
            ));
        }
    }
    let run = report.main();
    let actions: Vec<String> = run.about_all("action").map(escape).collect();
    if actions.is_empty() {
        p(
            "<strong>Actions:</strong> this scenario has none; compare it with one that has, to see what they change.",
        )
    } else {
        p(&format!(
            "<strong>Actions in this forecast:</strong> {}. What they change shows beside a forecast without them.",
            actions.join(", ")
        ))
    }
}

/// What is left of a scenario's saving when every line counts: what actions cost mostly stands outside the perimeter.
fn net_of(report: &Report, name: &str) -> String {
    let net = report.comparison.and_then(|c| {
        actions::action(
            &c.actions,
            name,
            "all actions",
            "plan",
            "net_effect",
            "mean",
        )
    });
    let run = report.main();
    let rest = match run.budget(run.main_year()) {
        Some(_) => "the lines outside the budget",
        None => "every other line",
    };
    net.map_or(String::new(), |f| {
        let way = if f.value < 0.0 { "less" } else { "more" };
        format!(
            ", and with {rest}, what its actions cost included, {} {way}",
            show(&f, As::PoundsOf)
        )
    })
}

/// Scenarios against the first of them.
pub fn scenarios(report: &Report) -> Section {
    let title = "What the actions change";
    let body = match report.comparison {
        Some(of) => differences(&of.table) + &actions::actions(of) + &actions::savings(&of.savings),
        None => {
            note(
                "One scenario stands alone here. <code>carecast compare baseline.toml actions.toml --out DIR</code> runs both on the same luck and shows the difference.",
            ) + &actions::savings(report.main().table("savings.csv"))
        }
    };
    Section {
        id: "actions",
        title,
        body,
    }
}

fn differences(of: &Table) -> String {
    let all = names(of);
    let Some((first, others)) = all.split_first() else {
        return String::new();
    };
    let list: Vec<svg::Bar> = others
        .iter()
        .filter_map(|name| {
            let at = |c| compared(of, name, true, "plan", COST, c).map(|f| f.value);
            Some(svg::Bar {
                name: name.clone(),
                ends: (0.0, at("mean")?),
                range: at("p10").zip(at("p90")),
                label: text(at("mean")?, As::SignedPounds),
            })
        })
        .collect();
    let caption = format!("Cost over all years, less that of {first}");
    let description = "A bar for each scenario from nothing to the mean difference of cost, with the range of eight futures in ten; to the left is a saving.";
    let svg = svg::bars(
        "c-actions",
        &caption,
        description,
        &list,
        Some(0.0),
        axis_pounds,
    );
    let mut periods: Vec<&str> = Vec::new();
    for l in of
        .iter()
        .filter(|l| l.text("measure") == "cost" && l.text("group_type") == "total")
    {
        if !periods.contains(&l.text("period")) {
            periods.push(l.text("period"));
        }
    }
    let mut rows = Vec::new();
    for name in others {
        for period in &periods {
            let c = |c, how| cell(compared(of, name, true, period, COST, c), how);
            let saves = compared(
                of,
                name,
                true,
                period,
                ["p_saves", "total", "total"],
                "mean",
            );
            let cells = vec![
                c("mean", As::SignedMillions),
                c("mcse", As::Millions),
                c("p10", As::SignedMillions),
                c("p90", As::SignedMillions),
                cell(saves, As::Percent),
            ];
            rows.push((format!("{name}, {period}"), cells, *period == "plan"));
        }
    }
    let columns = [
        "Mean, £m",
        "± error, £m",
        "P10, £m",
        "P90, £m",
        "Chance that it costs less",
    ]
    .map(number);
    let behind = table(
        &format!("Differences from {first}"),
        "Scenario and years",
        &columns,
        &rows,
    );
    let mut t = figure(
        &caption,
        "Left of the line is a saving. The bar is the mean, the line across it holds eight futures in ten; both are differences within the same future, not of two ranges. Only lines inside the budget’s perimeter count here: what actions cost outside it is told action by action.",
        &svg,
        &behind,
    );
    let last = periods
        .iter()
        .rev()
        .find(|p| **p != "plan" && **p != "budgeted")
        .copied()
        .unwrap_or("");
    let level = |name: &str, period: &str, key| compared(of, name, false, period, key, "mean");
    // Only scenarios with a supply have households.
    let supply: Vec<(&str, &str)> = SUPPLY
        .into_iter()
        .filter(|(measure, _)| {
            let key = [*measure, "total", "total"];
            all.iter().any(|name| level(name, last, key).is_some())
        })
        .collect();
    let rows: Vec<_> =
        all.iter()
            .map(|name| {
                let level = |period: &str, key| level(name, period, key);
                let children = |class| {
                    cell(
                        level(last, ["children_end", "setting_class", class]),
                        As::Whole,
                    )
                };
                let mut cells = vec![
                    cell(level("plan", COST), As::Millions),
                    cell(level(last, COST), As::Millions),
                    cell(level(last, ["children_end", "total", "total"]), As::Whole),
                    children("families"),
                    children("homes"),
                ];
                cells.extend((supply.iter()).map(|(measure, _)| {
                    cell(level(last, [*measure, "total", "total"]), As::Whole)
                }));
                (name.clone(), cells, name == first)
            })
            .collect();
    let mut columns = vec![
        number("All years, £m"),
        number(format!("{last}, £m")),
        number("Children at its end"),
        number("in families"),
        number("in homes"),
    ];
    columns.extend(supply.iter().map(|(_, head)| number(*head)));
    t += &table("Each scenario by itself, mean", "Scenario", &columns, &rows);
    t
}
