//! Why the forecast outturn differs from the budget: an exact bridge, in whole pence, as far as the budget allows.
//!
//! By line s, with nights q, price p, all nights Q, budget 0 and forecast 1: volume = (Q₁/Q₀ − 1) q₀ p₀,
//! mix = (q₁ − q₀ Q₁/Q₀) p₀, price = q₁ (p₁ − p₀). A line without a budget is a term of its own, q₁ p₁. Where only
//! money and children are budgeted: volume = (C₁/C₀ − 1) B, and the rest is rate and mix together; no split is
//! invented. Where only money is budgeted there is one term. Closed months are one term: actuals against the
//! budget's part of those months; the rest of the bridge is then of the open months.
//!
//! The terms are made of means over the replications and rounded by largest remainder, so that they sum to the
//! (rounded) mean variance to the penny; no term is off by more than a penny.

use super::books::Books;
use super::sample::Sample;
use crate::model::budget::{ActualOf, LineBudget};
use crate::words::money::Pence;

/// What a term of the bridge says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Closed months: actuals against the budget's part of those months.
    ClosedMonths,
    /// More or fewer children (nights) than budgeted, at the budget's mix and prices.
    Volume,
    /// Other settings than budgeted, at the budget's prices.
    Mix,
    /// Other prices than budgeted.
    Price,
    /// Price and mix, which the budget does not let us tell apart.
    RateAndMix,
    /// A line that has no budget.
    Unbudgeted,
    /// Cost against budget, where no children are budgeted.
    AgainstBudget,
    /// Budget that is not given to any line.
    NotSplit,
}

impl Effect {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Effect::ClosedMonths => "closed_months",
            Effect::Volume => "volume",
            Effect::Mix => "mix",
            Effect::Price => "price",
            Effect::RateAndMix => "rate_and_mix",
            Effect::Unbudgeted => "unbudgeted",
            Effect::AgainstBudget => "against_budget",
            Effect::NotSplit => "budget_not_split",
        }
    }
}

/// One term of a bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// What it says.
    pub effect: Effect,
    /// Of which line; `None`: of all.
    pub line: Option<usize>,
    /// Pence.
    pub amount: i64,
}

/// From the budget of a year to its forecast outturn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// Index of the year.
    pub year: usize,
    /// Is the budget rolled forward, not set?
    pub rolled_forward: bool,
    /// Budget, pence.
    pub budget: i64,
    /// Mean forecast outturn, to the penny.
    pub outturn: i64,
    /// Terms; they sum to `outturn − budget`.
    pub terms: Vec<Term>,
}

impl Bridge {
    /// Sum of the terms of an effect, pence.
    pub fn effect(&self, effect: Effect) -> i64 {
        let of = self.terms.iter().filter(|t| t.effect == effect);
        of.map(|t| t.amount).sum()
    }
}

/// A line with budgeted nights and money, and what is forecast; any unit of quantity and of money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantities {
    /// Line.
    pub line: usize,
    /// Budgeted quantity.
    pub q0: f64,
    /// Budgeted cost.
    pub cost0: f64,
    /// Forecast quantity.
    pub q1: f64,
    /// Forecast cost.
    pub cost1: f64,
}

/// A term before rounding.
pub type Exact = (Effect, Option<usize>, f64);

/// Volume, mix and price of each line. A line budgeted at no quantity is unbudgeted.
pub fn volume_mix_price(lines: &[Quantities]) -> Vec<Exact> {
    let budgeted = |l: &&Quantities| l.q0 > 0.0;
    let total = |of: fn(&Quantities) -> f64| lines.iter().filter(budgeted).map(of).sum::<f64>();
    let growth = total(|l| l.q1) / total(|l| l.q0);
    let mut out = Vec::with_capacity(3 * lines.len());
    for l in lines {
        let line = Some(l.line);
        if l.q0 <= 0.0 {
            out.push((Effect::Unbudgeted, line, l.cost1 - l.cost0));
            continue;
        }
        let p0 = l.cost0 / l.q0;
        out.push((Effect::Volume, line, (growth - 1.0) * l.cost0));
        out.push((Effect::Mix, line, (l.q1 - l.q0 * growth) * p0));
        out.push((Effect::Price, line, l.cost1 - l.q1 * p0));
    }
    out
}

