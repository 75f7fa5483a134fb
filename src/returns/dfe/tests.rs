use super::*;
use crate::returns::panel::Figure;

fn source(name: &str, text: &str) -> Source {
    Source {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

const OLD: &str = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,la_name,new_la_code,cla_group,characteristic,number,percentage
2022,Reporting year,National,E92000001,England,,,,,,Age on ceasing,Total,30070,100
2022,Reporting year,Local authority,E92000001,England,E12000009,South West,878,Devon,E10000008,Age on ceasing,Total,\"1,301\",100
2022,Reporting year,Local authority,E92000001,England,E12000009,South West,878,Devon,E10000008,Reason episode ceased,Adopted,c,c
2022,Reporting year,Local authority,E92000001,England,E12000009,South West,878,Devon,E10000008,Reason episode ceased,Died,z,z
";

const NEW: &str = "time_period,geographic_level,geo_breakdown,old_la_code,new_la_code,cla_group,characteristic,number,percentage
2023,Local authority,Devon,878,E10000008,Age on ceasing,Total,309,100
2022,Local authority,Devon,878,E10000008,Age on ceasing,Total,1302,100
2022,National,National,,,Age on ceasing,Total,30080,100
2022,Regional,South West,,,Age on ceasing,Total,2500,100
2022,Regional,Inner London,,,Age on ceasing,Total,1500,100
";

#[test]
fn older_and_newer_columns_fill_one_panel_and_the_later_print_stands() {
    let read = read(&[source("old.csv", OLD), source("new.csv", NEW)]).expect("tables");
    let p = &read.panel;
    assert_eq!(p.known(878, "ceased", 2022), Some(1302.0));
    assert_eq!(p.known(878, "ceased", 2023), Some(309.0));
    assert_eq!(p.known(0, "ceased", 2022), Some(30080.0));
    assert_eq!(p.known(9, "ceased", 2022), Some(2500.0));
    let adopted = p.get(878, "ceased_adopted", 2022).map(|e| e.figure);
    assert_eq!(adopted, Some(Figure::Between(1.0, 5.0)));
    let died = p.get(878, "ceased_died", 2022).map(|e| e.figure);
    assert_eq!(died, Some(Figure::Missing));
    let devon = p.by_code(878).expect("Devon");
    assert_eq!(devon.region.as_deref(), Some("South West"));
    insta::assert_snapshot!(p.notices.join("\n"), @"two vintages: 2 figures stand in two files with different values, and the file that reaches further was used: new.csv over old.csv (2, first Devon, 2022, ceased: 1301 and 1302)");
}

#[test]
fn a_packed_file_is_read_and_a_torn_one_refused() {
    // `xz -9` of the line `a,b` and of nothing else.
    let torn = Source {
        name: "torn.csv.xz".to_owned(),
        bytes: vec![0xfd, b'7', b'z', b'X', b'Z', 0, 0, 4],
    };
    let problems = read(&[torn]).expect_err("torn");
    assert!(
        problems.to_string().contains("it can not be unpacked"),
        "{problems}"
    );
}

#[test]
fn a_renamed_column_is_named() {
    let text = NEW.replace("cla_group", "cla_groups");
    let problems = read(&[source("ceased.csv", &text)]).expect_err("renamed");
    insta::assert_snapshot!(problems.to_string(), @"ceased.csv:1:1: this would be the department's table by group and characteristic, but the column `cla_group` is missing; expected a first line with `cla_group`; has `cla_groups` been renamed from `cla_group`?");
}

#[test]
fn a_word_for_a_number_is_shown_with_its_line() {
    let text = NEW.replace(",309,", ",three hundred,");
    let problems = read(&[source("ceased.csv", &text)]).expect_err("word");
    insta::assert_snapshot!(problems.to_string(), @"ceased.csv:2:8: `three hundred` is no figure; expected a number, or one of `c`, `x`, `z`, `k`, `-`, `~` and blank");
}
