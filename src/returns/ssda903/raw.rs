//! Rows of a return as they are read: every cell a number or a code, what can not be read noted and left out.

use super::codes::{CIN, LS, PLACE, PROVIDER, REASON, REC, RNE, code};
use super::dates::{Bad, Date, date, only_day_first};
use crate::returns::audit::{Audit, Rule};
use crate::returns::history::Sex;
use crate::sampling::keyed::name_hash;
use crate::words::calendar::Day;
use crate::words::setting::SETTINGS;
use std::collections::BTreeMap;

/// Columns that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Column {
    Child,
    Decom,
    Rne,
    Ls,
    Cin,
    Place,
    Provider,
    Dec,
    Rec,
    Reason,
    HomePost,
    PlPost,
    Urn,
    La,
    Year,
    Need,
    Sex,
    Dob,
    Ethnic,
    Upn,
    Duc,
    Uasc,
}

/// Their names, in the order of [`Column`].
pub const COLUMNS: [&str; 22] = [
    "CHILD",
    "DECOM",
    "RNE",
    "LS",
    "CIN",
    "PLACE",
    "PLACE_PROVIDER",
    "DEC",
    "REC",
    "REASON_PLACE_CHANGE",
    "HOME_POST",
    "PL_POST",
    "URN",
    "LA",
    "YEAR",
    "NEED",
    "SEX",
    "DOB",
    "ETHNIC",
    "UPN",
    "DUC",
    "UASC",
];

/// An episode: one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// Index of the child's id.
    pub child: u32,
    /// Start and end.
    pub decom: Day,
    /// End; `None`: open.
    pub dec: Option<Day>,
    /// Codes, numbers of their lists.
    pub rne: u8,
    pub ls: u8,
    pub cin: u8,
    pub place: u8,
    pub provider: u8,
    pub rec: u8,
    pub reason: u8,
    /// Need band, 0 unknown.
    pub need: u8,
    /// Hash of the home postcode, 0 where blank.
    pub home: u64,
    /// What tells placements apart.
    pub household: Box<str>,
    /// Value of the column YEAR; 0 without.
    pub year: i16,
    /// File and line.
    pub at: (u16, u32),
}

/// A row of the header, or of the UASC file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    pub child: u32,
    pub born: Day,
    pub sex: Option<Sex>,
    pub year: i16,
    pub at: (u16, u32),
}

/// How the dates of a file are written.
#[derive(Clone, Debug, Default)]
pub struct Slashed {
    /// Dates that can only be day first.
    pub day_first: usize,
    /// Dates that can be either.
    pub either: usize,
    /// Dates that can only be month first: how many, and the first with its line and column.
    pub month_first: usize,
    pub first: Option<(u32, Column, String)>,
}

/// All rows of all files.
#[derive(Debug, Default)]
pub struct Raw {
    pub audit: Audit,
    pub ids: BTreeMap<Box<str>, u32>,
    /// The number and the id of the row before.
    pub last: (u32, String),
    pub episodes: Vec<Episode>,
    pub header: Vec<Person>,
    /// Rows of UASC files: these children are separated.
    pub separated: Vec<Person>,
    /// Names in the column LA.
    pub councils: BTreeMap<Box<str>, usize>,
    /// Values that are no code, with how often.
    pub unknown: BTreeMap<(&'static str, String), usize>,
    pub slashed: Slashed,
    /// Is only this council of the column LA wanted?
    pub only: Option<String>,
    /// Rows of other councils left out.
    pub others: usize,
}

impl Raw {
    /// The number of an id. Rows of a child mostly follow each other.
    pub fn id(&mut self, text: &str) -> u32 {
        if self.last.1 == text {
            return self.last.0;
        }
        let n = match self.ids.get(text) {
            Some(n) => *n,
            None => {
                let n = self.ids.len() as u32;
                self.ids.insert(text.into(), n);
                n
            }
        };
        self.last.0 = n;
        self.last.1.clear();
        self.last.1.push_str(text);
        n
    }

