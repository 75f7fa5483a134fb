//! What the department would publish of a made-up council: counts of its returns and its spend, small cells withheld.

use carecast::backtest::returns::Months;
use carecast::returns::history::{Child, History, PeriodOfCare};
use carecast::returns::panel::{Council, Figure, Panel};
use carecast::synthetic;
use carecast::words::calendar::{Day, FinancialYear};
use carecast::words::setting::SETTINGS;
use std::collections::BTreeMap;

/// Ages as the tables have them on 31 March and on starting.
const AGES: [(&str, i32); 5] = [
    ("u1", 0),
    ("1_4", 4),
    ("5_9", 9),
    ("10_15", 15),
    ("16plus", 99),
];

/// Groups of placements, and which settings are in each.
const GROUPS: [(&str, &[&str]); 7] = [
    (
        "place_foster",
        &["kinship_foster", "foster_in_house", "foster_agency"],
    ),
    (
        "place_secure_and_childrens_homes",
        &["home_in_house", "home_agency", "secure"],
    ),
    ("place_independent_supported", &["supported_accommodation"]),
    ("place_other_residential", &["residential_other", "custody"]),
    ("place_parents", &["with_parents"]),
    ("place_adoption", &["placed_for_adoption"]),
    ("place_other", &["other_placement"]),
];

/// Settings a section 251 residential week is of, and those of a fostering week.
const RESIDENTIAL: [&str; 3] = ["home_in_house", "home_agency", "residential_other"];
const FOSTERING: [&str; 3] = ["kinship_foster", "foster_in_house", "foster_agency"];

/// The reason a child ceased, as the tables name it.
fn reason(code: &str) -> &'static str {
    match code {
        "E4A" => "ceased_home_all_or_planned",
        "E4B" => "ceased_home_unplanned",
        "E13" => "ceased_to_person_no_pr",
        "E41" => "ceased_cao",
        "E43" | "E44" | "E45" | "E46" | "E47" | "E48" => "ceased_sgo",
        "E11" | "E12" => "ceased_adopted",
        "E5" => "ceased_independent_supported",
        "E6" => "ceased_independent_unsupported",
        "E7" => "ceased_adult_services",
        "E9" => "ceased_custody",
        "E17" => "ceased_18_with_carers",
        "E3" => "ceased_other_la",
        "E15" => "ceased_age_assessment",
        "E16" => "ceased_abroad",
        _ => "ceased_other",
    }
}

/// Completed years on a day.
fn age(born: Day, on: Day) -> i32 {
    let ((y, m, d), (by, bm, bd)) = (on.ymd(), born.ymd());
    y - by - i32::from((m, d) < (bm, bd))
}

fn band(age: i32) -> &'static str {
    AGES.iter().find(|a| age <= a.1).map_or("16plus", |a| a.0)
}

/// Who has an event in a year, each child once: the first start, the last end.
fn once<'a>(
    history: &'a History,
    year: FinancialYear,
    when: impl Fn(&PeriodOfCare) -> Option<Day>,
    last: bool,
) -> Vec<(&'a Child, &'a PeriodOfCare, Day)> {
    let within = year.first_day()..=year.last_day();
    let of = |c: &'a Child| {
        let mut all = c.periods.iter().filter_map(|p| Some((c, p, when(p)?)));
        let mut found = all.by_ref().filter(|(_, _, day)| within.contains(day));
        if last { found.last() } else { found.next() }
    };
    history.children.iter().filter_map(of).collect()
}

/// Counts of one table, by indicator.
type Cells = BTreeMap<String, u32>;

fn add(cells: &mut Cells, indicator: &str) {
    *cells.entry(indicator.to_owned()).or_default() += 1;
}

/// Withholds cells of 1 to 5, and where that is one cell alone the next smallest too, which the total would tell.
fn withheld(cells: &Cells) -> Vec<(&str, Figure)> {
    let few = |n: u32| (1..=5).contains(&n);
    let alone = cells.values().filter(|n| few(**n)).count() == 1;
    let next = cells.values().filter(|n| **n > 5).min().copied();
    let mut second = next.filter(|_| alone);
    let figure = |(name, n): (&'_ String, &u32)| -> (String, Figure) {
        let hide = few(*n) || (second == Some(*n) && second.take().is_some());
        let figure = if hide {
            Figure::Between(1.0, 5.0)
        } else {
            Figure::Known(f64::from(*n))
        };
        (name.clone(), figure)
    };
    let all: Vec<(String, Figure)> = cells.iter().map(figure).collect();
    cells
        .keys()
        .zip(all)
        .map(|(k, (_, f))| (k.as_str(), f))
        .collect()
}

/// Puts a council's years into a panel.
pub fn put(panel: &mut Panel, la: u16, made: &synthetic::Council, months: &Months, people: f64) {
    let history = &made.history;
    let source = panel.source("printed from made-up returns");
    panel.council(Council {
        la_code: la,
        name: format!("Ashby {la}"),
        ..Council::default()
    });
    let mut fy = FinancialYear::of(history.from);
    while fy.last_day() <= history.as_at() {
        let year = fy.0 + 1;
        for table in [
            stock(history, fy),
            started(history, fy),
            reasons(history, fy),
        ] {
            for (indicator, figure) in withheld(&table) {
                panel.put(la, indicator, year, figure, source);
            }
        }
        for table in [
            groups(history, fy),
            ceased(history, fy),
            others(history, fy),
        ] {
            for (indicator, figure) in withheld(&table) {
                panel.put(la, indicator, year, figure, source);
            }
        }
        let mut known = totals(history, fy);
        known.push(("pop_0_17_used", people));
        known.extend(money(months, fy));
        for (indicator, value) in known {
            panel.put(la, indicator, year, Figure::Known(value), source);
        }
        fy = fy.next();
    }
}

