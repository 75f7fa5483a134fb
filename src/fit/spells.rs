//! The counting of spells: time at risk and events by cell, with left truncation, open spells, ages and durations as they
//! run.

use super::cells::{CELLS, FitCell, Reference, YEARS, edges};
use super::exposure::{
    AGES, Exposure, FIRST_CELLS, MOVE_CELLS, REASON_CELLS, REASONS, SETTINGS_N, STREAMS,
};
use crate::returns::history::{Child, End, History, PeriodOfCare};
use crate::words::calendar::{DAYS_PER_YEAR, Day};
use crate::words::setting::AGE_EDGES;

/// Days of a child's birthdays.
struct ChildClock {
    /// Days on which the age bands end, the 18th birthday last.
    edges: [i32; 5],
}

impl ChildClock {
    fn of(child: &Child) -> ChildClock {
        let mut edges = [0; 5];
        for (e, age) in edges
            .iter_mut()
            .zip(AGE_EDGES.iter().copied().chain([18.0]))
        {
            *e = child.born.birthday(age as i32).0;
        }
        ChildClock { edges }
    }

    fn band(&self, day: i32) -> usize {
        self.edges[..4].iter().take_while(|e| **e <= day).count()
    }

    fn birthday(&self) -> i32 {
        self.edges[4]
    }
}

/// Counts all spells of a history into empty tables.
pub(super) fn count(history: &History, reference: &Reference, empty: Exposure) -> Exposure {
    let mut counting = Counting {
        reference,
        history,
        from: history.from,
        to: history.to,
        out: empty,
        cuts: Vec::new(),
    };
    for child in &history.children {
        let clock = ChildClock::of(child);
        for (i, period) in child.periods.iter().enumerate() {
            counting.period(child, &clock, period, i);
        }
    }
    counting.out
}

struct Counting<'a> {
    history: &'a History,
    reference: &'a Reference,
    from: Day,
    to: Day,
    out: Exposure,
    cuts: Vec<i32>,
}

/// What is the same for all causes of a spell.
#[derive(Clone, Copy)]
struct Span {
    setting: usize,
    stream: usize,
    moves: usize,
    /// First day at risk, and the first no longer.
    risk: (i32, i32),
    placement_start: i32,
    care_start: i32,
}

