//! The planned actions of one scenario: the effect of each by itself, what all of them do together, the interaction, what
//! they cost, and how large the effect would have to be to pay for it.
//!
//! All on the same random numbers, replication by replication: *without* any action; each action alone; each action alone
//! paying what it pays and doing nothing (its programme, and through prices what today's carers get: the deadweight); and all
//! together. Own effect = alone − without; cost = paying only − without; saving = paying only − alone. What all do together
//! less the own effects is the interaction: it is printed, and not shared out.

use super::appraisal::{GREEN_BOOK, payback, present_value};
use super::difference::Span;
use crate::forecast::{Books, Probability, Sample, Summary};
use crate::model::Spec;
use crate::model::budget::LineKind;
use crate::model::value::Value;

/// The name of all actions of a scenario together.
pub const ALL_ACTIONS: &str = "all actions";

/// The scenario with some of its actions only; `working`: they do what they are meant to, else they are only paid for.
pub fn variant(spec: &Spec, keep: impl Fn(usize) -> bool, working: bool) -> Spec {
    let mut out = spec.clone();
    for (i, action) in out.interventions.iter_mut().enumerate() {
        if !keep(i) {
            for line in std::mem::take(&mut action.lines) {
                // Lines stay where they are: others are known by their index.
                out.finance.lines[line].kind = LineKind::OneOff {
                    amount: Value::Certain(0.0),
                    day: 0,
                };
            }
            action.paid.clear();
        }
        if !keep(i) || !working {
            action.effects.clear();
        }
    }
    out
}

/// Money of every replication: net of all lines by month, then cost of the placements of the children in care at the start
/// and of those who came later, by year, then what the lines of the actions come to, by month. Whole pence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flows {
    /// A row a replication.
    pub rows: Vec<Box<[f64]>>,
    /// Months in a row.
    pub months: usize,
    /// Years in a row.
    pub years: usize,
}

impl Flows {
    /// The row of a replication.
    pub fn row(books: &Books, s: &Sample) -> Box<[f64]> {
        let months = books.months();
        let net = (0..months).map(|m| {
            let lines = (0..books.lines()).map(|l| s.line(books, l, m..m + 1));
            lines.sum::<i64>() as f64
        });
        let cohorts = s.at_start.iter().chain(&s.entrants).map(|p| *p as f64);
        let actions = books.model.spec.interventions.iter();
        let programme: Vec<usize> = actions.flat_map(|i| i.lines.iter().copied()).collect();
        let programme = (0..months).map(|m| {
            let lines = programme.iter().map(|l| s.line(books, *l, m..m + 1));
            lines.sum::<i64>() as f64
        });
        net.chain(cohorts).chain(programme).collect()
    }

    /// What the lines of the actions come to over months.
    fn programme(&self, months: &[usize]) -> Vec<f64> {
        let first = self.months + 2 * self.years;
        self.pounds(&months.iter().map(|m| first + m).collect::<Vec<_>>())
    }

    fn pounds(&self, columns: &[usize]) -> Vec<f64> {
        let sum = |r: &[f64]| columns.iter().map(|c| r[*c]).sum::<f64>() / 100.0;
        self.rows.iter().map(|r| sum(r)).collect()
    }
}

/// What is said of an action, of all together, or of the interaction, over some years.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// Years.
    pub span: Span,
    /// Net difference it makes to all lines: below zero it saves.
    pub net: Summary,
    /// Chance that it saves.
    pub saves: Summary,
    /// What it costs, programme and what is paid through prices; none of the interaction.
    pub cost: Option<Summary>,
    /// What it saves before its cost.
    pub saving: Option<Summary>,
    /// Of the saving: on children in care at the start, whose cost stands in the ledger already.
    pub cashable: Option<Summary>,
    /// Of the saving: on children who came later, whose cost would have come.
    pub avoided: Option<Summary>,
}

/// Of what an effect would have to be a multiple of what is planned for the saving to pay the cost over the plan, if it grows
/// in proportion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BreakEven {
    /// On average: mean cost / mean saving; none where it saves nothing.
    pub mean: Option<f64>,
    /// Monte Carlo standard error of it.
    pub mcse: Option<f64>,
    /// With a chance of 10, 50 and 90%; none where no multiple up to [`MOST`] does it.
    pub chance: [Option<f64>; 3],
}

