//! Lives as whole days, as a return has them, and the history a perfect reading of the returns gives.

use super::lives::{Life, Period};
use super::paper::Paper;
use crate::model::Model;
use crate::model::hazards::Cause;
use crate::returns::history::{Child, End, History, PeriodOfCare, Spell};
use crate::words::calendar::{DAYS_PER_YEAR, Day};
use crate::words::setting::{SETTINGS, STREAMS};
use std::collections::BTreeMap;

/// Weeks of a period of care after which the legal status changes.
const ORDER_AFTER_WEEKS: i32 = 40;

/// A stay of at least one night.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Night {
    /// Index of the stay in the period.
    pub stay: usize,
    /// First day.
    pub start: Day,
    /// First day elsewhere, and why.
    pub end: Option<(Day, Cause)>,
}

/// The stays of a period that have a night, each ending when the next begins. A stay that begins and ends on one day is
/// in no return (rule 355): the move there and the move on are one.
pub(super) fn nights(model: &Model, life: &Life, period: &Period) -> Vec<Night> {
    // England's elapsed durations do not look at the age: a placement begins with the birth at the earliest.
    let born = born(model, life);
    let day = |at: f64| model.horizon.calendar(libm::floor(at) as i32);
    let mut out: Vec<Night> = Vec::new();
    for (i, stay) in period.stays.iter().enumerate() {
        let start = day(stay.start).max(born);
        let end = stay.end.map(|(at, cause)| (day(at), cause));
        if end.is_none_or(|e| e.0 > start) {
            out.push(Night {
                stay: i,
                start,
                end,
            });
        } else if let (Some((_, Cause::Exit)), Some(last)) = (end, out.last_mut()) {
            last.end = last.end.map(|(at, _)| (at, Cause::Exit));
        }
    }
    out
}

/// Date of birth of a child whose 18th birthday is known.
pub(super) fn born(model: &Model, life: &Life) -> Day {
    let (y, m, d) = model.horizon.calendar(life.birthday as i32).ymd();
    // 29 February eighteen years after a year without one.
    let born = Day::from_ymd(y - 18, m, d).or_else(|| Day::from_ymd(y - 18, m, d - 1));
    let born = born.unwrap_or_default();
    // A child who entered in the hours before its birth in whole days was born that day.
    match life.periods.first() {
        Some(p) if p.start >= 0.0 => born.min(model.horizon.calendar(p.start as i32)),
        _ => born,
    }
}

/// The id of the n-th child: seven digits in no order.
pub(super) fn id(n: usize) -> String {
    format!("{}", 1_000_000 + (n as u64 * 7_919 + 424_242) % 9_000_000)
}

/// Age on a day.
pub(super) fn age(model: &Model, life: &Life, day: Day) -> f64 {
    18.0 - (life.birthday - f64::from(model.horizon.relative(day))) / DAYS_PER_YEAR
}

/// What a perfect reading of the returns of `from` to the day before `to` says.
pub fn history(model: &Model, lives: &[Life], from: Day, to: Day) -> History {
    let mut children: Vec<Child> = Vec::new();
    let mut groups: BTreeMap<(u64, Day), u32> = BTreeMap::new();
    let mut members: BTreeMap<u32, usize> = BTreeMap::new();
    for (n, life) in lives.iter().enumerate() {
        let mut periods = Vec::new();
        for (i, period) in life.periods.iter().enumerate() {
            let Some(mut p) = period_of_care(model, life, (i, period), from, to) else {
                continue;
            };
            if let (Some(g), 0, true) = (life.group, i, p.start_known) {
                let next = groups.len() as u32;
                let number = *groups.entry((g, p.start)).or_insert(next);
                *members.entry(number).or_insert(0) += 1;
                p.siblings = Some(number);
            }
            periods.push(p);
        }
        if !periods.is_empty() {
            children.push(Child {
                id: id(n),
                born: born(model, life),
                stream: life.stream,
                sex: None,
                periods,
            });
        }
    }
    for p in children.iter_mut().flat_map(|c| &mut c.periods) {
        p.siblings = p
            .siblings
            .filter(|g| members.get(g).is_some_and(|n| *n > 1));
    }
    children.sort_by(|a, b| a.id.cmp(&b.id));
    History { from, to, children }
}

