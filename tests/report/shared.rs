//! Somebody with every shareable output in hand tries to find out what is withheld: by adding and taking away shown
//! groups, over totals, files, months and scenarios.

use super::numbers::check;
use super::page::{sound, tags};
use super::{Work, read, rows};
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Row = BTreeMap<String, String>;

fn few(x: f64) -> bool {
    (0.5..5.5).contains(&x)
}

/// Counts of children by month or year end: (group type, group) → period → mean.
fn children(folder: &Path) -> BTreeMap<(String, String), BTreeMap<String, f64>> {
    let mut out: BTreeMap<_, BTreeMap<String, f64>> = BTreeMap::new();
    for r in rows(&folder.join("forecast.csv")) {
        if ["children_end", "children"].contains(&r["measure"].as_str()) {
            let key = (r["group_type"].clone(), r["group"].clone());
            let period = format!("{} {}", r["measure"], r["period"]);
            out.entry(key)
                .or_default()
                .insert(period, r["mean"].parse().unwrap());
        }
    }
    out
}

/// Which settings each line is charged with: the line's children are their sum, where that is so in every month.
fn settings_of_lines(
    of: &BTreeMap<(String, String), BTreeMap<String, f64>>,
) -> BTreeMap<String, Vec<String>> {
    let months = |kind: &str| -> Vec<(String, Vec<f64>)> {
        of.iter()
            .filter(|(k, _)| k.0 == kind)
            .map(|(k, v)| {
                (
                    k.1.clone(),
                    v.iter()
                        .filter(|(p, _)| p.starts_with("children_end"))
                        .map(|p| *p.1)
                        .collect(),
                )
            })
            .collect()
    };
    let settings = months("setting");
    months("line")
        .into_iter()
        .map(|(line, counts)| {
            let same = |s: &&(String, Vec<f64>)| {
                s.1.iter().zip(&counts).all(|(a, b)| (a - b).abs() < 1e-9)
            };
            let found = settings.iter().find(same).map(|s| s.0.clone());
            (line, found.into_iter().collect())
        })
        .collect()
}

/// Everything that adding and taking away shown sets of settings gives: sets whose counts are then known.
fn worked_out(shown: &[u32]) -> BTreeSet<u32> {
    let mut known: BTreeSet<u32> = shown.iter().copied().collect();
    loop {
        let list: Vec<u32> = known.iter().copied().collect();
        let before = known.len();
        for a in &list {
            for b in &list {
                if a & b == *b && a != b {
                    known.insert(a & !b);
                }
                if a & b == 0 && list.len() < 600 {
                    known.insert(a | b);
                }
            }
        }
        if known.len() == before || known.len() > 20_000 {
            return known;
        }
    }
}

/// No table of a shareable folder has a count of 1 to 5 of anything, in any column.
fn no_few(folder: &Path) {
    for file in ["forecast.csv", "high_cost.csv", "comparison.csv"] {
        let path = folder.join(file);
        if !path.is_file() {
            continue;
        }
        for r in rows(&path) {
            let counted = [
                "children",
                "placements",
                "moves",
                "households",
                "places",
                "beds",
            ]
            .contains(&r["unit"].as_str());
            for c in ["mean", "p05", "p10", "p25", "p50", "p75", "p90", "p95"] {
                let small = counted && r[c].parse().is_ok_and(few);
                assert!(!small, "{file}: {r:?}");
            }
        }
    }
}

