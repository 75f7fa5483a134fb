//! What is kept of each replication: its money in whole pence and its counts, summed over what is never printed
//! apart. About 20 kB for a council with twelve settings and five years.

use super::books::Books;
use super::ledger::Ledger;
use crate::model::supply::Count;
use crate::simulate::{IN_CARE_AT_START, Record};
use std::ops::Range;

/// Whole pence, in half the room where every one of them is below £21m, as a council's months are.
#[derive(Clone, Debug, PartialEq)]
pub enum Pennies {
    /// Each fits.
    Narrow(Box<[i32]>),
    /// One does not.
    Wide(Box<[i64]>),
}

impl Pennies {
    fn of(amounts: &[i64]) -> Pennies {
        if amounts.iter().all(|a| i32::try_from(*a).is_ok()) {
            Pennies::Narrow(amounts.iter().map(|a| *a as i32).collect())
        } else {
            Pennies::Wide(amounts.into())
        }
    }

    /// The sum of some of them.
    pub fn sum(&self, range: Range<usize>) -> i64 {
        match self {
            Pennies::Narrow(of) => of[range].iter().copied().map(i64::from).sum(),
            Pennies::Wide(of) => of[range].iter().sum(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Pennies::Narrow(of) => of.len(),
            Pennies::Wide(of) => of.len(),
        }
    }
}

/// The kept values of one replication. Rows are line, slot, setting …; columns months or years.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Pence by line × month, the last line being [`super::ACTUAL_LINE`]; income and savings below zero.
    pub lines: Pennies,
    /// Pence by setting × month, simulated nights only.
    pub settings: Pennies,
    /// Pence by stream × year, simulated placements.
    pub streams: Box<[i64]>,
    /// Pence by year inside the perimeter: placements of the children in care at the start.
    pub at_start: Box<[i64]>,
    /// Pence by year inside the perimeter: placements of entrants and of those who come back.
    pub entrants: Box<[i64]>,
    /// Pence by year inside the perimeter: actuals.
    pub actual: Box<[i64]>,
    /// Weekly pence of the placements of each 31 March, by slot × year.
    pub weekly_end: Box<[i64]>,
    /// Children in care at the end of the month, by slot × month.
    pub children: Box<[u32]>,
    /// Children in care on each 31 March, by stream × year.
    pub stream_children: Box<[u32]>,
    /// Children in care on each 31 March, by age band × year.
    pub age_children: Box<[u32]>,
    /// Nights by slot × year.
    pub nights: Box<[u32]>,
    /// Nights by stream × year.
    pub stream_nights: Box<[u32]>,
    /// Nights by year of the children in care at the start.
    pub start_nights: Box<[u32]>,
    /// Starts by stream × year.
    pub entries: Box<[u32]>,
    /// Starts by age band × year.
    pub entry_ages: Box<[u32]>,
    /// Re-entries by year.
    pub re_entries: Box<[u32]>,
    /// Exits by exit × year.
    pub exits: Box<[u32]>,
    /// Exits by age band × year.
    pub exit_ages: Box<[u32]>,
    /// Planned moves by year.
    pub planned_moves: Box<[u32]>,
    /// Breakdowns by year.
    pub breakdowns: Box<[u32]>,
    /// Moves by year × from × to.
    pub flows: Box<[u32]>,
    /// Children looked after at any time in the year.
    pub children_in_year: Box<[u32]>,
    /// Placements at £10,000 a week or more at any time in the year.
    pub over_10k: Box<[u32]>,
    /// Dear placements at any time in the year, by band ([`crate::simulate::DEAR_FROM`]) × year.
    pub dear_placements: Box<[u32]>,
    /// Dear placements on each 31 March, by band × year.
    pub dear_end: Box<[u32]>,
    /// Nights of dear placements by band × year.
    pub dear_nights: Box<[u32]>,
    /// Pence of dear placements by band × year.
    pub dear_cost: Box<[i64]>,
    /// Nights and events of supply, by [`Count::FIXED`] × year; empty without a supply.
    pub supply: Box<[i64]>,
    /// Moves and exits.
    pub events: u64,
    /// The drawn parameters.
    pub parameters: Box<[f64]>,
}

/// Sums columns of months to years, row by row.
fn by_year(months: &[u32], width: usize) -> Box<[u32]> {
    months
        .chunks(width)
        .flat_map(|row| row.chunks(12).map(|year| year.iter().sum()))
        .collect()
}

