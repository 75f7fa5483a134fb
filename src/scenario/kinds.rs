//! What a planned action of each kind says, from its row.

use super::reader::Reader;
use super::view::{View, exit_index};
use crate::model::Spec;
use crate::model::effect::{Beginning, Change, Placements, PriceChange};
use crate::model::hazards::{Cause, Scope};
use crate::model::intervention::{
    Adoption, Custom, CustomDiversion, CustomFactor, CustomPrevention, EdgeOfCare, Kind, Kinship,
    MarketManagement, PlacementSupport, Reunification, SupportedAccommodation, ValuingCare,
};
use crate::model::value::Value;
use crate::words::setting::{AGE_BANDS, setting_index};

const ONE: Value = Value::Certain(1.0);
const ZERO: Value = Value::Certain(0.0);

/// Settings of the vocabulary, by name.
pub(super) fn named(names: &[&str]) -> Vec<usize> {
    names.iter().filter_map(|n| setting_index(n)).collect()
}

/// One setting of the vocabulary.
pub(super) fn one(name: &str) -> usize {
    setting_index(name).unwrap_or(0)
}

/// Exits named in a row, or these.
pub(super) fn exits(row: &View<'_>, key: &str, or: &[&str]) -> Vec<usize> {
    if row.has(key) {
        let named = row.each(key).iter();
        return named.filter_map(|n| exit_index(n.text()?)).collect();
    }
    or.iter().filter_map(|n| exit_index(n)).collect()
}

/// The scope of a row; these settings where it names none.
pub(super) fn scope(row: &View<'_>, settings: &[&str]) -> Scope {
    let mut scope = row.scope();
    if scope.settings.is_none() && !settings.is_empty() {
        scope.settings = Some(named(settings));
    }
    scope
}

fn placements(row: &View<'_>, or: Placements) -> Placements {
    match row.text("applies_to") {
        Some("new") => Placements::New,
        Some("all") => Placements::All,
        _ => or,
    }
}

/// The kind of a row and its parameters; `None` where something is missing, which was reported.
pub(super) fn kind(reader: &mut Reader, row: &View<'_>, spec: &Spec) -> Option<Kind> {
    let value = |key: &str| row.value(reader, key);
    Some(match row.text("kind")? {
        "adoption" => Kind::Adoption(Adoption {
            exit: exit_index("adopted")?,
            placed: one("placed_for_adoption"),
            scope: row.scope(),
            timeliness_ratio: value("timeliness_ratio"),
            placed_ratio: value("placed_ratio"),
            cost_per_adoption: value("cost_per_adoption"),
        }),
        "custom" => Kind::Custom(custom(reader, row)),
        "edge_of_care" => Kind::EdgeOfCare(EdgeOfCare {
            risk_ratio: value("risk_ratio")?,
            ages: row.scope().ages,
            streams: row.streams("stream").unwrap_or_else(|| vec![0]),
        }),
        "kinship" => Kind::Kinship(Kinship {
            scope: row.scope(),
            from: row.settings("from").unwrap_or_else(|| {
                named(&[
                    "foster_in_house",
                    "foster_agency",
                    "home_in_house",
                    "home_agency",
                ])
            }),
            to: one("kinship_foster"),
            entry_share: value("entry_share"),
            move_share: value("move_share"),
            exits: exits(row, "orders", &["special_guardianship"]),
            order_hazard_ratio: value("order_hazard_ratio"),
            allowance: value("allowance_weekly").zip(value("allowance_years")),
        }),
        "market_management" => Kind::MarketManagement(MarketManagement {
            scope: scope(row, &["foster_agency", "home_agency"]),
            price_ratio: value("price_ratio"),
            price_cap: value("price_cap"),
            placements: placements(row, Placements::New),
            void_places: row.number("void_places"),
            void_weekly: value("void_weekly").unwrap_or(ZERO),
            block_places: value("block_places"),
            availability_ratio: value("availability_ratio"),
        }),
        "placement_support" => Kind::PlacementSupport(PlacementSupport {
            breakdown_hazard_ratio: value("breakdown_hazard_ratio")?,
            scope: row.scope(),
        }),
        "reunification" => Kind::Reunification(Reunification {
            exit: exit_index("home")?,
            scope: row.scope(),
            return_hazard_ratio: value("return_hazard_ratio"),
            re_entry_hazard_ratio: value("re_entry_hazard_ratio"),
            support_per_return: value("support_per_return"),
        }),
        "supported_accommodation" => {
            let settings = [
                "foster_in_house",
                "foster_agency",
                "home_in_house",
                "home_agency",
                "other_placement",
            ];
            let mut scope = scope(row, &settings);
            scope.ages = Some(vec![AGE_BANDS.len() - 1]);
            Kind::SupportedAccommodation(SupportedAccommodation {
                scope,
                to: one("supported_accommodation"),
                move_on_ratio: value("move_on_ratio"),
                price_ratio: value("price_ratio"),
            })
        }
        "valuing_care" => {
            let needs = row.has("family_need").then(|| row.needs("family_need"));
            Kind::ValuingCare(ValuingCare {
                priced: scope(row, &["foster_agency", "home_agency"]),
                price_ratio: value("price_ratio"),
                family_needs: needs.unwrap_or_else(|| vec![1, 2]),
                from: row
                    .settings("from")
                    .unwrap_or_else(|| named(&["home_agency"])),
                to: row.setting("to").unwrap_or_else(|| one("foster_agency")),
                to_family_share: value("to_family_share"),
            })
        }
        _ => return super::kinds_supply::kind(reader, row, spec),
    })
}

