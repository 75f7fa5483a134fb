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
}

/// What the first placement of a life costs.
#[derive(Clone, Copy, Debug)]
pub(super) enum StartPrice {
    /// A placement that begins now.
    New,
    /// A placement found at the start; its price drawn around a mean other than the setting's where given.
    Found(Option<f64>),
    /// Known, pence a week at the snapshot.
    Known(i64),
}

/// A life being followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    pub clocks: Clocks,
    pub key: Key,
    pub price: StartPrice,
    pub bill: Bill,
    pub care_start: f64,
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
    /// The last year the child was counted as looked after in, plus one; 0: none.
    pub counted: u32,
}

impl Life {
    /// A life about to be followed from `child.at` to the end of the simulation at the latest.
    #[inline(always)]
    pub fn new(child: &Child, age: usize, end: f64) -> Life {
        Life {
            clocks: Clocks {
                at: child.at,
                since: child.at,
                exit_start: child.care_start,
                placement_start: child.placement_start,
                birthday: child.birthday,
                limit: min(child.birthday, end),
                left: [0.0; 3],
                used: [0.0; 3],
                cell: 0,
                age: age as u32,
            },
            key: child.key,
            price: child.price,
            bill: Bill::default(),
            care_start: child.care_start,
            first_day: child.at as i32,
            setting: child.setting as u32,
            stream: child.stream as u32,
            need: child.need as u32,
            cohort: child.cohort as u32,
            moves: child.moves as u32,
            period: child.period,
            spell: 0,
            counted: 0,
        }
    }
}
