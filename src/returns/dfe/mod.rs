//! The department's published tables as they are downloaded: children looked after, starts, ceases, placements
//! changing and stability by council, the Local Authority Interactive Tool in its long form, population, statistical
//! neighbours, and the long form of a panel. A table is known by its columns, never by the name of its file.
//!
//! All of them fill one [`Panel`], with the same names of indicators.

mod groups;
mod kinds;
mod neighbours;
mod place;
mod rows;
#[cfg(test)]
mod tests;
#[cfg(feature = "files")]
mod xz;

pub use neighbours::Neighbours;
pub use place::{ENGLAND, REGIONS};

use super::panel::{self, Panel};
use crate::words::error::{Problem, Problems};
use kinds::Kind;
use std::collections::BTreeMap;

/// A file: its name in messages, and its bytes, plain or compressed (`.xz`).
#[derive(Clone, Debug)]
pub struct Source {
    /// Name in messages.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What the files hold together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// Every figure.
    pub panel: Panel,
    /// Statistical neighbours by council, nearest first; empty where no file has them.
    pub neighbours: BTreeMap<u16, Neighbours>,
    /// Files that hold nothing used here, and what they are.
    pub unused: Vec<String>,
}

/// Reads the files; figures of a later print replace those of an earlier one, and a notice says so.
///
/// # Errors
/// All problems of all files.
pub fn read(sources: &[Source]) -> Result<Tables, Problems> {
    let mut problems = Vec::new();
    let mut texts = Vec::new();
    for source in sources {
        match text(source) {
            Ok(text) => texts.push((source.name.as_str(), text)),
            Err(problem) => problems.push(problem),
        }
    }
    let mut out = Tables::default();
    let mut prints: Vec<rows::Print> = Vec::new();
    for (name, text) in &texts {
        match kinds::kind(name, text) {
            Ok(Kind::Panel) => match panel::read(name, text) {
                Ok(read) => prints.push(rows::Print::of_panel(name, &read)),
                Err(found) => problems.extend(found.0),
            },
            Ok(Kind::Neighbours) => neighbours::read(name, text, &mut out.neighbours),
            Ok(kind) => match rows::read(kind, name, text) {
                Ok(Some(print)) => prints.push(print),
                Ok(None) => out.unused.push((*name).to_owned()),
                Err(found) => problems.extend(found),
            },
            Err(None) => out.unused.push((*name).to_owned()),
            Err(Some(problem)) => problems.push(*problem),
        }
    }
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    rows::merge(prints, &mut out.panel);
    if out.panel.councils().next().is_none() {
        let names: Vec<&str> = sources.iter().map(|s| s.name.as_str()).collect();
        return Err(Problems(vec![Problem {
            file: names.first().copied().unwrap_or("").to_owned(),
            place: None,
            span: None,
            message: format!(
                "no table with councils among {} files: {}",
                names.len(),
                names.join(", ")
            ),
            expected:
                "the tables of `Children looked after in England including adoptions`, as CSV"
                    .to_owned(),
            help: Some(
                "download them from the department's Explore education statistics".to_owned(),
            ),
        }]));
    }
    Ok(out)
}

/// The text of a file, unpacked.
///
/// # Errors
/// It can not be unpacked, or is not text.
pub fn text(source: &Source) -> Result<String, Problem> {
    let problem = |message: String, expected: &str| Problem {
        file: source.name.clone(),
        place: None,
        span: None,
        message,
        expected: expected.to_owned(),
        help: None,
    };
    let bytes = unpacked(&source.bytes).map_err(|e| {
        problem(
            format!("it can not be unpacked: {e}"),
            "a whole `.xz` file: download it again",
        )
    })?;
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        problem(format!("byte {at} is not UTF-8 text"), "CSV saved as UTF-8")
    })
}

#[cfg(feature = "files")]
fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, String> {
    if xz::packed(bytes) {
        return xz::unpack(bytes);
    }
    Ok(bytes.to_vec())
}

#[cfg(not(feature = "files"))]
fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, String> {
    Ok(bytes.to_vec())
}
