//! `carecast council` from the outside: what it writes, and every message of bad input as a whole.

use crate::made_up::long_form;
use assert_cmd::Command;
use std::fs;
use tempfile::TempDir;

const CEASED: &str = "time_period,geographic_level,geo_breakdown,old_la_code,new_la_code,cla_group,characteristic,number,percentage
2024,National,National,,,Age on ceasing,Total,33620,100
2024,Local authority,Northmoor,991,E06999991,Age on ceasing,Total,\"1,190\",100
2024,Local authority,Northmoor,991,E06999991,Age on ceasing,Under 1 year,c,c
2024,Local authority,Northmoor,991,E06999991,Age on ceasing,1 to 4 years,x,x
2024,Local authority,Northmoor,991,E06999991,Age on ceasing,16 years,~,~
2024,Local authority,Northmoor,991,E06999991,Age on ceasing,17 years,k,k
2024,Local authority,Northmoor,991,E06999991,Reason episode ceased,Died,z,z
2024,Local authority,Northmoor,991,E06999991,Reason episode ceased,Child moved abroad,-,-
2024,Local authority,Northmoor,991,E06999991,Reason episode ceased,Adopted,,
";

pub struct Place(TempDir);

impl Place {
    /// A folder `tables` with these files.
    pub fn new(files: &[(&str, &str)]) -> Place {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir(dir.path().join("tables")).expect("a folder");
        for (name, text) in files {
            fs::write(dir.path().join("tables").join(name), text).expect("a file");
        }
        Place(dir)
    }

    /// Where it is.
    pub fn path(&self) -> &std::path::Path {
        self.0.path()
    }

    pub fn carecast(&self, arguments: &str) -> (i32, String, String) {
        let words = arguments.split('|').map(str::trim);
        let out = Command::cargo_bin("carecast")
            .expect("the program")
            .current_dir(self.0.path())
            .args(words)
            .output()
            .expect("it runs");
        let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
        (
            out.status.code().unwrap_or(-1),
            text(&out.stdout),
            text(&out.stderr),
        )
    }

    /// Exit code and whole message; nothing is written.
    pub fn refused(&self, arguments: &str) -> String {
        let (code, out, err) = self.carecast(arguments);
        assert_eq!(out, "", "{err}");
        assert!(
            !self.0.path().join("out").exists(),
            "{arguments} wrote something"
        );
        format!("exit {code}\n{err}")
    }
}

fn ask(rest: &str) -> String {
    format!("council|--tables|tables|--out|out|{rest}")
}

#[test]
fn a_scenario_is_written_checked_and_run() {
    let place = Place::new(&[("panel.csv", &long_form())]);
    let (code, out, err) = place.carecast(&ask("--name|northmoor|--as-at|2024-03-31"));
    assert_eq!(code, 0, "{err}");
    insta::assert_snapshot!("written", format!("{out}\n{err}"));
    let (code, _, err) = place.carecast("check|out/baseline.toml");
    assert_eq!(code, 0, "{err}");
    let (code, _, err) =
        place.carecast("run|out/baseline.toml|--out|run|--replications|50|--quiet");
    assert_eq!(code, 0, "{err}");
    // Not over what is there, unless told.
    let (code, _, err) = place.carecast(&ask("--name|991|--as-at|2024-03-31"));
    assert_eq!(code, 4);
    assert!(err.contains("out"), "{err}");
    let (code, _, _) = place.carecast(&ask("--name|E06999991|--overwrite|--quiet"));
    assert_eq!(code, 0);
}

#[test]
fn a_supply_is_written_told_and_run() {
    let places = format!(
        "{}2024,991,E06999991,Northmoor,la_foster_places_approved,420,,made up\n\
         2024,991,E06999991,Northmoor,la_foster_places_filled,260,,made up\n",
        long_form()
    );
    let place = Place::new(&[("panel.csv", &places)]);
    let (code, out, err) = place.carecast(&ask("--name|Northmoor|--supply"));
    assert_eq!(code, 0, "{err}");
    for told in ["With supply.toml: baseline | with it", "approved places"] {
        assert!(out.contains(told), "{out}");
    }
    let (code, out, err) = place.carecast("run|out/supply.toml|--out|run|--replications|50");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("(supply)"), "{out}");
    // A council without published places is told so, and gets its baseline.
    let (code, _, err) =
        place.carecast("council|--tables|tables|--out|south|--name|Southmoor|--supply");
    assert_eq!(code, 0, "{err}");
    assert!(
        err.contains("no foster places of the council are published"),
        "{err}"
    );
    let at = |name: &str| place.0.path().join("south").join(name).exists();
    assert!(at("baseline.toml") && !at("supply.toml"));
}

