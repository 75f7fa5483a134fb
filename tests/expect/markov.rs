//! Chains of settings with an exit (known answers 1, 4, 5).

use super::build::*;
use carecast::expect::Grid;
use carecast::model::hazards::{Cause, DestinationRow, Scope};

/// Known answer 1: 120 a year, mean stay 2.1 years, whatever the law: 252. Started with the stationary population.
#[test]
fn a_stationary_population_stays() {
    let mut s = spec(&["a"], 3);
    s.hazards
        .rates
        .push(rate(Cause::Exit, Scope::default(), 1.0 / 2.1));
    s.entries.streams.push(entries(120.0, &[1.0]));
    s.cohort.groups.push(group(0, 252, Vec::new()));
    let e = expected(s, &Grid::default());
    for month in 0..36 {
        near(e.all().total(month), 252.0, 1e-6);
    }
}

/// The same from empty, until it is reached, in two settings.
#[test]
fn from_empty_to_stationary() {
    let mut s = spec(&["a", "b"], 30);
    // Half of the stay in one setting, half in the other: not exponential.
    s.hazards
        .rates
        .push(rate(Cause::PlannedMove, Scope::settings(&[0]), 1.0 / 1.05));
    s.hazards
        .rates
        .push(rate(Cause::Exit, Scope::settings(&[1]), 1.0 / 1.05));
    s.hazards.destinations.push(DestinationRow {
        causes: vec![Cause::PlannedMove],
        scope: Scope::default(),
        shares: vec![0.0, 1.0],
    });
    s.entries.streams.push(entries(120.0, &[1.0, 0.0]));
    let grid = Grid {
        step: 28.0,
        ..Grid::default()
    };
    let e = expected(s, &grid);
    near(e.all().total(359), 252.0, 5e-4);
}

/// Known answer 4: a Markov process with exit, one year on from given numbers.
#[test]
fn a_markov_process_one_year_on() {
    for (start, known) in [
        ([1, 0, 0], [0.599712, 0.054914, 0.023845]),
        ([0, 1, 0], [0.098854, 0.502851, 0.094749]),
        ([0, 0, 1], [0.005937, 0.012925, 0.354885]),
    ] {
        let mut s = spec(&["F", "R", "S"], 1);
        // A year of 365 days is 365 / 365.25 years of hazard.
        let k = 365.25 / 365.0;
        let q: Vec<Vec<f64>> = Q
            .iter()
            .map(|r| r.iter().map(|x| x * k).collect())
            .collect();
        let rows: Vec<&[f64]> = q.iter().map(|r| r.as_slice()).collect();
        markov(&mut s, &rows, true);
        for (setting, n) in start.into_iter().enumerate() {
            if n > 0 {
                s.cohort.groups.push(group(setting, n, Vec::new()));
            }
        }
        let e = expected(s, &Grid::default());
        for (setting, p) in known.into_iter().enumerate() {
            assert!(
                (e.all().in_setting(11, setting) - p).abs() < 3e-6,
                "{setting} {p}"
            );
        }
    }
}

#[test]
fn a_markov_process_with_entries() {
    let mut s = spec(&["F", "R", "S"], 1);
    let k = 365.25 / 365.0;
    let q: Vec<Vec<f64>> = Q
        .iter()
        .map(|r| r.iter().map(|x| x * k).collect())
        .collect();
    let rows: Vec<&[f64]> = q.iter().map(|r| r.as_slice()).collect();
    markov(&mut s, &rows, true);
    s.entries
        .streams
        .push(entries(100.0 * k, &[0.7, 0.12, 0.18]));
    for (setting, n) in [300, 60, 45].into_iter().enumerate() {
        s.cohort.groups.push(group(setting, n, Vec::new()));
    }
    let e = expected(s, &Grid::default());
    for (setting, known) in [241.632, 58.413, 41.777].into_iter().enumerate() {
        near(e.all().in_setting(11, setting), known, 2e-5);
    }
}

