//! A made-up council of the shape the speed goals are stated for: 900 children, 12 settings, 5 years.

pub mod bare;
pub mod bare_supply;

use carecast::model::budget::{Finance, Line, LineKind};
use carecast::model::cohort::{ElapsedCell, Group};
use carecast::model::effect::Course;
use carecast::model::entries::{Drift, Level, PastExits, Pool, ReEntryBand, StreamEntries};
use carecast::model::hazards::{Cause, DestinationRow, FactorRow, RateRow, ReasonRow, Scope};
use carecast::model::prices::{AppliesTo, Price, PriceRow, Tail, Unregistered, Uplift, Walk};
use carecast::model::supply::{
    Approvals, Ask, Class, Home, HouseholdKind, Market, Opening, Provider, Rung, Staffing,
    StayingPut, Stock, Supply,
};
use carecast::model::value::{Parameter, Value};
use carecast::model::{Dimensions, Model, Spec};
use carecast::sampling::distribution::Distribution;
use carecast::words::calendar::Day;

/// Shares of the settings in the start population.
const MIX: [f64; 12] = [
    0.15, 0.25, 0.24, 0.02, 0.09, 0.01, 0.02, 0.01, 0.09, 0.03, 0.07, 0.02,
];
/// Exits a child-year at the beginning of care, by setting.
const EXIT: [f64; 12] = [
    0.35, 0.25, 0.2, 0.15, 0.15, 0.5, 0.5, 1.5, 0.3, 0.6, 0.6, 1.6,
];
/// Planned moves a child-year in a new placement, by setting.
const PLANNED: [f64; 12] = [
    0.12, 0.3, 0.25, 0.2, 0.2, 1.0, 0.8, 0.5, 0.3, 1.2, 0.2, 0.05,
];
/// Breakdowns a child-year in a new placement, by setting.
const BREAKDOWN: [f64; 12] = [
    0.08, 0.2, 0.2, 0.15, 0.2, 0.2, 0.15, 0.1, 0.2, 0.3, 0.1, 0.02,
];
/// How rates fall with time, by band.
const SHAPE: [f64; 7] = [3.0, 2.0, 1.4, 1.1, 0.9, 0.6, 0.4];
const EDGES: [f64; 7] = [7.0 / 365.25, 1.0 / 12.0, 0.25, 0.5, 1.0, 2.0, f64::INFINITY];

/// The made-up council with `children` in care at the start.
pub fn spec(children: u32) -> Spec {
    let as_at = Day::from_ymd(2024, 3, 31).expect("a date");
    let (dimensions, lines) = Dimensions::standard();
    let mut spec = Spec::empty(as_at, 5, dimensions);
    let size = f64::from(children) / 900.0;
    spec.finance = Finance {
        lines: lines
            .into_iter()
            .map(|name| Line {
                name,
                kind: LineKind::Placements,
                income: false,
            })
            .collect(),
        ..Finance::default()
    };
    spec.parameters = ["exits", "moves", "starts", "homes"]
        .iter()
        .map(|p| Parameter {
            path: (*p).to_owned(),
            distribution: Distribution::from_mean_p10_p90(1.0, 0.92, 1.09).expect("in order"),
            floor: 0.0,
            ceiling: f64::INFINITY,
        })
        .collect();
    spec.parameters[2].distribution =
        Distribution::from_mean_p10_p90(360.0 * size, 330.0 * size, 392.0 * size)
            .expect("in order");
    spec.parameters[3].distribution =
        Distribution::from_mean_p10_p90(6200.0, 5700.0, 6800.0).expect("in order");
    cohort(&mut spec, children);
    entries(&mut spec, size);
    hazards(&mut spec);
    prices(&mut spec);
    spec
}

