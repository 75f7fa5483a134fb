//! Finite supply: Erlang's loss and overflow (known answer 11), the ends of capacity (ample, none), the monotone case,
//! conservation.

use super::support::{stats::*, *};
use carecast::model::Model;
use carecast::model::effect::{
    Block, Constellations, Course, Effect, LeavingEffect, MarketEffect, Reviews, SupplyEffect,
    Transfer, UsableEffect,
};
use carecast::model::entries::ReEntryBand;
use carecast::model::hazards::Cause;
use carecast::model::intervention::Intervention;
use carecast::model::supply::{
    Approvals, Ask, Class, Count, Home, HouseholdKind, LeavesWith, Market, Opening, Provider,
    Response, Rung, Staffing, StayingPut, Stock, Supply,
};
use carecast::model::value::Value;
use carecast::simulate::Record;

fn rung(setting: usize, by: Provider, fits: bool) -> Rung {
    Rung { setting, by, fits }
}

pub fn kind(share: f64, places: u32, ages: (f64, f64)) -> HouseholdKind {
    HouseholdKind {
        share,
        places,
        ages,
        need_to: 4,
    }
}

pub const ALL_AGES: (f64, f64) = (0.0, 100.0);

/// Asked for in setting 0: `households` of one place, and beyond them setting 1, always.
pub fn one_class(households: u32) -> Supply {
    let class = Class {
        name: "family".to_owned(),
        ladder: vec![
            rung(0, Provider::Household, true),
            rung(1, Provider::Anyone, true),
        ],
    };
    let ask = |setting| Ask {
        setting,
        class: 0,
        share: 1.0.into(),
    };
    let mut supply = Supply::new(vec![class], vec![ask(0), ask(1)]);
    supply.households.stock = vec![Stock {
        id: "stock".to_owned(),
        count: households,
        kinds: vec![kind(1.0, 1, ALL_AGES)],
    }];
    supply
}

/// Number 11: offered load A on c places. Carried is A (1 − B), the overflow's mean A B and variance by Riordan's formula;
/// B, and with it both means, does not depend on the law of stay.
#[test]
fn erlang_loss_and_overflow() {
    let years = 4;
    let stay = 0.25;
    for (a, c, blocked, overflow, variance_of_it, n) in [
        (20.0, 20, 0.158892, 3.177839, Some(8.292013), 6_000),
        (100.0, 105, 0.0482608, 4.826077, Some(26.1133), 2_000),
    ] {
        let scale = stay / libm::tgamma(1.0 + 1.0 / 0.7);
        let edges = log_edges(1e-6, 20.0, 200);
        let laws = [("exponential", true), ("Weibull 0.7", false)];
        for (law, exponential) in laws {
            let mut small = Small::new(2, years).seed(31);
            for setting in 0..2 {
                small = if exponential {
                    small.rate(Cause::Exit, setting, 1.0 / stay)
                } else {
                    let cumulative = |t: f64| libm::pow(t / scale, 0.7);
                    small.hazard(Cause::Exit, setting, &edges, cumulative)
                };
            }
            let mut small = small.singles(a / stay, &[1.0, 0.0]);
            small.spec.supply = Some(one_class(c));
            let model = small.build();
            let last = 12 * years - 1;
            let counts = replicate(&model, n, |r| {
                (stock(r, 0, 0, last) as f64, stock(r, 0, 1, last) as f64)
            });
            let carried: Vec<f64> = counts.iter().map(|x| x.0).collect();
            let over: Vec<f64> = counts.iter().map(|x| x.1).collect();
            assert!(carried.iter().all(|n| *n <= f64::from(c)));
            let name = format!("11 A={a} c={c}, {law}");
            near(
                &format!("{name}, carried"),
                mean(&carried),
                a * (1.0 - blocked),
                0.0,
            );
            near(&format!("{name}, overflow"), mean(&over), overflow, 0.0);
            if let Some(v) = variance_of_it.filter(|_| exponential) {
                near(&format!("{name}, its variance"), variance(&over), v, 0.0);
            }
        }
    }
}

