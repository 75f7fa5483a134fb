//! A made-up council with all twelve settings: every dimension in use, sizes to choose.

use carecast::model::cohort::{ElapsedCell, GivenChild, Group};
use carecast::model::entries::{Leaver, Level, PastExits, ReEntryBand, StreamEntries};
use carecast::model::hazards::{Cause, DestinationRow, FactorRow, RateRow, ReasonRow, Scope};
use carecast::model::{Dimensions, Spec};
use carecast::words::calendar::Day;

const STOCK: [f64; 12] = [
    0.15, 0.24, 0.20, 0.03, 0.12, 0.01, 0.02, 0.01, 0.09, 0.02, 0.08, 0.03,
];
const AGES: [(f64, f64); 5] = [
    (0.0, 1.0),
    (1.0, 5.0),
    (5.0, 10.0),
    (10.0, 16.0),
    (16.0, 18.0),
];
const AGE_SHARES: [f64; 5] = [0.06, 0.15, 0.20, 0.37, 0.22];

/// A council of about `size` children at the start, forecast for `years`.
pub fn council(size: f64, years: usize, as_at: &str) -> Spec {
    let (mut dimensions, _) = Dimensions::standard();
    for s in &mut dimensions.settings {
        s.line = None;
    }
    let mut spec = Spec::empty(Day::parse(as_at).unwrap(), years, dimensions);
    hazards(&mut spec);
    cohort(&mut spec, size);
    entries(&mut spec, size);
    spec
}

fn hazards(spec: &mut Spec) {
    let bands = |edges: &[f64]| -> Vec<(f64, f64)> {
        let mut from = 0.0;
        let mut out = Vec::new();
        for e in edges.iter().copied().chain([f64::INFINITY]) {
            out.push((from, e));
            from = e;
        }
        out
    };
    let h = &mut spec.hazards;
    let care = bands(&[14.0 / 365.25, 56.0 / 365.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0]);
    let by_care = [2.2, 1.3, 0.9, 0.5, 0.42, 0.3, 0.2, 0.15, 0.1];
    for ((from_years, to_years), x) in care.into_iter().zip(by_care) {
        h.rates.push(RateRow {
            cause: Cause::Exit,
            scope: Scope {
                from_years,
                to_years,
                ..Scope::default()
            },
            per_year: x.into(),
        });
    }
    let placed = bands(&[7.0 / 365.25, 1.0 / 12.0, 0.25, 0.5, 1.0, 2.0]);
    let shape = [6.0, 3.2, 2.0, 1.2, 0.7, 0.4, 0.16];
    for setting in 0..12 {
        let factor = 0.5 + 0.12 * setting as f64;
        for (&(from_years, to_years), x) in placed.iter().zip(shape) {
            for (cause, k) in [(Cause::PlannedMove, 0.6), (Cause::Breakdown, 0.35)] {
                h.rates.push(RateRow {
                    cause,
                    scope: Scope {
                        from_years,
                        to_years,
                        ..Scope::settings(&[setting])
                    },
                    per_year: (x * k * factor).into(),
                });
            }
        }
        for age in 0..5 {
            let mut shares: Vec<f64> = (0..12)
                .map(|t| STOCK[t] * (1.0 + 0.3 * age as f64))
                .collect();
            shares[8] *= if age == 4 { 6.0 } else { 0.0 };
            shares[11] *= if age < 2 { 4.0 } else { 0.1 };
            h.destinations.push(DestinationRow {
                causes: vec![Cause::PlannedMove, Cause::Breakdown],
                scope: Scope {
                    ages: Some(vec![age]),
                    ..Scope::settings(&[setting])
                },
                shares,
            });
        }
    }
    let factor = |causes: &[Cause], scope: Scope, ratio: f64| FactorRow {
        causes: causes.to_vec(),
        scope,
        ratio: ratio.into(),
    };
    let moves = [Cause::PlannedMove, Cause::Breakdown];
    for (age, exit, mv) in [
        (0, 1.6, 1.1),
        (1, 1.5, 0.8),
        (2, 0.9, 0.7),
        (3, 0.7, 1.0),
        (4, 1.3, 1.7),
    ] {
        let ages = |a| Scope {
            ages: Some(vec![a]),
            ..Scope::default()
        };
        h.factors.push(factor(&[Cause::Exit], ages(age), exit));
        h.factors.push(factor(&moves, ages(age), mv));
    }
    for (class, mv) in [(1, 1.25), (2, 1.7)] {
        let scope = Scope {
            moves: Some(vec![class]),
            ..Scope::default()
        };
        h.factors.push(factor(&moves, scope, mv));
    }
    for (setting, exit) in [(0, 1.3), (4, 0.6), (10, 2.0), (11, 2.5)] {
        h.factors
            .push(factor(&[Cause::Exit], Scope::settings(&[setting]), exit));
    }
    let separated = Scope {
        streams: Some(vec![1]),
        ..Scope::default()
    };
    h.factors.push(factor(&[Cause::Exit], separated, 0.4));
    for age in 0..5 {
        let mut shares = vec![0.5, 0.15, 0.05, 0.1, 0.0, 0.0, 0.05, 0.15];
        if age == 4 {
            shares = vec![0.4, 0.02, 0.02, 0.0, 0.25, 0.05, 0.1, 0.16];
        }
        h.reasons.push(ReasonRow {
            scope: Scope {
                ages: Some(vec![age]),
                ..Scope::default()
            },
            shares,
        });
    }
}

