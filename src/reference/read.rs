//! The embedded data files: a `#` head of named lines, then CSV with a header.

use crate::model::hazards::Scope;
use crate::words::error::Problem;
use crate::words::setting;
use std::collections::BTreeMap;

/// Where a figure comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The file it stands in, below `src/reference/data`.
    pub file: &'static str,
    /// Source: the row's own, else the file's.
    pub source: String,
    /// Period the figure is of.
    pub period: String,
    /// `high`, `medium` or `low`, as the row or the file says.
    pub confidence: String,
    /// How the file was made.
    pub derivation: String,
}

/// A row of a file with its identity and provenance.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<T> {
    /// Identity in its file: the `id` column, else the row's cells joined.
    pub id: String,
    /// What the row says, in the terms of the model.
    pub item: T,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// One embedded file.
pub(super) struct Table {
    file: &'static str,
    head: BTreeMap<String, String>,
    columns: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

/// One line of a file, by column.
pub(super) struct Line<'a> {
    table: &'a Table,
    number: usize,
    cells: &'a [String],
}

impl Table {
    pub fn read(file: &'static str, text: &str) -> Result<Table, Problem> {
        let mut head = BTreeMap::new();
        for line in text.lines().filter_map(|l| l.strip_prefix("# ")) {
            if let Some((key, value)) = line.split_once(": ") {
                head.insert(key.to_owned(), value.to_owned());
            }
        }
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let fault = |e: &csv::Error| Problem {
            file: file.to_owned(),
            place: e.position().map(|p| (p.line() as usize, 1)),
            span: None,
            message: format!("not a table: {e}"),
            expected: "as many cells as the header has".to_owned(),
            help: None,
        };
        let columns = reader
            .headers()
            .map_err(|e| fault(&e))?
            .iter()
            .map(str::to_owned)
            .collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| fault(&e))?;
            let number = record.position().map_or(0, |p| p.line() as usize);
            rows.push((number, record.iter().map(|c| c.trim().to_owned()).collect()));
        }
        Ok(Table {
            file,
            head,
            columns,
            rows,
        })
    }

    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().map(|(number, cells)| Line {
            table: self,
            number: *number,
            cells,
        })
    }
}

impl Line<'_> {
    fn fault(&self, message: String, expected: &str) -> Problem {
        Problem {
            file: self.table.file.to_owned(),
            place: Some((self.number, 1)),
            span: None,
            message,
            expected: expected.to_owned(),
            help: None,
        }
    }

    /// The cell of a column; blank where the file has no such column.
    pub fn text(&self, column: &str) -> &str {
        let at = self.table.columns.iter().position(|c| c == column);
        at.and_then(|i| self.cells.get(i)).map_or("", |c| c)
    }

    pub fn number(&self, column: &str) -> Result<f64, Problem> {
        let text = self.text(column);
        text.parse()
            .map_err(|_| self.fault(format!("{column} is `{text}`"), "a number"))
    }

    pub fn number_or(&self, column: &str, blank: f64) -> Result<f64, Problem> {
        if self.text(column).is_empty() {
            Ok(blank)
        } else {
            self.number(column)
        }
    }

    fn one_of(&self, column: &str, text: &str, names: &[&str]) -> Result<usize, Problem> {
        names.iter().position(|n| *n == text).ok_or_else(|| {
            self.fault(
                format!("{column} is `{text}`"),
                "a name of the standard list",
            )
        })
    }

    pub fn name(&self, column: &str, names: &[&str]) -> Result<usize, Problem> {
        self.one_of(column, self.text(column), names)
    }

    /// Several names joined by `+`, or blank for all.
    pub fn names(&self, column: &str, names: &[&str]) -> Result<Option<Vec<usize>>, Problem> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        text.split('+')
            .map(|t| self.one_of(column, t, names))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    pub fn setting(&self, column: &str) -> Result<usize, Problem> {
        self.name(column, &setting_names())
    }

    pub fn settings(&self, column: &str) -> Result<Option<Vec<usize>>, Problem> {
        self.names(column, &setting_names())
    }

    /// A band or a single year of age, in years from and to.
    pub fn age_range(&self, column: &str) -> Result<(f64, f64), Problem> {
        let text = self.text(column);
        setting::parse_age_range(text).ok_or_else(|| {
            self.fault(
                format!("{column} is `{text}`"),
                "an age band or a year of age",
            )
        })
    }

    /// The cells and durations the row is for.
    pub fn scope(&self, settings: &str) -> Result<Scope, Problem> {
        Ok(Scope {
            settings: self.settings(settings)?,
            ages: self.names("age_band", &setting::AGE_BANDS)?,
            streams: self.names("stream", &setting::STREAMS)?,
            needs: None,
            moves: self.names_of_moves()?,
            from_years: self.number_or("from_years", 0.0)?,
            to_years: self.number_or("to_years", f64::INFINITY)?,
        })
    }

    fn names_of_moves(&self) -> Result<Option<Vec<usize>>, Problem> {
        match self.text("moves") {
            "" => Ok(None),
            text => Ok(Some(vec![self.one_of("moves", text, &["0", "1", "2+"])?])),
        }
    }

    pub fn row<T>(&self, item: T) -> Row<T> {
        let own = |column: &str| -> String {
            match self.text(column) {
                "" => self.table.head.get(column).cloned().unwrap_or_default(),
                text => text.to_owned(),
            }
        };
        let id = match self.text("id") {
            "" => format!(
                "{}:{}",
                self.table.file.trim_end_matches(".csv"),
                self.number
            ),
            id => id.to_owned(),
        };
        Row {
            id,
            item,
            provenance: Provenance {
                file: self.table.file,
                source: own("source"),
                period: own("period"),
                confidence: own("confidence"),
                derivation: self
                    .table
                    .head
                    .get("derivation")
                    .cloned()
                    .unwrap_or_default(),
            },
        }
    }

    pub fn not(&self, what: &str, expected: &str) -> Problem {
        self.fault(what.to_owned(), expected)
    }
}

fn setting_names() -> Vec<&'static str> {
    setting::SETTINGS.iter().map(|s| s.name).collect()
}
