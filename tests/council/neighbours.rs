//! `carecast compare --neighbours` from the outside: what it prints, and every message of bad input as a whole.

use crate::command::Place;
use crate::made_up::long_form;

const NEIGHBOURS: &str = "LA num,LA Name,LA number,GOInd,GOReg,SN1,SNP,SN2,SNP,SN3,SNP
991,Northmoor,991,1,Made up,993,Very Close,992,Close,994,Not Close
";

const OFFER: &str = "council,age_band,allowance,fee,council_tax,source
Northmoor,0-2,160,168.77,1639,made up
Northmoor,16-17,249,180,,made up
Southmoor,0-2,,,500,made up
";

/// The made-up councils; the neighbours have children by placement too.
fn tables() -> String {
    let mut text = long_form();
    for (code, name, foster, homes) in [(992, "Southmoor", 100, 8), (993, "Eastmoor", 60, 30)] {
        for (indicator, value) in [
            ("place_foster", foster),
            ("place_secure_and_childrens_homes", homes),
            ("place_other", 120 - foster - homes),
            ("prov_own", 40),
            ("pop_0_17_used", 20_000),
        ] {
            text.push_str(&format!(
                "2024,{code},E0699999{code},{name},{indicator},{value},,made up\n"
            ));
        }
    }
    text
}

fn place(files: &[(&str, &str)]) -> Place {
    let panel = tables();
    let mut all = vec![("panel.csv", panel.as_str())];
    all.extend(files);
    Place::new(&all)
}

fn said((code, out, err): (i32, String, String)) -> String {
    format!("exit {code}\n{err}{out}")
}

/// The nearest first, one of whom no figures are there; the mix of the one that costs least; offers beside the minimum.
#[test]
fn a_council_beside_its_neighbours() {
    let place = place(&[("neighbours.csv", NEIGHBOURS), ("offer.csv", OFFER)]);
    let asked =
        "compare|--neighbours|Northmoor|--tables|tables|--offer|tables/offer.csv|--out|beside";
    insta::assert_snapshot!("neighbours", said(place.carecast(asked)));
    let written = std::fs::read_to_string(place.path().join("beside/neighbours.csv")).unwrap();
    insta::assert_snapshot!("neighbours_csv", written);
}

/// The mix of the neighbour at the council's own children and prices, by hand: 340 in foster care at £700, 52 in homes at
/// £6,500, and the rest, against five sixths and a fifteenth of 500.
#[test]
fn the_best_neighbours_mix_is_priced_at_the_councils_own() {
    use carecast::council::neighbours::compare;
    use carecast::returns::dfe::{Source, read};
    let source = |name: &str, text: &str| Source {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let tables = read(&[
        source("panel.csv", &tables()),
        source("neighbours.csv", NEIGHBOURS),
    ])
    .unwrap();
    let found = compare(&tables, 991, 2024, &[]).unwrap();
    let best = found.best.unwrap();
    assert_eq!(best.name, "Southmoor");
    let children = |group: usize| (best.children[group].1, best.children[group].2);
    assert_eq!(children(0), (340.0, 500.0 * 100.0 / 120.0));
    assert_eq!(children(1), (52.0, 500.0 * 8.0 / 120.0));
    assert_eq!((best.prices[0], best.prices[1]), (700.0, 6_500.0));
    let cost = |of: &dyn Fn(&(&'static str, f64, f64)) -> f64| -> f64 {
        let each = best.children.iter().zip(best.prices);
        each.map(|(c, price)| of(c) * price).sum::<f64>() * 52.18
    };
    assert!((best.today / cost(&|c| c.1) - 1.0).abs() < 1e-12);
    assert!((best.then / cost(&|c| c.2) - 1.0).abs() < 1e-12);
}

#[test]
fn what_is_missing_is_named() {
    let place = Place::new(&[("panel.csv", &without_population())]);
    let asked = "compare|--neighbours|Northmoor|--tables|tables";
    insta::assert_snapshot!("neighbours_missing", said(place.carecast(asked)));
    let other = "LA num,LA Name,LA number,GOInd,GOReg,SN1,SNP,SN2,SNP\n990,Westmoor,990,1,Made up,993,Close,992,Close\n";
    let place = crate::neighbours::place(&[("neighbours.csv", other)]);
    insta::assert_snapshot!("neighbours_of_others", said(place.carecast(asked)));
}

fn without_population() -> String {
    let rows = long_form();
    let kept = rows.lines().filter(|l| !l.contains("pop_0_17_used"));
    kept.map(|l| format!("{l}\n")).collect()
}

#[test]
fn wrong_questions_are_refused() {
    let bad = "council,age_band,allowance,fee,council_tax,source\nNorthmoor,young,a,1,,made up\n";
    let place = place(&[("neighbours.csv", NEIGHBOURS), ("bad.csv", bad)]);
    let ask = |rest: &str| place.refused(&format!("compare|--neighbours|{rest}"));
    let all = [
        "Nrthmoor|--tables|tables",
        "Northmoor|--tables|nowhere",
        "Northmoor",
        "Northmoor|--tables|tables|--as-at|2030-03-31",
        "Northmoor|--tables|tables|--offer|tables/bad.csv",
        "Northmoor|--tables|tables|--offer|tables/none.csv",
    ];
    let said: Vec<String> = all.iter().map(|a| format!("== {a}\n{}", ask(a))).collect();
    insta::assert_snapshot!("neighbours_wrong", said.join("\n"));
}
