//! Fees of no child's id: joined by Ofsted number or postcode and days, where that is one placement.

use crate::support::{source, told};
use carecast::returns::council::{Options, Source, read};
use carecast::words::money::Pence;

/// A1 in a family, B2 and C3 in one home at the same time, D4 and E5 siblings in one family from one day.
fn returns() -> Vec<Source> {
    vec![
        source(
            "returns/header.csv",
            "CHILD,SEX,DOB,ETHNIC,UPN\n\
             A1,1,14/05/2012,WBRI,UN1\n\
             B2,2,02/09/2009,BCRB,UN1\n\
             C3,1,20/07/2011,WBRI,UN1\n\
             D4,1,20/07/2013,WBRI,UN1\n\
             E5,1,20/07/2015,WBRI,UN1\n",
        ),
        source(
            "returns/episodes.csv",
            "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n\
             A1,12/06/2023,S,C2,N1,U6,PR1,,,,AA1 1AA,BB2 2BB,\n\
             B2,01/05/2023,S,V2,N4,K2,PR4,,,,AA3 3AA,BB4 4BB,SC000002\n\
             C3,10/04/2023,S,C2,N1,K2,PR4,,,,AA5 5AA,BB4 4BB,SC000002\n\
             D4,03/07/2023,S,C2,N1,U6,PR1,,,,AA7 7AA,BB7 7BB,\n\
             E5,03/07/2023,S,C2,N1,U6,PR1,,,,AA7 7AA,BB7 7BB,\n",
        ),
    ]
}

fn list(rows: &str) -> Source {
    let first = "client,urn,postcode,setting,weekly price,from,to\n";
    source("fees.csv", &format!("{first}{rows}"))
}

const MIXED: &str = "F1,SC000002,,home_agency,4850,2023-05-01,\n\
    F2,sc 000002,,home_agency,5000,2023-08-01,2023-09-01\n\
    F3,SC000002,BB2 2BB,home_agency,5100,2023-08-01,\n\
    F4,,bb22bb,foster_in_house,490,2023-06-12,\n\
    F5,SC000009,,,700,2023-06-12,\n\
    F6,XXXXXXX,,home_agency,7000,2023-06-12,\n\
    F7,,BB7 7BB,,450,2023-07-03,\n\
    F8,,BB7 7BB,,450,2023-07-03,\n";

#[test]
fn fees_by_place() {
    insta::assert_snapshot!(told(&returns(), Some(&list(MIXED)), None));
}

/// What a list is joined to: child and pounds.
fn joined(fees: &Source) -> Vec<(String, i64)> {
    let council = read(&returns(), Some(fees), None, &Options::default());
    let council = council.unwrap_or_else(|e| panic!("{:?}", e.problems));
    let prices = council.fees.iter().flat_map(|f| &f.prices);
    let of = |p: &carecast::returns::fees::Price| {
        let child = council.history.get(p.at?)?.0;
        Some((child.id.clone(), p.weekly.0 / 100))
    };
    prices.filter_map(of).collect()
}

fn pairs(list: &[(&str, i64)]) -> Vec<(String, i64)> {
    list.iter().map(|(c, p)| ((*c).to_owned(), *p)).collect()
}

#[test]
fn siblings_of_one_price_each_get_it_and_of_two_prices_neither() {
    let alike = "F7,,BB7 7BB,,450,2023-07-03,\nF8,,BB7 7BB,,450,2023-07-03,\n";
    assert_eq!(joined(&list(alike)), pairs(&[("D4", 450), ("E5", 450)]));
    let apart = "F7,,BB7 7BB,foster_in_house,450,2023-07-03,\n\
        F8,,BB7 7BB,foster_in_house,520,2023-07-03,\n";
    assert_eq!(joined(&list(apart)), []);
}

#[test]
fn a_row_with_the_childs_id_leaves_the_place_to_the_other_child() {
    let rows = "child,postcode,weekly price,from\n\
        D4,BB7 7BB,450,2023-07-03\n\
        F8,BB7 7BB,520,2023-07-03\n";
    let fees = source("fees.csv", rows);
    assert_eq!(joined(&fees), pairs(&[("D4", 450), ("E5", 520)]));
}

#[test]
fn a_child_elsewhere_is_said_and_joined_by_the_child() {
    let rows = "child,urn,weekly price,from\nB2,SC000007,4850,2023-05-01\n";
    let fees = source("fees.csv", rows);
    assert_eq!(joined(&fees), pairs(&[("B2", 4850)]));
    let text = told(&returns(), Some(&fees), None);
    assert!(
        text.contains("fee_elsewhere,mended,\"URN `SC000007`, in the return `SC000002`\""),
        "{text}"
    );
}

#[test]
fn prices_that_contradict_each_other_at_a_place_are_counted_with_their_value() {
    let rows = "F1,,BB2 2BB,,490,2023-06-12,\nF1,,BB2 2BB,,530,2023-06-12,\n";
    let council = read(&returns(), Some(&list(rows)), None, &Options::default()).unwrap();
    let fees = council.fees.unwrap();
    assert_eq!((fees.by_place.rows, fees.conflicting.rows), (2, 1));
    assert_eq!(fees.conflicting.weekly, Pence(49_000));
    assert_eq!((fees.matched.rows, fees.unmatched.rows), (1, 0));
}