/// Looks at one shareable folder against the internal one of the same run.
fn attack(internal: &Path, shared: &Path) {
    let truth = children(internal);
    let shown = children(shared);
    let settings: Vec<String> = truth
        .keys()
        .filter(|k| k.0 == "setting")
        .map(|k| k.1.clone())
        .collect();
    let bit = |s: &str| {
        settings
            .iter()
            .position(|x| x == s)
            .map_or(0, |i| 1u32 << i)
    };
    let lines = settings_of_lines(&truth);
    let class = |name: &str| -> u32 {
        let of: &[&str] = match name {
            "homes" => &[
                "home_in_house",
                "home_agency",
                "secure",
                "residential_other",
            ],
            "fostering" => &["kinship_foster", "foster_in_house", "foster_agency"],
            _ => &[
                "kinship_foster",
                "foster_in_house",
                "foster_agency",
                "with_parents",
                "placed_for_adoption",
            ],
        };
        of.iter().map(|s| bit(s)).fold(0, |a, b| a | b)
    };
    // Every group that any shareable table names, whatever the measure: its count counts as known.
    let mut named: BTreeSet<(String, String)> = shown.keys().cloned().collect();
    named.extend(
        rows(&shared.join("forecast.csv"))
            .into_iter()
            .map(|r| (r["group_type"].clone(), r["group"].clone())),
    );
    let masks: Vec<u32> = named
        .iter()
        .filter_map(|(kind, group)| match kind.as_str() {
            "total" => Some((1u32 << settings.len()) - 1),
            "setting" => Some(bit(group)),
            "setting_class" => Some(class(group)),
            "line" => lines
                .get(group)
                .map(|s| s.iter().map(|s| bit(s)).fold(0, |a, b| a | b)),
            _ => None,
        })
        .filter(|m| *m != 0)
        // Places and beds that are filled are filled by the children of a setting.
        .chain(filled(shared).into_iter().map(bit))
        .collect();
    assert!(masks.len() >= 2, "nothing but the total is shown");
    let count = |mask: u32, period: &str| -> f64 {
        let of = settings.iter().filter(|s| mask & bit(s) != 0);
        of.filter_map(|s| truth[&("setting".to_owned(), s.clone())].get(period))
            .sum()
    };
    let periods: Vec<String> = truth[&("total".to_owned(), "total".to_owned())]
        .keys()
        .filter(|p| p.starts_with("children_end") && p.len() == "children_end 2024-04".len())
        .cloned()
        .collect();
    let known = worked_out(&masks);
    for mask in &known {
        for period in &periods {
            let n = count(*mask, period);
            assert!(
                !few(n),
                "{n} children of settings {mask:b} can be worked out in {period}"
            );
        }
    }
    // The same groups are missing in every period and measure: what is named anywhere is named in all periods.
    for key in shown.keys().filter(|k| k.0 == "setting") {
        let (have, had) = (shown[key].len(), truth[key].len());
        assert_eq!(have, had, "{key:?} is there in {have} of {had} periods");
    }
    // And some group of few children was there to be hidden.
    let small = |v: &BTreeMap<String, f64>| v.values().any(|x| few(*x));
    let hidden = truth.iter().filter(|(k, v)| k.0 == "setting" && small(v));
    for (key, _) in hidden {
        assert!(
            !named.contains(key),
            "{key:?} has few children and is shown"
        );
    }
}

/// Settings whose children a shareable table counts as places or beds: filled ones, or usable ones and the vacant share.
fn filled(folder: &Path) -> BTreeSet<&'static str> {
    let mut out = BTreeSet::new();
    for file in ["forecast.csv", "comparison.csv"] {
        let path = folder.join(file);
        if !path.is_file() {
            continue;
        }
        for r in rows(&path) {
            match r["measure"].as_str() {
                "places_filled" | "vacancy" => out.insert("foster_in_house"),
                "beds_filled" => out.insert("home_in_house"),
                _ => false,
            };
        }
    }
    out
}

/// Actions and savings: money in whole thousands and chances, nothing counted, no action by itself that works on withheld
/// groups only.
fn actions_tell_nothing(folder: &Path, withheld: &BTreeSet<(String, String)>) {
    let round = |cell: &str| cell.parse::<f64>().is_ok_and(|x| x % 1_000.0 == 0.0);
    let mut seen = 0;
    for r in rows(&folder.join("actions.csv")) {
        let unit = r["unit"].as_str();
        assert!(["GBP", "probability", "months"].contains(&unit), "{r:?}");
        let action = ("intervention".to_owned(), r["intervention"].clone());
        assert!(!withheld.contains(&action), "{r:?}");
        for c in [
            "mean", "sd", "p05", "p10", "p25", "p50", "p75", "p90", "p95",
        ] {
            let cell = r[c].as_str();
            assert!(
                unit != "GBP" || cell.is_empty() || round(cell),
                "{c}: {r:?}"
            );
        }
        seen += 1;
    }
    for r in rows(&folder.join("savings.csv")) {
        assert_eq!(r["unit"], "GBP", "{r:?}");
        for c in [
            "planned",
            "forecast",
            "p10",
            "p90",
            "cost",
            "actual",
            "planned_to_date",
            "expected_to_date",
            "slippage",
        ] {
            assert!(r[c].is_empty() || round(&r[c]), "{c}: {r:?}");
        }
        seen += 1;
    }
    assert!(seen > 60, "{seen} rows");
}

