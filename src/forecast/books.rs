//! What the money of every replication of a model has in common: which lines are inside the budget's perimeter,
//! which months are closed by actuals, and the budget by year and month.

use super::sample::Sample;
use crate::model::Model;
use crate::model::budget::{ActualOf, LineBudget, LineKind, Origin, Profile, YearBudget};
use crate::words::calendar::FinancialYear;

/// Name, in outputs, of actual spend that is known for the whole perimeter only.
pub const ACTUAL_LINE: &str = "actual, not split by line";

/// The books of a model: prepared once, read by every replication.
#[derive(Debug)]
pub struct Books<'a> {
    /// The model.
    pub model: &'a Model,
    /// By line, and last the one of [`ACTUAL_LINE`]: inside the budget's perimeter. Without a budget: every line
    /// that placements are charged to.
    pub inside: Vec<bool>,
    /// By line and [`ACTUAL_LINE`]: income, whose amounts are below zero in the ledger.
    pub income: Vec<bool>,
    /// By line: the slots charged to it.
    pub slots: Vec<Vec<usize>>,
    /// By line × month: an actual stands for everything before day 0.
    pub covered: Vec<bool>,
    /// By month: nights of its financial year.
    pub year_nights: Vec<f64>,
    /// Months whose nights are not all simulated: the closed ones, and one in which the snapshot lies.
    pub closed: usize,
}

