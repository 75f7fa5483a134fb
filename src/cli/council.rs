//! `council`.

use super::args::{Common, Compare, Council};
use super::council_all::every;
use super::{Exit, complain, failed, print, show_problems, warn};
use crate::batch::Failure;
use crate::batch::councils::{self, Made};
use crate::council::level::Pool;
use crate::council::neighbours::compare;
use crate::council::supply::{NAME as SUPPLY, Supplied, supply};
use crate::council::{Options, held_by};
use crate::report::council::{
    checks, neighbours as screen_of_neighbours, neighbours_csv, screen, stays,
};
use crate::returns::dfe::{self, Tables};
use crate::returns::offer::offers;
use crate::scenario::Rejected;
use crate::store::{Folder, StoreError};
use crate::words::calendar::Day;
use crate::words::error::{Problem, Problems};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Makes a scenario, or all.
pub fn council(arguments: &Council, common: &Common) -> Exit {
    let paths: Vec<&PathBuf> = [&arguments.tables, &arguments.panel]
        .into_iter()
        .flatten()
        .collect();
    let result = tables(&paths).and_then(|tables| {
        for notice in &tables.panel.notices {
            warn(common, notice);
        }
        let year = year(arguments.as_at.as_deref(), &tables)?;
        if arguments.all {
            every(arguments, common, &tables, year)
        } else {
            single(arguments, common, &tables, year)
        }
    });
    match result {
        Ok(exit) => exit,
        Err(failure) => failed(&failure, false),
    }
}

fn input(problems: Problems) -> Failure {
    input_of(problems, BTreeMap::new())
}

/// Wrong input, with the texts of files by name.
fn input_of(problems: Problems, texts: BTreeMap<String, String>) -> Failure {
    Failure::Input(Box::new(Rejected { problems, texts }))
}

fn problem(file: String, message: String, expected: &str, help: Option<String>) -> Failure {
    input(Problems(vec![Problem {
        file,
        place: None,
        span: None,
        message,
        expected: expected.to_owned(),
        help,
    }]))
}

fn tables(paths: &[&PathBuf]) -> Result<Tables, Failure> {
    let mut sources = Vec::new();
    for path in paths {
        let found = councils::sources(path)?;
        if found.is_empty() {
            return Err(problem(
                path.display().to_string(),
                "there is no table in this folder".to_owned(),
                "files that end in `.csv` or `.csv.xz`",
                Some("download the department's tables into it".to_owned()),
            ));
        }
        sources.extend(found);
    }
    dfe::read(&sources).map_err(input)
}

/// The year that ends on the snapshot.
fn year(as_at: Option<&str>, tables: &Tables) -> Result<i32, Failure> {
    let panel = &tables.panel;
    let mut years: Vec<i32> = panel
        .councils()
        .flat_map(|c| panel.series(c.la_code, "cla_31mar"))
        .filter(|(_, e)| e.figure.known().is_some())
        .map(|(y, _)| y)
        .collect();
    years.sort_unstable();
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return Err(problem(
            "tables".to_owned(),
            "no table has the children looked after at 31 March".to_owned(),
            "the table of children looked after at 31 March by characteristics",
            None,
        ));
    };
    let Some(text) = as_at else {
        return Ok(*last);
    };
    let wrong = |message: String, help: Option<String>| {
        problem(
            "--as-at".to_owned(),
            message,
            "the 31 March of a published year",
            help,
        )
    };
    let Some(day) = Day::parse(text) else {
        return Err(wrong(
            format!("`{text}` is no date"),
            Some(format!("for example `{last}-03-31`")),
        ));
    };
    let (year, month, of) = day.ymd();
    if (month, of) != (3, 31) {
        return Err(wrong(
            format!("`{text}` is no 31 March: published statistics are as at that day"),
            Some(format!("for example `{last}-03-31`")),
        ));
    }
    if !(*first..=*last).contains(&year) {
        return Err(wrong(
            format!("the tables have no children looked after at {text}"),
            Some(format!("they have 31 March of {first} to {last}")),
        ));
    }
    Ok(year)
}

pub(super) fn options(arguments: &Council) -> Options {
    Options {
        years: usize::from(arguments.years),
        replications: arguments
            .replications
            .unwrap_or(if arguments.all { 1_000 } else { 2_000 }),
        ..Options::default()
    }
}

/// The code of a council by its name or code.
fn find(option: &str, name: &str, tables: &Tables) -> Result<u16, Failure> {
    let panel = &tables.panel;
    let found = panel.find(name).map(|c| c.la_code).map_err(|near| {
        if let Some((gone, last, now)) = held_by(name) {
            return problem(
                option.to_owned(),
                format!("{gone} was abolished after 31 March {last}"),
                "a council of the tables",
                Some(format!("its area is now held by {now}")),
            );
        }
        let near: Vec<String> = near.iter().map(|n| format!("`{n}`")).collect();
        problem(
            option.to_owned(),
            format!("the tables have no council `{name}`"),
            "a council of the tables: its name or code",
            (!near.is_empty()).then(|| format!("did you mean {}?", near.join(" or "))),
        )
    })?;
    if found < 100 {
        return Err(problem(
            option.to_owned(),
            format!("`{name}` is not a council"),
            "one council",
            Some("`carecast council --all` sums to regions and England".to_owned()),
        ));
    }
    Ok(found)
}

