//! A made-up council's files, read back: the history is the truth.

use carecast::returns::council::{Council, Options, Source, read};
use carecast::returns::history::{Child, History};
use carecast::returns::reconcile::reconcile;
use carecast::synthetic;

fn source(name: &str, text: &str) -> Source {
    Source {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

/// The files of a made-up council, read.
fn read_back(options: &synthetic::Options) -> (synthetic::Council, Council) {
    let truth = synthetic::council(options).unwrap_or_else(|e| panic!("{e}"));
    let files = truth.files(options);
    let get = |name: &str| {
        let found = files.iter().find(|f| f.0 == name);
        found.map(|f| source(name, &f.1)).unwrap()
    };
    let returns: Vec<Source> = files
        .iter()
        .filter(|f| f.0.starts_with("returns/"))
        .map(|f| source(&f.0, &f.1))
        .collect();
    let (fees, ledger) = (get("fees.csv"), get("ledger.csv"));
    let council = read(&returns, Some(&fees), Some(&ledger), &Options::default())
        .unwrap_or_else(|r| panic!("{}", r.problems));
    (truth, council)
}

/// Without what is no part of the truth: sex, and the numbers (not the membership) of sibling groups.
fn plain(history: &History) -> Vec<Child> {
    let mut children = history.children.clone();
    for c in &mut children {
        c.sex = None;
        for p in &mut c.periods {
            p.siblings = p.siblings.map(|_| 0);
        }
    }
    children
}

#[test]
fn reading_gives_the_truth_back() {
    for last in [2023, 2025] {
        let options = synthetic::Options {
            children: 400,
            years: 6,
            last: carecast::words::calendar::FinancialYear(last),
            ..synthetic::Options::default()
        };
        let (truth, council) = read_back(&options);
        let read = &council.history;
        assert_eq!((read.from, read.to), (truth.history.from, truth.history.to));
        let (a, b) = (plain(&truth.history), plain(read));
        for a in &a {
            assert_eq!(Some(a), b.iter().find(|b| b.id == a.id));
        }
        assert_eq!(a.len(), b.len());
        let rules: Vec<&str> = council
            .audit
            .summary()
            .iter()
            .map(|c| c.rule.name())
            .collect();
        let mut expected = vec!["short_break", "stacked", "temporary", "same_placement"];
        if last == 2025 {
            expected.insert(1, "recode");
        }
        assert_eq!(rules, expected);
        let fees = council.fees.as_ref().unwrap();
        assert_eq!(
            (fees.unmatched.rows, fees.conflicting.rows, fees.unread),
            (0, 0, 0)
        );
        assert_eq!(fees.matched.rows, truth.fees.len());
        assert_eq!(fees.unpriced.0, 0);
    }
}

#[test]
fn the_ledger_is_the_placements() {
    let options = synthetic::Options::default();
    let (_, council) = read_back(&options);
    let rows = reconcile(&council);
    let other = ["unregistered", "other placements"];
    let (mut both, mut ledger) = (0.0, 0.0);
    for r in &rows {
        ledger += r.ledger.unwrap_or(0.0);
        if other.contains(&r.line.as_str()) {
            // The return does not know what is unregistered: the two lines together.
            both += r.difference();
        } else {
            assert!(r.difference().abs() < 0.02, "{r:?}");
        }
    }
    assert!(both.abs() < 2.0, "{both}");
    assert!(ledger > 1e8, "{ledger}");
}

/// Speed and memory of a large council: `cargo test --release --test returns a_million -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement: it takes a minute and a gigabyte"]
fn a_million_episodes() {
    let options = synthetic::Options {
        children: 42_000,
        years: 8,
        ..synthetic::Options::default()
    };
    let truth = synthetic::council(&options).unwrap_or_else(|e| panic!("{e}"));
    let files = truth.files(&options);
    drop(truth);
    let returns: Vec<Source> = files
        .iter()
        .filter(|f| f.0.starts_with("returns/"))
        .map(|f| source(&f.0, &f.1))
        .collect();
    drop(files);
    let before = resident();
    let start = std::time::Instant::now();
    let council = read(&returns, None, None, &Options::default())
        .unwrap_or_else(|r| panic!("{}", r.problems));
    println!(
        "{} episodes of {} children in {:.1} seconds; {} MB before, {} MB at the most",
        council.audit.episodes,
        council.history.children.len(),
        start.elapsed().as_secs_f64(),
        before,
        resident_peak()
    );
    assert!(
        council.audit.episodes > 1_000_000,
        "{}",
        council.audit.episodes
    );
}

fn status(key: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|l| l.starts_with(key)).unwrap_or("");
    let kb = line
        .split_whitespace()
        .nth(1)
        .and_then(|n| n.parse::<u64>().ok());
    kb.unwrap_or(0) / 1024
}

fn resident() -> u64 {
    status("VmRSS")
}

fn resident_peak() -> u64 {
    status("VmHWM")
}