/// Largest multiple looked for.
pub const MOST: f64 = 100.0;

/// An action of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// Its id; `interaction`; `all actions`.
    pub id: String,
    /// By year, and over the plan.
    pub worth: Vec<Worth>,
    /// Saving before its cost, by month; none of the interaction.
    pub saving: Vec<Summary>,
    /// Cost by month, mean.
    pub cost: Vec<f64>,
    /// Net present value of what it saves at the rate of the Green Book, on average.
    pub present_value: f64,
    /// Month of the horizon in which it is paid back, on average.
    pub payback: Option<usize>,
    /// How large the effect would have to be; none of the interaction.
    pub break_even: Option<BreakEven>,
}

/// What became of a scenario's actions.
#[derive(Clone, Debug, PartialEq)]
pub struct Actions {
    /// The scenario.
    pub scenario: String,
    /// Replications.
    pub replications: usize,
    /// Each action, the interaction where there is more than one, all together.
    pub list: Vec<Action>,
}

/// The runs a scenario's actions are told from.
#[derive(Clone, Debug, PartialEq)]
pub struct Runs {
    /// Without any action.
    pub without: Flows,
    /// Each action alone: working, and only paid for.
    pub alone: Vec<(Flows, Flows)>,
    /// All: working, and only paid for.
    pub all: (Flows, Flows),
}

impl Actions {
    /// From the runs; `ids` of the actions in their order.
    pub fn new(scenario: &str, ids: &[&str], runs: &Runs) -> Actions {
        let mut list: Vec<Action> = ids
            .iter()
            .zip(&runs.alone)
            .map(|(id, (working, paid))| action(id, &runs.without, working, paid))
            .collect();
        if ids.len() > 1 {
            list.push(interaction(runs));
        }
        let (working, paid) = &runs.all;
        list.push(action(ALL_ACTIONS, &runs.without, working, paid));
        Actions {
            scenario: scenario.to_owned(),
            replications: runs.without.rows.len(),
            list,
        }
    }

    /// An action by its id.
    pub fn get(&self, id: &str) -> Option<&Action> {
        self.list.iter().find(|a| a.id == id)
    }
}

impl Action {
    /// Over all years.
    pub fn plan(&self) -> Option<&Worth> {
        self.worth.iter().find(|w| w.span == Span::Plan)
    }
}

/// Differences in whole pence, as the amounts are: what rounding leaves is no saving.
fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    let pence = |(a, b): (&f64, &f64)| libm::round((a - b) * 100.0) / 100.0;
    a.iter().zip(b).map(pence).collect()
}

/// Spans with the months and years of each.
fn spans(flows: &Flows) -> Vec<(Span, Vec<usize>, Vec<usize>)> {
    let year = |y: usize| (Span::Year(y), (12 * y..12 * y + 12).collect(), vec![y]);
    let mut out: Vec<_> = (0..flows.years).map(year).collect();
    out.push((
        Span::Plan,
        (0..flows.months).collect(),
        (0..flows.years).collect(),
    ));
    out
}

fn below(values: &[f64]) -> Summary {
    let saves = values.iter().filter(|d| **d < 0.0).count();
    let p = Probability::new(saves, values.len().max(1));
    Summary::figure(p.p, Some(p.mcse))
}

fn summary(mut values: Vec<f64>) -> Summary {
    Summary::of(&mut values).unwrap_or_else(|| Summary::figure(0.0, None))
}

/// Over months and by replication: the net difference, what it costs and what it saves before that. Some of what a programme
/// costs follows what it does (a hub for each constellation, support for each child moved): the programme is that of the
/// action at work; what it pays through prices and allowances, that of the action only paid for.
fn parts(without: &Flows, working: &Flows, paid: &Flows, months: &[usize]) -> [Vec<f64>; 3] {
    let base = without.pounds(months);
    let net = minus(&working.pounds(months), &base);
    let through_prices = minus(&minus(&paid.pounds(months), &paid.programme(months)), &base);
    let programme = working.programme(months);
    let cost: Vec<f64> = (through_prices.iter().zip(&programme))
        .map(|(a, b)| a + b)
        .collect();
    let saving = minus(&cost, &net);
    [net, cost, saving]
}

