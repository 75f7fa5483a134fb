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
