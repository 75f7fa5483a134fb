//! CSV files of a return, known by their columns and not by their names.

use super::raw::{COLUMNS, Column, Raw};
use crate::returns::audit::Rule;
use crate::returns::council::{Page, Part};
use crate::returns::table::{fault, problem_at};
use crate::words::error::Problem;

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Episodes.
    Episodes,
    /// Children.
    Header,
    /// Separated children.
    Uasc,
}

/// Columns without which episodes can not be read, and a header.
const EPISODES: [Column; 8] = [
    Column::Child,
    Column::Decom,
    Column::Rne,
    Column::Ls,
    Column::Place,
    Column::Provider,
    Column::Dec,
    Column::Rec,
];
const PEOPLE: [Column; 2] = [Column::Child, Column::Dob];

/// A heading without blanks, underscores and case.
fn plain(heading: &str) -> String {
    let kept = heading.chars().filter(char::is_ascii_alphanumeric);
    let name: String = kept.map(|c| c.to_ascii_uppercase()).collect();
    match name.as_str() {
        "CHILDID" => "CHILD".to_owned(),
        "PL" | "PLACEMENT" | "PLACEMENTTYPE" => "PLACE".to_owned(),
        "PLACEMENTPROVIDER" => "PLACEPROVIDER".to_owned(),
        "REASONPLACEMENTCHANGE" => "REASONPLACECHANGE".to_owned(),
        "NEEDBAND" => "NEED".to_owned(),
        _ => name,
    }
}

/// Where the columns stand.
struct Heading {
    at: [Option<usize>; COLUMNS.len()],
    names: Vec<String>,
}

impl Heading {
    fn of(names: Vec<String>) -> Heading {
        let mut at = [None; COLUMNS.len()];
        for (i, name) in names.iter().enumerate() {
            let name = plain(name);
            if let Some(c) = COLUMNS.iter().position(|c| plain(c) == name)
                && at[c].is_none()
            {
                at[c] = Some(i);
            }
        }
        Heading { at, names }
    }

    fn has(&self, c: Column) -> bool {
        self.at[c as usize].is_some()
    }

    fn kind(&self) -> Option<Kind> {
        let marks = [
            Column::Decom,
            Column::Rne,
            Column::Place,
            Column::Dec,
            Column::Rec,
        ];
        if marks.iter().filter(|c| self.has(**c)).count() >= 2 {
            return Some(Kind::Episodes);
        }
        if !self.has(Column::Child) && !self.has(Column::Dob) {
            return None;
        }
        let person = self.has(Column::Ethnic) || self.has(Column::Upn);
        match (person, self.has(Column::Duc), self.has(Column::Sex)) {
            (true, _, _) | (false, false, true) => Some(Kind::Header),
            (false, true, _) => Some(Kind::Uasc),
            _ => None,
        }
    }
}

/// Reads a file where it is one of the three; tells what it was, or what is wrong with it.
pub fn read(page: &Page<'_>, file: u16, raw: &mut Raw) -> Result<Option<Kind>, Vec<Problem>> {
    let body = page.text.trim_start_matches('\u{feff}');
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
    let mut record = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut record).unwrap_or(false) {
        return Ok(None);
    }
    let names: Vec<String> = record.iter().map(|c| text(c).trim().to_owned()).collect();
    let heading = Heading::of(names);
    let Some(kind) = heading.kind() else {
        return match without_heading(&heading.names) {
            Some(part) => Err(vec![page.problem(
                (1, None),
                format!("the first line is a row of {part}, not the names of the columns"),
                format!("a first line such as `{}`", example(part)),
                None,
            )]),
            None => Ok(None),
        };
    };
    let needed: &[Column] = match kind {
        Kind::Episodes => &EPISODES,
        Kind::Header | Kind::Uasc => &PEOPLE,
    };
    let problems = faults(page, &heading, needed);
    if !problems.is_empty() {
        return Err(problems);
    }
    rows(&mut reader, &heading, (kind, needed), file, body, raw);
    month_first(page, &heading, raw).map_or(Ok(Some(kind)), |p| Err(vec![p]))
}

