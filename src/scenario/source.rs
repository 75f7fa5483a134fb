//! Files a scenario is made of: where they come from, their text, and places in it.

use crate::words::error::{Problem, Problems};
use std::collections::BTreeMap;

/// Where files come from. Paths are as the user named them, with `/` between folders and `..` already taken out
/// where it could be.
pub trait Files {
    /// The bytes of a file, or why it can not be read, as a lowercase fragment (`no such file`).
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// Files held in memory, by path: for tests, and for a web page.
impl Files for BTreeMap<String, Vec<u8>> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.get(path)
            .cloned()
            .ok_or_else(|| "no such file".to_owned())
    }
}

/// Files on the disk, relative to the working folder.
#[cfg(feature = "files")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

#[cfg(feature = "files")]
impl Files for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => "no such file".to_owned(),
            std::io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
            std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
            kind => kind.to_string(),
        })
    }
}

/// What a file is to a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The scenario, or one it extends.
    Scenario,
    /// Children looked after at the start: rows of children.
    Cohort,
    /// Children who left: rows of children.
    Leavers,
    /// Actual spend by month.
    Ledger,
    /// Stock of after-care allowances.
    Aftercare,
    /// Joint draws of parameters.
    Posterior,
    /// Scores of past forecasts.
    TrackRecord,
    /// What was planned and delivered of actions.
    Delivery,
    /// Households or homes.
    Supply,
}

impl Role {
    /// True for files with a row a child, of which a run folder keeps the hash and not the content.
    pub fn child_level(self) -> bool {
        matches!(self, Role::Cohort | Role::Leavers)
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Its path as the user named it, relative paths relative to the scenario's path.
    pub path: String,
    /// What it is.
    pub role: Role,
    /// Its bytes as read.
    pub bytes: Vec<u8>,
}

/// A range of text in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pos {
    /// Index of the file.
    pub file: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// The text of a file and where its lines begin.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path.
    pub name: String,
    /// Its text.
    pub text: String,
    lines: Vec<usize>,
}

impl Source {
    fn new(name: &str, text: String) -> Source {
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(i, _)| i + 1))
            .collect();
        Source {
            name: name.to_owned(),
            text,
            lines,
        }
    }

    /// Byte range of a line, from 1, without its end.
    pub fn line(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let rest = self.text.get(start..).unwrap_or("");
        start..start + rest.find(['\r', '\n']).unwrap_or(rest.len())
    }

    /// Line and column, from 1, of a byte; a byte order mark takes no column.
    pub fn place(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= byte).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..byte).unwrap_or("");
        let column = before.chars().filter(|c| *c != '\u{feff}').count();
        (line, column + 1)
    }
}

/// All files read so far, and all problems found in them.
#[derive(Debug, Default)]
pub struct Sources {
    /// Text of each file.
    pub list: Vec<Source>,
    /// Files with their bytes.
    pub inputs: Vec<InputFile>,
    /// A file that the scenario extends could not be read: what is missing may be there.
    pub torn: bool,
    found: Vec<(Option<Pos>, Problem)>,
}

impl Sources {
    /// Reads a file into the list; its index, or `None` where it can not be read or is not UTF-8 (a problem then, put
    /// where the path was written).
    pub fn open(
        &mut self,
        files: &dyn Files,
        path: &str,
        role: Role,
        named_at: Option<Pos>,
    ) -> Option<usize> {
        let bytes = match files.read(path) {
            Ok(bytes) => bytes,
            Err(why) => {
                let message = format!("`{path}` can not be read: {why}");
                let expected = "a file there (paths are relative to the file that names them)";
                match named_at {
                    Some(pos) => self.problem(pos, message, expected, None),
                    None => self.without_place(path, message, "a file there", None),
                }
                return None;
            }
        };
        let index = self.list.len();
        match String::from_utf8(bytes) {
            Ok(text) => {
                self.inputs.push(InputFile {
                    path: path.to_owned(),
                    role,
                    bytes: text.as_bytes().to_vec(),
                });
                self.list.push(Source::new(path, text));
                Some(index)
            }
            Err(e) => {
                let at = e.utf8_error().valid_up_to();
                let byte = e.as_bytes().get(at).copied().unwrap_or(0);
                let text = String::from_utf8_lossy(e.as_bytes()).into_owned();
                self.list.push(Source::new(path, text));
                let pos = Pos {
                    file: index,
                    start: at,
                    end: at + '\u{fffd}'.len_utf8(),
                };
                self.problem(
                    pos,
                    format!("the byte {byte:#04x} is not UTF-8"),
                    "text in UTF-8",
                    Some("save the file as UTF-8 (in Excel: CSV UTF-8)".to_owned()),
                );
                None
            }
        }
    }

