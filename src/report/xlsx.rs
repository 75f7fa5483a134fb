//! The workbook: real numbers with formats, totals as formulas whose stored values are those a spreadsheet program
//! computes, native charts, frozen heads, names; no macros, nothing linked, and no clock: the same forecast gives the
//! same bytes.

mod monitoring;
mod one_by_one;
mod plan;
mod rest;
mod scenarios;
mod sheet;
mod summary;

use super::data::{Comparison, Run};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// What a workbook is of.
#[derive(Clone, Copy, Debug)]
pub struct Book<'r> {
    /// The run folder.
    pub run: &'r Run,
    /// Scenarios against it, where there is a comparison.
    pub comparison: Option<&'r Comparison>,
    /// Is it for readers outside the council?
    pub shareable: bool,
}

/// The workbook's bytes.
///
/// # Errors
/// What can not be written into a workbook: a text of more than 32,767 characters, a sheet of more than a million
/// rows.
pub fn workbook(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut w = Workbook::new();
    let council = book.run.about("council");
    let properties = DocProperties::new()
        .set_title(format!("Forecast of children's placements, {council}"))
        .set_author("carecast")
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    w.set_properties(&properties);
    let formats = sheet::Formats::default();
    summary::summary(&mut w, &formats, book)?;
    monitoring::monitoring(&mut w, &formats, book)?;
    monitoring::activity(&mut w, &formats, book)?;
    plan::monthly(&mut w, &formats, book)?;
    plan::years(&mut w, &formats, book)?;
    scenarios::scenarios(&mut w, &formats, book)?;
    rest::savings(&mut w, &formats, book)?;
    rest::high_cost(&mut w, &formats, book)?;
    rest::assumptions(&mut w, &formats, book)?;
    rest::run(&mut w, &formats, book)?;
    w.save_to_buffer()
}
