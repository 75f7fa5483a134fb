//! Lives as yearly SSDA903 returns, with what real returns have besides: changes of legal status, temporary placements,
//! short breaks, the new code of supported accommodation, other ways of writing sex.

use super::days::{age, born, found_where_it_began, id, nights, part, status, status_changes};
use super::lives::{Life, Period};
use super::paper::{K3_FROM, Paper};
use crate::model::Model;
use crate::model::hazards::Cause;
use crate::words::calendar::{Day, FinancialYear};
use crate::words::setting::STREAMS;
use std::fmt::Write;

/// One row of an episodes file, for all the years it was open in.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    child: String,
    decom: Day,
    dec: Option<Day>,
    rne: &'static str,
    ls: &'static str,
    cin: &'static str,
    place: &'static str,
    provider: &'static str,
    rec: &'static str,
    reason: &'static str,
    home: String,
    post: String,
    urn: String,
}

/// A child's rows, and what the header says of the child.
struct Papers {
    header: String,
    born: Day,
    female: bool,
    ethnic: &'static str,
    separated: bool,
    rows: Vec<Row>,
}

/// Stays of at least so many nights may have a temporary placement.
const LONG_STAY: i32 = 90;

/// Files of the returns, a header, an episodes and a UASC file a year, by name.
pub fn files(
    model: &Model,
    lives: &[Life],
    first: FinancialYear,
    last: FinancialYear,
) -> Vec<(String, String)> {
    let mut all: Vec<Papers> = lives
        .iter()
        .enumerate()
        .map(|(n, life)| papers(model, n, life, first.first_day()))
        .collect();
    all.extend(short_breaks(lives.len(), first, last));
    let mut out = Vec::new();
    for year in (first.0..=last.0).map(FinancialYear) {
        let (mut header, mut episodes, mut uasc) = heads();
        for p in &all {
            let open = |r: &&Row| {
                r.decom <= year.last_day() && r.dec.is_none_or(|d| d >= year.first_day())
            };
            let mut none = true;
            for row in p.rows.iter().filter(open) {
                none = false;
                episode(&mut episodes, row, year);
            }
            if !none {
                person(&mut header, &mut uasc, p, year);
            }
        }
        out.push((format!("header-{year}.csv"), header));
        out.push((format!("episodes-{year}.csv"), episodes));
        out.push((format!("uasc-{year}.csv"), uasc));
    }
    out
}

fn heads() -> (String, String, String) {
    let episodes = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n";
    (
        "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n".to_owned(),
        episodes.to_owned(),
        "CHILD,SEX,DOB,DUC\n".to_owned(),
    )
}

fn written(day: Day) -> String {
    let (y, m, d) = day.ymd();
    format!("{d:02}/{m:02}/{y:04}")
}

fn person(header: &mut String, uasc: &mut String, p: &Papers, year: FinancialYear) {
    let sex = match (year >= FinancialYear(2024), p.female) {
        (false, false) => "1",
        (false, true) => "2",
        (true, false) => "M",
        (true, true) => "F",
    };
    let dob = written(p.born);
    // Writing to a string can not fail.
    let _ = writeln!(header, "{},{sex},{dob},{},UN4,,", p.header, p.ethnic);
    if p.separated {
        let duc = written(p.born.birthday(18));
        let _ = writeln!(uasc, "{},{sex},{dob},{duc}", p.header);
    }
}

/// A row as it stands in the return of a year: what ends later is open.
fn episode(out: &mut String, r: &Row, year: FinancialYear) {
    let dec = r.dec.filter(|d| *d <= year.last_day());
    let (rec, reason) = if dec.is_some() {
        (r.rec, r.reason)
    } else {
        ("", "")
    };
    // Who was in H5 when K3 came is in K3 in the next return, without a move (503D).
    let supported = matches!(r.place, "H5" | "P2");
    let place = if supported && year.first_day() >= K3_FROM {
        "K3"
    } else {
        r.place
    };
    let _ = writeln!(
        out,
        "{},{},{},{},{},{place},{},{},{rec},{reason},{},{},{}",
        r.child,
        written(r.decom),
        r.rne,
        r.ls,
        r.cin,
        r.provider,
        dec.map_or(String::new(), written),
        r.home,
        r.post,
        r.urn
    );
}

fn papers(model: &Model, n: usize, life: &Life, from: Day) -> Papers {
    let paper = Paper::of(life.key);
    let mut rows = Vec::new();
    for (i, period) in life.periods.iter().enumerate() {
        of_period(model, (n, life), (i, period), from, &mut rows);
    }
    Papers {
        header: id(n),
        born: born(model, life),
        female: paper.u(20, 0) < 0.45,
        ethnic: if paper.u(21, 0) < 0.75 {
            "WBRI"
        } else {
            "MOTH"
        },
        separated: STREAMS.get(life.stream) == Some(&"separated"),
        rows,
    }
}

