//! Households and homes of one replication, and the places free in them. Whoever takes the same ages and needs is of
//! one group; a group keeps its units by the number of places free, so that counting the free places of a group and
//! picking one are a few steps however many households there are.

use super::unit::{BEDS, BEDS_BLOCKED, BEDS_FILLED, DAILY, FILLED, MOST, RESERVED, USABLE, Unit};

/// All units, and who has places free.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub all: Vec<Unit>,
    /// By group and places free: units.
    lists: Vec<[Vec<u32>; MOST + 1]>,
    /// By group: places free.
    free: Vec<u32>,
    /// Counts now, as far as units are concerned.
    pub daily: [i64; DAILY],
}

impl Units {
    /// Nobody, with so many groups.
    pub fn clear(&mut self, groups: usize) {
        self.all.clear();
        self.lists
            .resize_with(groups, || std::array::from_fn(|_| Vec::new()));
        for lists in &mut self.lists {
            lists.iter_mut().for_each(Vec::clear);
        }
        self.free.clear();
        self.free.resize(groups, 0);
        self.daily = [0; DAILY];
    }

    /// A unit joins; its number.
    pub fn join(&mut self, unit: Unit) -> u32 {
        let id = self.all.len() as u32;
        unit.count(1, &mut self.daily);
        self.all.push(unit);
        self.link(id);
        id
    }

    /// Changes a unit and keeps lists and counts true.
    pub fn change(&mut self, id: u32, change: impl FnOnce(&mut Unit)) {
        let unit = &mut self.all[id as usize];
        unit.count(-1, &mut self.daily);
        change(unit);
        unit.count(1, &mut self.daily);
        if unit.free() != unit.free {
            self.unlink(id);
            self.link(id);
        }
    }

    /// A child comes into a unit.
    pub fn fill(&mut self, id: u32, child: u32, complex: bool) {
        self.change_children(id, |u| {
            if let Some(place) = u.children.get_mut(usize::from(u.filled)) {
                *place = child;
                u.complex |= u16::from(complex) << u.filled;
                u.filled += 1;
            }
        });
    }

    /// A child goes.
    pub fn release(&mut self, id: u32, child: u32) {
        self.change_children(id, |u| {
            let filled = usize::from(u.filled);
            if let Some(i) = u.children[..filled].iter().position(|c| *c == child) {
                let last = filled - 1;
                u.children[i] = u.children[last];
                let was = (u.complex >> last) & 1;
                u.complex &= !(1 << i | 1 << last);
                if i < last {
                    u.complex |= was << i;
                }
                u.filled -= 1;
            }
        });
    }

    /// As [`Units::change`] where only the children change: the hot path, so only the counts that can are touched.
    #[inline(always)]
    fn change_children(&mut self, id: u32, change: impl FnOnce(&mut Unit)) {
        let unit = &mut self.all[id as usize];
        let now = |u: &Unit| [u.shown(), u.filled, u.kept_free(), u.blocked()].map(i64::from);
        let before = now(unit);
        change(unit);
        if unit.open {
            let after = now(unit);
            let (usable, filled) = if unit.is_home {
                self.daily[BEDS_BLOCKED] += after[3] - before[3];
                (BEDS, BEDS_FILLED)
            } else {
                self.daily[RESERVED] += after[2] - before[2];
                (USABLE, FILLED)
            };
            self.daily[usable] += after[0] - before[0];
            self.daily[filled] += after[1] - before[1];
        }
        if unit.free() != unit.free {
            self.unlink(id);
            self.link(id);
        }
    }

    /// Takes a unit out of the search until something about it changes: [`Units::release`].
    pub fn set_aside(&mut self, id: u32) {
        self.unlink(id);
    }

    fn link(&mut self, id: u32) {
        let unit = &mut self.all[id as usize];
        unit.free = unit.free();
        let list = &mut self.lists[usize::from(unit.group)][usize::from(unit.free)];
        unit.position = list.len() as u32;
        if unit.free > 0 {
            list.push(id);
            self.free[usize::from(unit.group)] += u32::from(unit.free);
        }
    }

