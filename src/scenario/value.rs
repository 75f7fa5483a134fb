//! Numbers that may be uncertain: their forms in a scenario, and the parameters they become.

use super::grammar::{DISTRIBUTIONS, Quantity, VALUE_KEYS, quoted};
use super::reader::Reader;
use super::source::Pos;
use super::tell::nearest;
use super::tree::{Node, PROVENANCE, Table, What};
use crate::model::value::{Parameter, Value};
use crate::sampling::distribution::{Distribution, Impossible};

enum Form {
    Certain(f64),
    Uncertain(Distribution),
}

const FORMS: &str = "a number, or `value`; or `mean`, `p10` and `p90`; or `low`, `mode` and `high`; or a \
                     `distribution` with `mean` and `sd` (`uniform`: `low` and `high`)";

impl Reader {
    /// Reads a number that may be uncertain and keeps it under its path.
    pub fn value(&mut self, node: &Node, q: Quantity, path: &str) {
        let form = match &node.what {
            What::Number(..) => self.number(node, q).map(Form::Certain),
            What::Table(table) => self.form(table, node, q),
            _ => {
                self.number(node, q);
                None
            }
        };
        let Some(form) = form else {
            self.told.insert(path.to_owned());
            return;
        };
        let text = self.short(node.pos);
        self.log(path, node, &text, None, q.unit());
        self.keep(path, form, q, Some(node.pos));
    }

    /// Keeps a value of the reference under its path.
    pub fn keep_reference(&mut self, path: &str, value: ReferenceValue, q: Quantity) -> Value {
        let form = match value {
            ReferenceValue::Certain(x) => Form::Certain(x),
            ReferenceValue::Uncertain(d) => Form::Uncertain(d),
        };
        self.keep(path, form, q, None);
        self.values
            .get(path)
            .copied()
            .unwrap_or(Value::Certain(0.0))
    }

    /// Keeps a share under its path where a joint posterior draws it; a share that none draws is certain.
    pub fn keep_share(&mut self, path: &str, x: f64, pos: Pos) {
        if self.posterior.contains_key(path) {
            self.keep(path, Form::Certain(x), Quantity::Fraction, Some(pos));
        }
    }

    fn keep(&mut self, path: &str, form: Form, q: Quantity, pos: Option<Pos>) {
        let (floor, ceiling) = q.bounds();
        // A joint posterior stands in for whatever was said here; its moments keep the mean right.
        let form = match self.posterior.get(path) {
            Some((mean, sd)) => match Distribution::normal(*mean, *sd) {
                Ok(d) => Form::Uncertain(d),
                Err(_) => Form::Certain(*mean),
            },
            None => form,
        };
        let value = match form {
            Form::Certain(x) => Value::Certain(x),
            Form::Uncertain(distribution) => {
                self.parameters.push(Parameter {
                    path: path.to_owned(),
                    distribution,
                    floor,
                    ceiling,
                });
                Value::Drawn(self.parameters.len() - 1)
            }
        };
        if let Some(a) = self.assumptions.last_mut() {
            (a.mean, a.p10, a.p90) = match value {
                Value::Certain(x) => (Some(x), Some(x), Some(x)),
                Value::Drawn(_) | Value::Linear { .. } => {
                    self.parameters.last().map_or((None, None, None), |p| {
                        (Some(p.mean()), Some(p.at(0.1)), Some(p.at(0.9)))
                    })
                }
            };
        }
        if self.values.insert(path.to_owned(), value).is_some()
            && let Some(pos) = pos
        {
            let message = format!("another value has the path `{path}` too");
            self.problem(
                pos,
                message,
                "ids that give every value a path of its own",
                None,
            );
        }
    }

    fn form(&mut self, table: &Table, node: &Node, q: Quantity) -> Option<Form> {
        let mut numbers: Vec<(&str, f64)> = Vec::new();
        let mut fine = true;
        let mut distribution = None;
        for (name, (key_pos, n)) in table {
            match VALUE_KEYS.iter().find(|k| **k == name.as_str()) {
                Some(&"distribution") => {
                    let text = self.text(n)?;
                    distribution = DISTRIBUTIONS.iter().find(|d| **d == text).copied();
                    if distribution.is_none() {
                        self.unknown(n.pos, "distribution", &text, &DISTRIBUTIONS);
                        fine = false;
                    }
                }
                // A spread may be as wide as the thing itself, so its own bounds are those of any number.
                Some(&"sd") => match n.what {
                    What::Number(x, _) => numbers.push(("sd", x)),
                    _ => fine &= self.number(n, q).is_some(),
                },
                Some(key) => match self.number(n, q) {
                    Some(x) => numbers.push((*key, x)),
                    None => fine = false,
                },
                None if PROVENANCE.contains(&name.as_str()) => {
                    self.provenance(name, n);
                }
                None => {
                    fine = false;
                    let mut known = VALUE_KEYS.to_vec();
                    known.extend(PROVENANCE);
                    let help = nearest(name, known.iter().copied())
                        .map(|k| format!("did you mean `{k}`?"));
                    let expected = format!("one of {}", quoted(&VALUE_KEYS));
                    self.problem(*key_pos, format!("unknown key `{name}`"), expected, help);
                }
            }
        }
        if !fine {
            return None;
        }
        numbers.sort_by_key(|(k, _)| VALUE_KEYS.iter().position(|v| v == k));
        let form = match (distribution, numbers.as_slice()) {
            (None, [("value", x)]) => return Some(Form::Certain(*x)),
            (None, [("mean", m), ("p10", a), ("p90", b)]) => {
                Distribution::from_mean_p10_p90(*m, *a, *b)
            }
            (None, [("low", a), ("mode", m), ("high", b)]) => Distribution::triangular(*a, *m, *b),
            (Some("normal"), [("mean", m), ("sd", s)]) => Distribution::normal(*m, *s),
            (Some("log_normal"), [("mean", m), ("sd", s)]) => Distribution::log_normal(*m, *s),
            (Some("beta"), [("mean", m), ("sd", s)]) => Distribution::beta(*m, *s),
            (Some("gamma"), [("mean", m), ("sd", s)]) => Distribution::gamma(*m, *s),
            (Some("uniform"), [("low", a), ("high", b)]) => Distribution::uniform(*a, *b),
            _ => {
                let message = format!("`{}` is no form of a number", self.short(node.pos));
                self.problem(node.pos, message, FORMS, None);
                return None;
            }
        };
        match form {
            Ok(d) => Some(Form::Uncertain(d)),
            Err(why) => {
                let message = format!("`{}` can not be: {why}", self.short(node.pos));
                let expected = match why {
                    Impossible::Order => "p10 below mean, mean below p90",
                    Impossible::Skew => {
                        "a mean nearer the middle of p10 and p90, or `low`, `mode`, `high`"
                    }
                    Impossible::Spread => "an `sd` above zero, or a bare number",
                    Impossible::Triangle => "rising numbers",
                    Impossible::Moments => {
                        "a mean inside what the distribution can take, and a smaller `sd`"
                    }
                };
                self.problem(node.pos, message, expected, None);
                None
            }
        }
    }
}

/// A value of the reference.
#[derive(Clone, Debug, PartialEq)]
pub enum ReferenceValue {
    /// The same in every replication.
    Certain(f64),
    /// Drawn.
    Uncertain(Distribution),
}
