//! Days, months and financial years. A night is paid when the child sleeps there: start counted, end not.

use jiff::civil::Date;
use std::fmt;

/// Days in a hazard's year: rates are per child-year of 365.25 days.
pub const DAYS_PER_YEAR: f64 = 365.25;

/// Weeks in a year for the full-year effect (run rate): 365 / 7 to two decimals, the convention of council budgets.
pub const WEEKS_PER_YEAR: f64 = 52.14;

/// A calendar day, counted from 1 January 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

const EPOCH: Date = Date::constant(1970, 1, 1);

impl Day {
    /// The day of a calendar date.
    pub fn from_date(date: Date) -> Day {
        let span = date.since(EPOCH).map(|s| s.get_days()).unwrap_or(0);
        Day(span)
    }

    /// The day `year`-`month`-`day`, or `None` where there is no such date.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        let date = Date::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        )
        .ok()?;
        Some(Day::from_date(date))
    }

    /// Reads `yyyy-mm-dd` or `dd/mm/yyyy`.
    pub fn parse(text: &str) -> Option<Day> {
        let text = text.trim();
        let split = |c: char| -> Option<Vec<u32>> {
            let parts: Vec<&str> = text.split(c).collect();
            if parts.len() != 3 {
                return None;
            }
            parts
                .iter()
                .map(|p| {
                    if p.bytes().all(|b| b.is_ascii_digit()) {
                        p.parse().ok()
                    } else {
                        None
                    }
                })
                .collect()
        };
        if let Some(p) = split('-') {
            return if text.len() == 10 && text.as_bytes()[4] == b'-' {
                Day::from_ymd(p[0] as i32, p[1], p[2])
            } else {
                None
            };
        }
        let p = split('/')?;
        if p[2] < 1900 {
            return None;
        }
        Day::from_ymd(p[2] as i32, p[1], p[0])
    }

    /// The calendar date of this day; the far ends of the calendar stand for days beyond them.
    pub fn date(self) -> Date {
        EPOCH.saturating_add(jiff::Span::new().days(self.0.clamp(-4_000_000, 2_900_000)))
    }

    /// Year, month and day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        let d = self.date();
        (i32::from(d.year()), d.month() as u32, d.day() as u32)
    }

    /// The `age`th birthday of a child born this day; born on 29 February, it is 1 March in other years.
    pub fn birthday(self, age: i32) -> Day {
        let (y, m, d) = self.ymd();
        Day::from_ymd(y + age, m, d)
            .or_else(|| Day::from_ymd(y + age, 3, 1))
            .unwrap_or(Day(self.0 + age * 365))
    }

    /// The day `n` days later.
    pub fn plus(self, n: i32) -> Day {
        Day(self.0 + n)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

/// A calendar month, written `2024-04`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Calendar year.
    pub year: i32,
    /// 1 January to 12 December.
    pub month: u32,
}

impl Month {
    /// The month a day lies in.
    pub fn of(day: Day) -> Month {
        let (year, month, _) = day.ymd();
        Month { year, month }
    }

    /// Reads `2024-04`.
    pub fn parse(text: &str) -> Option<Month> {
        let (y, m) = text.trim().split_once('-')?;
        if y.len() != 4 || m.len() != 2 {
            return None;
        }
        let month = Month {
            year: y.parse().ok()?,
            month: m.parse().ok()?,
        };
        (1..=12).contains(&month.month).then_some(month)
    }

    /// The next month.
    pub fn next(self) -> Month {
        if self.month == 12 {
            Month {
                year: self.year + 1,
                month: 1,
            }
        } else {
            Month {
                year: self.year,
                month: self.month + 1,
            }
        }
    }

    /// Its first day.
    pub fn first_day(self) -> Day {
        // A month of 1 to 12 in a year the calendar knows always has a first day.
        Day::from_ymd(self.year, self.month, 1).unwrap_or(Day(0))
    }

    /// The number of its days.
    pub fn days(self) -> i32 {
        self.next().first_day().0 - self.first_day().0
    }

    /// The financial year it belongs to.
    pub fn financial_year(self) -> FinancialYear {
        FinancialYear(if self.month >= 4 {
            self.year
        } else {
            self.year - 1
        })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// A financial year, 1 April to 31 March, by the calendar year it begins in; written `2024-25`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FinancialYear(pub i32);

impl FinancialYear {
    /// Reads `2024-25`.
    pub fn parse(text: &str) -> Option<FinancialYear> {
        let (a, b) = text.trim().split_once('-')?;
        if a.len() != 4 || b.len() != 2 {
            return None;
        }
        let year: i32 = a.parse().ok()?;
        let end: i32 = b.parse().ok()?;
        ((year + 1) % 100 == end).then_some(FinancialYear(year))
    }

    /// The financial year a day lies in.
    pub fn of(day: Day) -> FinancialYear {
        Month::of(day).financial_year()
    }

    /// 1 April.
    pub fn first_day(self) -> Day {
        Month {
            year: self.0,
            month: 4,
        }
        .first_day()
    }

    /// 31 March.
    pub fn last_day(self) -> Day {
        self.next().first_day().plus(-1)
    }

    /// Its nights: 365, or 366 where it holds a 29 February.
    pub fn nights(self) -> i32 {
        self.next().first_day().0 - self.first_day().0
    }

    /// The next financial year.
    pub fn next(self) -> FinancialYear {
        FinancialYear(self.0 + 1)
    }
}

impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0, (self.0 + 1).rem_euclid(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn financial_years_and_leap_years() {
        let y = FinancialYear::parse("2023-24").unwrap();
        assert_eq!(y.nights(), 366);
        assert_eq!(y.next().nights(), 365);
        assert_eq!(y.to_string(), "2023-24");
        assert_eq!(
            FinancialYear::parse("1999-00").unwrap().to_string(),
            "1999-00"
        );
        assert_eq!(FinancialYear::parse("2023-25"), None);
        assert_eq!(y.first_day().to_string(), "2023-04-01");
        assert_eq!(y.last_day().to_string(), "2024-03-31");
    }

    #[test]
    fn dates_are_read_in_both_ways_and_no_other() {
        let d = Day::parse("2024-02-29").unwrap();
        assert_eq!(Day::parse("29/02/2024"), Some(d));
        assert_eq!(Day::parse("2023-02-29"), None);
        assert_eq!(Day::parse("29/02/24"), None);
        assert_eq!(Day::parse("+2024-02-9"), None);
        assert_eq!(d.birthday(18).to_string(), "2042-03-01");
        assert_eq!(d.birthday(4).to_string(), "2028-02-29");
    }
}