/// Three settings, moves of both causes, siblings, re-entry; the third is asked for by itself.
fn council(first: &[f64]) -> Small {
    let mut small = Small::new(3, 3).seed(32);
    for i in 0..3 {
        small = small
            .children(i, 0, 25)
            .band(Cause::Exit, i, 0.0, 0.5, 0.9)
            .band(Cause::Exit, i, 0.5, f64::INFINITY, 0.4)
            .rate(Cause::PlannedMove, i, 0.5)
            .rate(Cause::Breakdown, i, 0.3 + 0.1 * i as f64)
            .moves(&[Cause::PlannedMove, Cause::Breakdown], i, first)
            .price(i, 500.0 * (i + 1) as f64);
    }
    small.spec.prices.rows[2].price.spread = 0.4;
    small.spec.entries.re_entry = vec![vec![ReEntryBand {
        until_years: 5.0,
        per_year: Value::Certain(0.1),
    }]];
    small.entries(60.0, first, Vec::new(), &[0.7, 0.2, 0.1])
}

fn records(model: &Model, n: u64) -> Vec<Record> {
    replicate(model, n, Record::clone)
}

/// With room for everybody the run is, child for child, one without supply in which whoever would have gone to the next
/// provider goes to the first; without a place it is one in which everybody goes to the next.
#[test]
fn ample_supply_and_none() {
    let shares = [0.5, 0.3, 0.2];
    for (households, instead) in [(600, [0.8, 0.0, 0.2]), (0, [0.0, 0.8, 0.2])] {
        let mut with = council(&shares);
        let mut plain = council(&instead);
        for spec in [&mut with.spec, &mut plain.spec] {
            // Nobody is in a household at the start: there may be none.
            spec.cohort
                .children
                .iter_mut()
                .for_each(|c| c.setting = c.setting.max(1));
        }
        with.spec.supply = Some(one_class(households));
        let (with, plain) = (records(&with.build(), 40), records(&plain.build(), 40));
        for (w, p) in with.iter().zip(&plain) {
            assert!(flat(w) == flat(p), "{households} households");
        }
    }
}

/// One class, one rate of exit wherever the child is, the next provider dearer: on the same random numbers fewer places
/// never cost less, and the children who have one are among those who would have had one.
#[test]
fn fewer_places_never_cost_less() {
    let costs = |households: u32| -> Vec<f64> {
        let mut small = Small::new(2, 3).seed(33).price(0, 500.0).price(1, 1_000.0);
        for setting in 0..2 {
            small = small.rate(Cause::Exit, setting, 0.9);
        }
        let mut small = small.entries(30.0, &[1.0, 0.0], Vec::new(), &[0.7, 0.2, 0.1]);
        small.spec.supply = Some(one_class(households));
        replicate(&small.build(), 100, |r| cost(r, 0, 0..36))
    };
    let mut before = costs(60);
    for households in [59, 45, 30, 29, 28, 12, 3, 1, 0] {
        let now = costs(households);
        assert!(now.iter().zip(&before).all(|(n, b)| n >= b), "{households}");
        // At 45 and more hardly anybody is refused.
        let dearer = now.iter().sum::<f64>() > before.iter().sum();
        assert!(dearer || households > 30, "{households}");
        before = now;
    }
}

pub fn course(start: i32, ramp_months: u32, delivery: f64) -> Course {
    Course {
        start,
        ramp_months,
        end: i32::MAX,
        delivery: delivery.into(),
    }
}

