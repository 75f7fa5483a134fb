//! England's prices, uplifts and unregistered part.

use super::super::grammar::Quantity;
use super::super::reader::Reader;
use super::super::subtract::covers;
use super::{log, uncertain};
use crate::model::Spec;
use crate::model::hazards::Scope;
use crate::model::prices::{AppliesTo, Price, PriceRow, Unregistered, Uplift};
use crate::model::value::Value;
use crate::reference::{self, Provenance, UpliftRow, england};
use crate::words::calendar::{Day, FinancialYear};
use crate::words::setting::{AGE_BANDS, SETTINGS};

/// Fiscal line of the unregistered part.
pub fn unregistered_line() -> Option<&'static str> {
    let row = england().unregistered.first()?;
    Some(row.item.price.line.as_str())
}

/// England's uplifts of settings the scenario has none of.
pub fn uplifts(reader: &mut Reader, spec: &mut Spec) {
    let own = spec.prices.uplifts.clone();
    let mut out: Vec<(Uplift, UpliftRow)> = Vec::new();
    for row in &england().uplifts {
        let item = &row.item;
        let applies_to = match item.applies_to.as_str() {
            "existing" => AppliesTo::Existing,
            _ => AppliesTo::New,
        };
        let settings: Vec<usize> = item
            .settings
            .iter()
            .filter(|s| {
                !own.iter()
                    .any(|u| u.applies_to == applies_to && u.settings.contains(s))
            })
            .copied()
            .collect();
        if settings.is_empty() {
            continue;
        }
        let names: Vec<&str> = item.settings.iter().map(|s| SETTINGS[*s].name).collect();
        let year = FinancialYear::parse(&item.year);
        let path = format!(
            "reference.uplifts.{}.{}.{}",
            names.join("+"),
            item.applies_to,
            if year.is_some() { &item.year } else { "rate" }
        );
        let range = (item.rate, item.low, item.high);
        let rate = uncertain(reader, &path, range, Quantity::Change, &row.provenance);
        let same = out
            .iter_mut()
            .find(|(u, r)| u.applies_to == applies_to && r.settings == item.settings);
        let uplift = match same {
            Some((uplift, _)) => uplift,
            None => {
                let uplift = Uplift {
                    settings,
                    applies_to,
                    date: (4, 1),
                    years: Vec::new(),
                    rate: Value::Certain(0.0),
                };
                out.push((uplift, item.clone()));
                match out.last_mut() {
                    Some((uplift, _)) => uplift,
                    None => continue,
                }
            }
        };
        match year {
            Some(year) => uplift.years.push((year, rate)),
            None => uplift.rate = rate,
        }
    }
    spec.prices.uplifts.extend(out.into_iter().map(|(u, _)| u));
}

/// England's prices of cells the scenario has none of, before the scenario's own, brought to its price date.
pub fn before(reader: &mut Reader, spec: &mut Spec) {
    let own = std::mem::take(&mut spec.prices.rows);
    let mut out = Vec::new();
    for row in &england().prices {
        let item = &row.item;
        let scope = Scope {
            ages: item.age.map(|a| vec![a]),
            ..Scope::settings(&[item.setting])
        };
        if own.iter().any(|r| covers(&r.scope, &scope)) {
            continue;
        }
        let age = item.age.map_or("all ages", |a| AGE_BANDS[a]);
        let path = format!(
            "reference.prices.{}.{age}.weekly",
            SETTINGS[item.setting].name
        );
        let price = price(reader, spec, &path, item, &row.provenance);
        out.push(PriceRow { scope, price });
    }
    out.extend(own);
    spec.prices.rows = out;
}

/// England's unregistered part, charged to a line.
pub fn unregistered(reader: &mut Reader, spec: &Spec, line: usize) -> Option<Unregistered> {
    let rows = &england().unregistered;
    let first = rows.first()?;
    let mut share = vec![Value::Certain(0.0); AGE_BANDS.len()];
    for row in rows {
        let item = &row.item;
        let path = format!("reference.unregistered.share.{}", AGE_BANDS[item.age]);
        let range = (item.share, item.share_low, item.share_high);
        share[item.age] = uncertain(reader, &path, range, Quantity::Fraction, &row.provenance);
    }
    let path = "reference.unregistered.weekly";
    let price = price(reader, spec, path, &first.item.price, &first.provenance);
    Some(Unregistered {
        setting: first.item.price.setting,
        share,
        price,
        line,
    })
}

fn price(
    reader: &mut Reader,
    spec: &Spec,
    path: &str,
    item: &reference::PriceRow,
    provenance: &Provenance,
) -> Price {
    let factor = to_date(reader, spec, item);
    let range = (item.weekly * factor, item.low * factor, item.high * factor);
    let weekly = uncertain(reader, path, range, Quantity::PoundsWeek, provenance);
    if factor != 1.0
        && let Some(a) = reader.assumptions.last_mut()
    {
        a.note = format!(
            "£{} at {} times {factor:.4}, the change of the next placement's price since; {}",
            item.weekly, item.date, a.note
        );
    }
    let spread_path = path.replace(".weekly", ".spread");
    let spread = item.spread;
    log(
        reader,
        &spread_path,
        spread.to_string(),
        Some(spread),
        "SD of the log",
        provenance,
    );
    let mut tail = item.tail;
    if let Some(tail) = &mut tail {
        tail.max *= factor;
        let text = format!(
            "share {}, index {}, max {}",
            tail.share, tail.index, tail.max
        );
        log(
            reader,
            &path.replace(".weekly", ".tail"),
            text,
            None,
            "",
            provenance,
        );
    }
    Price {
        weekly,
        spread,
        tail,
    }
}

/// From the day of England's price to that of the scenario's prices: the changes of the next placement's price
/// between, at their means.
fn to_date(reader: &Reader, spec: &Spec, item: &reference::PriceRow) -> f64 {
    let Some(from) = Day::parse(&item.date) else {
        return 1.0;
    };
    let to = spec.prices.date;
    let (early, late) = (from.min(to), from.max(to));
    let mut factor = 1.0;
    for u in &spec.prices.uplifts {
        if u.applies_to != AppliesTo::New || !u.settings.contains(&item.setting) {
            continue;
        }
        for year in early.ymd().0..=late.ymd().0 {
            let Some(day) = Day::from_ymd(year, u.date.0, u.date.1) else {
                continue;
            };
            if early < day && day <= late {
                let named = u.years.iter().find(|(y, _)| *y == FinancialYear::of(day));
                factor *= 1.0 + reader.mean(named.map_or(u.rate, |(_, r)| *r));
            }
        }
    }
    if from <= to { factor } else { 1.0 / factor }
}
