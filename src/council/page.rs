//! The text of a council's scenario.

mod hazards;

pub use hazards::EXIT_IDS;

use super::calibrate::Fitted;
use super::level::Steered;
use super::observed::{Observed, SEPARATED_STARTS};
use super::start::Group;
use super::{Options, prices};
use crate::scenario::write::{Amount, Page, Said, quote};
use crate::words::calendar::FinancialYear;
use crate::words::setting::{AGE_BANDS, EXITS, SETTINGS, STREAMS};

/// What a page is written from.
pub struct Parts<'a> {
    /// What is published.
    pub observed: &'a Observed,
    /// Children at the start.
    pub start: &'a [Group],
    /// Council factors; none yet while they are being found.
    pub fitted: Option<&'a Fitted>,
    /// Course of entries, exits and prices; none: as they last were.
    pub steered: Option<&'a Steered>,
    /// Options.
    pub options: &'a Options,
    /// Is there a `posterior.csv` beside it?
    pub posterior: bool,
}

const DFE: &str = "DfE, Children looked after in England including adoptions";

/// The financial years of a forecast from 31 March of a year.
pub fn years(year: i32, n: usize) -> Vec<String> {
    let first = format!("{year}-{:02}", (year + 1) % 100);
    let mut out = Vec::new();
    let mut year = FinancialYear::parse(&first);
    for _ in 0..n {
        let Some(y) = year else { break };
        out.push(y.to_string());
        year = Some(y.next());
    }
    out
}

/// Writes the scenario.
pub fn write(p: &Parts<'_>) -> String {
    let o = p.observed;
    let years = years(o.year, p.options.years);
    let mut page = Page::new(&format!(
        "{} from 31 March {}, made from published statistics by `carecast council`. A first forecast: wider than one \
         from the council's own returns. Contains public sector information licensed under the Open Government Licence \
         v3.0 (Department for Education; Office for National Statistics).",
        o.council.name, o.year
    ));
    page.raw("format", "1");
    page.text(
        "title",
        &format!(
            "{}: from published statistics at 31 March {}",
            o.council.name, o.year
        ),
    );
    page.table("council").text("name", &o.council.name);
    page.whole("la_code", i64::from(o.council.la_code))
        .text("ons_code", &o.council.ons_code);
    if let Some(population) = &o.population {
        page.amount("population_0_17", Amount::Certain(population.value));
        page.said(&Said {
            source: population.source.clone(),
            confidence: "high",
            ..Said::default()
        });
    }
    page.table("period")
        .raw("as_at", &format!("{}-03-31", o.year));
    let list: Vec<&str> = years.iter().map(String::as_str).collect();
    page.list("years", &list);
    // A seed of its own for each council: sums over councils must not share their luck.
    let seed = p.options.seed.wrapping_mul(1_000) + u64::from(o.council.la_code);
    page.table("run")
        .whole("seed", i64::try_from(seed).unwrap_or(1));
    page.whole("replications", i64::from(p.options.replications));
    cohort(&mut page, p);
    entries(&mut page, p, &years);
    hazards::write(&mut page, p);
    prices::write(&mut page, p, &years);
    if p.posterior {
        page.table("posterior").text("draws", "posterior.csv");
        page.text("id", "published statistics");
    }
    page.finish()
}