/// Age bands, streams and exits: what is missing sums to nothing or to more than 5.
fn apart(internal: &Path, shared: &Path) {
    type Sums = BTreeMap<(String, String, String), (f64, usize)>;
    let sums = |folder: &Path| -> Sums {
        let mut out = Sums::new();
        for r in rows(&folder.join("forecast.csv")) {
            let kind = r["group_type"].as_str();
            let wanted = ["children_end", "entries", "exits"].contains(&r["measure"].as_str());
            if wanted && ["age_band", "stream", "flow"].contains(&kind) {
                let key = (r["measure"].clone(), kind.to_owned(), r["period"].clone());
                let at = out.entry(key).or_default();
                at.0 += r["mean"].parse::<f64>().unwrap();
                at.1 += 1;
            }
        }
        out
    };
    let (all, shown) = (sums(internal), sums(shared));
    for (key, (sum, n)) in &all {
        let (seen, m) = shown.get(key).copied().unwrap_or((0.0, 0));
        if m < *n {
            // Figures that are shown are rounded: as far off as half a child each.
            let missing = sum - seen;
            assert!(m + 1 < *n || m == 0, "{key:?}: one group alone is missing");
            assert!(
                missing.abs() < 0.5 || missing > 5.5 - 0.5 * m as f64,
                "{key:?}: {missing} are missing"
            );
        }
    }
}

#[test]
fn what_is_withheld_can_not_be_worked_out() {
    let w = Work::begin();
    for (name, scenario) in [
        ("p", "scenarios/plymouth/baseline.toml --replications 60"),
        ("e", "scenarios/east-sussex/baseline.toml --replications 40"),
        ("s", "tests/data/small/scenario.toml"),
    ] {
        w.done(&format!("run {scenario} --quiet --out @/{name}"));
        w.done(&format!(
            "run {scenario} --audience shareable --quiet --out @/{name}-shared"
        ));
        let (internal, shared) = (w.path(name), w.path(&format!("{name}-shared")));
        if name != "s" {
            attack(&internal, &shared);
            apart(&internal, &shared);
        }
        no_few(&shared);
        // No replications, no inputs, nothing of a child; the report and the workbook are of the shared tables.
        for gone in ["replications.csv", "inputs"] {
            assert!(!shared.join(gone).exists(), "{gone}");
        }
        let html = read(&shared.join("report.html"));
        sound(&html);
        check(&html, &[&shared]);
        assert!(html.contains("Safe to share"));
        workbook_is_shared(&shared);
        // A report made later of the internal folder says the same.
        w.done(&format!(
            "report @/{name} --audience shareable --quiet --out @/{name}.html"
        ));
        check(&read(&w.path(&format!("{name}.html"))), &[&shared]);
        let (code, said) = w.carecast(&format!("verify @/{name}-shared"));
        assert!(code == 3 && said.contains("--inputs"), "{said}");
    }
    w.done("verify @/p-shared --inputs scenarios/plymouth --quiet");
}

/// Every number of the workbook stands in a shared table or is a total of such; no assumption of the children.
fn workbook_is_shared(folder: &Path) {
    let mut book: Xlsx<_> = open_workbook(folder.join("workbook.xlsx")).unwrap();
    let of = book.worksheet_range("Assumptions").unwrap();
    for row in of.rows() {
        if let Some(Data::String(path)) = row.first() {
            assert!(!path.starts_with("cohort"), "{path}");
        }
    }
    let activity = book.worksheet_range("Activity").unwrap();
    for row in activity.rows().skip(4) {
        for cell in row.iter().skip(3).take(3) {
            if let Data::Float(x) = cell {
                assert!(!few(*x), "{row:?}");
            }
        }
    }
}

