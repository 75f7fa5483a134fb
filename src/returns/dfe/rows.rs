//! Rows of a table, and the figures they are.

use super::groups::{self, Of};
use super::kinds::Kind;
use super::place;
use crate::returns::panel::{Council, Entry, Figure, Panel};
use crate::words::error::Problem;
use std::collections::BTreeMap;

/// The figures of one file.
#[derive(Clone, Debug)]
pub struct Print {
    file: String,
    /// Last year any of its figures is of: a later print knows more.
    last: i32,
    /// Of two that reach as far the one with more stands: the tables themselves over what is made of them.
    rank: u8,
    councils: BTreeMap<u16, Council>,
    figures: Vec<(u16, String, i32, Figure, String)>,
}

impl Print {
    /// The figures of a panel, which keep their sources.
    pub fn of_panel(file: &str, panel: &Panel) -> Print {
        let mut out = Print {
            file: file.to_owned(),
            last: panel.years().map_or(0, |y| y.1),
            rank: 2,
            councils: panel.councils().map(|c| (c.la_code, c.clone())).collect(),
            figures: Vec::new(),
        };
        for indicator in panel.indicators() {
            for la in out.councils.keys() {
                for (year, Entry { figure, source }) in panel.series(*la, indicator) {
                    let source = panel.source_name(source).to_owned();
                    let row = (*la, indicator.to_owned(), year, figure, source);
                    out.figures.push(row);
                }
            }
        }
        out
    }
}

/// The names of the first line.
pub fn header(text: &str) -> Vec<String> {
    let body = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(body.lines().next().unwrap_or("").as_bytes());
    let names = reader.headers().cloned().unwrap_or_default();
    names.iter().map(|n| n.trim().to_owned()).collect()
}

/// Problems told of one file at most: a wrong column makes one on every row.
const TOLD: usize = 20;

