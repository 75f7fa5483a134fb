//! From replications to a forecast: the money of each (`ledger`), what is kept of it (`sample`), distributions and
//! the probability of an overspend (`summary`, `measure`), the split of the variance (`twins`), the bridge from the
//! budget (`bridge`), what is reconciled (`reconcile`), and when there are enough replications (`stopping`).
//!
//! ```text
//! Record + parameters ─ Ledger ─ Sample ─┬─ rows of forecast.csv
//!                                        ├─ bridge, outcomes, reconciliations
//!                                        └─ enough? (auto)
//! ```
//!
//! Forecast outturn = actuals of closed months + the simulated remainder, inside the budget's perimeter.

mod books;
mod bridge;
mod confined;
mod dearest;
mod disclosure;
mod high_cost;
mod ledger;
mod lines;
mod measure;
mod reconcile;
mod sample;
pub mod scores;
mod sensitivity;
pub mod since;
mod stopping;
mod summary;
mod twins;
mod value;

pub use books::{ACTUAL_LINE, Books};
pub use bridge::{
    Bridge, Effect, Exact, Quantities, Term, bridges, round_to_sum, volume_and_rate,
    volume_mix_price,
};
pub use dearest::{DEAREST, Dearest, dearest};
pub use disclosure::{FEW, Withheld, disclosure, few};
pub use high_cost::{Band, HighCost, Said, high_cost};
pub use ledger::Ledger;
pub use measure::{CohortGroup, Group, Key, Measure, Period, keys, shown_lines};
pub use reconcile::{Placed, Reconciled, ReconciledLine, place_outcomes, reconcile, start_weekly};
pub use sample::{Sample, sample};
pub use sensitivity::{FIFTH, Sensitivity, sensitivity};
pub use stopping::{Decision, Precision, Target, decide, precision, precisions};
pub use summary::{
    Probability, QUANTILES, Summary, moments, percentile_of, quantile, quantile_mcse,
};
pub use twins::{ParameterShare, parameter_share};
pub use value::value;

/// Replications that have a twin.
pub const TWINS: usize = 1_000;

/// One row: what it is of, and its distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// What it is of.
    pub key: Key,
    /// Its distribution.
    pub summary: Summary,
}

/// A forecast: everything that is printed or written about a set of replications.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Replications.
    pub replications: usize,
    /// All rows, months before years, by measure, group and period.
    pub rows: Vec<Row>,
    /// Bridges of the years with a budget.
    pub bridges: Vec<Bridge>,
    /// Share of the variance that uncertain inputs make, by year of the horizon.
    pub parameter_shares: Vec<Option<ParameterShare>>,
    /// Reconciliations.
    pub reconciliations: Vec<Reconciled>,
    /// Percentiles of published outcomes.
    pub outcomes: Vec<Placed>,
    /// By year: the outturns that 0.5%, 1.5% … 99.5% of the replications do not exceed, pounds; a hundred of them.
    pub curves: Vec<Vec<f64>>,
    /// Which inputs move the outturn.
    pub sensitivity: Vec<Sensitivity>,
    /// The dearest placements.
    pub high_cost: Vec<HighCost>,
    /// What may not be shown outside the council.
    pub withheld: std::collections::BTreeSet<Withheld>,
    /// What a reader must know.
    pub warnings: Vec<String>,
}

/// Points of an outturn's curve.
pub const POINTS: usize = 100;

/// The outturns of a year, pounds, at the middle of each hundredth of the replications.
fn curve(books: &Books, samples: &[Sample], year: usize) -> Vec<f64> {
    let outturn = |s: &Sample| s.outturn(books, year) as f64 / 100.0;
    let mut sorted: Vec<f64> = samples.iter().map(outturn).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    if sorted.is_empty() {
        return Vec::new();
    }
    let at = |i: usize| quantile(&sorted, (i as f64 + 0.5) / POINTS as f64);
    (0..POINTS).map(at).collect()
}

impl Forecast {
    /// Summarises replications. `twins` are the outturns by year, in pence, of the twins of the first replications.
    /// `map` gives the keys to [`summarise`], a few dozen at a time, side by side if the caller likes.
    pub fn new(
        books: &Books,
        samples: &[Sample],
        twins: &[Vec<i64>],
        map: impl Fn(&[Key]) -> Vec<Option<Summary>>,
    ) -> Forecast {
        let keys = keys(books, samples);
        let summaries = map(&keys);
        let mut rows: Vec<Row> = keys
            .into_iter()
            .zip(summaries)
            .filter_map(|(key, s)| s.map(|summary| Row { key, summary }))
            .collect();
        let parameter_shares: Vec<_> = (0..books.years())
            .map(|y| {
                let pairs: Vec<(f64, f64)> = samples
                    .iter()
                    .zip(twins)
                    .map(|(s, t)| (s.outturn(books, y) as f64, t[y] as f64))
                    .collect();
                parameter_share(&pairs)
            })
            .collect();
        for (year, share) in parameter_shares.iter().enumerate() {
            rows.extend(year_rows(books, samples, year, *share));
        }
        rows.sort_by_key(|r| {
            let k = r.key;
            (matches!(k.period, Period::Year(_)), k)
        });
        Forecast {
            replications: samples.len(),
            rows,
            bridges: bridges(books, samples),
            parameter_shares,
            reconciliations: reconcile(books),
            outcomes: place_outcomes(books, samples),
            curves: (0..books.years())
                .map(|y| curve(books, samples, y))
                .collect(),
            sensitivity: sensitivity(books, samples),
            high_cost: high_cost(books, samples),
            withheld: disclosure(books, samples),
            warnings: books.warnings(samples),
        }
    }

