//! Prices from a fee list: the next placement's by setting and age, spread and tail between children, growth of
//! existing and of new placements, and how the council's prices wander.

use super::level::{Spread, SpreadPrior, normal_level};
use crate::model::prices::Tail;
use crate::reference::{UpliftRow, england};
use crate::returns::fees::{Fees, Price};
use crate::returns::history::{At, History};
use crate::words::calendar::{DAYS_PER_YEAR, Day};
use crate::words::setting::{AGE_EDGES, SETTINGS};
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
/// Half-life of a price's weight, years.
const HALF_LIFE: f64 = 1.5;
/// Weight of a price of a placement that was not made within what is seen.
const OLD_WEIGHT: f64 = 0.25;
/// Weight of England's spread, in prices.
const SPREAD_PRIOR: f64 = 10.0;
/// Fewest prices in the upper end for an index of its own.
const TAIL_LEAST: f64 = 15.0;

struct Sample {
    setting: usize,
    age: usize,
    /// Years before the snapshot.
    back: f64,
    log: f64,
    new: bool,
}

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

fn samples(history: &History, fees: &Fees, as_at: Day) -> Vec<Sample> {
    let (mut first, mut latest) = (BTreeMap::new(), BTreeMap::new());
    for p in fees.prices.iter().filter(|p| p.from <= as_at) {
        if let Some(at) = p.at {
            let day = first.entry(at).or_insert(p.from);
            *day = p.from.min(*day);
            let day = latest.entry(at).or_insert(p.from);
            *day = p.from.max(*day);
        }
    }
    let begins = |p: &Price| {
        p.at.and_then(|at| history.get(at))
            .is_some_and(|(_, _, s)| s.start_known && (s.start.0 - p.from.0).abs() <= 31)
    };
    let firsts = |p: &&Price| p.at.is_some_and(|at| first.get(&at) == Some(&p.from));
    let made: std::collections::BTreeSet<At> = fees
        .prices
        .iter()
        .filter(firsts)
        .filter(|p| begins(p))
        .filter_map(|p| p.at)
        .collect();
    let mut out = Vec::new();
    for p in fees
        .prices
        .iter()
        .filter(|p| p.from <= as_at && p.weekly.0 > 0)
    {
        let spell = p.at.and_then(|at| history.get(at));
        let new = firsts(&p) && begins(p);
        let last = p.to.unwrap_or(as_at.plus(1)).min(as_at.plus(1));
        // Of a placement made before what is seen, the last price counts, while it was paid in the last year.
        let is_last = p.at.is_none_or(|at| latest.get(&at) == Some(&p.from));
        let known_new = p.at.is_some_and(|at| made.contains(&at));
        if !new && (as_at.0 - last.0 > 365 || !is_last || known_new) {
            continue;
        }
        let born = spell.map(|(c, _, _)| c.born);
        let age = born.map_or(3, |b| {
            let years = f64::from(p.from.0 - b.0) / DAYS_PER_YEAR;
            AGE_EDGES.iter().take_while(|e| years >= **e).count()
        });
        out.push(Sample {
            setting: p.setting,
            age,
            back: f64::from(as_at.0 - p.from.0) / DAYS_PER_YEAR,
            log: libm::log(p.weekly.pounds()),
            new,
        });
    }
    out
}

/// Stands for the unregistered part among the settings of samples.
const CRISIS: usize = SETTINGS.len();
/// Weight of England's shares of the unregistered part, in placements.
const CRISIS_PRIOR: f64 = 8.0;

