//! England's reference rates against the published tables: the expected-value engine, started from England's stock of
//! 31 March 2022, has to reproduce the year to 31 March 2023; and, where `CARECAST_SHARED` names the folder of the
//! published tables, the committed files against the derivation that made them.

#![allow(
    clippy::disallowed_methods,
    clippy::needless_range_loop,
    reason = "a derivation, compared within a tolerance; loops over the cells of a table"
)]

#[path = "reference/calibrate.rs"]
mod calibrate;
#[path = "reference/cells.rs"]
mod cells;
#[path = "reference/engine.rs"]
mod engine;
#[path = "reference/england.rs"]
mod england;
#[path = "reference/seeds.rs"]
mod seeds;
#[path = "reference/tables.rs"]
mod tables;
#[path = "reference/targets.rs"]
mod targets;
#[path = "reference/write.rs"]
mod write;

use std::path::{Path, PathBuf};

/// Named exceptions: measure, start of the group, and how far off it may be (per cent, or points for shares). At most
/// three, none beyond 10, and none that is not needed.
const EXCEPTIONS: &[(&str, &str, f64)] = &[];

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/reference/data")
        .join(name)
}

/// Rows (measure, group, published) of the committed targets.
fn committed_targets() -> Vec<(String, String, f64)> {
    let text = std::fs::read_to_string(data("targets_2023.csv")).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows = reader.records().map(|r| r.unwrap());
    rows.map(|r| (r[0].to_owned(), r[1].to_owned(), r[2].parse().unwrap()))
        .collect()
}

