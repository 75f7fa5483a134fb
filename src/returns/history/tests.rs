use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// One child: fostered in January 2023, moved in June, left in March 2024, back in May.
fn history() -> History {
    let spell = |setting, start, end, cause, reason| Spell {
        setting,
        start: day(start),
        start_known: true,
        end: Some(day(end)),
        cause,
        reason,
        ..Spell::default()
    };
    History {
        from: day("2022-04-01"),
        to: day("2025-04-01"),
        children: vec![Child {
            id: "1".to_owned(),
            born: day("2015-01-01"),
            periods: vec![
                PeriodOfCare {
                    start: day("2023-01-10"),
                    start_known: true,
                    end: Some(day("2024-03-31")),
                    exit: Some(0),
                    code: "E4A",
                    spells: vec![
                        spell(1, "2023-01-10", "2023-06-01", End::Breakdown, "CREQB"),
                        spell(2, "2023-06-01", "2024-03-31", End::Exit, ""),
                    ],
                    ..PeriodOfCare::default()
                },
                PeriodOfCare {
                    start: day("2024-05-01"),
                    start_known: true,
                    spells: vec![Spell {
                        setting: 4,
                        start: day("2024-05-01"),
                        start_known: true,
                        ..Spell::default()
                    }],
                    ..PeriodOfCare::default()
                },
            ],
            ..Child::default()
        }],
    }
}

#[test]
fn the_last_night_is_the_one_before_the_end() {
    let h = history();
    let at = |d| h.looked_after(day(d)).len();
    assert_eq!((at("2023-01-09"), at("2023-01-10")), (0, 1));
    assert_eq!((at("2024-03-30"), at("2024-03-31")), (1, 0));
    assert_eq!(h.looked_after(day("2023-05-31"))[0].spell, 0);
    assert_eq!(h.looked_after(day("2023-06-01"))[0].spell, 1);
    assert_eq!(h.as_at(), day("2025-03-31"));
}

#[test]
fn nothing_of_later_days_is_known() {
    let h = history();
    assert_eq!(h.known_at(h.as_at()), h);
    let k = h.known_at(day("2023-05-31"));
    assert_eq!((k.from, k.to), (h.from, day("2023-06-01")));
    let p = &k.children[0].periods;
    assert_eq!((p.len(), p[0].spells.len()), (1, 1));
    assert_eq!((p[0].end, p[0].exit, p[0].code), (None, None, ""));
    let s = &p[0].spells[0];
    assert_eq!((s.end, s.cause, s.reason), (None, End::Open, ""));
    // The day itself is known: a move on it has happened.
    let k = h.known_at(day("2023-06-01"));
    let p = &k.children[0].periods[0];
    assert_eq!(p.spells[0].cause, End::Breakdown);
    assert_eq!((p.moves_before(0), p.moves_before(1)), (0, 1));
    assert!(h.known_at(day("2023-01-09")).children.is_empty());
}
