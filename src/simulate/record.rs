//! Counts and money of one replication.
//!
//! A spell adds its first part-month and, from the next month on, a full rate; both ends are two additions whatever
//! the length of the spell, and [`Record::finish`] turns the differences into months. All in whole numbers, so that
//! no order of addition can change a total.

use super::dear::Dear;
use crate::model::Model;
use crate::model::horizon::Horizon;

/// Children in care at the start, in their current period of care.
pub const IN_CARE_AT_START: usize = 0;
/// Entrants, and every re-entry.
pub const NEW: usize = 1;

/// Sizes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Months of the horizon, closed ones included.
    pub months: usize,
    /// Years of the horizon.
    pub years: usize,
    /// Slots: settings, and the unregistered part of one.
    pub slots: usize,
    /// Settings.
    pub settings: usize,
    /// Streams.
    pub streams: usize,
    /// Age bands.
    pub ages: usize,
    /// Exits.
    pub exits: usize,
    /// Counts of supply.
    pub supply: usize,
}

impl Layout {
    /// The layout of a model's records.
    pub fn of(model: &Model) -> Layout {
        let d = &model.spec.dimensions;
        Layout {
            months: model.horizon.months.len(),
            years: model.horizon.years.len(),
            slots: model.slots.len(),
            settings: d.settings.len(),
            streams: d.streams.len(),
            ages: d.age_bands.len(),
            exits: d.exits.len(),
            supply: model.supply_counts(),
        }
    }

    /// Groups nights and cost are kept by: (in care at the start or new) × stream.
    pub fn groups(&self) -> usize {
        2 * self.streams
    }

    /// The group of a cohort and a stream.
    #[inline(always)]
    pub fn group(&self, cohort: usize, stream: usize) -> usize {
        cohort * self.streams + stream
    }

    /// Index of (group, slot, month) in `cost`, `nights` and `children_end`; one spare month for what begins after
    /// the last.
    #[inline(always)]
    pub fn cell(&self, group: usize, slot: usize, month: usize) -> usize {
        (group * self.slots + slot) * (self.months + 1) + month
    }
}

/// What happened in one replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Sizes.
    pub layout: Layout,
    /// Cost in sevenths of a penny by [`Layout::cell`].
    pub cost: Vec<i64>,
    /// Nights by [`Layout::cell`].
    pub nights: Vec<i32>,
    /// Children in care on the last night of the month by [`Layout::cell`].
    pub children_end: Vec<i32>,
    /// Weekly cost in pence of the placements of the last night of the month by [`Layout::cell`].
    pub weekly_end: Vec<i64>,
    /// Starts, re-entries included, by stream × month.
    pub entries: Vec<u32>,
    /// Re-entries by month.
    pub re_entries: Vec<u32>,
    /// Starts by age band × year.
    pub entry_ages: Vec<u32>,
    /// Exits by exit × month.
    pub exits: Vec<u32>,
    /// Exits by age band × year; those at the birthday are in the last band.
    pub exit_ages: Vec<u32>,
    /// Planned moves by month.
    pub planned_moves: Vec<u32>,
    /// Breakdowns by month.
    pub breakdowns: Vec<u32>,
    /// Moves by year × from × to.
    pub flows: Vec<u32>,
    /// Sum of the weekly prices in pence of placements that ended, by setting × month.
    pub ended_weekly: Vec<i64>,
    /// Children in care on 31 March by year × age band.
    pub year_end_ages: Vec<u32>,
    /// Children looked after at any time in the year (from the snapshot on, where it lies in the year).
    pub children_in_year: Vec<u32>,
    /// Placements with a weekly price of £10,000 or more at any time in the year.
    pub over_10k: Vec<u32>,
    /// Nights and events of supply, by count ([`Model::supply_count`]) × month.
    pub supply: Vec<i64>,
    /// The dearest placements by band of price.
    pub dear: Dear,
    /// Moves and exits.
    pub events: u64,
    /// Children found at the start by age band.
    pub(super) start_ages: Vec<u32>,
    /// Children who went on to the next age band, by the band that ended × year.
    pub(super) grown: Vec<u32>,
    /// Children who began a period of care in a year they had not been in care in, by year.
    pub(super) come_in_year: Vec<u32>,
    /// Children in care before a year who left on its first day, without a night in it.
    pub(super) not_in_year: Vec<u32>,
    /// Differences while the replication runs, side by side for the sake of the cache.
    running: Vec<Running>,
}

/// Differences of one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Running {
    cost: i64,
    weekly: i64,
    nights: i32,
    children: i32,
}

