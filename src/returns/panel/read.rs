//! The long form of the panel.

use super::{Council, Figure, Panel};
use crate::returns::table::{self, Column, Fault, fault, may, must};
use crate::words::error::Problems;

const COLUMNS: &[Column] = &[
    must("year"),
    must("la_code"),
    may("ons_code"),
    must("la_name"),
    must("indicator"),
    Column {
        name: "value",
        optional: true,
    },
    may("flag"),
    may("source"),
];

/// Years a panel may speak of.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

struct Line {
    year: i32,
    council: Council,
    indicator: String,
    figure: Figure,
    source: String,
}

/// Reads a panel.
///
/// # Errors
/// All problems of the file, each with its line; and a file without a single row.
pub fn read(file: &str, text: &str) -> Result<Panel, Problems> {
    let (rows, mut problems) = table::read(file, text, COLUMNS, line);
    let mut panel = Panel::default();
    let mut differ = Vec::new();
    let (mut last, mut last_source) = (String::new(), 0);
    for (at, row) in rows {
        if row.source != last {
            last_source = panel.source(&row.source);
            last.clone_from(&row.source);
        }
        let la_code = row.council.la_code;
        if panel.by_code(la_code) != Some(&row.council) {
            panel.council(row.council);
        }
        let before = panel.put(la_code, &row.indicator, row.year, row.figure, last_source);
        if before.is_some_and(|b| b.figure != row.figure) {
            differ.push((at, la_code, row.indicator, row.year));
        }
    }
    if let Some((line, la_code, indicator, year)) = differ.first() {
        panel.notices.push(format!(
            "{file}:{line}: {} given twice with different values, first `{indicator}` of council {la_code} in {year}: \
             two vintages may be mixed; the later row of the file was used",
            match differ.len() {
                1 => "1 figure is".to_owned(),
                n => format!("{n} figures are"),
            },
        ));
    }
    if problems.is_empty() && panel.councils().next().is_none() {
        let columns: Vec<&str> = COLUMNS.iter().map(|c| c.name).collect();
        problems.push(crate::words::error::Problem {
            file: file.to_owned(),
            place: None,
            span: None,
            message: "there is no row".to_owned(),
            expected: format!("rows of `{}`", columns.join(",")),
            help: None,
        });
    }
    if problems.is_empty() {
        Ok(panel)
    } else {
        Err(Problems(problems))
    }
}

fn line(row: &table::Row<'_>) -> Result<Line, Vec<Fault>> {
    let mut faults = Vec::new();
    let year = row.cell("year");
    let parsed = year.parse::<i32>().ok().filter(|y| YEARS.contains(y));
    if parsed.is_none() {
        let ends = year.get(..4).and_then(|y| y.parse::<i32>().ok());
        faults.push(Fault {
            help: ends
                .filter(|y| YEARS.contains(y) && year.len() > 4)
                .map(|y| format!("a financial year is named by its end: write {}", y + 1)),
            ..fault(
                "year",
                format!("`{year}` is not a year"),
                "the year that ends on 31 March, such as 2024",
            )
        });
    }
    let code = row.cell("la_code");
    let la_code = code.parse::<u16>().ok();
    if la_code.is_none() {
        faults.push(fault(
            "la_code",
            format!("`{code}` is not a council's code"),
            "the department's code of three digits, such as 879",
        ));
    }
    let value = row.cell("value");
    let figure = Figure::parse(value);
    if figure.is_none() {
        faults.push(fault(
            "value",
            format!("`{value}` is not a figure"),
            "a number, or one of `c`, `x`, `z`, `k`, `-`, `~`, or blank",
        ));
    }
    let figure = match (figure, row.cell("flag")) {
        (Some(Figure::Missing), flag) => of_flag(flag).or_else(|| {
            faults.push(fault(
                "flag",
                format!("`{flag}` is not a known flag"),
                "`suppressed`, `suppressed_or_negligible`, `not_applicable`, `missing`, or blank",
            ));
            None
        }),
        (figure, _) => figure,
    };
    match (parsed, la_code, figure) {
        (Some(year), Some(la_code), Some(figure)) if faults.is_empty() => Ok(Line {
            year,
            council: Council {
                la_code,
                ons_code: row.cell("ons_code").to_owned(),
                name: row.cell("la_name").to_owned(),
                region: None,
            },
            indicator: row.cell("indicator").to_owned(),
            figure,
            source: row.cell("source").to_owned(),
        }),
        _ => Err(faults),
    }
}

/// What a blank value with a flag is.
fn of_flag(flag: &str) -> Option<Figure> {
    match flag {
        "" | "missing" | "not_applicable" => Some(Figure::Missing),
        "suppressed" => Some(Figure::Between(1.0, 5.0)),
        "suppressed_or_negligible" => Some(Figure::Between(0.0, 5.0)),
        _ => Figure::parse(flag).filter(|f| f.known().is_none()),
    }
}
