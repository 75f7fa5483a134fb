//! Names of the tables' groups and characteristics, and the indicators they are.

/// What a table with the columns `cla_group` and `characteristic` is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Children looked after on 31 March.
    Stock,
    /// Children who started.
    Started,
    /// Children who ceased.
    Ceased,
    /// New placements and placements changing.
    Moves,
    /// Stability.
    Stability,
}

/// Groups that only one table has, in lower case.
const TELLS: &[(&str, Of)] = &[
    ("placement", Of::Stock),
    ("place providers", Of::Stock),
    ("taken into care", Of::Started),
    ("age on ceasing", Of::Ceased),
    ("reason episode ceased", Of::Ceased),
    ("reason for placement change during the year", Of::Moves),
    ("location of new placements during the year", Of::Moves),
    ("cla on 31 march", Of::Stability),
    ("cla 2 years on 31 march", Of::Stability),
];

/// The table that has a group, where only one has.
pub fn tell(group: &str) -> Option<Of> {
    let group = group.to_lowercase();
    if group.starts_with("children looked after") {
        return Some(Of::Stability);
    }
    TELLS.iter().find(|t| t.0 == group).map(|t| t.1)
}

const AGES: &[(&str, &str)] = &[
    ("under 1", "age_u1"),
    ("1 to 4", "age_1_4"),
    ("5 to 9", "age_5_9"),
    ("10 to 15", "age_10_15"),
    ("16 years and over", "age_16plus"),
];

const STOCK: &[(&str, &str, &str)] = &[
    ("age group", "total", "cla_31mar"),
    ("placement", "foster", "place_foster"),
    ("placement", "independent", "place_independent_supported"),
    ("placement", "other placements", "place_other"),
    ("placement", "other residential", "place_other_residential"),
    ("placement", "placed for adoption", "place_adoption"),
    ("placement", "placed with parents", "place_parents"),
    (
        "placement",
        "residential schools",
        "place_residential_school",
    ),
    (
        "placement",
        "secure homes",
        "place_secure_and_childrens_homes",
    ),
    ("place providers", "own provision", "prov_own"),
    ("place providers", "other la", "prov_other_la"),
    ("place providers", "other public", "prov_other_public"),
    ("place providers", "parents", "prov_parents"),
    (
        "place providers",
        "placement provider not",
        "prov_not_reported",
    ),
    ("place providers", "private", "prov_private"),
    ("place providers", "voluntary", "prov_voluntary"),
    ("unaccompanied asylum-seeking children", "uasc", "uasc"),
    ("legal status", "youth justice", "legal_youth_justice"),
    ("legal status", "placement order", "legal_placement_order"),
];

const STARTED: &[(&str, &str, &str)] = &[
    ("age group", "total", "started"),
    (
        "unaccompanied asylum-seeking children",
        "unaccompanied",
        "started_uasc",
    ),
];

const CEASED: &[(&str, &str, &str)] = &[
    ("age on ceasing", "total", "ceased"),
    ("age on ceasing", "under 1", "ceased_age_u1"),
    ("age on ceasing", "1 to 4", "ceased_age_1_4"),
    ("age on ceasing", "5 to 9", "ceased_age_5_9"),
    ("age on ceasing", "10 to 15", "ceased_age_10_15"),
    ("age on ceasing", "16 years", "ceased_age_16"),
    ("age on ceasing", "17 years", "ceased_age_17"),
    ("age on ceasing", "18 years", "ceased_age_18plus"),
    (
        "reason episode ceased",
        "accommodation on remand",
        "ceased_remand_ended",
    ),
    ("reason episode ceased", "adopted", "ceased_adopted"),
    (
        "reason episode ceased",
        "age assessment",
        "ceased_age_assessment",
    ),
    ("reason episode ceased", "aged 18", "ceased_18_with_carers"),
    (
        "reason episode ceased",
        "care ceased for any other",
        "ceased_other",
    ),
    (
        "reason episode ceased",
        "care taken by another",
        "ceased_other_la",
    ),
    (
        "reason episode ceased",
        "child moved abroad",
        "ceased_abroad",
    ),
    ("reason episode ceased", "died", "ceased_died"),
    (
        "reason episode ceased",
        "left care to live with",
        "ceased_to_person_no_pr",
    ),
    (
        "reason episode ceased",
        "moved into independent living (with no",
        "ceased_independent_unsupported",
    ),
    (
        "reason episode ceased",
        "moved into independent living (with supp",
        "ceased_independent_supported",
    ),
    ("reason episode ceased", "residence order", "ceased_cao"),
    ("reason episode ceased", "sentenced", "ceased_custody"),
    (
        "reason episode ceased",
        "special guardianship",
        "ceased_sgo",
    ),
    (
        "reason episode ceased",
        "transferred to",
        "ceased_adult_services",
    ),
];

