//! The ledger against the sum of the placements, by month and line.

use super::audit::grouped;
use super::council::Council;
use super::fees::{Price, cost};
use super::history::{At, History};
use super::ledger::Entry;
use super::table::{fault, problem_at};
use crate::words::calendar::{Day, Month};
use crate::words::error::Problem;
use crate::words::money::Sevenths;
use crate::words::setting::{SETTINGS, UNREGISTERED_LINE};
use std::collections::BTreeMap;

/// A month and line: what was spent, and what the placements of the returns cost at the fee list's prices.
#[derive(Clone, Debug, PartialEq)]
pub struct Reconciled {
    /// Month.
    pub month: Month,
    /// Fiscal line.
    pub line: String,
    /// Pounds in the ledger; `None`: the ledger has no such row.
    pub ledger: Option<f64>,
    /// Pounds by nights and prices; `None`: no line of placements.
    pub placements: Option<f64>,
}

impl Reconciled {
    /// Ledger less placements.
    pub fn difference(&self) -> f64 {
        self.ledger.unwrap_or(0.0) - self.placements.unwrap_or(0.0)
    }
}

/// A ledger no month of which the returns see.
pub(super) fn other_years(
    file: &str,
    text: &str,
    rows: &[(usize, Entry)],
    history: &History,
) -> Option<Problem> {
    let seen = |m: Month| m.next().first_day() > history.from && m.first_day() < history.to;
    let (line, first) = rows.first()?;
    if rows.iter().any(|(_, e)| seen(e.month)) {
        return None;
    }
    let last = rows.iter().map(|(_, e)| e.month).max()?;
    let first_month = rows.iter().map(|(_, e)| e.month).min()?;
    let message = format!(
        "`{}`: the ledger is of {first_month} to {last}, and the returns see {} to {}",
        first.month,
        history.from,
        history.as_at()
    );
    let f = fault("month", message, "a ledger of the same time as the returns");
    Some(problem_at(file, text, *line, "month", f))
}

/// Compares the ledger with the placements, month by month and line by line, in the months both see.
pub fn reconcile(council: &Council) -> Vec<Reconciled> {
    let history = &council.history;
    let mut rows: BTreeMap<(Month, String), Reconciled> = BTreeMap::new();
    let months: BTreeMap<Month, ()> = council.ledger.iter().map(|(_, e)| (e.month, ())).collect();
    let seen = |m: &&Month| m.first_day() >= history.from && m.next().first_day() <= history.to;
    let months: Vec<Month> = months.keys().filter(seen).copied().collect();
    for (_, e) in council
        .ledger
        .iter()
        .filter(|(_, e)| months.contains(&e.month))
    {
        let row = row_of(&mut rows, e.month, &e.line);
        row.ledger = Some(row.ledger.unwrap_or(0.0) + e.actual);
    }
    for ((month, line), sum) in placements(council, &months) {
        row_of(&mut rows, month, line).placements = Some(sum.pounds());
    }
    rows.into_values().collect()
}

fn row_of<'a>(
    rows: &'a mut BTreeMap<(Month, String), Reconciled>,
    month: Month,
    line: &str,
) -> &'a mut Reconciled {
    rows.entry((month, line.to_owned()))
        .or_insert_with(|| Reconciled {
            month,
            line: line.to_owned(),
            ledger: None,
            placements: None,
        })
}

/// Cost of the nights of each month by line: at the placement's own price, else at its setting's average then.
fn placements(council: &Council, months: &[Month]) -> BTreeMap<(Month, &'static str), Sevenths> {
    let mut out = BTreeMap::new();
    let Some(fees) = &council.fees else {
        return out;
    };
    let mut by_place: BTreeMap<At, Vec<&Price>> = BTreeMap::new();
    for p in &fees.prices {
        if let Some(at) = p.at {
            by_place.entry(at).or_default().push(p);
        }
    }
    let firsts: Vec<Day> = months.iter().map(|m| m.first_day()).collect();
    let ends: Vec<Day> = months.iter().map(|m| m.next().first_day()).collect();
    let averages = fees.averages_on(&firsts);
    for (child, c) in council.history.children.iter().enumerate() {
        for (period, p) in c.periods.iter().enumerate() {
            for (spell, s) in p.spells.iter().enumerate() {
                let Some(line) = SETTINGS.get(s.setting).and_then(|x| x.line) else {
                    continue;
                };
                let at = At {
                    child,
                    period,
                    spell,
                };
                let own = by_place.get(&at).map_or(&[][..], Vec::as_slice);
                let gone = s.end.unwrap_or(council.history.to);
                let since = ends.partition_point(|end| *end <= s.start);
                for (i, month) in months.iter().enumerate().skip(since) {
                    let (from, to) = (s.start.max(firsts[i]), gone.min(ends[i]));
                    if to <= from {
                        break;
                    }
                    let priced: i32 = own.iter().map(|p| nights(p, from, to)).sum();
                    let sum: Sevenths = own
                        .iter()
                        .map(|p| cost(nights(p, from, to), p.weekly))
                        .sum();
                    let rest = cost(to.0 - from.0 - priced, averages[s.setting][i]);
                    *out.entry((*month, line)).or_default() += sum + rest;
                }
            }
        }
    }
    out
}

fn nights(p: &Price, from: Day, to: Day) -> i32 {
    let end = p.to.unwrap_or(to).min(to);
    (end.0 - p.from.max(from).0).max(0)
}

/// The reconciliation in words: by line over all months.
pub fn words(rows: &[Reconciled]) -> String {
    let (Some(first), Some(last)) = (
        rows.iter().map(|r| r.month).min(),
        rows.iter().map(|r| r.month).max(),
    ) else {
        return "Ledger: none of its months lies wholly in what the returns see\n".to_owned();
    };
    let mut lines: BTreeMap<&str, (Option<f64>, Option<f64>)> = BTreeMap::new();
    for r in rows {
        let sum = lines.entry(&r.line).or_default();
        let add = |to: &mut Option<f64>, x: Option<f64>| {
            if let Some(x) = x {
                *to = Some(to.unwrap_or(0.0) + x);
            }
        };
        add(&mut sum.0, r.ledger);
        add(&mut sum.1, r.placements);
    }
    let whole = |x: f64| {
        let n = grouped(libm::round(x.abs()) as usize);
        if x <= -0.5 { format!("-{n}") } else { n }
    };
    let shown = |x: Option<f64>| x.map_or("-".to_owned(), whole);
    let mut out = format!(
        "Ledger against the sum of the placements, {first} to {last}, £\n  {:<26} {:>14} {:>14} {:>14}\n",
        "", "ledger", "placements", "difference"
    );
    let (mut ledger, mut placed) = (0.0, 0.0);
    for (line, (a, b)) in &lines {
        ledger += a.unwrap_or(0.0);
        placed += b.unwrap_or(0.0);
        let difference = a.unwrap_or(0.0) - b.unwrap_or(0.0);
        out += &format!(
            "  {line:<26} {:>14} {:>14} {:>14}\n",
            shown(*a),
            shown(*b),
            whole(difference)
        );
    }
    out += &format!(
        "  {:<26} {:>14} {:>14} {:>14}\n",
        "total",
        whole(ledger),
        whole(placed),
        whole(ledger - placed)
    );
    if lines.get(UNREGISTERED_LINE).is_some_and(|l| l.0.is_some()) {
        out += "  unregistered placements stand in the ledger under their own line, and in the returns among other placements\n";
    }
    out
}
