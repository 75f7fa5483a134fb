//! The cells of a model as the simulation counts them, and as expected.

use carecast::expect::Expected;
use carecast::model::Model;
use carecast::model::hazards::Cause;
use carecast::simulate::{Engine, Record};

/// Nights of a stay within a year, to tell what is rare: the rare stays in homes are long.
const STAY: f64 = 120.0;

type Read = Box<dyn Fn(&Record) -> f64>;

/// One number of a replication, and its expectation.
pub struct Cell {
    pub name: String,
    pub expected: f64,
    /// What one child, or one event, adds to it.
    unit: f64,
    read: Read,
}

/// The cells of one model.
pub struct Cells<'a> {
    model: &'a Model,
    e: &'a Expected,
    pub list: Vec<Cell>,
}

impl<'a> Cells<'a> {
    pub fn of(model: &'a Model, e: &'a Expected) -> Cells<'a> {
        let mut cells = Cells {
            model,
            e,
            list: Vec::new(),
        };
        cells.months();
        cells.events();
        cells.years();
        cells
    }

    fn put(&mut self, name: String, expected: f64, read: impl Fn(&Record) -> f64 + 'static) {
        self.put_in(name, expected, 1.0, read);
    }

    fn put_in(
        &mut self,
        name: String,
        expected: f64,
        unit: f64,
        read: impl Fn(&Record) -> f64 + 'static,
    ) {
        let read = Box::new(read);
        self.list.push(Cell {
            name,
            expected,
            unit,
            read,
        });
    }

    /// Settings, age bands, streams, exits.
    fn sizes(&self) -> [usize; 4] {
        let d = &self.model.spec.dimensions;
        [
            d.settings.len(),
            d.age_bands.len(),
            d.streams.len(),
            d.exits.len(),
        ]
    }

    /// Slots of a setting: its own, and the unregistered part of it.
    fn slots(&self, setting: usize) -> Vec<usize> {
        let slots = self.model.slots.iter().enumerate();
        slots
            .filter(|(_, s)| s.setting == setting)
            .map(|(i, _)| i)
            .collect()
    }

    /// Sum over streams and ages.
    fn sum(&self, f: impl Fn(usize, usize) -> f64) -> f64 {
        let [_, na, nt, _] = self.sizes();
        (0..nt).map(|t| (0..na).map(|a| f(t, a)).sum::<f64>()).sum()
    }

    /// Children by setting at the end of each month, by whether in care at the start and by stream.
    fn months(&mut self) {
        let [ns, na, nt, _] = self.sizes();
        let months = self.model.horizon.months.len();
        let open = self.model.horizon.first_open_month();
        let e = self.e;
        let all = e.all();
        for (cohort, counts) in [&e.start, &e.new].into_iter().enumerate() {
            for t in 0..nt {
                for s in 0..ns {
                    for m in open..months {
                        let n = (0..na).map(|a| counts.children(m, t, s, a)).sum();
                        let slots = self.slots(s);
                        self.put(format!("children {cohort} {t} {s} {m}"), n, move |r| {
                            let l = r.layout;
                            let of = |s: &usize| r.children_end[l.cell(l.group(cohort, t), *s, m)];
                            f64::from(slots.iter().map(of).sum::<i32>())
                        });
                    }
                }
            }
        }
        for m in open..months {
            self.put(format!("total children {m}"), all.total(m), move |r| {
                let l = r.layout;
                let slots = |g| (0..l.slots).map(move |s| (g, s));
                let of = |(g, s)| r.children_end[l.cell(g, s, m)];
                f64::from((0..l.groups()).flat_map(slots).map(of).sum::<i32>())
            });
        }
    }

    /// Entries, exits and moves by month; moves by setting, entries and exits by age and year.
    fn events(&mut self) {
        let [ns, na, nt, ne] = self.sizes();
        let (months, years) = (
            self.model.horizon.months.len(),
            self.model.horizon.years.len(),
        );
        let e = self.e;
        let all = e.all();
        for m in self.model.horizon.first_open_month()..months {
            for t in 0..nt {
                let x = (0..na)
                    .map(|a| e.entry(m, t, a))
                    .map(|i| e.first_entries[i] + e.re_entries[i])
                    .sum();
                self.put(format!("entries {t} {m}"), x, move |r| {
                    f64::from(r.entries[t * months + m])
                });
            }
            let x = self.sum(|t, a| e.re_entries[e.entry(m, t, a)]);
            self.put(format!("re-entries {m}"), x, move |r| {
                f64::from(r.re_entries[m])
            });
            for x in 0..ne {
                let n = (0..ns)
                    .map(|s| self.sum(|t, a| e.exits(&all, (m, t), s, a, x)))
                    .sum();
                self.put(format!("exits {x} {m}"), n, move |r| {
                    f64::from(r.exits[x * months + m])
                });
            }
            for cause in [Cause::PlannedMove, Cause::Breakdown] {
                let n = (0..ns)
                    .map(|s| self.sum(|t, a| all.events(m, t, cause, s, a)))
                    .sum();
                self.put(format!("{} {m}", cause.name()), n, move |r| {
                    f64::from(match cause {
                        Cause::PlannedMove => r.planned_moves[m],
                        _ => r.breakdowns[m],
                    })
                });
            }
        }
        for y in 0..years {
            let year = |f: &dyn Fn(usize) -> f64| (12 * y..12 * y + 12).map(f).sum::<f64>();
            for from in 0..ns {
                for to in 0..ns {
                    let n = year(&|m| {
                        [Cause::PlannedMove, Cause::Breakdown]
                            .into_iter()
                            .map(|c| self.sum(|t, a| e.moves(&all, (m, t), c, (from, to), a)))
                            .sum()
                    });
                    self.put(format!("moves {from} {to} {y}"), n, move |r| {
                        f64::from(r.flows[(y * ns + from) * ns + to])
                    });
                }
            }
            for a in 0..na {
                let n = (0..nt).map(|t| {
                    (0..ns)
                        .map(|s| all.children(12 * y + 11, t, s, a))
                        .sum::<f64>()
                });
                self.put(format!("age {a} {y}"), n.sum(), move |r| {
                    f64::from(r.year_end_ages[y * na + a])
                });
                let n = year(&|m| {
                    (0..nt)
                        .map(|t| {
                            (0..ns)
                                .map(|s| {
                                    (0..ne).map(|x| e.exits(&all, (m, t), s, a, x)).sum::<f64>()
                                })
                                .sum::<f64>()
                        })
                        .sum()
                });
                self.put(format!("exits of age {a} {y}"), n, move |r| {
                    f64::from(r.exit_ages[a * years + y])
                });
                let n = year(&|m| {
                    (0..nt)
                        .map(|t| e.entry(m, t, a))
                        .map(|i| e.first_entries[i] + e.re_entries[i])
                        .sum()
                });
                self.put(format!("entries of age {a} {y}"), n, move |r| {
                    f64::from(r.entry_ages[a * years + y])
                });
            }
        }
    }

    /// Children, nights and cost by slot and year, by whether in care at the start and by stream.
    fn years(&mut self) {
        let [_, _, nt, _] = self.sizes();
        let e = self.e;
        for (cohort, counts) in [&e.start, &e.new].into_iter().enumerate() {
            for t in 0..nt {
                for s in 0..self.model.slots.len() {
                    for y in 0..self.model.horizon.years.len() {
                        let months = 12 * y..12 * y + 12;
                        let sum = |f: &dyn Fn(usize) -> f64| months.clone().map(f).sum::<f64>();
                        let name = format!("{cohort} {t} {s} {y}");
                        let n = sum(&|m| counts.slot_nights(m, t, s));
                        let all = months.clone();
                        let nights = n;
                        self.put_in(format!("nights {name}"), n, STAY, move |r| {
                            let l = r.layout;
                            let of = |m| r.nights[l.cell(l.group(cohort, t), s, m)];
                            f64::from(all.clone().map(of).sum::<i32>())
                        });
                        let n = sum(&|m| counts.cost(m, t, s));
                        let all = months.clone();
                        let stay = STAY * n / nights.max(1e-9);
                        self.put_in(format!("cost {name}"), n, stay, move |r| {
                            let l = r.layout;
                            let of = |m| r.cost[l.cell(l.group(cohort, t), s, m)];
                            all.clone().map(of).sum::<i64>() as f64 / 700.0
                        });
                        let m = 12 * y + 11;
                        let children = counts.slot_children(m, t, s);
                        let n = children;
                        self.put(format!("slot children {name}"), n, move |r| {
                            f64::from(
                                r.children_end[r.layout.cell(r.layout.group(cohort, t), s, m)],
                            )
                        });
                        let n = counts.weekly(m, t, s);
                        let each = n / children.max(1e-9);
                        self.put_in(format!("weekly {name}"), n, each, move |r| {
                            r.weekly_end[r.layout.cell(r.layout.group(cohort, t), s, m)] as f64
                                / 100.0
                        });
                    }
                }
            }
        }
        let all = e.all();
        for s in 0..self.model.slots.len() {
            for y in 0..self.model.horizon.years.len() {
                let months = 12 * y..12 * y + 12;
                let n = months.clone().map(|m| all.slot_cost(m, s)).sum();
                self.put(format!("cost of all {s} {y}"), n, move |r| {
                    let l = r.layout;
                    let cells = months
                        .clone()
                        .flat_map(|m| (0..l.groups()).map(move |g| (g, m)));
                    cells.map(|(g, m)| r.cost[l.cell(g, s, m)]).sum::<i64>() as f64 / 700.0
                });
            }
        }
    }

    /// The largest |z| over all cells of `replications` at the means, and the worst of them in words.
    pub fn worst(&self, replications: u64) -> (f64, String) {
        let mut sums = vec![(0.0, 0.0); self.list.len()];
        let mut engine = Engine::new(self.model);
        for replication in 0..replications {
            let record = engine.run_at_means(replication);
            for (cell, (sum, squares)) in self.list.iter().zip(&mut sums) {
                let x = (cell.read)(record);
                *sum += x;
                *squares += x * x;
            }
        }
        let n = replications as f64;
        let mut list: Vec<(f64, String)> = self
            .list
            .iter()
            .zip(sums)
            .map(|(cell, (sum, squares))| {
                let mean = sum / n;
                let var = (squares / n - mean * mean).max(0.0);
                let x = cell.expected;
                // Rare events: never less than the variance of a Poisson count of what is expected.
                let u = cell.unit;
                let floor = (x / u).min(1.0) * 0.5 * u * u;
                // Where fewer came than are expected the spread is too small with them: that of what is expected.
                let few = if mean > 0.0 && mean < x {
                    squares / n * (x / mean) - x * x
                } else {
                    0.0
                };
                let sd = (var.max(floor).max(few) / n).sqrt();
                let z = if x == 0.0 && mean == 0.0 {
                    0.0
                } else {
                    (mean - x) / sd
                };
                let name = &cell.name;
                (
                    z,
                    format!("{name}: simulated {mean:.5}, expected {x:.5}, z {z:.2}"),
                )
            })
            .collect();
        list.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        let words: Vec<&str> = list.iter().take(25).map(|(_, w)| w.as_str()).collect();
        (list[0].0.abs(), words.join("\n"))
    }
}
