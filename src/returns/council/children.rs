//! Children from rows: who each is, and the periods of care of each.

use crate::returns::audit::{Audit, Rule};
use crate::returns::history::{Child, History};
use crate::returns::ssda903::covers::Covers;
use crate::returns::ssda903::raw::{Episode, Person, Raw};
use crate::returns::ssda903::{build, clean};
use crate::words::calendar::Day;
use crate::words::setting::STREAMS;
use std::collections::BTreeMap;

/// Children from rows.
pub(super) fn history(raw: Raw, covers: &Covers, audit: &mut Audit) -> History {
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
