//! The expected-value engine against known answers, and against the simulation.

#![allow(
    clippy::disallowed_methods,
    reason = "formulas of the theory, compared within a tolerance"
)]

mod made_up;

use carecast::expect::{Expected, Grid, Stationary};
use carecast::model::cohort::{ElapsedCell, Group};
use carecast::model::entries::{Level, StreamEntries};
use carecast::model::hazards::{Cause, DestinationRow, RateRow, ReasonRow, Scope};
use carecast::model::{Dimensions, Model, Setting, Spec};
use carecast::words::calendar::Day;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Settings of these names, one age band, one stream, one exit besides the birthday, no ageing.
fn plain(names: &[&str]) -> Dimensions {
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

fn spec(names: &[&str], years: usize) -> Spec {
    let mut spec = Spec::empty(day("2022-03-31"), years, plain(names));
    spec.hazards.reasons.push(ReasonRow {
        scope: Scope::default(),
        shares: vec![1.0],
    });
    spec
}

fn rate(cause: Cause, scope: Scope, per_year: f64) -> RateRow {
    RateRow {
        cause,
        scope,
        per_year: per_year.into(),
    }
}

fn entries(per_year: f64, shares: &[f64]) -> StreamEntries {
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

fn group(setting: usize, count: u32, elapsed: Vec<ElapsedCell>) -> Group {
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
fn markov(spec: &mut Spec, q: &[&[f64]], exit: bool) {
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

fn expected(spec: Spec, grid: &Grid) -> Expected {
    let model = Model::build(spec).unwrap();
    Expected::of(&model, &model.means(), grid)
}

fn near(found: f64, known: f64, relative: f64) {
    assert!(
        (found - known).abs() <= relative * known.abs(),
        "{found} where {known} is known"
    );
}

const Q: [&[f64]; 3] = [
    &[-0.52, 0.10, 0.04, 0.38],
    &[0.18, -0.70, 0.22, 0.30],
    &[0.01, 0.03, -1.04, 1.00],
];

/// Known answer 1: 120 a year, mean stay 2.1 years, whatever the law: 252. Started with the stationary population.
#[test]
fn a_stationary_population_stays() {
    let mut s = spec(&["a"], 3);
    s.hazards
        .rates
        .push(rate(Cause::Exit, Scope::default(), 1.0 / 2.1));
    s.entries.streams.push(entries(120.0, &[1.0]));
    s.cohort.groups.push(group(0, 252, Vec::new()));
    let e = expected(s, &Grid::default());
    for month in 0..36 {
        near(e.all().total(month), 252.0, 1e-6);
    }
}

/// The same from empty, until it is reached, in two settings.
#[test]
fn from_empty_to_stationary() {
    let mut s = spec(&["a", "b"], 30);
    // Half of the stay in one setting, half in the other: not exponential.
    s.hazards
        .rates
        .push(rate(Cause::PlannedMove, Scope::settings(&[0]), 1.0 / 1.05));
    s.hazards
        .rates
        .push(rate(Cause::Exit, Scope::settings(&[1]), 1.0 / 1.05));
    s.hazards.destinations.push(DestinationRow {
        causes: vec![Cause::PlannedMove],
        scope: Scope::default(),
        shares: vec![0.0, 1.0],
    });
    s.entries.streams.push(entries(120.0, &[1.0, 0.0]));
    let grid = Grid {
        step: 28.0,
        ..Grid::default()
    };
    let e = expected(s, &grid);
    near(e.all().total(359), 252.0, 5e-4);
}

/// Known answer 4: a Markov process with exit, one year on from given numbers.
#[test]
fn a_markov_process_one_year_on() {
    for (start, known) in [
        ([1, 0, 0], [0.599712, 0.054914, 0.023845]),
        ([0, 1, 0], [0.098854, 0.502851, 0.094749]),
        ([0, 0, 1], [0.005937, 0.012925, 0.354885]),
    ] {
        let mut s = spec(&["F", "R", "S"], 1);
        // A year of 365 days is 365 / 365.25 years of hazard.
        let k = 365.25 / 365.0;
        let q: Vec<Vec<f64>> = Q
            .iter()
            .map(|r| r.iter().map(|x| x * k).collect())
            .collect();
        let rows: Vec<&[f64]> = q.iter().map(|r| r.as_slice()).collect();
        markov(&mut s, &rows, true);
        for (setting, n) in start.into_iter().enumerate() {
            if n > 0 {
                s.cohort.groups.push(group(setting, n, Vec::new()));
            }
        }
        let e = expected(s, &Grid::default());
        for (setting, p) in known.into_iter().enumerate() {
            assert!(
                (e.all().in_setting(11, setting) - p).abs() < 3e-6,
                "{setting} {p}"
            );
        }
    }
}

#[test]
fn a_markov_process_with_entries() {
    let mut s = spec(&["F", "R", "S"], 1);
    let k = 365.25 / 365.0;
    let q: Vec<Vec<f64>> = Q
        .iter()
        .map(|r| r.iter().map(|x| x * k).collect())
        .collect();
    let rows: Vec<&[f64]> = q.iter().map(|r| r.as_slice()).collect();
    markov(&mut s, &rows, true);
    s.entries
        .streams
        .push(entries(100.0 * k, &[0.7, 0.12, 0.18]));
    for (setting, n) in [300, 60, 45].into_iter().enumerate() {
        s.cohort.groups.push(group(setting, n, Vec::new()));
    }
    let e = expected(s, &Grid::default());
    for (setting, known) in [241.632, 58.413, 41.777].into_iter().enumerate() {
        near(e.all().in_setting(11, setting), known, 2e-5);
    }
}

/// Halving all steps and bins moves no stock of a month by 0.1%, in total and by setting.
#[test]
fn halving_the_step_changes_little() {
    for (size, years) in [(500.0, 1)] {
        let model = Model::build(made_up::council(size, years, "2023-03-31")).unwrap();
        let means = model.means();
        let clock = std::time::Instant::now();
        let a = Expected::of(&model, &means, &Grid::default()).all();
        println!("{years} years: {:?}", clock.elapsed());
        let b = Expected::of(&model, &means, &Grid::default().halved()).all();
        let mut worst: f64 = 0.0;
        for month in 0..12 * years {
            worst = worst.max((a.total(month) / b.total(month) - 1.0).abs());
            for setting in 0..12 {
                let (x, y) = (a.in_setting(month, setting), b.in_setting(month, setting));
                if (x / y - 1.0).abs() > worst {
                    println!("{month} {setting} {x} {y}");
                }
                worst = worst.max((x / y - 1.0).abs());
            }
        }
        println!("{years} years: largest change {worst:e}");
        assert!(worst < 1e-3, "{worst}");
    }
}

/// The cells of one model as the simulation counts them, and as expected: name, expected, and where in a record.
struct Cells {
    names: Vec<String>,
    expected: Vec<f64>,
    sum: Vec<f64>,
    squares: Vec<f64>,
}

fn compare(model: &Model, e: &Expected, replications: u64) -> Cells {
    use carecast::simulate::Engine;
    let d = &model.spec.dimensions;
    let (months, years) = (model.horizon.months.len(), model.horizon.years.len());
    let (ns, na, nt, ne) = (
        d.settings.len(),
        d.age_bands.len(),
        d.streams.len(),
        d.exits.len(),
    );
    let all = e.all();
    let sum = |f: &dyn Fn(usize, usize) -> f64| -> f64 {
        (0..nt).map(|t| (0..na).map(|a| f(t, a)).sum::<f64>()).sum()
    };
    let (mut names, mut expected) = (Vec::new(), Vec::new());
    let mut put = |name: String, x: f64| {
        names.push(name);
        expected.push(x);
    };
    for (cohort, counts) in [&e.start, &e.new].into_iter().enumerate() {
        for t in 0..nt {
            for s in 0..ns {
                for m in 0..months {
                    let n = |f: &dyn Fn(usize) -> f64| (0..na).map(f).sum::<f64>();
                    put(
                        format!("children {cohort} {t} {s} {m}"),
                        n(&|a| counts.children(m, t, s, a)),
                    );
                    put(
                        format!("nights {cohort} {t} {s} {m}"),
                        n(&|a| counts.nights(m, t, s, a)),
                    );
                }
            }
        }
    }
    for m in 0..months {
        put(format!("total children {m}"), all.total(m));
        for t in 0..nt {
            let x = (0..na)
                .map(|a| e.entry(m, t, a))
                .map(|i| e.first_entries[i] + e.re_entries[i]);
            put(format!("entries {t} {m}"), x.sum());
        }
        put(
            format!("re-entries {m}"),
            sum(&|t, a| e.re_entries[e.entry(m, t, a)]),
        );
        for x in 0..ne {
            let n = (0..ns)
                .map(|s| sum(&|t, a| e.exits(&all, (m, t), s, a, x)))
                .sum();
            put(format!("exits {x} {m}"), n);
        }
        for cause in [Cause::PlannedMove, Cause::Breakdown] {
            let n = (0..ns)
                .map(|s| sum(&|t, a| all.events(m, t, cause, s, a)))
                .sum();
            put(format!("{} {m}", cause.name()), n);
        }
    }
    for y in 0..years {
        let year = |f: &dyn Fn(usize) -> f64| (12 * y..12 * y + 12).map(f).sum::<f64>();
        for from in 0..ns {
            for to in 0..ns {
                let n = year(&|m| {
                    [Cause::PlannedMove, Cause::Breakdown]
                        .into_iter()
                        .map(|c| sum(&|t, a| e.moves(&all, (m, t), c, (from, to), a)))
                        .sum()
                });
                put(format!("moves {from} {to} {y}"), n);
            }
        }
        for a in 0..na {
            let n = (0..nt).map(|t| {
                (0..ns)
                    .map(|s| all.children(12 * y + 11, t, s, a))
                    .sum::<f64>()
            });
            put(format!("age {a} {y}"), n.sum());
            let n = year(&|m| {
                (0..nt)
                    .map(|t| {
                        (0..ns)
                            .map(|s| (0..ne).map(|x| e.exits(&all, (m, t), s, a, x)).sum::<f64>())
                            .sum::<f64>()
                    })
                    .sum()
            });
            put(format!("exits of age {a} {y}"), n);
            let n = year(&|m| {
                (0..nt)
                    .map(|t| e.entry(m, t, a))
                    .map(|i| e.first_entries[i] + e.re_entries[i])
                    .sum()
            });
            put(format!("entries of age {a} {y}"), n);
        }
    }
    let mut out = Cells {
        sum: vec![0.0; names.len()],
        squares: vec![0.0; names.len()],
        names,
        expected,
    };
    let mut engine = Engine::new(model);
    for replication in 0..replications {
        let r = engine.run_at_means(replication);
        let l = r.layout;
        let mut i = 0;
        let mut put = |x: f64| {
            out.sum[i] += x;
            out.squares[i] += x * x;
            i += 1;
        };
        for cohort in 0..2 {
            for t in 0..nt {
                for s in 0..ns {
                    for m in 0..months {
                        let cell = l.cell(l.group(cohort, t), s, m);
                        put(f64::from(r.children_end[cell]));
                        put(f64::from(r.nights[cell]));
                    }
                }
            }
        }
        for m in 0..months {
            let n: i32 = (0..l.groups())
                .map(|g| {
                    (0..ns)
                        .map(|s| r.children_end[l.cell(g, s, m)])
                        .sum::<i32>()
                })
                .sum();
            put(f64::from(n));
            for t in 0..nt {
                put(f64::from(r.entries[t * months + m]));
            }
            put(f64::from(r.re_entries[m]));
            for x in 0..ne {
                put(f64::from(r.exits[x * months + m]));
            }
            put(f64::from(r.planned_moves[m]));
            put(f64::from(r.breakdowns[m]));
        }
        for y in 0..years {
            for flow in &r.flows[y * ns * ns..(y + 1) * ns * ns] {
                put(f64::from(*flow));
            }
            for a in 0..na {
                put(f64::from(r.year_end_ages[y * na + a]));
                put(f64::from(r.exit_ages[a * years + y]));
                put(f64::from(r.entry_ages[a * years + y]));
            }
        }
        assert_eq!(i, out.names.len());
    }
    out
}

/// The largest |z| over all cells, and the worst of them in words.
fn worst(cells: &Cells, replications: u64) -> (f64, String) {
    let n = replications as f64;
    let mut list: Vec<(f64, String)> = cells
        .names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let mean = cells.sum[i] / n;
            let var = (cells.squares[i] / n - mean * mean).max(0.0);
            let x = cells.expected[i];
            // Rare events: never less than the variance of a Poisson count of what is expected.
            let sd = (var.max(x.min(1.0) * 0.5) / n).sqrt();
            let z = if x == 0.0 && mean == 0.0 {
                0.0
            } else {
                (mean - x) / sd
            };
            (
                z,
                format!("{name}: simulated {mean:.5}, expected {x:.5}, z {z:.2}"),
            )
        })
        .collect();
    list.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let words = list
        .iter()
        .take(12)
        .map(|(_, w)| w.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    (list[0].0.abs(), words)
}

/// Simulation and expectation of one model agree in every cell.
#[test]
fn the_simulation_agrees() {
    let replications = 10_000;
    let model = Model::build(made_up::council(110.0, 2, "2023-07-31")).unwrap();
    let e = Expected::of(&model, &model.means(), &Grid::default());
    let (z, words) = worst(&compare(&model, &e, replications), replications);
    println!("{words}");
    assert!(z < 5.0, "{words}");
}

/// The same where the exits of two settings run over time in the placement: agency foster care with the shape of all
/// exits, in-house foster care with a hazard that rises.
#[test]
fn the_simulation_agrees_on_exits_over_placement() {
    let replications = 10_000;
    let mut s = made_up::council(110.0, 2, "2023-07-31");
    s.hazards.exits_over_placement = vec![1, 2];
    for (from_years, to_years, per_year) in [(0.0, 0.25, 0.1), (0.25, 0.5, 0.4), (0.5, 18.0, 1.2)] {
        let scope = Scope {
            from_years,
            to_years,
            ..Scope::settings(&[1])
        };
        s.hazards.rates.push(rate(Cause::Exit, scope, per_year));
    }
    let model = Model::build(s).unwrap();
    let e = Expected::of(&model, &model.means(), &Grid::default());
    let (z, words) = worst(&compare(&model, &e, replications), replications);
    println!("{words}");
    assert!(z < 5.0, "{words}");
}

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

/// Known answer 4: child-years of the first year by setting, as costs at £550, £6,100 and £1,500 a week.
#[test]
fn a_markov_process_costs() {
    for (start, known) in [34_328.18, 236_445.01, 51_581.01].into_iter().enumerate() {
        let mut s = spec(&["F", "R", "S"], 1);
        let k = 365.25 / 365.0;
        let q: Vec<Vec<f64>> = Q
            .iter()
            .map(|r| r.iter().map(|x| x * k).collect())
            .collect();
        let rows: Vec<&[f64]> = q.iter().map(|r| r.as_slice()).collect();
        markov(&mut s, &rows, true);
        s.cohort.groups.push(group(start, 1, Vec::new()));
        let e = expected(s, &Grid::default());
        let all = e.all();
        let mut cost = 0.0;
        for (setting, weekly) in [550.0, 6_100.0, 1_500.0].into_iter().enumerate() {
            let nights: f64 = (0..12).map(|m| all.nights(m, 0, setting, 0)).sum();
            // Midnights, to time: half a night for each child at the start or the end.
            let (first, last) = (
                f64::from(u8::from(setting == start)),
                all.in_setting(11, setting),
            );
            cost += (nights - 0.5 * (last - first)) / 365.0 * 52.1786 * weekly;
        }
        near(cost, known, 2e-5);
    }
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

/// Known answer 5: the CAV model of the msm manual, ten years on.
#[test]
fn a_published_process_with_recovery() {
    let q: [&[f64]; 4] = [
        &[-0.17037, 0.12787, 0.0, 0.04250],
        &[0.22512, -0.60794, 0.34261, 0.04021],
        &[0.0, 0.13062, -0.43710, 0.30648],
        &[0.0, 0.0, 0.0, 0.0],
    ];
    for (start, known) in [
        [0.30940656, 0.09750021, 0.08787255, 0.5052207],
        [0.17165172, 0.06552639, 0.07794394, 0.6848780],
        [0.05898093, 0.02971653, 0.04665485, 0.8646477],
    ]
    .into_iter()
    .enumerate()
    {
        let mut s = spec(&["1", "2", "3", "4"], 10);
        let days = f64::from(carecast::model::horizon::Horizon::new(s.as_at, 10).days());
        let k = 10.0 * 365.25 / days;
        let scaled: Vec<Vec<f64>> = q
            .iter()
            .map(|r| r.iter().map(|x| x * k).collect())
            .collect();
        let rows: Vec<&[f64]> = scaled.iter().map(|r| r.as_slice()).collect();
        markov(&mut s, &rows, false);
        s.cohort.groups.push(group(start, 1, Vec::new()));
        let e = expected(
            s,
            &Grid {
                step: 28.0,
                ..Grid::default()
            },
        );
        for (setting, p) in known.into_iter().enumerate() {
            assert!(
                (e.all().in_setting(119, setting) - p).abs() < 1e-4,
                "{start} {setting}"
            );
        }
    }
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

/// Known answer 4: the stationary numbers of the Markov process; and elapsed times of exponential stays.
#[test]
fn a_stationary_population_and_its_elapsed_times() {
    let mut s = spec(&["F", "R", "S"], 1);
    markov(&mut s, &Q, true);
    s.entries.streams.push(entries(100.0, &[0.7, 0.12, 0.18]));
    let model = Model::build(s).unwrap();
    let edges = [0.0, 0.5, 1.0, 2.0, 5.0, 30.0];
    let found = Stationary::of(&model, &model.means(), &Grid::default(), &edges, &edges);
    for (setting, known) in [148.988, 39.775, 31.452].into_iter().enumerate() {
        let mut sum = 0.0;
        for care in 0..5 {
            for placement in 0..5 {
                for moves in 0..3 {
                    sum += found.children((0, setting, 0), care, placement, moves);
                }
            }
        }
        near(sum, known, 2e-4);
        let cells = found.elapsed(0, setting, 0, 0.0);
        near(cells.iter().map(|c| c.weight).sum(), 1.0, 1e-9);
        // Placements end at one rate: 1 − e^−λ of them are younger than a year (longer ones are cut at 30 years).
        let young: f64 = cells
            .iter()
            .filter(|c| c.placement.1 <= 1.0)
            .map(|c| c.weight)
            .sum();
        near(young, 1.0 - Q[setting][setting].exp(), 2e-4);
    }
}

/// A population started from the stationary numbers and elapsed times stays what it is.
#[test]
fn a_stationary_population_goes_on() {
    let mut s = made_up::council(400.0, 1, "2023-03-31");
    s.cohort = Default::default();
    s.entries.re_entry.clear();
    s.entries.pool = Default::default();
    for e in &mut s.entries.streams {
        e.month_factor.clear();
        e.year_factor.clear();
    }
    let model = Model::build(s.clone()).unwrap();
    let care = [0.0, 0.04, 0.16, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 18.0];
    let placement = [0.0, 0.02, 0.09, 0.25, 0.5, 1.0, 2.0, 5.0, 18.0];
    let clock = std::time::Instant::now();
    let found = Stationary::of(&model, &model.means(), &Grid::default(), &care, &placement);
    println!("stationary: {:?}", clock.elapsed());
    let mut start = 0.0;
    for stream in 0..2 {
        for setting in 0..12 {
            for age in 0..5 {
                let cells = found.elapsed(stream, setting, age, 0.0);
                let n: f64 = (0..9)
                    .flat_map(|c| (0..8).flat_map(move |p| (0..3).map(move |m| (c, p, m))))
                    .map(|(c, p, m)| found.children((stream, setting, age), c, p, m))
                    .sum();
                if n <= 0.0 {
                    continue;
                }
                start += n;
                let edges = [0.0, 1.0, 5.0, 10.0, 16.0, 18.0];
                s.cohort.groups.push(Group {
                    id: format!("{stream} {setting} {age}"),
                    setting,
                    ages: (edges[age], edges[age + 1]),
                    stream,
                    need: 0,
                    // Thousands, as groups are whole children.
                    count: (1000.0 * n).round() as u32,
                    elapsed: cells,
                    weekly_price: None,
                });
            }
        }
    }
    for e in &mut s.entries.streams {
        if let Level::First(carecast::model::value::Value::Certain(x)) = e.level {
            e.level = Level::First((1000.0 * x).into());
        }
    }
    let clock = std::time::Instant::now();
    let e = expected(s, &Grid::default());
    println!("a year of many cells: {:?}", clock.elapsed());
    // Ages in a band are not even, so it moves a little.
    let end = e.all().total(11) / 1000.0;
    println!("{start} {end}");
    near(end, start, 0.02);
}