/// Scenarios that withhold different groups do not give back each other's: all withhold what any does.
#[test]
fn scenarios_do_not_give_each_other_away() {
    let w = Work::begin();
    w.done("compare scenarios/plymouth/baseline.toml scenarios/plymouth/edge-of-care.toml scenarios/plymouth/fewer-entries.toml --replications 60 --audience shareable --quiet --out @/c");
    let c = w.path("c");
    assert!(!c.join("baseline").exists() && !c.join("edge-of-care").exists());
    no_few(&c);
    for r in rows(&c.join("comparison.csv")) {
        assert!(
            ["total", "setting_class"].contains(&r["group_type"].as_str()),
            "{r:?}"
        );
        let difference: &Row = &r;
        assert!(
            difference["against"].is_empty() || difference["unit"] != "children",
            "{r:?}"
        );
    }
    let html = read(&c.join("report.html"));
    sound(&html);
    assert!(tags(&html).iter().any(|t| t.name == "data"));
    assert!(html.contains("Safe to share"));
}

/// Actions, savings, households and places of a comparison: of a plan, of own fostering that is withheld, and of an action
/// on a group of few children.
#[test]
fn actions_savings_and_places_do_not_give_it_back() {
    let w = Work::begin();
    let pages = "scenarios/plymouth/baseline.toml scenarios/plymouth/plan.toml";
    let compare = "--replications 60 --quiet --out";
    w.done(&format!("compare {pages} {compare} @/open"));
    w.done(&format!(
        "compare {pages} --audience shareable {compare} @/c"
    ));
    let c = w.path("c");
    no_few(&c);
    let withheld: BTreeSet<_> = rows(&w.path("open/plan/disclosure.csv"))
        .into_iter()
        .map(|r| (r["group_type"].clone(), r["group"].clone()))
        .collect();
    actions_tell_nothing(&c, &withheld);
    let difference = |r: &Row| !r["against"].is_empty();
    let table = rows(&c.join("comparison.csv"));
    assert!(table.iter().any(|r| r["measure"] == "households"));
    for r in table.iter().filter(|r| difference(r)) {
        let money = ["GBP", "probability", "ratio"].contains(&r["unit"].as_str());
        assert!(money, "{r:?}");
    }
    let html = read(&c.join("report.html"));
    sound(&html);
    assert!(!html.contains("|setting|secure|"));
    for setting in filled(&c) {
        let of = ("setting".to_owned(), setting.to_owned());
        assert!(
            !withheld.contains(&of),
            "{setting} is withheld, and counted by its places"
        );
    }

    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let write = |name: &str, text: &str| {
        let text = text.replace("SCENARIOS", &root.display().to_string());
        std::fs::write(w.path(name), text).unwrap();
    };
    // An action on a withheld setting alone is refused; one whose groups are shown beside it is not.
    let action = |settings: &str| {
        format!(
            "format = 1\nextends = \"SCENARIOS/plymouth/baseline.toml\"\n\n[[intervention]]\nid = \"cheaper\"\n\
             kind = \"custom\"\nstart = 2025-04-01\nprice = [{{ setting = [{settings}], ratio = 0.5 }}]\n"
        )
    };
    write("secure.toml", &action("\"secure\""));
    write("both.toml", &action("\"secure\", \"foster_agency\""));
    let share = |name: &str| {
        w.carecast(&format!(
            "compare scenarios/plymouth/baseline.toml @/{name}.toml --audience shareable {compare} @/{name}"
        ))
    };
    let (code, said) = share("secure");
    assert!(
        code == 2 && said.contains("the action `cheaper` works only on groups of few children"),
        "{code} {said}"
    );
    assert!(!w.path("secure").exists());
    let (code, said) = share("both");
    assert_eq!(code, 0, "{said}");
}
