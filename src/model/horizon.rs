//! The calendar of a forecast: day 0 is the day after the snapshot; months and financial years cover the whole of
//! the first year, the months before day 0 being closed.

use crate::words::calendar::{Day, FinancialYear, Month};

/// Days, months and years of a forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Horizon {
    /// The day of the snapshot; the simulation begins the day after.
    pub as_at: Day,
    /// Financial years, consecutive; the first holds the day after `as_at`.
    pub years: Vec<FinancialYear>,
    /// Months from April of the first year to March of the last, 12 a year.
    pub months: Vec<Month>,
    /// First day of each month, counted from day 0 (negative for closed months), and one more for the end.
    pub month_start: Vec<i32>,
    /// The month of each day from day 0 to the end.
    pub month_of_day: Vec<u16>,
}

impl Horizon {
    /// `count` financial years from the one that holds the day after `as_at`.
    pub fn new(as_at: Day, count: usize) -> Horizon {
        let first = FinancialYear::of(as_at.plus(1));
        let years: Vec<_> = (0..count as i32)
            .map(|i| FinancialYear(first.0 + i))
            .collect();
        let start = as_at.0 + 1;
        let mut months = Vec::with_capacity(12 * count);
        let mut month = Month {
            year: first.0,
            month: 4,
        };
        let mut month_start = vec![month.first_day().0 - start];
        for _ in 0..12 * count {
            months.push(month);
            month = month.next();
            month_start.push(month.first_day().0 - start);
        }
        let end = month_start[months.len()].max(0) as usize;
        let mut month_of_day = Vec::with_capacity(end);
        let mut m = 0u16;
        for day in 0..end as i32 {
            while day >= month_start[usize::from(m) + 1] {
                m += 1;
            }
            month_of_day.push(m);
        }
        Horizon {
            as_at,
            years,
            months,
            month_start,
            month_of_day,
        }
    }

    /// Days simulated.
    pub fn days(&self) -> i32 {
        self.month_of_day.len() as i32
    }

    /// The calendar day of day `d` of the simulation.
    pub fn calendar(&self, d: i32) -> Day {
        Day(self.as_at.0 + 1 + d)
    }

    /// The day of the simulation of a calendar day.
    pub fn relative(&self, day: Day) -> i32 {
        day.0 - self.as_at.0 - 1
    }

    /// The first month with nights to simulate.
    pub fn first_open_month(&self) -> usize {
        self.month_of_day.first().map_or(0, |m| usize::from(*m))
    }

    /// First day of a year and the day after its last, in days of the simulation.
    pub fn year_days(&self, year: usize) -> (i32, i32) {
        (
            self.month_start[12 * year],
            self.month_start[12 * year + 12],
        )
    }

    /// The day a birthday falls on relative to day 0 for a child born on `born`.
    pub fn birthday(&self, born: Day, age: i32) -> i32 {
        self.relative(born.birthday(age))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_inside_a_year_closes_its_months() {
        let h = Horizon::new(Day::from_ymd(2024, 6, 30).unwrap(), 2);
        assert_eq!(h.month_start[0], -91);
        assert_eq!(h.first_open_month(), 3);
        assert_eq!(h.days(), 730 - 91);
        assert_eq!(h.years[0].to_string(), "2024-25");
        let h = Horizon::new(Day::from_ymd(2023, 3, 31).unwrap(), 1);
        assert_eq!((h.days(), h.month_start[0]), (366, 0));
    }
}
