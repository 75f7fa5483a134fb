//! Two scenarios against each other, replication by replication: what is kept of each (`subject`), and the
//! distribution of their difference (`difference`).
//!
//! The same number of a replication is the same child, the same luck and the same draw of every parameter that both
//! scenarios have, so that a difference within a replication is what the scenarios differ in and not chance. Totals
//! over years are made inside the replication: percentiles are never added.
//!
//! Pairing never makes a difference wrong, only exact: the mean of paired differences is the difference of the means
//! whatever the streams, and its error is measured on the differences themselves.

mod difference;
mod subject;

pub use difference::{Compared, Row, Span, differences, levels, only_in_one};
pub use subject::{Figures, Item, Keeper, Of, Subject, Summaries, Values, What};
