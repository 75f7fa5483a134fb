//! `in_house_home`, and the homes of `regional_sufficiency`: the council buys homes, staffs them before they are registered
//! (4 to 18 months), opens and fills them. What a home costs to run is paid whether or not it is full; before it opens it
//! costs its capital and its team, and if it never opens nothing else. Beds that can not be used beside a complex child
//! stay empty while the child is there, or are left out from the start (sector occupancy 80 to 85%). Evidence: registration took 17 weeks once and 6 to 18 months in 2025; Coventry's
//! own homes cost £159k, £511k and £250k a child; Plymouth's first home, agreed in November 2024, had not opened in late
//! 2025.

use super::{Compiled, Cost, Plan};
use crate::model::budget::LineKind;
use crate::model::effect::{Effect, SupplyEffect};
use crate::model::supply::{Home, Opening, Staffing};
use crate::model::value::Value;
use crate::sampling::keyed::name_hash;

/// Its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct InHouseHome {
    /// Homes alike.
    pub homes: u32,
    /// The setting of the children in them.
    pub setting: usize,
    /// Days of the simulation on which they are to open.
    pub opens: Vec<i32>,
    /// Months by which the opening slips.
    pub slip_months: Value,
    /// Beds that can be used in each, of the council's share.
    pub usable_beds: u32,
    /// Months until all are in use.
    pub fill_months: u32,
    /// Ages in years, from and below.
    pub ages: (f64, f64),
    /// Highest need band.
    pub need_to: u8,
    /// Running cost of each home a year, the council's share, full or not.
    pub base_cost_per_year: Value,
    /// Growth of it a year.
    pub cost_growth: Value,
    /// Cost of a child a week beside it.
    pub cost_per_child_week: Option<Value>,
    /// What children of high need do to it.
    pub staffing: Staffing,
    /// Team and building before it opens, a month, each home.
    pub pre_opening_per_month: Option<Value>,
    /// Capital of each home: money, years, interest.
    pub capital: Option<(f64, u32, Value)>,
}

impl InHouseHome {
    pub(super) fn compile(&self, plan: &Plan) -> Compiled {
        let mut compiled = Compiled::default();
        for i in 0..self.homes {
            let id = match self.homes {
                1 => plan.id.clone(),
                _ => format!("{}.{}", plan.id, i + 1),
            };
            let day = self.opens.get(i as usize).or(self.opens.last());
            let opening = Opening {
                day: day.copied().unwrap_or(plan.course.start),
                slip_months: self.slip_months,
            };
            compiled
                .effects
                .push(Effect::Supply(SupplyEffect::Home(Home {
                    who: name_hash(&id),
                    id,
                    setting: self.setting,
                    opening,
                    closes: plan.course.end,
                    beds: self.usable_beds,
                    ramp_months: self.fill_months,
                    ages: self.ages,
                    need_to: self.need_to,
                    weekly: Some(self.cost_per_child_week.unwrap_or(Value::Certain(0.0))),
                    staffing: self.staffing.clone(),
                })));
            self.costs(plan, i, opening, &mut compiled.costs);
        }
        compiled
    }

    fn costs(&self, plan: &Plan, i: u32, opening: Opening, costs: &mut Vec<Cost>) {
        let name = |what: &str| match self.homes {
            1 => what.to_owned(),
            _ => format!("{what} {}", i + 1),
        };
        costs.push(Cost::named(
            name("home"),
            LineKind::Running {
                per_year: self.base_cost_per_year,
                opening,
                to: plan.course.end,
                growth: self.cost_growth,
            },
        ));
        costs.extend(self.pre_opening_per_month.map(|per_month| {
            let kind = LineKind::PreOpening {
                per_month,
                from: plan.course.start,
                opening,
            };
            Cost::named(name("team before the opening"), kind)
        }));
        costs.extend(self.capital.map(|(capital, years, rate)| {
            let kind = LineKind::Borrowing {
                capital,
                years,
                rate,
                from: plan.course.start,
            };
            Cost::named(name("borrowing of home"), kind)
        }));
    }
}
