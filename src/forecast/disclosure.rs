//! What may not be shown outside the council: groups of so few children that one of them could be told.
//!
//! Every table of a dimension is of sums over the same cells (settings by the line they are charged to; age bands;
//! streams; exits; bands of price). Two cells that every shown group has either both of or neither belong to one
//! *block*, and whatever can be worked out from shown groups by adding and taking away is a sum of whole blocks. So
//! a group is withheld until every block, at every time, holds no child, or at least [`FEW`] + 1, and no child makes
//! more than half of its weekly cost at the start. The same groups are withheld in all periods and all measures: no
//! difference of months, sheets or totals gives back what a withheld group holds.

use super::books::Books;
use super::confined::confined;
use super::measure::Group;
use super::sample::Sample;
use crate::model::supply::Provider;
use std::collections::BTreeSet;

/// Counts from 1 to this are few.
pub const FEW: f64 = 5.0;

/// What is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Withheld {
    /// A group of the forecast, in every measure.
    Group(Group),
    /// A band of price by its place from below.
    Band(usize),
    /// Placements at £10,000 a week or more, in all.
    Over10k,
    /// Re-entries in all.
    ReEntries,
    /// Children in care at the start and new ones, apart.
    Cohorts,
    /// Places of own foster care or beds of own homes that are filled: their children are those of the setting.
    Filled(Provider),
    /// An action, by its index, that works on withheld groups only.
    Action(usize),
}

/// One dimension: counts of its cells at many times, and the groups that are shown as sets of cells.
struct Dimension {
    /// Cell × time.
    counts: Vec<Vec<f64>>,
    /// Cells whose cost at the start one child dominates, with the cells it would have to be together with.
    dominated: Vec<bool>,
    /// Shown sets of cells.
    shown: Vec<(Withheld, Vec<bool>)>,
}

/// What must be withheld of a forecast.
pub fn disclosure(books: &Books, samples: &[Sample]) -> BTreeSet<Withheld> {
    let mut out = BTreeSet::new();
    if samples.is_empty() {
        return out;
    }
    let mean =
        |of: &dyn Fn(&Sample) -> f64| samples.iter().map(of).sum::<f64>() / samples.len() as f64;
    for d in [
        places(books, &mean),
        ages(books, &mean),
        streams(books, &mean),
        exits(books, &mean),
        bands(books, &mean),
    ] {
        d.withhold(&mut out);
    }
    let years = books.years();
    let few_in =
        |of: &dyn Fn(&Sample, usize) -> f64| (0..years).any(|y| few(mean(&|s: &Sample| of(s, y))));
    if few_in(&|s, y| f64::from(s.over_10k[y])) {
        out.insert(Withheld::Over10k);
    }
    if few_in(&|s, y| f64::from(s.re_entries[y])) {
        out.insert(Withheld::ReEntries);
    }
    let all = |s: &Sample, y: usize| -> f64 {
        let slots = 0..books.model.slots.len();
        slots.map(|i| f64::from(s.nights[i * years + y])).sum()
    };
    let start = |s: &Sample, y: usize| f64::from(s.start_nights[y]) / 365.25;
    if few_in(&start) || few_in(&|s, y| all(s, y) / 365.25 - start(s, y)) {
        out.insert(Withheld::Cohorts);
    }
    for (name, by) in [
        ("foster_in_house", Provider::Household),
        ("home_in_house", Provider::Home),
    ] {
        let settings = books.model.settings();
        let is = settings.iter().position(|s| s.name == name);
        if is.is_some_and(|s| out.contains(&Withheld::Group(Group::Setting(s)))) {
            out.insert(Withheld::Filled(by));
        }
    }
    let actions = confined(&books.model.spec, &out);
    out.extend(actions.into_iter().map(Withheld::Action));
    out
}

/// A count that reads as 1 to [`FEW`].
pub fn few(x: f64) -> bool {
    (0.5..FEW + 0.5).contains(&x)
}

type Mean<'m> = &'m dyn Fn(&dyn Fn(&Sample) -> f64) -> f64;

