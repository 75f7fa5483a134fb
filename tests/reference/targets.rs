//! What the model has to reproduce, each figure computed from the published
//! tables of the year to 31 March 2023 and of 31 March 2022, and nothing later.

use super::cells::*;
use super::tables::Tables;

/// How the group is called in the tables: by reason and duration, and by the
/// digit that opens it where the groups are numbered.
const NAMES: [(&[&str], &[&str]); G] = [
    (&["Foster placements"], &["1. "]),
    (&["Secure homes and children's homes"], &["4. "]),
    (
        &["Other residential settings", "Residential schools"],
        &["6. ", "7. "],
    ),
    (&["Independent and semi-independent"], &["5. "]),
    (&["Other placement"], &["8. "]),
    (&["Placed with parents"], &["3. "]),
    (&["Placed for adoption"], &["2. "]),
];

const CHANGE: [(&str, usize); 11] = [
    ("Allegation", BREAKDOWN),
    ("Approval removed", BREAKDOWN),
    ("Carer requests placement end other", BREAKDOWN),
    ("Carer requests placement ends due", BREAKDOWN),
    ("Change to/Implementation", PLANNED),
    ("Child requests", BREAKDOWN),
    ("Custody", PLANNED),
    ("Resignation", BREAKDOWN),
    ("Responsible", BREAKDOWN),
    ("Standards of care", BREAKDOWN),
    ("Other", 2),
];

#[derive(Clone, Debug)]
pub struct Targets {
    pub stock_start: [f64; S],
    pub stock_end: [f64; S],
    pub ages_start: [f64; A],
    pub ages_end: [f64; A],
    /// on 31 March, before and after: foster, homes, supported, other.
    pub separated_start: [f64; 4],
    pub separated_end: [f64; 4],
    pub separated_young_start: f64,
    pub starts: f64,
    pub starts_separated: f64,
    pub starts_age: [f64; A],
    pub starts_setting: [f64; S],
    pub exits: f64,
    pub exits_setting: [f64; S],
    /// before the 18th birthday, by age band.
    pub exits_age: [f64; A],
    pub turned_18: f64,
    pub exits_reason: [f64; R],
    pub care: [f64; C],
    pub moves: f64,
    /// planned, breakdown: by group, by age.
    pub moves_group: [[f64; G]; 2],
    pub moves_age: [[f64; A]; 2],
    /// the breakdown share of coded moves by the published bands of duration.
    pub breakdown_by_duration: [f64; 9],
    pub breakdown_share_of_other: f64,
    pub ended: [[f64; N_ENDED]; G],
    pub three_or_more: f64,
    pub two: f64,
    pub separated_three_or_more: f64,
    pub under_a_year: f64,
    /// Stock, starts and exits of the year after: looked at, never fitted.
    pub year_after: [f64; 3],
}

const AGE_NAMES: [&str; A] = [
    "Under 1",
    "1 to 4",
    "5 to 9",
    "10 to 15",
    "16 years and over",
];

fn stock(t: &Tables, year: u32) -> [f64; S] {
    let n = |start: &str| {
        t.get(
            "stock",
            year,
            &[("cla_group", "Placement"), ("characteristic", start)],
        )
    };
    let own = |start: &str| {
        t.get(
            "provider",
            year,
            &[
                ("placement_type", start),
                ("placement_provider", "Own provision"),
            ],
        )
    };
    let mut x = [0.0; S];
    x[KIN] = n("1a.1 ") + n("1b.1 ");
    let own_foster = own("2a.") + own("3a.");
    x[IN_HOUSE] = own_foster - x[KIN];
    x[AGENCY] = n("1. ") - own_foster;
    x[SECURE] = n("4a") + n("4b");
    x[HOME_IN_HOUSE] = own("2b.") + own("3b.");
    x[HOME_AGENCY] = n("4. ") - x[SECURE] - x[HOME_IN_HOUSE];
    x[CUSTODY] = n("6d");
    x[RESIDENTIAL_OTHER] = n("6. ") + n("7. ") - x[CUSTODY];
    x[SUPPORTED] = n("5. ");
    x[OTHER] = n("8. ");
    x[PARENTS] = n("3. ");
    x[ADOPTION] = n("2. ");
    // rounding: the parts to the whole
    let whole = n("Total children");
    let sum: f64 = x.iter().sum();
    x.map(|v| v * whole / sum)
}

