//! The simulation of a made-up council against its expectation.

use super::cells::Cells;
use super::made_up;
use carecast::expect::{Expected, Grid};
use carecast::model::Model;

/// Simulation and expectation of one model agree in every cell.
#[test]
fn the_simulation_agrees() {
    let model = Model::build(made_up::council(110.0, 2, "2023-07-31")).unwrap();
    let e = Expected::of(&model, &model.means(), &Grid::default());
    let (z, words) = Cells::of(&model, &e).worst(10_000);
    println!("{words}");
    assert!(z < 5.0, "{words}");
}
