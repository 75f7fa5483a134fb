use super::{Figure, read};

const HEAD: &str = "year,la_code,ons_code,la_name,indicator,value,flag,source\n";

#[test]
fn figures_as_published() {
    for (text, figure) in [
        ("1,234", Figure::Known(1234.0)),
        ("£5", Figure::Known(5.0)),
        ("-3", Figure::Known(-3.0)),
        ("c", Figure::Between(1.0, 5.0)),
        ("x", Figure::Between(1.0, 5.0)),
        ("~", Figure::Between(0.0, 5.0)),
        ("k", Figure::Between(0.0, 2.0)),
        ("z", Figure::Missing),
        ("-", Figure::Missing),
        ("", Figure::Missing),
    ] {
        assert_eq!(Figure::parse(text), Some(figure), "{text}");
    }
    assert_eq!(Figure::parse("many"), None);
    assert_eq!(Figure::parse("inf"), None);
}

#[test]
fn a_panel_is_read_and_councils_found() {
    let text = format!(
        "{HEAD}2023,801,E06000023,\"Bristol, City of\",cla_31mar,640,,a\n\
         2024,801,E06000023,\"Bristol, City of\",cla_31mar,\"1,650\",,b\n\
         2024,801,E06000023,\"Bristol, City of\",age_u1,,suppressed,b\n\
         2024,342,E08000013,St. Helens,cla_31mar,500,,b\n"
    );
    let panel = read("panel.csv", &text).unwrap();
    assert_eq!(panel.known(801, "cla_31mar", 2024), Some(1650.0));
    assert_eq!(
        panel.get(801, "age_u1", 2024).unwrap().figure,
        Figure::Between(1.0, 5.0)
    );
    assert_eq!(panel.years(), Some((2023, 2024)));
    assert_eq!(panel.series(801, "cla_31mar").len(), 2);
    for name in ["Bristol", "bristol, city of", "801", "E06000023"] {
        assert_eq!(panel.find(name).unwrap().la_code, 801, "{name}");
    }
    assert_eq!(panel.find("St Helens").unwrap().la_code, 342);
    assert_eq!(panel.find("Bristle").unwrap_err(), ["Bristol, City of"]);
    assert!(panel.notices.is_empty());
}

#[test]
fn two_vintages_are_told() {
    let text = format!("{HEAD}2024,801,,Bristol,started,10,,a\n2024,801,,Bristol,started,12,,b\n");
    let panel = read("panel.csv", &text).unwrap();
    assert_eq!(panel.known(801, "started", 2024), Some(12.0));
    assert_eq!(panel.notices.len(), 1);
    assert!(
        panel.notices[0].contains("two vintages"),
        "{:?}",
        panel.notices
    );
}

#[test]
fn bad_rows_are_named() {
    let text = format!(
        "{HEAD}2023-24,801,,Bristol,started,10,,a\n2024,bristol,,Bristol,started,many,,b\n\
         2024,801,,Bristol,started,,guessed,b\n"
    );
    let problems = read("panel.csv", &text).unwrap_err();
    insta::assert_snapshot!("bad_rows", problems.to_string());
    let renamed = HEAD.replace("indicator", "measure") + "2024,801,,Bristol,started,10,,a\n";
    let problems = read("panel.csv", &renamed).unwrap_err();
    insta::assert_snapshot!("renamed_column", problems.to_string());
    let problems = read("panel.csv", HEAD).unwrap_err();
    insta::assert_snapshot!("no_rows", problems.to_string());
}
