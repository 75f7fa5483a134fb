//! The dearest placements, and which inputs move the forecast.

use super::super::data::{CHILD_LEVEL, Line, Run};
use super::super::plain::{As, cell, escape, group_words, input_words, show, text};
use super::super::svg;
use super::parts::{Section, axis_pounds, figure, long, note, number, p, table, words};

const KEYS: [&str; 3] = ["period", "band", "measure"];

/// Bands of weekly price.
pub fn dear(run: &Run, withheld: bool) -> Section {
    let title = "The dearest placements";
    let year = run.main_year();
    let of = run.table("high_cost.csv");
    let mut bands: Vec<(&str, String)> = Vec::new();
    for l in of.iter().filter(|l| l.text("period") == year) {
        if !bands.iter().any(|b| b.0 == l.text("band")) {
            bands.push((l.text("band"), band_words(&l)));
        }
    }
    let hidden = run.withheld();
    let find = |band: &str, measure: &str, column: &str| {
        let line = of.iter().find(|l| {
            l.text("period") == year && l.text("band") == band && l.text("measure") == measure
        })?;
        run.figure("high_cost.csv", &line, &KEYS, column)
    };
    if bands.is_empty() {
        return Section {
            id: "dear",
            title,
            body: note("The run folder has no high_cost.csv."),
        };
    }
    let share = |band: &str, column: &str| find(band, "share_of_cost", column);
    let list: Vec<svg::Bar> = bands
        .iter()
        .filter(|b| b.0 != "10000 or more")
        .filter_map(|(band, name)| {
            let mean = share(band, "mean")?;
            let range = share(band, "p10")
                .zip(share(band, "p90"))
                .map(|(a, b)| (a.value, b.value));
            Some(svg::Bar {
                name: name.clone(),
                ends: (0.0, mean.value),
                range,
                label: text(mean.value, As::Percent),
            })
        })
        .collect();
    let caption = format!("Share of placement cost by weekly price, {year}");
    let description = "Bars of the share of all placement cost that placements in each band of weekly price take, with the range of eight futures in ten.";
    let svg = svg::bars("c-dear", &caption, description, &list, Some(0.0), |x| {
        text(x, As::Percent)
    });
    let columns = [
        number("Placements in the year"),
        number("on 31 March"),
        number("Cost, £m"),
        number("P10, £m"),
        number("P90, £m"),
        number("Share of placement cost"),
    ];
    let rows: Vec<_> = bands
        .iter()
        .map(|(band, name)| {
            let c = |m, c, how| cell(find(band, m, c), how);
            let cells = vec![
                c("placements", "mean", As::Tenth),
                c("placements_end", "mean", As::Tenth),
                c("cost", "mean", As::Millions),
                c("cost", "p10", As::Millions),
                c("cost", "p90", As::Millions),
                c("share_of_cost", "mean", As::PercentTenth),
            ];
            (name.clone(), cells, *band == "10000 or more")
        })
        .collect();
    let behind = table(
        &format!("Placements by weekly price, {year}"),
        "Weekly price",
        &columns,
        &rows,
    );
    let mut body = figure(
        &caption,
        "A bar is the mean share of all placement cost; the line across it holds eight futures in ten. Few placements at the top can decide a year.",
        &svg,
        &behind,
    );
    if let (Some(n), Some(s)) = (
        find("10000 or more", "placements", "mean"),
        share("10000 or more", "mean"),
    ) {
        body += &p(&format!(
            "About {} placements cost £10,000 a week or more at some time in {year}; they take {} of placement cost.",
            show(&n, As::Whole),
            show(&s, As::Percent)
        ));
    }
    body += &one_by_one(run);
    if withheld && hidden.iter().any(|h| h.0 == "band") {
        body += &note(
            "Bands with 1 to 5 placements, and others from which they could be worked out, are not shown.",
        );
    }
    Section {
        id: "dear",
        title,
        body,
    }
}

