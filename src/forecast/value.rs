//! The value of each measure in one replication.

use super::books::Books;
use super::measure::{CohortGroup, Group, Key, Measure, Period};
use super::sample::Sample;
use crate::model::supply::Count;
use crate::words::calendar::WEEKS_PER_YEAR;
use crate::words::setting::is_fostering;

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
        Measure::Households => supply_nights(books, Count::Households, y, s),
        Measure::Places => supply_nights(books, Count::Places, y, s),
        Measure::UsablePlaces => supply_nights(books, Count::Usable, y, s),
        Measure::PlacesFilled => supply_nights(books, Count::Filled, y, s),
        Measure::Vacancy => {
            let of = |count| supply_nights(books, count, y, s);
            let held = of(Count::Filled) + of(Count::StayingPut) + of(Count::Others);
            let places = of(Count::Places);
            return (places > 0.0).then(|| (of(Count::Usable) - held) / places);
        }
        Measure::Beds => supply_nights(books, Count::Beds, y, s),
        Measure::BedsFilled => supply_nights(books, Count::BedsFilled, y, s),
        Measure::BedsBlocked => supply_nights(books, Count::BedsBlocked, y, s),
        Measure::PlacesShort => supply_nights(books, Count::Short, y, s),
        Measure::Approvals => supply(books, Count::Approved, y, s),
        Measure::Deregistrations => supply(books, Count::Left, y, s),
        Measure::Displaced => supply(books, Count::Displaced, y, s),
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

/// A count of supply in a year.
fn supply(books: &Books, count: Count, y: usize, s: &Sample) -> f64 {
    let row = count.fixed().unwrap_or(0) * books.years();
    s.supply.get(row + y).map_or(0.0, |n| *n as f64)
}

/// Its average by night.
fn supply_nights(books: &Books, count: Count, y: usize, s: &Sample) -> f64 {
    supply(books, count, y, s) / f64::from(books.open_nights(y))
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
        Group::Families => books.model.settings()[all[*i].setting].family,
        Group::Fostering => is_fostering(&books.model.settings()[all[*i].setting].name),
        Group::Homes => books.model.settings()[all[*i].setting].residential,
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
