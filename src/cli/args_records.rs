//! Arguments of the commands that work on records: returns, published tables, made-up ones.

use super::parse::{day, factor, financial_year, years_above_zero};
use crate::words::calendar::{Day, FinancialYear};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `council`.
#[derive(Debug, Args)]
pub struct Council {
    /// Folder of the department's tables
    #[arg(long, value_name = "DIR", required_unless_present = "panel")]
    pub tables: Option<PathBuf>,
    /// Panel in the long form; with --tables, both are read
    #[arg(long, value_name = "FILE")]
    pub panel: Option<PathBuf>,
    /// The council: name, department's code or statistics office's code
    #[arg(long, value_name = "NAME", required_unless_present = "all")]
    pub name: Option<String>,
    /// Every council of the tables, made and run, with sums to regions and England
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
    /// The snapshot, a 31 March; the last of the tables unless said
    #[arg(long, value_name = "DATE")]
    pub as_at: Option<String>,
    /// Financial years to forecast
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=5))]
    pub years: u8,
    /// Replications of a run: 2,000 in a scenario, 1,000 with --all unless said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,
    /// Also write supply.toml: households, places and homes, for actions that need them; it extends the baseline
    #[arg(long, conflicts_with = "all")]
    pub supply: bool,
    /// Folder to write
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Replace the folder that is there
    #[arg(long)]
    pub overwrite: bool,
}

/// Arguments of `fit`.
#[derive(Debug, Args)]
pub struct Fit {
    /// Folder of SSDA903 returns, or one file
    #[arg(value_name = "RETURNS")]
    pub returns: PathBuf,
    /// Fee list: child or placement, weekly price, from, to
    #[arg(long, value_name = "FILE")]
    pub fees: Option<PathBuf>,
    /// Ledger: month, line, actual
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Day of the snapshot; the last day of the returns unless given
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_at: Option<Day>,
    /// First day from which the returns are complete; found from the ends of episodes unless given
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub from: Option<Day>,
    /// What rates are shrunk to: england, or another fit's folder or scenario
    #[arg(long, value_name = "england|PATH", default_value = "england")]
    pub prior: String,
    /// Folder to write
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Name of the council in outputs; the folder's unless given
    #[arg(long, value_name = "NAME")]
    pub council: Option<String>,
    /// The council to take, where a column LA has several
    #[arg(long, value_name = "LA")]
    pub la: Option<String>,
    /// Financial years to forecast
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=30))]
    pub years: u32,
    /// Half-life in years of the weight of older years; chosen from the years before the snapshot unless given
    #[arg(long, value_name = "YEARS", value_parser = years_above_zero)]
    pub half_life: Option<f64>,
    /// Draws of the posterior
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(2..=5000))]
    pub draws: u32,
    /// Seed of the draws and of the scenario
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Replace ids by hashes under the key in this file, and dates of birth by months
    #[arg(long, value_name = "KEY-FILE")]
    pub anonymise: Option<PathBuf>,
    /// Track record of a backtest (its folder) to go with every run of the scenario
    #[arg(long, value_name = "DIR")]
    pub track_record: Option<PathBuf>,
    /// Replace a fit that is there
    #[arg(long)]
    pub overwrite: bool,
}

/// Arguments of `backtest`.
#[derive(Debug, Args)]
pub struct Backtest {
    /// Folder of a council's SSDA903 returns, or one file
    #[arg(
        value_name = "RETURNS",
        required_unless_present = "panel",
        conflicts_with = "panel"
    )]
    pub returns: Option<PathBuf>,
    /// Fee list of the council
    #[arg(long, value_name = "FILE", conflicts_with = "panel")]
    pub fees: Option<PathBuf>,
    /// Months between origins, for returns
    #[arg(long, value_name = "MONTHS", default_value_t = 3, conflicts_with = "panel",
          value_parser = clap::value_parser!(u32).range(1..=60))]
    pub every: u32,
    /// Panel of published figures in the long form, plain or .xz: year,la_code,ons_code,la_name,indicator,value,flag,source
    #[arg(long, value_name = "FILE")]
    pub panel: Option<PathBuf>,
    /// Horizons to score: 3m,6m,12m,24m for returns and 1y,2y,3y,5y for a panel unless given
    #[arg(long, value_name = "LIST")]
    pub horizons: Option<String>,
    /// Folder to write
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Forecast only this council of the panel, by name or code; may be repeated. All are learnt from
    #[arg(long, value_name = "COUNCIL", requires = "panel")]
    pub name: Vec<String>,
    /// First year of the panel to forecast from
    #[arg(long, value_name = "YEAR", requires = "panel")]
    pub from: Option<i32>,
    /// Replications of each run
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub replications: u32,
    /// Replace a folder of scores that is there
    #[arg(long)]
    pub overwrite: bool,
}

/// Arguments of `example synthetic`.
#[derive(Debug, Args)]
pub struct Synthetic {
    /// Folder to write
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Children looked after, about
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    pub children: u32,
    /// Yearly returns
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub years: u32,
    /// Financial year of the last return
    #[arg(long, value_name = "YEAR", default_value = "2023-24", value_parser = financial_year)]
    pub last: FinancialYear,
    /// Seed: another one is another council
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Factor on England's entries
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = factor)]
    pub entries: f64,
    /// Factor on England's exits
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = factor)]
    pub exit: f64,
    /// Factor on England's planned moves
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = factor)]
    pub planned_move: f64,
    /// Factor on England's breakdowns
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = factor)]
    pub breakdown: f64,
    /// Entries and prices keep to their path, and do not wander as councils' do
    #[arg(long)]
    pub steady: bool,
    /// Replace files that are there
    #[arg(long)]
    pub overwrite: bool,
}
