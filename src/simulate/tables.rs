//! What is looked up for every child, prepared once for all replications of a model.

use crate::draw::Picks;
use crate::model::Model;
use crate::model::shares::ShareTable;

/// Tables of one model.
#[derive(Debug)]
pub(super) struct Tables {
    /// Month and the rest of it by day.
    pub days: Vec<When>,
    /// First day of each year, and of the year after the last.
    pub years: Vec<i32>,
    /// Destinations of planned moves and of breakdowns by share row.
    pub destinations: [Picks; 2],
    /// Reasons for exits by share row.
    pub reasons: Picks,
    /// First settings by (stream × age).
    pub first_settings: Picks,
    /// End of the simulation, days.
    pub end: f64,
}

impl Tables {
    pub fn new(model: &Model) -> Tables {
        let horizon = &model.horizon;
        let when = |(day, month): (usize, &u16)| When {
            month: *month,
            rest: (horizon.month_start[usize::from(*month) + 1] - day as i32) as u16,
        };
        Tables {
            days: horizon.month_of_day.iter().enumerate().map(when).collect(),
            years: horizon.month_start.iter().copied().step_by(12).collect(),
            destinations: Picks::destinations(model),
            reasons: Picks::reasons(model),
            first_settings: Picks::first_settings(model),
            end: f64::from(horizon.days()),
        }
    }

    /// Puts the drawn shares of a replication in their places.
    pub fn update(&mut self, model: &Model, parameters: &[f64]) {
        for drawn in &model.drawn_rows {
            let weights = &model.spec.drawn_shares[drawn.from].weights;
            let picks = match drawn.table {
                ShareTable::PlannedMove => &mut self.destinations[0],
                ShareTable::Breakdown => &mut self.destinations[1],
                ShareTable::Reason => &mut self.reasons,
                ShareTable::FirstSetting => &mut self.first_settings,
            };
            picks.fill(drawn.row, weights.iter().map(|w| w.get(parameters)));
        }
    }

    /// The month of a day before the end.
    #[inline(always)]
    pub fn when(&self, day: i32) -> When {
        self.days[day as usize]
    }
}

/// The month of a day, and the nights from it to the month's end.
#[derive(Clone, Copy, Debug)]
pub(super) struct When {
    month: u16,
    rest: u16,
}

impl When {
    #[inline(always)]
    pub fn month(self) -> usize {
        usize::from(self.month)
    }

    #[inline(always)]
    pub fn rest(self) -> i32 {
        i32::from(self.rest)
    }
}
