//! Small models built in code for tests, and the statistics they are judged by.
#![allow(dead_code)]

pub mod stats;

use carecast::model::budget::{Line, LineKind};
use carecast::model::cohort::GivenChild;
use carecast::model::entries::{Level, StreamEntries};
use carecast::model::hazards::{Cause, DestinationRow, FactorRow, RateRow, Scope};
use carecast::model::prices::{Price, PriceRow};
use carecast::model::value::{Parameter, Value};
use carecast::model::{Dimensions, Model, Setting, Spec};
use carecast::sampling::distribution::Distribution;
use carecast::simulate::{Engine, Record};
use carecast::words::calendar::{DAYS_PER_YEAR, Day};

/// Beyond the reach of every horizon: nobody turns 18.
pub const NEVER: f64 = 1e6;

/// The day before a financial year of 365 days, and before most horizons here.
pub fn snapshot() -> Day {
    Day::from_ymd(2024, 3, 31).unwrap()
}

/// Years of a table that pass in `days` of the calendar, as a factor on every rate: a hazard's year has 365.25 days,
/// a month ends on a whole day, and a table says "after one year". With its rates multiplied by this a model is at
/// `years` of the table exactly on that day.
pub fn pace(years: f64, days: i32) -> f64 {
    years * DAYS_PER_YEAR / f64::from(days)
}

/// A small model in the making: settings that cost nothing until priced, one age band, singles, no birthday in reach.
pub struct Small {
    pub spec: Spec,
}

impl Small {
    /// `settings` settings with a fiscal line each, one stream, `years` financial years from 1 April 2024.
    pub fn new(settings: usize, years: usize) -> Small {
        Small::at(snapshot(), settings, &["general"], years)
    }

    /// The same with streams, from a snapshot.
    pub fn at(as_at: Day, settings: usize, streams: &[&str], years: usize) -> Small {
        let names = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let dimensions = Dimensions {
            settings: (0..settings)
                .map(|i| Setting {
                    name: format!("setting {i}"),
                    line: Some(i),
                    family: false,
                    in_house: false,
                    residential: false,
                })
                .collect(),
            age_bands: names(&["any"]),
            age_edges: Vec::new(),
            streams: names(streams),
            exits: names(&["out", "turned_18"]),
            age_out: NEVER,
        };
        let mut spec = Spec::empty(as_at, years, dimensions);
        spec.finance.lines = (0..settings)
            .map(|i| Line {
                name: format!("line {i}"),
                kind: LineKind::Placements,
                income: false,
            })
            .collect();
        Small { spec }
    }

    /// The seed, so that no two tests are lucky or unlucky together.
    pub fn seed(mut self, seed: u64) -> Small {
        self.spec.seed = seed;
        self
    }

    /// `count` children in a setting, all beginning there on day 0.
    pub fn children(self, setting: usize, stream: usize, count: usize) -> Small {
        self.children_elapsed(setting, stream, count, 0)
    }

    /// `count` children in a setting who came into care and into it `days` ago.
    pub fn children_elapsed(
        mut self,
        setting: usize,
        stream: usize,
        count: usize,
        days: i32,
    ) -> Small {
        for _ in 0..count {
            let who = 1_000 + self.spec.cohort.children.len() as u64;
            self.spec.cohort.children.push(GivenChild {
                who,
                id: String::new(),
                birthday: 300_000_000,
                stream,
                setting,
                need: 0,
                placement_start: -days,
                care_start: -days,
                moves: 0,
                weekly_price: None,
            });
        }
        self
    }

    /// Entries of the first stream: children a year, shares of the first setting, months' factors (empty: one) and
    /// the probabilities of groups of 1, 2, 3.
    pub fn entries(
        mut self,
        per_year: impl Into<Value>,
        first: &[f64],
        month_factor: Vec<f64>,
        groups: &[f64],
    ) -> Small {
        let bands = self.spec.dimensions.age_bands.len();
        self.spec.entries.streams.push(StreamEntries {
            stream: 0,
            level: Level::First(per_year.into()),
            year_factor: Vec::new(),
            month_factor,
            ages: vec![(0.0, 1.0, 1.0)],
            first_setting: vec![first.to_vec(); bands],
            group_sizes: groups.to_vec(),
            drift: None,
            needs: Vec::new(),
        });
        self
    }

    /// Singles at a constant rate.
    pub fn singles(self, per_year: impl Into<Value>, first: &[f64]) -> Small {
        self.entries(per_year, first, Vec::new(), &[1.0])
    }

    /// A constant rate of a cause in a setting.
    pub fn rate(self, cause: Cause, setting: usize, per_year: impl Into<Value>) -> Small {
        self.band(cause, setting, 0.0, f64::INFINITY, per_year)
    }

    /// A rate of a cause in a setting between two durations in years.
    pub fn band(
        mut self,
        cause: Cause,
        setting: usize,
        from_years: f64,
        to_years: f64,
        per_year: impl Into<Value>,
    ) -> Small {
        self.spec.hazards.rates.push(RateRow {
            cause,
            scope: Scope {
                from_years,
                to_years,
                ..Scope::settings(&[setting])
            },
            per_year: per_year.into(),
        });
        self
    }

    /// Bands of a cause from a cumulative hazard (of years): each has the average hazard over itself, so that the
    /// chance of lasting to an edge is exact.
    pub fn hazard(
        mut self,
        cause: Cause,
        setting: usize,
        edges: &[f64],
        cumulative: impl Fn(f64) -> f64,
    ) -> Small {
        let mut from = 0.0;
        for (i, &to) in edges.iter().enumerate() {
            let rate = (cumulative(to) - cumulative(from)) / (to - from);
            let until = if i + 1 == edges.len() {
                f64::INFINITY
            } else {
                to
            };
            self = self.band(cause, setting, from, until, rate);
            from = to;
        }
        self
    }

