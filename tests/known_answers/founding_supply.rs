//! The tables of docs/supply.md: what the founding cases' supply does without any action is what is written there.

use carecast::model::Model;
use carecast::model::supply::Count;
use carecast::scenario::{Disk, load_model};
use carecast::simulate::Engine;
use std::collections::BTreeMap;

const REPLICATIONS: u64 = 200;

/// Means and Monte Carlo errors by measure and year.
type Figures = BTreeMap<String, Vec<(f64, f64)>>;

fn simulated(model: &Model, prefix: &str, out: &mut Figures) {
    let settings = model.settings();
    let mut engine = Engine::new(model);
    let mut sums: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for r in 0..REPLICATIONS {
        let record = engine.run(r, 0);
        let l = record.layout;
        let mut add = |name: String, y: usize, x: f64| {
            let row = sums
                .entry(name)
                .or_insert_with(|| vec![(0.0, 0.0); l.years]);
            row[y].0 += x;
            row[y].1 += x * x;
        };
        for y in 0..l.years {
            for slot in 0..l.slots {
                let cells =
                    (0..l.groups()).flat_map(|g| (12 * y..12 * y + 12).map(move |m| (g, m)));
                let nights: i32 = cells.map(|(g, m)| record.nights[l.cell(g, slot, m)]).sum();
                let name = match slot {
                    s if s < settings.len() => settings[s].name.clone(),
                    _ => "unregistered".to_owned(),
                };
                add(format!("{prefix}{name}"), y, f64::from(nights) / 365.25);
            }
            for (i, count) in Count::FIXED.iter().enumerate().take(l.supply) {
                let n: i64 = record.supply[i * l.months..][12 * y..12 * y + 12]
                    .iter()
                    .sum();
                let events = matches!(count, Count::Approved | Count::Left | Count::Displaced);
                let nights = if events { 1.0 } else { 365.25 };
                add(format!("{count:?}"), y, n as f64 / nights);
            }
        }
    }
    let n = REPLICATIONS as f64;
    for (name, row) in sums {
        let of = |(sum, squares): (f64, f64)| {
            let mean = sum / n;
            (
                mean,
                ((squares / n - mean * mean) / (n - 1.0)).max(0.0).sqrt(),
            )
        };
        out.insert(name, row.into_iter().map(of).collect());
    }
}

/// Rows of a council's table: name, whether it is the plain run's, figures.
fn table(council: &str) -> Vec<(String, Vec<f64>)> {
    let path = format!("{}/docs/supply.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let part = text.split(&format!("### {council}\n")).nth(1).unwrap();
    let rows = part.lines().skip_while(|l| !l.starts_with('|'));
    let mut out: Vec<(String, Vec<f64>)> = Vec::new();
    for line in rows.take_while(|l| l.starts_with('|')).skip(2) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = match cells[0] {
            "plain" => format!("plain {}", out.last().unwrap().0),
            name => name.to_owned(),
        };
        out.push((
            name,
            cells[2..].iter().map(|c| c.parse().unwrap()).collect(),
        ));
    }
    out
}

fn holds(council: &str, folder: &str) {
    let path = format!(
        "{}/scenarios/{folder}/baseline.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    let model = load_model(&Disk, &path).unwrap().0;
    let mut plain = model.spec.clone();
    plain.supply = None;
    let mut figures = Figures::new();
    simulated(&Model::build(plain).unwrap(), "plain ", &mut figures);
    simulated(&model, "", &mut figures);
    let keys = [
        ("own foster care", "foster_in_house"),
        ("agency foster care", "foster_agency"),
        ("own homes", "home_in_house"),
        ("agency homes", "home_agency"),
        ("unregistered", "unregistered"),
        ("households", "Households"),
        ("approved places", "Places"),
        ("usable places", "Usable"),
        ("households leaving", "Left"),
        ("children displaced", "Displaced"),
        (
            "children placed on a rung that is not what they asked for",
            "Short",
        ),
    ];
    let rows = table(council);
    assert!(rows.len() >= 14);
    for (name, written) in rows {
        let (prefix, short) = match name.strip_prefix("plain ") {
            Some(short) => ("plain ", short),
            None => ("", name.as_str()),
        };
        let key = keys.iter().find(|k| k.0 == short).unwrap().1;
        let found = &figures[&format!("{prefix}{key}")];
        for (y, (w, (mean, mcse))) in written.iter().zip(found).enumerate() {
            // What is written has its own error, of five times as many replications.
            let error = 4.0 * mcse * 1.1 + 0.06;
            assert!(
                (w - mean).abs() < error,
                "{council}, {name}, year {y}: {w} written, {mean} ± {mcse}"
            );
        }
    }
}

#[test]
fn plymouth_stays_where_it_is() {
    holds("Plymouth", "plymouth");
}

#[test]
fn east_sussex_stays_where_it_is() {
    holds("East Sussex", "east-sussex");
}
