//! Entrants and re-entrants. What happens to a child after an entry depends on the age at it and the time since, not
//! on the calendar: one walk for each bin of ages gives it, and the months are its convolution with the entries.

use super::Grid;
use super::ages::bins;
use super::bins::GROUP;
use super::cost::{Begun, Segment};
use super::counts::{Counts, Running};
use super::rates::Rates;
use super::returns::Returns;
use super::track::{Columns, DAYS, Track, cubic, integral, sums};
use super::walk::{First, Plan, Walker};
use super::worth::Worth;
use crate::words::calendar::DAYS_PER_YEAR;

/// Entrants of one stream, need and bin of ages.
pub(super) struct Kernel {
    pub stream: usize,
    pub need: usize,
    /// Days of age at the entry.
    pub ages: (f64, f64),
    pub band: usize,
    /// Per entrant, at the points of the grid: integrals of children and of events.
    stock: Vec<f64>,
    flows: Vec<f64>,
    /// Integrals of what they earn at level one, by lane.
    worth: Vec<f64>,
    /// What they earn by when their placements began, where that matters to the price.
    pub begun: Option<Begun>,
    /// Per entrant: chance to come back a number of steps after the entry, both even in their steps.
    pub back: Vec<f64>,
}

/// One child who enters, spread over the first settings of its age; `None` where nobody does.
pub(super) fn entry_plan(
    rates: &Rates,
    worth: &Worth,
    (stream, need): (usize, usize),
    ages: (f64, f64),
) -> Option<Plan> {
    let band = rates.age_band(0.5 * (ages.0 + ages.1));
    let size = rates.model.hazards.size;
    let shares = &rates.model.first_setting[stream * size.ages + band];
    let mut last = 0.0;
    let first: Vec<First> = shares
        .iter()
        .enumerate()
        .filter_map(|(setting, c)| {
            let children = c - last;
            last = *c;
            (children > 0.0).then_some(First {
                setting,
                moves: 0,
                placed: (0.0, 0.0),
                care: (0.0, 0.0),
                children,
                value: worth.value(need, setting, band),
                vintage: 0,
            })
        })
        .collect();
    (!first.is_empty()).then_some(Plan {
        stream,
        need,
        ages,
        pieces: vec![ages],
        care: (0.0, 0.0),
        first,
    })
}

/// Walks the entrants of one bin; `None` where nobody enters so.
pub(super) fn kernel(
    walker: &mut Walker,
    track: &mut Track,
    stream: usize,
    need: usize,
    ages: (f64, f64),
    returns: &Returns,
) -> Option<Kernel> {
    let band = walker.rates.age_band(0.5 * (ages.0 + ages.1));
    let plan = entry_plan(walker.rates, walker.worth, (stream, need), ages)?;
    track.clear();
    walker.walk(&plan, track);
    let step = walker.tables.bins.step;
    let c = track.columns;
    let events = sums(&track.flows, c.flows());
    let mut stock = integral(&track.stock, c.stock(), step);
    // The days in a cell are known better than from the children at the points of the grid.
    for (row, events) in stock.chunks_mut(c.stock()).zip(events.chunks(c.flows())) {
        row[..c.cells()].copy_from_slice(&events[DAYS * c.cells()..(DAYS + 1) * c.cells()]);
    }
    let flows = integral(&events, c.flows(), step);
    let (vintages, lanes) = track.worth_size;
    let mut earned = vec![0.0; track.steps * lanes];
    for (row, all) in earned
        .chunks_mut(lanes.max(1))
        .zip(track.worth.chunks((vintages * lanes).max(1)))
    {
        for vintage in all.chunks(lanes) {
            row.iter_mut().zip(vintage).for_each(|(o, x)| *o += x);
        }
    }
    Some(Kernel {
        stream,
        need,
        ages,
        band,
        stock,
        flows,
        worth: integral(&sums(&earned, lanes), lanes, step),
        begun: (vintages > 1).then(|| Begun::new(track, &walker.marks.days, step, GROUP)),
        back: returns.after_entry(&track.leavers),
    })
}

