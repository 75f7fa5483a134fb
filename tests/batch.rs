//! `carecast batch` from the outside: scenarios × seeds, resumed, failing in parts, stopped.

#[path = "support/place.rs"]
mod place;

use place::Place;
use std::fs;

const DEAR: &str = "[prices.unregistered]\nweekly = 20_000\n";

/// The small scenario, two patches of it, in a folder of their own.
fn place() -> Place {
    let p = Place::new();
    p.patch("some/dear.toml", DEAR);
    p.patch("some/same.toml", "");
    p
}

const BATCH: &str = "batch scenario.toml some/*.toml --seeds 3 --replications 60";

#[test]
fn every_scenario_and_seed_has_its_folder_and_row() {
    let p = place();
    let shown = p.done(&format!("{BATCH} --out all --threads 2"));
    assert!(shown.contains("9 run, 0 kept, 0 failed"), "{shown}");
    let mut expected: Vec<String> = ["dear", "same", "scenario"]
        .iter()
        .flat_map(|s| (1..=3).map(move |i| format!("{s}-seed-{i}")))
        .collect();
    expected.push("summary.csv".to_owned());
    assert_eq!(p.names("all"), expected);
    let table = p.read("all/summary.csv");
    let head = "scenario,seed,status,2024-25_mean,2024-25_p10,2024-25_p90,2024-25_p_overspend,\
                2024-25_children_families,2024-25_children_homes,2024-25_households,2024-25_places,2025-26_mean";
    assert!(table.starts_with(head), "{table}");
    assert_eq!(table.lines().count(), 10);
    assert!(
        table
            .lines()
            .nth(1)
            .unwrap()
            .starts_with("scenario,1,done,")
    );

    // As `run` writes it.
    p.done("run some/dear.toml --seed 2 --replications 60 --out one --quiet");
    for file in [
        "forecast.csv",
        "replications.csv",
        "bridge.csv",
        "assumptions.csv",
    ] {
        assert_eq!(
            p.read(&format!("one/{file}")),
            p.read(&format!("all/dear-seed-2/{file}"))
        );
    }
    // For any number of threads.
    p.done(&format!("{BATCH} --out again --threads 1 --quiet"));
    assert_eq!(p.tree("all"), p.tree("again"));
}

#[test]
fn what_is_whole_is_kept_and_the_rest_is_made_again() {
    let p = place();
    p.done(&format!("{BATCH} --out all --quiet"));
    p.done(&format!("{BATCH} --out resumed --quiet"));
    // As a killed batch leaves it: folders that are not there, half ones beside them, no table.
    fs::remove_dir_all(p.path("resumed/dear-seed-2")).unwrap();
    fs::rename(
        p.path("resumed/scenario-seed-1"),
        p.path("resumed/.scenario-seed-1.carecast-dead00"),
    )
    .unwrap();
    p.write("resumed/.scenario-seed-1.carecast-dead00/.lock", "");
    fs::remove_file(p.path("resumed/same-seed-3/replications.csv")).unwrap();
    fs::remove_file(p.path("resumed/summary.csv")).unwrap();
    let kept = fs::metadata(p.path("resumed/same-seed-1/manifest.json")).unwrap();
    let shown = p.done(&format!("{BATCH} --out resumed"));
    assert!(shown.contains("3 run, 6 kept, 0 failed"), "{shown}");
    assert_eq!(p.tree("all"), p.tree("resumed"));
    let after = fs::metadata(p.path("resumed/same-seed-1/manifest.json")).unwrap();
    assert_eq!(kept.modified().unwrap(), after.modified().unwrap());

    // Other inputs, other replications, another version: made again.
    p.patch("some/dear.toml", "[prices.unregistered]\nweekly = 30_000\n");
    let shown = p.done(&format!("{BATCH} --out resumed"));
    assert!(shown.contains("3 run, 6 kept"), "{shown}");
    p.edit(
        "resumed/same-seed-2/manifest.json",
        env!("CARGO_PKG_VERSION"),
        "0.0.1",
    );
    let shown = p.done(&format!("{BATCH} --out resumed"));
    assert!(shown.contains("1 run, 8 kept"), "{shown}");
    let shown = p.done("batch scenario.toml --seeds 3 --replications 40 --out resumed");
    assert!(shown.contains("3 run, 0 kept"), "{shown}");
}

#[test]
fn one_failing_scenario_does_not_stop_the_rest() {
    let p = place();
    p.patch(
        "some/wrong.toml",
        "[prices.unregistered]\nweekli = 20_000\n",
    );
    p.write("all/same-seed-1/letter.txt", "mine");
    let (code, stdout, stderr) = p.carecast(&format!("{BATCH} --out all --json"));
    assert_eq!(code, 3, "{stderr}");
    insta::assert_snapshot!("batch_with_failures", stderr);
    let object: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let count = |status: &str| {
        let runs = object["runs"].as_array().unwrap();
        runs.iter().filter(|r| r["status"] == status).count()
    };
    assert_eq!(
        (count("done"), count("wrong input"), count("file system")),
        (8, 3, 1)
    );
    assert_eq!(p.read("all/same-seed-1/letter.txt"), "mine");
    assert!(
        p.read("all/summary.csv")
            .contains("wrong,1,wrong input,,,,")
    );

    fs::remove_file(p.path("some/wrong.toml")).unwrap();
    p.fails(&format!("{BATCH} --out all --quiet"), 4);
    fs::remove_dir_all(p.path("all/same-seed-1")).unwrap();
    p.done(&format!("{BATCH} --out all --quiet"));
}

