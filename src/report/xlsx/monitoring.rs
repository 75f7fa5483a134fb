//! The sheets a budget monitoring meeting has on the table: money by line, activity by setting.

use super::super::data::{Figure, Run};
use super::super::plain::{group_words, month_words, sentence};
use super::Book;
use super::sheet::{FIRST, Formats, Sheet, Wrote, at};
use crate::forecast::ACTUAL_LINE;
use rust_xlsxwriter::{Chart, ChartType, Workbook};

/// Money by line of the main year.
pub fn monitoring(w: &mut Workbook, formats: &Formats, book: &Book) -> Wrote {
    let run = book.run;
    let year = run.main_year();
    let open = run.about("first_open_month");
    let closed = run
        .months_of(year)
        .into_iter()
        .rfind(|m| !open.is_empty() && *m < open);
    let spent = closed.map_or("no month is closed yet".to_owned(), |m| {
        format!("to {}", month_words(m))
    });
    let mut s = Sheet::begin(
        w,
        formats,
        "Monitoring",
        &format!("Budget monitoring {year}, £"),
        "Forecast outturn is the mean of all futures. Variance: above zero is an overspend. Lines without a budget of their own are in the total's.",
    )?;
    s.number_heads(&[
        ("Line".to_owned(), 34.0),
        ("Previous variance, £".to_owned(), 16.0),
        ("Variance, £".to_owned(), 16.0),
        ("Budget, £".to_owned(), 16.0),
        (format!("Actual to date, £ ({spent})"), 18.0),
        ("Forecast outturn, £".to_owned(), 16.0),
        ("Variance, % of budget".to_owned(), 12.0),
        ("P10, £".to_owned(), 16.0),
        ("P90, £".to_owned(), 16.0),
        ("Previous forecast outturn, £".to_owned(), 16.0),
        ("Moved since then, £".to_owned(), 16.0),
    ])?;
    let lines: Vec<String> = run
        .groups("cost", "line")
        .into_iter()
        .filter(|l| {
            run.get(year, ["cost", "line", l], "mean")
                .is_some_and(|f| f.value != 0.0)
        })
        .collect();
    let mut row = FIRST;
    let mut sum = 0.0;
    for line in &lines {
        s.text(row, 0, &sentence(line))?;
        sum += money_row(&mut s, row, run, year, closed, ["line", line])?;
        row += 1;
    }
    let total = run.total(year, "cost", "mean");
    let format = formats.total(&formats.pounds);
    s.of.write_with_format(
        row,
        0,
        "Total inside the budget's perimeter",
        &formats.total(&formats.text),
    )?;
    let missing = total.as_ref().map_or(0.0, |t| t.value) - sum;
    if !lines.is_empty() && missing.abs() < 0.005 {
        let range = format!("=SUM(F{}:F{})", FIRST + 1, row);
        s.formula(
            row,
            5,
            &range,
            total.as_ref().map_or(0.0, |t| t.value),
            &format,
        )?;
    } else {
        s.figure(row, 5, total.clone(), &format)?;
    }
    against(
        &mut s,
        row,
        run,
        year,
        closed,
        ["total", "total"],
        total.as_ref(),
        true,
    )?;
    let last = run.table("previous.csv").iter().next();
    let note = match last {
        Some(l)
            if run
                .get(year, ["cost", "line", ACTUAL_LINE], "mean")
                .is_some() =>
        {
            format!(
                "Previous: the forecast of the run folder {}. Actuals are not split by line, so that only the total is set against it.",
                l.text("since")
            )
        }
        Some(l) => format!(
            "Previous: the forecast of the run folder {}.",
            l.text("since")
        ),
        None => "Previous: no earlier forecast was named (carecast run … --since DIR).".to_owned(),
    };
    s.of.write_with_format(row + 2, 0, &note, &formats.note)?;
    w.define_name("Forecast_outturn", &format!("=Monitoring!$F${}", row + 1))?;
    w.define_name("Budget_of_the_year", &format!("=Monitoring!$D${}", row + 1))?;
    w.define_name(
        "Variance_of_the_year",
        &format!("=Monitoring!$C${}", row + 1),
    )?;
    Ok(())
}

type Of<'a> = [&'a str; 2];

fn money_row(
    s: &mut Sheet,
    row: u32,
    run: &Run,
    year: &str,
    closed: Option<&str>,
    of: Of,
) -> Result<f64, rust_xlsxwriter::XlsxError> {
    let outturn = run.get(year, ["cost", of[0], of[1]], "mean");
    let pounds = s.formats.pounds.clone();
    s.figure(row, 5, outturn.clone(), &pounds)?;
    against(s, row, run, year, closed, of, outturn.as_ref(), false)?;
    Ok(outturn.map_or(0.0, |f| f.value))
}

