//! Children by setting, homes and fostering apart, moves between settings, supply.

use super::super::data::Run;
use super::super::plain::{As, cell, group_words, month_short, month_words, sentence};
use super::super::svg;
use super::parts::{Cells, Section, across, axis_count, figure, five, long, number, p, table};

/// Layers shown apart in the stack.
const APART: usize = 7;

/// Where the children live.
pub fn children(run: &Run, withheld: bool) -> Section {
    let mut body = stack(run);
    body += &yearly(run, withheld);
    body += &class_fan(
        run,
        "homes",
        "Children in homes (every residential setting)",
        "c-homes",
    );
    body += &class_fan(
        run,
        "fostering",
        "Children in foster care (relatives, own and agency carers)",
        "c-foster",
    );
    body += &flows(run);
    body += &counts(run);
    Section {
        id: "children",
        title: "The children: how many, and where they live",
        body,
    }
}

fn months_with_children(run: &Run) -> Vec<&str> {
    let has = |m: &&String| {
        run.get(m, ["children_end", "total", "total"], "mean")
            .is_some()
    };
    run.months()
        .iter()
        .filter(has)
        .map(String::as_str)
        .collect()
}

fn stack(run: &Run) -> String {
    let months = months_with_children(run);
    let value = |m: &str, g: &str| {
        run.get(m, ["children_end", "setting", g], "mean")
            .map_or(0.0, |f| f.value)
    };
    let mut layers: Vec<(f64, svg::Layer)> = run
        .groups("children_end", "setting")
        .iter()
        .map(|g| {
            let values: Vec<f64> = months.iter().map(|m| value(m, g)).collect();
            (
                values.iter().sum(),
                svg::Layer {
                    name: group_words(g),
                    values,
                },
            )
        })
        .filter(|l: &(f64, svg::Layer)| l.0 > 0.0)
        .collect();
    if layers.is_empty() {
        return p("No children by setting stand in the run folder.");
    }
    layers.sort_by(|a, b| b.0.total_cmp(&a.0));
    if layers.len() > APART {
        let rest = layers.split_off(APART - 1);
        let sum = |m: usize| rest.iter().map(|l| l.1.values[m]).sum();
        let values = (0..months.len()).map(sum).collect();
        layers.push((
            0.0,
            svg::Layer {
                name: "all other".to_owned(),
                values,
            },
        ));
    }
    let layers: Vec<svg::Layer> = layers.into_iter().map(|l| l.1).collect();
    let names: Vec<String> = months.iter().map(|m| month_short(m)).collect();
    let title = "Children at each month’s end by where they live, mean";
    let description =
        "Stacked areas of children by setting over the months, the largest setting lowest.";
    let svg = svg::stack("c-stack", title, description, &names, &layers);
    let read = "Each band is a setting, its thickness the number of children; the top edge is all children.";
    let groups = run.groups("children_end", "setting");
    let columns: Vec<_> = groups
        .iter()
        .map(|g| number(sentence(&group_words(g))))
        .chain([number("All")])
        .collect();
    let rows: Vec<_> = months
        .iter()
        .map(|m| {
            let mut cells: Vec<String> = groups
                .iter()
                .map(|g| {
                    cell(
                        run.get(m, ["children_end", "setting", g], "mean"),
                        As::Tenth,
                    )
                })
                .collect();
            cells.push(cell(
                run.get(m, ["children_end", "total", "total"], "mean"),
                As::Tenth,
            ));
            (month_words(m), cells, false)
        })
        .collect();
    let behind = table(
        "Children at each month’s end by setting, mean",
        "Month",
        &columns,
        &rows,
    );
    figure(title, read, &svg, "") + &long("The figures by month and setting", &behind)
}

/// Average children and the weekly price by setting; settings without a child are left out.
fn yearly(run: &Run, withheld: bool) -> String {
    let years = run.years();
    let by = |measure: &str, how: As| {
        let of = |kind: &str, g: &str| across(run, years, [measure, kind, g], "mean", how);
        let mut rows: Vec<Cells> = run
            .groups("children", "setting")
            .iter()
            .filter(|g| years.iter().any(|y| has(run, y, g)))
            .map(|g| (sentence(&group_words(g)), of("setting", g), false))
            .collect();
        if withheld {
            let hidden = run.withheld();
            let settings = hidden.iter().filter(|(kind, _)| kind == "setting");
            let cells = || vec!["c".to_owned(); years.len()];
            rows.extend(settings.map(|(_, g)| (sentence(&group_words(g)), cells(), false)));
        }
        rows.push(("All".to_owned(), of("total", "total"), true));
        rows
    };
    let columns: Vec<_> = years.iter().map(number).collect();
    table(
        "Average number of children in the year, mean",
        "Setting",
        &columns,
        &by("children", As::Tenth),
    ) + &p(
        "The weekly price is the cost of all nights in a setting over the year, for seven of them.",
    ) + &table(
        "Average weekly price, £, mean",
        "Setting",
        &columns,
        &by("weekly_price", As::Week),
    )
}

