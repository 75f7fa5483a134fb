//! The stationary population (known answer 4), and a population started from it.

use super::build::*;
use super::made_up;
use carecast::expect::{Grid, Stationary};
use carecast::model::Model;
use carecast::model::cohort::Group;
use carecast::model::entries::Level;

/// Known answer 4: the stationary numbers of the Markov process; and elapsed times of exponential stays.
#[test]
fn a_stationary_population_and_its_elapsed_times() {
    let mut s = spec(&["F", "R", "S"], 1);
    markov(&mut s, &Q, true);
    s.entries.streams.push(entries(100.0, &[0.7, 0.12, 0.18]));
    let model = Model::build(s).unwrap();
    let edges = [0.0, 0.5, 1.0, 2.0, 5.0, 30.0];
    let found = Stationary::of(&model, &model.means(), &Grid::default(), &edges, &edges);
    for (setting, known) in [148.988, 39.775, 31.452].into_iter().enumerate() {
        let mut sum = 0.0;
        for care in 0..5 {
            for placement in 0..5 {
                for moves in 0..3 {
                    sum += found.children((0, setting, 0), care, placement, moves);
                }
            }
        }
        near(sum, known, 2e-4);
        let cells = found.elapsed(0, setting, 0, 0.0);
        near(cells.iter().map(|c| c.weight).sum(), 1.0, 1e-9);
        // Placements end at one rate: 1 − e^−λ of them are younger than a year (longer ones are cut at 30 years).
        let young: f64 = cells
            .iter()
            .filter(|c| c.placement.1 <= 1.0)
            .map(|c| c.weight)
            .sum();
        near(young, 1.0 - Q[setting][setting].exp(), 2e-4);
    }
}

/// A population started from the stationary numbers and elapsed times stays what it is.
#[test]
fn a_stationary_population_goes_on() {
    let mut s = made_up::council(400.0, 1, "2023-03-31");
    s.cohort = Default::default();
    s.entries.re_entry.clear();
    s.entries.pool = Default::default();
    for e in &mut s.entries.streams {
        e.month_factor.clear();
        e.year_factor.clear();
    }
    let model = Model::build(s.clone()).unwrap();
    let care = [0.0, 0.04, 0.16, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 18.0];
    let placement = [0.0, 0.02, 0.09, 0.25, 0.5, 1.0, 2.0, 5.0, 18.0];
    let clock = std::time::Instant::now();
    let found = Stationary::of(&model, &model.means(), &Grid::default(), &care, &placement);
    println!("stationary: {:?}", clock.elapsed());
    let mut start = 0.0;
    for stream in 0..2 {
        for setting in 0..12 {
            for age in 0..5 {
                let cells = found.elapsed(stream, setting, age, 0.0);
                let n: f64 = (0..9)
                    .flat_map(|c| (0..8).flat_map(move |p| (0..3).map(move |m| (c, p, m))))
                    .map(|(c, p, m)| found.children((stream, setting, age), c, p, m))
                    .sum();
                if n <= 0.0 {
                    continue;
                }
                start += n;
                let edges = [0.0, 1.0, 5.0, 10.0, 16.0, 18.0];
                s.cohort.groups.push(Group {
                    id: format!("{stream} {setting} {age}"),
                    setting,
                    ages: (edges[age], edges[age + 1]),
                    stream,
                    need: 0,
                    // Thousands, as groups are whole children.
                    count: (1000.0 * n).round() as u32,
                    elapsed: cells,
                    weekly_price: None,
                });
            }
        }
    }
    for e in &mut s.entries.streams {
        if let Level::First(carecast::model::value::Value::Certain(x)) = e.level {
            e.level = Level::First((1000.0 * x).into());
        }
    }
    let clock = std::time::Instant::now();
    let e = expected(s, &Grid::default());
    println!("a year of many cells: {:?}", clock.elapsed());
    // Ages in a band are not even, so it moves a little.
    let end = e.all().total(11) / 1000.0;
    println!("{start} {end}");
    near(end, start, 0.02);
}
