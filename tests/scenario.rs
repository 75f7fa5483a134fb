//! Scenarios that are right: what they become.

use carecast::model::entries::Level;
use carecast::model::hazards::Cause;
use carecast::model::value::Value;
use carecast::model::{Model, Spec};
use carecast::sampling::keyed::name_hash;
use carecast::scenario::{
    Assumption, Disk, Replications, Scenario, join, load, load_model, schema,
};
use std::collections::BTreeMap;

const SMALL: &str = "tests/data/small/scenario.toml";

fn small() -> Scenario {
    load(&Disk, SMALL).unwrap_or_else(|e| panic!("{e}"))
}

/// A patch of the small scenario, read from memory with everything it extends.
fn patched(patch: &str) -> Scenario {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for input in small().inputs {
        // Children who were placed before any of the snapshots.
        let text = String::from_utf8(input.bytes).unwrap();
        let text = text
            .replace("01/05/2024", "01/01/2024")
            .replace("2024-06-30,2024-06-30", "2024-01-30,2024-01-30");
        files.insert(input.path, text.into_bytes());
    }
    let text = format!("extends = \"tests/data/small/scenario.toml\"\n{patch}");
    files.insert("patch.toml".to_owned(), text.into_bytes());
    load(&files, "patch.toml").unwrap_or_else(|e| panic!("{e}"))
}

fn assumption<'a>(s: &'a Scenario, path: &str) -> &'a Assumption {
    let found = s.assumptions.iter().find(|a| a.path == path);
    found.unwrap_or_else(|| panic!("no assumption {path}"))
}

fn drawn(spec: &Spec, value: Value) -> &str {
    match value {
        Value::Drawn(i) => &spec.parameters[i].path,
        Value::Certain(_) => panic!("certain"),
        Value::Linear { .. } => unreachable!("no row says so"),
    }
}

#[test]
fn a_scenario_with_everything_once_is_read_and_compiled() {
    let s = small();
    let spec = &s.spec;
    assert_eq!(
        (s.name.as_str(), s.replications),
        ("scenario", Replications::Fixed(200))
    );
    assert_eq!((spec.cohort.count(), spec.years, spec.seed), (7, 3, 7));
    assert_eq!(s.inputs.len(), 5);
    assert!(
        s.inputs
            .iter()
            .any(|i| i.role.child_level() && i.path.ends_with("cohort.csv"))
    );
    assert_eq!(
        drawn(spec, spec.hazards.rates[0].per_year),
        "hazards.rate.exit.per_year"
    );
    assert_eq!(
        spec.hazards.factors[0].causes,
        [Cause::PlannedMove, Cause::Breakdown]
    );
    assert_eq!(spec.finance.actuals.len(), 3);
    Model::build(spec.clone()).unwrap();
}

#[test]
fn children_keep_their_identity_and_their_dates() {
    let s = small();
    let c = &s.spec.cohort.children[1];
    assert_eq!(c.who, name_hash("a2"));
    // 14 August 2026 is day 775 after 1 July 2024; the placement began 60 days before.
    assert_eq!(
        (c.birthday, c.placement_start, c.need, c.moves),
        (774, -61, 3, 0)
    );
    assert_eq!(c.weekly_price, Some(618_250));
}

#[test]
fn a_patch_replaces_values_whole_and_keeps_the_rest() {
    let s = patched(
        "[run]\nreplications = \"auto\"\n\
         [[hazards.rate]]\nid = \"exit\"\nper_year = 0.3\n\
         [[hazards.factor]]\nid = \"new\"\nevent = \"exit\"\nratio = 1.1\nsource = \"a meeting\"\n",
    );
    let base = small();
    assert_eq!(s.name, "patch");
    assert_eq!((s.replications, s.spec.seed), (Replications::Auto, 7));
    let (rates, before) = (&s.spec.hazards.rates, &base.spec.hazards.rates);
    assert_eq!(rates.len(), before.len());
    assert_eq!(rates[0].per_year, Value::Certain(0.3));
    assert_eq!(rates[2].scope, before[2].scope);
    assert_eq!(s.spec.hazards.factors.len(), 2);
    // The source of the base's row said nothing of the new number.
    assert_eq!(
        assumption(&base, "hazards.rate.exit.per_year").source,
        "made up"
    );
    assert_eq!(assumption(&s, "hazards.rate.exit.per_year").source, "");
    assert_eq!(
        assumption(&s, "hazards.factor.new.ratio").source,
        "a meeting"
    );
    let old = assumption(&s, "prices.setting.home_agency.weekly");
    assert_eq!(old.file, SMALL);
    assert_eq!((old.mean, old.unit.as_str()), (Some(6_100.0), "£ a week"));
    assert!((old.p10.unwrap() - 5_700.0).abs() < 0.01);
}

