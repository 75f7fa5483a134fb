//! Extreme values (known answer 22).

use super::support::*;
use carecast::model::hazards::Cause;
use carecast::words::calendar::Day;

fn chain(years: usize, weekly: [f64; 2]) -> Small {
    Small::new(2, years)
        .children(0, 0, 80)
        .children(1, 0, 20)
        .chain(&[vec![0.0, 0.8], vec![0.5, 0.0]], &[0.4, 0.2], 1.0)
        .price(0, weekly[0])
        .price(1, weekly[1])
}

#[test]
fn without_entries_the_number_only_falls() {
    for counts in replicate(&chain(5, [0.0; 2]).build(), 200, |r| {
        (0..60).map(|m| all_stock(r, m)).collect::<Vec<_>>()
    }) {
        assert!(counts[0] <= 100 && counts.windows(2).all(|w| w[1] <= w[0]));
        assert!(counts[59] < 100);
    }
}

#[test]
fn without_hazards_nothing_changes() {
    let model = Small::new(2, 5)
        .children(0, 0, 80)
        .children(1, 0, 20)
        .build();
    for r in replicate(&model, 20, Clone::clone) {
        assert_eq!(r.events, 0);
        for m in 0..60 {
            assert_eq!((stock(&r, 0, 0, m), stock(&r, 0, 1, m)), (80, 20));
        }
    }
}

#[test]
fn all_prices_times_k_is_cost_times_k() {
    let cost = |k: f64| {
        let model = chain(3, [551.37 * k, 6_103.01 * k])
            .singles(40.0, &[0.8, 0.2])
            .build();
        replicate(&model, 100, |r| (r.cost.clone(), r.weekly_end.clone()))
    };
    let one = cost(1.0);
    assert!(one.iter().all(|(c, _)| c.iter().any(|c| *c > 0)));
    for k in [2, 3, 10] {
        for ((c, w), (ck, wk)) in one.iter().zip(cost(f64::from(k))) {
            assert!(c.iter().zip(&ck).all(|(c, ck)| c * i64::from(k) == *ck));
            assert!(w.iter().zip(&wk).all(|(w, wk)| w * i64::from(k) == *wk));
        }
    }
}

/// Every placement of the second setting ends in the moment it begins.
#[test]
fn a_stay_of_no_night_costs_nothing() {
    let model = Small::new(3, 2)
        .children(0, 0, 100)
        .rate(Cause::PlannedMove, 0, 1.0)
        .moves(&[Cause::PlannedMove], 0, &[0.0, 1.0, 0.0])
        .rate(Cause::Breakdown, 1, 1e12)
        .moves(&[Cause::Breakdown], 1, &[0.0, 0.0, 1.0])
        .price(0, 500.0)
        .price(1, 30_000.0)
        .price(2, 500.0)
        .build();
    for r in replicate(&model, 50, Clone::clone) {
        assert!(r.breakdowns.iter().sum::<u32>() > 50);
        assert_eq!(r.breakdowns, r.planned_moves);
        assert_eq!(nights(&r, 0, 1, 0..24), 0);
        let of = |slot: usize| r.cost[r.layout.cell(0, slot, 0)..][..24].to_vec();
        assert!(of(1).iter().all(|c| *c == 0));
        // 100 children every night at £500, as if they had never moved.
        let whole: i64 = of(0).iter().chain(&of(2)).sum();
        assert_eq!(whole, 730 * 100 * 50_000);
    }
}

#[test]
fn a_leap_year_has_366_nights() {
    for (year, nights_of) in [(2023, 366), (2024, 365), (2027, 366)] {
        let as_at = Day::from_ymd(year, 3, 31).unwrap();
        let model = Small::at(as_at, 1, &["general"], 1)
            .children(0, 0, 3)
            .price(0, 700.0)
            .build();
        for r in replicate(&model, 3, Clone::clone) {
            assert_eq!(nights(&r, 0, 0, 0..12), 3 * nights_of);
            assert!((cost(&r, 0, 0..12) - 300.0 * nights_of as f64).abs() < 1e-9);
        }
    }
}

/// The total is the sum of the settings in every replication: whole numbers, so in any order.
#[test]
fn settings_sum_to_the_total_in_every_replication() {
    let model = chain(3, [551.37, 6_103.01])
        .singles(40.0, &[0.8, 0.2])
        .build();
    for r in replicate(&model, 100, Clone::clone) {
        let months = 0..36;
        for m in months.clone() {
            let forwards: i64 = (0..2).map(|s| stock(&r, 0, s, m)).sum();
            assert_eq!(forwards, all_stock(&r, m));
        }
        let width = r.layout.months + 1;
        let by_row: i64 = r
            .cost
            .chunks(width)
            .map(|row| row[..36].iter().sum::<i64>())
            .sum();
        let by_month: i64 = months
            .map(|m| r.cost.iter().skip(m).step_by(width).sum::<i64>())
            .sum();
        assert_eq!(by_row, by_month);
    }
}

/// The order of replications, and what an engine ran before, change nothing.
#[test]
fn the_order_of_replications_changes_nothing() {
    use carecast::simulate::Engine;
    let model = chain(2, [551.37, 6_103.01])
        .singles(40.0, &[0.8, 0.2])
        .build();
    let forwards = replicate(&model, 30, Clone::clone);
    let mut engine = Engine::new(&model);
    for replication in (0..30u64).rev() {
        assert!(*engine.run(replication, 0) == forwards[replication as usize]);
        engine.run(replication, 1);
    }
}