fn children(history: &History, fy: FinancialYear) -> Vec<(&Child, &'static str)> {
    let day = fy.last_day();
    let of = history.looked_after(day).into_iter();
    of.filter_map(|at| {
        let (child, _, spell) = history.get(at)?;
        Some((child, SETTINGS[spell.setting].name))
    })
    .collect()
}

fn stock(history: &History, fy: FinancialYear) -> Cells {
    let mut out = zeros(AGES.iter().map(|a| format!("age_{}", a.0)));
    for (child, _) in children(history, fy) {
        let years = age(child.born, fy.last_day());
        add(&mut out, &format!("age_{}", band(years)));
    }
    out
}

fn groups(history: &History, fy: FinancialYear) -> Cells {
    let mut out = zeros(GROUPS.iter().map(|g| g.0.to_owned()));
    for (_, setting) in children(history, fy) {
        let group = GROUPS.iter().find(|g| g.1.contains(&setting));
        add(&mut out, group.expect("a group").0);
    }
    out
}

fn zeros(names: impl Iterator<Item = String>) -> Cells {
    names.map(|n| (n, 0)).collect()
}

fn begun(history: &History, fy: FinancialYear) -> Vec<(&Child, &PeriodOfCare, Day)> {
    once(history, fy, |p| p.start_known.then_some(p.start), false)
}

fn started(history: &History, fy: FinancialYear) -> Cells {
    let mut out = zeros(AGES.iter().map(|a| format!("started_age_{}", a.0)));
    for (child, _, day) in begun(history, fy) {
        add(
            &mut out,
            &format!("started_age_{}", band(age(child.born, day))),
        );
    }
    out
}

fn ended(history: &History, fy: FinancialYear) -> Vec<(&Child, &PeriodOfCare, Day)> {
    once(history, fy, |p| p.end, true)
}

fn ceased(history: &History, fy: FinancialYear) -> Cells {
    let names = ["u1", "1_4", "5_9", "10_15", "16", "17", "18plus"];
    let mut out = zeros(names.iter().map(|n| format!("ceased_age_{n}")));
    for (child, _, day) in ended(history, fy) {
        let name = match age(child.born, day) {
            16 => "16",
            17 => "17",
            n if n >= 18 => "18plus",
            n => band(n),
        };
        add(&mut out, &format!("ceased_age_{name}"));
    }
    out
}

fn reasons(history: &History, fy: FinancialYear) -> Cells {
    let mut out = Cells::new();
    for (_, period, _) in ended(history, fy) {
        add(&mut out, reason(period.code));
    }
    out
}

/// Counts that stand by themselves.
fn others(history: &History, fy: FinancialYear) -> Cells {
    let now = children(history, fy);
    let separated = now.iter().filter(|(c, _)| c.stream == 1).count();
    let new = begun(history, fy);
    let new = new.iter().filter(|(c, _, _)| c.stream == 1).count();
    Cells::from([
        ("uasc".to_owned(), separated as u32),
        ("started_uasc".to_owned(), new as u32),
    ])
}

fn totals(history: &History, fy: FinancialYear) -> Vec<(&'static str, f64)> {
    let now = children(history, fy);
    let own = [
        "kinship_foster",
        "foster_in_house",
        "home_in_house",
        "placed_for_adoption",
    ];
    let own = now.iter().filter(|(_, s)| own.contains(s)).count();
    let within = fy.first_day()..=fy.last_day();
    let spells = history.children.iter().flat_map(|c| &c.periods);
    let moves = spells
        .flat_map(|p| &p.spells)
        .filter(|s| s.cause.is_move() && s.end.is_some_and(|e| within.contains(&e)));
    vec![
        ("cla_31mar", now.len() as f64),
        ("prov_own", own as f64),
        ("started", begun(history, fy).len() as f64),
        ("ceased", ended(history, fy).len() as f64),
        ("moves_total", moves.count() as f64),
        ("moves_status_only", 0.0),
    ]
}

/// Spend of the year, and section 251 weeks: cost over nights, of the children at each month's end.
fn money(months: &Months, fy: FinancialYear) -> Vec<(&'static str, f64)> {
    let end = months.ending(fy.last_day()).expect("a month") + 1;
    let week = |names: &[&str]| -> Option<f64> {
        let (mut cost, mut nights) = (0.0, 0.0);
        for m in end - 12..end {
            for (s, setting) in SETTINGS.iter().enumerate() {
                if names.contains(&setting.name) {
                    cost += months.cost[m][s];
                    nights += months.stock[m][s] * f64::from(months.months[m].days());
                }
            }
        }
        (nights > 0.0 && cost > 0.0).then(|| 7.0 * cost / nights)
    };
    let spend = ("spend_total_cla_gross_gbp", months.cost_of(end - 12..end));
    let residential = week(&RESIDENTIAL).map(|w| ("unitcost_residential_gbp_week", w));
    let fostering = week(&FOSTERING).map(|w| ("unitcost_foster_gbp_week", w));
    [Some(spend), residential, fostering]
        .into_iter()
        .flatten()
        .collect()
}
