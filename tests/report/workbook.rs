//! The workbook read back: its numbers stand in the tables, its formulas come to the values stored beside them, here
//! and, where it is installed, in LibreOffice.

use super::{Work, rows};
use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::process::Command;

const SHEETS: [&str; 10] = [
    "Summary",
    "Monitoring",
    "Activity",
    "Monthly",
    "MTFP",
    "Scenarios",
    "Savings tracker",
    "High cost",
    "Assumptions",
    "Run",
];

type Book = Xlsx<BufReader<File>>;

fn number(of: &Range<Data>, row: u32, column: u32) -> f64 {
    match of.get_value((row, column)) {
        Some(Data::Float(x)) => *x,
        Some(Data::Int(x)) => *x as f64,
        _ => 0.0,
    }
}

fn cell(name: &str) -> (u32, u32) {
    let letters: String = name.chars().take_while(char::is_ascii_uppercase).collect();
    let column = letters
        .bytes()
        .fold(0, |c, b| c * 26 + u32::from(b - b'A') + 1)
        - 1;
    (name[letters.len()..].parse::<u32>().unwrap() - 1, column)
}

/// The few kinds of formula the workbook has.
fn value_of(formula: &str, of: &Range<Data>) -> f64 {
    let at = |name: &str| {
        name.parse::<f64>().unwrap_or_else(|_| {
            let (r, c) = cell(name);
            number(of, r, c)
        })
    };
    if let Some(range) = formula
        .strip_prefix("SUM(")
        .and_then(|f| f.strip_suffix(')'))
    {
        let Some((a, b)) = range.split_once(':') else {
            return range.split(',').map(at).sum();
        };
        let ((r1, c1), (r2, c2)) = (cell(a), cell(b));
        return (r1..=r2)
            .flat_map(|r| (c1..=c2).map(move |c| (r, c)))
            .map(|(r, c)| number(of, r, c))
            .sum();
    }
    let (a, b, divide) = match (formula.split_once('-'), formula.split_once('/')) {
        (Some((a, b)), _) => (a, b, false),
        (_, Some((a, b))) => (a, b, true),
        _ => panic!("unknown formula {formula}"),
    };
    if divide { at(a) / at(b) } else { at(a) - at(b) }
}

/// Numbers of all tables of a folder.
fn numbers(folders: &[&Path]) -> BTreeSet<u64> {
    let mut out = BTreeSet::new();
    for folder in folders {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".csv") && name != "replications.csv" {
                let cells = rows(&path)
                    .into_iter()
                    .flat_map(std::collections::BTreeMap::into_values);
                out.extend(
                    cells
                        .filter_map(|c| c.parse::<f64>().ok())
                        .map(|x| (x + 0.0).to_bits()),
                );
            }
        }
    }
    out
}

pub fn check(path: &Path, folders: &[&Path]) -> (usize, usize) {
    let mut book: Book = open_workbook(path).unwrap();
    assert_eq!(book.sheet_names(), SHEETS);
    let names: Vec<String> = book.defined_names().iter().map(|n| n.0.clone()).collect();
    for name in ["Forecast_outturn", "Variance_of_the_year", "MTFP_outturn"] {
        assert!(
            names.iter().any(|n| n == name),
            "{name} is not among {names:?}"
        );
    }
    let stands = numbers(folders);
    let (mut plain, mut computed) = (0, 0);
    for sheet in SHEETS {
        let of = book.worksheet_range(sheet).unwrap();
        let formulas = book.worksheet_formula(sheet).unwrap();
        for (r, c, value) in of.used_cells() {
            let (top, left) = of.start().unwrap();
            let (r, c) = (r as u32 + top, c as u32 + left);
            let Data::Float(x) = value else { continue };
            match formulas.get_value((r, c)).filter(|f| !f.is_empty()) {
                Some(formula) => {
                    let y = value_of(formula, &of);
                    assert!(
                        (x - y).abs() <= 1e-9 * x.abs().max(1.0),
                        "{sheet} {r},{c} {formula}: {x}, not {y}"
                    );
                    computed += 1;
                }
                None => {
                    assert!(
                        stands.contains(&(x + 0.0).to_bits()),
                        "{sheet} {r},{c}: {x} stands nowhere"
                    );
                    plain += 1;
                }
            }
        }
    }
    (plain, computed)
}