fn elapsed() -> Vec<ElapsedCell> {
    let cell = |care, placement, moves, weight| ElapsedCell {
        care,
        placement,
        moves,
        weight,
    };
    vec![
        cell((0.0, 0.5), (0.0, 0.5), 0, 0.1),
        cell((0.0, 0.5), (0.0, 0.25), 1, 0.06),
        cell((0.5, 1.0), (0.5, 1.0), 0, 0.08),
        cell((0.5, 1.0), (0.0, 0.5), 1, 0.06),
        cell((1.0, 2.0), (0.0, 1.0), 2, 0.1),
        cell((1.0, 2.0), (1.0, 2.0), 1, 0.1),
        cell((2.0, 3.0), (0.0, 2.0), 2, 0.12),
        cell((3.0, 5.0), (0.0, 2.0), 2, 0.14),
        cell((3.0, 5.0), (2.0, 5.0), 1, 0.1),
        cell((5.0, 10.0), (0.0, 2.0), 2, 0.06),
        cell((5.0, 10.0), (2.0, 10.0), 2, 0.08),
    ]
}

fn cohort(spec: &mut Spec, size: f64) {
    for (setting, of_setting) in STOCK.into_iter().enumerate() {
        for (age, of_age) in AGE_SHARES.into_iter().enumerate() {
            let mut n = size * of_setting * of_age;
            if setting == 8 {
                n = if age == 4 {
                    size * of_setting * 0.6
                } else {
                    0.0
                };
            }
            let count = n.round() as u32;
            if count > 0 {
                spec.cohort.groups.push(Group {
                    id: format!("{setting} {age}"),
                    setting,
                    ages: AGES[age],
                    stream: 0,
                    need: 0,
                    count,
                    elapsed: elapsed(),
                    weekly_price: None,
                });
            }
        }
    }
    spec.cohort.groups.push(Group {
        id: "separated".to_owned(),
        setting: 8,
        ages: (16.0, 18.0),
        stream: 1,
        need: 0,
        count: (size * 0.06).round() as u32,
        elapsed: elapsed()[..4].to_vec(),
        weekly_price: None,
    });
    // Some children one by one: an edge of age and a birthday in the first year among them.
    for i in 0..(size * 0.04) as i32 {
        spec.cohort.children.push(GivenChild {
            who: 1000 + i as u64,
            id: String::new(),
            birthday: 60 + 263 * i,
            stream: 0,
            setting: (i as usize * 5) % 12,
            need: 0,
            placement_start: -(17 * i + 3),
            care_start: -(40 * i + 11),
            moves: (i % 4) as u8,
            weekly_price: None,
        });
    }
}

fn entries(spec: &mut Spec, size: f64) {
    let shares = |age: usize| -> Vec<f64> {
        (0..12)
            .map(|s| STOCK[s] * if s == 8 && age < 4 { 0.0 } else { 1.0 })
            .collect()
    };
    let stream = |stream, level: f64, ages: Vec<(f64, f64, f64)>| StreamEntries {
        stream,
        level: Level::First(level.into()),
        year_factor: vec![1.0.into(), 1.1.into()],
        month_factor: vec![1.1, 0.9, 1.0, 1.2],
        ages,
        first_setting: (0..5).map(shares).collect(),
        group_sizes: vec![0.7, 0.2, 0.1],
        drift: None,
        needs: Vec::new(),
    };
    let by_age = AGES
        .into_iter()
        .zip([0.19, 0.17, 0.17, 0.27, 0.20])
        .map(|((a, b), p)| (a, b, p))
        .collect();
    spec.entries.streams.push(stream(0, size * 0.38, by_age));
    spec.entries.streams.push(stream(
        1,
        size * 0.05,
        vec![(14.0, 16.0, 0.2), (16.0, 18.0, 0.8)],
    ));
    let band = |until_years: f64, per_year: f64| ReEntryBand {
        until_years,
        per_year: per_year.into(),
    };
    spec.entries.re_entry = vec![Vec::new(); 8];
    spec.entries.re_entry[0] = vec![
        band(0.25, 0.5),
        band(1.0, 0.13),
        band(6.0, 0.04),
        band(f64::INFINITY, 0.0),
    ];
    spec.entries.re_entry[1] = vec![band(f64::INFINITY, 0.012)];
    let pool = &mut spec.entries.pool;
    pool.years = 6;
    pool.past_exits = vec![PastExits {
        exit: 0,
        stream: 0,
        per_year: size * 0.15,
        ages: AGES
            .into_iter()
            .zip(AGE_SHARES)
            .map(|((a, b), p)| (a, b, p))
            .collect(),
    }];
    for i in 0..6 {
        pool.leavers.push(Leaver {
            who: 5000 + i as u64,
            left: -30 - 50 * i,
            exit: 0,
            // Beyond two years: the birthday of a given past leaver is known to a bin of ages only.
            birthday: 900 + 700 * i,
            stream: 0,
        });
    }
}
