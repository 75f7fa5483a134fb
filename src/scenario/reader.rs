//! The walk through a scenario: every key, type, unit and bound is checked against the grammar, every number becomes
//! a [`Value`] under its path, and every assumption is logged. What the sections mean together is checked after it.

use super::Assumption;
use super::grammar::{Key, Kind, Names, Quantity, quoted};
use super::sections;
use super::source::{Pos, Sources};
use super::tree::{Node, PROVENANCE, Table, What};
use crate::model::value::{Parameter, Value};
use crate::returns::posterior::Draws;
use crate::words::calendar::{Day, Month};
use crate::words::error::Problem;
use std::collections::BTreeMap;

/// What reading has found so far.
#[derive(Debug, Default)]
pub struct Reader {
    /// Files and problems.
    pub sources: Sources,
    /// Uncertain inputs.
    pub parameters: Vec<Parameter>,
    /// Every number that may be uncertain, by path.
    pub values: BTreeMap<String, Value>,
    /// The log.
    pub assumptions: Vec<Assumption>,
    /// Mean and SD of the columns of the posterior, by path.
    pub posterior: BTreeMap<String, (f64, f64)>,
    /// The posterior's draws, and the file they are in.
    pub draws: Option<(Draws, usize)>,
    /// What is not wrong, and should be known.
    pub warnings: Vec<Problem>,
}

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

