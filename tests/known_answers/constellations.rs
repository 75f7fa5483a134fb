//! Households that are in a constellation before an action begins.

use super::supply::{ALL_AGES, course, kind, nights_of, one_class};
use super::support::*;
use carecast::model::effect::{Constellations, Effect, SupplyEffect};
use carecast::model::hazards::Cause;
use carecast::model::intervention::Intervention;
use carecast::model::supply::{Count, Household};
use carecast::simulate::Engine;

/// A household that is in a constellation at the start is not taken into one of an action.
#[test]
fn households_in_a_constellation_are_not_taken_into_another() {
    let at_work = |constellation: Option<u32>| {
        let mut supply = one_class(0);
        supply.households.stock.clear();
        supply.households.given = (0..8)
            .map(|who| Household {
                who: 100 + who,
                kind: kind(1.0, 2, ALL_AGES),
                usable: None,
                constellation,
            })
            .collect();
        let mut small = Small::new(2, 1).seed(3).rate(Cause::Exit, 0, 1.0);
        small.spec.supply = Some(supply);
        small.spec.interventions.push(Intervention {
            id: "hub".to_owned(),
            effects: vec![Effect::Supply(SupplyEffect::Constellations(
                Constellations {
                    id: "hub".to_owned(),
                    count: 1.0.into(),
                    satellites: 6,
                    hub_free_places: 2,
                    leaving_ratio: 0.5.into(),
                    breakdown_ratio: 0.7.into(),
                    course: course(0, 0, 1.0),
                },
            ))],
            ..Intervention::default()
        });
        let model = small.build();
        let mut engine = Engine::new(&model);
        nights_of(
            &model,
            engine.run(0, 0),
            Count::Effect("hub".to_owned()),
            11,
        )
    };
    assert_eq!(at_work(Some(0)), 0);
    assert_eq!(at_work(None), 31);
}