    fn unlink(&mut self, id: u32) {
        let unit = &mut self.all[id as usize];
        let (free, group, position) = (unit.free, usize::from(unit.group), unit.position);
        unit.free = 0;
        if free == 0 {
            return;
        }
        self.free[group] -= u32::from(free);
        let list = &mut self.lists[group][usize::from(free)];
        list.swap_remove(position as usize);
        if let Some(moved) = list.get(position as usize) {
            self.all[*moved as usize].position = position;
        }
    }

    /// Places free in groups.
    pub fn free(&self, groups: &[u16]) -> u32 {
        groups.iter().map(|g| self.free[usize::from(*g)]).sum()
    }

    /// A unit of the groups, each free place as likely as any other at a uniform; one with `together` places free where
    /// there is one, else with as many as there are. None where no place is free.
    pub fn pick(&self, groups: &[u16], together: usize, u: f64) -> Option<u32> {
        let mut least = together.clamp(1, MOST);
        loop {
            let of = |g: &u16| -> usize {
                let lists = self.lists[usize::from(*g)].iter().enumerate().skip(least);
                lists.map(|(free, list)| free * list.len()).sum()
            };
            let total: usize = if least == 1 {
                self.free(groups) as usize
            } else {
                groups.iter().map(of).sum()
            };
            if total > 0 {
                return self.nth(groups, least, ((u * total as f64) as usize).min(total - 1));
            }
            if least == 1 {
                return None;
            }
            least -= 1;
        }
    }

    /// As [`Units::pick`] for a complex child: a unit in which no more live than can live beside the child.
    pub fn pick_for_complex(&self, groups: &[u16], u: f64) -> Option<u32> {
        let units = || {
            let lists = groups.iter().flat_map(|g| &self.lists[usize::from(*g)]);
            lists.flatten().filter_map(|id| {
                let unit = &self.all[*id as usize];
                let room = unit.beside_complex.saturating_sub(unit.held());
                Some((*id, usize::from(room.min(unit.free())))).filter(|(_, free)| *free > 0)
            })
        };
        let total: usize = units().map(|(_, free)| free).sum();
        let mut n = ((u * total as f64) as usize).min(total.checked_sub(1)?);
        let mut found = units().skip_while(|(_, free)| {
            let beyond = n >= *free;
            n -= if beyond { *free } else { 0 };
            beyond
        });
        found.next().map(|(id, _)| id)
    }

    /// The unit of the n-th free place, among units with at least so many.
    fn nth(&self, groups: &[u16], least: usize, mut n: usize) -> Option<u32> {
        for g in groups {
            let lists = self.lists[usize::from(*g)].iter().enumerate().skip(least);
            for (free, list) in lists {
                if n < free * list.len() {
                    return list.get(n / free).copied();
                }
                n -= free * list.len();
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::supply::Count;
    use crate::sampling::keyed::Key;

    fn unit(group: u16, usable: u8) -> Unit {
        Unit::new(Key::root(1), group, usable, usable)
    }

    #[test]
    fn places_are_found_and_given_back() {
        let mut units = Units::default();
        units.clear(2);
        let (a, b, c) = (
            units.join(unit(0, 1)),
            units.join(unit(0, 3)),
            units.join(unit(1, 2)),
        );
        assert_eq!(units.free(&[0, 1]), 6);
        assert_eq!(units.pick(&[0], 1, 0.1), Some(a));
        assert_eq!(units.pick(&[0], 1, 0.3), Some(b));
        assert_eq!(units.pick(&[0, 1], 2, 0.5), Some(b));
        assert_eq!(units.pick(&[1], 3, 0.5), Some(c));
        for child in 0..3 {
            units.fill(b, child, false);
        }
        units.fill(a, 3, false);
        assert_eq!(units.pick(&[0], 1, 0.5), None);
        units.release(b, 1);
        assert_eq!(units.pick(&[0], 1, 0.5), Some(b));
        assert_eq!(units.all[b as usize].children[..2], [0, 2]);
        units.set_aside(b);
        assert_eq!(units.pick(&[0], 1, 0.5), None);
        units.release(b, 0);
        assert_eq!(units.pick(&[0], 1, 0.5), Some(b));
        units.fill(b, 0, false);
        units.change(b, |u| u.open = false);
        assert_eq!(units.free(&[0]), 0);
        let counts = |what: Count| units.daily[what.fixed().unwrap()];
        assert_eq!((counts(Count::Households), counts(Count::Filled)), (2, 1));
    }
}
