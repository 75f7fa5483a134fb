//! A council's rates from its own returns: what happened to its children against what a reference expects, shrunk
//! where there is little of it, with a joint posterior that `run` draws from.
//!
//! ```text
//! History ── exposure: events and expectation by cell ── rates: effects by cause ──┐
//!    │                    └ shares: destinations, reasons, first settings ─────────┤
//!    ├── entries: level, drift, siblings, coming back ─────────────────────────────┼─ draws ─ scenario, posterior
//!    └── prices: level, spread, growth, wandering ─────────────────────────────────┘        └ report
//! ```

mod cells;
mod exposure;
mod linear;
mod rates;
mod shares;
mod shrink;

pub use cells::{FitCell, Reference};
pub use exposure::Exposure;
pub use linear::Cholesky;
pub use rates::{CauseFit, GROUPS, choose, fit_cause, half_lives, log_gamma_poisson, weights};
pub use shares::{Row, ShareFit, dirichlet_moments};
pub use shrink::{Counts, Group, Marshall, Shrunk, marshall, shrink};
