//! What may leave the council: tables without groups of few children, with rounded figures, and nothing of any one
//! child. Which groups are withheld was worked out from the replications ([`crate::forecast::disclosure`]) and stands
//! in `disclosure.csv`; here they are taken out of every table alike, so that no two outputs differ in what they hide.

mod rounding;

use super::csv::number;
use super::data::{CHILD_LEVEL, Comparison, Run, Table};
use crate::forecast::{few, round_to_sum};
use rounding::{counted, each, money_1000, rounded, spreads, three};
use std::collections::BTreeSet;

/// Who the outputs are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// The council's own people.
    #[default]
    Internal,
    /// Anybody.
    Shareable,
}

impl Audience {
    /// Its name as an argument and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Audience::Internal => "internal",
            Audience::Shareable => "shareable",
        }
    }

    /// The audience of a name.
    pub fn named(name: &str) -> Option<Audience> {
        [Audience::Internal, Audience::Shareable]
            .into_iter()
            .find(|a| a.name() == name)
    }
}

/// Group types and groups that are withheld; measures under the type `measure`.
pub type Hidden = BTreeSet<(String, String)>;

/// Takes out of a run's tables what may not be shown, and rounds the rest.
pub fn share(run: &mut Run, hidden: &Hidden) {
    for (file, table) in &mut run.tables {
        match file.as_str() {
            "forecast.csv" => tidy(table, hidden),
            "high_cost.csv" => bands(table, hidden),
            "bridge.csv" => bridge(table),
            "distribution.csv" => each(table, &["value"], money_1000),
            "sensitivity.csv" => inputs(
                table,
                hidden,
                &["outturn_low", "outturn_high", "swing", "swing_mcse"],
            ),
            "assumptions.csv" => inputs(table, hidden, &[]),
            "about.csv" => about(table, hidden),
            "published.csv" => {
                keep(table, |t, r| t.cell(r, "kind") != "reconciliation");
                each(table, &["published"], money_1000);
            }
            "savings.csv" => savings(table),
            "previous.csv" => {
                // Groups that the last forecast withheld may be others than those of this one.
                keep(table, |t, r| t.cell(r, "group_type") == "total");
                each(table, &["amount"], money_1000);
            }
            "since.csv" => {
                // What one new child costs would stand there.
                keep(table, |t, r| t.cell(r, "term") == "total");
                each(table, &["amount"], money_1000);
            }
            _ => {}
        }
    }
    run.tables.remove(CHILD_LEVEL);
    if let Some(about) = run.tables.get_mut("about.csv") {
        let name = about.rows.first().map_or(String::new(), |r| r[0].clone());
        about
            .rows
            .push(vec![name, "audience".to_owned(), "shareable".to_owned()]);
    }
    run.refresh();
}

/// The same for a comparison: totals and classes of settings only, and no differences of counts; of
/// actions what they come to in money, of their savings money alone.
pub fn share_comparison(of: &mut Comparison, hidden: &Hidden) {
    keep(&mut of.table, |t, r| {
        let class = t.cell(r, "group_type");
        let group = (class.to_owned(), t.cell(r, "group").to_owned());
        let measure = ("measure".to_owned(), t.cell(r, "measure").to_owned());
        (class == "total" || class == "setting_class")
            && !hidden.contains(&group)
            && !hidden.contains(&measure)
            && (!counted(t.cell(r, "unit")) || t.cell(r, "against").is_empty())
    });
    spreads(&mut of.table);
    let money = |t: &Table, r: &[String]| {
        ["GBP", "probability", "share", "months"].contains(&t.cell(r, "unit"))
    };
    keep(&mut of.actions, money);
    rounded(&mut of.actions);
    savings(&mut of.savings);
}

/// Money alone: other measures count children, households or beds.
fn savings(table: &mut Table) {
    keep(table, |t, r| t.cell(r, "unit") == "GBP");
    each(table, &SAVINGS, money_1000);
}

/// Columns of money in `savings.csv`.
const SAVINGS: [&str; 9] = [
    "planned",
    "forecast",
    "p10",
    "p90",
    "cost",
    "actual",
    "planned_to_date",
    "expected_to_date",
    "slippage",
];

fn keep(table: &mut Table, of: impl Fn(&Table, &[String]) -> bool) {
    let rows = std::mem::take(&mut table.rows);
    let kept = rows.into_iter().filter(|r| of(table, r)).collect();
    table.rows = kept;
}

fn tidy(table: &mut Table, hidden: &Hidden) {
    keep(table, |t, r| {
        let of = (
            t.cell(r, "group_type").to_owned(),
            t.cell(r, "group").to_owned(),
        );
        let measure = t.cell(r, "measure").to_owned();
        measure != "flow"
            && !hidden.contains(&of)
            && !hidden.contains(&("measure".to_owned(), measure))
    });
    spreads(table);
}

fn bands(table: &mut Table, hidden: &Hidden) {
    keep(table, |t, r| {
        !hidden.contains(&("band".to_owned(), t.cell(r, "band").to_owned()))
    });
    spreads(table);
}

