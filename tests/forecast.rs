//! Forecasts of small models against known answers.

use carecast::forecast::{
    Books, Forecast, Group, Key, Ledger, Measure, Period, Sample, Summary, sample, summarise,
};
use carecast::model::budget::{Budget, Line, LineKind, Origin, Profile, YearBudget};
use carecast::model::cohort::Group as CohortGroup;
use carecast::model::entries::{Level, StreamEntries};
use carecast::model::hazards::{Cause, DestinationRow, RateRow, ReasonRow, Scope};
use carecast::model::prices::{Price, PriceRow, Unregistered};
use carecast::model::value::{Parameter, Value};
use carecast::model::{Dimensions, Model, Spec};
use carecast::sampling::distribution::Distribution;
use carecast::simulate::Engine;
use carecast::words::calendar::Day;
use carecast::words::money::Pence;

/// A council with all twelve settings, entries, moves and exits, whose prices are `k` times a base.
fn council(k: f64) -> Spec {
    let (dimensions, lines) = Dimensions::standard();
    let mut spec = Spec::empty(Day::from_ymd(2023, 3, 31).unwrap(), 2, dimensions);
    spec.seed = 5;
    let placements = |name| Line {
        name,
        kind: LineKind::Placements,
        income: false,
    };
    spec.finance.lines = lines.into_iter().map(placements).collect();
    spec.parameters.push(Parameter {
        path: "exit".to_owned(),
        distribution: Distribution::Uniform {
            low: 0.2,
            high: 0.5,
        },
        floor: 0.0,
        ceiling: f64::INFINITY,
    });
    for setting in 0..12 {
        spec.cohort.groups.push(CohortGroup {
            id: format!("group {setting}"),
            setting,
            ages: (2.0, 17.0),
            stream: setting % 2,
            need: 0,
            count: 5,
            elapsed: Vec::new(),
            weekly_price: None,
        });
        spec.prices.rows.push(PriceRow {
            scope: Scope::settings(&[setting]),
            price: Price {
                weekly: Value::Certain(k * 100.0 * (setting + 1) as f64),
                spread: 0.0,
                tail: None,
            },
        });
    }
    spec.prices.unregistered = Some(Unregistered {
        setting: 9,
        share: vec![Value::Certain(0.5); 5],
        price: Price {
            weekly: Value::Certain(k * 9_000.0),
            spread: 0.0,
            tail: None,
        },
        line: spec.finance.lines.len() - 1,
    });
    let shares = vec![1.0 / 12.0; 12];
    spec.entries.streams.push(StreamEntries {
        stream: 0,
        level: Level::First(Value::Certain(30.0)),
        year_factor: Vec::new(),
        month_factor: Vec::new(),
        ages: vec![(0.0, 18.0, 1.0)],
        first_setting: vec![shares.clone(); 5],
        group_sizes: vec![0.8, 0.2],
        drift: None,
        needs: Vec::new(),
    });
    let rate = |cause, per_year| RateRow {
        cause,
        scope: Scope::default(),
        per_year,
    };
    spec.hazards.rates = vec![
        rate(Cause::Exit, Value::Drawn(0)),
        rate(Cause::PlannedMove, Value::Certain(0.6)),
        rate(Cause::Breakdown, Value::Certain(0.3)),
    ];
    spec.hazards.destinations.push(DestinationRow {
        causes: vec![Cause::PlannedMove, Cause::Breakdown],
        scope: Scope::default(),
        shares,
    });
    spec.hazards.reasons.push(ReasonRow {
        scope: Scope::default(),
        shares: vec![1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    });
    spec
}

fn budget(amount: i64, year: usize) -> Budget {
    Budget {
        perimeter: "everything".to_owned(),
        lines: (0..12).collect(),
        years: vec![YearBudget {
            year,
            amount: Pence(amount),
            children: None,
            origin: Origin::Set,
        }],
        details: Vec::new(),
        profile: Profile::Nights,
    }
}

fn run(model: &Model, replications: u64) -> (Books<'_>, Vec<Sample>, Forecast) {
    let books = Books::new(model);
    let mut engine = Engine::new(model);
    let mut ledger = Ledger::default();
    let mut samples = Vec::new();
    let mut twins = Vec::new();
    for r in 0..replications {
        engine.run(r, 0);
        ledger.fill(&books, engine.record(), engine.parameters());
        samples.push(sample(
            &books,
            engine.record(),
            &ledger,
            engine.parameters(),
        ));
        engine.run(r, 1);
        ledger.fill(&books, engine.record(), engine.parameters());
        twins.push(
            (0..books.years())
                .map(|y| ledger.outturn(&books, y))
                .collect(),
        );
    }
    let map = |keys: &[Key]| -> Vec<Option<Summary>> { summarise(&books, &samples, keys) };
    let forecast = Forecast::new(&books, &samples, &twins, map);
    (books, samples, forecast)
}

/// Known answer 22: the sum of the lines is the total in every replication, and so are settings and cohorts, whatever
/// is inside the perimeter.
#[test]
fn lines_sum_to_the_total_in_every_replication() {
    let model = Model::build(council(1.0)).unwrap();
    let (books, samples, _) = run(&model, 50);
    for s in &samples {
        for year in 0..2 {
            let months = 12 * year..12 * year + 12;
            let total = s.outturn(&books, year);
            let lines: i64 = (0..books.lines())
                .map(|l| s.line(&books, l, months.clone()))
                .sum();
            assert_eq!(lines, total);
            assert_eq!(s.at_start[year] + s.entrants[year] + s.actual[year], total);
            let settings: i64 = (0..12).map(|i| s.setting(&books, i, months.clone())).sum();
            // A setting's months carry their own remainder: at most a penny each way for each of twelve.
            assert!((settings - total).abs() <= 12, "{settings} {total}");
        }
    }
}

/// Known answer 22: prices × k give cost × k, exactly for whole k and to the rounding of the pence.
#[test]
fn prices_times_k_give_cost_times_k() {
    let (one, seven) = (
        Model::build(council(1.0)).unwrap(),
        Model::build(council(7.0)).unwrap(),
    );
    let (books, a, _) = run(&one, 20);
    let (books7, b, _) = run(&seven, 20);
    for (a, b) in a.iter().zip(&b) {
        for year in 0..2 {
            let difference = b.outturn(&books7, year) - 7 * a.outturn(&books, year);
            // Each of thirteen lines is rounded by at most half a penny at either end of the year.
            assert!(difference.abs() <= 13 * 8, "{difference}");
        }
    }
}

/// Known answer 22: budget = 0 ⇒ P(overspend) = 1; and a budget beyond reach is never overspent.
#[test]
fn no_budget_is_always_overspent() {
    for (amount, p) in [(0, 1.0), (i64::from(i32::MAX) * 100, 0.0)] {
        let mut spec = council(1.0);
        spec.finance.budget = Some(budget(amount, 0));
        let model = Model::build(spec).unwrap();
        let (_, _, f) = run(&model, 50);
        let over = f.year(0, Measure::Overspend, Group::Total).unwrap();
        assert_eq!(over.mean, p);
        assert!(over.mcse.unwrap() > 0.0);
        assert_eq!(
            f.year(0, Measure::OverspendIfAny, Group::Total).is_some(),
            p == 1.0
        );
        assert!(f.year(1, Measure::Overspend, Group::Total).is_none());
        assert!(f.year(1, Measure::Pressure, Group::Total).is_some());
    }
}

/// Known answer 22: 2023-24 has 366 nights; its children are an average over them.
#[test]
fn a_leap_year_has_366_nights() {
    let mut spec = council(1.0);
    spec.entries.streams.clear();
    spec.hazards.rates.clear();
    spec.cohort.groups.truncate(1);
    spec.cohort.groups[0].ages = (5.0, 6.0);
    let model = Model::build(spec).unwrap();
    let (_, samples, f) = run(&model, 20);
    assert!(
        samples
            .iter()
            .all(|s| s.nights[0] == 5 * 366 && s.nights[1] == 5 * 365)
    );
    let children = f.year(0, Measure::Children, Group::Total).unwrap();
    assert_eq!((children.mean, children.sd), (5.0, Some(0.0)));
    // 5 children × 366 nights × £100 / 7, and × £100 / 7 × 365.
    let cost = |y| f.year(y, Measure::Cost, Group::Total).unwrap().mean;
    assert_eq!(cost(0), 26_142.86);
    assert_eq!(cost(1), 26_071.43);
    let run_rate = f.year(0, Measure::RunRate, Group::Total).unwrap();
    assert_eq!(run_rate.mean, 500.0 * 52.14);
    assert_eq!(f.parameter_shares, [None, None]);
}

/// Bridges sum to the penny to the mean variance, and every figure of a total is made inside a replication.
#[test]
fn the_bridge_meets_the_forecast() {
    let mut spec = council(1.0);
    let mut b = budget(100_000_000, 0);
    b.years[0].children = Some(55.0);
    spec.finance.budget = Some(b);
    let model = Model::build(spec).unwrap();
    let (books, samples, f) = run(&model, 60);
    let bridge = &f.bridges[0];
    let terms: i64 = bridge.terms.iter().map(|t| t.amount).sum();
    assert_eq!(bridge.budget + terms, bridge.outturn);
    let mean = f.year(0, Measure::Cost, Group::Total).unwrap().mean;
    assert!((bridge.outturn as f64 / 100.0 - mean).abs() <= 0.005_001);
    let key = Key {
        measure: Measure::Cost,
        group: Group::Total,
        period: Period::Year(0),
    };
    assert_eq!(summarise(&books, &samples, &[key])[0].unwrap().mean, mean);
    let share = f.parameter_shares[1].unwrap();
    assert!(share.se > 0.0 && share.share.abs() <= 1.5);
}
