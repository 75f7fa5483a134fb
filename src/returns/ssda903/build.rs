//! From cleaned episodes to periods of care and placement spells.

use super::clean::{VANISHED, leaves};
use super::codes::{
    CIN, PLACE, PROVIDER, Place, REASON, REC, RNE, exit, is_breakdown, name, place,
};
use super::covers::Covers;
use super::raw::Episode;
use crate::returns::audit::{Audit, Rule};
use crate::returns::history::{End, PeriodOfCare, Spell};
use crate::words::calendar::{Day, FinancialYear};
use crate::words::setting::EXITS;

/// Longest gap between two episodes that say of themselves that care went on, days.
const LONGEST_GAP: i32 = 365;

/// The exit of whoever turned 18.
const TURNED_18: usize = EXITS.len() - 1;
/// The exit of whoever left for a reason not known.
const OTHER: usize = EXITS.len() - 2;

/// A period of care, with the hash of the home postcode and whether it is the day of a start.
pub struct Built {
    pub period: PeriodOfCare,
    pub home: u64,
}

/// Periods of care of a child from cleaned episodes in order.
pub fn periods(
    rows: Vec<Episode>,
    breaks: &[Day],
    born: Day,
    covers: &Covers,
    audit: &mut Audit,
) -> Vec<Built> {
    let mut out = Vec::new();
    let mut period: Vec<Episode> = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while let Some(mut row) = rows.next() {
        let goes_on = rows
            .peek()
            .is_some_and(|next| goes_on(&mut row, next, breaks, audit));
        if row.dec.is_none() && row.rec != 0 {
            let detail = format!("REC `{}`", name(&REC, row.rec));
            audit.note(row.at, row.child, Rule::ReasonWithoutEnd, detail);
            row.rec = 0;
        }
        if !goes_on && row.dec.is_some() && !leaves(&row) {
            let turned = row.dec.is_some_and(|d| d >= born.birthday(18));
            let rule = if row.rec == 0 {
                Rule::NoReason
            } else {
                Rule::NoContinuation
            };
            if !turned {
                audit.note(row.at, row.child, rule, "");
            }
        }
        period.push(row);
        if !goes_on {
            let rows = std::mem::take(&mut period);
            let last = rows.last().and_then(|e| e.dec);
            if last.is_some_and(|d| d < covers.from) {
                for e in &rows {
                    audit.note(e.at, e.child, Rule::BeforeCover, "");
                }
            } else {
                out.extend(build(&rows, born, audit));
            }
        }
    }
    out
}

/// Does care go on from an episode to the next? The end is moved over a gap.
fn goes_on(row: &mut Episode, next: &Episode, breaks: &[Day], audit: &mut Audit) -> bool {
    let Some(dec) = row.dec else {
        return true;
    };
    let gap = next.decom.0 - dec.0;
    let start = name(&RNE, next.rne) == "S";
    if gap <= 0 {
        return match (leaves(row), start) {
            (true, true) => false,
            (true, false) => {
                let detail = format!("REC `{}` on {dec}", name(&REC, row.rec));
                audit.note(row.at, row.child, Rule::ExitAndOn, detail);
                true
            }
            (false, true) => {
                audit.note(next.at, next.child, Rule::StartInside, "");
                true
            }
            (false, false) => true,
        };
    }
    let short_break = breaks.iter().any(|b| dec <= *b && *b < next.decom);
    if leaves(row) || start || short_break || gap > LONGEST_GAP {
        if !start {
            let detail = format!("RNE `{}`", name(&RNE, next.rne));
            audit.note(next.at, next.child, Rule::NotAStart, detail);
        }
        return false;
    }
    let detail = format!("{dec} to {}, {gap} days", next.decom);
    audit.note(next.at, next.child, Rule::Gap, detail);
    row.dec = Some(next.decom);
    true
}

fn build(rows: &[Episode], born: Day, audit: &mut Audit) -> Option<Built> {
    let first = rows.first()?;
    let last = rows.last()?;
    let spells = spells(rows, audit);
    let exit = last.dec.map(|d| {
        if d >= born.birthday(18) {
            TURNED_18
        } else {
            exit(last.rec).unwrap_or(OTHER)
        }
    });
    let coded = last.dec.is_some() && last.rec != VANISHED && leaves(last);
    let period = PeriodOfCare {
        start: first.decom,
        start_known: name(&RNE, first.rne) == "S",
        end: last.dec,
        exit,
        code: if coded { name(&REC, last.rec) } else { "" },
        category: rows
            .iter()
            .map(|e| name(&CIN, e.cin))
            .find(|c| !c.is_empty())
            .unwrap_or(""),
        siblings: None,
        spells,
    };
    Some(Built {
        home: if period.start_known { first.home } else { 0 },
        period,
    })
}

/// A placement while its episodes are put together.
struct Stay<'a> {
    first: &'a Episode,
    /// The last episode that is not temporary.
    last: &'a Episode,
    setting: usize,
    start: Day,
    end: Option<Day>,
    /// Reason given where a temporary placement began or ended.
    reason: u8,
    started_elsewhere: bool,
}

