//! The leaves of a scenario: texts, words, dates, numbers and shares, each checked by itself.

use super::grammar::{Names, Quantity};
use super::reader::{Reader, inside};
use super::source::Pos;
use super::tell::did_you_mean;
use super::tree::{Node, PROVENANCE, What};
use crate::words::calendar::Day;

impl Reader {
    /// One thing or a list of them.
    pub(super) fn each(&mut self, node: &Node, mut f: impl FnMut(&mut Reader, &Node)) {
        match &node.what {
            What::List(list) => list.iter().for_each(|n| f(self, n)),
            _ => f(self, node),
        }
    }

    pub(super) fn list(
        &mut self,
        node: &Node,
        expected: &str,
        mut f: impl FnMut(&mut Reader, &Node),
    ) {
        match &node.what {
            What::List(list) => list.iter().for_each(|n| f(self, n)),
            _ => self.wrong_type(node, expected, None),
        }
    }

    /// A table by names; where `f` gives numbers, they must sum to one.
    pub(super) fn by_name(
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
        let (mut sum, mut count, mut fine) = (0.0, 0, true);
        for (name, (key_pos, n)) in table {
            if names.holds(name) {
                match f(self, n, &inside(path, name)) {
                    Some(x) => (sum, count) = (sum + x, count + 1),
                    None => fine = false,
                }
            } else if PROVENANCE.contains(&name.as_str()) {
                self.provenance(name, n);
            } else {
                let message = format!("unknown {} `{name}`", names.noun());
                let help = did_you_mean(name, &names.list().unwrap_or_default());
                self.problem(*key_pos, message, names.expectation(), help);
                fine = false;
            }
        }
        if count > 0 && fine {
            self.whole(node, Some(sum));
        }
    }

    /// Shares sum to one, to the rounding of published tables.
    pub(super) fn whole(&mut self, node: &Node, sum: Option<f64>) {
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

    pub(super) fn range(&mut self, node: &Node, q: Quantity) {
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

    pub(super) fn word(&mut self, node: &Node, names: Names) -> bool {
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

    pub(super) fn integer(&mut self, node: &Node, low: i64, high: i64) -> Option<i64> {
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
