//! What the planned actions of scenarios do, on the screen.

use super::actions::Acted;
use super::figures::{cut, signed};
use crate::compare::{ALL_ACTIONS, Action, BreakEven};
use crate::forecast::Summary;
use std::fmt::Write;

/// The table of the screen; empty where no scenario has actions.
pub fn table(all: &[Acted]) -> String {
    let mut t = String::new();
    if all.is_empty() {
        return t;
    }
    let heads = [
        "Actions, over the plan, £m",
        "cost",
        "saving",
        "net",
        "P10",
        "P90",
        "saves",
        "paid back",
        "break-even effect",
    ];
    let mut lines: Vec<Vec<String>> = vec![heads.map(str::to_owned).into()];
    for acted in all {
        let several = acted.actions.list.len() > 2;
        for a in &acted.actions.list {
            // One action by itself is all of them.
            if !several && a.id == ALL_ACTIONS {
                continue;
            }
            let name = format!("{}: {}", acted.actions.scenario, a.id);
            lines.push(line(acted, a, cut(&name, 44)));
        }
    }
    let widths: Vec<usize> = (0..heads.len())
        .map(|j| {
            lines
                .iter()
                .map(|l| l[j].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    for l in &lines {
        let _ = write!(t, "{:w$}", l[0], w = widths[0]);
        for (cell, w) in l.iter().zip(&widths).skip(1) {
            let _ = write!(t, "  {cell:>w$}");
        }
        let end = t.trim_end().len();
        t.truncate(end);
        t.push('\n');
    }
    let n = all
        .iter()
        .map(|a| a.actions.replications)
        .min()
        .unwrap_or(0);
    let _ = writeln!(
        t,
        "each by itself against the same scenario without any action, {n} replications; cost: programme, and what prices and \
         allowances\npay to today's carers; net: of all lines, those outside the budget too, below zero it saves; break-even \
         effect: the\nmultiple of the planned effect that pays for the cost on average, and with a chance of 10 and 90%, if the \
         effect grows in\nproportion"
    );
    t
}

fn line(acted: &Acted, a: &Action, name: String) -> Vec<String> {
    let plan = a.plan();
    let money = |s: Option<Summary>| s.map_or(String::new(), |s| signed(s.mean));
    let at = |i: usize| {
        let quantiles = plan.and_then(|w| w.net.quantiles);
        quantiles.map_or(String::new(), |q| signed(q[i]))
    };
    let saves = plan.map_or(String::new(), |w| format!("{:.0}%", 100.0 * w.saves.mean));
    let paid = a.payback.and_then(|m| acted.months.get(m));
    let costs = plan.and_then(|w| w.cost).is_some_and(|c| c.mean > 0.5);
    let paid = match (paid, costs) {
        (Some(m), true) => m.to_string(),
        (None, true) if plan.is_some_and(|w| w.net.mean < 0.0) => "at once".to_owned(),
        (None, true) => "not in plan".to_owned(),
        _ => String::new(),
    };
    let even = match a.break_even {
        Some(even) if costs => multiple(&even),
        _ => String::new(),
    };
    vec![
        name,
        money(plan.and_then(|w| w.cost)),
        money(plan.and_then(|w| w.saving)),
        money(plan.map(|w| w.net)),
        at(1),
        at(5),
        saves,
        paid,
        even,
    ]
}

fn multiple(even: &BreakEven) -> String {
    let figure = |x: Option<f64>| x.map_or("never".to_owned(), |x| format!("{x:.2}"));
    if even.mean.is_none() && even.chance.iter().all(Option::is_none) {
        return "never".to_owned();
    }
    let [low, _, high] = even.chance;
    format!(
        "× {} ({} to {})",
        figure(even.mean),
        figure(low),
        figure(high)
    )
}
