//! A council beside its statistical neighbours: what is published of each, what carers are offered, and where the council
//! would be with the best neighbour's mix of placements.

use super::observed::{GROUPS, Observed, observe};
use crate::reference::england;
use crate::returns::dfe::Tables;
use crate::returns::offer::Offer;
use crate::words::setting::setting_index;

/// Weeks in a year of money.
const WEEKS: f64 = 52.18;

/// Groups shown, by their index in the published ones.
pub const SHOWN: [(&str, usize); 6] = [
    ("foster", 0),
    ("homes", 1),
    ("supported", 2),
    ("parents", 5),
    ("adoption", 6),
    ("other", 7),
];

/// A council's figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// Department's code.
    pub la_code: u16,
    /// Name.
    pub name: String,
    /// How near, in the table's words; blank for the council itself.
    pub how: String,
    /// Children looked after.
    pub children: f64,
    /// For each 10,000 under 18.
    pub rate: Option<f64>,
    /// Shares of the children by published group.
    pub mix: [f64; 8],
    /// Share in the council's own provision.
    pub own: Option<f64>,
    /// Weekly cost of residential care and of fostering.
    pub weeks: [Option<f64>; 2],
    /// Starts for each 10,000 under 18.
    pub starts: Option<f64>,
    /// Exits before 18 a year for each 100 children.
    pub exits: Option<f64>,
    /// Foster places approved and filled.
    pub places: Option<(f64, f64)>,
    /// What carers are offered: age, allowance, fee, council tax, source.
    pub offers: Vec<Offer>,
}