/// A council with everything: households that come and go, a home, markets, Staying Put; settings 0 household, 1 agency,
/// 2 own home, 3 other home, 4 crisis.
fn full(effects: Vec<SupplyEffect>) -> Small {
    let mut small = Small::new(5, 3).seed(34);
    small.spec.dimensions.age_bands = ["under 10", "10 and over"].map(str::to_owned).to_vec();
    small.spec.dimensions.age_edges = vec![10.0];
    small.spec.dimensions.age_out = 18.0;
    let birthday = |i: usize| 200 + 61 * i as i32;
    let mut small = small
        .children_elapsed(0, 0, 40, 400)
        .children_elapsed(1, 0, 30, 400)
        .children_elapsed(2, 0, 3, 400)
        .children_elapsed(3, 0, 15, 400);
    for (i, c) in small.spec.cohort.children.iter_mut().enumerate() {
        c.birthday = birthday(i);
    }
    let shares = [0.45, 0.3, 0.05, 0.2, 0.0];
    for i in 0..5 {
        small = small
            .rate(Cause::Exit, i, 0.3)
            .rate(Cause::PlannedMove, i, 0.2)
            .band(Cause::Breakdown, i, 0.0, 0.5, 0.6)
            .band(Cause::Breakdown, i, 0.5, f64::INFINITY, 0.2)
            .moves(&[Cause::PlannedMove, Cause::Breakdown], i, &shares)
            .price(i, [500.0, 1_000.0, 3_000.0, 6_000.0, 14_000.0][i]);
    }
    let mut small = small.entries(60.0, &shares, Vec::new(), &[0.6, 0.3, 0.1]);
    small.spec.entries.streams[0].ages = vec![(0.0, 17.9, 1.0)];
    small.spec.entries.re_entry = vec![vec![ReEntryBand {
        until_years: 5.0,
        per_year: Value::Certain(0.1),
    }]];
    let family = Class {
        name: "family".to_owned(),
        ladder: vec![
            rung(0, Provider::Household, true),
            rung(1, Provider::Market(0), true),
            rung(2, Provider::Home, false),
            rung(3, Provider::Market(1), false),
            rung(4, Provider::Anyone, false),
        ],
    };
    let home = Class {
        name: "home".to_owned(),
        ladder: family.ladder[2..]
            .iter()
            .map(|r| rung(r.setting, r.by, r.setting < 4))
            .collect(),
    };
    let ask = |setting, class, share: f64| Ask {
        setting,
        class,
        share: share.into(),
    };
    let asks = vec![
        ask(0, 0, 1.0),
        ask(1, 0, 1.0),
        ask(2, 1, 1.0),
        ask(3, 0, 0.4),
        ask(3, 1, 0.6),
    ];
    let mut supply = Supply::new(vec![family, home], asks);
    let kinds = vec![
        kind(0.5, 1, (0.0, 18.0)),
        kind(0.3, 2, (0.0, 18.0)),
        kind(0.2, 3, (8.0, 18.0)),
    ];
    let h = &mut supply.households;
    h.stock = vec![Stock {
        id: "mainstream".to_owned(),
        count: 40,
        kinds: kinds.clone(),
    }];
    h.usable_share = 0.8.into();
    h.match_chance = 0.2.into();
    h.approvals = vec![Approvals {
        id: "usual".to_owned(),
        per_month: 0.4.into(),
        kinds,
        pipeline_months: 0.0.into(),
        course: course(i32::MIN / 2, 1, 1.0),
    }];
    h.leaving = vec![0.3.into(), 0.05.into()];
    h.leaves_with = vec![LeavesWith {
        exit: 0,
        share: 0.1.into(),
    }];
    h.staying_put = Some(StayingPut {
        share: 0.6.into(),
        mean_years: 1.5.into(),
        max_years: 3.0,
        at_start: 4,
    });
    supply.homes = vec![a_home("first", -400, 0.0)];
    let market = |name: &str, setting, available: f64| Market {
        name: name.to_owned(),
        setting,
        available: vec![available.into(); 2],
        response: Some(Response {
            price: 0.5.into(),
            availability: (-0.5).into(),
        }),
    };
    supply.markets = vec![market("foster", 1, 0.8), market("homes", 3, 0.9)];
    small.spec.supply = Some(supply);
    small.spec.interventions = vec![Intervention {
        id: "action".to_owned(),
        effects: effects.into_iter().map(Effect::Supply).collect(),
        ..Intervention::default()
    }];
    small
}

fn a_home(id: &str, day: i32, slip_months: f64) -> Home {
    Home {
        id: id.to_owned(),
        who: carecast::sampling::keyed::name_hash(id),
        setting: 2,
        opening: Opening {
            day,
            slip_months: slip_months.into(),
        },
        closes: i32::MAX,
        beds: 4,
        ramp_months: 3,
        ages: (8.0, 18.0),
        need_to: 4,
        weekly: None,
        staffing: Staffing::default(),
    }
}

