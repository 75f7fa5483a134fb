//! The program from the outside: every command, every exit code, and that a run folder is complete or absent.

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A copy of the small scenario in a folder of its own.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Place {
        let dir = tempfile::tempdir().unwrap();
        let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/small");
        for entry in fs::read_dir(small).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, dir.path().join(path.file_name().unwrap())).unwrap();
        }
        Place { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from}");
        fs::write(self.path(name), text.replace(from, to)).unwrap();
    }

    /// The program in this folder; exit code, stdout, stderr.
    fn carecast(&self, arguments: &str) -> (i32, String, String) {
        let mut command = Command::cargo_bin("carecast").unwrap();
        command
            .current_dir(self.dir.path())
            .args(arguments.split_whitespace());
        let out = command.output().unwrap();
        let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
        (
            out.status.code().unwrap(),
            text(out.stdout),
            text(out.stderr),
        )
    }

    fn done(&self, arguments: &str) -> String {
        let (code, stdout, stderr) = self.carecast(arguments);
        assert_eq!(code, 0, "{arguments}: {stderr}");
        stdout
    }

    fn fails(&self, arguments: &str, with: i32) -> String {
        let (code, _, stderr) = self.carecast(arguments);
        assert_eq!(code, with, "{arguments}: {stderr}");
        stderr
    }

    /// Names in the folder, hidden ones too, without the scenario's files.
    fn left(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|n| !n.ends_with(".csv") && !n.ends_with(".toml"))
            .collect();
        names.sort();
        names
    }
}

#[test]
fn a_run_is_the_same_for_any_number_of_threads() {
    let p = Place::new();
    let shown = p.done("run scenario.toml --out one --replications 90 --threads 1");
    for words in [
        "Smallshire",
        "prediction interval",
        "Probability of an overspend",
        "Run rate",
        "one",
    ] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    assert!(shown.lines().all(|l| l.chars().count() <= 100), "{shown}");
    assert!(!shown.contains('\u{1b}'));
    p.done("run scenario.toml --out two --replications 90 --threads 2");
    for file in [
        "forecast.csv",
        "replications.csv",
        "bridge.csv",
        "assumptions.csv",
    ] {
        assert_eq!(
            p.read(&format!("one/{file}")),
            p.read(&format!("two/{file}")),
            "{file}"
        );
    }
    let forecast = p.read("one/forecast.csv");
    let header = "scenario,period_type,period,measure,group_type,group,unit,mean,sd,mcse,p05,p10,p25,p50,p75,p90,p95";
    assert_eq!(forecast.lines().next(), Some(header));
    for row in [
        "scenario,year,2024-25,p_overspend,total,total,probability,",
        "scenario,month,2025-01,cost,line,\"residential, agency\",GBP,",
    ] {
        assert!(forecast.lines().any(|l| l.starts_with(row)), "{row}");
    }
    assert_eq!(p.left(), ["one", "two"]);
    assert!(!p.path("one/inputs/cohort.csv").exists());
}

/// The total is the sum of the lines in every replication, as a reader of the files would add it.
#[test]
fn lines_sum_to_the_total_in_the_files() {
    let p = Place::new();
    p.done("run scenario.toml --out run --replications 20 --quiet");
    let mut reader = csv::Reader::from_path(p.path("run/replications.csv")).unwrap();
    let mut sums = std::collections::BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        if &row[3] == "cost" && ["total", "line"].contains(&&row[4]) {
            let pence = (row[6].parse::<f64>().unwrap() * 100.0).round() as i64;
            let sign = if &row[4] == "line" { 1 } else { -1 };
            *sums
                .entry((row[1].to_owned(), row[2].to_owned()))
                .or_insert(0) += sign * pence;
        }
    }
    assert_eq!(sums.len(), 60);
    assert!(sums.values().all(|s| *s == 0), "{sums:?}");
}

