//! Scenarios: TOML text and the files it names, read into a [`crate::model::Spec`], with a log of every assumption and
//! all problems of all files at once.
//!
//! `tree` reads and merges the text, `reader` walks it along the table in `grammar` and `sections`, `value` makes its
//! numbers, and the other files build what the sections mean together.

mod actuals;
mod budget;
mod cohort;
mod delivery;
mod entries;
mod grammar;
mod hazards;
mod head;
mod interventions;
mod kinds;
mod kinds_supply;
mod leaves;
mod lines;
mod mix;
mod past;
mod prices;
mod reach;
mod reader;
mod reference;
#[cfg(feature = "files")]
mod schema;
mod sections;
mod sections_action;
mod sections_hazards;
mod sections_keys;
mod sections_kinds;
mod sections_kinds_children;
mod sections_kinds_custom;
mod sections_kinds_supply;
mod sections_lines;
mod sections_money;
mod sections_supply;
mod source;
mod subtract;
mod supply;
mod supply_homes;
mod supply_room;
mod tell;
mod track;
mod tree;
mod value;
mod view;
pub mod write;

#[cfg(feature = "files")]
pub use schema::schema;
#[cfg(feature = "files")]
pub use source::Disk;
pub use source::{Files, InputFile, Role, join};

use crate::model::{Model, Spec};
use crate::words::error::{Problem, Problems};
use reader::Reader;
use std::collections::BTreeMap;
use view::View;

/// One assumption, as it was written and who says so: a row of `assumptions.csv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assumption {
    /// Its path, rows by id.
    pub path: String,
    /// As written.
    pub value: String,
    /// Mean, for numbers.
    pub mean: Option<f64>,
    /// 10th percentile; the mean where it is certain.
    pub p10: Option<f64>,
    /// 90th percentile.
    pub p90: Option<f64>,
    /// Unit; blank where it has none.
    pub unit: String,
    /// Where it is from.
    pub source: String,
    /// The time it is of.
    pub period: String,
    /// `high`, `medium`, `low` or blank.
    pub confidence: String,
    /// Anything else.
    pub note: String,
    /// Who set it.
    pub set_by: String,
    /// When.
    pub set_on: String,
    /// Who approved it.
    pub approved_by: String,
    /// File it stands in.
    pub file: String,
    /// Line, from 1.
    pub line: Option<usize>,
}

/// How many replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replications {
    /// So many.
    Fixed(u32),
    /// Until the Monte Carlo error is small.
    Auto,
}

/// A scenario that was read and found right.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Name in outputs: the file's stem.
    pub name: String,
    /// The model.
    pub spec: Spec,
    /// How many replications it asks for.
    pub replications: Replications,
    /// The log, in the order of paths.
    pub assumptions: Vec<Assumption>,
    /// Every file that was read, the scenario's own first.
    pub inputs: Vec<InputFile>,
    /// What is not wrong, and should be known.
    pub warnings: Vec<Problem>,
}

/// A scenario that is wrong.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// All problems of all files.
    pub problems: Problems,
    /// Text of the files, by the names the problems use, for showing the place.
    pub texts: BTreeMap<String, String>,
}

impl std::fmt::Display for Rejected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.problems.fmt(f)
    }
}

impl std::error::Error for Rejected {}

/// Reads a scenario, everything it extends and every file it names.
///
/// # Errors
/// All problems of all files, with the text of the files.
pub fn load(files: &dyn Files, path: &str) -> Result<Scenario, Box<Rejected>> {
    let path = join("", path);
    let mut reader = Reader::default();
    let read = build(&mut reader, files, &path);
    match read {
        Some((spec, replications)) if reader.sources.clean() => {
            let mut assumptions = reader.assumptions;
            assumptions.sort_by(|a, b| a.path.cmp(&b.path));
            Ok(Scenario {
                name: stem(&path).to_owned(),
                spec,
                replications,
                assumptions,
                inputs: reader.sources.inputs,
                warnings: reader.warnings,
            })
        }
        _ => {
            let problems = reader.sources.problems();
            let list = reader.sources.list;
            let texts = list.into_iter().map(|s| (s.name, s.text)).collect();
            Err(Box::new(Rejected { problems, texts }))
        }
    }
}

/// Reads a scenario and compiles its model.
///
/// # Errors
/// As [`load`]; what only the model finds wrong is a problem of the scenario's file without a place.
pub fn load_model(files: &dyn Files, path: &str) -> Result<(Model, Scenario), Box<Rejected>> {
    let scenario = load(files, path)?;
    match Model::build(scenario.spec.clone()) {
        Ok(model) => Ok((model, scenario)),
        Err(faults) => {
            let problem = |fault: crate::model::Fault| Problem {
                file: join("", path),
                place: None,
                span: None,
                message: fault.0,
                expected: "a model that can be run".to_owned(),
                help: None,
            };
            Err(Box::new(Rejected {
                problems: Problems(faults.into_iter().map(problem).collect()),
                texts: BTreeMap::new(),
            }))
        }
    }
}

/// A file's name without folder and ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".toml").unwrap_or(name)
}

fn build(reader: &mut Reader, files: &dyn Files, path: &str) -> Option<(Spec, Replications)> {
    let tree = tree::read(&mut reader.sources, files, path, sections::SCENARIO)?;
    let root = View::of(&tree, "")?;
    head::posterior_moments(reader, files, &root);
    reader.walk(&tree, sections::SCENARIO, "");
    if reader.sources.torn {
        return None;
    }
    let (mut spec, replications) = head::build(reader, &root, stem(path))?;
    prices::build(reader, &root, &mut spec);
    hazards::build(reader, &root, &mut spec);
    cohort::build(reader, files, &root, &mut spec);
    entries::build(reader, files, &root, &mut spec);
    mix::build(reader, &root, &mut spec);
    lines::build(reader, files, &root, &mut spec);
    supply::build(reader, files, &root, &mut spec);
    interventions::build(reader, &root, &mut spec);
    delivery::build(reader, files, &root, &mut spec);
    budget::build(reader, files, &root, &mut spec);
    let reached = reach::reached(&spec);
    prices::check(reader, &root, &spec, &reached);
    hazards::check(reader, &root, &spec, &reached);
    track::build(reader, files, &root);
    spec.posterior = head::posterior(reader, &root);
    spec.parameters = std::mem::take(&mut reader.parameters);
    Some((spec, replications))
}
