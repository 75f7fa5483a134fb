//! Dates as returns have them, and what is wrong with those that are none.

use crate::words::calendar::Day;

/// What the text of a date says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Date {
    /// Nothing.
    Blank,
    /// A day.
    Day(Day),
    /// A day as the number Excel keeps it as.
    Serial(Day),
    /// No day; why.
    Bad(Bad),
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bad {
    /// The day is not in the month: 31/02.
    NotInMonth,
    /// The month comes first: 12/31/2023.
    MonthFirst,
    /// The year has two digits.
    ShortYear,
    /// Before 1900 or after 2199.
    FarAway,
    /// `#REF!`, `#VALUE!`, `#NAME?`, `####`.
    Spreadsheet,
    /// Anything else.
    NoDate,
}

impl Bad {
    /// In words, after the text.
    pub fn text(self) -> &'static str {
        match self {
            Bad::NotInMonth => "is not a day of the calendar",
            Bad::MonthFirst => "has the month first",
            Bad::ShortYear => "has a year of two digits",
            Bad::FarAway => "is before 1900 or after 2199",
            Bad::Spreadsheet => "is an error of a spreadsheet",
            Bad::NoDate => "is not a date",
        }
    }
}

/// Day 0 of Excel's calendar, with its leap day of 1900 that never was: 30 December 1899.
const EXCEL: i32 = -25_569;

/// Reads dd/mm/yyyy or yyyy-mm-dd (also with `.` or `-` between, and with a time of 00:00 after it).
pub fn date(text: &str) -> Date {
    let text = text.trim();
    if text.is_empty() {
        return Date::Blank;
    }
    if text.starts_with('#') {
        return Date::Bad(Bad::Spreadsheet);
    }
    let day = text.split([' ', 'T']).next().unwrap_or("");
    let after = text.get(day.len()..).unwrap_or("");
    if !after.chars().all(|c| "T 0:.Z".contains(c)) {
        return Date::Bad(Bad::NoDate);
    }
    let mut parts = [0u32; 3];
    let mut lens = [0usize; 3];
    let mut n = 0;
    for part in day.split(['/', '-', '.']) {
        if n == 3 || part.is_empty() || part.len() > 6 || !part.bytes().all(|b| b.is_ascii_digit())
        {
            return Date::Bad(Bad::NoDate);
        }
        parts[n] = part.parse().unwrap_or(0);
        lens[n] = part.len();
        n += 1;
    }
    // `45382.0` is a serial number as well.
    if n == 1 || (n == 2 && parts[1] == 0 && lens[0] == 5) {
        return match parts[0] {
            20_000..=80_000 => Date::Serial(Day(EXCEL + parts[0] as i32)),
            _ => Date::Bad(Bad::NoDate),
        };
    }
    if n != 3 {
        return Date::Bad(Bad::NoDate);
    }
    let (y, m, d) = if lens[0] == 4 {
        (parts[0], parts[1], parts[2])
    } else if lens[2] == 4 {
        (parts[2], parts[1], parts[0])
    } else if lens.iter().all(|l| *l <= 2) {
        return Date::Bad(Bad::ShortYear);
    } else {
        return Date::Bad(Bad::NoDate);
    };
    if !(1900..2200).contains(&y) {
        return Date::Bad(Bad::FarAway);
    }
    match Day::from_ymd(y as i32, m, d) {
        Some(day) => Date::Day(day),
        None if m > 12 && (1..=12).contains(&d) && Day::from_ymd(y as i32, d, m).is_some() => {
            Date::Bad(Bad::MonthFirst)
        }
        None if (1..=12).contains(&m) && (1..=31).contains(&d) => Date::Bad(Bad::NotInMonth),
        None => Date::Bad(Bad::NoDate),
    }
}

/// Could the text be only a day first (the first of three numbers above 12)? For telling whole files apart.
pub fn only_day_first(text: &str) -> bool {
    let mut parts = text.trim().split('/');
    let first = parts.next().and_then(|p| p.parse::<u32>().ok());
    first.is_some_and(|d| (13..=31).contains(&d)) && parts.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_day() {
        let day = Date::Day(Day::from_ymd(2024, 3, 31).unwrap());
        for text in [
            "31/03/2024",
            "2024-03-31",
            " 31/3/2024 ",
            "2024-03-31 00:00:00",
            "2024-03-31T00:00:00",
            "31/03/2024 00:00",
            "31-03-2024",
            "31.03.2024",
        ] {
            assert_eq!(date(text), day, "{text}");
        }
        let serial = Date::Serial(Day::from_ymd(2024, 3, 31).unwrap());
        assert_eq!(date("45382"), serial);
        assert_eq!(date("45382.0"), serial);
        assert_eq!(date("  "), Date::Blank);
    }

    #[test]
    fn what_is_no_day_and_why() {
        for (text, why) in [
            ("31/02/2021", Bad::NotInMonth),
            ("2021-02-30", Bad::NotInMonth),
            ("12/31/2023", Bad::MonthFirst),
            ("31/03/24", Bad::ShortYear),
            ("31/03/0024", Bad::FarAway),
            ("#REF!", Bad::Spreadsheet),
            ("########", Bad::Spreadsheet),
            ("yesterday", Bad::NoDate),
            ("31/03/2024 14:30", Bad::NoDate),
            ("13/13/2024", Bad::NoDate),
            ("7", Bad::NoDate),
            ("1/2", Bad::NoDate),
            ("2024/3", Bad::NoDate),
        ] {
            assert_eq!(date(text), Date::Bad(why), "{text}");
        }
        assert!(only_day_first("31/01/2024") && !only_day_first("12/31/2024"));
    }
}
