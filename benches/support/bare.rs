//! The plain reference loop: the barest hand-written simulation of the same model — same bands, causes, ages,
//! siblings and re-entry — with one plain stream of random numbers, no money, no records, no keyed draws. The yardstick
//! the engine's speed is stated against.

use carecast::draw::{group_rates, min};
use carecast::model::Model;
use carecast::model::hazards::{Band, Cause};
use carecast::sampling::keyed::to_unit;
use carecast::words::calendar::DAYS_PER_YEAR;
use rand::rand_core::{Infallible, Rng, TryRng, utils};
use rand_distr::{Distribution, Exp1};

/// SplitMix64 (Steele, Lea & Flood 2014).
pub(super) struct Stream(u64);

impl TryRng for Stream {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|x| (x >> 32) as u32)
    }
    #[inline(always)]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Ok(z ^ (z >> 31))
    }
    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(dst, || self.try_next_u64())
    }
}

impl Stream {
    #[inline(always)]
    pub(super) fn uniform(&mut self) -> f64 {
        to_unit(self.next_u64())
    }

    #[inline(always)]
    pub(super) fn exponential(&mut self) -> f64 {
        Exp1.sample(self)
    }
}

/// Eight bands of one hazard: where each begins, the integrated hazard there, the rate and its inverse, and the part
/// of it that is the first of two causes.
#[derive(Clone, Copy)]
pub(super) struct Row {
    begin: [f64; 8],
    hazard: [f64; 8],
    rate: [f64; 8],
    wait: [f64; 8],
    pub(super) first: [f64; 8],
}

impl Row {
    fn new(bands: impl Iterator<Item = (f64, f64, f64)>) -> Row {
        let mut row = Row {
            begin: [f64::INFINITY; 8],
            hazard: [f64::INFINITY; 8],
            rate: [0.0; 8],
            wait: [f64::MAX; 8],
            first: [0.0; 8],
        };
        let (mut begin, mut hazard) = (0.0, 0.0);
        for (i, (until, a, b)) in bands.enumerate() {
            row.begin[i] = begin;
            row.hazard[i] = hazard;
            row.rate[i] = a + b;
            row.wait[i] = min(1.0 / (a + b), f64::MAX);
            row.first[i] = if a + b > 0.0 { a / (a + b) } else { 0.0 };
            hazard += (a + b) * (until - begin);
            begin = until;
        }
        row
    }

    /// Integrated hazard up to a duration.
    #[inline(always)]
    pub(super) fn used(&self, duration: f64) -> f64 {
        let i = last(&self.begin, duration);
        self.hazard[i] + self.rate[i] * (duration - self.begin[i])
    }

    /// Duration at which the hazard is used up, and the band.
    #[inline(always)]
    pub(super) fn at(&self, hazard: f64) -> (f64, usize) {
        let i = last(&self.hazard, hazard);
        (self.begin[i] + (hazard - self.hazard[i]) * self.wait[i], i)
    }
}

#[inline(always)]
fn last(values: &[f64; 8], x: f64) -> usize {
    let mut i = usize::from(values[4] <= x) * 4;
    i += usize::from(values[i + 2] <= x) * 2;
    i += usize::from(values[(i + 1) % 8] <= x);
    i % 8
}

/// Shares to pick from by Walker's aliases: one uniform, no search.
#[derive(Clone, Copy)]
pub(super) struct Pick {
    keep: [f64; 16],
    alias: [u8; 16],
}

impl Pick {
    fn new(cumulative: &[f64]) -> Pick {
        let mut below = 0.0;
        let mut p = [0.0; 16];
        for (p, c) in p.iter_mut().zip(cumulative) {
            *p = 16.0 * (c - below);
            below = *c;
        }
        let mut pick = Pick {
            keep: [1.0; 16],
            alias: [0; 16],
        };
        let mut open: Vec<usize> = (0..16).collect();
        while open.len() > 1 {
            let least = |a: &&usize, b: &&usize| p[**a].total_cmp(&p[**b]);
            let low = *open.iter().min_by(least).expect("not empty");
            let high = *open.iter().max_by(least).expect("not empty");
            pick.keep[low] = p[low];
            pick.alias[low] = high as u8;
            p[high] -= 1.0 - p[low];
            open.retain(|i| *i != low);
        }
        pick
    }

