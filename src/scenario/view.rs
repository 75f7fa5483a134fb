//! A look at a table of a scenario that was walked through: by key, with paths. Whatever is wrong was reported by the
//! walk, and is simply not there.

use super::reader::{Reader, inside, month_day, row_path};
use super::source::Pos;
use super::tree::{Node, Table, What};
use crate::model::hazards::Scope;
use crate::model::value::Value;
use crate::words::calendar::{Day, FinancialYear, Month};
use crate::words::setting::{AGE_BANDS, EXITS, STREAMS, setting_index};

/// A table and its path.
#[derive(Clone, Debug)]
pub struct View<'a> {
    table: &'a Table,
    /// Where it begins.
    pub pos: Pos,
    /// Its path.
    pub path: String,
}

impl<'a> View<'a> {
    /// A table, or `None` for anything else.
    pub fn of(node: &'a Node, path: &str) -> Option<View<'a>> {
        Some(View {
            table: node.table()?,
            pos: node.pos,
            path: path.to_owned(),
        })
    }

    /// What stands behind a key.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.table.get(key).map(|(_, n)| n)
    }

    /// Is the key there?
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Place of what stands behind a key, or of the table.
    pub fn at(&self, key: &str) -> Pos {
        self.get(key).map_or(self.pos, |n| n.pos)
    }

    /// The place to tell a problem of the row as a whole: its id.
    pub fn head(&self) -> Pos {
        self.at("id")
    }

    /// Path of a key.
    pub fn path_of(&self, key: &str) -> String {
        inside(&self.path, key)
    }

