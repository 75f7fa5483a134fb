//! What is forecast and scored.

use super::months::{Months, SETTINGS_N};
use crate::simulate::Record;
use crate::words::setting::SETTINGS;

/// What is scored at a horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Children at the end, all settings.
    Children,
    /// Children at the end in a setting.
    Setting(usize),
    /// Children at the end in fostering: kinship, own and agency.
    Fostering,
    /// Children at the end in homes, secure and other residential settings.
    Residential,
    /// Starts from the origin to the horizon.
    Entries,
    /// Ends of periods of care from the origin to the horizon.
    Exits,
    /// Cost of placements from the origin to the horizon, pounds.
    Cost,
}

/// Settings of a group, as the Markov baseline has them.
pub const FOSTERING: [usize; 3] = [0, 1, 2];
/// Residential settings.
pub const RESIDENTIAL: [usize; 4] = [3, 4, 5, 6];

/// A setting is scored where it has this many children at the origin on average.
const LEAST: f64 = 5.0;

impl Target {
    /// Name in files.
    pub fn name(self) -> String {
        match self {
            Target::Children => "children".to_owned(),
            Target::Setting(s) => SETTINGS.get(s).map_or(String::new(), |s| s.name.to_owned()),
            Target::Fostering => "fostering".to_owned(),
            Target::Residential => "residential".to_owned(),
            Target::Entries => "entries".to_owned(),
            Target::Exits => "exits".to_owned(),
            Target::Cost => "cost".to_owned(),
        }
    }

    /// Is it counted from the origin to the horizon, not at it?
    pub fn is_flow(self) -> bool {
        matches!(self, Target::Entries | Target::Exits | Target::Cost)
    }

    /// The targets of a history.
    pub fn of(months: &Months) -> Vec<Target> {
        let mut out = vec![Target::Children, Target::Fostering, Target::Residential];
        let n = months.stock.len().max(1) as f64;
        for s in 0..SETTINGS_N {
            if months.stock.iter().map(|row| row[s]).sum::<f64>() / n >= LEAST {
                out.push(Target::Setting(s));
            }
        }
        out.extend([Target::Entries, Target::Exits]);
        if months.priced {
            out.push(Target::Cost);
        }
        out
    }

    fn settings(self) -> Vec<usize> {
        match self {
            Target::Setting(s) => vec![s],
            Target::Fostering => FOSTERING.to_vec(),
            Target::Residential => RESIDENTIAL.to_vec(),
            _ => (0..SETTINGS_N).collect(),
        }
    }

    /// What happened: at the end of month `end - 1`, or in the months from `from` to before `end`.
    pub fn actual(self, months: &Months, from: usize, end: usize) -> Option<f64> {
        let last = end.checked_sub(1).filter(|l| *l < months.months.len())?;
        Some(match self {
            Target::Entries => Months::sum(&months.entries, from..end),
            Target::Exits => Months::sum(&months.exits, from..end),
            Target::Cost => months.cost_of(from..end),
            _ => self.settings().iter().map(|s| months.stock[last][*s]).sum(),
        })
    }

    /// What a replication says, in months of its horizon.
    pub fn simulated(self, record: &Record, from: usize, end: usize) -> f64 {
        let l = record.layout;
        let by_month = |list: &[u32], rows: usize| -> f64 {
            (0..rows)
                .flat_map(|r| &list[r * l.months + from..r * l.months + end])
                .map(|x| f64::from(*x))
                .sum()
        };
        match self {
            Target::Entries => by_month(&record.entries, l.streams),
            Target::Exits => by_month(&record.exits, l.exits),
            Target::Cost => {
                let mut sum = 0i64;
                for group in 0..l.groups() {
                    for slot in 0..l.slots {
                        let first = l.cell(group, slot, from);
                        sum += record.cost[first..first + end - from].iter().sum::<i64>();
                    }
                }
                sum as f64 / 700.0
            }
            _ => {
                // The slot beyond the settings is the unregistered part of other placements.
                let all = self.settings();
                let in_it =
                    |slot: &usize| all.contains(slot) || (*slot >= l.settings && all.contains(&9));
                let mut sum = 0;
                for group in 0..l.groups() {
                    for slot in (0..l.slots).filter(in_it) {
                        sum += record.children_end[l.cell(group, slot, end - 1)];
                    }
                }
                f64::from(sum)
            }
        }
    }
}
