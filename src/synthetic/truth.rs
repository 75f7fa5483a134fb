//! The known model: England's reference scaled to a council, with factors of its own, as a scenario that can be run.

use super::Options;
use crate::reference::england;
use crate::words::calendar::FinancialYear;
use crate::words::setting::{EXITS, SETTINGS, STREAMS};
use std::fmt::Write;

/// Years simulated before the first return, so that the children of the first return have a past in the model.
pub const WARM_UP: i32 = 6;

/// England's children looked after at 31 March 2022, as [`crate::reference`] has them by cell: what a council is scaled
/// from.
fn england_children() -> f64 {
    england()
        .stock_2022
        .iter()
        .map(|r| f64::from(r.item.count))
        .sum()
}

/// England's starts in the year to 31 March 2023 by stream (DfE, Children looked after in England including
/// adoptions), unaccompanied asylum-seeking children apart.
const ENGLAND_STARTS: [f64; 2] = [25_880.0, 7_210.0];

/// The scenario of the known model, beginning `WARM_UP` years before the first return.
pub fn scenario(options: &Options) -> String {
    let mut out = String::new();
    write(options, &mut out).unwrap_or_default();
    out
}

fn write(options: &Options, out: &mut String) -> std::fmt::Result {
    let scale = f64::from(options.children) / england_children();
    let first = FinancialYear(options.last.0 - options.years as i32 + 1 - WARM_UP);
    let as_at = first.first_day().plus(-1);
    writeln!(
        out,
        "# The model a made-up council was simulated from: England's reference rates, scaled."
    )?;
    writeln!(out, "# Nothing here is about a real council or child.\n")?;
    writeln!(
        out,
        "format = 1\ntitle = \"Made-up council: the known model\"\n"
    )?;
    writeln!(out, "[council]\nname = \"Made-up\"\nla_code = 999\n")?;
    let years: Vec<String> = (first.0..=options.last.0)
        .map(|y| format!("\"{}\"", FinancialYear(y)))
        .collect();
    writeln!(
        out,
        "[period]\nas_at = {as_at}\nyears = [{}]\n",
        years.join(", ")
    )?;
    writeln!(out, "[run]\nseed = {}\nreplications = 500\n", options.seed)?;
    cohort(scale, out)?;
    entries(options, scale, out)?;
    hazards(options, out)?;
    writeln!(
        out,
        "[prices]\ndate = {}\nreference = \"england\"\n",
        first.first_day()
    )?;
    let dear = [
        "home_in_house",
        "home_agency",
        "secure",
        "residential_other",
    ];
    writeln!(out, "[prices.walk]\nsettings = {dear:?}")?;
    // As residential prices wander in the design of the model.
    let (walk, transient) = if options.drift {
        (0.09, 0.07)
    } else {
        (0.0, 0.0)
    };
    writeln!(out, "walk_sd = {walk:?}\ntransient_sd = {transient:?}\n")?;
    writeln!(
        out,
        "[budget]\nperimeter = \"placements of children looked after, gross\""
    )
}

fn cohort(scale: f64, out: &mut String) -> std::fmt::Result {
    writeln!(out, "[cohort]\nelapsed = \"england\"\ngroup = [")?;
    // Whole children: what is rounded off is carried to the next row, so that the total is met.
    let mut carried = 0.0;
    for row in &england().stock_2022 {
        let s = row.item;
        let want = f64::from(s.count) * scale + carried;
        let count = libm::round(want);
        carried = want - count;
        if count < 1.0 {
            continue;
        }
        let setting = SETTINGS.get(s.setting).map_or("", |s| s.name);
        let stream = STREAMS.get(s.stream).copied().unwrap_or("");
        let age = if s.ages.0 < 1.0 {
            "under 1".to_owned()
        } else if s.ages.1 - s.ages.0 <= 1.0 {
            format!("{}", s.ages.0)
        } else {
            format!("{}-{}", s.ages.0, s.ages.1 - 1.0)
        };
        writeln!(
            out,
            "  {{ id = \"{setting} {age} {stream}\", setting = \"{setting}\", age_band = \"{age}\", \
             stream = \"{stream}\", count = {count} }},"
        )?;
    }
    writeln!(out, "]\n")
}

fn entries(options: &Options, scale: f64, out: &mut String) -> std::fmt::Result {
    writeln!(out, "[entries]\nreference = \"england\"\n")?;
    for (stream, starts) in STREAMS.iter().zip(ENGLAND_STARTS) {
        let starts = starts * scale * options.entries;
        writeln!(out, "[entries.{stream}]\nstarts_per_year = {starts:.3}\n")?;
    }
    let (walk, transient) = if options.drift {
        (0.085, 0.11)
    } else {
        (0.0, 0.0)
    };
    writeln!(
        out,
        "[entries.drift]\nwalk_sd = {walk:?}\ntransient_sd = {transient:?}\n"
    )?;
    let mut by_exit = vec![0.0; EXITS.len()];
    for row in &england().past_exits {
        if let Some(sum) = by_exit.get_mut(row.item.exit) {
            *sum += row.item.per_year * scale * options.entries;
        }
    }
    let list: Vec<String> = EXITS
        .iter()
        .zip(&by_exit)
        .filter(|(_, n)| **n > 0.0)
        .map(|(name, n)| format!("{name} = {n:.3}"))
        .collect();
    writeln!(
        out,
        "[entries.past]\nexits_per_year = {{ {} }}\n",
        list.join(", ")
    )
}

fn hazards(options: &Options, out: &mut String) -> std::fmt::Result {
    writeln!(out, "[hazards]\nreference = \"england\"\n")?;
    for (event, ratio) in [
        ("exit", options.exit),
        ("planned_move", options.planned_move),
        ("breakdown", options.breakdown),
    ] {
        if ratio != 1.0 {
            writeln!(
                out,
                "[[hazards.factor]]\nid = \"council {event}\"\nevent = \"{event}\"\nratio = {ratio:?}\n"
            )?;
        }
    }
    Ok(())
}
