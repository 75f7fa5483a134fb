//! The measures of a forecast: what each row of `forecast.csv` is of, and its value in one replication.

use super::books::Books;
use super::sample::Sample;

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
    /// Settings that are families.
    Families,
    /// Homes: every residential setting.
    Homes,
    /// Foster care: relatives, the council's own carers and agencies'.
    Fostering,
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
    /// Mainstream fostering households of the council, on average; with a supply only, as all below.
    Households = "households", "households";
    /// Their approved places.
    Places = "places", "places";
    /// Places filled or that can be offered.
    UsablePlaces = "usable_places", "places";
    /// Places filled by children looked after.
    PlacesFilled = "places_filled", "places";
    /// Usable places nobody is in, of all approved.
    Vacancy = "vacancy", "share";
    /// Beds in use in own homes.
    Beds = "beds", "beds";
    /// Beds filled.
    BedsFilled = "beds_filled", "beds";
    /// Beds that stay empty beside a complex child; only where the scenario says who is.
    BedsBlocked = "beds_blocked", "beds";
    /// Children placed where nobody had planned: the places it would take.
    PlacesShort = "places_short", "children";
    /// Households that joined.
    Approvals = "approvals", "households";
    /// Households that left.
    Deregistrations = "deregistrations", "households";
    /// Children who had to move because a household left or a home closed.
    Displaced = "displaced", "children";
}

/// Measures of supply.
const SUPPLY: [Measure; 12] = [
    Measure::Households,
    Measure::Places,
    Measure::UsablePlaces,
    Measure::PlacesFilled,
    Measure::Vacancy,
    Measure::Beds,
    Measure::BedsFilled,
    Measure::BedsBlocked,
    Measure::PlacesShort,
    Measure::Approvals,
    Measure::Deregistrations,
    Measure::Displaced,
];

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
    for class in [Group::Families, Group::Homes, Group::Fostering] {
        push(Measure::ChildrenEnd, class, &mut months(open.clone()));
    }

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
    if let Some(supply) = &books.model.spec.supply {
        let there = |m: &Measure| *m != Measure::BedsBlocked || supply.complex.is_some();
        for measure in SUPPLY.into_iter().filter(there) {
            yearly(measure, &[total]);
        }
    }
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
