//! What is published of a council as at a year, with what is withheld or missing estimated, and a note of each.

mod flows;

pub use flows::SEPARATED_STARTS;

use super::gaps::fill;
use crate::returns::dfe::ENGLAND;
use crate::returns::panel::{Council, Figure, Panel};
use flows::{flow, routes, start_ages};
use std::collections::BTreeSet;

/// Groups of placements the tables have.
pub const GROUPS: [&str; 8] = [
    "place_foster",
    "place_secure_and_childrens_homes",
    "place_independent_supported",
    "place_other_residential",
    "place_residential_school",
    "place_parents",
    "place_adoption",
    "place_other",
];

/// Children by age.
pub const AGES: [&str; 5] = ["age_u1", "age_1_4", "age_5_9", "age_10_15", "age_16plus"];

/// To 2019 secure units, homes, hostels and semi-independent living are one group. Of it this share is taken to be
/// homes: England's homes of 2020 over homes and supported accommodation, on the children both groups had in 2019
/// (5,873 of 11,421 children against 8,154 of 10,882). Only the relative shape is from a later table.
const HOMES_OF_OLD_GROUP: f64 = 0.686;

/// One year's flows, and the children at its end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// Year that ends on its 31 March.
    pub year: i32,
    /// Children looked after at its end.
    pub children: Option<f64>,
    /// The same below 10, at 10 to 15, at 16 and over.
    pub ages: Option<[f64; 3]>,
    /// Children who started.
    pub started: Option<f64>,
    /// Of them separated.
    pub separated: Option<f64>,
    /// Ceased before 18: below 10, at 10 to 15, at 16 and 17.
    pub exits: Option<[f64; 3]>,
    /// Ceased at 18.
    pub turned_18: Option<f64>,
    /// Placements changing, changes of status only left out.
    pub moves: Option<f64>,
}

/// A published or estimated figure and where it is from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sourced {
    /// The figure.
    pub value: f64,
    /// Its source.
    pub source: String,
}

/// A council as published.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// Who.
    pub council: Council,
    /// Year that ends on the snapshot.
    pub year: i32,
    /// Children looked after.
    pub total: u32,
    /// By age.
    pub ages: [f64; 5],
    /// By group of placements.
    pub groups: [f64; 8],
    /// In the council's own provision, where published.
    pub own: Option<f64>,
    /// Separated children.
    pub separated: f64,
    /// Children under 18 in the area.
    pub population: Option<Sourced>,
    /// The last three years, oldest first.
    pub flows: Vec<Flow>,
    /// Shares of the ages of those who start.
    pub start_ages: [f64; 5],
    /// Exits a year before 18 by exit: home, special guardianship, child arrangements, adopted, independent, other.
    pub routes: [f64; 6],
    /// Weekly cost of residential care and its England figure.
    pub residential: Option<(Sourced, f64)>,
    /// Weekly cost of fostering and its England figure.
    pub fostering: Option<(Sourced, f64)>,
    /// Gross spend on children looked after.
    pub spend: Option<Sourced>,
    /// Approved and filled foster places.
    pub places: Option<(f64, f64)>,
    /// Where the counts are from.
    pub sources: BTreeSet<String>,
    /// What was estimated, and how.
    pub notes: Vec<String>,
}

/// A reader of one council's figures in a year, England's beside.
struct Of<'a> {
    panel: &'a Panel,
    la: u16,
    year: i32,
}

impl Of<'_> {
    fn figure(&self, indicator: &str, year: i32) -> Figure {
        let entry = self.panel.get(self.la, indicator, year);
        entry.map_or(Figure::Missing, |e| e.figure)
    }

    fn sourced(&self, indicator: &str, year: i32) -> Option<Sourced> {
        let e = self.panel.get(self.la, indicator, year)?;
        Some(Sourced {
            value: e.figure.known()?,
            source: self.panel.source_name(e.source).to_owned(),
        })
    }

    /// England's figure: as published, else the sum of the councils.
    fn england(&self, indicator: &str, year: i32) -> f64 {
        if let Some(x) = self.panel.known(ENGLAND, indicator, year) {
            return x;
        }
        self.panel
            .councils()
            .filter(|c| c.la_code >= 100)
            .filter_map(|c| self.panel.known(c.la_code, indicator, year))
            .sum()
    }

    /// England's shares of some indicators: weights of what is withheld.
    fn weights(&self, indicators: &[&str], fallback: &[f64]) -> Vec<f64> {
        let own: Vec<f64> = indicators
            .iter()
            .map(|i| self.england(i, self.year))
            .collect();
        if own.iter().sum::<f64>() > 0.0 {
            own
        } else {
            fallback.to_vec()
        }
    }
}

