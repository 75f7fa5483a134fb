//! Holds the picture of the rooms: an arrow never runs the other way, and there is no circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every room, and the rooms it may use. The rooms before the gap are the core.
const ROOMS: [(&str, &[&str]); 19] = [
    ("words", &[]),
    ("sampling", &["words"]),
    ("model", &["words", "sampling"]),
    ("draw", &["words", "sampling", "model"]),
    ("simulate", &["words", "sampling", "model", "draw"]),
    ("expect", &["words", "sampling", "model", "draw"]),
    (
        "forecast",
        &["words", "sampling", "model", "draw", "simulate", "expect"],
    ),
    (
        "compare",
        &[
            "words", "sampling", "model", "draw", "simulate", "expect", "forecast",
        ],
    ),
    // The shell.
    ("returns", &["core"]),
    ("reference", &["core", "returns"]),
    ("scenario", &["core", "returns", "reference"]),
    ("synthetic", &["core", "returns", "reference", "scenario"]),
    ("fit", &["core", "returns", "reference", "scenario"]),
    ("council", &["core", "returns", "reference", "scenario"]),
    (
        "backtest",
        &["core", "returns", "reference", "scenario", "council", "fit"],
    ),
    (
        "report",
        &[
            "core",
            "returns",
            "reference",
            "scenario",
            "fit",
            "council",
            "backtest",
        ],
    ),
    (
        "store",
        &["core", "returns", "reference", "scenario", "report"],
    ),
    (
        "batch",
        &[
            "core",
            "returns",
            "reference",
            "scenario",
            "council",
            "report",
            "store",
        ],
    ),
    (
        "cli",
        &[
            "core",
            "returns",
            "reference",
            "scenario",
            "synthetic",
            "fit",
            "council",
            "backtest",
            "report",
            "store",
            "batch",
        ],
    ),
];
const CORE: usize = 8;

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The room of a file; `None` for `lib.rs` and `main.rs`.
fn room(file: &Path) -> Option<String> {
    let inside = file.strip_prefix(source()).unwrap();
    let first = inside
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    let name = first
        .strip_suffix(".rs")
        .map_or(first.clone(), str::to_owned);
    (!["lib", "main"].contains(&name.as_str())).then_some(name)
}

/// Rooms named after `crate::` in the code of a file, comments left out.
fn used(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
    let code: String = code.flat_map(|l| [l, "\n"]).collect();
    let mut found = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        let names: Vec<&str> = match part.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or("").split(',').collect(),
            None => vec![part],
        };
        for name in names {
            let name: String = name
                .trim()
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                .collect();
            found.insert(name);
        }
    }
    found.remove("");
    found
}

#[test]
fn arrows_run_one_way() {
    let core: Vec<&str> = ROOMS[..CORE].iter().map(|r| r.0).collect();
    let allowed: BTreeMap<&str, BTreeSet<&str>> = ROOMS
        .iter()
        .map(|(room, may)| {
            let whole = if may.contains(&"core") {
                core.as_slice()
            } else {
                &[]
            };
            (
                *room,
                may.iter().chain(whole).copied().chain([*room]).collect(),
            )
        })
        .collect();
    let mut all = Vec::new();
    files(&source(), &mut all);
    let mut wrong = Vec::new();
    for file in &all {
        let Some(room) = room(file) else { continue };
        let Some(may) = allowed.get(room.as_str()) else {
            wrong.push(format!("{room} is not in the picture of the rooms"));
            continue;
        };
        for other in used(&fs::read_to_string(file).unwrap()) {
            if !may.contains(other.as_str()) {
                wrong.push(format!("{}: {room} uses {other}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The core opens no file, prints nothing, reads no clock and starts no thread; only `cli` prints at all.
#[test]
fn the_core_is_pure_and_only_cli_prints() {
    let mut all = Vec::new();
    files(&source(), &mut all);
    let mut wrong = Vec::new();
    for file in &all {
        let Some(room) = room(file) else { continue };
        let text = fs::read_to_string(file).unwrap();
        let code: Vec<&str> = text
            .lines()
            .filter(|l| !l.trim_start().starts_with("//"))
            .collect();
        let mut banned = Vec::new();
        if ROOMS[..CORE].iter().any(|r| r.0 == room) {
            banned.extend([
                "std::fs",
                "std::io",
                "std::thread",
                "std::time",
                "rayon",
                "std::env",
            ]);
        }
        if room != "cli" {
            banned.extend(["println!(", "print!(", "eprintln!(", "eprint!(", "dbg!("]);
        }
        for b in banned {
            if code.iter().any(|l| l.contains(b)) {
                wrong.push(format!("{}: {b}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_a_file_uses_is_found() {
    let text =
        "use crate::{model::Model, draw};\n// crate::cli\nlet x = crate::words::money::Pence(1);";
    assert_eq!(
        used(text).into_iter().collect::<Vec<_>>(),
        ["draw", "model", "words"]
    );
}