#[test]
fn provenance_is_inherited_and_a_source_brings_its_own() {
    let s = patched(
        "[entries]\nsource = \"tables\"\nconfidence = \"high\"\nset_by = \"finance\"\n\
         [entries.general]\nstarts_per_year = { value = 21, source = \"a guess\" }\nages = { \"10-15\" = 1.0 }\n",
    );
    let starts = assumption(&s, "entries.general.starts_per_year");
    let said = |a: &Assumption| (a.source.clone(), a.confidence.clone(), a.set_by.clone());
    assert_eq!(
        said(starts),
        ("a guess".into(), String::new(), "finance".into())
    );
    let ages = assumption(&s, "entries.general.ages.10-15");
    assert_eq!(
        said(ages),
        ("tables".into(), "high".into(), "finance".into())
    );
}

#[test]
fn what_a_base_says_beyond_the_period_is_not_used() {
    let s = patched("[period]\nas_at = 2024-03-31\nyears = [\"2024-25\"]\n");
    assert_eq!(s.spec.years, 1);
    assert!(s.spec.finance.actuals.is_empty());
    assert!(s.spec.prices.uplifts[0].years.is_empty());
    assert_eq!(s.spec.entries.streams[0].year_factor, [Value::Certain(1.0)]);
}

/// Past exits of one route, all of one age, one band: E (1 − exp(−h t)) while they are under 18.
#[test]
fn expected_re_entries_are_taken_off_the_starts() {
    let s = patched(
        "[entries.past]\nexits_per_year = { home = 6, special_guardianship = 0, adopted = 0 }\n\
         ages = { \"15\" = 1.0 }\n\
         [[entries.reentry]]\nid = \"home\"\nroute = \"home\"\nbands = [{ from_years = 0, per_year = 0.2 }]\n",
    );
    let Level::Starts { re_entries, .. } = s.spec.entries.streams[0].level else {
        panic!("starts");
    };
    // Ages 15 to 16: everyone can come back for 2 years, then one after the other turns 18.
    let n = 1_000_000;
    let exact: f64 = (0..n)
        .map(|i| {
            let t = 3.0 * (f64::from(i) + 0.5) / f64::from(n);
            0.2 * libm::exp(-0.2 * t) * (3.0 - t).clamp(0.0, 1.0) * 3.0 / f64::from(n)
        })
        .sum();
    assert!(
        (re_entries / (6.0 * exact) - 1.0).abs() < 1e-3,
        "{re_entries} {}",
        6.0 * exact
    );
}

#[test]
fn a_posterior_stands_in_for_what_was_said() {
    let s = small();
    let posterior = s.spec.posterior.as_ref().unwrap();
    let paths: Vec<&str> = posterior
        .parameters
        .iter()
        .map(|i| s.spec.parameters[*i].path.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "hazards.factor.older_move_less.ratio",
            "hazards.rate.planned.per_year"
        ]
    );
    assert_eq!(posterior.rows.len(), 8);
    for (column, i) in posterior.parameters.iter().enumerate() {
        let mean: f64 = posterior.rows.iter().map(|r| r[column]).sum::<f64>() / 8.0;
        assert!((s.spec.parameters[*i].mean() - mean).abs() < 1e-12);
    }
}

/// A mix of settings, England's reference behind it.
fn mixed(ratio: &str) -> Model {
    let path = "scenarios/plymouth/baseline.toml";
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    files.insert(path.to_owned(), std::fs::read(path).unwrap());
    let patch = format!(
        "extends = \"{path}\"\n\
         [[hazards.mix]]\nid = \"agency\"\nsetting = [\"home_agency\"]\nratio = 0.8\n\
         [[hazards.mix]]\nid = \"homes\"\nsetting = [\"home_in_house\", \"home_agency\"]\nratio = {ratio}\n"
    );
    files.insert("patch.toml".to_owned(), patch.into_bytes());
    load_model(&files, "patch.toml").unwrap().0
}

