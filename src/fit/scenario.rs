//! The fit as files that `run` takes: scenario, cohort, leavers, posterior.

use super::draws::{DrawTable, quoted, short};
use super::level::{Spread, pick};
use super::scenario_children::{cohort_csv, leavers_csv};
use super::scenario_hazards::{Table, exit_names, factors, setting_names, shares};
use super::scenario_prices::prices;
use super::shares::gamma_draw;
use super::{Fit, Options};
use crate::returns::fees::Fees;
use crate::returns::history::History;
use crate::returns::ledger::Entry;
use crate::sampling::keyed::{Key, Purpose};
use crate::words::calendar::{Day, FinancialYear, Month};
use crate::words::setting::{AGE_BANDS, EXITS, SETTINGS, STREAMS, UNREGISTERED_LINE};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Files by name.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Name and text, the scenario first.
    pub files: Vec<(&'static str, String)>,
    /// The posterior.
    pub draws: DrawTable,
    /// What should be known.
    pub warnings: Vec<String>,
}

/// Weight of England's rate of coming back by a route, in children.
const BACK_PRIOR: f64 = 4.0;

/// Writes the files of a fit. `history` is what was fitted; its snapshot is a month's last day. Closed months of the
/// first financial year need `ledger`.
pub fn draft(
    fit: &Fit,
    history: &History,
    fees: &Fees,
    ledger: &[Entry],
    options: &Options,
) -> Draft {
    let as_at = history.as_at();
    let first = FinancialYear::of(as_at.plus(1));
    let years: Vec<String> = (0..options.years.max(1) as i32)
        .map(|i| format!("\"{}\"", FinancialYear(first.0 + i)))
        .collect();
    let mut draws = DrawTable::default();
    let mut warnings = Vec::new();
    let root = Key::root(options.seed).named("fit");
    let n = options.draws.max(2);
    let mut t = String::new();
    // Writing to a string can not fail, here and below.
    let _ = write!(
        t,
        "# Made by `carecast fit` from the council's own returns: a starting point to edit.\n\
         # Numbers with a path in posterior.csv are drawn from there together; here stands their mean.\n\n\
         format = 1\ntitle = \"{c}: fitted to its returns at {as_at}\"\n\n\
         [council]\nname = \"{c}\"\n\n[period]\nas_at = {as_at}\nyears = [{}]\n\n\
         [run]\nseed = {}\nreplications = 2000\n\n\
         [cohort]\nchildren = \"cohort.csv\"\nsource = \"the council's returns (SSDA903) at {as_at}\"\nconfidence = \"high\"\n\n",
        years.join(", "),
        options.seed,
        c = plain(&options.council),
    );
    entries(fit, root.named("entries"), n, as_at, &mut draws, &mut t);
    hazards(fit, root.named("hazards"), n, &mut draws, &mut t);
    prices(fit, root.named("prices"), n, as_at, &mut draws, &mut t);
    let closed: Vec<&Entry> = ledger
        .iter()
        .filter(|e| e.month.financial_year() == first && e.month.first_day() <= as_at)
        .collect();
    t.push_str("[posterior]\ndraws = \"posterior.csv\"\n");
    let (cohort, left_out) = cohort_csv(history, fees);
    if left_out > 0 {
        warnings.push(format!(
            "{left_out} of the children looked after at the snapshot are 18 or older and are left out of the cohort"
        ));
    }
    let mut files = vec![
        ("scenario.toml", String::new()),
        ("cohort.csv", cohort),
        ("leavers.csv", leavers_csv(history)),
        ("posterior.csv", draws.csv()),
    ];
    if first.first_day() <= as_at {
        t.push_str("\n[actuals]\nledger = \"ledger.csv\"\n");
        let (text, filled) = ledger_csv(&closed);
        if !filled.is_empty() {
            warnings.push(format!(
                "the ledger has no row for {}: taken as nothing spent",
                filled.join("; ")
            ));
        }
        if closed.is_empty() {
            warnings.push(format!(
                "the snapshot closes months of {first}: put their spend into ledger.csv before running"
            ));
        }
        files.push(("ledger.csv", text));
    }
    files[0].1 = t;
    Draft {
        files,
        draws,
        warnings,
    }
}

