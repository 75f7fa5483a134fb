//! The screen of a comparison: a row a scenario, and how they were paired.

use super::actions::Acted;
use super::figures::{cut, whole};
use crate::compare::{Compared, Comparison, Of, Pairing, Row, Side, Span, What};
use crate::forecast::Summary;
use std::fmt::Write;

/// Years shown; more are in `comparison.csv`.
const YEARS: usize = 5;
/// Widest name of a scenario.
const NAME: usize = 24;

/// What the screen is of.
#[derive(Clone, Copy, Debug)]
pub struct Screen<'a> {
    /// The comparison.
    pub comparison: &'a Comparison,
    /// Seed of the first scenario, where it has one.
    pub seed: Option<u64>,
    /// Its replications.
    pub replications: Option<usize>,
    /// Seconds it took.
    pub seconds: f64,
    /// Threads.
    pub threads: usize,
    /// Where the files are, where there are any.
    pub out: Option<&'a str>,
    /// Headings in bold.
    pub colour: bool,
    /// What the actions of each scenario do.
    pub acted: &'a [Acted],
}

/// A group of columns under one heading.
struct Columns {
    title: String,
    heads: Vec<String>,
    /// By scenario.
    cells: Vec<Vec<String>>,
}

impl Screen<'_> {
    /// The text.
    pub fn render(&self) -> String {
        let c = self.comparison;
        let mut t = String::new();
        let years = match c.years() {
            [a, .., b] => format!("{a} to {b}"),
            [one] => one.to_string(),
            [] => String::new(),
        };
        let council = c.council().unwrap_or("Comparison");
        let made = match (self.replications, self.seed) {
            (Some(n), Some(seed)) => format!("; {} replications, seed {seed}", whole(n as f64)),
            _ => String::new(),
        };
        let first = &c.base().name;
        self.heading(
            &mut t,
            &format!("{council}, {years}: against {first}{made}"),
        );
        if c.years().len() > YEARS {
            let _ = writeln!(t, "The first {YEARS} years; comparison.csv has all.");
        }
        t.push('\n');
        self.table(&mut t);
        t.push('\n');
        let acted = super::action_table::table(self.acted);
        if !acted.is_empty() {
            let _ = writeln!(t, "{acted}");
        }
        for text in pairing(c) {
            let _ = writeln!(t, "{text}");
        }
        let plural = if self.threads == 1 { "" } else { "s" };
        let _ = write!(
            t,
            "{:.1} seconds on {} thread{plural}.",
            self.seconds, self.threads
        );
        match self.out {
            Some(out) => {
                let _ = writeln!(t, " The files are in {out}");
            }
            None => t.push('\n'),
        }
        t
    }

    fn heading(&self, t: &mut String, text: &str) {
        let cut = cut(text, 100);
        let _ = match self.colour {
            true => writeln!(t, "\u{1b}[1m{cut}\u{1b}[0m"),
            false => writeln!(t, "{cut}"),
        };
    }

    fn columns(&self) -> Vec<Columns> {
        let c = self.comparison;
        let shown = 0..c.years().len().min(YEARS);
        let cost = Compared::Amount(What::Cost);
        let of = |title: &str, heads: Vec<String>, cell: &dyn Fn(&Side) -> Vec<Option<String>>| {
            let cells = c.sides.iter().map(|s| {
                let cells = cell(s).into_iter();
                cells.map(Option::unwrap_or_default).collect()
            });
            Columns {
                title: title.to_owned(),
                heads,
                cells: cells.collect(),
            }
        };
        let mut heads: Vec<String> = shown.clone().map(|y| c.years()[y].to_string()).collect();
        heads.push("plan".to_owned());
        let spans: Vec<Span> = shown.map(Span::Year).chain([Span::Plan]).collect();
        let mut out = vec![of("Cost, mean, £m", heads, &|s| {
            let mean = |span: &Span| s.level(*span, cost, &Of::Total).map(|x| level(x.mean));
            spans.iter().map(mean).collect()
        })];
        let heads = ["mean", "±", "P10", "P90"].map(str::to_owned).into();
        out.push(of("Plan less the first, £m", heads, &|s| {
            let Some(d) = s.difference(Span::Plan, cost, &Of::Total) else {
                return vec![None; 4];
            };
            let at = |i: usize| d.quantiles.map(|q| signed(q[i]));
            let error = d.mcse.map(|e| format!("{:.3}", round_up(e / 1e6, 1_000.0)));
            vec![Some(signed(d.mean)), error, at(1), at(5)]
        }));
        let budgeted: Vec<usize> = (0..c.years().len())
            .filter(|y| c.budget(*y).is_some())
            .take(2)
            .collect();
        let mut heads = vec!["saves".to_owned()];
        heads.extend(budgeted.iter().map(|y| format!("in {}", c.years()[*y])));
        out.push(of("Chance, %", heads, &|s| {
            let saves = s.difference(Span::Plan, Compared::Saves, &Of::Total);
            let inside = budgeted.iter().map(|y| {
                s.level(Span::Year(*y), Compared::InsideBudget, &Of::Total)
                    .map(percent)
            });
            [saves.map(percent)].into_iter().chain(inside).collect()
        }));
        let last = Span::Year(c.years().len().saturating_sub(1));
        let heads = ["families", "homes"].map(str::to_owned).into();
        out.push(of("Children, end", heads, &|s| {
            let children = |of: Of| s.level(last, Compared::Amount(What::ChildrenEnd), &of);
            [Of::Families, Of::Homes]
                .map(|of| children(of).map(|x| whole(x.mean)))
                .into()
        }));
        let supply = |s: &Side, what| s.level(last, Compared::Amount(what), &Of::Total).copied();
        if (c.sides.iter()).any(|s| supply(s, What::Households).is_some()) {
            let heads = ["households", "places"].map(str::to_owned).into();
            out.push(of("Own fostering", heads, &|s| {
                [What::Households, What::Places]
                    .map(|what| supply(s, what).map(|x| whole(x.mean)))
                    .into()
            }));
        }
        out
    }

    fn table(&self, t: &mut String) {
        let columns = self.columns();
        let c = self.comparison;
        let longest = c.sides.iter().map(|s| s.name.chars().count()).max();
        let name = longest.unwrap_or(0).clamp(8, NAME);
        let mut lines = vec![format!("{:name$}", ""); 2 + c.sides.len()];
        for (i, s) in c.sides.iter().enumerate() {
            lines[2 + i] = format!("{:name$}", cut(&s.name, name));
        }
        for group in &columns {
            let widths: Vec<usize> = (0..group.heads.len())
                .map(|j| {
                    let cells = group.cells.iter().map(|row| row[j].chars().count());
                    cells
                        .chain([group.heads[j].chars().count()])
                        .max()
                        .unwrap_or(0)
                })
                .collect();
            let width =
                (widths.iter().sum::<usize>() + widths.len() - 1).max(group.title.chars().count());
            let joined = |cells: &[String]| {
                let padded: Vec<String> = cells
                    .iter()
                    .zip(&widths)
                    .map(|(c, w)| format!("{c:>w$}"))
                    .collect();
                padded.join(" ")
            };
            let _ = write!(lines[0], "  {:>width$}", group.title);
            let _ = write!(lines[1], "  {:>width$}", joined(&group.heads));
            for (line, row) in lines[2..].iter_mut().zip(&group.cells) {
                let _ = write!(line, "  {:>width$}", joined(row));
            }
        }
        for (i, line) in lines.iter().enumerate() {
            let line = line.trim_end();
            let _ = match self.colour && i == 0 {
                true => writeln!(t, "\u{1b}[1m{line}\u{1b}[0m"),
                false => writeln!(t, "{line}"),
            };
        }
        self.legend(t);
    }

    fn legend(&self, t: &mut String) {
        let c = self.comparison;
        let end = c
            .years()
            .last()
            .map_or(String::new(), |y| y.last_day().to_string());
        let budgeted = (0..c.years().len()).any(|y| c.budget(y).is_some());
        let inside = if budgeted {
            "; in a year: its outturn is not above its budget"
        } else {
            ""
        };
        let own = |s: &Side| {
            let of = |r: &Row| r.what == Compared::Amount(What::Households);
            s.levels.iter().any(of)
        };
        let fostering = match (c.sides.iter().any(own), c.years().last()) {
            (true, Some(year)) => format!(
                "; own fostering: mainstream households and their approved places, mean of {year}"
            ),
            _ => String::new(),
        };
        let _ = writeln!(
            t,
            "saves: the plan costs less than the first's{inside}\nend: on {end}; ±: Monte Carlo standard error{fostering}"
        );
    }
}

