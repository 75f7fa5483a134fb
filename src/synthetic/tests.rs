use super::*;
use crate::model::hazards::Cause;
use crate::simulate::Engine;

/// Every count of the engine, from lives followed one by one.
#[test]
fn lives_add_up_to_the_engines_counts() {
    let options = Options {
        children: 300,
        years: 3,
        exit: 1.1,
        breakdown: 0.8,
        drift: false,
        ..Options::default()
    };
    let model = model(&options).unwrap_or_else(|e| panic!("{e}"));
    let mut engine = Engine::new(&model);
    for replication in [0, 7] {
        let record = engine.run_at_means(replication);
        let layout = record.layout;
        let lives = lives(&model, replication, false);
        let month = |at: f64| usize::from(model.horizon.month_of_day[at as usize]);
        let mut entries = vec![0; record.entries.len()];
        let mut exits = vec![0; record.exits.len()];
        let mut moves = [vec![0; layout.months], vec![0; layout.months]];
        let mut flows = vec![0; record.flows.len()];
        let mut nights = vec![0i64; layout.slots];
        let mut cost = vec![0i64; layout.slots];
        let end = model.horizon.days();
        for life in &lives {
            for p in &life.periods {
                if p.start >= 0.0 {
                    entries[life.stream * layout.months + month(p.start)] += 1;
                }
                if let Some((at, exit)) = p.exit {
                    exits[exit * layout.months + month(at)] += 1;
                }
                for (i, s) in p.stays.iter().enumerate() {
                    let to = s.end.map_or(end, |e| e.0 as i32);
                    for (j, (day, weekly)) in s.prices.iter().enumerate() {
                        let until = s.prices.get(j + 1).map_or(to, |n| n.0);
                        nights[s.slot] += i64::from(until - day);
                        cost[s.slot] += i64::from(until - day) * weekly;
                    }
                    let Some((at, cause)) = s.end.filter(|e| e.1 != Cause::Exit) else {
                        continue;
                    };
                    let m = month(at);
                    moves[usize::from(cause == Cause::Breakdown)][m] += 1;
                    let next = p.stays[i + 1].setting;
                    flows[(m / 12 * layout.settings + s.setting) * layout.settings + next] += 1;
                }
            }
        }
        assert_eq!(entries, record.entries);
        assert_eq!(exits, record.exits);
        assert_eq!(
            moves,
            [record.planned_moves.clone(), record.breakdowns.clone()]
        );
        assert_eq!(flows, record.flows);
        for slot in 0..layout.slots {
            let cells = (0..layout.groups())
                .flat_map(|g| (0..layout.months).map(move |m| layout.cell(g, slot, m)));
            let of = |f: &dyn Fn(usize) -> i64| cells.clone().map(f).sum::<i64>();
            assert_eq!(nights[slot], of(&|c| i64::from(record.nights[c])), "{slot}");
            assert_eq!(cost[slot], of(&|c| record.cost[c]), "{slot}");
        }
        assert!(record.events > 1_000, "{}", record.events);
    }
}

/// The history is whole: spells follow each other, nothing lies outside what is seen, and the ledger is the fees.
#[test]
fn the_history_holds_together() {
    let options = Options::default();
    let c = council(&options).unwrap_or_else(|e| panic!("{e}"));
    let h = &c.history;
    assert_eq!((h.from, h.as_at()), (options.from(), options.as_at()));
    let (mut moves, mut open) = (0, 0);
    for child in &h.children {
        for p in &child.periods {
            let (first, last) = (&p.spells[0], &p.spells[p.spells.len() - 1]);
            assert!(p.start >= child.born && p.start < h.to, "{child:?}");
            assert_eq!((p.start, p.end), (first.start, last.end));
            assert!(p.end.is_none_or(|e| h.from <= e && e < h.to));
            assert_eq!(p.exit.is_some(), p.end.is_some());
            assert!(p.exit.is_none() || p.code.starts_with('E'));
            assert!(p.spells.windows(2).all(|w| w[0].end == Some(w[1].start)));
            assert!(p.spells.iter().all(|s| s.end.is_none_or(|e| e > s.start)));
            moves += p.moves_before(p.spells.len());
            open += usize::from(p.end.is_none());
        }
        let overlap = child
            .periods
            .windows(2)
            .any(|w| w[0].end.is_none_or(|e| e > w[1].start));
        assert!(!overlap, "{child:?}");
    }
    assert_eq!(open, h.looked_after(h.as_at()).len());
    // About as many as asked for, about as many moves a year as England has (0.6 a child).
    assert!((380..620).contains(&open), "{open}");
    let a_year = moves as f64 / 8.0 / 500.0;
    assert!((0.45..0.75).contains(&a_year), "{a_year}");
    let spent: f64 = c.ledger.iter().map(|e| e.actual).sum();
    let due: f64 = c
        .fees
        .iter()
        .map(|f| {
            let nights = f.to.unwrap_or(h.to).0 - f.from.0;
            f64::from(nights) * f.weekly.pounds() / 7.0
        })
        .sum();
    assert!((spent - due).abs() < 20.0, "{spent} {due}");
    let a_child_week = spent / 8.0 / 52.0 / 500.0;
    assert!((800.0..2_000.0).contains(&a_child_week), "{a_child_week}");
}
