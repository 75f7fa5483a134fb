//! Who is followed: children found at the start, past leavers who come back, and entrants, as the engine draws them.

use super::lives::{Begin, Life, Price, World};
use crate::draw::{Picks, group_rates};
use crate::model::cohort::Group;
use crate::model::entries::{PastExits, StreamEntries};
use crate::sampling::keyed::{Key, Purpose, name_hash};
use crate::sampling::nearest;
use crate::words::calendar::DAYS_PER_YEAR;

/// Height of a layer in groups a month, the engine's.
const LAYER: f64 = 8.0;

/// Children in care at the start, and past leavers who come back.
pub(super) fn at_start(world: &World<'_>, luck: Key, out: &mut Vec<Life>) {
    let spec = &world.model.spec;
    for c in spec.cohort.children.iter().filter(|c| c.birthday > 0) {
        out.push(world.follow(&Begin {
            key: luck.child(c.who),
            group: None,
            birthday: f64::from(c.birthday),
            stream: c.stream,
            need: usize::from(c.need),
            at: 0.0,
            setting: c.setting,
            placement_start: f64::from(c.placement_start),
            care_start: f64::from(c.care_start),
            moves: usize::from(c.moves),
            price: c.weekly_price.map_or(Price::Found(None), Price::Known),
            period: 0,
        }));
    }
    for g in &spec.cohort.groups {
        let key = luck.child(name_hash(&g.id));
        let weights: Vec<f64> = g.elapsed.iter().map(|c| c.weight).collect();
        let cells = (!weights.is_empty()).then(|| Picks::one(&weights));
        for ordinal in 0..g.count {
            out.push(of_group(
                world,
                g,
                cells.as_ref(),
                key.child(u64::from(ordinal)),
            ));
        }
    }
    for l in &spec.entries.pool.leavers {
        let key = luck.child(l.who);
        let e = key.exponential(Purpose::ReEntry, 0);
        let back = world.rates.next_entry(l.exit, f64::from(l.left), 0.0, e);
        out.extend(come_back(world, key, f64::from(l.birthday), l.stream, back));
    }
    for p in &spec.entries.pool.past_exits {
        let d = &spec.dimensions;
        let name = format!("past exits {} {}", d.exits[p.exit], d.streams[p.stream]);
        let key = luck.child(name_hash(&name));
        let ages = Ages::new(&p.ages, d.age_out);
        for year in 0..spec.entries.pool.years {
            past_year(world, p, &ages, (key.child(u64::from(year)), year), out);
        }
    }
}

fn of_group(world: &World<'_>, g: &Group, cells: Option<&Picks>, key: Key) -> Life {
    let age_out = world.model.spec.dimensions.age_out;
    let years = g.ages.0 + (g.ages.1 - g.ages.0) * key.uniform(Purpose::Born, 0);
    let birthday = whole_day((age_out - years) * DAYS_PER_YEAR).max(1.0);
    let (mut care, mut placement, mut moves) = (0.0, 0.0, 0);
    if let Some(cells) = cells {
        let cell = &g.elapsed[cells.at(0, key.uniform(Purpose::Elapsed, 0))];
        care = cell.care.0 + (cell.care.1 - cell.care.0) * key.uniform(Purpose::Elapsed, 1);
        let high = cell.placement.1.min(care);
        let low = cell.placement.0.min(high);
        placement = low + (high - low) * key.uniform(Purpose::Elapsed, 2);
        moves = usize::from(cell.moves);
    }
    let pence = |v: crate::model::value::Value| v.get(&world.parameters) * 100.0;
    world.follow(&Begin {
        key,
        group: None,
        birthday,
        stream: g.stream,
        need: usize::from(g.need),
        at: 0.0,
        setting: g.setting,
        placement_start: -placement * DAYS_PER_YEAR,
        care_start: -care * DAYS_PER_YEAR,
        moves,
        price: Price::Found(g.weekly_price.map(pence)),
        period: 0,
    })
}

fn past_year(
    world: &World<'_>,
    p: &PastExits,
    ages: &Ages,
    (key, year): (Key, u32),
    out: &mut Vec<Life>,
) {
    let whole = libm::floor(p.per_year);
    let extra = key.uniform(Purpose::Choice, 0) < p.per_year - whole;
    for ordinal in 0..whole as u64 + u64::from(extra) {
        let key = key.child(ordinal);
        let left_at = -(f64::from(year) + key.uniform(Purpose::Elapsed, 0)) * DAYS_PER_YEAR;
        let e = key.exponential(Purpose::ReEntry, 0);
        let back = world.rates.next_entry(p.exit, left_at, left_at, e);
        if back >= 0.0 && back < world.end {
            let birthday = whole_day(left_at + ages.days_left(key.uniform(Purpose::Born, 0)));
            out.extend(come_back(world, key, birthday, p.stream, back));
        }
    }
}

