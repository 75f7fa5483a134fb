//! Beds that stay empty beside a complex child: Erlang's loss at both ends, a small chain solved by hand between them,
//! and what such a child costs more.

use super::supply::{ALL_AGES, nights_of};
use super::support::{stats::*, *};
use carecast::model::hazards::Cause;
use carecast::model::supply::{
    Ask, Class, Complex, Count, Home, Opening, Provider, Rung, Staffing, Supply,
};
use carecast::model::value::Value;
use carecast::simulate::Record;

/// Years between an arrival and the next, and mean stay.
const STAY: f64 = 0.25;
/// Offered load, beds, beds that can be used beside a complex child.
const LOAD: f64 = 2.5;
const BEDS: u32 = 3;
const BESIDE: u32 = 2;

/// One home of three beds; whoever finds none goes elsewhere.
fn home(complex: f64, beside: u32) -> Small {
    let years = 3;
    let rung = |setting, by| Rung {
        setting,
        by,
        fits: true,
    };
    let class = Class {
        name: "home".to_owned(),
        ladder: vec![rung(0, Provider::Home), rung(1, Provider::Anyone)],
    };
    let ask = Ask {
        setting: 0,
        class: 0,
        share: 1.0.into(),
    };
    let mut supply = Supply::new(vec![class], vec![ask]);
    supply.complex = Some(Complex {
        need_from: None,
        share: complex.into(),
    });
    supply.homes = vec![Home {
        id: "first".to_owned(),
        who: 7,
        setting: 0,
        opening: Opening {
            day: -400,
            slip_months: 0.0.into(),
        },
        closes: i32::MAX,
        beds: BEDS,
        ramp_months: 1,
        ages: ALL_AGES,
        need_to: 4,
        weekly: None,
        staffing: Staffing {
            beside_complex: Some(beside),
            ..Staffing::default()
        },
    }];
    let mut small = Small::new(2, years).seed(41);
    for setting in 0..2 {
        small = small.rate(Cause::Exit, setting, 1.0 / STAY);
    }
    let mut small = small.singles(LOAD / STAY, &[1.0, 0.0]);
    small.spec.supply = Some(supply);
    small
}

/// Children in the home and beds empty beside a complex one, on the last day and over the last month.
fn filled_and_blocked(complex: f64, beside: u32) -> (Vec<f64>, Vec<f64>) {
    let model = home(complex, beside).build();
    let last = model.horizon.months.len() - 1;
    let nights = |r: &Record, c| nights_of(&model, r, c, last) as f64 / 31.0;
    let both = replicate(&model, 4_000, |r| {
        let beds = nights(r, Count::Beds);
        assert_eq!(beds, f64::from(BEDS), "beds are there, used or not");
        assert!(nights(r, Count::BedsFilled) + nights(r, Count::BedsBlocked) <= beds + 1e-9);
        (stock(r, 0, 0, last) as f64, nights(r, Count::BedsBlocked))
    });
    both.into_iter().unzip()
}

/// Known answer 11's formula on the beds that are left, where every child is complex and where none is.
#[test]
fn homes_of_one_kind_of_child_are_erlangs() {
    for (complex, beside, c) in [(0.0, 1, BEDS), (1.0, 1, 1), (1.0, 2, 2), (1.0, 3, 3)] {
        let b = (1..=c).fold(1.0, |b, n| LOAD * b / (f64::from(n) + LOAD * b));
        let (filled, blocked) = filled_and_blocked(complex, beside);
        assert!(filled.iter().all(|n| *n <= f64::from(c)));
        let name = format!("complex {complex}, {beside} of {BEDS} beds beside");
        near(&name, mean(&filled), LOAD * (1.0 - b), 0.0);
        if complex == 0.0 {
            assert!(blocked.iter().all(|n| *n == 0.0));
        }
    }
}

/// Half of the children complex: the chain of (ordinary, complex) children in the home, solved by iteration.
#[test]
fn a_home_of_both_kinds_is_the_chain_of_its_children() {
    let share = 0.5;
    let (beds, beside) = (BEDS as usize, BESIDE as usize);
    let at = |n: usize, m: usize| n * (beds + 1) + m;
    let mut p = vec![0.0; (beds + 1) * (beds + 1)];
    p[0] = 1.0;
    // Rates a mean stay; a step of a fiftieth of it.
    let step = 0.02;
    for _ in 0..20_000 {
        let mut next = p.clone();
        for n in 0..=beds {
            for m in 0..=beds - n {
                let room = if m > 0 { beside } else { beds };
                let mut flow = |to: usize, rate: f64| {
                    next[to] += step * rate * p[at(n, m)];
                    next[at(n, m)] -= step * rate * p[at(n, m)];
                };
                if n + m < room {
                    flow(at(n + 1, m), LOAD * (1.0 - share));
                }
                if n + m < beside {
                    flow(at(n, m + 1), LOAD * share);
                }
                if n > 0 {
                    flow(at(n - 1, m), n as f64);
                }
                if m > 0 {
                    flow(at(n, m - 1), m as f64);
                }
            }
        }
        p = next;
    }
    let of = |what: &dyn Fn(usize, usize) -> f64| -> f64 {
        let cells = (0..=beds).flat_map(|n| (0..=beds - n).map(move |m| (n, m)));
        cells.map(|(n, m)| p[at(n, m)] * what(n, m)).sum()
    };
    let children = of(&|n, m| (n + m) as f64);
    let empty = of(&|_, m| if m > 0 { (beds - beside) as f64 } else { 0.0 });
    let (filled, blocked) = filled_and_blocked(share, BESIDE);
    near("both kinds, filled", mean(&filled), children, 0.0);
    near("both kinds, blocked", mean(&blocked), empty, 0.0);
}

/// A week of a child of a need band, and of a complex one, costs what is said on top of the home's.
#[test]
fn more_staff_is_paid_for_those_who_need_it() {
    for (need_from, share, weekly) in [
        (Some(3), 0.0, 1_000.0 + 300.0 + 500.0),
        (Some(4), 1.0, 1_000.0 + 300.0),
        (None, 1.0, 1_000.0 + 300.0 + 500.0),
        (None, 0.0, 1_000.0 + 300.0),
    ] {
        let mut small = home(share, BEDS).price(0, 77.0).price(1, 0.0);
        small.spec.entries.streams[0].needs = vec![0.0, 0.0, 1.0, 0.0];
        let supply = small.spec.supply.as_mut().unwrap();
        supply.complex.as_mut().unwrap().need_from = need_from;
        supply.homes[0].weekly = Some(1_000.0.into());
        supply.homes[0].staffing.complex = Some(500.0.into());
        supply.homes[0].staffing.by_need = vec![(3, Value::Certain(300.0)), (4, 9_999.0.into())];
        let model = small.build();
        replicate(&model, 5, |r| {
            let months = r.layout.months;
            let spent: f64 = cost(r, 0, 0..months);
            let nights = nights(r, 0, 0, 0..months) as f64;
            assert!(nights > 500.0);
            let each = 7.0 * spent / nights / weekly;
            assert!((each - 1.0).abs() < 1e-6, "{need_from:?} {share} {each}");
        });
    }
}
