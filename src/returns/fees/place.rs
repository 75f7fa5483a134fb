//! Rows without a child of the returns, joined by where the placement is: Ofsted number (URN) or postcode, and days.
//!
//! A place alone may be several children's. A row is joined where one placement is left after the row's setting and
//! days have been looked at; where as many rows say the same as there are placements, each gets one. All else counts for
//! the average of its setting, and is said.

use super::join::nights;
use super::row::Row;
use crate::returns::history::{At, History};
use std::collections::BTreeMap;

/// Placements by their place, in capitals and digits.
pub(super) struct Places(BTreeMap<String, Vec<At>>);

/// A row that waits for the end of the list.
pub(super) struct Waiting {
    pub row: Row,
    /// The places it names, in words.
    pub named: String,
    /// The placements it may be for.
    pub found: Vec<At>,
}

/// What a row's places say.
pub(super) enum Found {
    /// The placements that it may be for; none: the row names no place of the returns.
    Placements(Vec<At>),
    /// URN and postcode are of different placements.
    Apart,
}

/// Capitals and digits of a place; nothing where it says that there is none (`XXXXXXX`).
pub(super) fn key(text: &str) -> String {
    let kept = text.chars().filter(char::is_ascii_alphanumeric);
    let key: String = kept.map(|c| c.to_ascii_uppercase()).collect();
    if key.chars().all(|c| c == 'X') {
        return String::new();
    }
    key
}

impl Places {
    pub fn of(history: &History) -> Places {
        let mut places: BTreeMap<String, Vec<At>> = BTreeMap::new();
        for (child, c) in history.children.iter().enumerate() {
            for (period, p) in c.periods.iter().enumerate() {
                for (spell, s) in p.spells.iter().enumerate() {
                    let key = key(&s.household);
                    if !key.is_empty() {
                        let at = At {
                            child,
                            period,
                            spell,
                        };
                        places.entry(key).or_default().push(at);
                    }
                }
            }
        }
        Places(places)
    }

    /// The placements at a place that share nights with the row.
    pub fn at(&self, place: &str, history: &History, row: &Row) -> Vec<At> {
        let all = self.0.get(&key(place)).into_iter().flatten().copied();
        all.filter(|at| nights(history, *at, row) > 0).collect()
    }

    /// The placements at the row's places that share nights with it: those of its setting, of these the ones that
    /// begin on its first day, where there are any.
    pub fn find(&self, history: &History, row: &Row) -> Found {
        let [urn, postcode] = [&row.urn, &row.postcode].map(|place| self.at(place, history, row));
        let mut found = match (urn.is_empty(), postcode.is_empty()) {
            (false, false) => {
                let both: Vec<At> = (urn.iter().copied())
                    .filter(|a| postcode.contains(a))
                    .collect();
                if both.is_empty() {
                    return Found::Apart;
                }
                both
            }
            (false, true) => urn,
            _ => postcode,
        };
        let mut narrow = |fits: &dyn Fn(&crate::returns::history::Spell) -> bool| {
            let some: Vec<At> = (found.iter().copied())
                .filter(|at| history.get(*at).is_some_and(|g| fits(g.2)))
                .collect();
            if !some.is_empty() {
                found = some;
            }
        };
        narrow(&|s| row.setting == Some(s.setting));
        narrow(&|s| s.start == row.from);
        Found::Placements(found)
    }
}

/// The placement of each row that waits; `None`: it is not for sure. `priced`: does a row with the child's id price the
/// placement in the days of this one?
pub(super) fn resolve(waiting: &[Waiting], priced: impl Fn(At, &Row) -> bool) -> Vec<Option<At>> {
    let mut alike: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (i, w) in waiting.iter().enumerate() {
        let open: Vec<At> = match w.found.as_slice() {
            [only] => vec![*only],
            // Of several those that nobody's own row prices.
            all => (all.iter().copied())
                .filter(|at| !priced(*at, &w.row))
                .collect(),
        };
        let r = &w.row;
        let says = (open, r.setting, r.weekly, r.share.to_bits(), r.from, r.to);
        alike.entry(says).or_default().push(i);
    }
    let mut out = vec![None; waiting.len()];
    for ((open, ..), rows) in alike {
        match open.as_slice() {
            // Several rows of one placement contradict or repeat each other: that is settled with all others.
            [only] => rows.iter().for_each(|i| out[*i] = Some(*only)),
            all if all.len() == rows.len() => {
                let each = rows.iter().zip(all);
                each.for_each(|(i, at)| out[*i] = Some(*at));
            }
            _ => {}
        }
    }
    out
}
