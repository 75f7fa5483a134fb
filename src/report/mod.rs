//! Formats of what the other rooms have: computes nothing.

#[cfg(feature = "terminal")]
pub mod problems;
