//! Who comes: the level of first entries by stream and how it wanders, ages, sibling groups, and who comes back.

use super::level::{Spread, SpreadPrior, YearCount, count_level};
use crate::returns::history::History;
use crate::words::calendar::{DAYS_PER_YEAR, Day};
use crate::words::setting::{AGE_BANDS, AGE_EDGES, EXITS, STREAMS};
use std::collections::BTreeSet;

/// First entries of a stream.
#[derive(Clone, Debug)]
pub struct StreamFit {
    /// Children by year, oldest first, a year each and the last one ending at the snapshot.
    pub years: Vec<f64>,
    /// Level in logs of children a year, with its spreads.
    pub level: Vec<Spread>,
    /// Shares of the age bands.
    pub ages: Vec<f64>,
}

/// All entries.
#[derive(Clone, Debug)]
pub struct EntriesFit {
    /// By stream.
    pub streams: Vec<StreamFit>,
    /// Probability of a group of 1, 2, 3 children, of the general stream.
    pub sizes: Vec<f64>,
    /// Groups the sizes were counted from; 0: the reference's.
    pub groups: usize,
    /// By exit before 18: children who came back, and what the reference expects.
    pub back: Vec<(f64, f64)>,
}

/// England's spreads, by the reference's table of drift.
pub fn spread_prior() -> SpreadPrior {
    let value = |name: &str, otherwise: f64| {
        let rows = &crate::reference::england().drift;
        rows.iter()
            .find(|r| r.item.measure == name)
            .map_or(otherwise, |r| r.item.value)
    };
    SpreadPrior {
        walk: value("walk_sd", 0.085),
        transient: value("transient_sd", 0.11),
        log_sd: 0.4,
    }
}

/// Weight of England's group sizes, in groups, and of its ages, in children.
const SIZE_PRIOR: f64 = 30.0;
const AGE_PRIOR: f64 = 20.0;
/// Most years of entries that are looked at.
const MOST_YEARS: usize = 12;

/// Fits entries; `half_life` in years weighs ages.
pub fn fit_entries(history: &History, half_life: f64) -> EntriesFit {
    let (sizes, groups) = group_sizes(history);
    let mean: f64 = sizes
        .iter()
        .enumerate()
        .map(|(i, p)| (i + 1) as f64 * p)
        .sum();
    let square: f64 = sizes
        .iter()
        .enumerate()
        .map(|(i, p)| ((i + 1) * (i + 1)) as f64 * p)
        .sum();
    let streams = (0..STREAMS.len())
        .map(|stream| {
            // Children come in groups: this share of their number is as good as Poisson.
            let thin = if stream == 0 { mean / square } else { 1.0 };
            stream_fit(history, stream, thin, half_life)
        })
        .collect();
    EntriesFit {
        streams,
        sizes,
        groups,
        back: coming_back(history),
    }
}

/// Days of first entries of a stream: the first period of a child, begun in what is seen.
fn first_entries(history: &History, stream: usize) -> impl Iterator<Item = (Day, Day)> {
    history
        .children
        .iter()
        .filter(move |c| c.stream.min(STREAMS.len() - 1) == stream)
        .filter_map(|c| Some((c.periods.first()?, c.born)))
        .filter(|(p, _)| p.start_known && p.start >= history.from && p.start < history.to)
        .map(|(p, born)| (p.start, born))
}