/// Tells the unregistered part of other placements from the rest by the price: nearer, in logs, to England's crisis price
/// than to that of other placements. Gives its share by age band; `None` where there are no prices of the setting.
fn crisis(samples: &mut [Sample]) -> Option<Vec<f64>> {
    let rows = &england().unregistered;
    let dear = &rows.first()?.item.price;
    let plain = england()
        .prices
        .iter()
        .map(|r| &r.item)
        .find(|p| p.setting == dear.setting)?;
    let threshold = 0.5 * (libm::log(dear.weekly) + libm::log(plain.weekly));
    let mut share: Vec<f64> = vec![0.0; 5];
    rows.iter().for_each(|r| share[r.item.age] = r.item.share);
    let mut counts = [(0.0, 0.0); 5];
    let (mut seen, mut expected, mut all) = (0.0, 0.0, 0.0);
    for s in samples.iter_mut().filter(|s| s.setting == dear.setting) {
        let is_dear = s.log > threshold;
        counts[s.age].0 += f64::from(u8::from(is_dear));
        counts[s.age].1 += 1.0;
        seen += f64::from(u8::from(is_dear));
        expected += share[s.age];
        all += 1.0;
        if is_dear {
            s.setting = CRISIS;
        }
    }
    if all <= 0.0 {
        return None;
    }
    // England's shares at the council's level, then what each age adds.
    let level = (seen + CRISIS_PRIOR * 0.5) / (expected + CRISIS_PRIOR * 0.5);
    let at = |(age, (dear, n)): (usize, &(f64, f64))| {
        let before = (share[age] * level).min(0.95);
        (dear + CRISIS_PRIOR * before) / (n + CRISIS_PRIOR)
    };
    Some(counts.iter().enumerate().map(at).collect())
}

fn weight(s: &Sample) -> f64 {
    libm::exp2(-s.back / HALF_LIFE) * if s.new { 1.0 } else { OLD_WEIGHT }
}

/// England's price of a setting: mean over its ages, log SD of the mean, spread, tail; brought to a day.
fn reference_price(
    setting: usize,
    growth: f64,
    as_at: Day,
) -> Option<(f64, f64, f64, Option<Tail>)> {
    let england = england();
    let dear = england.unregistered.first().map(|r| &r.item.price);
    let rows: Vec<&crate::reference::PriceRow> = match setting {
        CRISIS => dear.into_iter().collect(),
        _ => england
            .prices
            .iter()
            .map(|r| &r.item)
            .filter(|p| p.setting == setting)
            .collect(),
    };
    let n = rows.len() as f64;
    let first = rows.first()?;
    let mean = rows.iter().map(|p| p.weekly).sum::<f64>() / n;
    let sd = libm::log(first.high / first.low) / 2.563;
    let years = Day::parse(&first.date).map_or(0.0, |d| f64::from(as_at.0 - d.0) / DAYS_PER_YEAR);
    let factor = libm::pow(1.0 + growth, years);
    let tail = first.tail.map(|t| Tail {
        max: t.max * factor,
        ..t
    });
    Some((libm::log(mean * factor), sd, first.spread, tail))
}

fn setting_price(
    samples: &[Sample],
    setting: usize,
    growth: f64,
    as_at: Day,
) -> Option<SettingPrice> {
    let own: Vec<&Sample> = samples.iter().filter(|s| s.setting == setting).collect();
    let total: f64 = own.iter().map(|s| weight(s)).sum();
    if own.is_empty() || total <= 1e-6 {
        return None;
    }
    let (prior, prior_sd, prior_spread, tail) =
        reference_price(setting, growth, as_at).unwrap_or((own[0].log, 1.0, 0.3, None));
    let grown = libm::log1p(growth.max(-0.5));
    let at_date = |s: &Sample| s.log + grown * s.back;
    // The mean is of prices, not of logs: a heavy tail belongs to it.
    let mean = own
        .iter()
        .map(|s| weight(s) * libm::exp(at_date(s)))
        .sum::<f64>()
        / total;
    let middle = own.iter().map(|s| weight(s) * at_date(s)).sum::<f64>() / total;
    let squares: f64 = own
        .iter()
        .map(|s| weight(s) * (at_date(s) - middle) * (at_date(s) - middle))
        .sum();
    let weights2: f64 = own.iter().map(|s| weight(s) * weight(s)).sum();
    let n = total * total / weights2;
    let whole_spread =
        libm::sqrt((squares + SPREAD_PRIOR * prior_spread * prior_spread) / (total + SPREAD_PRIOR));
    let error = (libm::expm1(whole_spread * whole_spread) / n).max(1e-6);
    let precision = 1.0 / error + 1.0 / (prior_sd * prior_sd).max(1e-6);
    let log = (libm::log(mean) / error + prior / (prior_sd * prior_sd).max(1e-6)) / precision;
    let mut logs: Vec<f64> = own.iter().map(|s| at_date(s)).collect();
    logs.sort_by(f64::total_cmp);
    let (tail, spread) = match tail {
        Some(t) => with_tail(&logs, t, prior_spread, n),
        None => (None, whole_spread),
    };
    let mut ages = [1.0; 5];
    for (age, factor) in ages.iter_mut().enumerate() {
        let here = own.iter().filter(|s| s.age == age);
        let (w, sum) = here.fold((0.0, 0.0), |(w, sum), s| {
            (w + weight(s), sum + weight(s) * (at_date(s) - middle))
        });
        // Weighed against the spread between children: a few prices move it little.
        if w > 0.0 {
            *factor = libm::exp(sum / (w + 5.0));
        }
    }
    Some(SettingPrice {
        setting,
        log: (log, 1.0 / precision),
        spread,
        tail,
        weight: n,
        ages,
    })
}

