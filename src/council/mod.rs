//! Any council's scenario from published statistics.

pub mod level;
