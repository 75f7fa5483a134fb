//! The founding cases: every uncertain input at its mean, drift off.

use super::cells::Cells;
use carecast::expect::{Counts, Expected, Grid};
use carecast::model::Model;
use carecast::scenario::{Disk, load_model};

fn load(name: &str) -> Model {
    let path = format!(
        "{}/scenarios/{name}/baseline.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    let mut spec = load_model(&Disk, &path).unwrap().0.spec;
    // Expected values know no finite supply.
    spec.supply = None;
    Model::build(spec).unwrap()
}

/// Children, entries, exits, moves, nights and money of the simulation against their expectation on the standard grid.
fn agrees(name: &str, replications: u64) {
    let model = load(name);
    let e = Expected::of(&model, &model.means(), &Grid::default());
    let cells = Cells::of(&model, &e);
    let (z, words) = cells.worst(replications);
    println!("{} cells\n{words}", cells.list.len());
    assert!(z < 5.0, "{words}");
}

#[test]
fn plymouth() {
    agrees("plymouth", 1_000);
}

#[test]
#[ignore = "10,000 replications: run with the ignored tests"]
fn plymouth_long() {
    agrees("plymouth", 10_000);
}

#[test]
#[ignore = "10,000 replications: run with the ignored tests"]
fn east_sussex_long() {
    agrees("east-sussex", 10_000);
}

/// Halving all steps and bins moves no stock of a month by 0.1%, in total and by setting, nor a year's cost by slot.
fn halved(name: &str) {
    let model = load(name);
    let means = model.means();
    let a = Expected::of(&model, &means, &Grid::default()).all();
    let b = Expected::of(&model, &means, &Grid::default().halved()).all();
    let mut worst = (0.0, String::new());
    let mut see = |name: String, x: f64, y: f64| {
        let change = if y > 0.0 { (x / y - 1.0).abs() } else { 0.0 };
        if change > worst.0 {
            worst = (change, format!("{name}: {x} {y} {change:e}"));
        }
    };
    for m in model.horizon.first_open_month()..model.horizon.months.len() {
        see(format!("total {m}"), a.total(m), b.total(m));
        for s in 0..model.settings().len() {
            see(format!("{s} {m}"), a.in_setting(m, s), b.in_setting(m, s));
        }
    }
    for s in 0..model.slots.len() {
        for y in 0..model.horizon.years.len() {
            let sum = |c: &Counts| {
                (12 * y..12 * y + 12)
                    .map(|m| c.slot_cost(m, s))
                    .sum::<f64>()
            };
            see(format!("cost {s} {y}"), sum(&a), sum(&b));
        }
    }
    println!("{name}: {}", worst.1);
    assert!(worst.0 < 1e-3, "{}", worst.1);
}

#[test]
#[ignore = "steps of half a week: run with the ignored tests"]
fn halving_the_step_changes_little() {
    halved("plymouth");
    halved("east-sussex");
}
