//! Another fit as the reference: its scenario's rates at the means of what it left uncertain.

use super::cells::Reference;
use super::draws::short;
use crate::model::Model;
use crate::model::hazards::{FactorRow, Scope};
use crate::model::value::Value;
use crate::words::setting::{AGE_BANDS, SETTINGS, STREAMS};

/// The rates of a compiled scenario. Its own factors go into every scenario fitted with it, as certain rows; England's
/// are there by themselves.
pub fn reference_of(name: &str, model: &Model) -> Reference {
    let means = model.means();
    let spec = &model.spec;
    let ages = spec.dimensions.age_bands.len();
    let mut first = vec![vec![0.0; SETTINGS.len()]; STREAMS.len() * ages];
    for s in &spec.entries.streams {
        for (age, shares) in s.first_setting.iter().enumerate() {
            if let Some(place) = first.get_mut(s.stream * ages + age) {
                place.clone_from(shares);
            }
        }
    }
    let mut out = Reference::of(name, &spec.hazards, &means, first);
    let england = crate::reference::england().hazards().factors;
    let own = spec.hazards.factors.iter().filter(|f| !england.contains(f));
    for (i, row) in own.enumerate() {
        out.carried.push_str(&carried(i, row, &means));
    }
    out
}

fn carried(i: usize, row: &FactorRow, means: &[f64]) -> String {
    let events: Vec<&str> = row.causes.iter().map(|c| c.name()).collect();
    let ratio = match row.ratio {
        Value::Certain(x) => x,
        drawn => drawn.get(means),
    };
    let event = match events.as_slice() {
        [one] => one,
        _ => "move",
    };
    format!(
        "  {{ id = \"prior {}\", event = \"{event}\"{}, ratio = {} }},\n",
        i + 1,
        scope(&row.scope),
        short(ratio)
    )
}

/// A scope as the keys of a row.
fn scope(s: &Scope) -> String {
    let names = |key: &str, list: &Option<Vec<usize>>, of: &dyn Fn(usize) -> String| {
        list.as_ref().map_or(String::new(), |l| {
            let all: Vec<String> = l.iter().map(|i| format!("\"{}\"", of(*i))).collect();
            format!(", {key} = [{}]", all.join(", "))
        })
    };
    let at = |list: &[&str], i: usize| list.get(i).map_or(String::new(), |n| (*n).to_owned());
    let mut out = names("setting", &s.settings, &|i| {
        SETTINGS.get(i).map_or(String::new(), |s| s.name.to_owned())
    });
    out += &names("age_band", &s.ages, &|i| at(&AGE_BANDS, i));
    out += &names("stream", &s.streams, &|i| at(&STREAMS, i));
    out += &names("moves", &s.moves, &|i| at(&["0", "1", "2+"], i));
    if let Some(needs) = &s.needs {
        let all: Vec<String> = needs
            .iter()
            .filter(|n| **n > 0)
            .map(u8::to_string)
            .collect();
        if !all.is_empty() {
            out += &format!(", need = [{}]", all.join(", "));
        }
    }
    if s.from_years > 0.0 {
        out += &format!(", from_years = {}", short(s.from_years));
    }
    if s.to_years.is_finite() {
        out += &format!(", to_years = {}", short(s.to_years));
    }
    out
}
