//! How problems are told: with the offending text, and with the nearest known name.

use super::grammar::{Key, Kind, quoted};
use super::reader::Reader;
use super::source::Pos;
use super::tree::{Node, PROVENANCE};
use crate::words::error::Problem;

/// The name most like `name`, where one is like it.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    known
        .into_iter()
        .map(|k| (strsim::jaro_winkler(&name, &k.to_lowercase()), k))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

pub(super) fn did_you_mean(name: &str, known: &[&str]) -> Option<String> {
    nearest(name, known.iter().copied()).map(|k| format!("did you mean `{k}`?"))
}

impl Reader {
    /// Notes a problem.
    pub fn problem(
        &mut self,
        pos: Pos,
        message: impl Into<String>,
        expected: impl Into<String>,
        help: Option<String>,
    ) {
        self.sources.problem(pos, message, expected, help);
    }

    /// Notes what is not wrong and should be known.
    pub fn warn(&mut self, pos: Pos, message: String, expected: &str, help: Option<String>) {
        let (file, place) = match self.sources.list.get(pos.file) {
            Some(s) => (s.name.clone(), Some(s.place(pos.start))),
            None => (String::new(), None),
        };
        self.warnings.push(Problem {
            file,
            place,
            span: Some(pos.start..pos.end),
            message,
            expected: expected.to_owned(),
            help,
        });
    }

    /// An unknown name where a known one is due.
    pub fn unknown(&mut self, pos: Pos, noun: &str, name: &str, known: &[&str]) {
        self.problem(
            pos,
            format!("unknown {noun} `{name}`"),
            format!("one of {}", quoted(known)),
            did_you_mean(name, known),
        );
    }

    pub(super) fn wrong_type(
        &mut self,
        node: &Node,
        expected: impl Into<String>,
        help: Option<String>,
    ) {
        let text = self.short(node.pos);
        let message = format!("`{text}` is {}", node.type_name());
        self.problem(node.pos, message, expected, help);
    }

    /// The text at a place, on one line and not too long.
    pub fn short(&self, pos: Pos) -> String {
        let text = self.sources.text(pos);
        let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() > 60 {
            line = line.chars().take(57).collect();
            line.push('…');
        }
        line
    }

    /// Tells an unknown key; the known key that seems to be meant.
    pub(super) fn unknown_key(
        &mut self,
        name: &str,
        pos: Pos,
        keys: &[Key],
        path: &str,
        elsewhere: &[(&'static str, &'static str)],
    ) -> Option<&'static str> {
        if let Some(key) = keys.iter().find(|k| lacks_unit(name, k.name)) {
            self.problem(
                pos,
                format!("the unit is missing in the key `{name}`"),
                match key.kind {
                    Kind::Value(q) | Kind::Number(q) => format!("`{}`, in {}", key.name, q.unit()),
                    _ => format!("`{}`", key.name),
                },
                Some(format!("did you mean `{}`?", key.name)),
            );
            return Some(key.name);
        }
        let mut known: Vec<&'static str> = keys.iter().map(|k| k.name).collect();
        let expected = if path.is_empty() {
            "a section or key of a scenario".to_owned()
        } else {
            format!("one of {}", quoted(&known))
        };
        known.extend(PROVENANCE);
        let meant =
            nearest(name, known.iter().copied()).and_then(|m| known.iter().find(|k| **k == m));
        let help = match meant {
            Some(meant) => Some(format!("did you mean `{meant}`?")),
            None => elsewhere
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, kind)| format!("it is a key of the kind `{kind}`")),
        };
        let message = format!("unknown key `{name}`");
        self.problem(pos, message, expected, help);
        meant.copied()
    }
}

/// A key that is another's without its unit.
fn lacks_unit(name: &str, known: &str) -> bool {
    let rest = known.strip_prefix(name).and_then(|r| r.strip_prefix('_'));
    matches!(
        rest,
        Some("per_year" | "years" | "months" | "days" | "per_week")
    ) || matches!(
        (name, known),
        ("price" | "cost", "weekly") | ("rate", "per_year") | ("price", "weekly_price")
    )
}