/// Volume, and rate and mix together, where only money and a number are budgeted.
pub fn volume_and_rate(q0: f64, cost0: f64, q1: f64, cost1: f64) -> Vec<Exact> {
    let volume = (q1 / q0 - 1.0) * cost0;
    vec![
        (Effect::Volume, None, volume),
        (Effect::RateAndMix, None, cost1 - cost0 - volume),
    ]
}

/// Rounds terms to whole numbers that sum to `total`: each down, and what is missing to the largest remainders.
pub fn round_to_sum(terms: &[f64], total: i64) -> Vec<i64> {
    let mut out: Vec<i64> = terms.iter().map(|t| libm::floor(*t) as i64).collect();
    let missing = total - out.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..terms.len()).collect();
    let remainder = |i: usize| terms[i] - libm::floor(terms[i]);
    order.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)));
    if missing < 0 {
        order.reverse();
    }
    let each = missing.unsigned_abs() as usize;
    for i in 0..if terms.is_empty() { 0 } else { each } {
        out[order[i % order.len()]] += missing.signum();
    }
    out
}

/// Bridges of every year that has a budget, set or rolled forward.
pub fn bridges(books: &Books, samples: &[Sample]) -> Vec<Bridge> {
    if samples.is_empty() {
        return Vec::new();
    }
    (0..books.years())
        .filter_map(|year| bridge(books, samples, year))
        .collect()
}

fn bridge(books: &Books, samples: &[Sample], year: usize) -> Option<Bridge> {
    let set = books.budget(year);
    let budget = set.or_else(|| books.rolled_forward(year))?;
    let m = Means {
        books,
        samples,
        year,
    };
    let total = m.sum(|s| s.outturn(books, year));
    let n = samples.len() as i128;
    let outturn = ((2 * total + n).div_euclid(2 * n)) as i64;
    let mut terms = Vec::new();
    let closed = books.closed_share(year);
    let inside: Vec<usize> = (0..books.lines()).filter(|l| books.inside[*l]).collect();
    if closed > 0.0 {
        let actual: f64 = inside.iter().map(|l| m.closed_cost(*l)).sum();
        terms.push((
            Effect::ClosedMonths,
            None,
            actual - closed * budget.amount.0 as f64,
        ));
    }
    let open = 1.0 - closed;
    let details = books.line_budgets(year);
    let detail = |line: usize| details.iter().copied().find(|d| d.line == line);
    if details.iter().any(|d| books.is_placement(d.line)) {
        by_line(&m, &inside, &detail, open, &mut terms);
        let given: i64 = details
            .iter()
            .filter(|d| books.inside[d.line])
            .map(|d| signed(books, d))
            .sum();
        if budget.amount.0 != given {
            let rest = (budget.amount.0 - given) as f64;
            terms.push((Effect::NotSplit, None, -open * rest));
        }
    } else {
        let (mut money, mut cost) = (open * budget.amount.0 as f64, 0.0);
        for line in inside {
            let forecast = m.open_cost(line);
            if let Some(d) = detail(line) {
                let own = open * signed(books, d) as f64;
                money -= own;
                terms.push((Effect::AgainstBudget, Some(line), forecast - own));
            } else {
                cost += forecast;
            }
        }
        match budget.children.filter(|c| *c > 0.0) {
            Some(children) => terms.extend(volume_and_rate(children, money, m.children(), cost)),
            None => terms.push((Effect::AgainstBudget, None, cost - money)),
        }
    }
    let exact: Vec<f64> = terms.iter().map(|t| t.2).collect();
    let rounded = round_to_sum(&exact, outturn - budget.amount.0);
    Some(Bridge {
        year,
        rolled_forward: set.is_none(),
        budget: budget.amount.0,
        outturn,
        terms: terms
            .iter()
            .zip(rounded)
            .map(|((effect, line, _), amount)| Term {
                effect: *effect,
                line: *line,
                amount,
            })
            .collect(),
    })
}

