//! `--anonymise`: no id and no full date of birth of the input in anything the program writes or prints.

use assert_cmd::Command;
use std::fs;
use std::path::Path;

/// Children with something wrong in every way whose note could name them: id, born, and the rest of the header's row.
const CHILDREN: [(&str, &str); 10] = [
    ("KID0001", "14/05/2012"),
    ("KID0002", "02/09/2009"),
    ("KID0003", "20/07/2011"),
    ("KID0004", "23/11/2005"),
    ("KID0005", "17/08/2003"),
    ("KID0006", "26/10/2023"),
    ("KID0007", "11/06/2014"),
    ("KID0008", "30/02/2013"),
    ("KID0009", "40007"),
    ("KID0010", "12/28/2010"),
];

fn write(folder: &Path) {
    let rows = CHILDREN.map(|(id, born)| format!("{id},1,{born},WBRI,UN1\n"));
    let more = "KID0007,2,13/01/2015,WBRI,UN1\n";
    let header = format!("CHILD,SEX,DOB,ETHNIC,UPN\n{}{more}", rows.concat());
    let changed = "CHILD,SEX,DOB,ETHNIC,UPN,YEAR\nKID0001,1,16/05/2012,WBRI,UN1,2021\n";
    let mut episodes = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n".to_owned();
    for (i, (id, _)) in CHILDREN.iter().enumerate() {
        let month = 1 + (i + 3) % 12;
        let year = 2023 + (i + 3) / 12;
        episodes +=
            &format!("{id},03/{month:02}/{year},S,C2,N1,U6,PR1,,,,AA1 1AA,BB2 2BB,SC000001\n");
    }
    // From before the returns begin, then open past the 18th birthday.
    episodes += "KID0004,01/02/2023,S,C2,N1,K2,PR4,03/07/2023,X1,CARPL,AA1 1AA,BB2 2BB,SC000001\n";
    let returns = folder.join("returns");
    fs::create_dir(&returns).unwrap();
    fs::write(returns.join("header.csv"), header).unwrap();
    fs::write(returns.join("before.csv"), changed).unwrap();
    fs::write(returns.join("episodes.csv"), episodes).unwrap();
    let fees = "child,setting,weekly_price,from\n\
        KID0001,foster_in_house,490,2023-04-03\n\
        KID0001,foster_in_house,510,2023-04-03\n\
        KID0002,,£480,2023-05-03\n\
        KID0003,,n/a,2023-06-03\n\
        KID0099,home_agency,4800,2023-04-03\n\
        KID0098,,4800,2023-04-03\n";
    fs::write(folder.join("fees.csv"), fees).unwrap();
    fs::write(folder.join("key"), "0123456789abcdef0123456789abcdef").unwrap();
}

/// Every way of writing a date of birth, and the 18th birthday with it.
fn ways(born: &str) -> Vec<String> {
    let part = |i: usize| born.split('/').nth(i).map(str::to_owned);
    let (Some(d), Some(m), Some(y)) = (part(0), part(1), part(2)) else {
        return vec![
            format!("{born} "),
            format!("`{born}`"),
            "2009-07-13".to_owned(),
        ];
    };
    let later = y.parse::<u32>().unwrap() + 18;
    vec![
        born.to_owned(),
        format!("{y}-{m}-{d}"),
        format!("{later}-{m}-{d}"),
    ]
}

/// All text under a folder, with the names of the files.
fn text_of(folder: &Path) -> String {
    let mut out = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out += &text_of(&path);
        } else {
            out += &String::from_utf8_lossy(&fs::read(&path).unwrap());
        }
    }
    out
}

fn run(folder: &Path, arguments: &str) -> String {
    let mut command = Command::cargo_bin("carecast").unwrap();
    command
        .current_dir(folder)
        .args(arguments.split_whitespace());
    let out = command.output().unwrap();
    let said = [out.stdout, out.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    assert!(out.status.success(), "{said}");
    said
}

fn named(text: &str) -> Vec<String> {
    let mut found: Vec<String> = CHILDREN.iter().map(|c| c.0.to_owned()).collect();
    found.extend(["KID0098", "KID0099", "BB2 2BB"].map(str::to_owned));
    let births = CHILDREN
        .iter()
        .map(|c| c.1)
        .chain(["13/01/2015", "16/05/2012"]);
    found.extend(births.flat_map(ways));
    found.retain(|n| text.contains(n));
    found
}

#[test]
fn nothing_names_a_child() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path());
    let fit = "fit returns --fees fees.csv --draws 10 --years 1";
    let plain =
        run(dir.path(), &format!("{fit} --out plain")) + &text_of(&dir.path().join("plain"));
    assert!(
        named(&plain).len() > 20,
        "the test would find them: {:?}",
        named(&plain)
    );

    let mut said = run(dir.path(), &format!("{fit} --anonymise key --out out"));
    said += &run(
        dir.path(),
        "run out/scenario.toml --replications 20 --keep-cohort --out forecast",
    );
    for folder in ["out", "forecast"] {
        said += &text_of(&dir.path().join(folder));
    }
    assert_eq!(named(&said), Vec::<String>::new());
    // The children are still told apart.
    let cohort = fs::read_to_string(dir.path().join("out/cohort.csv")).unwrap();
    let mut ids: Vec<&str> = cohort.lines().filter_map(|l| l.split(',').next()).collect();
    let rows = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(rows > 3 && ids.len() == rows, "{cohort}");
}
