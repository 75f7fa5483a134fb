//! Known answers 2, 3, 4c, 4d and 22.

use super::build::*;
use super::made_up;
use carecast::expect::{Expected, Grid};
use carecast::model::cohort::ElapsedCell;
use carecast::model::hazards::{Cause, DestinationRow, Scope};
use carecast::model::{Model, Spec};

/// A spec of one setting with Weibull stays in care (shape .7, scale 1): 200 bands spaced evenly in logs.
fn weibull(years: usize) -> Spec {
    let mut s = spec(&["a"], years);
    let integral = |t: f64| t.powf(0.7);
    let mut from = 0.0;
    for i in 0..200 {
        let to = if i == 199 {
            f64::INFINITY
        } else {
            1e-4 * (4e5f64).powf(f64::from(i) / 198.0)
        };
        let per_year = if i == 199 {
            0.7 * 60f64.powf(-0.3)
        } else {
            (integral(to) - integral(from)) / (to - from)
        };
        s.hazards.rates.push(rate(
            Cause::Exit,
            Scope {
                from_years: from,
                to_years: to,
                ..Scope::default()
            },
            per_year,
        ));
        from = to;
    }
    s
}

/// A year of 365.25 days of `x`, as a rate for a count of `days`.
fn after(days: f64) -> f64 {
    days / 365.25
}

/// Known answer 2: entries that change with time, from empty. The rate steps monthly, so the known values are those
/// of the same steps: m(t) = Σ rate ∫ S, here by the survivor function itself.
#[test]
fn entries_that_change() {
    let years = 5;
    let mut s = weibull(years);
    let mut e = entries(100.0, &[1.0]);
    let horizon = carecast::model::horizon::Horizon::new(s.as_at, years);
    let middle =
        |m: usize| 0.5 * f64::from(horizon.month_start[m] + horizon.month_start[m + 1]) / 365.25;
    e.month_factor = (0..60).map(|m| 1.0 + 0.1 * middle(m)).collect();
    s.entries.streams.push(e);
    let e = expected(s, &Grid::default());
    // 156.2631 at t = 5; the horizon ends at 1,827 days = 5.0021 years: + 10 × .0021 × E… to the same order.
    let t = f64::from(horizon.days()) / 365.25;
    let known = 156.2631 + (t - 5.0) * 13.0;
    near(e.all().total(59), known, 4e-4);

    // From the distant past, 164.7278 (E[S] = 1.2658235, E[S_e] = 1.9865110): 30 years, and 150 a year more so that the
    // line does not fall below zero in them.
    let mut s = weibull(30);
    let horizon = carecast::model::horizon::Horizon::new(s.as_at, 30);
    let days = f64::from(horizon.days()) / 365.25;
    let mut e = entries(100.0, &[1.0]);
    e.month_factor = (0..360)
        .map(|m| {
            let t = 0.5 * f64::from(horizon.month_start[m] + horizon.month_start[m + 1]) / 365.25;
            (250.0 + 10.0 * (t - days + 5.0)) / 100.0
        })
        .collect();
    s.entries.streams.push(e);
    let e = expected(s, &Grid::default());
    near(e.all().total(359), 164.7278 + 150.0 * 1.2658235, 3e-4);
}

/// Known answer 2, the sinusoid: 100 + 30 sin 2πt with exponential stays of two years, 200.3776 at a quarter.
#[test]
fn entries_of_the_seasons() {
    let years = 25;
    let mut s = spec(&["a"], years);
    s.hazards
        .rates
        .push(rate(Cause::Exit, Scope::default(), 0.5));
    let horizon = carecast::model::horizon::Horizon::new(s.as_at, years);
    // Time runs so that a quarter falls on the end of the last June; a mean of the sine over each month.
    let end = f64::from(horizon.month_start[24 * 12 + 3]);
    let phase = |day: i32| (f64::from(day) - end) / 365.25 + 0.25;
    let tau = std::f64::consts::TAU;
    let mut e = entries(100.0, &[1.0]);
    e.month_factor = (0..12 * years)
        .map(|m| {
            let (a, b) = (
                phase(horizon.month_start[m]),
                phase(horizon.month_start[m + 1]),
            );
            1.0 + 0.3 * ((tau * a).cos() - (tau * b).cos()) / (tau * (b - a))
        })
        .collect();
    s.entries.streams.push(e);
    let e = expected(
        s,
        &Grid {
            step: 14.0,
            ..Grid::default()
        },
    );
    near(e.all().total(24 * 12 + 2), 200.3776, 3e-4);
}

/// Known answer 3: P(S > 1) for the new, for those one year in care, and for a random child in care.
#[test]
fn elapsed_time_matters() {
    let one = |care: Vec<ElapsedCell>| {
        let mut s = weibull(1);
        s.cohort.groups.push(group(0, 1_000_000, care));
        let e = expected(s, &Grid::default());
        // Interpolated to 365.25 days is within the last night: extrapolate by the exits of the last month.
        let month = e.start.events(11, 0, Cause::Exit, 0, 0) / 31.0;
        (e.all().total(11) - 0.25 * month) / 1e6
    };
    near(one(Vec::new()), 0.367879, 2e-4);
    let cell = |care: (f64, f64), weight: f64| ElapsedCell {
        care,
        placement: (0.0, 0.0),
        moves: 0,
        weight,
    };
    near(one(vec![cell((1.0, 1.0), 1.0)]), 0.535527, 2e-4);
    // In care at random: elapsed density S(x) / E[S].
    let mut cells = Vec::new();
    let mut from: f64 = 0.0;
    for i in 0..240 {
        let to = 1e-3 * (6e4f64).powf(f64::from(i) / 239.0);
        let n = 40;
        let part = (to - from) / f64::from(n);
        let weight: f64 = (0..n)
            .map(|j| (-(from + part * (f64::from(j) + 0.5)).powf(0.7)).exp() * part)
            .sum();
        cells.push(cell((from, to), weight));
        from = to;
    }
    near(one(cells), 0.545209, 4e-4);
}

