//! What is known of a council at a year that tells how it goes on.

use crate::returns::panel::Panel;
use std::collections::BTreeMap;

/// A panel as it stood at the end of a year: later rows can not be seen.
#[derive(Clone, Copy, Debug)]
pub struct Cut<'a> {
    panel: &'a Panel,
    /// The last year that can be seen.
    pub year: i32,
}

impl<'a> Cut<'a> {
    /// Rows up to and with a year.
    pub fn new(panel: &'a Panel, year: i32) -> Cut<'a> {
        Cut { panel, year }
    }

    /// A figure, if its year can be seen and it is a number.
    pub fn known(&self, la: u16, indicator: &str, year: i32) -> Option<f64> {
        (year <= self.year)
            .then(|| self.panel.known(la, indicator, year))
            .flatten()
    }

    /// A figure above zero.
    pub fn above_zero(&self, la: u16, indicator: &str, year: i32) -> Option<f64> {
        self.known(la, indicator, year).filter(|x| *x > 0.0)
    }

    /// Codes of the councils (not England, not regions).
    pub fn councils(&self) -> impl Iterator<Item = u16> + use<'a> {
        self.panel
            .councils()
            .map(|c| c.la_code)
            .filter(|c| *c >= 100)
    }

    /// Children looked after on 31 March.
    pub fn children(&self, la: u16, year: i32) -> Option<f64> {
        self.above_zero(la, "cla_31mar", year)
    }

    /// Gross spend on children looked after.
    pub fn spend(&self, la: u16, year: i32) -> Option<f64> {
        self.above_zero(la, "spend_total_cla_gross_gbp", year)
    }

    /// The latest population of 0 to 17 that was known at a year; else that of the published rate.
    pub fn population(&self, la: u16, year: i32) -> Option<f64> {
        (year - 12..=year)
            .rev()
            .find_map(|y| self.above_zero(la, "pop_0_17_used", y))
            .or_else(|| {
                let rate = self.above_zero(la, "cla_rate_per_10k", year)?;
                Some(self.children(la, year)? / rate * 1e4)
            })
    }
}

/// What a regression is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Log of children looked after.
    Children,
    /// Log of gross spend.
    Spend,
}

/// What is known of a council at a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Feature {
    /// Growth of the children in the last year, logs.
    Growth,
    /// Growth of the spend in the last year, logs.
    SpendGrowth,
    /// Share of the children an indicator has, from the median.
    Share(&'static str),
    /// Log of children per head of population, from the median.
    Rate,
    /// Log of spend per child, from the median.
    PerChild,
    /// How far the spend per child stands from its own mean of so many years before (each from the median): reporting
    /// errors and single dear years come back.
    OwnDeviation(i32),
    /// How far the children stand from their own mean of so many years, logs.
    OwnMean(i32),
}

impl Feature {
    /// Of every council that has it in a year.
    fn of(self, cut: &Cut<'_>, year: i32) -> BTreeMap<u16, f64> {
        match self {
            Feature::Growth => growth(cut, year, &Cut::children),
            Feature::SpendGrowth => growth(cut, year, &Cut::spend),
            Feature::Share(indicator) => share(cut, year, indicator),
            Feature::Rate => rate(cut, year),
            Feature::PerChild => per_child(cut, year, 0.8),
            Feature::OwnDeviation(years) => own_deviation(cut, year, years),
            Feature::OwnMean(years) => own_mean(cut, year, years),
        }
    }
}

impl Subject {
    /// The figure.
    pub fn figure(self, cut: &Cut<'_>, la: u16, year: i32) -> Option<f64> {
        match self {
            Subject::Children => cut.children(la, year),
            Subject::Spend => cut.spend(la, year),
        }
    }

    /// Features of every council that has the figure in a year. What is missing is the median.
    pub fn features(self, cut: &Cut<'_>, year: i32, chosen: &[Feature]) -> BTreeMap<u16, Vec<f64>> {
        let columns: Vec<BTreeMap<u16, f64>> = chosen.iter().map(|f| f.of(cut, year)).collect();
        let middles: Vec<f64> = columns
            .iter()
            .map(|c| median(c.values().copied().collect()).unwrap_or(0.0))
            .collect();
        let has = |la: &u16| self.figure(cut, *la, year).is_some();
        cut.councils()
            .filter(has)
            .map(|la| {
                let of = |(c, m): (&BTreeMap<u16, f64>, &f64)| c.get(&la).copied().unwrap_or(*m);
                (la, columns.iter().zip(&middles).map(of).collect())
            })
            .collect()
    }

