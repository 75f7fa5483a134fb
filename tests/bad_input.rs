//! Wrong input: the whole message for every kind of it. Each test breaks a small scenario that is right in one place
//! (or a few) and looks at everything the program would print. Nothing is run, nothing is written.

use carecast::report::problems::render;
use carecast::scenario::load;
use std::collections::BTreeMap;

type Memory = BTreeMap<String, Vec<u8>>;

/// The small scenario and its files, in memory.
fn small() -> Memory {
    [
        "scenario.toml",
        "cohort.csv",
        "ledger.csv",
        "aftercare.csv",
        "posterior.csv",
    ]
    .into_iter()
    .map(|name| {
        let bytes = std::fs::read(format!("tests/data/small/{name}")).unwrap();
        (name.to_owned(), bytes)
    })
    .collect()
}

/// The small scenario with text replaced: (file, what, by what).
fn broken(changes: &[(&str, &str, &str)]) -> Memory {
    let mut files = small();
    for (file, from, to) in changes {
        let text = String::from_utf8(files[*file].clone()).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        files.insert((*file).to_owned(), text.replacen(from, to, 1).into_bytes());
    }
    files
}

/// What the program prints of it.
fn printed(files: &Memory) -> String {
    match load(files, "scenario.toml") {
        Ok(s) => format!("right: {} children\n", s.spec.cohort.count()),
        Err(e) => render(&e.problems, &e.texts, false),
    }
}

/// What should be known of one that is right.
fn warned(files: &Memory) -> String {
    let read = load(files, "scenario.toml").unwrap();
    let warnings = read.warnings.iter().map(|w| format!("{w}\n"));
    warnings.collect()
}

/// The small scenario with an action and a file of its delivery.
fn delivered(text: &str) -> Memory {
    let action = "[[intervention]]\nid = \"support\"\nkind = \"placement_support\"\nstart = 2024-09-01\nbreakdown_hazard_ratio = 0.9\n\n[posterior]";
    let mut files = broken(&[
        (TOML, "[posterior]", action),
        (
            TOML,
            "format = 1\n",
            "format = 1\ndelivery = \"delivery.csv\"\n",
        ),
    ]);
    files.insert("delivery.csv".to_owned(), text.as_bytes().to_vec());
    files
}

macro_rules! snapshot {
    ($name:ident, $files:expr) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(stringify!($name), printed(&$files));
        }
    };
    ($name:ident: $($change:expr),+) => {
        snapshot!($name, broken(&[$($change),+]));
    };
}

const TOML: &str = "scenario.toml";
const COHORT: &str = "cohort.csv";

