//! Prices from a fee list: the next placement's by setting and age, spread and tail between children, growth of
//! existing and of new placements, and how the council's prices wander.

mod growth;
mod level;
mod samples;

use super::level::{Spread, SpreadPrior};
use crate::model::prices::Tail;
use crate::reference::england;
use crate::returns::fees::Fees;
use crate::returns::history::{At, History};
use crate::words::calendar::Day;
use crate::words::setting::SETTINGS;
use growth::{combined, existing_growth, new_growth, reference_growth, walk};
use level::setting_price;
use samples::{CRISIS, crisis, samples};
use std::collections::BTreeMap;

/// The next placement's price in a setting.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingPrice {
    /// Setting.
    pub setting: usize,
    /// Log of the mean weekly price in pounds at the snapshot, and its variance.
    pub log: (f64, f64),
    /// SD of the log between children.
    pub spread: f64,
    /// Heavy tail.
    pub tail: Option<Tail>,
    /// Prices it rests on, older ones counting less.
    pub weight: f64,
    /// Factors on the mean by age band; one where nothing is known.
    pub ages: [f64; 5],
}

/// A yearly change, with its SD and the data's weight in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Mean.
    pub rate: f64,
    /// SD.
    pub sd: f64,
    /// What the data alone say; `None`: nothing.
    pub own: Option<f64>,
}

/// Growth of a class of settings.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassGrowth {
    /// Settings.
    pub settings: Vec<usize>,
    /// Name in the scenario.
    pub name: &'static str,
    /// Of placements already made.
    pub existing: Growth,
    /// Of the price of the next placement.
    pub new: Growth,
}

/// The dear part of other placements, where the list has any of the setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Crisis {
    /// Share of other placements by age band.
    pub share: Vec<f64>,
    /// Its price; `None`: none seen, England's.
    pub price: Option<SettingPrice>,
}

/// All prices.
#[derive(Clone, Debug)]
pub struct PricesFit {
    /// The unregistered part of other placements; `None`: England's.
    pub crisis: Option<Crisis>,
    /// By setting that has prices.
    pub settings: Vec<SettingPrice>,
    /// By class.
    pub growth: Vec<ClassGrowth>,
    /// Wandering of residential prices.
    pub walk: Vec<Spread>,
    /// Share of the price that others pay, by setting, where the list has it.
    pub contributions: BTreeMap<usize, f64>,
}

/// Classes of settings that grow alike.
pub const CLASSES: [(&str, &[usize]); 2] = [
    ("fostering", &[0, 1, 2]),
    ("residential", &[3, 4, 5, 6, 8, 9]),
];

/// A council's prices walk about the national path by this, residential (design of the model: 0.09 a year, 0.07).
pub const WALK_PRIOR: SpreadPrior = SpreadPrior {
    walk: 0.09,
    transient: 0.07,
    log_sd: 0.35,
};

/// Fits prices; with no prices, what England says.
pub fn fit_prices(history: &History, fees: &Fees) -> PricesFit {
    let as_at = history.as_at();
    let mut samples = samples(history, fees, as_at);
    let crisis = crisis(&mut samples);
    let growth: Vec<ClassGrowth> = CLASSES
        .iter()
        .map(|(name, settings)| {
            let existing = existing_growth(fees, settings, as_at);
            ClassGrowth {
                settings: settings.to_vec(),
                name,
                existing: combined(existing, reference_growth("existing", settings)),
                new: combined(
                    new_growth(&samples, settings),
                    reference_growth("new", settings),
                ),
            }
        })
        .collect();
    let dear = growth.last().map_or(0.03, |g| g.new.rate);
    let crisis = crisis.map(|share| Crisis {
        share,
        price: setting_price(&samples, CRISIS, dear, as_at),
    });
    let settings = (0..SETTINGS.len())
        .filter(|s| SETTINGS[*s].line.is_some())
        .filter_map(|s| {
            let class = growth.iter().find(|g| g.settings.contains(&s));
            setting_price(&samples, s, class.map_or(0.03, |g| g.new.rate), as_at)
        })
        .collect();
    let residential = growth.last().map_or(0.0, |g| g.new.rate);
    PricesFit {
        settings,
        crisis,
        walk: walk(&samples, residential),
        growth,
        contributions: contributions(fees),
    }
}

fn contributions(fees: &Fees) -> BTreeMap<usize, f64> {
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for p in &fees.prices {
        let s = sums.entry(p.setting).or_default();
        let weekly = p.weekly.pounds();
        *s = (s.0 + weekly * (1.0 - p.share_social_care), s.1 + weekly);
    }
    sums.into_iter()
        .filter(|(_, (paid, all))| *paid > 0.005 * all && *all > 0.0)
        .map(|(s, (paid, all))| (s, paid / all))
        .collect()
}

/// The price in force at the end of a day for each placement.
pub fn current_prices(fees: &Fees, day: Day) -> BTreeMap<At, i64> {
    let mut out: BTreeMap<At, (Day, i64)> = BTreeMap::new();
    for p in &fees.prices {
        let holds = p.from <= day && p.to.is_none_or(|t| t > day);
        if let (Some(at), true) = (p.at, holds) {
            let place = out.entry(at).or_insert((p.from, p.weekly.0));
            if p.from >= place.0 {
                *place = (p.from, p.weekly.0);
            }
        }
    }
    out.into_iter()
        .map(|(at, (_, pence))| (at, pence))
        .collect()
}

/// England's crisis price: log of its mean and variance, spread, tail.
pub fn england_crisis() -> ((f64, f64), f64, Option<Tail>) {
    match england().unregistered.first() {
        Some(r) => {
            let p = &r.item.price;
            let sd = libm::log(p.high / p.low) / 2.563;
            ((libm::log(p.weekly), sd * sd), p.spread, p.tail)
        }
        None => ((9.5, 0.1), 0.4, None),
    }
}
