//! Every figure of a page says where it stands: it is looked up there, and its text is read back.

use super::page::{sound, tags};
use super::{Work, read, rows};
use std::collections::BTreeMap;
use std::path::Path;

/// Columns that name a row of a file, as addresses have them.
const KEYS: [(&str, &[&str]); 12] = [
    ("forecast", &["period", "measure", "group_type", "group"]),
    ("bridge", &["year", "step", "effect", "group"]),
    ("distribution", &["period", "percent"]),
    ("sensitivity", &["period", "parameter"]),
    ("high_cost", &["period", "band", "measure"]),
    ("assumptions", &["path"]),
    ("published", &["kind", "title", "period", "name"]),
    ("since", &["since", "period", "term"]),
    ("child_level", &["rank"]),
    ("track_record", &["target", "horizon"]),
    (
        "comparison",
        &[
            "scenario",
            "against",
            "period",
            "measure",
            "group_type",
            "group",
        ],
    ),
    (
        "actions",
        &["scenario", "intervention", "period", "measure"],
    ),
];

/// Every number of the tables in folders, by address.
fn addresses(folders: &[&Path]) -> BTreeMap<String, Vec<f64>> {
    let mut out: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for folder in folders {
        for (file, keys) in KEYS.iter().copied().chain([(
            "savings",
            &["scenario", "intervention", "month", "measure"][..],
        )]) {
            let path = folder.join(format!("{file}.csv"));
            if !path.is_file() {
                continue;
            }
            for row in rows(&path) {
                let named: Vec<&str> = keys.iter().map(|k| row[*k].as_str()).collect();
                for (column, cell) in &row {
                    if let Ok(x) = cell.parse::<f64>() {
                        out.entry(format!("{file}|{}|{column}", named.join("|")))
                            .or_default()
                            .push(x);
                    }
                }
            }
        }
    }
    out
}

/// The number a reader takes from a figure's text, and how far it may be from the exact one.
fn read_back(text: &str, how: &str) -> (f64, f64) {
    let plain: String = text
        .replace('−', "-")
        .chars()
        .filter(|c| "0123456789.-".contains(*c))
        .collect();
    let over = text.starts_with("over ") || text.starts_with("under ");
    let plain = match how {
        "p0" => text
            .replace(" of 100", "")
            .chars()
            .filter(|c| "0123456789.-".contains(*c))
            .collect(),
        _ => plain,
    };
    let x: f64 = plain
        .parse()
        .unwrap_or_else(|e| panic!("`{text}` ({how}): {e}"));
    match how {
        "m1" => (x * 1e6, 50_001.0),
        "m3" => (x * 1e6, 501.0),
        "n0" => (x, 0.501),
        "n1" => (x, 0.0501),
        "n2" => (x, 0.00501),
        "p0" => (x / 100.0, if over { 0.0101 } else { 0.00501 }),
        "p1" => (x / 100.0, 0.000_501),
        "s4" => (x, x.abs() * 5.1e-4 + 1e-9),
        other => panic!("unknown way {other}"),
    }
}

/// Checks every figure of a page against the tables; how many there were.
pub fn check(html: &str, folders: &[&Path]) -> usize {
    let stands = addresses(folders);
    let mut checked = 0;
    for t in tags(html).iter().filter(|t| t.name == "data" && !t.closing) {
        let value: f64 = t.attributes["value"].parse().unwrap();
        let address = &t.attributes["data-of"];
        let (name, less) = match address.strip_prefix("1-") {
            Some(name) => (name, true),
            None => (address.as_str(), false),
        };
        let all = stands
            .get(name)
            .unwrap_or_else(|| panic!("{name} stands nowhere"));
        let exact = |x: &f64| if less { 1.0 - x } else { x + 0.0 };
        let mut found = all.iter().map(exact);
        let exact = found.find(|x| x.to_bits() == value.to_bits());
        let exact = exact.unwrap_or_else(|| panic!("{address}: {value}, not {all:?}"));
        let (x, tolerance) = read_back(&t.text, &t.attributes["data-as"]);
        // Where the words say more or less the sign is left out.
        let off = (x - exact).abs().min((x - exact.abs()).abs());
        assert!(off <= tolerance, "{address}: `{}` for {exact}", t.text);
        checked += 1;
    }
    checked
}

#[test]
fn every_number_of_the_reports_stands_in_the_tables() {
    let w = Work::begin();
    for (name, scenario, least) in [
        (
            "p",
            "scenarios/plymouth/baseline.toml --replications 100",
            1_000,
        ),
        (
            "e",
            "scenarios/east-sussex/baseline.toml --replications 50",
            1_000,
        ),
        (
            "j",
            "scenarios/plymouth/q1-2024-25.toml --replications 50",
            1_000,
        ),
        ("s", "tests/data/small/scenario.toml", 500),
        (
            "x",
            "tests/data/small/scenario.toml --audience shareable",
            100,
        ),
    ] {
        w.done(&format!("run {scenario} --quiet --out @/{name}"));
        let folder = w.path(name);
        let n = check(&read(&folder.join("report.html")), &[&folder]);
        assert!(n >= least, "{name}: {n} figures");
        bridges_add_up(&folder);
    }
}

/// To the penny, and so to the pound.
fn bridges_add_up(folder: &Path) {
    let mut years: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for row in rows(&folder.join("bridge.csv")) {
        let pence = (row["amount"].parse::<f64>().unwrap() * 100.0).round() as i64;
        let year = years.entry(row["year"].clone()).or_default();
        match row["effect"].as_str() {
            "forecast_outturn" => year.1 = pence,
            _ => year.0 += pence,
        }
    }
    for (year, (steps, outturn)) in years {
        assert_eq!(steps, outturn, "{}: {year}", folder.display());
    }
}

#[test]
fn comparisons_tell_their_own_tables() {
    let w = Work::begin();
    w.done("compare scenarios/plymouth/baseline.toml scenarios/plymouth/edge-of-care.toml --replications 60 --quiet --out @/c");
    let html = read(&w.path("c/report.html"));
    sound(&html);
    // Figures of each scenario's own inputs stand in its own folder.
    let (c, base, other) = (w.path("c"), w.path("c/baseline"), w.path("c/edge-of-care"));
    check(&html, &[&c, &base, &other]);
    assert!(html.contains("What edge-of-care assumes otherwise than baseline"));
    w.done("report @/c --out @/again.html --quiet");
    assert_eq!(read(&w.path("again.html")), html);
    w.done("report @/c/baseline @/c/edge-of-care --out @/two.html --quiet");
    let two = read(&w.path("two.html"));
    sound(&two);
    check(&two, &[&c, &base, &other]);
}
