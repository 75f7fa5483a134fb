//! What planned actions that work through the supply of places say, from their rows.

use super::kinds::{exits, one, scope};
use super::reader::Reader;
use super::supply_homes::{staffing, told};
use super::view::View;
use crate::model::Spec;
use crate::model::horizon::Horizon;
use crate::model::intervention::{
    AgencyToInHouse, CarerRecruitment, CustomSupply, FamilyFinding, FosteringPay, InHouseHome,
    Kind, Mockingbird, RegionalSufficiency,
};
use crate::model::supply::{HouseholdKind, Provider};
use crate::model::value::Value;
use crate::words::calendar::Day;

const ONE: Value = Value::Certain(1.0);
const ZERO: Value = Value::Certain(0.0);

/// Kinds that do nothing without a supply.
pub(super) const NEED_SUPPLY: [&str; 5] = [
    "agency_to_in_house",
    "carer_recruitment",
    "family_finding",
    "in_house_home",
    "mockingbird",
];

/// The kind of a row and its parameters; `None` where something is missing, which was reported.
pub(super) fn kind(reader: &mut Reader, row: &View<'_>, spec: &Spec) -> Option<Kind> {
    let value = |key: &str| row.value(reader, key);
    Some(match row.text("kind")? {
        "agency_to_in_house" => Kind::AgencyToInHouse(AgencyToInHouse {
            households: value("households")?,
            kinds: households(row, spec),
            from: one("foster_agency"),
            children_each: value("children_each")?,
            other_children_each: value("other_children_each").unwrap_or(ZERO),
            other_children_years: value("other_children_years").unwrap_or(Value::Certain(2.5)),
            income_weekly: value("income_weekly"),
            welcome_payment: value("welcome_payment"),
        }),
        "carer_recruitment" => {
            let approvals = value("approvals_per_year");
            let by_enquiries = row.number("enquiries_per_year").zip(value("conversion"));
            let per_year = approvals.or(by_enquiries.map(|(n, share)| share.linear(n, 0.0)));
            let Some(per_year) = per_year else {
                let message = "how many are approved is missing";
                let expected = "`approvals_per_year`, or `enquiries_per_year` and `conversion`";
                reader.problem(row.head(), message, expected, None);
                return None;
            };
            Kind::CarerRecruitment(CarerRecruitment {
                approvals_per_month: per_year.linear(1.0 / 12.0, 0.0),
                months_to_approve: row.value(reader, "months_to_approve")?,
                kinds: households(row, spec),
            })
        }
        "family_finding" => Kind::FamilyFinding(FamilyFinding {
            every_days: whole(row, "every_days", 7),
            from: scope(row, &["home_in_house", "home_agency", "other_placement"]).settings?,
            class: family_class(spec),
            agency: row.flag("agency").unwrap_or(false),
            suitable_share: value("suitable_share")?,
            find_chance: value("find_chance")?,
            breakdown_hazard_ratio: value("breakdown_hazard_ratio").unwrap_or(ONE),
            after_days: whole(row, "after_days", 28),
            support_per_child: value("support_per_child"),
        }),
        "fostering_pay" => pay(reader, row, spec),
        "in_house_home" => Kind::InHouseHome(home(reader, row, spec)?),
        "mockingbird" => Kind::Mockingbird(Mockingbird {
            constellations: enough(reader, row, spec)?,
            satellites: whole(row, "satellites", 8),
            hub_free_places: whole(row, "hub_free_places", 2),
            hub_cost_per_year: row.value(reader, "hub_cost_per_year"),
            deregistration_hazard_ratio: row.value(reader, "deregistration_hazard_ratio")?,
            breakdown_hazard_ratio: row.value(reader, "breakdown_hazard_ratio")?,
            respite: row
                .number("respite_nights_saved")
                .zip(row.value(reader, "respite_night_price")),
        }),
        "regional_sufficiency" => {
            let homes = row.child("homes");
            let homes = homes.and_then(|h| home(reader, &h, spec));
            Kind::RegionalSufficiency(RegionalSufficiency {
                scope: scope(row, &["home_agency"]),
                price_ratio: row.value(reader, "price_ratio"),
                homes,
            })
        }
        _ => return None,
    })
}

