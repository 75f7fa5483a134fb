//! Records read, and everything the program says of them.

use carecast::report::problems::render;
use carecast::returns::council::{Council, Options, Source, read};
use carecast::words::setting::{EXITS, SETTINGS};
use std::fmt::Write;

/// A file in memory.
pub fn source(name: &str, text: &str) -> Source {
    Source {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

/// What the program says of records: the summary, or all problems.
pub fn told(returns: &[Source], fees: Option<&Source>, ledger: Option<&Source>) -> String {
    match read(returns, fees, ledger, &Options::default()) {
        Err(refused) => render(&refused.problems, &refused.texts, false),
        Ok(council) => format!(
            "{}\nwhat is left:\n{}\n{}",
            summary(&council),
            left(&council),
            council.audit.csv()
        ),
    }
}

/// The summary on the screen.
pub fn summary(council: &Council) -> String {
    let mut out = council.audit.words();
    for note in &council.notes {
        let _ = writeln!(out, "note: {note}");
    }
    out + &council.fees.as_ref().map_or(String::new(), |f| f.words())
}

/// Every placement that was read.
fn left(council: &Council) -> String {
    let mut out = String::new();
    for c in &council.history.children {
        let _ = writeln!(out, "  {} born {}", c.id, c.born);
        for p in &c.periods {
            for s in &p.spells {
                let end = s.end.map_or("open".to_owned(), |e| e.to_string());
                let name = SETTINGS[s.setting].name;
                let _ = writeln!(out, "    {} to {end} {name} {:?}", s.start, s.cause);
            }
            if let Some(exit) = p.exit {
                let _ = writeln!(out, "    left: {} {}", EXITS[exit], p.code);
            }
        }
    }
    for p in council.fees.iter().flat_map(|f| &f.prices) {
        let name = SETTINGS[p.setting].name;
        let whose = if p.at.is_some() {
            ""
        } else {
            ", of no placement"
        };
        let _ = writeln!(out, "  £{} a week, {name} from {}{whose}", p.weekly, p.from);
    }
    out
}
