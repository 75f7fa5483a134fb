//! Lists that councils keep in their own way: columns by name in any order, other columns left alone.

use super::council::Page;
use crate::words::error::Problem;

/// A column: name, other names (capitals and digits only), must it be there?
pub(super) type Column = (&'static str, &'static [&'static str], bool);
/// Columns of a list.
pub(super) type Columns = &'static [Column];

/// Cells of a row.
pub(super) struct Cells<'a> {
    columns: Columns,
    at: &'a [Option<usize>],
    record: &'a csv::StringRecord,
}

impl Cells<'_> {
    /// A cell without blanks around it; empty where its column is not there.
    pub fn get(&self, column: &str) -> &str {
        let i = self.columns.iter().position(|c| c.0 == column);
        let i = i.and_then(|i| self.at.get(i).copied().flatten());
        i.and_then(|i| self.record.get(i)).unwrap_or("").trim()
    }
}

fn plain(text: &str) -> String {
    let kept = text.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

/// The names in the first line of a list, and a reader of the lines after it.
fn names(body: &str) -> (Vec<String>, csv::Reader<&[u8]>) {
    let first = body.lines().next().unwrap_or("");
    let separator = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|s| (first.bytes().filter(|b| b == s).count(), *s == b','))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(separator)
        .from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    let _ = reader.read_record(&mut record).unwrap_or(false);
    let names = record.iter().map(|n| n.trim().to_owned()).collect();
    (names, reader)
}

fn is(text: &str, name: &str, others: &[&str]) -> bool {
    plain(text) == plain(name) || others.contains(&plain(text).as_str())
}

/// Does a list have a column of a name or of other names?
pub(super) fn has(text: &str, (name, others): (&str, &[&str])) -> bool {
    let (names, _) = names(text.trim_start_matches('\u{feff}'));
    names.iter().any(|n| is(n, name, others))
}

/// Reads the rows of a list, each with its line.
///
/// # Errors
/// Where a column that is needed is missing.
pub(super) fn read(
    file: &str,
    text: &str,
    columns: Columns,
    mut row: impl FnMut(usize, &Cells<'_>),
) -> Result<(), Vec<Problem>> {
    let body = text.trim_start_matches('\u{feff}');
    let (names, mut reader) = names(body);
    let mut record = csv::StringRecord::new();
    let at: Vec<Option<usize>> = columns
        .iter()
        .map(|(name, others, _)| {
            let exact = names.iter().position(|n| plain(n) == plain(name));
            exact.or_else(|| names.iter().position(|n| is(n, name, others)))
        })
        .collect();
    let page = Page { file, text };
    let all: Vec<&str> = columns.iter().map(|c| c.0).collect();
    let missing = columns
        .iter()
        .zip(&at)
        .filter(|(c, at)| c.2 && at.is_none());
    let problems: Vec<Problem> = missing
        .map(|((name, _, _), _)| {
            let known = |n: &String| at.iter().flatten().any(|i| names.get(*i) == Some(n));
            let near = names
                .iter()
                .filter(|n| !known(n))
                .map(|n| (strsim::jaro_winkler(&plain(n), &plain(name)), n))
                .filter(|(score, _)| *score >= 0.75)
                .max_by(|a, b| a.0.total_cmp(&b.0));
            page.problem(
                (1, None),
                format!("the column `{name}` is missing"),
                format!("a first line with the columns {}", all.join(", ")),
                near.map(|(_, n)| format!("is it the column `{n}`? rename it")),
            )
        })
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    while reader.read_record(&mut record).unwrap_or(false) {
        if record.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let (byte, line) = record.position().map_or((0, 0), |p| (p.byte(), p.line()));
        let rest = body.as_bytes().get(byte as usize..).unwrap_or(&[]);
        let blank = rest.iter().take_while(|b| matches!(**b, b'\r' | b'\n'));
        let line = line as usize + blank.filter(|b| **b == b'\n').count();
        let cells = Cells {
            columns,
            at: &at,
            record: &record,
        };
        row(line, &cells);
    }
    Ok(())
}
