//! The dearest placements, by bands of weekly price: how many there are, their nights and what they cost. Looked at
//! one by one, which they are few enough for.

use super::record::Layout;
use super::tables::Tables;

/// Lower ends of the bands, pence a week. What costs less than the first is not looked at.
pub const DEAR_FROM: [i64; 5] = [500_000, 750_000, 1_000_000, 1_500_000, 2_000_000];

/// Dear placements of a replication; rows are bands, columns years.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dear {
    /// Placements in the band at any time in the year.
    pub placements: Vec<u32>,
    /// Placements in the band on the last night of the year.
    pub at_end: Vec<u32>,
    /// Nights.
    pub nights: Vec<u32>,
    /// Cost, sevenths of a penny.
    pub cost: Vec<i64>,
}

impl Dear {
    pub(super) fn new(layout: Layout) -> Dear {
        let cells = DEAR_FROM.len() * layout.years;
        Dear {
            placements: vec![0; cells],
            at_end: vec![0; cells],
            nights: vec![0; cells],
            cost: vec![0; cells],
        }
    }

    pub(super) fn clear(&mut self) {
        for counts in [&mut self.placements, &mut self.at_end, &mut self.nights] {
            counts.fill(0);
        }
        self.cost.fill(0);
    }
}

/// One placement, told price by price in the order of time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    /// Band and year it was last counted in.
    counted: Option<(usize, usize)>,
}

impl Told {
    /// A placement cost `weekly` pence from day `from` to before day `to`.
    pub fn segment(&mut self, dear: &mut Dear, tables: &Tables, from: i32, to: i32, weekly: i64) {
        let Some(band) = DEAR_FROM.iter().rposition(|f| weekly >= *f) else {
            return;
        };
        let years = tables.years.len().saturating_sub(1);
        if to <= from {
            return;
        }
        let first = tables.when(from).month() / 12;
        for year in first..years {
            let (start, end) = (tables.years[year].max(from), tables.years[year + 1].min(to));
            if end <= start {
                break;
            }
            let cell = band * years + year;
            let nights = end - start;
            dear.nights[cell] += nights as u32;
            dear.cost[cell] += weekly * i64::from(nights);
            dear.at_end[cell] += u32::from(end == tables.years[year + 1]);
            if self.counted != Some((band, year)) {
                self.counted = Some((band, year));
                dear.placements[cell] += 1;
            }
        }
    }
}
