//! One household or home, and what is counted of it every day.

use crate::sampling::keyed::Key;

/// No unit.
pub(super) const NONE: u32 = u32::MAX;
/// Places of a unit at most.
pub(in crate::simulate) const MOST: usize = 12;

/// What is counted every day: the first ones of [`crate::model::supply::Count::FIXED`], up to the children placed short.
pub(super) const DAILY: usize = 11;

/// Numbers of the counts of units.
pub(super) const HOUSEHOLDS: usize = 0;
pub(super) const PLACES: usize = 1;
pub(super) const USABLE: usize = 2;
pub(super) const FILLED: usize = 3;
pub(super) const STAYING_PUT: usize = 4;
pub(super) const OTHERS: usize = 5;
pub(super) const RESERVED: usize = 6;
pub(super) const BEDS: usize = 7;
pub(super) const BEDS_FILLED: usize = 8;
pub(super) const BEDS_BLOCKED: usize = 9;

/// A household or a home.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub key: Key,
    /// Ages and needs it takes.
    pub group: u16,
    pub is_home: bool,
    /// Still there.
    pub open: bool,
    pub approved: u8,
    /// Places that can be offered, whether filled or not.
    pub usable: u8,
    /// Children looked after.
    pub filled: u8,
    /// Young people who stay put.
    pub staying: u8,
    /// Other councils' children.
    pub others: u8,
    /// Places a hub keeps free.
    pub reserved: u8,
    /// Constellation, 0: none; and whether it is its hub.
    pub constellation: u16,
    pub hub: bool,
    /// In one from before the snapshot: what is observed of it holds that already, and no other takes it.
    pub settled: bool,
    /// Number of the home among the homes.
    pub home: u16,
    /// The effect by which the household came over.
    pub came_by: u16,
    /// Places free, as kept in the lists; and where.
    pub free: u8,
    pub position: u32,
    /// Who is in it: the first `filled`.
    pub children: [u32; MOST],
    /// Which of them are complex, a bit each.
    pub complex: u16,
    /// Places that can be used while one of them is.
    pub beside_complex: u8,
}

impl Unit {
    pub fn new(key: Key, group: u16, approved: u8, usable: u8) -> Unit {
        Unit {
            key,
            group,
            is_home: false,
            open: true,
            approved,
            usable,
            filled: 0,
            staying: 0,
            others: 0,
            reserved: 0,
            constellation: 0,
            hub: false,
            settled: false,
            home: 0,
            came_by: 0,
            free: 0,
            position: 0,
            children: [NONE; MOST],
            complex: 0,
            beside_complex: u8::MAX,
        }
    }

    pub fn held(&self) -> u8 {
        self.filled + self.staying + self.others
    }

    /// Places that can be used beside the children in it.
    fn room(&self) -> u8 {
        if self.complex == 0 {
            self.usable
        } else {
            self.usable.min(self.beside_complex)
        }
    }

    /// Places free but for what a hub keeps.
    fn empty(&self) -> u8 {
        self.room().saturating_sub(self.held())
    }

    /// Is there a place free for a child, who may be complex?
    pub fn takes(&self, complex: bool) -> bool {
        self.free() > 0 && (!complex || self.held() < self.beside_complex)
    }

    /// Nobody lives in it any longer, and it takes nobody.
    pub fn close(&mut self) {
        self.open = false;
        self.filled = 0;
        self.complex = 0;
    }

    /// Places that stay empty beside the children in it.
    pub fn blocked(&self) -> u8 {
        self.usable.saturating_sub(self.room().max(self.held()))
    }

    /// Places that can be offered now.
    pub fn free(&self) -> u8 {
        if self.open {
            self.empty().saturating_sub(self.reserved)
        } else {
            0
        }
    }

    /// Takes part in the counts of every day, with a sign.
    pub fn count(&self, sign: i64, daily: &mut [i64; DAILY]) {
        if !self.open {
            return;
        }
        let mut add = |what: usize, n: u8| daily[what] += sign * i64::from(n);
        let usable = self.shown();
        if self.is_home {
            add(BEDS, usable);
            add(BEDS_FILLED, self.filled);
            add(BEDS_BLOCKED, self.blocked());
        } else {
            add(HOUSEHOLDS, 1);
            add(PLACES, self.approved);
            add(USABLE, usable);
            add(FILLED, self.filled);
            add(STAYING_PUT, self.staying);
            add(OTHERS, self.others);
            add(RESERVED, self.kept_free());
        }
    }

    /// Places counted as usable: those in use are.
    pub fn shown(&self) -> u8 {
        self.usable.max(self.held())
    }

    /// Places that a hub keeps free now.
    pub fn kept_free(&self) -> u8 {
        self.reserved.min(self.empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::supply::Count;

    #[test]
    fn counts_are_where_the_records_keep_them() {
        for (number, count) in [
            (HOUSEHOLDS, Count::Households),
            (PLACES, Count::Places),
            (USABLE, Count::Usable),
            (FILLED, Count::Filled),
            (STAYING_PUT, Count::StayingPut),
            (OTHERS, Count::Others),
            (RESERVED, Count::Reserved),
            (BEDS, Count::Beds),
            (BEDS_FILLED, Count::BedsFilled),
            (BEDS_BLOCKED, Count::BedsBlocked),
            (DAILY - 1, Count::Short),
        ] {
            assert_eq!(count.fixed(), Some(number));
        }
    }
}