#[test]
fn all_councils_are_run_summed_and_kept() {
    let place = Place::new(&[("panel.csv", &long_form())]);
    let all = "council|--tables|tables|--out|all|--all|--replications|40|--json";
    let (code, out, err) = place.carecast(all);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("\"councils\":3") && out.contains("\"kept\":0"),
        "{out}"
    );
    let areas = fs::read(place.0.path().join("all/areas.csv")).expect("areas.csv");
    let (_, out, _) = place.carecast(all);
    assert!(out.contains("\"kept\":3"), "{out}");
    assert_eq!(
        fs::read(place.0.path().join("all/areas.csv")).expect("areas.csv"),
        areas
    );
    let text = String::from_utf8_lossy(&areas).into_owned();
    assert!(
        text.contains("england,,\"England\",2024-25,children_end"),
        "{text}"
    );
}

#[test]
fn what_is_wrong_is_said_whole() {
    let whole = Place::new(&[("panel.csv", &long_form())]);
    let mut told = Vec::new();
    let mut tell = |what: &str, message: String| told.push(format!("== {what}\n{message}"));
    tell(
        "no folder of tables",
        Place::new(&[]).refused("council|--tables|nowhere|--out|out|--name|Northmoor"),
    );
    tell(
        "an empty folder",
        Place::new(&[]).refused(&ask("--name|Northmoor")),
    );
    let other = Place::new(&[("other.csv", "a,b\n1,2\n")]);
    tell("no table known", other.refused(&ask("--name|Northmoor")));
    let only = Place::new(&[("ceased.csv", CEASED)]);
    tell(
        "the table of children is missing",
        only.refused(&ask("--name|Northmoor")),
    );
    tell(
        "a year the tables do not have",
        whole.refused(&ask("--name|Northmoor|--as-at|2019-03-31")),
    );
    tell(
        "no 31 March",
        whole.refused(&ask("--name|Northmoor|--as-at|2024-04-01")),
    );
    tell(
        "no date",
        whole.refused(&ask("--name|Northmoor|--as-at|last year")),
    );
    tell("no such council", whole.refused(&ask("--name|Northmore")));
    tell(
        "abolished, by name",
        whole.refused(&ask("--name|Northamptonshire")),
    );
    let gone = long_form().replace(
        ",992,E0699999992,Southmoor,",
        ",837,E06000028,Bournemouth (Pre LG),",
    );
    let gone = Place::new(&[("panel.csv", &gone.replace("2024,837", "2018,837"))]);
    tell(
        "abolished, in the tables",
        gone.refused(&ask("--name|837|--as-at|2024-03-31")),
    );
    let withheld = long_form().replace(
        ",992,E0699999992,Southmoor,cla_31mar,120,",
        ",992,E0699999992,Southmoor,cla_31mar,c,",
    );
    let withheld = Place::new(&[("panel.csv", &withheld)]);
    tell(
        "the total withheld",
        withheld.refused(&ask("--name|Southmoor")),
    );
    let renamed = Place::new(&[
        ("panel.csv", &long_form()),
        ("ceased.csv", &CEASED.replace("cla_group", "cla_groups")),
    ]);
    tell(
        "a column renamed",
        renamed.refused(&ask("--name|Northmoor")),
    );
    let word = Place::new(&[
        ("panel.csv", &long_form()),
        ("ceased.csv", &CEASED.replace("\"1,190\"", "many")),
    ]);
    tell(
        "a word for a number",
        word.refused(&ask("--name|Northmoor")),
    );
    let torn = Place::new(&[("panel.csv", &long_form())]);
    fs::write(
        torn.0.path().join("tables/x.csv.xz"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, 0, 4],
    )
    .expect("a file");
    tell("a torn packed file", torn.refused(&ask("--name|Northmoor")));
    tell(
        "neither tables nor panel",
        whole.refused("council|--out|out|--name|Northmoor"),
    );
    tell("neither name nor all", whole.refused(&ask("--quiet")));
    insta::assert_snapshot!("bad_input", told.join("\n"));
}

#[test]
fn codes_separators_and_vintages_are_told() {
    // The same council in a panel and in a table that says otherwise: thousands, `c`, `x`, `~`, `k`, `z`, `-`, blank.
    let place = Place::new(&[("a-panel.csv", &long_form()), ("ceased.csv", CEASED)]);
    let (code, out, err) = place.carecast(&ask("--name|Northmoor"));
    assert_eq!(code, 0, "{err}");
    insta::assert_snapshot!("codes", format!("{out}\n{err}"));
}