    /// The row of a year.
    pub fn year(&self, year: usize, measure: Measure, group: Group) -> Option<&Summary> {
        let key = Key {
            measure,
            group,
            period: Period::Year(year),
        };
        self.rows.iter().find(|r| r.key == key).map(|r| &r.summary)
    }
}

/// Distributions of keys, each over the replications that have a value of it. Replications are read once for all
/// the keys: give it a few dozen at a time, and as many columns of numbers are held.
pub fn summarise(books: &Books, samples: &[Sample], keys: &[Key]) -> Vec<Option<Summary>> {
    let mut columns: Vec<Vec<f64>> = keys
        .iter()
        .map(|_| Vec::with_capacity(samples.len()))
        .collect();
    for s in samples {
        for (key, column) in keys.iter().zip(&mut columns) {
            column.extend(value(books, *key, s));
        }
    }
    columns.iter_mut().map(|c| Summary::of(c)).collect()
}

/// What is said of a year's outturn against its budget.
fn year_rows(
    books: &Books,
    samples: &[Sample],
    year: usize,
    share: Option<ParameterShare>,
) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut push = |measure, group, period, summary: Option<Summary>| {
        rows.extend(summary.map(|summary| Row {
            key: Key {
                measure,
                group,
                period,
            },
            summary,
        }));
    };
    let (y, total) = (Period::Year(year), Group::Total);
    let pounds = |pence: i64| pence as f64 / 100.0;
    let outturns: Vec<i64> = samples.iter().map(|s| s.outturn(books, year)).collect();
    let against = |base: i64| -> Vec<f64> { outturns.iter().map(|o| pounds(o - base)).collect() };
    let mut sorted = against(0);
    sorted.sort_unstable_by(f64::total_cmp);
    if !sorted.is_empty() {
        let mcse = (sorted.len() > 1).then(|| quantile_mcse(&sorted, 0.8));
        let figure = Summary::figure(quantile(&sorted, 0.8), mcse);
        push(Measure::P80, total, y, Some(figure));
    }
    let figure = share.map(|s| Summary::figure(s.share, Some(s.se)));
    push(Measure::ParameterShare, total, y, figure);
    let spread =
        |amount: i64, group, push: &mut dyn FnMut(Measure, Group, Period, Option<Summary>)| {
            for m in 12 * year..12 * year + 12 {
                let part = libm::round(books.profile_to(m) * amount as f64) / 100.0;
                push(
                    Measure::BudgetToDate,
                    group,
                    Period::Month(m),
                    Some(Summary::constant(part)),
                );
            }
            push(
                Measure::Budget,
                group,
                y,
                Some(Summary::constant(pounds(amount))),
            );
        };
    if let Some(budget) = books.budget(year) {
        let budget = budget.amount.0;
        spread(budget, total, &mut push);
        let mut variance = against(budget);
        let mut over: Vec<f64> = variance.iter().copied().filter(|v| *v > 0.0).collect();
        let p = Probability::new(over.len(), samples.len().max(1));
        push(Measure::Variance, total, y, Summary::of(&mut variance));
        push(
            Measure::Overspend,
            total,
            y,
            Some(Summary::figure(p.p, Some(p.mcse))),
        );
        push(Measure::OverspendIfAny, total, y, Summary::of(&mut over));
        for d in books.line_budgets(year) {
            let amount = if books.income[d.line] {
                -d.amount.0
            } else {
                d.amount.0
            };
            let months = y.months();
            let mut values: Vec<f64> = samples
                .iter()
                .map(|s| pounds(s.line(books, d.line, months.clone()) - amount))
                .collect();
            spread(amount, Group::Line(d.line), &mut push);
            push(
                Measure::Variance,
                Group::Line(d.line),
                y,
                Summary::of(&mut values),
            );
        }
    } else if let Some((base, _)) = books.pressure_base(year) {
        push(
            Measure::PressureBase,
            total,
            y,
            Some(Summary::constant(pounds(base))),
        );
        push(Measure::Pressure, total, y, Summary::of(&mut against(base)));
    }
    rows
}
