//! `council --all`: every council, and sums to regions and England.

use super::args::{Common, Council};
use super::council::options;
use super::progress::{Progress, Stop};
use super::{Exit, complain, print, warn};
use crate::batch::Failure;
use crate::batch::areas::{Sum, sums};
use crate::batch::councils::{self, All, Future, Ran};
use crate::forecast::Summary;
use crate::report::council::{Row, table};
use crate::returns::dfe::Tables;
use crate::store::write_file;
use serde_json::json;
use std::time::Instant;

/// Makes and runs all.
pub(super) fn every(
    arguments: &Council,
    common: &Common,
    tables: &Tables,
    year: i32,
) -> Result<Exit, Failure> {
    let clock = Instant::now();
    let options = options(arguments);
    let stop = Stop::listen();
    let progress = Progress::new("all councils", common, &stop);
    let result = councils::all(
        tables,
        year,
        &options,
        common.threads,
        &arguments.out,
        &progress,
    );
    progress.finish();
    let all = match result {
        Ok(all) => all,
        Err(Failure::Interrupted) => {
            complain(
                "interrupted: councils that are whole stay, the same command goes on from there",
            );
            return Ok(Exit::Interrupted);
        }
        Err(failure) => return Err(failure),
    };
    for (name, why) in &all.left_out {
        warn(common, &format!("{name} is left out: {why}"));
    }
    let sums = sums(&all.ran);
    let mut rows = Vec::new();
    for ran in &all.ran {
        let of = ("council", ran.la_code.to_string(), ran.name.clone());
        rows.extend(rows_of(&of, &ran.years, &ran.futures));
    }
    let years = all.ran.first().map_or(Vec::new(), |r| r.years.clone());
    let mut areas = Vec::new();
    for sum in &sums {
        let kind = if sum.area == "England" {
            "england"
        } else {
            "region"
        };
        let of = (kind, String::new(), sum.area.clone());
        areas.extend(rows_of(&of, &years, &sum.futures));
    }
    write_file(&arguments.out.join("councils.csv"), table(&rows).as_bytes())?;
    write_file(&arguments.out.join("areas.csv"), table(&areas).as_bytes())?;
    let seconds = clock.elapsed().as_secs_f64();
    if common.json {
        let object = json!({
            "councils": all.ran.len(), "kept": all.ran.iter().filter(|r| r.kept).count(),
            "left_out": all.left_out.iter().map(|l| &l.0).collect::<Vec<_>>(), "seconds": seconds,
            "replications": options.replications, "out": arguments.out,
            "peak_memory_bytes": crate::batch::clock::peak_memory_bytes(),
        });
        return Ok(print(&format!("{object}\n")));
    }
    if common.quiet {
        return Ok(Exit::Done);
    }
    Ok(print(&summary(arguments, &all, &sums, &years, seconds)))
}

/// A measure, its unit, and its value in a future.
type Measured<'a> = (&'static str, &'static str, &'a dyn Fn(&Future) -> f64);

fn rows_of(
    (kind, la_code, name): &(&'static str, String, String),
    years: &[String],
    futures: &[Future],
) -> Vec<Row> {
    let mut out = Vec::new();
    for (y, year) in years.iter().enumerate() {
        let measures: [Measured; 3] = [
            ("cost", "gbp", &|f| f.cost[y]),
            ("children_end", "children", &|f| f.children[y]),
            ("children_end_residential", "children", &|f| f.homes[y]),
        ];
        for (measure, unit, of) in measures {
            let mut values: Vec<f64> = futures.iter().map(of).collect();
            if let Some(summary) = Summary::of(&mut values) {
                out.push(Row {
                    kind,
                    la_code: la_code.clone(),
                    name: name.clone(),
                    year: year.clone(),
                    measure,
                    unit,
                    summary,
                });
            }
        }
    }
    out
}

fn summary(arguments: &Council, all: &All, sums: &[Sum], years: &[String], seconds: f64) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    let first = years.first().map_or("", String::as_str);
    let last = years.last().map_or("", String::as_str);
    let _ = writeln!(
        out,
        "{:<26}{:>9}{:>9}   children, end of {last:<9}   placements, £m, {first}",
        "", "councils", "children"
    );
    let _ = writeln!(
        out,
        "{:<26}{:>9}{:>9}{:>9}{:>9}{:>9}{:>10}{:>9}{:>9}",
        "", "", "now", "P10", "P50", "P90", "P10", "P50", "P90"
    );
    for s in sums {
        let at = |of: &dyn Fn(&Future) -> f64| -> [f64; 3] {
            let mut v: Vec<f64> = s.futures.iter().map(of).collect();
            let q = Summary::of(&mut v)
                .and_then(|s| s.quantiles)
                .unwrap_or_default();
            [q[1], q[3], q[5]]
        };
        let end = years.len().saturating_sub(1);
        let children = at(&|f| f.children[end]);
        let cost = at(&|f| f.cost[0] / 1e6);
        let _ = write!(out, "{:<26}{:>9}{:>9}", s.area, s.councils, s.start);
        for x in children {
            let _ = write!(out, "{x:>9.0}");
        }
        out.push(' ');
        for x in cost {
            let _ = write!(out, "{x:>9.1}");
        }
        out.push('\n');
    }
    let kept = all.ran.iter().filter(|r: &&Ran| r.kept).count();
    let _ = writeln!(
        out,
        "\nSums are of joint draws: the national part of drift and prices is shared, the rest is each council's own.\n\
         {} councils ({kept} kept from before, {} left out), {seconds:.1} seconds. councils.csv, areas.csv and a folder for \
         each are in {}",
        all.ran.len(),
        all.left_out.len(),
        arguments.out.display()
    );
    out
}
