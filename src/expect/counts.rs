//! What is expected, by month.

use super::cost::{Costs, Segment};
use super::track::{Columns, DAYS, Track, cubic, sums};
use super::worth::Worth;
use crate::model::hazards::{Cause, Size};

/// Expected counts by month of the horizon and stream; closed months are zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    pub(super) columns: Columns,
    /// Months of the horizon.
    pub months: usize,
    /// Streams.
    pub streams: usize,
    stock: Vec<f64>,
    nights: Vec<f64>,
    flows: Vec<f64>,
    pub(super) costs: Costs,
}

impl Counts {
    pub(super) fn new(
        columns: Columns,
        months: usize,
        size: Size,
        (slots, worth): (usize, &Worth),
    ) -> Counts {
        let rows = months * size.streams;
        Counts {
            columns,
            months,
            streams: size.streams,
            stock: vec![0.0; rows * columns.stock()],
            nights: vec![0.0; rows * columns.cells()],
            flows: vec![0.0; rows * columns.flows()],
            costs: Costs::new(months, size.streams, slots, worth),
        }
    }

    fn stock_at(&self, month: usize, stream: usize, column: usize) -> usize {
        (month * self.streams + stream) * self.columns.stock() + column
    }

    fn flow_at(&self, month: usize, stream: usize, column: usize) -> usize {
        (month * self.streams + stream) * self.columns.flows() + column
    }

    /// Children looked after on the last night of the month, in a setting and age band.
    pub fn children(&self, month: usize, stream: usize, setting: usize, age: usize) -> f64 {
        self.stock[self.stock_at(month, stream, self.columns.cell(setting, age))]
    }

    /// Nights of the month.
    pub fn nights(&self, month: usize, stream: usize, setting: usize, age: usize) -> f64 {
        let row = month * self.streams + stream;
        self.nights[row * self.columns.cells() + self.columns.cell(setting, age)]
    }

    /// Children on the last night with one (class 0), two (1), three or more (2) placements since the start of the
    /// forecast or of the period of care, whichever is later: at the end of a first year that is forecast whole, the
    /// DfE's placements during the year but for those before a re-entry.
    pub fn placements(&self, month: usize, stream: usize, class: usize) -> f64 {
        self.stock[self.stock_at(month, stream, self.columns.placements(class))]
    }

    /// Cost of a month in pounds, of a slot: a setting, or the unregistered part of one.
    pub fn cost(&self, month: usize, stream: usize, slot: usize) -> f64 {
        self.costs.cost[self.costs.at(month, stream, slot)]
    }

    /// Cost of a month in pounds, of a slot, all streams.
    pub fn slot_cost(&self, month: usize, slot: usize) -> f64 {
        (0..self.streams).map(|t| self.cost(month, t, slot)).sum()
    }

    /// Weekly cost in pounds of the placements of the last night of a month.
    pub fn weekly(&self, month: usize, stream: usize, slot: usize) -> f64 {
        self.costs.weekly[self.costs.at(month, stream, slot)]
    }

    /// Children on the last night of the month by slot.
    pub fn slot_children(&self, month: usize, stream: usize, slot: usize) -> f64 {
        let list = &self.costs.apart_children;
        match self.costs.apart(list, month, stream, slot) {
            (x, true) => x,
            (x, false) => {
                let of = |age| self.children(month, stream, slot, age);
                x + (0..self.columns.ages).map(of).sum::<f64>()
            }
        }
    }

    /// Nights of the month by slot.
    pub fn slot_nights(&self, month: usize, stream: usize, slot: usize) -> f64 {
        let list = &self.costs.apart_nights;
        match self.costs.apart(list, month, stream, slot) {
            (x, true) => x,
            (x, false) => {
                let of = |age| self.nights(month, stream, slot, age);
                x + (0..self.columns.ages).map(of).sum::<f64>()
            }
        }
    }

    /// Exits before the birthday, or moves, out of a setting in an age band.
    pub fn events(
        &self,
        month: usize,
        stream: usize,
        cause: Cause,
        setting: usize,
        age: usize,
    ) -> f64 {
        self.flows[self.flow_at(
            month,
            stream,
            self.columns.event(cause as usize, setting, age),
        )]
    }

    /// Exits at the birthday that ends care.
    pub fn birthdays(&self, month: usize, stream: usize, setting: usize) -> f64 {
        self.flows[self.flow_at(month, stream, self.columns.birthday(setting))]
    }

    /// Placements that ended, by exit, birthday or move, in a band of their duration.
    pub fn ended(&self, month: usize, stream: usize, setting: usize, duration: usize) -> f64 {
        self.flows[self.flow_at(month, stream, self.columns.ended(setting, duration))]
    }

    /// All children on the last night of a month.
    pub fn total(&self, month: usize) -> f64 {
        (0..self.columns.settings)
            .map(|s| self.in_setting(month, s))
            .sum()
    }

    /// Children of a setting on the last night of a month.
    pub fn in_setting(&self, month: usize, setting: usize) -> f64 {
        let mut sum = 0.0;
        for stream in 0..self.streams {
            for age in 0..self.columns.ages {
                sum += self.children(month, stream, setting, age);
            }
        }
        sum
    }

    /// Adds others to these.
    pub fn add(&mut self, other: &Counts) {
        for (a, b) in [
            (&mut self.stock, &other.stock),
            (&mut self.nights, &other.nights),
            (&mut self.flows, &other.flows),
        ] {
            for (x, y) in a.iter_mut().zip(b) {
                *x += y;
            }
        }
        self.costs.add(&other.costs);
    }