fn rows(
    reader: &mut csv::Reader<&[u8]>,
    heading: &Heading,
    (kind, needed): (Kind, &[Column]),
    file: u16,
    body: &str,
    raw: &mut Raw,
) {
    let width = heading.names.len();
    let enough = needed.iter().filter_map(|c| heading.at[*c as usize]).max();
    let enough = enough.unwrap_or(0) + 1;
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        if record.iter().all(|c| c.trim_ascii().is_empty()) {
            continue;
        }
        let (byte, line) = record.position().map_or((0, 0), |p| (p.byte(), p.line()));
        let rest = body.as_bytes().get(byte as usize..).unwrap_or(&[]);
        let blank = rest.iter().take_while(|b| matches!(**b, b'\r' | b'\n'));
        let at = (
            file,
            line as u32 + blank.filter(|b| **b == b'\n').count() as u32,
        );
        // Trailing blanks are often lost, or added, by a spreadsheet.
        let beyond = record
            .iter()
            .skip(width)
            .any(|c| !c.trim_ascii().is_empty());
        if record.len() < enough || beyond {
            raw.audit.rows += 1;
            raw.audit.episodes += usize::from(kind == Kind::Episodes);
            let detail = format!("{} cells where {width} are expected", record.len());
            raw.audit.note(at, u32::MAX, Rule::CellCount, detail);
            continue;
        }
        let cell = |c: Column| {
            let i = heading.at[c as usize];
            i.and_then(|i| record.get(i)).map_or("", text)
        };
        match kind {
            Kind::Episodes => raw.episode(at, cell),
            Kind::Header => raw.person(at, false, cell),
            Kind::Uasc => raw.person(at, true, cell),
        }
    }
}

/// A cell as text; the file was made UTF-8 before.
fn text(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).unwrap_or("")
}

fn faults(page: &Page<'_>, heading: &Heading, needed: &[Column]) -> Vec<Problem> {
    let missing = needed.iter().filter(|c| !heading.has(**c));
    missing
        .map(|c| {
            let name = COLUMNS[*c as usize];
            let near = heading
                .names
                .iter()
                .map(|n| (strsim::jaro_winkler(&plain(n), &plain(name)), n))
                .filter(|(score, n)| {
                    *score >= 0.75 && !COLUMNS.iter().any(|known| plain(known) == plain(n))
                })
                .max_by(|a, b| a.0.total_cmp(&b.0));
            page.problem(
                (1, None),
                format!("the column `{name}` is missing"),
                format!("a first line with `{name}`"),
                near.map(|(_, n)| format!("is it the column `{n}`? rename it")),
            )
        })
        .collect()
}

/// A first line that is a row already: of what?
fn without_heading(cells: &[String]) -> Option<Part> {
    use super::codes::{RNE, code};
    use super::dates::{Date, date};
    let is_date = |i: usize| {
        let cell = cells.get(i).map_or("", String::as_str);
        matches!(date(cell), Date::Day(_) | Date::Serial(_))
    };
    let rne = cells
        .get(2)
        .is_some_and(|c| !c.is_empty() && code(&RNE, c).is_some());
    let sex = cells.get(1).map_or("", String::as_str);
    if is_date(1) && rne {
        Some(Part::Episodes)
    } else if is_date(2) && matches!(sex, "1" | "2" | "M" | "F" | "U") {
        Some(Part::Header)
    } else {
        None
    }
}

fn example(part: Part) -> &'static str {
    match part {
        Part::Episodes => "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE",
        _ => "CHILD,SEX,DOB,ETHNIC,UPN",
    }
}

/// A file whose dates have the month first: it must not be read, for 03/04 is a date either way.
fn month_first(page: &Page<'_>, heading: &Heading, raw: &mut Raw) -> Option<Problem> {
    let slashed = std::mem::take(&mut raw.slashed);
    let (line, column, found) = slashed.first?;
    if slashed.day_first > 0 || slashed.month_first + slashed.either < 2 {
        return None;
    }
    let written = heading.at[column as usize].and_then(|i| heading.names.get(i));
    let mut fault = fault(
        COLUMNS[column as usize],
        format!(
            "`{found}` has the month first: {} of the dates here can only be read so, and none only with the day first",
            slashed.month_first
        ),
        "dd/mm/yyyy or yyyy-mm-dd",
    );
    fault.help = Some("save the file with dates such as 31/12/2023".to_owned());
    let written = written.map_or("", String::as_str);
    Some(problem_at(
        page.file,
        page.text,
        line as usize,
        written,
        fault,
    ))
}
