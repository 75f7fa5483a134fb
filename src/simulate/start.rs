//! The children in care at the start, and the past leavers who come back.

use super::arrivals::{Ages, whole_day};
use super::life::{Child, StartPrice};
use super::lives::Lives;
use super::record::{IN_CARE_AT_START, NEW};
use super::steps::{count_re_entry, entered, first_setting};
use crate::draw::Picks;
use crate::model::Model;
use crate::model::cohort::Group;
use crate::model::entries::PastExits;
use crate::sampling::keyed::{Key, Purpose, name_hash};
use crate::words::calendar::DAYS_PER_YEAR;

/// What is prepared once for all replications.
#[derive(Debug)]
pub(super) struct Start {
    /// By group: identity, weights of its elapsed cells where it has any.
    groups: Vec<(u64, Option<Picks>)>,
    /// By row of past exits: identity, ages.
    past: Vec<(u64, Ages)>,
}

impl Start {
    pub fn new(model: &Model) -> Start {
        let groups = model
            .spec
            .cohort
            .groups
            .iter()
            .map(|g| {
                let weights: Vec<f64> = g.elapsed.iter().map(|c| c.weight).collect();
                let picks = (!weights.is_empty()).then(|| Picks::one(&weights));
                (name_hash(&g.id), picks)
            })
            .collect();
        let past = model
            .spec
            .entries
            .pool
            .past_exits
            .iter()
            .map(|p| {
                let d = &model.spec.dimensions;
                let name = format!("past exits {} {}", d.exits[p.exit], d.streams[p.stream]);
                (name_hash(&name), Ages::new(&p.ages, d.age_out))
            })
            .collect();
        Start { groups, past }
    }

    pub fn run(&self, lives: &mut Lives, luck: Key) {
        let model = lives.world.model;
        for c in &model.spec.cohort.children {
            let (placement_start, care_start) =
                (f64::from(c.placement_start), f64::from(c.care_start));
            if c.birthday <= 0 {
                continue;
            }
            lives.follow(&Child {
                key: luck.child(c.who),
                birthday: f64::from(c.birthday),
                stream: c.stream,
                need: usize::from(c.need),
                cohort: IN_CARE_AT_START,
                at: 0.0,
                setting: c.setting,
                placement_start,
                care_start,
                moves: usize::from(c.moves),
                price: c
                    .weekly_price
                    .map_or(StartPrice::Found(None), StartPrice::Known),
                period: 0,
                together: 1,
            });
        }
        for (g, (id, cells)) in model.spec.cohort.groups.iter().zip(&self.groups) {
            let key = luck.child(*id);
            for ordinal in 0..g.count {
                group_child(lives, g, cells.as_ref(), key.child(u64::from(ordinal)));
            }
        }
        for l in &model.spec.entries.pool.leavers {
            let key = luck.child(l.who);
            let birthday = f64::from(l.birthday);
            let e = key.exponential(Purpose::ReEntry, 0);
            // A leaver listed is not looked after now: the clock runs from day 0.
            let back = lives
                .world
                .rates
                .next_entry(l.exit, f64::from(l.left), 0.0, e);
            come_back(lives, key, birthday, l.stream, back);
        }
        for (p, (id, ages)) in model.spec.entries.pool.past_exits.iter().zip(&self.past) {
            let key = luck.child(*id);
            for year in 0..model.spec.entries.pool.years {
                past_year(lives, p, ages, key.child(u64::from(year)), year);
            }
        }
    }
}

fn group_child(lives: &mut Lives, g: &Group, cells: Option<&Picks>, key: Key) {
    let d = &lives.world.model.spec.dimensions;
    let years = g.ages.0 + (g.ages.1 - g.ages.0) * key.uniform(Purpose::Born, 0);
    let birthday = whole_day((d.age_out - years) * DAYS_PER_YEAR).max(1.0);
    let (mut care, mut placement, mut moves) = (0.0, 0.0, 0);
    if let Some(cells) = cells {
        let cell = &g.elapsed[cells.at(0, key.uniform(Purpose::Elapsed, 0))];
        care = cell.care.0 + (cell.care.1 - cell.care.0) * key.uniform(Purpose::Elapsed, 1);
        let high = cell.placement.1.min(care);
        let low = cell.placement.0.min(high);
        placement = low + (high - low) * key.uniform(Purpose::Elapsed, 2);
        moves = usize::from(cell.moves);
    }
    lives.follow(&Child {
        key,
        birthday,
        stream: g.stream,
        need: usize::from(g.need),
        cohort: IN_CARE_AT_START,
        at: 0.0,
        setting: g.setting,
        placement_start: -placement * DAYS_PER_YEAR,
        care_start: -care * DAYS_PER_YEAR,
        moves,
        price: StartPrice::Found(
            g.weekly_price
                .map(|v| v.get(lives.world.parameters) * 100.0),
        ),
        period: 0,
        together: 1,
    });
}

/// Children who left by one route in one of the years before the start, uniform in it: those whose return falls
/// before day 0 are among the children in care, or out again, already.
fn past_year(lives: &mut Lives, p: &PastExits, ages: &Ages, key: Key, year: u32) {
    let whole = libm::floor(p.per_year);
    let extra = key.uniform(Purpose::Choice, 0) < p.per_year - whole;
    for ordinal in 0..whole as u64 + u64::from(extra) {
        let key = key.child(ordinal);
        let left_at = -(f64::from(year) + key.uniform(Purpose::Elapsed, 0)) * DAYS_PER_YEAR;
        let e = key.exponential(Purpose::ReEntry, 0);
        let back = lives.world.rates.next_entry(p.exit, left_at, left_at, e);
        if !(back >= 0.0 && back < lives.world.tables.end) {
            continue;
        }
        let birthday = whole_day(left_at + ages.days_left(key.uniform(Purpose::Born, 0)));
        if back < birthday {
            come_back(lives, key, birthday, p.stream, back);
        }
    }
}

fn come_back(lives: &mut Lives, key: Key, birthday: f64, stream: usize, back: f64) {
    let world = &mut lives.world;
    if !(back < birthday && back < world.tables.end) {
        return;
    }
    let age = world.rates.age(birthday, back);
    let u = key.uniform(Purpose::ReEntrySetting, 1);
    let first = first_setting(world.tables, world.record, stream, age, u);
    let Some(setting) = first else {
        return;
    };
    let month = world.tables.when(back as i32).month();
    let setting = entered(world.rates, key, 1, (stream, age, 0, month), setting);
    count_re_entry(world.tables, world.record, back as i32);
    let child = Child {
        key,
        birthday,
        stream,
        need: 0,
        cohort: NEW,
        at: back,
        setting,
        placement_start: back,
        care_start: back,
        moves: 0,
        price: StartPrice::New,
        period: 1,
        together: 1,
    };
    lives.enter(&child, age);
}
