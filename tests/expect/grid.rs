//! What the size of the steps and bins changes.

use super::made_up;
use carecast::expect::{Expected, Grid};
use carecast::model::Model;

/// Halving all steps and bins moves no stock of a month by 0.1%, in total and by setting.
#[test]
fn halving_the_step_changes_little() {
    for (size, years) in [(500.0, 1)] {
        let model = Model::build(made_up::council(size, years, "2023-03-31")).unwrap();
        let means = model.means();
        let clock = std::time::Instant::now();
        let a = Expected::of(&model, &means, &Grid::default()).all();
        println!("{years} years: {:?}", clock.elapsed());
        let b = Expected::of(&model, &means, &Grid::default().halved()).all();
        let mut worst: f64 = 0.0;
        for month in 0..12 * years {
            worst = worst.max((a.total(month) / b.total(month) - 1.0).abs());
            for setting in 0..12 {
                let (x, y) = (a.in_setting(month, setting), b.in_setting(month, setting));
                if (x / y - 1.0).abs() > worst {
                    println!("{month} {setting} {x} {y}");
                }
                worst = worst.max((x / y - 1.0).abs());
            }
        }
        println!("{years} years: largest change {worst:e}");
        assert!(worst < 1e-3, "{worst}");
    }
}
