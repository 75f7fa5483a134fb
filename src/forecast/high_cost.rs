//! The dearest placements: how many, their nights, their cost and the share of all placement cost they take, in bands
//! of weekly price. Shares are made inside the replication.

use super::books::Books;
use super::sample::Sample;
use super::summary::Summary;
use crate::simulate::DEAR_FROM;

/// Bands of weekly price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Below the first of [`DEAR_FROM`].
    Below,
    /// From one of [`DEAR_FROM`] to below the next.
    From(usize),
    /// All of them from £10,000 a week.
    TenThousand,
}

impl Band {
    /// Pounds a week, from and to below; no upper end where there is none.
    pub fn edges(self) -> (i64, Option<i64>) {
        let pounds = |i: usize| DEAR_FROM[i] / 100;
        match self {
            Band::Below => (0, Some(pounds(0))),
            Band::From(i) => (
                pounds(i),
                (i + 1 < DEAR_FROM.len()).then(|| pounds((i + 1).min(DEAR_FROM.len() - 1))),
            ),
            Band::TenThousand => (10_000, None),
        }
    }
}

/// What is said of a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Placements in the band at any time in the year; one that goes through two bands is in both.
    Placements,
    /// Placements in the band on 31 March.
    AtEnd,
    /// Nights.
    Nights,
    /// Cost.
    Cost,
    /// Share of the cost of all placements of the year.
    Share,
}

impl Said {
    /// Its name and unit in files.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Said::Placements => ("placements", "placements"),
            Said::AtEnd => ("placements_end", "placements"),
            Said::Nights => ("nights", "nights"),
            Said::Cost => ("cost", "GBP"),
            Said::Share => ("share_of_cost", "share"),
        }
    }
}

/// A row of `high_cost.csv`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HighCost {
    /// Index of the year.
    pub year: usize,
    /// Band.
    pub band: Band,
    /// What.
    pub said: Said,
    /// Its distribution.
    pub summary: Summary,
}

/// All rows by year and band. Of the simulated placements; closed months have none.
pub fn high_cost(books: &Books, samples: &[Sample]) -> Vec<HighCost> {
    let mut bands = vec![Band::Below];
    bands.extend((0..DEAR_FROM.len()).map(Band::From));
    bands.push(Band::TenThousand);
    let mut out = Vec::new();
    for year in 0..books.years() {
        for band in &bands {
            for said in [
                Said::Placements,
                Said::AtEnd,
                Said::Nights,
                Said::Cost,
                Said::Share,
            ] {
                let mut values: Vec<f64> = samples
                    .iter()
                    .filter_map(|s| value(books, s, year, *band, said))
                    .collect();
                out.extend(Summary::of(&mut values).map(|summary| HighCost {
                    year,
                    band: *band,
                    said,
                    summary,
                }));
            }
        }
    }
    out
}

fn value(books: &Books, s: &Sample, year: usize, band: Band, said: Said) -> Option<f64> {
    let years = books.years();
    let first_of_10k = DEAR_FROM.iter().position(|f| *f >= 1_000_000)?;
    let bands = match band {
        Band::Below => 0..DEAR_FROM.len(),
        Band::From(i) => i..i + 1,
        Band::TenThousand => first_of_10k..DEAR_FROM.len(),
    };
    let cells = || bands.clone().map(|b| b * years + year);
    let counts = |of: &[u32]| cells().map(|c| f64::from(of[c])).sum::<f64>();
    let below = band == Band::Below;
    let all_cost = || -> i64 {
        (0..books.model.settings().len())
            .map(|i| s.setting(books, i, 12 * year..12 * year + 12))
            .sum()
    };
    let cost = || {
        let dear: i64 = cells().map(|c| s.dear_cost[c]).sum();
        if below { all_cost() - dear } else { dear }
    };
    let slots = 0..books.model.slots.len();
    match said {
        // How many placements cost less is not counted one by one.
        Said::Placements if below => None,
        Said::Placements if band == Band::TenThousand => Some(f64::from(s.over_10k[year])),
        Said::Placements => Some(counts(&s.dear_placements)),
        Said::AtEnd if below => {
            let month = 12 * year + 11;
            let all: u32 = slots.map(|i| s.children[i * books.months() + month]).sum();
            Some(f64::from(all) - counts(&s.dear_end))
        }
        Said::AtEnd => Some(counts(&s.dear_end)),
        Said::Nights if below => {
            let all: u32 = slots.map(|i| s.nights[i * years + year]).sum();
            Some(f64::from(all) - counts(&s.dear_nights))
        }
        Said::Nights => Some(counts(&s.dear_nights)),
        Said::Cost => Some(cost() as f64 / 100.0),
        Said::Share => {
            let all = all_cost();
            (all != 0).then(|| cost() as f64 / all as f64)
        }
    }
}
