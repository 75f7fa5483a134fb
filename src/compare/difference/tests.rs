use super::super::subject::{Summaries, Values};
use super::*;
use crate::words::calendar::FinancialYear;

/// A scenario with total cost by replication × year in pounds.
fn scenario(name: &str, budgets: &[Option<f64>], cost: &[&[f64]]) -> Subject {
    Subject {
        name: name.to_owned(),
        council: None,
        years: (0..budgets.len() as i32)
            .map(|y| FinancialYear(2024 + y))
            .collect(),
        budgets: budgets.to_vec(),
        figures: Figures::Values(Values {
            items: vec![total()],
            rows: cost
                .iter()
                .map(|r| r.iter().map(|x| What::Cost.kept(*x)).collect())
                .collect(),
        }),
    }
}

fn total() -> Item {
    Item {
        what: What::Cost,
        of: Of::Total,
    }
}

fn row(rows: &[Row], span: Span, what: Compared) -> &Summary {
    let found = rows.iter().find(|r| r.span == span && r.what == what);
    &found.unwrap_or_else(|| panic!("{span:?} {what:?}")).summary
}

const COST: Compared = Compared::Amount(What::Cost);

#[test]
fn by_hand() {
    let base = scenario(
        "base",
        &[Some(10.0), None],
        &[&[8.0, 20.0], &[10.0, 22.0], &[14.0, 24.0]],
    );
    let less = scenario(
        "less",
        &[Some(10.0), None],
        &[&[7.0, 19.0], &[10.0, 18.0], &[9.5, 27.0]],
    );
    let rows = differences(&base, &less, true);
    let first = row(&rows, Span::Year(0), COST);
    // -1, 0, -4.5
    assert!((first.mean + 5.5 / 3.0).abs() < 1e-12);
    assert_eq!(first.quantiles.unwrap()[3], -1.0);
    // -2, -4, -1.5 over the plan; the budgeted year is the first alone.
    let plan = row(&rows, Span::Plan, COST);
    assert!((plan.mean + 2.5).abs() < 1e-12);
    assert!((plan.sd.unwrap() - 1.75f64.sqrt()).abs() < 1e-12);
    assert_eq!(row(&rows, Span::Budgeted, COST), first);
    // No saving where both cost the same.
    assert!((row(&rows, Span::Year(0), Compared::Saves).mean - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(row(&rows, Span::Plan, Compared::Saves).mean, 1.0);
    assert!(row(&rows, Span::Plan, Compared::Saves).mcse.unwrap() > 0.0);
    // Inside 10: replications 1 and 2 against all three.
    let inside = row(&rows, Span::Year(0), Compared::InsideBudget);
    assert!((inside.mean - 1.0 / 3.0).abs() < 1e-12 && inside.quantiles.is_none());
    let own = levels(&base, &base);
    assert!((row(&own, Span::Year(0), Compared::InsideBudget).mean - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(row(&own, Span::Plan, COST).quantiles.unwrap()[3], 32.0);
    // Variances 28/3 and 2.5833…, of the difference 5.5833….
    let ratio = row(&rows, Span::Year(0), Compared::ErrorRatio).mean;
    let (a, b) = (28.0 / 3.0, 31.0 / 12.0);
    assert!(
        (ratio - ((a + b) / (67.0f64 / 12.0)).sqrt()).abs() < 1e-12,
        "{ratio}"
    );
}

#[test]
fn without_pairs_only_the_means_and_their_error() {
    let base = scenario("base", &[None, None], &[&[8.0, 20.0], &[10.0, 22.0]]);
    let more = scenario(
        "more",
        &[None, None],
        &[&[9.0, 20.0], &[13.0, 22.0], &[11.0, 1.0]],
    );
    let rows = differences(&base, &more, false);
    let first = row(&rows, Span::Year(0), COST);
    assert_eq!((first.mean, first.sd, first.quantiles), (2.0, None, None));
    assert!((first.mcse.unwrap() - (1.0f64 + 4.0 / 3.0).sqrt()).abs() < 1e-12);
    assert!(rows.iter().all(|r| r.what == COST));

    let cell = |mean| Summary {
        sd: Some(2.0),
        ..Summary::figure(mean, Some(0.5))
    };
    let csv = Subject {
        figures: Figures::Summaries(Summaries {
            cells: [((total(), 0), cell(7.0)), ((total(), 1), cell(9.0))].into(),
            overspend: vec![None, None],
        }),
        ..base.clone()
    };
    let rows = differences(&base, &csv, false);
    assert_eq!(row(&rows, Span::Plan, COST), &Summary::figure(-14.0, None));
    let error = row(&rows, Span::Year(1), COST).mcse.unwrap();
    assert!((error - 1.25f64.sqrt()).abs() < 1e-12);
}

#[test]
fn a_scenario_against_itself_differs_by_exactly_nothing() {
    let s = scenario("s", &[Some(9.0)], &[&[8.1], &[10.7], &[0.3]]);
    for r in differences(&s, &s, true) {
        if r.what == Compared::Saves {
            assert_eq!(r.summary.mean, 0.0);
            continue;
        }
        assert_eq!((r.summary.mean, r.summary.sd), (0.0, Some(0.0)), "{r:?}");
        assert!(r.summary.quantiles.is_none_or(|q| q == [0.0; 7]));
    }
}

/// A line that one scenario alone has costs nothing in the other; children that are not known are left out.
#[test]
fn a_line_of_one_scenario_alone() {
    let base = scenario("base", &[None], &[&[8.0], &[10.0]]);
    let mut hub = base.clone();
    let line = Item {
        what: What::Cost,
        of: Of::Line("hub".to_owned()),
    };
    let children = Item {
        what: What::ChildrenEnd,
        of: Of::Homes,
    };
    hub.figures = Figures::Values(Values {
        items: vec![total(), line.clone(), children.clone()],
        rows: vec![[800.0, 300.0, 4.0].into(), [1000.0, 500.0, 4.0].into()],
    });
    let rows = differences(&base, &hub, true);
    let of_line = rows.iter().find(|r| r.of == line.of).unwrap();
    assert_eq!(of_line.summary.mean, 4.0);
    assert!(rows.iter().all(|r| r.of != Of::Homes));
    assert_eq!(only_in_one(&base, &hub), (vec![], vec![line, children]));
}

/// Known answer 20: P10 and P90 of the years add to 170 and 277; over the plan they are 181 and 266, because the years
/// are added inside the replication.
#[test]
fn percentiles_of_the_plan_are_not_those_of_the_years_added() {
    // Two independent normal parts whose half widths a, b hold a + b = 53.5 and a² + b² = 42.5².
    let z90 = 1.281_551_565_544_600_4;
    let n = 4_000;
    let part = |half: f64, i: usize| {
        let u = (i as f64 + 0.5) / n as f64;
        111.75 + half / z90 * crate::sampling::normal::quantile(u)
    };
    let both: Vec<[f64; 2]> = (0..n)
        .map(|i| [part(40.445, i), part(13.055, (i * 2_473 + 611) % n)])
        .collect();
    let rows: Vec<&[f64]> = both.iter().map(|r| r.as_slice()).collect();
    let nothing: Vec<&[f64]> = rows.iter().map(|_| [0.0, 0.0].as_slice()).collect();
    let base = scenario("nothing", &[None, None], &nothing);
    let s = scenario("s", &[None, None], &rows);
    let found = differences(&base, &s, true);
    let of = |span| row(&found, span, COST).quantiles.unwrap();
    let (a, b, plan) = (of(Span::Year(0)), of(Span::Year(1)), of(Span::Plan));
    assert!((a[1] + b[1] - 170.0).abs() < 0.2 && (a[5] + b[5] - 277.0).abs() < 0.2);
    assert!((plan[1] - 181.0).abs() < 0.5, "{}", plan[1]);
    assert!((plan[5] - 266.0).abs() < 0.5, "{}", plan[5]);
}