#[test]
fn without_seeds_each_has_its_own_and_auto_goes_on_as_a_run_does() {
    let p = place();
    // Too uneven for 20,000 replications: every step of auto is taken.
    let batch = "batch some/dear.toml ./some/dear.toml --out one --replications auto";
    p.fails(&format!("{batch} --threads 2 --quiet"), 5);
    assert_eq!(p.names("one"), ["dear", "summary.csv"]);
    p.fails(
        "run some/dear.toml --replications auto --out single --quiet",
        5,
    );
    assert_eq!(
        p.read("one/dear/forecast.csv"),
        p.read("single/forecast.csv")
    );
    assert!(p.read("one/summary.csv").contains("dear,7,not converged,"));
    let (code, shown, _) = p.carecast(batch);
    assert!(code == 5 && shown.contains("0 run, 1 kept"), "{shown}");
}

#[test]
fn wrong_arguments() {
    let p = place();
    insta::assert_snapshot!(
        "batch_nothing_matches",
        p.fails("batch nothing/*.toml --out all", 2)
    );
    p.write("a/s.toml", "");
    p.write("b/a/s.toml", "");
    insta::assert_snapshot!(
        "batch_same_folder",
        p.fails("batch a/s.toml b/a/s.toml --out all", 2)
    );
    p.fails("batch scenario.toml --out all --seeds 0", 2);
    p.fails("batch scenario.toml", 2);
    insta::assert_snapshot!(
        "batch_file_missing",
        p.fails("batch missing.toml --out all", 3)
    );
    assert!(p.done("batch --help").contains("Example"));
}

#[cfg(unix)]
mod stopped {
    use super::*;
    use std::process::{Child, Stdio};
    use std::time::{Duration, Instant};

    fn start(p: &Place, replications: &str) -> Child {
        std::process::Command::new(env!("CARGO_BIN_EXE_carecast"))
            .current_dir(p.dir.path())
            .args([
                "batch",
                "scenario.toml",
                "--seeds",
                "12",
                "--out",
                "all",
                "--threads",
                "2",
            ])
            .args(["--replications", replications])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn wait_for(what: impl Fn() -> bool) {
        let begun = Instant::now();
        while !what() && begun.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Manifests of whole run folders with the time they were written.
    fn whole(p: &Place) -> std::collections::BTreeMap<String, std::time::SystemTime> {
        let all = p.path("all");
        let names = if all.exists() {
            p.names("all")
        } else {
            Vec::new()
        };
        let time = |name: String| {
            let manifest = fs::metadata(all.join(&name).join("manifest.json")).ok()?;
            let whole = !name.starts_with('.');
            whole.then(|| (name, manifest.modified().unwrap()))
        };
        names.into_iter().filter_map(time).collect()
    }

    #[test]
    fn a_batch_killed_twice_goes_on_to_the_same_bytes() {
        let p = place();
        let mut kept = whole(&p);
        for round in 1..=2 {
            let mut child = start(&p, "200");
            // Some run is whole that was not before; what was whole stays.
            wait_for(|| whole(&p).len() > kept.len());
            child.kill().unwrap();
            child.wait().unwrap();
            assert!(!p.path("all/summary.csv").exists());
            let now = whole(&p);
            assert!(
                now.len() > kept.len(),
                "round {round}: nothing new is whole"
            );
            for (name, time) in &kept {
                assert_eq!(
                    now.get(name),
                    Some(time),
                    "round {round}: {name} was made again"
                );
            }
            kept = now;
            // Killed between making a folder and locking it, nobody can tell for an hour that it is left.
            for name in p.names("all") {
                if name.starts_with('.') && !p.path("all").join(&name).join(".lock").exists() {
                    fs::remove_dir(p.path("all").join(&name)).unwrap();
                }
            }
        }
        let batch = "batch scenario.toml --seeds 12 --replications 200";
        let shown = p.done(&format!("{batch} --out all"));
        let told = format!("{} run, {} kept, 0 failed", 12 - kept.len(), kept.len());
        assert!(shown.contains(&told), "{told}: {shown}");
        for (name, time) in &kept {
            assert_eq!(whole(&p).get(name), Some(time), "{name} was made again");
        }
        p.done(&format!("{batch} --quiet --out whole"));
        assert_eq!(p.tree("all"), p.tree("whole"));
    }

    #[test]
    fn an_interrupt_stops_at_once_and_leaves_no_half_written_folder() {
        let p = place();
        let mut child = start(&p, "4000000");
        wait_for(|| p.path("all").exists() && !p.names("all").is_empty());
        let told = Instant::now();
        let id = child.id().to_string();
        std::process::Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap();
        let status = child.wait().unwrap();
        assert!(
            told.elapsed() < Duration::from_secs(1),
            "{:?}",
            told.elapsed()
        );
        assert_eq!(status.code(), Some(130));
        assert!(p.names("all").is_empty(), "{:?}", p.names("all"));
    }
}
