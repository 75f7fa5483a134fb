//! `delivery`: what was planned and delivered of each action, by month.

use super::reader::Reader;
use super::source::{Files, Role};
use super::tell::nearest;
use super::view::View;
use crate::model::Spec;
use crate::model::horizon::Horizon;
use crate::model::intervention::Delivered;
use crate::returns::delivery::deliveries;

/// The name of all actions together in the file.
const ALL: &str = "all actions";

/// Reads the file, after the actions. Rows of actions that are not in this scenario are another's: pages share the file.
pub fn build(reader: &mut Reader, files: &dyn Files, root: &View<'_>, spec: &mut Spec) {
    let Some(path) = root.text("delivery") else {
        return;
    };
    let pos = root.at("delivery");
    let target = reader.sources.resolve(pos, path);
    let opened = reader
        .sources
        .open(files, &target, Role::Delivery, Some(pos));
    let Some(file) = opened else { return };
    let text = reader.text_of(file);
    let (rows, problems) = deliveries(&target, &text);
    reader.sources.absorb(file, problems);
    let horizon = Horizon::new(spec.as_at, spec.years);
    let ids: Vec<String> = spec.interventions.iter().map(|i| i.id.clone()).collect();
    let mut seen = std::collections::BTreeSet::new();
    for (line, d) in rows {
        let pos = reader.line_pos(file, line);
        if !seen.insert((d.intervention.clone(), d.month, d.measure.clone())) {
            let (id, month, measure) = (&d.intervention, d.month, &d.measure);
            let message = format!("`{measure}` of `{id}` in {month} is there twice");
            reader.problem(pos, message, "each month of a measure once", None);
            continue;
        }
        let Some(month) = horizon.months.iter().position(|m| *m == d.month) else {
            continue;
        };
        let delivered = Delivered {
            month,
            measure: d.measure,
            planned: d.planned,
            actual: d.actual,
        };
        if d.intervention == ALL {
            spec.delivered.push(delivered);
        } else if let Some(i) = ids.iter().position(|id| *id == d.intervention) {
            spec.interventions[i].delivered.push(delivered);
        } else if let Some(near) = nearest(&d.intervention, ids.iter().map(String::as_str)) {
            let message = format!("`{}` is no action of this scenario", d.intervention);
            let help = format!("did you mean `{near}`?");
            reader.warn(pos, message, "an action's id, or `all actions`", Some(help));
        }
    }
}
