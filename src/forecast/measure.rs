//! The measures of a forecast: what each row of `forecast.csv` is of, and its value in one replication.

use super::books::Books;
use super::sample::Sample;
use crate::words::calendar::WEEKS_PER_YEAR;

/// A month or a financial year of the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// Index of the month.
    Month(usize),
    /// Index of the year.
    Year(usize),
}

impl Period {
    /// Its months.
    pub fn months(self) -> std::ops::Range<usize> {
        match self {
            Period::Month(m) => m..m + 1,
            Period::Year(y) => 12 * y..12 * y + 12,
        }
    }

    /// Index of the year it is, or lies in.
    pub fn year(self) -> usize {
        match self {
            Period::Month(m) => m / 12,
            Period::Year(y) => y,
        }
    }
}

/// Which children a cost is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CohortGroup {
    /// Closed months: what was spent.
    Actual,
    /// Children in care at the start, in the period of care they were in: already committed.
    AtStart,
    /// Entrants and re-entrants.
    New,
    /// Lines inside the perimeter that are no placements; only where there are any.
    OtherLines,
}

/// What a row is of, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Everything (money: inside the perimeter).
    Total,
    /// A fiscal line.
    Line(usize),
    /// A setting.
    Setting(usize),
    /// An age band.
    Age(usize),
    /// A stream.
    Stream(usize),
    /// Moves from a setting to a setting.
    Flow(usize, usize),
    /// Exits for a reason, written `care>reason`.
    Exit(usize),
    /// Children in care at the start, or new.
    Cohort(CohortGroup),
}

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $unit:literal;)*) => {
        /// What is measured.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Measure { $($(#[$doc])* $name,)* }

        impl Measure {
            /// Its name in files.
            pub fn name(self) -> &'static str {
                match self { $(Measure::$name => $text,)* }
            }

            /// Its unit in files.
            pub fn unit(self) -> &'static str {
                match self { $(Measure::$name => $unit,)* }
            }
        }
    };
}

measures! {
    /// Cost. Total, and by line: inside the budget's perimeter, income below zero, so that the lines sum to the
    /// total. By setting, stream and cohort: of placements.
    Cost = "cost", "GBP";
    /// Cost from 1 April to the end of the month.
    CostToDate = "cost_to_date", "GBP";
    /// Cost of a line outside the perimeter.
    CostOutside = "cost_outside_perimeter", "GBP";
    /// Budget.
    Budget = "budget", "GBP";
    /// Budget from 1 April to the end of the month by its profile.
    BudgetToDate = "budget_to_date", "GBP";
    /// What a year without a budget of its own is held against.
    PressureBase = "pressure_base", "GBP";
    /// Forecast outturn less budget.
    Variance = "variance", "GBP";
    /// Forecast outturn less the last budget, or one rolled forward, where the year has none.
    Pressure = "pressure", "GBP";
    /// Probability that the outturn is above the budget.
    Overspend = "p_overspend", "probability";
    /// Overspend in the replications that have one.
    OverspendIfAny = "overspend_if_any", "GBP";
    /// The outturn that is not exceeded with a chance of 80%.
    P80 = "p80", "GBP";
    /// Share of the variance of the outturn that comes from uncertain inputs; the rest is luck.
    ParameterShare = "parameter_share", "share";
    /// Cost of all lines, in and out of the perimeter, without income.
    Gross = "gross", "GBP";
    /// Income of all lines.
    Income = "income", "GBP";
    /// Gross less income.
    Net = "net", "GBP";
    /// Weekly cost of the placements of 31 March × 52.14.
    RunRate = "run_rate", "GBP";
    /// Children in care at the end of the period.
    ChildrenEnd = "children_end", "children";
    /// Average children in care (nights over nights of the year; from the snapshot on in its year).
    Children = "children", "children";
    /// Children looked after at any time in the year, from the snapshot on.
    ChildrenInYear = "children_in_year", "children";
    /// Children in care on 31 March per 10,000 children under 18.
    RatePer10k = "rate_per_10k", "per_10000";
    /// Share of nights in settings of the council's own.
    InHouseShare = "in_house_share", "share";
    /// Share of nights in families.
    FamilyShare = "family_share", "share";
    /// Placements at £10,000 a week or more at any time in the year.
    Over10k = "placements_over_10k", "placements";
    /// Nights in care.
    Nights = "nights", "nights";
    /// Starts to be looked after, re-entries included.
    Entries = "entries", "children";
    /// Re-entries among them.
    ReEntries = "re_entries", "children";
    /// Exits.
    Exits = "exits", "children";
    /// Moves, breakdowns included.
    Moves = "moves", "moves";
    /// Unplanned ends of placements that led to a move.
    Breakdowns = "breakdowns", "moves";
    /// Average weekly price: placement cost × 7 over nights.
    WeeklyPrice = "weekly_price", "GBP/week";
    /// Moves by setting left and entered.
    Flow = "flow", "moves";
}

