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
mod draws;
mod entries;
mod exposure;
mod level;
mod linear;
mod prices;
mod prior;
mod rates;
mod report;
mod scenario;
mod scenario_children;
mod scenario_hazards;
mod scenario_prices;
mod shares;
mod shrink;
mod spells;
mod starts;
mod summary;
mod table;

pub use cells::{FitCell, Reference};
pub use draws::{DrawTable, quantile_of};
pub use entries::{EntriesFit, StreamFit, fit_entries, leavers};
pub use exposure::Exposure;
pub use level::{Kalman, Spread, SpreadPrior, YearCount, count_level, normal_level};
pub use linear::Cholesky;
pub use prices::{PricesFit, current_prices, fit_prices};
pub use prior::reference_of;
pub use rates::{CauseFit, GROUPS, choose, fit_cause, half_lives, log_gamma_poisson, weights};
pub use report::{ReportRow, csv as report_csv, report};
pub use scenario::{Draft, draft};
pub use scenario_hazards::effect_draws;
pub use shares::{Row, ShareFit, dirichlet_moments};
pub use shrink::{Counts, Group, Marshall, Shrunk, marshall, shrink};
pub use summary::summary;

use crate::returns::fees::Fees;
use crate::returns::history::History;

/// What a fit may be told.
#[derive(Clone, Debug)]
pub struct Options {
    /// Council in outputs.
    pub council: String,
    /// Financial years to forecast.
    pub years: usize,
    /// Half-life of the weight of older years; `None`: chosen.
    pub half_life: Option<f64>,
    /// Draws of the posterior.
    pub draws: usize,
    /// Seed of the draws.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            council: "A council".to_owned(),
            years: 5,
            half_life: None,
            draws: 300,
            seed: 1,
        }
    }
}

/// A fit.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Rates it is shrunk to.
    pub reference: Reference,
    /// Events and expectation.
    pub exposure: Exposure,
    /// Half-lives tried with their scores, and the one chosen.
    pub half_lives: Vec<(f64, f64)>,
    /// Half-life of the weight of older years.
    pub half_life: f64,
    /// By cause: exit, planned move, breakdown.
    pub causes: Vec<CauseFit>,
    /// Destinations of planned moves and of breakdowns, their cells in [`Fit::move_rows`].
    pub destinations: [ShareFit; 2],
    /// Setting and age band of each row of destinations and of reasons.
    pub move_rows: Vec<(usize, usize)>,
    /// Reasons for exits, in the same rows.
    pub reasons: ShareFit,
    /// First settings by stream × age band.
    pub first: ShareFit,
    /// Stream and age band of each row of first settings.
    pub first_rows: Vec<(usize, usize)>,
    /// Entries.
    pub entries: EntriesFit,
    /// Prices.
    pub prices: PricesFit,
    /// Children in care at the snapshot with a need band in the returns, and all.
    pub need: (usize, usize),
}

/// Fits a history and its fee list. Never fails: what the data do not say, the reference does.
pub fn fit(history: &History, fees: &Fees, reference: Reference, options: &Options) -> Fit {
    let exposure = Exposure::count(history, &reference);
    let half_lives = half_lives(&exposure);
    let half_life = match options.half_life {
        Some(h) => h,
        None => choose(&half_lives, exposure.years),
    };
    let causes: Vec<CauseFit> = (0..3)
        .map(|cause| fit_cause(&exposure, &reference, cause, half_life))
        .collect();
    let (table, rows) = (
        table::Tables::new(&exposure, &reference, half_life),
        table::rows(),
    );
    Fit {
        half_lives,
        half_life,
        causes,
        destinations: table.destinations,
        move_rows: rows.0,
        reasons: table.reasons,
        first: table.first,
        first_rows: rows.1,
        entries: fit_entries(history, half_life.min(6.0)),
        prices: fit_prices(history, fees),
        need: need(history),
        exposure,
        reference,
    }
}

/// Children in care at the snapshot with a need band, and all.
fn need(history: &History) -> (usize, usize) {
    let all = history.looked_after(history.as_at());
    let with = |at: &&crate::returns::history::At| history.get(**at).is_some_and(|g| g.2.need > 0);
    (all.iter().filter(with).count(), all.len())
}
