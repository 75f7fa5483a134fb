//! Every council of the tables: its scenario made, run and kept, and sums to regions and England from joint draws.
//!
//! Councils are made side by side, each by one thread. Of a replication only a year's cost and children are kept. What
//! is whole from before is kept, so that an interrupted command goes on where it stopped.

use super::{Failure, Watch};
use crate::council::level::Pool;
use crate::council::{self, Written};
use crate::forecast::{Books, Ledger};
use crate::returns::dfe::{Source, Tables};
use crate::returns::panel::Panel;
use crate::simulate::Engine;
use crate::store::{Folder, StoreError, sha256};
use crate::words::error::Problems;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file a council's folder is known by.
const MARK: &str = "council.json";

/// The files of a folder of tables, or a file itself: `.csv` and `.csv.xz`, one level of folders deep.
///
/// # Errors
/// Those of the file system.
pub fn sources(path: &Path) -> Result<Vec<Source>, StoreError> {
    let mut files = Vec::new();
    if path.is_dir() {
        list(path, true, &mut files)?;
    } else {
        files.push(path.to_owned());
    }
    files.sort();
    files
        .into_iter()
        .map(|f| {
            let bytes = std::fs::read(&f).map_err(|e| StoreError::new("read", &f, e))?;
            let name = f.strip_prefix(path).unwrap_or(&f);
            let name = if name.as_os_str().is_empty() {
                f.as_path()
            } else {
                name
            };
            Ok(Source {
                name: name.to_string_lossy().into_owned(),
                bytes,
            })
        })
        .collect()
}

fn list(folder: &Path, deeper: bool, out: &mut Vec<PathBuf>) -> Result<(), StoreError> {
    let failed = |e: std::io::Error| StoreError::new("read the folder", folder, e);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.to_string_lossy().to_lowercase();
        if path.is_dir() && deeper {
            list(&path, false, out)?;
        } else if name.ends_with(".csv") || name.ends_with(".csv.xz") {
            out.push(path);
        }
    }
    Ok(())
}

/// A council's scenario and what to know of it.
#[derive(Clone, Debug)]
pub struct Made {
    /// The draft it is of.
    pub draft: council::Draft,
    /// Its files.
    pub written: Written,
}

/// Makes a council's scenario as at 31 March of a year.
///
/// # Errors
/// What is wrong with the tables.
pub fn make(
    panel: &Panel,
    pool: &Pool<'_>,
    la: u16,
    year: i32,
    options: &council::Options,
) -> Result<Made, Problems> {
    let draft = council::draft(panel, la, year, options)?;
    let written = match council::course(pool, la) {
        Some(level) => {
            let (written, _) = draft.finish(&level).map_err(|r| r.problems)?;
            written
        }
        None => draft.plain(),
    };
    Ok(Made { draft, written })
}

/// One replication of a council, by year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Future {
    /// Row of the joint draws; replications of one row share the national part.
    pub row: usize,
    /// Cost of placements, £, by year.
    pub cost: Vec<f64>,
    /// Children looked after at the end of each year.
    pub children: Vec<f64>,
    /// Of them in homes, secure and other residential settings.
    pub homes: Vec<f64>,
}

/// A council that was run.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Department's code.
    pub la_code: u16,
    /// Name.
    pub name: String,
    /// Region, where the tables say.
    pub region: Option<String>,
    /// Children at the start.
    pub start: u32,
    /// Financial years.
    pub years: Vec<String>,
    /// Its replications.
    pub futures: Vec<Future>,
    /// It was there from before.
    pub kept: bool,
}

/// A council that was run, or its name and why not.
type OneOrWhy = Result<Ran, (String, String)>;

/// What became of all.
#[derive(Debug)]
pub struct All {
    /// Councils that were run, by code.
    pub ran: Vec<Ran>,
    /// Councils that could not be made, and why.
    pub left_out: Vec<(String, String)>,
}

