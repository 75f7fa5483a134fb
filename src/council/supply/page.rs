//! The text of the page, and what in it is set.

use super::super::Draft;
use super::super::start::{AGES, Group};
use super::stay::Averages;
use crate::reference::england;
use crate::scenario::write::{Amount, Page, Said};
use crate::words::setting::{AGE_BANDS, setting_index};

/// Approved places of a mainstream household: England, 31 March 2025 (Ofsted, Fostering in England 2024-25: 69,825 places
/// in 33,435 households); kinds of households with that mean, of which no table tells more.
const KINDS: [(u32, f64); 4] = [(1, 0.3), (2, 0.4), (3, 0.21), (4, 0.09)];

/// Places of those who join: 1.57 each (East Sussex, 2024-25: 47 places in 30 households).
const JOINING: [(u32, f64); 3] = [(1, 0.5), (2, 0.43), (3, 0.07)];

/// Places that are empty and can be offered, of those approved: 10% (Plymouth, 2019) to 16% (England, 2024).
const VACANT: f64 = 0.13;

/// Of the children in homes, those for whom the plan was foster care.
const PLANNED: f64 = 0.35;

/// Occupancy of homes (ICHA, 2020: 80 to 85%), and beds of a home at most.
const OCCUPANCY: f64 = 0.825;
const BEDS: u32 = 6;

/// Share of those who turn 18 in own foster care who stay, and for how long: England, 2019 to 2022 (26 to 31%).
const STAYING: (f64, f64) = (0.29, 1.3);

/// Years over which children are held where the baseline has them.
const HELD: usize = 3;

/// What the page says that is not published.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Set {
    approved: f64,
    filled: f64,
    /// Chance that a free place, a free bed suits.
    place: f64,
    bed: f64,
    /// Households that join a year.
    joining: f64,
    /// Odds that agencies have a foster place, a bed, against those of the children at the start.
    odds: [f64; 2],
    /// By age band: foster care against homes of agencies, homes against unregistered.
    start: [[f64; 5]; 2],
    beds: u32,
    staying: u32,
}

/// Children at the start in a setting, by age band.
fn by_age(start: &[Group], setting: &str) -> [f64; 5] {
    let setting = setting_index(setting);
    let mut out = [0.0; 5];
    for g in start.iter().filter(|g| Some(g.setting) == setting) {
        let band = match AGES.iter().position(|a| *a == g.age) {
            Some(0) => 0,
            Some(1) => 1,
            Some(2) => 2,
            Some(3 | 4) => 3,
            _ => 4,
        };
        out[band] += f64::from(g.count);
    }
    out
}

impl Set {
    /// A first guess from the children at the start; `None` without published places.
    pub fn first(draft: &Draft) -> Option<Set> {
        let (approved, filled) = draft.observed.places?;
        let of = |name: &str| by_age(&draft.start, name);
        let own = of("foster_in_house");
        let children: f64 = own.iter().sum();
        // Ofsted's places are rounded to 5, and not of the same day's children: whoever is placed has a place.
        let filled = filled.max(children);
        let approved = approved.max(filled / (1.0 - VACANT));
        let (foster, homes, other) = (
            of("foster_agency"),
            of("home_agency"),
            of("other_placement"),
        );
        let own_homes: f64 = of("home_in_house").iter().sum();
        // Half a child more and a tenth: no age is without any chance for want of a child.
        let odds = |a: &[f64; 5], b: &[f64; 5]| -> [f64; 5] {
            std::array::from_fn(|i| (a[i] + 0.5) / (b[i] + 0.1))
        };
        let planned = homes.map(|n| PLANNED * n);
        let mut unregistered = [0.0; 5];
        for row in england().unregistered.iter().map(|r| &r.item) {
            unregistered[row.age] = row.share * other[row.age];
        }
        let share = |a: f64, b: f64| (a / (a + b).max(1.0)).clamp(0.02, 0.98);
        let of_free = |share: f64, free: f64| 1.0 - libm::pow(1.0 - share, 1.0 / free.max(1.0));
        let asked = foster.iter().sum::<f64>() + planned.iter().sum::<f64>();
        let beds = libm::ceil(own_homes / OCCUPANCY) as u32;
        Some(Set {
            approved,
            filled,
            place: of_free(share(children, asked), VACANT * approved),
            bed: of_free(
                share(own_homes, homes.iter().sum()),
                f64::from(beds) - own_homes,
            ),
            joining: 0.13 * approved / places(&KINDS),
            odds: [1.0, 1.0],
            start: [odds(&foster, &planned), odds(&homes, &unregistered)],
            beds,
            staying: libm::round(0.5 * own[4] * STAYING.0 * STAYING.1) as u32,
        })
    }

