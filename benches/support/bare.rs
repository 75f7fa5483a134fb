//! The plain reference loop: the barest hand-written simulation of the same model — same bands, causes, ages,
//! siblings and re-entry — with one plain stream of random numbers, no money, no records, no keyed draws. The yardstick
//! the engine's speed is stated against.

use carecast::draw::{group_rates, mean_group};
use carecast::model::Model;
use carecast::model::hazards::Cause;
use carecast::words::calendar::DAYS_PER_YEAR;

/// Xoshiro256++ (Blackman & Vigna 2019).
pub struct Stream([u64; 4]);

impl Stream {
    pub fn new(seed: u64) -> Stream {
        let mut x = seed;
        Stream(std::array::from_fn(|_| {
            x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        }))
    }

    #[inline(always)]
    fn bits(&mut self) -> u64 {
        let s = &mut self.0;
        let out = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        out
    }

    #[inline(always)]
    fn uniform(&mut self) -> f64 {
        f64::from_bits((1023 << 52) | (self.bits() >> 12)) - (1.0 - f64::EPSILON / 2.0)
    }

    #[inline(always)]
    #[allow(
        clippy::disallowed_methods,
        reason = "the yardstick uses the platform's logarithm"
    )]
    fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }
}

/// Bands of one hazard: where each begins, the integrated hazard there, the rate; and the part of it that is the
/// first of two causes. At most eight, the rest beginning at infinity.
#[derive(Clone, Copy)]
struct Row {
    begin: [f64; 8],
    hazard: [f64; 8],
    rate: [f64; 8],
    first: [f64; 8],
}

impl Row {
    fn new(bands: &[(f64, f64, f64)]) -> Row {
        assert!(
            bands.len() <= 8,
            "the reference loop takes at most eight bands"
        );
        let mut row = Row {
            begin: [f64::INFINITY; 8],
            hazard: [f64::INFINITY; 8],
            rate: [0.0; 8],
            first: [0.0; 8],
        };
        let (mut begin, mut hazard) = (0.0, 0.0);
        for (i, (until, a, b)) in bands.iter().enumerate() {
            row.begin[i] = begin;
            row.hazard[i] = hazard;
            row.rate[i] = a + b;
            row.first[i] = if a + b > 0.0 { a / (a + b) } else { 0.0 };
            hazard += (a + b) * (until - begin);
            begin = *until;
        }
        row
    }

    #[inline(always)]
    fn used(&self, duration: f64) -> f64 {
        let i = last(&self.begin, duration);
        self.hazard[i] + self.rate[i] * (duration - self.begin[i])
    }

    /// Duration at which the hazard is used up, and the band.
    #[inline(always)]
    fn at(&self, hazard: f64) -> (f64, usize) {
        let i = last(&self.hazard, hazard);
        (self.begin[i] + (hazard - self.hazard[i]) / self.rate[i], i)
    }
}

#[inline(always)]
fn last(values: &[f64; 8], x: f64) -> usize {
    let mut i = usize::from(values[4] <= x) * 4;
    i += usize::from(values[i + 2] <= x) * 2;
    i += usize::from(values[(i + 1) % 8] <= x);
    i % 8
}

/// The model as flat tables.
pub struct Bare<'a> {
    model: &'a Model,
    /// By cell: exits over time in care, moves (planned the first cause) over time in placement.
    exit: Vec<Row>,
    moves: Vec<Row>,
    edges: Vec<f64>,
    rates: Vec<Vec<f64>>,
    end: f64,
    /// Moves and exits.
    pub events: u64,
    stream: Stream,
}

#[derive(Clone, Copy)]
struct Child {
    at: f64,
    birthday: f64,
    setting: usize,
    stream: usize,
    placed: f64,
    care: f64,
    moves: usize,
}