fn come_back(world: &World<'_>, key: Key, birthday: f64, stream: usize, back: f64) -> Option<Life> {
    if !(back < birthday && back < world.end) {
        return None;
    }
    let age = world.rates.age(birthday, back);
    let setting = world.first_setting(stream, age, key.uniform(Purpose::ReEntrySetting, 1))?;
    Some(world.follow(&Begin {
        key,
        group: None,
        birthday,
        stream,
        need: 0,
        at: back,
        setting,
        placement_start: back,
        care_start: back,
        moves: 0,
        price: Price::New,
        period: 1,
    }))
}

/// Children who enter: points in cells of (stream, month, layer), as the engine has them.
pub(super) fn entrants(world: &World<'_>, luck: Key, drift: Option<&Key>, out: &mut Vec<Life>) {
    let model = world.model;
    let horizon = &model.horizon;
    let mut p = libm::exp(-LAYER);
    let points: Vec<f64> = (1..=64)
        .map(|n| {
            let this = p;
            p *= LAYER / f64::from(n);
            this
        })
        .collect();
    let points = Picks::one(&points);
    for entries in &model.spec.entries.streams {
        let ages = Ages::new(&entries.ages, model.spec.dimensions.age_out);
        let sizes = Picks::one(&entries.group_sizes);
        let rates = group_rates(model, entries, &world.parameters, drift);
        for (month, &rate) in rates.iter().enumerate() {
            let first = f64::from(horizon.month_start[month]);
            let days = f64::from(horizon.month_start[month + 1]) - first;
            let calendar = horizon.months[month];
            let name = ((entries.stream as u64) << 56)
                | (((calendar.year * 12) as u64 + u64::from(calendar.month)) << 32);
            let mut layer = 0u32;
            while f64::from(layer) * LAYER < rate {
                let cell = luck.child(name | u64::from(layer));
                for ordinal in 0..points.at(0, cell.uniform(Purpose::Arrivals, 0)) as u32 {
                    let u = cell.uniform(Purpose::Arrival, 2 * ordinal);
                    let at = first + days * cell.uniform(Purpose::Arrival, 2 * ordinal + 1);
                    if (f64::from(layer) + u) * LAYER < rate && at >= 0.0 {
                        let group = cell.child(u64::from(ordinal));
                        together(world, entries, (&ages, &sizes), group, at, out);
                    }
                }
                layer += 1;
            }
        }
    }
}

/// Siblings enter together, each at its own age.
fn together(
    world: &World<'_>,
    entries: &StreamEntries,
    (ages, sizes): (&Ages, &Picks),
    group: Key,
    at: f64,
    out: &mut Vec<Life>,
) {
    let size = 1 + sizes.at(0, group.uniform(Purpose::GroupSize, 0));
    let shared = group.uniform(Purpose::FirstSetting, 0);
    let number = (size > 1).then(|| group.bits(Purpose::GroupSize, 1));
    for sibling in 0..size {
        let key = group.child(sibling as u64);
        let birthday = whole_day(at + ages.days_left(key.uniform(Purpose::Born, 0)));
        if birthday <= at {
            continue;
        }
        let age = world.rates.age(birthday, at);
        let setting = world.first_setting(entries.stream, age, shared);
        let needs = &entries.needs;
        let need = if needs.is_empty() {
            0
        } else {
            1 + Picks::one(needs).at(0, key.uniform(Purpose::Choice, 0))
        };
        out.push(world.follow(&Begin {
            key,
            group: number,
            birthday,
            stream: entries.stream,
            need,
            at,
            setting: setting.unwrap_or_default(),
            placement_start: at,
            care_start: at,
            moves: 0,
            price: Price::New,
            period: 0,
        }));
    }
}

/// Ages in bands, even within each.
struct Ages {
    bands: Picks,
    days: Vec<(f64, f64)>,
}

impl Ages {
    fn new(bands: &[(f64, f64, f64)], age_out: f64) -> Ages {
        let total: f64 = bands.iter().map(|b| b.2).sum();
        let mut below = 0.0;
        let days = |(from, to, share): &(f64, f64, f64)| {
            let slope = (to - from) * total / share.max(f64::MIN_POSITIVE);
            let at_zero = from - slope * below / total;
            below += share;
            ((age_out - at_zero) * DAYS_PER_YEAR, -slope * DAYS_PER_YEAR)
        };
        Ages {
            days: bands.iter().map(days).collect(),
            bands: Picks::one(&bands.iter().map(|b| b.2).collect::<Vec<_>>()),
        }
    }

    fn days_left(&self, u: f64) -> f64 {
        let (at_zero, slope) = self.days[self.bands.at(0, u)];
        at_zero + slope * u
    }
}

/// The nearest whole day of a time; day 0 before day 0.
fn whole_day(at: f64) -> f64 {
    nearest(at.max(0.0)) as f64
}
