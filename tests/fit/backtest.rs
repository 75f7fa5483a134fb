//! Forecasts from a made-up council's past, held to what happened.

use crate::support::{council, fees};
use carecast::backtest::returns::{Months, Options, lines, origins, score_origin, screen};
use carecast::fit;
use carecast::synthetic;

#[test]
fn a_made_up_council_is_scored() {
    let made = council(&synthetic::Options::default());
    let fees = fees(&made);
    let options = Options {
        replications: 200,
        every: 12,
        fit: fit::Options {
            draws: 100,
            ..fit::Options::default()
        },
        ..Options::default()
    };
    let months = Months::of(&made.history, &fees);
    let t = std::time::Instant::now();
    let mut scores = Vec::new();
    for origin in origins(&made.history, &options) {
        scores.extend(score_origin(&made.history, &fees, &months, origin, &options).unwrap());
    }
    println!("{:?}", t.elapsed());
    let lines = lines(&scores);
    println!("{}", screen(&lines));
    assert!(lines.iter().any(|l| l.n > 0));
}
