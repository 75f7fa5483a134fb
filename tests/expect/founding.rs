//! The founding cases: every uncertain input at its mean, drift off.

use super::cells::Cells;
use carecast::expect::{Expected, Grid};
use carecast::model::Model;
use carecast::scenario::{Disk, load_model};

fn load(name: &str) -> Model {
    let path = format!(
        "{}/scenarios/{name}/baseline.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    load_model(&Disk, &path).unwrap().0
}

fn agrees(name: &str, replications: u64) {
    let model = load(name);
    let clock = std::time::Instant::now();
    let e = Expected::of(&model, &model.means(), &Grid::default());
    println!("{name}: {:?}", clock.elapsed());
    let cells = Cells::of(&model, &e);
    let (z, words) = cells.worst(replications);
    println!("{} cells {:?}\n{words}", cells.list.len(), clock.elapsed());
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
