//! Levels of a scenario, and its differences from the one all others are compared with.

use super::subject::{Figures, Item, Of, Subject, What};
use crate::forecast::{Probability, Summary, moments};
use std::collections::BTreeSet;

/// The years a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// One year, by index.
    Year(usize),
    /// All years that have a budget in the scenario the others are compared with.
    Budgeted,
    /// All years.
    Plan,
}

/// What a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compared {
    /// Cost, children at the end of the year, households and places.
    Amount(What),
    /// Chance that the scenario costs less than the other in the same replication.
    Saves,
    /// Chance that the outturn is not above the scenario's budget of the year.
    InsideBudget,
    /// Standard error of the difference if the replications were not paired, over the paired one.
    ErrorRatio,
}

impl Compared {
    /// `measure` and `unit` in files.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Compared::Amount(what) => (what.measure().name(), what.measure().unit()),
            Compared::Saves => ("p_saves", "probability"),
            Compared::InsideBudget => ("p_inside_budget", "probability"),
            Compared::ErrorRatio => ("unpaired_to_paired_error", "ratio"),
        }
    }
}

/// One figure: a level of a scenario or a difference of two.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Years.
    pub span: Span,
    /// What.
    pub what: Compared,
    /// Of whom.
    pub of: Of,
    /// Its distribution.
    pub summary: Summary,
}

/// Spans of a comparison and the years in each. `base` says which years have a budget.
fn spans(base: &Subject) -> Vec<(Span, Vec<usize>)> {
    let all = 0..base.years.len();
    let budgeted: Vec<usize> = all.clone().filter(|y| base.budgets[*y].is_some()).collect();
    let mut out: Vec<_> = all.clone().map(|y| (Span::Year(y), vec![y])).collect();
    if !budgeted.is_empty() {
        out.push((Span::Budgeted, budgeted));
    }
    out.push((Span::Plan, all.collect()));
    out
}

/// Items of both, each once; cost first.
fn items(subjects: &[&Subject]) -> Vec<Item> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for s in subjects {
        let own: Vec<Item> = match &s.figures {
            Figures::Values(v) => v.items.clone(),
            Figures::Summaries(s) => s.cells.keys().map(|(i, _)| i.clone()).collect(),
        };
        out.extend(own.into_iter().filter(|i| seen.insert(i.clone())));
    }
    // By measure, in the order in which the first scenario names its lines.
    out.sort_by_key(|i| i.what);
    out
}

/// Children are counted on a day, households and places are averages: over several years they have no sum.
fn spanned(item: &Item, span: Span) -> bool {
    item.what == What::Cost || matches!(span, Span::Year(_))
}

/// The distribution of an item over years.
fn level(s: &Subject, item: &Item, years: &[usize]) -> Option<Summary> {
    match &s.figures {
        Figures::Values(v) => {
            let mut values = v.of(item, years, s.years.len())?;
            Summary::of(&mut values)
        }
        Figures::Summaries(f) => {
            let cells: Option<Vec<&Summary>> = years
                .iter()
                .map(|y| f.cells.get(&(item.clone(), *y)))
                .collect();
            match cells?.as_slice() {
                [] => None,
                [one] => Some(**one),
                // Means add; of errors and percentiles nothing is known without the replications.
                many => Some(Summary::figure(many.iter().map(|c| c.mean).sum(), None)),
            }
        }
    }
}

/// In which replications the outturn of a year is inside the scenario's own budget.
fn inside(s: &Subject, year: usize) -> Option<Vec<f64>> {
    let budget = s.budgets[year]?;
    let Figures::Values(v) = &s.figures else {
        return None;
    };
    let item = Item {
        what: What::Cost,
        of: Of::Total,
    };
    let values = v.of(&item, &[year], s.years.len())?;
    Some(
        values
            .iter()
            .map(|x| f64::from(u8::from(*x <= budget)))
            .collect(),
    )
}

fn inside_level(s: &Subject, year: usize) -> Option<Summary> {
    if let Figures::Summaries(f) = &s.figures {
        let over = (*f.overspend.get(year)?)?;
        return Some(Summary::figure(1.0 - over.mean, over.mcse));
    }
    let cases = inside(s, year)?;
    Some(chance(
        cases.iter().filter(|c| **c > 0.5).count(),
        cases.len(),
    ))
}

fn chance(cases: usize, of: usize) -> Summary {
    let p = Probability::new(cases, of.max(1));
    Summary::figure(p.p, Some(p.mcse))
}