/// The made-up council with finite supply: its own foster care and homes hold those who are there at the start, and about
/// as many go to each provider as without.
pub fn supplied(children: u32) -> Model {
    let mut spec = spec(children);
    let size = f64::from(children) / 900.0;
    let rung = |setting, by, fits| Rung { setting, by, fits };
    let ladder = vec![
        rung(1, Provider::Household, true),
        rung(2, Provider::Market(0), true),
        rung(3, Provider::Home, false),
        rung(4, Provider::Market(1), false),
        rung(9, Provider::Anyone, false),
    ];
    let class = |name: &str, ladder: &[Rung]| Class {
        name: name.to_owned(),
        ladder: ladder.to_vec(),
    };
    let ask = |setting, class, share: f64| Ask {
        setting,
        class,
        share: share.into(),
    };
    let asks = vec![
        ask(1, 0, 1.0),
        ask(2, 0, 1.0),
        ask(3, 0, 0.35),
        ask(3, 1, 0.65),
        ask(4, 0, 0.35),
        ask(4, 1, 0.65),
    ];
    let classes = vec![class("family", &ladder), class("home", &ladder[2..])];
    let mut supply = Supply::new(classes, asks);
    let kinds: Vec<HouseholdKind> = [(0.45, 1), (0.35, 2), (0.2, 3)]
        .map(|(share, places)| HouseholdKind {
            share,
            places,
            ages: (0.0, 18.0),
            need_to: 4,
        })
        .to_vec();
    let h = &mut supply.households;
    h.stock = vec![Stock {
        id: "mainstream".to_owned(),
        count: (200.0 * size) as u32,
        kinds: kinds.clone(),
    }];
    h.usable_share = 0.82.into();
    h.match_chance = (0.02 / size).into();
    h.leaving = vec![0.5.into(), 0.02.into(), 0.01.into()];
    h.approvals = vec![Approvals {
        id: "usual".to_owned(),
        per_month: (2.0 * size).into(),
        kinds,
        pipeline_months: 0.0.into(),
        course: Course {
            start: i32::MIN / 2,
            ramp_months: 1,
            end: i32::MAX,
            delivery: 1.0.into(),
        },
    }];
    h.staying_put = Some(StayingPut {
        share: 0.3.into(),
        mean_years: 1.3.into(),
        max_years: 3.0,
        at_start: 0,
    });
    supply.home_match_chance = (0.06 / size).min(1.0).into();
    supply.homes = (0..(6.0 * size) as u64)
        .map(|i| Home {
            id: format!("home {i}"),
            who: i,
            setting: 3,
            opening: Opening {
                day: -1000,
                slip_months: 0.0.into(),
            },
            closes: i32::MAX,
            beds: 4,
            ramp_months: 1,
            ages: (0.0, 18.0),
            need_to: 4,
            weekly: None,
            staffing: Staffing::default(),
        })
        .collect();
    let market = |name: &str, setting, available: f64| Market {
        name: name.to_owned(),
        setting,
        available: vec![available.into(); 5],
        response: None,
    };
    supply.markets = vec![market("foster", 2, 0.85), market("homes", 4, 0.95)];
    spec.supply = Some(supply);
    Model::build(spec).expect("a valid model")
}

/// The compiled made-up council.
pub fn model(children: u32) -> Model {
    Model::build(spec(children)).expect("a valid model")
}

fn cohort(spec: &mut Spec, children: u32) {
    let ages = [
        (0.0, 1.0, 0.04),
        (1.0, 5.0, 0.13),
        (5.0, 10.0, 0.18),
        (10.0, 16.0, 0.4),
        (16.0, 18.0, 0.25),
    ];
    for (setting, share) in MIX.iter().enumerate() {
        for (i, (from, to, age_share)) in ages.iter().enumerate() {
            spec.cohort.groups.push(Group {
                id: format!("{setting} {i}"),
                setting,
                ages: (*from, *to),
                stream: usize::from(setting == 8 && i == 4),
                need: 0,
                count: (f64::from(children) * share * age_share).round() as u32,
                elapsed: vec![
                    ElapsedCell {
                        care: (0.0, 1.0),
                        placement: (0.0, 0.5),
                        moves: 0,
                        weight: 0.3,
                    },
                    ElapsedCell {
                        care: (1.0, 3.0),
                        placement: (0.2, 2.0),
                        moves: 1,
                        weight: 0.4,
                    },
                    ElapsedCell {
                        care: (3.0, 9.0),
                        placement: (0.5, 6.0),
                        moves: 2,
                        weight: 0.3,
                    },
                ],
                weekly_price: None,
            });
        }
    }
}

fn entries(spec: &mut Spec, size: f64) {
    let first = vec![
        0.12, 0.3, 0.25, 0.01, 0.06, 0.0, 0.05, 0.01, 0.08, 0.05, 0.07, 0.0,
    ];
    let drift = Drift {
        walk_sd: Value::Certain(0.085),
        transient_sd: Value::Certain(0.11),
    };
    for (stream, level) in [(0, Value::Drawn(2)), (1, Value::Certain(40.0 * size))] {
        spec.entries.streams.push(StreamEntries {
            stream,
            level: Level::Starts {
                starts: level,
                re_entries: if stream == 0 { 30.0 * size } else { 0.0 },
            },
            year_factor: Vec::new(),
            month_factor: Vec::new(),
            ages: vec![
                (0.0, 1.0, 0.17),
                (1.0, 5.0, 0.17),
                (5.0, 10.0, 0.16),
                (10.0, 16.0, 0.3),
                (16.0, 18.0, 0.2),
            ],
            first_setting: vec![first.clone(); 5],
            group_sizes: if stream == 0 {
                vec![0.7, 0.2, 0.1]
            } else {
                vec![1.0]
            },
            drift: (stream == 0).then_some(drift),
            needs: Vec::new(),
        });
    }
    let bands = |rates: [f64; 3]| -> Vec<ReEntryBand> {
        [0.25, 1.0, 6.0]
            .iter()
            .zip(rates)
            .map(|(until, r)| ReEntryBand {
                until_years: *until,
                per_year: Value::Certain(r),
            })
            .collect()
    };
    spec.entries.re_entry = vec![bands([0.5, 0.12, 0.04]), bands([0.02, 0.015, 0.01])];
    spec.entries.pool = Pool {
        leavers: Vec::new(),
        past_exits: vec![PastExits {
            exit: 0,
            stream: 0,
            per_year: 80.0 * size,
            ages: vec![(0.0, 5.0, 0.4), (5.0, 16.0, 0.6)],
        }],
        years: 6,
    };
}

