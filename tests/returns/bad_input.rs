//! Wrong rows and wrong files: everything the program says of them, and what is left of the good ones. Each test adds
//! rows to a small return of two children that is right.

use crate::support::{source, told};
use carecast::returns::council::Source;

const HEADER: &str = "CHILD,SEX,DOB,ETHNIC,UPN\n\
    A1,1,14/05/2012,WBRI,UN1\n\
    B2,2,02/09/2009,BCRB,UN1\n";
const EPISODES: &str = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n\
    A1,12/06/2023,S,C2,N1,U6,PR1,,,,AA1 1AA,BB2 2BB,SC000001\n\
    B2,01/05/2023,S,V2,N4,K2,PR4,20/11/2023,E4A,,AA3 3AA,BB4 4BB,SC000002\n";
const C3: &str = "C3,1,20/07/2011,WBRI,UN1\n";

/// A return of the two children with more rows of the header and of the episodes.
fn folder(header: &str, episodes: &str) -> Vec<Source> {
    vec![
        source("returns/header.csv", &format!("{HEADER}{header}")),
        source("returns/episodes.csv", &format!("{EPISODES}{episodes}")),
    ]
}

macro_rules! case {
    ($name:ident, $returns:expr) => {
        case!($name, $returns, None, None);
    };
    ($name:ident, $returns:expr, $fees:expr, $ledger:expr) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(stringify!($name), told(&$returns, $fees, $ledger));
        }
    };
}

macro_rules! episodes {
    ($name:ident, $rows:expr) => {
        case!($name, folder(C3, $rows));
    };
}

episodes!(nothing_wrong, "C3,10/04/2023,S,C2,N1,U4,PR4,,,,,BB5 5BB,\n");
episodes!(
    episodes_that_overlap,
    "C3,10/04/2023,S,C2,N1,U6,PR1,01/12/2023,X1,CARPL,,BB5 5BB,\n\
     C3,01/10/2023,P,C2,N1,U4,PR4,,,,,BB6 6BB,\n"
);
episodes!(
    an_episode_that_ends_before_it_starts,
    "C3,10/04/2023,S,C2,N1,U6,PR1,01/12/2023,X1,CARPL,,BB5 5BB,\n\
     C3,01/12/2023,P,C2,N1,U4,PR4,15/11/2023,X1,CARPL,,BB6 6BB,\n"
);
episodes!(
    two_open_episodes,
    "C3,10/04/2023,S,C2,N1,U6,PR1,,,,,BB5 5BB,\n\
     C3,01/10/2023,P,C2,N1,U4,PR4,,,,,BB6 6BB,\n"
);
episodes!(
    codes_that_are_not_known,
    "C3,10/04/2023,Q,C2,N11,U6,PR9,01/10/2023,X9,LATER,,BB5 5BB,\n\
     C3,01/10/2023,P,C2,N1,U9,PR4,,,,,BB6 6BB,\n"
);
case!(
    a_birth_after_the_episode,
    folder(
        "C3,1,20/07/2023,WBRI,UN1\n",
        "C3,10/04/2023,S,C2,N1,U6,PR1,,,,,BB5 5BB,\n"
    )
);
case!(
    two_children_with_one_id,
    folder(
        &format!("{C3}C3,2,01/02/2015,WBRI,UN1\n"),
        "C3,10/04/2023,S,C2,N1,U6,PR1,,,,,BB5 5BB,\n"
    )
);
episodes!(
    a_day_that_is_not_in_the_month,
    "C3,31/02/2023,S,C2,N1,U6,PR1,01/10/2023,E4A,,,BB5 5BB,\n"
);
episodes!(
    one_date_with_the_month_first,
    "C3,12/31/2023,S,C2,N1,U6,PR1,,,,,BB5 5BB,\n"
);
case!(
    a_file_with_the_month_first,
    vec![
        source("returns/header.csv", HEADER),
        source(
            "returns/episodes.csv",
            "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC\n\
             A1,06/12/2023,S,C2,N1,U6,PR1,,\n\
             B2,05/13/2023,S,V2,N4,K2,PR4,11/20/2023,E4A\n"
        ),
    ]
);
episodes!(
    dates_as_excel_keeps_them,
    "C3,45026,S,C2,N1,U6,PR1,45200.0,X1,CARPL,,BB5 5BB,\n\
     C3,45200,P,C2,N1,U4,PR4,,,,,BB6 6BB,\n"
);
episodes!(
    dates_that_are_none,
    "C3,#REF!,S,C2,N1,U6,PR1,,,,,BB5 5BB,\n\
     C3,10/04/23,S,C2,N1,U6,PR1,,,,,BB5 5BB,\n\
     C3,spring,S,C2,N1,U6,PR1,,,,,BB5 5BB,\n\
     C3,,S,C2,N1,U6,PR1,,,,,BB5 5BB,\n\
     ,10/04/2023,S,C2,N1,U6,PR1,,,,,BB5 5BB,\n"
);
episodes!(
    a_row_with_cells_missing,
    "C3,10/04/2023,S,C2\n\
     C3,10/04/2023,S,C2,N1,U4,PR4,,,,,BB5 5BB,,,more\n"
);
case!(
    a_child_that_is_in_no_header,
    folder("", "C3,10/04/2023,S,C2,N1,U6,PR1,,,,,BB5 5BB,\n")
);
case!(no_header, vec![source("returns/episodes.csv", EPISODES)]);
case!(
    no_episodes,
    vec![
        source("returns/header.csv", HEADER),
        source(
            "returns/reviews.csv",
            "CHILD,DOB,REVIEW,REVIEW_CODE\nA1,14/05/2012,01/09/2023,PN1\n"
        ),
    ]
);
case!(
    no_names_of_columns,
    vec![
        source("returns/header.csv", HEADER),
        source("returns/episodes.csv", EPISODES.split_once('\n').unwrap().1),
    ]
);
case!(
    a_column_with_another_name,
    vec![
        source("returns/header.csv", HEADER),
        source("returns/episodes.csv", &EPISODES.replace("DECOM", "DECOMM")),
    ]
);
case!(
    nothing_that_can_be_used,
    vec![
        source("returns/header.csv", HEADER),
        source(
            "returns/episodes.csv",
            "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC\nA1,31/02/2023,S,C2,N1,U6,PR1,,\n"
        ),
    ]
);
case!(no_files, Vec::<Source>::new());

