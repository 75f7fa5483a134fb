//! Which years the returns cover, and which return each row is of.

use super::raw::Episode;
use crate::words::calendar::{Day, FinancialYear};
use std::collections::BTreeMap;

/// What the returns cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covers {
    /// First day from which they are complete.
    pub from: Day,
    /// First day not seen.
    pub to: Day,
    /// The last return, by its financial year.
    pub last: FinancialYear,
    /// Years that lie before a gap between returns, and are not used.
    pub before_gap: Vec<FinancialYear>,
    /// Is each return of one year, so that an open row must be in the next one?
    pub yearly: bool,
}

/// Ends by financial year.
fn ends<'a>(rows: impl Iterator<Item = &'a Episode>) -> BTreeMap<FinancialYear, usize> {
    let mut out = BTreeMap::new();
    for day in rows.filter_map(|e| e.dec.filter(|d| *d >= e.decom)) {
        *out.entry(FinancialYear::of(day)).or_insert(0) += 1;
    }
    out
}

/// Share of a file's ends that lie in one year where it is the return of that year.
const OF_ONE_YEAR: f64 = 0.6;

/// Years with fewer ends than this share of the next year's are slips of the pen, not returns.
const FEW: f64 = 0.1;

/// Changes to be expected after the last one of which there is none once in a thousand times.
const SURELY_SOME: f64 = 7.0;

/// Sets the financial year of each row's return, and tells what the returns cover. `None`: no row has a date.
///
/// A return holds the episodes that were open in its year, so their ends lie in it. A file (or a value of the column
/// YEAR) most of whose ends lie in one financial year is that year's return; one file with many years is taken as one
/// return that sees from the first year with ends to the last.
pub fn covers(rows: &mut [Episode]) -> Option<Covers> {
    let mut groups: BTreeMap<(u16, i16), Vec<usize>> = BTreeMap::new();
    for (i, e) in rows.iter().enumerate() {
        // Values of YEAR mean the same in every file.
        let key = if e.year > 0 {
            (u16::MAX, e.year)
        } else {
            (e.at.0, 0)
        };
        groups.entry(key).or_default().push(i);
    }
    let mut seen: Vec<FinancialYear> = Vec::new();
    let mut yearly = true;
    let latest = FinancialYear::of(latest(rows)?);
    for indices in groups.values() {
        let of = ends(indices.iter().map(|i| &rows[*i]));
        let all: usize = of.values().sum();
        let most = of.iter().max_by_key(|(y, n)| (**n, **y));
        let one = most.filter(|(_, n)| **n as f64 >= OF_ONE_YEAR * all as f64);
        let year = match one {
            Some((year, _)) => {
                seen.push(*year);
                *year
            }
            None if all == 0 => {
                let start = indices.iter().map(|i| rows[*i].decom).max()?;
                let year = FinancialYear::of(start);
                seen.push(year);
                year
            }
            None => {
                yearly = false;
                seen.extend(busy(&of));
                latest
            }
        };
        for i in indices {
            rows[*i].year = year.0 as i16;
        }
    }
    seen.sort_unstable();
    seen.dedup();
    let last = *seen.last()?;
    let run = seen
        .iter()
        .rev()
        .zip(0..)
        .take_while(|(y, i)| y.0 == last.0 - i);
    let first = run.map(|(y, _)| *y).last()?;
    let before_gap = seen.iter().filter(|y| **y < first).copied().collect();
    // A return made in the year ends with its last change: many changes, and then none where some were to be expected.
    let days = rows.iter().flat_map(|e| [Some(e.decom), e.dec]).flatten();
    let changes: Vec<Day> = days.filter(|d| FinancialYear::of(*d) == last).collect();
    let change = changes.iter().max().copied().unwrap_or(last.last_day());
    let elapsed = f64::from(change.0 - last.first_day().0 + 1);
    let expected = changes.len() as f64 / elapsed * f64::from(last.last_day().0 - change.0);
    let whole = expected < SURELY_SOME;
    Some(Covers {
        from: first.first_day(),
        to: if whole { last.last_day() } else { change }.plus(1),
        last,
        before_gap,
        yearly,
    })
}

/// The years of a file of many years: from the last back, as long as a year has more than a few ends.
fn busy(ends: &BTreeMap<FinancialYear, usize>) -> Vec<FinancialYear> {
    let mut out: Vec<FinancialYear> = Vec::new();
    let mut next = 0usize;
    for (year, n) in ends.iter().rev() {
        let follows = out.last().is_none_or(|y| y.0 == year.0 + 1);
        if !follows || (*n as f64) < FEW * next as f64 {
            if out.len() <= 1 && *n > 10 * next {
                // What came after was the slip.
                out.clear();
            } else {
                break;
            }
        }
        out.push(*year);
        next = *n;
    }
    out
}

/// The latest day of any row, the far future left out.
fn latest(rows: &[Episode]) -> Option<Day> {
    rows.iter()
        .flat_map(|e| [Some(e.decom), e.dec])
        .flatten()
        .max()
}
