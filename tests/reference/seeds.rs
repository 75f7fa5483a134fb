//! What no table has, declared here in the open: the starting values of the
//! proportional fitting. Margins come from the tables, patterns inside them
//! from these. Confidence: low.

use super::cells::*;

/// Exits a year before the 18th birthday, by setting and age.
pub const EXIT: [[f64; A]; S] = [
    [0.45, 0.55, 0.35, 0.25, 0.12],
    [0.35, 0.20, 0.10, 0.07, 0.08],
    [0.35, 0.20, 0.10, 0.07, 0.08],
    [0.20, 0.20, 0.20, 0.10, 0.08],
    [0.20, 0.20, 0.20, 0.10, 0.08],
    [0.30, 0.30, 0.30, 0.30, 0.30],
    [1.00, 0.60, 0.30, 0.20, 0.20],
    [1.50, 1.50, 1.50, 1.50, 1.50],
    [0.20, 0.20, 0.20, 0.20, 0.20],
    [0.60, 0.60, 0.50, 0.40, 0.30],
    [0.80, 0.80, 0.75, 0.65, 0.40],
    [1.30, 1.30, 1.20, 1.10, 1.00],
];

/// Exits of separated children, before the scalar that meets their stock.
pub const EXIT_SEPARATED: [f64; S] = [
    0.15, 0.15, 0.15, 0.30, 0.30, 0.30, 0.40, 1.50, 0.25, 0.60, 0.40, 0.0,
];

/// Moves a year, planned and breakdown together, by setting and age. Kinship
/// carers: half of other foster carers.
pub const MOVE: [[f64; A]; S] = [
    [0.60, 0.30, 0.20, 0.28, 0.38],
    [1.20, 0.60, 0.40, 0.55, 0.75],
    [1.20, 0.60, 0.40, 0.55, 0.75],
    [0.70, 0.70, 0.60, 0.50, 1.30],
    [0.70, 0.70, 0.60, 0.50, 1.30],
    [3.00, 3.00, 3.00, 3.00, 3.00],
    [3.50, 2.50, 1.00, 1.00, 1.20],
    [3.00, 3.00, 3.00, 3.00, 3.00],
    [0.80, 0.80, 0.80, 0.80, 0.80],
    [2.00, 2.00, 2.00, 2.50, 2.50],
    [0.35, 0.35, 0.35, 0.50, 0.60],
    [0.12, 0.12, 0.12, 0.12, 0.12],
];

/// The share of breakdowns among them, by age.
pub const BREAKDOWN_SHARE: [f64; A] = [0.18, 0.26, 0.41, 0.52, 0.46];

/// Where a setting can take a child, and how readily, by age.
pub const FEASIBLE: [[f64; A]; S] = [
    [1.0, 1.0, 1.0, 0.7, 0.35],
    [1.0, 1.0, 1.0, 1.0, 0.7],
    [0.6, 0.7, 0.9, 1.2, 0.9],
    [0.0, 0.0, 0.15, 1.0, 1.0],
    [0.0, 0.02, 0.25, 1.0, 0.9],
    [0.0, 0.0, 0.0, 1.0, 1.0],
    [1.0, 0.3, 0.4, 0.5, 0.4],
    [0.0, 0.0, 0.0, 0.2, 1.0],
    [0.0, 0.0, 0.0, 0.0, 1.0],
    [0.3, 0.3, 0.3, 0.8, 1.0],
    [1.0, 1.0, 1.0, 1.0, 0.8],
    [1.0, 1.4, 0.25, 0.01, 0.0],
];

/// The same for separated children.
pub const FEASIBLE_SEPARATED: [f64; S] = [
    0.05, 0.8, 1.2, 0.15, 0.15, 0.05, 0.1, 0.1, 1.5, 1.0, 0.0, 0.0,
];

