//! What people read: every number in report and workbook stands in a table of the run folder; the page is sound HTML
//! that fetches nothing; what is withheld for others can not be worked out from what is shown.

mod details;
mod guide;
mod numbers;
mod page;
mod shared;
mod workbook;

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Run folders of a test.
pub struct Work {
    dir: TempDir,
}

impl Work {
    pub fn begin() -> Work {
        Work {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs the program in the project's folder; `@` in an argument stands for the test's folder.
    pub fn carecast(&self, arguments: &str) -> (i32, String) {
        let place = self.dir.path().display().to_string();
        let out = Command::cargo_bin("carecast")
            .unwrap()
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(arguments.split_whitespace().map(|a| a.replace('@', &place)))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        (out.status.code().unwrap(), said)
    }

    pub fn done(&self, arguments: &str) {
        let (code, said) = self.carecast(arguments);
        assert_eq!(code, 0, "{arguments}: {said}");
    }
}

/// A CSV file: heads, and rows by head.
pub fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader =
        csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let heads: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let cells = |r: csv::StringRecord| {
        heads
            .iter()
            .cloned()
            .zip(r.iter().map(str::to_owned))
            .collect()
    };
    reader.records().map(|r| cells(r.unwrap())).collect()
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
