//! The figures of a forecast that was written before: the yearly totals of its replications, or its distributions.

use super::StoreError;
use crate::compare::{Item, Of, Summaries, Values, What};
use crate::forecast::Summary;
use crate::returns::table::{Column, Fault, Row, fault, may, must, problem_at, read};
use crate::words::calendar::FinancialYear;
use crate::words::error::Problem;
use crate::words::setting::SETTINGS;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Columns of `forecast.csv` for reading.
const COLUMNS: &[Column] = &[
    must("scenario"),
    must("period_type"),
    must("period"),
    must("measure"),
    must("group_type"),
    must("group"),
    may("unit"),
    must("mean"),
    may("sd"),
    may("mcse"),
    may("p05"),
    may("p10"),
    may("p25"),
    may("p50"),
    may("p75"),
    may("p90"),
    may("p95"),
];

/// What a comparison takes from a `forecast.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastFile {
    /// Name of the scenario.
    pub scenario: String,
    /// Its years, in their order.
    pub years: Vec<FinancialYear>,
    /// Budget set for each year, pounds.
    pub budgets: Vec<Option<f64>>,
    /// Distributions.
    pub figures: Summaries,
}

/// A row of a year.
struct Yearly {
    scenario: String,
    year: FinancialYear,
    measure: String,
    group_type: String,
    group: String,
    summary: Summary,
}

/// Reads the text of a `forecast.csv`; `file` is its name in problems.
///
/// # Errors
/// All problems of the file.
pub fn read_forecast(file: &str, text: &str) -> Result<ForecastFile, Vec<Problem>> {
    let (rows, mut problems) = read(file, text, COLUMNS, yearly);
    let rows: Vec<(usize, Yearly)> = rows
        .into_iter()
        .filter_map(|(line, r)| r.map(|r| (line, r)))
        .collect();
    let years: BTreeSet<FinancialYear> = rows.iter().map(|(_, r)| r.year).collect();
    let years: Vec<FinancialYear> = years.into_iter().collect();
    let scenario = rows
        .first()
        .map_or(String::new(), |(_, r)| r.scenario.clone());
    let mut out = ForecastFile {
        scenario,
        budgets: vec![None; years.len()],
        figures: Summaries {
            cells: BTreeMap::new(),
            overspend: vec![None; years.len()],
        },
        years,
    };
    for (line, row) in rows {
        if let Err(f) = out.take(row) {
            let column = f.column;
            problems.push(problem_at(file, text, line, column, f));
            // One is enough: a file of two scenarios has thousands of such rows.
            break;
        }
    }
    let total = Item {
        what: What::Cost,
        of: Of::Total,
    };
    let lacking: Vec<String> = (0..out.years.len())
        .filter(|y| !out.figures.cells.contains_key(&(total.clone(), *y)))
        .map(|y| out.years[y].to_string())
        .collect();
    if problems.is_empty() && (out.years.is_empty() || !lacking.is_empty()) {
        let of = if lacking.is_empty() {
            String::new()
        } else {
            format!(" of {}", lacking.join(", "))
        };
        problems.push(Problem {
            file: file.to_owned(),
            place: None,
            span: None,
            message: format!("there is no total of the measure `cost`{of}"),
            expected: "a row `year`, `cost`, `total` for every year".to_owned(),
            help: Some("`carecast run` writes such a file".to_owned()),
        });
    }
    out.add_classes();
    if problems.is_empty() {
        Ok(out)
    } else {
        Err(problems)
    }
}

