//! Factors on England's rates, and the mix of placements.

use super::{DFE, Parts, steered};
use crate::council::calibrate::Ratio;
use crate::council::homes;
use crate::council::level::COLUMNS;
use crate::council::observed::Observed;
use crate::scenario::write::{Amount, Page, Said};
use crate::words::setting::{AGE_BANDS, SETTINGS};

/// Ids of the factors on exits by age.
pub const EXIT_IDS: [&str; 3] = ["exits under 10", "exits 10-15", "exits 16-17"];

/// Writes what the council's rates and mix are over England's.
pub(super) fn write(page: &mut Page, p: &Parts<'_>) {
    page.table("hazards").text("reference", "england");
    let Some(f) = p.fitted else { return };
    let o = p.observed;
    let period = format!("years to March {} to {}", o.year - 2, o.year);
    let ages: [&[&str]; 3] = [&AGE_BANDS[..3], &AGE_BANDS[3..4], &AGE_BANDS[4..]];
    for k in 0..3 {
        page.row("hazards.factor", EXIT_IDS[k])
            .text("event", "exit");
        page.list("age_band", ages[k]);
        page.amount("ratio", f.exits[k].amount());
        page.said(&Said {
            source: format!("{DFE}: ceases by age"),
            period: period.clone(),
            confidence: confidence(&f.exits[k]),
            note: weighed(&f.exits[k], "exits before 18"),
        });
    }
    if let Some(s) = p.steered {
        page.row("hazards.factor", "level").text("event", "exit");
        page.amount("ratio", steered(s.range(COLUMNS - 1)));
        page.said(&Said {
            source: format!("{DFE}: ceases and children of all councils"),
            period: format!("to March {}", o.year),
            confidence: "medium",
            note: "What is not known of all exits together; joint draws in posterior.csv"
                .to_owned(),
        });
    }
    page.row("hazards.factor", "moves").text("event", "move");
    page.amount("ratio", f.moves.amount());
    page.said(&Said {
        source: format!("{DFE}: placements changing, changes of status only left out"),
        period: period.clone(),
        confidence: confidence(&f.moves),
        note: weighed(&f.moves, "moves"),
    });
    homes_row(page, o);
    for (s, ratio) in f
        .mix
        .iter()
        .enumerate()
        .filter(|(_, r)| libm::fabs(**r - 1.0) > 0.005)
    {
        let name = SETTINGS[s].name;
        page.row("hazards.mix", name).list("setting", &[name]);
        page.amount("ratio", Amount::Certain(*ratio));
        page.said(&Said {
            source: format!("{DFE}: children by placement and provider"),
            period: format!("31 March {}", o.year),
            confidence: "low",
            note: format!(
                "So that the expected share of {name} a year on stays near today's: the present mix is taken to be the \
                 council's habit; no table has destinations"
            ),
        });
    }
}

/// The row of what is not known of homes.
fn homes_row(page: &mut Page, o: &Observed) {
    page.row("hazards.mix", homes::ID)
        .list("setting", homes::HOMES);
    page.amount("ratio", homes::ratio());
    page.said(&Said {
        source: format!("{DFE}: children by placement of all councils"),
        period: "31 March 2020 to 2024".to_owned(),
        confidence: "low",
        note: format!(
            "The share of homes among destinations and first settings over today's (31 March {}): how far councils' children \
             in homes went from it (decision record 067)",
            o.year
        ),
    });
}

fn confidence(r: &Ratio) -> &'static str {
    match r.events {
        x if x >= 60.0 => "medium",
        _ => "low",
    }
}

fn weighed(r: &Ratio, what: &str) -> String {
    if r.events <= 0.0 {
        return format!("No {what} published: England's, with the spread between councils");
    }
    format!(
        "{:.0} {what} published in the years used; {:.2} of England's rates on the council's children, weighed against \
         how councils differ",
        r.events, r.raw
    )
}
