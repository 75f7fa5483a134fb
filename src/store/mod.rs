//! Run folders: written to a temporary folder beside their place and renamed when whole, so that one is complete or
//! absent; the manifest that says what made them; and copies of the inputs that can be run again.

mod figures;
mod folder;
mod inputs;
mod manifest;

pub use figures::{ForecastFile, read_forecast, read_replications};
pub use folder::{Folder, first_difference};
pub use inputs::{Kept, Layout, missing_or_changed};
pub use manifest::{Input, MANIFEST, Manifest, Output};

use std::fmt;
use std::path::{Path, PathBuf};

/// Something the file system refused.
#[derive(Debug)]
pub struct StoreError {
    /// What was tried, a lowercase fragment.
    pub what: String,
    /// With which file or folder.
    pub path: PathBuf,
    /// Why not.
    pub why: String,
}

impl StoreError {
    /// An error of the system.
    pub fn new(what: &str, path: &Path, why: impl fmt::Display) -> StoreError {
        StoreError {
            what: what.to_owned(),
            path: path.to_owned(),
            why: why.to_string(),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "could not {} {}: {}",
            self.what,
            self.path.display(),
            self.why
        )
    }
}

impl std::error::Error for StoreError {}

/// Writes a file whole or not at all, in place of one that is there.
///
/// # Errors
/// Those of the file system.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let failed = |e: std::io::Error| StoreError::new("write", path, e);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Always the same name: what a killed program left is written over.
    let half = path.with_file_name(format!(".{name}.carecast-half"));
    std::fs::write(&half, bytes).map_err(failed)?;
    std::fs::rename(&half, path).map_err(failed)
}

/// SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(bytes))
}

/// SHA-256 of a file, in hexadecimal.
///
/// # Errors
/// When it can not be read.
pub fn sha256_file(path: &Path) -> Result<String, StoreError> {
    use sha2::Digest;
    use std::io::Read;
    let failed = |e: std::io::Error| StoreError::new("read", path, e);
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut hash = sha2::Sha256::new();
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(failed)? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(&buffer[..n]),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    /// FIPS 180-2, appendix B.1.
    #[test]
    fn the_hash_is_the_standards() {
        assert_eq!(
            super::sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
