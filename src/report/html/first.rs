//! The first screen: what the year will cost, how sure that is, what drives it, what the actions change. In sentences,
//! with the numbers in them.

use super::super::data::{Figure, Run};
use super::super::plain;
use super::super::plain::{As, day_words, effect_words, escape, input_words, sentence, show};
use super::parts::{note, p, said};
use super::{Report, scenarios};

/// The first screen.
pub fn first(report: &Report) -> String {
    let run = report.main();
    let year = run.main_year();
    let mut t = String::new();
    t += &lead(run, year);
    t += &tiles(run, year);
    t += &why(run, year);
    t += &moves(run, year);
    t += &dearest(run, year);
    t += &later(run, year);
    t += &scenarios::sentence_of(report);
    t
}

fn lead(run: &Run, year: &str) -> String {
    let mut t = format!(
        "<p class=\"lead\"><strong>{year} will cost about {}.</strong> In eight futures of ten it comes to between {} and {}.",
        said(run, year, "cost", "mean", As::Pounds),
        said(run, year, "cost", "p10", As::Pounds),
        said(run, year, "cost", "p90", As::Pounds),
    );
    match (run.budget(year), run.total(year, "variance", "mean")) {
        (Some(budget), Some(variance)) => {
            let way = if variance.value > 0.0 { "more" } else { "less" };
            t += &format!(
                " The budget is {}, so that is {} {way} than budgeted. <strong>An overspend comes in {} futures</strong>",
                show(&budget, As::Pounds),
                show(&variance, As::PoundsOf),
                said(run, year, "p_overspend", "mean", As::OfHundred),
            );
            if let Some(if_any) = run.total(year, "overspend_if_any", "mean") {
                t += &format!(
                    "; where there is one, it is {} on average",
                    show(&if_any, As::PoundsOf)
                );
            }
            t += ".";
        }
        _ => t += " No budget is set for it, so that no chance of an overspend can be said.",
    }
    t + "</p>"
}

fn tile(figure: Option<String>, what: &str) -> String {
    figure.map_or_else(String::new, |f| {
        format!("<li><b>{f}</b><span>{what}</span></li>")
    })
}

fn tiles(run: &Run, year: &str) -> String {
    let of =
        |measure: &str, column: &str, how| run.total(year, measure, column).map(|f| show(&f, how));
    let range = match (of("cost", "p10", As::Pounds), of("cost", "p90", As::Pounds)) {
        (Some(a), Some(b)) => Some(format!("{a} to {b}")),
        _ => None,
    };
    format!(
        "<ul class=\"tiles\">{}{}{}{}</ul>",
        tile(
            of("cost", "mean", As::Pounds),
            &format!("forecast outturn {year}, mean")
        ),
        tile(range, "eight futures of ten (80% prediction interval)"),
        tile(
            of("p_overspend", "mean", As::Percent),
            "chance of an overspend"
        ),
        tile(
            of("p80", "mean", As::Pounds),
            "enough in eight futures of ten"
        ),
    )
}

/// The largest terms of the bridge, summed by effect as the file has them.
fn why(run: &Run, year: &str) -> String {
    let table = run.table("bridge.csv");
    let mut terms: Vec<(Figure, String)> = table
        .iter()
        .filter(|l| l.text("year") == year)
        .filter(|l| {
            !["budget", "budget_rolled_forward", "forecast_outturn"].contains(&l.text("effect"))
        })
        .filter_map(|l| {
            let name = match l.text("group_type") {
                "total" => effect_words(l.text("effect")).to_owned(),
                _ => format!("{} ({})", effect_words(l.text("effect")), l.text("group")),
            };
            let keys = ["year", "step", "effect", "group"];
            Some((run.figure("bridge.csv", &l, &keys, "amount")?, name))
        })
        .collect();
    terms.sort_by(|a, b| b.0.value.abs().total_cmp(&a.0.value.abs()));
    if terms.is_empty() {
        return String::new();
    }
    let list: Vec<String> = terms
        .iter()
        .take(3)
        .map(|(f, name)| {
            format!(
                "{} {}",
                escape(&name.to_lowercase()),
                show(f, As::SignedPounds)
            )
        })
        .collect();
    p(&format!(
        "<strong>Why it differs from the budget:</strong> {}.",
        list.join("; ")
    ))
}