    /// Notes a problem at a place.
    pub fn problem(
        &mut self,
        pos: Pos,
        message: impl Into<String>,
        expected: impl Into<String>,
        help: Option<String>,
    ) {
        let (file, place) = match self.list.get(pos.file) {
            Some(s) => (s.name.clone(), Some(s.place(pos.start))),
            None => (String::new(), None),
        };
        let problem = Problem {
            file,
            place,
            span: Some(pos.start..pos.end),
            message: message.into(),
            expected: expected.into(),
            help,
        };
        self.found.push((Some(pos), problem));
    }

    /// Notes a problem of a file as a whole.
    pub fn without_place(
        &mut self,
        file: &str,
        message: impl Into<String>,
        expected: impl Into<String>,
        help: Option<String>,
    ) {
        let problem = Problem {
            file: file.to_owned(),
            place: None,
            span: None,
            message: message.into(),
            expected: expected.into(),
            help,
        };
        self.found.push((None, problem));
    }

    /// Takes in the problems a reader of rows found in a file of the list.
    pub fn absorb(&mut self, file: usize, problems: Vec<Problem>) {
        for p in problems {
            let span = p.span.clone().unwrap_or(0..0);
            let pos = Pos {
                file,
                start: span.start,
                end: span.end,
            };
            self.found.push((Some(pos), p));
        }
    }

    /// True when nothing was wrong so far.
    pub fn clean(&self) -> bool {
        self.found.is_empty()
    }

    /// All problems, by file in the order of reading and by place; each once.
    pub fn problems(&self) -> Problems {
        let mut list: Vec<_> = self.found.iter().collect();
        list.sort_by_key(|(pos, _)| pos.map(|p| (p.file, p.start, p.end)));
        let mut out: Vec<Problem> = Vec::with_capacity(list.len());
        for (_, p) in list {
            if out.last() != Some(p) {
                out.push(p.clone());
            }
        }
        Problems(out)
    }

    /// The text at a place.
    pub fn text(&self, pos: Pos) -> &str {
        self.list
            .get(pos.file)
            .and_then(|s| s.text.get(pos.start..pos.end))
            .unwrap_or("")
    }

    /// A path written in the file at `pos`, as the user would name it from the working folder.
    pub fn resolve(&self, pos: Pos, path: &str) -> String {
        let from = self.list.get(pos.file).map_or("", |s| s.name.as_str());
        join(from, path)
    }
}

/// `path` relative to the folder of the file `from`, with `.` and `..` taken out where possible.
pub fn join(from: &str, path: &str) -> String {
    let path = path.replace('\\', "/");
    let folder = match from.rfind('/') {
        Some(i) if !path.starts_with('/') => &from[..=i],
        _ => "",
    };
    let joined = format!("{folder}{path}");
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "." => {}
            "" if !parts.is_empty() => {}
            ".." if parts.last().is_some_and(|p| *p != ".." && !p.is_empty()) => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_file_that_names_them() {
        assert_eq!(join("a/b/x.toml", "../c/y.csv"), "a/c/y.csv");
        assert_eq!(join("x.toml", "../y.csv"), "../y.csv");
        assert_eq!(join("../x.toml", "./y.csv"), "../y.csv");
        assert_eq!(join("/d/x.toml", "y.csv"), "/d/y.csv");
        assert_eq!(join("a/x.toml", "/y.csv"), "/y.csv");
    }

    #[test]
    fn places_count_characters() {
        let s = Source::new("x", "\u{feff}a\né = 1\r\n".to_owned());
        assert_eq!(s.place(3), (1, 1));
        assert_eq!(s.place(5), (2, 1));
        assert_eq!(s.place(8), (2, 3));
    }
}
