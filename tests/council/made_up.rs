//! A made-up council's published figures.

use carecast::returns::panel::{Council, Figure, Panel};

/// Its code.
pub const LA: u16 = 991;
/// The year it is of.
pub const YEAR: i32 = 2024;

/// Published figures of a year, times a size.
pub const FIGURES: &[(&str, f64)] = &[
    ("cla_31mar", 500.0),
    ("age_u1", 25.0),
    ("age_1_4", 70.0),
    ("age_5_9", 90.0),
    ("age_10_15", 195.0),
    ("age_16plus", 120.0),
    ("place_foster", 340.0),
    ("place_secure_and_childrens_homes", 52.0),
    ("place_independent_supported", 45.0),
    ("place_other_residential", 8.0),
    ("place_residential_school", 2.0),
    ("place_parents", 30.0),
    ("place_adoption", 13.0),
    ("place_other", 10.0),
    ("prov_own", 230.0),
    ("uasc", 30.0),
    ("started", 195.0),
    ("started_age_u1", 35.0),
    ("started_age_1_4", 32.0),
    ("started_age_5_9", 33.0),
    ("started_age_10_15", 50.0),
    ("started_age_16plus", 45.0),
    ("started_uasc", 22.0),
    ("ceased", 190.0),
    ("ceased_age_u1", 12.0),
    ("ceased_age_1_4", 40.0),
    ("ceased_age_5_9", 28.0),
    ("ceased_age_10_15", 28.0),
    ("ceased_age_16", 9.0),
    ("ceased_age_17", 9.0),
    ("ceased_age_18plus", 64.0),
    ("ceased_adopted", 14.0),
    ("ceased_sgo", 18.0),
    ("ceased_cao", 7.0),
    ("ceased_home_all_or_planned", 40.0),
    ("ceased_home_unplanned", 8.0),
    ("ceased_to_person_no_pr", 12.0),
    ("moves_total", 390.0),
    ("moves_status_only", 90.0),
    ("unitcost_residential_gbp_week", 6_500.0),
    ("unitcost_foster_gbp_week", 700.0),
    ("spend_total_cla_gross_gbp", 45_000_000.0),
    ("pop_0_17_used", 60_000.0),
];

/// Figures that do not grow with the council.
fn a_price(indicator: &str) -> bool {
    indicator.starts_with("unitcost")
}

/// Three years of them, all counts times a size; `keep` says which figures are there, `change` what becomes of one.
pub fn panel(
    size: f64,
    keep: &dyn Fn(usize, &str) -> bool,
    change: &dyn Fn(Figure) -> Figure,
) -> Panel {
    let mut out = Panel::default();
    let source = out.source("made-up tables");
    out.council(Council {
        la_code: LA,
        ons_code: "E06999991".to_owned(),
        name: "Northmoor".to_owned(),
        region: Some("South West".to_owned()),
    });
    for year in YEAR - 2..=YEAR {
        for (i, (indicator, value)) in FIGURES.iter().enumerate() {
            if keep(i, indicator) {
                let value = if a_price(indicator) {
                    *value
                } else {
                    value * size
                };
                out.put(LA, indicator, year, change(Figure::Known(value)), source);
            }
        }
    }
    out
}

/// All of them as they are.
pub fn whole(size: f64) -> Panel {
    panel(size, &|_, _| true, &|f| f)
}

/// The long form, as a file.
pub fn long_form() -> String {
    let mut out = String::from("year,la_code,ons_code,la_name,indicator,value,flag,source\n");
    for year in YEAR - 2..=YEAR {
        for (indicator, value) in FIGURES {
            out.push_str(&format!(
                "{year},{LA},E06999991,Northmoor,{indicator},{value},,made up\n"
            ));
        }
    }
    for (code, name) in [(992, "Southmoor"), (993, "Eastmoor")] {
        for year in YEAR - 2..=YEAR {
            out.push_str(&format!(
                "{year},{code},E0699999{code},{name},cla_31mar,120,,made up\n"
            ));
            out.push_str(&format!(
                "{year},{code},E0699999{code},{name},started,50,,made up\n"
            ));
            out.push_str(&format!(
                "{year},{code},E0699999{code},{name},ceased,48,,made up\n"
            ));
        }
    }
    out
}
