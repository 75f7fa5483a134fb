//! What a child in a placement costs a week: set when the placement begins, by the age and the level of prices then,
//! and changed by the uplifts of placements already made.
//!
//! So the value of the children of a walk is propagated beside their number: in each bin the sum of their mean weekly
//! prices at level one (they stay and go as the children do, whatever each of them costs, and the law of the spread
//! has mean one). The level is a factor on all placements of a setting begun between two changes of price (a
//! *vintage*), told by the bins of the time in the placement; see [`super::marks`].

use crate::draw::PricePaths;
use crate::model::Model;

/// Of one child: weekly pence of a registered placement (none where it is not), the chance that it is unregistered,
/// and weekly pence of an unregistered one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Value {
    pub own: f64,
    pub apart: f64,
    pub crisis: f64,
}

impl Value {
    /// Costs nothing and is no part of the unregistered?
    pub fn is_nothing(&self) -> bool {
        *self == Value::default()
    }

    /// The mean of this for `a` children and another for `b`.
    pub fn mean(self, a: f64, other: Value, b: f64) -> Value {
        let mix = |x: f64, y: f64| {
            if a + b > 0.0 {
                (a * x + b * y) / (a + b)
            } else {
                x
            }
        };
        Value {
            own: mix(self.own, other.own),
            apart: mix(self.apart, other.apart),
            crisis: mix(self.crisis, other.crisis),
        }
    }
}

/// Vintages of placements found at the start: at a price of the price date, at a known price. Then those begun since.
pub(super) const FOUND: usize = 0;
/// See [`FOUND`].
pub(super) const KNOWN: usize = 1;
/// The first vintage of placements begun since the start.
pub(super) const BEGUN: usize = 2;

/// Prices under a vector of parameters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Worth {
    pub settings: usize,
    /// The setting of which a part is unregistered.
    pub unregistered: Option<usize>,
    /// Does the value of a placement depend on the age it began at? By setting.
    pub varies: Vec<bool>,
    /// Days on which the prices of any setting change, rising; periods lie between.
    pub days: Vec<f64>,
    /// By need × setting × age band.
    values: Vec<Value>,
    needs: usize,
    ages: usize,
    crisis: f64,
    shares: Vec<f64>,
    priced: Vec<bool>,
    /// Level of a price by setting × vintage × period.
    levels: Vec<f64>,
}

impl Worth {
    pub fn new(model: &Model, parameters: &[f64]) -> Worth {
        let size = model.hazards.size;
        let mut prices = PricePaths::without_spread(model);
        prices.update(model, parameters, None);
        let unregistered = model.spec.prices.unregistered.as_ref().map(|u| u.setting);
        let crisis = match unregistered {
            Some(_) => prices.mean.last().copied().unwrap_or(0.0),
            None => 0.0,
        };
        let mut shares = prices.unregistered;
        shares.resize(size.ages, 0.0);
        let end = model.horizon.days();
        let mut days: Vec<i32> = prices
            .paths
            .iter()
            .flat_map(|p| p.day.iter().copied())
            .filter(|d| *d > 0 && *d < end)
            .collect();
        days.sort_unstable();
        days.dedup();
        let mut worth = Worth {
            settings: size.settings,
            unregistered,
            varies: vec![false; size.settings],
            days: days.iter().map(|d| f64::from(*d)).collect(),
            values: Vec::with_capacity(size.needs * size.settings * size.ages),
            needs: size.needs,
            ages: size.ages,
            crisis,
            shares,
            priced: Vec::new(),
            levels: Vec::new(),
        };
        for need in 0..size.needs {
            for setting in 0..size.settings {
                for age in 0..size.ages {
                    let cell = model.price_cell[model.price_index(setting, need, age)];
                    let weekly = cell.map_or(0.0, |list| prices.mean[list as usize]);
                    worth.priced.push(cell.is_some());
                    worth
                        .values
                        .push(worth.parted(setting, age, weekly, crisis));
                }
            }
        }
        for setting in 0..size.settings {
            worth.varies[setting] = (0..size.needs).any(|need| {
                (1..size.ages)
                    .any(|age| worth.value(need, setting, age) != worth.value(need, setting, 0))
            });
            let path = &prices.paths[setting];
            let now = |period: usize| match period {
                0 => path.next_change(0),
                p => path.next_change(days[p - 1]),
            };
            let periods = days.len() + 1;
            let mut row = |level: f64, from: usize| {
                worth.levels.extend((0..periods).map(|period| {
                    let changes = path.existing.iter().take(now(period)).skip(from);
                    level * changes.product::<f64>()
                }));
            };
            let first = path.first_open;
            row(
                path.new_level[first],
                first.max(path.first_after_price_date),
            );
            row(1.0, first);
            for begun in 0..periods {
                row(path.new_level[now(begun)], now(begun));
            }
        }
        worth
    }

    /// The same where nothing costs anything.
    pub fn without(mut self) -> Worth {
        self.values.fill(Value::default());
        self.varies.fill(false);
        self
    }

    /// Costs nothing at all?
    pub fn is_nothing(&self) -> bool {
        self.values.iter().all(Value::is_nothing)
    }

    /// Lanes of a row of values: own by setting, number unregistered, value unregistered.
    pub fn lanes(&self) -> usize {
        if self.is_nothing() {
            0
        } else {
            self.settings + 2
        }
    }

    fn parted(&self, setting: usize, age: usize, weekly: f64, crisis: f64) -> Value {
        let apart = match self.unregistered {
            Some(s) if s == setting => self.shares[age],
            _ => 0.0,
        };
        Value {
            own: (1.0 - apart) * weekly,
            apart,
            crisis: apart * crisis,
        }
    }

    fn index(&self, need: usize, setting: usize, age: usize) -> usize {
        (need * self.settings + setting) * self.ages + age
    }

    /// Of a placement that begins.
    pub fn value(&self, need: usize, setting: usize, age: usize) -> Value {
        self.values[self.index(need, setting, age)]
    }

    /// Of a placement of which the weekly price in pence is another than the setting's.
    pub fn own_price(&self, need: usize, setting: usize, age: usize, weekly: f64) -> Value {
        let own = if self.priced[self.index(need, setting, age)] {
            weekly
        } else {
            0.0
        };
        let all = self.parted(setting, age, own, weekly);
        debug_assert!(need < self.needs);
        all
    }

    /// Pence a week of the unregistered.
    pub fn crisis(&self) -> f64 {
        self.crisis
    }

    /// Periods between changes of price.
    pub fn periods(&self) -> usize {
        self.days.len() + 1
    }

    /// Level of the price of a vintage in a period.
    pub fn level(&self, setting: usize, vintage: usize, period: usize) -> f64 {
        let periods = self.periods();
        self.levels[(setting * (BEGUN + periods) + vintage) * periods + period]
    }

    /// Do placements of some setting begun in one period cost another multiple than those begun before?
    pub fn vintages_differ(&self) -> bool {
        (1..self.periods())
            .any(|begun| (0..self.settings).any(|s| self.step(s, begun, begun) != 0.0))
    }

    /// What a placement begun in a period costs more, in another, than one begun in the period before.
    pub fn step(&self, setting: usize, begun: usize, period: usize) -> f64 {
        let of = |begun| self.level(setting, BEGUN + begun, period);
        let change = of(begun) - of(begun - 1);
        if change.abs() > 1e-12 * of(begun).abs() {
            change
        } else {
            0.0
        }
    }

    /// The setting whose level a lane follows.
    pub fn setting_of(&self, lane: usize) -> usize {
        if lane < self.settings {
            lane
        } else {
            self.unregistered.unwrap_or(0)
        }
    }
}
