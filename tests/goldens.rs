//! Goldens of the shipped scenarios: their yearly figures with 200 replications, as committed. A change of these is a
//! change of every council's forecast: it is deliberate, has its reason in the CHANGELOG, and is taken over with
//! `INSTA_UPDATE=always cargo test --test goldens`.

#![allow(clippy::disallowed_methods, reason = "six digits of a printed figure")]

use assert_cmd::Command;
use std::fmt::Write;
use std::path::Path;

/// A figure to six digits: beyond them platforms' formatting and the order of a sum may differ.
fn six(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(x) if x != 0.0 => {
            let digits = (5 - x.abs().log10().floor() as i32).max(0) as usize;
            format!("{x:.digits$}")
        }
        _ => text.to_owned(),
    }
}

/// The yearly rows of a scenario's forecast.csv: measure, group, period, then mean, P10, P50, P90.
fn figures(scenario: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    Command::cargo_bin("carecast")
        .unwrap()
        .current_dir(root)
        .args(["run", scenario, "--replications", "200", "--quiet", "--out"])
        .arg(&out)
        .assert()
        .code(0);
    let mut reader = csv::Reader::from_path(out.join("forecast.csv")).unwrap();
    let heads = reader.headers().unwrap().clone();
    let at = |name: &str| heads.iter().position(|h| h == name).unwrap();
    let numbers = ["mean", "p10", "p50", "p90"].map(at);
    let mut text = String::new();
    for row in reader.records() {
        let row = row.unwrap();
        // Flows are many and small; their sums, moves and exits, are here.
        if &row[at("period_type")] != "year" || &row[at("measure")] == "flow" {
            continue;
        }
        let (measure, period) = (&row[at("measure")], &row[at("period")]);
        let (kind, group) = (&row[at("group_type")], &row[at("group")]);
        let [mean, p10, p50, p90] = numbers.map(|i| six(&row[i]));
        writeln!(
            text,
            "{period} {measure} {kind} {group}: {mean} ({p10}, {p50}, {p90})"
        )
        .unwrap();
    }
    text
}

#[test]
fn plymouth_baseline() {
    insta::assert_snapshot!(figures("scenarios/plymouth/baseline.toml"));
}

#[test]
fn plymouth_june() {
    insta::assert_snapshot!(figures("scenarios/plymouth/q1-2024-25.toml"));
}

#[test]
fn plymouth_fewer_entries() {
    insta::assert_snapshot!(figures("scenarios/plymouth/fewer-entries.toml"));
}

#[test]
fn east_sussex_baseline() {
    insta::assert_snapshot!(figures("scenarios/east-sussex/baseline.toml"));
}

#[test]
fn east_sussex_hindcast() {
    insta::assert_snapshot!(figures("scenarios/east-sussex/hindcast-2023-24.toml"));
}

#[test]
fn plymouth_edge_of_care() {
    insta::assert_snapshot!(figures("scenarios/plymouth/edge-of-care.toml"));
}

#[test]
fn east_sussex_placement_support() {
    insta::assert_snapshot!(figures("scenarios/east-sussex/placement-support.toml"));
}

/// The pages of actions: what each action does over the plan with 50 replications, mean, P10 and P90.
fn actions(council: &str, pages: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    Command::cargo_bin("carecast")
        .unwrap()
        .current_dir(root)
        .arg("compare")
        .arg(format!("scenarios/{council}/baseline.toml"))
        .args(pages)
        .args(["--replications", "50", "--quiet", "--out"])
        .arg(&out)
        .assert()
        .code(0);
    let mut reader = csv::Reader::from_path(out.join("actions.csv")).unwrap();
    let mut text = String::new();
    for row in reader.records() {
        let row = row.unwrap();
        if &row[2] != "plan" || &row[3] != "net_effect" {
            continue;
        }
        let [mean, p10, p90] = [5, 9, 13].map(|i| six(&row[i]));
        writeln!(text, "{} {}: {mean} ({p10}, {p90})", &row[0], &row[1]).unwrap();
    }
    text
}

#[test]
fn plymouth_actions() {
    let pages = [
        "scenarios/plymouth/edge-of-care.toml",
        "scenarios/plymouth/fostering-offer.toml",
        "scenarios/plymouth/mockingbird.toml",
        "scenarios/plymouth/in-house-homes.toml",
        "scenarios/plymouth/family-finding.toml",
        "scenarios/plymouth/agency-carers.toml",
        "scenarios/plymouth/carer-recruitment.toml",
        "scenarios/plymouth/plan.toml",
        "scenarios/plymouth/plan-poor-delivery.toml",
    ];
    insta::assert_snapshot!(actions("plymouth", &pages));
}

#[test]
fn east_sussex_actions() {
    let pages = [
        "scenarios/east-sussex/placement-support.toml",
        "scenarios/east-sussex/payment-structure.toml",
        "scenarios/east-sussex/valuing-care.toml",
        "scenarios/east-sussex/residential-strategy.toml",
        "scenarios/east-sussex/adoption.toml",
        "scenarios/east-sussex/separated-children.toml",
        "scenarios/east-sussex/plan.toml",
        "scenarios/east-sussex/plan-poor-delivery.toml",
    ];
    insta::assert_snapshot!(actions("east-sussex", &pages));
}

/// Every shipped scenario has a golden here.
#[test]
fn none_is_forgotten() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let here = include_str!("goldens.rs");
    for council in std::fs::read_dir(root.join("scenarios")).unwrap() {
        let council = council.unwrap().path();
        if !council.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(&council).unwrap() {
            let path = file.unwrap().path();
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            if name.ends_with(".toml") {
                assert!(
                    here.contains(&format!("\"{name}\"")),
                    "{name} has no golden"
                );
            }
        }
    }
}