    /// Where moves from a setting go.
    pub fn moves(mut self, causes: &[Cause], setting: usize, shares: &[f64]) -> Small {
        self.spec.hazards.destinations.push(DestinationRow {
            causes: causes.to_vec(),
            scope: Scope::settings(&[setting]),
            shares: shares.to_vec(),
        });
        self
    }

    /// A factor on a cause in a setting.
    pub fn factor(mut self, cause: Cause, setting: usize, ratio: impl Into<Value>) -> Small {
        self.spec.hazards.factors.push(FactorRow {
            causes: vec![cause],
            scope: Scope::settings(&[setting]),
            ratio: ratio.into(),
        });
        self
    }

    /// A Markov chain: `q[i][j]` a year from setting i to setting j, `out[i]` out of care; rates × `pace`.
    pub fn chain(mut self, q: &[Vec<f64>], out: &[f64], pace: f64) -> Small {
        for (i, row) in q.iter().enumerate() {
            let total: f64 = row.iter().sum();
            if total > 0.0 {
                self = self.rate(Cause::PlannedMove, i, total * pace).moves(
                    &[Cause::PlannedMove],
                    i,
                    row,
                );
            }
            if out[i] > 0.0 {
                self = self.rate(Cause::Exit, i, out[i] * pace);
            }
        }
        self
    }

    /// A weekly price of a setting in pounds, the same for every child.
    pub fn price(mut self, setting: usize, pounds: f64) -> Small {
        self.spec.prices.rows.push(PriceRow {
            scope: Scope::settings(&[setting]),
            price: Price {
                weekly: Value::Certain(pounds),
                spread: 0.0,
                tail: None,
            },
        });
        self
    }

    /// An uncertain input; its value is named by what this returns.
    pub fn parameter(&mut self, path: &str, distribution: Distribution) -> Value {
        self.spec.parameters.push(Parameter {
            path: path.to_owned(),
            distribution,
            floor: 0.0,
            ceiling: f64::INFINITY,
        });
        Value::Drawn(self.spec.parameters.len() - 1)
    }

    /// The compiled model.
    pub fn build(self) -> Model {
        Model::build(self.spec).unwrap()
    }
}

/// Log-spaced edges of bands, in years.
pub fn log_edges(first: f64, last: f64, count: usize) -> Vec<f64> {
    let step = libm::log(last / first) / (count - 1) as f64;
    (0..count)
        .map(|i| first * libm::exp(step * i as f64))
        .collect()
}

/// What `f` reads from each of `n` replications.
pub fn replicate<T>(model: &Model, n: u64, mut f: impl FnMut(&Record) -> T) -> Vec<T> {
    let mut engine = Engine::new(model);
    (0..n).map(|r| f(engine.run(r, 0))).collect()
}

/// Sum over the cells of a stream (both cohorts) of a slot in a month of a table laid out by `Layout::cell`.
fn both<T: Copy + Into<i64>>(
    record: &Record,
    table: &[T],
    stream: usize,
    slot: usize,
    month: usize,
) -> i64 {
    (0..2)
        .map(|cohort| {
            let group = record.layout.group(cohort, stream);
            table[record.layout.cell(group, slot, month)].into()
        })
        .sum()
}

/// Children of a stream in a slot at the end of a month.
pub fn stock(record: &Record, stream: usize, slot: usize, month: usize) -> i64 {
    both(record, &record.children_end, stream, slot, month)
}

/// All children at the end of a month.
pub fn all_stock(record: &Record, month: usize) -> i64 {
    over_slots(record, |stream, slot| stock(record, stream, slot, month))
}

/// Nights of a stream in a slot over months.
pub fn nights(record: &Record, stream: usize, slot: usize, months: std::ops::Range<usize>) -> i64 {
    months
        .map(|m| both(record, &record.nights, stream, slot, m))
        .sum()
}

/// Cost of a stream over all slots and some months, in pounds.
pub fn cost(record: &Record, stream: usize, months: std::ops::Range<usize>) -> f64 {
    let sevenths: i64 = (0..record.layout.slots)
        .flat_map(|slot| months.clone().map(move |m| (slot, m)))
        .map(|(slot, m)| both(record, &record.cost, stream, slot, m))
        .sum();
    sevenths as f64 / 700.0
}

/// Sum over streams and slots.
pub fn over_slots(record: &Record, f: impl Fn(usize, usize) -> i64) -> i64 {
    (0..record.layout.streams)
        .flat_map(|s| (0..record.layout.slots).map(move |k| (s, k)))
        .map(|(s, k)| f(s, k))
        .sum()
}

/// All counts and money of a record as one list, for comparisons of whole records.
pub fn flat(record: &Record) -> Vec<i64> {
    let Record {
        cost,
        nights,
        children_end,
        weekly_end,
        entries,
        re_entries,
        entry_ages,
        exits,
        exit_ages,
        planned_moves,
        breakdowns,
        flows,
        ended_weekly,
        year_end_ages,
        children_in_year,
        over_10k,
        events,
        ..
    } = record;
    let mut all = cost.clone();
    all.extend(nights.iter().chain(children_end).map(|x| i64::from(*x)));
    all.extend(weekly_end.iter().chain(ended_weekly));
    for counts in [
        entries,
        re_entries,
        entry_ages,
        exits,
        exit_ages,
        planned_moves,
        breakdowns,
        flows,
        year_end_ages,
        children_in_year,
        over_10k,
    ] {
        all.extend(counts.iter().map(|x| i64::from(*x)));
    }
    all.push(*events as i64);
    all
}
