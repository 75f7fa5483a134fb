//! Starts, exits and moves of a council as published: by year, by age, by route.

use super::{AGES, ENGLAND_AGES, Flow, Of};
use crate::council::gaps::fill;
use crate::returns::panel::Figure;

/// Starts by age.
const STARTED: [&str; 5] = [
    "started_age_u1",
    "started_age_1_4",
    "started_age_5_9",
    "started_age_10_15",
    "started_age_16plus",
];

/// Ceases by age, the last at 18.
const CEASED: [&str; 7] = [
    "ceased_age_u1",
    "ceased_age_1_4",
    "ceased_age_5_9",
    "ceased_age_10_15",
    "ceased_age_16",
    "ceased_age_17",
    "ceased_age_18plus",
];

/// Of the children who cease at 16 and over, those who do so before 18: England 24 to 29% by council, 2017 to 2024.
const BEFORE_18: f64 = 0.27;

/// Separated children who start in a year over those looked after at its end, England 2021 to 2024 (0.7 to 1.0).
pub const SEPARATED_STARTS: f64 = 0.8;

/// Of all starts, what such an estimate may be at most: the highest published share of any council (Kent, 2024: 79%).
const SEPARATED_AT_MOST: f64 = 0.8;

/// Sum of three of five ages.
fn three(ages: &[f64]) -> [f64; 3] {
    [ages[0] + ages[1] + ages[2], ages[3], ages[4]]
}

/// What the tables have of a year.
pub(super) fn flow(of: &Of<'_>, year: i32) -> Flow {
    let known = |i: &str| of.figure(i, year).known();
    let children = known("cla_31mar");
    let filled = |total: f64, names: &[&str], weights: &[f64]| -> Option<Vec<f64>> {
        let cells: Vec<Figure> = names.iter().map(|i| of.figure(i, year)).collect();
        let withheld = cells.iter().all(|c| c.known().is_none());
        (!withheld).then(|| fill(total, &cells, weights))
    };
    let ages = children.and_then(|t| filled(t, &AGES, &ENGLAND_AGES));
    let ceased = known("ceased");
    let mut exits = None;
    let mut turned_18 = None;
    // To 2015 the ages of 16 and over are one, in 2016 the sixteens are not told apart.
    let old = of.figure("ceased_age_16plus", year);
    if let Some(total) = ceased {
        if let Figure::Known(x) = old {
            let names = [
                CEASED[0],
                CEASED[1],
                CEASED[2],
                CEASED[3],
                "ceased_age_16plus",
            ];
            if let Some(a) = filled(total, &names, &[50.0, 190.0, 130.0, 150.0, 480.0]) {
                exits = Some([a[0] + a[1] + a[2], a[3], x * BEFORE_18]);
                turned_18 = Some(x * (1.0 - BEFORE_18));
            }
        } else if let Some(a) = filled(
            total,
            &CEASED,
            &[40.0, 190.0, 130.0, 150.0, 55.0, 55.0, 380.0],
        ) {
            exits = Some([a[0] + a[1] + a[2], a[3], a[4] + a[5]]);
            turned_18 = Some(a[6]);
        }
    }
    let moves = known("moves_total").map(|m| {
        // Changes of status only: a quarter of England's where a council's are withheld.
        let status = match of.figure("moves_status_only", year) {
            Figure::Known(x) => x,
            Figure::Between(low, high) => 0.5 * (low + high),
            Figure::Missing => 0.2 * m,
        };
        m - status
    });
    let started = known("started");
    let separated = match of.figure("started_uasc", year) {
        Figure::Known(x) => Some(x),
        Figure::Between(low, high) => Some(0.5 * (low + high)),
        Figure::Missing => match of.figure("uasc", year) {
            Figure::Known(x) => Some(x * SEPARATED_STARTS),
            Figure::Between(low, high) => Some(0.5 * (low + high) * SEPARATED_STARTS),
            Figure::Missing => None,
        }
        // Estimated from the children at the end of the year they can be more than all who started.
        .map(|s| s.min(SEPARATED_AT_MOST * started.unwrap_or(f64::INFINITY))),
    };
    Flow {
        year,
        children,
        ages: ages.map(|a| three(&a)),
        started,
        separated: separated.map(|s| s.min(started.unwrap_or(s))),
        exits,
        turned_18,
        moves,
    }
}

/// Ages of those who start: the sums of three years.
pub(super) fn start_ages(of: &Of<'_>, notes: &mut Vec<String>) -> [f64; 5] {
    let mut out = [0.0; 5];
    for year in of.year - 2..=of.year {
        let cells = STARTED.map(|i| of.figure(i, year));
        if cells.iter().all(|c| c.known().is_none()) {
            continue;
        }
        if let Some(total) = of.figure("started", year).known() {
            let filled = fill(
                total,
                &cells,
                &of.weights(&STARTED, &[180.0, 150.0, 150.0, 260.0, 260.0]),
            );
            out.iter_mut().zip(filled).for_each(|(o, x)| *o += x);
        }
    }
    let sum: f64 = out.iter().sum();
    if sum > 0.0 {
        return out.map(|x| x / sum);
    }
    notes.push("ages of those who start: not published, England's".to_owned());
    let england = of.weights(&STARTED, &[180.0, 150.0, 150.0, 260.0, 260.0]);
    let sum: f64 = england.iter().sum();
    let mut out = [0.0; 5];
    out.iter_mut().zip(england).for_each(|(o, x)| *o = x / sum);
    out
}

/// Indicators of the exits before 18, by route.
const ROUTES: [&[&str]; 6] = [
    &[
        "ceased_home_all_or_planned",
        "ceased_home_unplanned",
        "ceased_to_person_no_pr",
    ],
    &["ceased_sgo"],
    &["ceased_cao"],
    &["ceased_adopted"],
    &[
        "ceased_independent_supported",
        "ceased_independent_unsupported",
    ],
    &["ceased_other"],
];

/// Of those who cease for a reason, the share before 18: home and the orders all of them, independent living about a
/// third and other reasons a half (England's reasons by age).
const ROUTE_BEFORE_18: [f64; 6] = [1.0, 1.0, 1.0, 1.0, 0.3, 0.5];

/// Exits a year before 18 by route: means of up to six years.
pub(super) fn routes(of: &Of<'_>, notes: &mut Vec<String>) -> [f64; 6] {
    let mut out = [0.0; 6];
    for (route, names) in ROUTES.iter().enumerate() {
        let mut n = 0.0;
        for year in of.year - 5..=of.year {
            let figures: Vec<Figure> = names.iter().map(|i| of.figure(i, year)).collect();
            if figures.iter().all(|f| *f == Figure::Missing) {
                continue;
            }
            n += 1.0;
            out[route] += figures
                .iter()
                .map(|f| match *f {
                    Figure::Known(x) => x,
                    Figure::Between(low, high) => 0.5 * (low + high),
                    Figure::Missing => 0.0,
                })
                .sum::<f64>();
        }
        if n > 0.0 {
            out[route] *= ROUTE_BEFORE_18[route] / n;
        }
    }
    if out.iter().sum::<f64>() == 0.0 {
        notes.push("exits by reason: not published, England's share of the exits".to_owned());
        let ceased = of.figure("ceased", of.year).known().unwrap_or(0.0);
        out = [0.27, 0.12, 0.04, 0.1, 0.02, 0.05].map(|s| s * ceased);
    }
    out
}
