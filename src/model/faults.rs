//! What makes a spec impossible to run.

use super::entries::Level;
use super::hazards::Cause;
use super::spec::Spec;

/// Why a spec can not be run: what, and what was expected. The scenario's reader catches these with their place
/// first; they remain for models built in code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Fault(pub String);

/// All faults of a spec.
pub(super) fn faults(spec: &Spec) -> Vec<Fault> {
    let mut out = Vec::new();
    let mut fault = |s: String| out.push(Fault(s));
    let d = &spec.dimensions;
    if spec.years == 0 || spec.years > 30 {
        fault(format!(
            "{} financial years; from 1 to 30 were expected",
            spec.years
        ));
    }
    if d.settings.is_empty() || d.streams.is_empty() || d.exits.is_empty() {
        fault("a model needs settings, streams and exits".to_owned());
        return out;
    }
    if d.age_bands.len() != d.age_edges.len() + 1 {
        fault("age bands must be one more than their edges".to_owned());
    }
    if d.settings.len() > 64 || d.streams.len() > 8 {
        fault("more than 64 settings or 8 streams".to_owned());
    }
    let (ns, nl) = (d.settings.len(), spec.finance.lines.len());
    for s in &d.settings {
        if s.line.is_some_and(|l| l >= nl) {
            fault(format!(
                "setting {} is charged to a line that is not there",
                s.name
            ));
        }
    }
    for c in &spec.cohort.children {
        if c.setting >= ns || c.stream >= d.streams.len() || c.need > 4 {
            fault("a child's setting, stream or need band is out of range".to_owned());
        }
        if c.placement_start > 0 || c.care_start > c.placement_start {
            fault(
                "a child's placement must begin in the period of care and before the start"
                    .to_owned(),
            );
        }
    }
    for g in &spec.cohort.groups {
        if g.setting >= ns
            || g.stream >= d.streams.len()
            || g.need > 4
            || g.ages.0.partial_cmp(&g.ages.1) != Some(std::cmp::Ordering::Less)
        {
            fault(format!(
                "cohort group {}: setting, stream, need band or ages out of range",
                g.id
            ));
        }
    }
    for s in &spec.entries.streams {
        if s.ages.is_empty() || s.group_sizes.iter().all(|p| *p <= 0.0) {
            fault("a stream of entries needs ages and group sizes".to_owned());
        }
        if s.first_setting.len() != d.age_bands.len() {
            fault("a stream of entries needs first settings for every age band".to_owned());
        }
        if let Level::Starts { re_entries, .. } = s.level
            && !re_entries.is_finite()
        {
            fault("expected re-entries must be a number".to_owned());
        }
    }
    for r in &spec.hazards.destinations {
        if r.shares.len() != ns || r.causes.contains(&Cause::Exit) {
            fault(
                "a row of destinations needs a share for each setting, and is of moves".to_owned(),
            );
        }
    }
    if spec.hazards.exits_over_placement.iter().any(|s| *s >= ns) {
        fault("a setting whose exits run over time in the placement is not there".to_owned());
    }
    for r in &spec.hazards.reasons {
        if r.shares.len() != d.birthday_exit() {
            fault("a row of exits needs a share for each reason but the birthday's".to_owned());
        }
    }
    out
}
