//! First entries: points in cells of (stream, month, layer), Poisson many, uniform in time and height. A group enters
//! where its height is below the rate of the month, so that a higher rate adds groups and never renumbers any.

use super::life::{Child, StartPrice};
use super::lives::Lives;
use super::record::NEW;
use super::steps::{entered, first_setting};
use crate::draw::{Picks, group_rates};
use crate::model::Model;
use crate::model::effect::Size;
use crate::model::value::Value;
use crate::sampling::keyed::{Key, Purpose};
use crate::sampling::nearest;
use crate::words::calendar::DAYS_PER_YEAR;

/// Height of a layer in groups a month: the same in every scenario, part of the identity of a group.
const LAYER: f64 = 8.0;

/// What is prepared once for all replications.
#[derive(Debug)]
pub(super) struct Arrivals {
    /// Number of points in a cell.
    points: Picks,
    streams: Vec<Shares>,
}

/// An action that keeps children from entering, by month of the horizon.
#[derive(Debug)]
struct Preventing {
    /// Days left to the birthday: more than, and at most.
    left: (f64, f64),
    reach: Value,
    size: Size,
    delivery: Value,
    strength: Vec<f64>,
}

/// Of one stream of entries.
#[derive(Debug)]
struct Shares {
    preventing: Vec<Preventing>,
    ages: Ages,
    sizes: Picks,
    /// None where needs are not known.
    needs: Option<Picks>,
}

impl Arrivals {
    pub fn new(model: &Model) -> Arrivals {
        let mut p = libm::exp(-LAYER);
        // Beyond 63 there is less than a chance in 10^30.
        let points: Vec<f64> = (1..=64)
            .map(|n| {
                let this = p;
                p *= LAYER / f64::from(n);
                this
            })
            .collect();
        let streams = (model.spec.entries.streams.iter())
            .map(|s| Shares {
                preventing: preventing(model, s.stream),
                ages: Ages::new(&s.ages, model.spec.dimensions.age_out),
                sizes: Picks::one(&s.group_sizes),
                needs: (!s.needs.is_empty()).then(|| Picks::one(&s.needs)),
            })
            .collect();
        Arrivals {
            points: Picks::one(&points),
            streams,
        }
    }

    /// Groups a month of each stream, by month.
    pub fn rates(&self, model: &Model, parameters: &[f64], drift: Option<&Key>) -> Vec<Vec<f64>> {
        let streams = model.spec.entries.streams.iter();
        streams
            .map(|entries| group_rates(model, entries, parameters, drift))
            .collect()
    }

    /// Those who enter in a month.
    pub fn month(&self, lives: &mut Lives, luck: Key, rates: &[Vec<f64>], month: usize) {
        let model = lives.world.model;
        let horizon = &model.horizon;
        let first = f64::from(horizon.month_start[month]);
        let days = f64::from(horizon.month_start[month + 1]) - first;
        let calendar = horizon.months[month];
        let streams = model.spec.entries.streams.iter().zip(&self.streams);
        for ((entries, shares), rates) in streams.zip(rates) {
            let rate = rates[month];
            let name = ((entries.stream as u64) << 56)
                | (((calendar.year * 12) as u64 + u64::from(calendar.month)) << 32);
            let mut layer = 0u32;
            while f64::from(layer) * LAYER < rate {
                let cell = luck.child(name | u64::from(layer));
                let points = self.points.at(0, cell.uniform(Purpose::Arrivals, 0)) as u32;
                for ordinal in 0..points {
                    let height =
                        (f64::from(layer) + cell.uniform(Purpose::Arrival, 2 * ordinal)) * LAYER;
                    if height >= rate {
                        continue;
                    }
                    let at = first + days * cell.uniform(Purpose::Arrival, 2 * ordinal + 1);
                    if at >= 0.0 {
                        let group = cell.child(u64::from(ordinal));
                        enter_group(lives, entries.stream, shares, group, (month, at));
                    }
                }
                layer += 1;
            }
        }
    }
}