/// Terms by line: volume, mix and price of the lines with children or a price in the budget, the others whole.
fn by_line<'d>(
    m: &Means,
    inside: &[usize],
    detail: &impl Fn(usize) -> Option<&'d LineBudget>,
    open: f64,
    terms: &mut Vec<Exact>,
) {
    let books = m.books;
    let mut full = Vec::new();
    for &line in inside {
        let cost1 = m.open_cost(line);
        let Some(d) = detail(line) else {
            // The line of unsplit actuals has closed months only, which are a term already.
            if cost1 != 0.0 {
                terms.push((Effect::Unbudgeted, Some(line), cost1));
            }
            continue;
        };
        let cost0 = open * signed(books, d) as f64;
        let weeks = f64::from(books.open_nights(m.year)) / 7.0;
        let price = d.weekly_price.filter(|p| *p > 0.0);
        let q0 = match (d.children, price) {
            (Some(children), _) => Some(children * weeks),
            (None, Some(price)) => Some(cost0 / (100.0 * price)),
            (None, None) => None,
        };
        match q0.filter(|_| books.is_placement(line)) {
            Some(q0) => full.push(Quantities {
                line,
                q0,
                cost0,
                q1: m.nights(line) / 7.0,
                cost1,
            }),
            None => terms.push((Effect::AgainstBudget, Some(line), cost1 - cost0)),
        }
    }
    terms.extend(volume_mix_price(&full));
}

/// Budget of a line as it stands in the ledger: income below zero.
fn signed(books: &Books, d: &LineBudget) -> i64 {
    if books.income[d.line] {
        -d.amount.0
    } else {
        d.amount.0
    }
}

/// Means over the replications for one year.
struct Means<'a> {
    books: &'a Books<'a>,
    samples: &'a [Sample],
    year: usize,
}

impl Means<'_> {
    fn sum(&self, of: impl Fn(&Sample) -> i64) -> i128 {
        self.samples.iter().map(|s| i128::from(of(s))).sum()
    }

    fn mean(&self, of: impl Fn(&Sample) -> i64) -> f64 {
        self.sum(of) as f64 / self.samples.len() as f64
    }

    /// Mean cost of a line that is actual: closed months, and what actuals say of a month that is partly closed.
    fn closed_cost(&self, line: usize) -> f64 {
        self.mean(|s| self.closed(line, s))
    }

    /// Mean cost of a line that is simulated.
    fn open_cost(&self, line: usize) -> f64 {
        let months = 12 * self.year..12 * self.year + 12;
        self.mean(|s| s.line(self.books, line, months.clone()) - self.closed(line, s))
    }

    fn closed(&self, line: usize, s: &Sample) -> i64 {
        let books = self.books;
        let (first, last) = (12 * self.year, 12 * self.year + 12);
        let open = books.model.horizon.first_open_month().clamp(first, last);
        let whole = s.line(books, line, first..open);
        if books.closed <= open || open == last {
            return whole;
        }
        if line + 1 == books.lines() {
            return whole + s.line(books, line, open..open + 1);
        }
        let actuals = &books.model.spec.finance.actuals;
        let of =
            |a: &&crate::model::budget::Actual| a.month == open && a.of == ActualOf::Line(line);
        let part: i64 = actuals
            .iter()
            .filter(of)
            .map(|a| Pence::from_pounds(a.amount.get(&s.parameters)).0)
            .sum();
        whole + if books.income[line] { -part } else { part }
    }

    /// Mean nights of the slots charged to a line.
    fn nights(&self, line: usize) -> f64 {
        let years = self.books.years();
        self.mean(|s| {
            let slots = &self.books.slots[line];
            slots
                .iter()
                .map(|i| i64::from(s.nights[i * years + self.year]))
                .sum()
        })
    }

    /// Average children in care.
    fn children(&self) -> f64 {
        let years = self.books.years();
        let nights = self.mean(|s| {
            let all = s.nights.iter().skip(self.year).step_by(years);
            all.map(|n| i64::from(*n)).sum()
        });
        nights / f64::from(self.books.open_nights(self.year))
    }
}

#[cfg(test)]
mod tests;