/// Is there ever a child in the setting?
fn has(run: &Run, year: &str, setting: &str) -> bool {
    let children = run.get(year, ["children", "setting", setting], "mean");
    children.is_some_and(|f| f.value > 0.0)
}

fn class_fan(run: &Run, class: &str, title: &str, id: &str) -> String {
    let months = months_with_children(run);
    let of = ["children_end", "setting_class", class];
    let values: Vec<Option<[f64; 5]>> = months.iter().map(|m| five(run, m, of)).collect();
    if values.iter().all(Option::is_none) {
        return String::new();
    }
    let fan = svg::Fan {
        names: months.iter().map(|m| month_short(m)).collect(),
        values,
        closed: 0,
        line: Vec::new(),
        line_name: String::new(),
        unit: axis_count,
        from_zero: false,
    };
    let columns = ["Mean", "P10", "P50", "P90"].map(number);
    let rows: Vec<_> = months
        .iter()
        .map(|m| {
            let of = |c| cell(run.get(m, of, c), As::Tenth);
            (
                month_words(m),
                ["mean", "p10", "p50", "p90"].map(of).to_vec(),
                false,
            )
        })
        .collect();
    let last = months.last().copied().unwrap_or("");
    let at = |c: &str| {
        run.get(last, of, c).map_or(String::new(), |f| {
            super::super::plain::text(f.value, As::Whole)
        })
    };
    let description = format!(
        "Children by month. By {} the middle is {}, eight in ten futures lie between {} and {}.",
        month_words(last),
        at("p50"),
        at("p10"),
        at("p90")
    );
    let svg = svg::fan(id, title, &description, &fan);
    let read = "The line is the middle of all futures, the dark band holds half of them, the light band eight in ten.";
    figure(title, read, &svg, "")
        + &long(
            &format!("The figures: {title}"),
            &table(title, "Month", &columns, &rows),
        )
}

/// Moves between settings in a year, as a matrix.
fn flows(run: &Run) -> String {
    let year = run.main_year();
    let mut settings = run.groups("children_end", "setting");
    let value =
        |from: &str, to: &str| run.get(year, ["flow", "flow", &format!("{from}>{to}")], "mean");
    let any = settings
        .iter()
        .any(|a| settings.iter().any(|b| value(a, b).is_some()));
    let mut t = "<h3>Moves between settings</h3>".to_owned();
    if !any {
        return t + &p("Moves between settings are not shown: nearly all are of 1 to 5 children.");
    }
    let all = settings.clone();
    settings.retain(|a| all.iter().any(|b| value(a, b).or(value(b, a)).is_some()));
    let columns: Vec<_> = settings
        .iter()
        .map(|g| number(format!("to {}", group_words(g))))
        .collect();
    let rows: Vec<_> = settings
        .iter()
        .map(|a| {
            let cells = settings
                .iter()
                .map(|b| cell(value(a, b), As::Tenth))
                .collect();
            (format!("from {}", group_words(a)), cells, false)
        })
        .collect();
    t += &p(
        "A row is where children moved from, a column where to; on the diagonal they stayed in the same kind of setting with another carer or home.",
    );
    t + &table(&format!("Moves in {year}, mean"), "Moved", &columns, &rows)
}

/// Coming, going, moving.
fn counts(run: &Run) -> String {
    let years = run.years();
    let of = |measure| across(run, years, [measure, "total", "total"], "mean", As::Whole);
    let mut rows: Vec<_> = [
        ("entries", "Children who come into care"),
        ("re_entries", "of them, were in care before"),
        ("exits", "Children who leave care"),
        ("moves", "Moves"),
        ("breakdowns", "of them, placements that broke down"),
        (
            "children_in_year",
            "Children looked after at any time in the year",
        ),
    ]
    .map(|(m, name)| (name.to_owned(), of(m), false))
    .to_vec();
    for (measure, name, how) in [
        (
            "rate_per_10k",
            "Children in care per 10,000 on 31 March",
            As::Tenth,
        ),
        ("family_share", "Share of nights in families", As::Percent),
        (
            "in_house_share",
            "Share of nights in the council’s own settings",
            As::Percent,
        ),
    ] {
        rows.push((
            name.to_owned(),
            across(run, years, [measure, "total", "total"], "mean", how),
            false,
        ));
    }
    rows.retain(|r| r.1.iter().any(|c| c != "–"));
    let columns: Vec<_> = years.iter().map(number).collect();
    format!(
        "<h3>Coming, going, moving</h3>{}",
        table(
            "Children and moves in the year, mean",
            "Count",
            &columns,
            &rows
        )
    )
}
