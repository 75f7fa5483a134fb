//! The sample of each target that the run of a council's scenario gives.

use super::target::Target;
use crate::council::level::Pool;
use crate::council::start::GROUP;
use crate::council::{Options, draft, not_built};
use crate::model::{Model, Spec};
use crate::returns::panel::Panel;
use crate::simulate::{Engine, Record};
use crate::words::error::Problems;

/// Samples by year ahead (from the first) and target, each rising; empty where the run has none.
pub type Samples = Vec<[Vec<f64>; Target::ALL.len()]>;

/// Makes the scenario of a council from a panel that ends at `year`, and runs its first `years`: what happens in them
/// does not depend on how many follow. Nothing where the council's children of that year are not published.
///
/// # Errors
/// What the scenario can not be made of.
pub fn future(
    panel: &Panel,
    pool: &Pool<'_>,
    la_code: u16,
    replications: u32,
    years: usize,
) -> Result<Option<Samples>, Problems> {
    let year = pool.cut().year;
    let Some(level) = pool.level(la_code) else {
        return Ok(None);
    };
    let draft = draft(panel, la_code, year, &Options::default())?;
    let (written, steered) = draft.finish(&level).map_err(|r| r.problems)?;
    let (mut model, _) = written.load().map_err(|r| r.problems)?;
    if years < model.spec.years {
        let spec = Spec {
            years,
            ..model.spec
        };
        model = Model::build(spec).map_err(not_built)?;
    }
    let week = panel.known(la_code, Target::ResidentialWeek.name(), year);
    let scales = Scales {
        spend: level.last_spend.and(draft.spend_scale),
        residential_week: week
            .filter(|_| steered.residential_week > 0.0)
            .map(|w| w / steered.residential_week),
    };
    Ok(Some(samples(&model, replications, scales)))
}

/// What a run's money is multiplied by to be compared with what is published, which holds more than placements: the
/// figure of the last year over the model's of the first days.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scales {
    /// Of gross spend; `None`: none was published.
    pub spend: Option<f64>,
    /// Of the residential week.
    pub residential_week: Option<f64>,
}

/// Runs a model.
pub fn samples(model: &Model, replications: u32, scales: Scales) -> Samples {
    let mut engine = Engine::new(model);
    let slots = Slots::of(model);
    let years = model.horizon.years.len();
    let mut out: Samples = (0..years).map(|_| Default::default()).collect();
    for r in 0..u64::from(replications) {
        let record = engine.run(r, 0);
        for (y, samples) in out.iter_mut().enumerate() {
            let values = slots.values(record, y, scales);
            for (sample, value) in samples.iter_mut().zip(values) {
                sample.extend(value);
            }
        }
    }
    for sample in out.iter_mut().flatten() {
        sample.sort_by(f64::total_cmp);
    }
    out
}

/// Which slots a target counts.
struct Slots {
    foster: Vec<bool>,
    homes: Vec<bool>,
    residential: Vec<bool>,
}

impl Slots {
    fn of(model: &Model) -> Slots {
        let named = |names: &[&str]| -> Vec<bool> {
            model
                .slots
                .iter()
                .map(|s| names.contains(&model.settings()[s.setting].name.as_str()))
                .collect()
        };
        Slots {
            foster: named(GROUP[0]),
            homes: named(GROUP[1]),
            residential: model
                .slots
                .iter()
                .map(|s| model.settings()[s.setting].residential)
                .collect(),
        }
    }

    /// Values in the order of [`Target::ALL`]; a price without nights has none.
    fn values(
        &self,
        record: &Record,
        year: usize,
        scales: Scales,
    ) -> [Option<f64>; Target::ALL.len()] {
        let l = record.layout;
        let (mut children, mut foster, mut homes) = (0, 0, 0);
        let (mut cost, mut residential, mut nights) = (0, 0, 0);
        for group in 0..l.groups() {
            for slot in 0..l.slots {
                let first = l.cell(group, slot, 12 * year);
                let there = record.children_end[first + 11];
                let paid: i64 = record.cost[first..first + 12].iter().sum();
                children += there;
                cost += paid;
                foster += if self.foster[slot] { there } else { 0 };
                homes += if self.homes[slot] { there } else { 0 };
                if self.residential[slot] {
                    residential += paid;
                    nights += record.nights[first..first + 12].iter().sum::<i32>();
                }
            }
        }
        let of_year = |rows: &[u32]| -> f64 {
            let rows = rows.chunks(l.months);
            let year = rows.map(|r| r[12 * year..12 * year + 12].iter().sum::<u32>());
            f64::from(year.sum::<u32>())
        };
        // Sevenths of a penny to pounds.
        let pounds = |x: i64| x as f64 / 700.0;
        [
            Some(f64::from(children)),
            Some(of_year(&record.entries)),
            Some(of_year(&record.exits)),
            Some(f64::from(foster)),
            Some(f64::from(homes)),
            scales.spend.map(|s| s * pounds(cost)),
            scales
                .residential_week
                .filter(|_| nights > 0)
                .map(|s| s * pounds(residential) * 7.0 / f64::from(nights)),
        ]
    }
}
