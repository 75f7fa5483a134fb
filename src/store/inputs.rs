//! Copies of the inputs below `inputs/`, in the places relative to each other that they had, so that what one file
//! says of another still holds; and reading them again.

use super::{Input, sha256};
use crate::scenario::{Files, InputFile};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// Where each input goes below `inputs/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// By path as the user named it.
    places: BTreeMap<String, String>,
}

impl Layout {
    /// Places for files named relative to the working folder `from`: relative to the deepest folder that holds all.
    pub fn new<'p>(from: &Path, named: impl IntoIterator<Item = &'p str>) -> Layout {
        let whole: BTreeMap<String, Vec<String>> = named
            .into_iter()
            .map(|p| (p.to_owned(), parts(&from.join(p))))
            .collect();
        let folders = || whole.values().map(|p| &p[..p.len().saturating_sub(1)]);
        let mut common: Vec<String> = folders().next().map(<[String]>::to_vec).unwrap_or_default();
        for f in folders() {
            let same = common.iter().zip(f).take_while(|(a, b)| a == b).count();
            common.truncate(same);
        }
        Layout {
            places: whole
                .iter()
                .map(|(named, parts)| (named.clone(), parts[common.len()..].join("/")))
                .collect(),
        }
    }

    /// Path below `inputs/`; files that are no inputs keep their name.
    pub fn place(&self, named: &str) -> String {
        self.places
            .get(named)
            .cloned()
            .unwrap_or_else(|| named.to_owned())
    }

    /// The manifest's rows, in the order of the places.
    pub fn inputs(&self, files: &[InputFile], keep_cohort: bool) -> Vec<Input> {
        let mut rows: Vec<Input> = files
            .iter()
            .map(|f| Input {
                path: self.place(&f.path),
                sha256: sha256(&f.bytes),
                kept: keep_cohort || !f.role.child_level(),
            })
            .collect();
        rows.sort_by(|a, b| a.path.cmp(&b.path));
        rows.dedup();
        rows
    }
}

/// Names of a path from the root, `.` and `..` taken out.
fn parts(path: &Path) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for c in path.components() {
        match c {
            Component::Normal(name) => out.push(name.to_string_lossy().into_owned()),
            Component::ParentDir => {
                out.pop();
            }
            Component::Prefix(p) => out.push(p.as_os_str().to_string_lossy().into_owned()),
            Component::RootDir | Component::CurDir => {}
        }
    }
    out
}

/// The inputs of a run folder: copies below `inputs/`, and files that were not kept from another folder.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The folder `inputs/`.
    pub inputs: PathBuf,
    /// Where files that were not kept lie: under their path below `inputs/`, or under their name.
    pub beside: Option<PathBuf>,
}

impl Files for Kept {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let beside = self.beside.iter();
        let mut places = [self.inputs.join(path)]
            .into_iter()
            .chain(beside.flat_map(|b| [b.join(path), b.join(name), b.clone()]));
        match places.find(|p| p.is_file()) {
            Some(place) => std::fs::read(&place).map_err(|e| e.kind().to_string()),
            None => Err("no such file".to_owned()),
        }
    }
}

/// Inputs that are not there, or not what the manifest says: path and reason, a lowercase fragment.
pub fn missing_or_changed(files: &dyn Files, inputs: &[Input]) -> Vec<(String, String)> {
    let wrong = |i: &Input| match files.read(&i.path) {
        Ok(bytes) if sha256(&bytes) == i.sha256 => None,
        Ok(_) => Some("its SHA-256 is not the manifest's".to_owned()),
        Err(why) if i.kept => Some(why),
        Err(why) => Some(format!(
            "{why}; it has a row a child and was not kept: --inputs PATH says where it is"
        )),
    };
    inputs
        .iter()
        .filter_map(|i| wrong(i).map(|why| (i.path.clone(), why)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_keep_the_files_apart_as_they_were() {
        let from = Path::new("/home/x");
        let l = Layout::new(
            from,
            ["a/plymouth/q1.toml", "a/base.toml", "a/plymouth/../d/c.csv"],
        );
        assert_eq!(l.place("a/plymouth/q1.toml"), "plymouth/q1.toml");
        assert_eq!(l.place("a/base.toml"), "base.toml");
        assert_eq!(l.place("a/plymouth/../d/c.csv"), "d/c.csv");
        let l = Layout::new(from, ["../y/one.toml"]);
        assert_eq!(l.place("../y/one.toml"), "one.toml");
        let l = Layout::new(from, ["/data/c.csv", "one.toml"]);
        assert_eq!(l.place("one.toml"), "home/x/one.toml");
    }
}