fn cohort(page: &mut Page, p: &Parts<'_>) {
    let o = p.observed;
    page.table("cohort").text("elapsed", "england");
    let files: Vec<&str> = o.sources.iter().map(String::as_str).collect();
    page.said(&Said {
        source: format!("{DFE}: {}", files.join("; ")),
        period: format!("31 March {}", o.year),
        confidence: "medium",
        note: format!(
            "{} children. Margins: ages {}; {}; separated {}; own provision {}. Cells by iterative proportional fitting \
             from England's children by setting, age and stream, rounded with the margins kept; time in care and in the \
             placement as England's. {}",
            o.total,
            o.ages.map(|x| format!("{x:.0}")).join(", "),
            super::observed::GROUPS
                .iter()
                .zip(o.groups)
                .map(|(g, x)| format!("{} {x:.0}", g.trim_start_matches("place_").replace('_', " ")))
                .collect::<Vec<_>>()
                .join(", "),
            o.separated,
            o.own.map_or("not published".to_owned(), |x| format!("{x:.0}")),
            o.notes.join(". "),
        ),
    });
    let rows: Vec<String> = p
        .start
        .iter()
        .map(|g| {
            format!(
                "  {{ id = {}, setting = {}, age_band = {}, stream = {}, count = {}, confidence = {} }},",
                quote(&g.id()),
                quote(SETTINGS[g.setting].name),
                quote(g.age),
                quote(STREAMS[g.stream]),
                g.count,
                quote(if g.count < 6 { "low" } else { "medium" }),
            )
        })
        .collect();
    page.raw("group", &format!("[\n{}\n]", rows.join("\n")));
}

/// Starts of the general stream and of separated children: the last published.
pub fn starts(o: &Observed) -> (f64, f64) {
    let last =
        |of: &dyn Fn(&super::observed::Flow) -> Option<f64>| o.flows.iter().rev().find_map(of);
    // Without a figure: 40% of the children, as England's starts of 2020 to 2024.
    let all = last(&|f| f.started).unwrap_or(0.4 * f64::from(o.total));
    let separated = last(&|f| f.separated)
        .unwrap_or(SEPARATED_STARTS * o.separated)
        .min(all);
    ((all - separated).max(0.5), separated)
}

/// Exits in the order of [`Observed::routes`].
const ROUTES: [usize; 6] = [0, 1, 2, 3, 4, 7];

/// Of the children who leave by a route, those who come back within six years by England's rates, nobody turning 18
/// before.
fn back_at_most() -> [f64; 6] {
    const YEARS: f64 = 6.0;
    let rates = crate::reference::england().re_entry();
    ROUTES.map(|exit| {
        let mut from = 0.0;
        let used = rates[exit].iter().map(|band| {
            let until = band.until_years.min(YEARS);
            let used = band.per_year.get(&[]) * (until - from).max(0.0);
            from = until;
            used
        });
        1.0 - libm::exp(-used.sum::<f64>())
    })
}

/// Exits a year by route, and what they were multiplied by. Where separated children are most of those who come and
/// leave, the ceases, which do not tell them apart, would bring back more children than start in the general stream: so
/// many are taken to be the general stream's that at most half of its starts are re-entries.
fn past_exits(o: &Observed) -> ([f64; 6], f64) {
    let back = back_at_most();
    let back: f64 = o.routes.iter().zip(back).map(|(n, b)| n * b).sum();
    let part = match 0.5 * starts(o).0 / back {
        part if part < 1.0 => part,
        _ => 1.0,
    };
    (o.routes.map(|n| n * part), part)
}

/// Separated children who start at 10 to 15; the others are 16 or 17 (England's stock, 2024: 11% under 16).
const SEPARATED_UNDER_16: f64 = 0.12;

