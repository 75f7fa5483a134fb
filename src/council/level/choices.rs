//! What the regressions are on and how they are made: decision 050's choices, and room for the others it tried.

use super::features::{Feature, Subject};
use super::ridge::Plan;

/// Choices of the pooled regressions, of children and of spend.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    /// What they are on.
    pub features: [Vec<Feature>; 2],
    /// Residuals beyond so many robust SDs count less.
    pub huber: [f64; 2],
    /// Years after which the drift of a year counts half.
    pub half_life: [f64; 2],
    /// Penalty on the squared slopes, in cases.
    pub ridge: f64,
    /// The drift of several years is that of one year times their number; else that of their own past.
    pub one_years_drift: bool,
    /// How far a growth is believed that begins or ends at a figure which left the year before and came back the year
    /// after; 1 believes it as any other.
    pub came_back: f64,
}

impl Default for Choices {
    fn default() -> Choices {
        Choices {
            features: [
                vec![
                    Feature::Growth,
                    // Who turns 18 soon, and who is adopted soon.
                    Feature::Share("age_16plus"),
                    Feature::Share("place_adoption"),
                    Feature::Rate,
                ],
                vec![
                    Feature::OwnDeviation(4),
                    Feature::PerChild,
                    Feature::Growth,
                    Feature::Rate,
                ],
            ],
            huber: [2.0, 1.5],
            half_life: [20.0, 1.5],
            ridge: 30.0,
            one_years_drift: true,
            came_back: 1.0,
        }
    }
}

/// What is thought of the SD of a year's national growth.
const NATIONAL: [f64; 2] = [0.01, 0.02];

fn at(subject: Subject) -> usize {
    match subject {
        Subject::Children => 0,
        Subject::Spend => 1,
    }
}

impl Choices {
    /// The features of a subject.
    pub(super) fn features(&self, subject: Subject) -> &[Feature] {
        &self.features[at(subject)]
    }

    /// How the regression of a subject over some years is made.
    pub(super) fn plan(&self, subject: Subject, horizon: i32, drift: Option<f64>) -> Plan {
        let i = at(subject);
        Plan {
            huber: self.huber[i],
            half_life: self.half_life[i],
            national: NATIONAL[i] * f64::from(horizon),
            drift,
            ridge: self.ridge,
        }
    }
}