/// Known answer 4: child-years of the first year by setting, as costs at £550, £6,100 and £1,500 a week.
#[test]
fn a_markov_process_costs() {
    for (start, known) in [34_328.18, 236_445.01, 51_581.01].into_iter().enumerate() {
        let mut s = spec(&["F", "R", "S"], 1);
        let k = 365.25 / 365.0;
        let q: Vec<Vec<f64>> = Q
            .iter()
            .map(|r| r.iter().map(|x| x * k).collect())
            .collect();
        let rows: Vec<&[f64]> = q.iter().map(|r| r.as_slice()).collect();
        markov(&mut s, &rows, true);
        s.cohort.groups.push(group(start, 1, Vec::new()));
        let e = expected(s, &Grid::default());
        let all = e.all();
        let mut cost = 0.0;
        for (setting, weekly) in [550.0, 6_100.0, 1_500.0].into_iter().enumerate() {
            let nights: f64 = (0..12).map(|m| all.nights(m, 0, setting, 0)).sum();
            // Midnights, to time: half a night for each child at the start or the end.
            let (first, last) = (
                f64::from(u8::from(setting == start)),
                all.in_setting(11, setting),
            );
            cost += (nights - 0.5 * (last - first)) / 365.0 * 52.1786 * weekly;
        }
        near(cost, known, 2e-5);
    }
}

/// Known answer 5: the CAV model of the msm manual, ten years on.
#[test]
fn a_published_process_with_recovery() {
    let q: [&[f64]; 4] = [
        &[-0.17037, 0.12787, 0.0, 0.04250],
        &[0.22512, -0.60794, 0.34261, 0.04021],
        &[0.0, 0.13062, -0.43710, 0.30648],
        &[0.0, 0.0, 0.0, 0.0],
    ];
    for (start, known) in [
        [0.30940656, 0.09750021, 0.08787255, 0.5052207],
        [0.17165172, 0.06552639, 0.07794394, 0.6848780],
        [0.05898093, 0.02971653, 0.04665485, 0.8646477],
    ]
    .into_iter()
    .enumerate()
    {
        let mut s = spec(&["1", "2", "3", "4"], 10);
        let days = f64::from(carecast::model::horizon::Horizon::new(s.as_at, 10).days());
        let k = 10.0 * 365.25 / days;
        let scaled: Vec<Vec<f64>> = q
            .iter()
            .map(|r| r.iter().map(|x| x * k).collect())
            .collect();
        let rows: Vec<&[f64]> = scaled.iter().map(|r| r.as_slice()).collect();
        markov(&mut s, &rows, false);
        s.cohort.groups.push(group(start, 1, Vec::new()));
        let e = expected(
            s,
            &Grid {
                step: 28.0,
                ..Grid::default()
            },
        );
        for (setting, p) in known.into_iter().enumerate() {
            assert!(
                (e.all().in_setting(119, setting) - p).abs() < 1e-4,
                "{start} {setting}"
            );
        }
    }
}

/// Known answer 4: years in each setting over a life, and the lifetime's cost at £550, £6,100 and £1,500 a week.
#[test]
fn a_markov_process_to_its_end() {
    let years = 30;
    let known = [
        ([2.028159, 0.295762, 0.140571], 163_344.55),
        ([0.532483, 1.519292, 0.341869], 525_613.30),
        ([0.034862, 0.046670, 0.972752], 91_990.14),
    ];
    let weekly = [550.0, 6_100.0, 1_500.0];
    for (start, (occupancy, lifetime)) in known.into_iter().enumerate() {
        let mut s = spec(&["F", "R", "S"], years);
        markov(&mut s, &Q, true);
        for (setting, pounds) in weekly.into_iter().enumerate() {
            price(&mut s, setting, pounds);
        }
        s.cohort.groups.push(group(start, 1, Vec::new()));
        let e = expected(s, &Grid::default());
        let all = e.all();
        let mut cost = 0.0;
        for (setting, known) in occupancy.into_iter().enumerate() {
            let nights: f64 = (0..12 * years).map(|m| all.nights(m, 0, setting, 0)).sum();
            // The first midnight comes after a day: half a night.
            let half = 0.5 * f64::from(u8::from(setting == start));
            // A few in a million are left after 30 years.
            let found = (nights + half) / 365.25;
            assert!((found - known).abs() < 2e-5, "{start} {setting} {found}");
            cost += (0..12 * years)
                .map(|m| all.cost(m, 0, setting))
                .sum::<f64>();
        }
        near(cost + 0.5 * weekly[start] / 7.0, lifetime, 2e-5);
    }
}