/// Budget, variance, percentage, actuals and range beside an outturn.
#[expect(
    clippy::too_many_arguments,
    reason = "what one row of a council's monitoring table says"
)]
fn against(
    s: &mut Sheet,
    row: u32,
    run: &Run,
    year: &str,
    closed: Option<&str>,
    [kind, group]: Of,
    outturn: Option<&Figure>,
    total: bool,
) -> Wrote {
    let format = |f: &rust_xlsxwriter::Format| if total { s.formats.total(f) } else { f.clone() };
    let (pounds, signed, percent) = (
        format(&s.formats.pounds),
        format(&s.formats.signed),
        format(&s.formats.percent),
    );
    let budget = run.get(year, ["budget", kind, group], "mean");
    s.figure(row, 3, budget.clone(), &pounds)?;
    if let (Some(b), Some(o)) = (budget, outturn) {
        let (d, f) = (at(row, 3), at(row, 5));
        s.formula(row, 2, &format!("={f}-{d}"), o.value - b.value, &signed)?;
        if b.value != 0.0 {
            s.formula(
                row,
                6,
                &format!("=C{}/{d}", row + 1),
                (o.value - b.value) / b.value,
                &percent,
            )?;
        }
    }
    // Where closed months are not split by line, lines hold the months to come only; the total compares.
    let unsplit = run
        .get(year, ["cost", "line", ACTUAL_LINE], "mean")
        .is_some();
    let apart = unsplit && !total && group != ACTUAL_LINE;
    if let Some(month) = closed.filter(|_| !apart) {
        s.figure(
            row,
            4,
            run.get(month, ["cost_to_date", kind, group], "mean"),
            &pounds,
        )?;
    }
    s.figure(row, 7, run.get(year, ["cost", kind, group], "p10"), &pounds)?;
    s.figure(row, 8, run.get(year, ["cost", kind, group], "p90"), &pounds)?;
    let before = |measure: &str| {
        let line = run.table("previous.csv").iter().find(|l| {
            ["period", "measure", "group_type", "group"].map(|c| l.text(c))
                == [year, measure, kind, group]
        })?;
        let keys = ["since", "period", "measure", "group_type", "group"];
        run.figure("previous.csv", &line, &keys, "amount")
    };
    s.figure(row, 1, before("variance"), &signed)?;
    let then = before("cost").filter(|_| !apart);
    s.figure(row, 9, then.clone(), &pounds)?;
    if let (Some(then), Some(now)) = (then, outturn) {
        let formula = format!("={}-{}", at(row, 5), at(row, 9));
        s.formula(row, 10, &formula, now.value - then.value, &signed)?;
    }
    Ok(())
}

/// Children, nights and prices by setting of the main year.
pub fn activity(w: &mut Workbook, formats: &Formats, book: &Book) -> Wrote {
    let run = book.run;
    let year = run.main_year();
    let mut s = Sheet::begin(
        w,
        formats,
        "Activity",
        &format!("Activity by setting, {year}"),
        "Snapshot: children in care on the day the forecast starts from. Weeks are nights / 7. Means of all futures.",
    )?;
    s.number_heads(&[
        ("Setting".to_owned(), 30.0),
        ("Budgeted placements, children".to_owned(), 14.0),
        ("Budgeted weekly cost, £".to_owned(), 14.0),
        (format!("Snapshot {}, children", run.about("as_at")), 14.0),
        ("Yearly average, children".to_owned(), 14.0),
        ("Forecast 31 March, children".to_owned(), 14.0),
        ("Nights".to_owned(), 12.0),
        ("Weeks".to_owned(), 12.0),
        ("Average weekly cost, £".to_owned(), 14.0),
        ("Cost, £".to_owned(), 16.0),
        ("Average less budgeted, children".to_owned(), 14.0),
    ])?;
    let settings = run.groups("children", "setting");
    let number = |key: String, address: &str| {
        run.about(&key).parse().ok().map(|value| Figure {
            value,
            address: format!("about|{address}"),
        })
    };
    let mut sums = [0.0; 5];
    let mut row = FIRST;
    for g in &settings {
        let of = |m: &str| run.get(year, [m, "setting", g], "mean");
        s.text(row, 0, &sentence(&group_words(g)))?;
        let budgeted = number(format!("budget_children.{year}.{g}"), g);
        s.figure(row, 1, budgeted.clone(), &formats.count)?;
        s.figure(
            row,
            2,
            number(format!("budget_weekly.{year}.{g}"), g),
            &formats.pounds,
        )?;
        let snapshot = number(format!("children_at_start.{g}"), g);
        let cells = [
            (3, snapshot),
            (4, of("children")),
            (5, of("children_end")),
            (6, of("nights")),
        ];
        for (i, (column, f)) in cells.into_iter().enumerate() {
            sums[i] += f.as_ref().map_or(0.0, |f| f.value);
            s.figure(row, column, f, &formats.count)?;
        }
        if let Some(n) = of("nights") {
            s.formula(
                row,
                7,
                &format!("={}/7", at(row, 6)),
                n.value / 7.0,
                &formats.count,
            )?;
        }
        s.figure(row, 8, of("weekly_price"), &formats.pounds)?;
        sums[4] += of("cost").map_or(0.0, |f| f.value);
        s.figure(row, 9, of("cost"), &formats.pounds)?;
        if let (Some(b), Some(c)) = (budgeted, of("children")) {
            s.formula(
                row,
                10,
                &format!("={}-{}", at(row, 4), at(row, 1)),
                c.value - b.value,
                &formats.count,
            )?;
        }
        row += 1;
    }
    if settings.is_empty() {
        return Ok(());
    }
    let last = row - 1;
    let label = if book.shareable {
        "Shown settings together"
    } else {
        "All"
    };
    s.of.write_with_format(row, 0, label, &formats.total(&formats.text))?;
    for (i, column) in [3u16, 4, 5, 6, 9].into_iter().enumerate() {
        let letter = super::sheet::letters(column);
        let format = formats.total(if column == 9 {
            &formats.pounds
        } else {
            &formats.count
        });
        s.formula(
            row,
            column,
            &format!("=SUM({letter}{}:{letter}{row})", FIRST + 1),
            sums[i],
            &format,
        )?;
    }
    let weeks = format!("={}/7", at(row, 6));
    s.formula(
        row,
        7,
        &weeks,
        sums[3] / 7.0,
        &formats.total(&formats.count),
    )?;
    row = shared_lines(&mut s, run, &settings, row)?;
    if book.shareable {
        s.of.write_with_format(
            row + 2,
            0,
            "Settings of few children are left out (c).",
            &formats.note,
        )?;
    }
    let mut chart = Chart::new(ChartType::Bar);
    chart
        .add_series()
        .set_name(("Activity", FIRST - 1, 4))
        .set_categories(("Activity", FIRST, 0, last, 0))
        .set_values(("Activity", FIRST, 4, last, 4));
    chart.title().set_name("Average children by setting");
    chart.x_axis().set_name("children");
    chart.y_axis().set_reverse();
    chart.legend().set_hidden();
    chart.set_alt_text("Bars of the average number of children in each setting");
    s.of.insert_chart(row + 4, 0, &chart)?;
    Ok(())
}

