//! Problems in the input as text for a terminal: each with the line it stands in, the offending text underlined.

use crate::words::error::{Problem, Problems};
use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// Widest line drawn, in columns: notes in scenarios may be long.
const WIDTH: usize = 120;

/// Draws all problems. `texts` has the text of each file by the name the problems use; a problem whose text is not
/// there is told with the number of its line alone. Ends with a line that counts them.
pub fn render(problems: &Problems, texts: &BTreeMap<String, String>, colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(WIDTH);
    let mut out = String::new();
    for p in &problems.0 {
        out.push_str(&renderer.render(&[group(p, texts)]));
        out.push_str("\n\n");
    }
    let n = problems.0.len();
    let files = {
        let mut names: Vec<&str> = problems.0.iter().map(|p| p.file.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    };
    let s = |n: usize| if n == 1 { "" } else { "s" };
    out.push_str(&format!(
        "{n} problem{} in {files} file{}\n",
        s(n),
        s(files)
    ));
    out
}

fn group<'a>(p: &'a Problem, texts: &'a BTreeMap<String, String>) -> Group<'a> {
    let title = Level::ERROR.primary_title(p.message.as_str());
    let expected = Level::NOTE
        .with_name("expected")
        .message(p.expected.as_str());
    let help = p.help.as_deref().map(|h| Level::HELP.message(h));
    let found = p
        .span
        .clone()
        .zip(texts.get(&p.file))
        .and_then(|(span, text)| excerpt(text, span));
    let group = match found {
        Some((text, first_line, span)) => title.element(
            Snippet::source(text)
                .line_start(first_line)
                .path(p.file.as_str())
                .annotation(AnnotationKind::Primary.span(span)),
        ),
        None => {
            let origin = Origin::path(p.file.as_str());
            title.element(match p.place {
                Some((line, column)) => origin.line(line).char_column(column),
                None => origin,
            })
        }
    };
    let group = group.element(expected);
    match help {
        Some(help) => group.element(help),
        None => group,
    }
}

/// The line of a range, its number, and the range in it; of a range of several lines, the first. A byte order mark
/// is left out.
fn excerpt(text: &str, span: Range<usize>) -> Option<(&str, usize, Range<usize>)> {
    let before = text.get(..span.start)?;
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    let line = before.matches('\n').count() + 1;
    let rest = text.get(start..)?;
    let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
    let mark = if rest.starts_with('\u{feff}') { 3 } else { 0 };
    let shown = rest.get(mark..end.max(mark))?;
    let from = span.start.saturating_sub(start + mark).min(shown.len());
    let to = span
        .end
        .saturating_sub(start + mark)
        .clamp(from, shown.len());
    Some((shown, line, from..to))
}
