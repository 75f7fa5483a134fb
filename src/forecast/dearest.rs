//! The dearest placements of the snapshot, child by child: for the council's own eyes, and only where it was asked for.
//! Nothing here is simulated: what is paid now, what it comes to if it goes on, and which share of the budget that is.

use super::books::Books;
use crate::words::calendar::WEEKS_PER_YEAR;

/// Placements listed.
pub const DEAREST: usize = 50;

/// One child's placement at the snapshot. Money in pounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dearest {
    /// Index of the child in the cohort.
    pub child: usize,
    /// Weekly price.
    pub weekly: f64,
    /// Cost from the snapshot to the end of the first year, or to the 18th birthday before it, at this price.
    pub to_year_end: f64,
    /// The weekly price × 52.14.
    pub full_year: f64,
    /// Share of `full_year` in the budget of the first year, or in its mean outturn where it has no budget.
    pub share: f64,
    /// The same of all placements so far.
    pub cumulative: f64,
}

/// The [`DEAREST`] placements whose price is known, the dearest first; `outturn` is the mean of the first year, in pounds.
pub fn dearest(books: &Books, outturn: f64) -> Vec<Dearest> {
    let whole = books.budget(0).map_or(outturn, |b| b.amount.pounds());
    let (_, end) = books.model.horizon.year_days(0);
    let children = books.model.spec.cohort.children.iter().enumerate();
    let mut priced: Vec<(i64, usize, i32)> = children
        .filter_map(|(i, c)| Some((c.weekly_price?, i, end.min(c.birthday).max(0))))
        .collect();
    priced.sort_by_key(|(weekly, i, _)| (-weekly, *i));
    priced.truncate(DEAREST);
    let mut sum = 0.0;
    let row = |(pence, child, nights): (i64, usize, i32)| {
        let weekly = pence as f64 / 100.0;
        let full_year = weekly * WEEKS_PER_YEAR;
        sum += full_year;
        Dearest {
            child,
            weekly,
            to_year_end: (pence * i64::from(nights)) as f64 / 700.0,
            full_year,
            share: full_year / whole,
            cumulative: sum / whole,
        }
    };
    priced.into_iter().map(row).collect()
}
