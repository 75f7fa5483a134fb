//! `[supply]`: households, homes and markets, and who asks whom for a place.

use super::reader::Reader;
use super::source::{Files, Pos, Role};
use super::supply_homes::homes_of;
use super::supply_room::{placed, room};
use super::view::{View, exit_index};
use crate::model::Spec;
use crate::model::effect::Course;
use crate::model::hazards::{Cause, FactorRow, Scope};
use crate::model::horizon::Horizon;
use crate::model::supply::{
    Approvals, Ask, Class, Complex, Household, HouseholdKind, Households, Kinship, LeavesWith,
    Market, Provider, Response, Rung, StayingPut, Stock, Supply,
};
use crate::model::value::Value;
use crate::returns::households::households;
use crate::sampling::keyed::name_hash;
use crate::words::setting::{AGE_BANDS, setting_index};

pub(super) const ZERO: Value = Value::Certain(0.0);
pub(super) const ALL: Value = Value::Certain(1.0);

/// Reads `[supply]`; lines of what homes cost stand after all others.
pub fn build(reader: &mut Reader, files: &dyn Files, root: &View<'_>, spec: &mut Spec) {
    let Some(section) = root.child("supply") else {
        return;
    };
    let (Some(foster), Some(agency), Some(home), Some(home_agency), Some(other)) = (
        setting_index("foster_in_house"),
        setting_index("foster_agency"),
        setting_index("home_in_house"),
        setting_index("home_agency"),
        setting_index("other_placement"),
    ) else {
        return;
    };
    let horizon = Horizon::new(spec.as_at, spec.years);
    let markets = [("foster_agency", agency), ("home_agency", home_agency)];
    let markets = markets.map(|(name, setting)| market(reader, &section, name, setting));
    let rung = |setting, by, fits| Rung { setting, by, fits };
    let ladder = [
        rung(foster, Provider::Household, true),
        rung(agency, Provider::Market(0), true),
        rung(home, Provider::Home, false),
        rung(home_agency, Provider::Market(1), false),
        rung(other, Provider::Anyone, false),
    ];
    let homes_ladder = ladder[2..].iter().map(|r| Rung {
        fits: r.by != Provider::Anyone,
        ..*r
    });
    let classes = vec![
        Class {
            name: "family".to_owned(),
            ladder: ladder.to_vec(),
        },
        Class {
            name: "home".to_owned(),
            ladder: homes_ladder.collect(),
        },
    ];
    let planned = section.value(reader, "planned_foster").unwrap_or(ZERO);
    let ask = |setting, class, share| Ask {
        setting,
        class,
        share,
    };
    let mut asks = vec![ask(foster, 0, ALL), ask(agency, 0, ALL)];
    for setting in [home, home_agency] {
        if planned != ZERO {
            asks.push(ask(setting, 0, planned));
        }
        // Whoever does not ask for the first asks for this.
        asks.push(ask(setting, 1, ALL));
    }
    let mut supply = Supply::new(classes, asks);
    supply.markets = markets.to_vec();
    supply.unregistered = Some(1);
    supply.home_match_chance = section.value(reader, "home_match_chance").unwrap_or(ALL);
    supply.complex = section.child("complex").map(|c| Complex {
        need_from: c.integer("need_from").map(|n| n as u8),
        share: c.value(reader, "share").unwrap_or(ZERO),
    });
    supply.kinship = kinship(reader, &section);
    if let Some(row) = section.child("households") {
        supply.households = households_of(reader, files, &row);
    }
    supply.households.staying_put = section.child("staying_put").and_then(|s| {
        Some(StayingPut {
            share: s.value(reader, "share")?,
            mean_years: s.value(reader, "mean_years")?,
            max_years: 3.0,
            at_start: s.integer("at_start").map_or(0, |n| n as u32),
        })
    });
    if let Some(share) = section.number("closures_in_breakdowns")
        && share > 0.0
    {
        spec.hazards.factors.push(FactorRow {
            causes: vec![Cause::Breakdown],
            scope: Scope::settings(&[foster]),
            ratio: Value::Certain(1.0 - share),
        });
    }
    homes_of(reader, files, &section, spec, &horizon, &mut supply);
    placed(reader, &section, &mut supply, (foster, home));
    room(reader, &section, spec, &supply, (foster, home));
    spec.supply = Some(supply);
}

fn market(reader: &Reader, section: &View<'_>, name: &str, setting: usize) -> Market {
    let rows = section.rows("market");
    let row = rows.iter().find(|r| r.text("setting") == Some(name));
    let mut available = vec![ALL; AGE_BANDS.len()];
    let mut response = None;
    if let Some(row) = row {
        for (band, value, _) in row.values(reader, "available") {
            if let Some(i) = AGE_BANDS.iter().position(|b| *b == band) {
                available[i] = value;
            }
        }
        let price = row.value(reader, "price_elasticity");
        let availability = row.value(reader, "availability_elasticity");
        if price.is_some() || availability.is_some() {
            response = Some(Response {
                price: price.unwrap_or(ZERO),
                availability: availability.unwrap_or(ZERO),
            });
        }
    }
    Market {
        name: name.to_owned(),
        setting,
        available,
        response,
    }
}

fn kinship(reader: &Reader, section: &View<'_>) -> Option<Kinship> {
    let row = section.child("kinship")?;
    Some(Kinship {
        setting: setting_index("kinship_foster")?,
        children: row.value(reader, "children_per_household")?,
    })
}

