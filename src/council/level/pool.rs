//! All councils together, up to a year; and what that says of one of them.

use super::YEARS;
use super::choices::Choices;
use super::dearer;
use super::features::{Cut, Subject, median};
use super::ridge::{Case, Fit, fit};
use super::wander::Wander;
use crate::returns::panel::Panel;
use std::collections::BTreeMap;

/// SD of the log of the factor on all exits: of a hundred made-up councils as they were known from tables, and the one
/// that makes the ceases of real ones held as often as they say (decision 065).
const EXIT_SD: f64 = 0.14;

/// Councils with fewer children than this are forecast, but not learnt from.
const LEARN_FROM: f64 = 30.0;

/// Logs of a figure in each of the next years, less that of the last: normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Path {
    /// Mean.
    pub mean: [f64; YEARS],
    /// SD of a whole forecast: luck, the council's own changes, and the national part.
    pub sd: [f64; YEARS],
    /// SD of the part that all councils share.
    pub national: [f64; YEARS],
}

/// What is estimated for one council.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// The council.
    pub la_code: u16,
    /// The year (ending 31 March) it stands at.
    pub year: i32,
    /// Children at the start.
    pub children: f64,
    /// How they go on.
    pub stock: Path,
    /// Gross spend of the last year, £, where published.
    pub last_spend: Option<f64>,
    /// How the spend goes on, by year.
    pub spend: Path,
    /// Expected starts of a year.
    pub starts: f64,
    /// Wandering of the entries.
    pub entries: Wander,
    /// SD of the log of the exits' factor beside the path of the children.
    pub exit_sd: f64,
    /// Growth a year of the log of residential prices beyond that of the others.
    pub residential_growth: f64,
}

/// Regressions on all councils, up to a year.
#[derive(Debug)]
pub struct Pool<'a> {
    cut: Cut<'a>,
    features: [BTreeMap<u16, Vec<f64>>; 2],
    fits: [[Option<Fit>; YEARS]; 2],
    entries: Wander,
    residential_growth: f64,
    starts_per_child: f64,
}

const SUBJECTS: [Subject; 2] = [Subject::Children, Subject::Spend];

/// Before there are two years to learn from: no growth of children, 4% of spend a year, and these SDs of the first year.
const UNKNOWN: [(f64, f64, f64); 2] = [(0.0, 0.075, 0.02), (0.04, 0.11, 0.04)];

impl<'a> Pool<'a> {
    /// Estimates from the rows of a panel up to and with a year.
    pub fn new(panel: &'a Panel, year: i32) -> Pool<'a> {
        Pool::with(panel, year, &Choices::default())
    }

    /// The same with other choices than decision 050's.
    pub fn with(panel: &'a Panel, year: i32, choices: &Choices) -> Pool<'a> {
        let cut = Cut::new(panel, year);
        let first = panel.years().map_or(year, |y| y.0);
        let fits = SUBJECTS.map(|subject| {
            let features: BTreeMap<i32, _> = (first + 1..year)
                .map(|y| (y, subject.features(&cut, y, choices.features(subject))))
                .collect();
            // A year's national growth goes on: of h years it is h times that of one, whose effects are the latest.
            let mut drift = None;
            std::array::from_fn(|i| {
                let horizon = i as i32 + 1;
                let drifts = drift.map(|d: f64| d * f64::from(horizon));
                let drifts = drifts.filter(|_| choices.one_years_drift);
                let plan = choices.plan(subject, horizon, drifts);
                let fit = fit(&cases(&cut, subject, horizon, choices, &features), &plan);
                drift = drift.or(fit.as_ref().map(|f| f.drift / f64::from(horizon)));
                fit
            })
        });
        let ratio = cut
            .councils()
            .filter_map(|la| Some(cut.known(la, "started", year)? / cut.children(la, year)?));
        Pool {
            cut,
            features: SUBJECTS.map(|s| s.features(&cut, year, choices.features(s))),
            fits,
            entries: Wander::estimate(&cut),
            residential_growth: dearer::residential(&cut),
            starts_per_child: median(ratio.collect()).unwrap_or(0.4),
        }
    }

    /// The rows it was estimated from.
    pub fn cut(&self) -> Cut<'a> {
        self.cut
    }

    /// What it says of one council; nothing where its children of the year are not published.
    pub fn level(&self, la_code: u16) -> Option<Level> {
        let cut = &self.cut;
        let children = cut.children(la_code, cut.year)?;
        Some(Level {
            la_code,
            year: cut.year,
            children,
            stock: self.path(0, la_code, children),
            last_spend: cut.spend(la_code, cut.year),
            spend: self.path(1, la_code, children),
            starts: self.starts(la_code, children),
            entries: self.entries,
            exit_sd: EXIT_SD,
            residential_growth: self.residential_growth,
        })
    }

    fn path(&self, subject: usize, la_code: u16, children: f64) -> Path {
        let x = self.features[subject].get(&la_code);
        let mut path = Path {
            mean: [0.0; YEARS],
            sd: [0.0; YEARS],
            national: [0.0; YEARS],
        };
        // The last horizon that could be estimated: its years, mean, SD and national SD.
        let (growth, sd, shared) = UNKNOWN[subject];
        let mut last = (1.0, growth, sd, shared);
        for (i, fit) in self.fits[subject].iter().enumerate() {
            let years = (i + 1) as f64;
            if let Some(fit) = fit {
                let middle = fit.middle();
                let mean = fit.mean(x.unwrap_or(&middle));
                last = (years, mean, fit.sd(children), fit.national);
            }
            let longer = years / last.0;
            path.mean[i] = last.1 * longer;
            path.sd[i] =
                (last.2 * libm::sqrt(longer)).max(if i > 0 { path.sd[i - 1] } else { 0.0 });
            path.national[i] = (last.3 * longer).min(0.9 * path.sd[i]);
        }
        path
    }

    /// Starts of a year: the last three, the latest with more weight, as a mean of logs; England's ratio to the children
    /// where none is published.
    fn starts(&self, la_code: u16, children: f64) -> f64 {
        let (mut sum, mut weight) = (0.0, 0.0);
        for (back, w) in [(0, 0.5), (1, 0.3), (2, 0.2)] {
            if let Some(s) = self
                .cut
                .above_zero(la_code, "started", self.cut.year - back)
            {
                sum += w * libm::log(s);
                weight += w;
            }
        }
        if weight > 0.0 {
            libm::exp(sum / weight)
        } else {
            self.starts_per_child * children
        }
    }
}

/// Every pair of years so far apart, of councils that are learnt from.
fn cases(
    cut: &Cut<'_>,
    subject: Subject,
    horizon: i32,
    choices: &Choices,
    features: &BTreeMap<i32, BTreeMap<u16, Vec<f64>>>,
) -> Vec<Case> {
    let mut cases = Vec::new();
    for (&year, councils) in features {
        for (&la, x) in councils {
            let ends = subject
                .figure(cut, la, year)
                .zip(subject.figure(cut, la, year + horizon));
            let children = cut.children(la, year).filter(|n| *n >= LEARN_FROM);
            if let (Some((from, to)), Some(children)) = (ends, children) {
                let odd = choices.came_back < 1.0
                    && [year, year + horizon]
                        .iter()
                        .any(|y| subject.came_back(cut, la, *y));
                cases.push(Case {
                    year,
                    x: x.clone(),
                    y: libm::log(to / from),
                    children,
                    trust: if odd { choices.came_back } else { 1.0 },
                });
            }
        }
    }
    cases
}