/// The row, where it is of a year and compared.
fn yearly(row: &Row<'_>) -> Result<Option<Yearly>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut number = |column: &'static str| {
        let text = row.cell(column);
        if text.is_empty() {
            return None;
        }
        let x = text.parse::<f64>().ok().filter(|x| x.is_finite());
        if x.is_none() {
            faults.push(fault(
                column,
                format!("`{text}` is no number"),
                "a number such as 41417000.5, without £ and commas",
            ));
        }
        x
    };
    let mean = number("mean");
    let (sd, mcse) = (number("sd"), number("mcse"));
    let quantiles = ["p05", "p10", "p25", "p50", "p75", "p90", "p95"].map(&mut number);
    let kind = row.cell("period_type");
    let period = row.cell("period");
    let year = FinancialYear::parse(period);
    if !["month", "year"].contains(&kind) {
        faults.push(fault(
            "period_type",
            format!("unknown period type `{kind}`"),
            "`month` or `year`",
        ));
    } else if kind == "year" && year.is_none() {
        faults.push(fault(
            "period",
            format!("`{period}` is no financial year"),
            "a financial year such as 2024-25",
        ));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let (Some(year), Some(mean), "year") = (year, mean, kind) else {
        return Ok(None);
    };
    let all: Option<Vec<f64>> = quantiles.into_iter().collect();
    let quantiles = all.and_then(|q| q.try_into().ok());
    Ok(Some(Yearly {
        scenario: row.cell("scenario").to_owned(),
        year,
        measure: row.cell("measure").to_owned(),
        group_type: row.cell("group_type").to_owned(),
        group: row.cell("group").to_owned(),
        summary: Summary {
            mean,
            sd,
            mcse,
            quantiles,
        },
    }))
}

impl ForecastFile {
    fn take(&mut self, row: Yearly) -> Result<(), Fault> {
        if row.scenario != self.scenario {
            return Err(fault(
                "scenario",
                format!("`{}` is a second scenario in the file", row.scenario),
                format!("rows of `{}` only", self.scenario),
            ));
        }
        // Every row's year is in the list that was made of them.
        let Ok(y) = self.years.binary_search(&row.year) else {
            return Ok(());
        };
        match (row.measure.as_str(), row.group_type.as_str()) {
            ("budget", "total") => self.budgets[y] = Some(row.summary.mean),
            ("p_overspend", "total") => self.figures.overspend[y] = Some(row.summary),
            (measure, group_type) => {
                if let Some(item) = Item::named(measure, group_type, &row.group)
                    && self.figures.cells.insert((item, y), row.summary).is_some()
                {
                    return Err(fault(
                        "measure",
                        format!(
                            "`{measure}` of {group_type} `{}` in {} is there twice",
                            row.group, row.year
                        ),
                        "each figure once",
                    ));
                }
            }
        }
        Ok(())
    }

    /// Children in families and in homes are sums of settings; of their errors nothing is known here.
    fn add_classes(&mut self) {
        let item = |of| Item {
            what: What::ChildrenEnd,
            of,
        };
        let in_class = |name: &str, of: &Of| {
            let setting = SETTINGS.iter().find(|s| s.name == name);
            setting.is_some_and(|s| match of {
                Of::Families => s.family,
                _ => s.residential,
            })
        };
        for y in 0..self.years.len() {
            let children: Vec<(String, f64)> = self
                .figures
                .cells
                .iter()
                .filter_map(|((i, year), s)| match &i.of {
                    Of::Setting(name) if *year == y && i.what == What::ChildrenEnd => {
                        Some((name.clone(), s.mean))
                    }
                    _ => None,
                })
                .collect();
            if children.is_empty() {
                continue;
            }
            for of in [Of::Families, Of::Homes] {
                let mine = children.iter().filter(|(name, _)| in_class(name, &of));
                let sum = Summary::figure(mine.map(|(_, mean)| mean).sum(), None);
                self.figures.cells.entry((item(of), y)).or_insert(sum);
            }
        }
        // A comparison has no children by setting: rows of replications have none either.
        self.figures.cells.retain(|(i, _), _| {
            i.what == What::Cost || !matches!(i.of, Of::Setting(_) | Of::Line(_))
        });
    }
}

/// The yearly totals of every replication in a run folder's `replications.csv`.
///
/// # Errors
/// When it can not be read, or is not such a file.
pub fn read_replications(path: &Path, years: &[FinancialYear]) -> Result<Values, StoreError> {
    let no = |why: String| StoreError::new("understand", path, why);
    let file = File::open(path).map_err(|e| StoreError::new("read", path, e))?;
    let mut reader = csv::Reader::from_reader(BufReader::with_capacity(1 << 16, file));
    let heads = reader.headers().map_err(|e| no(e.to_string()))?;
    if heads.iter().ne(crate::report::csv::REPLICATIONS) {
        return Err(no(
            "its columns are not those of replications.csv".to_owned()
        ));
    }
    let names: Vec<String> = years.iter().map(ToString::to_string).collect();
    let mut places: BTreeMap<[String; 3], Option<usize>> = BTreeMap::new();
    let mut out = Values::default();
    let mut rows: Vec<Vec<f64>> = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(|e| no(e.to_string()))?
    {
        let Some(y) = names.iter().position(|n| *n == record[2]) else {
            continue;
        };
        let key = [&record[3], &record[4], &record[5]].map(str::to_owned);
        let place = *places.entry(key).or_insert_with(|| {
            let item = Item::named(&record[3], &record[4], &record[5])?;
            out.items.push(item);
            Some(out.items.len() - 1)
        });
        let Some(place) = place else { continue };
        let wrong = || no(format!("`{}` is no number", &record[6]));
        let replication: usize = record[1].parse().map_err(|_| wrong())?;
        let value: f64 = record[6].parse().map_err(|_| wrong())?;
        if replication == rows.len() {
            rows.push(Vec::new());
        } else if replication + 1 != rows.len() {
            return Err(no(format!("replication {replication} is out of order")));
        }
        // The file has been opened by this replication: there is a last row.
        if let Some(row) = rows.last_mut() {
            let at = place * years.len() + y;
            row.resize(row.len().max(at + 1), f64::NAN);
            row[at] = out.items[place].what.kept(value);
        }
    }
    let width = out.items.len() * years.len();
    if rows
        .iter()
        .any(|r| r.len() != width || r.iter().any(|x| x.is_nan()))
    {
        return Err(no("a figure of some replication is missing".to_owned()));
    }
    out.rows = rows.into_iter().map(Vec::into_boxed_slice).collect();
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "scenario,period_type,period,measure,group_type,group,unit,mean,sd,mcse,p05,p10,p25,p50,p75,p90,p95";

    #[test]
    fn a_forecast_is_read_and_classes_are_summed() {
        let text = format!(
            "{HEAD}\n\
             a,month,2024-04,cost,total,total,GBP,1,,,,,,,,,\n\
             a,year,2024-25,cost,total,total,GBP,10.5,2,0.5,1,2,3,4,5,6,7\n\
             a,year,2024-25,budget,total,total,GBP,9,0,0,,,,,,,\n\
             a,year,2024-25,children_end,setting,home_agency,children,4,1,0.1,,,,,,,\n\
             a,year,2024-25,children_end,setting,secure,children,1,1,0.1,,,,,,,\n\
             a,year,2024-25,flow,flow,care>home,moves,3,1,0.1,,,,,,,\n"
        );
        let f = read_forecast("f.csv", &text).unwrap();
        assert_eq!((f.scenario.as_str(), f.years.len()), ("a", 1));
        assert_eq!(f.budgets, [Some(9.0)]);
        let of = |what, of| f.figures.cells[&(Item { what, of }, 0)];
        assert_eq!(of(What::Cost, Of::Total).quantiles.unwrap()[6], 7.0);
        assert_eq!(of(What::ChildrenEnd, Of::Homes).mean, 5.0);
        assert_eq!(of(What::ChildrenEnd, Of::Homes).mcse, None);
        assert_eq!(of(What::ChildrenEnd, Of::Families).mean, 0.0);
        assert_eq!(f.figures.cells.len(), 3);
    }
}
