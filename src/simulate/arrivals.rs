//! First entries: points in cells of (stream, month, layer), Poisson many, uniform in time and height. A group enters
//! where its height is below the rate of the month, so that a higher rate adds groups and never renumbers any.

use super::life::{Child, StartPrice};
use super::lives::Lives;
use super::record::NEW;
use crate::draw::group_rates;
use crate::model::Model;
use crate::model::entries::StreamEntries;
use crate::model::hazards::{cumulative, pick};
use crate::sampling::keyed::{Key, Purpose};
use crate::words::calendar::DAYS_PER_YEAR;

/// Height of a layer in groups a month: the same in every scenario, part of the identity of a group.
const LAYER: f64 = 8.0;

/// What is prepared once for all replications.
#[derive(Debug)]
pub(super) struct Arrivals {
    /// Distribution function of the number of points in a cell.
    points: Vec<f64>,
    /// By stream of entries: cumulative shares of ages, group sizes and needs.
    streams: Vec<Shares>,
}

#[derive(Debug)]
struct Shares {
    ages: Vec<f64>,
    sizes: Vec<f64>,
    needs: Vec<f64>,
}

impl Arrivals {
    pub fn new(model: &Model) -> Arrivals {
        let mut points = Vec::new();
        let (mut p, mut sum) = (libm::exp(-LAYER), 0.0);
        for n in 0..64 {
            sum += p;
            points.push(sum);
            p *= LAYER / f64::from(n + 1);
        }
        let streams = model
            .spec
            .entries
            .streams
            .iter()
            .map(|s| {
                let ages: Vec<f64> = s.ages.iter().map(|a| a.2).collect();
                Shares {
                    ages: cumulative(&ages, ages.len()),
                    sizes: cumulative(&s.group_sizes, s.group_sizes.len()),
                    needs: cumulative(&s.needs, s.needs.len()),
                }
            })
            .collect();
        Arrivals { points, streams }
    }

    pub fn run(&self, lives: &mut Lives, luck: Key, parameters: &[f64], drift: Option<&Key>) {
        let model = lives.world.model;
        let horizon = &model.horizon;
        for (entries, shares) in model.spec.entries.streams.iter().zip(&self.streams) {
            let rates = group_rates(model, entries, parameters, drift);
            for (month, &rate) in rates.iter().enumerate() {
                let first = f64::from(horizon.month_start[month]);
                let days = f64::from(horizon.month_start[month + 1]) - first;
                let calendar = horizon.months[month];
                let name = ((entries.stream as u64) << 56)
                    | (((calendar.year * 12) as u64 + u64::from(calendar.month)) << 32);
                let mut layer = 0u32;
                while f64::from(layer) * LAYER < rate {
                    let cell = luck.child(name | u64::from(layer));
                    let points = pick(&self.points, cell.uniform(Purpose::Arrivals, 0)) as u32;
                    for ordinal in 0..points {
                        let height = (f64::from(layer)
                            + cell.uniform(Purpose::Arrival, 2 * ordinal))
                            * LAYER;
                        if height >= rate {
                            continue;
                        }
                        let at = first + days * cell.uniform(Purpose::Arrival, 2 * ordinal + 1);
                        if at >= 0.0 {
                            let group = cell.child(u64::from(ordinal));
                            enter_group(lives, entries, shares, group, at);
                        }
                    }
                    layer += 1;
                }
            }
        }
    }
}

fn enter_group(lives: &mut Lives, entries: &StreamEntries, shares: &Shares, group: Key, at: f64) {
    let size = 1 + pick(&shares.sizes, group.uniform(Purpose::GroupSize, 0));
    // Siblings share the draw of their first setting, each at its own age.
    let together = group.uniform(Purpose::FirstSetting, 0);
    for sibling in 0..size {
        let key = group.child(sibling as u64);
        let u = key.uniform(Purpose::Born, 0);
        let i = pick(&shares.ages, u);
        let below = if i == 0 { 0.0 } else { shares.ages[i - 1] };
        let (from, to, _) = entries.ages[i];
        let years = from + (to - from) * (u - below) / (shares.ages[i] - below);
        let age_out = lives.world.model.spec.dimensions.age_out;
        let birthday = libm::round(at + (age_out - years) * DAYS_PER_YEAR);
        if birthday <= at {
            continue;
        }
        let age = lives.world.rates.age(birthday, at);
        let ages = lives.world.model.hazards.size.ages;
        let first = &lives.world.model.first_setting[entries.stream * ages + age];
        let need = if shares.needs.is_empty() {
            0
        } else {
            1 + pick(&shares.needs, key.uniform(Purpose::Choice, 0))
        };
        let child = Child {
            key,
            birthday,
            stream: entries.stream,
            need,
            cohort: NEW,
            at,
            setting: pick(first, together),
            placement_start: at,
            care_start: at,
            moves: 0,
            price: StartPrice::New,
            period: 0,
        };
        lives.enter(&child);
    }
}
