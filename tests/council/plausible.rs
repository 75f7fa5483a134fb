//! Known answer 19, external plausibility: children followed one by one in the scenarios that `council` writes for real
//! councils, held to what England publishes of stability, lengths of placements, coming back, and time in care.
//!
//! Where each part of it stands: stability, lengths and coming back here, of councils' scenarios; three or more
//! placements of a year, ended placements by length and exits by time in care of England's rates themselves in
//! `tests/reference.rs`; what came after in `shared`; fostering households and their equilibrium in
//! `tests/known_answers/founding_supply.rs`. Tolerances were stated before the first run and are wide: England's figures
//! are of other years and of all councils.

use crate::shared::tables;
use carecast::council::level::Pool;
use carecast::council::{Options, course, draft};
use carecast::model::hazards::Cause;
use carecast::synthetic::{Life, lives};
use carecast::words::setting::{EXITS, SETTINGS};

/// Councils of every kind, about 7,000 children.
const COUNCILS: [&str; 8] = [
    "Plymouth",
    "East Sussex",
    "Devon",
    "Leeds",
    "Newham",
    "Norfolk",
    "Sunderland",
    "Surrey",
];

/// Lives of each council.
const REPLICATIONS: u64 = 4;

/// What does not lie where it should, and is known not to: 53% for England's 68%, and a few too many placements that end
/// in their second year. England's rates have it, whatever the council: children of one kind are alike in them, and real
/// ones are not (that is the likely cause). The tolerance is not loosened for it.
const KNOWN: [&str; 2] = [
    "same placement for two years, %",
    "foster placements that ended, to 2 years, %",
];

const YEARS: usize = 5;
const YEAR: f64 = 365.25;

/// Children of all the councils as at 31 March 2022, each followed for five years.
fn followed() -> Option<Vec<Life>> {
    let tables = tables()?;
    let then = tables.panel.until(2022);
    let pool = Pool::new(&then, 2022);
    let mut all = Vec::new();
    for name in COUNCILS {
        let la = then.find(name).expect("a council").la_code;
        let options = Options {
            years: YEARS,
            ..Options::default()
        };
        let d = draft(&then, la, 2022, &options).expect("a draft");
        let (written, _) = d
            .finish(&course(&pool, la).expect("a course"))
            .expect("written");
        let (model, _) = written.load().expect("a model");
        (0..REPLICATIONS).for_each(|r| all.extend(lives(&model, r, false)));
    }
    Some(all)
}

/// Looked after at a time: the period and the stay.
fn at(life: &Life, day: f64) -> Option<(usize, usize)> {
    life.periods.iter().enumerate().find_map(|(i, p)| {
        let inside = p.start <= day && p.exit.is_none_or(|e| e.0 > day);
        let stay = p
            .stays
            .iter()
            .position(|s| s.start <= day && s.end.is_none_or(|e| e.0 > day));
        stay.filter(|_| inside).map(|s| (i, s))
    })
}

/// Placements that touch the days from one to another, of all periods of care.
fn placements(life: &Life, from: f64, to: f64) -> usize {
    let stays = life.periods.iter().flat_map(|p| &p.stays);
    stays
        .filter(|s| s.start <= to && s.end.is_none_or(|e| e.0 > from))
        .count()
}

/// Share of those a test is of, in per cent.
fn percent(lives: &[Life], of: impl Fn(&Life) -> bool, is: impl Fn(&Life) -> bool) -> f64 {
    let (mut n, mut yes) = (0.0, 0.0);
    for life in lives.iter().filter(|l| of(l)) {
        n += 1.0;
        yes += f64::from(u8::from(is(life)));
    }
    100.0 * yes / n
}

fn held(what: &str, x: f64, low: f64, high: f64, out: &mut Vec<String>) {
    println!("{what}: {x:.1}, to lie in {low:.1} to {high:.1}");
    if !(low..=high).contains(&x) {
        out.push(what.to_owned());
    }
}

#[test]
fn councils_written_from_tables_are_plausible() {
    let Some(lives) = followed() else { return };
    let mut off = Vec::new();
    // Two years on, 31 March 2024, and the end.
    let two = 2.0 * YEAR;
    let then = |l: &Life| at(l, two).is_some();
    let moved = |years: f64| move |l: &Life| placements(l, two - years * YEAR, two) >= 3;
    // England: 10% (11% in 2023).
    let x = percent(&lives, then, moved(1.0));
    held(
        "three or more placements in the year, %",
        x,
        8.0,
        13.0,
        &mut off,
    );
    // England: 23% (22% in 2023), of children looked after for two years.
    let long = |years: f64| {
        move |l: &Life| at(l, two).is_some_and(|(p, _)| l.periods[p].start <= two - years * YEAR)
    };
    let x = percent(&lives, long(2.0), moved(2.0));
    held(
        "three or more placements in two years, %",
        x,
        18.0,
        28.0,
        &mut off,
    );
    // England: 68%.
    let young = |l: &Life| long(2.5)(l) && l.birthday - two > 2.0 * YEAR;
    let settled =
        |l: &Life| at(l, two).is_some_and(|(p, s)| l.periods[p].stays[s].start <= two - 2.0 * YEAR);
    let x = percent(&lives, young, settled);
    held("same placement for two years, %", x, 60.0, 76.0, &mut off);
    lengths(&lives, &mut off);
    back(&lives, &mut off);
    // England: 83,630 children on 33,000 starts a year; these councils publish 2.2 to 3.0.
    let starts = lives.iter().flat_map(|l| &l.periods);
    let starts = starts.filter(|p| p.start >= 0.0 && p.start < two).count() as f64 / 2.0;
    let children = lives.iter().filter(|l| at(l, YEAR).is_some()).count() as f64;
    held(
        "children over starts a year",
        children / starts,
        2.1,
        3.1,
        &mut off,
    );
    assert_eq!(off, KNOWN);
}

