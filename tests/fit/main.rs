//! Fits of made-up councils whose truth is known.

mod support;
mod truth;