    #[inline(always)]
    pub(super) fn at(&self, u: f64) -> usize {
        let x = 16.0 * u;
        let i = x as usize % 16;
        let other = usize::from(self.alias[i]);
        if x - (i as f64) < self.keep[i] {
            i
        } else {
            other
        }
    }
}

/// Cells by (row, age): up to 16 rows of 8.
pub(super) type Cells<T> = [[T; 8]; 16];

/// The model as flat tables, as far as the made-up council needs them: 12 settings, 5 ages, factors by age and moves.
pub struct Bare<'a> {
    pub(super) model: &'a Model,
    /// By setting: exits over time in care, moves (planned the first cause) over time in placement, in a first
    /// placement under 1.
    pub(super) exit: [Row; 16],
    pub(super) moves: [Row; 16],
    /// What they are multiplied by: by age, and class of moves × age.
    pub(super) exit_factor: [f64; 8],
    pub(super) move_factor: [[f64; 8]; 4],
    pub(super) move_wait: [[f64; 8]; 4],
    pub(super) planned: Box<Cells<Pick>>,
    pub(super) breakdown: Box<Cells<Pick>>,
    pub(super) reason: Box<Cells<Pick>>,
    pub(super) first: Box<Cells<Pick>>,
    pub(super) re_entry: [Row; 16],
    pub(super) edges: [f64; 8],
    rates: Vec<Vec<f64>>,
    pub(super) end: f64,
    /// Moves and exits.
    pub events: u64,
    pub(super) stream: Stream,
    pub(super) batch: Vec<Child>,
    /// Only collects the children.
    pub(super) hold: bool,
}

/// Children followed at a time.
const BATCH: usize = 128;

#[derive(Clone, Copy, Default)]
pub(super) struct Child {
    pub(super) at: f64,
    pub(super) birthday: f64,
    pub(super) setting: usize,
    pub(super) stream: usize,
    pub(super) placed: f64,
    pub(super) care: f64,
    pub(super) moves: usize,
    pub(super) age: usize,
    pub(super) limit: f64,
    pub(super) exit_left: f64,
    pub(super) move_left: f64,
    /// Hazard of a move used up since the placement began.
    pub(super) move_used: f64,
    /// When the age band, or all, ends; when the next move comes, and its band; hazard of an exit used up so far, and
    /// until then.
    pub(super) stop: f64,
    pub(super) move_at: f64,
    pub(super) band: usize,
    pub(super) since: f64,
    pub(super) gone: f64,
}

