//! Code lists of the SSDA903 return, 2017 to 2025-26, and where each code belongs in the model's words.

use crate::words::setting::{EXITS, setting_index};

/// Reason for new episode.
pub const RNE: [&str; 7] = ["", "S", "L", "P", "T", "B", "U"];

/// Legal status. W1 (wardship) is historic.
pub const LS: [&str; 16] = [
    "", "C1", "C2", "D1", "E1", "V2", "V3", "V4", "L1", "L2", "L3", "J1", "J2", "J3", "W1", "V1",
];

/// Category of need.
pub const CIN: [&str; 9] = ["", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"];

/// Placement type. Q1 and Q2 were used to 2015, K3 from 2024-25, Z11 to Z14 from 2025-26.
pub const PLACE: [&str; 40] = [
    "", "U1", "U2", "U3", "U4", "U5", "U6", "Q1", "Q2", "A3", "A4", "A5", "A6", "P1", "P2", "P3",
    "K1", "K2", "K3", "H5", "R1", "R2", "R3", "R5", "S1", "T0", "T1", "T2", "T3", "T4", "Z1",
    "Z11", "Z12", "Z13", "Z14", "M1", "M2", "M3", "H1", "H2",
];

/// Provider.
pub const PROVIDER: [&str; 7] = ["", "PR0", "PR1", "PR2", "PR3", "PR4", "PR5"];

/// Reason the episode ceased.
pub const REC: [&str; 28] = [
    "", "X1", "E11", "E12", "E2", "E3", "E4", "E4A", "E4B", "E13", "E41", "E43", "E44", "E45",
    "E46", "E47", "E48", "E5", "E6", "E7", "E8", "E9", "E14", "E15", "E16", "E17", "E1", "E99",
];

/// Reason for a change of placement.
pub const REASON: [&str; 13] = [
    "", "CARPL", "CLOSE", "ALLEG", "STAND", "APPRR", "CREQB", "CREQO", "CHILD", "LAREQ", "PLACE",
    "CUSTOD", "OTHER",
];

/// The number of a code in its list; `None`: not in it.
pub fn code(list: &[&str], text: &str) -> Option<u8> {
    let text = text.trim();
    list.iter()
        .position(|c| c.eq_ignore_ascii_case(text))
        .map(|i| i as u8)
}

/// The code of a number.
pub fn name(list: &'static [&'static str], number: u8) -> &'static str {
    list.get(usize::from(number)).copied().unwrap_or("")
}

/// What a placement code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A setting of the model.
    Setting(usize),
    /// Temporary: folded into the placement returned to.
    Temporary,
    /// Nothing the model knows: M1 to M3, H1, H2.
    None,
}

/// The setting of a placement and its provider; the second says whether a provider was needed and missing.
pub fn place(place: u8, provider: u8) -> (Place, bool) {
    let provider = name(&PROVIDER, provider);
    let own = provider == "PR1";
    let missing = provider.is_empty() || provider == "PR0";
    let setting = |s: &str| Place::Setting(setting_index(s).unwrap_or_default());
    match name(&PLACE, place) {
        "U1" | "U2" | "U3" | "Q1" => (setting("kinship_foster"), false),
        "U4" | "U5" | "U6" | "Q2" if own || missing => (setting("foster_in_house"), missing),
        "U4" | "U5" | "U6" | "Q2" => (setting("foster_agency"), false),
        "K2" if own => (setting("home_in_house"), false),
        "K2" => (setting("home_agency"), missing),
        "K1" => (setting("secure"), false),
        "R1" | "R2" | "R3" | "S1" => (setting("residential_other"), false),
        "R5" => (setting("custody"), false),
        "H5" | "P2" | "P3" | "K3" => (setting("supported_accommodation"), false),
        "Z1" | "Z11" | "Z12" | "Z13" | "Z14" => (setting("other_placement"), false),
        "P1" => (setting("with_parents"), false),
        "A3" | "A4" | "A5" | "A6" => (setting("placed_for_adoption"), false),
        "T0" | "T1" | "T2" | "T3" | "T4" => (Place::Temporary, false),
        _ => (Place::None, false),
    }
}

/// The exit of a code before the 18th birthday; `None`: no end of care (X1, blank).
pub fn exit(rec: u8) -> Option<usize> {
    let name = match name(&REC, rec) {
        "" | "X1" => return None,
        "E4" | "E4A" | "E4B" | "E13" => "home",
        "E43" | "E44" | "E45" | "E46" | "E47" | "E48" => "special_guardianship",
        "E41" => "child_arrangements",
        "E1" | "E11" | "E12" => "adopted",
        "E5" | "E6" => "independent",
        "E7" => "adult_services",
        "E9" => "custody",
        _ => "other",
    };
    EXITS.iter().position(|e| *e == name)
}

/// Does a reason for a change of placement say that the placement broke down?
pub fn is_breakdown(reason: &str) -> bool {
    matches!(
        reason,
        "CREQB" | "CREQO" | "CHILD" | "LAREQ" | "ALLEG" | "STAND" | "APPRR" | "CLOSE"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::setting::SETTINGS;

    #[test]
    fn every_code_has_its_place() {
        let named =
            |p: &str, pr: &str| match place(code(&PLACE, p).unwrap(), code(&PROVIDER, pr).unwrap())
            {
                (Place::Setting(s), missing) => (SETTINGS[s].name, missing),
                (Place::Temporary, _) => ("temporary", false),
                (Place::None, _) => ("none", false),
            };
        for (p, pr, expected) in [
            ("U1", "PR1", ("kinship_foster", false)),
            ("u4", "PR1", ("foster_in_house", false)),
            ("U6", "PR2", ("foster_agency", false)),
            ("U6", "", ("foster_in_house", true)),
            ("Q2", "PR5", ("foster_agency", false)),
            ("K2", "PR1", ("home_in_house", false)),
            ("K2", "PR4", ("home_agency", false)),
            ("K2", "", ("home_agency", true)),
            ("K1", "PR2", ("secure", false)),
            ("S1", "PR4", ("residential_other", false)),
            ("R5", "PR3", ("custody", false)),
            ("K3", "PR4", ("supported_accommodation", false)),
            ("P3", "", ("supported_accommodation", false)),
            ("Z13", "", ("other_placement", false)),
            ("P1", "PR0", ("with_parents", false)),
            ("A5", "PR1", ("placed_for_adoption", false)),
            ("T3", "", ("temporary", false)),
            ("M2", "", ("none", false)),
        ] {
            assert_eq!(named(p, pr), expected, "{p} {pr}");
        }
        let exits = |c| exit(code(&REC, c).unwrap()).map(|e| EXITS[e]);
        assert_eq!(exits("X1"), None);
        assert_eq!(exits("E4A"), Some("home"));
        assert_eq!(exits("e48"), Some("special_guardianship"));
        assert_eq!(exits("E17"), Some("other"));
        assert_eq!(code(&RNE, "*DUMMY*"), None);
    }
}