#[test]
fn every_number_of_the_workbook_stands_in_the_tables_and_formulas_agree() {
    let w = Work::begin();
    for (name, scenario, least) in [
        (
            "p",
            "scenarios/plymouth/baseline.toml --replications 100",
            1_500,
        ),
        (
            "j",
            "scenarios/plymouth/q1-2024-25.toml --replications 40",
            1_500,
        ),
        ("s", "tests/data/small/scenario.toml", 700),
        (
            "x",
            "tests/data/small/scenario.toml --audience shareable",
            100,
        ),
    ] {
        w.done(&format!("run {scenario} --quiet --out @/{name}"));
        let folder = w.path(name);
        let (plain, computed) = check(&folder.join("workbook.xlsx"), &[&folder]);
        assert!(
            plain >= least && computed >= 20,
            "{name}: {plain} numbers, {computed} formulas"
        );
    }
    w.done("compare scenarios/plymouth/baseline.toml scenarios/plymouth/edge-of-care.toml --replications 40 --quiet --out @/c");
    check(
        &w.path("c/workbook.xlsx"),
        &[&w.path("c"), &w.path("c/baseline")],
    );
}

/// LibreOffice computes every formula again and must find what is stored.
#[test]
fn libreoffice_finds_the_same_totals() {
    let found = Command::new("soffice").arg("--version").output();
    if !found.is_ok_and(|o| o.status.success()) {
        println!(
            "skipped: LibreOffice (soffice) is not installed; the workbook was not recalculated"
        );
        return;
    }
    let w = Work::begin();
    w.done("run scenarios/plymouth/q1-2024-25.toml --replications 40 --quiet --out @/j");
    let profile = w.path("profile/user");
    std::fs::create_dir_all(&profile).unwrap();
    // 0: always compute again on loading.
    let settings = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"#;
    std::fs::write(profile.join("registrymodifications.xcu"), settings).unwrap();
    let out = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            w.path("profile").display()
        ))
        .args([
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
        ])
        .arg(w.path("again"))
        .arg(w.path("j/workbook.xlsx"))
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let mut ours: Book = open_workbook(w.path("j/workbook.xlsx")).unwrap();
    let mut theirs: Book = open_workbook(w.path("again/workbook.xlsx")).unwrap();
    let mut formulas = 0;
    for sheet in SHEETS {
        let (a, b) = (
            ours.worksheet_range(sheet).unwrap(),
            theirs.worksheet_range(sheet).unwrap(),
        );
        let computed = ours.worksheet_formula(sheet).unwrap();
        let (top, left) = a.start().unwrap();
        for (r, c, value) in a.used_cells() {
            let Data::Float(x) = value else { continue };
            let (r, c) = (r as u32 + top, c as u32 + left);
            let y = number(&b, r, c);
            assert!(
                (x - y).abs() <= 1e-9 * x.abs().max(1.0),
                "{sheet} {r},{c}: {x}, LibreOffice has {y}"
            );
            formulas += usize::from(computed.get_value((r, c)).is_some_and(|f| !f.is_empty()));
        }
    }
    assert!(formulas >= 20);
}

/// The numbers of the first row of a sheet whose first cell is a text, by column; 0 where there is none.
pub fn row(path: &Path, sheet: &str, first: &str) -> Vec<f64> {
    let mut book: Book = open_workbook(path).unwrap();
    let of = book.worksheet_range(sheet).unwrap();
    let (top, _) = of.start().unwrap();
    let named = |r: &&[Data]| matches!(r.first(), Some(Data::String(t)) if t == first);
    let place = of.rows().position(|r| named(&r));
    let row = top + place.unwrap_or_else(|| panic!("{sheet} has no row {first}")) as u32;
    let width = of.end().unwrap().1 + 1;
    (0..width).map(|c| number(&of, row, c)).collect()
}
