//! What no change may break, on random small models: children are conserved, settings sum to the total, nobody is
//! looked after past the birthday, and the same question has the same answer.

mod support;

use carecast::model::entries::{Level, ReEntryBand};
use carecast::model::hazards::{Cause, DestinationRow, Scope};
use carecast::model::prices::{AppliesTo, Uplift};
use carecast::model::value::Value;
use carecast::model::{Model, Spec};
use carecast::simulate::{Engine, Record};
use carecast::words::calendar::Day;
use proptest::prelude::*;
use support::*;

/// What a random model is made of.
#[derive(Clone, Debug)]
struct Made {
    month: u32,
    years: usize,
    settings: usize,
    /// By setting: exit, planned move, breakdown, weekly price in whole pence.
    rows: Vec<(f64, f64, f64, u32)>,
    /// Rates change by this factor after half a year.
    later: f64,
    /// Setting, birthday, days in placement, days in care before that, moves.
    children: Vec<(usize, i32, i32, i32, u8)>,
    entries: f64,
    re_entry: f64,
    spread: f64,
    uplift: f64,
    seed: u64,
}

fn made() -> impl Strategy<Value = Made> {
    let row = (0.0..3.0f64, 0.0..3.0f64, 0.0..3.0f64, 1u32..2_000_000);
    let child = (0usize..4, 1i32..4_000, 0i32..900, 0i32..900, 0u8..4);
    (
        (1u32..=12, 1usize..4, 1usize..=4, any::<u64>()),
        prop::collection::vec(row, 4),
        0.0..2.0f64,
        prop::collection::vec(child, 0..40),
        (0.0..150.0f64, 0.0..2.0f64, 0.0..0.6f64, -0.1..0.2f64),
    )
        .prop_map(
            |(
                (month, years, settings, seed),
                rows,
                later,
                children,
                (entries, re_entry, spread, uplift),
            )| Made {
                month,
                years,
                settings,
                rows,
                later,
                children,
                entries,
                re_entry,
                spread,
                uplift,
                seed,
            },
        )
}

impl Made {
    fn spec(&self) -> Spec {
        let as_at = Day::from_ymd(2023, self.month, 1).unwrap().plus(-1);
        let mut small = Small::at(as_at, self.settings, &["general"], self.years);
        small.spec.seed = self.seed;
        let d = &mut small.spec.dimensions;
        d.age_out = 18.0;
        d.age_bands = vec![
            "under 10".to_owned(),
            "10-15".to_owned(),
            "16-17".to_owned(),
        ];
        d.age_edges = vec![10.0, 16.0];
        for (i, (exit, planned, broken, pence)) in self.rows.iter().take(self.settings).enumerate()
        {
            for (cause, rate) in [
                (Cause::Exit, exit),
                (Cause::PlannedMove, planned),
                (Cause::Breakdown, broken),
            ] {
                small = small.band(cause, i, 0.0, 0.5, *rate).band(
                    cause,
                    i,
                    0.5,
                    f64::INFINITY,
                    rate * self.later,
                );
            }
            small = small.price(i, f64::from(*pence) / 100.0);
            small.spec.prices.rows[i].price.spread = self.spread;
        }
        for (setting, birthday, placement, before, moves) in &self.children {
            small = small.children_elapsed(setting % self.settings, 0, 1, *placement);
            let c = small.spec.cohort.children.last_mut().unwrap();
            c.birthday = *birthday;
            c.care_start -= before;
            c.moves = *moves;
        }
        let shares: Vec<f64> = (0..self.settings).map(|i| 1.0 + i as f64).collect();
        small = small.entries(self.entries, &shares, Vec::new(), &[0.7, 0.2, 0.1]);
        let mut spec = small.spec;
        spec.entries.streams[0].ages = vec![(0.0, 10.0, 0.5), (10.0, 18.0, 0.5)];
        spec.entries.re_entry = vec![vec![ReEntryBand {
            until_years: 3.0,
            per_year: Value::Certain(self.re_entry),
        }]];
        spec.hazards.destinations.push(DestinationRow {
            causes: vec![Cause::PlannedMove, Cause::Breakdown],
            scope: Scope::default(),
            shares,
        });
        spec.prices.uplifts.push(Uplift {
            settings: vec![0],
            applies_to: AppliesTo::Existing,
            date: (4, 1),
            years: Vec::new(),
            rate: Value::Certain(self.uplift),
        });
        spec
    }

