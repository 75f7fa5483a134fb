//! Times in care that the returns do not tell: of children who were in care, and had moved, before the first return.
//!
//! A return has the placement a child was in when it began, not the period of care before it. Taking the first day known
//! for the first day of care would put long stays among the new ones, whose rates of leaving are many times higher. So
//! each such child gets a time in care and a number of moves from England's children of the same setting, age, stream
//! and time in the placement, picked by a hash of its id: the same in every fit.

use crate::reference::england;
use crate::returns::history::{Child, History, PeriodOfCare};
use crate::sampling::keyed::{Key, Purpose};
use crate::words::calendar::{DAYS_PER_YEAR, Day};
use crate::words::setting::{AGE_EDGES, STREAMS};

/// First day of care and moves before the first placement that is seen.
pub fn start_of(history: &History, child: &Child, period: &PeriodOfCare) -> (Day, usize) {
    let Some(first) = period.spells.first().filter(|_| !period.start_known) else {
        return (period.start, 0);
    };
    let seen = history.from.max(first.start);
    let years = |from: Day, to: Day| f64::from((to.0 - from.0).max(0)) / DAYS_PER_YEAR;
    let here = years(first.start, seen);
    let old = years(child.born, seen);
    let age = AGE_EDGES.iter().take_while(|e| old >= **e).count();
    let all = england().elapsed(first.setting, age, child.stream.min(STREAMS.len() - 1));
    let fits = |c: &&crate::model::cohort::ElapsedCell| {
        c.placement.0 <= here && here < c.placement.1 && c.care.1 > here && c.care.0 < old
    };
    let mut cells: Vec<_> = all.iter().filter(fits).collect();
    if cells.is_empty() {
        cells = all
            .iter()
            .filter(|c| c.care.1 > here && c.care.0 < old)
            .collect();
    }
    let total: f64 = cells.iter().map(|c| c.weight).sum();
    let key = Key::root(903).named(&child.id).child(period.start.0 as u64);
    let mut u = key.uniform(Purpose::Elapsed, 0) * total;
    let picked = cells.iter().find(|c| {
        u -= c.weight;
        u <= 0.0
    });
    let Some(cell) = picked.or(cells.last()) else {
        return (period.start, 0);
    };
    let (low, high) = (cell.care.0.max(here), cell.care.1.min(old).max(here));
    let care = low + (high - low) * key.uniform(Purpose::Elapsed, 1);
    let start = Day(seen.0 - libm::round(care * DAYS_PER_YEAR) as i32);
    let start = start.max(child.born).min(period.start);
    (start, usize::from(cell.moves))
}