    /// Brings what is set nearer to where children stay and as many households join as leave.
    pub fn follow(&mut self, plain: &Averages, with: &Averages) {
        let sum = |list: &[f64]| list.iter().take(HELD).sum::<f64>();
        // A setting of a child or two says little: a child is added to both.
        let off = |kind: usize, power: f64| {
            let ratio = (sum(&plain.children[kind]) + 1.0) / (sum(&with.children[kind]) + 1.0);
            libm::pow(ratio, power).clamp(0.5, 2.0)
        };
        self.place = (self.place * off(0, 2.0)).clamp(1e-4, 0.95);
        self.bed = (self.bed * off(2, 1.5)).clamp(1e-4, 0.95);
        // What agencies have of families decides how many of those who asked for one are beyond them, in homes or
        // nowhere: a third of these, so a third as many each way. What they have of beds decides between the two.
        let beyond = |kinds: &[usize]| {
            let sums = |of: &Averages| kinds.iter().map(|k| sum(&of.children[*k])).sum::<f64>();
            (sums(with) + 1.0) / (sums(plain) + 1.0)
        };
        let families = libm::pow(beyond(&[2, 3, 4]), 1.0 / PLANNED).clamp(0.5, 2.0);
        self.odds[0] = (self.odds[0] * families).clamp(0.02, 50.0);
        let beds = (beyond(&[4]) / beyond(&[2, 3])).clamp(0.5, 2.0);
        self.odds[1] = (self.odds[1] * beds).clamp(0.02, 50.0);
        let years = with.events[1].len().clamp(1, HELD) as f64;
        self.joining = (sum(&with.events[1]) / years).max(0.1);
    }

    fn available(&self, market: usize) -> Vec<(&'static str, Amount)> {
        let chance = |odds: f64| self.odds[market] * odds / (1.0 + self.odds[market] * odds);
        let bands = AGE_BANDS.iter().zip(self.start[market]);
        bands
            .map(|(b, o)| (*b, Amount::Certain(libm::round(1e4 * chance(o)) / 1e4)))
            .collect()
    }
}

fn places(kinds: &[(u32, f64)]) -> f64 {
    kinds.iter().map(|(n, share)| f64::from(*n) * share).sum()
}

fn kinds(list: &[(u32, f64)]) -> String {
    let rows: Vec<String> = list
        .iter()
        .map(|(n, share)| format!("{{ share = {share}, places = {n} }}"))
        .collect();
    format!("[{}]", rows.join(", "))
}

/// A range of a fifth each way about what is set.
fn set(x: f64) -> Amount {
    Amount::log_normal(x, 0.15)
}

/// The page.
pub(super) fn write(draft: &Draft, s: &Set) -> String {
    let o = &draft.observed;
    let (name, year) = (&o.council.name, o.year);
    let mut page = Page::new(&format!(
        "{name}: finite placement supply from published foster places, made by `carecast council --supply`. It extends \
         the baseline; actions that need places extend this page. Contains public sector information licensed under the \
         Open Government Licence v3.0 (Department for Education; Ofsted)."
    ));
    page.raw("format", "1");
    page.text(
        "title",
        &format!("{name}: with finite supply, from published statistics at 31 March {year}"),
    );
    page.text("extends", super::super::NAME);
    let period = format!("31 March {year}");
    page.table("supply");
    page.amount(
        "planned_foster",
        Amount::Range {
            mean: PLANNED,
            p10: 0.25,
            p90: 0.45,
        },
    );
    page.amount("closures_in_breakdowns", Amount::Certain(0.05));
    if s.beds > 0 {
        page.amount("home_match_chance", set(s.bed));
    }
    page.said(&Said {
        source: "Ofsted, Why do children go into children's homes?, 2022; DfE, Children looked after in England including \
                 adoptions, reporting year 2024: closure 540 and approval removed 210 of 14,470 reasons for placement change"
            .to_owned(),
        period: "2019 and 2024".to_owned(),
        confidence: "low",
        note: format!("England's. {SET}"),
    });
    households(&mut page, s, &period);
    market(
        &mut page,
        s,
        0,
        "foster_agency",
        "agency foster placements over these and the children in homes for whom the plan was foster care",
    );
    market(
        &mut page,
        s,
        1,
        "home_agency",
        "placements in agency homes over these and the unregistered ones",
    );
    homes(&mut page, s, year, &period);
    page.table("supply.staying_put");
    page.amount(
        "share",
        Amount::Range {
            mean: STAYING.0,
            p10: 0.2,
            p90: 0.39,
        },
    );
    page.amount(
        "mean_years",
        Amount::Range {
            mean: STAYING.1,
            p10: 0.9,
            p90: 1.8,
        },
    );
    page.whole("at_start", i64::from(s.staying));
    page.said(&Said {
        source: "DfE, Local Authority Interactive Tool: staying put, share of eligible 18-year-olds, England 26 to 31%".to_owned(),
        period: "2019 to 2022".to_owned(),
        confidence: "low",
        note: "England's. The mean stay and the number at the snapshot are assumed".to_owned(),
    });
    page.table("supply.kinship");
    page.amount(
        "children_per_household",
        Amount::Range {
            mean: 1.97,
            p10: 1.6,
            p90: 2.35,
        },
    );
    page.said(&Said {
        source: "Plymouth: 63 kinship children of March 2024 over 32 kinship households of May 2025 (Plymouth City Council)".to_owned(),
        confidence: "low",
        note: "No council publishes it with the children; only the number of households follows from it".to_owned(),
        ..Said::default()
    });
    page.finish()
}

