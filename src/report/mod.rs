//! How a forecast and its problems look: tidy CSV files, the summary on the screen, problems with their place.
//! Formats, computes nothing.

#[cfg(feature = "terminal")]
mod action_table;
#[cfg(feature = "files")]
pub mod actions;
#[cfg(feature = "terminal")]
pub mod batch;
#[cfg(feature = "terminal")]
pub mod comparison;
#[cfg(feature = "files")]
pub mod csv;
#[cfg(feature = "terminal")]
mod figures;
#[cfg(feature = "terminal")]
pub mod problems;
#[cfg(feature = "terminal")]
pub mod terminal;