/// Known answer 4c: aged 15, exit 0.4 a year: P(reach 18) = .301194, mean 1.747014 years.
#[test]
fn ageing_out() {
    let mut s = spec(&["a"], 4);
    s.dimensions.age_out = 18.0;
    s.hazards
        .rates
        .push(rate(Cause::Exit, Scope::default(), 0.4));
    s.cohort.children.push(carecast::model::cohort::GivenChild {
        who: 1,
        id: String::new(),
        birthday: 1096,
        stream: 0,
        setting: 0,
        need: 0,
        placement_start: 0,
        care_start: 0,
        moves: 0,
        weekly_price: None,
    });
    let e = expected(s, &Grid::default());
    let turned: f64 = (0..48).map(|m| e.start.birthdays(m, 0, 0)).sum();
    near(turned, (-0.4f64 * after(1096.0)).exp(), 1e-9);
    near(turned, 0.301194, 4e-4);
    let nights: f64 = (0..48).map(|m| e.start.nights(m, 0, 0, 0)).sum();
    // Midnights: half a night less for the exits, which fall inside a day.
    near((nights + 0.5 * (1.0 - turned)) / 365.25, 1.747014, 4e-4);
    assert!(e.start.total(47).abs() < 1e-12);
}

/// Known answer 4d: piecewise hazards of two causes.
#[test]
fn competing_risks() {
    let mut s = spec(&["a", "gone"], 1);
    let edges = [0.0, 1.0 / 12.0, 0.25, 0.5, f64::INFINITY];
    for (i, (a, b)) in [(1.12, 2.0), (0.58, 1.2), (0.34, 0.8), (0.25, 0.6)]
        .into_iter()
        .enumerate()
    {
        for (cause, x) in [(Cause::Exit, a), (Cause::Breakdown, b)] {
            s.hazards.rates.push(rate(
                cause,
                Scope {
                    from_years: edges[i],
                    to_years: edges[i + 1],
                    ..Scope::settings(&[0])
                },
                x,
            ));
        }
    }
    s.hazards.destinations.push(DestinationRow {
        causes: vec![Cause::Breakdown],
        scope: Scope::default(),
        shares: vec![0.0, 1.0],
    });
    s.cohort.groups.push(group(0, 1, Vec::new()));
    let e = expected(s, &Grid::default());
    let all = e.all();
    let sum = |cause| (0..12).map(|m| all.events(m, 0, cause, 0, 0)).sum::<f64>();
    // The year has 365 days, a quarter of a day less than known for: at the last rates.
    let short = 0.25 / 365.25 * 0.281769;
    near(sum(Cause::Exit) + 0.25 * short, 0.232959, 1e-4);
    near(sum(Cause::Breakdown) + 0.6 * short, 0.485271, 1e-4);
    near(all.in_setting(11, 0) - 0.85 * short, 0.281769, 1e-4);
    let nights: f64 = (0..12).map(|m| all.nights(m, 0, 0, 0)).sum();
    near(
        (nights + 0.5 * (1.0 - 0.281769) + 0.25 * 0.28) / 365.25,
        0.484807,
        1e-4,
    );
}

/// Known answer 22: without entries the number never rises, without hazards it stays; children are conserved.
#[test]
fn extremes() {
    let mut s = made_up::council(300.0, 2, "2023-03-31");
    s.entries = carecast::model::entries::Entries::default();
    let e = expected(s.clone(), &Grid::default());
    let mut last = s.cohort.count() as f64;
    for month in 0..24 {
        let now = e.all().total(month);
        assert!(now <= last && e.new.total(month) == 0.0);
        last = now;
    }
    s.hazards.rates.clear();
    s.dimensions.age_out = 1e6;
    s.cohort.children.clear();
    let e = expected(s.clone(), &Grid::default());
    let n = s.cohort.count() as f64;
    for month in 0..24 {
        near(e.all().total(month), n, 1e-9);
    }
    let nights: f64 = (0..24)
        .flat_map(|m| (0..12).flat_map(move |s| (0..5).map(move |a| (m, s, a))))
        .map(|(m, s, a)| (0..2).map(|t| e.start.nights(m, t, s, a)).sum::<f64>())
        .sum();
    near(nights, n * 731.0, 1e-9);

    let s = made_up::council(300.0, 2, "2023-03-31");
    let model = Model::build(s).unwrap();
    let e = Expected::of(&model, &model.means(), &Grid::default());
    let all = e.all();
    let mut children = model.spec.cohort.count() as f64;
    for month in 0..24 {
        for stream in 0..2 {
            for age in 0..5 {
                let i = e.entry(month, stream, age);
                children += e.first_entries[i] + e.re_entries[i];
                for setting in 0..12 {
                    children -= all.events(month, stream, Cause::Exit, setting, age);
                }
            }
            for setting in 0..12 {
                children -= all.birthdays(month, stream, setting);
            }
        }
        near(all.total(month), children, 1e-4);
    }
}
