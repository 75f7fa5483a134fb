//! `carecast compare` from the outside, and known answers through its arithmetic.

#[path = "support/place.rs"]
mod place;
mod support;

use carecast::batch::{self, Unwatched};
use carecast::compare::{Compared, Comparison, Of, Pairing, Span, What};
use carecast::scenario::Replications;
use place::Place;
use std::fs;
use support::Small;

const FEWER: &str = "title = \"fewer\"\n[entries.level]\n\"2025-26\" = 0.9\n\"2026-27\" = 0.8\n";

/// The small scenario and patches of it: fewer entries, and nothing.
fn place() -> Place {
    let p = Place::new();
    p.patch("fewer.toml", FEWER);
    p.patch("null.toml", "title = \"nothing changes\"\n");
    p
}

/// What is printed, without the seconds.
fn shown(text: &str) -> String {
    let lines = text.lines().filter(|l| !l.contains(" seconds on "));
    lines.flat_map(|l| [l, "\n"]).collect()
}

/// Rows of a comparison.csv by its columns.
fn rows(p: &Place, file: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(p.path(file)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn the_screen_and_the_files() {
    let p = place();
    let compare = "compare scenario.toml fewer.toml null.toml --replications 300";
    let text = p.done(&format!("{compare} --out june --threads 2"));
    insta::assert_snapshot!("screen", shown(&text));
    assert_eq!(
        p.names("june"),
        [
            "comparison.csv",
            "comparison.json",
            "fewer",
            "null",
            "report.html",
            "scenario",
            "workbook.xlsx"
        ]
    );
    let table = p.read("june/comparison.csv");
    let head = "scenario,against,period,measure,group_type,group,unit,mean,sd,mcse,p05,p10,p25,p50,p75,p90,p95,paired";
    assert_eq!(table.lines().next(), Some(head));
    for row in [
        "scenario,,plan,cost,total,total,GBP,",
        "fewer,scenario,2026-27,cost,setting,home_agency,GBP,",
        "fewer,scenario,budgeted,cost,line,\"residential, agency\",GBP,",
        "fewer,scenario,plan,p_saves,total,total,probability,",
        "fewer,scenario,2026-27,children_end,setting_class,families,children,",
        "fewer,scenario,2024-25,p_inside_budget,total,total,probability,",
    ] {
        assert!(table.lines().any(|l| l.starts_with(row)), "{row}");
    }
    // Each run folder is one that `run` writes and `verify` finds right.
    p.done("run fewer.toml --out one --replications 300 --quiet");
    assert_eq!(
        p.read("one/replications.csv"),
        p.read("june/fewer/replications.csv")
    );
    p.done("verify june/fewer --inputs .");

    // The same for any number of threads, without folders, and replaced only when asked.
    p.done(&format!("{compare} --out again --threads 1 --quiet"));
    assert_eq!(p.tree("june"), p.tree("again"));
    let plain = p.done(compare);
    assert_eq!(shown(&plain), shown(&text));
    let said = p.fails(&format!("{compare} --out june"), 4);
    assert!(
        said.contains("a comparison is there; --overwrite"),
        "{said}"
    );
    p.done(&format!("{compare} --out june --overwrite --quiet"));
    p.fails(&format!("{compare} --out one --overwrite --quiet"), 4);
}

/// Known answer 12: a scenario that changes nothing differs by exactly nothing, in every figure.
#[test]
fn a_null_patch_differs_by_exactly_zero() {
    let p = place();
    p.done("compare scenario.toml null.toml --replications 200 --out c --quiet");
    let mut compared = 0;
    for row in rows(&p, "c/comparison.csv") {
        if row["against"].is_empty() {
            continue;
        }
        assert_eq!(row["paired"], "yes");
        assert_eq!(row["mean"], "0", "{row:?}");
        if row["measure"] != "p_saves" {
            assert_eq!(
                (row["sd"].as_str(), row["mcse"].as_str()),
                ("0", "0"),
                "{row:?}"
            );
        }
        if row["unit"] == "GBP" {
            assert_eq!((row["p05"].as_str(), row["p95"].as_str()), ("0", "0"));
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
}

/// Known answer 12: a tenth of Poisson(100) entries prevented. The paired difference is Poisson(10), so its variance is
/// 10; of two independent runs it would be 190.
#[test]
fn preventing_a_tenth_of_entries() {
    let model = |prevented: f64| {
        let mut small = Small::new(1, 1).seed(12).singles(100.0, &[1.0]);
        small.spec.dimensions.settings[0].family = true;
        small.spec.entries.streams[0].year_factor = vec![(1.0 - prevented).into()];
        small.build()
    };
    let pool = batch::pool(2).unwrap();
    let n = 10_000;
    let of = |name: &str, prevented| {
        batch::subject(
            name,
            &model(prevented),
            Replications::Fixed(n),
            &pool,
            &Unwatched,
        )
        .unwrap()
    };
    let mut c = Comparison::with(of("all", 0.0));
    c.add(&of("a tenth fewer", 0.1), Pairing::Paired);
    c.add(
        &of("a tenth fewer, unpaired", 0.1),
        Pairing::Unpaired(String::new()),
    );
    let children = Compared::Amount(What::ChildrenEnd);
    let d = c.sides[1]
        .difference(Span::Year(0), children, &Of::Families)
        .unwrap();
    // A year of 365 days against a hazard's year of 365.25.
    let rate = 365.0 / 365.25;
    assert!(
        (d.mean + 10.0 * rate).abs() < 4.0 * d.mcse.unwrap(),
        "{d:?}"
    );
    let variance = d.sd.unwrap() * d.sd.unwrap();
    // The variance of a Poisson(10) variance: (10 + 3·100 − 100) / n.
    let error = (210.0 / f64::from(n)).sqrt();
    assert!((variance - 10.0 * rate).abs() < 4.0 * error, "{variance}");
    let apart = c.sides[2]
        .difference(Span::Year(0), children, &Of::Families)
        .unwrap();
    let unpaired = apart.mcse.unwrap() * apart.mcse.unwrap() * f64::from(n);
    let error = (2.0 * (100.0 + 3.0 * 10_000.0 - 10_000.0) / f64::from(n)).sqrt();
    assert!((unpaired - 190.0 * rate).abs() < 4.0 * error, "{unpaired}");
    assert_eq!(apart.mean, d.mean);
}

#[test]
fn run_folders_and_forecasts_are_mixed_with_scenarios() {
    let p = place();
    p.done("run scenario.toml --out base --replications 150 --quiet");
    p.done("run fewer.toml --out fewer --replications 150 --quiet");
    p.done("run fewer.toml --out other --replications 150 --seed 8 --quiet");
    p.done("run null.toml --out short --replications 100 --quiet");
    p.done("compare scenario.toml fewer.toml --replications 150 --out c --quiet");
    let text = p.done("compare base fewer other short null.toml other/forecast.csv");
    insta::assert_snapshot!("mixed", shown(&text));

    // Paired from the files it is the same to the last bit as run here.
    p.done("compare base fewer --out files --quiet");
    assert_eq!(p.read("c/comparison.csv"), p.read("files/comparison.csv"));
    assert_eq!(
        p.names("files"),
        [
            "comparison.csv",
            "comparison.json",
            "report.html",
            "workbook.xlsx"
        ]
    );
    p.edit("fewer/manifest.json", env!("CARGO_PKG_VERSION"), "0.0.1");
    assert!(
        p.done("compare base fewer")
            .contains("version 0.0.1 against")
    );
    let text = p.done("compare base/forecast.csv fewer.toml --replications 20 --json");
    let object: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(object["scenarios"][1]["paired"], false);
    assert_eq!(object["scenarios"][1]["origin"]["replications"], 20);
    assert!(
        object["scenarios"][1]["periods"][0]["difference"]["mcse"]
            .as_f64()
            .unwrap()
            > 0.0
    );
}

#[test]
fn what_is_given_twice_is_taken_once() {
    let p = place();
    let text = p.done("compare scenario.toml *.toml ./fewer.toml --replications 20 --json");
    let object: serde_json::Value = serde_json::from_str(&text).unwrap();
    let names: Vec<&str> = object["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["scenario"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["scenario", "fewer", "null"]);
    assert_eq!(object["scenarios"][1]["periods"][3]["period"], "budgeted");
}

macro_rules! bad {
    ($name:ident, $code:literal, $p:ident, $arguments:expr) => {
        bad!($name, $code, $p, $arguments, {});
    };
    ($name:ident, $code:literal, $p:ident, $arguments:expr, $prepare:block) => {
        #[test]
        fn $name() {
            let $p = place();
            $prepare
            let before = $p.names(".");
            insta::assert_snapshot!(stringify!($name), $p.fails(concat!("compare ", $arguments, " --out c"), $code));
            assert_eq!($p.names("."), before);
        }
    };
}

bad!(nothing_to_compare, 2, p, "scenario.toml ./scenario.toml");
bad!(nothing_matches, 2, p, "scenario.toml actions/*.toml");
bad!(
    different_years,
    3,
    p,
    "scenario.toml short.toml long.toml",
    {
        p.patch(
            "short.toml",
            "[period]\nyears = [\"2024-25\", \"2025-26\"]\n",
        );
        p.patch(
            "long.toml",
            "[period]\nyears = [\"2024-25\", \"2025-26\", \"2026-27\", \"2027-28\"]\n",
        );
    }
);
bad!(
    wrong_scenarios,
    3,
    p,
    "scenario.toml a.toml b.toml missing.toml",
    {
        p.patch("a.toml", "[entries.levl]\n\"2025-26\" = 0.9\n");
        p.patch("b.toml", "[entries.level]\n\"2030-31\" = 0.9\n");
    }
);
bad!(
    missing_folder,
    3,
    p,
    "scenario.toml forecasts/june forecasts/july.csv"
);
bad!(folder_without_manifest, 3, p, "scenario.toml runs empty", {
    p.done("run scenario.toml fewer.toml --out runs --replications 2 --quiet");
    fs::create_dir(p.path("empty")).unwrap();
});
bad!(changed_run_folder, 3, p, "scenario.toml run", {
    p.done("run scenario.toml --out run --replications 2 --quiet");
    p.edit("run/replications.csv", "2024-25", "2024-26");
});
bad!(unknown_columns, 3, p, "scenario.toml f.csv", {
    p.done("run scenario.toml --out run --replications 2 --quiet");
    p.write(
        "f.csv",
        &p.read("run/forecast.csv")
            .replacen("p50,p75", "median,p76", 1),
    );
});
bad!(other_measures, 3, p, "scenario.toml f.csv", {
    p.done("run scenario.toml --out run --replications 2 --quiet");
    p.write(
        "f.csv",
        &p.read("run/forecast.csv").replace(",cost,", ",outturn,"),
    );
});
bad!(
    forecast_with_wrong_rows,
    3,
    p,
    "scenario.toml f.csv g.csv",
    {
        let head = "scenario,period_type,period,measure,group_type,group,unit,mean,sd,mcse,p05,p10,p25,p50,p75,p90,p95\n";
        let row = |start: &str| format!("{start},total,total,GBP,1,,,,,,,,,\n");
        p.write(
            "f.csv",
            &(head.to_owned()
                + &row("a,year,2024-26,cost")
                + &row("a,yaer,2024-25,cost")
                + "a,year,2024-25,cost,total,total,GBP,\"£41,417\",,,,,,,,,\n"),
        );
        p.write(
            "g.csv",
            &(head.to_owned() + &row("a,year,2024-25,cost") + &row("b,year,2024-25,cost")),
        );
    }
);
bad!(
    duplicate_names,
    3,
    p,
    "scenario.toml a/x.toml b/a/x.toml",
    {
        p.patch("a/x.toml", "");
        p.patch("b/a/x.toml", "");
    }
);
bad!(
    seed_against_a_run_folder,
    2,
    p,
    "run scenario.toml --seed 9",
    {
        p.done("run scenario.toml --out run --replications 2 --quiet");
    }
);

const ACTIONS: &str = r#"title = "actions"
delivery = "delivery.csv"

[[intervention]]
id = "support"
kind = "placement_support"
start = 2025-04-01
breakdown_hazard_ratio = 0.5
cost_per_year = 20_000
planned_saving_per_year = 60_000
owner = "Placements"
status = "agreed"
milestones = ["team in post", "first review"]

[[intervention]]
id = "edge"
kind = "edge_of_care"
start = 2025-04-01
risk_ratio = 0.5

[[intervention]]
id = "pay"
kind = "fostering_pay"
start = 2025-04-01
uplift = 0.1
"#;

/// Each action by itself, the interaction, and savings against the plan.
#[test]
fn actions_by_themselves_and_together() {
    let p = place();
    p.write(
        "actions.toml",
        &format!("format = 1\nextends = \"scenario.toml\"\n{ACTIONS}"),
    );
    p.write(
        "delivery.csv",
        "intervention,month,measure,planned,actual\nsupport,2025-04,reviews,4,1\nall actions,2025-04,£,9000,3000\nall actions,2025-05,£,9000,\n",
    );
    let text = p.done("compare scenario.toml actions.toml --replications 200 --out c");
    insta::assert_snapshot!("actions_screen", shown(&text));
    let all = rows(&p, "c/actions.csv");
    let of = |action: &str, period: &str, measure: &str| -> f64 {
        let found = all.iter().find(|r| {
            (&*r["intervention"], &*r["period"], &*r["measure"]) == (action, period, measure)
        });
        found.unwrap_or_else(|| panic!("{action} {period} {measure}"))["mean"]
            .parse()
            .unwrap()
    };
    for period in ["2025-26", "2026-27", "plan"] {
        let parts = ["support", "edge", "pay", "interaction"];
        let sum: f64 = parts.iter().map(|a| of(a, period, "net_effect")).sum();
        let whole = of("all actions", period, "net_effect");
        assert!((sum - whole).abs() < 0.02, "{period} {sum} {whole}");
        for action in ["support", "edge", "pay", "all actions"] {
            let net = of(action, period, "cost") - of(action, period, "saving");
            assert!((net - of(action, period, "net_effect")).abs() < 0.02);
        }
    }
    // Pay without elasticities is deadweight: it costs and saves nothing.
    assert!(of("pay", "plan", "cost") > 0.0);
    assert_eq!(of("pay", "plan", "saving"), 0.0);
    assert_eq!(of("support", "2025-26", "cost"), 20_000.0);
    assert_eq!(of("edge", "plan", "cost"), 0.0);

    let savings = rows(&p, "c/savings.csv");
    let of = |action: &str, month: &str, measure: &str| {
        let found = savings.iter().find(|r| {
            (&*r["intervention"], &*r["month"], &*r["measure"]) == (action, month, measure)
        });
        found
            .unwrap_or_else(|| panic!("{action} {month} {measure}"))
            .clone()
    };
    let april = of("support", "2025-04", "saving");
    // 30 of 365 nights.
    assert_eq!(
        (&*april["planned"], &*april["owner"]),
        ("4932", "Placements")
    );
    assert_eq!(april["milestones"], "team in post; first review");
    let reviews = of("support", "2025-04", "reviews");
    assert_eq!((&*reviews["slippage"], &*reviews["rating"]), ("3", "red"));
    let closed = of("all actions", "2025-04", "saving");
    assert_eq!(
        (&*closed["expected_to_date"], &*closed["slippage"]),
        ("3000", "6000")
    );
    let open = of("all actions", "2025-05", "saving");
    assert!(open["actual"].is_empty() && open["planned_to_date"] == "18000");
    // What is expected goes on from what was delivered.
    let expected: f64 = open["expected_to_date"].parse().unwrap();
    let forecast: f64 = open["forecast"].parse().unwrap();
    assert!(
        (expected - 3_000.0 - forecast).abs() <= 1.0,
        "{expected} {forecast}"
    );
}

/// What is not wrong, and should be known.
#[test]
fn warnings() {
    let p = place();
    p.patch("elsewhere.toml", "[council]\nname = \"Largeshire\"\n[budget]\nyear = [{ id = \"2024-25\", year = \"2024-25\", amount = 2_600_000 }]\n");
    let (code, _, said) =
        p.carecast("compare fewer.toml scenario.toml elsewhere.toml --replications 5");
    assert_eq!(code, 0, "{said}");
    insta::assert_snapshot!("warnings", said);
    // A forecast of totals only.
    p.done("run scenario.toml --out run --replications 5 --quiet");
    let text = p.read("run/forecast.csv");
    let totals = text
        .lines()
        .enumerate()
        .filter(|(i, l)| *i == 0 || l.contains(",total,total,"));
    p.write(
        "totals.csv",
        &totals.flat_map(|(_, l)| [l, "\n"]).collect::<String>(),
    );
    let (code, shown, said) = p.carecast("compare scenario.toml totals.csv --replications 5");
    assert_eq!(code, 0, "{said}");
    assert!(shown.contains("can not be paired"), "{shown}");
    insta::assert_snapshot!("warnings_of_totals", said);
}

#[test]
fn help_has_an_example() {
    assert!(place().done("compare --help").contains("Example"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing() {
    use std::process::Stdio;
    use std::time::{Duration, Instant};
    let p = place();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_carecast"))
        .current_dir(p.dir.path())
        .args(["compare", "scenario.toml", "fewer.toml", "--out", "c/d"])
        .args(["--replications", "4000000"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !p.path("c").exists() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(100));
    let told = Instant::now();
    let id = child.id().to_string();
    std::process::Command::new("kill")
        .args(["-INT", &id])
        .status()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(
        told.elapsed() < Duration::from_secs(1),
        "{:?}",
        told.elapsed()
    );
    assert!(p.names("c").is_empty(), "{:?}", p.names("c"));
}
