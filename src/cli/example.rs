//! The shipped scenarios.

use super::args::{self, Common, Example};
use super::{Exit, complain, print, show_problems};
use crate::returns::audit::grouped;
use crate::synthetic;
use std::path::Path;

/// A shipped scenario: name, text, and the names of those it is a patch of.
struct Shipped {
    name: &'static str,
    text: &'static str,
    extends: &'static [&'static str],
}

const SHIPPED: [Shipped; 5] = [
    Shipped {
        name: "plymouth/baseline",
        text: include_str!("../../scenarios/plymouth/baseline.toml"),
        extends: &[],
    },
    Shipped {
        name: "plymouth/q1-2024-25",
        text: include_str!("../../scenarios/plymouth/q1-2024-25.toml"),
        extends: &["plymouth/baseline"],
    },
    Shipped {
        name: "plymouth/fewer-entries",
        text: include_str!("../../scenarios/plymouth/fewer-entries.toml"),
        extends: &["plymouth/baseline"],
    },
    Shipped {
        name: "east-sussex/baseline",
        text: include_str!("../../scenarios/east-sussex/baseline.toml"),
        extends: &[],
    },
    Shipped {
        name: "east-sussex/hindcast-2023-24",
        text: include_str!("../../scenarios/east-sussex/hindcast-2023-24.toml"),
        extends: &[],
    },
];

impl Shipped {
    /// Its title, from its text.
    fn title(&self) -> &str {
        let line = self.text.lines().find_map(|l| l.strip_prefix("title = "));
        line.map_or("", |l| l.trim().trim_matches('"'))
    }
}

/// Lists the shipped scenarios or copies one.
pub fn example(what: &Example, common: &Common) -> Exit {
    match what {
        Example::List => {
            let lines = SHIPPED
                .iter()
                .map(|s| format!("{:30} {}\n", s.name, s.title()));
            print(&lines.collect::<String>())
        }
        Example::Copy {
            name,
            folder,
            overwrite,
        } => copy(name, folder, *overwrite, common),
        Example::Synthetic(s) => synthetic(s, common),
    }
}

/// Makes a council up and writes its files.
fn synthetic(wanted: &args::Synthetic, common: &Common) -> Exit {
    let options = synthetic::Options {
        children: wanted.children,
        years: wanted.years,
        last: wanted.last,
        seed: wanted.seed,
        entries: wanted.entries,
        exit: wanted.exit,
        planned_move: wanted.planned_move,
        breakdown: wanted.breakdown,
        drift: !wanted.steady,
    };
    let council = match synthetic::council(&options) {
        Ok(council) => council,
        Err(rejected) => {
            show_problems(&rejected);
            return Exit::Fault;
        }
    };
    let files = council.files(&options);
    let place = |name: &str| wanted.out.join(name);
    let there = files.iter().map(|f| place(&f.0)).find(|p| p.exists());
    if let Some(there) = there.filter(|_| !wanted.overwrite) {
        complain(&format!(
            "{} is there; --overwrite replaces it",
            there.display()
        ));
        return Exit::Files;
    }
    for (name, text) in &files {
        let path = place(name);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        if let Err(e) = made.and_then(|()| std::fs::write(&path, text)) {
            complain(&format!("could not write {}: {e}", path.display()));
            return Exit::Files;
        }
    }
    if common.quiet {
        return Exit::Done;
    }
    let history = &council.history;
    let returns = files.iter().filter(|f| f.0.starts_with("returns/"));
    let rows: usize = returns.clone().map(|f| f.1.lines().count() - 1).sum();
    print(&format!(
        "A made-up council, {} to {}: no row is about a real child\n\
         {:>9} children, {} of them looked after at the end\n\
         {:>9} rows in {} files of returns\n\
         {:>9} fees, {} rows of the ledger\n\
         The files are in {}; truth.toml is the model they were simulated from\n",
        options.from(),
        options.as_at(),
        grouped(history.children.len()),
        grouped(history.looked_after(history.as_at()).len()),
        grouped(rows),
        returns.count(),
        grouped(council.fees.len()),
        grouped(council.ledger.len()),
        wanted.out.display()
    ))
}

fn copy(name: &str, folder: &Path, overwrite: bool, common: &Common) -> Exit {
    let wanted = name.strip_suffix(".toml").unwrap_or(name);
    let Some(found) = SHIPPED.iter().find(|s| s.name == wanted) else {
        let names: Vec<&str> = SHIPPED.iter().map(|s| s.name).collect();
        complain(&format!(
            "no example `{name}`; there are {}",
            names.join(", ")
        ));
        return Exit::Arguments;
    };
    let files: Vec<&Shipped> = SHIPPED
        .iter()
        .filter(|s| s.name == wanted || found.extends.contains(&s.name))
        .collect();
    let place = |s: &Shipped| folder.join(format!("{}.toml", s.name));
    if let Some(there) = files
        .iter()
        .map(|s| place(s))
        .find(|p| p.exists() && !overwrite)
    {
        complain(&format!(
            "{} is there; --overwrite replaces it",
            there.display()
        ));
        return Exit::Files;
    }
    let mut text = String::new();
    for s in files {
        let path = place(s);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        if let Err(e) = made.and_then(|()| std::fs::write(&path, s.text)) {
            complain(&format!("could not write {}: {e}", path.display()));
            return Exit::Files;
        }
        text.push_str(&format!("{}\n", path.display()));
    }
    if common.quiet {
        Exit::Done
    } else {
        print(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_has_a_title_and_those_it_extends() {
        for s in &SHIPPED {
            assert!(!s.title().is_empty(), "{}", s.name);
            let extends = s.text.lines().any(|l| l.starts_with("extends"));
            assert_eq!(extends, !s.extends.is_empty(), "{}", s.name);
        }
    }
}