/// Reads a table; `None` where no row of it is used.
///
/// # Errors
/// All problems of its rows.
pub fn read(kind: Kind, file: &str, text: &str) -> Result<Option<Print>, Vec<Problem>> {
    let body = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(body.as_bytes());
    let columns = header(text);
    let at = |name: &str| columns.iter().position(|c| c == name);
    let any = |a: &str, b: &str| at(a).or_else(|| at(b));
    let (la, ons) = (at("old_la_code"), at("new_la_code"));
    let (level, name) = (at("geographic_level"), any("la_name", "geo_breakdown"));
    let (region, group) = (at("region_name"), at("cla_group"));
    let what = match kind {
        Kind::Stability => at("placement_stability"),
        Kind::Numbers => at("population_count"),
        Kind::Lait => at("Short Desc"),
        Kind::Population => at("age_group"),
        _ => at("characteristic"),
    };
    let (value, year) = match kind {
        Kind::Lait => (at("Values"), at("Years")),
        Kind::Population => (at("population_estimate"), at("time_period")),
        _ => (at("number"), at("time_period")),
    };
    let mut problems = Vec::new();
    let mut told = 0;
    let mut records = Vec::new();
    let mut of: Option<Of> = (kind == Kind::Stability).then_some(Of::Stability);
    for record in reader.records() {
        match record {
            Ok(r) => {
                if of.is_none() {
                    of = group.and_then(|g| r.get(g)).and_then(groups::tell);
                }
                records.push(r);
            }
            Err(e) => {
                problems.push(Problem {
                    file: file.to_owned(),
                    place: None,
                    span: None,
                    message: format!("the rows can not be read: {e}"),
                    expected: "CSV rows".to_owned(),
                    help: None,
                });
                return Err(problems);
            }
        }
    }
    let mut print = Print {
        file: file.to_owned(),
        last: 0,
        rank: match kind {
            Kind::Lait => 0,
            Kind::Numbers => 1,
            _ => 2,
        },
        councils: BTreeMap::new(),
        figures: Vec::new(),
    };
    for r in &records {
        let cell = |i: Option<usize>| i.and_then(|i| r.get(i)).unwrap_or("").trim();
        let indicator = match kind {
            Kind::Lait => {
                let found = groups::LAIT.iter().find(|l| l.0 == cell(what));
                found.map(|l| l.1.to_owned())
            }
            Kind::Numbers => {
                let text = cell(what).to_lowercase();
                let found = groups::NUMBERS.iter().find(|n| text.starts_with(n.0));
                found.map(|n| n.1.to_owned())
            }
            Kind::Population => cell(what)
                .to_lowercase()
                .contains("0 to 17")
                .then(|| "pop_0_17_used".to_owned()),
            _ => of.and_then(|of| groups::indicator(of, cell(group), cell(what))),
        };
        let Some(indicator) = indicator else { continue };
        let who = if kind == Kind::Lait {
            lait(
                cell(at("LA Number")),
                cell(at("LA and Regions")),
                cell(at("Region")),
            )
        } else {
            place::of(cell(level), cell(la), cell(ons), cell(name), cell(region))
        };
        let Some(who) = who else { continue };
        let mut wrong = |message: String, expected: &str, column: Option<usize>| {
            told += 1;
            if told <= TOLD {
                let line = r.position().map_or(0, csv::Position::line);
                problems.push(Problem {
                    file: file.to_owned(),
                    place: Some((usize::try_from(line).unwrap_or(0), column.unwrap_or(0) + 1)),
                    span: None,
                    message,
                    expected: expected.to_owned(),
                    help: None,
                });
            }
        };
        let Some(y) = year_of(cell(year)) else {
            let message = format!("`{}` is no year", cell(year));
            wrong(
                message,
                "a year that ends on 31 March: `2024`, or `2023-24`",
                year,
            );
            continue;
        };
        // Mid-year estimates are of the June before the financial year ends: mid-2023 is used for 31 March 2024.
        let y = y + i32::from(kind == Kind::Population);
        let Some(figure) = Figure::parse(cell(value)) else {
            let message = format!("`{}` is no figure", cell(value));
            let expected = "a number, or one of `c`, `x`, `z`, `k`, `-`, `~` and blank";
            wrong(message, expected, value);
            continue;
        };
        print.last = print.last.max(y);
        print
            .councils
            .entry(who.la_code)
            .or_insert_with(|| who.clone());
        print
            .figures
            .push((who.la_code, indicator, y, figure, String::new()));
    }
    if told > TOLD
        && let Some(last) = problems.last_mut()
    {
        last.help = Some(format!(
            "and {} more rows of this file like these",
            told - TOLD
        ));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok((!print.figures.is_empty()).then_some(print))
}

/// Who a row of the Interactive Tool is of.
fn lait(code: &str, name: &str, region: &str) -> Option<Council> {
    if name == "England" {
        return place::of("National", "", "", name, "");
    }
    if place::REGIONS.contains(&name) {
        return place::of("Regional", "", "", name, "");
    }
    match code.parse::<u16>() {
        Ok(c) if c < 960 => place::of("Local authority", code, "", name, region),
        _ => None,
    }
}

/// `2024`, `2023-24`, `2023-24 (OT)`: the year of the last 31 March.
fn year_of(text: &str) -> Option<i32> {
    let text = text.split('(').next().unwrap_or("").trim();
    let plausible = |y: &i32| (1990..=2100).contains(y);
    match text.split_once(['-', '/']) {
        Some((first, _)) => first
            .trim()
            .parse::<i32>()
            .ok()
            .filter(plausible)
            .map(|y| y + 1),
        None => text.parse().ok().filter(plausible),
    }
}

/// Puts the prints together. The figure of the print that reaches further stands; a notice says where they differed.
pub fn merge(mut prints: Vec<Print>, panel: &mut Panel) {
    prints.sort_by(|a, b| (a.last, a.rank, &a.file).cmp(&(b.last, b.rank, &b.file)));
    // By pair of files: how many figures differed, and the first.
    let mut differ: BTreeMap<(String, String), (usize, String)> = BTreeMap::new();
    let mut from: BTreeMap<u16, String> = BTreeMap::new();
    for print in &prints {
        for council in print.councils.values() {
            panel.council(council.clone());
        }
        for (la, indicator, year, figure, source) in &print.figures {
            let name = if source.is_empty() {
                &print.file
            } else {
                source
            };
            let s = panel.source(name);
            from.entry(s).or_insert_with(|| print.file.clone());
            let before = panel.get(*la, indicator, *year).copied();
            // A number is not replaced by a gap.
            if before.is_some_and(|b| b.figure.known().is_some() && figure.known().is_none()) {
                continue;
            }
            panel.put(*la, indicator, *year, *figure, s);
            if let Some(b) = before
                && let (Some(old), Some(new)) = (b.figure.known(), figure.known())
                && old != new
            {
                let earlier = from.get(&b.source).cloned().unwrap_or_default();
                let pair = (earlier, print.file.clone());
                let seen = differ.entry(pair).or_insert_with(|| {
                    let council = panel.by_code(*la).map_or("", |c| c.name.as_str());
                    let text = format!("{council}, {year}, {indicator}: {old} and {new}");
                    (0, text)
                });
                seen.0 += 1;
            }
        }
    }
    if differ.is_empty() {
        return;
    }
    let all: usize = differ.values().map(|d| d.0).sum();
    let mut pairs: Vec<_> = differ.into_iter().collect();
    pairs.sort_by(|a, b| b.1.0.cmp(&a.1.0).then(a.0.cmp(&b.0)));
    let shown: Vec<String> = pairs
        .iter()
        .take(2)
        .map(|((earlier, later), (n, example))| {
            format!("{later} over {earlier} ({n}, first {example})")
        })
        .collect();
    let more = match pairs.len().saturating_sub(2) {
        0 => String::new(),
        1 => ", and one more pair of files".to_owned(),
        n => format!(", and {n} more pairs of files"),
    };
    let (figures, differ) = if all == 1 {
        ("figure", "stands")
    } else {
        ("figures", "stand")
    };
    panel.notices.push(format!(
        "two vintages: {all} {figures} {differ} in two files with different values, and the file that reaches further was \
         used: {}{more}",
        shown.join("; ")
    ));
}