/// A council beside its statistical neighbours.
pub fn neighbours(name: &str, arguments: &Compare, common: &Common) -> Exit {
    let Some(folder) = &arguments.tables else {
        complain(
            "`--neighbours` needs `--tables`, the folder of the department's tables with the statistical neighbours",
        );
        return Exit::Arguments;
    };
    let result = tables(&[folder]).and_then(|tables| {
        let year = year(arguments.as_at.as_deref(), &tables)?;
        let la = find("--neighbours", name, &tables)?;
        let offers = match &arguments.offer {
            None => Vec::new(),
            Some(path) => {
                let shown = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|e| StoreError::new("read", path, e))?;
                let (rows, problems) = offers(&shown, &text);
                if !problems.is_empty() {
                    return Err(input_of(Problems(problems), BTreeMap::from([(shown, text)])));
                }
                rows.into_iter().map(|r| r.1).collect()
            }
        };
        let Some(found) = compare(&tables, la, year, &offers) else {
            return Err(input(crate::council::absent(&tables.panel, la, year)));
        };
        for note in &found.notes {
            warn(common, note);
        }
        if let Some(out) = &arguments.out {
            let folder = Folder::begin_with(out, arguments.overwrite, "neighbours.csv")?;
            folder.write("neighbours.csv", |w| neighbours_csv(w, &found))?;
            folder.finish()?;
        }
        if common.json {
            let rows: Vec<_> = found
                .rows
                .iter()
                .map(|r| {
                    json!({"la_code": r.la_code, "name": r.name, "nearness": r.how, "children": r.children,
                        "rate_per_10k": r.rate, "mix": r.mix, "own": r.own, "exits_per_100": r.exits})
                })
                .collect();
            return Ok(print(&format!("{}\n", json!({"year": year, "councils": rows, "out": arguments.out}))));
        }
        if common.quiet {
            return Ok(Exit::Done);
        }
        Ok(print(&screen_of_neighbours(&found)))
    });
    match result {
        Ok(exit) => exit,
        Err(failure) => failed(&failure, false),
    }
}

fn single(
    arguments: &Council,
    common: &Common,
    tables: &Tables,
    year: i32,
) -> Result<Exit, Failure> {
    let panel = &tables.panel;
    let found = find("--name", arguments.name.as_deref().unwrap_or(""), tables)?;
    let pool = Pool::new(panel, year);
    let made = councils::make(panel, &pool, found, year, &options(arguments)).map_err(input)?;
    for w in &made.draft.warnings {
        warn(common, w);
    }
    // What was written must run: all its problems now rather than with `run`.
    if let Err(rejected) = made.written.load() {
        show_problems(&rejected);
        return Err(Failure::Fault(
            "the scenario it wrote can not be read".to_owned(),
        ));
    }
    let supplied = if arguments.supply {
        let page = supply(&made.draft, &made.written).map_err(|rejected| {
            show_problems(&rejected);
            Failure::Fault("the supply it wrote can not be read".to_owned())
        })?;
        if page.is_none() {
            warn(
                common,
                "no foster places of the council are published: there is no supply.toml",
            );
        }
        page
    } else {
        None
    };
    let folder = Folder::begin_with(&arguments.out, arguments.overwrite, crate::council::NAME)?;
    write(&folder, &made)?;
    if let Some(page) = &supplied {
        folder.write(SUPPLY, |w| w.write_all(page.toml.as_bytes()))?;
    }
    folder.finish()?;
    if common.json {
        let object = object(arguments, &made, supplied.as_ref(), year);
        return Ok(print(&format!("{object}\n")));
    }
    if common.quiet {
        return Ok(Exit::Done);
    }
    let o = &made.draft.observed;
    let place = arguments.out.join(crate::council::NAME);
    Ok(print(&format!(
        "{}, 31 March {year}: {} children looked after\n\n{}\n{}Written to {}; the next step is\n  carecast run {} --out forecasts/{}\n",
        o.council.name,
        o.total,
        screen(&made.draft.checks),
        supplied.as_ref().map_or(String::new(), |s| stays(&s.stays)),
        arguments.out.display(),
        place.display(),
        o.council.name.to_lowercase().replace(' ', "-"),
    )))
}

fn write(folder: &Folder, made: &Made) -> Result<(), StoreError> {
    folder.write(crate::council::NAME, |w| {
        w.write_all(made.written.toml.as_bytes())
    })?;
    if let Some(posterior) = &made.written.posterior {
        folder.write("posterior.csv", |w| w.write_all(posterior.as_bytes()))?;
    }
    folder.write("checks.csv", |w| {
        w.write_all(checks(&made.draft.checks).as_bytes())
    })
}

fn object(
    arguments: &Council,
    made: &Made,
    supplied: Option<&Supplied>,
    year: i32,
) -> serde_json::Value {
    let o = &made.draft.observed;
    let rows: Vec<_> = made
        .draft
        .checks
        .iter()
        .map(|c| json!({"measure": c.what, "year": c.year, "published": c.published, "model": c.model, "sd_apart": c.apart}))
        .collect();
    let supply = supplied.map(|s| {
        let stays = s.stays.iter();
        let rows =
            stays.map(|s| json!({"measure": s.what, "baseline": s.plain, "with_supply": s.with}));
        rows.collect::<Vec<_>>()
    });
    json!({
        "council": o.council.name, "la_code": o.council.la_code, "as_at": format!("{year}-03-31"), "children": o.total,
        "checks": rows, "supply": supply, "warnings": made.draft.warnings, "out": arguments.out,
    })
}
