//! What placements are expected to cost, by month.

use super::entrants::Kernel;
use super::track::{Track, cubic, sums};
use super::worth::{BEGUN, Worth};

/// Half a night: a night is counted at its end, so that the nights until a midnight are the days until half a day
/// after it.
const HALF: f64 = 0.5;
/// Sevenths of a penny in a pound.
const SEVENTHS: f64 = 700.0;

/// A part of a month in which no price changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub month: usize,
    pub from: f64,
    pub to: f64,
    /// Period of prices.
    pub period: usize,
    /// The month ends with it.
    pub ends: bool,
}

/// Months cut at the changes of price.
pub(super) fn segments(boundaries: &[(usize, f64, f64)], worth: &Worth) -> Vec<Segment> {
    let mut out = Vec::new();
    for &(month, from, to) in boundaries {
        let mut at = from;
        let inside = worth.days.iter().filter(|d| **d > from && **d < to);
        for end in inside.copied().chain([to]) {
            out.push(Segment {
                month,
                from: at,
                to: end,
                period: worth.days.iter().filter(|d| **d <= at).count(),
                ends: end >= to,
            });
            at = end;
        }
    }
    out
}

/// Money by month × stream × slot, pounds, and the unregistered part of children and nights.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Costs {
    streams: usize,
    slots: usize,
    /// The setting of which the last slot is a part.
    unregistered: Option<usize>,
    pub cost: Vec<f64>,
    pub weekly: Vec<f64>,
    /// By month × stream.
    pub apart_nights: Vec<f64>,
    pub apart_children: Vec<f64>,
}

impl Costs {
    pub fn new(months: usize, streams: usize, slots: usize, worth: &Worth) -> Costs {
        let rows = months * streams;
        Costs {
            streams,
            slots,
            unregistered: worth.unregistered,
            cost: vec![0.0; rows * slots],
            weekly: vec![0.0; rows * slots],
            apart_nights: vec![0.0; rows],
            apart_children: vec![0.0; rows],
        }
    }

    pub fn at(&self, month: usize, stream: usize, slot: usize) -> usize {
        (month * self.streams + stream) * self.slots + slot
    }

    /// The unregistered children or nights of a setting or slot: to be added where the slot is that part, taken off
    /// where it is the rest of the setting.
    pub fn apart(&self, list: &[f64], month: usize, stream: usize, slot: usize) -> (f64, bool) {
        let x = list[month * self.streams + stream];
        match self.unregistered {
            Some(s) if s == slot => (-x, false),
            Some(_) if slot + 1 == self.slots => (x, true),
            _ => (0.0, false),
        }
    }

    pub fn add(&mut self, other: &Costs) {
        for (a, b) in [
            (&mut self.cost, &other.cost),
            (&mut self.weekly, &other.weekly),
            (&mut self.apart_nights, &other.apart_nights),
            (&mut self.apart_children, &other.apart_children),
        ] {
            a.iter_mut().zip(b).for_each(|(x, y)| *x += y);
        }
    }

    /// Adds the nights of a part of a month at their price, by lane; `last`: of its last night.
    fn pay(&mut self, worth: &Worth, month: usize, stream: usize, lane: usize, x: f64, last: bool) {
        let settings = worth.settings;
        let row = month * self.streams + stream;
        if lane == settings {
            let list = if last {
                &mut self.apart_children
            } else {
                &mut self.apart_nights
            };
            list[row] += x;
            return;
        }
        let slot = if lane < settings { lane } else { settings };
        if slot >= self.slots {
            return;
        }
        let i = row * self.slots + slot;
        if last {
            self.weekly[i] += x / 100.0;
        } else {
            self.cost[i] += x / SEVENTHS;
        }
    }