impl Kernel {
    /// Children, nights and events until day `t`, given the jumps of the entry rate (day, children a day).
    fn until(&self, columns: Columns, t: f64, jumps: &[(f64, f64)], grid: (f64, usize)) -> Running {
        let weights = weights(t, jumps, grid);
        let stock = gather(&self.stock, columns.stock(), &weights);
        let flows = gather(&self.flows, columns.flows(), &weights);
        Running::new(columns, stock, flows)
    }
}

/// Weights of the points of the grid of `steps` steps: for integrals over entries since.
fn weights(t: f64, jumps: &[(f64, f64)], (step, steps): (f64, usize)) -> Vec<f64> {
    let mut weights = vec![0.0; steps + 1];
    let mut last = 0;
    for &(day, jump) in jumps.iter().filter(|(day, _)| *day < t) {
        let (first, w) = cubic((t - day) / step, steps);
        for (i, w) in w.iter().enumerate().filter(|(_, w)| **w != 0.0) {
            weights[first + i] += jump * w;
            last = last.max(first + i);
        }
    }
    weights.truncate(last + 1);
    weights
}

fn gather(rows: &[f64], width: usize, weights: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; width];
    for (w, row) in weights.iter().zip(rows.chunks(width.max(1))) {
        if *w != 0.0 {
            for (o, v) in out.iter_mut().zip(row) {
                *o += w * v;
            }
        }
    }
    out
}

/// Entries by month × stream × age band.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entered {
    pub first: Vec<f64>,
    pub again: Vec<f64>,
}

/// Everybody who enters after the start.
pub(super) struct Entrants<'a> {
    pub rates: &'a Rates<'a>,
    pub step: f64,
    pub steps: usize,
    pub kernels: Vec<Kernel>,
    /// Entries a day by kernel × month.
    first: Vec<Vec<f64>>,
    /// Re-entries by kernel × step.
    again: Vec<Vec<f64>>,
}