/// Keeps what is needed of a replication; `ledger` is the money of the same record.
pub fn sample(books: &Books, record: &Record, ledger: &Ledger, parameters: &[f64]) -> Sample {
    let l = record.layout;
    let (months, years) = (l.months, l.years);
    let mut kept = Sample {
        lines: Pennies::of(&ledger.amount),
        settings: Pennies::of(&ledger.settings),
        streams: Box::default(),
        at_start: ledger.at_start.as_slice().into(),
        entrants: ledger.entrants.as_slice().into(),
        actual: ledger.actual.as_slice().into(),
        weekly_end: vec![0; l.slots * years].into(),
        children: vec![0; l.slots * months].into(),
        stream_children: vec![0; l.streams * years].into(),
        age_children: (0..l.ages * years)
            .map(|i| record.year_end_ages[i % years * l.ages + i / years])
            .collect(),
        nights: vec![0; l.slots * years].into(),
        stream_nights: vec![0; l.streams * years].into(),
        start_nights: vec![0; years].into(),
        entries: by_year(&record.entries, months),
        entry_ages: record.entry_ages.as_slice().into(),
        re_entries: by_year(&record.re_entries, months),
        exits: by_year(&record.exits, months),
        exit_ages: record.exit_ages.as_slice().into(),
        planned_moves: by_year(&record.planned_moves, months),
        breakdowns: by_year(&record.breakdowns, months),
        flows: record.flows.as_slice().into(),
        children_in_year: record.children_in_year.as_slice().into(),
        over_10k: record.over_10k.as_slice().into(),
        supply: (record.supply.chunks(months).take(Count::FIXED.len()))
            .flat_map(|row| row.chunks(12).map(|year| year.iter().sum()))
            .collect(),
        dear_placements: record.dear.placements.as_slice().into(),
        dear_end: record.dear.at_end.as_slice().into(),
        dear_nights: record.dear.nights.as_slice().into(),
        dear_cost: carried(&record.dear.cost, years),
        events: record.events,
        parameters: parameters.into(),
    };
    let mut stream_cost = vec![0i64; l.streams * years];
    for group in 0..l.groups() {
        let (cohort, stream) = (group / l.streams, group % l.streams);
        for slot in 0..l.slots {
            let first = l.cell(group, slot, 0);
            for (m, children) in record.children_end[first..first + months]
                .iter()
                .enumerate()
            {
                kept.children[slot * months + m] += (*children).max(0) as u32;
            }
            for year in 0..years {
                let span = first + 12 * year..first + 12 * year + 12;
                let nights: i32 = record.nights[span.clone()].iter().sum();
                let nights = nights.max(0) as u32;
                kept.nights[slot * years + year] += nights;
                kept.stream_nights[stream * years + year] += nights;
                if cohort == IN_CARE_AT_START {
                    kept.start_nights[year] += nights;
                }
                stream_cost[stream * years + year] += record.cost[span.clone()].iter().sum::<i64>();
                let end = span.end - 1;
                kept.weekly_end[slot * years + year] += record.weekly_end[end];
                kept.stream_children[stream * years + year] +=
                    record.children_end[end].max(0) as u32;
            }
        }
    }
    kept.streams = carried(&stream_cost, years);
    debug_assert!(books.lines() * months == kept.lines.len());
    kept
}

/// Sevenths by row × year to pence, each row's running total rounded.
fn carried(sevenths: &[i64], years: usize) -> Box<[i64]> {
    use crate::words::money::Sevenths;
    sevenths
        .chunks(years)
        .flat_map(|row| {
            let (mut total, mut carry) = (0, super::ledger::Carry::default());
            row.iter()
                .map(move |s| {
                    total += s;
                    carry.book(Sevenths(total).round())
                })
                .collect::<Vec<i64>>()
        })
        .collect()
}

impl Sample {
    /// Forecast outturn of a year inside the perimeter, pence: actuals and the simulated remainder.
    pub fn outturn(&self, books: &Books, year: usize) -> i64 {
        (0..books.lines())
            .filter(|l| books.inside[*l])
            .map(|l| self.line(books, l, 12 * year..12 * year + 12))
            .sum()
    }

    /// Pence of a line over months.
    pub fn line(&self, books: &Books, line: usize, months: Range<usize>) -> i64 {
        let row = line * books.months();
        self.lines.sum(row + months.start..row + months.end)
    }

    /// Pence of a setting over months.
    pub fn setting(&self, books: &Books, setting: usize, months: Range<usize>) -> i64 {
        let row = setting * books.months();
        self.settings.sum(row + months.start..row + months.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_amounts_are_kept_whole() {
        let most = i64::from(i32::MAX);
        for amounts in [[1, -2, most], [1, -2, most + 1]] {
            let kept = Pennies::of(&amounts);
            assert_eq!(kept.sum(0..3), amounts.iter().sum::<i64>());
            assert_eq!(kept.sum(1..2), -2);
            assert_eq!(matches!(kept, Pennies::Narrow(_)), amounts[2] == most);
        }
    }
}