/// One row of the forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Measure.
    pub measure: Measure,
    /// Group.
    pub group: Group,
    /// Period.
    pub period: Period,
}

/// The measures that have a value in every replication, by group and period, in the order of the output. Months
/// before the snapshot have money only.
pub fn keys(books: &Books, samples: &[Sample]) -> Vec<Key> {
    let mut out = Vec::new();
    let all = 0..books.months();
    let open = books.model.horizon.first_open_month()..books.months();
    let months = |r: std::ops::Range<usize>| r.map(Period::Month);
    let years = || (0..books.years()).map(Period::Year);
    let mut push = |measure, group, periods: &mut dyn Iterator<Item = Period>| {
        out.extend(periods.map(|period| Key {
            measure,
            group,
            period,
        }));
    };
    let settings: Vec<Group> = (0..books.model.settings().len())
        .map(Group::Setting)
        .collect();
    let inside: Vec<Group> = shown_lines(books, true).map(Group::Line).collect();
    let outside: Vec<Group> = shown_lines(books, false).map(Group::Line).collect();
    let placement: Vec<Group> = (0..books.lines())
        .filter(|l| books.is_placement(*l))
        .map(Group::Line)
        .collect();
    let money: Vec<Group> = [Group::Total]
        .into_iter()
        .chain(inside)
        .chain(settings.clone())
        .collect();
    for measure in [Measure::Cost, Measure::CostToDate] {
        money
            .iter()
            .for_each(|g| push(measure, *g, &mut months(all.clone())));
    }
    outside
        .iter()
        .for_each(|g| push(Measure::CostOutside, *g, &mut months(all.clone())));
    let places: Vec<Group> = [Group::Total]
        .into_iter()
        .chain(placement.clone())
        .chain(settings.clone())
        .collect();
    places
        .iter()
        .for_each(|g| push(Measure::ChildrenEnd, *g, &mut months(open.clone())));

    let d = &books.model.spec.dimensions;
    let streams: Vec<Group> = (0..d.streams.len()).map(Group::Stream).collect();
    let ages: Vec<Group> = (0..d.age_bands.len()).map(Group::Age).collect();
    let cohorts = [
        CohortGroup::Actual,
        CohortGroup::AtStart,
        CohortGroup::New,
        CohortGroup::OtherLines,
    ]
    .map(Group::Cohort);
    let others = shown_lines(books, true).any(|l| !books.is_placement(l) && l + 1 < books.lines());
    let mut yearly = |measure: Measure, groups: &[&[Group]]| {
        groups
            .iter()
            .copied()
            .flatten()
            .for_each(|g| push(measure, *g, &mut years()));
    };
    let total: &[Group] = &[Group::Total];
    yearly(
        Measure::Cost,
        &[&money, &streams, &cohorts[..3 + usize::from(others)]],
    );
    yearly(Measure::CostOutside, &[&outside]);
    for measure in [Measure::Gross, Measure::Income, Measure::Net] {
        yearly(measure, &[total]);
    }
    yearly(Measure::RunRate, &[total, &placement, &settings]);
    yearly(Measure::ChildrenEnd, &[&places, &ages, &streams]);
    yearly(Measure::Children, &[total, &settings, &streams]);
    yearly(Measure::ChildrenInYear, &[total]);
    if books.model.spec.population.is_some() {
        yearly(Measure::RatePer10k, &[total]);
    }
    for measure in [
        Measure::InHouseShare,
        Measure::FamilyShare,
        Measure::Over10k,
    ] {
        yearly(measure, &[total]);
    }
    yearly(
        Measure::Nights,
        &[total, &settings, &streams, &cohorts[1..3]],
    );
    yearly(Measure::Entries, &[total, &streams, &ages]);
    yearly(Measure::ReEntries, &[total]);
    let exits: Vec<Group> = (0..d.exits.len()).map(Group::Exit).collect();
    yearly(Measure::Exits, &[total, &ages, &exits]);
    yearly(Measure::Moves, &[total]);
    yearly(Measure::Breakdowns, &[total]);
    yearly(Measure::WeeklyPrice, &[total, &settings]);
    yearly(Measure::Flow, &[&flows(books, samples)]);
    out
}