    /// Reads an episode from its cells.
    pub fn episode<'a>(&mut self, at: (u16, u32), cell: impl Fn(Column) -> &'a str) {
        self.audit.rows += 1;
        self.audit.episodes += 1;
        if !self.wanted(&cell) {
            return;
        }
        let Some(child) = self.child(at, &cell) else {
            return;
        };
        let decom = match self.date(at, child, Column::Decom, &cell) {
            Ok(Some(day)) => day,
            Ok(None) => return self.audit.note(at, child, Rule::NoStart, ""),
            Err(()) => return,
        };
        let Ok(dec) = self.date(at, child, Column::Dec, &cell) else {
            return;
        };
        let place = match code(&PLACE, cell(Column::Place)) {
            Some(p) if p > 0 => p,
            _ => {
                let text = format!("PLACE `{}`", cell(Column::Place).trim());
                self.count_unknown("PLACE", cell(Column::Place));
                return self.audit.note(at, child, Rule::UnknownPlace, text);
            }
        };
        let mut of = |list: &'static [&'static str], column: Column| {
            let text = cell(column);
            code(list, text).unwrap_or_else(|| {
                let name = COLUMNS[column as usize];
                let detail = format!("{name} `{}`", text.trim());
                self.count_unknown(name, text);
                self.audit.note(at, child, Rule::UnknownCode, detail);
                0
            })
        };
        let rne = of(&RNE, Column::Rne);
        let ls = of(&LS, Column::Ls);
        let cin = of(&CIN, Column::Cin);
        let provider = of(&PROVIDER, Column::Provider);
        let rec = of(&REC, Column::Rec);
        let reason = of(&REASON, Column::Reason);
        let home = postcode(cell(Column::HomePost));
        let household = self.household(place, provider, &cell);
        self.episodes.push(Episode {
            child,
            decom,
            dec,
            rne,
            ls,
            cin,
            place,
            provider,
            rec,
            reason,
            need: cell(Column::Need)
                .trim()
                .parse()
                .ok()
                .filter(|n| (1..=4).contains(n))
                .unwrap_or(0),
            home: if home.is_empty() { 0 } else { name_hash(&home) },
            household,
            year: year(cell(Column::Year)),
            at,
        });
    }

    /// Reads a row of the header, or of the UASC file.
    pub fn person<'a>(
        &mut self,
        at: (u16, u32),
        separated: bool,
        cell: impl Fn(Column) -> &'a str,
    ) {
        self.audit.rows += 1;
        if !self.wanted(&cell) {
            return;
        }
        let Some(child) = self.child(at, &cell) else {
            return;
        };
        let born = match self.date(at, child, Column::Dob, &cell) {
            Ok(Some(day)) => day,
            Ok(None) => return self.audit.note(at, child, Rule::NoBirth, ""),
            Err(()) => return,
        };
        let sex = match cell(Column::Sex).trim() {
            "1" | "1.0" | "M" | "m" => Some(Sex::Male),
            "2" | "2.0" | "F" | "f" => Some(Sex::Female),
            _ => None,
        };
        let person = Person {
            child,
            born,
            sex,
            year: year(cell(Column::Year)),
            at,
        };
        let flagged = matches!(cell(Column::Uasc).trim(), "1" | "1.0" | "true" | "Y" | "y");
        let separated_row = separated || flagged || !cell(Column::Duc).trim().is_empty();
        if separated_row {
            self.separated.push(person);
        }
        if !separated {
            self.header.push(person);
        }
    }

    fn wanted<'a>(&mut self, cell: &impl Fn(Column) -> &'a str) -> bool {
        let la = cell(Column::La).trim();
        if la.is_empty() {
            return true;
        }
        match self.councils.get_mut(la) {
            Some(n) => *n += 1,
            None => {
                self.councils.insert(la.into(), 1);
            }
        }
        let fits = self
            .only
            .as_ref()
            .is_none_or(|o| o.eq_ignore_ascii_case(la));
        self.others += usize::from(!fits);
        fits
    }

    fn child<'a>(&mut self, at: (u16, u32), cell: &impl Fn(Column) -> &'a str) -> Option<u32> {
        let text = cell(Column::Child).trim();
        if text.is_empty() {
            self.audit.note(at, u32::MAX, Rule::NoChild, "");
            return None;
        }
        Some(self.id(text))
    }

    /// A date of a row; an error where the row can not be used, which is noted.
    fn date<'a>(
        &mut self,
        at: (u16, u32),
        child: u32,
        column: Column,
        cell: &impl Fn(Column) -> &'a str,
    ) -> Result<Option<Day>, ()> {
        let text = cell(column).trim();
        let name = COLUMNS[column as usize];
        match date(text) {
            Date::Blank => Ok(None),
            Date::Day(day) => {
                if text.contains('/') {
                    if only_day_first(text) {
                        self.slashed.day_first += 1;
                    } else {
                        self.slashed.either += 1;
                    }
                }
                Ok(Some(day))
            }
            Date::Serial(day) => {
                let detail = format!("{name} `{text}` read as {day}");
                self.audit.note(at, child, Rule::ExcelDate, detail);
                Ok(Some(day))
            }
            Date::Bad(why) => {
                if why == Bad::MonthFirst {
                    self.slashed.month_first += 1;
                    let first = &mut self.slashed.first;
                    first.get_or_insert_with(|| (at.1, column, text.to_owned()));
                }
                let detail = format!("{name} `{text}` {}", why.text());
                self.audit.note(at, child, Rule::BadDate, detail);
                Err(())
            }
        }
    }

    fn count_unknown(&mut self, column: &'static str, text: &str) {
        let key = (column, text.trim().to_owned());
        *self.unknown.entry(key).or_insert(0) += 1;
    }

    /// Homes by their Ofsted number, everything else by postcode.
    fn household<'a>(
        &self,
        place: u8,
        provider: u8,
        cell: &impl Fn(Column) -> &'a str,
    ) -> Box<str> {
        let home = match super::codes::place(place, provider).0 {
            super::codes::Place::Setting(s) => SETTINGS.get(s).is_some_and(|s| s.residential),
            _ => false,
        };
        if home {
            cell(Column::Urn).trim().into()
        } else {
            postcode(cell(Column::PlPost)).into()
        }
    }
}

/// A postcode in capitals with one blank at the most.
fn postcode(text: &str) -> String {
    let mut out = String::with_capacity(8);
    for c in text.trim().chars() {
        if !(c == ' ' && out.ends_with(' ')) {
            out.push(c.to_ascii_uppercase());
        }
    }
    out
}

/// The first four digits of a year.
fn year(text: &str) -> i16 {
    let digits = text.trim().get(..4).unwrap_or("");
    digits.parse().unwrap_or(0)
}