/// `ledger.csv` of closed months, and what it was filled with: a line without a row in a month that has rows of others
/// cost nothing then.
fn ledger_csv(closed: &[&Entry]) -> (String, Vec<String>) {
    let mut text = "month,line,actual\n".to_owned();
    let mut lines: BTreeMap<Month, BTreeSet<&str>> = BTreeMap::new();
    for e in closed {
        let _ = writeln!(text, "{},{},{:.2}", e.month, quoted(&e.line), e.actual);
        lines.entry(e.month).or_default().insert(&e.line);
    }
    let whole = |own: &BTreeSet<&str>| own.contains("total") || own.contains("placements");
    let mut filled: BTreeMap<&str, usize> = BTreeMap::new();
    for (month, own) in lines.iter().filter(|(_, own)| !whole(own)) {
        let of_settings = SETTINGS.iter().filter_map(|s| s.line);
        let all: BTreeSet<&str> = of_settings.chain([UNREGISTERED_LINE]).collect();
        for line in all.difference(own) {
            let _ = writeln!(text, "{month},{},0.00", quoted(line));
            *filled.entry(line).or_default() += 1;
        }
    }
    let told = |(line, n): (&&str, &usize)| {
        let months = if *n == 1 { "month" } else { "months" };
        format!("{line} in {n} {months}")
    };
    let filled = filled.iter().map(told).collect();
    (text, filled)
}

/// A name that can stand in quotes.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_control() && !matches!(c, '"' | '\\'))
        .collect()
}

/// Draws of a level with its spreads.
pub fn level_draws(levels: &[Spread], key: Key, n: usize) -> Vec<(f64, f64, f64)> {
    (0..n as u64)
        .map(|d| {
            let key = key.child(d);
            let u = key.uniform(Purpose::Parameter, 0);
            let z = key.normal(Purpose::Parameter, 1);
            pick(levels, u).map_or((0.0, 0.085, 0.11), |s| {
                (s.mean + libm::sqrt(s.variance) * z, s.walk, s.transient)
            })
        })
        .collect()
}

