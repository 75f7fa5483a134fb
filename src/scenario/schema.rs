//! The JSON Schema of a scenario, from the same table that checks it.

use super::grammar::{DISTRIBUTIONS, Key, Kind, Names, Quantity};
use super::sections;
use super::tree::PROVENANCE;
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of a scenario, with the unit of every number.
pub fn schema() -> Value {
    let mut root = table(
        sections::SCENARIO,
        "a scenario: one set of assumptions about one council",
    );
    if let Some(map) = root.as_object_mut() {
        let dialect = json!("https://json-schema.org/draft/2020-12/schema");
        map.insert("$schema".to_owned(), dialect);
        map.insert("title".to_owned(), json!("carecast scenario"));
        map.insert("$defs".to_owned(), definitions());
        // What a base supplies need not be said again.
        map.remove("required");
    }
    root
}

fn definitions() -> Value {
    let confidence = json!({ "enum": ["high", "medium", "low"] });
    let mut out = Map::new();
    out.insert("confidence".to_owned(), confidence);
    for q in QUANTITIES {
        out.insert(name(q), uncertain(q));
    }
    Value::Object(out)
}

const QUANTITIES: [Quantity; 14] = [
    Quantity::Fraction,
    Quantity::Change,
    Quantity::PerYear,
    Quantity::Ratio,
    Quantity::PoundsWeek,
    Quantity::Pounds,
    Quantity::SignedPounds,
    Quantity::PoundsYear,
    Quantity::Children,
    Quantity::ChildrenYear,
    Quantity::LogSd,
    Quantity::Years,
    Quantity::Days,
    Quantity::Index,
];

fn name(q: Quantity) -> String {
    format!("{q:?}")
}

fn number(q: Quantity) -> Value {
    let (low, high) = q.bounds();
    json!({ "type": "number", "minimum": low, "maximum": high, "description": q.expectation(), "x-unit": q.unit() })
}

fn uncertain(q: Quantity) -> Value {
    let form = |keys: &[&str], distribution: Option<&[&str]>| {
        let mut properties = provenance();
        for key in keys {
            let value = if *key == "sd" {
                json!({ "type": "number", "exclusiveMinimum": 0 })
            } else {
                number(q)
            };
            properties.insert((*key).to_owned(), value);
        }
        let mut required: Vec<&str> = keys.to_vec();
        if let Some(names) = distribution {
            properties.insert("distribution".to_owned(), json!({ "enum": names }));
            required.push("distribution");
        }
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    };
    json!({ "oneOf": [
        number(q),
        form(&["value"], None),
        form(&["mean", "p10", "p90"], None),
        form(&["low", "mode", "high"], None),
        form(&["mean", "sd"], Some(&DISTRIBUTIONS[..4])),
        form(&["low", "high"], Some(&DISTRIBUTIONS[4..])),
    ], "x-unit": q.unit() })
}

fn provenance() -> Map<String, Value> {
    PROVENANCE
        .iter()
        .map(|key| {
            let value = match *key {
                "confidence" => json!({ "$ref": "#/$defs/confidence" }),
                _ => json!({ "type": "string" }),
            };
            ((*key).to_owned(), value)
        })
        .collect()
}

fn table(keys: &[Key], description: &str) -> Value {
    let mut properties = provenance();
    for key in keys {
        properties.insert(key.name.to_owned(), described(&key.kind, key.doc));
    }
    let required: Vec<&str> = keys.iter().filter(|k| k.required).map(|k| k.name).collect();
    json!({
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn described(kind: &Kind, doc: &str) -> Value {
    let mut value = schema_of(kind);
    if let Some(map) = value.as_object_mut() {
        map.insert("description".to_owned(), json!(doc));
    }
    value
}

fn word(names: Names) -> Value {
    match names.list() {
        Some(list) => json!({ "enum": list }),
        None => json!({ "type": "string" }),
    }
}

fn one_or_list(one: Value) -> Value {
    json!({ "oneOf": [one.clone(), { "type": "array", "items": one }] })
}

fn by_name(names: Names, value: Value) -> Value {
    let mut properties = provenance();
    match names.list() {
        Some(list) => {
            properties.extend(list.iter().map(|n| ((*n).to_owned(), value.clone())));
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
        None => {
            json!({ "type": "object", "properties": properties, "additionalProperties": value })
        }
    }
}

fn schema_of(kind: &Kind) -> Value {
    let items = |of: Value| json!({ "type": "array", "items": of });
    match kind {
        Kind::Text | Kind::File => json!({ "type": "string" }),
        Kind::Word(names) => word(*names),
        Kind::Words(names) => one_or_list(word(*names)),
        Kind::Years => items(word(Names::Years)),
        Kind::Texts => items(json!({ "type": "string" })),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::MonthDay => json!({ "type": "string", "pattern": "^[0-9]{2}-[0-9]{2}$" }),
        Kind::Month => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$" }),
        Kind::Integer(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Kind::Needs => one_or_list(json!({ "type": "integer", "minimum": 1, "maximum": 4 })),
        Kind::Moves => one_or_list(json!({ "enum": ["0", "1", "2+"] })),
        Kind::Number(q) => number(*q),
        Kind::Value(q) => json!({ "$ref": format!("#/$defs/{}", name(*q)) }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Replications => {
            json!({ "oneOf": [{ "type": "integer", "minimum": 1 }, { "const": "auto" }] })
        }
        Kind::Shares(names) => by_name(*names, number(Quantity::Fraction)),
        Kind::NumbersBy(names, q) => by_name(*names, number(*q)),
        Kind::ValuesBy(names, q) => {
            by_name(*names, json!({ "$ref": format!("#/$defs/{}", name(*q)) }))
        }
        Kind::Probabilities => items(number(Quantity::Fraction)),
        Kind::Range(q) => {
            json!({ "type": "array", "items": number(*q), "minItems": 2, "maxItems": 2 })
        }
        Kind::Profile => json!({ "oneOf": [
            { "enum": ["nights", "twelfths"] },
            { "type": "array", "items": number(Quantity::Fraction), "minItems": 12, "maxItems": 12 },
        ] }),
        Kind::Elapsed => json!({ "oneOf": [
            { "enum": ["england"] },
            items(table(sections::ELAPSED, "a cell of elapsed durations")),
        ] }),
        Kind::Table(keys) => table(keys, ""),
        Kind::Rows(keys) | Kind::Items(keys) => items(table(keys, "a row")),
        Kind::Sorts(rows) => {
            let kinds = rows.kinds.iter().map(|(kind, own)| {
                let mut keys = rows.common.to_vec();
                keys.extend_from_slice(own);
                let mut of = table(&keys, rows.word);
                if let Some(place) = of.pointer_mut("/properties/kind") {
                    *place = json!({ "const": kind });
                }
                of
            });
            items(json!({ "oneOf": kinds.collect::<Vec<_>>() }))
        }
    }
}