impl<'a> Bare<'a> {
    pub fn new(model: &'a Model) -> Bare<'a> {
        let means = model.means();
        let h = &model.hazards;
        let rate = |b: &carecast::model::hazards::Band| {
            let set: f64 = h.factor_sets[b.factors as usize]
                .iter()
                .map(|&p| means[p])
                .product();
            b.base.get(&means) * b.scale * set / DAYS_PER_YEAR
        };
        let row = |cause: usize, cell: usize| &h.rows[h.cell_row[cause][cell] as usize];
        let exit = (0..h.size.cells())
            .map(|c| {
                Row::new(
                    &row(0, c)
                        .iter()
                        .map(|b| (b.until, rate(b), 0.0))
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        let moves = (0..h.size.cells())
            .map(|c| {
                let both = row(1, c)
                    .iter()
                    .zip(row(2, c))
                    .map(|(p, b)| (p.until, rate(p), rate(b)));
                Row::new(&both.collect::<Vec<_>>())
            })
            .collect();
        let d = &model.spec.dimensions;
        let edges = d
            .age_edges
            .iter()
            .map(|e| (d.age_out - e) * DAYS_PER_YEAR)
            .chain([f64::NEG_INFINITY])
            .collect();
        let rates = model
            .spec
            .entries
            .streams
            .iter()
            .map(|s| group_rates(model, s, &means, None))
            .collect();
        let end = f64::from(model.horizon.days());
        Bare {
            model,
            exit,
            moves,
            edges,
            rates,
            end,
            events: 0,
            stream: Stream::new(1),
        }
    }

    pub fn run(&mut self) {
        let model = self.model;
        for g in &model.spec.cohort.groups {
            for _ in 0..g.count {
                let years = g.ages.0 + (g.ages.1 - g.ages.0) * self.stream.uniform();
                let e = &g.elapsed[(self.stream.uniform() * 3.0) as usize];
                let care = e.care.0 + (e.care.1 - e.care.0) * self.stream.uniform();
                let placed = e.placement.0
                    + (e.placement.1.min(care) - e.placement.0).max(0.0) * self.stream.uniform();
                self.follow(Child {
                    at: 0.0,
                    birthday: (18.0 - years) * DAYS_PER_YEAR,
                    setting: g.setting,
                    stream: g.stream,
                    placed: -placed * DAYS_PER_YEAR,
                    care: -care * DAYS_PER_YEAR,
                    moves: usize::from(e.moves),
                });
            }
        }
        for p in &model.spec.entries.pool.past_exits {
            for _ in 0..(p.per_year * f64::from(model.spec.entries.pool.years)) as usize {
                let left = -self.stream.uniform() * 6.0 * DAYS_PER_YEAR;
                let back = self.back(p.exit, left);
                if back > 0.0 && back < self.end {
                    let birthday = left + self.stream.uniform() * 16.0 * DAYS_PER_YEAR;
                    self.enter(back, birthday, p.stream);
                }
            }
        }
        for s in 0..model.spec.entries.streams.len() {
            let entries = &model.spec.entries.streams[s];
            let mut at = 0.0;
            let per_day: Vec<f64> = self.rates[s]
                .iter()
                .enumerate()
                .map(|(m, r)| {
                    r / f64::from(model.horizon.month_start[m + 1] - model.horizon.month_start[m])
                })
                .collect();
            let top = per_day.iter().copied().fold(0.0, f64::max);
            debug_assert!(mean_group(entries) >= 1.0);
            loop {
                at += self.stream.exponential() / top;
                if at >= self.end {
                    break;
                }
                let month = usize::from(model.horizon.month_of_day[at as usize]);
                if self.stream.uniform() * top > per_day[month] {
                    continue;
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

    fn enter(&mut self, at: f64, birthday: f64, stream: usize) {
        if birthday <= at {
            return;
        }
        let age = self.age(birthday, at);
        let first = &self.model.first_setting[stream * self.edges.len() + age];
        let setting = at_most(first, self.stream.uniform());
        self.follow(Child {
            at,
            birthday,
            setting,
            stream,
            placed: at,
            care: at,
            moves: 0,
        });
    }

    fn age(&self, birthday: f64, at: f64) -> usize {
        let mut age = 0;
        while birthday - self.edges[age] <= at {
            age += 1;
        }
        age
    }

    fn back(&mut self, exit: usize, left: f64) -> f64 {
        let Some(bands) = self.model.spec.entries.re_entry.get(exit) else {
            return f64::INFINITY;
        };
        let mut e = self.stream.exponential();
        let mut from = 0.0;
        for b in bands {
            let rate = b.per_year.get(&[]);
            let used = rate * (b.until_years - from);
            if used > e {
                return left + (from + e / rate) * DAYS_PER_YEAR;
            }
            e -= used;
            from = b.until_years;
        }
        f64::INFINITY
    }

    fn follow(&mut self, mut c: Child) {
        let size = self.model.hazards.size;
        let mut exit_left = self.stream.exponential();
        let mut age = self.age(c.birthday, c.at);
        let mut edge = c.birthday - self.edges[age];
        let limit = if c.birthday < self.end {
            c.birthday
        } else {
            self.end
        };
        let mut move_left = self.stream.exponential();
        loop {
            let cell = size.cell(c.setting, c.moves.min(2), c.stream, 0) + age;
            let (exit, moves) = (&self.exit[cell], &self.moves[cell]);
            let used = exit.used(c.at - c.care);
            let exit_at = c.care + exit.at(used + exit_left).0;
            let before = moves.used(c.at - c.placed);
            let (move_at, band) = moves.at(before + move_left);
            let move_at = c.placed + move_at;
            let first = if exit_at < move_at { exit_at } else { move_at };
            let stop = if edge < limit { edge } else { limit };
            if first >= stop {
                if stop >= limit {
                    self.events += u64::from(c.birthday < self.end);
                    return;
                }
                exit_left -= exit.used(stop - c.care) - used;
                move_left -= moves.used(stop - c.placed) - before;
                c.at = stop;
                age += 1;
                edge = c.birthday - self.edges[age];
                continue;
            }
            self.events += 1;
            let h = &self.model.hazards;
            let u = self.stream.uniform();
            if exit_at <= move_at {
                let exit = at_most(h.reason(c.setting, c.stream, age), u);
                let back = self.back(exit, exit_at);
                if back >= limit {
                    return;
                }
                age = self.age(c.birthday, back);
                edge = c.birthday - self.edges[age];
                let shares = &self.model.first_setting[c.stream * self.edges.len() + age];
                let setting = at_most(shares, self.stream.uniform());
                c = Child {
                    at: back,
                    setting,
                    placed: back,
                    care: back,
                    moves: 0,
                    ..c
                };
                exit_left = self.stream.exponential();
                move_left = self.stream.exponential();
                continue;
            }
            exit_left -= exit.used(move_at - c.care) - used;
            let planned = self.stream.uniform() < moves.first[band];
            let cause = if planned {
                Cause::PlannedMove
            } else {
                Cause::Breakdown
            };
            c.setting = at_most(h.destination(cause, c.setting, c.stream, age), u);
            c.placed = move_at;
            c.at = move_at;
            c.moves += 1;
            move_left = self.stream.exponential();
        }
    }
}

fn at_most(cumulative: &[f64], u: f64) -> usize {
    let mut i = 0;
    while i + 1 < cumulative.len() && cumulative[i] <= u {
        i += 1;
    }
    i
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
