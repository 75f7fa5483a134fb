//! One self-contained page: nothing is fetched, it can be printed on A4, read without colour and by a screen reader.
//! Every number in it stands in a file of the run folder and says where.

mod actions;
mod children;
mod dear;
mod first;
mod fit;
mod money;
mod parts;
mod record;
mod scenarios;
mod supply;
mod why;

pub use actions::{action, listed};
pub use fit::fit;
pub use scenarios::{SUPPLY, compared, names};

use super::data::{Comparison, Run};
use super::plain::escape;
use parts::Section;

/// What a report is of.
#[derive(Clone, Copy, Debug)]
pub struct Report<'r> {
    /// Run folders; the report tells of the first, and of the others against it. At least one.
    pub runs: &'r [Run],
    /// The comparison of them, where there is one.
    pub comparison: Option<&'r Comparison>,
    /// Is it for readers outside the council?
    pub shareable: bool,
}

impl<'r> Report<'r> {
    /// The run the report tells of.
    fn main(&self) -> &'r Run {
        &self.runs[0]
    }

    /// Runs whose inputs are held against those of the first.
    fn others(&self) -> &'r [Run] {
        &self.runs[1..]
    }
}

const STYLE: &str = include_str!("html/style.css");

/// The page.
pub fn page(report: &Report) -> String {
    let run = report.main();
    let sections: Vec<Section> = vec![
        money::year(run),
        money::chances(run),
        why::why(run),
        money::plan(run),
        children::children(run, report.shareable),
        scenarios::scenarios(report),
        supply::supply(run),
        dear::dear(run, report.shareable),
        dear::drivers(run),
        record::track(run),
        record::assumptions(report),
        record::limits(run),
        record::method(),
        record::manifest(report),
    ];
    let council = match run.about("council") {
        "" => run.scenario.as_str(),
        name => name,
    };
    let mut t = String::with_capacity(1 << 19);
    t += "<!DOCTYPE html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\">";
    t += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">";
    t += &format!(
        "<title>{}: forecast of children’s placements ({})</title><style>{STYLE}</style></head><body>",
        escape(council),
        escape(&run.scenario)
    );
    t += "<a class=\"skip\" href=\"#main\">To the forecast</a><main id=\"main\">";
    t += &first::head(report);
    t += &first::first(report);
    t += "<nav aria-label=\"Contents\"><ul>";
    for s in &sections {
        t += &format!("<li><a href=\"#{}\">{}</a></li>", s.id, escape(s.title));
    }
    t += "</ul></nav>";
    for s in sections {
        t += &format!(
            "\n<section aria-labelledby=\"{0}\"><h2 id=\"{0}\">{1}</h2>{2}</section>",
            s.id,
            escape(s.title),
            s.body
        );
    }
    t += &format!(
        "</main><footer><p>carecast {}, seed {}, {} futures. Money in pounds; a financial year runs from 1 April to 31 March.</p></footer></body></html>\n",
        escape(&run.made.version),
        escape(run.about("seed")),
        escape(run.about("replications"))
    );
    t
}