    /// Keys and what stands behind them.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Node)> + use<'a> {
        self.table.iter().map(|(k, (_, n))| (k.as_str(), n))
    }

    /// A table inside.
    pub fn child(&self, key: &str) -> Option<View<'a>> {
        View::of(self.get(key)?, &self.path_of(key))
    }

    /// Rows with ids.
    pub fn rows(&self, key: &str) -> Vec<View<'a>> {
        let path = self.path_of(key);
        self.list(key)
            .iter()
            .filter_map(|n| View::of(n, &row_path(&path, n)))
            .collect()
    }

    /// Rows without ids, numbered from 1.
    pub fn items(&self, key: &str) -> Vec<View<'a>> {
        let path = self.path_of(key);
        let numbered = self.list(key).iter().enumerate();
        numbered
            .filter_map(|(i, n)| View::of(n, &format!("{path}.{}", i + 1)))
            .collect()
    }

    /// A list, or nothing.
    pub fn list(&self, key: &str) -> &'a [Node] {
        self.get(key).and_then(Node::list).unwrap_or(&[])
    }

    /// One thing or a list of them.
    pub fn each(&self, key: &str) -> &'a [Node] {
        match self.get(key) {
            Some(n) => n.list().unwrap_or(std::slice::from_ref(n)),
            None => &[],
        }
    }

    /// Text.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key)?.text()
    }

    /// A certain number.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.get(key).and_then(number_of)
    }

    /// A whole number.
    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.get(key)?.what {
            What::Number(_, i) => i,
            _ => None,
        }
    }

    /// true or false.
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key)?.what {
            What::Flag(b) => Some(b),
            _ => None,
        }
    }

    /// A date.
    pub fn day(&self, key: &str) -> Option<Day> {
        match &self.get(key)?.what {
            What::Date(d) => {
                let date = d.date?;
                Day::from_ymd(
                    i32::from(date.year),
                    u32::from(date.month),
                    u32::from(date.day),
                )
            }
            _ => None,
        }
    }

    /// A month.
    pub fn month(&self, key: &str) -> Option<Month> {
        self.text(key).and_then(Month::parse)
    }

    /// A financial year.
    pub fn year(&self, key: &str) -> Option<FinancialYear> {
        self.text(key).and_then(FinancialYear::parse)
    }

    /// Month and day.
    pub fn month_day(&self, key: &str) -> Option<(u32, u32)> {
        self.text(key).and_then(month_day)
    }

    /// A value the walk kept.
    pub fn value(&self, reader: &Reader, key: &str) -> Option<Value> {
        reader.values.get(&self.path_of(key)).copied()
    }

    /// Values by name.
    pub fn values(&self, reader: &Reader, key: &str) -> Vec<(&'a str, Value, Pos)> {
        let Some(child) = self.child(key) else {
            return Vec::new();
        };
        child
            .entries()
            .filter_map(|(name, n)| Some((name, child.value(reader, name)?, n.pos)))
            .collect()
    }

    /// Certain numbers by name.
    pub fn numbers(&self, key: &str) -> Vec<(&'a str, f64)> {
        self.child(key).map_or_else(Vec::new, |child| {
            child
                .entries()
                .filter_map(|(name, n)| Some((name, number_of(n)?)))
                .collect()
        })
    }

    /// Settings; `None` where the key is not there.
    pub fn settings(&self, key: &str) -> Option<Vec<usize>> {
        self.has(key).then(|| {
            let named = self.each(key).iter();
            named.filter_map(|n| setting_index(n.text()?)).collect()
        })
    }

    /// One setting.
    pub fn setting(&self, key: &str) -> Option<usize> {
        setting_index(self.text(key)?)
    }

    /// Indices in a list of names; `None` where the key is not there.
    fn indices(&self, key: &str, names: &[&str]) -> Option<Vec<usize>> {
        self.has(key).then(|| {
            let named = self.each(key).iter();
            named.filter_map(|n| index(names, n.text()?)).collect()
        })
    }

    /// Streams; `None` where the key is not there.
    pub fn streams(&self, key: &str) -> Option<Vec<usize>> {
        self.indices(key, &STREAMS)
    }

    /// Shares by setting, in the order of the settings.
    pub fn setting_shares(&self, key: &str) -> Vec<f64> {
        let mut out = vec![0.0; crate::words::setting::SETTINGS.len()];
        for (name, x) in self.numbers(key) {
            if let Some(place) = setting_index(name).and_then(|i| out.get_mut(i)) {
                *place = x;
            }
        }
        out
    }

    /// Shares by exit before the birthday.
    pub fn exit_shares(&self, key: &str) -> Vec<f64> {
        let mut out = vec![0.0; EXITS.len() - 1];
        for (name, x) in self.numbers(key) {
            if let Some(place) = exit_index(name).and_then(|i| out.get_mut(i)) {
                *place = x;
            }
        }
        out
    }

    /// Shares by name in the order of `names`, where a joint posterior draws at least one of them.
    pub fn drawn_shares(&self, reader: &Reader, key: &str, names: &[&str]) -> Option<Vec<Value>> {
        let child = self.child(key)?;
        let values = |name: &&str| match child.value(reader, name) {
            Some(v) => v,
            None => Value::Certain(child.number(name).unwrap_or(0.0)),
        };
        let values: Vec<Value> = names.iter().map(values).collect();
        values.iter().any(|v| !v.is_certain()).then_some(values)
    }

    /// Need bands.
    pub fn needs(&self, key: &str) -> Vec<u8> {
        let named = self.each(key).iter();
        named.filter_map(number_of).map(|x| x as u8).collect()
    }

    /// Cells and durations of a row of hazards or prices.
    pub fn scope(&self) -> Scope {
        let needs = self.has("need").then(|| self.needs("need"));
        Scope {
            settings: self.settings("setting"),
            ages: self.indices("age_band", &AGE_BANDS),
            streams: self.streams("stream"),
            needs,
            moves: self.indices("moves", &["0", "1", "2+"]),
            from_years: self.number("from_years").unwrap_or(0.0),
            to_years: self.number("to_years").unwrap_or(f64::INFINITY),
        }
    }
}

/// A certain number.
pub fn number_of(node: &Node) -> Option<f64> {
    match node.what {
        What::Number(x, _) => Some(x),
        _ => None,
    }
}

/// Index of a name in a list.
pub fn index(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|n| *n == name)
}

/// Index of an exit.
pub fn exit_index(name: &str) -> Option<usize> {
    index(&EXITS, name)
}

/// Index of a stream.
pub fn stream_index(name: &str) -> Option<usize> {
    index(&STREAMS, name)
}
