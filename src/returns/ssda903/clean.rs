//! Cleaning of one child's episodes, in the order of the project's notes on the format: one row a start, one row an
//! end, no overlap, no end before its start; and the birthday.

use super::codes::{LS, PLACE, REC, code, exit, name};
use super::covers::Covers;
use super::raw::Episode;
use crate::returns::audit::{Audit, Rule};
use crate::words::calendar::{Day, FinancialYear};

/// A reason for ceasing that no return has: the child was gone by the next one.
pub const VANISHED: u8 = u8::MAX;

/// Does the child leave care with this episode, as far as its reason goes?
pub fn leaves(e: &Episode) -> bool {
    e.rec == VANISHED || exit(e.rec).is_some()
}

fn goes_on() -> u8 {
    code(&REC, "X1").unwrap_or_default()
}

/// An episode's cleaned rows in order, and the days on which short breaks began that were left out.
pub fn child(
    rows: Vec<Episode>,
    born: Day,
    covers: &Covers,
    audit: &mut Audit,
) -> (Vec<Episode>, Vec<Day>) {
    let (rows, breaks) = short_breaks(rows, audit);
    let rows = one_a_start(rows, audit);
    let rows = inside_a_childhood(rows, born, covers, audit);
    let mut rows = ends_seen(rows, covers, audit);
    one_an_end(&mut rows, audit);
    no_overlap(&mut rows, audit);
    let mut rows = with_nights(rows, audit);
    up_to_18(&mut rows, born, covers, audit);
    (rows, breaks)
}

fn short_breaks(rows: Vec<Episode>, audit: &mut Audit) -> (Vec<Episode>, Vec<Day>) {
    let mut breaks = Vec::new();
    let kept = rows
        .into_iter()
        .filter(|e| {
            let short = matches!(name(&LS, e.ls), "V1" | "V3" | "V4");
            if short {
                audit.note(e.at, e.child, Rule::ShortBreak, "");
                breaks.push(e.decom);
            }
            !short
        })
        .collect();
    (kept, breaks)
}

/// Of the rows with one start the one of the latest return, and in it the one with the latest end.
fn one_a_start(mut rows: Vec<Episode>, audit: &mut Audit) -> Vec<Episode> {
    rows.sort_by_key(|e| (e.decom, e.year, e.dec, e.at));
    let mut out: Vec<Episode> = Vec::with_capacity(rows.len());
    for row in rows {
        match out.last_mut() {
            Some(last) if last.decom == row.decom => {
                let old = std::mem::replace(last, row);
                let rule = if old.year == last.year {
                    Rule::SameStart
                } else if name(&PLACE, last.place) == "K3"
                    && matches!(name(&PLACE, old.place), "H5" | "P2")
                {
                    Rule::Recode
                } else {
                    Rule::Stacked
                };
                let detail = match rule {
                    Rule::Stacked => String::new(),
                    _ => format!("{} to {}", name(&PLACE, old.place), until(old.dec)),
                };
                audit.note(old.at, old.child, rule, detail);
            }
            _ => out.push(row),
        }
    }
    out
}

fn until(dec: Option<Day>) -> String {
    dec.map_or("open".to_owned(), |d| d.to_string())
}

fn inside_a_childhood(
    rows: Vec<Episode>,
    born: Day,
    covers: &Covers,
    audit: &mut Audit,
) -> Vec<Episode> {
    let birthday = born.birthday(18);
    let keep = |e: &Episode, audit: &mut Audit| {
        let rule = if e.decom < born {
            Rule::BeforeBirth
        } else if e.decom >= birthday {
            Rule::Over18
        } else if e.decom >= covers.to {
            Rule::AfterCover
        } else {
            return true;
        };
        let detail = match rule {
            Rule::BeforeBirth | Rule::Over18 => format!("begins {}, born {born}", e.decom),
            _ => format!("begins {}", e.decom),
        };
        audit.note(e.at, e.child, rule, detail);
        false
    };
    rows.into_iter().filter(|e| keep(e, audit)).collect()
}

