//! `supply.toml`: a council's finite supply from its published foster places, so that actions that need places can be
//! tried. It extends the baseline, whose forecast stays as it is.
//!
//! No table has who finds a place and how often: the chances that a place suits and that agencies have one, and the
//! approvals, are set by simulation so that without any action children stay where the baseline has them (decision 066).

mod page;
mod stay;

pub use stay::Stay;

use super::Draft;
use super::Written;
use crate::model::Model;
use crate::scenario::{Rejected, Scenario, load_model};
use page::Set;
use std::collections::BTreeMap;

/// Name of the page.
pub const NAME: &str = "supply.toml";

/// Replications of each comparison, and how often what is set is set again.
const REPLICATIONS: u64 = 120;
const ROUNDS: usize = 12;

/// The page, and what it does without any action.
#[derive(Clone, Debug, PartialEq)]
pub struct Supplied {
    /// The text of the page.
    pub toml: String,
    /// Average children and places by year, with the page and without.
    pub stays: Vec<Stay>,
}

/// Writes the page of a council's baseline; `None` where no foster places are published.
///
/// # Errors
/// What is wrong with the page it wrote: a fault of this program.
pub fn supply(draft: &Draft, baseline: &Written) -> Result<Option<Supplied>, Box<Rejected>> {
    let Some(mut set) = Set::first(draft) else {
        return Ok(None);
    };
    let plain = stay::simulate(&baseline.load()?.0, REPLICATIONS);
    for _ in 0..ROUNDS {
        let (model, _) = load(baseline, &page::write(draft, &set))?;
        set.follow(&plain, &stay::simulate(&model, REPLICATIONS));
    }
    let toml = page::write(draft, &set);
    let (model, _) = load(baseline, &toml)?;
    let with = stay::simulate(&model, 2 * REPLICATIONS);
    Ok(Some(Supplied {
        toml,
        stays: stay::beside(&plain, &with),
    }))
}

/// Reads the page with its baseline as `run` does.
fn load(baseline: &Written, toml: &str) -> Result<(Model, Scenario), Box<Rejected>> {
    let mut files: BTreeMap<String, Vec<u8>> = baseline.files();
    files.insert(NAME.to_owned(), toml.as_bytes().to_vec());
    load_model(&files, NAME)
}
