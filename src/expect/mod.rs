//! The expected-value engine: the same hazards as the simulation's, propagated instead of drawn, without finite
//! supply, drift or luck. It checks the simulation, calibrates rates to published totals, and answers at once.
//!
//! Children are independent and no hazard depends on the calendar, so the children of a kind are propagated together
//! ([`Grid`] says on which steps and bins); entrants once for each bin of ages at the entry, and their months are a
//! convolution with the entries. The error is of second order in the step. With the standard grid halving the step
//! moves no monthly stock by 0.1%.
//!
//! Money is expected too, at the parameters' prices and without the wandering of prices: a placement is paid at the price
//! of its setting, need and age when it began and the level of new placements then, and by the uplifts of existing
//! placements after. The value of the children of every bin is propagated beside their number; placements begun between
//! two changes of price are told apart by their bins, of children at the start to the day, of entrants by groups of
//! four steps. With prices of new placements rising by 30% a year and of existing ones by 5%, far apart, the cost of a
//! year is wrong by 1 in 10,000. Prices are not rounded to pence.
//!
//! What is not exact: children who come back are spread evenly over a bin of ages ([`Grid::age_bin`]), so the month in
//! which a given past leaver turns 18 is blurred by up to a bin; who crosses two edges of age bands is treated as
//! their bin is; time in care and time in the placement are tied by bins of time in care. Exits that run over
//! time in the placement are used up by its bins, as moves are.

mod ages;
mod bins;
mod cost;
mod counts;
mod crossing;
mod earn;
mod entrants;
mod marks;
mod profile;
mod rates;
mod returns;
mod spend;
mod start;
mod state;
mod stationary;
mod step;
mod track;
mod walk;
mod worth;

pub use counts::Counts;
pub use stationary::Stationary;

use crate::model::Model;
use crate::model::hazards::Cause;
use crate::words::calendar::DAYS_PER_YEAR;

/// Steps and bins of the propagation.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Length of a step, days.
    pub step: f64,
    /// Durations of placements are kept by single steps up to here, days; by four steps beyond.
    pub fine: f64,
    /// Width in years of the bins of ages of children who cross two edges of age bands, and of entrants who cross one.
    pub age_bin: f64,
    /// Width in years of the bins of time in care, for children at the start whose time in the placement is tied to
    /// it; a quarter of the time where that is more.
    pub care_bin: f64,
    /// Edges in years of the bands ended placements are counted in.
    pub durations: Vec<f64>,
}

impl Default for Grid {
    /// Weeks; the DfE's bands of duration.
    fn default() -> Grid {
        Grid {
            step: 7.0,
            fine: 91.0,
            age_bin: 0.25,
            care_bin: 0.125,
            durations: vec![7.0 / DAYS_PER_YEAR, 1.0 / 12.0, 0.25, 0.5, 1.0, 2.0, 5.0],
        }
    }
}

impl Grid {
    /// The same with all steps and bins halved.
    pub fn halved(&self) -> Grid {
        Grid {
            step: self.step / 2.0,
            age_bin: self.age_bin / 2.0,
            care_bin: self.care_bin / 2.0,
            ..self.clone()
        }
    }
}

/// What is expected of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// Children in care at the start, in that period of care.
    pub start: Counts,
    /// Entrants, and every re-entry.
    pub new: Counts,
    /// First entries by month × stream × age band, see [`Expected::entry`].
    pub first_entries: Vec<f64>,
    /// Re-entries, likewise.
    pub re_entries: Vec<f64>,
    /// Shares of destinations and reasons, by share row.
    shares: Shares,
}

#[derive(Clone, Debug, PartialEq)]
struct Shares {
    size: crate::model::hazards::Size,
    to: [Vec<Vec<(usize, f64)>>; 2],
    reasons: Vec<f64>,
}