snapshot!(unknown_key: (TOML, "transient_sd = 0.11", "transient_sdd = 0.11"));
snapshot!(unknown_section: (TOML, "[prices.walk]", "[prices.wlak]"));
snapshot!(unknown_key_of_a_line: (TOML, "event = \"move\"\namount = 350", "event = \"move\"\namount_per_year = 350"));
snapshot!(wrong_type: (TOML, "weekly = 14_000", "weekly = \"£14,000\""));
snapshot!(wrong_type_of_a_section: (TOML, "[run]\nseed = 7\nreplications = 200", "run = 7"));
snapshot!(date_outside_the_period: (TOML, "date = 2025-01-15", "date = 2031-01-15"));
snapshot!(year_outside_the_period: (TOML, "year = \"2024-25\", amount", "year = \"2023-24\", amount"));
snapshot!(month_that_is_not_closed: (TOML, "month = \"2024-06\"", "month = \"2024-07\""));
snapshot!(dates_out_of_order: (TOML, "growth = 0.03", "growth = 0.03\nfrom = 2026-04-01\nto = 2025-03-31"));
snapshot!(years_that_do_not_follow: (TOML, "\"2025-26\", \"2026-27\"", "\"2026-27\", \"2025-26\""));
snapshot!(snapshot_inside_a_month: (TOML, "as_at = 2024-06-30", "as_at = 2024-06-15"));
snapshot!(probability_above_one: (TOML, "\"10-15\" = 0.5", "\"10-15\" = 1.5"));
snapshot!(negative_price: (TOML, "weekly = 500", "weekly = -500"));
snapshot!(unit_missing: (TOML, "starts_per_year", "starts"));
snapshot!(unit_missing_in_a_rate: (TOML, "to_years = 1.0\nper_year", "to = 1.0\nrate"));
snapshot!(not_a_number: (TOML, "weekly = 500", "weekly = nan"));
snapshot!(infinite: (TOML, "weekly = 500", "weekly = { mean = 500, p10 = 400, p90 = inf }"));
snapshot!(percentage_for_a_fraction: (TOML, "rate = 0.03\n", "rate = 6.88\n"));
snapshot!(percentage_as_text: (TOML, "delivery = { low = 0.2, mode = 0.6, high = 1.0 }", "delivery = \"60%\""));
snapshot!(p10_above_the_mean: (TOML, "p10 = 900", "p10 = 1_050"));
snapshot!(too_skewed: (TOML, "p10 = 900, p90 = 1_110", "p10 = 999, p90 = 3_000"));
snapshot!(no_form_of_a_number: (TOML, "p10 = 900, p90 = 1_110", "sd = 100"));
snapshot!(shares_that_do_not_sum_to_one: (TOML, "foster_agency = 0.3, home_agency = 0.2", "foster_agency = 0.3, home_agency = 0.02"));
snapshot!(unknown_setting_in_shares: (TOML, "{ foster_in_house = 0.6,", "{ foster_inhouse = 0.6,"));
snapshot!(duplicate_id: (TOML, "id = \"breakdown\"", "id = \"exit\""));
snapshot!(two_uncertain_mixes_of_a_setting: (TOML, "[prices]\n", "[[hazards.mix]]\nid = \"a\"\nsetting = [\"home_agency\"]\nratio = { mean = 1.1, p10 = 0.9, p90 = 1.3 }\n\n[[hazards.mix]]\nid = \"b\"\nsetting = [\"home_agency\"]\nratio = 1.1\n\n[[hazards.mix]]\nid = \"c\"\nsetting = [\"home_agency\"]\nratio = { mean = 1.1, p10 = 0.9, p90 = 1.3 }\n\n[prices]\n"));
snapshot!(an_uncertain_mix_of_drawn_shares: (TOML, "[prices]\n", "[[hazards.mix]]\nid = \"a\"\nsetting = [\"home_agency\"]\nratio = { mean = 1.1, p10 = 0.9, p90 = 1.3 }\n\n[prices]\n"), ("posterior.csv", "draw,parameter,value\n", "draw,parameter,value
0,hazards.destination.all.shares.home_agency,0.2\n1,hazards.destination.all.shares.home_agency,0.21
2,hazards.destination.all.shares.home_agency,0.19\n3,hazards.destination.all.shares.home_agency,0.22
4,hazards.destination.all.shares.home_agency,0.18\n5,hazards.destination.all.shares.home_agency,0.2
6,hazards.destination.all.shares.home_agency,0.21\n7,hazards.destination.all.shares.home_agency,0.19
"));
snapshot!(a_mix_of_both_a_setting_and_an_exit: (TOML, "[prices]\n", "[[hazards.mix]]\nid = \"m\"\nsetting = [\"home_agency\"]\nexit = \"home\"\nratio = 1.1\n\n[prices]\n"));
snapshot!(budget_for_an_unknown_line: (TOML, "line = \"residential, agency\"", "line = \"residential agency\""));
snapshot!(income_that_is_none: (TOML, "income = [\"home_office\"]", "income = [\"team\"]"));
snapshot!(no_price: (TOML, "setting = [\"supported_accommodation\", \"other_placement\"]", "setting = [\"other_placement\"]"));
snapshot!(nowhere_to_go: (TOML, "[[hazards.exit_reason]]\nid = \"all\"", "[[hazards.exit_reason]]\nid = \"all\"\nage_band = \"1-4\""));
snapshot!(intervention_of_an_unknown_kind: (TOML, "[posterior]", "[[intervention]]\nid = \"fgc\"\nkind = \"edge_of_caer\"\nstart = 2024-09-01\n\n[posterior]"));
snapshot!(interventions_wrong_in_many_ways: (TOML, "[posterior]", "[[intervention]]
id = \"support\"
kind = \"placement_support\"
start = 2024-09-15
end = 2024-08-31
ramp_months = 0
delivery = 1.5
risk_ratio = 0.8

[[intervention]]
id = \"support\"
kind = \"custom\"
start = 2090-04-01

[posterior]"));
snapshot!(action_ramp_of_zero: (TOML, "[posterior]", "[[intervention]]\nid = \"support\"\nkind = \"placement_support\"\nstart = 2024-09-01\nramp_months = 0\nbreakdown_hazard_ratio = 0.9\n\n[posterior]"));
snapshot!(two_actions_with_one_id: (TOML, "[posterior]", "[[intervention]]\nid = \"a\"\nkind = \"custom\"\nstart = 2024-09-01\n\n[[intervention]]\nid = \"a\"\nkind = \"custom\"\nstart = 2024-10-01\n\n[posterior]"));
snapshot!(action_that_needs_supply: (TOML, "[posterior]", "[[intervention]]\nid = \"hubs\"\nkind = \"mockingbird\"\nstart = 2024-09-01\nconstellations = 2\nderegistration_hazard_ratio = 0.9\nbreakdown_hazard_ratio = 0.9\n\n[posterior]"));
snapshot!(valuing_care_without_needs: (COHORT, "a2,14/08/2008,general,3,", "a2,14/08/2008,general,,"), (TOML, "[posterior]", "[[intervention]]\nid = \"valuing\"\nkind = \"valuing_care\"\nstart = 2024-09-01\nto_family_share = 0.2\n\n[posterior]"));
snapshot!(custom_action_that_does_not_say_what: (TOML, "[posterior]", "[[intervention]]
id = \"mine\"
kind = \"custom\"
start = 2024-09-01
factor = [
  { event = \"exit\" },
  { event = \"planned_move\", ratio = 0.5, exit_to = \"home\" },
  { event = \"exit\", ratio = 0.5, exit_to = \"hom\" },
  { event = \"exit\", per_year = 0.5, exit_to = \"home\", need = 2 },
]
diversion = [{ picked = \"home_agency\", to = \"foster\", share = 20 }]

[posterior]"));
#[test]
fn elasticities_of_the_wrong_sign() {
    let pay = "[[intervention]]\nid = \"pay\"\nkind = \"fostering_pay\"\nstart = 2024-09-01\nuplift = 0.06\nrecruitment_elasticity = -0.1\nderegistration_elasticity = { low = 0.0, mode = 0.1, high = 0.2 }\n\n[posterior]";
    let files = broken(&[(TOML, "[posterior]", pay)]);
    insta::assert_snapshot!("elasticities_of_the_wrong_sign", warned(&files));
}
#[test]
fn constellations_without_enough_households() {
    let actions = "[[intervention]]
id = \"hubs\"
kind = \"mockingbird\"
start = 2024-09-01
constellations = 3
deregistration_hazard_ratio = 0.9
breakdown_hazard_ratio = 0.9

[supply.households]
count = 12
kind = [{ share = 1.0, places = 2 }]

[posterior]";
    let files = broken(&[(TOML, "[posterior]", actions)]);
    insta::assert_snapshot!("constellations_without_enough_households", warned(&files));
}
#[test]
fn delivery_that_can_not_be_read() {
    let files = delivered(
        "intervention,month,measure,planned,actual\nsupport,2024-09,£,100,x\nsupport,Sept,,1,\nsupport,2024-10,£,1,\nsupport,2024-10,£,2,\n",
    );
    insta::assert_snapshot!("delivery_that_can_not_be_read", printed(&files));
}
#[test]
fn delivery_of_another_action() {
    let files = delivered(
        "intervention,month,measure,planned,actual\nsuport,2024-09,£,100,80\nhomes,2024-09,£,100,80\n",
    );
    insta::assert_snapshot!("delivery_of_another_action", warned(&files));
}
snapshot!(missing_keys: (TOML, "[council]\nname = \"Smallshire\"", "[council]"), (TOML, "id = \"exit\"\nevent = \"exit\"\n", ""));
snapshot!(not_toml: (TOML, "[hazards]", "[hazards"));
snapshot!(unknown_kind_of_line: (TOML, "kind = \"per_event\"", "kind = \"per event\""));
snapshot!(file_missing: (TOML, "\"ledger.csv\"", "\"../ledgers/2024.csv\""));
snapshot!(actuals_missing: ("ledger.csv", "2024-05,total", "2024-03,total"));
snapshot!(ledger_line_unknown: ("ledger.csv", "2024-05,total", "2024-05,totals"));
snapshot!(posterior_of_an_unknown_path: ("posterior.csv", "hazards.rate.planned.per_year", "hazards.rate.planed.per_year"));
snapshot!(empty_cohort: (TOML, "children = \"cohort.csv\"\n", ""), (TOML, "count = 4,", "count = 0,"));
snapshot!(no_elapsed_durations: (TOML, "elapsed = [\n", "elapsd = [\n"));
snapshot!(the_reference_is_named: (TOML, "[hazards]\nreference = \"none\"", "[hazards]\nreference = \"wales\""));

snapshot!(exits_over_an_unknown_setting: (TOML, "[hazards]\nreference = \"none\"", "[hazards]\nreference = \"none\"\nexits_over_placement = [\"placed_for_adopton\"]"));
snapshot!(exits_over_placement_that_are_no_settings: (TOML, "[hazards]\nreference = \"none\"", "[hazards]\nreference = \"none\"\nexits_over_placement = true"));

snapshot!(child_born_after_the_start: (COHORT, "2015-03-02", "2024-07-01"));
snapshot!(child_over_18: (COHORT, "2007-02-28", "2006-06-30"));
snapshot!(unknown_setting: (COHORT, "foster_in_house", "fostering_in_house"));
snapshot!(duplicate_child: (COHORT, "a3,", "a2,"));
snapshot!(placement_before_care: (COHORT, "2022-01-10,2021-12-01", "2021-11-10,2021-12-01"));
snapshot!(no_date: (COHORT, "14/08/2008", "14.8.2008"));
snapshot!(unknown_column: (COHORT, ",born,", ",date_of_birth,"));
snapshot!(too_few_cells: (COHORT, "general,,foster", "general,foster"));
snapshot!(price_with_a_pound_sign: (COHORT, "6182.50", "\"£6,182.50\""));

fn with_cohort(change: impl Fn(&str) -> Vec<u8>) -> Memory {
    let mut files = small();
    let text = String::from_utf8(files[COHORT].clone()).unwrap();
    files.insert(COHORT.to_owned(), change(&text));
    files
}

// Accepted as it is: spreadsheets write both.
snapshot!(byte_order_mark_and_windows_line_ends, small());
snapshot!(
    without_byte_order_mark,
    with_cohort(|t| t.trim_start_matches('\u{feff}').into())
);
snapshot!(
    unix_line_ends,
    with_cohort(|t| t.replace("\r\n", "\n").into())
);
snapshot!(semicolons, with_cohort(|t| t.replace(',', ";").into()));
snapshot!(
    not_utf_8,
    with_cohort(|t| {
        let mut bytes = t.as_bytes().to_vec();
        bytes.extend_from_slice(b"\xa3,2015-03-02,general,,secure,2022-01-10,2021-12-01,,,,\r\n");
        bytes
    })
);
snapshot!(no_columns, with_cohort(|_| Vec::new()));
snapshot!(
    bad_line_after_windows_line_ends,
    with_cohort(|t| t.replace("2019-07-01", "2019-07-32").into())
);

fn patched(patch: &str, base: &str) -> Memory {
    let mut files = small();
    let scenario = files.remove(TOML).unwrap();
    files.insert(base.to_owned(), scenario);
    files.insert(TOML.to_owned(), patch.as_bytes().to_vec());
    files
}

#[test]
fn extends_in_a_circle() {
    let mut files = patched("extends = \"a.toml\"\n", "base.toml");
    files.insert(
        "a.toml".to_owned(),
        b"extends = \"scenario.toml\"\n".to_vec(),
    );
    insta::assert_snapshot!("extends_in_a_circle", printed(&files));
}

#[test]
fn extends_a_file_that_is_not_there() {
    let files = patched("format = 1\nextends = \"base.tml\"\n", "base.toml");
    insta::assert_snapshot!("extends_a_file_that_is_not_there", printed(&files));
}

/// A problem in the base is shown there, one in the patch in the patch; both in one go, the children's too.
#[test]
fn several_problems_of_several_files() {
    let patch = "extends = \"base.toml\"\n\n[[hazards.rate]]\nid = \"exit\"\nper_year = -1\n\n[budget]\nprofil = \"nights\"\n";
    let mut files = patched(patch, "base.toml");
    for (file, from, to) in [
        ("base.toml", "seed = 7", "sead = 7"),
        ("base.toml", "spread = 0.45", "spread = 45"),
        (COHORT, "foster_in_house", "foster"),
        (COHORT, "2007-02-28", "2027-02-28"),
    ] {
        let text = String::from_utf8(files[file].clone()).unwrap();
        files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    }
    insta::assert_snapshot!("several_problems_of_several_files", printed(&files));
}

/// On one line each, as they are told without a terminal.
#[test]
fn on_one_line() {
    let files = broken(&[(TOML, "transient_sd = 0.11", "transient_sdd = 0.11")]);
    let e = load(&files, TOML).unwrap_err();
    insta::assert_snapshot!("on_one_line", e.to_string());
}

#[test]
fn the_scenario_itself_is_not_there() {
    insta::assert_snapshot!("the_scenario_itself_is_not_there", printed(&Memory::new()));
}

mod mangled {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever a file holds, reading it ends with a scenario or with problems that can be drawn.
        #[test]
        fn files_never_panic(
            which in 0usize..5,
            edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..6),
        ) {
            let mut files = small();
            let name = files.keys().nth(which).unwrap().clone();
            let mut bytes = files[&name].clone();
            for (at, byte, how) in &edits {
                if bytes.is_empty() { break; }
                let i = at.index(bytes.len());
                match how {
                    0 => bytes[i] = *byte,
                    1 => { bytes.remove(i); }
                    _ => bytes.insert(i, byte % 128),
                }
            }
            files.insert(name, bytes);
            printed(&files);
        }

        /// Words of the file in other places: closer to what people do.
        #[test]
        fn swapped_words_never_panic(pairs in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4)) {
            let mut files = small();
            let text = String::from_utf8(files[TOML].clone()).unwrap();
            let mut words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
            for (a, b) in &pairs {
                let (a, b) = (a.index(words.len()), b.index(words.len()));
                words.swap(a, b);
            }
            files.insert(TOML.to_owned(), words.concat().into_bytes());
            if let Ok(s) = load(&files, TOML) {
                let _ = carecast::model::Model::build(s.spec);
            }
        }
    }
}

/// A supply for the small scenario.
const SUPPLY: &str = r#"[supply]
homes = "homes.csv"
planned_foster = 0.35

[supply.households]
file = "households.csv"
count = 2
kind = [{ share = 0.5, places = 1 }, { share = 0.5, places = 2, age_from = 5, age_to = 17 }]
usable_share = 0.8
approvals_per_year = 2

[supply.households.leaving]
"0" = 0.4
"1" = 0.02
"2+" = 0.01

[[supply.home]]
id = "The Elms"
opens = 2025-09-01
beds = 4
usable_beds = 3
ramp_months = 6
slip_months = { low = 0, mode = 4, high = 18 }

[[prices.setting]]
id = "home_in_house"
setting = "home_in_house"
weekly = 5_000

[posterior]"#;

const HOUSEHOLDS: &str = "id,kind,approved,places,usable,age_from,age_to,need_to,constellation
h1,mainstream,2015-01-01,2,,0,17,,
h2,mainstream,2019-05-01,3,2,8,17,3,
k1,kinship,2022-02-01,1,,0,17,,
";

const HOMES: &str = "id,opens,beds,ramp_months,base_cost_per_year,age_from,age_to
Oak House,2020-01-01,4,1,650000,8,17
";

/// The small scenario with its supply, and text replaced.
fn supplied(changes: &[(&str, &str, &str)]) -> Memory {
    let mut files = broken(&[(TOML, "[posterior]", SUPPLY)]);
    files.insert("households.csv".to_owned(), HOUSEHOLDS.into());
    files.insert("homes.csv".to_owned(), HOMES.into());
    for (file, from, to) in changes {
        let text = String::from_utf8(files[*file].clone()).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        files.insert((*file).to_owned(), text.replacen(from, to, 1).into_bytes());
    }
    files
}

const HOUSEHOLDS_CSV: &str = "households.csv";
const HOMES_CSV: &str = "homes.csv";

macro_rules! supply_snapshot {
    ($name:ident: $($change:expr),*) => {
        snapshot!($name, supplied(&[$($change),*]));
    };
}

supply_snapshot!(supply_that_is_right:);
supply_snapshot!(more_children_than_places:
    (TOML, "file = \"households.csv\"\n", ""),
    (TOML, "count = 2\nkind", "count = 0\nkind"));
supply_snapshot!(more_children_than_beds:
    (COHORT, "home_agency,01/05/2024", "home_in_house,01/05/2024"),
    (HOMES_CSV, "2020-01-01", "2025-01-01"));
supply_snapshot!(home_opens_after_the_plan:
    (TOML, "opens = 2025-09-01", "opens = 2031-09-01"),
    (HOMES_CSV, "2020-01-01", "2032-01-01"));
supply_snapshot!(ramp_of_zero:
    (TOML, "ramp_months = 6", "ramp_months = 0"),
    (HOMES_CSV, ",4,1,650000", ",4,0,650000"));
supply_snapshot!(more_usable_than_there_are:
    (TOML, "usable_beds = 3", "usable_beds = 5"),
    (HOUSEHOLDS_CSV, ",3,2,8", ",3,4,8"));
supply_snapshot!(ages_of_a_household_out_of_order:
    (TOML, "age_from = 5, age_to = 17", "age_from = 12, age_to = 4"),
    (HOUSEHOLDS_CSV, "8,17,3", "17,8,3"));
supply_snapshot!(households_twice: (HOUSEHOLDS_CSV, "h2,", "h1,"));
supply_snapshot!(homes_twice: (HOMES_CSV, "Oak House", "The Elms"));
supply_snapshot!(unknown_kind_of_household: (HOUSEHOLDS_CSV, "k1,kinship", "k1,kinshp"));
supply_snapshot!(household_that_is_not_there:
    (COHORT, "2021-12-01,1,,,", "2021-12-01,1,,h7,"));
supply_snapshot!(more_children_than_a_household_has_places:
    (HOUSEHOLDS_CSV, "h1,mainstream,2015-01-01,2", "h1,mainstream,2015-01-01,1"),
    (COHORT, "2021-12-01,1,,,", "2021-12-01,1,,h1,\nb1,2014-03-02,general,,foster_in_house,2022-01-10,2021-12-01,1,,h1,"));
supply_snapshot!(households_without_kinds:
    (TOML, "kind = [{ share = 0.5, places = 1 }, { share = 0.5, places = 2, age_from = 5, age_to = 17 }]\n", ""));
supply_snapshot!(kinds_that_are_not_whole: (TOML, "{ share = 0.5, places = 1 }", "{ share = 0.3, places = 1 }"));
supply_snapshot!(no_households: (TOML, "file = \"households.csv\"\ncount = 2\n", ""));
supply_snapshot!(a_hazard_of_leaving_missing: (TOML, "\"1\" = 0.02\n", ""));
supply_snapshot!(market_of_another_setting:
    (TOML, "[[supply.home]]", "[[supply.market]]\nid = \"m\"\nsetting = \"secure\"\n\n[[supply.home]]"));
supply_snapshot!(home_that_closes_before_it_opens: (TOML, "beds = 4\nusable", "beds = 4\ncloses = 2025-08-01\nusable"));
supply_snapshot!(beds_beside_a_complex_child_and_nobody_is:
    (TOML, "usable_beds = 3", "usable_beds = 3\nusable_beside_complex = 4\nneed_cost_per_week = { 3 = 400, 5 = 900 }"),
    (HOMES_CSV, "beds,ramp", "beds,usable_beside_complex,complex_cost_per_week,ramp"),
    (HOMES_CSV, ",4,1,650000", ",4,5,900,1,650000"));
supply_snapshot!(who_is_complex_that_can_not_be:
    (TOML, "planned_foster = 0.35", "planned_foster = 0.35\ncomplex = { need_from = 7, share = 1.4 }"));
