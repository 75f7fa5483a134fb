//! What a fit says of a known model.

use crate::support::{council, fees, fitted, model};
use carecast::fit::{Options, Reference, fit, report, summary};
use carecast::returns::fees::Fees;
use carecast::returns::history::History;
use carecast::simulate::Engine;
use carecast::synthetic;

#[test]
fn a_council_is_fitted_and_its_scenario_runs() {
    let made = council(&synthetic::Options {
        exit: 1.3,
        breakdown: 0.7,
        ..synthetic::Options::default()
    });
    let fees = fees(&made);
    let options = Options {
        years: 2,
        ..Options::default()
    };
    let (fit, draft) = fitted(&made.history, &fees, &options);
    let ratio = |event: &str| {
        let rows = report(&fit);
        let found = rows
            .iter()
            .find(|r| (r.table, r.event.as_str(), r.group.as_str()) == ("rate", event, "total"));
        found.and_then(|r| r.value).unwrap()
    };
    assert!((ratio("exit") - 1.3).abs() < 0.15, "{}", ratio("exit"));
    assert!((ratio("planned_move") - 1.0).abs() < 0.1);
    assert!((ratio("breakdown") - 0.7).abs() < 0.1);
    let (m, scenario) = model(&draft);
    let drawn = m.spec.posterior.as_ref().map_or(0, |p| p.parameters.len());
    assert_eq!(
        drawn,
        draft.draws.len(),
        "every column of the posterior is drawn"
    );
    assert!(!m.drawn_rows.is_empty());
    assert!(scenario.warnings.is_empty(), "{:?}", scenario.warnings);
    let mut engine = Engine::new(&m);
    assert!(engine.run(0, 0).events > 300);
    // Destinations are drawn: another replication has another table.
    let one = engine.parameters().to_vec();
    engine.run(1, 0);
    assert_ne!(one, engine.parameters());
}

#[test]
fn three_children_get_a_forecast_that_is_mostly_the_references() {
    let made = council(&synthetic::Options {
        children: 3,
        years: 3,
        ..synthetic::Options::default()
    });
    let (fit, draft) = fitted(&made.history, &fees(&made), &Options::default());
    for cause in &fit.causes {
        let sd = cause.shrunk.variance(&[0]).sqrt();
        assert!(sd > 0.12, "the council's own level is hardly known: {sd}");
        assert!(cause.shrunk.mean[0].abs() < 0.5, "{}", cause.shrunk.mean[0]);
    }
    if made.history.looked_after(made.history.as_at()).is_empty() {
        return;
    }
    let (m, _) = model(&draft);
    let mut engine = Engine::new(&m);
    let mut totals: Vec<u32> = (0..200)
        .map(|r| engine.run(r, 0).year_end_ages[..5].iter().sum())
        .collect();
    totals.sort_unstable();
    assert!(totals[180] > totals[20], "{totals:?}");
}

#[test]
fn ten_times_the_data_divide_the_error_by_root_ten() {
    let error = |children: u32| {
        let made = council(&synthetic::Options {
            children,
            drift: false,
            ..synthetic::Options::default()
        });
        let options = Options {
            half_life: Some(f64::INFINITY),
            ..Options::default()
        };
        let (fit, _) = fitted(&made.history, &fees(&made), &options);
        // The level of moves after a breakdown in all: the council's effect with what every setting and age adds.
        let draws = carecast::fit::effect_draws(
            &fit.causes[1],
            carecast::sampling::keyed::Key::root(1),
            2_000,
        );
        let of = &fit.causes[1];
        let totals: Vec<f64> = draws
            .iter()
            .map(|(d, _)| {
                let cells = of.cells_expected.iter();
                let sum: f64 = cells
                    .map(|(at, e)| e * libm::exp(at.iter().map(|i| d[*i]).sum()))
                    .sum();
                libm::log(sum / of.total.1)
            })
            .collect();
        let mean = totals.iter().sum::<f64>() / totals.len() as f64;
        let square = totals.iter().map(|t| (t - mean) * (t - mean)).sum::<f64>();
        (square / totals.len() as f64).sqrt()
    };
    let ratio = error(400) / error(4_000);
    assert!((ratio / 10f64.sqrt() - 1.0).abs() < 0.12, "{ratio}");
}

fn fitted_alone(history: &History) -> carecast::fit::Fit {
    let options = Options::default();
    fit(history, &Fees::default(), Reference::england(), &options)
}

#[test]
fn a_fit_says_of_how_many_children_the_need_is_known() {
    let mut made = council(&synthetic::Options {
        children: 40,
        years: 3,
        ..synthetic::Options::default()
    });
    let without = fitted_alone(&made.history);
    assert!(summary(&without).contains("Need bands: none in the returns; no rate"));
    let here = made.history.looked_after(made.history.as_at());
    let at = here[0];
    made.history.children[at.child].periods[at.period].spells[at.spell].need = 3;
    let with = fitted_alone(&made.history);
    let told = format!("Need bands: given for 1 of {} children in care", here.len());
    assert!(summary(&with).contains(&told), "{}", summary(&with));
    let row = report(&with).into_iter().find(|r| r.table == "need");
    assert_eq!(row.unwrap().observed, Some(1.0));
}
