//! The expected-value engine against known answers, and against the simulation.

#![allow(
    clippy::disallowed_methods,
    reason = "formulas of the theory, compared within a tolerance"
)]

mod build;
mod cells;
mod costs;
mod founding;
mod grid;
mod known;
#[path = "../made_up/mod.rs"]
mod made_up;
mod markov;
mod simulation;
mod stationary;