/// The tables of a replication that draws a ratio are those of a scenario with that ratio.
#[test]
fn an_uncertain_mix_is_drawn_once_a_replication() {
    use carecast::model::hazards::cumulative;
    use carecast::model::shares::ShareTable;
    let drawn = mixed("{ mean = 1.1, p10 = 0.9, p90 = 1.3 }");
    let ids = drawn.spec.parameters.iter();
    let at = ids
        .clone()
        .position(|p| p.path == "hazards.mix.homes.ratio")
        .unwrap();
    for ratio in [0.7, 1.1, 1.6] {
        let certain = mixed(&ratio.to_string());
        let mut parameters = drawn.means();
        parameters[at] = ratio;
        let width = drawn.settings().len();
        for row in &drawn.drawn_rows {
            let weights = &drawn.spec.drawn_shares[row.from].weights;
            let weights: Vec<f64> = weights.iter().map(|w| w.get(&parameters)).collect();
            let there = cumulative(&weights, width);
            let wanted = match row.table {
                ShareTable::PlannedMove => {
                    &certain.hazards.destinations[0][row.row * width..][..width]
                }
                ShareTable::Breakdown => {
                    &certain.hazards.destinations[1][row.row * width..][..width]
                }
                ShareTable::FirstSetting => certain.first_setting[row.row].as_slice(),
                ShareTable::Reason => panic!("no exit is mixed"),
            };
            for (a, b) in there.iter().zip(wanted) {
                assert!((a - b).abs() < 1e-12, "{ratio} {row:?} {a} {b}");
            }
        }
        assert!(certain.drawn_rows.is_empty());
        // What is expected is at the mean.
        if ratio == 1.1 {
            assert_eq!(drawn.hazards.destinations, certain.hazards.destinations);
            assert_eq!(drawn.first_setting, certain.first_setting);
        }
    }
    // Every row of every table: two causes and the first settings of each stream and age.
    let size = drawn.hazards.size;
    let rows = (2 * size.settings + 1) * size.streams * size.ages;
    assert_eq!(drawn.drawn_rows.len(), rows);
}

#[test]
fn budgets_roll_forward_and_lines_keep_their_income() {
    let s = small();
    let finance = &s.spec.finance;
    let budget = finance.budget.as_ref().unwrap();
    let rolled = 2_500_000.0 * 1.03 * 1.01 - 20_000.0;
    assert!((budget.years[1].amount.pounds() - rolled).abs() < 0.01);
    let inside: Vec<&str> = budget
        .lines
        .iter()
        .map(|i| finance.lines[*i].name.as_str())
        .collect();
    assert!(inside.contains(&"Home Office grant") && inside.contains(&"unregistered"));
    assert!(!inside.contains(&"placements team"));
    // Two settings that share a line, one line.
    let line = |name: &str| {
        let settings = s.spec.dimensions.settings.iter();
        settings
            .filter(|x| x.name == name)
            .map(|x| x.line)
            .next()
            .unwrap()
    };
    assert_eq!(line("supported_accommodation"), line("other_placement"));
}

/// A rate of the scenario stands as it was written: England's factors are not for it.
#[test]
fn a_rate_replaces_the_references_with_its_factors() {
    let path = "scenarios/plymouth/baseline.toml";
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    files.insert(path.to_owned(), std::fs::read(path).unwrap());
    let patch = "extends = \"scenarios/plymouth/baseline.toml\"\n\
        [[hazards.rate]]\nid = \"own\"\nevent = \"exit\"\nsetting = \"foster_agency\"\nage_band = \"10-15\"\nfrom_years = 1\nper_year = 0.123\n";
    files.insert("patch.toml".to_owned(), patch.as_bytes().to_vec());
    let (base, _) = load_model(&files, path).unwrap();
    let (model, _) = load_model(&files, "patch.toml").unwrap();
    let (h, before) = (&model.hazards, &base.hazards);
    let mut touched = 0;
    for index in 0..h.size.cells() {
        let cell = h.size.of(index);
        let (new, old) = (
            &h.rows[h.cell_row[0][index] as usize],
            &before.rows[before.cell_row[0][index] as usize],
        );
        let hit = h.size.of(index).setting == 2 && cell.age == 3;
        for years in [0.01, 0.2, 0.9, 1.1, 3.0, 12.0] {
            let at = |row: &[carecast::model::hazards::Band]| {
                let b = row.iter().find(|b| years * 365.25 < b.until).unwrap();
                b.base.get(&[]) * b.scale
            };
            if hit && years > 1.0 {
                assert_eq!(at(new), 0.123);
                touched += 1;
            } else {
                assert!(
                    (at(new) - at(old)).abs() <= 1e-12 * at(old),
                    "{cell:?} {years}"
                );
            }
        }
    }
    assert_eq!(touched, 3 * 2 * 3);
}