fn spells(rows: &[Episode], audit: &mut Audit) -> Vec<Spell> {
    let mut out: Vec<Spell> = Vec::new();
    let mut stay: Option<Stay<'_>> = None;
    // A period that begins in a temporary placement: folded into the one that follows.
    let mut waiting: Option<&Episode> = None;
    for row in rows {
        let (where_, no_provider) = place(row.place, row.provider);
        if no_provider {
            let detail = format!(
                "{} `{}`",
                name(&PLACE, row.place),
                name(&PROVIDER, row.provider)
            );
            audit.note(row.at, row.child, Rule::NoProvider, detail);
        }
        let setting = match where_ {
            Place::Setting(s) => s,
            Place::Temporary | Place::None => {
                audit.note(row.at, row.child, Rule::Temporary, name(&PLACE, row.place));
                match &mut stay {
                    Some(s) => {
                        s.end = row.dec;
                        s.reason = if row.reason > 0 { row.reason } else { s.reason };
                    }
                    None => waiting = waiting.or(Some(row)),
                }
                continue;
            }
        };
        match stay.take() {
            None => {
                let first = waiting.take();
                stay = Some(Stay {
                    first: first.unwrap_or(row),
                    last: row,
                    setting,
                    start: first.unwrap_or(row).decom,
                    end: row.dec,
                    reason: row.reason,
                    started_elsewhere: matches!(name(&RNE, row.rne), "L" | "T" | "U" | ""),
                });
            }
            Some(before) => match between(&before, row) {
                Between::Same(rule) => {
                    audit.note(row.at, row.child, rule, "");
                    stay = Some(Stay {
                        last: row,
                        end: row.dec,
                        reason: row.reason,
                        ..before
                    });
                }
                Between::Other(cause) => {
                    out.push(finish(&before, cause));
                    stay = Some(Stay {
                        first: row,
                        last: row,
                        setting,
                        start: row.decom,
                        end: row.dec,
                        reason: row.reason,
                        started_elsewhere: false,
                    });
                }
            },
        }
    }
    let end = match (&stay, waiting) {
        (Some(s), _) => s.end,
        (None, Some(_)) => rows.last().and_then(|r| r.dec),
        (None, None) => None,
    };
    let cause = if end.is_some() { End::Exit } else { End::Open };
    match (stay, waiting) {
        (Some(s), _) => out.push(finish(&s, cause)),
        // Nothing but temporary placements: another placement.
        (None, Some(first)) => out.push(Spell {
            setting: crate::words::setting::setting_index("other_placement").unwrap_or_default(),
            start: first.decom,
            start_known: name(&RNE, first.rne) != "L",
            end,
            cause,
            household: first.household.to_string(),
            need: first.need,
            ..Spell::default()
        }),
        (None, None) => {}
    }
    out
}

/// What lies between a placement and the next episode.
enum Between {
    /// No move.
    Same(Rule),
    /// Another placement.
    Other(End),
}

fn between(before: &Stay<'_>, row: &Episode) -> Between {
    let last = before.last;
    let setting = match place(row.place, row.provider).0 {
        Place::Setting(s) => s,
        Place::Temporary | Place::None => before.setting,
    };
    let same_setting = setting == before.setting;
    let code = name(&PLACE, row.place);
    let was = name(&PLACE, last.place);
    if code == "K3" && matches!(was, "H5" | "P2") && at_the_year_boundary(row.decom) {
        return Between::Same(Rule::Recode);
    }
    let same_house = row.household == last.household;
    let no_house = row.household.is_empty() || last.household.is_empty();
    let returned = before.end != last.dec;
    if returned && same_setting && (same_house || no_house) {
        return Between::Same(Rule::Temporary);
    }
    let same_carer = match name(&RNE, row.rne) {
        "L" | "T" | "U" => true,
        // Change in status of the placement only; placed for adoption with the present carer.
        _ => {
            name(&REASON, before.reason) == "PLACE" && (same_house || no_house)
                || matches!(code, "A3" | "A5") && code != was && (same_house || no_house)
        }
    };
    if same_carer {
        return if same_setting {
            Between::Same(Rule::SamePlacement)
        } else {
            Between::Other(End::Transfer)
        };
    }
    Between::Other(match name(&REASON, before.reason) {
        r if is_breakdown(r) => End::Breakdown,
        "" | "OTHER" => End::UnstatedMove,
        _ => End::PlannedMove,
    })
}

fn at_the_year_boundary(day: Day) -> bool {
    let year = FinancialYear::of(day);
    day == year.first_day() || day == year.last_day()
}

fn finish(stay: &Stay<'_>, cause: End) -> Spell {
    let open = stay.end.is_none();
    Spell {
        setting: stay.setting,
        start: stay.start,
        start_known: !stay.started_elsewhere,
        end: stay.end,
        cause,
        reason: if open || cause == End::Exit {
            ""
        } else {
            name(&REASON, stay.reason)
        },
        household: [stay.last, stay.first]
            .iter()
            .map(|e| &e.household)
            .find(|h| !h.is_empty())
            .map_or(String::new(), ToString::to_string),
        need: stay.last.need,
    }
}
