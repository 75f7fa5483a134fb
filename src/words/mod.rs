//! The field's words as types: dates and financial years, money, settings, exits, and problems in the input.
//! Every other room imports this one; it imports nothing of the project.

pub mod calendar;
pub mod error;
pub mod money;
pub mod setting;
