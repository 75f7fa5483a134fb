//! What is written down about a life: codes, postcodes, Ofsted numbers, by draws of their own. All made up: no postcode
//! begins with Q.

use super::lives::Stay;
use crate::model::hazards::Cause;
use crate::sampling::keyed::{Key, Purpose};
use crate::words::calendar::Day;
use crate::words::setting::{EXITS, SETTINGS, STREAMS};

/// First day of registered supported accommodation as code K3.
pub(super) const K3_FROM: Day = Day(19_814);

/// The papers of one child.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paper {
    key: Key,
}

/// One of a list by weights.
fn one(list: &[(&'static str, f64)], u: f64) -> &'static str {
    let mut left = u * list.iter().map(|x| x.1).sum::<f64>();
    for (name, weight) in list {
        left -= weight;
        if left < 0.0 {
            return name;
        }
    }
    list.last().map_or("", |x| x.0)
}

impl Paper {
    pub fn of(key: Key) -> Paper {
        Paper {
            key: key.child(0x0903),
        }
    }

    /// A uniform for a kind of question about a part of the life.
    pub fn u(self, kind: u32, part: usize) -> f64 {
        self.key
            .uniform(Purpose::Choice, (kind << 16) | (part as u32 & 0xFFFF))
    }

    /// Code of a placement and of its provider, for a child who turns 18 on a day.
    pub fn place(
        self,
        setting: usize,
        part: usize,
        start: Day,
        age: f64,
    ) -> (&'static str, &'static str) {
        let (u, v) = (self.u(1, part), self.u(2, part));
        let agency = if v < 0.9 { "PR4" } else { "PR5" };
        match SETTINGS.get(setting).map_or("", |s| s.name) {
            "kinship_foster" => (one(&[("U3", 0.7), ("U1", 0.3)], u), "PR1"),
            "foster_in_house" => (one(&[("U6", 0.6), ("U4", 0.4)], u), "PR1"),
            "foster_agency" => (one(&[("U6", 0.6), ("U4", 0.4)], u), agency),
            "home_in_house" => ("K2", "PR1"),
            "home_agency" => ("K2", agency),
            "secure" => ("K1", one(&[("PR2", 0.7), ("PR4", 0.3)], u)),
            "residential_other" if age < 4.0 => ("R3", agency),
            "residential_other" => (one(&[("R1", 0.4), ("S1", 0.4), ("R2", 0.2)], u), agency),
            "custody" => ("R5", "PR3"),
            "supported_accommodation" if start >= K3_FROM => ("K3", agency),
            "supported_accommodation" => (one(&[("H5", 0.85), ("P2", 0.15)], u), agency),
            "with_parents" => ("P1", "PR0"),
            "placed_for_adoption" => ("A6", "PR1"),
            _ => ("Z1", ""),
        }
    }

    /// Reason for a change of placement.
    pub fn reason(self, cause: Cause, part: usize) -> &'static str {
        let u = self.u(3, part);
        match cause {
            Cause::Exit => "",
            Cause::PlannedMove => "CARPL",
            Cause::Breakdown => one(
                &[
                    ("CREQB", 0.35),
                    ("CREQO", 0.25),
                    ("LAREQ", 0.15),
                    ("CHILD", 0.1),
                    ("ALLEG", 0.05),
                    ("STAND", 0.05),
                    ("CLOSE", 0.05),
                ],
                u,
            ),
        }
    }

    /// Reason the last episode ceased.
    pub fn exit(self, exit: usize, setting: usize, stream: usize, part: usize) -> &'static str {
        let u = self.u(4, part);
        let family = SETTINGS.get(setting).is_some_and(|s| s.group == "foster");
        match EXITS.get(exit).copied().unwrap_or("") {
            "home" => one(&[("E4A", 0.6), ("E13", 0.25), ("E4B", 0.15)], u),
            "special_guardianship" if setting == 0 => "E45",
            "special_guardianship" if family => one(&[("E47", 0.7), ("E46", 0.3)], u),
            "special_guardianship" => "E47",
            "child_arrangements" => "E41",
            "adopted" => one(&[("E12", 0.8), ("E11", 0.2)], u),
            "independent" => one(&[("E5", 0.8), ("E6", 0.2)], u),
            "adult_services" => "E7",
            "custody" => "E9",
            "turned_18" if family => one(&[("E17", 0.5), ("E5", 0.4), ("E7", 0.1)], u),
            "turned_18" => one(&[("E5", 0.7), ("E7", 0.15), ("E6", 0.15)], u),
            _ if STREAMS.get(stream) == Some(&"separated") => {
                one(&[("E15", 0.5), ("E8", 0.4), ("E16", 0.1)], u)
            }
            _ => one(&[("E8", 0.8), ("E3", 0.15), ("E16", 0.05)], u),
        }
    }

    /// Category of need of a period of care.
    pub fn category(self, stream: usize, part: usize) -> &'static str {
        if STREAMS.get(stream) == Some(&"separated") {
            return "N8";
        }
        let shares = [
            ("N1", 0.66),
            ("N5", 0.14),
            ("N4", 0.09),
            ("N3", 0.06),
            ("N2", 0.05),
        ];
        one(&shares, self.u(5, part))
    }

    /// Home postcode: siblings' is the same.
    pub fn home(self, group: Option<u64>, period: usize) -> String {
        match group {
            Some(g) if period == 0 => postcode(g),
            _ => postcode(self.key.bits(Purpose::Choice, (6 << 16) | period as u32)),
        }
    }

    /// Postcode of a placement: siblings who enter the same setting live together at first.
    pub fn placed(self, group: Option<u64>, setting: usize, part: usize) -> String {
        match group {
            Some(g) if part == 0 => postcode(g.rotate_left(17).wrapping_add(setting as u64)),
            _ => postcode(self.key.bits(Purpose::Choice, (7 << 16) | part as u32)),
        }
    }

    /// Ofsted number of a placement, where it has one.
    pub fn urn(self, place: &str, part: usize) -> String {
        if matches!(place, "P1" | "Z1" | "R5" | "R2") {
            return String::new();
        }
        format!("{}", 9_000_000 + (self.u(8, part) * 900.0) as u32)
    }

    /// What tells placements apart: the Ofsted number of a home, the postcode of anything else.
    pub fn household(
        self,
        group: Option<u64>,
        stay: &Stay,
        part: usize,
        start: Day,
        age: f64,
    ) -> String {
        let (place, _) = self.place(stay.setting, part, start, age);
        if SETTINGS.get(stay.setting).is_some_and(|s| s.residential) {
            self.urn(place, part)
        } else {
            self.placed(group, stay.setting, part)
        }
    }
}

fn postcode(bits: u64) -> String {
    let letter = |x: u64| char::from(b'A' + (x % 26) as u8);
    format!(
        "Q{}{} {}{}{}",
        letter(bits),
        10 + (bits >> 8) % 90,
        (bits >> 20) % 10,
        letter(bits >> 28),
        letter(bits >> 40)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_the_new_code() {
        assert_eq!(K3_FROM, Day::from_ymd(2024, 4, 1).unwrap());
    }
}
