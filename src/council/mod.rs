//! Any council's scenario from published statistics.
//!
//! `observed` reads what is published and fills its gaps, `start` makes the children at the start, `calibrate` moves
//! England's hazards on the expected-value engine, [`level`] says how children and spend may go on, and `page` and
//! `prices` write it all down with its sources. [`draft`] and [`Draft::finish`] are pure: the same text whoever calls.

pub mod calibrate;
mod checks;
mod gaps;
mod homes;
pub mod ipf;
pub mod level;
mod names;
pub mod neighbours;
pub mod observed;
mod page;
mod prices;
pub mod start;
pub mod supply;

pub use checks::Check;
pub use names::{absent, held_by};
pub use page::years;

use crate::model::{Fault, Model, Spec};
use crate::returns::panel::Panel;
use crate::sampling::keyed::{Key, Purpose};
use crate::sampling::normal;
use crate::scenario::{Rejected, Scenario, load_model};
use crate::words::error::{Problem, Problems};
use calibrate::Fitted;
use level::{Level, Pool, Steered, YEARS};
use observed::Observed;
use start::Group;
use std::collections::BTreeMap;

/// What a scenario is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Financial years of the forecast.
    pub years: usize,
    /// Seed of the run.
    pub seed: u64,
    /// Replications of the run.
    pub replications: u32,
    /// Replications of the pilot that steers it.
    pub pilot: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            years: YEARS,
            seed: 20_240_331,
            replications: 2_000,
            pilot: 160,
        }
    }
}

/// A council's scenario before its course is set: children, hazards, prices as they are.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What is published.
    pub observed: Observed,
    /// Children at the start.
    pub start: Vec<Group>,
    /// Council factors.
    pub fitted: Fitted,
    /// Published gross spend over the cost of the first day's children for a year.
    pub spend_scale: Option<f64>,
    /// Published beside modelled.
    pub checks: Vec<Check>,
    /// What should be known.
    pub warnings: Vec<String>,
    options: Options,
    /// England's rates on its children.
    spec: Spec,
}

/// The files of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// `baseline.toml`.
    pub toml: String,
    /// `posterior.csv`, where it has one.
    pub posterior: Option<String>,
}

impl Written {
    /// Reads it as `run` does.
    ///
    /// # Errors
    /// What is wrong with it: a fault of this program.
    pub fn load(&self) -> Result<(Model, Scenario), Box<Rejected>> {
        load_model(&self.files(), NAME)
    }

    /// Its files by name.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        files.insert(NAME.to_owned(), self.toml.clone().into_bytes());
        if let Some(posterior) = &self.posterior {
            files.insert("posterior.csv".to_owned(), posterior.clone().into_bytes());
        }
        files
    }
}

/// Name of the scenario's file.
pub const NAME: &str = "baseline.toml";

/// A problem of no file in particular.
fn problem(message: String, expected: &str, help: Option<String>) -> Problems {
    Problems(vec![Problem {
        file: "tables".to_owned(),
        place: None,
        span: None,
        message,
        expected: expected.to_owned(),
        help,
    }])
}

/// A model can not be built of a scenario that was written: a fault of this program.
pub(crate) fn not_built(faults: Vec<Fault>) -> Problems {
    let said: Vec<String> = faults.into_iter().map(|f| f.0).collect();
    problem(said.join("; "), "a model that can be run", None)
}