/// By setting where a table has the split, else by group: the share of
/// in-house and agency is declared by the caller.
fn flow(
    t: &Tables,
    table: &str,
    group: &str,
    year: u32,
    in_house: f64,
    home_in_house: f64,
) -> [f64; S] {
    let n = |start: &str| {
        t.get(
            table,
            year,
            &[("cla_group", group), ("characteristic", start)],
        )
    };
    let mut x = [0.0; S];
    x[KIN] = n("1a.1 ") + n("1b.1 ");
    let others = n("1a.2 ") + n("1b.2 ");
    x[IN_HOUSE] = others * in_house;
    x[AGENCY] = others * (1.0 - in_house);
    x[SECURE] = n("4a") + n("4b");
    let homes = n("4. ") - x[SECURE];
    x[HOME_IN_HOUSE] = homes * home_in_house;
    x[HOME_AGENCY] = homes * (1.0 - home_in_house);
    x[CUSTODY] = n("6d");
    x[RESIDENTIAL_OTHER] = n("6. ") + n("7. ") - x[CUSTODY];
    x[SUPPORTED] = n("5. ");
    x[OTHER] = n("8. ");
    x[PARENTS] = n("3. ");
    x[ADOPTION] = n("2. ");
    let whole = n("Total");
    let sum: f64 = x.iter().sum();
    x.map(|v| v * whole / sum)
}

fn separated(t: &Tables, year: u32) -> [f64; 4] {
    ["1. ", "2. ", "3. ", "4. "].map(|s| {
        t.get(
            "separated",
            year,
            &[("cla_group", "Placements"), ("characteristic", s)],
        )
    })
}

/// Planned and breakdown, the rest of `Other` shared out as the coded ones of
/// the same row, and status-only changes left out.
fn split(t: &Tables, year: u32, group: &str, name: &str) -> ([f64; 2], f64) {
    let n = |reason: &str| {
        t.get(
            "reasons",
            year,
            &[
                ("cla_group", group),
                ("characteristic", name),
                ("reason_for_change", reason),
            ],
        )
    };
    let mut sums = [0.0; 3];
    for (reason, kind) in CHANGE {
        sums[kind] += n(reason);
    }
    let moves = n("All Placements") - n("Change in the status");
    let coded = sums[0] + sums[1];
    let share = if coded > 0.0 { sums[1] / coded } else { 0.0 };
    ([moves * (1.0 - share), moves * share], share)
}

/// The shares of first placements that no table gives: declared.
pub const ENTRY_IN_HOUSE_SHARE: f64 = 0.55;
pub const ENTRY_HOME_IN_HOUSE_SHARE: f64 = 0.15;