/// Reads what is published of a council for a year. `None`: not even the number of children.
pub fn observe(panel: &Panel, la: u16, year: i32) -> Option<Observed> {
    let of = Of { panel, la, year };
    let council = panel.by_code(la)?.clone();
    let total = of.figure("cla_31mar", year).known().filter(|t| *t >= 1.0)?;
    let total = libm::round(total);
    let mut notes = Vec::new();
    let mut sources = BTreeSet::new();
    let mut source = |indicator: &str| {
        if let Some(e) = panel.get(la, indicator, year) {
            sources.insert(panel.source_name(e.source).to_owned());
        }
    };
    ["cla_31mar", AGES[0], "started", "ceased"]
        .iter()
        .for_each(|i| source(i));

    let cells = AGES.map(|i| of.figure(i, year));
    let ages = parts(&of, total, &cells, &AGES, &ENGLAND_AGES, "ages", &mut notes);
    let groups = groups(&of, total, &mut notes);
    let own = of.figure("prov_own", year).known();
    if own.is_none() {
        notes.push("own provision is not published: England's shares".to_owned());
    }
    let separated = separated(&of, total, &mut notes);
    let flows: Vec<Flow> = (year - 2..=year).map(|y| flow(&of, y)).collect();
    let start_ages = start_ages(&of, &mut notes);
    let routes = routes(&of, &mut notes);
    let week = |indicator: &str| -> Option<(Sourced, f64)> {
        let own = of.sourced(indicator, year).filter(|s| s.value > 0.0)?;
        let england = panel.known(ENGLAND, indicator, year).unwrap_or_else(|| {
            let mut all: Vec<f64> = panel
                .councils()
                .filter_map(|c| panel.known(c.la_code, indicator, year))
                .collect();
            all.sort_by(f64::total_cmp);
            all.get(all.len() / 2).copied().unwrap_or(own.value)
        });
        Some((own, england))
    };
    let places = [
        of.figure("la_foster_places_approved", year).known(),
        of.figure("la_foster_places_filled", year).known(),
    ];
    Some(Observed {
        year,
        total: total as u32,
        ages,
        groups,
        own,
        separated,
        population: of.sourced("pop_0_17_used", year).filter(|p| p.value > 0.0),
        flows,
        start_ages,
        routes,
        residential: week("unitcost_residential_gbp_week"),
        fostering: week("unitcost_foster_gbp_week"),
        spend: of
            .sourced("spend_total_cla_gross_gbp", year)
            .filter(|s| s.value > 0.0),
        places: match places {
            [Some(a), Some(f)] if a > 0.0 => Some((a, f.min(a))),
            _ => None,
        },
        council,
        sources,
        notes,
    })
}

/// England's children by age, 31 March 2022 (thousandths).
const ENGLAND_AGES: [f64; 5] = [50.0, 140.0, 180.0, 390.0, 240.0];

/// England's children by group of placements, 31 March 2022 (thousandths).
const ENGLAND_GROUPS: [f64; 8] = [697.0, 90.0, 74.0, 13.0, 1.0, 70.0, 26.0, 29.0];

/// Parts of a total with the gaps filled.
fn parts<const N: usize>(
    of: &Of<'_>,
    total: f64,
    cells: &[Figure; N],
    names: &[&str; N],
    fallback: &[f64],
    what: &str,
    notes: &mut Vec<String>,
) -> [f64; N] {
    let gaps: Vec<&str> = names
        .iter()
        .zip(cells)
        .filter(|(_, c)| c.known().is_none())
        .map(|(n, _)| *n)
        .collect();
    let filled = fill(total, cells, &of.weights(names, fallback));
    if gaps.len() == N {
        notes.push(format!(
            "{what}: every cell is withheld or missing: England's shares of the total"
        ));
    } else if !gaps.is_empty() {
        let shown: Vec<String> = names
            .iter()
            .zip(&filled)
            .filter(|(n, _)| gaps.contains(n))
            .map(|(n, x)| format!("{n} {x:.1}"))
            .collect();
        notes.push(format!(
            "{what}: withheld cells by difference and in England's proportions: {}",
            shown.join(", ")
        ));
    }
    let mut out = [0.0; N];
    out.copy_from_slice(&filled);
    out
}

/// Children by group of placements; to 2019 from the older groups.
fn groups(of: &Of<'_>, total: f64, notes: &mut Vec<String>) -> [f64; 8] {
    let year = of.year;
    let mut cells = GROUPS.map(|i| of.figure(i, year));
    let old = "pre2020_place_secure_homes_hostels";
    if of.panel.get(of.la, GROUPS[1], year).is_none() && of.panel.get(of.la, old, year).is_some() {
        let known = |i: &str| of.figure(i, year).known();
        let community = known("pre2020_place_other_community").unwrap_or(0.0);
        if let Some(x) = known(old) {
            cells[1] = Figure::Known(x * HOMES_OF_OLD_GROUP);
            cells[2] = Figure::Known(x * (1.0 - HOMES_OF_OLD_GROUP) + community);
        }
        cells[3] = of.figure("pre2020_place_other_residential", year);
        let rest = ["pre2020_place_other", "pre2020_place_missing"].map(known);
        cells[7] = match rest {
            [None, None] => Figure::Between(0.0, 5.0),
            [a, b] => Figure::Known(a.unwrap_or(0.0) + b.unwrap_or(0.0)),
        };
        notes.push(format!(
            "placements: to 2019 one group holds secure units, homes, hostels and semi-independent living; \
             {:.0}% of it taken as homes (England 2020)",
            100.0 * HOMES_OF_OLD_GROUP
        ));
    }
    parts(
        of,
        total,
        &cells,
        &GROUPS,
        &ENGLAND_GROUPS,
        "placements",
        notes,
    )
}

fn separated(of: &Of<'_>, total: f64, notes: &mut Vec<String>) -> f64 {
    let x = match of.figure("uasc", of.year) {
        Figure::Known(x) => x,
        Figure::Between(low, high) => {
            notes.push(format!(
                "separated children: withheld, taken as {}",
                0.5 * (low + high)
            ));
            0.5 * (low + high)
        }
        Figure::Missing => {
            let (all, them) = (
                of.england("cla_31mar", of.year),
                of.england("uasc", of.year),
            );
            let share = if all > 0.0 { them / all } else { 0.0 };
            notes.push("separated children: not published, England's share".to_owned());
            total * share
        }
    };
    libm::round(x.min(total))
}
