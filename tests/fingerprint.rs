//! One number for everything the engine computes: a hash of all counts and all money of 20 replications of a made-up
//! council that uses every part of the model. It is the same in debug and release builds, with default features and
//! without, on every platform.
//!
//! A change of it is a change of every forecast. Make one deliberately only: put the new number here and the reason
//! into the CHANGELOG.

mod support;

use carecast::model::budget::{Line, LineKind};
use carecast::model::cohort::{ElapsedCell, GivenChild, Group};
use carecast::model::entries::{Drift, Leaver, Level, PastExits, Pool, ReEntryBand, StreamEntries};
use carecast::model::hazards::{Cause, DestinationRow, FactorRow, RateRow, ReasonRow, Scope};
use carecast::model::prices::{AppliesTo, Price, PriceRow, Tail, Unregistered, Uplift, Walk};
use carecast::model::value::{Parameter, Posterior, Value};
use carecast::model::{Dimensions, Model, Spec};
use carecast::sampling::distribution::Distribution;
use carecast::simulate::{Engine, Record};
use carecast::words::calendar::{Day, FinancialYear};
use carecast::words::setting::setting_index;

const FINGERPRINT: u64 = 0xc4b4_fde5_ab1c_8c3e;

/// FNV-1a over the bytes of every count and every seventh of a penny.
fn hash(mut h: u64, record: &Record) -> u64 {
    for x in support::flat(record) {
        for b in x.to_le_bytes() {
            h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
    h
}

fn parameters() -> Vec<Parameter> {
    [
        ("entries.general", Distribution::gamma(180.0, 15.0)),
        (
            "entries.separated",
            Distribution::triangular(20.0, 30.0, 60.0),
        ),
        ("hazards.factor.exit", Distribution::log_normal(1.0, 0.1)),
        (
            "hazards.factor.moves",
            Distribution::from_mean_p10_p90(1.0, 0.85, 1.2),
        ),
        ("prices.uplift", Distribution::normal(0.04, 0.01)),
        ("prices.unregistered", Distribution::beta(0.2, 0.05)),
        ("entries.drift", Distribution::uniform(0.05, 0.12)),
        ("posterior.a", Distribution::normal(1.0, 0.1)),
        ("posterior.b", Distribution::normal(1.0, 0.1)),
    ]
    .into_iter()
    .map(|(path, distribution)| Parameter {
        path: path.to_owned(),
        distribution: distribution.unwrap(),
        floor: 0.0,
        ceiling: f64::INFINITY,
    })
    .collect()
}

fn hazards(spec: &mut Spec) {
    let n = spec.dimensions.settings.len();
    let h = &mut spec.hazards;
    for (cause, level) in [
        (Cause::Exit, 0.5),
        (Cause::PlannedMove, 0.4),
        (Cause::Breakdown, 0.3),
    ] {
        for (from, to, shape) in [
            (0.0, 0.25, 2.0),
            (0.25, 1.0, 1.2),
            (1.0, f64::INFINITY, 0.6),
        ] {
            for setting in 0..n {
                h.rates.push(RateRow {
                    cause,
                    scope: Scope {
                        from_years: from,
                        to_years: to,
                        ..Scope::settings(&[setting])
                    },
                    per_year: Value::Certain(level * shape * (1.0 + 0.05 * setting as f64)),
                });
            }
        }
    }
    for (cause, scope, ratio) in [
        (
            Cause::Exit,
            Scope {
                ages: Some(vec![3, 4]),
                ..Scope::default()
            },
            Value::Certain(0.7),
        ),
        (
            Cause::Exit,
            Scope {
                streams: Some(vec![1]),
                ..Scope::default()
            },
            Value::Drawn(2),
        ),
        (
            Cause::PlannedMove,
            Scope {
                needs: Some(vec![3, 4]),
                ..Scope::default()
            },
            Value::Drawn(7),
        ),
        (
            Cause::Breakdown,
            Scope {
                moves: Some(vec![1, 2]),
                ..Scope::default()
            },
            Value::Drawn(3),
        ),
        (
            Cause::Breakdown,
            Scope {
                to_years: 0.5,
                ..Scope::default()
            },
            Value::Drawn(8),
        ),
    ] {
        h.factors.push(FactorRow {
            causes: vec![cause],
            scope,
            ratio,
        });
    }
    for (causes, tilt) in [
        (vec![Cause::PlannedMove], 1.0),
        (vec![Cause::Breakdown], 2.0),
    ] {
        h.destinations.push(DestinationRow {
            causes,
            scope: Scope::default(),
            shares: (0..n).map(|i| 1.0 + tilt * (i % 4) as f64).collect(),
        });
    }
    h.reasons.push(ReasonRow {
        scope: Scope::default(),
        shares: (0..spec.dimensions.birthday_exit())
            .map(|i| 8.0 - i as f64)
            .collect(),
    });
}

fn entries(spec: &mut Spec) {
    let n = spec.dimensions.settings.len();
    for stream in 0..2 {
        spec.entries.streams.push(StreamEntries {
            stream,
            level: if stream == 0 {
                Level::Starts {
                    starts: Value::Drawn(0),
                    re_entries: 20.0,
                }
            } else {
                Level::First(Value::Drawn(1))
            },
            year_factor: vec![Value::Certain(1.0), Value::Certain(1.02)],
            month_factor: Vec::new(),
            ages: vec![(0.0, 1.0, 0.2), (1.0, 10.0, 0.4), (10.0, 18.0, 0.4)],
            first_setting: (0..5)
                .map(|age| (0..n).map(|i| 1.0 + ((i + age) % 3) as f64).collect())
                .collect(),
            group_sizes: vec![0.7, 0.2, 0.1],
            drift: (stream == 0).then_some(Drift {
                walk_sd: Value::Drawn(6),
                transient_sd: Value::Certain(0.1),
            }),
            needs: if stream == 0 {
                vec![0.4, 0.3, 0.2, 0.1]
            } else {
                Vec::new()
            },
        });
    }
    spec.entries.re_entry = vec![vec![
        ReEntryBand {
            until_years: 0.25,
            per_year: Value::Certain(0.5),
        },
        ReEntryBand {
            until_years: 6.0,
            per_year: Value::Certain(0.06),
        },
    ]];
    spec.entries.pool = Pool {
        leavers: (0..30)
            .map(|i| Leaver {
                who: 5_000 + i,
                left: -20 * (i as i32 + 1),
                exit: 0,
                birthday: 400 * (i as i32 + 1),
                stream: (i % 2) as usize,
            })
            .collect(),
        past_exits: vec![PastExits {
            exit: 0,
            stream: 0,
            per_year: 40.5,
            ages: vec![(0.0, 8.0, 0.6), (8.0, 17.0, 0.4)],
        }],
        years: 6,
    };
}

fn cohort(spec: &mut Spec) {
    let n = spec.dimensions.settings.len();
    spec.cohort.children = (0..120)
        .map(|i| GivenChild {
            who: 9_000 + i as u64,
            id: String::new(),
            birthday: 50 * (i + 1),
            stream: (i % 2) as usize,
            setting: i as usize % n,
            need: (i % 5) as u8,
            placement_start: -3 * i,
            care_start: -7 * i,
            moves: (i % 4) as u8,
            weekly_price: (i % 3 == 0).then_some(100_000 + 1_234 * i64::from(i)),
        })
        .collect();
    spec.cohort.groups.push(Group {
        id: "made up".to_owned(),
        setting: 2,
        ages: (3.0, 17.0),
        stream: 0,
        need: 0,
        count: 80,
        elapsed: vec![
            ElapsedCell {
                care: (0.0, 1.0),
                placement: (0.0, 1.0),
                moves: 0,
                weight: 0.5,
            },
            ElapsedCell {
                care: (1.0, 6.0),
                placement: (0.0, 4.0),
                moves: 2,
                weight: 0.5,
            },
        ],
        weekly_price: Some(Value::Certain(987.65)),
    });
}

fn prices(spec: &mut Spec) {
    let other = setting_index("other_placement").unwrap();
    let price = |weekly: f64, spread: f64, tail: Option<Tail>| Price {
        weekly: Value::Certain(weekly),
        spread,
        tail,
    };
    let tail = Tail {
        share: 0.05,
        index: 2.5,
        max: 40_000.0,
    };
    for setting in 0..spec.dimensions.settings.len() {
        spec.prices.rows.push(PriceRow {
            scope: Scope::settings(&[setting]),
            price: price(
                400.0 + 700.0 * setting as f64,
                0.1 * (setting % 4) as f64,
                (setting == 4).then_some(tail),
            ),
        });
    }
    spec.prices.date = Day::from_ymd(2024, 1, 1).unwrap();
    spec.prices.unregistered = Some(Unregistered {
        setting: other,
        share: vec![Value::Drawn(5); 5],
        price: price(12_000.0, 0.3, None),
        line: spec.finance.lines.len() - 1,
    });
    for (applies_to, date) in [(AppliesTo::Existing, (4, 1)), (AppliesTo::New, (10, 1))] {
        spec.prices.uplifts.push(Uplift {
            settings: vec![1, 2, 3, 4],
            applies_to,
            date,
            years: vec![(FinancialYear(2025), Value::Certain(0.06))],
            rate: Value::Drawn(4),
        });
    }
    spec.prices.walks.push(Walk {
        settings: vec![3, 4],
        walk_sd: Value::Certain(0.09),
        transient_sd: Value::Certain(0.07),
    });
}

fn council() -> Model {
    let (dimensions, lines) = Dimensions::standard();
    let mut spec = Spec::empty(Day::from_ymd(2024, 6, 30).unwrap(), 4, dimensions);
    spec.seed = 20_240_630;
    spec.finance.lines = lines
        .into_iter()
        .map(|name| Line {
            name,
            kind: LineKind::Placements,
            income: false,
        })
        .collect();
    spec.parameters = parameters();
    spec.posterior = Some(Posterior {
        id: "posterior".to_owned(),
        parameters: vec![7, 8],
        rows: (0..50)
            .map(|i| vec![0.8 + 0.01 * f64::from(i), 1.2 - 0.01 * f64::from(i)])
            .collect(),
    });
    hazards(&mut spec);
    entries(&mut spec);
    cohort(&mut spec);
    prices(&mut spec);
    Model::build(spec).unwrap()
}

#[test]
fn every_count_and_penny_of_twenty_replications() {
    let model = council();
    let mut engine = Engine::new(&model);
    let mut h = 0xCBF2_9CE4_8422_2325;
    let mut events = 0;
    for replication in 0..20 {
        let record = engine.run(replication, 0);
        events += record.events;
        h = hash(h, record);
        h = hash(h, engine.run(replication, 1));
        h = hash(h, engine.run_at_means(replication));
    }
    assert!(events > 20_000, "{events}");
    assert_eq!(h, FINGERPRINT, "the engine's numbers changed: {h:#018x}");
}
