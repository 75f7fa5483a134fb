//! What the forecast stands beside: the budget, published figures, and what happened since.

use super::{LABEL, Screen, line};
use crate::forecast::{Bridge, Effect};
use crate::report::figures::{cut, millions, signed, whole};
use std::fmt::Write;

/// Width of a column of the reconciliations.
const RECONCILED: usize = 15;

impl Screen<'_> {
    pub(super) fn bridge(&self, t: &mut String, b: &Bridge) {
        let year = self.books.model.horizon.years[b.year];
        let (total, kind) = (
            b.outturn - b.budget,
            if b.rolled_forward {
                "rolled forward"
            } else {
                "set"
            },
        );
        t.push('\n');
        self.heading(
            t,
            &format!(
                "Why {year} differs from its budget ({kind}), £m: {}",
                signed(total as f64 / 100.0)
            ),
        );
        let mut effects: Vec<Effect> = b.terms.iter().map(|x| x.effect).collect();
        effects.sort_unstable();
        effects.dedup();
        for effect in effects {
            let amount = b.effect(effect) as f64 / 100.0;
            let mut text = format!("{:58}{:>10}", describe(effect), signed(amount));
            let mut lines: Vec<(i64, usize)> = b
                .terms
                .iter()
                .filter(|x| x.effect == effect)
                .filter_map(|x| x.line.map(|l| (x.amount, l)))
                .collect();
            lines.sort_by_key(|(a, _)| std::cmp::Reverse(a.abs()));
            if let (Some((a, l)), true) = (lines.first(), lines.len() > 1) {
                let most = format!("{} {}", self.books.line_name(*l), signed(*a as f64 / 100.0));
                let _ = write!(text, "  {}", cut(&most, 30));
            }
            line(t, text);
        }
    }

    pub(super) fn reconciliations(&self, t: &mut String) {
        for r in &self.forecast.reconciliations {
            t.push('\n');
            let year = format!(" ({})", r.year);
            let year = if r.title.contains(&r.year) { "" } else { &year };
            self.heading(t, &format!("{}{year}, £m", r.title));
            let heads = ["published", "modelled*", "residual"];
            let head: String = heads.iter().map(|h| format!("{h:>RECONCILED$}")).collect();
            line(t, format!("{:LABEL$}{head}", ""));
            let mut print = |name: &str, published: f64, modelled: Option<f64>| {
                let cells = [
                    millions(published),
                    modelled.map_or("not modelled".to_owned(), millions),
                    signed(published - modelled.unwrap_or(0.0)),
                ];
                let cells: String = cells.iter().map(|c| format!("{c:>RECONCILED$}")).collect();
                line(t, format!("{:LABEL$}{cells}", cut(name, LABEL)));
            };
            for l in &r.lines {
                print(&l.name, l.published, l.modelled);
            }
            if r.lines.len() > 1 {
                let (published, modelled) = r.totals();
                print("total", published, Some(modelled));
            }
        }
        if !self.forecast.reconciliations.is_empty() {
            line(
                t,
                "* the children at the start at the first day's prices × 52.14 weeks; a residual stays one",
            );
        }
    }

    pub(super) fn outcomes(&self, t: &mut String) {
        if self.forecast.outcomes.is_empty() {
            t.push('\n');
            return;
        }
        t.push('\n');
        self.heading(t, "Where published figures fall in this forecast");
        for o in &self.forecast.outcomes {
            let year = self.books.model.horizon.years[o.year];
            let sign = match (o.amount < 0.0, o.variance) {
                (true, _) => "-",
                (false, true) => "+",
                (false, false) => "",
            };
            let amount = millions(o.amount.abs());
            let year = format!(", {year}");
            let year = if o.title.contains(&year) { "" } else { &year };
            line(t, cut(&format!("{}{year}: {sign}£{amount}m", o.title), 100));
            line(
                t,
                format!(
                    "  at percentile {:.1} (± {:.1}): {} of 100 replications are below it",
                    100.0 * o.percentile.p,
                    100.0 * o.percentile.mcse,
                    whole(100.0 * o.percentile.p),
                ),
            );
        }
        t.push('\n');
    }
}

fn describe(effect: Effect) -> &'static str {
    match effect {
        Effect::ClosedMonths => "Closed months: actuals against their part of the budget",
        Effect::Volume => "Volume: other numbers of children than budgeted",
        Effect::Mix => "Mix: other settings than budgeted",
        Effect::Price => "Price: other prices than budgeted",
        Effect::RateAndMix => "Rate and mix together (the budget does not split them)",
        Effect::Unbudgeted => "Lines without a budget",
        Effect::AgainstBudget => "Cost against budget (no children in the budget)",
        Effect::NotSplit => "Budget not given to any line",
    }
}
