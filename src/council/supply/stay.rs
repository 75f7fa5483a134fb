//! Where children are, and what places there are, over the years of a model.

use crate::model::Model;
use crate::model::supply::Count;
use crate::simulate::Engine;
use crate::words::setting::setting_index;

/// A measure by year.
#[derive(Clone, Debug, PartialEq)]
pub struct Stay {
    /// What it is, in words.
    pub what: &'static str,
    /// Averages of each year in the baseline; empty where it has no such thing.
    pub plain: Vec<f64>,
    /// With the page.
    pub with: Vec<f64>,
}

/// Averages by year.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Averages {
    /// Own foster care, agency foster care, own homes, agency homes, unregistered.
    pub children: [Vec<f64>; 5],
    /// Households, approved places, usable places, filled ones.
    pub places: [Vec<f64>; 4],
    /// Households that joined, that left; children who had to move for it.
    pub events: [Vec<f64>; 3],
}

const SETTINGS: [&str; 4] = [
    "foster_in_house",
    "foster_agency",
    "home_in_house",
    "home_agency",
];
const PLACES: [Count; 4] = [
    Count::Households,
    Count::Places,
    Count::Usable,
    Count::Filled,
];
const EVENTS: [Count; 3] = [Count::Approved, Count::Left, Count::Displaced];

/// What the measures are called.
const CHILDREN_NAMES: [&str; 5] = [
    "own foster care",
    "agency foster care",
    "own homes",
    "agency homes",
    "unregistered",
];
const PLACES_NAMES: [&str; 4] = [
    "mainstream households",
    "approved places",
    "usable places",
    "filled places",
];
const EVENTS_NAMES: [&str; 3] = [
    "households that join",
    "households that leave",
    "children who had to move for it",
];

/// Simulates replications and averages them.
pub(super) fn simulate(model: &Model, replications: u64) -> Averages {
    let mut engine = Engine::new(model);
    let years = model.horizon.years.len();
    let nights_of: Vec<f64> = (0..years)
        .map(|y| {
            f64::from(model.horizon.month_start[12 * y + 12] - model.horizon.month_start[12 * y])
        })
        .collect();
    let mut out = Averages::default();
    let lists = out.children.iter_mut().chain(&mut out.places);
    lists
        .chain(&mut out.events)
        .for_each(|list| list.resize(years, 0.0));
    let settings = SETTINGS.map(setting_index);
    for r in 0..replications {
        let record = engine.run(r, 0);
        let l = record.layout;
        for (y, of_year) in nights_of.iter().enumerate() {
            let each = 1.0 / (of_year * replications as f64);
            for slot in 0..l.slots {
                let kind = match settings.iter().position(|s| *s == Some(slot)) {
                    Some(kind) => kind,
                    // The unregistered part of a setting has a slot beyond them.
                    None if slot >= l.settings => 4,
                    None => continue,
                };
                let nights: i64 = (0..l.groups())
                    .map(|g| {
                        let first = l.cell(g, slot, 12 * y);
                        let year = record.nights[first..first + 12].iter();
                        year.map(|n| i64::from(*n)).sum::<i64>()
                    })
                    .sum();
                out.children[kind][y] += nights as f64 * each;
            }
            let of = |count: &Count| -> f64 {
                let row = count.fixed().unwrap_or(0) * l.months;
                let year = record.supply.get(row + 12 * y..row + 12 * y + 12);
                year.map_or(0.0, |y| y.iter().sum::<i64>() as f64)
            };
            for (list, count) in out.places.iter_mut().zip(&PLACES) {
                list[y] += of(count) * each;
            }
            for (list, count) in out.events.iter_mut().zip(&EVENTS) {
                list[y] += of(count) / replications as f64;
            }
        }
    }
    out
}

/// The two side by side.
pub(super) fn beside(plain: &Averages, with: &Averages) -> Vec<Stay> {
    let children = CHILDREN_NAMES
        .iter()
        .zip(&plain.children)
        .zip(&with.children);
    let children = children.map(|((what, plain), with)| Stay {
        what,
        plain: plain.clone(),
        with: with.clone(),
    });
    let places = PLACES_NAMES.iter().zip(&with.places);
    let places = places.chain(EVENTS_NAMES.iter().zip(&with.events));
    let places = places.map(|(what, with)| Stay {
        what,
        plain: Vec::new(),
        with: with.clone(),
    });
    children.chain(places).collect()
}
