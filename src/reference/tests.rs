use super::*;
use crate::model::hazards::Cause;

#[test]
fn the_embedded_files_can_be_read() {
    if let Err(problem) = read_embedded() {
        panic!("{problem}");
    }
    let r = england();
    assert!(r.rates.len() > 100 && !r.prices.is_empty());
}

#[test]
fn every_row_says_where_it_comes_from() {
    let r = england();
    let mut all: Vec<&Provenance> = Vec::new();
    all.extend(r.rates.iter().map(|x| &x.provenance));
    all.extend(r.factors.iter().map(|x| &x.provenance));
    all.extend(r.exit_clocks.iter().map(|x| &x.provenance));
    all.extend(r.destinations.iter().map(|x| &x.provenance));
    all.extend(r.reasons.iter().map(|x| &x.provenance));
    all.extend(r.entry_ages.iter().map(|x| &x.provenance));
    all.extend(r.first_settings.iter().map(|x| &x.provenance));
    all.extend(r.siblings.iter().map(|x| &x.provenance));
    all.extend(r.re_entry.iter().map(|x| &x.provenance));
    all.extend(r.drift.iter().map(|x| &x.provenance));
    all.extend(r.elapsed.iter().map(|x| &x.provenance));
    all.extend(r.stock_2022.iter().map(|x| &x.provenance));
    all.extend(r.past_exits.iter().map(|x| &x.provenance));
    all.extend(r.prices.iter().map(|x| &x.provenance));
    all.extend(r.uplifts.iter().map(|x| &x.provenance));
    all.extend(r.unregistered.iter().map(|x| &x.provenance));
    for p in all {
        let filled = [&p.source, &p.period, &p.confidence, &p.derivation];
        assert!(filled.iter().all(|t| !t.is_empty()), "{p:?}");
    }
}

#[test]
fn shares_sum_to_one() {
    let r = england();
    let one = |shares: &[f64], what: &str| {
        let sum: f64 = shares.iter().sum();
        assert!((sum - 1.0).abs() < 1e-6, "{what} sums to {sum}");
    };
    for row in &r.destinations {
        one(&row.item.shares, &row.id);
    }
    for row in &r.reasons {
        one(&row.item.shares, &row.id);
    }
    for stream in 0..setting::STREAMS.len() {
        let ages: Vec<f64> = r.ages(stream).iter().map(|a| a.2).collect();
        one(&ages, "ages");
        one(&r.group_sizes(stream), "sizes");
        for shares in r.first_setting(stream) {
            one(&shares, "first settings");
        }
        for setting in 0..setting::SETTINGS.len() {
            for age in 0..setting::AGE_BANDS.len() {
                let cells = r.elapsed(setting, age, stream);
                let weights: Vec<f64> = cells.iter().map(|c| c.weight).collect();
                assert!(!weights.is_empty() && weights.iter().sum::<f64>() > 0.99);
            }
        }
    }
}

#[test]
fn every_cell_has_rates_and_destinations() {
    let r = england();
    for (i, name) in setting::SETTINGS.iter().map(|s| s.name).enumerate() {
        for age in 0..setting::AGE_BANDS.len() {
            for stream in 0..setting::STREAMS.len() {
                let cell = crate::model::hazards::Cell {
                    setting: i,
                    moves: 0,
                    stream,
                    need: 0,
                    age,
                };
                for cause in Cause::ALL {
                    let rated = r
                        .rates
                        .iter()
                        .any(|x| x.item.cause == cause && x.item.scope.holds(cell));
                    assert!(rated, "{cause:?} {name} {age}");
                }
                assert!(r.reasons.iter().any(|x| x.item.scope.holds(cell)));
                let goes = r
                    .destinations
                    .iter()
                    .filter(|x| x.item.scope.holds(cell))
                    .count();
                assert!(goes >= 2, "{name} {age} goes nowhere");
            }
        }
    }
}