impl Expected {
    /// Propagates a model under a vector of parameters, in the order of the model's ([`Model::means`] as a rule).
    pub fn of(model: &Model, parameters: &[f64], grid: &Grid) -> Expected {
        let rates = rates::Rates::new(model, parameters);
        let worth = worth::Worth::new(model, parameters);
        let end = f64::from(model.horizon.days());
        let steps = libm::ceil(end / grid.step) as usize + 1;
        let days = grid.step * steps as f64;
        let edges: Vec<f64> = grid.durations.iter().map(|e| e * DAYS_PER_YEAR).collect();
        let differ = worth.lanes() > 0 && worth.vintages_differ();
        let longest = if differ {
            days
        } else {
            let last = edges.last().copied().unwrap_or(0.0);
            last.max(rates.last_edge).min(days)
        };
        let bins = bins::Bins::new(grid.step, grid.fine, longest);
        let tables = bins::MoveTables::new(&rates, bins, &edges);
        let size = model.hazards.size;
        let columns = track::Columns::new(size, edges.len() + 1);
        let boundaries = boundaries(model);
        let segments = cost::segments(&boundaries, &worth);
        let months = model.horizon.months.len();
        let slots = (model.slots.len(), &worth);

        let marks = marks::Marks::new(bins, steps, worth::BEGUN, &worth.days);
        let size_of = |marks: &marks::Marks| match worth.lanes() {
            0 => (0, 0),
            lanes => (marks.vintages, lanes),
        };
        let rows = size_of(&marks);
        let mut walker = walk::Walker::new(&rates, &tables, &edges, (&worth, marks), steps);
        let mut returns = returns::Returns::new(&rates, grid, grid.step, steps);
        let mut start = Counts::new(columns, months, size, slots);
        let mut shared: Vec<track::Track> = (0..size.streams)
            .map(|_| track::Track::new(columns, steps, rows))
            .collect();
        let mut own = track::Track::new(columns, steps, rows);
        let plans = start::plans(&rates, &worth, grid, days);
        for (i, plan) in plans.iter().enumerate() {
            let ends = plan.ages.1 <= plan.ages.0 && plan.ages.0 + days >= rates.age_out;
            let track = if ends {
                own.clear();
                &mut own
            } else {
                &mut shared[plan.stream]
            };
            walker.walk(plan, track);
            // Plans of the same ages follow each other; their leavers are added at once.
            let same =
                |p: &walk::Plan| (p.stream, p.need, p.ages) == (plan.stream, plan.need, plan.ages);
            if ends || !plans.get(i + 1).is_some_and(same) {
                returns.leave(plan.stream, plan.need, &track.leavers);
                track.leavers.clear();
            }
            if ends {
                let months = (&boundaries[..], &segments[..]);
                start.add_track(track, grid.step, months, &worth, plan.stream);
            }
        }
        for (stream, track) in shared.iter().enumerate() {
            let months = (&boundaries[..], &segments[..]);
            start.add_track(track, grid.step, months, &worth, stream);
        }
        let mut new = Counts::new(columns, months, size, slots);
        walker.marks =
            marks::Marks::new(bins, steps, usize::from(differ), &cuts(&bins, days, differ));
        let mut track = track::Track::new(columns, steps, size_of(&walker.marks));
        let entrants =
            entrants::Entrants::new(&mut walker, &mut track, grid, &mut returns, &boundaries);
        let entered = entrants.book(columns, (&boundaries, &segments), &worth, &mut new);
        Expected {
            start,
            new,
            first_entries: entered.first,
            re_entries: entered.again,
            shares: Shares {
                size,
                to: rates.to.clone(),
                reasons: rates.reasons.clone(),
            },
        }
    }

    /// Everybody.
    pub fn all(&self) -> Counts {
        let mut out = self.start.clone();
        out.add(&self.new);
        out
    }

    /// Index of a month, stream and age band in the entries.
    pub fn entry(&self, month: usize, stream: usize, age: usize) -> usize {
        (month * self.shares.size.streams + stream) * self.shares.size.ages + age
    }

    /// Exits of some counts in a month for a reason, out of a setting in an age band; the last reason is the birthday,
    /// in the last age band.
    pub fn exits(
        &self,
        counts: &Counts,
        (month, stream): (usize, usize),
        setting: usize,
        age: usize,
        reason: usize,
    ) -> f64 {
        let size = self.shares.size;
        if reason == size.exits {
            return if age + 1 == size.ages {
                counts.birthdays(month, stream, setting)
            } else {
                0.0
            };
        }
        let share = self.shares.reasons[size.share_row(setting, stream, age) * size.exits + reason];
        counts.events(month, stream, Cause::Exit, setting, age) * share
    }

    /// Moves of some counts in a month for a cause, from a setting in an age band to another setting (or the same).
    pub fn moves(
        &self,
        counts: &Counts,
        (month, stream): (usize, usize),
        cause: Cause,
        (from, to): (usize, usize),
        age: usize,
    ) -> f64 {
        let row = self.shares.size.share_row(from, stream, age);
        let shares = &self.shares.to[usize::from(cause == Cause::Breakdown)][row];
        let share = shares.iter().find(|(s, _)| *s == to).map_or(0.0, |s| s.1);
        counts.events(month, stream, cause, from, age) * share
    }
}

/// Cuts of the walks of entrants, where vintages differ in price: every group of steps, as the bins are grouped.
fn cuts(bins: &bins::Bins, days: f64, differ: bool) -> Vec<f64> {
    let group = bins.step * bins::GROUP as f64;
    let first = bins.grouped_from() as f64 * bins.step;
    let count = if differ { (days / group) as usize } else { 0 };
    (0..count)
        .map(|i| first + group * i as f64)
        .filter(|d| *d > 0.0 && *d < days)
        .collect()
}

/// Open months: index, first and last boundary in days.
fn boundaries(model: &Model) -> Vec<(usize, f64, f64)> {
    let horizon = &model.horizon;
    (horizon.first_open_month()..horizon.months.len())
        .map(|m| {
            let from = f64::from(horizon.month_start[m].max(0));
            (m, from, f64::from(horizon.month_start[m + 1]))
        })
        .collect()
}
