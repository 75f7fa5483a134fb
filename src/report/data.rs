//! A run folder's tables as they were written: what the report and the workbook show stands here, number for number.

use std::collections::{BTreeMap, BTreeSet};

/// The files of a run folder that the report reads, in the order they are listed; the last ones only where there is
/// something to say.
pub const FILES: [&str; 13] = [
    "about.csv",
    "forecast.csv",
    "bridge.csv",
    "distribution.csv",
    "sensitivity.csv",
    "high_cost.csv",
    "assumptions.csv",
    "published.csv",
    "disclosure.csv",
    "savings.csv",
    "since.csv",
    "previous.csv",
    "track_record.csv",
];

/// The dearest placements child by child: personal data, shown only where it is asked for.
pub const CHILD_LEVEL: &str = "child_level.csv";

/// A table of texts, with its heads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Names of the columns.
    pub heads: Vec<String>,
    /// Rows, each as wide as the heads.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads CSV text.
    ///
    /// # Errors
    /// Where a row is not as wide as the heads, or the text is no UTF-8: a lowercase fragment.
    pub fn read(bytes: &[u8]) -> Result<Table, String> {
        let mut reader = csv::Reader::from_reader(bytes);
        let heads = reader.headers().map_err(|e| e.to_string())?;
        let mut out = Table {
            heads: heads.iter().map(str::to_owned).collect(),
            rows: Vec::new(),
        };
        for record in reader.records() {
            let record = record.map_err(|e| e.to_string())?;
            out.rows.push(record.iter().map(str::to_owned).collect());
        }
        Ok(out)
    }

    /// The table as CSV text.
    pub fn write(&self) -> Vec<u8> {
        let mut out = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.heads).chain(&self.rows) {
            // Writing to memory can not fail.
            let _ = out.write_record(row);
        }
        out.into_inner().unwrap_or_default()
    }

    /// Place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.heads.iter().position(|h| h == name)
    }

    /// The text of a cell; blank where there is no such column.
    pub fn cell<'t>(&'t self, row: &'t [String], name: &str) -> &'t str {
        self.column(name)
            .and_then(|c| row.get(c))
            .map_or("", String::as_str)
    }

    /// Its rows, to be asked by column.
    pub fn iter(&self) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().enumerate().map(|(number, row)| Line {
            table: self,
            row,
            number,
        })
    }
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Line<'t> {
    table: &'t Table,
    row: &'t [String],
    /// Its place in the table, from 0.
    pub number: usize,
}

impl<'t> Line<'t> {
    /// Text of a column; blank where there is none.
    pub fn text(&self, column: &str) -> &'t str {
        self.table.cell(self.row, column)
    }

    /// Number of a column.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.text(column).parse().ok()
    }
}

/// A figure and where it stands: the address is in the report beside the figure, so that each can be looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The number as it stands in the file.
    pub value: f64,
    /// File, the cells that name the row, and the column, with `|` between.
    pub address: String,
}

impl Figure {
    /// One less the figure: the chance that what it is the chance of does not happen.
    pub fn complement(&self) -> Figure {
        Figure {
            value: 1.0 - self.value,
            address: format!("1-{}", self.address),
        }
    }
}

/// What made a run folder, as far as it does not differ from run to run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Made {
    /// Version of the program.
    pub version: String,
    /// Commit it was built from, where known.
    pub commit: Option<String>,
    /// Path of the scenario's file.
    pub scenario_file: String,
    /// Inputs: path, SHA-256, and whether a copy is kept.
    pub inputs: Vec<(String, String, bool)>,
}

/// A run folder's tables.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Name of the scenario.
    pub scenario: String,
    /// What made it.
    pub made: Made,
    /// Tables by file name; those of [`FILES`] that are there.
    pub tables: BTreeMap<String, Table>,
    /// Rows of the forecast by period, measure, group type and group.
    index: BTreeMap<[String; 4], usize>,
    years: Vec<String>,
    months: Vec<String>,
}