/// Settings, lines and classes of settings, over slots (a setting and the line it is charged to).
fn places(books: &Books, mean: Mean) -> Dimension {
    let slots = &books.model.slots;
    let settings = books.model.settings();
    let months = books.model.horizon.first_open_month()..books.months();
    let counts = (0..slots.len())
        .map(|i| {
            let at = |m: usize| mean(&|s: &Sample| f64::from(s.children[i * books.months() + m]));
            let mut row: Vec<f64> = months.clone().map(at).collect();
            let years = books.years();
            let in_year =
                |y: usize| mean(&|s: &Sample| f64::from(s.nights[i * years + y])) / 365.25;
            row.extend((0..years).map(in_year));
            row
        })
        .collect();
    let set = |of: &dyn Fn(usize) -> bool| (0..slots.len()).map(of).collect::<Vec<bool>>();
    let mut shown: Vec<(Withheld, Vec<bool>)> = Vec::new();
    for s in 0..settings.len() {
        let cells = set(&|i| slots[i].setting == s);
        shown.push((Withheld::Group(Group::Setting(s)), cells));
    }
    for l in (0..books.lines()).filter(|l| books.is_placement(*l)) {
        let cells = set(&|i| slots[i].line == Some(l));
        shown.push((Withheld::Group(Group::Line(l)), cells));
    }
    let class =
        |of: &dyn Fn(&crate::model::Setting) -> bool| set(&|i| of(&settings[slots[i].setting]));
    let fostering = |s: &crate::model::Setting| crate::words::setting::is_fostering(&s.name);
    shown.push((Withheld::Group(Group::Families), class(&|s| s.family)));
    shown.push((Withheld::Group(Group::Homes), class(&|s| s.residential)));
    shown.push((Withheld::Group(Group::Fostering), class(&fostering)));
    Dimension {
        dominated: (0..slots.len())
            .map(|i| dominated(books, slots[i].setting))
            .collect(),
        counts,
        shown,
    }
}

/// Does one child make more than half of the weekly cost of those in a setting at the start?
fn dominated(books: &Books, setting: usize) -> bool {
    let children = &books.model.spec.cohort.children;
    let prices: Vec<i64> = children
        .iter()
        .filter(|c| c.setting == setting)
        .filter_map(|c| c.weekly_price)
        .collect();
    let all: i64 = prices.iter().sum();
    prices.iter().max().is_some_and(|most| 2 * most > all)
}

/// A count of a replication in a year.
type InYear<'t> = &'t dyn Fn(&Sample, usize) -> u32;

fn rows(books: &Books, mean: Mean, tables: &[InYear]) -> Vec<f64> {
    let years = books.years();
    tables
        .iter()
        .flat_map(|t| (0..years).map(move |y| mean(&|s: &Sample| f64::from(t(s, y)))))
        .collect()
}

impl Dimension {
    /// Cells that are shown one by one.
    fn apart(counts: Vec<Vec<f64>>, name: impl Fn(usize) -> Withheld) -> Dimension {
        let n = counts.len();
        Dimension {
            dominated: vec![false; n],
            shown: (0..n)
                .map(|i| (name(i), (0..n).map(|j| i == j).collect()))
                .collect(),
            counts,
        }
    }

    /// Withholds groups until every block is safe.
    fn withhold(mut self, out: &mut BTreeSet<Withheld>) {
        while let Some((unsafe_block, with)) = self.next_merge() {
            let apart = |cells: &[bool]| cells[unsafe_block] != cells[with];
            let (gone, kept) = self.shown.into_iter().partition(|(_, c)| apart(c));
            self.shown = kept;
            out.extend(gone.into_iter().map(|(g, _)| g));
        }
    }

    /// Block of each cell: the first cell that is shown with it in every set.
    fn blocks(&self) -> Vec<usize> {
        let same = |a: usize, b: usize| self.shown.iter().all(|(_, c)| c[a] == c[b]);
        let n = self.counts.len();
        (0..n)
            .map(|i| (0..i).find(|j| same(i, *j)).unwrap_or(i))
            .collect()
    }

