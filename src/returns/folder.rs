//! Files of a folder, for reading returns.

use super::council::Source;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Every CSV, text and XML file of a folder and of the folders in it, by name; or one file.
///
/// # Errors
/// Where the folder or a file can not be read.
pub fn sources(path: &Path) -> io::Result<Vec<Source>> {
    let mut files = Vec::new();
    if path.is_dir() {
        walk(path, &mut files, 0)?;
    } else {
        files.push(path.to_owned());
    }
    files.sort();
    files
        .iter()
        .map(|f| {
            Ok(Source {
                name: f.to_string_lossy().replace('\\', "/"),
                bytes: fs::read(f)?,
            })
        })
        .collect()
}

/// Folders deeper than this are not looked into.
const DEPTH: usize = 4;

fn walk(folder: &Path, files: &mut Vec<PathBuf>, depth: usize) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path
            .file_name()
            .is_some_and(|n| n.to_string_lossy().starts_with(['.', '~']));
        if hidden {
            continue;
        }
        if path.is_dir() {
            if depth < DEPTH {
                walk(&path, files, depth + 1)?;
            }
            continue;
        }
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        if matches!(ending.as_deref(), Some("csv" | "txt" | "tsv" | "xml")) {
            files.push(path);
        }
    }
    Ok(())
}

/// One file.
///
/// # Errors
/// Where it can not be read.
pub fn source(path: &Path) -> io::Result<Source> {
    Ok(Source {
        name: path.to_string_lossy().replace('\\', "/"),
        bytes: fs::read(path)?,
    })
}