/// How many constellations; a warning where the council has not the households for them.
fn enough(reader: &mut Reader, row: &View<'_>, spec: &Spec) -> Option<f64> {
    let wanted = row.number("constellations")?;
    let own = spec.supply.as_ref().map(|s| {
        let stock: u32 = s.households.stock.iter().map(|s| s.count).sum();
        s.households.given.len() + stock as usize
    });
    let each = 1 + whole(row, "satellites", 8);
    let needed = wanted * f64::from(each);
    if let Some(own) = own
        && needed > own as f64
    {
        let message = format!(
            "{wanted} constellations of {each} need {needed} households, the council has {own}: there will be as many as there are households for"
        );
        reader.warn(
            row.at("constellations"),
            message,
            "households for them",
            None,
        );
    }
    Some(wanted)
}

fn whole(row: &View<'_>, key: &str, or: u32) -> u32 {
    let given = row.integer(key).and_then(|i| u32::try_from(i).ok());
    given.unwrap_or(or)
}

/// The kinds of household of a row: those of the council's, with the places said.
fn households(row: &View<'_>, spec: &Spec) -> Vec<HouseholdKind> {
    let supply = spec.supply.iter();
    let own = supply.flat_map(|s| {
        let approved = s.households.approvals.iter().map(|a| &a.kinds);
        approved.chain(s.households.stock.iter().map(|s| &s.kinds))
    });
    let all = HouseholdKind {
        share: 1.0,
        places: 2,
        ages: (0.0, 18.0),
        need_to: 4,
    };
    let mut kinds = own.into_iter().find(|k| !k.is_empty()).cloned();
    let kinds = kinds.get_or_insert_with(|| vec![all]);
    if row.has("places") {
        let places = whole(row, "places", 1);
        kinds.iter_mut().for_each(|k| k.places = places);
    }
    kinds.clone()
}

/// The class of placement whose ladder asks the council's households.
fn family_class(spec: &Spec) -> usize {
    let classes = spec.supply.iter().flat_map(|s| &s.classes);
    let asks =
        |c: &crate::model::supply::Class| c.ladder.iter().any(|r| r.by == Provider::Household);
    classes.into_iter().position(asks).unwrap_or(0)
}

fn pay(reader: &mut Reader, row: &View<'_>, spec: &Spec) -> Kind {
    let value = |key: &str| row.value(reader, key);
    let uplift = value("uplift");
    let pay = FosteringPay {
        scope: scope(row, &["foster_in_house", "kinship_foster"]),
        uplift,
        pay_share: row.number("pay_share_of_price").unwrap_or(1.0),
        weekly: value("weekly"),
        minimum_weekly: value("minimum_weekly"),
        linked_exits: exits(row, "linked_allowances", &[]),
        per_household: value("per_household_per_year"),
        pay_change: (row.number("pay_change"))
            .or(uplift.map(|u| reader.mean(u)))
            .unwrap_or(0.0),
        recruitment_elasticity: value("recruitment_elasticity"),
        leaving_elasticity: value("deregistration_elasticity"),
    };
    let joins = pay.recruitment_elasticity.map_or(0.0, |e| reader.mean(e));
    if joins < 0.0 {
        let message =
            format!("more pay is taken to bring fewer approvals (mean elasticity {joins:.2})");
        let help = "above zero where pay recruits".to_owned();
        reader.warn(
            row.at("recruitment_elasticity"),
            message,
            "zero or above",
            Some(help),
        );
    }
    let leaves = pay.leaving_elasticity.map_or(0.0, |e| reader.mean(e));
    if leaves > 0.0 {
        let message =
            format!("more pay is taken to make carers leave (mean elasticity {leaves:.2})");
        let help = "below zero where pay keeps carers".to_owned();
        reader.warn(
            row.at("deregistration_elasticity"),
            message,
            "zero or below",
            Some(help),
        );
    }
    let elastic = row.has("recruitment_elasticity") || row.has("deregistration_elasticity");
    if (elastic || row.has("per_household_per_year")) && spec.supply.is_none() {
        let message = "households are not in this scenario: elasticities and what is paid by household do nothing";
        reader.warn(row.head(), message.to_owned(), "a [supply] section", None);
    }
    Kind::FosteringPay(pay)
}

