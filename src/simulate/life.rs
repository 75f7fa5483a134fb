//! A child's life while it is followed: the clocks, the placement and its bill.

use super::money::Bill;
use crate::draw::{Clocks, min};
use crate::sampling::keyed::Key;

/// A child found at the start, or entering.
#[derive(Clone, Copy, Debug)]
pub(super) struct Child {
    pub key: Key,
    /// The day of the birthday that ends care.
    pub birthday: f64,
    pub stream: usize,
    pub need: usize,
    pub cohort: usize,
    pub at: f64,
    pub setting: usize,
    pub placement_start: f64,
    pub care_start: f64,
    pub moves: usize,
    /// Price of the current placement.
    pub price: StartPrice,
    /// Ordinal of the period of care.
    pub period: u32,
    /// Siblings who come with the child, the child included.
    pub together: u8,
}

/// What the first placement of a life costs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum StartPrice {
    /// A placement that begins now.
    #[default]
    New,
    /// The same in a market that responds to demand: × this.
    Market(f64),
    /// The same, unregistered.
    Unregistered,
    /// The same in a home with a weekly price of its own, in pence.
    Home(f64),
    /// A placement found at the start; its price drawn around a mean other than the setting's where given.
    Found(Option<f64>),
    /// Known, pence a week at the snapshot.
    Known(i64),
}

/// A life being followed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Life {
    pub clocks: Clocks,
    pub key: Key,
    pub price: StartPrice,
    pub bill: Bill,
    pub care_start: f64,
    /// The day of `clocks.at`.
    pub day: i32,
    /// First day of this period of care in the simulation.
    pub first_day: i32,
    pub setting: u32,
    pub stream: u32,
    pub need: u32,
    pub cohort: u32,
    pub moves: u32,
    /// Ordinals of draws already used: periods of care, placement spells.
    pub period: u32,
    pub spell: u32,
    /// Reason for the last exit.
    pub exit: u32,
}

impl Life {
    /// Sets a life up to be followed from `child.at` to the end of the simulation at the latest.
    #[inline(always)]
    pub fn set(&mut self, child: &Child, age: usize, epoch: u32, end: f64) {
        let c = &mut self.clocks;
        c.at = child.at;
        c.placement_start = child.placement_start;
        c.birthday = child.birthday;
        c.limit = min(child.birthday, end);
        c.exit_left = 0.0;
        c.breakdown_ratio = [1.0; 2];
        c.age = age as u32;
        c.epoch = epoch;
        self.key = child.key;
        self.price = child.price;
        self.care_start = child.care_start;
        self.day = child.at as i32;
        self.first_day = self.day;
        self.setting = child.setting as u32;
        self.stream = child.stream as u32;
        self.need = child.need as u32;
        self.cohort = child.cohort as u32;
        self.moves = child.moves as u32;
        self.period = child.period;
        self.spell = 0;
    }
}
