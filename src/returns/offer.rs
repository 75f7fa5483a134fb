//! `offer.csv`: what councils offer their foster carers, by age of the child. A table the user keeps.

use super::cells::number;
use super::table::{Column, fault, may, must, read};
use crate::words::error::Problem;
use crate::words::setting::parse_age_range;

/// A council's offer for children of an age.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Council, as it is named in the file.
    pub council: String,
    /// Ages, years from and to.
    pub ages: (f64, f64),
    /// Allowance, £ a week; blank where not known.
    pub allowance: Option<f64>,
    /// Fee, £ a week; blank where not known.
    pub fee: Option<f64>,
    /// Council tax relief, £ a year a household; blank where not known.
    pub council_tax: Option<f64>,
    /// Where it is from.
    pub source: String,
}

const COLUMNS: &[Column] = &[
    must("council"),
    must("age_band"),
    may("allowance"),
    may("fee"),
    may("council_tax"),
    must("source"),
];

/// Reads the offers, with the line of each.
pub fn offers(file: &str, text: &str) -> (Vec<(usize, Offer)>, Vec<Problem>) {
    read(file, text, COLUMNS, |row| {
        let mut faults = Vec::new();
        let ages = parse_age_range(row.cell("age_band"));
        if ages.is_none() {
            faults.push(fault(
                "age_band",
                format!("`{}` is no age", row.cell("age_band")),
                "ages such as `0-2`, `5-10` or `16-17`",
            ));
        }
        let mut money = |column: &'static str| {
            let blank = row.cell(column).is_empty();
            (!blank).then(|| number(row, column, (0.0, 1e5), "£, zero or above", &mut faults))
        };
        let (allowance, fee, council_tax) =
            (money("allowance"), money("fee"), money("council_tax"));
        match ages {
            Some(ages) if faults.is_empty() => Ok(Offer {
                council: row.cell("council").to_owned(),
                ages,
                allowance,
                fee,
                council_tax,
                source: row.cell("source").to_owned(),
            }),
            _ => Err(faults),
        }
    })
}