impl Targets {
    pub fn compute(t: &Tables, year: u32) -> Self {
        let before = year - 1;
        let stock_start = stock(t, before);
        let stock_end = stock(t, year);
        let in_house = stock_start[IN_HOUSE] / (stock_start[IN_HOUSE] + stock_start[AGENCY]);
        let home_in_house =
            stock_start[HOME_IN_HOUSE] / (stock_start[HOME_IN_HOUSE] + stock_start[HOME_AGENCY]);
        let ages = |y| {
            AGE_NAMES.map(|a| {
                t.get(
                    "stock",
                    y,
                    &[("cla_group", "Age group"), ("characteristic", a)],
                )
            })
        };
        let starts_age = AGE_NAMES.map(|a| {
            t.get(
                "started",
                year,
                &[("cla_group", "Age on starting"), ("characteristic", a)],
            )
        });
        let ceased = |group: &str, name: &str| {
            t.get(
                "ceased",
                year,
                &[("cla_group", group), ("characteristic", name)],
            )
        };
        let by_age = |name: &str| ceased("Age on ceasing", name);
        let exits_age = [
            by_age("Under 1"),
            by_age("1 to 4"),
            by_age("5 to 9"),
            by_age("10 to 15"),
            by_age("16 years") + by_age("17 years"),
        ];
        let turned_18 = by_age("Ceased on 18th") + by_age("Ceased when older");
        let reason = |name: &str| ceased("Reason episode ceased", name);
        let stayed = reason("Aged 18 (or over) and remained");
        let adult = reason("Transferred to residential care funded by adult");
        let independent = reason("Moved into independent living (with no")
            + reason("Moved into independent living (with supp");
        let any_other = reason("Care ceased for any other");
        let small = reason("Care taken by another")
            + reason("Died")
            + reason("Child moved abroad")
            + reason("Age assessment")
            + reason("Accommodation on remand ended");
        let home = reason(
            "Returned home to live with parents or other person with parental responsibility which was not",
        ) + reason(
            "Returned home to live with parents or other person with parental responsibility which was part",
        ) + reason("Left care to live with parents");
        let sg = reason("Special guardianship");
        let ca = reason("Residence order");
        let adopted = reason("Adopted");
        let custody = reason("Sentenced");
        let before_18: f64 = exits_age.iter().sum();
        // Stayed with carers and adult services only at 18; what remains of
        // the exits before 18 is shared out over independent living and other.
        let left = before_18 - home - sg - ca - adopted - custody - small;
        let share = left / (independent + any_other);
        let exits_reason = [
            home,
            sg,
            ca,
            adopted,
            independent * share,
            0.0,
            custody,
            small + any_other * share,
        ];
        assert!(
            stayed + adult < turned_18 && share > 0.0 && share < 0.5,
            "reasons at 18: {share}"
        );

        let mut moves_group = [[0.0; G]; 2];
        for g in 0..G {
            for name in NAMES[g].0 {
                let (x, _) = split(t, year, "Placement type", name);
                moves_group[0][g] += x[0];
                moves_group[1][g] += x[1];
            }
        }
        let (total, share_of_other) = split(t, year, "Placement type", "Total");
        let moves = total[0] + total[1];
        let mut moves_age = [[0.0; A]; 2];
        for (a, name) in AGE_NAMES.iter().enumerate() {
            let (x, _) = split(t, year, "Age", name);
            moves_age[0][a] = x[0];
            moves_age[1][a] = x[1];
        }
        // The parts by age and by group to the parts of the whole.
        for e in 0..2 {
            let sum: f64 = moves_group[e].iter().sum();
            moves_group[e].iter_mut().for_each(|x| *x *= total[e] / sum);
            let sum: f64 = moves_age[e].iter().sum();
            moves_age[e].iter_mut().for_each(|x| *x *= total[e] / sum);
        }
        let mut breakdown_by_duration = [0.0; 9];
        for (i, b) in breakdown_by_duration.iter_mut().enumerate() {
            *b = split(t, year, "Duration of Placement", &format!("{}. ", i + 1)).1;
        }
        let mut ended = [[0.0; N_ENDED]; G];
        for g in 0..G {
            for name in NAMES[g].0 {
                for (i, d) in ENDED.iter().enumerate() {
                    ended[g][i] += t.get(
                        "durations",
                        year,
                        &[("placement_duration", d), ("placement_group", name)],
                    );
                }
            }
            let sum: f64 = ended[g].iter().sum();
            ended[g].iter_mut().for_each(|x| *x /= sum);
        }
        let count = |group: &str, population: &str, name: &str, what: &str| {
            t.get(
                "count",
                year,
                &[
                    ("cla_group", group),
                    ("population_group", population),
                    ("characteristic", name),
                    ("placement_stability", what),
                ],
            )
        };
        let all = |what: &str| count("=CLA on 31 March", "Total children", "Total children", what);
        let sep = |what: &str| {
            count(
                "=CLA on 31 March",
                "Unaccompanied asylum",
                "Unaccompanied asylum",
                what,
            )
        };
        let seventh = |what: &str| all(what) / all("Total children");
        let three_or_more = ["With 3 ", "With 4 ", "With 5 ", "With 6 ", "With 7 "]
            .iter()
            .map(|w| seventh(w))
            .sum();
        let care = std::array::from_fn(|i| {
            ceased("Duration of last period of care", &format!("{}. ", i + 1))
        });
        Self {
            stock_start,
            stock_end,
            ages_start: ages(before),
            ages_end: ages(year),
            separated_start: separated(t, before),
            separated_end: separated(t, year),
            separated_young_start: t.get(
                "separated",
                before,
                &[("cla_group", "Age group"), ("characteristic", "Under 16")],
            ),
            starts: t.get(
                "started",
                year,
                &[
                    ("cla_group", "Age on starting"),
                    ("characteristic", "Total"),
                ],
            ),
            starts_separated: t.get(
                "started",
                year,
                &[
                    ("cla_group", "Unaccompanied"),
                    ("characteristic", "Unaccompanied"),
                ],
            ),
            starts_age,
            starts_setting: flow(
                t,
                "started",
                "Placement group",
                year,
                ENTRY_IN_HOUSE_SHARE,
                ENTRY_HOME_IN_HOUSE_SHARE,
            ),
            exits: by_age("Total"),
            exits_setting: flow(
                t,
                "ceased",
                "Placement group",
                year,
                in_house,
                home_in_house,
            ),
            exits_age,
            turned_18,
            exits_reason,
            care,
            moves,
            moves_group,
            moves_age,
            breakdown_by_duration,
            breakdown_share_of_other: share_of_other,
            ended,
            three_or_more,
            two: seventh("With 2 "),
            separated_three_or_more: sep("With 3 or more") / sep("Total children"),
            year_after: [
                t.get(
                    "stock",
                    year + 1,
                    &[("cla_group", "Age group"), ("characteristic", "Total")],
                ),
                t.get(
                    "started",
                    year + 1,
                    &[
                        ("cla_group", "Age on starting"),
                        ("characteristic", "Total"),
                    ],
                ),
                t.get(
                    "ceased",
                    year + 1,
                    &[("cla_group", "Age on ceasing"), ("characteristic", "Total")],
                ),
            ],
            under_a_year: count(
                "CLA less than 12",
                "First placement during the year",
                "Total children",
                "Total children",
            ),
        }
    }
}

