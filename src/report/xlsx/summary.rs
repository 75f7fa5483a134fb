//! The first sheet: what the year costs, how sure that is.

use super::Book;
use super::sheet::{FIRST, Formats, Sheet, Wrote};
use rust_xlsxwriter::Workbook;

/// What the year costs, how sure that is.
pub fn summary(w: &mut Workbook, formats: &Formats, book: &Book) -> Wrote {
    let run = book.run;
    let year = run.main_year();
    let title = format!(
        "{}: forecast of children's placements",
        run.about("council")
    );
    let remark = format!(
        "{}. From the children in care on {}. {} futures, seed {}.",
        run.about("title"),
        run.about("as_at"),
        run.about("replications"),
        run.about("seed")
    );
    let mut s = Sheet::begin(w, formats, "Summary", &title, &remark)?;
    s.heads(&[
        (format!("Year {year}"), 52.0),
        ("Figure".to_owned(), 18.0),
        ("  What it says".to_owned(), 80.0),
    ])?;
    let of = |m: &str, c: &str| run.total(year, m, c);
    let rows = [
        (
            "Budget, £",
            of("budget", "mean"),
            &formats.pounds,
            "What was set, inside the perimeter.",
        ),
        (
            "Forecast outturn, mean, £",
            of("cost", "mean"),
            &formats.pounds,
            "Actuals of closed months and the simulated rest.",
        ),
        (
            "Variance, mean, £",
            of("variance", "mean"),
            &formats.signed,
            "Above zero is an overspend.",
        ),
        (
            "Chance of an overspend",
            of("p_overspend", "mean"),
            &formats.percent,
            "Share of the futures whose outturn is above the budget.",
        ),
        (
            "Overspend where there is one, mean, £",
            of("overspend_if_any", "mean"),
            &formats.pounds,
            "Mean of those overspends.",
        ),
        (
            "Eight futures of ten: from P10, £",
            of("cost", "p10"),
            &formats.pounds,
            "One future in ten costs less.",
        ),
        (
            "In the middle: P50, £",
            of("cost", "p50"),
            &formats.pounds,
            "As likely too much as too little.",
        ),
        (
            "Eight futures of ten: to P90, £",
            of("cost", "p90"),
            &formats.pounds,
            "One future in ten costs more. Never add percentiles.",
        ),
        (
            "Enough in eight futures of ten: P80, £",
            of("p80", "mean"),
            &formats.pounds,
            "What a budget would have to be for an 80% chance.",
        ),
        (
            "Children on 31 March, mean",
            of("children_end", "mean"),
            &formats.count,
            "",
        ),
        (
            "Run rate at 31 March, £ a year",
            of("run_rate", "mean"),
            &formats.pounds,
            "The placements of 31 March over a full year.",
        ),
        (
            "Share of the spread from uncertain inputs",
            of("parameter_share", "mean"),
            &formats.percent,
            "The rest is luck.",
        ),
    ];
    let mut row = FIRST;
    for (name, figure, format, says) in rows {
        if figure.is_none() {
            continue;
        }
        s.text(row, 0, name)?;
        s.figure(row, 1, figure, format)?;
        s.text(row, 2, &format!("  {says}"))?;
        row += 1;
    }
    row += 1;
    s.text(row, 0, "The money is:")?;
    s.of.write_with_format(row, 1, run.about("perimeter"), &formats.text)?;
    row += 1;
    if book.shareable {
        row += 1;
        s.of.write_with_format(
            row,
            0,
            "Safe to share: groups of 1 to 5 children are left out, figures are rounded.",
            &formats.note,
        )?;
    }
    row += 1;
    s.of.write_with_format(row, 0, "What this forecast leaves out", &formats.head)?;
    for warning in run.about_all("warning") {
        row += 1;
        s.text(row, 0, warning)?;
    }
    Ok(())
}
