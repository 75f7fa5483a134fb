//! Fits of made-up councils whose truth is known.

mod backtest;
mod coverage;
mod support;
mod truth;
