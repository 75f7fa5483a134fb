//! Cells, formats and formulas, so that the sheets read as what they hold.

use super::super::data::Figure;
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

/// What a cell may be.
pub type Wrote = Result<(), XlsxError>;

/// Formats of the workbook.
#[derive(Debug)]
pub struct Formats {
    /// A title.
    pub title: Format,
    /// A remark.
    pub note: Format,
    /// Head of a column.
    pub head: Format,
    /// Words.
    pub text: Format,
    /// Words that may be long.
    pub wrapped: Format,
    /// Whole pounds.
    pub pounds: Format,
    /// Whole pounds with a sign.
    pub signed: Format,
    /// A count with one decimal.
    pub count: Format,
    /// A share as a percentage.
    pub percent: Format,
    /// Any number.
    pub number: Format,
    sum: bool,
}

impl Default for Formats {
    fn default() -> Formats {
        let plain = || Format::new().set_font_name("Calibri").set_font_size(11);
        Formats {
            title: plain().set_bold().set_font_size(15),
            note: plain().set_italic().set_font_color(Color::RGB(0x4A5158)),
            head: plain()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0xE8EDF1))
                .set_border_bottom(FormatBorder::Medium),
            text: plain(),
            wrapped: plain().set_text_wrap().set_align(FormatAlign::Top),
            pounds: plain().set_num_format("#,##0;-#,##0;0"),
            signed: plain().set_num_format("+#,##0;-#,##0;0"),
            count: plain().set_num_format("#,##0.0"),
            percent: plain().set_num_format("0.0%"),
            number: plain().set_num_format("General"),
            sum: true,
        }
    }
}

impl Formats {
    /// The same for a total: bold, with a line above.
    pub fn total(&self, of: &Format) -> Format {
        if self.sum {
            of.clone().set_bold().set_border_top(FormatBorder::Thin)
        } else {
            of.clone()
        }
    }
}

/// A sheet being written: its title in the first row, a remark in the second, heads in the fourth.
pub struct Sheet<'w> {
    /// The sheet.
    pub of: &'w mut Worksheet,
    /// Formats.
    pub formats: &'w Formats,
}

/// Pounds as millions at the axis of a chart.
pub const MILLIONS: &str = "£#,##0.0,,\"m\"";

/// First row under the heads.
pub const FIRST: u32 = 4;

impl<'w> Sheet<'w> {
    /// Begins a sheet; printed on A4 lying down, as wide as the page.
    pub fn begin(
        book: &'w mut Workbook,
        formats: &'w Formats,
        name: &'static str,
        title: &str,
        remark: &str,
    ) -> Result<Sheet<'w>, XlsxError> {
        let of = book.add_worksheet();
        of.set_name(name)?;
        of.set_landscape();
        of.set_paper_size(9);
        of.set_print_fit_to_pages(1, 0);
        of.set_repeat_rows(FIRST - 1, FIRST - 1)?;
        of.write_with_format(0, 0, title, &formats.title)?;
        of.write_with_format(1, 0, remark, &formats.note)?;
        Ok(Sheet { of, formats })
    }

    /// Heads of the columns and their widths; frozen, with the first column.
    pub fn heads(&mut self, heads: &[(String, f64)]) -> Wrote {
        self.heads_like(heads, &self.formats.head)
    }

    /// The same where all columns but the first are numbers: their heads stand over them, to the right.
    pub fn number_heads(&mut self, heads: &[(String, f64)]) -> Wrote {
        let right = self.formats.head.clone().set_align(FormatAlign::Right);
        self.heads_like(heads, &right)
    }

    fn heads_like(&mut self, heads: &[(String, f64)], rest: &Format) -> Wrote {
        for (c, (head, width)) in heads.iter().enumerate() {
            let format = if c == 0 { &self.formats.head } else { rest };
            let c = c as u16;
            self.of
                .write_with_format(FIRST - 1, c, head.as_str(), format)?;
            self.of.set_column_width(c, *width)?;
        }
        // Heads may take three lines; not every program finds that out by itself.
        self.of.set_row_height(FIRST - 1, 50)?;
        self.of.set_freeze_panes(FIRST, 1)?;
        Ok(())
    }

    /// Words.
    pub fn text(&mut self, row: u32, column: u16, text: &str) -> Wrote {
        self.of
            .write_with_format(row, column, text, &self.formats.text)?;
        Ok(())
    }

    /// A figure; nothing where there is none.
    pub fn figure(&mut self, row: u32, column: u16, f: Option<Figure>, format: &Format) -> Wrote {
        if let Some(f) = f {
            self.of.write_with_format(row, column, f.value, format)?;
        }
        Ok(())
    }

    /// A formula with the value a spreadsheet program will find for it.
    pub fn formula(
        &mut self,
        row: u32,
        column: u16,
        formula: &str,
        value: f64,
        format: &Format,
    ) -> Wrote {
        let formula = Formula::new(formula).set_result(super::super::csv::number(value));
        self.of
            .write_formula_with_format(row, column, formula, format)?;
        Ok(())
    }
}

/// The name of a cell, such as `B7`, rows and columns from 0.
pub fn at(row: u32, column: u16) -> String {
    format!("{}{}", letters(column), row + 1)
}

/// The name of a column.
pub fn letters(column: u16) -> String {
    let (high, low) = (column / 26, column % 26);
    let letter = |i: u16| char::from(b'A' + (i % 26) as u8);
    if high == 0 {
        letter(low).to_string()
    } else {
        format!("{}{}", letter(high - 1), letter(low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_in_a_spreadsheet() {
        assert_eq!(at(0, 0), "A1");
        assert_eq!(at(9, 27), "AB10");
        assert_eq!(letters(51), "AZ");
        assert_eq!(letters(52), "BA");
    }
}