fn of_period(
    model: &Model,
    (n, life): (usize, &Life),
    (i, period): (usize, &Period),
    from: Day,
    rows: &mut Vec<Row>,
) {
    let paper = Paper::of(life.key);
    let nights = nights(model, life, period);
    let Some(first) = nights.first() else {
        return;
    };
    let began_here = found_where_it_began(period);
    for (k, night) in nights.iter().enumerate() {
        let stay = &period.stays[night.stay];
        let p = part(i, night.stay);
        let (place, provider) =
            paper.place(stay.setting, p, night.start, age(model, life, night.start));
        let changes = status_changes(&paper, life, (i, period), night, first.start);
        let ls = |day: Day| status(&paper, life, (i, stay.setting), first.start, day);
        let (dec, cause) = night.end.map_or((None, None), |e| (Some(e.0), Some(e.1)));
        let row = Row {
            child: id(n),
            decom: night.start,
            dec,
            rne: match (k, began_here) {
                (0, true) => "S",
                _ => "P",
            },
            ls: ls(night.start),
            cin: paper.category(life.stream, i),
            place,
            provider,
            rec: match cause {
                None => "",
                Some(Cause::Exit) => {
                    let exit = period.exit.map_or(0, |e| e.1);
                    paper.exit(exit, stay.setting, life.stream, i)
                }
                Some(_) => "X1",
            },
            reason: cause.map_or("", |c| paper.reason(c, p)),
            home: paper.home(life.group, i),
            post: paper.placed(life.group, stay.setting, p),
            urn: paper.urn(place, p),
        };
        split(
            row,
            (changes, changes.map_or("", ls)),
            (paper, p),
            from,
            rows,
        );
    }
}

/// Puts a stay down as episodes: a change of legal status, and sometimes a holiday of the carers, divide it.
fn split(
    row: Row,
    (changes, status): (Option<Day>, &'static str),
    (paper, part): (Paper, usize),
    from: Day,
    rows: &mut Vec<Row>,
) {
    let mut rest = row;
    let inside =
        |rest: &Row, from: Day, to: Day| rest.decom < from && rest.dec.is_none_or(|d| d > to);
    if let Some(order) = changes {
        let mut before = rest.clone();
        (before.dec, before.rec, before.reason) = (Some(order), "X1", "");
        rows.push(before);
        (rest.decom, rest.rne, rest.ls) = (order, "L", status);
    }
    let away = rest.decom.plus(30 + (paper.u(24, part) * 30.0) as i32);
    let back = away.plus(3 + (paper.u(25, part) * 10.0) as i32);
    // A holiday before the first return would be all that is left of it: the placement would seem to begin then.
    let long = away >= from && inside(&rest, away, rest.decom.plus(LONG_STAY));
    if rest.place.starts_with('U') && long && paper.u(26, part) < 0.05 {
        let mut before = rest.clone();
        (before.dec, before.rec, before.reason) = (Some(away), "X1", "CARPL");
        let holiday = Row {
            decom: away,
            dec: Some(back),
            rne: "P",
            place: "T3",
            provider: "",
            rec: "X1",
            reason: "CARPL",
            post: String::new(),
            urn: String::new(),
            ..rest.clone()
        };
        rows.push(before);
        rows.push(holiday);
        (rest.decom, rest.rne) = (back, "P");
    }
    rows.push(rest);
}

/// Children in short breaks: in returns, and in no count. One for every fifty others.
fn short_breaks(others: usize, first: FinancialYear, last: FinancialYear) -> Vec<Papers> {
    let years = (last.0 - first.0 + 1).max(1) as usize;
    (0..others / 50)
        .map(|n| {
            let year = FinancialYear(first.0 + (n % years) as i32);
            let decom = year.first_day().plus((n * 37 % 300) as i32);
            let child = id(others + n);
            Papers {
                born: decom.plus(-3_000 - (n * 101 % 1_500) as i32),
                female: n % 2 == 0,
                ethnic: "WBRI",
                separated: false,
                rows: vec![Row {
                    child: child.clone(),
                    decom,
                    dec: Some(decom.plus(3)),
                    rne: "S",
                    ls: if n % 3 == 0 { "V3" } else { "V4" },
                    cin: "N2",
                    place: "K2",
                    provider: "PR1",
                    rec: "E8",
                    reason: "",
                    home: String::new(),
                    post: String::new(),
                    urn: "9000001".to_owned(),
                }],
                header: child,
            }
        })
        .collect()
}