/// Lines in or out of the perimeter that outputs show; the one of unsplit actuals only where there is one.
pub fn shown_lines<'b>(books: &'b Books, inside: bool) -> impl Iterator<Item = usize> + 'b {
    let last = books.lines() - 1;
    let unsplit = books
        .model
        .spec
        .finance
        .actuals
        .iter()
        .any(|a| a.of == crate::model::budget::ActualOf::Perimeter);
    (0..books.lines()).filter(move |l| books.inside[*l] == inside && (*l != last || unsplit))
}

/// The moves that happen in any replication.
fn flows(books: &Books, samples: &[Sample]) -> Vec<Group> {
    let n = books.model.settings().len();
    let mut seen = vec![false; n * n];
    for s in samples {
        for (i, count) in s.flows.iter().enumerate() {
            seen[i % (n * n)] |= *count > 0;
        }
    }
    (0..n * n)
        .filter(|i| seen[*i])
        .map(|i| Group::Flow(i / n, i % n))
        .collect()
}

/// The value of a measure in one replication; `None` where it has none there (a price without nights).
pub fn value(books: &Books, key: Key, s: &Sample) -> Option<f64> {
    let months = key.period.months();
    let y = key.period.year();
    let x = match key.measure {
        Measure::Cost | Measure::CostOutside => pounds(cost(books, key.group, months, y, s)),
        Measure::CostToDate => pounds(cost(books, key.group, 12 * y..months.end, y, s)),
        Measure::Gross => pounds(sum_lines(books, s, &months, |l| !books.income[l])),
        Measure::Income => pounds(-sum_lines(books, s, &months, |l| books.income[l])),
        Measure::Net => pounds(sum_lines(books, s, &months, |_| true)),
        Measure::RunRate => {
            pounds(by_slot(books, key.group, &s.weekly_end, books.years(), y)) * WEEKS_PER_YEAR
        }
        Measure::ChildrenEnd => children_end(books, key.group, months.end - 1, y, s),
        Measure::Children => nights(books, key.group, y, s) / f64::from(books.open_nights(y)),
        Measure::Nights => nights(books, key.group, y, s),
        Measure::ChildrenInYear => f64::from(s.children_in_year[y]),
        Measure::RatePer10k => {
            let population = books.model.spec.population?.get(&s.parameters);
            children_end(books, Group::Total, months.end - 1, y, s) / population * 10_000.0
        }
        Measure::InHouseShare => return share(books, y, s, |x| x.in_house),
        Measure::FamilyShare => return share(books, y, s, |x| x.family),
        Measure::Over10k => f64::from(s.over_10k[y]),
        Measure::Entries => match key.group {
            Group::Age(a) => f64::from(s.entry_ages[a * books.years() + y]),
            g => rows(g, &s.entries, books.years(), y),
        },
        Measure::ReEntries => f64::from(s.re_entries[y]),
        Measure::Exits => match key.group {
            Group::Age(a) => f64::from(s.exit_ages[a * books.years() + y]),
            g => rows(g, &s.exits, books.years(), y),
        },
        Measure::Moves => f64::from(s.planned_moves[y] + s.breakdowns[y]),
        Measure::Breakdowns => f64::from(s.breakdowns[y]),
        Measure::WeeklyPrice => return weekly_price(books, key.group, y, s),
        Measure::Flow => {
            let n = books.model.settings().len();
            let Group::Flow(from, to) = key.group else {
                return None;
            };
            f64::from(s.flows[(y * n + from) * n + to])
        }
        // These are not of one replication.
        Measure::Budget
        | Measure::BudgetToDate
        | Measure::PressureBase
        | Measure::Variance
        | Measure::Pressure
        | Measure::Overspend
        | Measure::OverspendIfAny
        | Measure::P80
        | Measure::ParameterShare => return None,
    };
    Some(x)
}