fn entries(page: &mut Page, p: &Parts<'_>, years: &[String]) {
    let o = p.observed;
    let (general, separated) = starts(o);
    page.table("entries").text("reference", "england");
    let told: Vec<String> = o
        .flows
        .iter()
        .map(|f| {
            format!(
                "{}: {} (separated {})",
                f.year,
                f.started
                    .map_or("not published".to_owned(), |x| format!("{x:.0}")),
                f.separated
                    .map_or("not published".to_owned(), |x| format!("{x:.0}"))
            )
        })
        .collect();
    let told = told.join(", ");
    // Ages of the general stream: everybody's less the separated children's.
    let all = general + separated;
    let mut ages: [f64; 5] = o.start_ages.map(|a| a * all);
    ages[3] -= SEPARATED_UNDER_16 * separated;
    ages[4] -= (1.0 - SEPARATED_UNDER_16) * separated;
    let floor = 0.002 * all.max(1.0);
    let ages: Vec<(&str, f64)> = AGE_BANDS
        .iter()
        .zip(ages)
        .map(|(b, x)| (*b, x.max(floor)))
        .collect();
    page.table("entries.general");
    // What is not known of them is the course's, where there is or will be one.
    let sd = if p.fitted.is_some() && p.steered.is_none() {
        0.08
    } else {
        0.0
    };
    page.amount("starts_per_year", Amount::log_normal(general, sd));
    page.shares("ages", &ages);
    if let Some(s) = p.steered {
        let by: Vec<(&str, Amount)> = years
            .iter()
            .enumerate()
            .map(|(i, y)| (y.as_str(), steered(s.range(i))))
            .collect();
        page.amounts("level", &by);
    }
    page.said(&Said {
        source: format!("{DFE}: starts, by age and by separated status"),
        period: format!("years to March {} to {}", o.year - 2, o.year),
        confidence: "medium",
        note: format!(
            "Starts {told}. {}",
            if p.steered.is_some() {
                "The level is the last year's; the factors by year (joint draws in posterior.csv) carry what the years up to \
                 then say of the coming ones, all councils together (decision record 050)"
            } else {
                "The level is the last year's"
            }
        ),
    });
    if separated >= 0.5 {
        page.table("entries.separated");
        page.amount("starts_per_year", Amount::log_normal(separated, 0.3));
        page.shares(
            "ages",
            &[
                ("10-15", SEPARATED_UNDER_16),
                ("16-17", 1.0 - SEPARATED_UNDER_16),
            ],
        );
        page.said(&Said {
            source: format!("{DFE}: starts of separated children"),
            period: format!("year to March {}", o.year),
            confidence: "low",
            note: "The last year's; ages are England's. The range covers how they changed from year to year.".to_owned(),
        });
    }
    if let Some(s) = p.steered {
        page.table("entries.drift");
        page.amount("walk_sd", Amount::Certain(s.entry_walk_sd));
        page.amount("transient_sd", Amount::Certain(s.entry_transient_sd));
        page.said(&Said {
            source: format!("{DFE}: starts of all councils"),
            period: format!("to March {}", o.year),
            confidence: "medium",
            note: "By moments of the yearly change, chance taken off; less where the joint draws hold a part of it".to_owned(),
        });
    }
    page.table("entries.past");
    let named = ROUTES.map(|exit| EXITS[exit]);
    let (routes, part) = past_exits(o);
    // Whole children, but for a part of them: a few rounded up are too many.
    let whole = |x: f64| {
        if part < 1.0 {
            libm::floor(x)
        } else {
            libm::round(x)
        }
    };
    let list: Vec<(&str, Amount)> = named
        .iter()
        .zip(routes)
        .map(|(n, x)| (*n, Amount::Certain(whole(x))))
        .collect();
    page.amounts("exits_per_year", &list);
    page.said(&Said {
        source: format!("{DFE}: ceases by reason"),
        period: format!("years to March {} to {}", o.year - 5, o.year),
        confidence: "medium",
        note: format!(
            "Means of the years published; withheld cells in the middle of their bounds; of those who left to live \
             independently 30%, and of other reasons half, before 18{}",
            if part < 1.0 {
                format!("; {:.0}% of them, so that at most half of the general starts are re-entries", 100.0 * part)
            } else {
                String::new()
            }
        ),
    });
}

/// A range of a steered column, as it is written.
pub fn steered(r: [f64; 3]) -> Amount {
    let [mean, p10, p90] = r;
    if !(p10 < mean && mean < p90) || p90 - p10 < 1e-9 {
        return Amount::Certain(mean);
    }
    // The joint draws stand in for it; what is written must still be three figures of one law, so a tail longer than a
    // log-normal's of log SD one (decision record 003) is written shorter.
    let (low, high) = (mean - p10, p90 - mean);
    const LONGEST: f64 = 1.4;
    Amount::Range {
        mean,
        p10: mean - low.min(LONGEST * high),
        p90: mean + high.min(LONGEST * low),
    }
}
