//! Who lives where at the snapshot, and whether there is room for them.

use super::reader::Reader;
use super::view::View;
use crate::model::Spec;
use crate::model::supply::{PlacedChild, Supply};
use crate::sampling::keyed::name_hash;
use std::collections::BTreeMap;

/// Which child of the cohort's file is in which household or home.
pub(super) fn placed(
    reader: &mut Reader,
    section: &View<'_>,
    supply: &mut Supply,
    (foster, home): (usize, usize),
) {
    let has_file = section.child("households").is_some_and(|h| h.has("file"));
    let rows = std::mem::take(&mut reader.households);
    let mut inside: BTreeMap<u64, u32> = BTreeMap::new();
    for row in &rows {
        let in_ = name_hash(&row.household);
        let places = match row.setting {
            s if s == foster && has_file => {
                let found = supply.households.given.iter().find(|h| h.who == in_);
                found.map(|h| h.kind.places)
            }
            s if s == home && !supply.homes.is_empty() => {
                let found = supply.homes.iter().find(|h| h.who == in_);
                found.map(|h| h.beds)
            }
            // Kinship carers, agencies': not the council's to give.
            _ => continue,
        };
        let Some(places) = places else {
            let message = format!("the household `{}` is not there", row.household);
            let expected = "a household or home of `[supply]`, or a blank";
            reader.problem(row.pos, message, expected, None);
            continue;
        };
        let n = inside.entry(in_).or_default();
        *n += 1;
        if *n == places + 1 {
            let message = format!(
                "the household `{}` has {places} places and more children",
                row.household
            );
            let expected = format!("at most {places} children in it");
            reader.problem(row.pos, message, expected, None);
        }
        supply.households.placed.push(PlacedChild {
            child: row.child,
            in_,
        });
    }
}

/// Are there places for the children who are there?
pub(super) fn room(
    reader: &mut Reader,
    section: &View<'_>,
    spec: &Spec,
    supply: &Supply,
    (foster, home): (usize, usize),
) {
    let children = |setting: usize| -> u32 {
        let given = spec.cohort.children.iter().filter(|c| c.setting == setting);
        let groups = spec.cohort.groups.iter().filter(|g| g.setting == setting);
        given.count() as u32 + groups.map(|g| g.count).sum::<u32>()
    };
    let staying = supply.households.staying_put.map_or(0, |s| s.at_start);
    let households = supply.approved_places();
    let beds: u32 = supply
        .homes
        .iter()
        .filter(|h| h.opening.day <= 0)
        .map(|h| h.beds)
        .sum();
    let (fostered, in_homes) = (children(foster), children(home));
    if fostered + staying > households {
        let mut message = format!("{fostered} children in own foster care");
        if staying > 0 {
            message += &format!(" and {staying} young people who stay put");
        }
        message += &format!(", and {households} places");
        let pos = section.child("households").map_or(section.pos, |h| {
            h.get("count").or(h.get("file")).map_or(h.pos, |n| n.pos)
        });
        let expected = "at least as many approved places as children at the start";
        let help = "places are the households × their kinds; kinship children have their own setting, `kinship_foster`";
        reader.problem(pos, message, expected, Some(help.to_owned()));
    }
    if in_homes > beds {
        let message =
            format!("{in_homes} children in own homes, and {beds} beds open at the start");
        let expected = "at least as many usable beds as children at the start";
        reader.problem(section.pos, message, expected, None);
    }
}