/// Effects in total, without lines; thousands of pounds that still add up.
fn bridge(table: &mut Table) {
    let (Some(year), Some(effect), Some(amount)) = (
        table.column("year"),
        table.column("effect"),
        table.column("amount"),
    ) else {
        return;
    };
    let mut years: Vec<String> = Vec::new();
    for r in &table.rows {
        if !years.contains(&r[year]) {
            years.push(r[year].clone());
        }
    }
    let mut out = Vec::new();
    for y in years {
        let mut steps: Vec<(String, f64)> = Vec::new();
        let mut name = String::new();
        for r in table.rows.iter().filter(|r| r[year] == y) {
            name.clone_from(&r[0]);
            let x = r[amount].parse::<f64>().unwrap_or(0.0) / 1_000.0;
            match steps.iter_mut().find(|s| s.0 == r[effect]) {
                Some(s) => s.1 += x,
                None => steps.push((r[effect].clone(), x)),
            }
        }
        let (Some(first), Some(last)) = (steps.first().cloned(), steps.last().cloned()) else {
            continue;
        };
        let whole = |x: f64| libm::round(x) as i64;
        let exact: Vec<f64> = steps[1..steps.len() - 1].iter().map(|s| s.1).collect();
        let mut rounded = vec![whole(first.1)];
        rounded.extend(round_to_sum(&exact, whole(last.1) - whole(first.1)));
        rounded.push(whole(last.1));
        for (i, (step, thousands)) in steps.iter().zip(rounded).enumerate() {
            let money = number(thousands as f64 * 1_000.0);
            let total = || "total".to_owned();
            out.push(vec![
                name.clone(),
                y.clone(),
                i.to_string(),
                step.0.clone(),
                total(),
                total(),
                money,
            ]);
        }
    }
    table.rows = out;
}

/// Inputs by path: without those of the children at the start, of withheld groups, and without counts that are few.
fn inputs(table: &mut Table, hidden: &Hidden, pounds: &[&str]) {
    let path = if table.column("parameter").is_some() {
        "parameter"
    } else {
        "path"
    };
    let names: Vec<String> = hidden
        .iter()
        .filter(|h| h.0 == "setting" || h.0 == "line")
        .map(|h| h.1.clone())
        .collect();
    keep(table, |t, r| {
        let p = t.cell(r, path);
        let told = [
            "cohort",
            "leavers",
            "aftercare",
            "household",
            "homes",
            "budget.detail",
            "delivery",
        ]
        .iter()
        .any(|start| p.starts_with(start));
        let of_hidden = names.iter().any(|n| {
            p.split('.')
                .any(|part| part == n || part.starts_with(&format!("{n} ")))
        });
        let count = ["children", "households", "places", "beds"].contains(&t.cell(r, "unit"));
        let small = count && t.cell(r, "mean").parse().is_ok_and(few);
        !told && !of_hidden && !small
    });
    each(table, pounds, money_1000);
    if path == "parameter" {
        each(
            table,
            &["low", "high", "rank_correlation", "rank_correlation_mcse"],
            three,
        );
    }
}

fn about(table: &mut Table, hidden: &Hidden) {
    keep(table, |t, r| {
        let (key, value) = (t.cell(r, "key"), t.cell(r, "value"));
        let group = key.strip_prefix("children_at_start.").or_else(|| {
            let budget = key
                .strip_prefix("budget_children.")
                .or_else(|| key.strip_prefix("budget_weekly."));
            budget.and_then(|k| k.split_once('.').map(|k| k.1))
        });
        match group {
            Some(g) => {
                let gone = hidden.iter().any(|h| h.1 == g);
                !gone && !value.parse().is_ok_and(few)
            }
            None => true,
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        Table::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn counts_that_are_few_go_and_money_is_rounded() {
        let mut t = table(
            "measure,group_type,group,unit,mean,sd,mcse,p05,p10,p25,p50,p75,p90,p95\n\
             children,setting,a,children,40.2,3,0.1,3,6,20,40,50,60,70\n\
             children,setting,b,children,4.9,3,0.1,3,6,20,40,50,60,70\n\
             cost,total,total,GBP,41539967.3,,,1499,,,,,,\n\
             flow,flow,a>b,moves,40,,,,,,,,,\n",
        );
        tidy(&mut t, &Hidden::new());
        assert_eq!(t.rows.len(), 2);
        assert_eq!(t.rows[0][4..8], ["40", "", "", ""]);
        assert_eq!(t.rows[1][4], "41540000");
        assert_eq!(t.rows[1][7], "1000");
    }

    #[test]
    fn a_rounded_bridge_adds_up() {
        let mut t = table(
            "scenario,year,step,effect,group_type,group,amount\n\
             s,y,0,budget,total,total,1000400\ns,y,1,price,line,a,400\ns,y,2,price,line,b,400\n\
             s,y,3,mix,line,a,700\ns,y,4,forecast_outturn,total,total,1001900\n",
        );
        bridge(&mut t);
        let amounts: Vec<f64> = t.rows.iter().map(|r| r[6].parse().unwrap()).collect();
        assert_eq!(amounts[0] + amounts[1] + amounts[2], amounts[3]);
        assert_eq!(t.rows.len(), 4);
    }

    #[test]
    fn inputs_of_withheld_groups_go() {
        let mut t = table(
            "path,unit,mean\nprices.setting.secure.weekly,£,8000\nprices.setting.other.weekly,£,8\ncohort.group.x.count,children,40\nsupply.homes,beds,3\n",
        );
        let hidden = Hidden::from([("setting".to_owned(), "secure".to_owned())]);
        inputs(&mut t, &hidden, &[]);
        assert_eq!(t.rows.len(), 1);
    }
}
