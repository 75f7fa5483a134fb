//! Files with rows that a scenario can name, each read into typed rows: one file here for each kind. All problems of
//! a file are found in one go, each with its row and column.

pub mod aftercare;
pub mod audit;
pub mod cohort;
pub mod council;
pub mod delivery;
pub mod dfe;
pub mod fees;
pub mod history;
pub mod homes;
pub mod households;
pub mod leavers;
pub mod ledger;
pub mod offer;
pub mod panel;
pub mod posterior;

pub mod reconcile;
pub mod ssda903;

#[cfg(feature = "files")]
mod anonymise;
mod cells;
#[cfg(feature = "files")]
pub mod folder;
mod lenient;
pub(crate) mod table;