fn entries(fit: &Fit, key: Key, n: usize, as_at: Day, draws: &mut DrawTable, t: &mut String) {
    let of = &fit.entries;
    let _ = write!(
        t,
        "[entries]\nreference = \"england\"\nsource = \"first entries in the returns to {as_at}\"\nconfidence = \"medium\"\nfirst_setting = [\n"
    );
    let rows = fit.first_rows.iter().map(|(stream, age)| {
        let (s, a) = (STREAMS[*stream], AGE_BANDS[*age]);
        (
            format!("{s} {a}"),
            format!(", stream = \"{s}\", age_band = \"{a}\""),
        )
    });
    let table = Table {
        path: "entries.first_setting",
        fit: &fit.first,
        rows: rows.collect(),
        names: setting_names(),
    };
    shares(&table, key.named("first"), n, draws, t);
    t.push_str("]\n\n");
    for (stream, name) in STREAMS.iter().enumerate() {
        let Some(s) = of.streams.get(stream) else {
            continue;
        };
        let levels = level_draws(&s.level, key.named(name), n);
        // The model has no walk for separated children: what their number may do by itself is in its level.
        let own = |(level, walk, transient): &(f64, f64, f64), d: usize| {
            let z = key
                .named(name)
                .child(d as u64)
                .normal(Purpose::Parameter, 2);
            let more = if stream == 0 {
                0.0
            } else {
                z * libm::sqrt(walk * walk + transient * transient)
            };
            libm::exp((level + more).clamp(-9.0, 12.0)).min(900_000.0)
        };
        let values = levels.iter().enumerate().map(|(d, l)| own(l, d)).collect();
        let mean = draws.put(format!("entries.{name}.first_entries_per_year"), values);
        let years: Vec<String> = s.years.iter().map(|y| format!("{y:.0}")).collect();
        let ages: Vec<String> = s
            .ages
            .iter()
            .zip(AGE_BANDS)
            .filter(|(x, _)| **x > 1e-4)
            .map(|(x, a)| format!("\"{a}\" = {}", short(*x)))
            .collect();
        let _ = write!(
            t,
            "[entries.{name}]\nfirst_entries_per_year = {}\nages = {{ {} }}\nnote = \"first entries by year to the snapshot, oldest first: {}\"\n\n",
            short(mean),
            ages.join(", "),
            years.join(", "),
        );
        if stream == 0 {
            let walk = draws.put(
                "entries.drift.walk_sd".to_owned(),
                levels.iter().map(|l| l.1).collect(),
            );
            let transient = draws.put(
                "entries.drift.transient_sd".to_owned(),
                levels.iter().map(|l| l.2).collect(),
            );
            let sizes: Vec<String> = of.sizes.iter().map(|s| short(*s)).collect();
            let _ = write!(
                t,
                "[entries.drift]\nwalk_sd = {}\ntransient_sd = {}\nsource = \"the returns, with England's spread as expected before\"\n\n\
                 [entries.siblings]\nsizes = [{}]\n\n",
                short(walk),
                short(transient),
                sizes.join(", "),
            );
        }
    }
    let england = crate::reference::england().re_entry();
    for (exit, (back, expected)) in of.back.iter().enumerate() {
        if england[exit].is_empty() {
            continue;
        }
        let name = EXITS[exit];
        let ratios: Vec<f64> = (0..n as u64)
            .map(|d| {
                let mut rng = key
                    .named("back")
                    .named(name)
                    .child(d)
                    .rng(Purpose::Parameter, 0);
                gamma_draw(back + BACK_PRIOR, &mut rng) / (expected + BACK_PRIOR)
            })
            .collect();
        let _ = writeln!(
            t,
            "[[entries.reentry]]\nid = \"{name}\"\nroute = \"{name}\"\nnote = \"{back:.0} came back, England's rates expect {expected:.1}\"\nbands = ["
        );
        let mut from = 0.0;
        for (i, band) in england[exit].iter().enumerate() {
            let rate = band.per_year.get(&[]);
            let mean = draws.put(
                format!("entries.reentry.{name}.bands.{}.per_year", i + 1),
                ratios.iter().map(|r| r * rate).collect(),
            );
            let to = match band.until_years.is_finite() {
                true => format!(", to_years = {}", short(band.until_years)),
                false => String::new(),
            };
            let _ = writeln!(
                t,
                "  {{ from_years = {}{to}, per_year = {} }},",
                short(from),
                short(mean)
            );
            from = band.until_years;
        }
        t.push_str("]\n\n");
    }
    t.push_str("[entries.past]\nleavers = \"leavers.csv\"\n\n");
}

fn hazards(fit: &Fit, key: Key, n: usize, draws: &mut DrawTable, t: &mut String) {
    let _ = write!(
        t,
        "[hazards]\nreference = \"england\"\nsource = \"the returns against {}'s rates, shrunk\"\nconfidence = \"medium\"\nfactor = [\n",
        plain(&fit.reference.name),
    );
    t.push_str(&fit.reference.carried);
    factors(fit, key, n, draws, t);
    t.push_str("]\n");
    for (kind, event) in ["planned_move", "breakdown"].into_iter().enumerate() {
        if kind == 0 {
            t.push_str("destination = [\n");
        }
        let rows = fit.move_rows.iter().map(|(s, a)| {
            let (s, a) = (SETTINGS[*s].name, AGE_BANDS[*a]);
            (
                format!("{event} {s} {a}"),
                format!(", event = \"{event}\", setting = \"{s}\", age_band = \"{a}\""),
            )
        });
        let table = Table {
            path: "hazards.destination",
            fit: &fit.destinations[kind],
            rows: rows.collect(),
            names: setting_names(),
        };
        shares(&table, key.named(event).named("destination"), n, draws, t);
    }
    t.push_str("]\nexit_reason = [\n");
    let rows = fit.move_rows.iter().map(|(s, a)| {
        let (s, a) = (SETTINGS[*s].name, AGE_BANDS[*a]);
        (
            format!("{s} {a}"),
            format!(", setting = \"{s}\", age_band = \"{a}\""),
        )
    });
    let table = Table {
        path: "hazards.exit_reason",
        fit: &fit.reasons,
        rows: rows.collect(),
        names: exit_names(),
    };
    shares(&table, key.named("reasons"), n, draws, t);
    t.push_str("]\n\n");
}