impl<'a> Entrants<'a> {
    /// Walks the kernels needed and marches through the steps: exits give re-entries, entries give exits.
    pub fn new(
        walker: &mut Walker<'a>,
        track: &mut Track,
        grid: &Grid,
        returns: &mut Returns,
        boundaries: &[(usize, f64, f64)],
    ) -> Entrants<'a> {
        let rates = walker.rates;
        let step = walker.tables.bins.step;
        let steps = walker.steps;
        let days = step * steps as f64;
        let size = rates.model.hazards.size;
        let months = rates.model.horizon.months.len();
        let mut out = Entrants {
            rates,
            step,
            steps,
            kernels: Vec::new(),
            first: Vec::new(),
            again: Vec::new(),
        };
        for stream in 0..size.streams {
            for need in 0..size.needs {
                let everybody = (0.0, rates.age_out.max(30.0 * DAYS_PER_YEAR));
                let enter =
                    (0..months).any(|m| first_per_day(rates, stream, need, everybody, m) > 0.0);
                let return_too = returns.possible(stream, need, enter);
                for ages in bins(rates, grid, days) {
                    let per_day: Vec<f64> = (0..months)
                        .map(|m| first_per_day(rates, stream, need, ages, m))
                        .collect();
                    let some = per_day.iter().any(|r| *r > 0.0);
                    if !some && !return_too {
                        continue;
                    }
                    if let Some(k) = kernel(walker, track, stream, need, ages, returns) {
                        out.kernels.push(k);
                        out.first.push(per_day);
                        out.again.push(vec![0.0; steps]);
                    }
                }
            }
        }
        if returns.any() {
            out.march(returns, boundaries);
        }
        out
    }

    fn march(&mut self, returns: &mut Returns, boundaries: &[(usize, f64, f64)]) {
        for k in 0..self.steps {
            let from = k as f64 * self.step;
            let back = returns.back(k, &self.kernels);
            for (i, kernel) in self.kernels.iter().enumerate() {
                self.again[i][k] = back[i];
                // The last month's rate goes on to the end of the grid.
                let first: f64 = boundaries
                    .iter()
                    .enumerate()
                    .map(|(b, (m, start, end))| {
                        let end = if b + 1 == boundaries.len() {
                            f64::INFINITY
                        } else {
                            *end
                        };
                        let days = (end.min(from + self.step) - start.max(from)).max(0.0);
                        self.first[i][*m] * days
                    })
                    .sum();
                let entries = first + back[i];
                if entries != 0.0 {
                    returns.leave_after_entry(k, entries, kernel);
                }
            }
        }
    }

    /// Entries of a kernel by group of steps.
    fn by_group(&self, boundaries: &[(usize, f64, f64)], first: &[f64], again: &[f64]) -> Vec<f64> {
        let width = self.step * GROUP as f64;
        let mut out: Vec<f64> = again.chunks(GROUP).map(|c| c.iter().sum()).collect();
        for (g, x) in out.iter_mut().enumerate() {
            let (low, high) = (g as f64 * width, (g + 1) as f64 * width);
            for (month, from, to) in boundaries {
                *x += first[*month] * (to.min(high) - from.max(low)).max(0.0);
            }
        }
        out
    }

    /// Adds children, nights and events by month, and returns the entries.
    pub fn book(
        &self,
        columns: Columns,
        (boundaries, segments): (&[(usize, f64, f64)], &[Segment]),
        worth: &Worth,
        counts: &mut Counts,
    ) -> Entered {
        let size = self.rates.model.hazards.size;
        let months = self.rates.model.horizon.months.len();
        let mut entered = Entered {
            first: vec![0.0; months * size.streams * size.ages],
            again: vec![0.0; months * size.streams * size.ages],
        };
        for ((kernel, first), again) in self.kernels.iter().zip(&self.first).zip(&self.again) {
            let mut jumps = Vec::new();
            let mut rate = 0.0;
            for &(month, from, _) in boundaries {
                jumps.push((from, first[month] - rate));
                rate = first[month];
            }
            rate = 0.0;
            for (k, x) in again.iter().enumerate() {
                let now = x / self.step;
                if now != rate {
                    jumps.push((k as f64 * self.step, now - rate));
                    rate = now;
                }
            }
            jumps.retain(|(_, j)| *j != 0.0);
            if jumps.is_empty() {
                continue;
            }
            let grid = (self.step, self.steps);
            let lanes = worth.lanes();
            if lanes > 0 {
                let groups = self.by_group(boundaries, first, again);
                counts.costs.add_kernel(
                    segments,
                    worth,
                    kernel.stream,
                    |t| gather(&kernel.worth, lanes, &weights(t, &jumps, grid)),
                    |day, t| kernel.begun_after(&groups, day, t),
                );
            }
            let running = |t: f64| kernel.until(columns, t, &jumps, grid);
            let back = sums(again, 1);
            let back_until = |t: f64| {
                let x = t / self.step;
                let k = (x as usize).min(self.steps - 1);
                back[k] + (x - k as f64) * again[k]
            };
            let mut before = running(boundaries.first().map_or(0.0, |b| b.1));
            for &(month, from, to) in boundaries {
                let after = running(to);
                counts.book(month, kernel.stream, &before, &after);
                before = after;
                let cell = (month * size.streams + kernel.stream) * size.ages + kernel.band;
                entered.first[cell] += first[month] * (to - from);
                entered.again[cell] += back_until(to) - back_until(from);
            }
        }
        entered
    }
}

/// First entries a day into a bin of ages in a month.
pub(super) fn first_per_day(
    rates: &Rates,
    stream: usize,
    need: usize,
    ages: (f64, f64),
    month: usize,
) -> f64 {
    let entries = &rates.model.spec.entries.streams;
    entries
        .iter()
        .filter(|s| s.stream == stream)
        .map(|s| {
            let needs: f64 = s.needs.iter().sum();
            let of_need = match (s.needs.is_empty(), need) {
                (true, 0) => 1.0,
                (false, 1..) => s.needs.get(need - 1).copied().unwrap_or(0.0) / needs,
                _ => 0.0,
            };
            let whole: f64 = s.ages.iter().map(|a| a.2).sum();
            let of_age: f64 = s
                .ages
                .iter()
                .map(|(from, to, share)| {
                    let (from, to) = (from * DAYS_PER_YEAR, to * DAYS_PER_YEAR);
                    let both = to.min(ages.1) - from.max(ages.0);
                    share / whole * both.max(0.0) / (to - from)
                })
                .sum();
            rates.first_entries(s, month) * of_need * of_age
        })
        .sum()
}
