//! Rows to placements: by the id of the child, or by what tells placements apart, and by days. Rows of neither are for
//! `place`.

use super::Price;
use super::place::{Places, key};
use super::row::Row;
use crate::returns::audit::{Audit, Rule};
use crate::returns::history::{At, History};
use crate::words::calendar::Day;
use crate::words::setting::SETTINGS;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// The child of a row of the audit that is no child's.
const NOBODY: u32 = u32::MAX;

/// Children by id, and placements by what tells them apart.
pub(super) struct Ids<'a> {
    children: BTreeMap<&'a str, usize>,
    /// Made when the first row of no child asks: most lists have none.
    places: OnceCell<Places>,
    /// By child of the history: its place in the audit.
    noted: Vec<u32>,
}

impl<'a> Ids<'a> {
    pub fn of(history: &'a History, audit: &Audit) -> Ids<'a> {
        let mut ids = Ids {
            children: BTreeMap::new(),
            places: OnceCell::new(),
            noted: vec![NOBODY; history.children.len()],
        };
        for (child, c) in history.children.iter().enumerate() {
            ids.children.insert(&c.id, child);
        }
        for (place, id) in audit.children.iter().enumerate() {
            if let Some(child) = ids.children.get(id.as_str()) {
                ids.noted[*child] = place as u32;
            }
        }
        ids
    }

    /// The child with an id.
    pub fn child(&self, id: &str) -> Option<usize> {
        self.children.get(id).copied()
    }

    /// Whose row it is, as the audit has it; [`u32::MAX`] where it is no child's.
    pub fn noted(&self, child: Option<usize>) -> u32 {
        child.map_or(NOBODY, |c| self.noted[c])
    }

    /// The placements a row is for: the child's, or every one that its id is the place of.
    pub fn find(
        &self,
        history: &'a History,
        (id, child): (&str, Option<usize>),
        row: &Row,
    ) -> Vec<At> {
        match child {
            Some(child) => best(history, child, row).into_iter().collect(),
            None => self.places(history).at(id, history, row),
        }
    }

    /// Placements by their place.
    pub fn places(&self, history: &History) -> &Places {
        self.places.get_or_init(|| Places::of(history))
    }
}

/// What a row becomes.
type Done<'a> = &'a mut dyn FnMut(Option<Rule>, String, Price);

impl Row {
    /// Its price, for a placement or for none.
    fn price(&self, at: Option<At>, setting: usize, to: Option<Day>) -> Price {
        Price {
            at,
            setting,
            weekly: self.weekly,
            share_social_care: self.share,
            from: self.from,
            to,
            line: self.line,
        }
    }

    /// Hands on the price of each placement.
    pub fn joined(&self, history: &History, found: &[At], done: Done<'_>) {
        let row = self;
        for at in found {
            let Some((_, _, spell)) = history.get(*at) else {
                continue;
            };
            // The price ends with the placement.
            let to = match (row.to, spell.end) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            let other = row.setting.filter(|s| *s != spell.setting);
            let rule = other.map(|_| Rule::FeeSetting);
            let name = |s: usize| SETTINGS.get(s).map_or("", |s| s.name);
            let detail = other.map_or(String::new(), |s| {
                format!("{}, in the return {}", name(s), name(spell.setting))
            });
            done(rule, detail, row.price(Some(*at), spell.setting, to));
        }
    }

    /// Hands on the price of a row of no placement, for the average of its setting where it has one.
    pub fn alone(&self, rule: Rule, detail: String, done: Done<'_>) {
        match self.setting {
            Some(setting) => done(Some(rule), detail, self.price(None, setting, self.to)),
            None => done(Some(Rule::FeeLost), detail, self.price(None, 0, self.to)),
        }
    }

    /// How a row's own place differs from that of the placement its child is in, where both are known: a home's Ofsted
    /// number, a family's postcode.
    pub fn elsewhere(&self, history: &History, at: At) -> Option<String> {
        let (_, _, spell) = history.get(at)?;
        let home = SETTINGS.get(spell.setting)?.residential;
        let (name, own) = match home {
            true => ("URN", &self.urn),
            false => ("postcode", &self.postcode),
        };
        let differ = !key(own).is_empty()
            && !key(&spell.household).is_empty()
            && key(own) != key(&spell.household);
        differ.then(|| format!("{name} `{own}`, in the return `{}`", spell.household))
    }
}

/// Nights a row and a placement share.
pub(super) fn nights(history: &History, at: At, row: &Row) -> i32 {
    let Some((_, _, spell)) = history.get(at) else {
        return 0;
    };
    let end = |e: Option<Day>| e.unwrap_or(history.to).0;
    end(row.to).min(end(spell.end)) - row.from.0.max(spell.start.0)
}

/// The placement of a child with the most nights of the row, those of its setting first.
fn best(history: &History, child: usize, row: &Row) -> Option<At> {
    let c = history.children.get(child)?;
    let mut found: Option<(bool, i32, At)> = None;
    for (period, p) in c.periods.iter().enumerate() {
        for (spell, s) in p.spells.iter().enumerate() {
            let at = At {
                child,
                period,
                spell,
            };
            let shared = nights(history, at, row);
            let fits = row.setting.is_none_or(|x| x == s.setting);
            if shared > 0 && found.is_none_or(|(f, n, _)| (fits, shared) > (f, n)) {
                found = Some((fits, shared, at));
            }
        }
    }
    found.map(|f| f.2)
}
