//! Levels of prices under the drawn parameters: yearly changes of existing and of new placements, and the council's
//! own wandering.

use super::price_law::PriceLaw;
use crate::model::Model;
use crate::sampling::keyed::{Key, Purpose};

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
    /// Level of the price of a new placement before it.
    pub level: f64,
}

/// All prices of one replication.
#[derive(Clone, Debug, Default)]
pub struct PricePaths {
    /// By setting.
    pub paths: Vec<PricePath>,
    /// The same, one setting after the other, each with a last one that never comes.
    pub changes: Vec<Change>,
    /// By setting × month of the horizon: the first change after the first day of the month, or after day 0.
    from_month: Vec<u32>,
    months: usize,
    /// By setting: its first change.
    first: Vec<usize>,
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
        for steps in &model.steps {
            for day in &model.horizon.month_start[..months] {
                let before = steps.iter().filter(|s| s.day <= (*day).max(0)).count();
                from_month.push((sum + before) as u32);
            }
            first.push(sum);
            sum += steps.len() + 1;
        }
        PricePaths {
            paths: vec![PricePath::default(); model.settings().len()],
            from_month,
            months,
            first,
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
        for path in &self.paths {
            for (i, &level) in path.new_level.iter().enumerate() {
                self.changes.push(Change {
                    day: path.day.get(i).copied().unwrap_or(i32::MAX),
                    existing: path.existing.get(i).copied().unwrap_or(1.0),
                    level,
                });
            }
        }
    }

    /// Index in [`PricePaths::changes`] of the first change of a setting after a day, which is in `month`.
    #[inline(always)]
    pub fn next_change(&self, setting: usize, day: i32, month: usize) -> usize {
        let mut next = self.from_month[setting * self.months + month] as usize;
        while self.changes[next].day <= day {
            next += 1;
        }
        next
    }

    /// The first change of a setting on or after day 0.
    pub fn first_open(&self, setting: usize) -> usize {
        self.first[setting] + self.paths[setting].first_open
    }

    /// The first change of a setting after the price date.
    pub fn first_after_price_date(&self, setting: usize) -> usize {
        self.first[setting] + self.paths[setting].first_after_price_date
    }

    /// The last change, which never comes.
    pub fn last_change(&self) -> usize {
        self.changes.len() - 1
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