impl<'a> Bare<'a> {
    pub fn new(model: &'a Model) -> Bare<'a> {
        let means = model.means();
        let h = &model.hazards;
        let ages = h.size.ages;
        let resolved = h.resolved(&means);
        let rate = |b: &Band| b.per_year(&means, &resolved) / DAYS_PER_YEAR;
        let row = |cause: usize, cell: usize| &h.rows[h.cell_row[cause][cell] as usize];
        let settings = |i: usize| i.min(h.size.settings - 1);
        let exit = std::array::from_fn(|i| {
            let cell = h.size.cell(settings(i), 0, 0, 0);
            Row::new(row(0, cell).iter().map(|b| (b.until, rate(b), 0.0)))
        });
        let moves = std::array::from_fn(|i| {
            let cell = h.size.cell(settings(i), 0, 0, 0);
            let both = row(1, cell).iter().zip(row(2, cell));
            Row::new(both.map(|(p, b)| (p.until, rate(p), rate(b))))
        });
        let against = |cause: usize, class: usize, age: usize| {
            let cell = h.size.cell(0, class, 0, 0) + age.min(ages - 1);
            rate(&row(cause, cell)[0]) / rate(&row(cause, h.size.cell(0, 0, 0, 0))[0])
        };
        let pick = |f: &dyn Fn(usize, usize) -> Pick| -> Box<Cells<Pick>> {
            Box::new(std::array::from_fn(|i| {
                std::array::from_fn(|age| f(i, age.min(ages - 1)))
            }))
        };
        let d = &model.spec.dimensions;
        let entries = &model.spec.entries;
        Bare {
            model,
            exit,
            moves,
            exit_factor: std::array::from_fn(|age| against(0, 0, age)),
            move_factor: std::array::from_fn(|class| {
                std::array::from_fn(|age| against(1, class.min(2), age))
            }),
            move_wait: std::array::from_fn(|class| {
                std::array::from_fn(|age| 1.0 / against(1, class.min(2), age))
            }),
            planned: pick(&|i, age| {
                Pick::new(h.destination(Cause::PlannedMove, settings(i), 0, age))
            }),
            breakdown: pick(&|i, age| {
                Pick::new(h.destination(Cause::Breakdown, settings(i), 0, age))
            }),
            reason: pick(&|i, age| Pick::new(h.reason(settings(i), 0, age))),
            first: pick(&|i, age| {
                Pick::new(&model.first_setting[i.min(h.size.streams - 1) * ages + age])
            }),
            re_entry: std::array::from_fn(|exit| {
                let bands = entries.re_entry.get(exit).map_or(&[][..], |b| b);
                let bands = bands.iter().map(|b| {
                    (
                        b.until_years * DAYS_PER_YEAR,
                        b.per_year.get(&means) / DAYS_PER_YEAR,
                        0.0,
                    )
                });
                Row::new(bands.chain([(f64::INFINITY, 0.0, 0.0)]))
            }),
            edges: std::array::from_fn(|i| {
                d.age_edges
                    .get(i)
                    .map_or(f64::NEG_INFINITY, |e| (d.age_out - e) * DAYS_PER_YEAR)
            }),
            rates: entries
                .streams
                .iter()
                .map(|s| group_rates(model, s, &means, None))
                .collect(),
            end: f64::from(model.horizon.days()),
            events: 0,
            stream: Stream(1),
            batch: Vec::with_capacity(BATCH),
            hold: false,
        }
    }

    pub fn run(&mut self) {
        self.hold = false;
        self.children();
        while !self.batch.is_empty() {
            self.step();
        }
    }

    /// All children who are there at the start or come later, given to [`Bare::follow`].
    pub(super) fn children(&mut self) {
        let model = self.model;
        for g in &model.spec.cohort.groups {
            for _ in 0..g.count {
                let years = g.ages.0 + (g.ages.1 - g.ages.0) * self.stream.uniform();
                let e = &g.elapsed[(self.stream.uniform() * g.elapsed.len() as f64) as usize];
                let care = e.care.0 + (e.care.1 - e.care.0) * self.stream.uniform();
                let placed = e.placement.0
                    + (min(e.placement.1, care) - e.placement.0).max(0.0) * self.stream.uniform();
                self.follow(Child {
                    at: 0.0,
                    birthday: (18.0 - years) * DAYS_PER_YEAR,
                    setting: g.setting,
                    stream: g.stream,
                    placed: -placed * DAYS_PER_YEAR,
                    care: -care * DAYS_PER_YEAR,
                    moves: usize::from(e.moves),
                    move_used: self.moves[g.setting % 16].used(placed * DAYS_PER_YEAR),
                    ..Child::default()
                });
            }
        }
        for p in &model.spec.entries.pool.past_exits {
            for _ in 0..(p.per_year * f64::from(model.spec.entries.pool.years)) as usize {
                let left = -self.stream.uniform() * 6.0 * DAYS_PER_YEAR;
                let back = left + self.re_entry[p.exit % 16].at(self.stream.exponential()).0;
                if back > 0.0 && back < self.end {
                    let birthday = left + self.stream.uniform() * 16.0 * DAYS_PER_YEAR;
                    self.enter(back, birthday, p.stream);
                }
            }
        }
        for s in 0..model.spec.entries.streams.len() {
            let entries = &model.spec.entries.streams[s];
            for month in 0..model.horizon.months.len() {
                let (mut at, until) = (
                    f64::from(model.horizon.month_start[month]),
                    f64::from(model.horizon.month_start[month + 1]),
                );
                let wait = (until - at) / self.rates[s][month];
                loop {
                    at += self.stream.exponential() * wait;
                    if at >= until {
                        break;
                    }
                    let size = 1 + pick(&entries.group_sizes, self.stream.uniform());
                    for _ in 0..size {
                        let mut u = self.stream.uniform();
                        let mut years = 0.0;
                        for (from, to, share) in &entries.ages {
                            if u < *share {
                                years = from + (to - from) * u / share;
                                break;
                            }
                            u -= share;
                        }
                        self.enter(at, at + (18.0 - years) * DAYS_PER_YEAR, entries.stream);
                    }
                }
            }
        }
    }

    fn enter(&mut self, at: f64, birthday: f64, stream: usize) {
        if birthday <= at {
            return;
        }
        let age = self.age(birthday, at);
        let setting = self.first[stream % 16][age].at(self.stream.uniform());
        self.follow(Child {
            at,
            birthday,
            setting,
            stream,
            placed: at,
            care: at,
            ..Child::default()
        });
    }

    #[inline(always)]
    pub(super) fn age(&self, birthday: f64, at: f64) -> usize {
        let mut age = 0;
        while birthday - self.edges[age % 8] <= at {
            age += 1;
        }
        age % 8
    }

    /// Children are followed a batch at a time, one step for all of them after the other: the processor overlaps what
    /// does not wait.
    fn follow(&mut self, mut c: Child) {
        c.age = self.age(c.birthday, c.at);
        c.limit = min(c.birthday, self.end);
        c.exit_left = self.stream.exponential();
        c.move_left = self.stream.exponential();
        self.batch.push(c);
        if self.batch.len() >= BATCH && !self.hold {
            self.step();
        }
    }

    fn step(&mut self) {
        let mut batch = std::mem::take(&mut self.batch);
        for c in &mut batch {
            let setting = c.setting % 16;
            c.stop = min(c.birthday - self.edges[c.age], c.limit);
            let wait = self.move_wait[c.moves.min(2)][c.age];
            let (duration, band) = self.moves[setting].at(c.move_used + c.move_left * wait);
            c.band = band;
            c.move_at = c.placed + duration;
        }
        for c in &mut batch {
            let exit = &self.exit[c.setting % 16];
            c.since = exit.used(c.at - c.care);
            let until = min(c.move_at, c.stop);
            c.gone = self.exit_factor[c.age] * (exit.used(until - c.care) - c.since);
        }
        let mut kept = 0;
        for i in 0..batch.len() {
            let mut c = batch[i];
            if self.next(&mut c) {
                batch[kept] = c;
                kept += 1;
            }
        }
        batch.truncate(kept);
        self.batch = batch;
    }

    /// What happens to a child; false when it is followed no longer.
    #[inline(always)]
    fn next(&mut self, c: &mut Child) -> bool {
        let setting = c.setting % 16;
        if c.gone >= c.exit_left {
            self.events += 1;
            let left = c.since + c.exit_left / self.exit_factor[c.age];
            let left_at = c.care + self.exit[setting].at(left).0;
            let reason = self.reason[setting][c.age].at(self.stream.uniform());
            let back = left_at + self.re_entry[reason].at(self.stream.exponential()).0;
            if back >= c.limit {
                return false;
            }
            c.age = self.age(c.birthday, back);
            c.setting = self.first[c.stream % 16][c.age].at(self.stream.uniform());
            (c.at, c.placed, c.care, c.moves) = (back, back, back, 0);
            c.move_used = 0.0;
            c.exit_left = self.stream.exponential();
            c.move_left = self.stream.exponential();
            return true;
        }
        c.exit_left -= c.gone;
        if c.move_at < c.stop {
            self.events += 1;
            let planned = self.stream.uniform() < self.moves[setting].first[c.band];
            let to = if planned {
                &self.planned
            } else {
                &self.breakdown
            };
            c.setting = to[setting][c.age].at(self.stream.uniform());
            (c.at, c.placed) = (c.move_at, c.move_at);
            c.moves += 1;
            c.move_used = 0.0;
            c.move_left = self.stream.exponential();
            return true;
        }
        if c.stop >= c.limit {
            self.events += u64::from(c.birthday < self.end);
            return false;
        }
        let used = self.moves[setting].used(c.stop - c.placed);
        c.move_left -= self.move_factor[c.moves.min(2)][c.age] * (used - c.move_used);
        c.move_used = used;
        c.at = c.stop;
        c.age = (c.age + 1) % 8;
        true
    }
}

fn pick(shares: &[f64], mut u: f64) -> usize {
    for (i, s) in shares.iter().enumerate() {
        if u < *s {
            return i;
        }
        u -= s;
    }
    shares.len() - 1
}
