//! Comma-separated text as rows of cells that know where they stand. A byte order mark and Windows line ends are
//! accepted, blank rows are skipped, and columns may stand in any order.

use crate::words::error::Problem;
use std::ops::Range;

/// A column of a kind of file.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in the first line.
    pub name: &'static str,
    /// May it be left out, and may its cells be blank?
    pub optional: bool,
}

/// A column that must be there, with no blank cell.
pub const fn must(name: &'static str) -> Column {
    Column {
        name,
        optional: false,
    }
}

/// A column that may be left out or blank.
pub const fn may(name: &'static str) -> Column {
    Column {
        name,
        optional: true,
    }
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Name of its column.
    pub column: &'static str,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub expected: String,
    /// What to try.
    pub help: Option<String>,
}

/// A fault of a cell.
pub fn fault(
    column: &'static str,
    message: impl Into<String>,
    expected: impl Into<String>,
) -> Fault {
    Fault {
        column,
        message: message.into(),
        expected: expected.into(),
        help: None,
    }
}

/// One row: its cells by column.
pub struct Row<'a> {
    columns: &'a [Column],
    /// Index of each column's cell in the record.
    at: &'a [Option<usize>],
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    /// The text of a cell without blanks around it; empty where the column is left out.
    pub fn cell(&self, column: &str) -> &str {
        let i = self.columns.iter().position(|c| c.name == column);
        let i = i.and_then(|i| self.at.get(i).copied().flatten());
        i.and_then(|i| self.record.get(i)).unwrap_or("").trim()
    }
}

/// Reads a file: `convert` makes a row into something typed, or says what is wrong with it. Beside each row stands the
/// number of its line.
pub fn read<T>(
    file: &str,
    text: &str,
    columns: &'static [Column],
    mut convert: impl FnMut(&Row<'_>) -> Result<T, Vec<Fault>>,
) -> (Vec<(usize, T)>, Vec<Problem>) {
    let page = Page { file, text };
    let mut problems = Vec::new();
    let mut rows = Vec::new();
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let body = text.get(start..).unwrap_or("");
    let Some(at) = header(&page, start, body, columns, &mut problems) else {
        return (rows, problems);
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(true)
        .from_reader(body.as_bytes());
    let width = reader.headers().map_or(0, csv::StringRecord::len);
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(e) => {
                problems.push(page.whole(format!("the rows can not be read: {e}"), "CSV rows"));
                break;
            }
        }
        if record.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let (at_byte, at_line) = record.position().map_or((0, 1), |p| (p.byte(), p.line()));
        let before = start + usize::try_from(at_byte).unwrap_or(0);
        let byte = page.skip_line_ends(before);
        let skipped = text.get(before..byte).unwrap_or("").matches('\n').count();
        let line = usize::try_from(at_line).unwrap_or(0) + skipped;
        if record.len() != width {
            problems.push(page.problem(
                page.line_span(byte),
                format!("the row has {} cells", record.len()),
                format!("{width}, as many as the first line has columns"),
                None,
            ));
            continue;
        }
        let row = Row {
            columns,
            at: &at,
            record: &record,
        };
        let mut faults: Vec<Fault> = columns
            .iter()
            .filter(|c| !c.optional && row.cell(c.name).is_empty())
            .map(|c| fault(c.name, format!("`{}` is blank", c.name), "a value"))
            .collect();
        if faults.is_empty() {
            match convert(&row) {
                Ok(t) => rows.push((line, t)),
                Err(list) => faults = list,
            }
        }
        for f in faults {
            let cell = columns.iter().position(|c| c.name == f.column);
            let cell = cell.and_then(|i| at.get(i).copied().flatten()).unwrap_or(0);
            problems.push(page.problem(page.cell_span(byte, cell), f.message, f.expected, f.help));
        }
    }
    (rows, problems)
}

/// A problem of a column of the row in a line, for what only shows when all rows are read.
pub fn problem_at(file: &str, text: &str, line: usize, column: &str, f: Fault) -> Problem {
    let page = Page { file, text };
    let mut starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1));
    let byte = starts.nth(line.saturating_sub(1)).unwrap_or(0);
    let header = text
        .lines()
        .next()
        .unwrap_or("")
        .trim_start_matches('\u{feff}');
    let cell = header.split(',').position(|c| c.trim() == column);
    page.problem(
        page.cell_span(byte, cell.unwrap_or(0)),
        f.message,
        f.expected,
        f.help,
    )
}

