//! Settings (a placement type together with who provides it), exits, streams and age bands: the names of
//! `vocabulary`, and where each belongs. The engine itself knows only numbers of these lists.

/// A setting of the standard list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandardSetting {
    /// Its name in files, columns and messages.
    pub name: &'static str,
    /// The fiscal line it is charged to unless the scenario says otherwise; `None`: costs nothing.
    pub line: Option<&'static str>,
    /// A family (foster, kinship, parents, adopters): counts into the share in family settings.
    pub family: bool,
    /// Provided by the council itself.
    pub in_house: bool,
    /// A children's home or other residential setting.
    pub residential: bool,
    /// The DfE's placement group in published tables.
    pub group: &'static str,
}

const fn setting(
    name: &'static str,
    line: Option<&'static str>,
    family: bool,
    in_house: bool,
    residential: bool,
    group: &'static str,
) -> StandardSetting {
    StandardSetting {
        name,
        line,
        family,
        in_house,
        residential,
        group,
    }
}

/// The twelve settings, in the order of every table.
pub const SETTINGS: [StandardSetting; 12] = [
    setting(
        "kinship_foster",
        Some("fostering, kinship"),
        true,
        true,
        false,
        "foster",
    ),
    setting(
        "foster_in_house",
        Some("fostering, in-house"),
        true,
        true,
        false,
        "foster",
    ),
    setting(
        "foster_agency",
        Some("fostering, agency"),
        true,
        false,
        false,
        "foster",
    ),
    setting(
        "home_in_house",
        Some("residential, in-house"),
        false,
        true,
        true,
        "homes",
    ),
    setting(
        "home_agency",
        Some("residential, agency"),
        false,
        false,
        true,
        "homes",
    ),
    setting("secure", Some("secure"), false, false, true, "homes"),
    setting(
        "residential_other",
        Some("residential, other"),
        false,
        false,
        true,
        "other residential",
    ),
    setting(
        "custody",
        Some("secure remand"),
        false,
        false,
        false,
        "other residential",
    ),
    setting(
        "supported_accommodation",
        Some("supported accommodation"),
        false,
        false,
        false,
        "supported accommodation",
    ),
    setting(
        "other_placement",
        Some("other placements"),
        false,
        false,
        false,
        "other",
    ),
    setting("with_parents", None, true, false, false, "with parents"),
    setting(
        "placed_for_adoption",
        Some("adoption"),
        true,
        false,
        false,
        "adoption",
    ),
];

/// Fiscal line of the unregistered part of `other_placement`.
pub const UNREGISTERED_LINE: &str = "unregistered";

/// Exits, in the order of every table. The last, at the 18th birthday, is not drawn: it happens.
pub const EXITS: [&str; 9] = [
    "home",
    "special_guardianship",
    "child_arrangements",
    "adopted",
    "independent",
    "adult_services",
    "custody",
    "other",
    "turned_18",
];

/// Kinds of entry.
pub const STREAMS: [&str; 2] = ["general", "separated"];

/// Age bands, by their names in files.
pub const AGE_BANDS: [&str; 5] = ["under 1", "1-4", "5-9", "10-15", "16-17"];

/// Edges between the age bands, in years.
pub const AGE_EDGES: [f64; 4] = [1.0, 5.0, 10.0, 16.0];

/// The number of a setting in [`SETTINGS`].
pub fn setting_index(name: &str) -> Option<usize> {
    SETTINGS.iter().position(|s| s.name == name)
}

/// Is the setting of this name foster care, the council's own, an agency's or by relatives?
pub fn is_fostering(name: &str) -> bool {
    SETTINGS
        .iter()
        .any(|s| s.name == name && s.group == "foster")
}

/// Reads an age range: a band (`under 1`, `10-15`) or a single year (`17`); years from (inclusive) to (exclusive).
pub fn parse_age_range(text: &str) -> Option<(f64, f64)> {
    let text = text.trim();
    if text == "under 1" {
        return Some((0.0, 1.0));
    }
    let (a, b) = text.split_once('-').unwrap_or((text, text));
    let (a, b): (u8, u8) = (a.trim().parse().ok()?, b.trim().parse().ok()?);
    (a <= b && b < 18).then_some((f64::from(a), f64::from(b) + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_ranges() {
        assert_eq!(parse_age_range("under 1"), Some((0.0, 1.0)));
        assert_eq!(parse_age_range("16-17"), Some((16.0, 18.0)));
        assert_eq!(parse_age_range("17"), Some((17.0, 18.0)));
        assert_eq!(parse_age_range("17-16"), None);
        assert_eq!(parse_age_range("18"), None);
    }

    #[test]
    fn names_are_unique() {
        for (i, s) in SETTINGS.iter().enumerate() {
            assert_eq!(setting_index(s.name), Some(i));
        }
    }
}
