//! What happens to children, one loop for each: a placement begins, an age band ends, a child moves, leaves, comes
//! back.

use super::life::{Life, StartPrice};
use super::lives::at;
use super::record::{NEW, Record};
use super::tables::Tables;
use crate::draw::{Moment, Rates};
use crate::model::effect::Beginning;
use crate::model::hazards::{Cause, Hazards};
use crate::sampling::keyed::{Key, Purpose};

/// Ordinals of the diversions of entries begin beyond those of moves.
const ENTRIES: u32 = 1 << 24;

/// Begins placements: the moves' clocks, and the exit's with a period of care.
#[inline(never)]
pub(super) fn begin(lives: &mut [Life], who: &[u32], hazards: &Hazards, rates: &Rates) {
    for &i in who {
        let life = at(lives, i);
        let c = &mut life.clocks;
        let setting = life.setting as usize;
        let moves = life.moves.min(2) as usize;
        let (stream, need) = (life.stream as usize, life.need as usize);
        let cell = hazards.size.cell(setting, moves, stream, need) + c.age as usize;
        c.cell = rates.cell(cell, c.epoch);
        c.exit_start = if hazards.exits_over_placement[setting] {
            c.placement_start
        } else {
            life.care_start
        };
        c.exit_since = c.at;
        if c.exit_left <= 0.0 {
            c.exit_left = life.key.exponential(Purpose::Exit, life.period);
        }
        c.moves_left = [
            life.key.exponential(Purpose::PlannedMove, life.spell),
            life.key.exponential(Purpose::Breakdown, life.spell),
        ];
        c.used = [0.0; 2];
        if c.at > c.placement_start {
            rates.come_into(c);
        }
    }
}

/// Goes on in the next age band, or at the next strength of an action.
#[inline(never)]
pub(super) fn next_segment(
    lives: &mut [Life],
    who: &[u32],
    tables: &Tables,
    rates: &Rates,
    record: &mut Record,
) {
    for &i in who {
        let life = at(lives, i);
        let age = life.clocks.age as usize;
        if rates.next_segment(&mut life.clocks) {
            let year = tables.when(life.day).month() / 12;
            record.grown[age * record.layout.years + year] += 1;
        }
    }
}

/// Sets the times of exits.
#[inline(never)]
pub(super) fn exit_times(lives: &mut [Life], who: &[u32], rates: &Rates) {
    for &i in who {
        let life = at(lives, i);
        rates.exit_time(&mut life.clocks);
        life.day = life.clocks.at as i32;
    }
}

/// Moves to another placement.
#[inline(never)]
pub(super) fn move_on(
    lives: &mut [Life],
    who: &[u32],
    cause: Cause,
    hazards: &Hazards,
    tables: &Tables,
    rates: &Rates,
    record: &mut Record,
) {
    record.events += who.len() as u64;
    let what = match cause {
        Cause::Breakdown => Beginning::Breakdown,
        _ => Beginning::PlannedMove,
    };
    let destinations = &tables.destinations[usize::from(cause == Cause::Breakdown)];
    let settings = record.layout.settings;
    for &i in who {
        let life = at(lives, i);
        life.spell += 1;
        let from = life.setting as usize;
        let age = life.clocks.age as usize;
        let row = hazards.size.share_row(from, life.stream as usize, age);
        let u = life.key.uniform(Purpose::Destination, life.spell);
        let epoch = life.clocks.epoch;
        let month = tables.when(life.day).month();
        let to = rates.acts.pick(destinations, cause, epoch, row, u);
        let stream = life.stream as usize;
        let moment = Moment {
            what,
            stream,
            age,
            need: life.need as usize,
            month,
        };
        let to = rates.acts.divert(life.key, life.spell, moment, to);
        record.flows[(month / 12 * settings + from) * settings + to] += 1;
        let moves = match cause {
            Cause::Breakdown => &mut record.breakdowns,
            _ => &mut record.planned_moves,
        };
        moves[month] += 1;
        life.setting = to as u32;
        life.moves += 1;
        life.clocks.placement_start = life.clocks.at;
        life.clocks.exit_left = life.clocks.exit_rest;
        life.price = StartPrice::New;
    }
}

