//! Scenarios against the first, and what each action costs and saves.

use super::super::data::{Line, Table};
use super::super::html::{SUPPLY, action, compared, listed, names};
use super::super::plain::sentence;
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
        "Differences are made inside the same future: below zero is a saving. `plan` is all years together. Lines inside the budget's perimeter; what actions cost outside it is told below, action by action.",
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
    let levels = levels(of);
    let heads = heads.into_iter().chain(levels.iter().map(|l| l.1));
    let wide = |h: &str| if h == "Scenario" { 34.0 } else { 17.0 };
    let heads: Vec<(String, f64)> = heads.map(|h| (h.to_owned(), wide(h))).collect();
    s.number_heads(&heads)?;
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
            for (column, (key, _)) in (8..).zip(&levels) {
                let level = compared(of, &name, false, period, *key, "mean");
                s.figure(row, column, level, &formats.count)?;
            }
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

/// Children at the end of a year by class of setting, and the year's fostering households and places where any scenario
/// has them: key in the comparison, and head.
fn levels(of: &Table) -> Vec<([&'static str; 3], &'static str)> {
    let mut out = vec![
        (
            ["children_end", "setting_class", "families"],
            "Children in families at its end",
        ),
        (
            ["children_end", "setting_class", "homes"],
            "Children in homes at its end",
        ),
    ];
    out.extend(SUPPLY.map(|(measure, head)| ([measure, "total", "total"], head)));
    let has = |key: &[&str; 3]| {
        let named = |l: Line<'_>| ["measure", "group_type", "group"].map(|c| l.text(c)) == *key;
        of.iter().any(named)
    };
    out.retain(|(key, _)| has(key));
    out
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