    /// Adds what happens between two boundaries given the running values at both.
    pub(super) fn book(&mut self, month: usize, stream: usize, before: &Running, after: &Running) {
        let i = self.stock_at(month, stream, 0);
        for (q, x) in after.stock.iter().enumerate() {
            self.stock[i + q] += x;
        }
        let i = (month * self.streams + stream) * self.columns.cells();
        for (q, x) in after.nights.iter().enumerate() {
            self.nights[i + q] += x - before.nights[q];
        }
        let i = self.flow_at(month, stream, 0);
        for (q, x) in after.flows.iter().enumerate() {
            self.flows[i + q] += x - before.flows[q];
        }
    }

    /// Adds a walk that began on day 0. Nights are counted at the end of each day: their number between two
    /// midnights is ∫N + ½ (N(to) − N(from)).
    pub(super) fn add_track(
        &mut self,
        track: &Track,
        step: f64,
        (boundaries, segments): (&[(usize, f64, f64)], &[Segment]),
        worth: &Worth,
        stream: usize,
    ) {
        self.costs.add_track(track, step, segments, worth, stream);
        let reader = Reader::new(track, step);
        let mut last: Option<(f64, Running)> = None;
        for &(month, from, to) in boundaries {
            let before = match last.take() {
                Some((t, r)) if t == from => r,
                _ => reader.at(from),
            };
            let after = reader.at(to);
            self.book(month, stream, &before, &after);
            last = Some((to, after));
        }
    }
}

/// Children at a time, nights and events until then.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub stock: Vec<f64>,
    pub nights: Vec<f64>,
    pub flows: Vec<f64>,
}

/// A track to be read at any time.
struct Reader<'a> {
    track: &'a Track,
    step: f64,
    /// Points of the grid that count.
    last: usize,
    events: Vec<f64>,
}

impl<'a> Reader<'a> {
    fn new(track: &'a Track, step: f64) -> Reader<'a> {
        let c = track.columns;
        let last = track
            .last
            .as_ref()
            .map_or(track.steps, |(b, _)| ((b / step) as usize).min(track.steps));
        Reader {
            track,
            step,
            last,
            events: sums(&track.flows, c.flows()),
        }
    }

    fn at(&self, t: f64) -> Running {
        let c = self.track.columns;
        let whole = self.last as f64 * self.step;
        let Some((birthday, row)) = self.track.last.as_ref().filter(|_| t > whole) else {
            let mut stock = interpolate(&self.track.stock, c.stock(), t / self.step, self.last);
            let mut flows = interpolate(&self.events, c.flows(), t / self.step, self.last);
            self.bend(t, &mut stock, &mut flows);
            return Running::new(c, stock, flows);
        };
        // The part of a step before the birthday, evenly.
        let length = birthday - whole;
        let share = if length > 1e-9 {
            ((t - whole) / length).min(1.0)
        } else {
            1.0
        };
        let n = c.stock();
        let start = &self.track.stock[self.last * n..(self.last + 1) * n];
        let stock = start
            .iter()
            .zip(row)
            .map(|(a, b)| a + share * (b - a))
            .collect();
        let n = c.flows();
        let mut flows = self.events[self.last * n..(self.last + 1) * n].to_vec();
        if let Some(part) = self.track.flows.get(self.last * n..(self.last + 1) * n) {
            for (x, f) in flows.iter_mut().zip(part) {
                *x += share * f;
            }
        }
        let mut out = Running::new(c, stock, flows);
        // The last night is the one before the birthday.
        if t > *birthday {
            out.stock.fill(0.0);
            for setting in 0..c.settings {
                for age in 0..c.ages {
                    out.flows[c.birthday(setting)] += row[c.cell(setting, age)];
                }
            }
        }
        out
    }
}

impl Reader<'_> {
    /// Puts back what the cubic through the points of the grid makes of a bend between them.
    fn bend(&self, t: f64, stock: &mut [f64], flows: &mut [f64]) {
        let c = self.track.columns;
        let (first, weights) = cubic(t / self.step, self.last);
        for bend in &self.track.bends {
            let over = |t: f64| (t - bend.at).max(0.0);
            if (t - bend.at).abs() > 4.0 * self.step {
                continue;
            }
            let seen: f64 = weights
                .iter()
                .enumerate()
                .map(|(i, w)| w * over((first + i) as f64 * self.step))
                .sum();
            let missed = over(t) - seen;
            for (setting, x) in bend.per_day.iter().enumerate() {
                stock[c.cell(setting, bend.from)] -= x * missed;
                match bend.to {
                    Some(age) => stock[c.cell(setting, age)] += x * missed,
                    None => flows[c.birthday(setting)] += x * missed,
                }
            }
        }
    }
}

impl Running {
    /// From children and events: nights are days and half of the children, whose night it is at the end of a day.
    pub fn new(columns: Columns, stock: Vec<f64>, flows: Vec<f64>) -> Running {
        let days = &flows[DAYS * columns.cells()..];
        let nights = days
            .iter()
            .zip(&stock[..columns.cells()])
            .map(|(d, n)| d + 0.5 * n)
            .collect();
        Running {
            stock,
            nights,
            flows,
        }
    }
}

fn interpolate(rows: &[f64], width: usize, x: f64, last: usize) -> Vec<f64> {
    let (first, weights) = cubic(x, last);
    let mut out = vec![0.0; width];
    for (i, w) in weights.iter().enumerate().filter(|(_, w)| **w != 0.0) {
        for (o, v) in out.iter_mut().zip(&rows[(first + i) * width..]) {
            *o += w * v;
        }
    }
    out
}
