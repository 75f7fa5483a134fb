//! The program from a council's files to a forecast and why it moved: made-up files, read, fitted, run.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Runs the program in a folder; what it prints.
fn done(folder: &Path, arguments: &str) -> String {
    let mut command = Command::cargo_bin("carecast").unwrap();
    command
        .current_dir(folder)
        .args(arguments.split_whitespace());
    let out = command.output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    let (stdout, stderr) = (text(out.stdout), text(out.stderr));
    assert!(out.status.success(), "{arguments}: {stderr}");
    stdout
}

/// Rows of a CSV file by column.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let heads = reader.headers().unwrap().clone();
    let row = |r: csv::StringRecord| {
        let pair = |(h, c): (&str, &str)| (h.to_owned(), c.to_owned());
        heads.iter().zip(r.iter()).map(pair).collect()
    };
    reader.records().map(|r| row(r.unwrap())).collect()
}

/// A column of the only row of `forecast.csv` for a year's measure in all.
fn of_year(folder: &Path, year: &str, measure: &str, column: &str) -> f64 {
    let all = rows(&folder.join("forecast.csv"));
    let mut found = all.iter().filter(|r| {
        (r["period"].as_str(), r["measure"].as_str()) == (year, measure)
            && r["group_type"] == "total"
    });
    let row = found
        .next()
        .unwrap_or_else(|| panic!("no {measure} of {year}"));
    assert!(found.next().is_none());
    row[column].parse().unwrap()
}

#[test]
fn from_files_to_a_forecast_and_why_it_moved() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let run = |arguments: &str| done(dir.path(), arguments);
    run("example synthetic --children 120 --years 4 --out made");
    let fit = "fit made/returns --fees made/fees.csv --ledger made/ledger.csv --years 2 --draws 60";
    let said = run(&format!("{fit} --out council"));
    for part in [
        "rows read,",
        "Fee list: rows by what became of them",
        "Ledger against the sum of the placements",
        "children looked after at 2024-03-31",
        "Need bands: none in the returns; no rate or price depends on need",
        "Personal data (a row a child): cohort.csv, leavers.csv, cleaning.csv",
        "Next: carecast run council/scenario.toml",
    ] {
        assert!(said.contains(part), "{part} in\n{said}");
    }
    for (file, first) in [
        ("cohort.csv", "personal_data"),
        ("leavers.csv", "personal_data"),
        ("cleaning.csv", "personal_data"),
        ("posterior.csv", "draw,parameter,value"),
        ("fit.csv", "table,event,group"),
        ("fit.html", "<!DOCTYPE html>"),
        ("scenario.toml", "# Made by `carecast fit`"),
    ] {
        let text = fs::read_to_string(at("council").join(file)).unwrap();
        let head = text.lines().next().unwrap();
        assert!(head.contains(first), "{file}: {head}");
    }
    // Every count of a chart stands in the file of figures.
    let page = fs::read_to_string(at("council/fit.html")).unwrap();
    let figures = rows(&at("council/fit.csv"));
    let shown = figures.iter().filter(|r| !r["chance_p10"].is_empty());
    assert!(shown.clone().count() > 20);
    for r in shown {
        let (seen, fitted): (f64, f64) =
            (r["observed"].parse().unwrap(), r["fitted"].parse().unwrap());
        let label = format!("{seen:.0}, fit {fitted:.0}<");
        assert!(page.contains(&label), "{r:?}");
    }

    // The year to come costs about what the last one did.
    run("run council/scenario.toml --replications 100 --out forecast");
    let last: f64 = rows(&at("made/ledger.csv"))
        .iter()
        .filter(|r| r["month"].as_str() >= "2023-04")
        .map(|r| r["actual"].parse::<f64>().unwrap())
        .sum();
    let cost = of_year(&at("forecast"), "2024-25", "cost", "mean");
    assert!((0.7..1.4).contains(&(cost / last)), "{cost} after {last}");

    // In the year: two snapshots, their actuals from the ledger, and the bridge between them.
    for (name, day) in [("december", "2023-12-31"), ("january", "2024-01-31")] {
        run(&format!("{fit} --as-at {day} --out {name}"));
    }
    run("run december/scenario.toml --replications 100 --keep-cohort --out past");
    let said = run("run january/scenario.toml --replications 100 --since past --out now");
    let year = "2023-24";
    let moved =
        of_year(&at("now"), year, "cost", "mean") - of_year(&at("past"), year, "cost", "mean");
    let bridge: BTreeMap<String, f64> = rows(&at("now/since.csv"))
        .iter()
        .filter(|r| r["period"] == year)
        .map(|r| (r["term"].clone(), r["amount"].parse().unwrap()))
        .collect();
    let terms = [
        "actuals",
        "new_children",
        "leavers",
        "moves",
        "price",
        "assumptions",
    ];
    let sum: f64 = terms.iter().map(|t| bridge[*t]).sum();
    assert!((sum - bridge["total"]).abs() < 0.005, "{bridge:?}");
    assert!((bridge["total"] - moved).abs() < 1.0, "{bridge:?} {moved}");
    assert!(bridge["actuals"] != 0.0, "January was not as was forecast");
    assert!(said.contains("Why 2023-24 moved since past"), "{said}");
    assert_eq!(said.matches("new children").count(), 1, "{said}");
    // Closed months are the ledger's.
    let closed: f64 = rows(&at("made/ledger.csv"))
        .iter()
        .filter(|r| ("2023-04".."2024-02").contains(&r["month"].as_str()))
        .map(|r| r["actual"].parse::<f64>().unwrap())
        .sum();
    let told: f64 = rows(&at("now/forecast.csv"))
        .iter()
        .filter(|r| {
            r["period_type"] == "month" && r["measure"] == "cost" && r["group_type"] == "total"
        })
        .filter(|r| ("2023-04".."2024-02").contains(&r["period"].as_str()))
        .map(|r| r["mean"].parse::<f64>().unwrap())
        .sum();
    assert!((closed - told).abs() < 1.0, "{closed} {told}");
}

#[test]
fn three_children_are_forecast_wide() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let run = |arguments: &str| done(dir.path(), arguments);
    let mut wide = Vec::new();
    for children in [3, 300] {
        run(&format!(
            "example synthetic --children {children} --years 4 --seed 5 --overwrite --out made"
        ));
        let name = format!("of{children}");
        run(&format!(
            "fit made/returns --fees made/fees.csv --years 1 --draws 60 --out {name}"
        ));
        run(&format!(
            "run {name}/scenario.toml --replications 200 --out {name}-forecast"
        ));
        let folder = at(&format!("{name}-forecast"));
        let of = |column| of_year(&folder, "2024-25", "cost", column);
        wide.push((of("p90") - of("p10")) / of("mean"));
        // How far the council's rates are believed to be from England's.
        let rates = rows(&at(&name).join("fit.csv"));
        for r in rates
            .iter()
            .filter(|r| r["table"] == "rate" && r["group"] == "total")
        {
            let value: f64 = r["value"].parse().unwrap();
            let range: f64 = r["p90"].parse::<f64>().unwrap() / r["p10"].parse::<f64>().unwrap();
            match children {
                3 => assert!((0.6..1.6).contains(&value) && range > 1.6, "{r:?}"),
                _ => assert!(range < 1.6, "{r:?}"),
            }
        }
    }
    assert!(wide[0] > 4.0 * wide[1], "{wide:?}");
}