/// The dearest placements child by child, where they were asked for.
fn one_by_one(run: &Run) -> String {
    let of = run.table(CHILD_LEVEL);
    let Some(first) = of.iter().next() else {
        return String::new();
    };
    let rows: Vec<_> = of
        .iter()
        .map(|l| {
            let c = |c, how| cell(run.figure(CHILD_LEVEL, &l, &["rank"], c), how);
            let cells = vec![
                escape(&group_words(l.text("setting"))),
                escape(l.text("placement_start")),
                escape(l.text("turns_18")),
                c("weekly_price", As::Week),
                c("cost_to_year_end", As::Week),
                c("full_year_cost", As::Week),
                c("share", As::PercentTenth),
                c("share_cumulative", As::PercentTenth),
            ];
            (l.text("child").to_owned(), cells, false)
        })
        .collect();
    let share = format!("Share of the {}", first.text("share_of"));
    let columns = [
        words("Setting"),
        words("Placed on"),
        words("Turns 18 on"),
        number("A week, £"),
        number("To the year’s end at this price, £"),
        number("Over a full year, £"),
        number(share),
        number("of all so far"),
    ];
    let title = "The dearest placements of the snapshot, child by child";
    format!(
        "<h3>Child by child</h3>{}{}",
        note(
            "Personal data: for the council’s own use. Written because <code>--child-level</code> was given."
        ),
        table(title, "Child", &columns, &rows)
    )
}

fn band_words(l: &Line<'_>) -> String {
    let pounds = |c: &str| l.number(c).map(|x| text(x, As::Week));
    match (l.number("from"), pounds("from"), pounds("to")) {
        (Some(0.0), _, Some(to)) => format!("below {to} a week"),
        (_, Some(from), Some(to)) => format!("{from} to {to} a week"),
        (_, Some(from), None) => format!("{from} a week or more"),
        _ => l.text("band").to_owned(),
    }
}

/// Inputs that move the outturn, the strongest first.
pub fn drivers(run: &Run) -> Section {
    let title = "Which assumption moves the forecast most";
    let year = run.main_year();
    let of = run.table("sensitivity.csv");
    let lines: Vec<Line<'_>> = of.iter().filter(|l| l.text("period") == year).collect();
    if lines.is_empty() {
        let why = "No uncertain input, or too few futures to tell.";
        return Section {
            id: "drivers",
            title,
            body: note(why),
        };
    }
    let keys = ["period", "parameter"];
    let list: Vec<svg::Bar> = lines
        .iter()
        .take(8)
        .filter_map(|l| {
            let (a, b) = (l.number("outturn_low")?, l.number("outturn_high")?);
            Some(svg::Bar {
                name: input_words(l.text("parameter")),
                ends: (a, b),
                range: None,
                label: format!("{} … {}", text(a, As::Pounds), text(b, As::Pounds)),
            })
        })
        .collect();
    let caption = format!("Mean outturn of {year} where an input is low, and where it is high");
    let description = "For each of the eight inputs that move the outturn most, a bar from the mean outturn where the input is in its lowest fifth to that where it is in its highest.";
    let middle = run.total(year, "cost", "mean").map(|f| f.value);
    let svg = svg::bars(
        "c-drivers",
        &caption,
        description,
        &list,
        middle,
        axis_pounds,
    );
    let columns = [
        number("Rank correlation"),
        number("± error"),
        number("Input, low fifth"),
        number("Input, high fifth"),
        number("Outturn there, £m"),
        number("Outturn there, £m"),
    ];
    let row = |l: &Line<'_>| {
        let c = |c, how| cell(run.figure("sensitivity.csv", l, &keys, c), how);
        let cells = vec![
            c("rank_correlation", As::Correlation),
            c("rank_correlation_mcse", As::Correlation),
            c("low", As::Input),
            c("high", As::Input),
            c("outturn_low", As::Millions),
            c("outturn_high", As::Millions),
        ];
        (l.text("parameter").to_owned(), cells, false)
    };
    let rows: Vec<_> = lines.iter().take(15).map(row).collect();
    let behind = table(
        &format!("Inputs and the outturn of {year}"),
        "Input",
        &columns,
        &rows,
    );
    let mut body = figure(
        &caption,
        "The longer the bar, the more it matters to know the input better. A bar is what goes with the input, from the futures at hand; the upright line is the mean of all.",
        &svg,
        &behind,
    );
    let plan: Vec<Line<'_>> = of.iter().filter(|l| l.text("period") == "plan").collect();
    if !plan.is_empty() && run.years().len() > 1 {
        let rows: Vec<_> = plan.iter().take(15).map(row).collect();
        body += &long(
            "The same over all years of the plan",
            &table(
                "Inputs and the cost of the whole plan",
                "Input",
                &columns,
                &rows,
            ),
        );
    }
    if let Some(share) = run.total(year, "parameter_share", "mean") {
        body += &p(&format!(
            "Not knowing the inputs makes {} of the spread of {}; the rest is luck, which no better data would take away.",
            show(&share, As::Percent),
            escape(year)
        ));
    }
    Section {
        id: "drivers",
        title,
        body,
    }
}