/// Ratios by measure and group, as in the committed targets.
pub type Trim = std::collections::BTreeMap<(String, String), f64>;

impl Targets {
    /// What the loop is turned to: the published figures times what the program's engine fell short by.
    pub fn trimmed(&self, trim: &Trim) -> Self {
        let ratio = |measure: &str, group: &str| {
            trim.get(&(measure.to_owned(), group.to_owned()))
                .copied()
                .unwrap_or(1.0)
        };
        let mut t = self.clone();
        for a in 0..A {
            t.exits_age[a] *= ratio("exits by age", AGES[a]);
        }
        for s in 0..S {
            t.exits_setting[s] *= if s == ADOPTION {
                ratio("exits by reason", "adopted")
            } else {
                ratio("exits", "total")
            };
        }
        for r in 0..R {
            let group = if matches!(REASONS[r], "independent" | "adult_services" | "other") {
                "independent and other"
            } else {
                REASONS[r]
            };
            t.exits_reason[r] *= ratio("exits by reason", group);
        }
        let moves = ratio("moves", "total");
        t.moves *= moves;
        t.moves_group.iter_mut().flatten().for_each(|x| *x *= moves);
        t.moves_age.iter_mut().flatten().for_each(|x| *x *= moves);
        for g in 0..G {
            for (i, d) in ENDED.iter().enumerate() {
                t.ended[g][i] *= ratio("ended placements %", &format!("{}: {d}", GROUPS[g]));
            }
            let sum: f64 = t.ended[g].iter().sum();
            t.ended[g].iter_mut().for_each(|x| *x /= sum);
        }
        t
    }
}