/// Leaves care, or stays in it at the end of the simulation; who comes back before that is about to begin a placement.
#[inline(never)]
#[allow(
    clippy::too_many_arguments,
    reason = "told apart so that they are known not to overlap"
)]
pub(super) fn leave(
    lives: &mut [Life],
    who: &[u32],
    hazards: &Hazards,
    tables: &Tables,
    rates: &Rates,
    record: &mut Record,
    begin: &mut Vec<u32>,
    free: &mut Vec<u32>,
) {
    let layout = record.layout;
    for &i in who {
        let life = at(lives, i);
        let left_at = life.clocks.at;
        if left_at >= tables.end {
            free.push(i);
            continue;
        }
        life.spell += 1;
        record.events += 1;
        let day = life.day;
        let month = tables.when(day).month();
        let year = month / 12;
        let without_a_night = tables.years[year] == day && life.first_day < day;
        record.not_in_year[year] += u32::from(without_a_night);
        let turned = left_at >= life.clocks.birthday;
        let (stream, age) = (life.stream as usize, life.clocks.age as usize);
        let (exit, band) = if turned {
            (layout.exits - 1, layout.ages - 1)
        } else {
            let row = hazards.size.share_row(life.setting as usize, stream, age);
            let u = life.key.uniform(Purpose::ExitReason, life.period);
            let epoch = life.clocks.epoch;
            let reasons = &tables.reasons;
            (rates.acts.pick(reasons, Cause::Exit, epoch, row, u), age)
        };
        life.exit = exit as u32;
        record.exits[exit * layout.months + month] += 1;
        record.exit_ages[band * layout.years + year] += 1;
        if turned {
            free.push(i);
            continue;
        }
        let e = life.key.exponential(Purpose::ReEntry, life.period);
        // A hazard k times as high is used up by a k-th of the exponential.
        let e = e / rates.acts.re_entry_factor(exit, month);
        let back = rates.next_entry(exit, left_at, left_at, e);
        let years_known = year + usize::from(!without_a_night);
        if back < life.clocks.limit && come_back(life, back, years_known, tables, rates, record) {
            begin.push(i);
        } else {
            free.push(i);
        }
    }
}

/// Begins another period of care; in the years before `years_known` the child is counted already.
fn come_back(
    life: &mut Life,
    back: f64,
    years_known: usize,
    tables: &Tables,
    rates: &Rates,
    record: &mut Record,
) -> bool {
    let age = rates.age(life.clocks.birthday, back);
    let stream = life.stream as usize;
    life.period += 1;
    let u = life.key.uniform(Purpose::ReEntrySetting, life.period);
    let Some(setting) = first_setting(tables, record, stream, age, u) else {
        return false;
    };
    let month = tables.when(back as i32).month();
    let setting = entered(
        rates,
        life.key,
        life.period,
        (stream, age, life.need as usize, month),
        setting,
    );
    life.setting = setting as u32;
    life.cohort = NEW as u32;
    life.moves = 0;
    life.price = StartPrice::New;
    life.care_start = back;
    life.day = back as i32;
    life.first_day = life.day;
    life.clocks.at = back;
    life.clocks.placement_start = back;
    life.clocks.age = age as u32;
    life.clocks.epoch = rates.epoch(back);
    life.clocks.exit_left = 0.0;
    count_entry(tables, record, life.day, stream, age, years_known);
    count_re_entry(tables, record, life.day);
    true
}

/// A first setting, unless nobody of that age comes in.
#[inline(always)]
pub(super) fn first_setting(
    tables: &Tables,
    record: &Record,
    stream: usize,
    age: usize,
    u: f64,
) -> Option<usize> {
    let row = stream * record.layout.ages + age;
    let first = &tables.first_settings;
    first.is_open(row).then(|| first.at(row, u))
}

/// The setting a child enters who was to go to `picked`: an action may send it elsewhere.
#[inline(always)]
pub(super) fn entered(
    rates: &Rates,
    key: Key,
    period: u32,
    (stream, age, need, month): (usize, usize, usize, usize),
    picked: usize,
) -> usize {
    let moment = Moment {
        what: Beginning::Entry,
        stream,
        age,
        need,
        month,
    };
    rates.acts.divert(key, ENTRIES + period, moment, picked)
}

/// Counts a start; in the years before `years_known` the child is counted as looked after already.
#[inline(always)]
pub(super) fn count_entry(
    tables: &Tables,
    record: &mut Record,
    day: i32,
    stream: usize,
    age: usize,
    years_known: usize,
) {
    let month = tables.when(day).month();
    let year = month / 12;
    let layout = record.layout;
    record.entries[stream * layout.months + month] += 1;
    record.entry_ages[age * layout.years + year] += 1;
    record.come_in_year[year] += u32::from(year >= years_known);
}

/// Counts a start as a child's who was in care before.
pub(super) fn count_re_entry(tables: &Tables, record: &mut Record, day: i32) {
    record.re_entries[tables.when(day).month()] += 1;
}
