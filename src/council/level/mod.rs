//! What published figures say of a council's next years: how its children and its spend may go on, as distributions.
//!
//! Everything is estimated from rows up to a year, of all councils together ([`Pool`]); a council adds where it stands:
//! how it grew last, how many of its children turn 18 soon, how high its rate and its spend per child are. `steer` turns
//! the result into what a scenario can say: entries, exits, prices, and a joint posterior of them.
//! The choice of model, and what was tried, stand in `docs/decisions/050-level.md`.

mod choices;
mod dearer;
mod features;
mod kernel;
mod pilot;
mod pool;
mod ridge;
mod steer;
#[cfg(test)]
mod tests;
mod wander;

pub use choices::Choices;
pub use features::{Cut, Feature};
pub use pilot::{Pilot, pilot};
pub use pool::{Level, Path, Pool};
pub use steer::{COLUMNS, Steered, course, steer};
pub use wander::Wander;

/// Years ahead that are estimated.
pub const YEARS: usize = 5;
