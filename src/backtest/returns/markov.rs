//! The daily stock-and-flow Markov model, without uncertainty, as a peer has it: states are age band × {fostering,
//! residential, supported, other}; a rate is the mean over a reference period of (daily transitions / the previous
//! day's stock), entrants are the entrants of the period over its days, ageing is 1 / (365.25 × length of the band) a
//! day; the expected counts step forward day by day.

use super::target::{FOSTERING, RESIDENTIAL, Target};
use crate::returns::history::History;
use crate::words::calendar::{DAYS_PER_YEAR, Day};
use crate::words::setting::AGE_EDGES;

const AGES: usize = 5;
const GROUPS: usize = 4;
const STATES: usize = AGES * GROUPS;
/// Years each age band lasts.
const LENGTHS: [f64; AGES] = [1.0, 4.0, 5.0, 6.0, 2.0];

/// Rates a day, entrants a day and the stock at the end of the reference period.
#[derive(Clone, Debug, PartialEq)]
pub struct Markov {
    move_to: [[f64; GROUPS]; STATES],
    exit: [f64; STATES],
    entrants: [f64; STATES],
    stock: [f64; STATES],
    /// Mean weekly price of a child in each group at the end.
    price: [f64; GROUPS],
}

fn group(setting: usize) -> usize {
    match setting {
        s if FOSTERING.contains(&s) => 0,
        s if RESIDENTIAL.contains(&s) => 1,
        8 => 2,
        _ => 3,
    }
}

fn state(age: usize, setting: usize) -> usize {
    age * GROUPS + group(setting)
}

impl Markov {
    /// From the `days` before the end of a history, with each setting's monthly cost and children of the last month.
    pub fn of(history: &History, days: i32, cost: &[f64], children: &[f64]) -> Markov {
        let from = history.to.0 - days;
        let mut at_risk = [0.0; STATES];
        let mut out = Markov {
            move_to: [[0.0; GROUPS]; STATES],
            exit: [0.0; STATES],
            entrants: [0.0; STATES],
            stock: [0.0; STATES],
            price: [0.0; GROUPS],
        };
        for child in &history.children {
            let edges: Vec<i32> = AGE_EDGES
                .iter()
                .map(|e| child.born.birthday(*e as i32).0)
                .collect();
            let birthday = child.born.birthday(18).0;
            let band = |day: i32| edges.iter().take_while(|e| **e <= day).count();
            for p in &child.periods {
                if p.start.0 >= from
                    && p.start < history.to
                    && p.start_known
                    && let Some(s) = p.spells.first()
                {
                    out.entrants[state(band(p.start.0), s.setting)] += 1.0;
                }
                for (i, s) in p.spells.iter().enumerate() {
                    let end = s.end.map_or(history.to.0, |e| e.0);
                    let mut begin = s.start.0.max(from);
                    let last = end.min(birthday);
                    while begin < last {
                        let age = band(begin);
                        let until = edges.get(age).map_or(last, |e| last.min(*e));
                        at_risk[state(age, s.setting)] += f64::from(until - begin);
                        begin = until;
                    }
                    match s.end {
                        None if s.start < history.to => {
                            out.stock[state(band(history.to.0 - 1), s.setting)] += 1.0
                        }
                        Some(e) if e.0 >= from && e <= history.to && e.0 < birthday => {
                            let here = state(band(e.0 - 1), s.setting);
                            match p.spells.get(i + 1) {
                                Some(next) if group(next.setting) != group(s.setting) => {
                                    out.move_to[here][group(next.setting)] += 1.0;
                                }
                                None => out.exit[here] += 1.0,
                                _ => {}
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        for (s, days) in at_risk.iter().enumerate() {
            let scale = if *days > 0.0 { 1.0 / days } else { 0.0 };
            out.move_to[s].iter_mut().for_each(|x| *x *= scale);
            out.exit[s] *= scale;
            out.entrants[s] /= f64::from(days_of(history, from));
        }
        let mut sums = [(0.0, 0.0); GROUPS];
        for (s, (c, n)) in cost.iter().zip(children).enumerate() {
            let g = group(s);
            sums[g] = (sums[g].0 + c, sums[g].1 + n);
        }
        for (price, (c, n)) in out.price.iter_mut().zip(sums) {
            // A month's cost a child, as a week's.
            *price = if n > 0.0 {
                c / n * 7.0 * 12.0 / DAYS_PER_YEAR
            } else {
                0.0
            };
        }
        out
    }

    /// Expected targets after so many days.
    pub fn forecast(&self, days: i32) -> Forecast {
        let mut stock = self.stock;
        let (mut entries, mut exits, mut cost) = (0.0, 0.0, 0.0);
        for _ in 0..days {
            let mut next = stock;
            for (s, n) in stock.iter().enumerate() {
                let age = s / GROUPS;
                for (g, rate) in self.move_to[s].iter().enumerate() {
                    next[s] -= n * rate;
                    next[age * GROUPS + g] += n * rate;
                }
                next[s] -= n * self.exit[s];
                let older = n / (DAYS_PER_YEAR * LENGTHS[age]);
                next[s] -= older;
                exits += n * self.exit[s];
                match age + 1 < AGES {
                    true => next[s + GROUPS] += older,
                    false => exits += older,
                }
                cost += n * self.price[s % GROUPS] / 7.0;
            }
            for (n, e) in next.iter_mut().zip(self.entrants) {
                *n += e;
                entries += e;
            }
            stock = next;
        }
        let mut groups = [0.0; GROUPS];
        stock
            .iter()
            .enumerate()
            .for_each(|(s, n)| groups[s % GROUPS] += n);
        Forecast {
            groups,
            entries,
            exits,
            cost,
        }
    }
}

fn days_of(history: &History, from: i32) -> i32 {
    (history.to.0 - from.max(history.from.0)).max(1)
}

/// What the model expects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    groups: [f64; GROUPS],
    entries: f64,
    exits: f64,
    cost: f64,
}

impl Forecast {
    /// Of a target; `None` for settings the model does not tell apart.
    pub fn of(&self, target: Target) -> Option<f64> {
        Some(match target {
            Target::Children => self.groups.iter().sum(),
            Target::Fostering => self.groups[0],
            Target::Residential => self.groups[1],
            Target::Setting(8) => self.groups[2],
            Target::Entries => self.entries,
            Target::Exits => self.exits,
            Target::Cost => self.cost,
            Target::Setting(_) => return None,
        })
    }
}

/// Days of the reference period: two years, or what there is.
pub fn reference_days(history: &History, to: Day) -> i32 {
    (to.0 - history.from.0).clamp(1, 731)
}
