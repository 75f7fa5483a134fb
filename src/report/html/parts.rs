//! Pieces every section is made of: figures with their reading sentence, tables, sentences.

use super::super::data::Run;
use super::super::plain::{As, cell, escape, show};

/// A part of the page.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its anchor.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Its HTML.
    pub body: String,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// A class of its cells; blank: numbers, at the right.
    pub class: &'static str,
}

/// A column of numbers.
pub fn number(head: impl Into<String>) -> Column {
    Column {
        head: head.into(),
        class: "",
    }
}

/// A column of words.
pub fn words(head: &str) -> Column {
    Column {
        head: head.to_owned(),
        class: "w",
    }
}

/// A row: its name, its cells in HTML, and whether it is a sum.
pub type Cells = (String, Vec<String>, bool);

/// A table that can be scrolled sideways on a small screen; the first column is the name of the row.
pub fn table(caption: &str, first: &str, columns: &[Column], rows: &[Cells]) -> String {
    let mut t = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table><caption>{0}</caption><thead><tr><th scope=\"col\" class=\"w\">{1}</th>",
        escape(caption),
        escape(first)
    );
    let class = |c: &Column| match c.class {
        "" => String::new(),
        name => format!(" class=\"{name}\""),
    };
    for c in columns {
        let head = together(&c.head);
        t += &format!(
            "<th scope=\"col\"{}>{}</th>",
            class(c).replace("\"x\"", "\"w\""),
            head
        );
    }
    t += "</tr></thead><tbody>";
    for (name, cells, sum) in rows {
        t += if *sum { "<tr class=\"sum\">" } else { "<tr>" };
        t += &format!("<th scope=\"row\">{}</th>", escape(name));
        for (c, text) in columns.iter().zip(cells) {
            t += &format!("<td{}>{text}</td>", class(c));
        }
        t += "</tr>";
    }
    t + "</tbody></table></div>"
}

/// A head whose years are not broken at their hyphen.
fn together(head: &str) -> String {
    let year = |w: &str| {
        w.len() >= 7 && w.as_bytes()[4] == b'-' && w.as_bytes()[..4].iter().all(u8::is_ascii_digit)
    };
    let words = head.split(' ').map(|w| match year(w) {
        true => format!("<span class=\"nb\">{}</span>", escape(w)),
        false => escape(w),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A chart with its caption, how to read it, and the figures behind it.
pub fn figure(caption: &str, read: &str, svg: &str, behind: &str) -> String {
    let behind = match behind {
        "" => String::new(),
        b => format!(
            "<details class=\"figures\"><summary>The figures: {}</summary>{b}</details>",
            escape(caption)
        ),
    };
    format!(
        "<figure><figcaption>{}</figcaption><p class=\"read\">{read}</p>{svg}</figure>{behind}",
        escape(caption)
    )
}

/// Something long that is opened by who needs it.
pub fn long(summary: &str, body: &str) -> String {
    format!(
        "<details><summary>{}</summary>{body}</details>",
        escape(summary)
    )
}

/// A paragraph of HTML.
pub fn p(html: &str) -> String {
    format!("<p>{html}</p>")
}

/// A remark that is not to be missed.
pub fn note(html: &str) -> String {
    format!("<p class=\"note\">{html}</p>")
}

/// Cells of a measure over periods.
pub fn across(
    run: &Run,
    periods: &[impl AsRef<str>],
    of: [&str; 3],
    column: &str,
    how: As,
) -> Vec<String> {
    let one = |p: &dyn AsRef<str>| cell(run.get(p.as_ref(), of, column), how);
    periods.iter().map(|p| one(p)).collect()
}

/// A total of a year in a sentence; `…` where it is not there.
pub fn said(run: &Run, year: &str, measure: &str, column: &str, how: As) -> String {
    run.total(year, measure, column)
        .map_or_else(|| "…".to_owned(), |f| show(&f, how))
}

/// P10, P25, P50, P75, P90 of a figure.
pub fn five(run: &Run, period: &str, of: [&str; 3]) -> Option<[f64; 5]> {
    let at = |c: &str| run.get(period, of, c).map(|f| f.value);
    Some([at("p10")?, at("p25")?, at("p50")?, at("p75")?, at("p90")?])
}

/// Pounds at an axis.
pub fn axis_pounds(x: f64) -> String {
    let m = x / 1e6;
    let (sign, m) = (if m < 0.0 { "−" } else { "" }, m.abs());
    if m == m.round() {
        format!("{sign}£{m:.0}m")
    } else {
        format!("{sign}£{m:.1}m")
    }
}

/// Children at an axis.
pub fn axis_count(x: f64) -> String {
    format!("{x:.0}")
}