const FEES: &str = "child_or_placement,setting,weekly_price,from,to\n\
    B2,home_agency,4850,2023-05-01,\n";

fn fees(rows: &str) -> Source {
    source("fees.csv", &format!("{FEES}{rows}"))
}

macro_rules! fees {
    ($name:ident, $rows:expr) => {
        case!($name, folder("", ""), Some(&fees($rows)), None);
    };
}

fees!(a_fee_in_words, "A1,,four hundred and ninety,2023-06-12,\n");
fees!(a_fee_in_pence, "A1,,49000p,2023-06-12,\n");
fees!(a_fee_that_must_be_in_pence, "A1,,49000000,2023-06-12,\n");
fees!(
    a_fee_with_pounds_and_commas,
    "A1,,\"£1,490.50\",2023-06-12,\n"
);
fees!(a_negative_fee, "A1,,-490,2023-06-12,\n");
fees!(a_fee_that_is_an_error, "A1,,#REF!,2023-06-12,\n");
fees!(a_fee_without_a_price, "A1,,,2023-06-12,\n");
fees!(
    a_fee_that_ends_before_it_begins,
    "A1,,490,2023-06-12,2023-06-01\n"
);
fees!(
    a_fee_of_another_setting,
    "A1,foster_agency,490,2023-06-12,\n"
);
fees!(
    a_fee_of_nobody,
    "Z9,foster_agency,950,2023-06-12,\nZ8,,950,2023-06-12,\n"
);
fees!(
    fees_that_contradict_each_other,
    "A1,,490,2023-06-12,\nA1,,530,2023-06-12,\n"
);
case!(
    all_fees_in_pence,
    folder("", ""),
    Some(&source(
        "fees.csv",
        "child,weekly_price,from\nA1,4900000,2023-06-12\nB2,9500000,2023-05-01\n"
    )),
    None
);
case!(
    no_fee_can_be_used,
    folder("", ""),
    Some(&source(
        "fees.csv",
        "child,weekly_price,from\nA1,n/a,2023-06-12\n"
    )),
    None
);
case!(
    a_fee_list_without_days,
    folder("", ""),
    Some(&source(
        "fees.csv",
        "child,weekly_price,form\nA1,490,2023-06-12\n"
    )),
    None
);
case!(
    a_ledger_of_another_year,
    folder("", ""),
    None,
    Some(&source(
        "ledger.csv",
        "month,line,actual\n2019-04,placements,210000\n2019-05,placements,214000\n"
    ))
);
case!(
    a_ledger_that_can_not_be_read,
    folder("", ""),
    None,
    Some(&source(
        "ledger.csv",
        "month,line,actual\nApril,placements,210000\n2023-05,placements,£214k\n"
    ))
);
