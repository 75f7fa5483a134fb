//! Why a forecast moved: nothing where nothing happened, each term where one thing did, and an exact sum.

use crate::support::{council, fees, fitted, model};
use carecast::fit::Options;
use carecast::forecast::since::{Monthly, since};
use carecast::model::{Model, Spec};
use carecast::synthetic;
use carecast::words::calendar::Month;

fn base() -> Model {
    let made = council(&synthetic::Options {
        children: 60,
        years: 4,
        ..synthetic::Options::default()
    });
    let options = Options {
        years: 2,
        draws: 20,
        ..Options::default()
    };
    let (_, draft) = fitted(&made.history, &fees(&made), &options);
    model(&draft).0
}

fn months(m: &Model, each: f64) -> Monthly {
    Monthly {
        cost: m.horizon.months.iter().map(|m| (*m, each)).collect(),
        ..Monthly::default()
    }
}

fn term(list: &[(&str, f64)], name: &str) -> f64 {
    list.iter().find(|t| t.0 == name).unwrap().1
}

#[test]
fn one_thing_moves_one_term_and_the_sum_is_exact() {
    let old = base();
    let open = Month::of(old.spec.as_at.plus(1));
    let split = |new: &Model, moved: f64| {
        let (a, b) = (months(&old, 1_000.0), months(new, 1_000.0 + moved));
        let years = since(&a, &b, Some((&old, new)), open, 20);
        for y in &years {
            let sum: f64 = y.terms.iter().map(|t| t.1).sum();
            assert!((sum - (y.outturn.1 - y.outturn.0)).abs() < 1e-6, "{y:?}");
        }
        years[0].terms.clone()
    };
    let changed = |with: &dyn Fn(&mut Spec)| {
        let mut spec = old.spec.clone();
        with(&mut spec);
        Model::build(spec).unwrap()
    };
    for (_, amount) in split(&old, 0.0) {
        assert_eq!(amount, 0.0, "nothing happened");
    }
    let gone = split(
        &changed(&|s| s.cohort.children.truncate(s.cohort.children.len() - 1)),
        0.0,
    );
    assert!(term(&gone, "leavers") < 0.0, "{gone:?}");
    assert_eq!(
        (term(&gone, "moves"), term(&gone, "new_children")),
        (0.0, 0.0)
    );
    let come = split(
        &changed(&|s| {
            let mut c = s.cohort.children[0].clone();
            c.who ^= 77;
            s.cohort.children.push(c);
        }),
        0.0,
    );
    assert!(term(&come, "new_children") > 0.0, "{come:?}");
    assert_eq!((term(&come, "leavers"), term(&come, "price")), (0.0, 0.0));
    let dearer = split(
        &changed(&|s| {
            for c in &mut s.cohort.children {
                c.weekly_price = c.weekly_price.map(|p| p + 10_000);
            }
        }),
        0.0,
    );
    assert!(term(&dearer, "price") > 0.0, "{dearer:?}");
    assert_eq!(
        (term(&dearer, "moves"), term(&dearer, "leavers")),
        (0.0, 0.0)
    );
    let moved = split(
        &changed(&|s| {
            let home = 4;
            let at = s
                .cohort
                .children
                .iter()
                .position(|c| c.setting == 1)
                .unwrap();
            let c = &mut s.cohort.children[at];
            (c.setting, c.placement_start, c.weekly_price) = (home, 0, Some(700_000));
        }),
        0.0,
    );
    assert!(term(&moved, "moves") > 50_000.0, "{moved:?}");
    let assumed = split(&old, 5.0);
    assert!(
        (term(&assumed, "assumptions") - 60.0).abs() < 1e-6,
        "{assumed:?}"
    );
    // Without the children: volume, mix and price, and still an exact sum.
    let coarse = since(&months(&old, 10.0), &months(&old, 12.0), None, open, 20);
    let sum: f64 = coarse[0].terms.iter().map(|t| t.1).sum();
    assert!((sum - 24.0).abs() < 1e-9);
}
