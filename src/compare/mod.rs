//! Two scenarios against each other, replication by replication: what is kept of each (`subject`), and the
//! distribution of their difference (`difference`). What each action of a scenario does by itself (`actions`), what it is
//! worth (`appraisal`), and its savings by month against the plan (`savings`).
//!
//! The same number of a replication is the same child, the same luck and the same draw of every parameter that both
//! scenarios have, so that a difference within a replication is what the scenarios differ in and not chance. Totals
//! over years are made inside the replication: percentiles are never added.
//!
//! Pairing never makes a difference wrong, only exact: the mean of paired differences is the difference of the means
//! whatever the streams, and its error is measured on the differences themselves.

mod actions;
mod appraisal;
mod difference;
mod savings;
mod subject;

pub use actions::{ALL_ACTIONS, Action, Actions, BreakEven, Flows, MOST, Runs, Worth, variant};
pub use appraisal::{GREEN_BOOK, discounted_payback, payback, present_value};
pub use difference::{Compared, Row, Span, differences, levels, only_in_one};
pub use savings::{AMBER, GREEN, POUNDS, Rating, SavingRow, delivered, savings};
pub use subject::{Figures, Item, Keeper, Of, Subject, Summaries, Values, What};

use crate::forecast::Summary;
use crate::words::calendar::FinancialYear;

/// How a scenario's replications belong to those of the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// It is the first, which the others are compared with.
    First,
    /// The same number is the same random numbers.
    Paired,
    /// They do not: why not.
    Unpaired(String),
}

/// A scenario in a comparison, and its differences from the first.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// Its name.
    pub name: String,
    /// How it was compared.
    pub pairing: Pairing,
    /// Its own figures.
    pub levels: Vec<Row>,
    /// Differences from the first; none of the first.
    pub differences: Vec<Row>,
}

/// Scenarios compared with the first of them. Holds the replications of the first, and figures of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    base: Subject,
    /// All of them, the first one first.
    pub sides: Vec<Side>,
    /// What a reader must know.
    pub warnings: Vec<String>,
}

impl Side {
    /// A figure of its own in total.
    pub fn level(&self, span: Span, what: Compared, of: &Of) -> Option<&Summary> {
        find(&self.levels, span, what, of)
    }

    /// A difference from the first.
    pub fn difference(&self, span: Span, what: Compared, of: &Of) -> Option<&Summary> {
        find(&self.differences, span, what, of)
    }
}

fn find<'r>(rows: &'r [Row], span: Span, what: Compared, of: &Of) -> Option<&'r Summary> {
    let row = rows
        .iter()
        .find(|r| r.span == span && r.what == what && r.of == *of)?;
    Some(&row.summary)
}

impl Comparison {
    /// Begins with the scenario that others are compared with.
    pub fn with(base: Subject) -> Comparison {
        let first = Side {
            name: base.name.clone(),
            pairing: Pairing::First,
            levels: levels(&base, &base),
            differences: Vec::new(),
        };
        Comparison {
            base,
            sides: vec![first],
            warnings: Vec::new(),
        }
    }

    /// Compares another scenario, of the same years, with the first.
    pub fn add(&mut self, other: &Subject, pairing: Pairing) {
        let base = &self.base;
        let (name, first) = (&other.name, &base.name);
        if let (Some(a), Some(b)) = (&base.council, &other.council)
            && a != b
        {
            self.warnings.push(format!(
                "`{name}` is of {b}, `{first}` of {a}: their difference is that of two councils"
            ));
        }
        for (y, year) in base.years.iter().enumerate() {
            if base.budgets[y] != other.budgets[y] {
                let of =
                    |b: Option<f64>| b.map_or("none".to_owned(), |b| format!("£{:.3}m", b / 1e6));
                self.warnings.push(format!(
                    "the budget of {year} is {} in `{first}` and {} in `{name}`: each is held against its own",
                    of(base.budgets[y]),
                    of(other.budgets[y]),
                ));
            }
        }
        let (gone, new) = only_in_one(base, other);
        for (items, has, lacks) in [(gone, base, other), (new, other, base)] {
            if let Some(text) = one_sided(&items, has, lacks) {
                self.warnings.push(text);
            }
        }
        let paired = pairing == Pairing::Paired;
        self.sides.push(Side {
            name: name.clone(),
            levels: levels(base, other),
            differences: differences(base, other, paired),
            pairing,
        });
    }

    /// Its years.
    pub fn years(&self) -> &[FinancialYear] {
        &self.base.years
    }

    /// The council of the first scenario, where known.
    pub fn council(&self) -> Option<&str> {
        self.base.council.as_deref()
    }

    /// The budget of a year in the first scenario, pounds.
    pub fn budget(&self, year: usize) -> Option<f64> {
        self.base.budgets[year]
    }

    /// The scenario the others are compared with.
    pub fn base(&self) -> &Subject {
        &self.base
    }
}

/// What one scenario has and another lacks, in words.
fn one_sided(items: &[Item], has: &Subject, lacks: &Subject) -> Option<String> {
    if items.is_empty() {
        return None;
    }
    let mut names: Vec<String> = items
        .iter()
        .map(|i| {
            let measure = i.what.measure().name();
            match i.of.names() {
                ("total", _) => measure.to_owned(),
                (kind, group) => format!("{measure} of {kind} `{group}`"),
            }
        })
        .collect();
    let more = names.len().saturating_sub(4);
    names.truncate(4);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    let counted = matches!(lacks.figures, Figures::Values(_))
        && items
            .iter()
            .all(|i| i.what == What::Cost && i.of != Of::Total);
    let then = if counted {
        "it costs nothing there"
    } else {
        "it is not compared"
    };
    Some(format!(
        "`{}` has {}, `{}` has not: {then}",
        has.name,
        names.join(", "),
        lacks.name
    ))
}