/// Ages from and to, both inside, as from and below.
pub(super) fn ages(reader: &mut Reader, row: &View<'_>) -> (f64, f64) {
    let from = row.integer("age_from").unwrap_or(0);
    let to = row.integer("age_to").unwrap_or(17);
    if to < from {
        let message = format!("age_to {to} is below age_from {from}");
        reader.problem(row.at("age_to"), message, "ages in order", None);
    }
    (from as f64, to as f64 + 1.0)
}

pub(super) fn need_to(row: &View<'_>) -> u8 {
    row.integer("need_to").map_or(4, |n| n as u8)
}

/// Kinds of household, whose shares sum to one.
fn kinds_of(reader: &mut Reader, row: &View<'_>, key: &str) -> Vec<HouseholdKind> {
    let mut kinds = Vec::new();
    for item in row.items(key) {
        let (Some(share), Some(places)) = (item.number("share"), item.integer("places")) else {
            continue;
        };
        kinds.push(HouseholdKind {
            share,
            places: places as u32,
            ages: ages(reader, &item),
            need_to: need_to(&item),
        });
    }
    let sum: f64 = kinds.iter().map(|k| k.share).sum();
    let whole = kinds.len() == row.list(key).len();
    if whole && !kinds.is_empty() && (sum - 1.0).abs() > 0.001 {
        let message = format!("the shares of the kinds of household sum to {sum:.3}");
        reader.problem(row.at(key), message, "shares that sum to 1", None);
    }
    kinds
}

fn households_of(reader: &mut Reader, files: &dyn Files, row: &View<'_>) -> Households {
    let kinds = kinds_of(reader, row, "kind");
    let joining = match row.has("joining") {
        true => kinds_of(reader, row, "joining"),
        false => kinds.clone(),
    };
    let count = row.integer("count").unwrap_or(0) as u32;
    let approvals = row.value(reader, "approvals_per_year");
    let counted = count > 0 && row.list("kind").is_empty();
    let join = approvals.is_some() && row.list("joining").is_empty() && row.list("kind").is_empty();
    if counted || join {
        let key = if counted {
            "count"
        } else {
            "approvals_per_year"
        };
        let message = "households without kinds: how many places do they have?";
        let expected = "`kind = [{ share = 1.0, places = 2 }]`";
        reader.problem(row.at(key), message, expected, None);
    }
    let mut out = Households {
        usable_share: row.value(reader, "usable_share").unwrap_or(ALL),
        match_chance: row.value(reader, "match_chance").unwrap_or(ALL),
        ..Households::default()
    };
    if count > 0 && !kinds.is_empty() {
        out.stock.push(Stock {
            id: "mainstream".to_owned(),
            count,
            kinds,
        });
    }
    if let Some(per_year) = approvals
        && !joining.is_empty()
    {
        out.approvals.push(Approvals {
            id: "supply.households".to_owned(),
            per_month: per_year,
            kinds: joining,
            pipeline_months: ZERO,
            course: Course {
                start: i32::MIN / 2,
                ramp_months: 1,
                end: i32::MAX,
                delivery: Value::Certain(1.0 / 12.0),
            },
        });
    }
    let by_children = row.values(reader, "leaving");
    out.leaving = ["0", "1", "2+"]
        .iter()
        .filter_map(|n| by_children.iter().find(|(name, _, _)| name == n))
        .map(|(_, value, _)| *value)
        .collect();
    let given = row.child("leaving");
    if let Some(given) = given.filter(|_| out.leaving.len() < 3) {
        let message = "a hazard of leaving is missing";
        let expected = "one for `\"0\"`, `\"1\"` and `\"2+\"` children placed";
        reader.problem(given.pos, message, expected, None);
    }
    out.leaves_with = (row.values(reader, "leaves_with").into_iter())
        .filter_map(|(name, share, _)| {
            let exit = exit_index(name)?;
            Some(LeavesWith { exit, share })
        })
        .collect();
    if let Some(path) = row.text("file") {
        file_of_households(reader, files, row, path, &mut out);
    }
    if out.stock.is_empty() && out.given.is_empty() && !row.has("file") && !row.has("count") {
        let message = "no households";
        let expected = "`file = \"households.csv\"`, or a `count` with kinds";
        reader.problem(row.pos, message, expected, None);
    }
    out
}

pub(super) fn open(
    reader: &mut Reader,
    files: &dyn Files,
    pos: Pos,
    path: &str,
) -> Option<(usize, String, String)> {
    let target = reader.sources.resolve(pos, path);
    let file = reader
        .sources
        .open(files, &target, Role::Supply, Some(pos))?;
    let text = reader.text_of(file);
    Some((file, target, text))
}

fn file_of_households(
    reader: &mut Reader,
    files: &dyn Files,
    row: &View<'_>,
    path: &str,
    out: &mut Households,
) {
    let Some((file, target, text)) = open(reader, files, row.at("file"), path) else {
        return;
    };
    let (rows, problems) = households(&target, &text);
    reader.sources.absorb(file, problems);
    let mut constellations: Vec<String> = Vec::new();
    for (_, h) in rows.into_iter().filter(|(_, h)| !h.kinship) {
        let constellation = (!h.constellation.is_empty()).then(|| {
            let at = constellations.iter().position(|c| *c == h.constellation);
            at.unwrap_or_else(|| {
                constellations.push(h.constellation.clone());
                constellations.len() - 1
            }) as u32
        });
        out.given.push(Household {
            who: name_hash(&h.id),
            kind: HouseholdKind {
                share: 1.0,
                places: h.places,
                ages: (f64::from(h.ages.0), f64::from(h.ages.1) + 1.0),
                need_to: h.need_to,
            },
            usable: h.usable,
            constellation,
        });
    }
}