fn enter_group(
    lives: &mut Lives,
    stream: usize,
    shares: &Shares,
    group: Key,
    (month, at): (usize, f64),
) {
    let size = 1 + shares.sizes.at(0, group.uniform(Purpose::GroupSize, 0));
    // Siblings share the draw of their first setting, each at its own age.
    let together = group.uniform(Purpose::FirstSetting, 0);
    for sibling in 0..size {
        let key = group.child(sibling as u64);
        let birthday = whole_day(at + shares.ages.days_left(key.uniform(Purpose::Born, 0)));
        if birthday <= at {
            continue;
        }
        if !shares.preventing.is_empty() {
            let left = birthday - at;
            let stays_out = prevented(&shares.preventing, left, month, lives.world.parameters);
            if key.uniform(Purpose::Prevention, 0) < stays_out {
                continue;
            }
        }
        let age = lives.world.rates.age(birthday, at);
        let world = &*lives.world;
        let setting = first_setting(world.tables, world.record, stream, age, together);
        let need = (shares.needs.as_ref())
            .map_or(0, |needs| 1 + needs.at(0, key.uniform(Purpose::Choice, 0)));
        // Siblings go together.
        let of = (stream, age, need, month);
        let setting = setting.map(|s| entered(world.rates, group, 0, of, s));
        let child = Child {
            key,
            birthday,
            stream,
            need,
            cohort: NEW,
            at,
            setting: setting.unwrap_or_default(),
            placement_start: at,
            care_start: at,
            moves: 0,
            price: StartPrice::New,
            period: 0,
            together: size as u8,
        };
        lives.enter(&child, age);
    }
}

fn preventing(model: &Model, stream: usize) -> Vec<Preventing> {
    let age_out = model.spec.dimensions.age_out;
    let months = 0..model.horizon.months.len();
    let acting = model.spec.preventions();
    let acting = acting.filter(|p| p.streams.is_empty() || p.streams.contains(&stream));
    acting
        .map(|p| Preventing {
            left: (
                (age_out - p.ages.1) * DAYS_PER_YEAR,
                // Days are whole: the youngest may have half a day more to the birthday than there is.
                if p.ages.0 > 0.0 {
                    (age_out - p.ages.0) * DAYS_PER_YEAR
                } else {
                    f64::INFINITY
                },
            ),
            reach: p.reach,
            size: p.size,
            delivery: p.course.delivery,
            strength: (months.clone())
                .map(|m| p.course.strength(&model.horizon, m))
                .collect(),
        })
        .collect()
}

/// The chance that a child is kept from entering: who is by one action is none of the next one's.
fn prevented(acting: &[Preventing], left: f64, month: usize, parameters: &[f64]) -> f64 {
    let enters = |p: &Preventing| {
        if p.left.0 < left && left <= p.left.1 {
            let share = p.reach.get(parameters) * p.delivery.get(parameters) * p.strength[month];
            1.0 - p.size.get(parameters) * share
        } else {
            1.0
        }
    };
    1.0 - acting.iter().map(enters).product::<f64>()
}

/// Ages in bands, even within each.
#[derive(Debug)]
pub(super) struct Ages {
    bands: Picks,
    /// Days left to the birthday at uniform 0, and how they change with it, by band.
    days: Vec<(f64, f64)>,
}

impl Ages {
    /// From (from, to, share) in years.
    pub fn new(bands: &[(f64, f64, f64)], age_out: f64) -> Ages {
        let total: f64 = bands.iter().map(|b| b.2).sum();
        let mut below = 0.0;
        let days = |(from, to, share): &(f64, f64, f64)| {
            let slope = (to - from) * total / share.max(f64::MIN_POSITIVE);
            let at_zero = from - slope * below / total;
            below += share;
            ((age_out - at_zero) * DAYS_PER_YEAR, -slope * DAYS_PER_YEAR)
        };
        Ages {
            days: bands.iter().map(days).collect(),
            bands: Picks::one(&bands.iter().map(|b| b.2).collect::<Vec<_>>()),
        }
    }

    /// Days left to the birthday at a uniform.
    #[inline(always)]
    pub fn days_left(&self, u: f64) -> f64 {
        let (at_zero, slope) = self.days[self.bands.at(0, u)];
        at_zero + slope * u
    }
}

/// The nearest whole day of a time; day 0 before day 0.
#[inline(always)]
pub(super) fn whole_day(at: f64) -> f64 {
    nearest(at.max(0.0)) as f64
}