/// From a class of settings to a setting, planned and breakdown.
pub const TO: [[[f64; S]; 8]; 2] = [
    [
        // kin, in-house, agency, home own, home agency, secure, other residential, custody, supported, other, parents, adoption
        [
            0.06, 0.25, 0.12, 0.01, 0.03, 0.000, 0.01, 0.005, 0.14, 0.02, 0.14, 0.20,
        ], // kinship
        [
            0.10, 0.32, 0.24, 0.01, 0.05, 0.001, 0.01, 0.002, 0.18, 0.02, 0.08, 0.20,
        ], // foster
        [
            0.03, 0.10, 0.14, 0.06, 0.32, 0.010, 0.03, 0.010, 0.30, 0.04, 0.06, 0.00,
        ], // homes
        [
            0.05, 0.10, 0.12, 0.06, 0.40, 0.020, 0.05, 0.050, 0.20, 0.10, 0.06, 0.00,
        ], // secure, custody
        [
            0.15, 0.42, 0.24, 0.01, 0.05, 0.002, 0.05, 0.005, 0.05, 0.03, 0.15, 0.02,
        ], // other residential
        [
            0.02, 0.05, 0.07, 0.02, 0.08, 0.003, 0.01, 0.040, 0.80, 0.08, 0.04, 0.00,
        ], // supported
        [
            0.12, 0.20, 0.18, 0.03, 0.20, 0.010, 0.03, 0.020, 0.40, 0.12, 0.08, 0.00,
        ], // other
        [
            0.20, 0.32, 0.20, 0.02, 0.08, 0.005, 0.02, 0.010, 0.15, 0.04, 0.00, 0.02,
        ], // parents, adoption
    ],
    [
        [
            0.08, 0.42, 0.26, 0.02, 0.08, 0.002, 0.01, 0.01, 0.15, 0.05, 0.06, 0.00,
        ],
        [
            0.05, 0.38, 0.34, 0.02, 0.12, 0.004, 0.01, 0.01, 0.18, 0.05, 0.04, 0.00,
        ],
        [
            0.02, 0.07, 0.13, 0.06, 0.45, 0.020, 0.03, 0.03, 0.30, 0.09, 0.04, 0.00,
        ],
        [
            0.03, 0.07, 0.10, 0.06, 0.45, 0.030, 0.05, 0.05, 0.25, 0.12, 0.05, 0.00,
        ],
        [
            0.08, 0.35, 0.28, 0.02, 0.12, 0.005, 0.08, 0.01, 0.15, 0.06, 0.06, 0.00,
        ],
        [
            0.02, 0.04, 0.07, 0.02, 0.08, 0.005, 0.01, 0.06, 0.75, 0.14, 0.04, 0.00,
        ],
        [
            0.05, 0.15, 0.18, 0.03, 0.22, 0.020, 0.03, 0.03, 0.40, 0.18, 0.06, 0.00,
        ],
        [
            0.16, 0.34, 0.24, 0.02, 0.09, 0.005, 0.02, 0.01, 0.15, 0.06, 0.00, 0.00,
        ],
    ],
];
pub const CLASS: [usize; S] = [0, 1, 1, 2, 2, 3, 4, 3, 5, 6, 7, 7];

/// First placements of general entrants, by age.
pub const FIRST: [[f64; S]; A] = [
    [
        0.24, 0.24, 0.12, 0.0, 0.0, 0.0, 0.28, 0.0, 0.0, 0.02, 0.10, 0.0,
    ],
    [
        0.34, 0.28, 0.17, 0.0, 0.002, 0.0, 0.01, 0.0, 0.0, 0.02, 0.17, 0.0,
    ],
    [
        0.32, 0.26, 0.20, 0.002, 0.012, 0.0, 0.005, 0.0, 0.0, 0.02, 0.18, 0.0,
    ],
    [
        0.20, 0.23, 0.23, 0.02, 0.12, 0.007, 0.02, 0.01, 0.0, 0.06, 0.09, 0.0,
    ],
    [
        0.08, 0.09, 0.10, 0.015, 0.09, 0.007, 0.02, 0.10, 0.40, 0.08, 0.03, 0.0,
    ],
];

/// First placements of separated children: to 15, and 16 and 17.
pub const FIRST_SEPARATED: [[f64; S]; 2] = [
    [
        0.01, 0.36, 0.50, 0.005, 0.03, 0.0, 0.005, 0.0, 0.0, 0.09, 0.0, 0.0,
    ],
    [
        0.003, 0.12, 0.20, 0.002, 0.015, 0.0, 0.003, 0.002, 0.60, 0.05, 0.0, 0.0,
    ],
];

/// Of separated children who start, the share aged 16 or 17; the rest is 10 to
/// 15, of them few under 14. Their stock at 31 March has 86 to 89%.
pub const SEPARATED_16: f64 = 0.80;

