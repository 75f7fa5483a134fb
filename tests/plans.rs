//! Both founding councils have a page for each action they named, a plan of all of them, and the plan poorly delivered.

use carecast::scenario::{Assumption, Disk, load_model};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

struct Page {
    /// Id of each action, and what is assumed of it: key → mean.
    actions: BTreeMap<String, BTreeMap<String, f64>>,
    /// Files read, the page's own first.
    files: Vec<String>,
}

fn page(path: &Path) -> Page {
    let path = path.to_string_lossy().into_owned();
    let (model, scenario) =
        load_model(&Disk, &path).unwrap_or_else(|e| panic!("{path}: {}", e.problems));
    let assumed = |id: &str| {
        let start = format!("intervention.{id}.");
        let mean = |a: &Assumption| Some((a.path.strip_prefix(&start)?.to_owned(), a.mean?));
        scenario.assumptions.iter().filter_map(mean).collect()
    };
    let ids = model.spec.interventions.iter().map(|i| &i.id);
    Page {
        actions: ids.map(|id| (id.clone(), assumed(id))).collect(),
        files: scenario.inputs.iter().map(|i| i.path.clone()).collect(),
    }
}

#[test]
fn every_action_named_has_a_page_and_the_plan_has_them_all() {
    // What the minutes name; Plymouth's family group conferences are an illustration and in no plan.
    let named: [(&str, &[&str], &[&str]); 2] = [
        (
            "plymouth",
            &[
                "agency_carers",
                "council_tax_exemption",
                "family_finding",
                "mockingbird",
                "own_homes",
                "pay_uplift",
                "regional_hub",
            ],
            &["family_group_conferences"],
        ),
        (
            "east-sussex",
            &[
                "adoption",
                "carer_payments",
                "net_households",
                "placement_support",
                "residential_strategy",
                "supported_accommodation",
                "valuing_care",
            ],
            &[],
        ),
    ];
    for (council, actions, besides) in named {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("scenarios")
            .join(council);
        let plan = page(&folder.join("plan.toml"));
        let ids: Vec<&str> = plan.actions.keys().map(String::as_str).collect();
        assert_eq!(ids, actions, "{council}");

        let mut on_pages = BTreeSet::new();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !name.ends_with(".toml") || name.starts_with("plan") {
                continue;
            }
            let p = page(&path);
            if !p.actions.is_empty() {
                let extends = p.files.iter().any(|f| f.ends_with("baseline.toml"));
                assert!(extends, "{name} extends no baseline: {:?}", p.files);
            }
            on_pages.extend(p.actions.into_keys());
        }
        let expected: BTreeSet<String> = actions
            .iter()
            .chain(besides)
            .map(|a| (*a).to_owned())
            .collect();
        assert_eq!(on_pages, expected, "{council}");

        let poor = page(&folder.join("plan-poor-delivery.toml"));
        assert!(poor.actions.keys().eq(plan.actions.keys()), "{council}");
        for (id, planned) in &plan.actions {
            let is = |key: &str| poor.actions[id].get(key).copied();
            // Not said: all of it is delivered, and nothing slips.
            let was = |key: &str, unsaid: f64| planned.get(key).copied().unwrap_or(unsaid);
            let worse = is("delivery").is_some_and(|d| d < was("delivery", 1.0))
                || is("slip_months").is_some_and(|m| m > was("slip_months", 0.0))
                || is("recruitment_elasticity")
                    .is_some_and(|e| e < was("recruitment_elasticity", 0.0));
            assert!(worse, "{council}: {id} is delivered as planned");
        }
    }
}
