//! The children at the start by setting, age and stream, consistent with every published margin.

use super::gaps;
use super::ipf::{self, Margin};
use super::observed::Observed;
use crate::reference::england;
use crate::words::setting::{SETTINGS, STREAMS, parse_age_range, setting_index};

/// Ages told apart at the start: who turns 18 in the first year is known better than from a band of two years.
pub const AGES: [&str; 7] = ["under 1", "1-4", "5-9", "10-12", "13-15", "16", "17"];

/// The published band of each.
const BAND: [usize; 7] = [0, 1, 2, 3, 3, 4, 4];

/// Settings of each published group of placements.
pub const GROUP: [&[&str]; 8] = [
    &["kinship_foster", "foster_in_house", "foster_agency"],
    &["home_in_house", "home_agency", "secure"],
    &["supported_accommodation"],
    &["residential_other", "custody"],
    &["residential_other"],
    &["with_parents"],
    &["placed_for_adoption"],
    &["other_placement"],
];

/// Of the children in a group other than foster care and homes, those in the council's own provision: England,
/// 31 March 2024, place provider by placement.
const OWN: [f64; 8] = [0.0, 0.0, 0.07, 0.15, 0.3, 0.0, 0.8, 0.05];

/// Children of a setting, age and stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Setting, index in the standard list.
    pub setting: usize,
    /// Age, in the words of [`AGES`].
    pub age: &'static str,
    /// Stream.
    pub stream: usize,
    /// Children.
    pub count: u32,
}

impl Group {
    /// Its name: `home_agency 13-15 general`.
    pub fn id(&self) -> String {
        format!(
            "{} {} {}",
            SETTINGS[self.setting].name, self.age, STREAMS[self.stream]
        )
    }
}

const STREAM: usize = 2;

fn index(setting: usize, age: usize, stream: usize) -> usize {
    (setting * AGES.len() + age) * STREAM + stream
}

fn settings(group: usize) -> Vec<usize> {
    GROUP[group]
        .iter()
        .filter_map(|n| setting_index(n))
        .collect()
}

/// England's children of 31 March 2022, the seed.
fn seed() -> Vec<f64> {
    let mut out = vec![0.0; SETTINGS.len() * AGES.len() * STREAM];
    for row in england().stock_2022.iter().map(|r| r.item) {
        let middle = 0.5 * (row.ages.0 + row.ages.1);
        let age = AGES.iter().position(|a| {
            parse_age_range(a).is_some_and(|(from, to)| from <= middle && middle < to)
        });
        if let Some(age) = age {
            out[index(row.setting, age, row.stream)] += f64::from(row.count);
        }
    }
    out
}

/// The children of a council: fitted from England's to the groups of placements, the ages, the separated children and
/// the council's own provision, then rounded with groups, ages and separated children kept. The second value is what
/// the fit could not meet, children.
pub fn population(observed: &Observed) -> (Vec<Group>, f64) {
    let mut table = seed();
    let all = |test: &dyn Fn(usize, usize, usize) -> bool| -> Vec<usize> {
        let mut out = Vec::new();
        for s in 0..SETTINGS.len() {
            for a in 0..AGES.len() {
                for t in 0..STREAM {
                    if test(s, a, t) {
                        out.push(index(s, a, t));
                    }
                }
            }
        }
        out
    };
    // Residential schools are the program's `residential_other` too.
    let mut groups: Vec<(Vec<usize>, f64)> = Vec::new();
    for (g, count) in observed.groups.iter().enumerate() {
        match g {
            4 => groups[3].1 += count,
            _ => groups.push((settings(g), *count)),
        }
    }
    let total = f64::from(observed.total);
    let by_group = Margin {
        cells: groups
            .iter()
            .map(|(s, _)| all(&|x, _, _| s.contains(&x)))
            .collect(),
        sums: groups.iter().map(|(_, n)| *n).collect(),
    };
    let by_age = Margin {
        cells: (0..5).map(|b| all(&|_, a, _| BAND[a] == b)).collect(),
        sums: observed.ages.to_vec(),
    };
    let by_stream = Margin {
        cells: (0..STREAM).map(|t| all(&|_, _, x| x == t)).collect(),
        sums: vec![total - observed.separated, observed.separated],
    };
    let mut margins = vec![by_group, by_age, by_stream];
    if let Some(own) = observed.own {
        let elsewhere: f64 = observed
            .groups
            .iter()
            .zip(OWN)
            .map(|(n, share)| n * share)
            .sum();
        let both = observed.groups[0] + observed.groups[1];
        let own = (own - elsewhere).clamp(0.02 * both, 0.98 * both);
        let in_house = |s: usize| SETTINGS[s].in_house || SETTINGS[s].name == "kinship_foster";
        let agency =
            |s: usize| ["foster_agency", "home_agency", "secure"].contains(&SETTINGS[s].name);
        margins.insert(
            0,
            Margin {
                cells: vec![
                    all(&|s, _, _| in_house(s) && !agency(s)),
                    all(&|s, _, _| agency(s)),
                ],
                sums: vec![own, both - own],
            },
        );
    }
    // Ages and streams last, so that they are met; groups come back in the rounding.
    let miss = ipf::fit(&mut table, &margins);
    (rounded(&table, observed, &groups), miss)
}

