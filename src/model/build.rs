//! From the spec of a scenario to the compiled model.

use super::Setting;
use super::effect::{self, HazardEffect};
use super::faults::{Fault, faults};
use super::hazards::Hazards;
use super::horizon::Horizon;
use super::prices::{AppliesTo, Price};
use super::shares::{DrawnRow, drawn_rows};
use super::spec::Spec;
use super::supply::Count;
use super::tracks::Tracks;
use super::value::Value;
use crate::words::calendar::Day;

/// The compiled model: what the engines read.
#[derive(Clone, Debug)]
pub struct Model {
    /// What it was compiled from.
    pub spec: Spec,
    /// Calendar.
    pub horizon: Horizon,
    /// Compiled hazards.
    pub hazards: Hazards,
    /// Cumulative shares of first settings: stream × age band × settings.
    pub first_setting: Vec<Vec<f64>>,
    /// Rows of the tables of shares that each replication fills with its own.
    pub drawn_rows: Vec<DrawnRow>,
    /// Price of each (setting, need, age) cell: index into `price_list`; none where the setting costs nothing.
    pub price_cell: Vec<Option<u32>>,
    /// Distinct prices; the unregistered part's is the last where there is one.
    pub price_list: Vec<Price>,
    /// Yearly changes by setting.
    pub steps: Vec<Vec<PriceStep>>,
    /// The same with what actions change, by cell of (setting, need, age).
    pub tracks: Tracks,
    /// Slots money is recorded in: one a setting, and one more for the unregistered part.
    pub slots: Vec<Slot>,
}

/// A day on which the prices of a setting change.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceStep {
    /// Day of the simulation; may be below 0 for steps between the price date and the start.
    pub day: i32,
    /// Rates that apply to existing placements, each (1 + rate).
    pub existing: Vec<Value>,
    /// Rates that apply to the price of new ones.
    pub new: Vec<Value>,
}

/// Where nights and cost of a placement are recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Setting.
    pub setting: usize,
    /// Fiscal line, `None`: no cost.
    pub line: Option<usize>,
}

impl Model {
    /// Checks and compiles a spec. All faults are returned together.
    pub fn build(spec: Spec) -> Result<Model, Vec<Fault>> {
        let faults = faults(&spec);
        if !faults.is_empty() {
            return Err(faults);
        }
        let horizon = Horizon::new(spec.as_at, spec.years);
        let courses = courses(&spec, &horizon);
        let hazards = Hazards::compile(&spec.hazards, &spec.dimensions, needs(&spec), &courses);
        let drawn_rows = drawn_rows(&spec.drawn_shares, hazards.size);
        drop(courses);
        let ages = spec.dimensions.age_bands.len();
        let settings = spec.dimensions.settings.len();
        let mut first_setting = vec![vec![0.0; settings]; spec.dimensions.streams.len() * ages];
        for s in &spec.entries.streams {
            for (age, shares) in s.first_setting.iter().enumerate() {
                first_setting[s.stream * ages + age] = super::hazards::cumulative(shares, settings);
            }
        }
        let (price_cell, mut price_list) = price_cells(&spec, &hazards);
        let mut slots: Vec<Slot> = spec
            .dimensions
            .settings
            .iter()
            .enumerate()
            .map(|(setting, s)| Slot {
                setting,
                line: s.line,
            })
            .collect();
        if let Some(u) = &spec.prices.unregistered {
            price_list.push(u.price.clone());
            slots.push(Slot {
                setting: u.setting,
                line: Some(u.line),
            });
        }
        let steps: Vec<Vec<PriceStep>> = (0..settings)
            .map(|s| price_steps(&spec, &horizon, s))
            .collect();
        let tracks = Tracks::new(&spec, &horizon, hazards.size, &steps);
        Ok(Model {
            spec,
            horizon,
            hazards,
            drawn_rows,
            first_setting,
            price_cell,
            price_list,
            steps,
            tracks,
            slots,
        })
    }

    /// Settings.
    pub fn settings(&self) -> &[Setting] {
        &self.spec.dimensions.settings
    }

    /// Number of a count of supply in a record; none without a supply, or where no effect has that id.
    pub fn supply_count(&self, count: &Count) -> Option<usize> {
        self.spec.supply.as_ref()?;
        match count {
            Count::Effect(id) => {
                let effect = self.spec.supply_effects().position(|e| e.id() == id)?;
                Some(Count::FIXED.len() + effect)
            }
            fixed => fixed.fixed(),
        }
    }

    /// How many counts of supply a record keeps.
    pub fn supply_counts(&self) -> usize {
        match &self.spec.supply {
            None => 0,
            Some(_) => Count::FIXED.len() + self.spec.supply_effects().count(),
        }
    }