fn period_of_care(
    model: &Model,
    life: &Life,
    (i, period): (usize, &Period),
    from: Day,
    to: Day,
) -> Option<PeriodOfCare> {
    let paper = Paper::of(life.key);
    let nights = nights(model, life, period);
    let first = nights.first()?;
    let seen: Vec<&Night> = nights
        .iter()
        .filter(|n| n.start < to && n.end.is_none_or(|e| e.0 >= from))
        .collect();
    let start = seen.first()?.start;
    let known = |e: &Option<(Day, Cause)>| e.filter(|e| e.0 < to);
    let spells: Vec<Spell> = seen
        .iter()
        .map(|n| {
            let stay = &period.stays[n.stay];
            let end = known(&n.end);
            Spell {
                setting: stay.setting,
                start: n.start,
                start_known: true,
                end: end.map(|e| e.0),
                cause: match end.map(|e| e.1) {
                    None => End::Open,
                    Some(Cause::Exit) => End::Exit,
                    Some(Cause::PlannedMove) => End::PlannedMove,
                    Some(Cause::Breakdown) => End::Breakdown,
                },
                reason: end.map_or("", |e| paper.reason(e.1, part(i, n.stay))),
                household: paper.household(
                    life.group,
                    stay,
                    part(i, n.stay),
                    n.start,
                    age(model, life, n.start),
                ),
                need: 0,
            }
        })
        .collect();
    let mut spells = spells;
    let mut start = start;
    let mut start_known = start == first.start && found_where_it_began(period);
    // Of a placement from before the returns they have what follows the last change of legal status.
    let head = seen.first()?;
    let changed = status_changes(&paper, life, (i, period), head, first.start);
    if let (Some(day), Some(spell)) = (changed.filter(|d| *d < from), spells.first_mut()) {
        (spell.start, spell.start_known) = (day, false);
        (start, start_known) = (day, false);
    }
    let last = seen.last()?;
    let left = known(&last.end).filter(|e| e.1 == Cause::Exit);
    let exit = left.and(period.exit).map(|e| e.1);
    Some(PeriodOfCare {
        start,
        start_known,
        end: left.map(|e| e.0),
        exit,
        code: exit.map_or("", |e| {
            paper.exit(e, period.stays[last.stay].setting, life.stream, i)
        }),
        category: paper.category(life.stream, i),
        siblings: None,
        spells,
    })
}

/// Did a period begin with the first stay that is kept?
pub(super) fn found_where_it_began(period: &Period) -> bool {
    period.start >= 0.0
        || period
            .stays
            .first()
            .is_some_and(|s| s.start <= period.start)
}

/// Legal status on a day of a stay, of a period of care that began on another.
pub(super) fn status(
    paper: &Paper,
    life: &Life,
    (i, setting): (usize, usize),
    began: Day,
    day: Day,
) -> &'static str {
    let separated = STREAMS.get(life.stream) == Some(&"separated");
    match SETTINGS.get(setting).map_or("", |s| s.name) {
        "placed_for_adoption" => "E1",
        "custody" => "J1",
        _ if separated || paper.u(23, i) < 0.4 => "V2",
        _ if day >= order(paper, i, began) => "C2",
        _ => "C1",
    }
}

/// The day of a full care order in a period of care that began on a day.
fn order(paper: &Paper, i: usize, began: Day) -> Day {
    began.plus(7 * ORDER_AFTER_WEEKS + (paper.u(22, i) * 60.0) as i32)
}

/// The day inside a stay on which the legal status changes; `None`: it does not.
pub(super) fn status_changes(
    paper: &Paper,
    life: &Life,
    (i, period): (usize, &Period),
    night: &Night,
    began: Day,
) -> Option<Day> {
    let day = order(paper, i, began);
    let setting = (i, period.stays[night.stay].setting);
    let on = |d: Day| status(paper, life, setting, began, d);
    let inside = night.start < day && night.end.is_none_or(|e| e.0 > day);
    (inside && on(night.start) != on(day)).then_some(day)
}

/// The number of a stay in a life, for its papers.
pub(super) fn part(period: usize, stay: usize) -> usize {
    period * 64 + stay
}