fn moves(run: &Run, year: &str) -> String {
    let table = run.table("sensitivity.csv");
    let list: Vec<String> = table
        .iter()
        .filter(|l| l.text("period") == year)
        .take(2)
        .filter_map(|l| {
            let of = |c| run.figure("sensitivity.csv", &l, &["period", "parameter"], c);
            Some(format!(
                "{} (where it is low, {}; where it is high, {})",
                escape(&lower(&input_words(l.text("parameter")))),
                show(&of("outturn_low")?, As::Pounds),
                show(&of("outturn_high")?, As::Pounds),
            ))
        })
        .collect();
    if list.is_empty() {
        return String::new();
    }
    p(&format!(
        "<strong>What we know least and matters most:</strong> {}.",
        list.join("; ")
    ))
}

fn dearest(run: &Run, year: &str) -> String {
    let of = |measure: &str| {
        let table = run.table("high_cost.csv");
        let line = table.iter().find(|l| {
            l.text("period") == year
                && l.text("band") == "10000 or more"
                && l.text("measure") == measure
        })?;
        run.figure(
            "high_cost.csv",
            &line,
            &["period", "band", "measure"],
            "mean",
        )
    };
    match (of("placements_end"), of("share_of_cost")) {
        (Some(n), Some(share)) => p(&format!(
            "<strong>The dearest placements:</strong> about {} at £10,000 a week or more on 31 March; over the year such placements take {} of all placement cost.",
            show(&n, As::Whole),
            show(&share, As::Percent),
        )),
        _ => String::new(),
    }
}

fn later(run: &Run, year: &str) -> String {
    let Some(last) = run.years().last().filter(|l| l.as_str() != year) else {
        return String::new();
    };
    let mut t = format!(
        "<strong>If nothing changes,</strong> {last} costs about {} (eight in ten: {} to {})",
        said(run, last, "cost", "mean", As::Pounds),
        said(run, last, "cost", "p10", As::Pounds),
        said(run, last, "cost", "p90", As::Pounds),
    );
    if let Some(f) = run.total(last, "pressure", "mean") {
        let way = if f.value > 0.0 { "more" } else { "less" };
        t += &format!(", {} {way} than the last budget", show(&f, As::PoundsOf));
    }
    p(&format!("{t}."))
}

/// A whole number with its commas.
fn thousands(text: &str) -> String {
    text.parse()
        .map_or_else(|_| escape(text), |x| plain::text(x, As::Whole))
}

/// With its first letter small.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().collect::<String>() + letters.as_str(),
        None => String::new(),
    }
}

/// Whose forecast it is, from when, with what in it.
pub fn head(report: &Report) -> String {
    let run = report.main();
    let council = match run.about("council") {
        "" => "A council",
        name => name,
    };
    let years = match (run.years().first(), run.years().last()) {
        (Some(a), Some(b)) if a != b => format!("{a} to {b}"),
        (Some(a), _) => a.clone(),
        _ => String::new(),
    };
    let mut t = format!(
        "<h1>{}: what children’s placements will cost, <span class=\"nb\">{years}</span></h1><p class=\"under\">{}. It starts from the {} children in care on {} and follows them through {} simulated futures.</p>",
        escape(council),
        escape(&sentence(run.about("title"))),
        escape(run.about("children_at_start")),
        day_words(run.about("as_at")),
        thousands(run.about("replications")),
    );
    t += &format!(
        "<p class=\"under\">The money is: {}.</p>",
        escape(run.about("perimeter"))
    );
    if report.shareable {
        t += &note(
            "Safe to share: groups of 1 to 5 children are left out (shown as c), with others where they could be worked \
             out from what is shown; figures are rounded one by one and need not add up; nothing is said of any one child.",
        );
    }
    t
}
