//! The start population at the prices of the start, beside published amounts, and where published outcomes fall in
//! the forecast. Neither is an input: a residual is shown as one.

use super::books::Books;
use super::sample::Sample;
use super::summary::{Probability, percentile_of};
use crate::draw::PricePaths;
use crate::model::Model;
use crate::words::calendar::{DAYS_PER_YEAR, WEEKS_PER_YEAR};

/// One row of a reconciliation.
#[derive(Clone, Debug, PartialEq)]
pub struct ReconciledLine {
    /// Name.
    pub name: String,
    /// Published, pounds.
    pub published: f64,
    /// Modelled, pounds a year; `None`: not modelled.
    pub modelled: Option<f64>,
}

/// Modelled cost of the start population beside a published amount.
#[derive(Clone, Debug, PartialEq)]
pub struct Reconciled {
    /// Title.
    pub title: String,
    /// Year of the published amount.
    pub year: String,
    /// Rows.
    pub lines: Vec<ReconciledLine>,
}

impl Reconciled {
    /// Published and modelled, summed, in pounds.
    pub fn totals(&self) -> (f64, f64) {
        let sum = |of: fn(&ReconciledLine) -> f64| self.lines.iter().map(of).sum();
        (sum(|l| l.published), sum(|l| l.modelled.unwrap_or(0.0)))
    }
}

/// Where a published outcome falls.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Title.
    pub title: String,
    /// Index of the year.
    pub year: usize,
    /// Is it a variance?
    pub variance: bool,
    /// Pounds.
    pub amount: f64,
    /// Share of the replications below it.
    pub percentile: Probability,
}

/// Expected weekly cost of the start population at the first day's prices, pounds by slot; uncertain inputs at
/// their means, no wandering.
pub fn start_weekly(model: &Model) -> Vec<f64> {
    let means = model.means();
    let mut prices = PricePaths::new(model);
    prices.update(model, &means, None);
    let mut weekly = vec![0.0; model.slots.len()];
    let d = &model.spec.dimensions;
    let mut add =
        |setting: usize, need: usize, age: usize, children: f64, own: Option<f64>, known: bool| {
            let Some(cell) = model.price_cell[model.price_index(setting, need, age)] else {
                return;
            };
            let path = &prices.paths[setting];
            let level = if known {
                1.0
            } else {
                path.new_level[path.first_open]
            };
            let price = |list: usize| own.unwrap_or(prices.mean[list] / 100.0) * level;
            let apart = match &model.spec.prices.unregistered {
                Some(u) if u.setting == setting => u.share[age].get(&means),
                _ => 0.0,
            };
            weekly[setting] += children * (1.0 - apart) * price(cell as usize);
            if apart > 0.0 {
                weekly[model.slots.len() - 1] +=
                    children * apart * price(model.price_list.len() - 1);
            }
        };
    for c in &model.spec.cohort.children {
        let years = d.age_out - f64::from(c.birthday) / DAYS_PER_YEAR;
        let own = c.weekly_price.map(|p| p as f64 / 100.0);
        add(
            c.setting,
            usize::from(c.need),
            d.age_band(years),
            1.0,
            own,
            own.is_some(),
        );
    }
    for g in &model.spec.cohort.groups {
        let own = g.weekly_price.map(|v| v.get(&means));
        for age in 0..d.age_bands.len() {
            let low = if age == 0 {
                f64::NEG_INFINITY
            } else {
                d.age_edges[age - 1]
            };
            let high = d.age_edges.get(age).copied().unwrap_or(f64::INFINITY);
            let part = (g.ages.1.min(high) - g.ages.0.max(low)).max(0.0) / (g.ages.1 - g.ages.0);
            if part > 0.0 {
                add(
                    g.setting,
                    usize::from(g.need),
                    age,
                    part * f64::from(g.count),
                    own,
                    false,
                );
            }
        }
    }
    weekly
}

/// Every reconciliation of the scenario, and one with the first budget: its perimeter at a year's run rate.
pub fn reconcile(books: &Books) -> Vec<Reconciled> {
    let model = books.model;
    let weekly = start_weekly(model);
    let year_of = |settings: &[usize]| -> f64 {
        let slots = model.slots.iter().zip(&weekly);
        let of = slots.filter(|(s, _)| settings.contains(&s.setting));
        of.map(|(_, w)| w * WEEKS_PER_YEAR).sum()
    };
    let mut out: Vec<Reconciled> = model
        .spec
        .finance
        .reconciliations
        .iter()
        .map(|r| Reconciled {
            title: r.title.clone(),
            year: r.year.clone(),
            lines: r
                .lines
                .iter()
                .map(|(name, published, settings)| ReconciledLine {
                    name: name.clone(),
                    published: *published,
                    modelled: (!settings.is_empty()).then(|| year_of(settings)),
                })
                .collect(),
        })
        .collect();
    let budget = (0..books.years()).find_map(|y| books.budget(y));
    if let (Some(b), Some(of)) = (budget, &model.spec.finance.budget) {
        let inside = (0..weekly.len()).filter(|s| books.slot_inside(*s));
        let modelled = inside.map(|s| weekly[s] * WEEKS_PER_YEAR).sum();
        out.push(Reconciled {
            title: format!("Budget: {}", of.perimeter),
            year: model.horizon.years[b.year].to_string(),
            lines: vec![ReconciledLine {
                name: "placements inside the perimeter".to_owned(),
                published: b.amount.pounds(),
                modelled: Some(modelled),
            }],
        });
    }
    out
}

/// The percentile at which each published outcome falls.
pub fn place_outcomes(books: &Books, samples: &[Sample]) -> Vec<Placed> {
    let outcomes = &books.model.spec.finance.outcomes;
    outcomes
        .iter()
        .filter(|o| o.year < books.years() && !samples.is_empty())
        .filter_map(|o| {
            let months = 12 * o.year..12 * o.year + 12;
            let budget = if o.variance {
                books.budget(o.year)?.amount.0
            } else {
                0
            };
            let of = |s: &Sample| match &o.settings {
                Some(list) => list
                    .iter()
                    .map(|i| s.setting(books, *i, months.clone()))
                    .sum(),
                None => s.outturn(books, o.year) - budget,
            };
            let values: Vec<f64> = samples.iter().map(|s| of(s) as f64 / 100.0).collect();
            Some(Placed {
                title: o.title.clone(),
                year: o.year,
                variance: o.variance,
                amount: o.amount,
                percentile: percentile_of(&values, o.amount),
            })
        })
        .collect()
}
