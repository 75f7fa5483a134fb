//! carecast forecasts what an English council's looked-after children's placements will cost, and how likely an
//! overspend is.
//!
//! ```text
//!  scenario.toml, cohort.csv, …            England's published tables
//!        │ returns: files to rows                │ reference: rates with their sources
//!        └──────────────┬────────────────────────┘
//!                    scenario ── all problems at once, or
//!                       │
//!                     model    immutable: children, entries, hazards, prices, budget
//!          ┌────────────┼───────────────┐
//!         draw       simulate        expect
//!   parameters of   one possible    what to expect,
//!  a replication    future each     without chance
//!          └────────────┼───────────────┘
//!                    forecast  replications to distributions, P(overspend), the bridge from the budget
//!                       ├── compare   two scenarios, replication by replication
//!                       │
//!             report: CSV, screen    store: run folder, manifest
//!                       └───────┬───────┘
//!                     batch: many replications, whole runs, many runs, verify
//!                               │
//!                              cli
//! ```
//!
//! Rooms of the core, which is pure (no files, no threads, no clock): [`words`], [`sampling`], [`model`], [`draw`],
//! [`simulate`], [`expect`], [`forecast`], [`compare`]. The shell: [`returns`], [`mod@reference`], [`scenario`],
//! [`synthetic`], [`council`], and with the default features `backtest`, `report`, `store`, `batch` and `cli`. An arrow
//! never runs the other way; `tests/architecture.rs` holds this. Without default features the library is the core with
//! scenario and reference, for a web page.
//!
//! The words are those of the field: a *period of care*, a *placement*, a *setting* (placement type and provider), an
//! *outturn* (what a year costs in the end), a *replication* (one simulated future).

pub mod compare;
pub mod council;
pub mod draw;
pub mod expect;
pub mod fit;
pub mod forecast;
pub mod model;
pub mod reference;
pub mod returns;
pub mod sampling;
pub mod scenario;
pub mod simulate;
pub mod synthetic;
pub mod words;

#[cfg(feature = "threads")]
pub mod backtest;
#[cfg(all(feature = "files", feature = "threads"))]
pub mod batch;
#[cfg(feature = "terminal")]
pub mod cli;
#[cfg(feature = "files")]
pub mod report;
#[cfg(feature = "files")]
pub mod store;