    /// Adds a walk that began on day 0.
    pub fn add_track(
        &mut self,
        track: &Track,
        step: f64,
        segments: &[Segment],
        worth: &Worth,
        stream: usize,
    ) {
        let (vintages, lanes) = track.worth_size;
        let width = vintages * lanes;
        if width == 0 {
            return;
        }
        let earned = Earned {
            track,
            step,
            width,
            rows: sums(&track.worth, width),
        };
        let mut before = vec![0.0; width];
        let mut after = vec![0.0; width];
        for s in segments {
            earned.until(s.from + HALF, &mut before);
            earned.until(s.to + HALF, &mut after);
            for last in [false, true] {
                if last {
                    if !s.ends {
                        break;
                    }
                    earned.until(s.to - HALF, &mut before);
                }
                // A step in which prices change has later vintages before the change too: at the price until then.
                let newest = BEGUN + s.period;
                for vintage in 0..vintages {
                    for lane in 0..lanes {
                        let i = vintage * lanes + lane;
                        let nights = after[i] - before[i];
                        let level = if lane == worth.settings {
                            1.0
                        } else {
                            worth.level(worth.setting_of(lane), vintage.min(newest), s.period)
                        };
                        self.pay(worth, s.month, stream, lane, nights * level, last);
                    }
                }
            }
        }
    }

    /// Adds the entrants of a kernel; `whole` gives what all of them earned at level one until a time, by lane, and
    /// `begun` what those placements earned that began after a day.
    pub fn add_kernel(
        &mut self,
        segments: &[Segment],
        worth: &Worth,
        stream: usize,
        whole: impl Fn(f64) -> Vec<f64>,
        begun: impl Fn(f64, f64) -> Vec<f64>,
    ) {
        let settings = worth.settings;
        // A time is used by up to three differences.
        let mut known: Vec<(f64, Vec<Vec<f64>>)> = Vec::new();
        let mut at = |t: f64, periods: usize| -> Vec<Vec<f64>> {
            if let Some((_, rows)) = known.iter().find(|(k, r)| *k == t && r.len() > periods) {
                return rows.clone();
            }
            let later = (0..periods).map(|p| begun(worth.days[p], t));
            let rows: Vec<Vec<f64>> = [whole(t)].into_iter().chain(later).collect();
            known.truncate(1);
            known.insert(0, (t, rows.clone()));
            rows
        };
        for s in segments {
            let after = at(s.to + HALF, s.period);
            for last in [false, true] {
                if last && !s.ends {
                    break;
                }
                let start = if last { s.to - HALF } else { s.from + HALF };
                let before = at(start, s.period);
                for lane in 0..settings + 2 {
                    let of = |lane: usize, p: usize| after[p][lane] - before[p][lane];
                    if lane == settings {
                        self.pay(worth, s.month, stream, lane, of(lane, 0), last);
                        continue;
                    }
                    let setting = worth.setting_of(lane);
                    // All entrants' placements are new: an unregistered one is at the crisis price.
                    let (from, scale) = if lane < settings {
                        (lane, 1.0)
                    } else {
                        (settings, worth.crisis())
                    };
                    let mut sum = of(from, 0) * worth.level(setting, BEGUN, s.period);
                    for p in 1..=s.period {
                        let step = worth.step(setting, p, s.period);
                        if step != 0.0 {
                            sum += step * of(from, p);
                        }
                    }
                    self.pay(worth, s.month, stream, lane, sum * scale, last);
                }
            }
        }
    }
}

/// What a walk earned until a time, by vintage × lane.
struct Earned<'a> {
    track: &'a Track,
    step: f64,
    width: usize,
    rows: Vec<f64>,
}

impl Earned<'_> {
    fn until(&self, t: f64, out: &mut [f64]) {
        let n = self.width;
        let row = |k: usize| &self.rows[k * n..(k + 1) * n];
        out.fill(0.0);
        let Some((birthday, _)) = &self.track.last else {
            let (first, weights) = cubic(t / self.step, self.track.steps);
            for (i, w) in weights.iter().enumerate().filter(|(_, w)| **w != 0.0) {
                out.iter_mut()
                    .zip(row(first + i))
                    .for_each(|(o, x)| *o += w * x);
            }
            return;
        };
        // Within steps evenly; the night before the birthday is paid whole, which is half a day more.
        let k = ((birthday / self.step) as usize).min(self.track.steps);
        let length = birthday - k as f64 * self.step;
        let now = t.min(birthday + HALF);
        let j = ((now.min(*birthday) / self.step) as usize).min(k);
        let (days, whole) = if j < k {
            (now - j as f64 * self.step, self.step)
        } else {
            (now - k as f64 * self.step, length)
        };
        out.copy_from_slice(row(j));
        if whole > 1.0 && j < self.track.steps {
            let next = self.track.worth[j * n..(j + 1) * n].iter();
            out.iter_mut()
                .zip(next)
                .for_each(|(o, x)| *o += x * days / whole);
        } else if j > 0 {
            // Too short a part of a step to tell its days by: as in the step before.
            let next = self.track.worth[(j - 1) * n..j * n].iter();
            out.iter_mut()
                .zip(next)
                .for_each(|(o, x)| *o += x * days / self.step);
        }
    }
}

