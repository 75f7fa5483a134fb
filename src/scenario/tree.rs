//! TOML text as a tree that knows where every part of it stands and under whose provenance, and the merging of a
//! scenario into the one it extends.

use super::grammar::{Key, Kind};
use super::source::{Files, Pos, Role, Sources};
use std::collections::BTreeMap;
use std::rc::Rc;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

/// Who says so: written beside a value, in its row, or in a table around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Where the number is from.
    pub source: String,
    /// The time it is of.
    pub period: String,
    /// `high`, `medium`, `low`, or blank.
    pub confidence: String,
    /// Anything else.
    pub note: String,
    /// Who set it.
    pub set_by: String,
    /// When.
    pub set_on: String,
    /// Who approved it.
    pub approved_by: String,
}

/// The keys of provenance, allowed in every table.
pub const PROVENANCE: [&str; 7] = [
    "source",
    "period",
    "confidence",
    "note",
    "set_by",
    "set_on",
    "approved_by",
];

/// A value of the file.
#[derive(Clone, Debug)]
pub enum What {
    /// Text.
    Text(String),
    /// A number, and whether it was written as a whole one.
    Number(f64, Option<i64>),
    /// true or false.
    Flag(bool),
    /// Date, time, or both.
    Date(Datetime),
    /// A list.
    List(Vec<Node>),
    /// A table: key → (place of the key, value).
    Table(Table),
}

/// A table.
pub type Table = BTreeMap<String, (Pos, Node)>;

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub what: What,
    /// Where it stands.
    pub pos: Pos,
    /// Provenance of everything in it.
    pub provenance: Rc<Provenance>,
}

impl Node {
    /// As a table.
    pub fn table(&self) -> Option<&Table> {
        match &self.what {
            What::Table(t) => Some(t),
            _ => None,
        }
    }

    /// As a list.
    pub fn list(&self) -> Option<&[Node]> {
        match &self.what {
            What::List(l) => Some(l),
            _ => None,
        }
    }

    /// As text.
    pub fn text(&self) -> Option<&str> {
        match &self.what {
            What::Text(t) => Some(t),
            _ => None,
        }
    }

    /// What it is, in words.
    pub fn type_name(&self) -> &'static str {
        match &self.what {
            What::Text(_) => "text",
            What::Number(_, Some(_)) => "a whole number",
            What::Number(_, None) => "a number",
            What::Flag(_) => "true or false",
            What::Date(_) => "a date or time",
            What::List(_) => "a list",
            What::Table(_) => "a table",
        }
    }
}

/// Reads a scenario with everything it extends, merged; `None` where it can not be read at all.
pub fn read(
    sources: &mut Sources,
    files: &dyn Files,
    path: &str,
    grammar: &'static [Key],
) -> Option<Node> {
    let mut chain = Vec::new();
    read_one(sources, files, path, None, grammar, &mut chain)
}

fn read_one(
    sources: &mut Sources,
    files: &dyn Files,
    path: &str,
    named_at: Option<Pos>,
    grammar: &'static [Key],
    chain: &mut Vec<String>,
) -> Option<Node> {
    if let (Some(pos), Some(first)) = (named_at, chain.iter().position(|p| p == path)) {
        let mut circle: Vec<&str> = chain[first..].iter().map(String::as_str).collect();
        circle.push(path);
        let message = format!("`extends` goes in a circle: {}", circle.join(" -> "));
        sources.problem(pos, message, "a chain of files that ends", None);
        sources.torn = true;
        return None;
    }
    chain.push(path.to_owned());
    let parsed = sources
        .open(files, path, Role::Scenario, named_at)
        .and_then(|file| parse(sources, file));
    let Some(node) = parsed else {
        sources.torn = true;
        return None;
    };
    let base = match node.table().and_then(|t| t.get("extends")) {
        Some((_, value)) => value.text().map(|text| (value.pos, text.to_owned())),
        None => None,
    };
    let below = base.and_then(|(pos, text)| {
        let target = sources.resolve(pos, &text);
        read_one(sources, files, &target, Some(pos), grammar, chain)
    });
    // Merged even without a base: duplicate ids show in the merge.
    Some(merge(sources, below, node, &Kind::Table(grammar)))
}

fn parse(sources: &mut Sources, file: usize) -> Option<Node> {
    let text = sources.list.get(file)?.text.clone();
    let (table, errors) = DeTable::parse_recoverable(&text);
    for e in &errors {
        let at = e.span().unwrap_or(0..0);
        let pos = Pos {
            file,
            start: at.start.min(text.len()),
            end: at.end.min(text.len()),
        };
        let (message, expected) = match e.message().split_once(", expected ") {
            Some((m, x)) => (m, format!("{x} (TOML)")),
            None => (e.message(), "valid TOML".to_owned()),
        };
        sources.problem(pos, message.to_owned(), expected, None);
    }
    if !errors.is_empty() {
        return None;
    }
    let whole = Pos {
        file,
        start: 0,
        end: 0,
    };
    Some(Node {
        what: What::Table(convert_table(
            table.get_ref(),
            file,
            &mut Rc::default(),
            true,
        )),
        pos: whole,
        provenance: Rc::default(),
    })
}

fn convert(value: &DeValue<'_>, pos: Pos, around: &Rc<Provenance>) -> Node {
    let mut provenance = Rc::clone(around);
    let what = match value {
        DeValue::String(s) => What::Text(s.to_string()),
        DeValue::Integer(i) => {
            let whole = i64::from_str_radix(i.as_str(), i.radix()).ok();
            What::Number(whole.map_or(f64::INFINITY, |w| w as f64), whole)
        }
        DeValue::Float(f) => What::Number(f.as_str().parse().unwrap_or(f64::NAN), None),
        DeValue::Boolean(b) => What::Flag(*b),
        DeValue::Datetime(d) => What::Date(*d),
        DeValue::Array(a) => What::List(
            a.iter()
                .map(|v| convert(v.get_ref(), at(pos.file, &v.span()), around))
                .collect(),
        ),
        DeValue::Table(t) => What::Table(convert_table(t, pos.file, &mut provenance, false)),
    };
    Node {
        what,
        pos,
        provenance,
    }
}