    /// Did a council's figure of a year leave that of the year before and come back the year after, a tenth or more both
    /// times? That is how an error of reporting looks.
    pub fn came_back(self, cut: &Cut<'_>, la: u16, year: i32) -> bool {
        let log = |y: i32| Some(libm::log(self.figure(cut, la, y)?));
        let moves = || {
            let now = log(year)?;
            Some((now - log(year - 1)?, log(year + 1)? - now))
        };
        moves().is_some_and(|(there, back)| {
            there * back < 0.0 && libm::fabs(there).min(libm::fabs(back)) > 0.1
        })
    }
}

type Figure<'a, 'b> = &'b dyn Fn(&Cut<'a>, u16, i32) -> Option<f64>;

fn growth<'a>(cut: &Cut<'a>, year: i32, of: Figure<'a, '_>) -> BTreeMap<u16, f64> {
    collect(cut, |la| {
        let g = libm::log(of(cut, la, year)? / of(cut, la, year - 1)?);
        Some(g.clamp(-0.25, 0.25))
    })
}

fn own_mean(cut: &Cut<'_>, year: i32, years: i32) -> BTreeMap<u16, f64> {
    collect(cut, |la| {
        let past = (year - years + 1..=year).filter_map(|y| cut.children(la, y));
        let logs: Vec<f64> = past.map(libm::log).collect();
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        Some((libm::log(cut.children(la, year)?) - mean).clamp(-0.5, 0.5))
    })
}

fn share(cut: &Cut<'_>, year: i32, indicator: &str) -> BTreeMap<u16, f64> {
    let of = |la| Some(cut.known(la, indicator, year)? / cut.children(la, year)?);
    centred(cut, of, 0.15)
}

fn rate(cut: &Cut<'_>, year: i32) -> BTreeMap<u16, f64> {
    centred(
        cut,
        |la| {
            Some(libm::log(
                cut.children(la, year)? / cut.population(la, year)?,
            ))
        },
        1.0,
    )
}

fn per_child(cut: &Cut<'_>, year: i32, limit: f64) -> BTreeMap<u16, f64> {
    centred(
        cut,
        |la| Some(libm::log(cut.spend(la, year)? / cut.children(la, year)?)),
        limit,
    )
}

fn own_deviation(cut: &Cut<'_>, year: i32, years: i32) -> BTreeMap<u16, f64> {
    let now = per_child(cut, year, f64::INFINITY);
    let before: Vec<_> = (year - years..year)
        .map(|y| per_child(cut, y, f64::INFINITY))
        .collect();
    collect(cut, |la| {
        let past: Vec<f64> = before.iter().filter_map(|b| b.get(&la).copied()).collect();
        let mean = past.iter().sum::<f64>() / past.len() as f64;
        let deviation = now.get(&la)? - mean;
        deviation.is_finite().then(|| deviation.clamp(-0.6, 0.6))
    })
}

fn collect(cut: &Cut<'_>, of: impl Fn(u16) -> Option<f64>) -> BTreeMap<u16, f64> {
    cut.councils()
        .filter_map(|la| of(la).filter(|x| x.is_finite()).map(|x| (la, x)))
        .collect()
}

fn centred(cut: &Cut<'_>, of: impl Fn(u16) -> Option<f64>, limit: f64) -> BTreeMap<u16, f64> {
    let mut all = collect(cut, of);
    let middle = median(all.values().copied().collect()).unwrap_or(0.0);
    for x in all.values_mut() {
        *x = (*x - middle).clamp(-limit, limit);
    }
    all
}

/// The middle value; of an even number the mean of the two.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    if n == 0 {
        return None;
    }
    Some((values[(n - 1) / 2] + values[n / 2]) / 2.0)
}
