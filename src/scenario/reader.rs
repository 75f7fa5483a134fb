//! The walk through a scenario: every key, type, unit and bound is checked against the grammar, every number becomes
//! a [`Value`] under its path, and every assumption is logged. What the sections mean together is checked after it.

use super::Assumption;
use super::grammar::{ByKind, Key, Kind, Names, Quantity, quoted};
use super::sections;
use super::source::{Pos, Sources};
use super::tree::{Node, PROVENANCE, Table, What};
use crate::model::value::{Parameter, Value};
use crate::returns::posterior::Draws;
use crate::words::calendar::{Day, Month};
use crate::words::error::Problem;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Children of the cohort's file whose household is known.
    pub households: Vec<InHousehold>,
    /// What is not wrong, and should be known.
    pub warnings: Vec<Problem>,
    /// Paths of keys that were told to be wrong, or seem to be meant by one that was: they are told once.
    pub told: BTreeSet<String>,
}

/// A child of the cohort's file, and its household or home.
#[derive(Clone, Debug)]
pub struct InHousehold {
    /// Identity of the child.
    pub child: u64,
    /// Its setting.
    pub setting: usize,
    /// The household's id.
    pub household: String,
    /// Its row.
    pub pos: Pos,
}

impl Reader {
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
                self.leaf(&key.kind, node, &inner);
            } else if PROVENANCE.contains(&name.as_str()) {
                self.provenance(name, node);
            } else {
                let key = self.unknown_key(name, *key_pos, keys, path, elsewhere);
                self.told.extend(key.map(|k| inside(path, k)));
            }
        }
        for key in keys.iter().filter(|k| k.required) {
            let told = self.sources.torn || self.told.contains(&inside(path, key.name));
            if !table.contains_key(key.name) && !told {
                let what = match key.kind {
                    Kind::Table(_) => format!("section `[{}]`", inside(path, key.name)),
                    _ => format!("key `{}`", key.name),
                };
                // The id names a row better than its first line.
                let at = table.get("id").map_or(pos, |(_, id)| id.pos);
                self.problem(at, format!("the {what} is missing"), key.doc, None);
            }
        }
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

    fn leaf(&mut self, kind: &Kind, node: &Node, path: &str) {
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
                r.keep_share(p, x, n.pos);
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
                What::List(l) if l.len() == 12 => self.leaf(&Kind::Probabilities, node, path),
                _ => self.wrong_type(node, "\"nights\", \"twelfths\" or twelve fractions", None),
            },
            Kind::Elapsed => match &node.what {
                What::Text(_) => {
                    self.word(node, Names::List(&["england"]));
                }
                _ => self.leaf(&Kind::Items(sections::ELAPSED), node, path),
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
            Kind::Sorts(of) => self.list(node, "rows, each a table with an `id`", |r, n| {
                r.by_kind(n, of, path);
            }),
        }
    }

    fn by_kind(&mut self, node: &Node, of: &ByKind, path: &str) {
        let inner = row_path(path, node);
        let Some(table) = node.table() else {
            self.wrong_type(node, "a table", None);
            return;
        };
        let kinds: Vec<&'static str> = of.kinds.iter().map(|(k, _)| *k).collect();
        let mut keys = of.common.to_vec();
        let mut elsewhere = Vec::new();
        let kind = table
            .get("kind")
            .and_then(|(_, n)| Some((n.text()?, n.pos)));
        match kind.map(|(k, pos)| (k, pos, of.kinds.iter().find(|(n, _)| *n == k))) {
            Some((_, _, Some((own, more)))) => {
                keys.extend_from_slice(more);
                for (other, more) in of.kinds.iter().filter(|(n, _)| n != own) {
                    elsewhere.extend(more.iter().map(|k| (k.name, *other)));
                }
            }
            // Without its kind, nothing is known of its other keys.
            Some((text, pos, None)) => {
                let text = text.to_owned();
                self.unknown(pos, &format!("kind of {}", of.word), &text, &kinds);
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
            Value::Linear { of, scale, plus } => plus + scale * self.mean(Value::Drawn(of)),
        }
    }
}
