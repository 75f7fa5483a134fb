//! Random numbers keyed by identity, and the distributions drawn from them.
//!
//! Every draw is a function of (seed, replication, who, purpose, ordinal), never a position in a stream, so that
//! adding a child, a parameter or an action moves no draw of anybody else.

pub mod distribution;
pub mod keyed;
pub mod normal;