fn stream_fit(history: &History, stream: usize, thin: f64, half_life: f64) -> StreamFit {
    let seen = f64::from((history.to.0 - history.from.0).max(0)) / DAYS_PER_YEAR;
    let whole = (seen as usize).min(MOST_YEARS);
    let mut counts = vec![0.0; whole.max(1)];
    let length = if whole == 0 {
        seen.max(1.0 / 12.0)
    } else {
        1.0
    };
    let england = crate::reference::england().ages(stream);
    let mut ages: Vec<f64> = (0..AGE_BANDS.len())
        .map(|band| {
            let low = if band == 0 { 0.0 } else { AGE_EDGES[band - 1] };
            let high = AGE_EDGES.get(band).copied().unwrap_or(18.0);
            let inside = england.iter().filter(|a| a.0 >= low && a.1 <= high);
            AGE_PRIOR * inside.map(|a| a.2).sum::<f64>()
        })
        .collect();
    for (day, born) in first_entries(history, stream) {
        let back = f64::from(history.to.0 - 1 - day.0) / DAYS_PER_YEAR;
        let n = counts.len();
        if whole == 0 {
            counts[0] += 1.0;
        } else if let Some(place) = n
            .checked_sub(1 + back as usize)
            .and_then(|i| counts.get_mut(i))
        {
            *place += 1.0;
        }
        let age = f64::from(day.0 - born.0) / DAYS_PER_YEAR;
        let band = AGE_EDGES.iter().take_while(|e| age >= **e).count();
        ages[band] += libm::exp2(-back / half_life);
    }
    let years: Vec<YearCount> = counts
        .iter()
        .map(|n| YearCount {
            count: n * thin,
            length,
        })
        .collect();
    let mut level = count_level(&years, spread_prior());
    // Back from what was thinned to children.
    level.iter_mut().for_each(|s| s.mean -= libm::log(thin));
    StreamFit {
        years: counts.iter().map(|n| n / length).collect(),
        level,
        ages: super::shares::scaled(ages),
    }
}

/// Sizes of sibling groups, where the returns can tell.
fn group_sizes(history: &History) -> (Vec<f64>, usize) {
    let mut sizes = crate::reference::england().group_sizes(0);
    if sizes.is_empty() {
        sizes = vec![1.0];
    }
    sizes.iter_mut().for_each(|s| *s *= SIZE_PRIOR);
    let mut groups = std::collections::BTreeMap::<u32, usize>::new();
    let mut alone = 0usize;
    for c in history.children.iter().filter(|c| c.stream == 0) {
        let Some(p) = c.periods.first() else { continue };
        if !p.start_known || p.start < history.from {
            continue;
        }
        match p.siblings {
            Some(group) => *groups.entry(group).or_default() += 1,
            None => alone += 1,
        }
    }
    if groups.is_empty() {
        return (super::shares::scaled(sizes), 0);
    }
    let last = sizes.len() - 1;
    sizes[0] += alone as f64;
    for n in groups.values() {
        sizes[(*n - 1).min(last)] += 1.0;
    }
    (super::shares::scaled(sizes), alone + groups.len())
}

/// By exit: who came back within what is seen, and what England's rates expect of the same time.
fn coming_back(history: &History) -> Vec<(f64, f64)> {
    let england = crate::reference::england().re_entry();
    let mut out = vec![(0.0, 0.0); EXITS.len() - 1];
    for child in &history.children {
        for (i, p) in child.periods.iter().enumerate() {
            let (Some(end), Some(exit)) = (p.end, p.exit) else {
                continue;
            };
            let Some(place) = out.get_mut(exit) else {
                continue;
            };
            if end < history.from {
                continue;
            }
            let next = child.periods.get(i + 1).map(|n| n.start);
            let until = next
                .unwrap_or(history.to)
                .min(history.to)
                .min(child.born.birthday(18));
            place.0 += f64::from(u8::from(next.is_some_and(|n| n < history.to)));
            let years = f64::from((until.0 - end.0).max(0)) / DAYS_PER_YEAR;
            let mut from = 0.0;
            for band in &england[exit] {
                let to = band.until_years.min(years);
                if to > from {
                    place.1 += (to - from) * band.per_year.get(&[]);
                }
                from = band.until_years;
            }
        }
    }
    out
}

/// The children who left in what is seen and are under 18 still: (day left, exit, born, stream).
pub fn leavers(history: &History) -> Vec<(Day, usize, Day, usize)> {
    let as_at = history.as_at();
    let in_care: BTreeSet<usize> = history
        .looked_after(as_at)
        .iter()
        .map(|a| a.child)
        .collect();
    let mut out = Vec::new();
    for (i, child) in history.children.iter().enumerate() {
        if in_care.contains(&i) || child.born.birthday(18) <= as_at {
            continue;
        }
        let Some(last) = child.periods.last() else {
            continue;
        };
        if let (Some(end), Some(exit)) = (last.end, last.exit)
            && exit + 1 < EXITS.len()
            && end <= as_at
            && child.born <= end
        {
            out.push((end, exit, child.born, child.stream));
        }
    }
    out.sort();
    out
}
