//! What a run shows only where it is asked for or has it: children one by one, the last forecast, savings delivered,
//! fostering households and places.

use super::numbers::check;
use super::page::sound;
use super::{Work, read, rows, workbook};
use std::collections::BTreeMap;
use std::path::Path;

const SMALL: &str = "tests/data/small/scenario.toml";

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap()
}

#[test]
fn children_are_shown_one_by_one_only_where_it_is_asked_for() {
    let w = Work::begin();
    w.done(&format!("run {SMALL} --child-level --quiet --out @/c"));
    w.done(&format!("run {SMALL} --quiet --out @/plain"));
    let folder = w.path("c");
    let list = rows(&folder.join("child_level.csv"));
    assert!(!list.is_empty());
    let mut share = 0.0;
    for (i, row) in list.iter().enumerate() {
        assert_eq!(row["rank"], (i + 1).to_string());
        let weekly = number(row, "weekly_price");
        assert!(i == 0 || weekly <= number(&list[i - 1], "weekly_price"));
        assert!((number(row, "full_year_cost") - weekly * 52.14).abs() < 1e-6);
        assert_eq!(row["share_of"], "budget");
        share += number(row, "share");
        assert!((number(row, "share_cumulative") - share).abs() < 1e-9);
        // From 1 July to 31 March are 274 nights.
        assert!(number(row, "cost_to_year_end") <= weekly * 274.0 / 7.0 + 1e-6);
    }
    let dear = list.iter().find(|r| r["child"] == "a2").unwrap();
    assert_eq!(dear["weekly_price"], "6182.5");
    assert_eq!(dear["setting"], "home_agency");
    assert_eq!(dear["turns_18"], "2026-08-14");
    let to_end = number(dear, "cost_to_year_end");
    assert!((to_end - 6_182.5 * 274.0 / 7.0).abs() < 1e-6, "{to_end}");

    // In the page and the workbook; nothing else differs from a run without.
    let told = |path: &Path| read(path).contains("child by child");
    let html = read(&folder.join("report.html"));
    sound(&html);
    check(&html, &[&folder]);
    assert!(told(&folder.join("report.html")));
    workbook::check(&folder.join("workbook.xlsx"), &[&folder]);
    let plain = w.path("plain");
    assert!(!plain.join("child_level.csv").exists() && !told(&plain.join("report.html")));
    for file in ["forecast.csv", "replications.csv", "high_cost.csv"] {
        assert_eq!(read(&plain.join(file)), read(&folder.join(file)), "{file}");
    }
    w.done("verify @/c --inputs tests/data/small --quiet");

    // A report of the folder has them only where they are asked for again.
    w.done("report @/c --out @/without.html --quiet");
    w.done("report @/c --child-level --out @/with.html --workbook @/with.xlsx --quiet");
    w.done("report @/c --audience shareable --out @/shared.html --quiet");
    assert!(told(&w.path("with.html")));
    for page in ["without.html", "shared.html"] {
        let text = read(&w.path(page));
        assert!(
            !text.contains("child by child") && !text.contains(">a2<"),
            "{page}"
        );
    }
}

#[test]
fn children_are_not_shown_one_by_one_to_others_or_where_they_are_not_known() {
    let w = Work::begin();
    let refused = |arguments: &str, why: &str| {
        let (code, said) = w.carecast(arguments);
        assert!(
            code == 2 && said.contains(why),
            "{arguments}: {code}, {said}"
        );
    };
    let shareable = "nothing shareable may: leave it out, or ask for --audience internal";
    refused(
        &format!("run {SMALL} --child-level --audience shareable --out @/s"),
        shareable,
    );
    refused(
        "run scenarios/plymouth/baseline.toml --child-level --out @/p",
        "its children are known by their number only",
    );
    assert!(!w.path("s").exists() && !w.path("p").exists());
    w.done(&format!("run {SMALL} --quiet --out @/plain"));
    refused(
        "report @/plain --child-level --out @/r.html",
        "has no child_level.csv",
    );
    refused(
        "report @/plain --child-level --audience shareable --out @/r.html",
        shareable,
    );
}