impl<'a> Books<'a> {
    /// The books of a model.
    pub fn new(model: &'a Model) -> Books<'a> {
        let finance = &model.spec.finance;
        let lines = finance.lines.len();
        let slots: Vec<Vec<usize>> = (0..lines)
            .map(|l| {
                (0..model.slots.len())
                    .filter(|s| model.slots[*s].line == Some(l))
                    .collect()
            })
            .collect();
        let mut inside: Vec<bool> = match &finance.budget {
            Some(b) => (0..lines).map(|l| b.lines.contains(&l)).collect(),
            None => slots.iter().map(|s| !s.is_empty()).collect(),
        };
        inside.push(true);
        let mut income: Vec<bool> = finance.lines.iter().map(|l| l.income).collect();
        income.push(false);
        let h = &model.horizon;
        let months = h.months.len();
        let open = h.first_open_month();
        let closed = open + usize::from(h.month_start[open] < 0);
        let mut covered = vec![false; (lines + 1) * months];
        for a in finance.actuals.iter().filter(|a| a.month < closed) {
            for line in 0..lines {
                let of = match a.of {
                    ActualOf::Perimeter => inside[line],
                    ActualOf::Line(l) => l == line,
                };
                covered[line * months + a.month] |= of;
            }
        }
        Books {
            model,
            inside,
            income,
            slots,
            covered,
            year_nights: h
                .months
                .iter()
                .map(|m| f64::from(m.financial_year().nights()))
                .collect(),
            closed,
        }
    }

    /// Lines, with [`ACTUAL_LINE`] as the last.
    pub fn lines(&self) -> usize {
        self.inside.len()
    }

    /// Months of the horizon.
    pub fn months(&self) -> usize {
        self.model.horizon.months.len()
    }

    /// Years of the horizon.
    pub fn years(&self) -> usize {
        self.model.horizon.years.len()
    }

    /// Name of a line in outputs.
    pub fn line_name(&self, line: usize) -> &str {
        self.model
            .spec
            .finance
            .lines
            .get(line)
            .map_or(ACTUAL_LINE, |l| &l.name)
    }

    /// Is the line paid by the night in settings, and nothing else?
    pub fn is_placement(&self, line: usize) -> bool {
        self.slots.get(line).is_some_and(|s| !s.is_empty())
    }

    /// Is the slot charged to a line inside the perimeter?
    pub fn slot_inside(&self, slot: usize) -> bool {
        self.model.slots[slot].line.is_some_and(|l| self.inside[l])
    }

    /// The budget set for a year.
    pub fn budget(&self, year: usize) -> Option<&YearBudget> {
        self.year_budget(year, Origin::Set)
    }

    /// The budget rolled forward to a year that has none set.
    pub fn rolled_forward(&self, year: usize) -> Option<&YearBudget> {
        if self.budget(year).is_some() {
            return None;
        }
        self.year_budget(year, Origin::RolledForward)
    }

    fn year_budget(&self, year: usize, origin: Origin) -> Option<&YearBudget> {
        let budget = self.model.spec.finance.budget.as_ref()?;
        budget
            .years
            .iter()
            .find(|b| b.year == year && b.origin == origin)
    }

    /// What a year without a budget of its own is held against: the one rolled forward, else the last one set.
    /// The amount in pence, and its year.
    pub fn pressure_base(&self, year: usize) -> Option<(i64, usize)> {
        if self.budget(year).is_some() {
            return None;
        }
        if let Some(b) = self.rolled_forward(year) {
            return Some((b.amount.0, year));
        }
        (0..year)
            .rev()
            .find_map(|y| self.budget(y).map(|b| (b.amount.0, y)))
    }

    /// Budgets by line of a year, placement lines first in the order of the lines.
    pub fn line_budgets(&self, year: usize) -> Vec<&LineBudget> {
        let mut found: Vec<&LineBudget> = self
            .model
            .spec
            .finance
            .budget
            .iter()
            .flat_map(|b| &b.details)
            .filter(|d| d.year == year)
            .collect();
        found.sort_by_key(|d| d.line);
        found
    }

    /// Share of a year's budget up to the end of a month of the horizon (0 to 1).
    pub fn profile_to(&self, month: usize) -> f64 {
        let first = month - month % 12;
        let h = &self.model.horizon;
        let profile = self
            .model
            .spec
            .finance
            .budget
            .as_ref()
            .map_or(&Profile::Nights, |b| &b.profile);
        if month % 12 == 11 {
            return 1.0;
        }
        match profile {
            Profile::Nights => {
                f64::from(h.month_start[month + 1] - h.month_start[first]) / self.year_nights[month]
            }
            Profile::Twelfths => (month % 12 + 1) as f64 / 12.0,
            Profile::Given(shares) => shares[..=month % 12].iter().sum(),
        }
    }

    /// Simulated nights of a year: all of them, or from day 0 on in the year of the snapshot.
    pub fn open_nights(&self, year: usize) -> i32 {
        let (from, to) = self.model.horizon.year_days(year);
        to - from.max(0)
    }

    /// Nights of a financial year of the horizon.
    pub fn nights(&self, year: usize) -> i32 {
        FinancialYear::nights(self.model.horizon.years[year])
    }

    /// Share of a year's budget that falls into its closed months (0 where the whole year is simulated).
    pub fn closed_share(&self, year: usize) -> f64 {
        let last = self.closed.min(12 * year + 12);
        if last <= 12 * year {
            return 0.0;
        }
        let h = &self.model.horizon;
        let start = h.month_start[last - 1];
        // A month in which the snapshot lies is closed for the part before day 0.
        let part = f64::from((-start).max(0)) / f64::from(h.month_start[last] - start).max(1.0);
        let before = if last - 1 > 12 * year {
            self.profile_to(last - 2)
        } else {
            0.0
        };
        before + part.min(1.0) * (self.profile_to(last - 1) - before)
    }

    /// What a reader must know before relying on the figures, in sentences; prices missed only where children live.
    pub fn warnings(&self, samples: &[Sample]) -> Vec<String> {
        let mut out = Vec::new();
        let model = self.model;
        let size = model.hazards.size;
        let years = self.years();
        let nights = |setting: usize| {
            let row = setting * years..(setting + 1) * years;
            samples
                .iter()
                .any(|s| s.nights[row.clone()].iter().any(|n| *n > 0))
        };
        for (s, setting) in model.settings().iter().enumerate() {
            let priced = (0..size.needs)
                .flat_map(|n| (0..size.ages).map(move |a| (n, a)))
                .any(|(n, a)| model.price_cell[model.price_index(s, n, a)].is_some());
            if setting.line.is_some() && !priced && nights(s) {
                out.push(format!(
                    "{} has no price: its nights cost nothing in this forecast; add [[prices.setting]]",
                    setting.name
                ));
            }
        }
        for month in 0..self.closed {
            let missing = (0..self.lines() - 1).any(|l| {
                self.inside[l] && self.is_placement(l) && !self.covered[l * self.months() + month]
            });
            if missing {
                out.push(format!(
                    "{} lies before the snapshot and has no actuals for every line: the outturn leaves its cost out; add [[actuals.month]]",
                    model.horizon.months[month]
                ));
            }
        }
        for a in model
            .spec
            .finance
            .actuals
            .iter()
            .filter(|a| a.month >= self.closed)
        {
            out.push(format!(
                "the actual of {} is after the snapshot and is not used: that month is simulated",
                model.horizon.months[a.month.min(self.months() - 1)]
            ));
        }
        let after_care =
            |l: &crate::model::budget::Line| matches!(l.kind, LineKind::AfterCare { .. });
        if !model.spec.finance.lines.iter().any(after_care) {
            out.push(
                "no after-care lines: allowances after special guardianship, child arrangements and adoption, Staying \
                 Put and care leavers' accommodation are not in this forecast"
                    .to_owned(),
            );
        }
        if model.spec.supply.is_none() {
            out.push(
                "no finite supply of places: placements are found where they were found before, and the split between \
                 own and bought ones is the observed one"
                    .to_owned(),
            );
        }
        out
    }
}