#[test]
fn the_year_to_march_2023_is_reproduced() {
    // The second year is 2023-24: its totals were never fitted.
    let model = england::year_to_march_2023(2);
    let found = england::measure(&model);
    assert!(EXCEPTIONS.len() <= 3 && EXCEPTIONS.iter().all(|e| e.2 <= 10.0));
    let mut needed = vec![false; EXCEPTIONS.len()];
    let mut misses = Vec::new();
    println!("| measure | group | published | model | difference |");
    println!("|---|---|---:|---:|---:|");
    for (measure, group, published) in committed_targets() {
        let Some(x) = found.get(&(measure.clone(), group.clone())) else {
            panic!("nothing measures {measure}, {group}");
        };
        let points = measure.ends_with('%');
        let (off, unit) = if points {
            (x - published, " points")
        } else {
            (100.0 * (x / published - 1.0), "%")
        };
        println!("| {measure} | {group} | {published:.1} | {x:.1} | {off:+.1}{unit} |");
        let within = match measure.as_str() {
            "three or more placements %" => (10.0..=11.0).contains(x),
            _ => off.abs() <= 3.0,
        };
        if within {
            continue;
        }
        let named = EXCEPTIONS
            .iter()
            .position(|e| e.0 == measure && group.starts_with(e.1) && off.abs() <= e.2);
        match named {
            Some(i) => needed[i] = true,
            None => misses.push(format!(
                "{measure}, {group}: {published:.1}, the model says {x:.1}"
            )),
        }
    }
    for (e, needed) in EXCEPTIONS.iter().zip(needed) {
        if !needed {
            misses.push(format!("{} {}: an exception without need", e.0, e.1));
        }
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

/// What the loop's targets are multiplied by, as committed.
fn committed_trim() -> targets::Trim {
    let text = std::fs::read_to_string(data("trim.csv")).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows = reader.records().map(|r| r.unwrap());
    rows.map(|r| ((r[0].to_owned(), r[1].to_owned()), r[2].parse().unwrap()))
        .collect()
}

/// The published targets and what the loop is turned to; `None`, and it says so, where the tables can not be read.
fn published() -> Option<(targets::Targets, targets::Targets)> {
    let tables = tables::Tables::read();
    if tables.is_none() {
        println!("skipped: CARECAST_SHARED is not set, the published tables can not be read");
    }
    let published = tables.map(|t| targets::Targets::compute(&t, 2023))?;
    let trimmed = published.trimmed(&committed_trim());
    Some((published, trimmed))
}

/// The loop's state as committed.
fn committed_state(t: &targets::Targets) -> calibrate::Factors {
    let text = std::fs::read_to_string(data("calibration.csv")).unwrap();
    let values: std::collections::BTreeMap<&str, f64> = text
        .lines()
        .filter(|l| !l.starts_with('#'))
        .skip(1)
        .map(|l| l.rsplit_once(',').unwrap())
        .map(|(name, x)| (name, x.parse().unwrap()))
        .collect();
    let mut f = calibrate::Factors::start(t);
    for (name, x) in write::state(&mut f) {
        *x = values[name.as_str()];
    }
    f
}

/// Differences between the committed file and the derived one: other words, or numbers more than `tolerance` apart.
fn differences(name: &str, derived: &str, tolerance: f64) -> Vec<String> {
    let committed = std::fs::read_to_string(data(name)).unwrap();
    let (a, b): (Vec<&str>, Vec<&str>) = (committed.lines().collect(), derived.lines().collect());
    if a.len() != b.len() {
        return vec![format!("{name}: {} lines, derived {}", a.len(), b.len())];
    }
    let same = |x: &str, y: &str| match (x.parse::<f64>(), y.parse::<f64>()) {
        (Ok(x), Ok(y)) => {
            (x - y).abs() <= tolerance * x.abs().max(y.abs()) + 2e-4
                || (x - y).abs() <= 1.0 && x > 5.0
        }
        _ => x == y,
    };
    let lines = a.iter().zip(&b).enumerate();
    lines
        .filter(|(_, (x, y))| {
            !(x.split(',').count() == y.split(',').count()
                && x.split(',').zip(y.split(',')).all(|(x, y)| same(x, y)))
        })
        .map(|(i, (x, y))| format!("{name}:{}: `{x}`, derived `{y}`", i + 1))
        .collect()
}

#[test]
fn the_committed_files_are_what_the_derivation_makes() {
    let Some((tables, t)) = published() else {
        return;
    };
    let f = committed_state(&t);
    let mut out = Vec::new();
    for (name, text) in write::files(&f, &t, &tables) {
        out.extend(differences(name, &text, 2e-3));
    }
    assert!(out.is_empty(), "{}", out[..out.len().min(20)].join("\n"));
}

#[test]
fn the_loop_rests_where_the_files_say() {
    let Some((_, t)) = published() else { return };
    let mut f = committed_state(&t);
    let before: Vec<f64> = write::state(&mut f).iter().map(|(_, x)| **x).collect();
    let (year, _, _) = calibrate::round(&mut f, &t, 1.0);
    calibrate::report(&t, &year);
    for ((name, x), b) in write::state(&mut f).into_iter().zip(before) {
        let moved = (*x / b - 1.0).abs();
        assert!(moved < 0.05, "{name}: {b} turns to {x} in one more round");
    }
}

/// Runs the loop from the declared seeds and writes the files; `CARECAST_ROUNDS` is the number of rounds (90), and
/// with `CARECAST_WARM` it goes on from the committed state.
#[test]
#[ignore = "rewrites the derived data files; some minutes"]
fn derive() {
    let (tables, t) = published().expect("CARECAST_SHARED names the folder of the tables");
    let rounds = std::env::var("CARECAST_ROUNDS").map_or(90, |n| n.parse().unwrap());
    let warm = std::env::var_os("CARECAST_WARM").is_some();
    let mut f = if warm {
        committed_state(&t)
    } else {
        calibrate::Factors::start(&t)
    };
    for round in 0..rounds {
        let (year, _, _) = calibrate::round(&mut f, &t, 1.0);
        if round + 1 == rounds {
            calibrate::report(&t, &year);
        }
    }
    std::fs::write(data("calibration.csv"), write::state_file(&f)).unwrap();
    for (name, text) in write::files(&f, &t, &tables) {
        std::fs::write(data(name), text).unwrap();
    }
}

/// Multiplies the committed trim by what the program's engine falls short by; then derive again, warm.
#[test]
#[ignore = "rewrites the trim"]
fn trim() {
    let found = england::measure(&england::year_to_march_2023(1));
    let mut trim = committed_trim();
    for (measure, group, published) in committed_targets() {
        let key = (measure, group);
        let used = match (key.0.as_str(), key.1.as_str()) {
            ("exits by age", g) => g != "turned_18",
            // How many last beyond two years follows from the bands before.
            ("ended placements %", g) if g.starts_with("placed for adoption: From 2") => false,
            ("ended placements %", _) => published >= 1.0,
            ("exits" | "moves", "total") | ("exits by reason", _) => true,
            _ => false,
        };
        if used {
            let ratio = published / found[&key];
            let old = trim.get(&key).copied().unwrap_or(1.0);
            trim.insert(key, (old * ratio).clamp(0.5, 2.0));
        }
    }
    std::fs::write(data("trim.csv"), write::trim_file(&trim)).unwrap();
}
