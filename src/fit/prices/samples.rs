//! Prices that tell what the next placement costs: those of placements begun in what is seen, and the last of older ones;
//! and the unregistered part of other placements, told by its price.

use crate::reference::england;
use crate::returns::fees::{Fees, Price};
use crate::returns::history::{At, History};
use crate::words::calendar::{DAYS_PER_YEAR, Day};
use crate::words::setting::{AGE_EDGES, SETTINGS};
use std::collections::BTreeMap;

pub(super) struct Sample {
    pub setting: usize,
    pub age: usize,
    /// Years before the snapshot.
    pub back: f64,
    pub log: f64,
    pub new: bool,
}

/// Half-life of a price's weight, years.
const HALF_LIFE: f64 = 1.5;

/// Weight of a price of a placement that was not made within what is seen.
const OLD_WEIGHT: f64 = 0.25;

pub(super) fn samples(history: &History, fees: &Fees, as_at: Day) -> Vec<Sample> {
    let (mut first, mut latest) = (BTreeMap::new(), BTreeMap::new());
    for p in fees.prices.iter().filter(|p| p.from <= as_at) {
        if let Some(at) = p.at {
            let day = first.entry(at).or_insert(p.from);
            *day = p.from.min(*day);
            let day = latest.entry(at).or_insert(p.from);
            *day = p.from.max(*day);
        }
    }
    let begins = |p: &Price| {
        p.at.and_then(|at| history.get(at))
            .is_some_and(|(_, _, s)| s.start_known && (s.start.0 - p.from.0).abs() <= 31)
    };
    let firsts = |p: &&Price| p.at.is_some_and(|at| first.get(&at) == Some(&p.from));
    let made: std::collections::BTreeSet<At> = fees
        .prices
        .iter()
        .filter(firsts)
        .filter(|p| begins(p))
        .filter_map(|p| p.at)
        .collect();
    let mut out = Vec::new();
    for p in fees
        .prices
        .iter()
        .filter(|p| p.from <= as_at && p.weekly.0 > 0)
    {
        let spell = p.at.and_then(|at| history.get(at));
        let new = firsts(&p) && begins(p);
        let last = p.to.unwrap_or(as_at.plus(1)).min(as_at.plus(1));
        // Of a placement made before what is seen, the last price counts, while it was paid in the last year.
        let is_last = p.at.is_none_or(|at| latest.get(&at) == Some(&p.from));
        let known_new = p.at.is_some_and(|at| made.contains(&at));
        if !new && (as_at.0 - last.0 > 365 || !is_last || known_new) {
            continue;
        }
        let born = spell.map(|(c, _, _)| c.born);
        let age = born.map_or(3, |b| {
            let years = f64::from(p.from.0 - b.0) / DAYS_PER_YEAR;
            AGE_EDGES.iter().take_while(|e| years >= **e).count()
        });
        out.push(Sample {
            setting: p.setting,
            age,
            back: f64::from(as_at.0 - p.from.0) / DAYS_PER_YEAR,
            log: libm::log(p.weekly.pounds()),
            new,
        });
    }
    out
}

pub(super) fn weight(s: &Sample) -> f64 {
    libm::exp2(-s.back / HALF_LIFE) * if s.new { 1.0 } else { OLD_WEIGHT }
}

/// Stands for the unregistered part among the settings of samples.
pub(super) const CRISIS: usize = SETTINGS.len();

/// Weight of England's shares of the unregistered part, in placements.
const CRISIS_PRIOR: f64 = 8.0;

/// Tells the unregistered part of other placements from the rest by the price: nearer, in logs, to England's crisis price
/// than to that of other placements. Gives its share by age band; `None` where there are no prices of the setting.
pub(super) fn crisis(samples: &mut [Sample]) -> Option<Vec<f64>> {
    let rows = &england().unregistered;
    let dear = &rows.first()?.item.price;
    let plain = england()
        .prices
        .iter()
        .map(|r| &r.item)
        .find(|p| p.setting == dear.setting)?;
    let threshold = 0.5 * (libm::log(dear.weekly) + libm::log(plain.weekly));
    let mut share: Vec<f64> = vec![0.0; 5];
    rows.iter().for_each(|r| share[r.item.age] = r.item.share);
    let mut counts = [(0.0, 0.0); 5];
    let (mut seen, mut expected, mut all) = (0.0, 0.0, 0.0);
    for s in samples.iter_mut().filter(|s| s.setting == dear.setting) {
        let is_dear = s.log > threshold;
        counts[s.age].0 += f64::from(u8::from(is_dear));
        counts[s.age].1 += 1.0;
        seen += f64::from(u8::from(is_dear));
        expected += share[s.age];
        all += 1.0;
        if is_dear {
            s.setting = CRISIS;
        }
    }
    if all <= 0.0 {
        return None;
    }
    // England's shares at the council's level, then what each age adds.
    let level = (seen + CRISIS_PRIOR * 0.5) / (expected + CRISIS_PRIOR * 0.5);
    let at = |(age, (dear, n)): (usize, &(f64, f64))| {
        let before = (share[age] * level).min(0.95);
        (dear + CRISIS_PRIOR * before) / (n + CRISIS_PRIOR)
    };
    Some(counts.iter().enumerate().map(at).collect())
}
