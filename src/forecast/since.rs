//! Why a forecast moved since the last one: actuals, new children, leavers, moves, price, assumptions.
//!
//! The last forecast already expected children to come, go and move in the time between. So each term is what happened
//! less what was expected of it, in the money of the months still to come: the last model is run without entries,
//! exits and moves in the time between, one after the other, and then on from the new snapshot with its children as
//! they are now, changed step by step in the same order. All runs share their random numbers. What is left between the
//! last model on today's children and the new forecast is assumptions. The terms sum to the change exactly.

use super::books::Books;
use crate::model::Model;
use crate::model::cohort::GivenChild;
use crate::model::effect::{Change, Course, Effect, HazardEffect};
use crate::model::hazards::{Cause, Scope};
use crate::model::intervention::Intervention;
use crate::model::value::Value;
use crate::simulate::Engine;
use crate::words::calendar::{FinancialYear, Month};
use std::collections::BTreeMap;

/// Names of the terms, in their order; the total is their sum.
pub const TERMS: [&str; 6] = [
    "actuals",
    "new_children",
    "leavers",
    "moves",
    "price",
    "assumptions",
];

/// Names of the terms where the children of the last forecast are not known one by one.
pub const COARSE: [&str; 5] = ["actuals", "volume", "mix", "price", "other_lines"];

/// The change of a year's outturn.
#[derive(Clone, Debug, PartialEq)]
pub struct Since {
    /// The year.
    pub year: FinancialYear,
    /// Outturn of the last forecast and of this one, pounds.
    pub outturn: (f64, f64),
    /// Terms by name, pounds.
    pub terms: Vec<(&'static str, f64)>,
}

/// Mean cost inside the perimeter by month, and by setting mean children and cost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Monthly {
    /// Pounds by month.
    pub cost: BTreeMap<Month, f64>,
    /// Children at the end of the month and pounds, by month and setting.
    pub settings: BTreeMap<(Month, String), (f64, f64)>,
}

/// Months with nights to simulate.
fn open(model: &Model) -> std::ops::Range<usize> {
    model.horizon.first_open_month()..model.horizon.months.len()
}

/// Splits the change of every year both forecasts have. `old` and `new` are their months as written; `None` for the
/// models where the children of the last forecast are not known: volume, mix and price are told apart then.
pub fn since(
    old: &Monthly,
    new: &Monthly,
    models: Option<(&Model, &Model)>,
    new_open: Month,
    replications: u64,
) -> Vec<Since> {
    let mut years: BTreeMap<FinancialYear, Vec<Month>> = BTreeMap::new();
    for month in new.cost.keys().filter(|m| old.cost.contains_key(m)) {
        years
            .entry(month.financial_year())
            .or_default()
            .push(*month);
    }
    let steps = models.map(|(a, b)| Steps::run(a, b, replications));
    years
        .into_iter()
        .map(|(year, months)| {
            let sum = |of: &Monthly, months: &[Month]| {
                months.iter().filter_map(|m| of.cost.get(m)).sum::<f64>()
            };
            let outturn = (sum(old, &months), sum(new, &months));
            let (closed, rest): (Vec<Month>, Vec<Month>) =
                months.iter().partition(|m| **m < new_open);
            let actuals = sum(new, &closed) - sum(old, &closed);
            let left = outturn.1 - outturn.0 - actuals;
            let mut terms = vec![(TERMS[0], actuals)];
            match &steps {
                Some(s) => {
                    let [entries, leavers, moves, price] = s.terms(year);
                    terms.extend([
                        (TERMS[1], entries),
                        (TERMS[2], leavers),
                        (TERMS[3], moves),
                        (TERMS[4], price),
                    ]);
                    terms.push((TERMS[5], left - entries - leavers - moves - price));
                }
                None => coarse(old, new, &rest, left, &mut terms),
            }
            Since {
                year,
                outturn,
                terms,
            }
        })
        .collect()
}