/// Ends that are not seen yet are open; what is open and not in the next return has ended by then.
fn ends_seen(mut rows: Vec<Episode>, covers: &Covers, audit: &mut Audit) -> Vec<Episode> {
    for i in 0..rows.len() {
        let next = rows.get(i + 1).map(|n| n.decom);
        let e = &mut rows[i];
        if e.dec.is_some_and(|d| d >= covers.to) {
            let detail = format!("ends {}", until(e.dec));
            audit.note(e.at, e.child, Rule::EndAfterCover, detail);
            (e.dec, e.rec, e.reason) = (None, 0, 0);
        }
        let year = FinancialYear(i32::from(e.year));
        let gone = year.next().first_day();
        if covers.yearly
            && e.dec.is_none()
            && year < covers.last
            && e.decom < gone
            && next.is_none_or(|n| n > gone)
        {
            audit.note(e.at, e.child, Rule::Vanished, format!("cut at {gone}"));
            (e.dec, e.rec, e.reason) = (Some(gone), VANISHED, 0);
        }
    }
    rows
}

fn one_an_end(rows: &mut Vec<Episode>, audit: &mut Audit) {
    let mut kept: Vec<Episode> = Vec::with_capacity(rows.len());
    for row in rows.drain(..) {
        // Of an end before its start nothing is known.
        let same = |k: &Episode| k.dec == row.dec && k.dec.is_some_and(|d| d > k.decom);
        if row.dec.is_some_and(|d| d > row.decom)
            && let Some(longer) = kept.iter().rev().find(|k| same(k))
        {
            let detail = format!("one from {} ends then too", longer.decom);
            audit.note(row.at, row.child, Rule::SameEnd, detail);
            continue;
        }
        kept.push(row);
    }
    *rows = kept;
}

fn no_overlap(rows: &mut [Episode], audit: &mut Audit) {
    for i in 1..rows.len() {
        let next = rows[i].decom;
        let e = &mut rows[i - 1];
        let rule = match e.dec {
            None => Rule::OpenNotLast,
            Some(d) if d > next => Rule::Overlap,
            Some(_) => continue,
        };
        let detail = format!("{} to {}, cut at {next}", e.decom, until(e.dec));
        audit.note(e.at, e.child, rule, detail);
        e.dec = Some(next);
        e.rec = goes_on();
    }
}

/// Ends before starts go; so do episodes without a night, whose reason for ceasing is the one before's.
fn with_nights(rows: Vec<Episode>, audit: &mut Audit) -> Vec<Episode> {
    let mut out: Vec<Episode> = Vec::with_capacity(rows.len());
    for row in rows {
        match row.dec {
            Some(d) if d < row.decom => {
                let detail = format!("{} to {d}", row.decom);
                audit.note(row.at, row.child, Rule::EndsBeforeStart, detail);
            }
            Some(d) if d == row.decom => {
                audit.note(row.at, row.child, Rule::NoNight, format!("{d}"));
                if let Some(last) = out.last_mut()
                    && last.dec == row.dec
                    && leaves(&row)
                {
                    last.rec = row.rec;
                }
            }
            _ => out.push(row),
        }
    }
    out
}

/// Care ends at the 18th birthday; the code stays as the destination.
fn up_to_18(rows: &mut [Episode], born: Day, covers: &Covers, audit: &mut Audit) {
    let birthday = born.birthday(18);
    let Some(last) = rows.last_mut() else {
        return;
    };
    if birthday < covers.to && last.dec.is_none_or(|d| d > birthday) {
        let detail = format!("{} to {}, cut at {birthday}", last.decom, until(last.dec));
        audit.note(last.at, last.child, Rule::Past18, detail);
        last.dec = Some(birthday);
        if !leaves(last) {
            last.rec = VANISHED;
        }
    }
}