fn action(id: &str, without: &Flows, working: &Flows, paid: &Flows) -> Action {
    let worth = spans(without)
        .into_iter()
        .map(|(span, months, years)| {
            let [net, cost, saving] = parts(without, working, paid, &months);
            let cohort = |first: usize| {
                let columns: Vec<usize> = years.iter().map(|y| first + y).collect();
                summary(minus(&paid.pounds(&columns), &working.pounds(&columns)))
            };
            Worth {
                span,
                saves: below(&net),
                net: summary(net),
                cost: Some(summary(cost)),
                saving: Some(summary(saving)),
                cashable: Some(cohort(without.months)),
                avoided: Some(cohort(without.months + without.years)),
            }
        })
        .collect();
    let month = |m: usize| {
        let [_, cost, saving] = parts(without, working, paid, &[m]);
        (summary(saving), summary(cost).mean)
    };
    let (saving, cost): (Vec<Summary>, Vec<f64>) = (0..without.months).map(month).unzip();
    let gain: Vec<f64> = saving.iter().zip(&cost).map(|(s, c)| s.mean - c).collect();
    let plan: Vec<usize> = (0..without.months).collect();
    let [_, plan_cost, plan_saving] = parts(without, working, paid, &plan);
    Action {
        id: id.to_owned(),
        worth,
        saving,
        cost,
        present_value: yearly_value(&gain),
        payback: payback(&gain),
        break_even: Some(BreakEven::new(&plan_cost, &plan_saving)),
    }
}

/// What all do together, less what each does alone.
fn interaction(runs: &Runs) -> Action {
    let worth = spans(&runs.without)
        .into_iter()
        .map(|(span, months, _)| {
            let base = runs.without.pounds(&months);
            let mut rest = minus(&runs.all.0.pounds(&months), &base);
            for (working, _) in &runs.alone {
                let own = minus(&working.pounds(&months), &base);
                rest = minus(&rest, &own);
            }
            Worth {
                span,
                saves: below(&rest),
                net: summary(rest),
                cost: None,
                saving: None,
                cashable: None,
                avoided: None,
            }
        })
        .collect();
    Action {
        id: "interaction".to_owned(),
        worth,
        saving: Vec::new(),
        cost: Vec::new(),
        present_value: 0.0,
        payback: None,
        break_even: None,
    }
}

/// Present value of monthly amounts, summed by year, those of the first year now.
fn yearly_value(monthly: &[f64]) -> f64 {
    let years: Vec<f64> = monthly.chunks(12).map(|y| y.iter().sum()).collect();
    present_value(&years, GREEN_BOOK)
}

impl BreakEven {
    /// From cost and saving in each replication.
    pub fn new(cost: &[f64], saving: &[f64]) -> BreakEven {
        let n = cost.len().max(1) as f64;
        let mean = |x: &[f64]| x.iter().sum::<f64>() / n;
        let (c, s) = (mean(cost), mean(saving));
        let ratio = (s > 0.0).then(|| c / s);
        // The error of a ratio of means, by its first derivatives.
        let mcse = ratio.map(|r| {
            let parts = cost.iter().zip(saving).map(|(a, b)| {
                let d = (a - c) - r * (b - s);
                d * d
            });
            libm::sqrt(parts.sum::<f64>() / n / n) / s
        });
        let chance = [0.1, 0.5, 0.9].map(|p| multiple(cost, saving, p));
        BreakEven {
            mean: ratio,
            mcse: mcse.filter(|e| e.is_finite()),
            chance,
        }
    }
}

/// The least multiple of the effect at which the saving pays the cost in a share `p` of the replications.
fn multiple(cost: &[f64], saving: &[f64], p: f64) -> Option<f64> {
    // A replication is paid from cost / saving on, where it saves; one that costs nothing, at once, where it does not lose.
    let mut from: Vec<f64> = cost
        .iter()
        .zip(saving)
        .filter_map(|(c, s)| match (*c <= 0.0, *s > 0.0) {
            (false, true) => Some(c / s),
            (true, true) => Some(0.0),
            _ => None,
        })
        .collect();
    from.sort_unstable_by(f64::total_cmp);
    let needed = libm::ceil(p * cost.len() as f64) as usize;
    let at = from.get(needed.max(1) - 1)?;
    (*at <= MOST).then_some(*at)
}

#[cfg(test)]
mod tests;
