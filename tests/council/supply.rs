//! `supply.toml`: what it holds, and that without any action children stay where the baseline has them.

use crate::made_up::{LA, YEAR, panel, whole};
use carecast::council::level::Pool;
use carecast::council::supply::{Supplied, supply};
use carecast::council::{Draft, Options, Written, course, draft};
use carecast::returns::panel::{Figure, Panel};

fn made(panel: &Panel) -> (Draft, Written) {
    let d = draft(panel, LA, YEAR, &Options::default()).expect("a draft");
    let level = course(&Pool::new(panel, YEAR), LA).expect("a level");
    let written = d.finish(&level).expect("a course").0;
    (d, written)
}

fn with_places(size: f64, approved: f64, filled: f64) -> Panel {
    let mut panel = whole(size);
    let source = panel.source("made-up places");
    let mut put = |indicator, x| panel.put(LA, indicator, YEAR, Figure::Known(x), source);
    put("la_foster_places_approved", approved);
    put("la_foster_places_filled", filled);
    panel
}

fn supplied(panel: &Panel) -> Supplied {
    let (d, written) = made(panel);
    supply(&d, &written).expect("it reads").expect("a page")
}

/// Children on average over three years with the page and without, and households at the ends.
#[test]
fn children_stay_where_the_baseline_has_them() {
    let s = supplied(&with_places(1.0, 260.0, 155.0));
    let over = |list: &[f64]| list.iter().take(3).sum::<f64>() / 3.0;
    for stay in s.stays.iter().filter(|s| !s.plain.is_empty()) {
        let (plain, with) = (over(&stay.plain), over(&stay.with));
        // A twentieth, and a child for what 120 replications leave to luck.
        assert!(
            (with - plain).abs() < 0.05 * plain + 1.0,
            "{}: {plain:.1} in the baseline, {with:.1} with the page",
            stay.what
        );
    }
    let of = |what: &str| &s.stays.iter().find(|s| s.what == what).expect("told").with;
    let households = of("mainstream households");
    assert!((households[0] - 124.0).abs() < 4.0, "{households:?}");
    assert!(
        (households[2] / households[0] - 1.0).abs() < 0.06,
        "{households:?}"
    );
    assert!((of("approved places")[0] / 260.0 - 1.0).abs() < 0.05);
    assert!(of("filled places")[0] < of("usable places")[0]);
    assert!(s.toml.contains("extends = \"baseline.toml\""));
}

/// Ofsted's places may be fewer than the children the department counts with the council's own carers.
#[test]
fn whoever_is_placed_has_a_place() {
    let s = supplied(&with_places(1.0, 60.0, 40.0));
    let of = |what: &str| s.stays.iter().find(|s| s.what == what).expect("told").with[0];
    assert!(of("filled places") <= of("usable places"));
    assert!(of("approved places") >= of("filled places"));
}

#[test]
fn without_published_places_there_is_no_page() {
    let bare = panel(1.0, &|_, i| !i.starts_with("la_foster"), &|f| f);
    let (d, written) = made(&bare);
    assert!(supply(&d, &written).expect("nothing to read").is_none());
}

/// More separated children than starts, as Croydon's in 2011: what was not published can not leave the general stream
/// without starts, nor bring back more children than start.
#[test]
fn more_separated_children_than_starts_still_give_a_forecast() {
    let mut heavy = panel(1.0, &|_, i| i != "started_uasc", &|f| f);
    let source = heavy.source("made-up");
    for year in YEAR - 2..=YEAR {
        let mut put = |indicator, x| heavy.put(LA, indicator, year, Figure::Known(x), source);
        put("uasc", 441.0);
        put("started", 281.0);
        put("ceased", 420.0);
        put("ceased_home_all_or_planned", 260.0);
        put("ceased_other", 120.0);
    }
    let (_, written) = made(&heavy);
    let (model, _) = written.load().expect("a model");
    assert_eq!(model.spec.cohort.count(), 500);
}

/// A spend that quadruples in a year and falls back: the draws stay within what a scenario may say.
#[test]
fn a_wild_year_of_spend_still_gives_a_forecast() {
    let mut wild = whole(1.0);
    let source = wild.source("made-up");
    for (year, spend) in [(YEAR - 2, 9e7), (YEAR - 1, 8e7), (YEAR, 2e5)] {
        wild.put(
            LA,
            "spend_total_cla_gross_gbp",
            year,
            Figure::Known(spend),
            source,
        );
    }
    let (_, written) = made(&wild);
    written.load().expect("a model");
}