/// Where the council would be with a neighbour's mix, at its own children and its own prices.
#[derive(Clone, Debug, PartialEq)]
pub struct WithMix {
    /// Whose mix.
    pub name: String,
    /// Cost of a year at today's mix, £.
    pub today: f64,
    /// At the neighbour's.
    pub then: f64,
    /// By published group: children today and then.
    pub children: Vec<(&'static str, f64, f64)>,
    /// Price a week of each published group that was used.
    pub prices: [f64; 8],
}

/// The comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Year that ends on the snapshot.
    pub year: i32,
    /// The council first, then its neighbours, the nearest first.
    pub rows: Vec<Beside>,
    /// With the mix of the neighbour whose mix costs least at the council's prices.
    pub best: Option<WithMix>,
    /// National minimum allowance by age, £ a week, of the council's part of England: the floor of every offer.
    pub minimum: [(&'static str, f64); 5],
    /// What should be known.
    pub notes: Vec<String>,
}

/// National minimum allowance, 2024-25, £ a week: London, South East, elsewhere. (The Fostering Network's table, whose
/// figures times 1.0355 are those of 2025-26.)
const MINIMUM: [(&str, [f64; 3]); 5] = [
    ("0-2", [191.0, 183.0, 165.0]),
    ("3-4", [195.0, 189.0, 170.0]),
    ("5-10", [217.0, 208.0, 187.0]),
    ("11-15", [248.0, 238.0, 213.0]),
    ("16-17", [289.0, 278.0, 249.0]),
];

fn beside(o: &Observed, how: &str, offers: &[Offer]) -> Beside {
    let total = f64::from(o.total);
    let per_10k = |n: f64| o.population.as_ref().map(|p| n / p.value * 10_000.0);
    let last = o.flows.last();
    let mean_exits = {
        let years: Vec<f64> = o
            .flows
            .iter()
            .filter_map(|f| Some(f.exits?.iter().sum::<f64>() / f.children?))
            .collect();
        (!years.is_empty()).then(|| 100.0 * years.iter().sum::<f64>() / years.len() as f64)
    };
    Beside {
        la_code: o.council.la_code,
        name: o.council.name.clone(),
        how: how.to_owned(),
        children: total,
        rate: per_10k(total),
        mix: o.groups.map(|g| g / total),
        own: o.own.map(|n| n / total),
        weeks: [&o.residential, &o.fostering].map(|w| w.as_ref().map(|w| w.0.value)),
        starts: last.and_then(|f| f.started).and_then(per_10k),
        exits: mean_exits,
        places: o.places,
        offers: offers
            .iter()
            .filter(|f| {
                f.council.eq_ignore_ascii_case(&o.council.name)
                    || f.council == o.council.la_code.to_string()
            })
            .cloned()
            .collect(),
    }
}

/// England's price of a setting, where the council publishes none.
fn reference_price(name: &str) -> f64 {
    let rows = england().prices.iter().map(|r| &r.item);
    let of: Vec<f64> = rows
        .filter(|r| Some(r.setting) == setting_index(name))
        .map(|r| r.weekly)
        .collect();
    of.iter().sum::<f64>() / of.len().max(1) as f64
}

/// Puts a council beside its neighbours. `None`: its own figures are not published.
pub fn compare(tables: &Tables, la: u16, year: i32, offers: &[Offer]) -> Option<Comparison> {
    let panel = &tables.panel;
    let own = observe(panel, la, year)?;
    let mut notes = Vec::new();
    let mut rows = vec![beside(&own, "", offers)];
    if own.population.is_none() {
        notes.push(
            "no population under 18 of the council is there, so rates for each 10,000 are blank: put the mid-year estimates \
             (columns `new_la_code`, `age_group`, `population_estimate`) beside the tables"
                .to_owned(),
        );
    }
    match tables.neighbours.get(&la) {
        None if tables.neighbours.is_empty() => notes.push(
            "no table of statistical neighbours is there: put the department's groupings (columns `LA number`, `SN1`, `SNP`, …) \
             beside the others"
                .to_owned(),
        ),
        None => notes.push("the table of statistical neighbours has no row of this council".to_owned()),
        Some(near) => {
            for (code, how) in near.codes.iter().zip(&near.how) {
                match observe(panel, *code, year) {
                    Some(o) => rows.push(beside(&o, how, offers)),
                    None => {
                        let name = panel
                            .by_code(*code)
                            .map_or(code.to_string(), |c| c.name.clone());
                        notes.push(format!(
                            "the neighbour {name} has no figures of 31 March {year}"
                        ));
                    }
                }
            }
        }
    }
    // A price a week of each group: the council's own where section 251 has it, else England's.
    let week = |i: usize, name: &str| rows[0].weeks[i].unwrap_or_else(|| reference_price(name));
    let prices = [
        week(1, "foster_agency"),
        week(0, "home_agency"),
        reference_price("supported_accommodation"),
        reference_price("residential_other"),
        reference_price("residential_other"),
        0.0,
        0.0,
        reference_price("other_placement"),
    ];
    let cost = |mix: &[f64; 8]| -> f64 {
        let a_week: f64 = mix.iter().zip(prices).map(|(m, p)| m * p).sum();
        rows[0].children * a_week * WEEKS
    };
    let best = rows[1..]
        .iter()
        .min_by(|a, b| cost(&a.mix).total_cmp(&cost(&b.mix)))
        .map(|b| WithMix {
            name: b.name.clone(),
            today: cost(&rows[0].mix),
            then: cost(&b.mix),
            children: GROUPS
                .iter()
                .enumerate()
                .map(|(g, name)| {
                    (
                        *name,
                        rows[0].mix[g] * rows[0].children,
                        b.mix[g] * rows[0].children,
                    )
                })
                .collect(),
            prices,
        });
    let part = match own.council.region.as_deref() {
        Some("London") => 0,
        Some("South East") => 1,
        _ => 2,
    };
    if own.council.region.is_none() {
        notes.push("the council's region is not in the tables: the minimum allowance is that outside London and the South East".to_owned());
    }
    let minimum = MINIMUM.map(|(age, by)| (age, by[part]));
    for row in &rows {
        for offer in &row.offers {
            let floor = minimum.iter().find(|(age, _)| {
                crate::words::setting::parse_age_range(age)
                    .is_some_and(|(from, to)| from <= offer.ages.0 && offer.ages.0 < to)
            });
            if let (Some(allowance), Some((age, floor))) = (offer.allowance, floor)
                && row.la_code == la
                && allowance < *floor
            {
                notes.push(format!(
                    "the allowance of {} at {age}, £{allowance}, is below the national minimum of 2024-25, £{floor}",
                    row.name
                ));
            }
        }
    }
    Some(Comparison {
        year,
        rows,
        best,
        minimum,
        notes,
    })
}