    fn build(&self) -> Model {
        Model::build(self.spec()).unwrap()
    }
}

fn sum(x: &[u32]) -> i64 {
    x.iter().map(|x| i64::from(*x)).sum()
}

fn in_month(table: &[u32], months: usize, month: usize) -> i64 {
    table
        .iter()
        .skip(month)
        .step_by(months)
        .map(|x| i64::from(*x))
        .sum()
}

/// All nights of a month.
fn month_nights(r: &Record, m: usize) -> i64 {
    over_slots(r, |stream, slot| nights(r, stream, slot, m..m + 1))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn children_are_conserved(made in made()) {
        let model = made.build();
        let mut engine = Engine::new(&model);
        for replication in 0..3 {
            let r = engine.run(replication, 0);
            let months = r.layout.months;
            let mut before = made.children.len() as i64;
            for m in model.horizon.first_open_month()..months {
                let now = all_stock(r, m);
                let came = in_month(&r.entries, months, m);
                let went = in_month(&r.exits, months, m);
                prop_assert_eq!(now, before + came - went, "month {}", m);
                before = now;
            }
            prop_assert_eq!(sum(&r.entries), sum(&r.entry_ages));
            prop_assert_eq!(sum(&r.exits), sum(&r.exit_ages));
            prop_assert_eq!(sum(&r.flows), sum(&r.planned_moves) + sum(&r.breakdowns));
            prop_assert_eq!(r.events as i64, sum(&r.flows) + sum(&r.exits));
            for year in 0..r.layout.years {
                let ages = &r.year_end_ages[year * 3..year * 3 + 3];
                prop_assert_eq!(sum(ages), all_stock(r, 12 * year + 11));
                prop_assert!(i64::from(r.children_in_year[year]) >= sum(ages));
            }
        }
    }

    /// Moves take no night and add none: with the same exits in every setting the nights in care are those of children
    /// who never move.
    #[test]
    fn nights_by_setting_sum_to_nights_in_care(mut made in made()) {
        let first = made.rows[0].0;
        made.rows.iter_mut().for_each(|r| r.0 = first);
        let mut still = made.clone();
        still.rows.iter_mut().for_each(|r| (r.1, r.2) = (0.0, 0.0));
        let (a, b) = (made.build(), still.build());
        let (mut a, mut b) = (Engine::new(&a), Engine::new(&b));
        for replication in 0..3 {
            let (a, b) = (a.run(replication, 0), b.run(replication, 0));
            for m in 0..a.layout.months {
                prop_assert_eq!(month_nights(a, m), month_nights(b, m));
            }
            prop_assert_eq!(&a.exits, &b.exits);
        }
    }

    /// Where every child pays the same all the time, cost is nights × price in every setting and month, in sevenths of
    /// a penny; in any case the lines sum to the total.
    #[test]
    fn lines_sum_to_the_total(mut made in made()) {
        for plain in [false, true] {
            if plain {
                (made.spread, made.uplift) = (0.0, 0.0);
            }
            let model = made.build();
            let mut engine = Engine::new(&model);
            for replication in 0..3 {
                let r = engine.run(replication, 0);
                let width = r.layout.months + 1;
                let mut by_line = vec![0i64; model.spec.finance.lines.len()];
                for group in 0..r.layout.groups() {
                    for (slot, s) in model.slots.iter().enumerate() {
                        let at = r.layout.cell(group, slot, 0);
                        by_line[s.line.unwrap()] += r.cost[at..at + width - 1].iter().sum::<i64>();
                        for i in at..at + width - 1 {
                            prop_assert!(r.nights[i] >= 0 && r.cost[i] >= 0 && r.children_end[i] >= 0);
                            if plain {
                                let weekly = i64::from(made.rows[s.setting].3);
                                prop_assert_eq!(r.cost[i], i64::from(r.nights[i]) * weekly);
                                prop_assert_eq!(r.weekly_end[i], i64::from(r.children_end[i]) * weekly);
                            }
                        }
                    }
                }
                let total: i64 = (0..width - 1).map(|m| r.cost.iter().skip(m).step_by(width).sum::<i64>()).sum();
                prop_assert_eq!(by_line.iter().sum::<i64>(), total);
            }
        }
    }

    /// Nobody leaves but by the birthday: each child's nights are those to it.
    #[test]
    fn nobody_is_looked_after_past_the_birthday(mut made in made()) {
        made.rows.iter_mut().for_each(|r| r.0 = 0.0);
        made.entries = 0.0;
        let model = made.build();
        let end = model.horizon.days();
        let mut engine = Engine::new(&model);
        let r = engine.run(0, 0);
        let expected: i64 = made.children.iter().map(|c| i64::from(c.1.min(end))).sum();
        let slept: i64 = (0..r.layout.months).map(|m| month_nights(r, m)).sum();
        prop_assert_eq!(slept, expected);
        let turned = made.children.iter().filter(|c| c.1 < end).count() as i64;
        prop_assert_eq!(sum(&r.exits[r.layout.months..]), turned);
        prop_assert_eq!(sum(&r.exits), turned);
    }

    /// Entrants of 17 in the first year only: nobody is left a year later.
    #[test]
    fn entrants_leave_at_the_birthday(mut made in made()) {
        made.years = 3;
        made.children.clear();
        made.re_entry = 0.0;
        let mut spec = made.spec();
        spec.entries.streams[0].ages = vec![(17.0, 18.0, 1.0)];
        let mut factor = vec![0.0; 36];
        factor[..12].fill(1.0);
        spec.entries.streams[0].month_factor = factor;
        let model = Model::build(spec).unwrap();
        let mut engine = Engine::new(&model);
        for replication in 0..3 {
            let r = engine.run(replication, 0);
            for m in 24..36 {
                prop_assert_eq!(all_stock(r, m), 0);
            }
            prop_assert_eq!(sum(&r.exits), sum(&r.entries));
        }
    }

    #[test]
    fn without_entries_the_number_never_rises(mut made in made()) {
        made.entries = 0.0;
        made.re_entry = 0.0;
        let model = made.build();
        let mut engine = Engine::new(&model);
        for replication in 0..3 {
            let r = engine.run(replication, 0);
            let mut before = made.children.len() as i64;
            for m in model.horizon.first_open_month()..r.layout.months {
                prop_assert!(all_stock(r, m) <= before);
                before = all_stock(r, m);
            }
            prop_assert_eq!(sum(&r.entries), 0);
        }
    }

    /// The same record again, from the same engine and from another, in any order of replications.
    #[test]
    fn the_same_question_has_the_same_answer(made in made(), mut order in Just((0u64..5).collect::<Vec<_>>()).prop_shuffle()) {
        let model = made.build();
        let again = made.build();
        let records: Vec<Record> = replicate(&model, 5, Clone::clone);
        let mut engine = Engine::new(&again);
        order.extend([0, 0]);
        for replication in order {
            prop_assert!(*engine.run(replication, 0) == records[replication as usize]);
            engine.run(replication, 1);
        }
    }

    /// Another level of entries leaves the children in care at the start alone.
    #[test]
    fn entries_change_no_child_in_care_at_the_start(made in made(), other in 0.0..150.0f64) {
        let a = made.build();
        let mut spec = made.spec();
        spec.entries.streams[0].level = Level::First(Value::Certain(other));
        let b = Model::build(spec).unwrap();
        let (mut a, mut b) = (Engine::new(&a), Engine::new(&b));
        let (a, b) = (a.run(0, 0), b.run(0, 0));
        let known = a.layout.cell(a.layout.group(1, 0), 0, 0);
        prop_assert_eq!(&a.cost[..known], &b.cost[..known]);
        prop_assert_eq!(&a.nights[..known], &b.nights[..known]);
    }
}