impl Run {
    /// Of tables by file name.
    ///
    /// # Errors
    /// File and reason where one is no table, or there is no forecast.
    pub fn new(
        scenario: &str,
        made: Made,
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Run, (String, String)> {
        let mut tables = BTreeMap::new();
        for (name, bytes) in files {
            let table = Table::read(&bytes).map_err(|why| (name.clone(), why))?;
            tables.insert(name, table);
        }
        if !tables.contains_key("forecast.csv") {
            return Err(("forecast.csv".to_owned(), "no such file".to_owned()));
        }
        let mut run = Run {
            scenario: scenario.to_owned(),
            made,
            tables,
            ..Run::default()
        };
        run.refresh();
        Ok(run)
    }

    /// Makes the index anew after the tables have changed.
    pub fn refresh(&mut self) {
        let (mut index, mut years, mut months) =
            (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        for line in self.table("forecast.csv").iter() {
            let period = line.text("period").to_owned();
            match line.text("period_type") {
                "year" => years.insert(period.clone()),
                _ => months.insert(period.clone()),
            };
            let key = ["measure", "group_type", "group"].map(|c| line.text(c).to_owned());
            let [measure, group_type, group] = key;
            index.insert([period, measure, group_type, group], line.number);
        }
        self.index = index;
        self.years = years.into_iter().collect();
        self.months = months.into_iter().collect();
    }

    /// A table; an empty one where the file is not there.
    pub fn table(&self, file: &str) -> &Table {
        static NONE: Table = Table {
            heads: Vec::new(),
            rows: Vec::new(),
        };
        self.tables.get(file).unwrap_or(&NONE)
    }

    /// Financial years, in their order.
    pub fn years(&self) -> &[String] {
        &self.years
    }

    /// Months, in their order.
    pub fn months(&self) -> &[String] {
        &self.months
    }

    /// Months of a financial year such as 2024-25.
    pub fn months_of(&self, year: &str) -> Vec<&str> {
        let first: i32 = year.get(..4).and_then(|y| y.parse().ok()).unwrap_or(0);
        let inside = |m: &&String| {
            let number = |r: std::ops::Range<usize>| m.get(r).and_then(|t| t.parse::<i32>().ok());
            match (number(0..4), number(5..7)) {
                (Some(y), Some(m)) => (if m >= 4 { y } else { y - 1 }) == first,
                _ => false,
            }
        };
        self.months
            .iter()
            .filter(inside)
            .map(String::as_str)
            .collect()
    }

    /// A figure of the forecast: `of` is measure, group type, group; `column` is `mean`, `p10` and so on.
    pub fn get(&self, period: &str, of: [&str; 3], column: &str) -> Option<Figure> {
        let [measure, group_type, group] = of;
        let key = [period, measure, group_type, group].map(str::to_owned);
        let row = *self.index.get(&key)?;
        let table = self.table("forecast.csv");
        let value = table.cell(&table.rows[row], column).parse().ok()?;
        Some(Figure {
            value,
            address: format!("forecast|{}|{column}", key.join("|")),
        })
    }

    /// A total of a year.
    pub fn total(&self, year: &str, measure: &str, column: &str) -> Option<Figure> {
        self.get(year, [measure, "total", "total"], column)
    }

    /// Groups of a type that a measure has rows of, in the order of the file.
    pub fn groups(&self, measure: &str, group_type: &str) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for line in self.table("forecast.csv").iter() {
            if line.text("measure") == measure && line.text("group_type") == group_type {
                let group = line.text("group");
                if !out.iter().any(|g| g == group) {
                    out.push(group.to_owned());
                }
            }
        }
        out
    }

    /// What `about.csv` says under a key; blank where it says nothing.
    pub fn about(&self, key: &str) -> &str {
        let mut lines = self.table("about.csv").iter();
        lines
            .find(|l| l.text("key") == key)
            .map_or("", |l| l.text("value"))
    }

    /// Everything `about.csv` says under a key.
    pub fn about_all<'r>(&'r self, key: &'r str) -> impl Iterator<Item = &'r str> {
        let lines = self.table("about.csv").iter();
        lines
            .filter(move |l| l.text("key") == key)
            .map(|l| l.text("value"))
    }

    /// Groups withheld from shareable outputs: type and name.
    pub fn withheld(&self) -> BTreeSet<(String, String)> {
        let lines = self.table("disclosure.csv").iter();
        lines
            .map(|l| (l.text("group_type").to_owned(), l.text("group").to_owned()))
            .collect()
    }

    /// The figure in a column of a row of another file; `keys` are the columns that name the row.
    pub fn figure(
        &self,
        file: &str,
        line: &Line<'_>,
        keys: &[&str],
        column: &str,
    ) -> Option<Figure> {
        let named: Vec<&str> = keys.iter().map(|k| line.text(k)).collect();
        Some(Figure {
            value: line.number(column)?,
            address: format!(
                "{}|{}|{column}",
                file.trim_end_matches(".csv"),
                named.join("|")
            ),
        })
    }

    /// Was the folder written for readers outside the council?
    pub fn shareable(&self) -> bool {
        self.about("audience") == "shareable"
    }

    /// Has the year a budget?
    pub fn budget(&self, year: &str) -> Option<Figure> {
        self.total(year, "budget", "mean")
    }

    /// The first year with a budget, else the first.
    pub fn main_year(&self) -> &str {
        let budgeted = self.years.iter().find(|y| self.budget(y).is_some());
        budgeted.or(self.years.first()).map_or("", String::as_str)
    }
}

/// The tables of a comparison of scenarios; empty ones where a file is not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// `comparison.csv`.
    pub table: Table,
    /// `actions.csv`.
    pub actions: Table,
    /// `savings.csv`.
    pub savings: Table,
}