fn at(file: usize, span: &std::ops::Range<usize>) -> Pos {
    Pos {
        file,
        start: span.start,
        end: span.end,
    }
}

/// A source of its own brings its own period, confidence and note: those of the table around are another's. Provenance
/// is settled file by file, so that a patch does not pass its source on to what it leaves as it was.
fn convert_table(
    table: &DeTable<'_>,
    file: usize,
    provenance: &mut Rc<Provenance>,
    root: bool,
) -> Table {
    let own = |key: &str| {
        let node = table.get(key)?.get_ref();
        match node {
            DeValue::String(s) => Some(s.to_string()),
            DeValue::Datetime(d) => Some(d.to_string()),
            _ => None,
        }
    };
    // In the root, `period` is the section.
    if PROVENANCE
        .iter()
        .any(|k| !(root && *k == "period") && own(k).is_some())
    {
        let mut p = Provenance::clone(provenance);
        if own("source").is_some() {
            (p.period, p.confidence, p.note) = Default::default();
        }
        for (field, key) in [
            (&mut p.source, "source"),
            (&mut p.period, "period"),
            (&mut p.confidence, "confidence"),
            (&mut p.note, "note"),
            (&mut p.set_by, "set_by"),
            (&mut p.set_on, "set_on"),
            (&mut p.approved_by, "approved_by"),
        ] {
            if let Some(text) = own(key) {
                *field = text;
            }
        }
        *provenance = Rc::new(p);
    }
    table
        .iter()
        .map(|(key, value)| {
            let node = convert(value.get_ref(), at(file, &value.span()), provenance);
            (key.get_ref().to_string(), (at(file, &key.span()), node))
        })
        .collect()
}

/// `patch` over `base`: tables by key, rows by id; anything else, a value or a set of shares included, is replaced
/// whole: half of one range and half of another would be nobody's.
fn merge(sources: &mut Sources, base: Option<Node>, patch: Node, kind: &Kind) -> Node {
    let Node {
        what,
        pos,
        provenance,
    } = patch;
    let what = match (what, kind) {
        (What::Table(new), Kind::Table(keys)) => {
            let old = into_table(base);
            What::Table(merge_table(sources, old, new, keys))
        }
        (What::Table(new), Kind::ValuesBy(..)) => {
            let old = into_table(base);
            What::Table(merge_table(sources, old, new, &[]))
        }
        (What::List(new), Kind::Rows(keys)) => {
            What::List(merge_rows(sources, into_list(base), new, keys))
        }
        (What::List(new), Kind::Sorts(_)) => {
            What::List(merge_rows(sources, into_list(base), new, &[]))
        }
        (new, _) => new,
    };
    Node {
        what,
        pos,
        provenance,
    }
}

fn into_table(node: Option<Node>) -> Table {
    match node.map(|n| n.what) {
        Some(What::Table(t)) => t,
        _ => Table::new(),
    }
}

fn into_list(node: Option<Node>) -> Vec<Node> {
    match node.map(|n| n.what) {
        Some(What::List(l)) => l,
        _ => Vec::new(),
    }
}

fn merge_table(sources: &mut Sources, mut old: Table, new: Table, keys: &[Key]) -> Table {
    for (name, (key_pos, value)) in new {
        let below = old.remove(&name).map(|(_, node)| node);
        let merged = match keys.iter().find(|key| key.name == name) {
            Some(key) => merge(sources, below, value, &key.kind),
            None => value,
        };
        old.insert(name, (key_pos, merged));
    }
    old
}

fn id_of(node: &Node) -> Option<&str> {
    node.table()?.get("id")?.1.text()
}

fn merge_rows(
    sources: &mut Sources,
    mut rows: Vec<Node>,
    new: Vec<Node>,
    keys: &[Key],
) -> Vec<Node> {
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for (i, row) in rows.iter().enumerate() {
        if let Some(id) = id_of(row) {
            index.insert(id.to_owned(), i);
        }
    }
    let mut seen: BTreeMap<String, Pos> = BTreeMap::new();
    for row in new {
        let Some(id) = id_of(&row).map(str::to_owned) else {
            rows.push(row);
            continue;
        };
        let id_pos = row
            .table()
            .and_then(|t| t.get("id"))
            .map_or(row.pos, |(_, n)| n.pos);
        if let Some(first) = seen.get(&id) {
            let line = sources
                .list
                .get(first.file)
                .map_or(0, |s| s.place(first.start).0);
            sources.problem(
                id_pos,
                format!("the id `{id}` is there twice, first in line {line}"),
                "an id of its own for every row",
                None,
            );
            continue;
        }
        seen.insert(id.clone(), id_pos);
        match index.get(&id).and_then(|i| rows.get_mut(*i)) {
            Some(place) => {
                let Node {
                    what,
                    pos,
                    provenance,
                } = row;
                let below = std::mem::replace(&mut place.what, What::Flag(false));
                place.what = match (below, what) {
                    (What::Table(old), What::Table(new)) => {
                        What::Table(merge_table(sources, old, new, keys))
                    }
                    (_, what) => what,
                };
                (place.pos, place.provenance) = (pos, provenance);
            }
            None => {
                index.insert(id, rows.len());
                rows.push(row);
            }
        }
    }
    rows
}