/// The body's spread from the middle half of the logs, and the tail's index where there are enough prices in it
/// (Hill 1975, Annals of Statistics 3), else England's.
fn with_tail(logs: &[f64], tail: Tail, prior_spread: f64, n: f64) -> (Option<Tail>, f64) {
    let at = |u: f64| logs[((u * logs.len() as f64) as usize).min(logs.len() - 1)];
    let middle = (at(0.75) - at(0.25)) / 1.349;
    let spread = (n * middle + SPREAD_PRIOR * prior_spread) / (n + SPREAD_PRIOR);
    let above = logs.len() as f64 * tail.share;
    let mut tail = tail;
    if let Some(top) = logs.last() {
        tail.max = tail.max.max(libm::exp(*top) * 1.1);
    }
    if above >= TAIL_LEAST {
        let threshold = at(1.0 - tail.share);
        let over: Vec<f64> = logs
            .iter()
            .filter(|l| **l > threshold)
            .map(|l| l - threshold)
            .collect();
        let mean = over.iter().sum::<f64>() / (over.len() as f64).max(1.0);
        if mean > 0.0 {
            tail.index = (1.0 / mean).clamp(1.2, 20.0);
        }
    }
    (Some(tail), spread.max(0.01))
}

fn reference_growth(applies_to: &str, settings: &[usize]) -> (f64, f64) {
    let fits = |u: &&UpliftRow| {
        u.applies_to == applies_to
            && u.year.is_empty()
            && u.settings.iter().any(|s| settings.contains(s))
    };
    let rows = england().uplifts.iter().map(|r| &r.item).filter(fits);
    let list: Vec<(f64, f64)> = rows.map(|u| (u.rate, (u.high - u.low) / 2.563)).collect();
    let n = list.len() as f64;
    match list.is_empty() {
        true => (0.03, 0.02),
        false => (
            list.iter().map(|l| l.0).sum::<f64>() / n,
            list.iter().map(|l| l.1).sum::<f64>() / n,
        ),
    }
}

fn combined(own: Option<(f64, f64)>, (prior, prior_sd): (f64, f64)) -> Growth {
    let prior_sd = prior_sd.max(1e-3);
    match own {
        Some((rate, sd)) if sd > 0.0 => {
            let (a, b) = (1.0 / (sd * sd), 1.0 / (prior_sd * prior_sd));
            Growth {
                rate: ((a * rate + b * prior) / (a + b)).clamp(-0.2, 0.4),
                sd: libm::sqrt(1.0 / (a + b)),
                own: Some(rate),
            }
        }
        _ => Growth {
            rate: prior,
            sd: prior_sd,
            own: None,
        },
    }
}

