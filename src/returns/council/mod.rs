//! A council's own records: returns, fee list and ledger, read and cleaned, with the audit of it.

mod about;
mod children;
mod page;

use super::audit::Audit;
use super::fees::{self, Fees};
use super::history::History;
use super::ledger;
use super::reconcile;
use super::ssda903::covers::covers;
use super::ssda903::raw::Raw;
use super::ssda903::table::Kind;
use super::ssda903::{table, xml};
use crate::words::calendar::Day;
use crate::words::error::Problems;
use about::{base, missing, notes, set_covers, whole};
use children::history;
pub(super) use page::{Page, decoded};
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

/// Shortest key of the hashes that replace ids.
#[cfg(feature = "files")]
const KEY: usize = 16;
