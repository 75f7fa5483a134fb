//! The fee list: what placements cost a week, joined to the placements of the returns.

use super::history::At;
use crate::words::calendar::Day;
use crate::words::money::Pence;

/// A price a week for a placement, over a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// The placement it is for; `None`: not in the returns, the setting alone is known.
    pub at: Option<At>,
    /// Setting: index into [`crate::words::setting::SETTINGS`]; the return's where joined.
    pub setting: usize,
    /// Whole weekly price, all funders together.
    pub weekly: Pence,
    /// Share paid by social care, 0 to 1; the rest is paid by education and health.
    pub share_social_care: f64,
    /// First day of the price.
    pub from: Day,
    /// First day it no longer holds; `None`: still in force.
    pub to: Option<Day>,
    /// Line of the fee list.
    pub line: usize,
}

/// The fee list, joined.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fees {
    /// Prices, in the order of the list; of rows that contradict each other the one that is used.
    pub prices: Vec<Price>,
}
