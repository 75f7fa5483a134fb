//! `delivery.csv`: what was planned and delivered of each action, by month.

use super::cells::number;
use super::table::{Column, Fault, Row, fault, may, must, read};
use crate::words::calendar::Month;
use crate::words::error::Problem;

/// A measure of an action in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Id of the action.
    pub intervention: String,
    /// Month.
    pub month: Month,
    /// What is measured: `£`, children moved, households approved, beds open.
    pub measure: String,
    /// Planned.
    pub planned: Option<f64>,
    /// Delivered; blank while it is not known.
    pub actual: Option<f64>,
}

const COLUMNS: &[Column] = &[
    must("intervention"),
    must("month"),
    must("measure"),
    may("planned"),
    may("actual"),
];

/// Reads the deliveries, with the line of the file of each.
pub fn deliveries(file: &str, text: &str) -> (Vec<(usize, Delivery)>, Vec<Problem>) {
    read(file, text, COLUMNS, delivery)
}

fn delivery(row: &Row<'_>) -> Result<Delivery, Vec<Fault>> {
    let mut faults = Vec::new();
    let month = Month::parse(row.cell("month"));
    if month.is_none() {
        let message = format!("`{}` is not a month", row.cell("month"));
        faults.push(fault("month", message, "a month such as `2024-04`"));
    }
    let mut amount = |column: &'static str| {
        if row.cell(column).trim().is_empty() {
            return None;
        }
        Some(number(row, column, (-1e11, 1e11), "a number", &mut faults))
    };
    let (planned, actual) = (amount("planned"), amount("actual"));
    if row.cell("measure").trim().is_empty() {
        let message = "the measure is missing".to_owned();
        faults.push(fault("measure", message, "`£`, or what is counted"));
    }
    match month {
        Some(month) if faults.is_empty() => Ok(Delivery {
            intervention: row.cell("intervention").trim().to_owned(),
            month,
            measure: row.cell("measure").trim().to_owned(),
            planned,
            actual,
        }),
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_is_not_known_yet() {
        let text = "intervention,month,measure,planned,actual\n\
                    homes,2024-04,£,100,80\n\
                    homes,2024-05,beds open,2,\n";
        let (rows, problems) = deliveries("d.csv", text);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(rows[0].1.actual, Some(80.0));
        assert_eq!((rows[1].1.planned, rows[1].1.actual), (Some(2.0), None));
        let (_, problems) = deliveries(
            "d.csv",
            "intervention,month,measure,planned,actual\nhomes,May,£,x,\n",
        );
        assert_eq!(problems.len(), 2, "{problems:?}");
    }
}