/// What the placements of the entrants of a kernel earned, by when they began: until every fourth step since the
/// entry, all of them, and those begun after every cut. Only differences between vintages of prices are read from it.
#[derive(Debug)]
pub(super) struct Begun {
    /// Days between rows.
    pub spacing: f64,
    /// Days of the cuts, the first 0.
    cuts: Vec<f64>,
    lanes: usize,
    /// Time × (all, then cuts) × lane.
    rows: Vec<f64>,
}

impl Begun {
    /// From a walk in which the first placements are a vintage, and another begins at each of 0 and `cuts` (days), in
    /// rows of `group` steps.
    pub fn new(track: &Track, cuts: &[f64], step: f64, group: usize) -> Begun {
        let (vintages, all) = track.worth_size;
        let lanes = all - 1;
        let times = track.steps.div_ceil(group);
        let mut rows = vec![0.0; (times + 1) * vintages * lanes];
        for j in 0..times {
            let (done, next) = rows.split_at_mut((j + 1) * vintages * lanes);
            let next = &mut next[..vintages * lanes];
            next.copy_from_slice(&done[j * vintages * lanes..]);
            for k in j * group..((j + 1) * group).min(track.steps) {
                // Begun after a cut: in its vintage or any later.
                let mut later = vec![0.0; lanes];
                for v in (0..vintages).rev() {
                    let from = (k * vintages + v) * all;
                    for (l, x) in track.worth[from..from + lanes].iter().enumerate() {
                        later[l] += x;
                        next[v * lanes + l] += later[l];
                    }
                }
            }
        }
        Begun {
            spacing: step * group as f64,
            cuts: [0.0].into_iter().chain(cuts.iter().copied()).collect(),
            lanes,
            rows,
        }
    }

    /// Adds `entries` × what was earned until `t` days after the entry by placements begun `x` days after it or later;
    /// all of them for an `x` not above 0.
    fn add(&self, entries: f64, x: f64, t: f64, out: &mut [f64]) {
        let (n, lanes) = (self.cuts.len() + 1, self.lanes);
        let times = self.rows.len() / (n * lanes) - 1;
        if t <= x || t <= 0.0 {
            return;
        }
        let later = self.cuts.partition_point(|c| *c < x);
        let (i, u) = match later {
            0 => (0, 0.0),
            l => match self.cuts.get(l) {
                Some(next) => (l, (x - self.cuts[l - 1]) / (next - self.cuts[l - 1])),
                None => (l, 0.0),
            },
        };
        let at = (t / self.spacing).min(times as f64);
        let j = (at as usize).min(times.saturating_sub(1));
        let v = at - j as f64;
        for (dj, b) in [(0, 1.0 - v), (1, v)] {
            for (di, a) in [(0, 1.0 - u), (1, u)] {
                if a * b != 0.0 && i + di < n {
                    let from = ((j + dj) * n + i + di) * lanes;
                    let weight = entries * a * b;
                    for (o, r) in out.iter_mut().zip(&self.rows[from..from + lanes]) {
                        *o += weight * r;
                    }
                }
            }
        }
    }
}

impl Kernel {
    /// What placements begun after a day earned until another, given the entries of every group of steps.
    pub fn begun_after(&self, entries: &[f64], day: f64, until: f64) -> Vec<f64> {
        let Some(begun) = &self.begun else {
            return Vec::new();
        };
        let mut out = vec![0.0; begun.lanes];
        for (g, e) in entries.iter().enumerate().filter(|(_, e)| **e != 0.0) {
            let (from, to) = (g as f64 * begun.spacing, (g + 1) as f64 * begun.spacing);
            // Who enters on the day or later begins all placements after it.
            let cut = day.clamp(from, to);
            for (low, high) in [(from, cut), (cut, to)] {
                let middle = 0.5 * (low + high.min(until));
                if high > low && low < until {
                    let e = e * (high.min(until) - low) / begun.spacing;
                    begun.add(e, day - middle, until - middle, &mut out);
                }
            }
        }
        out
    }
}