    /// A cell of a block that is not safe, and one of the block it is to become one with: the one that lets most be
    /// shown. `None`: all are safe, or there is one block only.
    fn next_merge(&self) -> Option<(usize, usize)> {
        let block = self.blocks();
        let firsts: Vec<usize> = (0..block.len()).filter(|i| block[*i] == *i).collect();
        if firsts.len() < 2 {
            return None;
        }
        let total = |b: usize, time: usize| -> f64 {
            (0..block.len())
                .filter(|i| block[*i] == b)
                .map(|i| self.counts[i][time])
                .sum()
        };
        let times = self.counts.first().map_or(0, Vec::len);
        let is_unsafe = |b: &usize| {
            let alone = (0..block.len()).filter(|i| block[*i] == *b);
            (0..times).any(|t| few(total(*b, t))) || alone.into_iter().all(|i| self.dominated[i])
        };
        let children = |b: usize| (0..times).map(|t| total(b, t)).sum::<f64>();
        let from = firsts.iter().copied().find(is_unsafe)?;
        // Of the other blocks the one that hides least, then that of fewest children who are there at all.
        let to = firsts
            .iter()
            .copied()
            .filter(|b| *b != from)
            .min_by(|a, b| {
                let cost = |with: usize| {
                    let gone = self
                        .shown
                        .iter()
                        .filter(|(_, c)| c[from] != c[with])
                        .map(|(g, _)| worth(*g))
                        .sum::<usize>();
                    let idle = children(with) <= 0.0;
                    (idle, gone, children(with))
                };
                let (x, y) = (cost(*a), cost(*b));
                (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2))
            })?;
        Some((from, to))
    }
}

/// What showing a group is worth: homes and families are what readers ask for first.
fn worth(of: Withheld) -> usize {
    match of {
        Withheld::Group(Group::Families | Group::Homes | Group::Fostering) | Withheld::Over10k => 4,
        _ => 1,
    }
}

fn ages(books: &Books, mean: Mean) -> Dimension {
    let years = books.years();
    let counts = (0..books.model.spec.dimensions.age_bands.len())
        .map(|a| {
            rows(
                books,
                mean,
                &[
                    &|s, y| s.age_children[a * years + y],
                    &|s, y| s.entry_ages[a * years + y],
                    &|s, y| s.exit_ages[a * years + y],
                ],
            )
        })
        .collect();
    Dimension::apart(counts, |a| Withheld::Group(Group::Age(a)))
}

fn streams(books: &Books, mean: Mean) -> Dimension {
    let years = books.years();
    let counts = (0..books.model.spec.dimensions.streams.len())
        .map(|i| {
            rows(
                books,
                mean,
                &[&|s, y| s.stream_children[i * years + y], &|s, y| {
                    s.entries[i * years + y]
                }],
            )
        })
        .collect();
    Dimension::apart(counts, |i| Withheld::Group(Group::Stream(i)))
}

fn exits(books: &Books, mean: Mean) -> Dimension {
    let years = books.years();
    let counts = (0..books.model.spec.dimensions.exits.len())
        .map(|e| rows(books, mean, &[&|s, y| s.exits[e * years + y]]))
        .collect();
    Dimension::apart(counts, |e| Withheld::Group(Group::Exit(e)))
}

/// Bands of price from the lowest; what costs less than all bands is the first.
fn bands(books: &Books, mean: Mean) -> Dimension {
    let years = books.years();
    let bands = crate::simulate::DEAR_FROM.len();
    let mut counts: Vec<Vec<f64>> = (0..bands)
        .map(|b| {
            rows(
                books,
                mean,
                &[&|s, y| s.dear_placements[b * years + y], &|s, y| {
                    s.dear_end[b * years + y]
                }],
            )
        })
        .collect();
    let slots = books.model.slots.len();
    let below = rows(
        books,
        mean,
        &[&|s, y| {
            let all: u32 = (0..slots)
                .map(|i| s.children[i * books.months() + 12 * y + 11])
                .sum();
            let dear: u32 = (0..bands).map(|b| s.dear_end[b * years + y]).sum();
            all - dear
        }],
    );
    // The same number of times in every row.
    counts.insert(0, below.iter().chain(&below).copied().collect());
    let mut out = Dimension::apart(counts, Withheld::Band);
    let ten = |cell: usize| cell > 0 && crate::simulate::DEAR_FROM[cell - 1] >= 1_000_000;
    out.shown
        .push((Withheld::Over10k, (0..=bands).map(ten).collect()));
    out
}