fn rounded(table: &[f64], observed: &Observed, groups: &[(Vec<usize>, f64)]) -> Vec<Group> {
    let sum = |cells: &mut dyn Iterator<Item = usize>| cells.map(|i| table[i]).sum::<f64>();
    let sizes: Vec<f64> = groups.iter().map(|g| g.1).collect();
    let by_group = gaps::whole(&sizes, observed.total);
    // Separated children of each group, then of each setting.
    let mut parts = Vec::new();
    for (settings, _) in groups {
        for t in 0..STREAM {
            let mut cells = settings
                .iter()
                .flat_map(|s| (0..AGES.len()).map(move |a| index(*s, a, t)));
            parts.push(sum(&mut cells));
        }
    }
    let separated = (observed.separated as u32).min(observed.total);
    let by_stream = ipf::whole(&parts, &by_group, &[observed.total - separated, separated]);
    let mut rows = Vec::new();
    let mut row_sums = Vec::new();
    for (g, (settings, _)) in groups.iter().enumerate() {
        for t in 0..STREAM {
            let of: Vec<f64> = settings
                .iter()
                .map(|s| sum(&mut (0..AGES.len()).map(|a| index(*s, a, t))))
                .collect();
            let whole = gaps::whole(&of, by_stream[g * STREAM + t]);
            for (s, n) in settings.iter().zip(whole) {
                rows.push((*s, t));
                row_sums.push(n);
            }
        }
    }
    // Bands first, then the ages inside them.
    let bands = gaps::whole(&observed.ages, observed.total);
    let mut columns = vec![0; AGES.len()];
    for (band, count) in bands.iter().enumerate() {
        let ages: Vec<usize> = (0..AGES.len()).filter(|a| BAND[*a] == band).collect();
        let of: Vec<f64> = ages
            .iter()
            .map(|a| sum(&mut rows.iter().map(|(s, t)| index(*s, *a, *t))))
            .collect();
        for (a, n) in ages.iter().zip(gaps::whole(&of, *count)) {
            columns[*a] = n;
        }
    }
    let cells: Vec<f64> = rows
        .iter()
        .flat_map(|(s, t)| (0..AGES.len()).map(move |a| index(*s, a, *t)))
        .map(|i| table[i])
        .collect();
    let whole = ipf::whole(&cells, &row_sums, &columns);
    let mut out = Vec::new();
    for (r, (setting, stream)) in rows.iter().enumerate() {
        for (a, age) in AGES.iter().enumerate() {
            let count = whole[r * AGES.len() + a];
            if count > 0 {
                out.push(Group {
                    setting: *setting,
                    age,
                    stream: *stream,
                    count,
                });
            }
        }
    }
    out.sort_by_key(|g| (g.setting, g.stream, AGES.iter().position(|a| *a == g.age)));
    out
}