/// A weekly price from which a placement counts as very dear, in pence.
pub const OVER_10K: i64 = 1_000_000;

impl Record {
    /// An empty record.
    pub fn new(layout: Layout) -> Record {
        let cells = layout.groups() * layout.slots * (layout.months + 1);
        let Layout {
            months,
            years,
            settings,
            streams,
            ages,
            exits,
            ..
        } = layout;
        Record {
            layout,
            cost: vec![0; cells],
            nights: vec![0; cells],
            children_end: vec![0; cells],
            weekly_end: vec![0; cells],
            entries: vec![0; streams * months],
            re_entries: vec![0; months],
            entry_ages: vec![0; ages * years],
            exits: vec![0; exits * months],
            exit_ages: vec![0; ages * years],
            planned_moves: vec![0; months],
            breakdowns: vec![0; months],
            flows: vec![0; years * settings * settings],
            ended_weekly: vec![0; settings * months],
            year_end_ages: vec![0; years * ages],
            children_in_year: vec![0; years],
            over_10k: vec![0; years],
            supply: vec![0; layout.supply * months],
            dear: Dear::new(layout),
            events: 0,
            start_ages: vec![0; ages],
            grown: vec![0; ages * years],
            come_in_year: vec![0; years],
            not_in_year: vec![0; years],
            running: vec![Running::default(); cells],
        }
    }

    /// Empties it for the next replication.
    pub fn clear(&mut self) {
        self.running.fill(Running::default());
        for counts in [
            &mut self.entries,
            &mut self.re_entries,
            &mut self.entry_ages,
            &mut self.exits,
            &mut self.exit_ages,
            &mut self.planned_moves,
            &mut self.breakdowns,
            &mut self.flows,
            &mut self.start_ages,
            &mut self.grown,
            &mut self.come_in_year,
            &mut self.not_in_year,
            &mut self.over_10k,
        ] {
            counts.fill(0);
        }
        self.ended_weekly.fill(0);
        self.supply.fill(0);
        self.dear.clear();
        self.events = 0;
    }

    /// A placement at `weekly` pence begins in a cell, with `rest` nights to the month's end.
    #[inline(always)]
    pub(super) fn begin(&mut self, cell: usize, rest: i32, weekly: i64) {
        let r = &mut self.running[cell];
        r.cost += weekly * i64::from(rest);
        r.weekly += weekly;
        r.nights += rest;
        r.children += 1;
    }

    /// It ends: the same with the other sign.
    #[inline(always)]
    pub(super) fn end(&mut self, cell: usize, rest: i32, weekly: i64) {
        let r = &mut self.running[cell];
        r.cost -= weekly * i64::from(rest);
        r.weekly -= weekly;
        r.nights -= rest;
        r.children -= 1;
    }

    /// Its price changes by `change` pence a week.
    #[inline(always)]
    pub(super) fn reprice(&mut self, cell: usize, rest: i32, change: i64) {
        let r = &mut self.running[cell];
        r.cost += change * i64::from(rest);
        r.weekly += change;
    }

    /// Turns differences into months: what began in earlier months goes on for all nights of this one.
    pub(super) fn finish(&mut self, horizon: &Horizon) {
        let width = self.layout.months + 1;
        for row in 0..self.layout.groups() * self.layout.slots {
            let (mut weekly, mut children) = (0i64, 0i32);
            for month in 0..self.layout.months {
                let i = row * width + month;
                let r = self.running[i];
                let nights = horizon.month_start[month + 1] - horizon.month_start[month];
                self.cost[i] = r.cost + weekly * i64::from(nights);
                self.nights[i] = r.nights + children * nights;
                weekly += r.weekly;
                children += r.children;
                self.weekly_end[i] = weekly;
                self.children_end[i] = children;
            }
        }
        self.finish_years();
    }

    /// Children by age on each 31 March and children looked after in each year, from those who came and went.
    fn finish_years(&mut self) {
        let Layout { years, ages, .. } = self.layout;
        let mut stock = self.start_ages.clone();
        for year in 0..years {
            self.children_in_year[year] =
                stock.iter().sum::<u32>() + self.come_in_year[year] - self.not_in_year[year];
            for (age, stock) in stock.iter_mut().enumerate() {
                let i = age * years + year;
                let younger = if age > 0 { self.grown[i - years] } else { 0 };
                *stock += self.entry_ages[i] + younger;
                *stock -= self.exit_ages[i] + self.grown[i];
            }
            self.year_end_ages[year * ages..][..ages].copy_from_slice(&stock);
        }
    }
}
