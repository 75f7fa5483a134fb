//! Scenarios that are right: what they become.

use carecast::model::Model;
use carecast::scenario::{Disk, load, load_model};

#[test]
fn a_scenario_with_everything_once_is_read() {
    let scenario = load(&Disk, "tests/data/small/scenario.toml").unwrap_or_else(|e| panic!("{e}"));
    let spec = &scenario.spec;
    assert_eq!(scenario.name, "scenario");
    assert_eq!(spec.cohort.count(), 7);
    assert_eq!(scenario.inputs.len(), 5);
    for a in &scenario.assumptions {
        println!("{a:?}");
    }
    println!("{:#?}", spec.entries);
    Model::build(spec.clone()).unwrap();
}

#[test]
fn reading_is_quick() {
    let start = std::time::Instant::now();
    for _ in 0..20 {
        load_model(&Disk, "tests/data/small/scenario.toml").unwrap();
    }
    println!("{:?} a scenario", start.elapsed() / 20);
}
