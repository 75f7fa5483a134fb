//! Results with a proof, or a published table, behind them, held through the real engine from models built here.
//!
//! A simulated value may miss its known answer by 4 Monte Carlo standard errors, plus a discretisation error stated
//! beside it. Seeds are fixed. `cargo test --test known_answers -- --nocapture` prints expected, got and MCSE of each.

#[path = "../support/mod.rs"]
mod support;

mod common_numbers;
mod constellations;
mod coverage;
mod durations;
mod effects;
mod extremes;
mod founding_supply;
mod homes;
mod interventions;
mod markov;
mod money;
mod parameters;
mod placement_clock;
mod queues;
mod supply;
