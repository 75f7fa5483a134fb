//! Times in care and in the placement that the returns do not tell: of children who were in care before the first
//! return.
//!
//! A return has the placement a child was in when it began, not the period of care before it, and of a placement what
//! follows the last change of legal status. Taking the first day known for the first day would put long stays among the
//! new ones, whose rates are many times higher. So each such child gets a time in care, a time in the placement and a
//! number of moves from England's children of the same setting, age and stream, picked by a hash of its id: the same in
//! every fit. What the first episode tells is held to: a placement that began with a move (its start is known) was not
//! the first of its period; one that began before its first episode has lasted longer than that; and who has not moved
//! has been in care as long as in the placement.

use crate::model::cohort::ElapsedCell;
use crate::reference::england;
use crate::returns::history::{Child, History, PeriodOfCare};
use crate::sampling::keyed::{Key, Purpose};
use crate::words::calendar::{DAYS_PER_YEAR, Day};
use crate::words::setting::{AGE_EDGES, STREAMS};

/// How a period of care began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// First day of care.
    pub care: Day,
    /// First day of the first placement that is seen.
    pub placement: Day,
    /// Moves before it.
    pub moves: usize,
}

/// How a period of care began, as the returns say or England's children would have it.
pub fn start_of(history: &History, child: &Child, period: &PeriodOfCare) -> Start {
    let known = Start {
        care: period.start,
        placement: period.start,
        moves: 0,
    };
    let Some(first) = period.spells.first().filter(|_| !period.start_known) else {
        return known;
    };
    let seen = history.from.max(first.start);
    let years = |from: Day, to: Day| f64::from((to.0 - from.0).max(0)) / DAYS_PER_YEAR;
    let here = years(first.start, seen);
    let old = years(child.born, seen);
    let age = AGE_EDGES.iter().take_while(|e| old >= **e).count();
    let all = england().elapsed(first.setting, age, child.stream.min(STREAMS.len() - 1));
    let Some((cells, total)) = weighed(&all, here, old, first.start_known) else {
        return known;
    };
    let key = Key::root(903).named(&child.id).child(period.start.0 as u64);
    let mut u = key.uniform(Purpose::Elapsed, 0) * total;
    let picked = cells.iter().find(|c| {
        u -= c.1;
        u <= 0.0
    });
    let Some((cell, _)) = picked.or(cells.last()) else {
        return known;
    };
    let between = |low: f64, high: f64, i: u32| {
        low + (high.min(old).max(low) - low) * key.uniform(Purpose::Elapsed, i)
    };
    let placement = match first.start_known {
        true => here,
        false => between(cell.placement.0.max(here), cell.placement.1, 2),
    };
    let care = match cell.moves {
        0 => placement,
        _ => between(cell.care.0.max(placement), cell.care.1, 1),
    };
    let day = |years: f64| Day(seen.0 - libm::round(years * DAYS_PER_YEAR) as i32);
    let care = day(care).max(child.born).min(period.start);
    Start {
        care,
        placement: day(placement).max(care).min(first.start),
        moves: usize::from(cell.moves),
    }
}

/// The cells a child may be in, each with its weight, and the sum of the weights. Where none fits all that is known, what
/// is known least surely gives way.
fn weighed(
    all: &[ElapsedCell],
    here: f64,
    old: f64,
    moved: bool,
) -> Option<(Vec<(&ElapsedCell, f64)>, f64)> {
    // The part of a band that lies beyond a time.
    let beyond = |(from, to): (f64, f64)| match to.is_finite() && to > from {
        true => ((to - from.max(here)) / (to - from)).clamp(0.0, 1.0),
        false => f64::from(u8::from(to > here)),
    };
    let of = |stay: bool, moves: bool| -> Vec<(&ElapsedCell, f64)> {
        let weight = |c: &ElapsedCell| {
            let in_placement = match (stay, moved) {
                (true, true) => f64::from(u8::from(c.placement.0 <= here && here < c.placement.1)),
                (true, false) => beyond(c.placement),
                (false, _) => 1.0,
            };
            let has_moved = f64::from(u8::from(!moves || !moved || c.moves > 0));
            let young = f64::from(u8::from(c.care.0 < old));
            c.weight * in_placement * has_moved * young * beyond(c.care)
        };
        let cells = all.iter().map(|c| (c, weight(c)));
        cells.filter(|c| c.1 > 0.0).collect()
    };
    let tried = [(true, true), (false, true), (false, false)];
    let cells = tried.map(|(stay, moves)| of(stay, moves));
    let cells = cells.into_iter().find(|c| !c.is_empty())?;
    let total = cells.iter().map(|c| c.1).sum();
    Some((cells, total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::history::Spell;

    /// Children of one first episode at the beginning of the returns, each with another id.
    fn starts(start: &str, known: bool) -> Vec<Start> {
        let day = |text: &str| Day::parse(text).unwrap_or_default();
        let history = History {
            from: day("2018-04-01"),
            to: day("2024-04-01"),
            children: Vec::new(),
        };
        let period = PeriodOfCare {
            start: day(start),
            spells: vec![Spell {
                setting: 1,
                start: day(start),
                start_known: known,
                ..Spell::default()
            }],
            ..PeriodOfCare::default()
        };
        let child = |i: i32| Child {
            id: format!("{i}"),
            born: day("2006-05-01"),
            ..Child::default()
        };
        (0..400)
            .map(|i| start_of(&history, &child(i), &period))
            .collect()
    }

    #[test]
    fn a_placement_that_began_with_a_move_keeps_its_start_and_was_not_the_first() {
        for s in starts("2017-12-01", true) {
            assert_eq!(s.placement.to_string(), "2017-12-01");
            assert!(s.moves >= 1 && s.care <= s.placement, "{s:?}");
        }
    }

    #[test]
    fn a_placement_seen_from_a_change_of_status_on_began_before() {
        let all = starts("2017-12-01", false);
        assert!(
            all.iter()
                .all(|s| s.placement.to_string().as_str() <= "2017-12-01")
        );
        let mean = |of: fn(&Start) -> i32| {
            let sum: i32 = all.iter().map(of).sum();
            f64::from(sum) / 400.0 / DAYS_PER_YEAR
        };
        let before = mean(|s| Day::parse("2017-12-01").unwrap_or_default().0 - s.placement.0);
        assert!(before > 0.5, "{before}");
        for s in all.iter().filter(|s| s.moves == 0) {
            assert_eq!(s.care, s.placement);
        }
        assert!(all.iter().any(|s| s.moves == 0) && all.iter().any(|s| s.moves > 0));
    }
}