fn hazards(spec: &mut Spec) {
    let all = |rates: &[f64; 12], cause: Cause, rows: &mut Vec<RateRow>| {
        for (setting, rate) in rates.iter().enumerate() {
            let mut from = 0.0;
            for (shape, to) in SHAPE.iter().zip(EDGES) {
                rows.push(RateRow {
                    cause,
                    scope: Scope {
                        from_years: from,
                        to_years: to,
                        ..Scope::settings(&[setting])
                    },
                    per_year: Value::Certain(rate * shape),
                });
                from = to;
            }
        }
    };
    all(&EXIT, Cause::Exit, &mut spec.hazards.rates);
    all(&PLANNED, Cause::PlannedMove, &mut spec.hazards.rates);
    all(&BREAKDOWN, Cause::Breakdown, &mut spec.hazards.rates);
    let moves = vec![Cause::PlannedMove, Cause::Breakdown];
    for (age, ratio) in [1.2, 0.8, 0.8, 1.1, 1.4].into_iter().enumerate() {
        let scope = Scope {
            ages: Some(vec![age]),
            ..Scope::default()
        };
        for causes in [vec![Cause::Exit], moves.clone()] {
            spec.hazards.factors.push(FactorRow {
                causes,
                scope: scope.clone(),
                ratio: Value::Certain(ratio),
            });
        }
    }
    for (class, ratio) in [(1, 1.2), (2, 1.6)] {
        let scope = Scope {
            moves: Some(vec![class]),
            ..Scope::default()
        };
        spec.hazards.factors.push(FactorRow {
            causes: moves.clone(),
            scope,
            ratio: Value::Certain(ratio),
        });
    }
    let scope = Scope::default();
    spec.hazards.factors.push(FactorRow {
        causes: vec![Cause::Exit],
        scope: scope.clone(),
        ratio: Value::Drawn(0),
    });
    spec.hazards.factors.push(FactorRow {
        causes: moves.clone(),
        scope: scope.clone(),
        ratio: Value::Drawn(1),
    });
    spec.hazards.destinations.push(DestinationRow {
        causes: moves,
        scope: scope.clone(),
        shares: MIX.to_vec(),
    });
    spec.hazards.reasons.push(ReasonRow {
        scope,
        shares: vec![0.45, 0.2, 0.06, 0.14, 0.04, 0.02, 0.01, 0.08],
    });
}

fn prices(spec: &mut Spec) {
    let weekly = [
        480.0, 560.0, 1020.0, 5200.0, 6200.0, 7500.0, 3800.0, 5000.0, 1400.0, 1400.0, 0.0, 300.0,
    ];
    for (setting, weekly) in weekly.into_iter().enumerate() {
        let tail = (setting == 4).then_some(Tail {
            share: 0.06,
            index: 2.5,
            max: 40_000.0,
        });
        let weekly = if setting == 4 {
            Value::Drawn(3)
        } else {
            Value::Certain(weekly)
        };
        spec.prices.rows.push(PriceRow {
            scope: Scope::settings(&[setting]),
            price: Price {
                weekly,
                spread: 0.3,
                tail,
            },
        });
    }
    spec.prices.unregistered = Some(Unregistered {
        setting: 9,
        share: vec![Value::Certain(0.2); 5],
        price: Price {
            weekly: Value::Certain(14_000.0),
            spread: 0.3,
            tail: None,
        },
        line: spec.finance.lines.len() - 1,
    });
    for applies_to in [AppliesTo::Existing, AppliesTo::New] {
        spec.prices.uplifts.push(Uplift {
            settings: (0..12).collect(),
            applies_to,
            date: (4, 1),
            years: Vec::new(),
            rate: Value::Certain(0.04),
        });
    }
    spec.prices.walks.push(Walk {
        settings: vec![3, 4, 6],
        walk_sd: Value::Certain(0.09),
        transient_sd: Value::Certain(0.07),
    });
}
