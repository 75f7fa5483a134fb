//! Who left and comes back: exits by step, reason and birth, and the pool of past leavers.

use super::Grid;
use super::entrants::Kernel;
use super::rates::{Rates, Row};
use super::track::Leavers;
use crate::words::calendar::DAYS_PER_YEAR;

/// Half a day: a birthday is a whole day, and the night before it is the last.
pub(super) const LAST_NIGHT: f64 = 0.5;

/// Stream, ages on day 0, children.
type Pooled = (usize, (f64, f64), f64);

/// Exits and re-entries of the steps.
pub(super) struct Returns<'a> {
    rates: &'a Rates<'a>,
    step: f64,
    steps: usize,
    /// Reasons after which children come back.
    reasons: Vec<usize>,
    /// By reason: chance that who left evenly in a step is back `j` steps later.
    chance: Vec<Vec<f64>>,
    /// Bins of the age on day 0, days.
    from: f64,
    width: f64,
    bins: usize,
    /// Exits by (stream × need) × step × reason × bin.
    left: Vec<Vec<f64>>,
    /// Returns of entrants by (stream × need) × step × bin.
    due: Vec<Vec<f64>>,
    /// Re-entries from the pool by step.
    pool: Vec<Vec<Pooled>>,
}

impl<'a> Returns<'a> {
    pub fn new(rates: &'a Rates<'a>, grid: &Grid, step: f64, steps: usize) -> Returns<'a> {
        let days = step * steps as f64;
        let width = grid.age_bin * DAYS_PER_YEAR;
        let reasons: Vec<usize> = (0..rates.model.hazards.size.exits)
            .filter(|e| rates.re_entry[*e].is_some())
            .collect();
        let chance = reasons
            .iter()
            .map(|e| match &rates.re_entry[*e] {
                Some(row) => chance(row, step, steps),
                None => Vec::new(),
            })
            .collect();
        let oldest = rates.age_out.min(30.0 * DAYS_PER_YEAR);
        let from = -days;
        let size = rates.model.hazards.size;
        let mut out = Returns {
            rates,
            step,
            steps,
            reasons,
            chance,
            from,
            width,
            bins: libm::ceil((oldest - from) / width) as usize,
            left: vec![Vec::new(); size.streams * size.needs],
            due: vec![Vec::new(); size.streams * size.needs],
            pool: vec![Vec::new(); steps],
        };
        if rates.re_entry.iter().any(|r| r.is_some()) {
            out.fill_pool();
        }
        out
    }

    pub fn any(&self) -> bool {
        self.pool.iter().any(|p| !p.is_empty()) || !self.reasons.is_empty()
    }

    /// May somebody of this stream and need come back? `enter`: there are first entries.
    pub fn possible(&self, stream: usize, need: usize, enter: bool) -> bool {
        if enter && !self.reasons.is_empty() {
            return true;
        }
        let needs = self.rates.model.hazards.size.needs;
        let pooled = need == 0 && self.pool.iter().flatten().any(|(s, _, _)| *s == stream);
        pooled || !self.left[stream * needs + need].is_empty()
    }

    /// Adds those who left in a walk that began on day 0.
    pub fn leave(&mut self, stream: usize, need: usize, leavers: &Leavers) {
        if self.reasons.is_empty() {
            return;
        }
        for ((step, low, high), by_reason) in leavers {
            let ages = (f64::from_bits(*low), f64::from_bits(*high));
            self.add(stream, need, *step, ages, by_reason);
        }
    }

    /// Chance to come back by steps since an entry, given the leavers of a walk of one entrant from the entry.
    pub fn after_entry(&self, leavers: &Leavers) -> Vec<f64> {
        let mut out = vec![0.0; self.steps];
        if self.reasons.is_empty() {
            return out;
        }
        for ((past, low, high), by_reason) in leavers {
            let (low, high) = (f64::from_bits(*low), f64::from_bits(*high));
            // Entries even in a step: half of the exits of a step since the entry fall into the next.
            for later in [*past, past + 1] {
                // All have the birthday ahead, some of them, none.
                let steps = (self.rates.age_out + LAST_NIGHT - low) / self.step;
                let end = (libm::ceil(steps.max(0.0)) as usize).min(self.steps);
                let all = (self.rates.age_out + LAST_NIGHT - high) / self.step - 1.0;
                for (r, e) in self.reasons.iter().enumerate() {
                    let x = 0.5 * by_reason[*e];
                    if x <= 0.0 || later >= end {
                        continue;
                    }
                    let chance = &self.chance[r];
                    for (k, o) in out[later..end].iter_mut().enumerate() {
                        let still = if ((later + k) as f64) < all {
                            1.0
                        } else {
                            self.still((low, high), later as f64, (later + k) as f64)
                        };
                        *o += x * chance[k] * still;
                    }
                }
            }
        }
        out
    }

    /// Adds the returns of those who entered in a step.
    pub fn leave_after_entry(&mut self, k: usize, entries: f64, kernel: &Kernel) {
        if self.reasons.is_empty() {
            return;
        }
        let shift = (k as f64 + 0.5) * self.step;
        let index = kernel.stream * self.rates.model.hazards.size.needs + kernel.need;
        let bins = self.bins;
        if self.due[index].is_empty() {
            self.due[index] = vec![0.0; self.steps * bins];
        }
        let shares = self.place((kernel.ages.0 - shift, kernel.ages.1 - shift));
        let due = &mut self.due[index];
        for (j, back) in kernel.back[..self.steps - k].iter().enumerate() {
            for (bin, share) in &shares {
                due[(k + j) * bins + bin] += entries * back * share;
            }
        }
    }

    /// Bins of an interval of ages on day 0, and its shares in them.
    fn place(&self, ages: (f64, f64)) -> Vec<(usize, f64)> {
        let place = |x: f64| ((x - self.from) / self.width).clamp(0.0, self.bins as f64 - 1e-9);
        let (low, high) = (place(ages.0), place(ages.1));
        if high - low < 1e-9 {
            return vec![(low as usize, 1.0)];
        }
        (low as usize..=high as usize)
            .map(|bin| {
                let both = high.min(bin as f64 + 1.0) - low.max(bin as f64);
                (bin, both.max(0.0) / (high - low))
            })
            .collect()
    }

    fn add(&mut self, stream: usize, need: usize, k: usize, ages: (f64, f64), by_reason: &[f64]) {
        let index = stream * self.rates.model.hazards.size.needs + need;
        let row = self.reasons.len() * self.bins;
        if self.left[index].is_empty() {
            self.left[index] = vec![0.0; self.steps * row];
        }
        let shares = self.place(ages);
        for (r, e) in self.reasons.iter().enumerate() {
            let from = k * row + r * self.bins;
            for (bin, share) in &shares {
                self.left[index][from + bin] += by_reason[*e] * share;
            }
        }
    }

    /// Re-entries in step `k` by kernel.
    pub fn back(&self, k: usize, kernels: &[Kernel]) -> Vec<f64> {
        let mut out = vec![0.0; kernels.len()];
        let size = self.rates.model.hazards.size;
        let row = self.reasons.len() * self.bins;
        for (index, left) in self.left.iter().enumerate() {
            let due = &self.due[index];
            if left.is_empty() && due.is_empty() {
                continue;
            }
            let mut by_bin = vec![0.0; self.bins];
            if let Some(row) = due.get(k * self.bins..(k + 1) * self.bins) {
                by_bin.copy_from_slice(row);
            }
            for past in (0..=k).filter(|_| !left.is_empty()) {
                for r in 0..self.reasons.len() {
                    let chance = self.chance[r][k - past];
                    if chance <= 0.0 {
                        continue;
                    }
                    let cells = &left[past * row + r * self.bins..past * row + (r + 1) * self.bins];
                    for (bin, (x, y)) in by_bin.iter_mut().zip(cells).enumerate() {
                        if *y != 0.0 {
                            let low = self.from + bin as f64 * self.width;
                            let ages = (low, low + self.width);
                            let (past, now) = (past as f64 + 0.5, k as f64 + 0.5);
                            *x += chance * y * self.still(ages, past, now);
                        }
                    }
                }
            }
            for (bin, x) in by_bin.into_iter().enumerate().filter(|(_, x)| *x != 0.0) {
                let low = self.from + bin as f64 * self.width;
                let ages = (low, low + self.width);
                self.enter(
                    (index / size.needs, index % size.needs),
                    k,
                    ages,
                    x,
                    true,
                    kernels,
                    &mut out,
                );
            }
        }
        for &(stream, ages, x) in &self.pool[k] {
            self.enter((stream, 0), k, ages, x, false, kernels, &mut out);
        }
        out
    }

    /// Of those of an interval of ages at time 0 who left at one time (in steps) before their birthday, the share that
    /// has it still ahead at another.
    fn still(&self, (low, high): (f64, f64), past: f64, k: f64) -> f64 {
        let width = (high - low).max(1e-9);
        let ahead = |step: f64| {
            let at = step * self.step;
            ((self.rates.age_out + LAST_NIGHT - at - low) / width).clamp(0.0, 1.0)
        };
        let before = ahead(past);
        if before > 1e-9 {
            (ahead(k) / before).min(1.0)
        } else {
            0.0
        }
    }

    /// Spreads re-entries of an interval of ages over the kernels. `whole`: all are below the birthday; of an interval
    /// cut there the last two bins share so that the mean age is kept, the earlier with less than nothing if need be.
    #[allow(clippy::too_many_arguments)]
    fn enter(
        &self,
        (stream, need): (usize, usize),
        k: usize,
        ages: (f64, f64),
        children: f64,
        whole: bool,
        kernels: &[Kernel],
        out: &mut [f64],
    ) {
        let at = (k as f64 + 0.5) * self.step;
        let low = (ages.0 + at).max(0.0);
        let mut high = (ages.1 + at).max(low);
        let cut = whole && high > self.rates.age_out;
        if cut {
            high = self.rates.age_out.max(low);
        }
        let middle = |k: &Kernel| 0.5 * (k.ages.0 + k.ages.1);
        let (mut mean, mut last) = (0.0, Vec::new());
        for (i, kernel) in kernels.iter().enumerate() {
            if (kernel.stream, kernel.need) != (stream, need) {
                continue;
            }
            last.push(i);
            let both = high.min(kernel.ages.1) - low.max(kernel.ages.0);
            let share = if high - low > 1e-9 {
                both.max(0.0) / (high - low)
            } else {
                f64::from(u8::from(low >= kernel.ages.0 && low < kernel.ages.1))
            };
            out[i] += children * share;
            mean += share * middle(kernel);
        }
        if let (true, [.., i, j]) = (cut && mean > 0.0, &last[..]) {
            let apart = middle(&kernels[*j]) - middle(&kernels[*i]);
            let moved = children * (0.5 * (low + high) - mean) / apart;
            out[*j] += moved;
            out[*i] -= moved;
        }
    }

    fn fill_pool(&mut self) {
        let pool = &self.rates.model.spec.entries.pool;
        for l in &pool.leavers {
            let Some(row) = &self.rates.re_entry[l.exit] else {
                continue;
            };
            let gone = -f64::from(l.left);
            let there = row.integral(gone);
            let chance = |t: f64| -libm::expm1(there - row.integral(gone + t));
            let birthday = f64::from(l.birthday);
            let age = self.rates.age_out - birthday;
            for k in 0..self.steps {
                let (from, to) = (k as f64 * self.step, (k + 1) as f64 * self.step);
                if from >= birthday {
                    break;
                }
                let x = chance(to.min(birthday)) - chance(from);
                // Entered at mid-step: an age just below the birthday stays below it.
                let age = age.min(self.rates.age_out - 0.5 * (from + to) - 1.0);
                if x > 0.0 {
                    self.pool[k].push((l.stream, (age, age), x));
                }
            }
        }
        for p in &pool.past_exits {
            let Some(row) = &self.rates.re_entry[p.exit] else {
                continue;
            };
            let whole: f64 = p.ages.iter().map(|a| a.2).sum();
            let parts = 12 * pool.years;
            let part = DAYS_PER_YEAR / 12.0;
            for i in 0..parts {
                let gone = f64::from(i) * part;
                let there = |t: f64| {
                    let s = |u: f64| libm::exp(-row.integral(u + t));
                    (s(gone) + 4.0 * s(gone + 0.5 * part) + s(gone + part)) / 6.0
                };
                for k in 0..self.steps {
                    let x = there(k as f64 * self.step) - there((k + 1) as f64 * self.step);
                    if x <= 0.0 {
                        continue;
                    }
                    for (from, to, share) in &p.ages {
                        let middle = gone + 0.5 * part;
                        let ages = (from * DAYS_PER_YEAR + middle, to * DAYS_PER_YEAR + middle);
                        let n = p.per_year / 12.0 * x * share / whole;
                        self.pool[k].push((p.stream, ages, n));
                    }
                }
            }
        }
    }
}

/// Second differences of ∫(1 − e^−Λ) over the step: the chance to be back in the step `j` after that of the exit.
fn chance(row: &Row, step: f64, steps: usize) -> Vec<f64> {
    let back = |t: f64| -libm::expm1(-row.integral(t));
    let mut whole = vec![0.0; steps + 2];
    for k in 0..=steps {
        let t = k as f64 * step;
        let part = (back(t) + 4.0 * back(t + 0.5 * step) + back(t + step)) * step / 6.0;
        whole[k + 1] = whole[k] + part;
    }
    (0..steps)
        .map(|j| {
            let before = if j == 0 { 0.0 } else { whole[j - 1] };
            let at = if j == 0 { 0.0 } else { whole[j] };
            (whole[j + 1] - 2.0 * at + before).max(0.0) / step
        })
        .collect()
}
