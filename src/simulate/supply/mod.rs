//! Finite supply: children wait in a calendar, and on each day places are given in the order of (time, kind, identity).
//!
//! A day goes so. First what happens to households and homes: approvals, leavers, beds that come into use, reviews, on
//! the first of a month what changes with it. Then what happens to children, one after the other: what does not depend on
//! anybody else (the bill ends, a destination is drawn, the child leaves), and the place that is given or given back; then
//! the placements that begin, and what comes next for each, side by side. Who acts twice on a day is served after those
//! who act once.

mod calendar;
mod changes;
mod day;
mod places;
mod placing;
mod review;
mod search;
mod setup;
mod start;
mod unit;
mod units;

pub(super) use calendar::{Calendar, What};

use super::arrivals::Arrivals;
use super::lives::World;
use crate::model::Model;
use crate::model::supply::Supply;
use crate::sampling::keyed::Key;
use places::Places;
use setup::Setup;

/// What is kept between replications of a model with supply.
#[derive(Debug)]
pub(super) struct Supplied {
    setup: Setup,
    pub calendar: Calendar,
    places: Places,
    slots: day::Scratch,
    lists: Vec<Vec<u32>>,
}

/// One replication being simulated.
struct Run<'a, 'b> {
    world: &'a mut World<'b>,
    supply: &'a Supply,
    setup: &'a Setup,
    calendar: &'a mut Calendar,
    places: &'a mut Places,
    slots: &'a mut day::Scratch,
    /// Children by setting that is watched.
    lists: &'a mut Vec<Vec<u32>>,
    /// Who enters in each month, and how many groups of them.
    arrivals: &'a Arrivals,
    entering: &'a [Vec<f64>],
    luck: Key,
    /// What the children's keys are made of.
    world_luck: Key,
    /// Where the last sibling who entered went.
    arrived: search::Beside,
    /// Children whose day is today, set from outside.
    forced: Vec<u32>,
    /// The highest hazard of leaving of any household in this replication.
    bound: f64,
}

impl Supplied {
    pub fn new(model: &Model) -> Option<Supplied> {
        let supply = model.spec.supply.as_ref()?;
        Some(Supplied {
            setup: Setup::new(model, supply),
            calendar: Calendar::new(model.horizon.days()),
            places: Places::default(),
            slots: day::Scratch::default(),
            lists: Vec::new(),
        })
    }

    /// Simulates a replication whose children of the start are in the calendar.
    pub fn run(
        &mut self,
        world: &mut World,
        luck: Key,
        arrivals: &Arrivals,
        entering: &[Vec<f64>],
    ) {
        let Some(supply) = &world.model.spec.supply else {
            return;
        };
        let watched = self.setup.watched.iter().flatten().count();
        self.lists.resize_with(watched, Vec::new);
        self.lists.iter_mut().for_each(Vec::clear);
        let days = world.model.horizon.days();
        let places = &mut self.places;
        places.clear(&self.setup, world.model, supply, world.parameters);
        let mut run = Run {
            supply,
            setup: &self.setup,
            calendar: &mut self.calendar,
            places,
            slots: &mut self.slots,
            lists: &mut self.lists,
            arrivals,
            entering,
            luck: luck.named("supply"),
            world_luck: luck,
            arrived: search::Beside::default(),
            forced: Vec::new(),
            bound: 0.0,
            world,
        };
        run.start();
        for day in 0..days {
            run.day(day);
        }
        run.end(days);
    }
}
