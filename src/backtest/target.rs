//! What is forecast and scored.

use crate::returns::panel::Panel;

/// A published figure that a run forecasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Children looked after on 31 March.
    Children,
    /// Children who started to be looked after in the year.
    Started,
    /// Children who ceased.
    Ceased,
    /// Children in foster care on 31 March.
    Foster,
    /// Children in secure and children's homes on 31 March; published from 2020.
    Homes,
    /// Gross spend on children looked after in the year, £.
    Spend,
    /// Section 251 unit cost of residential care, £ a week; from 2016.
    ResidentialWeek,
}

impl Target {
    /// All of them.
    pub const ALL: [Target; 7] = [
        Target::Children,
        Target::Started,
        Target::Ceased,
        Target::Foster,
        Target::Homes,
        Target::Spend,
        Target::ResidentialWeek,
    ];

    /// Its indicator in the panel.
    pub fn name(self) -> &'static str {
        match self {
            Target::Children => "cla_31mar",
            Target::Started => "started",
            Target::Ceased => "ceased",
            Target::Foster => "place_foster",
            Target::Homes => "place_secure_and_childrens_homes",
            Target::Spend => "spend_total_cla_gross_gbp",
            Target::ResidentialWeek => "unitcost_residential_gbp_week",
        }
    }

    /// Is it reported, and not judged: its history is too short?
    pub fn only_reported(self) -> bool {
        matches!(self, Target::Homes | Target::ResidentialWeek)
    }

    /// What was published, above zero (logs are scored).
    pub fn figure(self, panel: &Panel, la_code: u16, year: i32) -> Option<f64> {
        panel.known(la_code, self.name(), year).filter(|x| *x > 0.0)
    }
}