fn custom(reader: &mut Reader, row: &View<'_>) -> Custom {
    let factors = row
        .items("factor")
        .iter()
        .filter_map(|item| factor(reader, item))
        .collect();
    let r = &*reader;
    Custom {
        factors,
        preventions: (row.items("prevention").iter())
            .filter_map(|item| {
                Some(CustomPrevention {
                    streams: item.streams("stream").unwrap_or_default(),
                    ages: item.scope().ages,
                    share: item.value(r, "share")?,
                })
            })
            .collect(),
        entries: (row.items("entries").iter())
            .map(|item| {
                (
                    item.streams("stream").unwrap_or_default(),
                    item.value(r, "ratio").unwrap_or(ONE),
                    item.value(r, "per_year").unwrap_or(ZERO),
                )
            })
            .collect(),
        re_entries: (row.items("reentry").iter())
            .filter_map(|item| Some((exits(item, "route", &[]), item.value(r, "ratio")?)))
            .collect(),
        prices: (row.items("price").iter())
            .flat_map(|item| {
                let changes = [
                    item.value(r, "ratio").map(PriceChange::Ratio),
                    item.value(r, "weekly").map(PriceChange::Weekly),
                    item.value(r, "floor").map(PriceChange::Floor),
                    item.value(r, "cap").map(PriceChange::Cap),
                ];
                let (scope, of) = (item.scope(), placements(item, Placements::All));
                changes
                    .into_iter()
                    .flatten()
                    .map(move |c| (scope.clone(), c, of))
            })
            .collect(),
        diversions: (row.items("diversion").iter())
            .filter_map(|item| {
                let at = item.each("at").iter().filter_map(|n| {
                    let name = n.text()?;
                    Beginning::ALL.into_iter().find(|b| b.name() == name)
                });
                let at: Vec<Beginning> = at.collect();
                Some(CustomDiversion {
                    at: if at.is_empty() {
                        Beginning::ALL.to_vec()
                    } else {
                        at
                    },
                    scope: Scope {
                        settings: item.settings("picked"),
                        ..item.scope()
                    },
                    to: item.setting("to")?,
                    share: item.value(r, "share")?,
                })
            })
            .collect(),
        supply: super::kinds_supply::custom(r, row),
    }
}

fn factor(reader: &mut Reader, item: &View<'_>) -> Option<CustomFactor> {
    let events = item.each("event").iter().filter_map(|n| n.text());
    let cause = |name: &str| Cause::ALL.into_iter().find(|c| c.name() == name);
    let causes: Vec<Cause> = events.filter_map(cause).collect();
    let (ratio, rate) = (item.value(reader, "ratio"), item.value(reader, "per_year"));
    let change = match (ratio, rate) {
        (Some(ratio), None) => Change::Ratio(ratio),
        (None, Some(rate)) => Change::PerYear(rate),
        (both, _) => {
            if both.is_some() || !(item.has("ratio") || item.has("per_year")) {
                let message = "it says neither or both of `ratio` and `per_year`";
                reader.problem(item.pos, message, "one of them", None);
            }
            return None;
        }
    };
    let scope = item.scope();
    let toward = match (item.has("exit_to"), item.has("move_to")) {
        (true, _) => exits(item, "exit_to", &[]),
        (_, true) => item.settings("move_to").unwrap_or_default(),
        _ => Vec::new(),
    };
    let exit = causes.contains(&Cause::Exit);
    let moved = causes.iter().any(|c| *c != Cause::Exit);
    if (item.has("exit_to") && moved) || (item.has("move_to") && exit) {
        let message = "reasons for an exit go with exits alone, settings moved to with moves alone";
        reader.problem(item.pos, message, "a factor for each", None);
    }
    let durations = scope.from_years > 0.0 || scope.to_years.is_finite();
    let narrow = durations || scope.needs.is_some() || scope.moves.is_some();
    if !toward.is_empty() && (narrow || matches!(change, Change::PerYear(_))) {
        let message = "a factor toward some reasons or settings can not be by need, moves or duration, nor a rate added";
        reader.problem(item.pos, message, "settings, ages and streams", None);
    }
    Some(CustomFactor {
        causes,
        scope,
        toward,
        change,
    })
}
