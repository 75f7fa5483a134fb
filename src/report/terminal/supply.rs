//! Where children can be placed: households, places and beds, what is filled and what was short.

use super::Screen;
use crate::forecast::{Group, Measure};
use crate::report::figures::whole;

/// What is shown, by measure; shares in per cent.
const ROWS: [(&str, Measure); 10] = [
    ("Fostering households", Measure::Households),
    ("  places they are approved for", Measure::Places),
    ("  of them usable", Measure::UsablePlaces),
    ("  filled by children looked after", Measure::PlacesFilled),
    ("  vacant, % of those approved", Measure::Vacancy),
    ("Beds in own homes", Measure::Beds),
    ("  filled", Measure::BedsFilled),
    ("  empty beside a complex child", Measure::BedsBlocked),
    ("Children who moved as a household left", Measure::Displaced),
    (
        "Children elsewhere for want of a place",
        Measure::PlacesShort,
    ),
];

impl Screen<'_> {
    /// The block of a scenario with `[supply]`; nothing without.
    pub(super) fn places(&self, t: &mut String) {
        if self.books.model.spec.supply.is_none() {
            return;
        }
        t.push('\n');
        self.heading(t, "Places for children, averages and totals of the year");
        let years = &self.books.model.horizon.years;
        self.row(t, "", |y| Some(years[y].to_string()));
        for (label, measure) in ROWS {
            let of = |y: usize| Some(self.forecast.year(y, measure, Group::Total)?.mean);
            if self.years().all(|y| of(y).is_none_or(|x| x < 0.05)) {
                continue;
            }
            self.row(t, label, |y| {
                of(y).map(|x| match measure {
                    Measure::Vacancy => format!("{:.1}", x * 100.0),
                    Measure::Displaced => format!("{x:.1}"),
                    _ => whole(x),
                })
            });
        }
    }
}