/// The reference's adoptive placements, unless the scenario says otherwise; it may say none.
#[test]
fn exits_run_over_time_in_care_or_in_the_placement() {
    let over = |s: &Scenario| s.spec.hazards.exits_over_placement.clone();
    let path = "scenarios/plymouth/baseline.toml";
    let (model, plymouth) = load_model(&Disk, path).unwrap();
    assert_eq!(over(&plymouth), [11]);
    let clock = "reference.exits_over_placement.placed_for_adoption";
    assert_eq!(assumption(&plymouth, clock).value, "placement");
    let flags = &model.hazards.exits_over_placement;
    assert!(flags[11] && flags.iter().filter(|f| **f).count() == 1);
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    files.insert(path.to_owned(), std::fs::read(path).unwrap());
    let patch =
        "extends = \"scenarios/plymouth/baseline.toml\"\n[hazards]\nexits_over_placement = []\n";
    files.insert("patch.toml".to_owned(), patch.as_bytes().to_vec());
    let none = load(&files, "patch.toml").unwrap();
    assert!(over(&none).is_empty() && none.assumptions.iter().all(|a| a.path != clock));
    assert!(over(&small()).is_empty());
    let own = patched("[hazards]\nexits_over_placement = [\"secure\", \"placed_for_adoption\"]\n");
    assert_eq!(over(&own), [5, 11]);
    let said = &assumption(&own, "hazards.exits_over_placement").value;
    assert_eq!(said, "[\"secure\", \"placed_for_adoption\"]");
}

/// The founding cases are right, whole, and quick to read.
#[test]
fn the_founding_cases_are_read() {
    for (path, children) in [
        ("scenarios/plymouth/baseline.toml", 513),
        ("scenarios/plymouth/q1-2024-25.toml", 521),
        ("scenarios/east-sussex/baseline.toml", 659),
        ("scenarios/east-sussex/hindcast-2023-24.toml", 654),
    ] {
        let (model, s) = load_model(&Disk, path).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert_eq!(model.spec.cohort.count(), children);
        for a in &s.assumptions {
            assert!(!a.path.is_empty() && !a.file.is_empty(), "{a:?}");
        }
        let start = std::time::Instant::now();
        load_model(&Disk, path).unwrap();
        println!("{path}: {:?}", start.elapsed());
    }
}

#[test]
fn the_schema_names_every_section_and_the_units() {
    let schema = schema();
    let of = |path: &str| schema.pointer(path).unwrap_or_else(|| panic!("{path}"));
    assert_eq!(of("/$defs/PoundsWeek/x-unit"), "£ a week");
    assert_eq!(
        of("/properties/hazards/properties/rate/items/properties/per_year/$ref"),
        "#/$defs/PerYear"
    );
    let clocks = "/properties/hazards/properties/exits_over_placement/oneOf/1/items/enum/11";
    assert_eq!(of(clocks), "placed_for_adoption");
    assert!(schema.pointer("/properties/line/items/oneOf/8").is_some());
}

#[test]
fn windows_paths_are_paths() {
    assert_eq!(
        join("a\\b.toml".replace('\\', "/").as_str(), "..\\c.csv"),
        "c.csv"
    );
}