#[test]
fn a_run_since_another_has_its_variance_and_outturn_by_line() {
    let w = Work::begin();
    w.done("run scenarios/plymouth/baseline.toml --replications 60 --quiet --out @/march");
    w.done("run scenarios/plymouth/q1-2024-25.toml --replications 60 --since @/march --quiet --out @/june");
    let (march, june) = (w.path("march"), w.path("june"));
    let last = rows(&march.join("forecast.csv"));
    let find = |measure: &str, kind: &str, group: &str| {
        let is = |r: &&BTreeMap<String, String>| {
            [&r["period"], &r["measure"], &r["group_type"], &r["group"]]
                == ["2024-25", measure, kind, group]
        };
        last.iter().find(is).map(|r| number(r, "mean"))
    };
    let mut lines = 0;
    for row in rows(&june.join("previous.csv")) {
        if row["period"] != "2024-25" {
            continue;
        }
        let (kind, group) = (&row["group_type"], &row["group"]);
        let cost = find("cost", kind, group).unwrap();
        let is = match row["measure"].as_str() {
            "cost" => cost,
            _ => cost - find("budget", kind, group).unwrap(),
        };
        assert_eq!(number(&row, "amount"), is, "{row:?}");
        lines += usize::from(kind == "line");
    }
    assert!(lines >= 8, "{lines} lines");
    let variance = find("variance", "total", "total").unwrap();
    workbook::check(&june.join("workbook.xlsx"), &[&june]);
    let total = workbook::row(
        &june.join("workbook.xlsx"),
        "Monitoring",
        "Total inside the budget's perimeter",
    );
    assert!(
        (total[1] - variance).abs() < 0.005,
        "{} for {variance}",
        total[1]
    );
    let moved = total[5] - find("cost", "total", "total").unwrap();
    assert!(
        (total[10] - moved).abs() < 0.005,
        "{} for {moved}",
        total[10]
    );
    w.done("verify @/june --quiet");
    let html = read(&june.join("report.html"));
    check(&html, &[&june]);
}

#[test]
fn a_run_alone_has_what_was_delivered_of_its_savings() {
    let w = Work::begin();
    w.done("run scenarios/plymouth/plan.toml --replications 20 --quiet --out @/p");
    let folder = w.path("p");
    let of = rows(&folder.join("savings.csv"));
    let all: Vec<_> = of
        .iter()
        .filter(|r| r["intervention"] == "all actions")
        .collect();
    assert_eq!(all.len(), 12);
    // Six months of 12 × £127,500 and £83,333: behind by a third, red; no forecast, which takes runs without the actions.
    let september = all.iter().find(|r| r["month"] == "2024-09").unwrap();
    assert_eq!(september["planned_to_date"], "765000");
    assert_eq!(september["slippage"], "265002");
    assert_eq!(september["rating"], "red");
    for r in &all {
        assert!(r["forecast"].is_empty(), "{r:?}");
        assert_eq!(r["rating"].is_empty(), r["month"].as_str() > "2024-09");
    }
    let html = read(&folder.join("report.html"));
    check(&html, &[&folder]);
    assert!(html.contains("Savings delivered against plan"));
    workbook::check(&folder.join("workbook.xlsx"), &[&folder]);
    w.done("verify @/p --quiet");
}

/// Households and places of a comparison are those of the runs, read back from their folders or not.
#[test]
fn fostering_households_and_places_stand_in_comparison_and_batch() {
    let w = Work::begin();
    let pages = "scenarios/plymouth/baseline.toml scenarios/plymouth/carer-recruitment.toml";
    w.done(&format!(
        "compare {pages} --replications 20 --quiet --out @/c"
    ));
    w.done("compare @/c/baseline @/c/carer-recruitment --quiet --out @/again");
    let table = rows(&w.path("c/comparison.csv"));
    assert_eq!(table, rows(&w.path("again/comparison.csv")));
    let supply = ["households", "places", "places_filled"];
    let mut found = 0;
    for name in ["baseline", "carer-recruitment"] {
        for r in rows(&w.path(&format!("c/{name}/forecast.csv"))) {
            if !supply.contains(&r["measure"].as_str()) {
                continue;
            }
            let same = |c: &&BTreeMap<String, String>| {
                c["against"].is_empty()
                    && c["scenario"] == name
                    && ["period", "measure", "group"]
                        .iter()
                        .all(|k| c[*k] == r[*k])
            };
            let here = table.iter().find(same).unwrap_or_else(|| panic!("{r:?}"));
            for column in ["mean", "mcse", "p10", "p90"] {
                assert_eq!(here[column], r[column], "{r:?}");
            }
            found += 1;
        }
    }
    assert_eq!(found, 2 * 3 * 5);
    let more = table.iter().find(|r| {
        !r["against"].is_empty() && r["measure"] == "households" && r["period"] == "2028-29"
    });
    assert!(number(more.unwrap(), "mean") > 1.0, "{more:?}");
    let html = read(&w.path("c/report.html"));
    assert!(html.contains("Own fostering households"));
    let last = workbook::row(&w.path("c/workbook.xlsx"), "Scenarios", "carer-recruitment");
    assert_eq!(
        last.len(),
        13,
        "two columns of children, three of fostering"
    );
    assert!(
        last[8..].iter().all(|x| *x == 0.0),
        "all years have no average"
    );

    w.done(&format!(
        "batch {pages} --replications 20 --quiet --out @/b"
    ));
    let batch = rows(&w.path("b/summary.csv"));
    let of = |name: &str| {
        table.iter().find(|r| {
            r["against"].is_empty()
                && r["scenario"] == name
                && r["measure"] == "households"
                && r["period"] == "2026-27"
        })
    };
    // The first of a comparison has its own seed, as a batch has.
    assert_eq!(
        batch[0]["2026-27_households"],
        of("baseline").unwrap()["mean"]
    );
    assert!(number(&batch[0], "2028-29_children_families") > 300.0);
    assert!(number(&batch[0], "2028-29_places") > number(&batch[0], "2028-29_households"));
}
