//! The arguments, as they are written; what they mean together is checked where they are used.

pub use super::args_records::{Backtest, Council, Fit, Synthetic};
pub use super::parse::Seeds;
use super::parse::{audience, replications, seeds};
use crate::report::audience::Audience;
use crate::scenario::Replications;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

const CODES: &str = "\
Exit codes:
  0    done
  1    a fault of the program, or `verify` found a difference
  2    wrong arguments
  3    wrong input: every problem of every file is shown, and nothing is written
  4    the file system refused, or a run folder is there and --overwrite was not given
  5    not converged: `--replications auto` reached its limit; the run folder is written
  130  interrupted; nothing is written

Example:
  carecast run scenarios/plymouth/baseline.toml --out forecasts/plymouth";

/// Forecasts what a council's looked-after children's placements will cost, and how likely an overspend is.
#[derive(Debug, Parser)]
#[command(name = "carecast", version, after_help = CODES, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub common: Common,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// Say nothing but problems
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Print one JSON object instead of the summary
    #[arg(long, global = true)]
    pub json: bool,
    /// Threads to use; 0 takes one a processor. The results do not depend on it
    #[arg(
        long,
        global = true,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub threads: usize,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run scenarios and write a run folder for each
    #[command(after_help = "\
Example:
  carecast run scenarios/plymouth/baseline.toml --out forecasts/plymouth
  carecast run a.toml b.toml --out forecasts --replications auto --threads 2")]
    Run(Run),
    /// Compare scenarios with the first of them, replication by replication
    #[command(after_help = "\
Scenario files are run here, on the random numbers of the first. Run folders are paired where seed, replications and
version are the first's; forecasts (forecast.csv) can not be paired.

Example:
  carecast compare scenarios/plymouth/baseline.toml scenarios/plymouth/fewer-entries.toml
  carecast compare baseline.toml 'actions/*.toml' --out comparisons/june --replications 10_000
  carecast compare forecasts/plymouth forecasts/plymouth-june/forecast.csv
  carecast compare --neighbours Plymouth --tables tables --offer scenarios/offer.csv")]
    Compare(Compare),
    /// Run many scenarios, each with several seeds, on all processors; goes on where it was stopped
    #[command(after_help = "\
A run folder that is whole, from the same inputs, seed, replications and program, is kept; any other run folder of the
batch is made again. A scenario that fails does not stop the rest. DIR/summary.csv has a row for each run.

Example:
  carecast batch 'scenarios/*/*.toml' --out forecasts/all
  carecast batch plymouth.toml torbay.toml --seeds 20 --replications 500 --out forecasts/seeds
  carecast batch 'councils/*.toml' --seeds 7,11,100-104 --out forecasts/some --threads 8")]
    Batch(Batch),
    /// Make a council's scenario from published statistics, or make and run every council's
    #[command(after_help = "\
`--tables` is a folder of the department's CSVs as downloaded (plain or .xz), found by their columns: children looked
after, starts, ceases, placements changing, stability, the Local Authority Interactive Tool's long form, mid-year
population. `--panel` is the long form `year,la_code,ons_code,la_name,indicator,value,flag,source`.

Example:
  carecast council --tables tables --name Devon --as-at 2024-03-31 --out devon
  carecast run devon/baseline.toml --out forecasts/devon
  carecast council --tables tables --all --as-at 2024-03-31 --out england")]
    Council(Council),
    /// Read scenarios and say what is wrong with them, without running them
    #[command(after_help = "\
