//! What is kept of a scenario for a comparison: a row of whole pence, children and places a replication, or, of a forecast
//! whose replications are not there, the distributions.

use crate::forecast::{Books, Group, Key, Measure, Period, Sample, Summary, shown_lines, value};
use crate::words::calendar::FinancialYear;
use std::collections::BTreeMap;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Cost: total and lines inside the budget's perimeter, as the outturn; by setting of placements.
    Cost,
    /// Children in care on 31 March.
    ChildrenEnd,
    /// Mainstream fostering households of the council, on average in the year; with a supply only, as those below.
    Households,
    /// Their approved places.
    Places,
    /// Those of them with a child.
    PlacesFilled,
}

impl What {
    /// All, in the order of the output.
    const ALL: [What; 5] = [
        What::Cost,
        What::ChildrenEnd,
        What::Households,
        What::Places,
        What::PlacesFilled,
    ];

    /// Those of a supply.
    pub const SUPPLY: [What; 3] = [What::Households, What::Places, What::PlacesFilled];

    /// The measure in files.
    pub fn measure(self) -> Measure {
        match self {
            What::Cost => Measure::Cost,
            What::ChildrenEnd => Measure::ChildrenEnd,
            What::Households => Measure::Households,
            What::Places => Measure::Places,
            What::PlacesFilled => Measure::PlacesFilled,
        }
    }

    /// Kept values in a unit of the output: 100 pence in a pound.
    pub fn scale(self) -> f64 {
        match self {
            What::Cost => 100.0,
            _ => 1.0,
        }
    }

    /// A value of an output as it is kept: whole pence, whole children; averages over nights as they are.
    pub fn kept(self, value: f64) -> f64 {
        match self {
            What::Cost | What::ChildrenEnd => libm::round(value * self.scale()),
            What::Households | What::Places | What::PlacesFilled => value,
        }
    }
}

/// Of whom, by name: scenarios may number their lines in other ways.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// All.
    Total,
    /// A fiscal line.
    Line(String),
    /// A setting.
    Setting(String),
    /// Settings that are families.
    Families,
    /// Homes: every residential setting.
    Homes,
}

impl Of {
    /// `group_type` and `group` in files.
    pub fn names(&self) -> (&'static str, &str) {
        match self {
            Of::Total => ("total", "total"),
            Of::Line(name) => ("line", name),
            Of::Setting(name) => ("setting", name),
            Of::Families => ("setting_class", "families"),
            Of::Homes => ("setting_class", "homes"),
        }
    }

    /// From `group_type` and `group` in files; `None`: not compared.
    pub fn named(group_type: &str, group: &str) -> Option<Of> {
        match (group_type, group) {
            ("total", _) => Some(Of::Total),
            ("line", name) => Some(Of::Line(name.to_owned())),
            ("setting", name) => Some(Of::Setting(name.to_owned())),
            ("setting_class", "families") => Some(Of::Families),
            ("setting_class", "homes") => Some(Of::Homes),
            _ => None,
        }
    }
}

/// What is compared, of whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// What.
    pub what: What,
    /// Of whom.
    pub of: Of,
}

impl Item {
    /// From the columns of a file; `None`: not compared.
    pub fn named(measure: &str, group_type: &str, group: &str) -> Option<Item> {
        let what = What::ALL
            .into_iter()
            .find(|w| w.measure().name() == measure)?;
        Some(Item {
            what,
            of: Of::named(group_type, group)?,
        })
    }
}

/// A scenario in a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Its name in the comparison.
    pub name: String,
    /// Its council, where known.
    pub council: Option<String>,
    /// Its years.
    pub years: Vec<FinancialYear>,
    /// Budget set for each year, pounds.
    pub budgets: Vec<Option<f64>>,
    /// Its figures.
    pub figures: Figures,
}

/// The figures of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum Figures {
    /// Of every replication.
    Values(Values),
    /// Distributions only.
    Summaries(Summaries),
}

