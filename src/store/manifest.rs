//! `manifest.json`: what made a run folder.

use super::StoreError;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Its name in a run folder.
pub const MANIFEST: &str = "manifest.json";

/// An input of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Path below `inputs/`.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Is a copy in `inputs/`? Files with a row a child are not kept unless asked for.
    pub kept: bool,
}

/// A file the run wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Its name.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// The manifest. Start, seconds, threads, memory and arguments differ from run to run; the rest decides every byte of
/// the outputs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Format of run folders, 1.
    pub format: u32,
    /// `carecast`.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// Git commit the program was built from, where known; `-dirty` after it when the tree had changes.
    pub commit: Option<String>,
    /// The scenario's name in the outputs.
    pub scenario: String,
    /// The council; blank where the scenario names none, or the folder is from before this was kept.
    #[serde(default)]
    pub council: String,
    /// Path of its file below `inputs/`.
    pub scenario_file: String,
    /// Seed.
    pub seed: u64,
    /// Replications made.
    pub replications: usize,
    /// Were they enough for `auto`? `None`: the number was given.
    pub converged: Option<bool>,
    /// Who the outputs are for: `internal` or `shareable`; blank in folders from before this was kept.
    #[serde(default)]
    pub audience: String,
    /// Are the dearest placements in it child by child?
    #[serde(default)]
    pub child_level: bool,
    /// Inputs.
    pub inputs: Vec<Input>,
    /// Outputs.
    pub outputs: Vec<Output>,
    /// Arguments as given.
    pub arguments: Vec<String>,
    /// Start, UTC.
    pub started: String,
    /// Seconds it took.
    pub seconds: f64,
    /// Processor seconds of the replications.
    pub simulate_seconds: f64,
    /// Threads.
    pub threads: usize,
    /// Largest memory held.
    pub peak_memory_bytes: Option<u64>,
}

impl Manifest {
    /// As text.
    ///
    /// # Errors
    /// When a number in it is none.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// Reads the manifest of a run folder.
    ///
    /// # Errors
    /// When there is none, or it is not one.
    pub fn read(folder: &Path) -> Result<Manifest, StoreError> {
        let path = folder.join(MANIFEST);
        let text = std::fs::read_to_string(&path).map_err(|e| StoreError::new("read", &path, e))?;
        serde_json::from_str(&text).map_err(|e| StoreError::new("understand", &path, e))
    }
}