/// Reasons of exits before 18, by setting.
pub const REASON: [[f64; R]; S] = [
    // home, guardianship, arrangements, adopted, independent, adult, custody, other
    [0.14, 0.66, 0.16, 0.005, 0.02, 0.0, 0.001, 0.03],
    [0.58, 0.18, 0.05, 0.030, 0.06, 0.0, 0.004, 0.10],
    [0.62, 0.12, 0.04, 0.015, 0.08, 0.0, 0.006, 0.12],
    [0.66, 0.01, 0.03, 0.000, 0.10, 0.0, 0.060, 0.14],
    [0.66, 0.01, 0.03, 0.000, 0.10, 0.0, 0.060, 0.14],
    [0.55, 0.00, 0.00, 0.000, 0.05, 0.0, 0.200, 0.20],
    [0.70, 0.06, 0.06, 0.005, 0.04, 0.0, 0.010, 0.12],
    [0.25, 0.00, 0.00, 0.000, 0.05, 0.0, 0.350, 0.35],
    [0.30, 0.00, 0.01, 0.000, 0.40, 0.0, 0.040, 0.25],
    [0.50, 0.03, 0.06, 0.000, 0.10, 0.0, 0.040, 0.27],
    [0.72, 0.03, 0.16, 0.000, 0.02, 0.0, 0.005, 0.06],
    [0.01, 0.005, 0.002, 0.980, 0.0, 0.0, 0.0, 0.003],
];
/// How each reason leans by age.
pub const REASON_AGE: [[f64; A]; R] = [
    [1.0, 1.0, 1.0, 1.0, 1.0],
    [1.0, 1.0, 1.0, 0.6, 0.2],
    [1.0, 1.0, 1.0, 1.0, 0.3],
    [1.0, 1.0, 0.5, 0.05, 0.0],
    [0.0, 0.0, 0.0, 0.0, 1.0],
    [0.0, 0.0, 0.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.5, 1.0],
    [0.5, 0.5, 0.6, 1.0, 1.0],
];
/// Reasons of separated children before 18: mostly the National Transfer
/// Scheme (E3) and age assessments, both `other`.
pub const REASON_SEPARATED: [f64; R] = [0.08, 0.002, 0.01, 0.0, 0.05, 0.0, 0.008, 0.85];

/// Of the children who start under 1, the share who do in the first two weeks
/// of life is turned until the stock under 1 is met; it starts here. The rest
/// are even over the year.
pub const NEWBORN: f64 = 0.65;
pub const NEWBORN_YEARS: f64 = 2.0 / 52.0;

/// General entrants aged 10 to 15 lean to the older years: a linear tilt,
/// turned until the stock aged 16 and 17 is met; it starts here.
pub const TEEN_TILT: f64 = 0.4;
/// Separated children under 16 who start, by year of age from 10.
pub const SEPARATED_YOUNG: [f64; 6] = [0.0, 0.0, 0.02, 0.08, 0.30, 0.60];

/// Re-entry by route: (route, to years, per year, source, confidence). Home:
/// 12% back in 3 months, 20% in a year, 35% in 6. Special guardianship: 6% in
/// 5 years. The others have no rate published: adoption and child arrangements
/// are set so that the returns meet the starts with that earlier arrangement.
pub const RE_ENTRY: [(&str, f64, f64, &str, &str); 9] = [
    (
        "home",
        0.25,
        0.5113,
        "NSPCC and University of Sussex 2024: 12% back in 3 months",
        "high",
    ),
    (
        "home",
        1.0,
        0.1271,
        "NSPCC and University of Sussex 2024: 20% in 1 year",
        "high",
    ),
    (
        "home",
        6.0,
        0.0415,
        "Goldacre et al 2022: 35% in 6 years",
        "high",
    ),
    (
        "special_guardianship",
        18.0,
        0.0124,
        "design: 6% in 5 years; 320 starts a year after guardianship (DfE 2023)",
        "medium",
    ),
    (
        "child_arrangements",
        6.0,
        0.019,
        "130 starts a year after such an order, 1120 exits a year (DfE 2023)",
        "low",
    ),
    (
        "adopted",
        18.0,
        0.003,
        "170 starts a year after adoption, 3000 exits a year (DfE 2023)",
        "low",
    ),
    ("independent", 1.0, 0.05, "assumed", "low"),
    ("custody", 1.0, 0.2, "assumed", "low"),
    ("other", 2.0, 0.03, "assumed", "low"),
];
pub const POOL_YEARS: usize = 6;
