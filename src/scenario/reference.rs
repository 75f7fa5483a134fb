//! The reference's rows in the terms of a spec.

use super::view::View;

/// Does a section take what it does not give from the reference?
pub fn wanted(section: Option<&View<'_>>) -> bool {
    section.and_then(|s| s.text("reference")) == Some("england")
}

use crate::model::cohort::ElapsedCell;

/// Elapsed durations of the children of a setting, stream and age.
pub fn elapsed(_setting: usize, _stream: usize, _ages: (f64, f64)) -> Vec<ElapsedCell> {
    Vec::new()
}

/// Ages at past exits: from, to, share.
pub fn past_ages() -> Vec<(f64, f64, f64)> {
    Vec::new()
}