/// How each scenario was paired: one line for all that were, one for each that was not.
fn pairing(c: &Comparison) -> Vec<String> {
    let paired: Vec<&Side> = c
        .sides
        .iter()
        .filter(|s| s.pairing == Pairing::Paired)
        .collect();
    let mut out = Vec::new();
    if !paired.is_empty() {
        let ratios: Vec<f64> = paired
            .iter()
            .filter_map(|s| s.difference(Span::Plan, Compared::ErrorRatio, &Of::Total))
            .map(|r| r.mean)
            .collect();
        let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let most = ratios.iter().copied().fold(0.0, f64::max);
        let gain = match ratios.len() {
            0 => "no replication differs at all".to_owned(),
            1 => format!("the unpaired error is {least:.1} times the paired one"),
            _ => format!("the unpaired errors are {least:.1} to {most:.1} times the paired ones"),
        };
        let all = paired.len() + 1 == c.sides.len();
        let who = if all {
            "Paired by replication".to_owned()
        } else {
            let names: Vec<&str> = paired.iter().map(|s| s.name.as_str()).collect();
            format!("{}: paired by replication", names.join(", "))
        };
        out.push(format!("{who}, on the same random numbers: {gain}."));
    }
    for s in &c.sides {
        if let Pairing::Unpaired(why) = &s.pairing {
            out.push(format!(
                "{}: can not be paired ({why}): difference of the means, with the unpaired error, and no chance of saving.",
                s.name
            ));
        }
    }
    out
}

/// Pounds as millions with two decimals.
fn level(pounds: f64) -> String {
    format!("{:.2}", pounds / 1e6)
}

/// Pounds as millions with three decimals and a sign.
fn signed(pounds: f64) -> String {
    super::figures::signed(pounds)
}

fn round_up(x: f64, by: f64) -> f64 {
    (x * by).ceil() / by
}

/// A probability and its standard error in percent; the error rounded up, so that it never reads as none.
fn percent(s: &Summary) -> String {
    let error = round_up(100.0 * s.mcse.unwrap_or(0.0), 10.0);
    format!("{:.1}±{error:.1}", 100.0 * s.mean)
}