fn home(reader: &mut Reader, row: &View<'_>, spec: &Spec) -> Option<InHouseHome> {
    let value = |key: &str| row.value(reader, key);
    let horizon = Horizon::new(spec.as_at, spec.years);
    let opens = row.day("opens")?;
    let homes = whole(row, "homes", 1);
    let apart = whole(row, "opens_every_months", 0);
    let (year, month, day) = opens.ymd();
    let days = (0..homes).map(|i| {
        let months = month - 1 + i * apart;
        let later = Day::from_ymd(year + (months / 12) as i32, months % 12 + 1, day.min(28));
        horizon.relative(if apart == 0 {
            opens
        } else {
            later.unwrap_or(opens)
        })
    });
    let opens_on: Vec<i32> = days.collect();
    let ages = row.list("ages").iter().filter_map(super::view::number_of);
    let ages: Vec<f64> = ages.collect();
    let capital = row.child("home_capital").and_then(|c| {
        let years = c.integer("years").and_then(|y| u32::try_from(y).ok())?;
        Some((c.number("amount")?, years, c.value(reader, "rate")?))
    });
    let home = InHouseHome {
        homes,
        setting: row
            .setting("setting")
            .unwrap_or_else(|| one("home_in_house")),
        opens: opens_on,
        slip_months: value("slip_months").unwrap_or(ZERO),
        usable_beds: whole(row, "usable_beds", 1),
        fill_months: whole(row, "fill_months", 6),
        ages: match ages.as_slice() {
            [from, to] => (*from, *to),
            _ => (8.0, 18.0),
        },
        need_to: u8::try_from(whole(row, "need_to", 4)).unwrap_or(4),
        base_cost_per_year: value("base_cost_per_year")?,
        cost_growth: value("cost_growth").unwrap_or(ZERO),
        cost_per_child_week: value("cost_per_child_week"),
        pre_opening_per_month: value("pre_opening_cost_per_month"),
        capital,
        staffing: staffing(reader, row, whole(row, "usable_beds", 1)),
    };
    if let Some(supply) = &spec.supply {
        told(reader, &home.staffing, supply.complex.is_some(), row.head());
    }
    let last = horizon.calendar(horizon.days() - 1);
    if horizon.relative(opens) >= horizon.days() {
        let message = format!(
            "it is to open on {opens}, after the last day forecast, {last}: it costs and takes nobody"
        );
        reader.warn(row.at("opens"), message, "a date in the plan", None);
    }
    Some(home)
}

/// Changes of supply of a custom action.
pub(super) fn custom(reader: &Reader, row: &View<'_>) -> Vec<CustomSupply> {
    let items = row.items("supply");
    items
        .iter()
        .map(|item| {
            let value = |key: &str| item.value(reader, key);
            CustomSupply {
                approvals_per_month: value("approvals_per_year").map(|v| v.linear(1.0 / 12.0, 0.0)),
                months_to_approve: value("months_to_approve").unwrap_or(ZERO),
                leaving_ratio: value("deregistration_hazard_ratio"),
                usable_points: value("usable_share_points"),
                market: item.setting("market"),
                available: value("availability_ratio").unwrap_or(ONE),
                price: value("price_ratio").unwrap_or(ONE),
            }
        })
        .collect()
}
