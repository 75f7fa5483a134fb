//! A steered run has the wanted distribution: of the founding case, with paths made up.

use super::{Level, Path, Wander, YEARS, pilot, steer};
use crate::forecast::quantile;
use crate::model::entries::Drift;
use crate::model::hazards::{Cause, FactorRow, Scope};
use crate::model::prices::{AppliesTo, Uplift, Walk};
use crate::model::value::{Parameter, Value};
use crate::model::{Model, Spec};
use crate::sampling::distribution::Distribution;
use crate::scenario::{Disk, load};
use crate::simulate::Engine;

/// How much faster residential prices grow.
const RESIDENTIAL_GROWTH: f64 = 0.06;

/// The founding case with flat prices and the entries' factors, the exits' and the uplifts as parameters of a posterior.
fn with(spec: &Spec, steered: Option<&super::Steered>) -> Model {
    let mut spec = spec.clone();
    let settings: Vec<usize> = (0..spec.dimensions.settings.len()).collect();
    spec.prices.uplifts.clear();
    spec.prices.walks.clear();
    let own = spec.parameters.len();
    for p in &mut spec.parameters {
        p.distribution = Distribution::normal(p.mean(), 1e-9).unwrap();
    }
    spec.posterior = None;
    let certain = Value::Certain;
    let first = load_first_year(&spec);
    let parameter = |path: String| Parameter {
        path,
        distribution: Distribution::normal(1.0, 0.1).unwrap(),
        floor: -0.9,
        ceiling: f64::INFINITY,
    };
    let rows = steered.map(|s| s.draws.iter().map(|d| d.to_vec()).collect());
    spec.parameters
        .extend((0..2 * YEARS + 1).map(|i| parameter(format!("p{i}"))));
    let value = |i: usize, plain: f64| {
        if steered.is_some() {
            Value::Drawn(own + i)
        } else {
            certain(plain)
        }
    };
    for s in spec.entries.streams.iter_mut() {
        s.drift = None;
    }
    let general = &mut spec.entries.streams[0];
    general.year_factor = (0..YEARS).map(|y| value(y, 1.0)).collect();
    general.drift = steered.map(|s| Drift {
        walk_sd: certain(s.entry_walk_sd),
        transient_sd: certain(s.entry_transient_sd),
    });
    let faster = libm::exp(RESIDENTIAL_GROWTH);
    for (applies_to, residential) in [
        (AppliesTo::Existing, false),
        (AppliesTo::New, false),
        (AppliesTo::Existing, true),
        (AppliesTo::New, true),
    ] {
        let those = settings.iter().copied();
        let of_settings = &spec.dimensions.settings;
        let change = |value: Value| match residential && steered.is_some() {
            true => value.linear(faster, faster - 1.0),
            false => value,
        };
        spec.prices.uplifts.push(Uplift {
            settings: those
                .filter(|s| of_settings[*s].residential == residential)
                .collect(),
            applies_to,
            date: (4, 1),
            years: (0..YEARS)
                .map(|y| {
                    (
                        crate::words::calendar::FinancialYear(first + y as i32),
                        change(value(YEARS + y, 0.0)),
                    )
                })
                .collect(),
            rate: certain(0.0),
        });
    }
    if let Some(s) = steered {
        spec.prices.walks.push(Walk {
            settings,
            walk_sd: certain(s.price_walk_sd),
            transient_sd: certain(s.price_transient_sd),
        });
        spec.hazards.factors.push(FactorRow {
            causes: vec![Cause::Exit],
            scope: Scope::default(),
            ratio: Value::Drawn(own + 2 * YEARS),
        });
        spec.posterior = Some(crate::model::value::Posterior {
            id: "level".to_owned(),
            parameters: (own..own + 2 * YEARS + 1).collect(),
            rows: rows.unwrap_or_default(),
        });
    }
    Model::build(spec).unwrap()
}

fn load_first_year(spec: &Spec) -> i32 {
    spec.as_at.ymd().0
}

#[test]
fn a_steered_run_has_the_wanted_distribution() {
    let file = format!(
        "{}/scenarios/plymouth/baseline.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    let scenario = load(&Disk, &file).unwrap();
    let base = with(&scenario.spec, None);
    let before = pilot(&base, 150, RESIDENTIAL_GROWTH);
    let path = |slope: f64, sd: f64, national: f64| Path {
        mean: std::array::from_fn(|y| slope * (y + 1) as f64),
        sd: std::array::from_fn(|y| sd * libm::sqrt((y + 1) as f64)),
        national: std::array::from_fn(|y| national * (y + 1) as f64),
    };
    let level = Level {
        la_code: 879,
        year: 2024,
        children: 513.0,
        stock: path(0.03, 0.07, 0.01),
        last_spend: Some(53e6),
        spend: path(0.08, 0.10, 0.03),
        starts: 200.0,
        entries: Wander {
            walk_sd: 0.085,
            transient_sd: 0.11,
        },
        exit_sd: 0.05,
        residential_growth: RESIDENTIAL_GROWTH,
    };
    let steered = steer(&before, &level, Some(1.3), 1.0);
    let model = with(&scenario.spec, Some(&steered));
    let mut engine = Engine::new(&model);
    let mut seen: [(Vec<f64>, Vec<f64>); YEARS] = Default::default();
    for r in 0..1000 {
        let record = engine.run(r, 0);
        let l = record.layout;
        for (y, seen) in seen.iter_mut().enumerate() {
            let (mut children, mut cost) = (0, 0);
            for group in 0..l.groups() {
                for slot in 0..l.slots {
                    let c = l.cell(group, slot, 12 * y);
                    children += record.children_end[c + 11];
                    cost += record.cost[c..c + 12].iter().sum::<i64>();
                }
            }
            seen.0.push(libm::log(f64::from(children) / 513.0));
            seen.1.push(libm::log(cost as f64 / 700.0 * 1.3 / 53e6));
        }
    }
    for (y, (children, spend)) in seen.iter_mut().enumerate() {
        for (sample, wanted) in [(children, &level.stock), (spend, &level.spend)] {
            sample.sort_by(f64::total_cmp);
            let middle = quantile(sample, 0.5);
            let width = (quantile(sample, 0.9) - quantile(sample, 0.1)) / 2.5631;
            let (mean, sd) = (wanted.mean[y], wanted.sd[y]);
            assert!((middle - mean).abs() < 0.2 * sd, "{y} {middle} {mean}");
            assert!((width / sd - 1.0).abs() < 0.15, "{y} {width} {sd}");
        }
    }
}
