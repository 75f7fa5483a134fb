//! England's hazards moved by as few council factors as the data support, on the expected-value engine.
//!
//! The factors are on exits below 10, at 10 to 15, at 16 and 17, on moves, and on the share of each setting among
//! destinations and first settings. Each is found by its own figure: what was published over what the engine expects,
//! in logs, weighed by what the figure says against how councils differ (a ridge with one figure a factor, so its
//! normal equations are diagonal but for the depletion, which two further passes take up). Decision record 060.

use super::observed::Observed;
use crate::expect::{Counts, Expected, Grid};
use crate::model::hazards::{Cause, FactorRow, Scope};
use crate::model::mix::Mix;
use crate::model::{Model, Spec};
use crate::scenario::write::Amount;
use crate::words::calendar::DAYS_PER_YEAR;
use crate::words::setting::SETTINGS;

/// SD of the log between councils: of exits by age, and of moves.
const BETWEEN: [f64; 4] = [0.25, 0.3, 0.35, 0.2];

/// SD of the log of a council's year about its own rate, beside chance.
const BETWEEN_YEARS: f64 = 0.12;

/// Weights of the base year and of the two before it.
const RECENT: [f64; 3] = [1.0, 2.0, 3.0];

/// Share of a setting's children that a year renews, roughly, in the standard order: how far its share among the
/// destinations moves its children.
const RENEWED: [f64; 12] = [
    0.35, 0.4, 0.4, 0.5, 0.55, 0.9, 0.9, 0.9, 0.85, 0.9, 0.45, 0.8,
];

/// A setting's share of destinations is moved at most by this factor.
const MIX_AT_MOST: f64 = 6.0;

/// Passes of the engine.
const PASSES: usize = 3;

/// A year's rate follows a factor to the power one over this: who has left early can not leave late.
const DEPLETION: f64 = 1.2;

/// A factor with what is known of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// Mean.
    pub mean: f64,
    /// SD of its log.
    pub log_sd: f64,
    /// Events published over the years used, 0 where none are.
    pub events: f64,
    /// Published rate over England's, before it was weighed.
    pub raw: f64,
}

impl Ratio {
    /// As a scenario writes it.
    pub fn amount(&self) -> Amount {
        Amount::log_normal(self.mean, self.log_sd)
    }
}

/// The council's factors and what the model then expects of the first year.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// On exits below 10, at 10 to 15, at 16 and 17.
    pub exits: [Ratio; 3],
    /// On moves of both kinds.
    pub moves: Ratio,
    /// On the share of each setting.
    pub mix: [f64; 12],
    /// What the model expects with them.
    pub expected: Year,
    /// What it expected without.
    pub england: Year,
}

/// What is expected of the first year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Year {
    /// Exits before 18: below 10, at 10 to 15, at 16 and 17.
    pub exits: [f64; 3],
    /// Child-years in these ages.
    pub child_years: [f64; 3],
    /// Moves.
    pub moves: f64,
    /// Birthdays that end care.
    pub turned_18: f64,
    /// Starts, first entries and re-entries.
    pub starts: f64,
    /// Children by setting at the end.
    pub settings: [f64; 12],
    /// Cost in pounds of the first month, a year's worth.
    pub run_rate: f64,
}

impl Year {
    /// Children at the end.
    pub fn children(&self) -> f64 {
        self.settings.iter().sum()
    }
}

/// Ages of the exits.
const THREE: [&[usize]; 3] = [&[0, 1, 2], &[3], &[4]];

/// A spec under the factors.
fn moved(spec: &Spec, exits: [f64; 3], moves: f64, mix: &[f64; 12]) -> Spec {
    let mut spec = spec.clone();
    for (ages, ratio) in THREE.iter().zip(exits) {
        spec.hazards.factors.push(FactorRow {
            causes: vec![Cause::Exit],
            scope: Scope {
                ages: Some(ages.to_vec()),
                ..Scope::default()
            },
            ratio: ratio.into(),
        });
    }
    spec.hazards.factors.push(FactorRow {
        causes: vec![Cause::PlannedMove, Cause::Breakdown],
        scope: Scope::default(),
        ratio: moves.into(),
    });
    Mix::Settings.scale(&mut spec, mix);
    spec
}

