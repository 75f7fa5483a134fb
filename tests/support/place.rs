//! A copy of the small scenario in a folder of its own, and the program run in it.
#![allow(dead_code)]

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub struct Place {
    pub dir: TempDir,
}

impl Place {
    pub fn new() -> Place {
        let dir = tempfile::tempdir().unwrap();
        let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/small");
        for entry in fs::read_dir(small).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, dir.path().join(path.file_name().unwrap())).unwrap();
        }
        Place { dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from}");
        self.write(name, &text.replace(from, to));
    }

    /// A patch of the small scenario.
    pub fn patch(&self, name: &str, text: &str) {
        let up = "../".repeat(name.matches('/').count());
        let head = format!("format = 1\nextends = \"{up}scenario.toml\"\n");
        self.write(name, &(head + text));
    }

    /// The program in this folder; exit code, stdout, stderr.
    pub fn carecast(&self, arguments: &str) -> (i32, String, String) {
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

    pub fn done(&self, arguments: &str) -> String {
        let (code, stdout, stderr) = self.carecast(arguments);
        assert_eq!(code, 0, "{arguments}: {stderr}");
        stdout
    }

    pub fn fails(&self, arguments: &str, with: i32) -> String {
        let (code, _, stderr) = self.carecast(arguments);
        assert_eq!(code, with, "{arguments}: {stderr}");
        stderr
    }

    /// Names in a folder, hidden ones too, in their order.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(folder))
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Every file below a folder with its bytes, manifests without what differs from run to run.
    pub fn tree(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let mut out = Vec::new();
        collect(&self.path(folder), "", &mut out);
        out.sort();
        out
    }
}

fn collect(folder: &Path, at: &str, out: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{at}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            collect(&path, &name, out);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        if name.ends_with(".json") {
            let mut m: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            for key in [
                "seconds",
                "simulate_seconds",
                "started",
                "threads",
                "peak_memory_bytes",
                "arguments",
            ] {
                m.as_object_mut().unwrap().remove(key);
            }
            out.push((name, m.to_string().into_bytes()));
        } else if name.ends_with("/summary.csv") {
            out.push((name, without_seconds(&bytes)));
        } else {
            out.push((name, bytes));
        }
    }
}

/// A table without its column of seconds.
fn without_seconds(bytes: &[u8]) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(bytes);
    let heads = reader.headers().unwrap().clone();
    let at = heads.iter().position(|h| h == "seconds").unwrap();
    let mut text = String::new();
    for row in std::iter::once(heads).chain(reader.records().map(Result::unwrap)) {
        let cells: Vec<&str> = row
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != at)
            .map(|(_, c)| c)
            .collect();
        text += &cells.join(",");
        text.push('\n');
    }
    text.into_bytes()
}
