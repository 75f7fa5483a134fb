//! Files with rows that a scenario can name, each read into typed rows: one file here for each kind. All problems of
//! a file are found in one go, each with its row and column.

pub mod aftercare;
pub mod cohort;
pub mod dfe;
pub mod fees;
pub mod history;
pub mod leavers;
pub mod ledger;
pub mod panel;
pub mod posterior;

mod cells;
pub(crate) mod table;
