//! Published figures beside the model's, for the base year and the two before it.

use super::calibrate::Fitted;
use super::observed::{GROUPS, Observed};
use super::start::{GROUP, Group};
use crate::words::setting::SETTINGS;

/// A figure of a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What it is.
    pub what: String,
    /// Year that ends on 31 March.
    pub year: i32,
    /// As published, or estimated from what is.
    pub published: f64,
    /// As the model has it.
    pub model: f64,
    /// How far apart in SDs of chance and of a council's usual wandering.
    pub apart: f64,
}

/// Further apart than this many SDs is told.
const TELL: f64 = 2.5;

impl Check {
    fn new(what: &str, year: i32, published: f64, model: f64, wander: f64) -> Check {
        let variance = 1.0 / model.max(1.0) + wander * wander;
        let log = libm::log((published + 0.5) / (model + 0.5));
        Check {
            what: what.to_owned(),
            year,
            published,
            model,
            apart: log / libm::sqrt(variance),
        }
    }

    /// A warning where the two part.
    pub fn warning(&self) -> Option<String> {
        (libm::fabs(self.apart) > TELL).then(|| {
            format!(
                "{}, year to March {}: published {:.0}, the model's {:.0} ({:+.1} SD)",
                self.what, self.year, self.published, self.model, self.apart
            )
        })
    }
}

/// The checks: flows at the model's rates on each year's own children, and the children of the base year.
pub fn checks(observed: &Observed, start: &[Group], fitted: &Fitted) -> Vec<Check> {
    let mut out = Vec::new();
    let e = &fitted.expected;
    let names = [
        "exits before 18, under 10",
        "exits before 18, 10 to 15",
        "exits before 18, 16 and 17",
    ];
    for (i, flow) in observed.flows.iter().enumerate() {
        let before = (i > 0).then(|| &observed.flows[i - 1]);
        let average =
            |now: Option<f64>, then: Option<f64>| now.map(|n| then.map_or(n, |t| 0.5 * (n + t)));
        if let Some(started) = flow.started {
            out.push(Check::new("starts", flow.year, started, e.starts, 0.15));
        }
        for (k, name) in names.iter().enumerate() {
            let children = average(
                flow.ages.map(|a| a[k]),
                before.and_then(|b| b.ages).map(|a| a[k]),
            );
            if let (Some(exits), Some(children)) = (flow.exits, children) {
                let rate = e.exits[k] / e.child_years[k].max(1e-9);
                out.push(Check::new(name, flow.year, exits[k], rate * children, 0.15));
            }
        }
        if let (Some(turned), Some(ages)) = (flow.turned_18, flow.ages) {
            // Those of 16 and over a year before, by the model's share that turn 18.
            let then = before.and_then(|b| b.ages).map_or(ages[2], |b| b[2]);
            let share = e.turned_18 / observed.ages[4].max(1.0);
            out.push(Check::new(
                "turned 18",
                flow.year,
                turned,
                share * then,
                0.1,
            ));
        }
        let children = average(flow.children, before.and_then(|b| b.children));
        if let (Some(moves), Some(children)) = (flow.moves, children) {
            let rate = e.moves / e.child_years.iter().sum::<f64>().max(1e-9);
            out.push(Check::new("moves", flow.year, moves, rate * children, 0.15));
        }
    }
    // Residential schools and other residential settings are one setting of the model.
    for (g, names) in GROUP.iter().enumerate().filter(|(g, _)| *g != 4) {
        let published = observed.groups[g] + if g == 3 { observed.groups[4] } else { 0.0 };
        let model: u32 = start
            .iter()
            .filter(|s| names.contains(&SETTINGS[s.setting].name))
            .map(|s| s.count)
            .sum();
        let what = format!(
            "children, {}",
            GROUPS[g].trim_start_matches("place_").replace('_', " ")
        );
        out.push(Check::new(
            &what,
            observed.year,
            published,
            f64::from(model),
            0.05,
        ));
    }
    let count: u32 = start.iter().map(|s| s.count).sum();
    let what = "children looked after";
    out.push(Check::new(
        what,
        observed.year,
        f64::from(observed.total),
        f64::from(count),
        0.01,
    ));
    out
}