fn pounds(pence: i64) -> f64 {
    pence as f64 / 100.0
}

type Months = std::ops::Range<usize>;

fn sum_lines(books: &Books, s: &Sample, months: &Months, of: impl Fn(usize) -> bool) -> i64 {
    (0..books.lines())
        .filter(|l| of(*l))
        .map(|l| s.line(books, l, months.clone()))
        .sum()
}

fn cost(books: &Books, group: Group, months: Months, y: usize, s: &Sample) -> i64 {
    let years = books.years();
    match group {
        Group::Total => sum_lines(books, s, &months, |l| books.inside[l]),
        Group::Line(l) => s.line(books, l, months),
        Group::Setting(i) => s.setting(books, i, months),
        Group::Stream(i) => s.streams[i * years + y],
        Group::Cohort(CohortGroup::Actual) => s.actual[y],
        Group::Cohort(CohortGroup::AtStart) => s.at_start[y],
        Group::Cohort(CohortGroup::New) => s.entrants[y],
        Group::Cohort(CohortGroup::OtherLines) => {
            s.outturn(books, y) - s.actual[y] - s.at_start[y] - s.entrants[y]
        }
        _ => 0,
    }
}

/// Sum over the slots of a group of a table slot × year.
fn by_slot<T: Copy + std::iter::Sum<T>>(
    books: &Books,
    group: Group,
    table: &[T],
    width: usize,
    column: usize,
) -> T {
    slots(books, group)
        .map(|slot| table[slot * width + column])
        .sum()
}

fn slots<'b>(books: &'b Books, group: Group) -> impl Iterator<Item = usize> + 'b {
    let all = &books.model.slots;
    (0..all.len()).filter(move |i| match group {
        Group::Setting(s) => all[*i].setting == s,
        Group::Line(l) => all[*i].line == Some(l),
        _ => true,
    })
}

fn children_end(books: &Books, group: Group, month: usize, y: usize, s: &Sample) -> f64 {
    let years = books.years();
    f64::from(match group {
        Group::Age(a) => s.age_children[a * years + y],
        Group::Stream(i) => s.stream_children[i * years + y],
        g => by_slot(books, g, &s.children, books.months(), month),
    })
}

fn nights(books: &Books, group: Group, y: usize, s: &Sample) -> f64 {
    let years = books.years();
    let all: u32 = by_slot(books, Group::Total, &s.nights, years, y);
    f64::from(match group {
        Group::Stream(i) => s.stream_nights[i * years + y],
        Group::Cohort(CohortGroup::AtStart) => s.start_nights[y],
        Group::Cohort(_) => all - s.start_nights[y],
        Group::Total => all,
        g => by_slot(books, g, &s.nights, years, y),
    })
}

/// A row of a table stream or exit × year, or their sum.
fn rows(group: Group, table: &[u32], years: usize, y: usize) -> f64 {
    f64::from(match group {
        Group::Stream(i) | Group::Exit(i) => table[i * years + y],
        _ => table.iter().skip(y).step_by(years).sum(),
    })
}

fn share(
    books: &Books,
    y: usize,
    s: &Sample,
    of: impl Fn(&crate::model::Setting) -> bool,
) -> Option<f64> {
    let (mut some, mut all) = (0u64, 0u64);
    for (i, slot) in books.model.slots.iter().enumerate() {
        let nights = u64::from(s.nights[i * books.years() + y]);
        all += nights;
        if of(&books.model.settings()[slot.setting]) {
            some += nights;
        }
    }
    (all > 0).then(|| some as f64 / all as f64)
}

/// Average weekly price: of a setting, or of all settings that are charged to a line.
fn weekly_price(books: &Books, group: Group, y: usize, s: &Sample) -> Option<f64> {
    let months = Period::Year(y).months();
    let settings = books.model.settings();
    let (mut cost, mut nights) = (0i64, 0u64);
    for (i, setting) in settings.iter().enumerate() {
        if group == Group::Setting(i) || (group == Group::Total && setting.line.is_some()) {
            cost += s.setting(books, i, months.clone());
            nights += u64::from(by_slot(
                books,
                Group::Setting(i),
                &s.nights,
                books.years(),
                y,
            ));
        }
    }
    (nights > 0).then(|| pounds(cost) * 7.0 / nights as f64)
}