/// One of each kind, at a size from none to full.
fn effects(size: f64) -> Vec<SupplyEffect> {
    let course = course(91, 6, 1.0);
    let towards = |ratio: f64| Value::Certain(1.0 + (ratio - 1.0) * size);
    vec![
        SupplyEffect::Approvals(Approvals {
            id: "more".to_owned(),
            per_month: (1.0 * size).into(),
            kinds: vec![kind(1.0, 2, (0.0, 18.0))],
            pipeline_months: 6.0.into(),
            course,
        }),
        SupplyEffect::Leaving(LeavingEffect {
            id: "stay".to_owned(),
            ratio: towards(0.5),
            reach: 1.0.into(),
            course,
        }),
        SupplyEffect::Home(a_home("second", 200, if size > 0.0 { 2.0 } else { 999.0 })),
        SupplyEffect::Market(MarketEffect {
            id: "market".to_owned(),
            setting: 1,
            available: towards(1.2),
            price: towards(0.9),
            course,
        }),
        SupplyEffect::Usable(UsableEffect {
            id: "usable".to_owned(),
            points: (0.1 * size).into(),
            course,
        }),
        SupplyEffect::Constellations(Constellations {
            id: "hub".to_owned(),
            count: (2.0 * size).into(),
            satellites: 6,
            hub_free_places: 2,
            leaving_ratio: 0.5.into(),
            breakdown_ratio: 0.7.into(),
            course,
        }),
        SupplyEffect::Transfer(Transfer {
            id: "over".to_owned(),
            households: (5.0 * size).into(),
            kinds: vec![kind(1.0, 3, (0.0, 18.0))],
            from: 1,
            ours: 1.4.into(),
            others: 0.7.into(),
            others_years: 1.0.into(),
            course,
        }),
        SupplyEffect::Reviews(Reviews {
            id: "look".to_owned(),
            every_days: 4,
            from: vec![2, 3, 4],
            suitable: (0.5 * size).into(),
            find_chance: 0.05.into(),
            class: 0,
            agency: true,
            breakdown_ratio: 1.5.into(),
            after_days: 28,
            course,
        }),
        SupplyEffect::Block(Block {
            id: "block".to_owned(),
            setting: 1,
            places: (40.0 * size).into(),
            course,
        }),
    ]
}

pub fn nights_of(model: &Model, record: &Record, count: Count, month: usize) -> i64 {
    let row = model.supply_count(&count).unwrap();
    record.supply[row * record.layout.months + month]
}

/// A constellation there on the first day holds the placements found in its households; only the hub's child may still
/// see one break down.
#[test]
fn constellations_of_the_first_day_hold_the_placements_found() {
    let breakdowns = |count: f64| -> u32 {
        let mut small = (Small::new(2, 1).seed(35).children(0, 0, 20))
            .rate(Cause::Breakdown, 0, 2.0)
            .moves(&[Cause::Breakdown], 0, &[0.0, 1.0]);
        let mut supply = one_class(20);
        supply.asks.truncate(1);
        supply.effects = vec![SupplyEffect::Constellations(Constellations {
            id: "hub".to_owned(),
            count: count.into(),
            satellites: 19,
            hub_free_places: 0,
            leaving_ratio: 1.0.into(),
            breakdown_ratio: 1e-12.into(),
            course: course(0, 0, 1.0),
        })];
        small.spec.supply = Some(supply);
        let total = |r: &Record| r.breakdowns.iter().sum::<u32>();
        replicate(&small.build(), 10, total).iter().sum()
    };
    assert!(breakdowns(0.0) > 150);
    assert!(breakdowns(1.0) <= 10);
}

