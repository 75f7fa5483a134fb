//! The department's own tables, where they are at hand: known answer 19, and what happened after.

use carecast::council::level::Pool;
use carecast::council::{Options, course, draft};
use carecast::returns::dfe::{Source, Tables, read, text};
use carecast::returns::panel::{self, Panel};
use carecast::simulate::Engine;
use std::path::Path;

pub fn tables() -> Option<Tables> {
    let Some(shared) = std::env::var_os("CARECAST_SHARED") else {
        println!("skipped: CARECAST_SHARED is not set");
        return None;
    };
    let mut sources = Vec::new();
    for folder in ["data/dfe", "data/population"] {
        let folder = Path::new(&shared).join(folder);
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("a file").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            if name.contains(".csv") {
                sources.push(Source {
                    name,
                    bytes: std::fs::read(&path).expect("bytes"),
                });
            }
        }
    }
    Some(read(&sources).expect("the department's tables"))
}

/// The panel of published figures, where it is at hand.
pub fn long_form() -> Option<Panel> {
    let Some(shared) = std::env::var_os("CARECAST_SHARED") else {
        println!("skipped: CARECAST_SHARED is not set");
        return None;
    };
    let file = Path::new(&shared).join("data/panel/cla-panel-2009-2024.csv.xz");
    let source = Source {
        name: "panel.csv".to_owned(),
        bytes: std::fs::read(file).expect("the panel"),
    };
    let text = text(&source).expect("its text");
    Some(panel::read("panel.csv", &text).expect("a panel"))
}

/// As at 31 March 2022, from rows up to then: the children of the next two years lie in their 95% interval for at
/// least 12 of 14 council-years (stated in advance: at 95% each, 12 or more has a chance of 97%, and councils share
/// their years).
#[test]
fn what_came_after_lies_inside() {
    let Some(tables) = tables() else { return };
    let panel = &tables.panel;
    let then = panel.until(2022);
    let pool = Pool::new(&then, 2022);
    let mut inside = 0;
    let mut told = Vec::new();
    for name in [
        "Plymouth",
        "East Sussex",
        "Devon",
        "Leeds",
        "Newham",
        "Norfolk",
        "Sunderland",
    ] {
        let la = panel.find(name).expect("a council").la_code;
        let options = Options {
            years: 2,
            ..Options::default()
        };
        let d = draft(&then, la, 2022, &options).expect("a draft");
        let (written, _) = d
            .finish(&course(&pool, la).expect("a course"))
            .expect("written");
        let (model, _) = written.load().expect("a model");
        let mut engine = Engine::new(&model);
        let mut ends = [Vec::new(), Vec::new()];
        for r in 0..400 {
            let record = engine.run(r, 0);
            let l = record.layout;
            for (y, ends) in ends.iter_mut().enumerate() {
                let mut n = 0.0;
                for group in 0..l.groups() {
                    for slot in 0..l.slots {
                        n += f64::from(record.children_end[l.cell(group, slot, 12 * y + 11)]);
                    }
                }
                ends.push(n);
            }
        }
        for (y, ends) in ends.iter_mut().enumerate() {
            ends.sort_by(f64::total_cmp);
            let actual = panel
                .known(la, "cla_31mar", 2023 + y as i32)
                .expect("published");
            let (low, high) = (ends[10], ends[389]);
            inside += i32::from((low..=high).contains(&actual));
            told.push(format!("{name} {}: {actual} in {low} to {high}", 2023 + y));
        }
    }
    println!("{}", told.join("\n"));
    assert!(inside >= 12, "{inside} of 14\n{}", told.join("\n"));
}

/// The founding cases: the fitted start population agrees with what their own statistics say.
#[test]
fn plymouth_is_as_its_own_statistics_say() {
    let Some(tables) = tables() else { return };
    let la = tables.panel.find("Plymouth").expect("Plymouth").la_code;
    let d = draft(&tables.panel, la, 2024, &Options::default()).expect("a draft");
    let count = |name: &str| -> u32 {
        let s = carecast::words::setting::setting_index(name).expect("a setting");
        d.start
            .iter()
            .filter(|g| g.setting == s)
            .map(|g| g.count)
            .sum()
    };
    assert_eq!(d.observed.total, 513);
    // 159 children with agencies (BBC, early 2024); the tables alone know the own provision of all placements.
    assert!(
        (145..=175).contains(&count("foster_agency")),
        "{}",
        count("foster_agency")
    );
    assert_eq!(count("supported_accommodation"), 42);
}
