//! The search for a place: the rungs of the ladder a child asks for, one after the other.

use super::places::Places;
use super::setup::Setup;
use super::unit::NONE;
use crate::model::supply::{Home, Provider, Rung, Supply};
use crate::sampling::keyed::Purpose;
use crate::simulate::life::{Life, StartPrice};

/// Rungs of a ladder at most.
pub(super) const RUNGS: u32 = 8;

/// Where a child is placed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub setting: usize,
    pub unit: u32,
    /// The market it is from; `usize::MAX`: none.
    pub market: usize,
    pub short: bool,
    pub price: StartPrice,
}

/// Where siblings who came before a child went, and how many are still to come, the child included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside {
    pub at: f64,
    pub unit: u32,
    /// A market they went to; `usize::MAX`: none.
    pub market: usize,
    pub left: u8,
}

impl Default for Beside {
    fn default() -> Beside {
        Beside {
            at: -1.0,
            unit: NONE,
            market: usize::MAX,
            left: 1,
        }
    }
}

impl Places {
    /// Where a child goes that was to begin a placement in the life's setting. `own` is the unit it leaves, which is
    /// set aside until the child is taken out of it. Siblings who were placed are joined where that can be.
    #[allow(clippy::too_many_arguments, reason = "one search, with all it needs")]
    pub fn search(
        &mut self,
        setup: &Setup,
        supply: &Supply,
        parameters: &[f64],
        life: &Life,
        years: f64,
        own: u32,
        beside: Beside,
    ) -> Placed {
        let near = beside.unit;
        let complex = self.is_complex(life);
        let setting = life.setting as usize;

        let free = Placed {
            setting,
            unit: NONE,
            market: usize::MAX,
            short: false,
            price: StartPrice::New,
        };
        let class = if setting == self.unregistered.0 && self.found_nothing(life) {
            supply.unregistered
        } else {
            self.asked(life, setting)
        };
        let Some(class) = class else {
            return free;
        };
        if own != NONE {
            self.units.set_aside(own);
        }
        let mut placed = free;
        let ladder = &supply.classes[class].ladder;
        // An agency that took one takes the other.
        let agency = |r: &Rung| r.by == Provider::Market(beside.market) && r.fits;
        let follows = beside.market != usize::MAX && ladder.iter().any(agency);
        for (i, rung) in ladder.iter().enumerate() {
            let ordinal = life.spell * RUNGS + i as u32;
            if follows && !agency(rung) {
                continue;
            }
            let found = match rung.by {
                Provider::Anyone if rung.setting == self.unregistered.0 => {
                    Some((NONE, StartPrice::Unregistered))
                }
                Provider::Anyone => Some((NONE, StartPrice::New)),
                Provider::Market(m) => {
                    let market = &self.markets[m];
                    let available = market.available[life.clocks.age as usize];
                    let has = follows
                        || available >= 1.0
                        || life.key.uniform(Purpose::Found, ordinal) < available;
                    has.then(|| (NONE, market.new_price()))
                }
                Provider::Household | Provider::Home => {
                    let is_home = rung.by == Provider::Home;
                    let groups = setup.takes(is_home, life.need as usize, years);
                    let is_near = near != NONE
                        && near != own
                        && self.units.all[near as usize].takes(is_home && complex)
                        && groups.contains(&self.units.all[near as usize].group);
                    let unit = if is_near {
                        Some(near)
                    } else {
                        let u = |purpose| life.key.uniform(purpose, ordinal);
                        self.pick(groups, is_home, complex, u, beside.left)
                    };
                    unit.map(|unit| {
                        let price = if is_home {
                            let home = self.units.all[unit as usize].home;
                            home_price(setup, home, life.need, complex, parameters)
                        } else {
                            StartPrice::New
                        };
                        (unit, price)
                    })
                }
            };
            if let Some((unit, price)) = found {
                let market = match rung.by {
                    Provider::Market(m) => m,
                    _ => usize::MAX,
                };
                placed = Placed {
                    setting: rung.setting,
                    unit,
                    market,
                    short: !rung.fits,
                    price,
                };
                break;
            }
        }
        placed
    }

    /// The class a child asks for where a placement in a setting was picked.
    #[inline(always)]
    pub fn asked(&self, life: &Life, setting: usize) -> Option<usize> {
        let asks = &self.asks[setting];
        let (first, class) = *asks.first()?;
        if first >= 1.0 {
            return Some(class);
        }
        let u = life.key.uniform(Purpose::Ask, life.spell);
        asks.iter().find(|(to, _)| u < *to).map(|(_, class)| *class)
    }

    /// Is a child one beside whom beds of a home stay empty? The same child is in every scenario.
    pub fn is_complex(&self, life: &Life) -> bool {
        self.complex.is_some_and(|(need_from, share)| {
            if life.need > 0 && need_from != u32::MAX {
                life.need >= need_from
            } else {
                life.key.uniform(Purpose::Complex, 0) < share
            }
        })
    }

    /// Would a child be in the unregistered part of a setting?
    fn found_nothing(&self, life: &Life) -> bool {
        let share = self.unregistered.1[life.clocks.age as usize];
        life.key.uniform(Purpose::Unregistered, life.spell) < share
    }

    /// A free place that suits, for a draw of the child's.
    fn pick(
        &self,
        groups: &[u16],
        is_home: bool,
        complex: bool,
        u: impl Fn(Purpose) -> f64,
        together: u8,
    ) -> Option<u32> {
        let free = self.units.free(groups);
        if free == 0 {
            return None;
        }
        let found = &self.found[usize::from(is_home)];
        let suits = found[(free as usize).min(found.len() - 1)];
        if suits < 1.0 && u(Purpose::Found) >= suits {
            return None;
        }
        if is_home && complex {
            return self.units.pick_for_complex(groups, u(Purpose::Place));
        }
        self.units
            .pick(groups, usize::from(together), u(Purpose::Place))
    }
}

/// The price of a placement in a home.
fn home_price(
    setup: &Setup,
    home: u16,
    need: u32,
    complex: bool,
    parameters: &[f64],
) -> StartPrice {
    let home: Option<&Home> = setup.homes.get(usize::from(home)).map(|(h, _, _)| h);
    match home.and_then(|h| Some((h.weekly?, &h.staffing))) {
        Some((weekly, staffing)) => {
            let extra = staffing.extra(need as u8, complex, parameters);
            StartPrice::Home((weekly.get(parameters) + extra) * 100.0)
        }
        None => StartPrice::New,
    }
}