/// Every kind of action that needs no supply, once: its effects, what it pays, and its fiscal lines.
#[test]
fn every_kind_of_action_is_read() {
    let mut files = std::collections::BTreeMap::new();
    for name in [
        "scenario.toml",
        "cohort.csv",
        "ledger.csv",
        "aftercare.csv",
        "posterior.csv",
    ] {
        let bytes = std::fs::read(format!("tests/data/small/{name}")).unwrap();
        files.insert(name.to_owned(), bytes);
    }
    let row = |kind: &str, keys: &str| {
        format!(
            "[[intervention]]\nid = \"{kind}\"\nkind = \"{kind}\"\nstart = 2024-09-01\n{keys}\n\n"
        )
    };
    let rows = [
        row("adoption", "timeliness_ratio = 1.1\nplaced_ratio = 1.2\ncost_per_adoption = 30_000"),
        row(
            "custom",
            "factor = [{ event = \"exit\", ratio = 0.9, exit_to = \"home\" }, { event = \"breakdown\", per_year = 0.1 }]
prevention = [{ share = 0.1 }]
entries = [{ ratio = 1.1, per_year = -3 }]
reentry = [{ ratio = 0.9, route = \"home\" }]
price = [{ setting = \"home_agency\", ratio = 0.9, cap = 12_000 }]
diversion = [{ picked = \"home_agency\", to = \"foster_agency\", share = 0.1 }]
supply = [{ approvals_per_year = 3, deregistration_hazard_ratio = 0.9 }]",
        ),
        row("edge_of_care", "risk_ratio = 0.9"),
        row("fostering_pay", "uplift = 0.06\nminimum_weekly = 350\nlinked_allowances = \"special_guardianship\"\nrecruitment_elasticity = 0.1"),
        row("kinship", "entry_share = 0.1\nmove_share = 0.1\norder_hazard_ratio = 1.2\nallowance_weekly = 200\nallowance_years = 8"),
        row("market_management", "price_ratio = 0.98\nprice_cap = 12_000\nvoid_places = 1\nvoid_weekly = 900"),
        row("placement_support", "breakdown_hazard_ratio = 0.9\nchildren_per_year = 3"),
        row("regional_sufficiency", "price_ratio = 0.98"),
        row("reunification", "return_hazard_ratio = 1.1\nre_entry_hazard_ratio = 0.9\nsupport_per_return = 3_000"),
        row("supported_accommodation", "move_on_ratio = 1.2\nprice_ratio = 0.98"),
        row("valuing_care", "price_ratio = 0.97\nto_family_share = 0.1\ncost_per_year = 50_000\nincome_per_year = 1_000\ncapital = { amount = 10_000, years = 10, rate = 0.04 }"),
    ];
    let text = String::from_utf8(files["scenario.toml"].clone()).unwrap();
    let text = text.replacen("[posterior]", &(rows.concat() + "[posterior]"), 1);
    files.insert("scenario.toml".to_owned(), text.into_bytes());
    let read = carecast::scenario::load(&files, "scenario.toml").unwrap_or_else(|e| panic!("{e}"));
    let found: Vec<String> = (read.spec.interventions.iter())
        .map(|i| {
            let lines = i
                .lines
                .iter()
                .map(|l| read.spec.finance.lines[*l].name.as_str());
            let lines: Vec<&str> = lines.collect();
            let (effects, paid) = (i.effects.len(), i.paid.len());
            format!(
                "{}: {effects} effects, {paid} paid: {}",
                i.id,
                lines.join("; ")
            )
        })
        .collect();
    let expected = [
        "adoption: 2 effects, 0 paid: adoption, adoptions",
        "custom: 10 effects, 0 paid: ",
        "edge_of_care: 1 effects, 0 paid: ",
        "fostering_pay: 0 effects, 3 paid: ",
        "kinship: 3 effects, 0 paid: kinship, allowances 1",
        "market_management: 2 effects, 0 paid: market_management, voids",
        "placement_support: 1 effects, 0 paid: ",
        "regional_sufficiency: 1 effects, 0 paid: ",
        "reunification: 2 effects, 0 paid: reunification, support",
        "supported_accommodation: 2 effects, 0 paid: ",
        "valuing_care: 2 effects, 0 paid: valuing_care, running cost; valuing_care, borrowing; valuing_care, income",
    ];
    assert_eq!(found, expected);
    let model = carecast::model::Model::build(read.spec);
    assert!(model.is_ok(), "{model:?}");
}
