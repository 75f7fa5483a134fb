//! Simple forecasts to beat, with their own past errors for a spread.

use super::target::Target;
use crate::returns::panel::Panel;

/// Who forecasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rival {
    /// The run of the scenario.
    Model,
    /// As it was.
    NoChange,
    /// The last year's growth goes on.
    LastGrowth,
    /// The mean growth of three years goes on.
    Growth3,
    /// The last year's growth × 0.3, 0.09, …
    Damped,
}

impl Rival {
    /// The model, and the rivals.
    pub const ALL: [Rival; 5] = [
        Rival::Model,
        Rival::NoChange,
        Rival::LastGrowth,
        Rival::Growth3,
        Rival::Damped,
    ];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Rival::Model => "model",
            Rival::NoChange => "no_change",
            Rival::LastGrowth => "last_growth",
            Rival::Growth3 => "growth3",
            Rival::Damped => "damped",
        }
    }

    /// Log of its point forecast from the logs of a series.
    fn point(self, log: impl Fn(i32) -> Option<f64>, origin: i32, horizon: i32) -> Option<f64> {
        let now = log(origin)?;
        let h = f64::from(horizon);
        Some(match self {
            Rival::Model => return None,
            Rival::NoChange => now,
            Rival::LastGrowth => now + h * (now - log(origin - 1)?),
            Rival::Growth3 => now + h / 3.0 * (now - log(origin - 3)?),
            Rival::Damped => {
                let parts = (1..=horizon).map(|k| libm::pow(0.3, f64::from(k)));
                now + parts.sum::<f64>() * (now - log(origin - 1)?)
            }
        })
    }
}

/// Classes of size its errors are kept by: quarters of the councils by the figure at the origin.
const CLASSES: usize = 4;

/// One rival's forecasts of one target at one horizon from one origin.
#[derive(Clone, Debug)]
pub struct Rivals {
    /// Point forecasts (logs) by council, with the class of size.
    points: Vec<(u16, f64, usize)>,
    /// Past log errors by class, rising.
    errors: [Vec<f64>; CLASSES],
}

impl Rivals {
    /// From the past errors at origins up to `origin` − `horizon`.
    pub fn new(panel: &Panel, target: Target, rival: Rival, origin: i32, horizon: i32) -> Rivals {
        let points = points(panel, target, rival, origin, horizon);
        let mut errors: [Vec<f64>; CLASSES] = Default::default();
        let first = panel
            .councils()
            .filter_map(|c| panel.first_year(c.la_code, target.name()))
            .min()
            .unwrap_or(origin);
        for past in first..=origin - horizon {
            for (la, point, class) in self::points(panel, target, rival, past, horizon) {
                if let Some(actual) = target.figure(panel, la, past + horizon) {
                    errors[class].push(libm::log(actual) - point);
                }
            }
        }
        for e in &mut errors {
            e.sort_by(f64::total_cmp);
        }
        Rivals { points, errors }
    }

    /// Its sample for each council, rising, in the unit of the target; councils without past errors have none.
    pub fn samples(&self) -> impl Iterator<Item = (u16, Vec<f64>)> + '_ {
        self.points.iter().filter_map(|(la, point, class)| {
            let errors = &self.errors[*class];
            let sample = errors.iter().map(|e| libm::exp(point + e)).collect();
            (errors.len() >= 10).then_some((*la, sample))
        })
    }
}

fn points(
    panel: &Panel,
    target: Target,
    rival: Rival,
    origin: i32,
    horizon: i32,
) -> Vec<(u16, f64, usize)> {
    let mut all: Vec<(f64, u16, Option<f64>)> = panel
        .councils()
        .filter_map(|c| {
            let figure = |year| target.figure(panel, c.la_code, year);
            let log = |year| figure(year).map(libm::log);
            Some((
                figure(origin)?,
                c.la_code,
                rival.point(log, origin, horizon),
            ))
        })
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let n = all.len();
    let class = |i: usize| (CLASSES * i / n.max(1)).min(CLASSES - 1);
    let mut out: Vec<_> = all
        .iter()
        .enumerate()
        .filter_map(|(i, (_, la, point))| Some((*la, (*point)?, class(i))))
        .collect();
    out.sort_by_key(|p| p.0);
    out
}
