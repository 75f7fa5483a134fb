//! Actions that work on groups of few children only: what such an action changes tells of the group.

use super::disclosure::Withheld;
use super::measure::Group;
use crate::model::Spec;
use crate::model::effect::{Effect, SupplyEffect};
use crate::model::hazards::Scope;
use std::collections::BTreeSet;

/// The groups an effect is confined to; nothing where it is not.
#[derive(Default)]
struct Confined<'e> {
    settings: Option<&'e [usize]>,
    ages: Option<&'e [usize]>,
    streams: Option<&'e [usize]>,
}

impl<'e> Confined<'e> {
    fn scope(of: &'e Scope) -> Confined<'e> {
        Confined {
            settings: of.settings.as_deref(),
            ages: of.ages.as_deref(),
            streams: of.streams.as_deref(),
        }
    }

    fn of(effect: &'e Effect) -> Confined<'e> {
        let settings = |list: &'e [usize]| Confined {
            settings: Some(list),
            ..Confined::default()
        };
        match effect {
            Effect::Hazard(e) => Confined::scope(&e.scope),
            Effect::Price(e) => Confined::scope(&e.scope),
            Effect::Diversion(e) => Confined {
                settings: Some(&e.picked),
                ages: e.ages.as_deref(),
                streams: e.streams.as_deref(),
            },
            Effect::Supply(SupplyEffect::Reviews(e)) => settings(&e.from),
            Effect::Supply(SupplyEffect::Market(e)) => settings(std::slice::from_ref(&e.setting)),
            _ => Confined::default(),
        }
    }

    /// Is it confined to groups that are all withheld?
    fn to_few(&self, withheld: &BTreeSet<Withheld>) -> bool {
        let all = |list: Option<&[usize]>, group: &dyn Fn(usize) -> Group| {
            list.is_some_and(|l| {
                l.iter()
                    .all(|i| withheld.contains(&Withheld::Group(group(*i))))
            })
        };
        all(self.settings, &Group::Setting)
            || all(self.ages, &Group::Age)
            || all(self.streams, &Group::Stream)
    }
}

/// Indices of the actions whose every effect is confined to groups that are withheld.
pub(super) fn confined(spec: &Spec, withheld: &BTreeSet<Withheld>) -> Vec<usize> {
    let actions = spec.interventions.iter().enumerate();
    let told = |effects: &[Effect]| {
        !effects.is_empty() && effects.iter().all(|e| Confined::of(e).to_few(withheld))
    };
    let few = actions.filter(|(_, a)| told(&a.effects));
    few.map(|(i, _)| i).collect()
}