/// Values of every replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    /// What the rows hold.
    pub items: Vec<Item>,
    /// A row a replication: item × year, whole pence or children.
    pub rows: Vec<Box<[f64]>>,
}

/// Distributions of a forecast whose replications are not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summaries {
    /// By item and index of the year, in units of the output.
    pub cells: BTreeMap<(Item, usize), Summary>,
    /// Probability of an overspend by year.
    pub overspend: Vec<Option<Summary>>,
}

impl Values {
    /// The sums over years of an item in each replication, in units of the output; `None` where it is not known. A line
    /// or setting the scenario does not have costs nothing.
    pub fn of(&self, item: &Item, years: &[usize], all_years: usize) -> Option<Vec<f64>> {
        let Some(at) = self.items.iter().position(|i| i == item) else {
            let part = matches!(item.of, Of::Line(_) | Of::Setting(_));
            return (part && item.what == What::Cost).then(|| vec![0.0; self.rows.len()]);
        };
        let scale = item.what.scale();
        let sum = |row: &[f64]| years.iter().map(|y| row[at * all_years + y]).sum::<f64>() / scale;
        Some(self.rows.iter().map(|r| sum(r)).collect())
    }
}

/// Takes from each replication of a model what comparisons need, and nothing else.
#[derive(Debug)]
pub struct Keeper<'a> {
    books: &'a Books<'a>,
    items: Vec<(Item, Group)>,
}

impl<'a> Keeper<'a> {
    /// For the replications of a model.
    pub fn new(books: &'a Books<'a>) -> Keeper<'a> {
        let item = |what, of| Item { what, of };
        let mut items = vec![(item(What::Cost, Of::Total), Group::Total)];
        items.extend(shown_lines(books, true).map(|l| {
            let name = books.line_name(l).to_owned();
            (item(What::Cost, Of::Line(name)), Group::Line(l))
        }));
        items.extend(books.model.settings().iter().enumerate().map(|(i, s)| {
            let of = Of::Setting(s.name.clone());
            (item(What::Cost, of), Group::Setting(i))
        }));
        items.extend(
            [
                (Of::Total, Group::Total),
                (Of::Families, Group::Families),
                (Of::Homes, Group::Homes),
            ]
            .map(|(of, group)| (item(What::ChildrenEnd, of), group)),
        );
        if books.model.spec.supply.is_some() {
            items.extend(What::SUPPLY.map(|what| (item(what, Of::Total), Group::Total)));
        }
        Keeper { books, items }
    }

    /// The row of a replication: item × year.
    pub fn row(&self, sample: &Sample) -> Box<[f64]> {
        let years = 0..self.books.years();
        self.items
            .iter()
            .flat_map(|(item, group)| years.clone().map(move |y| (item.what, *group, y)))
            .map(|(what, group, y)| {
                let key = Key {
                    measure: what.measure(),
                    group,
                    period: Period::Year(y),
                };
                // What is compared has a value in every replication.
                what.kept(value(self.books, key, sample).unwrap_or(0.0))
            })
            .collect()
    }

    /// Outturn of a year in a row, pence.
    pub fn outturn(&self, row: &[f64], year: usize) -> f64 {
        row[year]
    }

    /// The scenario, with the rows of its replications.
    pub fn subject(&self, name: &str, rows: Vec<Box<[f64]>>) -> Subject {
        let books = self.books;
        let council = &books.model.spec.council;
        Subject {
            name: name.to_owned(),
            council: (!council.is_empty()).then(|| council.clone()),
            years: books.model.horizon.years.clone(),
            budgets: (0..books.years())
                .map(|y| books.budget(y).map(|b| b.amount.pounds()))
                .collect(),
            figures: Figures::Values(Values {
                items: self.items.iter().map(|(i, _)| i.clone()).collect(),
                rows,
            }),
        }
    }
}
