//! The public made-up returns: what is said of each, and that they load. They stay beside the project.

use crate::support::{source, summary, told};
use carecast::returns::council::{Council, Options, Source, read};
use carecast::returns::folder::sources;
use std::io::Read;
use std::path::PathBuf;

/// Where they are; `None` is said.
fn fake903() -> Option<PathBuf> {
    let shared = std::env::var_os("CARECAST_SHARED").filter(|s| !s.is_empty());
    if shared.is_none() {
        println!("skipped: CARECAST_SHARED is not set");
    }
    shared.map(|s| PathBuf::from(s).join("data/fake903"))
}

/// Files of the set by names without their folder, so that messages are the same everywhere.
fn files(path: &str) -> Option<Vec<Source>> {
    let mut list = sources(&fake903()?.join(path)).unwrap();
    for f in &mut list {
        f.name = f.name.rsplit('/').next().unwrap().to_owned();
    }
    Some(list)
}

fn loaded(returns: &[Source]) -> Council {
    read(returns, None, None, &Options::default()).unwrap_or_else(|r| panic!("{}", r.problems))
}

fn said(council: &Council) -> String {
    let history = &council.history;
    let periods: usize = history.children.iter().map(|c| c.periods.len()).sum();
    let spells = history.children.iter().flat_map(|c| &c.periods);
    let spells: usize = spells.map(|p| p.spells.len()).sum();
    let separated = history.children.iter().filter(|c| c.stream == 1).count();
    format!(
        "{}{} children, {separated} of them separated; {periods} periods of care, {spells} placements; {} looked after at {}\n",
        summary(council),
        history.children.len(),
        history.looked_after(history.as_at()).len(),
        history.as_at(),
    )
}

macro_rules! set {
    ($name:ident, $folder:literal) => {
        #[test]
        fn $name() {
            let Some(list) = files($folder) else { return };
            insta::assert_snapshot!(stringify!($name), said(&loaded(&list)));
        }
    };
}

set!(yearly_files_of_five_years, "sfdl-demand-model-combined");
set!(
    a_stacked_extract_of_several_councils,
    "sfdl-demand-model-regional-v1"
);
set!(files_of_a_validator, "d2i-validator");

/// One council of the extract, by its name.
#[test]
fn one_council_of_a_stacked_extract() {
    let Some(list) = files("sfdl-demand-model-regional-v1") else {
        return;
    };
    let options = Options {
        la: Some("southwark".to_owned()),
        ..Options::default()
    };
    let council = read(&list, None, None, &options).unwrap_or_else(|r| panic!("{}", r.problems));
    insta::assert_snapshot!("one_council_of_a_stacked_extract", said(&council));
}

/// The XML return of the validator says of its children what XML can say.
#[test]
fn the_xml_return() {
    let Some(folder) = fake903() else { return };
    let packed = std::fs::read(folder.join("d2i-validator/fake_903.xml.xz")).unwrap();
    let mut text = String::new();
    lzma_rust2::XzReader::new(packed.as_slice(), true)
        .read_to_string(&mut text)
        .unwrap();
    let council = loaded(&[source("fake_903.xml", &text)]);
    insta::assert_snapshot!("the_xml_return", said(&council));
}

/// A header in which one id stands for several children, one with a date that is none.
#[test]
fn broken_header() {
    let Some(folder) = fake903() else { return };
    let file = |name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        source(name, &text)
    };
    let header = file("liia_SSDA903_2020_header.csv");
    let episodes = file("liia_SSDA903_2020_episodes.csv");
    insta::assert_snapshot!(
        "broken_header",
        whole(&told(&[header, episodes.clone()], None, None))
    );
    insta::assert_snapshot!("broken_without_header", told(&[episodes], None, None));
}

/// Episodes that overlap, that stay open in an old return, that end before the one before: with a header they load.
#[test]
fn broken_episodes() {
    let Some(folder) = fake903() else { return };
    let name = "liia_SSDA903_episodes_for_testing_fixes_INPUT.csv";
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let mut ids: Vec<&str> = text
        .lines()
        .skip(1)
        .filter_map(|l| l.split(',').next())
        .collect();
    ids.dedup();
    let rows = ids.iter().map(|id| format!("{id},1,2008-05-14,WBRI,UN1\n"));
    let header = format!("CHILD,SEX,DOB,ETHNIC,UPN\n{}", rows.collect::<String>());
    let read = told(
        &[source("header.csv", &header), source(name, &text)],
        None,
        None,
    );
    insta::assert_snapshot!("broken_episodes", whole(&read));
}

/// What is said, without the rows of the audit, which repeat the file's.
fn whole(told: &str) -> &str {
    told.split("personal_data,").next().unwrap_or(told)
}

/// A file that is none of the three is named and left out.
#[test]
fn broken_dates_of_another_file() {
    let Some(folder) = fake903() else { return };
    let name = "d2i-validator/placed_for_adoption_errors.csv";
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    insta::assert_snapshot!(
        "broken_dates_of_another_file",
        told(
            &[source("placed_for_adoption_errors.csv", &text)],
            None,
            None
        )
    );
}
