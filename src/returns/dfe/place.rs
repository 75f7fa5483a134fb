//! Who a row is of: England, a region or a council.

use crate::returns::panel::Council;

/// England's code in a [`crate::returns::panel::Panel`].
pub const ENGLAND: u16 = 0;

/// The nine regions, in the order of their codes from 1.
pub const REGIONS: [&str; 9] = [
    "North East",
    "North West",
    "Yorkshire and The Humber",
    "East Midlands",
    "West Midlands",
    "East of England",
    "London",
    "South East",
    "South West",
];

/// Code of a region by its name; Inner and Outer London are London.
pub fn region(name: &str) -> Option<u16> {
    let name = name.trim().to_lowercase();
    if name.contains("london") {
        return Some(7);
    }
    let i = REGIONS.iter().position(|r| {
        let r = r.to_lowercase();
        r == name || r.replace("the ", "") == name
    })?;
    u16::try_from(i + 1).ok()
}

/// A region as a council of the panel.
fn of_region(code: u16) -> Council {
    Council {
        la_code: code,
        ons_code: String::new(),
        name: REGIONS[usize::from(code) - 1].to_owned(),
        region: None,
    }
}

/// Who a row is of, by its level, code, names; `None`: a row that is not used (Inner and Outer London, totals).
pub fn of(level: &str, la: &str, ons: &str, name: &str, region_name: &str) -> Option<Council> {
    match level {
        "National" => Some(Council {
            la_code: ENGLAND,
            ons_code: "E92000001".to_owned(),
            name: "England".to_owned(),
            region: None,
        }),
        "Regional" => {
            let shown = if region_name.is_empty() {
                name
            } else {
                region_name
            };
            let lower = shown.to_lowercase();
            if lower.contains("inner") || lower.contains("outer") {
                return None;
            }
            region(shown).map(of_region)
        }
        _ => {
            let la_code = la.trim().parse().ok().filter(|c| *c >= 100)?;
            Some(Council {
                la_code,
                ons_code: ons.to_owned(),
                name: name.to_owned(),
                region: region(region_name).map(|r| REGIONS[usize::from(r) - 1].to_owned()),
            })
        }
    }
}
