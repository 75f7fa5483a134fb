//! A council's own records: returns, fee list and ledger, read and cleaned, with the audit of it.

use super::audit::{Audit, Rule};
use super::fees::{self, Fees};
use super::history::{Child, History};
use super::ledger;
use super::reconcile;
use super::ssda903::covers::{Covers, covers};
use super::ssda903::raw::{Episode, Person, Raw};
use super::ssda903::table::Kind;
use super::ssda903::{build, clean, table, xml};
use crate::words::calendar::Day;
use crate::words::error::{Problem, Problems};
use crate::words::setting::STREAMS;
use std::collections::BTreeMap;

/// A file, as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name in messages and in the audit.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Day of the snapshot; the last day the returns see unless given.
    pub as_at: Option<Day>,
    /// First day from which the returns are complete; found from the ends of episodes unless given.
    pub from: Option<Day>,
    /// The council to take where a column LA has several.
    pub la: Option<String>,
    /// Key of the hashes that replace ids and places; dates of birth are then kept by month.
    #[cfg(feature = "files")]
    pub anonymise: Option<Vec<u8>>,
}

/// What a council's records say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Council {
    /// Children, periods of care, placements.
    pub history: History,
    /// Fees, joined to placements; `None`: no list given.
    pub fees: Option<Fees>,
    /// Actual spend, with the line of the file; empty where no ledger was given.
    pub ledger: Vec<(usize, ledger::Entry)>,
    /// What the cleaning did.
    pub audit: Audit,
    /// What should be known and is no fault of a row: files that were not used, years before a gap, councils read as one.
    pub notes: Vec<String>,
}

/// Why records can not be used: all problems of all files, with the text of the files.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    /// Problems.
    pub problems: Problems,
    /// Text of the files that have some, by name.
    pub texts: BTreeMap<String, String>,
}

/// A kind of file of a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Episodes,
    Header,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Part::Episodes => "episodes",
            Part::Header => "the header",
        })
    }
}

/// A file's name and text.
pub(super) struct Page<'a> {
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

/// Reads returns (every file of a folder: what is no header, episodes or UASC file is left out), a fee list and a
/// ledger.
///
/// # Errors
/// Where a file can not be understood at all, or nothing is left to go by. Rows that can not be used are no error: they
/// are in the audit.
pub fn read(
    returns: &[Source],
    fee_list: Option<&Source>,
    ledger: Option<&Source>,
    options: &Options,
) -> Result<Council, Box<Refused>> {
    let mut refused = Refused::default();
    let mut council = Council::default();
    let mut raw = Raw {
        only: options.la.clone(),
        ..Raw::default()
    };
    let mut kinds: Vec<Kind> = Vec::new();
    let mut left_out = Vec::new();
    for source in returns {
        let text = decoded(&source.bytes);
        let page = Page {
            file: &source.name,
            text: &text,
        };
        let file = raw.audit.files.len() as u16;
        raw.audit.files.push(source.name.clone());
        let is_xml = text
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('<');
        let read = if is_xml {
            xml::read(&page, file, &mut raw).map(|()| {
                kinds.push(Kind::Header);
                Some(Kind::Episodes)
            })
        } else {
            table::read(&page, file, &mut raw)
        };
        match read {
            Ok(Some(kind)) => kinds.push(kind),
            Ok(None) => left_out.push(source.name.clone()),
            Err(problems) => {
                refused.problems.0.extend(problems);
                refused.texts.insert(source.name.clone(), text);
            }
        }
    }
    if !left_out.is_empty() {
        left_out.sort();
        let names: Vec<&str> = left_out.iter().take(4).map(|f| base(f)).collect();
        let more = if left_out.len() > 4 { " …" } else { "" };
        council.notes.push(format!(
            "{} of the {} files are no header, episodes or UASC file and were not used: {}{more}",
            left_out.len(),
            returns.len(),
            names.join(", ")
        ));
    }
    if returns.is_empty() {
        refused.problems.0.push(whole(
            "there is no CSV or XML file",
            "a folder with the returns: header, episodes and UASC files, or the XML return",
            Some("save Excel workbooks as CSV; unpack archives".to_owned()),
        ));
    }
    if refused.problems.0.is_empty() {
        for (kind, what) in [
            (Kind::Episodes, Part::Episodes),
            (Kind::Header, Part::Header),
        ] {
            if !kinds.contains(&kind) {
                refused.problems.0.push(missing(what, returns.len()));
            }
        }
    }
    #[cfg(feature = "files")]
    if let Some(key) = options.anonymise.as_ref().filter(|k| k.len() < KEY) {
        refused.problems.0.push(whole(
            &format!("the key of the hashes has {} bytes", key.len()),
            &format!("a file of {KEY} bytes or more that nobody can guess"),
            None,
        ));
    }
    let found = covers(&mut raw.episodes);
    if let (true, None) = (refused.problems.0.is_empty(), &found) {
        refused.problems.0.push(whole(
            "no episode of the returns can be used",
            "episodes with dates that can be read",
            Some(raw.audit.words().trim_end().to_owned()),
        ));
    }
    let Some(mut covers) = found.filter(|_| refused.problems.0.is_empty()) else {
        return Err(Box::new(refused));
    };
    if let Some(problem) = set_covers(&mut covers, options, &mut council.notes) {
        refused.problems.0.push(problem);
        return Err(Box::new(refused));
    }
    notes(&raw, options, &mut council.notes);
    council.audit = std::mem::take(&mut raw.audit);
    council.history = history(raw, &covers, &mut council.audit);
    if let Some(as_at) = options.as_at.filter(|d| *d < council.history.as_at()) {
        council.history = council.history.known_at(as_at);
    }
    money(&mut council, fee_list, ledger, &mut refused);
    if council.history.children.is_empty() {
        refused.problems.0.push(whole(
            "no child is left after the cleaning",
            "children with episodes that can be used",
            Some(council.audit.words().trim_end().to_owned()),
        ));
    }
    if !refused.problems.0.is_empty() {
        return Err(Box::new(refused));
    }
    #[cfg(feature = "files")]
    if let Some(key) = &options.anonymise {
        super::anonymise::council(&mut council, key);
    }
    Ok(council)
}

