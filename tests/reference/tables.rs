//! The published tables, read from where `CARECAST_SHARED` points.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

pub struct Tables {
    rows: BTreeMap<&'static str, Vec<BTreeMap<String, String>>>,
}

const FILES: [(&str, &str); 9] = [
    (
        "ceased",
        "national_children_who_ceased_to_be_looked_after_during_the_year",
    ),
    ("started", "national_cla_started_to_be_looked_after"),
    ("stock", "national_cla_on_31_march_by_characteristics"),
    (
        "provider",
        "national_cla_on_31_march_by_placement_provider_placement_type_and_locality",
    ),
    (
        "separated",
        "national_cla_on_31_march_who_were_unaccompanied_asylum_seeking_children",
    ),
    (
        "durations",
        "national_duration_of_placements_by_type_ceasing_during_the_year",
    ),
    (
        "reasons",
        "national_reason_for_placement_change_during_year",
    ),
    ("count", "national_cla_pl_count_by_characteristics"),
    (
        "new",
        "national_cla_during_year_by_placement_type_and_locality_of_placement",
    ),
];

/// The folder of the published tables, or none where it is not set.
pub fn shared() -> Option<PathBuf> {
    std::env::var_os("CARECAST_SHARED").map(PathBuf::from)
}

impl Tables {
    pub fn read() -> Option<Self> {
        let folder = shared()?.join("data/dfe");
        let mut rows = BTreeMap::new();
        for (key, name) in FILES {
            let path = folder.join(format!("2020-2024_{name}.csv.xz"));
            let out = Command::new("xz")
                .arg("-dc")
                .arg(&path)
                .output()
                .expect("xz runs");
            assert!(out.status.success(), "{} does not unpack", path.display());
            let text = String::from_utf8(out.stdout).expect("the table is UTF-8");
            let text = text.trim_start_matches('\u{feff}').to_owned();
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let head = reader.headers().expect("a header").clone();
            let table = reader
                .records()
                .map(|r| {
                    let r = r.expect("a row");
                    head.iter()
                        .map(str::to_owned)
                        .zip(r.iter().map(str::to_owned))
                        .collect()
                })
                .collect();
            rows.insert(key, table);
        }
        Some(Self { rows })
    }

    /// The number in the one row of `table` for `year` whose named columns
    /// start with the given words; suppressed and rounded-away cells are 0.
    pub fn get(&self, table: &str, year: u32, wanted: &[(&str, &str)]) -> f64 {
        let year = year.to_string();
        let found: Vec<_> = self.rows[table]
            .iter()
            .filter(|r| r["time_period"] == year)
            .filter(|r| {
                wanted
                    .iter()
                    .all(|(column, start)| match start.strip_prefix('=') {
                        Some(whole) => r[*column] == whole,
                        None => r[*column].starts_with(start),
                    })
            })
            .collect();
        assert_eq!(
            found.len(),
            1,
            "{table} {year} {wanted:?} names {} rows",
            found.len()
        );
        found[0]["number"].parse().unwrap_or(0.0)
    }
}