#[test]
fn a_run_folder_is_verified() {
    let p = Place::new();
    p.done("run scenario.toml --out run --replications 40");
    let said = p.fails("verify run", 3);
    assert!(
        said.contains("cohort.csv") && said.contains("--inputs"),
        "{said}"
    );
    assert!(p.done("verify run --inputs .").contains("identical"));
    assert!(
        p.done("verify run --inputs cohort.csv --threads 1 --json")
            .contains("\"identical\":true")
    );

    p.edit("run/bridge.csv", "forecast_outturn", "forecast_outtern");
    let said = p.fails("verify run --inputs .", 1);
    assert!(said.contains("bridge.csv differs from line"), "{said}");
    p.edit("run/inputs/scenario.toml", "seed = 7", "seed = 8");
    let said = p.fails("verify run --inputs .", 3);
    assert!(said.contains("SHA-256"), "{said}");
    p.fails("verify nowhere", 4);
}

#[test]
fn kept_inputs_run_again() {
    let p = Place::new();
    fs::create_dir(p.path("patches")).unwrap();
    fs::write(
        p.path("patches/dear.toml"),
        "format = 1\nextends = \"../scenario.toml\"\n[prices.unregistered]\nweekly = 20_000\n",
    )
    .unwrap();
    p.done("run patches/dear.toml --out first --replications 20 --keep-cohort --seed 11");
    p.done("verify first");
    p.done("run first/inputs/patches/dear.toml --out second --replications 20 --seed 11");
    for file in ["forecast.csv", "assumptions.csv"] {
        assert_eq!(
            p.read(&format!("first/{file}")),
            p.read(&format!("second/{file}")),
            "{file}"
        );
    }
}

#[test]
fn wrong_input_writes_nothing() {
    let p = Place::new();
    p.edit(
        "scenario.toml",
        "transient_sd = 0.11",
        "transient_sd = -0.11",
    );
    p.edit("scenario.toml", "la_code = 999", "la_cod = 999");
    for arguments in ["run scenario.toml --out run", "check scenario.toml"] {
        let said = p.fails(arguments, 3);
        assert!(said.contains("la_cod") && said.contains("-0.11"), "{said}");
    }
    p.fails("run missing.toml --out run", 3);
    assert!(p.left().is_empty(), "{:?}", p.left());
}

#[test]
fn what_is_there_is_not_overwritten() {
    let p = Place::new();
    let run = "run scenario.toml --out run --replications 2 --quiet";
    p.done(run);
    let said = p.fails(run, 4);
    assert!(said.contains("--overwrite"), "{said}");
    p.done(&format!("{run} --overwrite --seed 8"));
    assert!(p.read("run/manifest.json").contains("\"seed\": 8"));
    fs::create_dir(p.path("mine")).unwrap();
    fs::write(p.path("mine/letter.txt"), "x").unwrap();
    p.fails(
        "run scenario.toml --out mine --overwrite --replications 2",
        4,
    );
    assert_eq!(p.left(), ["mine", "run"]);
    assert_eq!(p.read("mine/letter.txt"), "x");
}

#[test]
fn several_scenarios_have_a_folder_each() {
    let p = Place::new();
    fs::copy(p.path("scenario.toml"), p.path("other.toml")).unwrap();
    let text = p.done("run scenario.toml other.toml --out runs --replications 2 --json");
    assert!(text.contains("\"runs\":["), "{text}");
    assert!(p.path("runs/scenario/manifest.json").is_file());
    assert!(p.path("runs/other/manifest.json").is_file());
    // The second is wrong: the first is not run either.
    p.edit("other.toml", "format = 1", "format = 9");
    p.fails(
        "run scenario.toml other.toml --out more --replications 2",
        3,
    );
    p.fails(
        "run scenario.toml scenario.toml --out more --replications 2",
        2,
    );
    assert_eq!(p.left(), ["runs"]);
}

