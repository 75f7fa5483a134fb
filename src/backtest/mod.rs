//! The track record: for every council and past year, the scenario that `council` would have written from what was
//! known then, its run, and what happened.
//!
//! ```text
//!  panel ─ until(origin) ─ council::draft ─ run ─ sample of each target ─┐
//!        └ rivals: no change, last growth, …, with their own past errors ─┼─ scores ─ summary
//!        └ what happened ────────────────────────────────────────────────┘
//! ```

mod future;
mod record;
pub mod returns;
mod rival;
mod score;
mod summary;
mod target;

pub use future::{Samples, Scales, future, samples};
pub use record::{Done, Failed, Request, horizons, origins, track};
pub use rival::{Rival, Rivals};
pub use score::{Score, score};
pub use summary::{Cell, Decile, Set, deciles, summarise};
pub use target::Target;

use crate::returns::panel::Panel;
use std::collections::BTreeSet;

/// Councils with a median of 100 or more children over all years of a panel.
pub fn large(panel: &Panel) -> BTreeSet<u16> {
    let median = |la: u16| {
        let series = panel.series(la, Target::Children.name());
        let mut known: Vec<f64> = series
            .iter()
            .filter_map(|(_, e)| e.figure.known())
            .collect();
        known.sort_by(f64::total_cmp);
        crate::forecast::quantile(&known, 0.5)
    };
    panel
        .councils()
        .map(|c| c.la_code)
        .filter(|la| median(*la) >= 100.0)
        .collect()
}