/// Volume, mix and price by child-months of the settings; what no setting has is of other lines.
fn coarse(
    old: &Monthly,
    new: &Monthly,
    months: &[Month],
    left: f64,
    terms: &mut Vec<(&'static str, f64)>,
) {
    let mut settings: BTreeMap<&str, [f64; 4]> = BTreeMap::new();
    for (of, shift) in [(old, 0), (new, 2)] {
        for ((month, name), (children, cost)) in &of.settings {
            if months.contains(month) {
                let place = settings.entry(name).or_default();
                place[shift] += children;
                place[shift + 1] += cost;
            }
        }
    }
    let q0: f64 = settings.values().filter(|s| s[0] > 0.0).map(|s| s[0]).sum();
    let q1: f64 = settings.values().filter(|s| s[0] > 0.0).map(|s| s[2]).sum();
    let (mut volume, mut mix, mut price) = (0.0, 0.0, 0.0);
    for s in settings.values() {
        if s[0] > 0.0 && q0 > 0.0 {
            let p0 = s[1] / s[0];
            volume += (q1 / q0 - 1.0) * s[1];
            mix += (s[2] - s[0] * q1 / q0) * p0;
            price += s[3] - s[2] * p0;
        } else {
            mix += s[3] - s[1];
        }
    }
    terms.extend([(COARSE[1], volume), (COARSE[2], mix), (COARSE[3], price)]);
    terms.push((COARSE[4], left - volume - mix - price));
}

/// Mean pounds of the open months of the new forecast, by year, at each step.
struct Steps {
    /// The last model: as it was; without entries, exits and moves in between, one more each.
    before: [BTreeMap<FinancialYear, f64>; 4],
    /// The last model from the new snapshot on: its children frozen; leavers gone; moved; priced; with the new ones.
    after: [BTreeMap<FinancialYear, f64>; 5],
}

impl Steps {
    fn run(old: &Model, new: &Model, replications: u64) -> Steps {
        let from = new.horizon.months[open(new)].first().copied();
        let mean = |model: &Model| yearly(model, from, replications);
        let rebuilt = |spec| Model::build(spec).ok();
        let before = [0, 1, 2, 3].map(|step| match step {
            0 => mean(old),
            _ => rebuilt(held(old, new, step))
                .map(|m| mean(&m))
                .unwrap_or_default(),
        });
        let after = [0, 1, 2, 3, 4].map(|step| {
            rebuilt(moved(old, new, step))
                .map(|m| mean(&m))
                .unwrap_or_default()
        });
        Steps { before, after }
    }

    /// New children, leavers, moves, price.
    fn terms(&self, year: FinancialYear) -> [f64; 4] {
        let of = |list: &[BTreeMap<FinancialYear, f64>], i: usize| {
            list[i].get(&year).copied().unwrap_or(0.0)
        };
        let (r, v) = (|i| of(&self.before, i), |i| of(&self.after, i));
        [
            (v(4) - v(3)) - (r(0) - r(1)),
            (v(1) - v(0)) - (r(1) - r(2)),
            (v(2) - v(1)) - (r(2) - r(3)),
            (v(3) - v(2)) + (v(0) - r(3)),
        ]
    }
}

/// Mean cost of placements inside the perimeter by year, from a month on.
fn yearly(model: &Model, from: Option<Month>, replications: u64) -> BTreeMap<FinancialYear, f64> {
    let books = Books::new(model);
    let mut engine = Engine::new(model);
    let mut sums: BTreeMap<FinancialYear, i64> = BTreeMap::new();
    for r in 0..replications {
        let record = engine.run(r, 0);
        let l = record.layout;
        for (m, month) in model.horizon.months.iter().enumerate() {
            if from.is_none_or(|f| *month < f) {
                continue;
            }
            let place = sums.entry(month.financial_year()).or_default();
            for group in 0..l.groups() {
                for slot in (0..l.slots).filter(|s| books.slot_inside(*s)) {
                    *place += record.cost[l.cell(group, slot, m)];
                }
            }
        }
    }
    let n = replications.max(1) as f64;
    sums.into_iter()
        .map(|(y, s)| (y, s as f64 / 700.0 / n))
        .collect()
}

/// The last model without entries (1), exits besides (2) and moves besides (3) between the two snapshots.
fn held(old: &Model, new: &Model, step: usize) -> crate::model::Spec {
    let mut spec = old.spec.clone();
    let gap = new.spec.as_at.0 - old.spec.as_at.0;
    let first = old.horizon.first_open_month();
    let last = old.horizon.month_start.iter().filter(|d| **d < gap).count();
    for s in &mut spec.entries.streams {
        s.month_factor.resize(old.horizon.months.len(), 1.0);
        let end = last.min(s.month_factor.len());
        s.month_factor[first.min(end)..end].fill(0.0);
    }
    let causes: &[Cause] = match step {
        1 => &[],
        2 => &[Cause::Exit],
        _ => &Cause::ALL,
    };
    if !causes.is_empty() {
        spec.interventions.push(Intervention {
            id: "held between the snapshots".to_owned(),
            effects: vec![Effect::Hazard(HazardEffect {
                causes: causes.to_vec(),
                scope: Scope::default(),
                toward: Vec::new(),
                change: Change::Ratio(Value::Certain(0.0)),
                reach: Value::Certain(1.0),
                course: Course {
                    start: 0,
                    ramp_months: 0,
                    end: gap,
                    delivery: Value::Certain(1.0),
                },
            })],
            ..Intervention::default()
        });
    }
    spec
}

/// The last model from the new snapshot on, with its children frozen (0), leavers gone (1), moved (2), priced (3), and
/// with the new ones (4).
fn moved(old: &Model, new: &Model, step: usize) -> crate::model::Spec {
    let gap = new.spec.as_at.0 - old.spec.as_at.0;
    let mut spec = old.spec.clone();
    spec.as_at = new.spec.as_at;
    let first = |m: &Model| m.horizon.years.first().map_or(0, |y| y.0);
    let later = usize::try_from(first(new) - first(old)).unwrap_or(0);
    spec.years = old.spec.years.saturating_sub(later).max(1);
    spec.finance.actuals.clear();
    for s in &mut spec.entries.streams {
        s.year_factor.drain(..later.min(s.year_factor.len()));
        s.month_factor.clear();
    }
    for l in &mut spec.entries.pool.leavers {
        l.left -= gap;
        l.birthday -= gap;
    }
    spec.entries.pool.leavers.retain(|l| l.birthday > 0);
    let now: BTreeMap<u64, &GivenChild> = new
        .spec
        .cohort
        .children
        .iter()
        .map(|c| (c.who, c))
        .collect();
    let mut children = Vec::new();
    for c in &old.spec.cohort.children {
        let mut c = GivenChild {
            birthday: c.birthday - gap,
            placement_start: c.placement_start - gap,
            care_start: c.care_start - gap,
            ..c.clone()
        };
        if c.birthday <= 0 {
            continue;
        }
        match now.get(&c.who) {
            None if step >= 1 => continue,
            Some(is)
                if step >= 2
                    && (is.setting, is.placement_start) != (c.setting, c.placement_start) =>
            {
                c = (*is).clone();
            }
            Some(is) if step >= 3 => {
                c.weekly_price = is.weekly_price;
                c.need = is.need;
            }
            _ => {}
        }
        children.push(c);
    }
    if step >= 4 {
        let before: std::collections::BTreeSet<u64> =
            old.spec.cohort.children.iter().map(|c| c.who).collect();
        let come = new
            .spec
            .cohort
            .children
            .iter()
            .filter(|c| !before.contains(&c.who));
        children.extend(come.cloned());
    }
    spec.cohort.children = children;
    spec
}

/// Are the children of both forecasts known one by one?
pub fn comparable(old: &Model, new: &Model) -> bool {
    let given = |m: &Model| m.spec.cohort.groups.is_empty() && !m.spec.cohort.children.is_empty();
    given(old) && given(new) && new.spec.as_at >= old.spec.as_at
}