fn did_you_mean(name: &str, known: &[&str]) -> Option<String> {
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

    /// An unknown name where a known one is due.
    pub fn unknown(&mut self, pos: Pos, noun: &str, name: &str, known: &[&str]) {
        self.problem(
            pos,
            format!("unknown {noun} `{name}`"),
            format!("one of {}", quoted(known)),
            did_you_mean(name, known),
        );
    }

    fn wrong_type(&mut self, node: &Node, expected: impl Into<String>, help: Option<String>) {
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

    /// Walks a table along its keys.
    pub fn walk(&mut self, node: &Node, keys: &[Key], path: &str) {
        let Some(table) = node.table() else {
            self.wrong_type(node, "a table", None);
            return;
        };
        self.walk_keys(table, node.pos, keys, path, &[]);
    }

    /// `elsewhere`: keys known in a neighbouring kind of the same table, for the help.
    fn walk_keys(
        &mut self,
        table: &Table,
        pos: Pos,
        keys: &[Key],
        path: &str,
        elsewhere: &[(&'static str, &'static str)],
    ) {
        for (name, (key_pos, node)) in table {
            let inner = inside(path, name);
            if let Some(key) = keys.iter().find(|k| k.name == name) {
                self.leaf(&key.kind, node, *key_pos, &inner);
            } else if PROVENANCE.contains(&name.as_str()) {
                self.provenance(name, node);
            } else {
                self.unknown_key(name, *key_pos, keys, path, elsewhere);
            }
        }
        for key in keys.iter().filter(|k| k.required) {
            if !table.contains_key(key.name) {
                let what = match key.kind {
                    Kind::Table(_) => format!("section `[{}]`", inside(path, key.name)),
                    _ => format!("key `{}`", key.name),
                };
                self.problem(pos, format!("the {what} is missing"), key.doc, None);
            }
        }
    }

    fn unknown_key(
        &mut self,
        name: &str,
        pos: Pos,
        keys: &[Key],
        path: &str,
        elsewhere: &[(&'static str, &'static str)],
    ) {
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
            return;
        }
        let mut known: Vec<&str> = keys.iter().map(|k| k.name).collect();
        let expected = if path.is_empty() {
            "a section or key of a scenario".to_owned()
        } else {
            format!("one of {}", quoted(&known))
        };
        known.extend(PROVENANCE);
        let help = did_you_mean(name, &known).or_else(|| {
            elsewhere
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, kind)| format!("it is a key of the kind `{kind}`"))
        });
        let message = format!("unknown key `{name}`");
        self.problem(pos, message, expected, help);
    }

    pub(super) fn provenance(&mut self, name: &str, node: &Node) {
        match (name, &node.what) {
            ("confidence", What::Text(_)) => {
                self.word(node, Names::List(&["high", "medium", "low"]));
            }
            (_, What::Text(_)) => {}
            ("set_on", What::Date(_)) => {}
            _ => self.wrong_type(node, "text", None),
        }
    }

    fn leaf(&mut self, kind: &Kind, node: &Node, key_pos: Pos, path: &str) {
        match kind {
            Kind::Text | Kind::File => {
                if let Some(text) = self.text(node)
                    && matches!(kind, Kind::File)
                    && !path.ends_with("extends")
                {
                    self.log(path, node, &text, None, "file");
                }
            }
            Kind::Word(names) => {
                self.word(node, *names);
            }
            Kind::Words(names) => self.each(node, |r, n| {
                r.word(n, *names);
            }),
            Kind::Texts => self.list(node, "a list of texts", |r, n| {
                r.text(n);
            }),
            Kind::Years => self.list(node, "a list of financial years", |r, n| {
                r.word(n, Names::Years);
            }),
            Kind::Date => {
                if self.day(node).is_some() {
                    let text = self.short(node.pos);
                    self.log(path, node, &text, None, "date");
                }
            }
            Kind::MonthDay => {
                if let Some(text) = self.text(node)
                    && month_day(&text).is_none()
                {
                    let message = format!("`{text}` is not a month and a day");
                    self.problem(node.pos, message, "`MM-DD`, for example `04-01`", None);
                }
            }
            Kind::Month => {
                if let Some(text) = self.text(node)
                    && Month::parse(&text).is_none()
                {
                    let message = format!("`{text}` is not a month");
                    self.problem(node.pos, message, "a month such as `2024-04`", None);
                }
            }
            Kind::Integer(low, high) => {
                if let Some(i) = self.integer(node, *low, *high) {
                    self.log(path, node, &i.to_string(), Some(i as f64), "");
                }
            }
            Kind::Needs => self.each(node, |r, n| {
                r.integer(n, 1, 4);
            }),
            Kind::Moves => self.each(node, |r, n| {
                r.word(n, Names::List(&["0", "1", "2+"]));
            }),
            Kind::Number(q) => {
                if let Some(x) = self.number(node, *q) {
                    let text = self.short(node.pos);
                    self.log(path, node, &text, Some(x), q.unit());
                }
            }
            Kind::Value(q) => self.value(node, *q, path),
            Kind::Flag => {
                if !matches!(node.what, What::Flag(_)) {
                    self.wrong_type(node, "true or false", None);
                }
            }
            Kind::Replications => match &node.what {
                What::Text(t) if t == "auto" => {}
                What::Text(_) => self.wrong_type(node, "a whole number or \"auto\"", None),
                _ => {
                    self.integer(node, 1, 10_000_000);
                }
            },
            Kind::Shares(names) => self.by_name(node, *names, path, |r, n, p| {
                let x = r.number(n, Quantity::Fraction)?;
                let text = r.short(n.pos);
                r.log(p, n, &text, Some(x), Quantity::Fraction.unit());
                Some(x)
            }),
            Kind::NumbersBy(names, q) => {
                self.by_name(node, *names, path, |r, n, p| {
                    if let Some(x) = r.number(n, *q) {
                        let text = r.short(n.pos);
                        r.log(p, n, &text, Some(x), q.unit());
                    }
                    None
                });
            }
            Kind::ValuesBy(names, q) => self.by_name(node, *names, path, |r, n, p| {
                r.value(n, *q, p);
                None
            }),
            Kind::Probabilities => {
                let mut sum = Some(0.0);
                self.list(node, "a list of fractions", |r, n| {
                    let x = r.number(n, Quantity::Fraction);
                    sum = sum.zip(x).map(|(a, b)| a + b);
                });
                self.whole(node, sum);
                let text = self.short(node.pos);
                self.log(path, node, &text, None, "fractions");
            }
            Kind::Range(q) => self.range(node, *q),
            Kind::Profile => match &node.what {
                What::Text(_) => {
                    self.word(node, Names::List(&["nights", "twelfths"]));
                }
                What::List(l) if l.len() == 12 => {
                    self.leaf(&Kind::Probabilities, node, key_pos, path)
                }
                _ => self.wrong_type(node, "\"nights\", \"twelfths\" or twelve fractions", None),
            },
            Kind::Elapsed => match &node.what {
                What::Text(_) => {
                    self.word(node, Names::List(&["england"]));
                }
                _ => self.leaf(&Kind::Items(sections::ELAPSED), node, key_pos, path),
            },
            Kind::Table(keys) => self.walk(node, keys, path),
            Kind::Rows(keys) => self.list(node, "rows, each a table with an `id`", |r, n| {
                let inner = row_path(path, n);
                r.walk(n, keys, &inner);
            }),
            Kind::Items(keys) => {
                let mut i = 0;
                self.list(node, "a list of tables", |r, n| {
                    i += 1;
                    r.walk(n, keys, &format!("{path}.{i}"));
                });
            }
            Kind::Lines => self.list(node, "rows, each a table with an `id`", |r, n| {
                r.line(n, path);
            }),
            Kind::Reserved => {
                let message = format!("`{path}` is a section this version does not know yet");
                self.problem(key_pos, message, "a scenario without it", None);
            }
        }
    }

    fn line(&mut self, node: &Node, path: &str) {
        let inner = row_path(path, node);
        let Some(table) = node.table() else {
            self.wrong_type(node, "a table", None);
            return;
        };
        let kinds: Vec<&'static str> = sections::LINE_KINDS.iter().map(|(k, _)| *k).collect();
        let mut keys = sections::LINE.to_vec();
        let mut elsewhere = Vec::new();
        let kind = table
            .get("kind")
            .and_then(|(_, n)| Some((n.text()?, n.pos)));
        match kind.map(|(k, pos)| (k, pos, sections::LINE_KINDS.iter().find(|(n, _)| *n == k))) {
            Some((_, _, Some((own, more)))) => {
                keys.extend_from_slice(more);
                for (other, more) in sections::LINE_KINDS.iter().filter(|(n, _)| n != own) {
                    elsewhere.extend(more.iter().map(|k| (k.name, *other)));
                }
            }
            // Without its kind, nothing is known of its other keys.
            Some((text, pos, None)) => {
                let text = text.to_owned();
                self.unknown(pos, "kind of line", &text, &kinds);
                return;
            }
            None => {
                if let Some((_, n)) = table.get("kind") {
                    self.wrong_type(n, format!("one of {}", quoted(&kinds)), None);
                } else {
                    let expected = format!("one of {}", quoted(&kinds));
                    self.problem(node.pos, "the key `kind` is missing", expected, None);
                }
                return;
            }
        }
        self.walk_keys(table, node.pos, &keys, &inner, &elsewhere);
    }

    /// One thing or a list of them.
    fn each(&mut self, node: &Node, mut f: impl FnMut(&mut Reader, &Node)) {
        match &node.what {
            What::List(list) => list.iter().for_each(|n| f(self, n)),
            _ => f(self, node),
        }
    }

    fn list(&mut self, node: &Node, expected: &str, mut f: impl FnMut(&mut Reader, &Node)) {
        match &node.what {
            What::List(list) => list.iter().for_each(|n| f(self, n)),
            _ => self.wrong_type(node, expected, None),
        }
    }

    /// A table by names; where `f` gives numbers, they must sum to one.
    fn by_name(
        &mut self,
        node: &Node,
        names: Names,
        path: &str,
        mut f: impl FnMut(&mut Reader, &Node, &str) -> Option<f64>,
    ) {
        let Some(table) = node.table() else {
            let expected = format!("a table by {}", names.noun());
            self.wrong_type(node, expected, None);
            return;
        };
        let (mut sum, mut count, mut known) = (0.0, 0, 0);
        for (name, (key_pos, n)) in table {
            if names.holds(name) {
                known += 1;
                if let Some(x) = f(self, n, &inside(path, name)) {
                    (sum, count) = (sum + x, count + 1);
                }
            } else if PROVENANCE.contains(&name.as_str()) {
                self.provenance(name, n);
            } else {
                let message = format!("unknown {} `{name}`", names.noun());
                let help = did_you_mean(name, &names.list().unwrap_or_default());
                self.problem(*key_pos, message, names.expectation(), help);
            }
        }
        if count > 0 && count == known {
            self.whole(node, Some(sum));
        }
    }

    /// Shares sum to one, to the rounding of published tables.
    fn whole(&mut self, node: &Node, sum: Option<f64>) {
        if let Some(sum) = sum
            && (sum - 1.0).abs() > 0.002
        {
            let sum = libm::round(sum * 1e6) / 1e6;
            self.problem(
                node.pos,
                format!("the shares sum to {sum}"),
                "a sum of 1",
                None,
            );
        }
    }

    fn range(&mut self, node: &Node, q: Quantity) {
        let Some([a, b]) = node.list() else {
            self.wrong_type(node, "two numbers, from and to", None);
            return;
        };
        if let (Some(x), Some(y)) = (self.number(a, q), self.number(b, q))
            && x > y
        {
            let text = self.short(node.pos);
            self.problem(
                node.pos,
                format!("`{text}` ends before it begins"),
                "two numbers, from and to",
                None,
            );
        }
    }

    /// Text, not empty.
    pub fn text(&mut self, node: &Node) -> Option<String> {
        match &node.what {
            What::Text(t) if t.trim().is_empty() => {
                self.problem(node.pos, "the text is empty", "text", None);
                None
            }
            What::Text(t) => Some(t.clone()),
            _ => {
                self.wrong_type(node, "text in quotes", None);
                None
            }
        }
    }

    fn word(&mut self, node: &Node, names: Names) -> bool {
        let Some(text) = self.text(node) else {
            return false;
        };
        if names.holds(&text) {
            return true;
        }
        let help = did_you_mean(&text, &names.list().unwrap_or_default());
        let message = format!("unknown {} `{text}`", names.noun());
        self.problem(node.pos, message, names.expectation(), help);
        false
    }

    /// A TOML date without a time.
    pub fn day(&mut self, node: &Node) -> Option<Day> {
        if let What::Date(d) = &node.what
            && let (Some(date), None) = (d.date, d.time)
            && let Some(day) = Day::from_ymd(
                i32::from(date.year),
                u32::from(date.month),
                u32::from(date.day),
            )
            && (1900..2200).contains(&i32::from(date.year))
        {
            return Some(day);
        }
        let help = match &node.what {
            What::Text(t) => Day::parse(t).map(|d| format!("write {d} without quotes")),
            _ => None,
        };
        self.wrong_type(node, "a date such as 2024-03-31", help);
        None
    }

    fn integer(&mut self, node: &Node, low: i64, high: i64) -> Option<i64> {
        let expected = if high == i64::MAX {
            format!("a whole number from {low}")
        } else if low == high {
            format!("{low}")
        } else {
            format!("a whole number from {low} to {high}")
        };
        match node.what {
            What::Number(_, Some(i)) if (low..=high).contains(&i) => Some(i),
            What::Number(_, Some(i)) => {
                let message = format!("`{i}` is out of range");
                self.problem(node.pos, message, expected, None);
                None
            }
            _ => {
                self.wrong_type(node, expected, None);
                None
            }
        }
    }

    /// A certain number inside its bounds.
    pub fn number(&mut self, node: &Node, q: Quantity) -> Option<f64> {
        match node.what {
            What::Number(x, _) => self.bounded(x, node.pos, q).then_some(x),
            _ => {
                let help = node.text().and_then(plain_number);
                self.wrong_type(node, q.expectation(), help);
                None
            }
        }
    }

    /// Is a number possible for its quantity? A problem where it is not.
    pub fn bounded(&mut self, x: f64, pos: Pos, q: Quantity) -> bool {
        let (low, high) = q.bounds();
        if (low..=high).contains(&x) {
            return true;
        }
        let text = self.short(pos);
        let message = if x.is_nan() {
            format!("`{text}` is not a number")
        } else if x.is_infinite() {
            format!("`{text}` is not finite")
        } else if x < low && low == 0.0 {
            format!("`{text}` is negative")
        } else if x < low {
            format!("`{text}` is below {low}")
        } else {
            format!("`{text}` is above {high}")
        };
        let percent = matches!(q, Quantity::Fraction | Quantity::Change) && x > 1.0 && x <= 100.0;
        let help = percent.then(|| {
            let fraction = libm::round(x * 1e8) / 1e10;
            format!("a percentage is written as a fraction: did you mean {fraction}?")
        });
        self.problem(pos, message, q.expectation(), help);
        false
    }

    /// Notes an assumption of the scenario.
    pub fn log(&mut self, path: &str, node: &Node, text: &str, mean: Option<f64>, unit: &str) {
        let source = self.sources.list.get(node.pos.file);
        let p = &node.provenance;
        self.assumptions.push(Assumption {
            path: path.to_owned(),
            value: text.to_owned(),
            mean,
            p10: mean,
            p90: mean,
            unit: unit.to_owned(),
            source: p.source.clone(),
            period: p.period.clone(),
            confidence: p.confidence.clone(),
            note: p.note.clone(),
            set_by: p.set_by.clone(),
            set_on: p.set_on.clone(),
            approved_by: p.approved_by.clone(),
            file: source.map_or_else(String::new, |s| s.name.clone()),
            line: source.map(|s| s.place(node.pos.start).0),
        });
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

/// What a number written as text should have been.
fn plain_number(text: &str) -> Option<String> {
    let t: String = text
        .chars()
        .filter(|c| !matches!(c, '£' | ',' | ' ' | '_'))
        .collect();
    if let Some(p) = t.strip_suffix('%') {
        let x: f64 = p.parse().ok()?;
        return Some(format!("write {}", libm::round(x * 1e8) / 1e10));
    }
    let x: f64 = t.parse().ok()?;
    x.is_finite().then(|| format!("write {x} without quotes"))
}

/// Month and day of `MM-DD`.
pub fn month_day(text: &str) -> Option<(u32, u32)> {
    let (m, d) = text.split_once('-')?;
    let (m, d): (u32, u32) = (m.parse().ok()?, d.parse().ok()?);
    // A day every year has.
    Day::from_ymd(2023, m, d).map(|_| (m, d))
}

/// Path of a part of a table.
pub fn inside(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// Path of a row: by its id.
pub fn row_path(path: &str, row: &Node) -> String {
    let id = row
        .table()
        .and_then(|t| t.get("id"))
        .and_then(|(_, n)| n.text());
    match id {
        Some(id) => inside(path, id),
        None => format!("{path}.{}", row.pos.start),
    }
}

impl Reader {
    /// The text of a file.
    pub fn text_of(&self, file: usize) -> String {
        self.sources
            .list
            .get(file)
            .map_or_else(String::new, |s| s.text.clone())
    }

    /// A line of a file, from 1.
    pub fn line_pos(&self, file: usize, line: usize) -> Pos {
        let range = self.sources.list.get(file).map_or(0..0, |s| s.line(line));
        Pos {
            file,
            start: range.start,
            end: range.end,
        }
    }

    /// Was it written in the scenario's own file, not in one it extends? What a base says beyond the period of the
    /// scenario is not used; in its own file it is a problem.
    pub fn own(&self, pos: Pos) -> bool {
        pos.file == 0
    }
}

impl Reader {
    /// A value at the mean of its parameter.
    pub fn mean(&self, value: crate::model::value::Value) -> f64 {
        match value {
            Value::Certain(x) => x,
            Value::Drawn(i) => self.parameters.get(i).map_or(0.0, Parameter::mean),
        }
    }
}