/// Change a year of the price of the same placement, over the last five years, and its SD.
fn existing_growth(fees: &Fees, settings: &[usize], as_at: Day) -> Option<(f64, f64)> {
    let mut by_placement: BTreeMap<At, Vec<&Price>> = BTreeMap::new();
    let from = as_at.plus(-5 * 366);
    for p in &fees.prices {
        if let Some(at) = p.at
            && settings.contains(&p.setting)
            && p.from <= as_at
            && p.to.is_none_or(|t| t > from)
        {
            by_placement.entry(at).or_default().push(p);
        }
    }
    let (mut change, mut squares, mut years) = (0.0, 0.0, 0.0);
    for list in by_placement.values_mut() {
        list.sort_by_key(|p| p.from);
        for pair in list.windows(2) {
            if let [a, b] = pair
                && a.weekly.0 > 0
                && b.weekly.0 > 0
            {
                let log = libm::log(b.weekly.pounds() / a.weekly.pounds());
                // A jump by more than a third is another service, not an uplift.
                if log.abs() < 0.3 {
                    change += log;
                    squares += log * log;
                }
            }
        }
        let last = list.last().and_then(|p| p.to).unwrap_or(as_at).min(as_at);
        let first = list.first().map_or(as_at, |p| p.from);
        years += f64::from((last.0 - first.0).max(0)) / DAYS_PER_YEAR;
    }
    if years < 5.0 || change == 0.0 {
        return None;
    }
    let rate = change / years;
    // Every placement steps on the same day: years, not placements, are what is independent.
    let luck = squares / (years * years) + 0.02 * 0.02 / 4.0;
    Some((libm::expm1(rate), libm::sqrt(luck)))
}

/// Slope of the logs of new placements' prices on time, over the last six years, settings apart; and its SD.
fn new_growth(samples: &[Sample], settings: &[usize]) -> Option<(f64, f64)> {
    let (mut sxx, mut sxy, mut squares, mut n) = (0.0, 0.0, 0.0, 0.0);
    let mut longest = 0.0f64;
    for setting in settings {
        let own: Vec<&Sample> = samples
            .iter()
            .filter(|s| s.new && s.setting == *setting && s.back < 6.0)
            .collect();
        if own.len() < 4 {
            continue;
        }
        let m = own.len() as f64;
        let x = own.iter().map(|s| -s.back).sum::<f64>() / m;
        let y = own.iter().map(|s| s.log).sum::<f64>() / m;
        for s in &own {
            sxx += (-s.back - x) * (-s.back - x);
            sxy += (-s.back - x) * (s.log - y);
            squares += (s.log - y) * (s.log - y);
        }
        n += m;
        longest = own.iter().map(|s| s.back).fold(longest, f64::max);
    }
    if n < 12.0 || sxx <= 0.0 || longest < 1.5 {
        return None;
    }
    let slope = sxy / sxx;
    let residual = (squares - slope * sxy).max(0.0) / (n - 2.0);
    let wandering = WALK_PRIOR.walk * WALK_PRIOR.walk / longest
        + 2.0 * WALK_PRIOR.transient * WALK_PRIOR.transient / (longest * longest);
    Some((libm::expm1(slope), libm::sqrt(residual / sxx + wandering)))
}

/// Wandering of the yearly mean of new residential prices about their growth.
fn walk(samples: &[Sample], growth: f64) -> Vec<Spread> {
    let settings = CLASSES[1].1;
    let grown = libm::log1p(growth.max(-0.5));
    let mut means: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for s in samples
        .iter()
        .filter(|s| s.new && settings.contains(&s.setting))
    {
        let m = means.entry(s.setting).or_default();
        *m = (m.0 + s.log + grown * s.back, m.1 + 1.0);
    }
    let mut years: BTreeMap<usize, (f64, f64, f64)> = BTreeMap::new();
    for s in samples
        .iter()
        .filter(|s| s.new && settings.contains(&s.setting))
    {
        let Some((sum, n)) = means.get(&s.setting) else {
            continue;
        };
        let off = s.log + grown * s.back - sum / n;
        let y = years.entry((s.back as usize).min(15)).or_default();
        *y = (y.0 + off, y.1 + off * off, y.2 + 1.0);
    }
    let list: Vec<(f64, f64)> = years
        .values()
        .rev()
        .filter(|y| y.2 >= 5.0)
        .map(|y| {
            let mean = y.0 / y.2;
            (mean, (y.1 / y.2 - mean * mean).max(0.01) / y.2)
        })
        .collect();
    normal_level(&list, WALK_PRIOR, (0.0, 1.0))
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
