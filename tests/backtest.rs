//! `backtest` on a made-up panel: its files, its exit codes, and that the scored distribution is the one that `run`
//! produces from the scenario that is written for that council and year.

use assert_cmd::Command;
use carecast::council::level::Pool;
use carecast::council::{Options, draft};
use carecast::returns::panel::read;
use std::fmt::Write as _;
use std::path::Path;

/// Councils 301 to 350, 2010 to 2019, each figure a walk of its own.
fn panel() -> String {
    let mut text = String::from("year,la_code,ons_code,la_name,indicator,value,flag,source\n");
    let mut state = 7_u64;
    let mut step = |sd: f64| {
        let mut sum = 0.0;
        for _ in 0..4 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            sum += (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
        }
        sum * 1.73 * sd
    };
    for la in 301..=350 {
        let mut log = 5.2 + 0.02 * f64::from(la - 325) + step(0.1);
        let mut spend = log + 10.8 + step(0.1);
        for year in 2010..=2019 {
            let grows = 0.01 + step(0.05);
            log += grows;
            spend += 0.05 + grows + step(0.04);
            let children = libm::exp(log).round();
            let mut row = |indicator: &str, value: f64| {
                let _ = writeln!(
                    text,
                    "{year},{la},,Ashby {la},{indicator},{value:.0},,made up"
                );
            };
            row("cla_31mar", children);
            row("started", 0.42 * children + 3.0);
            row("ceased", 0.41 * children);
            row("age_u1", 0.06 * children);
            row("age_1_4", 0.14 * children);
            row("age_5_9", 0.19 * children);
            row("age_10_15", 0.39 * children);
            row("age_16plus", 0.22 * children);
            row("place_foster", 0.74 * children);
            row("pop_0_17_used", libm::exp(5.2) * 150.0);
            row("spend_total_cla_gross_gbp", libm::exp(spend));
        }
    }
    text
}

fn carecast(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("carecast").unwrap();
    command.current_dir(folder);
    command
}

#[test]
fn three_councils_rebuilt_by_run_have_the_scored_quantiles() {
    let folder = tempfile::tempdir().unwrap();
    let text = panel();
    std::fs::write(folder.path().join("panel.csv"), &text).unwrap();
    let panel = read("panel.csv", &text).unwrap();
    carecast(folder.path())
        .args(
            "backtest --panel panel.csv --horizons 1y,2y --out bt --from 2016 --replications 150"
                .split(' '),
        )
        .args("--name 303 --name 325 --name 349".split(' '))
        .assert()
        .success();
    let scores = std::fs::read_to_string(folder.path().join("bt/scores.csv")).unwrap();
    assert!(scores.starts_with(
        "la_code,la_name,origin,horizon,target,baseline,actual,mean,p05,p10,p25,p50,p75,p90,p95,crps,wis,pit\n"
    ));
    for (la, year) in [(303, 2016), (325, 2017), (349, 2018)] {
        let cut = panel.until(year);
        let level = Pool::new(&cut, year).level(la).unwrap();
        let made = draft(&cut, la, year, &Options::default()).unwrap();
        let (written, _) = made.finish(&level).unwrap();
        std::fs::write(folder.path().join("baseline.toml"), &written.toml).unwrap();
        std::fs::write(
            folder.path().join("posterior.csv"),
            written.posterior.unwrap(),
        )
        .unwrap();
        let out = format!("run-{la}");
        carecast(folder.path())
            .args([
                "run",
                "baseline.toml",
                "--out",
                &out,
                "--replications",
                "150",
            ])
            .assert()
            .success();
        let file = folder.path().join(out).join("forecast.csv");
        let forecast = std::fs::read_to_string(file).unwrap();
        let quantiles = |row: &str| -> Vec<f64> {
            row.split(',')
                .rev()
                .take(7)
                .map(|x| x.parse().unwrap())
                .collect()
        };
        let scored = |target: &str| -> Vec<f64> {
            let start = format!("{la},Ashby {la},{year},1,{target},model,");
            let row = scores.lines().find(|l| l.starts_with(&start)).unwrap();
            let cells: Vec<f64> = row.split(',').skip(8).map(|x| x.parse().unwrap()).collect();
            cells[..7].iter().rev().copied().collect()
        };
        let children = format!("baseline,month,{}-03,children_end,total,", year + 1);
        let row = forecast.lines().find(|l| l.starts_with(&children)).unwrap();
        assert_eq!(quantiles(row), scored("cla_31mar"), "{la}");
        let cost = format!("baseline,year,{year}-{},cost,total,", (year + 1) % 100);
        let row = forecast.lines().find(|l| l.starts_with(&cost)).unwrap();
        let scale = made.spend_scale.unwrap();
        for (a, b) in quantiles(row)
            .iter()
            .zip(scored("spend_total_cla_gross_gbp"))
        {
            assert!((a * scale / b - 1.0).abs() < 1e-6, "{la} {a} {b}");
        }
    }
}

#[test]
fn wrong_arguments_and_input_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let short: String = panel()
        .lines()
        .take(400)
        .map(|l| format!("{l}\n"))
        .collect();
    std::fs::write(folder.path().join("panel.csv"), &short).unwrap();
    let renamed = short.replacen("indicator", "measure", 1);
    std::fs::write(folder.path().join("renamed.csv"), renamed).unwrap();
    for (arguments, code, says) in [
        ("--panel panel.csv --horizons 3m", 2, "`3m` is no horizon"),
        (
            "--panel renamed.csv",
            3,
            "the column `indicator` is missing",
        ),
        ("--panel none.csv", 4, "could not read none.csv"),
        (
            "--panel panel.csv --name Ashbi",
            3,
            "no council `Ashbi`; did you mean Ashby",
        ),
    ] {
        let run = carecast(folder.path())
            .arg("backtest")
            .args(arguments.split(' '))
            .args(["--out", "bt"])
            .assert()
            .code(code);
        let stderr = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(stderr.contains(says), "{arguments}: {stderr}");
        assert!(!folder.path().join("bt").exists(), "{arguments}");
    }
}