/// Makes the draft of a council as at 31 March of a year.
///
/// # Errors
/// The council is not among the tables, was abolished, or has no count of children in that year.
pub fn draft(panel: &Panel, la_code: u16, year: i32, options: &Options) -> Result<Draft, Problems> {
    let Some(observed) = observed::observe(panel, la_code, year) else {
        return Err(names::absent(panel, la_code, year));
    };
    let (start, miss) = start::population(&observed);
    let parts = page::Parts {
        observed: &observed,
        start: &start,
        fitted: None,
        steered: None,
        options,
        posterior: false,
    };
    let first = Written {
        toml: page::write(&parts),
        posterior: None,
    };
    let rejected = |r: &dyn std::fmt::Display| {
        let message = format!(
            "the scenario of {} can not be read: {r}",
            observed.council.name
        );
        problem(message, "a scenario this program wrote", None)
    };
    let (model, _) = first.load().map_err(|r| rejected(&r))?;
    let fitted = calibrate::fit(&observed, &model.spec)
        .ok_or_else(|| rejected(&"its model can not be built"))?;
    let spend_scale = observed
        .spend
        .as_ref()
        .filter(|_| fitted.expected.run_rate > 0.0)
        .map(|s| s.value / fitted.expected.run_rate);
    let checks = checks::checks(&observed, &start, &fitted);
    let mut warnings = observed.notes.clone();
    if miss > 2.0 {
        warnings.push(format!(
            "the margins of the children at the start do not agree with each other by {miss:.1} children"
        ));
    }
    warnings.extend(checks.iter().filter_map(Check::warning));
    Ok(Draft {
        observed,
        start,
        fitted,
        spend_scale,
        checks,
        warnings,
        options: options.clone(),
        spec: model.spec,
    })
}

impl Draft {
    /// The scenario as it is, without a course.
    pub fn plain(&self) -> Written {
        self.write(None)
    }

    /// Sets the course: a pilot of the scenario, steered to the level.
    ///
    /// # Errors
    /// Its model can not be built: a fault of this program.
    pub fn finish(&self, level: &Level) -> Result<(Written, Steered), Box<Rejected>> {
        let course = homes::unknown(self.fitted.of(&self.spec))
            .and_then(|spec| level::course(&spec, level, self.spend_scale, self.options.pilot));
        let steered = course.map_err(|faults| {
            let texts = BTreeMap::new();
            Box::new(Rejected {
                problems: not_built(faults),
                texts,
            })
        })?;
        Ok((self.write(Some(&steered)), steered))
    }

    fn write(&self, steered: Option<&Steered>) -> Written {
        let posterior = steered.map(|s| self.posterior(s));
        let toml = page::write(&page::Parts {
            observed: &self.observed,
            start: &self.start,
            fitted: Some(&self.fitted),
            steered,
            options: &self.options,
            posterior: posterior.is_some(),
        });
        Written { toml, posterior }
    }

    /// The joint draws as `posterior.csv`: the course, and the exits by age about it, whose sum the course holds.
    fn posterior(&self, steered: &Steered) -> String {
        use std::fmt::Write as _;
        let years = page::years(self.observed.year, self.options.years);
        let mut out = String::from("draw,parameter,value\n");
        let exits = &self.fitted.exits;
        let events: f64 = self.fitted.expected.exits.iter().sum::<f64>().max(1e-9);
        for (i, draw) in steered.draws.iter().enumerate() {
            let key = Key::root(PARTS)
                .child(u64::from(self.observed.council.la_code))
                .child(i as u64);
            let mut put = |path: &str, value: f64| {
                let _ = writeln!(out, "{},{path},{value:.6}", i + 1);
            };
            for (y, year) in years.iter().enumerate().take(YEARS) {
                put(&format!("entries.general.level.{year}"), draw[y]);
                let change = draw[YEARS + y];
                for (id, _, residential) in prices::UPLIFTS {
                    let change = steered.price_change(change, residential);
                    put(&format!("uplift.{id}.years.{year}"), change);
                }
            }
            put("hazards.factor.level.ratio", draw[level::COLUMNS - 1]);
            let off: [f64; 3] = std::array::from_fn(|k| {
                exits[k].log_sd * normal::quantile(key.uniform(Purpose::Parameter, k as u32))
            });
            let mean: f64 = (0..3)
                .map(|k| off[k] * self.fitted.expected.exits[k] / events)
                .sum();
            for k in 0..3 {
                let spread = exits[k].log_sd * exits[k].log_sd / 2.0;
                let value = exits[k].mean * libm::exp(off[k] - mean - spread);
                put(
                    &format!("hazards.factor.{}.ratio", page::EXIT_IDS[k]),
                    value,
                );
            }
        }
        out
    }
}

/// Root of the draws of the exits by age: their own, whatever the seed of the run.
const PARTS: u64 = 0x6361_7265_6361_7374;

/// The course of a council: what the rows up to the year say.
pub fn course(pool: &Pool<'_>, la_code: u16) -> Option<Level> {
    pool.level(la_code)
}
