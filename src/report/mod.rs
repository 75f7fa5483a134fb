//! How a forecast and its problems look: tidy CSV files, one page of HTML, a workbook, the summary on the
//! screen, problems with their place.
//! Formats, computes nothing.

#[cfg(feature = "terminal")]
mod action_table;
#[cfg(feature = "files")]
pub mod actions;
#[cfg(feature = "files")]
pub mod audience;
#[cfg(feature = "terminal")]
pub mod backtest;
#[cfg(feature = "terminal")]
pub mod batch;
#[cfg(feature = "terminal")]
pub mod comparison;
#[cfg(feature = "files")]
pub mod council;
#[cfg(feature = "files")]
pub mod csv;
#[cfg(feature = "files")]
pub mod data;
#[cfg(feature = "files")]
mod figures;
#[cfg(feature = "files")]
pub mod html;
#[cfg(feature = "files")]
pub mod plain;
#[cfg(feature = "terminal")]
pub mod problems;
#[cfg(feature = "terminal")]
mod spark;
#[cfg(feature = "files")]
mod svg;
#[cfg(feature = "terminal")]
pub mod terminal;
#[cfg(feature = "files")]
pub mod xlsx;
