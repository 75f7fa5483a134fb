//! A made-up council: children simulated one by one from a known model, and the returns, fee list and ledger such a
//! council would hold. A fit of the files can then be held to the truth.
//!
//! `truth` writes the model as a scenario (England's rates, scaled, with factors of one's choice), `lives` follows
//! every child in it, `episodes` turns lives into SSDA903 rows with what real returns have besides (changes of legal
//! status, temporary placements, short breaks, new codes), `money` into fees and a ledger, [`history`] into what a
//! perfect reading of the files would say. Nothing in them is about a real child.

mod arrivals;
mod days;
mod episodes;
mod lives;
mod money;
mod paper;
mod truth;

pub use days::history;
pub use episodes::files;
pub use lives::{Life, Period, Stay, lives};
pub use money::{Fee, fee_list, fees, ledger, ledger_file};
pub use truth::{WARM_UP, scenario};

use crate::model::Model;
use crate::returns::history::History;
use crate::returns::ledger::Entry;
use crate::scenario::{Rejected, load_model};
use crate::words::calendar::{Day, FinancialYear};
use std::collections::BTreeMap;

/// What to make up.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Children looked after at the start, about.
    pub children: u32,
    /// Yearly returns.
    pub years: u32,
    /// Financial year of the last return.
    pub last: FinancialYear,
    /// Seed: another one is another council.
    pub seed: u64,
    /// Factor on England's entries a child looked after.
    pub entries: f64,
    /// Factor on England's exits.
    pub exit: f64,
    /// Factor on planned moves.
    pub planned_move: f64,
    /// Factor on breakdowns.
    pub breakdown: f64,
    /// Do entries and prices wander as councils' do?
    pub drift: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            children: 500,
            years: 8,
            last: FinancialYear(2023),
            seed: 1,
            entries: 1.0,
            exit: 1.0,
            planned_move: 1.0,
            breakdown: 1.0,
            drift: true,
        }
    }
}

impl Options {
    /// The day of the snapshot, the last the returns see: 31 March of the last return.
    pub fn as_at(&self) -> Day {
        self.last.last_day()
    }

    /// First day the returns see: 1 April of the first return.
    pub fn from(&self) -> Day {
        FinancialYear(self.last.0 - self.years as i32 + 1).first_day()
    }
}

/// A made-up council: the truth, and what is known of it.
#[derive(Clone, Debug)]
pub struct Council {
    /// The known model, as a scenario.
    pub scenario: String,
    /// The same, compiled.
    pub model: Model,
    /// Everybody's lives.
    pub lives: Vec<Life>,
    /// What a perfect reading of the returns says.
    pub history: History,
    /// What placements cost.
    pub fees: Vec<Fee>,
    /// Actual spend by month and line.
    pub ledger: Vec<Entry>,
}

impl Council {
    /// Everything such a council would hold, and the truth: files by name.
    pub fn files(&self, options: &Options) -> Vec<(String, String)> {
        let first = FinancialYear::of(options.from());
        let returns = files(&self.model, &self.lives, first, options.last);
        let mut out: Vec<(String, String)> = returns
            .into_iter()
            .map(|(name, text)| (format!("returns/{name}"), text))
            .collect();
        out.push(("fees.csv".to_owned(), fee_list(&self.fees)));
        out.push(("ledger.csv".to_owned(), ledger_file(&self.ledger)));
        out.push(("truth.toml".to_owned(), self.scenario.clone()));
        out
    }
}

/// Makes a council up.
///
/// # Errors
/// Where the options give no model that can be run.
pub fn council(options: &Options) -> Result<Council, Box<Rejected>> {
    let model = model(options)?;
    let lives = lives(&model, 0, options.drift);
    let (from, to) = (options.from(), options.as_at().plus(1));
    let fees = fees(&model, &lives, from, to);
    Ok(Council {
        scenario: scenario(options),
        history: history(&model, &lives, from, to),
        ledger: ledger(&model, &fees, from, to),
        fees,
        lives,
        model,
    })
}

/// The known model, compiled.
///
/// # Errors
/// Where the options give no model that can be run.
pub fn model(options: &Options) -> Result<Model, Box<Rejected>> {
    let text = scenario(options).into_bytes();
    let files = BTreeMap::from([("truth.toml".to_owned(), text)]);
    load_model(&files, "truth.toml").map(|(model, _)| model)
}

#[cfg(test)]
mod tests;