Example:
  carecast check scenarios/plymouth/baseline.toml scenarios/plymouth/q1-2024-25.toml")]
    Check {
        /// Scenario files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Write one report of run folders, or of a comparison's folder
    #[command(after_help = "\
Several run folders are compared with the first, replication by replication. `run` and `compare` write report.html and
workbook.xlsx of their own; this makes them again, of other folders together, or for other readers.

Example:
  carecast report forecasts/plymouth --out plymouth.html --audience shareable
  carecast report forecasts/plymouth forecasts/plymouth-june --out june.html --workbook june.xlsx")]
    Report(Report),
    /// Run a run folder's inputs again and compare every byte
    #[command(after_help = "\
Example:
  carecast verify forecasts/plymouth
  carecast verify forecasts/plymouth --inputs returns/cohort.csv")]
    Verify {
        /// Run folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Where the files with a row a child lie, which the run folder has the hash of: a file or a folder
        #[arg(long, value_name = "PATH")]
        inputs: Option<PathBuf>,
    },
    /// Make a scenario of a council's own returns, fee list and ledger
    #[command(after_help = "\
The returns are any folder of SSDA903 files (episodes, header, UASC; CSV or XML), several years stacked or a file a year.
Writes scenario.toml, cohort.csv and leavers.csv (personal data), posterior.csv, fit.csv (observed against expected) and
cleaning.csv (every row dropped or mended; personal data).

Example:
  carecast fit returns/ --fees fees.csv --ledger ledger.csv --as-at 2024-03-31 --out council
  carecast run council/scenario.toml --out forecasts/july")]
    Fit(Fit),
    /// Forecast the past from what was known then, and score it
    #[command(after_help = "\
A council's own returns: at each origin only what was known then is fitted, and the scenario that fit writes is run and
scored, beside no change, last year's growth, a damped trend and a daily Markov model. DIR gets scores.csv and
track_record.csv; `fit --track-record DIR` puts the record beside every run.

--panel, published figures: every council and year; the scenario that `council` writes from the rows up to that year is
run, and its forecast is scored against what was published later, beside simple rules with their own past errors. DIR
gets scores.csv, summary.csv and deciles.csv.

Example:
  carecast backtest returns/ --fees fees.csv --horizons 3m,6m,12m,24m --out backtest
  carecast backtest --panel panel.csv --horizons 1y,2y,3y,5y --out backtest/")]
    Backtest(Backtest),
    /// Print the JSON Schema of a scenario, for editors
    #[command(after_help = "Example:\n  carecast schema > scenario.schema.json")]
    Schema,
    /// List the scenarios that come with the program, or copy one
    #[command(after_help = "\
Example:
  carecast example list
  carecast example copy plymouth/q1-2024-25 my-scenarios")]
    Example {
        /// What to do with them.
        #[command(subcommand)]
        what: Example,
    },
    /// Print completions for a shell
    #[command(after_help = "Example:\n  carecast completions bash > carecast.bash")]
    Completions {
        /// Shell
        shell: clap_complete::Shell,
    },
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct Run {
    /// Scenario files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Run folder to write; with several scenarios, the folder that holds one for each
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Seed instead of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Replications instead of the scenario's; auto stops when the error of the mean is below 0.25% of the budget
    /// and that of the probability of an overspend at most 1 point
    #[arg(long, value_name = "N|auto", value_parser = replications)]
    pub replications: Option<Replications>,
    /// Replace a run folder that is there
    #[arg(long)]
    pub overwrite: bool,
    /// Keep copies of files with a row a child in the run folder, too
    #[arg(long)]
    pub keep_cohort: bool,
    /// Run folder of the last forecast: say why this one differs from it
    #[arg(long, value_name = "DIR")]
    pub since: Option<PathBuf>,
    /// Where the last forecast's files with a row a child lie, where its folder did not keep them
    #[arg(long, value_name = "PATH", requires = "since")]
    pub since_inputs: Option<PathBuf>,
    /// Who the outputs are for: `internal`, or `shareable`, without groups of few children and with rounded figures
    #[arg(long, value_name = "WHO", value_parser = audience, default_value = "internal")]
    pub audience: Audience,
    /// Show the dearest placements child by child, too: personal data (child_level.csv, report, workbook)
    #[arg(long)]
    pub child_level: bool,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// Scenario files, run folders or forecast.csv files, or patterns of them; the others are compared with the first
    #[arg(required_unless_present = "neighbours", value_name = "SCENARIO")]
    pub scenarios: Vec<String>,
    /// Put this council beside its statistical neighbours instead, from --tables
    #[arg(long, value_name = "COUNCIL", conflicts_with = "scenarios")]
    pub neighbours: Option<String>,
    /// Folder of the department's tables, with --neighbours
    #[arg(long, value_name = "DIR", requires = "neighbours")]
    pub tables: Option<PathBuf>,
    /// The 31 March the neighbours are compared at; the last of the tables unless said
    #[arg(long, value_name = "DATE", requires = "neighbours")]
    pub as_at: Option<String>,
    /// What councils offer their carers: `council,age_band,allowance,fee,council_tax,source`
    #[arg(long, value_name = "FILE", requires = "neighbours")]
    pub offer: Option<PathBuf>,
    /// Folder to write: comparison.csv, and a run folder for each scenario file
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Seed instead of the first scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Replications instead of the first scenario's, for all of them
    #[arg(long, value_name = "N|auto", value_parser = replications)]
    pub replications: Option<Replications>,
    /// Replace a comparison that is there
    #[arg(long)]
    pub overwrite: bool,
    /// Who the outputs are for: `internal`, or `shareable`: totals only, rounded, and no run folders
    #[arg(long, value_name = "WHO", value_parser = audience, default_value = "internal")]
    pub audience: Audience,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// Run folders, the first being what the others are compared with; or a comparison's folder
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<String>,
    /// The report to write
    #[arg(long, value_name = "FILE.html")]
    pub out: PathBuf,
    /// A workbook, too
    #[arg(long, value_name = "FILE.xlsx")]
    pub workbook: Option<PathBuf>,
    /// Who it is for: `internal`, or `shareable`, without groups of few children and with rounded figures
    #[arg(long, value_name = "WHO", value_parser = audience, default_value = "internal")]
    pub audience: Audience,
    /// Show the dearest placements child by child, of run folders that were run with it: personal data
    #[arg(long)]
    pub child_level: bool,
    /// Replace files that are there
    #[arg(long)]
    pub overwrite: bool,
}

/// Arguments of `batch`.
#[derive(Debug, Args)]
pub struct Batch {
    /// Scenario files, or patterns of them
    #[arg(required = true, value_name = "GLOB|FILE")]
    pub scenarios: Vec<String>,
    /// Folder that holds a run folder for each, and summary.csv
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Seeds for every scenario instead of its own: 5 is 1 to 5, a list has commas (7,11,100-104), `7,` is the one seed 7
    #[arg(long, value_name = "N|LIST", value_parser = seeds)]
    pub seeds: Option<Seeds>,
    /// Replications instead of the scenarios'
    #[arg(long, value_name = "N|auto", value_parser = replications)]
    pub replications: Option<Replications>,
}

/// What to do with the shipped scenarios.
#[derive(Debug, Subcommand)]
pub enum Example {
    /// List them, with a line on each
    List,
    /// Copy one, with the scenarios it is a patch of
    Copy {
        /// Its name, from the list
        name: String,
        /// Folder to copy to
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Replace files that are there
        #[arg(long)]
        overwrite: bool,
    },
    /// Make up a council's returns, fee list and ledger from a known model
    #[command(after_help = "\
Every file is made up: no row is about a real child. truth.toml is the model they were simulated from, and can be run.

Example:
  carecast example synthetic --out made-up
  carecast example synthetic --children 2000 --years 10 --seed 7 --breakdown 1.3 --out made-up")]
    Synthetic(Synthetic),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_hold_together() {
        Arguments::command().debug_assert();
    }
}