impl Fitted {
    /// A spec under the means of the factors.
    pub fn of(&self, spec: &Spec) -> Spec {
        let exits = self.exits.map(|e| e.mean);
        moved(spec, exits, self.moves.mean, &self.mix)
    }
}

/// The first year of a spec under the factors. A step of three months and bins of a year miss a year's exits by 1%
/// and its children by less than 0.2% (decision record 060).
fn first_year(spec: &Spec, exits: [f64; 3], moves: f64, mix: &[f64; 12]) -> Option<Year> {
    let mut spec = moved(spec, exits, moves, mix);
    spec.years = 1;
    let model = Model::build(spec).ok()?;
    let grid = Grid {
        step: DAYS_PER_YEAR / 4.0,
        fine: 91.0,
        age_bin: 1.0,
        care_bin: 1.0,
        durations: Vec::new(),
    };
    let expected = Expected::of(&model, &model.means(), &grid);
    Some(year(&model, &expected, &expected.all()))
}

fn year(model: &Model, expected: &Expected, all: &Counts) -> Year {
    let mut out = Year::default();
    let months = model.horizon.first_open_month()..model.horizon.months.len();
    let last = months.end - 1;
    for month in months.clone() {
        for stream in 0..all.streams {
            for setting in 0..SETTINGS.len() {
                for (k, ages) in THREE.iter().enumerate() {
                    for age in *ages {
                        let events = |cause| all.events(month, stream, cause, setting, *age);
                        out.exits[k] += events(Cause::Exit);
                        out.moves += events(Cause::PlannedMove) + events(Cause::Breakdown);
                        let nights = all.nights(month, stream, setting, *age);
                        out.child_years[k] += nights / DAYS_PER_YEAR;
                    }
                }
                out.turned_18 += all.birthdays(month, stream, setting);
            }
        }
    }
    out.settings = std::array::from_fn(|s| all.in_setting(last, s));
    out.starts =
        expected.first_entries.iter().sum::<f64>() + expected.re_entries.iter().sum::<f64>();
    let first = months.start;
    let slots = model.slots.len();
    let cost: f64 = (0..slots)
        .map(|s| expected.start.slot_cost(first, s) + expected.new.slot_cost(first, s))
        .sum();
    let nights: f64 = (0..SETTINGS.len())
        .flat_map(|s| (0..all.streams).flat_map(move |t| (0..5).map(move |a| (s, t, a))))
        .map(|(s, t, a)| all.nights(first, t, s, a))
        .sum();
    let children: f64 = model.spec.cohort.count() as f64;
    if nights > 0.0 {
        out.run_rate = cost / nights * children * DAYS_PER_YEAR;
    }
    out
}

/// Published rate of events a child-year over the three years, and the events behind it.
fn published(
    observed: &Observed,
    events: &dyn Fn(usize) -> Option<f64>,
    children: &dyn Fn(usize) -> Option<f64>,
) -> Option<(f64, f64)> {
    let (mut top, mut bottom, mut count) = (0.0, 0.0, 0.0);
    for (i, weight) in RECENT.iter().enumerate().take(observed.flows.len()) {
        let (Some(n), Some(end)) = (events(i), children(i)) else {
            continue;
        };
        // Average of the year; of the first year only its end is known.
        let begin = if i > 0 { children(i - 1) } else { None };
        let average = begin.map_or(end, |b| 0.5 * (b + end));
        top += weight * n;
        bottom += weight * average;
        count += n;
    }
    (bottom > 0.0).then(|| (top / bottom, count))
}

