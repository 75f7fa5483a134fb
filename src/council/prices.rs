//! Weekly prices from section 251 unit costs, their growth, and the reconciliation.

use super::level::YEARS;
use super::page::{Parts, steered};
use crate::reference::england;
use crate::scenario::write::{Amount, Page, Said, quote};
use crate::words::setting::{AGE_BANDS, SETTINGS};

/// The year the reference's prices are of, and England's section 251 weeks in it: residential £6,775, fostering £720.
const REFERENCE: (i32, f64, f64) = (2024, 6_775.0, 720.0);

/// How much of a council's distance from England's unit cost is its prices: residential, fostering. The rest is mix,
/// booking and error (single years jump).
const TAKEN: [f64; 2] = [0.8, 0.5];

/// Settings priced from the residential and from the fostering week.
const PRICED: [&[&str]; 2] = [
    &["home_in_house", "home_agency"],
    &["kinship_foster", "foster_in_house", "foster_agency"],
];

/// Uplifts: id, what they apply to, and whether they are of the residential settings or of the others.
pub const UPLIFTS: [(&str, &str, bool); 4] = [
    ("existing", "existing", false),
    ("new", "new", false),
    ("existing residential", "existing", true),
    ("new residential", "new", true),
];

/// Writes prices, uplifts and the walk.
pub fn write(page: &mut Page, p: &Parts<'_>, years: &[String]) {
    let o = p.observed;
    page.table("prices")
        .raw("date", &format!("{}-03-31", o.year));
    page.text("reference", "england");
    page.said(&Said {
        source: "DfE, section 251 outturn, and the reference's prices".to_owned(),
        period: format!("{}-{:02}", o.year - 1, o.year % 100),
        confidence: "low",
        note: "The averages of the year are taken as those of its last day. Settings not given here are England's, brought \
               to this date"
            .to_owned(),
    });
    let weeks = [&o.residential, &o.fostering];
    for (kind, week) in weeks.into_iter().enumerate() {
        let Some((own, all)) = week else { continue };
        let reference_week = if kind == 0 { REFERENCE.1 } else { REFERENCE.2 };
        let ratio = libm::pow(own.value / all, TAKEN[kind]) * all / reference_week;
        for row in england().prices.iter().map(|r| &r.item) {
            let name = SETTINGS[row.setting].name;
            if !PRICED[kind].contains(&name) {
                continue;
            }
            let age = row.age.map(|a| AGE_BANDS[a]);
            let id = age.map_or(name.to_owned(), |a| format!("{name} {a}"));
            page.row("prices.setting", &id).list("setting", &[name]);
            if let Some(age) = age {
                page.list("age_band", &[age]);
            }
            // The reference's range is of England's price; half of it stays where the council's own week is known.
            let half = |x: f64| row.weekly * libm::sqrt(x / row.weekly);
            page.amount(
                "weekly",
                Amount::Range {
                    mean: libm::round(row.weekly * ratio),
                    p10: libm::round(half(row.low) * ratio),
                    p90: libm::round(half(row.high) * ratio),
                },
            );
            page.amount("spread", Amount::Certain(row.spread));
            if let Some(tail) = row.tail {
                page.raw(
                    "tail",
                    &format!(
                        "{{ share = {}, index = {}, max = {:.0} }}",
                        tail.share,
                        tail.index,
                        tail.max * ratio.max(1.0)
                    ),
                );
            }
            page.said(&Said {
                source: own.source.clone(),
                period: format!("{}-{:02}", o.year - 1, o.year % 100),
                confidence: "low",
                note: format!(
                    "Section 251 {} week £{:.0}, England £{all:.0}: the reference's £{} of {} times {ratio:.3} ({:.0}% of \
                     the council's distance from England is taken to be price)",
                    if kind == 0 { "residential" } else { "fostering" },
                    own.value,
                    row.weekly,
                    REFERENCE.0,
                    100.0 * TAKEN[kind]
                ),
            });
        }
    }
    let given: Vec<&str> = weeks
        .iter()
        .zip(PRICED)
        .filter(|(week, _)| week.is_some())
        .flat_map(|(_, names)| names.iter().copied())
        .collect();
    others(page, o.year, &given);
    let paid = || SETTINGS.iter().filter(|s| s.line.is_some());
    for (id, applies, residential) in UPLIFTS {
        let those = paid().filter(|s| s.residential == residential);
        let names: Vec<&str> = those.map(|s| s.name).collect();
        page.row("uplift", id)
            .list("settings", &names)
            .text("applies_to", applies);
        match p.steered {
            None => {
                page.raw("rate", "0.0");
            }
            Some(s) => {
                let by: Vec<(&str, Amount)> = years
                    .iter()
                    .enumerate()
                    .take(YEARS)
                    .map(|(i, y)| {
                        let range = s.range(YEARS + i).map(|c| s.price_change(c, residential));
                        (y.as_str(), steered(range))
                    })
                    .collect();
                page.amounts("years", &by);
            }
        }
        page.said(&Said {
            source: "DfE, section 251 outturn of all councils".to_owned(),
            period: format!("to {}-{:02}", o.year - 1, o.year % 100),
            confidence: "low",
            note: match p.steered {
                Some(s) if residential => format!(
                    "The others' change and {:.1}% more, by which England's residential weeks rose faster a year than its \
                     fostering weeks (decision record 068)",
                    100.0 * s.price_change(0.0, true)
                ),
                _ => "The growth of spend a council of this kind had, less what the children, their mix and the residential \
                      prices explain; joint draws in posterior.csv (decision record 050)"
                    .to_owned(),
            },
        });
    }
    if let Some(s) = p.steered {
        let names: Vec<&str> = paid().map(|s| s.name).collect();
        page.table("prices.walk").list("settings", &names);
        page.amount("walk_sd", Amount::Certain(s.price_walk_sd));
        page.amount("transient_sd", Amount::Certain(s.price_transient_sd));
        page.said(&Said {
            source: "DfE, section 251 outturn of all councils".to_owned(),
            period: format!("to {}-{:02}", o.year - 1, o.year % 100),
            confidence: "medium",
            note: "Of spend a child about the national path".to_owned(),
        });
    }
    reconciliation(page, p);
}