/// Index of each known column in the first line; `None` where the rows can not be read by it.
fn header(
    page: &Page<'_>,
    start: usize,
    body: &str,
    columns: &[Column],
    problems: &mut Vec<Problem>,
) -> Option<Vec<Option<usize>>> {
    let first = body.lines().next().unwrap_or("");
    if first.trim().is_empty() {
        let names: Vec<&str> = columns.iter().map(|c| c.name).collect();
        let expected = format!("a first line `{}`", names.join(","));
        problems.push(page.whole("the first line has no columns".to_owned(), expected));
        return None;
    }
    for (separator, name) in [(';', "`;`"), ('\t', "tabs")] {
        if columns.len() > 1 && !first.contains(',') && first.contains(separator) {
            let at = start + first.find(separator).unwrap_or(0);
            let mut p = page.problem(
                at..at + 1,
                format!("the columns are separated by {name}"),
                "commas".to_owned(),
                Some("save the file as CSV with commas, decimals with a point".to_owned()),
            );
            p.place = Some(page.place(at));
            problems.push(p);
            return None;
        }
    }
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    if !reader.read_record(&mut record).unwrap_or(false) {
        problems.push(page.whole("the first line can not be read".to_owned(), "columns"));
        return None;
    }
    let mut at = vec![None; columns.len()];
    let mut fine = true;
    for (i, name) in record.iter().enumerate() {
        let name = name.trim();
        let span = page.cell_span(start, i);
        match columns.iter().position(|c| c.name == name) {
            Some(c) if at[c].is_none() => at[c] = Some(i),
            Some(_) => {
                fine = false;
                let message = format!("the column `{name}` is there twice");
                problems.push(page.problem(span, message, "each column once", None));
            }
            None => {
                fine = false;
                let known: Vec<String> = columns.iter().map(|c| format!("`{}`", c.name)).collect();
                let near = columns
                    .iter()
                    .map(|c| (strsim::jaro_winkler(&name.to_lowercase(), c.name), c.name))
                    .filter(|(score, _)| *score >= 0.8)
                    .max_by(|a, b| a.0.total_cmp(&b.0));
                problems.push(page.problem(
                    span,
                    format!("unknown column `{name}`"),
                    format!("one of {}", known.join(", ")),
                    near.map(|(_, n)| format!("did you mean `{n}`?")),
                ));
            }
        }
    }
    for (c, place) in columns.iter().zip(&at) {
        if !c.optional && place.is_none() {
            fine = false;
            problems.push(page.problem(
                start..start + first.len(),
                format!("the column `{}` is missing", c.name),
                format!("a first line with `{}`", c.name),
                None,
            ));
        }
    }
    fine.then_some(at)
}

struct Page<'a> {
    file: &'a str,
    text: &'a str,
}

impl Page<'_> {
    fn problem(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        expected: impl Into<String>,
        help: Option<String>,
    ) -> Problem {
        Problem {
            file: self.file.to_owned(),
            place: Some(self.place(span.start)),
            span: Some(span),
            message: message.into(),
            expected: expected.into(),
            help,
        }
    }

    fn whole(&self, message: String, expected: impl Into<String>) -> Problem {
        Problem {
            file: self.file.to_owned(),
            place: None,
            span: None,
            message,
            expected: expected.into(),
            help: None,
        }
    }

    fn place(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before[line_start..]
            .chars()
            .filter(|c| *c != '\u{feff}')
            .count();
        (line, column + 1)
    }

    fn skip_line_ends(&self, byte: usize) -> usize {
        let rest = self.text.get(byte..).unwrap_or("");
        byte + rest.len() - rest.trim_start_matches(['\r', '\n']).len()
    }

    fn line_span(&self, byte: usize) -> Range<usize> {
        let rest = self.text.get(byte..).unwrap_or("");
        let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
        byte..byte + end
    }

    /// Where the `n`th cell of the row that begins at a byte stands, quotes included.
    fn cell_span(&self, row: usize, n: usize) -> Range<usize> {
        let rest = self.text.get(row..).unwrap_or("");
        let (mut quoted, mut cell, mut from) = (false, 0, 0);
        let mut end = rest.len();
        for (i, c) in rest.char_indices() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => {
                    if cell == n {
                        end = i;
                        break;
                    }
                    cell += 1;
                    from = i + 1;
                }
                '\r' | '\n' if !quoted => {
                    end = i;
                    break;
                }
                _ => {}
            }
        }
        if cell != n {
            return self.line_span(row);
        }
        row + from..row + end
    }
}