/// Makes and runs every council of the tables that had children looked after in the year.
///
/// # Errors
/// Where the system refuses; what is wrong with one council leaves that council out.
pub fn all(
    tables: &Tables,
    year: i32,
    options: &council::Options,
    threads: usize,
    out: &Path,
    watch: &dyn Watch,
) -> Result<All, Failure> {
    let threads = super::pool(threads).map_err(|e| Failure::Fault(e.to_string()))?;
    let panel = &tables.panel;
    let pool = Pool::new(panel, year);
    // The largest first, so that no thread is left with it at the end.
    let mut councils: Vec<u16> = panel
        .councils()
        .filter(|c| c.la_code >= 100 && panel.get(c.la_code, "cla_31mar", year).is_some())
        .map(|c| c.la_code)
        .collect();
    councils.sort_by(|a, b| {
        let of = |la: u16| panel.known(la, "cla_31mar", year).unwrap_or(0.0);
        of(*b).total_cmp(&of(*a)).then(a.cmp(b))
    });
    watch.expect(councils.len() * options.replications as usize);
    let inputs = inputs(panel, year, options);
    let results: Vec<Result<OneOrWhy, Failure>> = threads.install(|| {
        councils
            .par_iter()
            .with_max_len(1)
            .map(|la| one(panel, &pool, (*la, year), (options, &inputs), out, watch))
            .collect()
    });
    let mut all = All {
        ran: Vec::new(),
        left_out: Vec::new(),
    };
    for result in results {
        match result? {
            Ok(ran) => all.ran.push(ran),
            Err(left) => all.left_out.push(left),
        }
    }
    all.ran.sort_by_key(|r| r.la_code);
    all.left_out.sort();
    Ok(all)
}

/// A folder name: `879-plymouth`.
fn slug(la: u16, name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let words: Vec<&str> = plain.split('-').filter(|w| !w.is_empty()).collect();
    format!("{la}-{}", words.join("-"))
}

/// What a council's futures follow from: the tables, what is asked, and the program.
fn inputs(panel: &Panel, year: i32, options: &council::Options) -> String {
    use std::fmt::Write as _;
    let program = option_env!("CARECAST_COMMIT").unwrap_or(env!("CARGO_PKG_VERSION"));
    let mut text = format!("{program} {year} {options:?}\n");
    for council in panel.councils() {
        let _ = writeln!(text, "{council:?}");
        for indicator in panel.indicators() {
            for (year, entry) in panel.series(council.la_code, indicator) {
                let source = panel.source_name(entry.source);
                let _ = writeln!(text, "{indicator} {year} {:?} {source}", entry.figure);
            }
        }
    }
    sha256(text.as_bytes())
}

fn one(
    panel: &Panel,
    pool: &Pool<'_>,
    (la, year): (u16, i32),
    (options, inputs): (&council::Options, &str),
    out: &Path,
    watch: &dyn Watch,
) -> Result<OneOrWhy, Failure> {
    if watch.stopped() {
        return Err(Failure::Interrupted);
    }
    let council = panel.by_code(la).cloned().unwrap_or_default();
    let mut ran = Ran {
        la_code: la,
        name: council.name.clone(),
        region: council.region,
        start: libm::round(panel.known(la, "cla_31mar", year).unwrap_or(0.0)) as u32,
        years: council::years(year, options.years),
        futures: Vec::new(),
        kept: false,
    };
    let mark = format!(
        "{{\"inputs\": \"{inputs}\", \"replications\": {}}}\n",
        options.replications
    );
    let folder = out.join(slug(la, &council.name));
    if std::fs::read_to_string(folder.join(MARK)).is_ok_and(|m| m == mark)
        && let Ok(draws) = std::fs::read_to_string(folder.join("futures.csv"))
        && let Some(futures) = read_futures(&draws, ran.years.len())
        && futures.len() == options.replications as usize
    {
        watch.done(futures.len());
        ran.futures = futures;
        ran.kept = true;
        return Ok(Ok(ran));
    }
    let made = match make(panel, pool, la, year, options) {
        Ok(made) => made,
        Err(problems) => {
            watch.done(options.replications as usize);
            return Ok(Err((council.name, problems.to_string())));
        }
    };
    let model = match made.written.load() {
        Ok((model, _)) => model,
        Err(rejected) => {
            watch.done(options.replications as usize);
            return Ok(Err((council.name, rejected.to_string())));
        }
    };
    let begun = Folder::begin_with(&folder, true, MARK)?;
    let books = Books::new(&model);
    let mut engine = Engine::new(&model);
    let mut ledger = Ledger::default();
    let rows = Rows::new(&model);
    for r in 0..u64::from(options.replications) {
        if watch.stopped() {
            return Err(Failure::Interrupted);
        }
        engine.run(r, 0);
        ledger.fill(&books, engine.record(), engine.parameters());
        ran.futures.push(future(&books, &ledger, &engine, &rows));
        watch.done(1);
    }
    begun.write(council::NAME, |w| w.write_all(made.written.toml.as_bytes()))?;
    if let Some(posterior) = &made.written.posterior {
        begun.write("posterior.csv", |w| w.write_all(posterior.as_bytes()))?;
    }
    begun.write("checks.csv", |w| {
        w.write_all(crate::report::council::checks(&made.draft.checks).as_bytes())
    })?;
    begun.write("futures.csv", |w| write_futures(w, &ran))?;
    begun.write(MARK, |w| w.write_all(mark.as_bytes()))?;
    begun.finish()?;
    Ok(Ok(ran))
}

