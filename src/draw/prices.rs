//! Levels of prices under the drawn parameters: yearly changes of existing and of new placements, and the council's
//! own wandering.

use super::price_law::PriceLaw;
use crate::model::effect::{Placements, PriceChange};
use crate::model::{Model, Track};
use crate::sampling::keyed::{Key, Purpose};
use crate::sampling::nearest;

/// The yearly changes of one setting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PricePath {
    /// Days of the changes, rising.
    pub day: Vec<i32>,
    /// Factor on placements already made, at each change.
    pub existing: Vec<f64>,
    /// Level of the price of the next placement before the first change and after each: one more than `day`.
    pub new_level: Vec<f64>,
    /// The first change on or after day 0.
    pub first_open: usize,
    /// The first change after the price date.
    pub first_after_price_date: usize,
}

impl PricePath {
    /// Index of the first change after a day.
    pub fn next_change(&self, day: i32) -> usize {
        self.day.iter().filter(|d| **d <= day).count()
    }
}

/// A yearly change as the simulation reads it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Its day; beyond all days where a setting has no more.
    pub day: i32,
    /// Factor on placements already made.
    pub existing: f64,
    /// Added to placements already made, after the factor, pence a week.
    pub added: f64,
    /// Level of the price of a new placement before it.
    pub level: f64,
    /// Added to the price of a new placement before it, pence a week.
    pub new_added: f64,
    /// Bounds on prices before it.
    pub bounds: Bounds,
}

/// What actions keep prices between, in pence a week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Not below.
    pub low: f64,
    /// Not above.
    pub high: f64,
    /// For this share of what lies outside.
    pub share: f64,
}

impl Bounds {
    /// None.
    pub const NONE: Bounds = Bounds {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
        share: 0.0,
    };

    #[inline(always)]
    fn hold(&self, pence: f64) -> f64 {
        pence + self.share * (pence.max(self.low).min(self.high) - pence)
    }
}

/// All prices of one replication.
#[derive(Clone, Debug, Default)]
pub struct PricePaths {
    /// By setting.
    pub paths: Vec<PricePath>,
    /// By track of the model ([`crate::model::Tracks`]), one after the other, each with a last one that never comes.
    pub changes: Vec<Change>,
    /// By track × month of the horizon: the first change after the first day of the month, or after day 0.
    from_month: Vec<u32>,
    months: usize,
    /// By track: its first change.
    first: Vec<usize>,
    /// By track: changes before day 0, and up to the price date.
    before: Vec<(usize, usize)>,
    /// Mean weekly price in pence by entry of the model's price list.
    pub mean: Vec<f64>,
    /// Spread by entry of the price list.
    pub laws: Vec<PriceLaw>,
    /// Unregistered share by age band; empty: none.
    pub unregistered: Vec<f64>,
    /// The setting some placements of which are unregistered; `usize::MAX`: none.
    pub unregistered_in: usize,
}

impl PricePaths {
    /// Laws of spread, at the mean of every uncertain price; levels are set by [`PricePaths::update`].
    pub fn new(model: &Model) -> PricePaths {
        let means = model.means();
        let laws = model.price_list.iter();
        PricePaths {
            laws: laws
                .map(|p| PriceLaw::new(p, p.weekly.get(&means)))
                .collect(),
            ..PricePaths::without_spread(model)
        }
    }

    /// The same without laws of spread, for expected prices.
    pub fn without_spread(model: &Model) -> PricePaths {
        let months = model.horizon.months.len();
        let (mut first, mut from_month, mut sum) = (Vec::new(), Vec::new(), 0);
        let price_day = model.horizon.relative(model.spec.prices.date);
        let mut before = Vec::new();
        for track in &model.tracks.list {
            let steps = &track.steps;
            let count = |to: i32| steps.iter().take_while(|s| s.day < to).count();
            before.push((count(0), count(price_day.saturating_add(1))));
            for day in &model.horizon.month_start[..months] {
                let gone = steps.iter().filter(|s| s.day <= (*day).max(0)).count();
                from_month.push((sum + gone) as u32);
            }
            first.push(sum);
            sum += steps.len() + 1;
        }
        PricePaths {
            paths: vec![PricePath::default(); model.settings().len()],
            from_month,
            months,
            first,
            before,
            unregistered_in: (model.spec.prices.unregistered.as_ref())
                .map_or(usize::MAX, |u| u.setting),
            ..PricePaths::default()
        }
    }

