//! `homes.csv`: the council's own children's homes, open or planned.

use super::cells::{day, number};
use super::table::{Column, Fault, Row, fault, may, must, read};
use crate::words::calendar::Day;
use crate::words::error::Problem;

/// A home.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// Its id.
    pub id: String,
    /// Day it opens or opened.
    pub opens: Day,
    /// Beds that can be used.
    pub beds: u32,
    /// Months until all are in use.
    pub ramp_months: u32,
    /// Running cost, pounds a year.
    pub base_cost_per_year: f64,
    /// Cost of a child beside it, pounds a week.
    pub cost_per_child_week: Option<f64>,
    /// Beds that can be used while a complex child lives in it.
    pub usable_beside_complex: Option<u32>,
    /// More staff for such a child, pounds a week.
    pub complex_cost_per_week: Option<f64>,
    /// Capital, pounds.
    pub capital: Option<f64>,
    /// Cost a month before it opens, pounds.
    pub pre_opening_cost_per_month: Option<f64>,
    /// Ages taken, both ends inside.
    pub ages: (u32, u32),
    /// Highest need band taken; 4 where blank.
    pub need_to: u8,
}

const COLUMNS: &[Column] = &[
    must("id"),
    must("opens"),
    must("beds"),
    may("usable_beds"),
    may("usable_beside_complex"),
    may("complex_cost_per_week"),
    must("ramp_months"),
    must("base_cost_per_year"),
    may("cost_per_child_week"),
    may("capital"),
    may("pre_opening_cost_per_month"),
    must("age_from"),
    must("age_to"),
    may("need_to"),
];

fn optional(
    row: &Row<'_>,
    column: &'static str,
    bounds: (f64, f64),
    what: &str,
    faults: &mut Vec<Fault>,
) -> Option<f64> {
    match row.cell(column) {
        "" => None,
        _ => Some(number(row, column, bounds, what, faults)),
    }
}

/// Reads the homes, with the line of each.
pub fn homes(file: &str, text: &str) -> (Vec<(usize, Home)>, Vec<Problem>) {
    read(file, text, COLUMNS, |row| {
        let mut faults = Vec::new();
        let f = &mut faults;
        let beds = number(row, "beds", (1.0, 12.0), "beds from 1 to 12", f);
        let usable = optional(
            row,
            "usable_beds",
            (1.0, 12.0),
            "beds from 1 to 12, or blank",
            f,
        );
        if usable.is_some_and(|u| u > beds) {
            let message = format!(
                "usable_beds `{}` is more than its beds",
                row.cell("usable_beds")
            );
            f.push(fault("usable_beds", message, format!("at most {beds}")));
        }
        let beside = optional(
            row,
            "usable_beside_complex",
            (1.0, 12.0),
            "beds from 1 to 12, or blank",
            f,
        );
        if beside.is_some_and(|b| b > usable.unwrap_or(beds)) {
            let message = format!(
                "usable_beside_complex `{}` is more than the beds that can be used",
                row.cell("usable_beside_complex")
            );
            let expected = format!("at most {}", usable.unwrap_or(beds));
            f.push(fault("usable_beside_complex", message, expected));
        }
        let complex_cost = optional(row, "complex_cost_per_week", (0.0, 1e6), "£ a week", f);
        if complex_cost.is_some() && row.cell("cost_per_child_week").is_empty() {
            let message =
                "complex_cost_per_week comes on top of cost_per_child_week, which is blank";
            let expected = "cost_per_child_week".to_owned();
            f.push(fault("complex_cost_per_week", message.to_owned(), expected));
        }
        let ramp = number(row, "ramp_months", (1.0, 120.0), "months from 1 to 120", f);
        let money = (0.0, 1e11);
        let home = Home {
            id: row.cell("id").to_owned(),
            opens: day(row, "opens", f),
            beds: usable.unwrap_or(beds) as u32,
            ramp_months: ramp as u32,
            base_cost_per_year: number(row, "base_cost_per_year", money, "£ a year", f),
            cost_per_child_week: optional(row, "cost_per_child_week", (0.0, 1e6), "£ a week", f),
            usable_beside_complex: beside.map(|b| b as u32),
            complex_cost_per_week: complex_cost,
            capital: optional(row, "capital", money, "£", f),
            pre_opening_cost_per_month: optional(
                row,
                "pre_opening_cost_per_month",
                money,
                "£ a month",
                f,
            ),
            ages: (
                number(row, "age_from", (0.0, 17.0), "an age from 0 to 17", f) as u32,
                number(row, "age_to", (0.0, 17.0), "an age from 0 to 17", f) as u32,
            ),
            need_to: optional(
                row,
                "need_to",
                (1.0, 4.0),
                "a need band from 1 to 4, or blank",
                f,
            )
            .map_or(4, |n| n as u8),
        };
        if home.ages.1 < home.ages.0 {
            let message = format!("age_to `{}` is below age_from", row.cell("age_to"));
            f.push(fault("age_to", message, "ages in order"));
        }
        if faults.is_empty() {
            Ok(home)
        } else {
            Err(faults)
        }
    })
}
