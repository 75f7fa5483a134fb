//! The children who left before the snapshot, and how many of them are expected back.

use super::entries::ages;
use super::reader::Reader;
use super::reference;
use super::source::{Files, Role};
use super::view::{View, exit_index};
use crate::model::Spec;
use crate::model::entries::{Entries, Leaver, PastExits};
use crate::model::horizon::Horizon;
use crate::returns::leavers::leavers;
use crate::sampling::keyed::name_hash;
use crate::words::calendar::DAYS_PER_YEAR;
use crate::words::setting::EXITS;
use std::collections::BTreeMap;

/// Years of past exits the pool is drawn from.
const POOL_YEARS: u32 = 6;

/// Steps a year of the sum over times since the exit.
const STEPS: u32 = 52;

/// Reads `[entries.past]`.
pub fn build(reader: &mut Reader, files: &dyn Files, section: &View<'_>, spec: &mut Spec) {
    spec.entries.pool.years = POOL_YEARS;
    let Some(past) = section.child("past") else {
        return;
    };
    if past.has("leavers") && past.has("exits_per_year") {
        reader.problem(
            past.at("exits_per_year"),
            "both `leavers` and `exits_per_year` are there",
            "one of them",
            None,
        );
    }
    if let Some(path) = past.text("leavers") {
        let pos = past.at("leavers");
        let target = reader.sources.resolve(pos, path);
        let opened = reader
            .sources
            .open(files, &target, Role::Leavers, Some(pos));
        if let Some(file) = opened {
            let text = reader.text_of(file);
            let (rows, problems) = leavers(&target, &text, spec.as_at);
            reader.sources.absorb(file, problems);
            let horizon = Horizon::new(spec.as_at, 0);
            let mut twins: BTreeMap<String, u32> = BTreeMap::new();
            for (_, l) in rows {
                let birthday = horizon.birthday(l.born, 18);
                if birthday < 0 || l.exit + 1 == EXITS.len() {
                    continue;
                }
                // The file has no ids: the row's content is the identity, twins are numbered.
                let name = format!("{} {} {} {}", l.left, EXITS[l.exit], l.born, l.stream);
                let twin = twins.entry(name.clone()).or_insert(0);
                let who = name_hash(&format!("leaver {name} {twin}"));
                *twin += 1;
                spec.entries.pool.leavers.push(Leaver {
                    who,
                    left: horizon.relative(l.left),
                    exit: l.exit,
                    birthday,
                    stream: l.stream,
                });
            }
        }
    }
    let exits = past.numbers("exits_per_year");
    if exits.is_empty() {
        return;
    }
    let given = past.has("ages").then(|| ages(reader, &past));
    if given.is_none() && !reference::wanted(section) {
        reader.problem(
            past.at("exits_per_year"),
            "the ages of the children who left are not known",
            "`ages` in `[entries.past]`, or `reference = \"england\"`",
            None,
        );
        return;
    }
    for (name, per_year) in exits {
        // Who turned 18 does not come back.
        if let Some(exit) = exit_index(name)
            && exit + 1 < EXITS.len()
        {
            let ages = match &given {
                Some(ages) => ages.clone(),
                None => reference::entries::past_ages(reader, exit),
            };
            spec.entries.pool.past_exits.push(PastExits {
                exit,
                stream: 0,
                per_year,
                ages,
            });
        }
    }
}

/// Expected re-entries a year into a stream at the start, at the means of uncertain rates. Published starts hold them.
///
/// From past exits: Σ over routes of exits a year × Σ over times t since the exit, up to the years of the pool, of the
/// chance of coming back at t × the share of the leavers still under 18 at t.
///
/// From leavers one by one: the chance of coming back within a year, given not yet, and the same year's returns of
/// those who will leave in it, taken to be as those who left in the year before.
pub fn expected(entries: &Entries, stream: usize, means: &[f64]) -> f64 {
    let bands = |exit: usize| entries.re_entry.get(exit).map_or(&[][..], Vec::as_slice);
    let mut total = 0.0;
    for past in entries
        .pool
        .past_exits
        .iter()
        .filter(|p| p.stream == stream)
    {
        let bands = bands(past.exit);
        if bands.is_empty() {
            continue;
        }
        let all: f64 = past.ages.iter().map(|a| a.2).sum();
        for step in 0..entries.pool.years * STEPS {
            let from = f64::from(step) / f64::from(STEPS);
            let to = f64::from(step + 1) / f64::from(STEPS);
            let back = Entries::chance_back(bands, from, to, means);
            let young: f64 = past
                .ages
                .iter()
                .map(|(a, b, share)| {
                    share * ((18.0 - 0.5 * (from + to) - a) / (b - a)).clamp(0.0, 1.0)
                })
                .sum();
            if all > 0.0 {
                total += past.per_year * back * young / all;
            }
        }
    }
    for l in entries.pool.leavers.iter().filter(|l| l.stream == stream) {
        let bands = bands(l.exit);
        let since = f64::from(-l.left) / DAYS_PER_YEAR;
        let left_to_18 = f64::from(l.birthday) / DAYS_PER_YEAR;
        let yet = 1.0 - Entries::chance_back(bands, 0.0, since, means);
        if yet > 0.0 {
            let to = since + left_to_18.min(1.0);
            total += Entries::chance_back(bands, since, to, means) / yet;
        }
        if since < 1.0 {
            total += Entries::chance_back(bands, 0.0, since, means);
        }
    }
    total
}