/// Foster placements that ended in the third to fifth years, by length. England, 2016-17 (49,240) and 2023-24 (49,670).
fn lengths(lives: &[Life], off: &mut Vec<String>) {
    const BANDS: [(&str, f64, f64, f64); 8] = [
        ("to a week", 7.0, 13.8, 12.7),
        ("to a month", 30.4, 12.3, 12.0),
        ("to 3 months", 91.3, 14.2, 12.5),
        ("to 6 months", 182.6, 16.0, 14.1),
        ("to a year", YEAR, 18.2, 17.1),
        ("to 2 years", 2.0 * YEAR, 12.3, 15.7),
        ("to 5 years", 5.0 * YEAR, 8.9, 11.8),
        ("beyond", f64::INFINITY, 4.2, 4.1),
    ];
    let stays = lives.iter().flat_map(|l| &l.periods).flat_map(|p| &p.stays);
    let ended: Vec<f64> = stays
        .filter(|s| SETTINGS[s.setting].group == "foster")
        .filter_map(|s| Some((s.end?.0, s.start)))
        .filter(|(end, _)| *end > 2.0 * YEAR)
        .map(|(end, start)| end - start)
        .collect();
    let mut from = 0.0;
    for (name, to, one, other) in BANDS {
        let n = ended.iter().filter(|d| **d > from && **d <= to).count() as f64;
        let (low, high) = (f64::min(one, other) - 4.0, f64::max(one, other) + 4.0);
        let what = format!("foster placements that ended, {name}, %");
        held(
            &what,
            100.0 * n / ended.len() as f64,
            low.max(0.5),
            high,
            off,
        );
        from = to;
    }
}

/// Children who left in the first half year, and came back by then.
fn back(lives: &[Life], off: &mut Vec<String>) {
    let share = |exit: &str, years: f64| -> f64 {
        let (mut n, mut again) = (0.0, 0.0);
        for life in lives {
            for (i, p) in life.periods.iter().enumerate() {
                let Some((day, e)) = p.exit.filter(|e| e.0 < YEAR / 2.0) else {
                    continue;
                };
                // Who turns 18 in the time can not come back in all of it.
                if EXITS[e] != exit || life.birthday < day + years * YEAR {
                    continue;
                }
                n += 1.0;
                let next = life.periods.get(i + 1);
                again += f64::from(u8::from(next.is_some_and(|q| q.start < day + years * YEAR)));
            }
        }
        100.0 * again / n
    };
    // Published: 14 to 23% at a year; after going home 30 to 46% within five to six years; of special guardianship 6%.
    held(
        "back within a year of going home, %",
        share("home", 1.0),
        12.0,
        25.0,
        off,
    );
    held(
        "back within 4.5 years of going home, %",
        share("home", 4.5),
        26.0,
        46.0,
        off,
    );
    held(
        "back within 4.5 years of special guardianship, %",
        share("special_guardianship", 4.5),
        1.0,
        11.0,
        off,
    );
}

/// The lives a scenario has are the engine's: their moves are what the shares above are counted from.
#[test]
fn placements_are_counted_in_the_days_they_touch() {
    let life = Life {
        key: carecast::sampling::keyed::Key::root(1),
        group: None,
        birthday: 5_000.0,
        stream: 0,
        periods: vec![carecast::synthetic::Period {
            start: -100.0,
            moves_before: 0,
            exit: None,
            stays: vec![
                stay(-100.0, Some(50.0)),
                stay(50.0, Some(300.0)),
                stay(300.0, None),
            ],
        }],
    };
    assert_eq!(placements(&life, 0.0, 365.0), 3);
    assert_eq!(placements(&life, 60.0, 365.0), 2);
    assert_eq!(at(&life, 299.0), Some((0, 1)));
    assert_eq!(at(&life, -200.0), None);
}

fn stay(start: f64, end: Option<f64>) -> carecast::synthetic::Stay {
    carecast::synthetic::Stay {
        setting: 0,
        slot: 0,
        start,
        end: end.map(|e| (e, Cause::PlannedMove)),
        prices: Vec::new(),
    }
}
