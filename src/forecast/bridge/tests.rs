use super::*;
use proptest::prelude::*;

fn sum(terms: &[Exact], effect: Effect) -> f64 {
    terms.iter().filter(|t| t.0 == effect).map(|t| t.2).sum()
}

/// Known answer 18 (b).
#[test]
fn price_volume_mix() {
    let line = |line, q0: f64, p0: f64, q1: f64, p1: f64| Quantities {
        line,
        q0,
        cost0: q0 * p0,
        q1,
        cost1: q1 * p1,
    };
    let terms = volume_mix_price(&[
        line(0, 300.0, 550.0, 290.0, 580.0),
        line(1, 60.0, 6_100.0, 75.0, 6_500.0),
    ]);
    assert!((sum(&terms, Effect::Volume) - 7_375.0).abs() < 1e-9);
    assert!((sum(&terms, Effect::Mix) - 78_625.0).abs() < 1e-9);
    assert!((sum(&terms, Effect::Price) - 38_700.0).abs() < 1e-9);
    let rounded = round_to_sum(&terms.iter().map(|t| t.2).collect::<Vec<_>>(), 124_700);
    assert_eq!(rounded.iter().sum::<i64>(), 124_700);
}

/// The two-term split: Plymouth, 521 children against 488 on £36.725m, forecast £41.417m.
#[test]
fn money_and_children_only() {
    let terms = volume_and_rate(488.0, 36.725e6, 521.0, 41.417e6);
    assert!((sum(&terms, Effect::Volume) - 2.483e6).abs() < 500.0);
    assert!((sum(&terms, Effect::RateAndMix) - 2.209e6).abs() < 500.0);
    assert!((terms.iter().map(|t| t.2).sum::<f64>() - 4.692e6).abs() < 1e-6);
}

#[test]
fn a_line_without_a_budget_is_unbudgeted() {
    let q = |line, q0, cost0| Quantities {
        line,
        q0,
        cost0,
        q1: 10.0,
        cost1: 700.0,
    };
    let terms = volume_mix_price(&[q(0, 20.0, 1_000.0), q(1, 0.0, 0.0)]);
    assert_eq!(sum(&terms, Effect::Unbudgeted), 700.0);
    assert_eq!(sum(&terms, Effect::Volume), -500.0);
    assert_eq!(sum(&terms, Effect::Price), 200.0);
}

proptest! {
    #[test]
    fn the_terms_sum_exactly(
        lines in prop::collection::vec((0.0..1e5, 0.0..1e9, 0.0..1e5, 0.0..1e9), 1..12)
    ) {
        let lines: Vec<Quantities> = lines
            .iter()
            .enumerate()
            .map(|(line, &(q0, cost0, q1, cost1))| Quantities { line, q0, cost0, q1, cost1 })
            .collect();
        let exact: Vec<f64> = volume_mix_price(&lines).iter().map(|t| t.2).collect();
        let total: f64 = lines.iter().map(|l| l.cost1 - l.cost0).sum();
        prop_assert!((exact.iter().sum::<f64>() - total).abs() < 1e-4 * total.abs().max(1e6));
        let whole = libm::round(exact.iter().sum::<f64>()) as i64;
        let rounded = round_to_sum(&exact, whole);
        prop_assert_eq!(rounded.iter().sum::<i64>(), whole);
        for (r, e) in rounded.iter().zip(&exact) {
            prop_assert!((*r as f64 - e).abs() <= 1.0 + 1e-6, "{} {}", r, e);
        }
    }

    #[test]
    fn rounding_always_meets_the_total(
        terms in prop::collection::vec(-1e12..1e12f64, 1..20),
        off in -3i64..3,
    ) {
        let total = libm::round(terms.iter().sum::<f64>()) as i64 + off;
        prop_assert_eq!(round_to_sum(&terms, total).iter().sum::<i64>(), total);
    }
}
