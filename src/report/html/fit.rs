//! A fit as a page: what the returns say beside what the fit expects of the same children, event by event.

use super::super::plain::{escape, sentence};
use super::super::svg::{Bar, bars};
use super::STYLE;
use super::parts::{Cells, figure, number, p, table};
use crate::fit::ReportRow;
use crate::words::calendar::Day;
use crate::words::setting::SETTINGS;

/// Events with the heading of their part of the page.
const EVENTS: [(&str, &str); 4] = [
    ("exit", "Leaving care"),
    ("planned_move", "Planned moves"),
    ("breakdown", "Breakdowns"),
    ("entry", "First placements"),
];

/// The page of a council's fit at a snapshot.
pub fn fit(council: &str, as_at: Day, rows: &[ReportRow]) -> String {
    let mut t = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{0}: fit to its returns at {as_at}</title><style>{STYLE}</style></head><body><main><h1>{0}: fit to its returns at {as_at}</h1>",
        escape(council)
    );
    t += &p(
        "Bars: what the returns say. Lines: where that would lie eight times in ten by chance alone, were the fit right. Older years count less, so that numbers are not whole. A bar far from its line is something the fit does not believe, or does not know.",
    );
    for (event, heading) in EVENTS {
        t += &format!("<section aria-labelledby=\"{event}\"><h2 id=\"{event}\">{heading}</h2>");
        let of = |table: &str, wanted: &dyn Fn(&str) -> bool| -> Vec<&ReportRow> {
            let fits = |r: &&ReportRow| {
                (r.table, r.event.as_str()) == (table, event)
                    && wanted(&r.group)
                    && r.chance.is_some()
            };
            rows.iter().filter(fits).collect()
        };
        let setting = |g: &str| SETTINGS.iter().any(|s| s.name == g);
        let mix = match event {
            "exit" => "By route",
            "entry" => "By setting",
            _ => "By where to",
        };
        let charts = [
            ("setting", "By setting", of("rate", &setting)),
            (
                "age",
                "By age and stream",
                of("rate", &|g| g != "total" && !setting(g)),
            ),
            ("stay", "By time", of("stay", &|_| true)),
            ("mix", mix, of("mix", &|_| true)),
        ];
        for (id, caption, rows) in charts {
            t += &chart(&format!("{event}-{id}"), heading, caption, &rows);
        }
        t += "</section>";
    }
    t + "</main></body></html>\n"
}

/// A chart with its figures; nothing where there is nothing to show.
fn chart(id: &str, heading: &str, caption: &str, rows: &[&ReportRow]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let whole = |x: Option<f64>| x.map_or(String::new(), |x| format!("{x:.0}"));
    let name = |r: &ReportRow| sentence(&r.group.replace('_', " "));
    let list: Vec<Bar> = rows
        .iter()
        .map(|r| Bar {
            name: name(r),
            ends: (0.0, r.observed.unwrap_or(0.0)),
            range: r.chance,
            label: format!("{}, fit {}", whole(r.observed), whole(r.fitted)),
        })
        .collect();
    let title = format!("{heading}, {}", caption.to_lowercase());
    let svg = bars(
        id,
        &title,
        "bars: in the returns; lines: what the fit expects, with chance",
        &list,
        Some(0.0),
        |x| format!("{x:.0}"),
    );
    let cells = |r: &&ReportRow| -> Cells {
        let ratio = r.value.map_or(String::new(), |x| format!("{x:.2}"));
        let cells = vec![
            whole(r.observed),
            whole(r.reference),
            whole(r.fitted),
            ratio,
        ];
        (name(r), cells, false)
    };
    let columns = ["Returns", "Reference", "Fit", "Fit to reference"].map(number);
    let cells: Vec<Cells> = rows.iter().map(cells).collect();
    let behind = table(&title, "", &columns, &cells);
    let sum = |of: fn(&ReportRow) -> Option<f64>| whole(rows.iter().map(|r| of(r)).sum());
    let read = format!(
        "In the returns {}; the fit expects {}.",
        sum(|r| r.observed),
        sum(|r| r.fitted)
    );
    figure(&title, &read, &svg, &behind)
}
