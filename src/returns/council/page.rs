//! A file's name and text, and problems of its lines.

use crate::words::error::Problem;

/// A file's name and text.
pub struct Page<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Page<'_> {
    /// A problem of a line, or of the file where its line is 0.
    pub fn problem(
        &self,
        (line, column): (usize, Option<usize>),
        message: String,
        expected: String,
        help: Option<String>,
    ) -> Problem {
        let starts = std::iter::once(0).chain(self.text.match_indices('\n').map(|(i, _)| i + 1));
        let start = starts.clone().nth(line.saturating_sub(1)).unwrap_or(0);
        let rest = self.text.get(start..).unwrap_or("");
        let end = start + rest.find(['\r', '\n']).unwrap_or(rest.len());
        let bom = usize::from(line == 1 && rest.starts_with('\u{feff}')) * 3;
        Problem {
            file: self.file.to_owned(),
            place: (line > 0).then_some((line, column.unwrap_or(1))),
            span: (line > 0).then_some(start + bom..end),
            message,
            expected,
            help,
        }
    }

    /// Line and column of a byte.
    pub fn place_of(&self, byte: usize) -> (usize, Option<usize>) {
        let before = self.text.get(..byte).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        (line, Some(before[start..].chars().count() + 1))
    }
}

/// Text of a file: UTF-8, UTF-16 as Excel writes it, or else every byte as a character of Western Europe.
pub fn decoded(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        let units: Vec<u16> = rest
            .chunks_exact(2)
            .map(|c| u16::from_le_bytes([c[0], c[1]]))
            .collect();
        return String::from_utf16_lossy(&units);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}
