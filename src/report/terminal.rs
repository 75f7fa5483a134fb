//! The summary on one screen, in the words of a finance officer, at most 100 columns wide.

mod beside;
mod supply;

use super::figures::{count, cut, millions, signed, whole};
use crate::forecast::{Books, CohortGroup, Forecast, Group, Measure, ParameterShare, Summary};
use std::fmt::Write;

/// Years shown; more are in `forecast.csv`.
const YEARS: usize = 5;
/// Width of the first column.
const LABEL: usize = 42;
/// Width of a year's column.
const CELL: usize = 11;
/// The same of the table of settings, whose columns hold two figures.
const SETTING: (usize, usize) = (24, 15);

/// What the screen is of.
#[derive(Clone, Copy, Debug)]
pub struct Screen<'a> {
    /// Books of the model.
    pub books: &'a Books<'a>,
    /// The forecast.
    pub forecast: &'a Forecast,
    /// Name of the scenario.
    pub scenario: &'a str,
    /// Seconds it took.
    pub seconds: f64,
    /// Threads.
    pub threads: usize,
    /// Where the files are.
    pub out: &'a str,
    /// Headings in bold.
    pub colour: bool,
}

impl Screen<'_> {
    /// The text.
    pub fn render(&self) -> String {
        let mut t = String::new();
        self.head(&mut t);
        self.money(&mut t);
        self.children(&mut t);
        self.places(&mut t);
        for b in self.forecast.bridges.iter().filter(|b| b.year < YEARS) {
            self.bridge(&mut t, b);
        }
        self.reconciliations(&mut t);
        self.outcomes(&mut t);
        let plural = if self.threads == 1 { "" } else { "s" };
        line(
            &mut t,
            format!(
                "{:.1} seconds on {} thread{plural}. The files are in {}",
                self.seconds, self.threads, self.out
            ),
        );
        t
    }

    fn years(&self) -> std::ops::Range<usize> {
        0..self.books.years().min(YEARS)
    }

    fn head(&self, t: &mut String) {
        let spec = &self.books.model.spec;
        let years = &self.books.model.horizon.years;
        let name = if spec.council.is_empty() {
            "Forecast"
        } else {
            &spec.council
        };
        let period = match (years.first(), years.last()) {
            (Some(a), Some(b)) if a != b => format!("{a} to {b}"),
            (Some(a), _) => a.to_string(),
            _ => String::new(),
        };
        let head = format!("{name}, {period}, from {} ({})", spec.as_at, self.scenario);
        self.heading(t, &head);
        line(
            t,
            format!(
                "{} in care at the start; {}, seed {}",
                count(spec.cohort.count(), "child", "children"),
                count(self.forecast.replications, "replication", "replications"),
                spec.seed
            ),
        );
        if self.books.years() > YEARS {
            line(t, format!("The first {YEARS} years; forecast.csv has all."));
        }
    }

    fn heading(&self, t: &mut String, text: &str) {
        let cut = cut(text, 100);
        if self.colour {
            line(t, format!("\u{1b}[1m{cut}\u{1b}[0m"));
        } else {
            line(t, cut);
        }
    }

    /// One row of the money table, blank where a year has no such figure.
    fn row(&self, t: &mut String, label: &str, cell: impl Fn(usize) -> Option<String>) {
        let cells: Vec<Option<String>> = self.years().map(cell).collect();
        if cells.iter().all(Option::is_none) {
            return;
        }
        let mut text = format!("{:LABEL$}", cut(label, LABEL));
        for c in cells {
            let _ = write!(text, "{:>CELL$}", c.unwrap_or_default());
        }
        line(t, text);
    }

    fn of(&self, year: usize, measure: Measure) -> Option<&Summary> {
        self.forecast.year(year, measure, Group::Total)
    }

    fn money(&self, t: &mut String) {
        let books = self.books;
        t.push('\n');
        let perimeter = match &books.model.spec.finance.budget {
            Some(b) => b.perimeter.as_str(),
            None => "all placements; the scenario has no budget",
        };
        self.heading(t, &format!("Forecast outturn, £m: {perimeter}"));
        self.row(t, "", |y| Some(books.model.horizon.years[y].to_string()));
        self.row(t, "Budget", |y| {
            Some(match (books.budget(y), books.rolled_forward(y)) {
                (Some(b), _) => millions(b.amount.pounds()),
                (None, Some(b)) => format!("{}*", millions(b.amount.pounds())),
                (None, None) => "no budget".to_owned(),
            })
        });
        let outturn = |y| self.of(y, Measure::Cost);
        let at = |y, i: usize| outturn(y).and_then(|s| s.quantiles).map(|q| millions(q[i]));
        self.row(t, "Forecast outturn: mean", |y| {
            outturn(y).map(|s| millions(s.mean))
        });
        self.row(t, "  Monte Carlo standard error", |y| {
            outturn(y)?.mcse.map(|e| format!("± {}", millions(e)))
        });
        self.row(t, "  80% prediction interval: from P10", |y| at(y, 1));
        self.row(t, "  in the middle: P50", |y| at(y, 3));
        self.row(t, "  80% prediction interval: to P90", |y| at(y, 5));
        self.row(t, "  not exceeded with 80% chance: P80", |y| {
            self.of(y, Measure::P80).map(|s| millions(s.mean))
        });
        self.row(t, "Variance (+ is an overspend): mean", |y| {
            self.of(y, Measure::Variance).map(|s| signed(s.mean))
        });
        self.row(t, "Probability of an overspend, %", |y| {
            self.of(y, Measure::Overspend).map(percent)
        });
        self.row(t, "  overspend if there is one: mean", |y| {
            self.of(y, Measure::OverspendIfAny)
                .map(|s| millions(s.mean))
        });
        self.row(t, &self.pressure_label(), |y| {
            self.of(y, Measure::Pressure).map(|s| signed(s.mean))
        });
        let cohort = |y, c| self.forecast.year(y, Measure::Cost, Group::Cohort(c));
        for (label, group) in [
            ("Of it: actuals of closed months", CohortGroup::Actual),
            ("Of it: children in care at the start", CohortGroup::AtStart),
            ("Of it: children who come in later", CohortGroup::New),
            ("Of it: other lines", CohortGroup::OtherLines),
        ] {
            self.row(t, label, |y| {
                cohort(y, group)
                    .filter(|s| s.mean != 0.0)
                    .map(|s| millions(s.mean))
            });
        }
        self.row(t, "Income, in and out of the perimeter", |y| {
            self.of(y, Measure::Income)
                .filter(|s| s.mean != 0.0)
                .map(|s| millions(s.mean))
        });
        self.row(t, "Run rate: placements of 31 March, a year", |y| {
            self.of(y, Measure::RunRate).map(|s| millions(s.mean))
        });
        self.row(t, "Of the variance, from uncertain inputs, %", |y| {
            self.forecast.parameter_shares[y].map(share)
        });
        self.notes(t);
        let main = self.years().find(|y| self.books.budget(*y).is_some());
        let main = main.unwrap_or(0);
        if let Some(points) = self.forecast.curves.get(main) {
            let year = self.books.model.horizon.years[main].to_string();
            let budget = self.books.budget(main).map(|b| b.amount.pounds());
            t.push_str(&super::spark::spread(&year, points, budget));
        }
    }

    fn pressure_label(&self) -> String {
        let bases: Vec<(i64, usize)> = self
            .years()
            .filter_map(|y| self.books.pressure_base(y))
            .collect();
        match bases.first() {
            Some(&(_, y)) if bases.iter().all(|b| b.1 == y) && self.books.budget(y).is_some() => {
                format!(
                    "Pressure on the budget of {}",
                    self.books.model.horizon.years[y]
                )
            }
            _ => "Pressure on the last budget".to_owned(),
        }
    }

    fn notes(&self, t: &mut String) {
        if self.years().any(|y| self.books.rolled_forward(y).is_some()) {
            line(
                t,
                "* rolled forward from the last budget set; a pressure, and no probability",
            );
        }
        let indistinct = |s: &ParameterShare| !s.is_distinguishable();
        if self
            .forecast
            .parameter_shares
            .iter()
            .flatten()
            .any(indistinct)
        {
            line(
                t,
                "~ not distinguishable from 0; the rest of the variance is luck",
            );
        }
    }

    /// Children of each 31 March and the year's average weekly price, by setting.
    fn children(&self, t: &mut String) {
        t.push('\n');
        self.heading(
            t,
            "Children on 31 March, and average weekly price in the year, £",
        );
        let (label, cell) = SETTING;
        let mut head = format!("{:label$}", "");
        for y in self.years() {
            let year = self.books.model.horizon.years[y].to_string();
            let _ = write!(head, "{year:>cell$}");
        }
        line(t, head);
        let settings = self.books.model.settings();
        let groups = settings
            .iter()
            .enumerate()
            .map(|(i, s)| (s.name.replace('_', " "), Group::Setting(i)))
            .chain([("all".to_owned(), Group::Total)]);
        for (name, group) in groups {
            let children: Vec<f64> = self
                .years()
                .filter_map(|y| self.forecast.year(y, Measure::ChildrenEnd, group))
                .map(|s| s.mean)
                .collect();
            if children.iter().all(|c| *c < 0.05) {
                continue;
            }
            let mut text = format!("{:label$}", cut(&name, label));
            for (y, c) in self.years().zip(children) {
                let price = self.forecast.year(y, Measure::WeeklyPrice, group);
                let price = price.map_or(String::new(), |p| whole(p.mean));
                let _ = write!(text, "{:>7}{price:>w$}", whole(c), w = cell - 7);
            }
            line(t, text);
        }
    }
}

fn line(t: &mut String, text: impl AsRef<str>) {
    t.push_str(text.as_ref().trim_end());
    t.push('\n');
}

/// A probability and its standard error in percent; the error rounded up, so that it never reads as none.
fn percent(s: &Summary) -> String {
    let error = (s.mcse.unwrap_or(0.0) * 1_000.0).ceil() / 10.0;
    format!("{:.1}±{error:.1}", 100.0 * s.mean)
}

fn share(s: ParameterShare) -> String {
    let mark = if s.is_distinguishable() { "" } else { "~" };
    format!("{mark}{:.0}±{:.0}", 100.0 * s.share, (100.0 * s.se).ceil())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_reads_as_none() {
        assert_eq!(percent(&Summary::figure(0.0, Some(0.000_2))), "0.0±0.1");
        assert_eq!(percent(&Summary::figure(0.865, Some(0.008))), "86.5±0.8");
    }
}
