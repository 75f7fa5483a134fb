//! Councils that are no more, and councils that can not be found.

use super::problem;
use crate::returns::panel::Panel;
use crate::words::error::Problems;

/// Abolished or merged: the department's code, name, last 31 March, and who holds it now.
const GONE: &[(u16, &str, i32, &str)] = &[
    (
        820,
        "Bedfordshire",
        2009,
        "Bedford (822) and Central Bedfordshire (823)",
    ),
    (
        875,
        "Cheshire",
        2009,
        "Cheshire East (895) and Cheshire West and Chester (896)",
    ),
    (
        835,
        "Dorset",
        2019,
        "Dorset (838), and Bournemouth, Christchurch and Poole (839)",
    ),
    (
        837,
        "Bournemouth",
        2019,
        "Bournemouth, Christchurch and Poole (839)",
    ),
    (
        836,
        "Poole",
        2019,
        "Bournemouth, Christchurch and Poole (839)",
    ),
    (
        928,
        "Northamptonshire",
        2021,
        "North Northamptonshire (940) and West Northamptonshire (941)",
    ),
    (
        909,
        "Cumbria",
        2023,
        "Cumberland (942) and Westmorland and Furness (943)",
    ),
];

/// Who holds the area of a council that is no more, by its code or name: its name, its last year, and its successors.
pub fn held_by(text: &str) -> Option<(&'static str, i32, &'static str)> {
    let text = text.trim().to_lowercase();
    let text = text.replace("(pre lg)", "");
    let text = text.trim();
    let found = GONE
        .iter()
        .find(|g| g.0.to_string() == text || g.1.to_lowercase() == text)?;
    Some((found.1, found.2, found.3))
}

/// Why a council has no figures in a year.
pub fn absent(panel: &Panel, la_code: u16, year: i32) -> Problems {
    if let Some((name, last, now)) = held_by(&la_code.to_string())
        && year > last
    {
        return problem(
            format!("{name} was abolished after 31 March {last}"),
            "a council of that day",
            Some(format!("its area is now held by {now}")),
        );
    }
    let Some(council) = panel.by_code(la_code) else {
        return problem(
            format!("no council has the code {la_code}"),
            "a council of the tables",
            None,
        );
    };
    let name = &council.name;
    if let Some(figure) = panel.get(la_code, "cla_31mar", year) {
        return problem(
            format!(
                "the number of children of {name} at 31 March {year} is withheld or not reported ({})",
                panel.source_name(figure.source)
            ),
            "a published number of children looked after",
            Some("a council this small can only be forecast from its own returns".to_owned()),
        );
    }
    let years: Vec<i32> = panel
        .series(la_code, "cla_31mar")
        .iter()
        .filter(|(_, e)| e.figure.known().is_some())
        .map(|(y, _)| *y)
        .collect();
    let (help, expected) = match (years.first(), years.last()) {
        (Some(a), Some(b)) => (
            Some(format!(
                "`--as-at {b}-03-31` is the last day the tables have of {name}"
            )),
            format!("31 March of {a} to {b}"),
        ),
        _ => (
            Some(
                "the table of children looked after at 31 March by characteristics holds it"
                    .to_owned(),
            ),
            "a table with the children looked after".to_owned(),
        ),
    };
    problem(
        format!("the tables have no children looked after of {name} at 31 March {year}"),
        &expected,
        help,
    )
}
