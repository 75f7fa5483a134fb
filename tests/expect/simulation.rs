//! The simulation of a made-up council against its expectation.

use super::build::rate;
use super::cells::Cells;
use super::made_up;
use carecast::expect::{Expected, Grid};
use carecast::model::Model;
use carecast::model::hazards::{Cause, Scope};

/// Simulation and expectation of one model agree in every cell.
#[test]
fn the_simulation_agrees() {
    let model = Model::build(made_up::council(110.0, 2, "2023-07-31")).unwrap();
    let e = Expected::of(&model, &model.means(), &Grid::default());
    let (z, words) = Cells::of(&model, &e).worst(10_000);
    println!("{words}");
    assert!(z < 5.0, "{words}");
}

/// The same where the exits of two settings run over time in the placement: agency foster care with the shape of all
/// exits, in-house foster care with a hazard that rises.
#[test]
fn the_simulation_agrees_on_exits_over_placement() {
    let mut s = made_up::council(110.0, 2, "2023-07-31");
    s.hazards.exits_over_placement = vec![1, 2];
    for (from_years, to_years, per_year) in [(0.0, 0.25, 0.1), (0.25, 0.5, 0.4), (0.5, 18.0, 1.2)] {
        let scope = Scope {
            from_years,
            to_years,
            ..Scope::settings(&[1])
        };
        s.hazards.rates.push(rate(Cause::Exit, scope, per_year));
    }
    let model = Model::build(s).unwrap();
    let e = Expected::of(&model, &model.means(), &Grid::default());
    let (z, words) = Cells::of(&model, &e).worst(10_000);
    println!("{words}");
    assert!(z < 5.0, "{words}");
}