    /// Index of (setting, need, age) in `price_cell`.
    #[inline(always)]
    pub fn price_index(&self, setting: usize, need: usize, age: usize) -> usize {
        (setting * self.hazards.size.needs + need) * self.hazards.size.ages + age
    }

    /// Every parameter at its mean.
    pub fn means(&self) -> Vec<f64> {
        self.spec.parameters.iter().map(|p| p.mean()).collect()
    }
}

/// Hazard effects in force at the start, and from each day on which the strength of one changes.
fn courses<'a>(spec: &'a Spec, horizon: &Horizon) -> Vec<(i32, Vec<(&'a HazardEffect, f64)>)> {
    let first = std::iter::once(horizon.first_open_month());
    first
        .chain(effect::steps(spec.hazard_effects(), horizon))
        .map(|month| {
            let strength = |e: &HazardEffect| e.course.strength(horizon, month);
            let in_force = spec.hazard_effects().map(|e| (e, strength(e))).collect();
            (horizon.month_start[month], in_force)
        })
        .collect()
}

/// Need bands in use: 5 where any child or row has one, else 1.
fn needs(spec: &Spec) -> usize {
    let used = spec.cohort.children.iter().any(|c| c.need > 0)
        || spec.cohort.groups.iter().any(|g| g.need > 0)
        || spec.entries.streams.iter().any(|s| !s.needs.is_empty());
    if used { 5 } else { 1 }
}

fn price_cells(spec: &Spec, hazards: &Hazards) -> (Vec<Option<u32>>, Vec<Price>) {
    let size = hazards.size;
    let mut list: Vec<Price> = Vec::new();
    let mut cells = Vec::with_capacity(size.settings * size.needs * size.ages);
    for setting in 0..size.settings {
        for need in 0..size.needs {
            for age in 0..size.ages {
                let cell = super::hazards::Cell {
                    setting,
                    moves: 0,
                    stream: 0,
                    need: need as u8,
                    age,
                };
                let found = spec
                    .prices
                    .rows
                    .iter()
                    .rev()
                    .find(|r| holds_price(&r.scope, cell))
                    .filter(|_| spec.dimensions.settings[setting].line.is_some());
                cells.push(found.map(|r| {
                    let at = list.iter().position(|p| *p == r.price).unwrap_or_else(|| {
                        list.push(r.price.clone());
                        list.len() - 1
                    });
                    at as u32
                }));
            }
        }
    }
    (cells, list)
}

fn holds_price(scope: &super::hazards::Scope, cell: super::hazards::Cell) -> bool {
    scope
        .settings
        .as_ref()
        .is_none_or(|l| l.contains(&cell.setting))
        && scope.ages.as_ref().is_none_or(|l| l.contains(&cell.age))
        && scope.needs.as_ref().is_none_or(|l| l.contains(&cell.need))
}

/// The days on which a setting's prices change, from after the earlier of price date and snapshot to the end.
fn price_steps(spec: &Spec, horizon: &Horizon, setting: usize) -> Vec<PriceStep> {
    let mut steps: Vec<PriceStep> = Vec::new();
    let from = horizon.relative(spec.prices.date).min(-1) + 1;
    let first = spec.prices.date.min(spec.as_at).ymd().0;
    let last = horizon.calendar(horizon.days()).ymd().0;
    let mut found = Vec::new();
    for u in spec
        .prices
        .uplifts
        .iter()
        .filter(|u| u.settings.contains(&setting))
    {
        for year in first..=last {
            if let Some(day) = Day::from_ymd(year, u.date.0, u.date.1) {
                let rate = u
                    .years
                    .iter()
                    .find(|(y, _)| *y == crate::words::calendar::FinancialYear::of(day))
                    .map_or(u.rate, |(_, r)| *r);
                if rate != Value::Certain(0.0) {
                    found.push((horizon.relative(day), u.applies_to, rate));
                }
            }
        }
    }
    if spec
        .prices
        .walks
        .iter()
        .any(|w| w.settings.contains(&setting))
    {
        for year in first..=last {
            if let Some(day) = Day::from_ymd(year, 4, 1) {
                let d = horizon.relative(day);
                if d >= from && d < horizon.days() {
                    step_at(&mut steps, d);
                }
            }
        }
    }
    for (day, applies_to, rate) in found {
        if day >= from && day < horizon.days() {
            let step = step_at(&mut steps, day);
            match applies_to {
                AppliesTo::Existing => step.existing.push(rate),
                AppliesTo::New => step.new.push(rate),
            }
        }
    }
    steps
}

pub(super) fn step_at(steps: &mut Vec<PriceStep>, day: i32) -> &mut PriceStep {
    let i = steps
        .binary_search_by_key(&day, |s| s.day)
        .unwrap_or_else(|i| {
            steps.insert(
                i,
                PriceStep {
                    day,
                    existing: Vec::new(),
                    new: Vec::new(),
                },
            );
            i
        });
    &mut steps[i]
}