#[test]
fn the_machine_summary_is_one_object() {
    let p = Place::new();
    let text = p.done("run scenario.toml --out run --replications 30 --threads 2 --json");
    let object: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(object["replications"], 30);
    assert_eq!(object["threads"], 2);
    assert!(object["events"].as_u64().unwrap() > 30);
    for key in ["simulate_seconds", "seconds", "peak_memory_bytes"] {
        assert!(object[key].as_f64().unwrap() > 0.0, "{key}");
    }
    assert_eq!(object["out"], "run");
    assert_eq!(object["years"][0]["budget"], 2_500_000.0);
    assert!(object["years"][1]["p_overspend"].is_null());
}

#[test]
fn wrong_arguments() {
    let p = Place::new();
    p.fails("run scenario.toml", 2);
    p.fails("run scenario.toml --out x --replications 0", 2);
    p.fails("walk", 2);
    p.fails("example copy nowhere", 2);
    assert!(p.left().is_empty());
}

#[test]
fn the_other_commands() {
    let p = Place::new();
    let text = p.done("check scenario.toml");
    assert!(text.contains("right"), "{text}");
    let schema: serde_json::Value = serde_json::from_str(&p.done("schema")).unwrap();
    assert!(schema.is_object());
    let list = p.done("example list");
    for name in [
        "plymouth/baseline",
        "plymouth/q1-2024-25",
        "plymouth/fewer-entries",
        "east-sussex/baseline",
        "east-sussex/hindcast-2023-24",
    ] {
        assert!(list.contains(name), "{list}");
    }
    p.done("example copy plymouth/q1-2024-25 mine");
    assert!(p.path("mine/plymouth/baseline.toml").is_file());
    assert!(p.path("mine/plymouth/q1-2024-25.toml").is_file());
    p.fails("example copy plymouth/q1-2024-25 mine", 4);
    assert!(p.done("completions bash").contains("carecast"));
    for command in [
        "",
        "run",
        "compare",
        "batch",
        "check",
        "verify",
        "schema",
        "example",
        "completions",
    ] {
        assert!(
            p.done(&format!("{command} --help")).contains("Example"),
            "{command}"
        );
    }
    assert!(p.done("--help").contains("not converged"));
}

#[test]
fn not_converged_is_said() {
    let p = Place::new();
    // Prices so uneven that 20,000 replications are too few.
    p.edit(
        "scenario.toml",
        "weekly = 14_000\nspread = 0.3",
        "weekly = 900_000\nspread = 2.0",
    );
    let said = p.fails("run scenario.toml --out run --replications auto", 5);
    assert!(said.contains("not converged"), "{said}");
    assert!(p.read("run/manifest.json").contains("\"converged\": false"));
}

#[cfg(unix)]
mod stopped {
    use super::*;
    use std::process::{Child, Stdio};
    use std::time::{Duration, Instant};

    fn start(p: &Place) -> Child {
        let child = std::process::Command::new(env!("CARGO_BIN_EXE_carecast"))
            .current_dir(p.dir.path())
            .args([
                "run",
                "scenario.toml",
                "--out",
                "run",
                "--replications",
                "4000000",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        // Once its folder is locked, the next run can tell that it was left.
        let locked = || p.left().iter().any(|n| p.path(n).join(".lock").is_file());
        while !locked() && begun.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(20));
        }
        child
    }

    #[test]
    fn a_killed_run_leaves_no_run_folder_and_the_next_one_cleans_up() {
        let p = Place::new();
        let mut child = start(&p);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!p.path("run").exists());
        assert!(
            p.left().iter().all(|n| n.starts_with(".run.carecast-")),
            "{:?}",
            p.left()
        );
        p.done("run scenario.toml --out run --replications 2");
        assert_eq!(p.left(), ["run"]);
    }

    #[test]
    fn an_interrupt_stops_at_once_and_leaves_nothing() {
        let p = Place::new();
        let mut child = start(&p);
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
        assert!(p.left().is_empty(), "{:?}", p.left());
    }

    #[test]
    fn a_closed_pipe_is_success() {
        let p = Place::new();
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_carecast"))
            .current_dir(p.dir.path())
            .args([
                "run",
                "scenario.toml",
                "--out",
                "run",
                "--replications",
                "2",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}