const MOVES: &[(&str, &str, &str)] = &[
    (
        "reason for placement change during the year",
        "total placements changing",
        "moves_total",
    ),
    (
        "reason for placement change during the year",
        "change in the status",
        "moves_status_only",
    ),
];

/// The indicator of a group and characteristic; `None`: not used here.
pub fn indicator(of: Of, group: &str, characteristic: &str) -> Option<String> {
    let (group, what) = (group.to_lowercase(), characteristic.to_lowercase());
    if of == Of::Stability {
        let total = what.starts_with("total");
        let name = if group.contains("2.5 years") {
            if total {
                "stab_2_5yrs_u16_total"
            } else {
                "stab_same_carer_2yrs"
            }
        } else if group.contains("2 years") {
            if total {
                "stab_2yrs_total"
            } else {
                "stab_3plus_2yrs"
            }
        } else if total {
            "stab_total"
        } else {
            "stab_3plus_placements"
        };
        return Some(name.to_owned());
    }
    if of == Of::Ceased && what.starts_with("returned home") {
        let name = if what.contains("not part of the care plan") {
            "ceased_home_unplanned"
        } else {
            "ceased_home_all_or_planned"
        };
        return Some(name.to_owned());
    }
    if group == "age group" {
        let prefix = if of == Of::Started { "started_" } else { "" };
        let age = AGES.iter().find(|a| what.starts_with(a.0));
        if let Some(age) = age {
            return Some(format!("{prefix}{}", age.1));
        }
    }
    let list = match of {
        Of::Stock => STOCK,
        Of::Started => STARTED,
        Of::Ceased => CEASED,
        _ => MOVES,
    };
    list.iter()
        .find(|i| i.0 == group && what.starts_with(i.1))
        .map(|i| i.2.to_owned())
}

/// Measures of the Local Authority Interactive Tool by their short description.
pub const LAIT: &[(&str, &str)] = &[
    ("LACnum", "cla_31mar"),
    ("LACnum_Start", "started"),
    ("LACceased", "ceased"),
    ("Unacc_Asylmn_Seek_Childn", "uasc"),
    ("LACStableNum_2016on", "stab_3plus_placements"),
    ("Number_Foster_Places(New)", "la_foster_places_approved"),
    (
        "Number_Foster_Places_Filled(New)",
        "la_foster_places_filled",
    ),
    ("TotalLACFinance", "spend_total_cla_gross_gbp"),
    ("LeaveCareSupServTotExp", "spend_leaving_care_gbp"),
    ("RescareFinance", "unitcost_residential_gbp_week"),
    ("FosteringFinance", "unitcost_foster_gbp_week"),
    ("LACFinance", "unitcost_cla_gbp_week"),
    ("AdoptionFinance", "unitcost_adoption_gbp_week"),
];

/// Measures of the table of numbers and rates.
pub const NUMBERS: &[(&str, &str)] = &[
    ("children looked after at", "cla_31mar"),
    ("children starting", "started"),
    ("children ceasing", "ceased"),
];