    /// Sets means and levels; `luck` draws the wandering, `None`: none.
    pub fn update(&mut self, model: &Model, parameters: &[f64], luck: Option<&Key>) {
        self.mean.clear();
        self.mean.extend(
            model
                .price_list
                .iter()
                .map(|p| p.weekly.get(parameters) * 100.0),
        );
        self.unregistered.clear();
        if let Some(u) = &model.spec.prices.unregistered {
            self.unregistered
                .extend(u.share.iter().map(|s| s.get(parameters)));
        }
        let price_day = model.horizon.relative(model.spec.prices.date);
        for (setting, path) in self.paths.iter_mut().enumerate() {
            let steps = &model.steps[setting];
            path.day.clear();
            path.existing.clear();
            path.new_level.clear();
            path.new_level.push(1.0);
            let mut level = 1.0;
            let walk = Wander::of(model, parameters, setting, luck);
            let mut last = 1.0;
            for step in steps {
                let factor = |rates: &[crate::model::value::Value]| -> f64 {
                    rates.iter().map(|r| 1.0 + r.get(parameters)).product()
                };
                let wander = match &walk {
                    Some(w) if step.day >= 0 => {
                        let now = w.level(model, step.day);
                        let change = now / last;
                        last = now;
                        change
                    }
                    _ => 1.0,
                };
                path.day.push(step.day);
                path.existing.push(factor(&step.existing) * wander);
                // A price at the date of a change holds the change already.
                if step.day > price_day {
                    level *= factor(&step.new) * wander;
                }
                path.new_level.push(level);
            }
            path.first_open = path.day.iter().take_while(|d| **d < 0).count();
            path.first_after_price_date = path.day.iter().take_while(|d| **d <= price_day).count();
        }
        self.changes.clear();
        for track in &model.tracks.list {
            let path = &self.paths[track.setting];
            track_changes(track, path, parameters, price_day, &mut self.changes);
        }
    }

    /// Index in [`PricePaths::changes`] of the first change of a track after a day, which is in `month`.
    #[inline(always)]
    pub fn next_change(&self, track: usize, day: i32, month: usize) -> usize {
        let mut next = self.from_month[track * self.months + month] as usize;
        while self.changes[next].day <= day {
            next += 1;
        }
        next
    }

    /// The first change of a track on or after day 0.
    pub fn first_open(&self, track: usize) -> usize {
        self.first[track] + self.before[track].0
    }

    /// The first change of a track after the price date.
    pub fn first_after_price_date(&self, track: usize) -> usize {
        self.first[track] + self.before[track].1
    }

    /// The last change, which never comes.
    pub fn last_change(&self) -> usize {
        self.changes.len() - 1
    }

    /// Weekly pence of a placement that begins when `next` is the next change; `relative` is its mean × place in the
    /// spread.
    #[inline(always)]
    pub fn begin(&self, next: usize, mean: f64, relative: f64) -> i64 {
        let c = &self.changes[next];
        nearest(c.bounds.hold(mean * c.level * relative + c.new_added))
    }

    /// Weekly pence of a placement after a change.
    #[inline(always)]
    pub fn after(&self, change: usize, weekly: i64) -> i64 {
        let c = &self.changes[change];
        let weekly = weekly as f64 * c.existing + c.added;
        nearest(self.changes[change + 1].bounds.hold(weekly))
    }
}