/// The figures of one scenario; `base` is the one the others are compared with.
pub fn levels(base: &Subject, s: &Subject) -> Vec<Row> {
    let mut rows = Vec::new();
    for item in items(&[s]) {
        for (span, years) in spans(base) {
            if let Some(summary) = spanned(&item, span)
                .then(|| level(s, &item, &years))
                .flatten()
            {
                rows.push(Row {
                    span,
                    what: Compared::Amount(item.what),
                    of: item.of.clone(),
                    summary,
                });
            }
        }
    }
    rows.extend((0..s.years.len()).filter_map(|y| {
        Some(Row {
            span: Span::Year(y),
            what: Compared::InsideBudget,
            of: Of::Total,
            summary: inside_level(s, y)?,
        })
    }));
    rows
}

/// Differences of a scenario from the one it is compared with. `paired`: their replications belong together.
pub fn differences(base: &Subject, other: &Subject, paired: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for item in items(&[base, other]) {
        for (span, years) in spans(base) {
            if spanned(&item, span) {
                difference(&mut rows, base, other, &item, span, &years, paired);
            }
        }
    }
    for y in 0..base.years.len() {
        let summary = match (inside(base, y), inside(other, y)) {
            (Some(a), Some(b)) if paired => Summary::of(&mut minus(&b, &a)).map(|s| Summary {
                quantiles: None,
                ..s
            }),
            _ => match (inside_level(base, y), inside_level(other, y)) {
                (Some(a), Some(b)) => Some(apart(&a, &b)),
                _ => None,
            },
        };
        rows.extend(summary.map(|summary| Row {
            span: Span::Year(y),
            what: Compared::InsideBudget,
            of: Of::Total,
            summary,
        }));
    }
    rows
}

fn difference(
    rows: &mut Vec<Row>,
    base: &Subject,
    other: &Subject,
    item: &Item,
    span: Span,
    years: &[usize],
    paired: bool,
) {
    let mut push = |what, summary: Option<Summary>| {
        rows.extend(summary.map(|summary| Row {
            span,
            what,
            of: item.of.clone(),
            summary,
        }));
    };
    let amount = Compared::Amount(item.what);
    let (Figures::Values(a), Figures::Values(b), true) = (&base.figures, &other.figures, paired)
    else {
        let (a, b) = (level(base, item, years), level(other, item, years));
        push(amount, a.zip(b).map(|(a, b)| apart(&a, &b)));
        return;
    };
    let all = base.years.len();
    let (Some(a), Some(b)) = (a.of(item, years, all), b.of(item, years, all)) else {
        return;
    };
    let mut values = minus(&b, &a);
    let below = values.iter().filter(|d| **d < 0.0).count();
    let (n, summary) = (values.len(), Summary::of(&mut values));
    push(amount, summary);
    if (item.what, &item.of) == (What::Cost, &Of::Total) {
        push(Compared::Saves, Some(chance(below, n)));
        let unpaired = libm::sqrt((moments(&a).1 + moments(&b).1) / n as f64);
        let ratio = summary
            .and_then(|s| s.mcse)
            .filter(|e| *e > 0.0)
            .map(|e| Summary::figure(unpaired / e, None));
        push(Compared::ErrorRatio, ratio);
    }
}

/// Differences by replication.
fn minus(b: &[f64], a: &[f64]) -> Vec<f64> {
    b.iter().zip(a).map(|(b, a)| b - a).collect()
}

/// Difference of two means whose replications do not belong together: its error, and no distribution.
fn apart(a: &Summary, b: &Summary) -> Summary {
    let error = a.mcse.zip(b.mcse);
    Summary::figure(
        b.mean - a.mean,
        error.map(|(a, b)| libm::sqrt(a * a + b * b)),
    )
}

/// Lines, settings and other groups that one of two scenarios has figures of and the other none, so that they are not
/// compared, or against nothing: of the first only, of the second only.
pub fn only_in_one(a: &Subject, b: &Subject) -> (Vec<Item>, Vec<Item>) {
    let (of_a, of_b) = (items(&[a]), items(&[b]));
    let missing = |from: &[Item], of: &[Item]| {
        let gone = from.iter().filter(|i| !of.contains(i));
        gone.cloned().collect::<Vec<Item>>()
    };
    (missing(&of_a, &of_b), missing(&of_b, &of_a))
}

#[cfg(test)]
mod tests;