const SET: &str = "Set by simulation so that, without any action, children stay where the baseline has them over three years; \
                   no council publishes it";

fn households(page: &mut Page, s: &Set, period: &str) {
    page.table("supply.households");
    let count = libm::round(s.approved / places(&KINDS)).max(1.0);
    page.whole("count", count as i64);
    page.raw("kind", &kinds(&KINDS))
        .raw("joining", &kinds(&JOINING));
    let usable = (s.filled / s.approved + VACANT).min(0.97);
    // Three points each way, as far as it stays under one.
    let around = 0.03_f64.min(0.99 - usable);
    page.amount(
        "usable_share",
        Amount::Range {
            mean: usable,
            p10: usable - around,
            p90: usable + around,
        },
    );
    page.amount("match_chance", set(s.place));
    page.amount("approvals_per_year", Amount::log_normal(s.joining, 0.2));
    page.said(&Said {
        source: format!(
            "Ofsted, fostering in England, by way of DfE, Local Authority Interactive Tool: {:.0} approved and {:.0} filled \
             mainstream places; 16% of England's places vacant, 2.09 places a household",
            s.approved, s.filled
        ),
        period: period.to_owned(),
        confidence: "low",
        note: format!(
            "Places are published, to the nearest 5 (never fewer than the children placed here); households are not: at \
             England's places each. Usable: filled and 13% vacant (Plymouth 10% in 2019, England 16% in 2024). Those who \
             join: 1.57 places each (East Sussex, 2024-25). Match chance and approvals: {SET}"
        ),
    });
    page.table("supply.households.leaving");
    page.amount(
        "0",
        Amount::Range {
            mean: 0.56,
            p10: 0.44,
            p90: 0.69,
        },
    );
    page.amount(
        "1",
        Amount::Range {
            mean: 0.02,
            p10: 0.01,
            p90: 0.032,
        },
    );
    page.amount(
        "2+",
        Amount::Range {
            mean: 0.01,
            p10: 0.004,
            p90: 0.018,
        },
    );
    page.said(&Said {
        source: "Ofsted, fostering in England 2023-24: 4,820 of 33,745 mainstream households left (14.3%); DfE 2024: 750 \
                 children in England moved for a closure or a removed approval"
            .to_owned(),
        period: "2023-24".to_owned(),
        confidence: "low",
        note: "No source gives leavers by children placed: between what keeps Plymouth's and East Sussex's households at \
               England's share".to_owned(),
    });
    page.table("supply.households.leaves_with");
    page.amount(
        "adopted",
        Amount::Range {
            mean: 0.1,
            p10: 0.03,
            p90: 0.18,
        },
    );
    page.amount(
        "special_guardianship",
        Amount::Range {
            mean: 0.1,
            p10: 0.03,
            p90: 0.18,
        },
    );
    page.said(&Said {
        source: "Assumed".to_owned(),
        confidence: "low",
        note: "Most special guardians are relatives; few mainstream carers adopt".to_owned(),
        ..Said::default()
    });
}

fn market(page: &mut Page, s: &Set, market: usize, setting: &str, what: &str) {
    page.row("supply.market", setting).text("setting", setting);
    page.amounts("available", &s.available(market));
    page.said(&Said {
        source: "Calibrated to the scenario's own children by age".to_owned(),
        confidence: "low",
        note: format!("By age: {what}. {SET}. No response to demand: nothing published"),
        ..Said::default()
    });
}

fn homes(page: &mut Page, s: &Set, year: i32, period: &str) {
    let number = s.beds.div_ceil(BEDS);
    for i in 0..number {
        // Beds as even as they go.
        let beds = s.beds / number + u32::from(i < s.beds % number);
        page.row("supply.home", &format!("own homes {}", i + 1));
        page.raw("opens", &format!("{}-04-01", year - 5))
            .whole("beds", i64::from(beds));
        page.said(&Said {
            source: "DfE, Children looked after in England: children in homes by provider; sector occupancy 80 to 85% (ICHA, 2020)".to_owned(),
            period: period.to_owned(),
            confidence: "low",
            note: "As many beds as the children in own homes fill at that occupancy; no running cost of its own, it is in the \
                   price of `home_in_house`".to_owned(),
        });
    }
}
