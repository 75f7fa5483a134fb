use super::*;

/// One year, net pence by month all in the first month, nothing by cohort.
fn flows(pounds: &[f64]) -> Flows {
    let row = |x: &f64| {
        let mut row = vec![0.0; 12 + 2 + 12];
        row[0] = x * 100.0;
        row.into_boxed_slice()
    };
    Flows {
        rows: pounds.iter().map(row).collect(),
        months: 12,
        years: 1,
    }
}

#[test]
fn own_effects_and_the_interaction_add_up() {
    let runs = Runs {
        without: flows(&[100.0, 110.0]),
        // The first costs 3 and saves 10 and 6; the second costs nothing and saves 2.
        alone: vec![
            (flows(&[93.0, 107.0]), flows(&[103.0, 113.0])),
            (flows(&[98.0, 108.0]), flows(&[100.0, 110.0])),
        ],
        // Together 8 and 6 less, of which 7 + 2 and 3 + 2 alone.
        all: (flows(&[92.0, 104.0]), flows(&[103.0, 113.0])),
    };
    let actions = Actions::new("plan", &["a", "b"], &runs);
    let of = |id: &str| actions.get(id).unwrap().plan().unwrap().clone();
    assert_eq!(of("a").net.mean, -5.0);
    assert_eq!(of("a").cost.unwrap().mean, 3.0);
    assert_eq!(of("a").saving.unwrap().mean, 8.0);
    assert_eq!(of("b").net.mean, -2.0);
    assert_eq!(of("interaction").net.mean, 0.0);
    assert_eq!(of("interaction").net.sd, Some(libm::sqrt(2.0)));
    assert_eq!(of("all actions").net.mean, -7.0);
    let sum = of("a").net.mean + of("b").net.mean + of("interaction").net.mean;
    assert_eq!(sum, of("all actions").net.mean);
    let even = actions.get("a").unwrap().break_even.unwrap();
    assert_eq!(even.mean, Some(3.0 / 8.0));
    // 3 of 10 in one replication, 3 of 6 in the other.
    assert_eq!(even.chance, [Some(0.3), Some(0.3), Some(0.5)]);
    assert_eq!(
        actions.get("b").unwrap().break_even.unwrap().mean,
        Some(0.0)
    );
}

#[test]
fn no_saving_never_pays() {
    let even = BreakEven::new(&[5.0, 5.0], &[0.0, 0.0]);
    assert_eq!((even.mean, even.chance), (None, [None; 3]));
    let even = BreakEven::new(&[5.0, 5.0], &[-1.0, 0.01]);
    assert_eq!(even.chance[0], None);
}