/// The weighed ratio of a published rate to the model's.
fn weigh(published: Option<(f64, f64)>, model: f64, between: f64, years: f64) -> Ratio {
    let Some((rate, events)) = published.filter(|_| model > 0.0) else {
        return Ratio {
            mean: 1.0,
            log_sd: between,
            events: 0.0,
            raw: 1.0,
        };
    };
    let noise = 1.0 / (events + 1.0) + BETWEEN_YEARS * BETWEEN_YEARS / years.max(1.0);
    let weight = between * between / (between * between + noise);
    // Half an event keeps the log of nothing away.
    let raw = rate * (events + 0.5) / events.max(0.5) / model;
    Ratio {
        mean: libm::exp(weight * libm::log(raw)),
        log_sd: libm::sqrt(weight * noise),
        events,
        raw,
    }
}

/// Finds the factors. `None` where the model can not be built, which the reading of the scenario would have said.
pub fn fit(observed: &Observed, spec: &Spec) -> Option<Fitted> {
    let england = first_year(spec, [1.0; 3], 1.0, &[1.0; 12])?;
    let mut start = [0.0; 12];
    for group in &spec.cohort.groups {
        start[group.setting] += f64::from(group.count);
    }
    let total: f64 = start.iter().sum();
    let years = observed.flows.iter().filter(|f| f.exits.is_some()).count() as f64;
    let mut wanted = [Ratio {
        mean: 1.0,
        log_sd: 0.0,
        events: 0.0,
        raw: 1.0,
    }; 4];
    for (k, w) in wanted.iter_mut().enumerate() {
        let (data, model) = if k < 3 {
            let data = published(observed, &|i| observed.flows[i].exits.map(|e| e[k]), &|i| {
                observed.flows[i].ages.map(|a| a[k])
            });
            (data, england.exits[k] / england.child_years[k].max(1e-9))
        } else {
            let data = published(observed, &|i| observed.flows[i].moves, &|i| {
                observed.flows[i].children
            });
            (
                data,
                england.moves / england.child_years.iter().sum::<f64>(),
            )
        };
        *w = weigh(data, model, BETWEEN[k], years);
    }
    // Passes: what is wanted of the rates, over what the engine then gives.
    let ahead = |x: f64| libm::pow(x, DEPLETION);
    let mut exits = [0, 1, 2].map(|k: usize| ahead(wanted[k].mean));
    let mut moves = ahead(wanted[3].mean);
    let mut mix = [1.0; 12];
    let mut now = england.clone();
    for pass in 0..PASSES {
        for s in 0..12 {
            // The council's present mix is taken to be its habit; a small number says little.
            let (have, want) = (now.settings[s] / now.children(), start[s] / total);
            let target = if start[s] > 0.0 {
                (want * start[s] + have * 3.0) / (start[s] + 3.0)
            } else {
                0.5 * have
            };
            if have > 1e-9 && target > 0.0 {
                let step = libm::log(target / have) / RENEWED[s];
                mix[s] = (mix[s] * libm::exp(step.clamp(-0.8, 0.8)))
                    .clamp(1.0 / MIX_AT_MOST, MIX_AT_MOST);
            }
        }
        now = first_year(spec, exits, moves, &mix)?;
        if pass + 1 == PASSES {
            break;
        }
        for k in 0..3 {
            let before = england.exits[k] / england.child_years[k].max(1e-9);
            let have = now.exits[k] / now.child_years[k].max(1e-9);
            if have > 0.0 {
                exits[k] *= ahead(wanted[k].mean * before / have);
            }
        }
        let rate = |y: &Year| y.moves / y.child_years.iter().sum::<f64>();
        moves *= ahead(wanted[3].mean * rate(&england) / rate(&now));
    }
    let ratio = |k: usize, mean: f64| Ratio { mean, ..wanted[k] };
    Some(Fitted {
        exits: [ratio(0, exits[0]), ratio(1, exits[1]), ratio(2, exits[2])],
        moves: ratio(3, moves),
        mix,
        expected: now,
        england,
    })
}
