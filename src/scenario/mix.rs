//! `[[hazards.mix]]`: what the shares of settings, or of an exit, are multiplied by.

use super::reader::Reader;
use super::view::{View, exit_index};
use crate::model::Spec;
use crate::model::mix::{DrawnTwice, Mix};
use crate::model::value::Value;
use crate::words::setting::{EXITS, SETTINGS};

/// Multiplies the shares of destinations, first settings and reasons that are there.
pub fn build(reader: &mut Reader, root: &View<'_>, spec: &mut Spec) {
    let Some(section) = root.child("hazards") else {
        return;
    };
    let mut settings = vec![Value::Certain(1.0); SETTINGS.len()];
    let mut exits = vec![Value::Certain(1.0); EXITS.len() - 1];
    for row in section.rows("mix") {
        if row.has("exit") == row.has("setting") {
            reader.problem(
                row.head(),
                "a mix is of settings or of an exit".to_owned(),
                "`setting` or `exit`, one of them",
                Some("two rows, where both are to be multiplied".to_owned()),
            );
        }
        let Some(ratio) = row.value(reader, "ratio") else {
            continue;
        };
        for s in row.settings("setting").unwrap_or_default() {
            times(reader, &row, &mut settings[s], ratio, SETTINGS[s].name);
        }
        if let Some(exit) = row.text("exit").and_then(exit_index)
            && let Some(place) = exits.get_mut(exit)
        {
            times(reader, &row, place, ratio, EXITS[exit]);
        }
    }
    let means: Vec<f64> = reader.parameters.iter().map(|p| p.mean()).collect();
    for (mix, ratios) in [(Mix::Settings, settings), (Mix::Exits, exits)] {
        if let Err(DrawnTwice) = mix.apply(spec, &ratios, &means) {
            let key = if mix == Mix::Settings {
                "setting"
            } else {
                "exit"
            };
            let rows = section.rows("mix");
            let uncertain = rows
                .into_iter()
                .find(|r| r.has(key) && r.value(reader, "ratio").is_some_and(|v| !v.is_certain()));
            reader.problem(
                uncertain.map_or(section.pos, |r| r.at("ratio")),
                "the ratio is uncertain, and so are the shares that it multiplies, which a joint posterior draws",
                "one number",
                Some("or take the shares out of the posterior, and give the row of shares its own".to_owned()),
            );
        }
    }
}

/// Multiplies what stands there by one more ratio; two uncertain ones are a problem.
fn times(reader: &mut Reader, row: &View<'_>, place: &mut Value, ratio: Value, name: &str) {
    *place = match (*place, ratio) {
        (Value::Certain(x), other) | (other, Value::Certain(x)) => other.linear(x, 0.0),
        _ => {
            reader.problem(
                row.at("ratio"),
                format!("two uncertain ratios are both of `{name}`"),
                "one uncertain ratio of a setting or exit, and certain ones beside it",
                Some(
                    "give one of the two rows other settings, or its `ratio` as one number"
                        .to_owned(),
                ),
            );
            return;
        }
    };
}
