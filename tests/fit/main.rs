//! Fits of made-up councils whose truth is known.

mod backtest;
mod coverage;
mod program;
mod since;
mod support;
mod truth;
