//! Small models built in code.

use carecast::expect::{Expected, Grid};
use carecast::model::budget::{Line, LineKind};
use carecast::model::cohort::{ElapsedCell, Group};
use carecast::model::entries::{Level, StreamEntries};
use carecast::model::hazards::{Cause, DestinationRow, RateRow, ReasonRow, Scope};
use carecast::model::prices::{AppliesTo, Price, PriceRow, Uplift};
use carecast::model::{Dimensions, Model, Setting, Spec};
use carecast::words::calendar::Day;

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Settings of these names, one age band, one stream, one exit besides the birthday, no ageing.
pub fn plain(names: &[&str]) -> Dimensions {
    Dimensions {
        settings: names
            .iter()
            .map(|n| Setting {
                name: (*n).to_owned(),
                line: None,
                family: false,
                in_house: false,
                residential: false,
            })
            .collect(),
        age_bands: vec!["all".to_owned()],
        age_edges: Vec::new(),
        streams: vec!["general".to_owned()],
        exits: vec!["leaves".to_owned(), "birthday".to_owned()],
        age_out: 1e6,
    }
}

pub fn spec(names: &[&str], years: usize) -> Spec {
    let mut spec = Spec::empty(day("2022-03-31"), years, plain(names));
    spec.hazards.reasons.push(ReasonRow {
        scope: Scope::default(),
        shares: vec![1.0],
    });
    spec
}

pub fn rate(cause: Cause, scope: Scope, per_year: f64) -> RateRow {
    RateRow {
        cause,
        scope,
        per_year: per_year.into(),
    }
}

pub fn entries(per_year: f64, shares: &[f64]) -> StreamEntries {
    StreamEntries {
        stream: 0,
        level: Level::First(per_year.into()),
        year_factor: Vec::new(),
        month_factor: Vec::new(),
        ages: vec![(0.0, 18.0, 1.0)],
        first_setting: vec![shares.to_vec()],
        group_sizes: vec![1.0],
        drift: None,
        needs: Vec::new(),
    }
}

pub fn group(setting: usize, count: u32, elapsed: Vec<ElapsedCell>) -> Group {
    Group {
        id: format!("g{setting}"),
        setting,
        ages: (0.0, 18.0),
        stream: 0,
        need: 0,
        count,
        elapsed,
        weekly_price: None,
    }
}

/// Moves at rates of a generator matrix; the last state of it is the exit where `exit`.
pub fn markov(spec: &mut Spec, q: &[&[f64]], exit: bool) {
    let n = spec.dimensions.settings.len();
    for (from, row) in q.iter().enumerate() {
        let to: Vec<f64> = (0..n)
            .map(|j| if j == from { 0.0 } else { row[j] })
            .collect();
        let moves: f64 = to.iter().sum();
        let scope = Scope::settings(&[from]);
        spec.hazards
            .rates
            .push(rate(Cause::PlannedMove, scope.clone(), moves));
        if exit {
            spec.hazards
                .rates
                .push(rate(Cause::Exit, scope.clone(), row[n]));
        }
        spec.hazards.destinations.push(DestinationRow {
            causes: vec![Cause::PlannedMove],
            scope,
            shares: to,
        });
    }
}

pub fn expected(spec: Spec, grid: &Grid) -> Expected {
    let model = Model::build(spec).unwrap();
    Expected::of(&model, &model.means(), grid)
}

pub fn near(found: f64, known: f64, relative: f64) {
    assert!(
        (found - known).abs() <= relative * known.abs(),
        "{found} where {known} is known"
    );
}

/// Known answer 4: foster, residential, supported, and out.
pub const Q: [&[f64]; 3] = [
    &[-0.52, 0.10, 0.04, 0.38],
    &[0.18, -0.70, 0.22, 0.30],
    &[0.01, 0.03, -1.04, 1.00],
];

/// A weekly price in pounds, charged to a line of its own.
pub fn price(spec: &mut Spec, setting: usize, pounds: f64) {
    spec.dimensions.settings[setting].line = Some(spec.finance.lines.len());
    spec.finance.lines.push(Line {
        name: format!("line {setting}"),
        kind: LineKind::Placements,
        income: false,
    });
    spec.prices.rows.push(PriceRow {
        scope: Scope::settings(&[setting]),
        price: Price {
            weekly: pounds.into(),
            spread: 0.0,
            tail: None,
        },
    });
}

/// A yearly change of the prices of all settings on 1 April.
pub fn uplift(spec: &mut Spec, applies_to: AppliesTo, rate: f64) {
    spec.prices.uplifts.push(Uplift {
        settings: (0..spec.dimensions.settings.len()).collect(),
        applies_to,
        date: (4, 1),
        years: Vec::new(),
        rate: rate.into(),
    });
}
