//! The course of prices by cell: that of the setting, and where actions change prices of some ages or needs only, one for
//! each set of changes.

use super::build::{PriceStep, step_at};
use super::effect::PriceEffect;
use super::hazards::{Cell, Size};
use super::horizon::Horizon;
use super::spec::Spec;

/// A course of prices.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Setting.
    pub setting: usize,
    /// Its changes: those of the setting, and the days on which an action's strength changes.
    pub steps: Vec<PriceStep>,
    /// What actions change.
    pub effects: Vec<PriceEffect>,
    /// Strength of each of them at the date the prices are at, and from each change on.
    pub strengths: Vec<Vec<f64>>,
}

/// The courses of all cells; the first are those of the settings without actions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tracks {
    /// Courses.
    pub list: Vec<Track>,
    /// By (setting, need, age), as [`super::Model::price_index`]: the course.
    pub of_cell: Vec<u32>,
}

impl Tracks {
    pub(super) fn new(
        spec: &Spec,
        horizon: &Horizon,
        size: Size,
        steps: &[Vec<PriceStep>],
    ) -> Tracks {
        let plain = |(setting, steps): (usize, &Vec<PriceStep>)| Track {
            setting,
            steps: steps.clone(),
            effects: Vec::new(),
            strengths: Vec::new(),
        };
        let mut tracks = Tracks {
            list: steps.iter().enumerate().map(plain).collect(),
            of_cell: Vec::with_capacity(size.settings * size.needs * size.ages),
        };
        for (setting, of_setting) in steps.iter().enumerate() {
            for need in 0..size.needs {
                for age in 0..size.ages {
                    let cell = Cell {
                        setting,
                        moves: 0,
                        stream: 0,
                        need: need as u8,
                        age,
                    };
                    let held = spec.price_effects().filter(|e| e.holds(cell));
                    let effects: Vec<PriceEffect> = held.cloned().collect();
                    let same = |t: &Track| t.setting == setting && t.effects == effects;
                    let at = tracks.list.iter().position(same).unwrap_or_else(|| {
                        let track = Track::new(spec, horizon, setting, of_setting, effects);
                        tracks.list.push(track);
                        tracks.list.len() - 1
                    });
                    tracks.of_cell.push(at as u32);
                }
            }
        }
        tracks
    }
}

impl Track {
    fn new(
        spec: &Spec,
        horizon: &Horizon,
        setting: usize,
        of_setting: &[PriceStep],
        effects: Vec<PriceEffect>,
    ) -> Track {
        let mut steps = of_setting.to_vec();
        let price_day = horizon.relative(spec.prices.date);
        let on = |e: &PriceEffect, day: i32| e.course.strength_on(horizon, day);
        for day in &horizon.month_start[..horizon.months.len()] {
            if *day > price_day && effects.iter().any(|e| on(e, *day) != on(e, *day - 1)) {
                step_at(&mut steps, *day);
            }
        }
        let days = std::iter::once(price_day).chain(steps.iter().map(|s| s.day));
        let strengths = days
            .map(|day| effects.iter().map(|e| on(e, day)).collect())
            .collect();
        Track {
            setting,
            steps,
            effects,
            strengths,
        }
    }
}