/// Budgeted placements of lines that several settings are charged to: the budget does not split them. Below the total in
/// `row`, each with its settings together; the last row written.
fn shared_lines(
    s: &mut Sheet,
    run: &Run,
    shown: &[String],
    row: u32,
) -> Result<u32, rust_xlsxwriter::XlsxError> {
    const KEY: &str = "settings_of_line.";
    let year = run.main_year();
    let mut lines: Vec<(&str, Vec<&str>)> = Vec::new();
    for l in run.table("about.csv").iter() {
        let Some(line) = l.text("key").strip_prefix(KEY) else {
            continue;
        };
        match lines.last_mut().filter(|x| x.0 == line) {
            Some(x) => x.1.push(l.text("value")),
            None => lines.push((line, vec![l.text("value")])),
        }
    }
    let about = |key: String| {
        let value = run.about(&key).parse().ok()?;
        let address = format!("about|{key}");
        Some(Figure { value, address })
    };
    // Of a line with a setting that is withheld nothing can be summed.
    lines.retain(|(_, settings)| settings.iter().all(|g| shown.iter().any(|x| x == g)));
    lines.retain(|(line, _)| about(format!("budget_children.{year}.{line}")).is_some());
    if lines.is_empty() {
        return Ok(row);
    }
    let (head, count, pounds) = (
        s.formats.head.clone(),
        s.formats.count.clone(),
        s.formats.pounds.clone(),
    );
    let title = "Budgeted for several settings together";
    s.of.write_with_format(row + 2, 0, title, &head)?;
    let mut row = row + 2;
    for (line, settings) in lines {
        row += 1;
        let names: Vec<String> = settings.iter().map(|g| group_words(g)).collect();
        s.text(row, 0, &format!("{}: {}", sentence(line), names.join(", ")))?;
        let budgeted = about(format!("budget_children.{year}.{line}"));
        s.figure(row, 1, budgeted.clone(), &count)?;
        let weekly = about(format!("budget_weekly.{year}.{line}"));
        s.figure(row, 2, weekly, &pounds)?;
        let average = settings.iter().map(|g| {
            let place = shown.iter().position(|x| x == g).unwrap_or(0);
            let of = run.get(year, ["children", "setting", g], "mean");
            (at(FIRST + place as u32, 4), of.map_or(0.0, |f| f.value))
        });
        let (cells, values): (Vec<String>, Vec<f64>) = average.unzip();
        let sum = values.iter().sum::<f64>();
        s.formula(row, 4, &format!("=SUM({})", cells.join(",")), sum, &count)?;
        if let Some(b) = budgeted {
            let formula = format!("={}-{}", at(row, 4), at(row, 1));
            s.formula(row, 10, &formula, sum - b.value, &count)?;
        }
    }
    Ok(row)
}
