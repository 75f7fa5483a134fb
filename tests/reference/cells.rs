//! Names, bands and groups that the derivation shares.

pub const SETTINGS: [&str; 12] = [
    "kinship_foster",
    "foster_in_house",
    "foster_agency",
    "home_in_house",
    "home_agency",
    "secure",
    "residential_other",
    "custody",
    "supported_accommodation",
    "other_placement",
    "with_parents",
    "placed_for_adoption",
];
pub const S: usize = 12;
pub const KIN: usize = 0;
pub const IN_HOUSE: usize = 1;
pub const AGENCY: usize = 2;
pub const HOME_IN_HOUSE: usize = 3;
pub const HOME_AGENCY: usize = 4;
pub const SECURE: usize = 5;
pub const RESIDENTIAL_OTHER: usize = 6;
pub const CUSTODY: usize = 7;
pub const SUPPORTED: usize = 8;
pub const OTHER: usize = 9;
pub const PARENTS: usize = 10;
pub const ADOPTION: usize = 11;

pub const AGES: [&str; 5] = ["under 1", "1-4", "5-9", "10-15", "16-17"];
pub const AGE_FROM: [f64; 6] = [0.0, 1.0, 5.0, 10.0, 16.0, 18.0];
pub const A: usize = 5;

pub const STREAMS: [&str; 2] = ["general", "separated"];
pub const GENERAL: usize = 0;
pub const SEPARATED: usize = 1;

pub const EVENTS: [&str; 2] = ["planned_move", "breakdown"];
pub const PLANNED: usize = 0;
pub const BREAKDOWN: usize = 1;

/// The DfE's placement groups; residential schools are counted with other
/// residential settings.
pub const GROUPS: [&str; 7] = [
    "foster",
    "homes",
    "other residential",
    "supported accommodation",
    "other",
    "with parents",
    "placed for adoption",
];
pub const G: usize = 7;
pub const GROUP_OF: [usize; S] = [0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6];

/// The derivation's step: a 52nd of a year.
pub const WEEK: f64 = 1.0 / 52.0;
pub const DAY: f64 = 1.0 / 365.25;
pub const MONTH: f64 = 1.0 / 12.0;

/// Edges in years of time in placement at which a hazard steps.
pub const PLACEMENT_EDGES: [f64; 7] = [7.0 * DAY, MONTH, 3.0 * MONTH, 6.0 * MONTH, 1.0, 2.0, 5.0];
pub const P: usize = 8;
/// Edges in years of the published durations of ended placements.
pub const ENDED_EDGES: [f64; 7] = [7.0 * DAY, MONTH, 3.0 * MONTH, 6.0 * MONTH, 1.0, 2.0, 5.0];
pub const N_ENDED: usize = 8;
pub const ENDED: [&str; N_ENDED] = [
    "1 to 7 days",
    "From 8 days to under 1 month",
    "From 1 month to under 3 months",
    "From 3 months to under 6 months",
    "From 6 months to under 1 year",
    "From 1 year to under 2 years",
    "From 2 years to under 5 years",
    "From 5 years and over",
];
/// Edges in years of time in an adoptive placement at which its exit steps. The order needs ten weeks at the least
/// (Adoption and Children Act 2002, s. 42): before the first edge, at three months, there is none, and what ends is a
/// move. Few are left after two years: from a year on it is one band.
pub const ADOPTION_EDGES: [f64; 3] = [3.0 * MONTH, 6.0 * MONTH, 1.0];
/// By time in the placement: its band, from 1; 0 is before the first edge.
pub const ADOPTION_BAND: [usize; P] = [0, 0, 0, 1, 2, 3, 3, 3];
/// Bands of time in an adoptive placement in which moves have a shape of their own: those without an order.
pub const ADOPTION_MOVES: usize = 3;
/// Edges in years of time in the period of care at which the exit steps:
/// the published durations of the last period of care.
pub const CARE_EDGES: [f64; 8] = [14.0 * DAY, 56.0 * DAY, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0];
pub const C: usize = 9;

/// Edges in years of the elapsed durations, in care and in the placement.
pub const ELAPSED_EDGES: [f64; 8] = [7.0 * DAY, MONTH, 3.0 * MONTH, 0.5, 1.0, 2.0, 4.0, 8.0];
pub const L: usize = 9;

pub const REASONS: [&str; 8] = [
    "home",
    "special_guardianship",
    "child_arrangements",
    "adopted",
    "independent",
    "adult_services",
    "custody",
    "other",
];
pub const R: usize = 8;

/// The band a value falls into, given the edges between bands.
pub fn band(edges: &[f64], x: f64) -> usize {
    edges.iter().take_while(|e| x >= **e - 1e-12).count()
}

/// The share of the uniform interval [lo, hi] in each of the bands.
pub fn overlap<const N: usize>(edges: &[f64], lo: f64, hi: f64) -> [f64; N] {
    let mut out = [0.0; N];
    if hi - lo < 1e-9 {
        out[band(edges, lo)] = 1.0;
        return out;
    }
    for (i, o) in out.iter_mut().enumerate() {
        let from = if i == 0 {
            f64::NEG_INFINITY
        } else {
            edges[i - 1]
        };
        let to = edges.get(i).copied().unwrap_or(f64::INFINITY);
        *o = (hi.min(to) - lo.max(from)).max(0.0) / (hi - lo);
    }
    out
}