/// Appends the changes of a track: those of its setting's path, and what actions do.
fn track_changes(
    track: &Track,
    path: &PricePath,
    parameters: &[f64],
    price_day: i32,
    out: &mut Vec<Change>,
) {
    let (mut i, mut level, mut added) = (0, 1.0, 0.0);
    let (mut action_level, mut now) = (1.0, Acting::of(track, 0, parameters));
    let last = track.steps.len();
    for s in 0..=last {
        let mut change = Change {
            day: i32::MAX,
            existing: 1.0,
            added: 0.0,
            level: level * action_level,
            new_added: added,
            bounds: now.bounds,
        };
        if let Some(step) = track.steps.get(s) {
            change.day = step.day;
            let mut new = 1.0;
            if path.day.get(i) == Some(&step.day) {
                change.existing = path.existing[i];
                if path.new_level[i] > 0.0 {
                    new = path.new_level[i + 1] / path.new_level[i];
                }
                level = path.new_level[i + 1];
                i += 1;
            }
            if !track.effects.is_empty() {
                let then = Acting::of(track, s + 1, parameters);
                change.existing *= then.ratio[0] / now.ratio[0];
                change.added = then.added[0] - now.added[0];
                if step.day > price_day {
                    let ratio = then.ratio[1] / now.ratio[1];
                    action_level *= ratio;
                    added = added * new * ratio + then.added[1] - now.added[1];
                }
                now = then;
            }
        }
        out.push(change);
    }
}

/// What the actions on a track do from some change on: on placements already made, and on new ones.
struct Acting {
    ratio: [f64; 2],
    added: [f64; 2],
    bounds: Bounds,
}

impl Acting {
    fn of(track: &Track, step: usize, parameters: &[f64]) -> Acting {
        let mut acting = Acting {
            ratio: [1.0; 2],
            added: [0.0; 2],
            bounds: Bounds::NONE,
        };
        let Some(strengths) = track.strengths.get(step) else {
            return acting;
        };
        for (e, strength) in track.effects.iter().zip(strengths) {
            let delivered = e.course.delivery.get(parameters);
            let share = e.reach.get(parameters) * strength * delivered;
            let from = usize::from(e.placements == Placements::New);
            match e.change {
                PriceChange::Ratio(v) => {
                    let ratio = 1.0 + (v.get(parameters) - 1.0) * share;
                    // A price that fell to nothing could not rise again.
                    acting.ratio[from..]
                        .iter_mut()
                        .for_each(|r| *r *= ratio.max(1e-9));
                }
                PriceChange::Weekly(v) => {
                    let pence = v.get(parameters) * 100.0 * share;
                    acting.added[from..].iter_mut().for_each(|a| *a += pence);
                }
                PriceChange::Floor(v) if share > 0.0 => {
                    acting.bounds.low = acting.bounds.low.max(v.get(parameters) * 100.0);
                    acting.bounds.share = share;
                }
                PriceChange::Cap(v) if share > 0.0 => {
                    acting.bounds.high = acting.bounds.high.min(v.get(parameters) * 100.0);
                    acting.bounds.share = share;
                }
                PriceChange::Floor(_) | PriceChange::Cap(_) => {}
            }
        }
        acting
    }
}

/// The wandering of one setting: a walk and a transient part, with mean one.
struct Wander {
    key: Key,
    walk_sd: f64,
    transient_sd: f64,
}

impl Wander {
    fn of(model: &Model, parameters: &[f64], setting: usize, luck: Option<&Key>) -> Option<Wander> {
        let luck = luck?;
        let (i, w) = model
            .spec
            .prices
            .walks
            .iter()
            .enumerate()
            .find(|(_, w)| w.settings.contains(&setting))?;
        Some(Wander {
            key: luck.child(u64::MAX - 1000 - i as u64),
            walk_sd: w.walk_sd.get(parameters),
            transient_sd: w.transient_sd.get(parameters),
        })
    }

    /// Level on a day, from the changes of each 1 April since day 0.
    fn level(&self, model: &Model, day: i32) -> f64 {
        let mut log = 0.0;
        let mut current = 0;
        for year in 0..model.horizon.years.len() {
            let (first, _) = model.horizon.year_days(year);
            if first > day {
                break;
            }
            if first >= 0 {
                log += self.walk_sd * self.key.normal(Purpose::PriceWalk, year as u32)
                    - self.walk_sd * self.walk_sd / 2.0;
                current = year + 1;
            }
        }
        if current > 0 {
            let z = self
                .key
                .normal(Purpose::PriceWalk, (1 << 16) + current as u32);
            log += self.transient_sd * z - self.transient_sd * self.transient_sd / 2.0;
        }
        libm::exp(log)
    }
}
