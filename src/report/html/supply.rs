//! Fostering households, places and beds, where the scenario has a supply.

use super::super::data::Run;
use super::super::plain::{As, cell};
use super::super::svg;
use super::parts::{Cells, Section, axis_count, figure, five, note, number, p, table};

/// Measures of `forecast.csv` and what they are in words.
const MEASURES: [(&str, &str); 12] = [
    ("households", "Fostering households of the council, average"),
    ("places", "their approved places"),
    ("usable_places", "places filled or that can be offered"),
    ("places_filled", "places filled by children in care"),
    ("vacancy", "usable places nobody is in, of all approved"),
    ("approvals", "Households that join"),
    ("deregistrations", "Households that leave"),
    ("beds", "Beds in the council’s own homes"),
    ("beds_filled", "beds filled"),
    (
        "beds_blocked",
        "beds that stay empty beside a complex child",
    ),
    (
        "places_short",
        "Short: children placed where nobody had planned",
    ),
    (
        "displaced",
        "Children who had to move: a household left or a home closed",
    ),
];

/// The section.
pub fn supply(run: &Run) -> Section {
    let title = "Places: what there is, what is filled, what is short";
    let years = run.years();
    let mean = |y: &str, m: &str| run.total(y, m, "mean");
    let there: Vec<&(&str, &str)> = MEASURES
        .iter()
        .filter(|(m, _)| {
            years
                .iter()
                .any(|y| mean(y, m).is_some_and(|f| f.value != 0.0))
        })
        .collect();
    if there.is_empty() {
        let why = "This scenario says nothing of households, places and beds (or, in an output for others, they are too few to show): children are placed where they were placed before, and the split between the council’s own and bought placements stays as it was observed. Actions that work through places need a [supply] section.";
        return Section {
            id: "supply",
            title,
            body: note(why),
        };
    }
    let bands: Vec<svg::Band> = years
        .iter()
        .filter_map(|y| {
            Some(svg::Band {
                name: y.clone(),
                values: five(run, y, ["places_filled", "total", "total"])?,
                against: mean(y, "usable_places").map(|f| f.value),
            })
        })
        .collect();
    let columns: Vec<_> = years
        .iter()
        .flat_map(|y| [number(y), number("P10"), number("P90")])
        .collect();
    let row = |(m, name): &&(&str, &str)| -> Cells {
        let how = if *m == "vacancy" {
            As::Percent
        } else {
            As::Tenth
        };
        let of = |y: &String| ["mean", "p10", "p90"].map(|c| cell(run.total(y, m, c), how));
        (
            (*name).to_owned(),
            years.iter().flat_map(of).collect(),
            false,
        )
    };
    let rows: Vec<Cells> = there.iter().map(row).collect();
    let behind = table("Supply by year: mean, P10, P90", "What", &columns, &rows);
    let mut body = p(
        "What the council’s own carers and homes can take, and how often no place was free. A child for whom no place is free goes where it costs more.",
    );
    if bands.is_empty() {
        body += &behind;
    } else {
        let caption = "Places filled with the council’s own foster carers";
        let description = "For each year the range of places filled, and as a dashed line the places that are filled or can be offered.";
        let svg = svg::intervals("c-supply", caption, description, &bands, axis_count);
        let read = "The box holds the middle half of the futures, the line eight in ten, the figure is the middle; dashed is the mean of places that are filled or can be offered. Where the two meet, there is no room.";
        body += &figure(caption, read, &svg, &behind);
    }
    Section {
        id: "supply",
        title,
        body,
    }
}
