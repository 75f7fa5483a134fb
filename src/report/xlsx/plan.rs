//! The months and the years.

use super::super::data::{Figure, Run};
use super::super::plain::month_words;
use super::Book;
use super::sheet::{FIRST, Formats, MILLIONS, Sheet, Wrote, at, letters};
use rust_xlsxwriter::{Chart, ChartFormat, ChartLine, ChartLineDashType, ChartType, Workbook};

/// A line's look in a chart.
fn look(colour: u32, dashed: bool) -> ChartFormat {
    let mut line = ChartLine::new();
    line.set_color(rust_xlsxwriter::Color::RGB(colour))
        .set_width(2.25);
    if dashed {
        line.set_dash_type(ChartLineDashType::Dash);
    }
    let mut format = ChartFormat::new();
    format.set_line(&line);
    format
}

/// Every month of the plan.
pub fn monthly(w: &mut Workbook, formats: &Formats, book: &Book) -> Wrote {
    let run = book.run;
    let mut s = Sheet::begin(
        w,
        formats,
        "Monthly",
        "Month by month, £ and children",
        "Cost to date runs from 1 April of each year; its mean is the sum of the months' means, its range is made inside each future.",
    )?;
    let lines: Vec<String> = run
        .groups("cost", "line")
        .into_iter()
        .filter(|l| {
            run.years().iter().any(|y| {
                run.get(y, ["cost", "line", l], "mean")
                    .is_some_and(|f| f.value != 0.0)
            })
        })
        .collect();
    let mut heads: Vec<(String, f64)> = [
        "Month",
        "Cost, mean, £",
        "Cost to date, mean, £",
        "to date P10, £",
        "to date P50, £",
        "to date P90, £",
        "Budget to date, £",
        "Children at its end, mean",
        "Children P10",
        "Children P90",
    ]
    .map(|h| (h.to_owned(), 15.0))
    .into();
    heads.extend(lines.iter().map(|l| (format!("{l}, £"), 15.0)));
    s.number_heads(&heads)?;
    let mut row = FIRST;
    let mut spans = Vec::new();
    for year in run.years() {
        let start = row;
        let mut sum = 0.0;
        for month in run.months_of(year) {
            month_row(&mut s, (row, start), run, month, &lines, &mut sum)?;
            row += 1;
        }
        spans.push((year.clone(), start, row - 1));
    }
    let main = run.main_year();
    if let Some((year, from, to)) = spans.iter().find(|x| x.0 == main) {
        let mut chart = Chart::new(ChartType::Line);
        for (column, colour, dashed) in [
            (4u16, 0x1B4F72, false),
            (3, 0x7FA6BF, false),
            (5, 0x7FA6BF, false),
            (6, 0x14171A, true),
        ] {
            if column == 6 && run.budget(main).is_none() {
                continue;
            }
            chart
                .add_series()
                .set_name(("Monthly", FIRST - 1, column))
                .set_categories(("Monthly", *from, 0, *to, 0))
                .set_values(("Monthly", *from, column, *to, column))
                .set_format(&mut look(colour, dashed));
        }
        chart.y_axis().set_num_format(MILLIONS);
        chart.title().set_name(&format!("Cost to date {year}, £"));
        chart
            .legend()
            .set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
        chart.set_alt_text("Lines of cost to date by month: middle, P10, P90 and the budget");
        chart.set_width(760).set_height(380);
        s.of.insert_chart(row + 2, 0, &chart)?;
    }
    Ok(())
}

fn month_row(
    s: &mut Sheet,
    (row, start): (u32, u32),
    run: &Run,
    month: &str,
    lines: &[String],
    sum: &mut f64,
) -> Wrote {
    let (pounds, count) = (s.formats.pounds.clone(), s.formats.count.clone());
    s.text(row, 0, &month_words(month))?;
    let of = |m: &str, c: &str| run.get(month, [m, "total", "total"], c);
    let cost = of("cost", "mean");
    *sum += cost.as_ref().map_or(0.0, |f| f.value);
    s.figure(row, 1, cost, &pounds)?;
    s.formula(
        row,
        2,
        &format!("=SUM(B{}:B{})", start + 1, row + 1),
        *sum,
        &pounds,
    )?;
    for (column, c) in [(3, "p10"), (4, "p50"), (5, "p90")] {
        s.figure(row, column, of("cost_to_date", c), &pounds)?;
    }
    s.figure(row, 6, of("budget_to_date", "mean"), &pounds)?;
    for (column, c) in [(7, "mean"), (8, "p10"), (9, "p90")] {
        s.figure(row, column, of("children_end", c), &count)?;
    }
    for (i, line) in lines.iter().enumerate() {
        s.figure(
            row,
            10 + i as u16,
            run.get(month, ["cost", "line", line], "mean"),
            &pounds,
        )?;
    }
    Ok(())
}