/// Which row of the joint draws a replication took, by the values of its parameters.
struct Rows {
    parameters: Vec<usize>,
    by_values: BTreeMap<Vec<u64>, usize>,
}

impl Rows {
    fn new(model: &crate::model::Model) -> Rows {
        let Some(posterior) = &model.spec.posterior else {
            return Rows {
                parameters: Vec::new(),
                by_values: BTreeMap::new(),
            };
        };
        let spec = &model.spec.parameters;
        let by_values = posterior.rows.iter().enumerate().map(|(i, row)| {
            let held = row.iter().zip(&posterior.parameters);
            let bits = held.map(|(v, p)| v.clamp(spec[*p].floor, spec[*p].ceiling).to_bits());
            (bits.collect(), i)
        });
        Rows {
            parameters: posterior.parameters.clone(),
            by_values: by_values.collect(),
        }
    }

    fn of(&self, parameters: &[f64]) -> usize {
        let key: Vec<u64> = self
            .parameters
            .iter()
            .map(|p| parameters[*p].to_bits())
            .collect();
        self.by_values.get(&key).copied().unwrap_or(0)
    }
}

fn future(books: &Books, ledger: &Ledger, engine: &Engine, rows: &Rows) -> Future {
    let record = engine.record();
    let l = record.layout;
    let mut out = Future {
        row: rows.of(engine.parameters()),
        ..Future::default()
    };
    for y in 0..books.years() {
        out.cost.push(ledger.outturn(books, y) as f64 / 100.0);
        let (mut all, mut homes) = (0.0, 0.0);
        for group in 0..l.groups() {
            for slot in 0..l.slots {
                let n = f64::from(record.children_end[l.cell(group, slot, 12 * y + 11)]);
                let setting = books.model.slots[slot].setting;
                all += n;
                if books.model.settings()[setting].residential {
                    homes += n;
                }
            }
        }
        out.children.push(all);
        out.homes.push(homes);
    }
    out
}

fn write_futures(w: &mut dyn std::io::Write, ran: &Ran) -> std::io::Result<()> {
    writeln!(w, "replication,draw,year,cost,children,homes")?;
    for (r, f) in ran.futures.iter().enumerate() {
        for (y, year) in ran.years.iter().enumerate() {
            writeln!(
                w,
                "{r},{},{year},{:.2},{},{}",
                f.row, f.cost[y], f.children[y], f.homes[y]
            )?;
        }
    }
    Ok(())
}

fn read_futures(text: &str, years: usize) -> Option<Vec<Future>> {
    let mut out: Vec<Future> = Vec::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [r, row, _, cost, children, homes] = cells[..] else {
            return None;
        };
        let r: usize = r.parse().ok()?;
        if r == out.len() {
            out.push(Future {
                row: row.parse().ok()?,
                ..Future::default()
            });
        }
        let f = out.last_mut()?;
        f.cost.push(cost.parse().ok()?);
        f.children.push(children.parse().ok()?);
        f.homes.push(homes.parse().ok()?);
    }
    out.iter().all(|f| f.cost.len() == years).then_some(out)
}