/// What England's prices rose by a year over the time of the panel: spend a child of the section 251 outturn, 2009 to 2024.
const RISE: f64 = 0.045;

/// Every price that no unit cost of the council stands behind: England's at this date. All are written out, since a
/// price left to the reference would be brought to the date by this scenario's own uplifts.
fn others(page: &mut Page, year: i32, given: &[&str]) {
    let ratio = libm::pow(1.0 + RISE, f64::from(year - REFERENCE.0));
    let said = |weekly: f64| Said {
        source: "The reference's prices".to_owned(),
        period: format!("{}-{:02}", year - 1, year % 100),
        confidence: "low",
        note: format!(
            "England's £{weekly} of {} times {ratio:.3}: {:.1}% a year",
            REFERENCE.0,
            100.0 * RISE
        ),
    };
    let range = |mean: f64, low: f64, high: f64| {
        if low < mean && mean < high {
            Amount::Range {
                mean: libm::round(mean * ratio),
                p10: libm::round(low * ratio),
                p90: libm::round(high * ratio),
            }
        } else {
            Amount::Certain(libm::round(mean * ratio))
        }
    };
    let tail = |t: &crate::model::prices::Tail| {
        format!(
            "{{ share = {}, index = {}, max = {:.0} }}",
            t.share,
            t.index,
            t.max * ratio.max(1.0)
        )
    };
    for row in england().prices.iter().map(|r| &r.item) {
        let name = SETTINGS[row.setting].name;
        if given.contains(&name) {
            continue;
        }
        let age = row.age.map(|a| AGE_BANDS[a]);
        let id = age.map_or(name.to_owned(), |a| format!("{name} {a}"));
        page.row("prices.setting", &id).list("setting", &[name]);
        if let Some(age) = age {
            page.list("age_band", &[age]);
        }
        page.amount("weekly", range(row.weekly, row.low, row.high));
        page.amount("spread", Amount::Certain(row.spread));
        if let Some(t) = &row.tail {
            page.raw("tail", &tail(t));
        }
        page.said(&said(row.weekly));
    }
    let rows = &england().unregistered;
    let Some(first) = rows.first().map(|r| &r.item.price) else {
        return;
    };
    page.table("prices.unregistered");
    page.amount("weekly", range(first.weekly, first.low, first.high));
    page.amount("spread", Amount::Certain(first.spread));
    if let Some(t) = &first.tail {
        page.raw("tail", &tail(t));
    }
    let by: Vec<(&str, Amount)> = rows
        .iter()
        .map(|r| (AGE_BANDS[r.item.age], Amount::Certain(r.item.share)))
        .collect();
    page.amounts("share", &by);
    page.said(&said(first.weekly));
}

/// The published gross spend beside the model's run rate; the residual stays one.
fn reconciliation(page: &mut Page, p: &Parts<'_>) {
    let o = p.observed;
    let Some(spend) = &o.spend else { return };
    let label = format!("{}-{:02}", o.year - 1, o.year % 100);
    page.row("reconciliation", "s251");
    page.text(
        "title",
        &format!("Section 251 gross spend on children looked after, {label}"),
    );
    page.text("year", &label);
    let all: Vec<String> = SETTINGS
        .iter()
        .filter(|s| s.line.is_some())
        .map(|s| quote(s.name))
        .collect();
    page.raw(
        "lines",
        &format!(
            "[\n  {{ name = \"All services for children looked after\", amount = {:.0}, settings = [{}] }},\n]",
            spend.value,
            all.join(", ")
        ),
    );
    page.said(&Said {
        source: spend.source.clone(),
        period: label,
        confidence: "high",
        note: "The published total holds more than placements: adoption and special guardianship, leaving care, short \
               breaks, asylum services, staff. No line of the model is sized to close the gap"
            .to_owned(),
    });
}
