//! What is prepared once for all replications of a model with supply.

use super::unit::MOST;
use crate::draw::Picks;
use crate::model::Model;
use crate::model::effect::SupplyEffect;
use crate::model::supply::{Home, HouseholdKind, Provider, Supply};

/// Years of age told apart by the search.
const YEARS: usize = 18;
/// Need bands, unknown included.
const NEEDS: usize = 5;

/// Households of a list by kind.
#[derive(Debug)]
pub(super) struct Kinds {
    pub shares: Picks,
    /// Group, places.
    pub each: Vec<(u16, u8)>,
}

/// A household there at the start.
#[derive(Clone, Copy, Debug)]
pub(super) struct StartUnit {
    /// Identity: of the list, and in it.
    pub list: u64,
    pub who: u64,
    pub group: u16,
    pub places: u8,
    pub usable: Option<u8>,
    /// In a constellation already.
    pub settled: bool,
}

/// Prepared supply.
#[derive(Debug)]
pub(super) struct Setup {
    /// Number of groups of units.
    pub groups: usize,
    /// Groups that take a child, by (home or household, need, year of age).
    takes: Vec<Vec<u16>>,
    /// Setting of the children in households.
    pub household_setting: usize,
    pub start: Vec<StartUnit>,
    /// Kinds of households that join: of the stock's approvals, then of the effects.
    pub approvals: Vec<Kinds>,
    /// Kinds by effect; only a transfer's.
    pub transfers: Vec<Option<Kinds>>,
    /// Homes: the supply's, then the effects', each with the number of its effect.
    pub homes: Vec<(Home, u16, Option<usize>)>,
    /// Effects on supply.
    pub effects: Vec<SupplyEffect>,
    /// By setting: the list of those who live there, where somebody looks at them.
    pub watched: Vec<Option<usize>>,
}

#[derive(Default)]
struct Groups(Vec<(bool, u64, u64, u8)>);

impl Groups {
    fn of(&mut self, is_home: bool, ages: (f64, f64), need_to: u8) -> u16 {
        let group = (is_home, ages.0.to_bits(), ages.1.to_bits(), need_to);
        let at = self.0.iter().position(|g| *g == group);
        at.unwrap_or_else(|| {
            self.0.push(group);
            self.0.len() - 1
        }) as u16
    }

    fn household(&mut self, kind: &HouseholdKind) -> (u16, u8) {
        (self.of(false, kind.ages, kind.need_to), places(kind.places))
    }

    fn kinds(&mut self, kinds: &[HouseholdKind]) -> Kinds {
        let shares: Vec<f64> = kinds.iter().map(|k| k.share).collect();
        Kinds {
            shares: Picks::one(&shares),
            each: kinds.iter().map(|k| self.household(k)).collect(),
        }
    }
}

fn places(n: u32) -> u8 {
    n.min(MOST as u32) as u8
}

impl Setup {
    pub fn new(model: &Model, supply: &Supply) -> Setup {
        let mut groups = Groups::default();
        let effects: Vec<SupplyEffect> = model.spec.supply_effects().cloned().collect();
        let start = start(supply, &mut groups);
        let households = &supply.households;
        let mut approvals: Vec<Kinds> = (households.approvals.iter())
            .map(|a| groups.kinds(&a.kinds))
            .collect();
        let mut transfers = Vec::new();
        let mut homes: Vec<(Home, Option<usize>)> =
            supply.homes.iter().map(|h| (h.clone(), None)).collect();
        for (i, effect) in effects.iter().enumerate() {
            let mut transfer = None;
            match effect {
                SupplyEffect::Approvals(a) => approvals.push(groups.kinds(&a.kinds)),
                SupplyEffect::Transfer(t) => transfer = Some(groups.kinds(&t.kinds)),
                SupplyEffect::Home(h) => homes.push((h.clone(), Some(i))),
                _ => {}
            }
            transfers.push(transfer);
        }
        let homes = homes
            .into_iter()
            .map(|(h, effect)| {
                let group = groups.of(true, h.ages, h.need_to);
                (h, group, effect)
            })
            .collect();
        let settings = model.settings().len();
        let mut watched = vec![None; settings];
        let mut lists = 0;
        for effect in &effects {
            let looked_at: &[usize] = match effect {
                SupplyEffect::Reviews(r) => &r.from,
                SupplyEffect::Transfer(t) => std::slice::from_ref(&t.from),
                _ => &[],
            };
            for s in looked_at {
                if watched[*s].is_none() {
                    watched[*s] = Some(lists);
                    lists += 1;
                }
            }
        }
        let rungs = supply.classes.iter().flat_map(|c| &c.ladder);
        let mut households = rungs.filter(|r| r.by == Provider::Household);
        Setup {
            takes: takes(&groups),
            groups: groups.0.len(),
            household_setting: households.next().map_or(usize::MAX, |r| r.setting),
            start,
            approvals,
            transfers,
            homes,
            effects,
            watched,
        }
    }

    /// Groups of homes or households that take a child.
    pub fn takes(&self, is_home: bool, need: usize, years: f64) -> &[u16] {
        let year = (years.max(0.0) as usize).min(YEARS - 1);
        let need = need.min(NEEDS - 1);
        &self.takes[(usize::from(is_home) * NEEDS + need) * YEARS + year]
    }
}

fn takes(groups: &Groups) -> Vec<Vec<u16>> {
    let mut out = Vec::with_capacity(2 * NEEDS * YEARS);
    for is_home in [false, true] {
        for need in 0..NEEDS {
            for year in 0..YEARS {
                let middle = year as f64 + 0.5;
                let fits = |g: &(bool, u64, u64, u8)| {
                    g.0 == is_home
                        && f64::from_bits(g.1) <= middle
                        && middle < f64::from_bits(g.2)
                        && usize::from(g.3) >= need
                };
                let fitting = groups.0.iter().enumerate().filter(|(_, g)| fits(g));
                out.push(fitting.map(|(i, _)| i as u16).collect());
            }
        }
    }
    out
}

/// Households at the start: those given, and of each stock as many of a kind as its share says, to the nearest.
fn start(supply: &Supply, groups: &mut Groups) -> Vec<StartUnit> {
    let mut out = Vec::new();
    for h in &supply.households.given {
        let (group, places) = groups.household(&h.kind);
        out.push(StartUnit {
            list: 0,
            who: h.who,
            group,
            places,
            usable: h.usable.map(|u| u.min(u32::from(places)) as u8),
            settled: h.constellation.is_some(),
        });
    }
    for stock in &supply.households.stock {
        let list = crate::sampling::keyed::name_hash(&stock.id);
        for ordinal in 0..stock.count {
            let Some(kind) = stock.kind(ordinal) else {
                continue;
            };
            let (group, places) = groups.household(kind);
            out.push(StartUnit {
                list,
                who: u64::from(ordinal),
                group,
                places,
                usable: None,
                settled: false,
            });
        }
    }
    out
}
