//! Reviews: children in homes and elsewhere who could live in a family, and for whom somebody is found.

use super::calendar::What;
use super::unit::NONE;
use super::{Run, search};
use crate::model::effect::Reviews;
use crate::model::supply::Provider;
use crate::sampling::keyed::Purpose;
use crate::simulate::life::StartPrice;

impl Run<'_, '_> {
    /// Looks at the children in some settings: who is suitable, and for whom somebody is found.
    pub(super) fn review(&mut self, effect: usize, r: &Reviews, day: i32) {
        let parameters = self.world.parameters;
        let suitable = r.suitable.get(parameters) * self.strength(&r.course);
        let chance = r.find_chance.get(parameters);
        let ordinal = ((effect as u32) << 20) | (day as u32);
        let mut found = Vec::new();
        for from in &r.from {
            let Some(list) = self.setup.watched[*from] else {
                continue;
            };
            found.extend(self.lists[list].iter().copied().filter(|id| {
                let c = &self.calendar.all[*id as usize];
                let life = &self.calendar.lives[*id as usize];
                let key = life.key;
                let long = f64::from(day) - life.clocks.placement_start;
                !c.what.is_forced()
                    && long >= f64::from(r.after_days)
                    && key.uniform(Purpose::Suitable, life.period) < suitable
                    && key.uniform(Purpose::Review, ordinal) < chance
            }));
        }
        found.sort_by_key(|id| self.calendar.lives[*id as usize].key.order());
        for id in found {
            self.step_back(effect, r, id, day);
        }
    }

    fn step_back(&mut self, effect: usize, r: &Reviews, id: u32, day: i32) {
        let life = &self.calendar.lives[id as usize];
        let (key, spell) = (life.key, life.spell + 1);
        let (years, need) = (self.years(life), life.need as usize);
        let age = life.clocks.age as usize;
        for (i, rung) in self.supply.classes[r.class].ladder.iter().enumerate() {
            let ordinal = spell * search::RUNGS + i as u32;
            let unit = match rung.by {
                Provider::Household => {
                    let groups = self.setup.takes(false, need, years);
                    let u = key.uniform(Purpose::Place, ordinal);
                    match self.places.units.pick(groups, 1, u) {
                        Some(unit) => unit,
                        None => continue,
                    }
                }
                Provider::Market(m) if r.agency && rung.fits => {
                    let available = self.places.markets[m].available[age];
                    if key.uniform(Purpose::Found, ordinal) >= available {
                        continue;
                    }
                    NONE
                }
                _ => continue,
            };
            if !self.force(id, What::StepBack, day) {
                return;
            }
            let old = self.calendar.all[id as usize].unit;
            if old != NONE {
                self.places.units.release(old, id);
            }
            if unit != NONE {
                self.places.units.fill(unit, id, false);
            }
            let ratio = r.breakdown_ratio.get(self.world.parameters);
            let c = &mut self.calendar.all[id as usize];
            c.unit = unit;
            c.to_setting = Some(rung.setting as u16);
            c.review_ratio = ratio;
            c.to_price = match rung.by {
                Provider::Market(m) => self.places.markets[m].new_price(),
                _ => StartPrice::New,
            };
            self.count_effect(effect, 1);
            return;
        }
    }
}