/// The years of the medium-term plan.
pub fn years(w: &mut Workbook, formats: &Formats, book: &Book) -> Wrote {
    let run = book.run;
    let years = run.years();
    let mut s = Sheet::begin(
        w,
        formats,
        "MTFP",
        "Medium-term financial plan, £",
        "A year without a budget is held against the last one set: a pressure, without a chance of an overspend. Never add percentiles over years.",
    )?;
    let mut heads = vec![("".to_owned(), 48.0)];
    heads.extend(years.iter().map(|y| (format!("{y}, £"), 16.0)));
    s.number_heads(&heads)?;
    let total = |m: &'static str, c: &'static str| move |y: &str| run.total(y, m, c);
    type Of<'f> = Box<dyn Fn(&str) -> Option<Figure> + 'f>;
    let cohort = |g: &'static str| move |y: &str| run.get(y, ["cost", "cohort", g], "mean");
    let rows: Vec<(&str, Of<'_>, &rust_xlsxwriter::Format)> = vec![
        ("Budget", Box::new(total("budget", "mean")), &formats.pounds),
        (
            "Last budget, where the year has none",
            Box::new(total("pressure_base", "mean")),
            &formats.pounds,
        ),
        (
            "Forecast outturn, mean",
            Box::new(total("cost", "mean")),
            &formats.pounds,
        ),
        ("P10", Box::new(total("cost", "p10")), &formats.pounds),
        ("P50", Box::new(total("cost", "p50")), &formats.pounds),
        ("P90", Box::new(total("cost", "p90")), &formats.pounds),
        (
            "P80, enough in eight futures of ten",
            Box::new(total("p80", "mean")),
            &formats.pounds,
        ),
        (
            "Chance of an overspend",
            Box::new(total("p_overspend", "mean")),
            &formats.percent,
        ),
        (
            "Run rate at 31 March",
            Box::new(total("run_rate", "mean")),
            &formats.pounds,
        ),
        (
            "of it, closed months",
            Box::new(cohort("actual")),
            &formats.pounds,
        ),
        (
            "of it, children in care at the start",
            Box::new(cohort("in_care_at_start")),
            &formats.pounds,
        ),
        (
            "of it, children who come in later",
            Box::new(cohort("new")),
            &formats.pounds,
        ),
        (
            "of it, other lines",
            Box::new(cohort("other_lines")),
            &formats.pounds,
        ),
        (
            "Children, yearly average",
            Box::new(total("children", "mean")),
            &formats.count,
        ),
        (
            "Children on 31 March",
            Box::new(total("children_end", "mean")),
            &formats.count,
        ),
        (
            "Average weekly price, £",
            Box::new(total("weekly_price", "mean")),
            &formats.pounds,
        ),
    ];
    for (i, (name, of, format)) in rows.iter().enumerate() {
        let row = FIRST + i as u32;
        s.text(row, 0, name)?;
        for (c, y) in years.iter().enumerate() {
            s.figure(row, 1 + c as u16, of(y), format)?;
        }
    }
    let row = FIRST + rows.len() as u32;
    s.of.write_with_format(
        row,
        0,
        "Variance or pressure (+ is above the budget)",
        &formats.total(&formats.text),
    )?;
    for (c, y) in years.iter().enumerate() {
        let c = 1 + c as u16;
        let base = run.budget(y).map(|b| (b, FIRST)).or_else(|| {
            run.total(y, "pressure_base", "mean")
                .map(|b| (b, FIRST + 1))
        });
        if let (Some((base, at_row)), Some(cost)) = (base, run.total(y, "cost", "mean")) {
            let formula = format!("={}-{}", at(FIRST + 2, c), at(at_row, c));
            s.formula(
                row,
                c,
                &formula,
                cost.value - base.value,
                &formats.total(&formats.signed),
            )?;
        }
    }
    let last = years.len() as u16;
    let mut chart = Chart::new(ChartType::Line);
    for (i, colour, dashed) in [
        (4u32, 0x1B4F72, false),
        (3, 0x7FA6BF, false),
        (5, 0x7FA6BF, false),
        (1, 0x14171A, true),
    ] {
        chart
            .add_series()
            .set_name(("MTFP", FIRST + i, 0))
            .set_categories(("MTFP", FIRST - 1, 1, FIRST - 1, last))
            .set_values(("MTFP", FIRST + i, 1, FIRST + i, last))
            .set_format(&mut look(colour, dashed));
    }
    chart.y_axis().set_num_format(MILLIONS);
    chart.title().set_name("Forecast outturn by year, £");
    chart
        .legend()
        .set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    chart.set_alt_text(
        "Lines of the forecast outturn by year: middle, P10, P90 and the last budget",
    );
    chart.set_width(760).set_height(380);
    s.of.insert_chart(row + 2, 0, &chart)?;
    w.define_name(
        "MTFP_outturn",
        &format!("=MTFP!$B${0}:${1}${0}", FIRST + 3, letters(last)),
    )?;
    Ok(())
}