fn money(
    council: &mut Council,
    fee_list: Option<&Source>,
    ledger_file: Option<&Source>,
    refused: &mut Refused,
) {
    if let Some(source) = fee_list {
        let text = decoded(&source.bytes);
        match fees::read(&source.name, &text, &council.history, &mut council.audit) {
            Ok(fees) => council.fees = Some(fees),
            Err(problems) => {
                refused.problems.0.extend(problems);
                refused.texts.insert(source.name.clone(), text);
            }
        }
    }
    if let Some(source) = ledger_file {
        let text = decoded(&source.bytes);
        let (rows, mut problems) = ledger::entries(&source.name, &text);
        problems.extend(reconcile::other_years(
            &source.name,
            &text,
            &rows,
            &council.history,
        ));
        if problems.is_empty() {
            council.ledger = rows;
        } else {
            refused.problems.0.extend(problems);
            refused.texts.insert(source.name.clone(), text);
        }
    }
}

/// Text of a file: UTF-8, UTF-16 as Excel writes it, or else every byte as a character of Western Europe.
pub(super) fn decoded(bytes: &[u8]) -> String {
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

/// Shortest key of the hashes that replace ids.
#[cfg(feature = "files")]
const KEY: usize = 16;

/// A file's name without its folders.
fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn whole(message: &str, expected: &str, help: Option<String>) -> Problem {
    Problem {
        file: "returns".to_owned(),
        place: None,
        span: None,
        message: message.to_owned(),
        expected: expected.to_owned(),
        help,
    }
}

fn missing(part: Part, files: usize) -> Problem {
    let columns = match part {
        Part::Episodes => "CHILD, DECOM, RNE, LS, PLACE, PLACE_PROVIDER, DEC, REC",
        Part::Header => "CHILD, SEX, DOB, ETHNIC, UPN",
    };
    let message = match part {
        Part::Episodes => format!("none of the {files} files holds episodes"),
        Part::Header => {
            format!("none of the {files} files is a header: without dates of birth no age is known")
        }
    };
    whole(
        &message,
        &format!("a CSV file with the columns {columns}, or the XML return"),
        Some("save Excel workbooks as CSV; unpack archives".to_owned()),
    )
}

/// Puts what the options say over what was found.
fn set_covers(covers: &mut Covers, options: &Options, notes: &mut Vec<String>) -> Option<Problem> {
    if let Some(as_at) = options.as_at {
        let last = covers.last.last_day();
        if as_at > last {
            return Some(whole(
                &format!("the snapshot {as_at} is after the last return, which ends {last}"),
                &format!("a day up to {last}"),
                Some("add the return of that year, or leave the day out".to_owned()),
            ));
        }
        if as_at < covers.from {
            return Some(whole(
                &format!(
                    "the snapshot {as_at} is before the returns begin, {}",
                    covers.from
                ),
                &format!("a day from {} to {last}", covers.from),
                None,
            ));
        }
        covers.to = covers.to.max(as_at.plus(1));
    }
    if let Some(from) = options.from {
        covers.from = from;
    } else if let Some(last) = covers.before_gap.last() {
        notes.push(format!(
            "a return is missing after {last}: what is before {} only tells how long children have been where they are",
            covers.from
        ));
    }
    if covers.to <= covers.last.last_day() {
        notes.push(format!(
            "the last change is on {}: taken as a return made in the year, up to that day",
            covers.to.plus(-1)
        ));
    }
    notes.push(format!(
        "the returns are complete from {} to {}",
        covers.from,
        covers.to.plus(-1)
    ));
    None
}

fn notes(raw: &Raw, options: &Options, notes: &mut Vec<String>) {
    if raw.councils.len() > 1 && options.la.is_none() {
        let names: Vec<&str> = raw.councils.keys().map(AsRef::as_ref).collect();
        notes.push(format!(
            "the column LA names {} councils ({}): read as one",
            names.len(),
            names.join(", ")
        ));
    }
    if raw.others > 0 {
        notes.push(format!(
            "{} rows of other councils were left out",
            raw.others
        ));
    }
    for ((column, text), n) in &raw.unknown {
        let rows = if *n == 1 { "row" } else { "rows" };
        notes.push(format!("`{text}` is no code of {column}, in {n} {rows}"));
    }
}

/// Children from rows.
fn history(raw: Raw, covers: &Covers, audit: &mut Audit) -> History {
    let mut ids: Vec<String> = vec![String::new(); raw.ids.len()];
    for (id, n) in raw.ids {
        if let Some(place) = ids.get_mut(n as usize) {
            *place = id.into_string();
        }
    }
    let people = people(&raw.header, &raw.separated, ids.len(), audit);
    let mut separated = vec![false; ids.len()];
    for p in &raw.separated {
        separated[p.child as usize] = true;
    }
    let mut rows = raw.episodes;
    rows.sort_by_key(|e| (e.child, e.decom, e.year, e.dec, e.at));
    let mut children = Vec::new();
    let mut homes: Vec<(usize, usize, u64)> = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while let Some(first) = rows.next() {
        let child = first.child;
        let mut own = vec![first];
        while let Some(next) = rows.next_if(|e| e.child == child) {
            own.push(next);
        }
        let Some(person) = known(people[child as usize], &own, audit) else {
            continue;
        };
        let (own, breaks) = clean::child(own, person.born, covers, audit);
        let built = build::periods(own, &breaks, person.born, covers, audit);
        if built.is_empty() {
            continue;
        }
        let mut periods = Vec::with_capacity(built.len());
        for (i, b) in built.into_iter().enumerate() {
            if b.home != 0 {
                homes.push((children.len(), i, b.home));
            }
            periods.push(b.period);
        }
        children.push(Child {
            id: ids[child as usize].clone(),
            born: person.born,
            stream: usize::from(separated[child as usize]).min(STREAMS.len() - 1),
            sex: person.sex,
            periods,
        });
    }
    siblings(&mut children, &homes);
    audit.children = ids;
    audit.entries.sort_by_key(|e| (e.file, e.line, e.rule));
    children.sort_by(|a, b| a.id.cmp(&b.id));
    History {
        from: covers.from,
        to: covers.to,
        children,
    }
}

/// What is known of each child: the latest row of the header.
#[derive(Clone, Copy, Debug)]
enum Known {
    Not,
    Person(Person),
    Two,
}

fn people(header: &[Person], separated: &[Person], count: usize, audit: &mut Audit) -> Vec<Known> {
    let mut out = vec![Known::Not; count];
    let mut rows: Vec<&Person> = header.iter().collect();
    rows.sort_by_key(|p| (p.year, p.at));
    for p in rows {
        let known = &mut out[p.child as usize];
        *known = match *known {
            Known::Not => Known::Person(*p),
            Known::Two => Known::Two,
            Known::Person(old) if old.born == p.born => Known::Person(*p),
            Known::Person(old) if (old.year, old.at.0) == (p.year, p.at.0) => {
                let detail = format!("born {} in row {}, {} here", old.born, old.at.1, p.born);
                audit.note(p.at, p.child, Rule::TwoChildren, detail);
                Known::Two
            }
            Known::Person(old) => {
                let detail = format!("{} was read as {}", old.born, p.born);
                audit.note(old.at, p.child, Rule::BirthChanged, detail);
                Known::Person(*p)
            }
        };
    }
    // Who is in the UASC file alone has a date of birth there.
    for p in separated {
        let known = &mut out[p.child as usize];
        if matches!(known, Known::Not) {
            *known = Known::Person(*p);
        }
    }
    out
}

/// The person of a child's episodes; where it is not known, they are noted and left out.
fn known(known: Known, rows: &[Episode], audit: &mut Audit) -> Option<Person> {
    let rule = match known {
        Known::Person(p) => return Some(p),
        Known::Not => Rule::NoHeader,
        Known::Two => Rule::TwoChildren,
    };
    for e in rows {
        audit.note(e.at, e.child, rule, "");
    }
    None
}

/// Children who started on the same day from the same home get one number.
fn siblings(children: &mut [Child], homes: &[(usize, usize, u64)]) {
    let mut groups: BTreeMap<(Day, u64), Vec<(usize, usize)>> = BTreeMap::new();
    for (child, period, home) in homes {
        let start = children[*child].periods[*period].start;
        groups
            .entry((start, *home))
            .or_default()
            .push((*child, *period));
    }
    let many = groups.into_values().filter(|g| g.len() > 1);
    for (number, group) in many.enumerate() {
        for (child, period) in group {
            children[child].periods[period].siblings = Some(number as u32);
        }
    }
}