/// Children, places and households are conserved, whatever happens to supply.
#[test]
fn children_places_and_households_are_conserved() {
    for with in [Vec::new(), effects(1.0)] {
        let model = full(with).build();
        let mut effects_at_work = vec![0i64; model.spec.supply_effects().count()];
        let mut displaced = 0;
        for r in records(&model, 30) {
            let months = r.layout.months;
            let of = |count: Count, m| nights_of(&model, &r, count, m);
            let mut stock_now = model.spec.cohort.count() as i64;
            for m in 0..months {
                // Whoever sleeps in a household or a home has one of its places, and nobody else has.
                assert_eq!(of(Count::Filled, m), nights(&r, 0, 0, m..m + 1), "{m}");
                assert_eq!(of(Count::BedsFilled, m), nights(&r, 0, 2, m..m + 1), "{m}");
                let held = of(Count::Filled, m) + of(Count::StayingPut, m) + of(Count::Others, m);
                assert!(held + of(Count::Reserved, m) <= of(Count::Usable, m));
                assert!(of(Count::Usable, m) <= of(Count::Places, m));
                assert!(of(Count::BedsFilled, m) <= of(Count::Beds, m));
                let entries = i64::from(r.entries[m]);
                let exits: u32 = (0..r.layout.exits).map(|e| r.exits[e * months + m]).sum();
                stock_now += entries - i64::from(exits);
                assert_eq!(all_stock(&r, m), stock_now);
                displaced += of(Count::Displaced, m);
            }
            let flows: u32 = r.flows.iter().sum();
            let moves: u32 = r.planned_moves.iter().chain(&r.breakdowns).sum();
            assert_eq!(flows, moves);
            let total = |count: Count| (0..months).map(|m| of(count.clone(), m)).sum::<i64>();
            let over = model.spec.supply_effects().map(|e| e.id().to_owned());
            for (n, id) in effects_at_work.iter_mut().zip(over) {
                *n += total(Count::Effect(id));
            }
            assert!(total(Count::Approved) > 0 && total(Count::Left) > 0);
        }
        assert!(displaced > 0);
        // What counts something did something: not the hazard of leaving, the market and the usable share.
        for (n, e) in effects_at_work.iter().zip(model.spec.supply_effects()) {
            let silent = matches!(
                e,
                SupplyEffect::Leaving(_) | SupplyEffect::Market(_) | SupplyEffect::Usable(_)
            );
            assert_eq!(*n == 0, silent, "{}", e.id());
        }
    }
}

/// Households at the end are those at the start, with those approved and without those who left.
#[test]
fn households_are_conserved() {
    let model = full(Vec::new()).build();
    for r in records(&model, 20) {
        let months = r.layout.months;
        let total = |count: Count| -> i64 {
            let row = model.supply_count(&count).unwrap();
            r.supply[row * months..][..months].iter().sum()
        };
        let last = nights_of(&model, &r, Count::Households, months - 1);
        let end = 40 + total(Count::Approved) - total(Count::Left);
        // The last month's nights lie between its ends.
        let left = nights_of(&model, &r, Count::Left, months - 1);
        let approved = nights_of(&model, &r, Count::Approved, months - 1);
        assert!(last <= (end + left) * 31 && last >= (end - approved) * 31);
    }
}

/// Effects of no size make no difference for any child, not even in the last bit; nor does a home that never opens.
#[test]
fn effects_on_supply_of_no_size_make_no_difference() {
    let plain = records(&full(Vec::new()).build(), 40);
    let none = records(&full(effects(0.0)).build(), 40);
    let all = records(&full(effects(1.0)).build(), 40);
    for (p, n) in plain.iter().zip(&none) {
        assert!(flat(p) == flat(n));
    }
    assert!(plain.iter().zip(&all).all(|(p, a)| flat(p) != flat(a)));
}

/// Twice the delivery brings twice the households; each of the first is there with the same identity.
#[test]
fn twice_the_delivery_is_twice_the_households() {
    let approved = |delivery: f64| -> Vec<f64> {
        let mut effect = effects(1.0).swap_remove(0);
        if let SupplyEffect::Approvals(a) = &mut effect {
            a.course = course(0, 1, delivery);
        }
        let model = full(vec![effect]).build();
        replicate(&model, 400, |r| {
            let row = model
                .supply_count(&Count::Effect("more".to_owned()))
                .unwrap();
            let months = r.layout.months;
            r.supply[row * months..][..months].iter().sum::<i64>() as f64
        })
    };
    let (half, whole) = (approved(0.5), approved(1.0));
    assert!(half.iter().zip(&whole).all(|(h, w)| h <= w));
    // Thirty months of work are approved within the horizon.
    near("half", mean(&half), 15.0, 0.05);
    near("whole", mean(&whole), 30.0, 0.1);
}