impl Counting<'_> {
    /// The year back a day lies in.
    fn year(&self, day: i32) -> usize {
        let back = f64::from((self.to.0 - 1 - day).max(0)) / DAYS_PER_YEAR;
        (back as usize).min(YEARS - 1)
    }

    fn period(&mut self, child: &Child, clock: &ChildClock, period: &PeriodOfCare, ordinal: usize) {
        if ordinal == 0
            && period.start_known
            && period.start >= self.from
            && period.start < self.to
            && let Some(first) = period.spells.first()
        {
            let age = clock.band(period.start.0);
            let row = (child.stream.min(STREAMS - 1) * AGES + age) * SETTINGS_N + first.setting;
            let year = self.year(period.start.0);
            self.out.first[year * FIRST_CELLS + row] += 1.0;
        }
        let began = super::starts::start_of(self.history, child, period);
        let mut moves = began.moves;
        for (i, spell) in period.spells.iter().enumerate() {
            let class = moves.min(2);
            moves += usize::from(spell.cause.is_move() || spell.cause == End::Transfer);
            let end = spell.end.unwrap_or(self.to).min(self.to).0;
            let seen = spell.end.is_some_and(|e| e <= self.to);
            let last = end.min(clock.birthday());
            let risk = (spell.start.max(self.from).0, last);
            if spell.setting >= SETTINGS_N || end < self.from.0 {
                continue;
            }
            let span = Span {
                setting: spell.setting,
                stream: child.stream.min(STREAMS - 1),
                moves: class,
                risk,
                placement_start: if i == 0 {
                    began.placement.0
                } else {
                    spell.start.0
                },
                care_start: began.care.0,
            };
            (0..3).for_each(|cause| self.expose(cause, span, clock));
            if !seen {
                continue;
            }
            let next = period.spells.get(i + 1).map(|s| s.setting);
            self.end(span, clock, spell.cause, end, next, period.exit);
        }
    }

    /// Adds the event at the end of a spell.
    fn end(
        &mut self,
        span: Span,
        clock: &ChildClock,
        cause: End,
        end: i32,
        next: Option<usize>,
        exit: Option<usize>,
    ) {
        let share = self.out.unstated_breakdown;
        let parts: &[(usize, f64)] = match cause {
            End::Open => &[],
            // A move on the birthday or later is none of the model's.
            _ if end >= clock.birthday() && cause != End::Exit => &[],
            End::PlannedMove | End::Transfer => &[(1, 1.0)],
            End::Breakdown => &[(2, 1.0)],
            End::UnstatedMove => &[(1, 1.0 - share), (2, share)],
            End::Exit => &[(0, 1.0)],
        };
        let year = self.year(end);
        if cause == End::Exit && (end >= clock.birthday() || exit == Some(REASONS)) {
            self.out.turned_18[year] += 1.0;
            return;
        }
        let age = clock.band((end - 1).max(span.risk.0));
        for &(kind, weight) in parts {
            let since = self.since(kind, span);
            let band = band_of(
                kind,
                self.reference.over_placement(span.setting),
                end - 1 - since,
            );
            let cell = cell_of(kind, span, age, band);
            self.out.tally[year * CELLS + cell.index()].events += weight as f32;
            match (kind, next, exit) {
                (0, _, Some(reason)) if reason < REASONS => {
                    let row = (span.setting * STREAMS + span.stream) * AGES + age;
                    self.out.reasons[year * REASON_CELLS + row * REASONS + reason] += 1.0;
                }
                (1 | 2, Some(to), _) if to < SETTINGS_N => {
                    let row = (((kind - 1) * SETTINGS_N + span.setting) * STREAMS + span.stream)
                        * AGES
                        + age;
                    self.out.moves[year * MOVE_CELLS + row * SETTINGS_N + to] += weight as f32;
                }
                _ => {}
            }
        }
    }

    /// The day a cause's clock began.
    fn since(&self, cause: usize, span: Span) -> i32 {
        match cause {
            0 if !self.reference.over_placement(span.setting) => span.care_start,
            _ => span.placement_start,
        }
    }

    /// Adds the time at risk of a cause, cut where age, year and bands of duration change.
    fn expose(&mut self, cause: usize, span: Span, clock: &ChildClock) {
        let (from, to) = span.risk;
        if to <= from {
            return;
        }
        let since = self.since(cause, span);
        let over = self.reference.over_placement(span.setting);
        let bands = edges(cause, over);
        let mut cuts = std::mem::take(&mut self.cuts);
        cuts.clear();
        cuts.extend(
            clock.edges[..4]
                .iter()
                .copied()
                .filter(|c| *c > from && *c < to),
        );
        cuts.extend(
            bands
                .iter()
                .map(|e| since + libm::ceil(*e) as i32)
                .filter(|c| *c > from && *c < to),
        );
        // First days of the years back, the last of them first.
        let mut back = ((self.to.0 - from) as f64 / DAYS_PER_YEAR) as i32;
        while back > 0 {
            let cut = self.to.0 - libm::floor(f64::from(back) * DAYS_PER_YEAR) as i32;
            if cut >= to {
                break;
            }
            if cut > from {
                cuts.push(cut);
            }
            back -= 1;
        }
        cuts.push(to);
        cuts.sort_unstable();
        let mut begin = from;
        for &cut in &cuts {
            if cut <= begin {
                continue;
            }
            let age = clock.band(begin);
            let band = band_of(cause, over, begin - since);
            let row = self
                .reference
                .row(cause, span.setting, span.moves, span.stream, age);
            let expected = integral(row, f64::from(begin - since), f64::from(cut - since));
            let cell = cell_of(cause, span, age, band).index();
            let year = self.year(begin);
            let t = &mut self.out.tally[year * CELLS + cell];
            t.years += (f64::from(cut - begin) / DAYS_PER_YEAR) as f32;
            t.expected += expected as f32;
            begin = cut;
        }
        self.cuts = cuts;
    }
}

fn cell_of(cause: usize, span: Span, age: usize, band: usize) -> FitCell {
    FitCell {
        cause,
        setting: span.setting,
        age,
        band,
        moves: span.moves,
        stream: span.stream,
    }
}

fn band_of(cause: usize, over_placement: bool, days: i32) -> usize {
    let edges = edges(cause, over_placement);
    edges
        .iter()
        .take_while(|e| libm::ceil(**e) as i32 <= days)
        .count()
}

/// Integral of a row of rates between two durations, days.
fn integral(row: &[(f64, f64)], from: f64, to: f64) -> f64 {
    let (mut sum, mut begin) = (0.0, 0.0);
    for &(until, rate) in row {
        let (a, b) = (from.max(begin), to.min(until));
        if b > a {
            sum += rate * (b - a);
        }
        if until >= to {
            break;
        }
        begin = until;
    }
    sum
}
