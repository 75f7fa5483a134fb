//! The fee list: what placements cost a week, joined to the placements of the returns.
//!
//! A row is joined by the id of the child, or by what tells placements apart (postcode, Ofsted number), and by its days.
//! A row of no child of the returns is joined by a URN or a postcode of its own, where that is one placement's.
//! What can not be joined counts for the average of its setting; what can not be read is left out, and said.

mod join;
mod place;
mod row;
mod settle;

use super::audit::{Audit, Rule, grouped};
use super::history::{At, History};
use super::lenient::{self, Columns};
use crate::words::calendar::Day;
use crate::words::error::Problem;
use crate::words::money::{Pence, Sevenths};
use crate::words::setting::SETTINGS;
use join::Ids;
use place::{Found, Waiting, resolve};
use row::{Row, row};
use settle::settle;
use std::collections::BTreeMap;

/// A price a week for a placement, over a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// The placement it is for; `None`: not in the returns, the setting alone is known.
    pub at: Option<At>,
    /// Setting: index into [`crate::words::setting::SETTINGS`]; the return's where joined.
    pub setting: usize,
    /// Whole weekly price, all funders together.
    pub weekly: Pence,
    /// Share paid by social care, 0 to 1; the rest is paid by education and health.
    pub share_social_care: f64,
    /// First day of the price.
    pub from: Day,
    /// First day it no longer holds; `None`: still in force.
    pub to: Option<Day>,
    /// Line of the fee list.
    pub line: usize,
}

impl Price {
    /// Is it in force on a day?
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|t| t > day)
    }
}

/// Rows of one fate, and what they are worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows.
    pub rows: usize,
    /// Their weekly prices added up.
    pub weekly: Pence,
}

impl Tally {
    fn add(&mut self, weekly: Pence) {
        self.rows += 1;
        self.weekly += weekly;
    }
}

/// The fee list, joined.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fees {
    /// Prices by child, period, placement and first day, those of no placement last; of rows that contradict each
    /// other the one that is used.
    pub prices: Vec<Price>,
    /// Rows joined to a placement.
    pub matched: Tally,
    /// Of these, rows joined by a URN or postcode and their days alone.
    pub by_place: Tally,
    /// Rows of no placement in the returns.
    pub unmatched: Tally,
    /// Of these, rows whose URN or postcode may be several placements', or is of two at once.
    pub unsure: Tally,
    /// Rows that contradict another one, and are not used.
    pub conflicting: Tally,
    /// Rows that could not be read: their value is not known.
    pub unread: usize,
    /// Placements on the day of the snapshot in settings that cost something: without a price, and all.
    pub unpriced: (usize, usize),
    /// What the placements without a price cost a week at their settings' averages.
    pub unpriced_weekly: Pence,
    /// Mean weekly price by setting in force on the day of the snapshot; of all rows of the setting where none is;
    /// `None`: no price at all.
    pub averages: Vec<Option<Pence>>,
}

const ID: &[&str] = &["CHILD", "CHILDID", "ID", "PLACEMENT", "PLACEMENTID"];
const PLACES: [(&str, &[&str]); 2] = [
    ("urn", &["OFSTEDURN", "OFSTEDNUMBER", "PLACEMENTURN"]),
    ("postcode", &["PLPOST", "PLACEMENTPOSTCODE"]),
];

/// The columns of a list; its rows need an id where it has no places.
const fn columns(id: bool) -> [lenient::Column; 10] {
    [
        ("child_or_placement", ID, id),
        ("setting", &[], false),
        (
            "weekly_price",
            &["WEEKLYCOST", "WEEKLYFEE", "TOTALWEEKLYCOST", "PRICE", "FEE"],
            true,
        ),
        ("from", &["START", "STARTDATE", "DATEFROM"], true),
        ("to", &["END", "ENDDATE", "DATETO"], false),
        ("share_social_care", &["SOCIALCARE"], false),
        ("share_education", &["EDUCATION"], false),
        ("share_health", &["HEALTH"], false),
        (PLACES[0].0, PLACES[0].1, false),
        (PLACES[1].0, PLACES[1].1, false),
    ]
}

const BY_ID: Columns = &columns(true);
const BY_PLACE: Columns = &columns(false);

/// Reads and joins a fee list.
///
/// # Errors
/// Where a column is missing, no row can be read, or all prices seem to be in pence.
pub fn read(
    file: &str,
    text: &str,
    history: &History,
    audit: &mut Audit,
) -> Result<Fees, Vec<Problem>> {
    let number = audit.files.len() as u16;
    audit.files.push(file.to_owned());
    let ids = Ids::of(history, audit);
    let mut fees = Fees::default();
    let mut waiting: Vec<Waiting> = Vec::new();
    let mut rows = 0;
    let has_place = PLACES.iter().any(|p| lenient::has(text, *p));
    let columns = if has_place { BY_PLACE } else { BY_ID };
    lenient::read(file, text, columns, |line, cells| {
        rows += 1;
        let at = (number, line as u32);
        let id = cells.get("child_or_placement");
        let child = ids.child(id);
        let noted = ids.noted(child);
        let (row, mended) = match row(cells, line) {
            Ok(row) => row,
            Err(why) => {
                fees.unread += 1;
                return audit.note(at, noted, Rule::FeeBad, why);
            }
        };
        if !mended.is_empty() {
            audit.note(at, noted, Rule::FeeMended, mended);
        }
        let found = ids.find(history, (id, child), &row);
        let done = &mut |rule, detail, price| fees.add(audit, (at, noted), rule, detail, price);
        if !found.is_empty() {
            row.joined(history, &found, done);
            if let (Some(_), [at_place]) = (child, found.as_slice())
                && let Some(detail) = row.elsewhere(history, *at_place)
            {
                audit.note(at, noted, Rule::FeeElsewhere, detail);
            }
            return;
        }
        let named = named(id, &row);
        // A child's row of no night of the child's is no other child's.
        let elsewhere = match child {
            Some(_) => Found::Placements(Vec::new()),
            None => ids.places(history).find(history, &row),
        };
        match elsewhere {
            Found::Placements(list) if list.is_empty() => {
                row.alone(Rule::FeeUnmatched, named, done);
            }
            Found::Placements(found) => waiting.push(Waiting { row, named, found }),
            Found::Apart => {
                let detail = format!("{named}: the URN and the postcode are of two placements");
                row.alone(Rule::FeePlace, detail, done);
                fees.unsure.add(row.weekly);
            }
        }
    })?;
    fees.wait(&waiting, (number, history), &ids, audit);
    let whole = |message: String, expected: &str| {
        vec![Problem {
            file: file.to_owned(),
            place: None,
            span: None,
            message,
            expected: expected.to_owned(),
            help: None,
        }]
    };
    if fees.prices.is_empty() && rows > 0 {
        let message = format!("none of the {rows} fees can be used");
        let mut problems = whole(message, "£ a week, for children or settings of the returns");
        // The first row says why.
        let first = audit.entries.iter().find(|e| e.file == number);
        if let (Some(p), Some(e)) = (problems.first_mut(), first) {
            p.help = Some(format!("row {}: {}: {}", e.line, e.rule.text(), e.detail));
        }
        return Err(problems);
    }
    let mut weekly: Vec<i64> = fees.prices.iter().map(|p| p.weekly.0).collect();
    weekly.sort_unstable();
    let median = weekly.get(weekly.len() / 2).copied().unwrap_or(0);
    if median > 2_000_000 {
        let message = format!(
            "half of the fees are above £{} a week",
            grouped(median as usize / 100)
        );
        return Err(whole(message, "pounds a week, not pence, and not a year"));
    }
    settle(&mut fees, (number, history), &ids, audit);
    Ok(fees)
}

/// What a row calls what it is for.
fn named(id: &str, row: &Row) -> String {
    let parts = [("", id), ("URN ", &row.urn), ("postcode ", &row.postcode)];
    let mut names: Vec<String> = parts
        .iter()
        .filter(|(what, text)| {
            what.is_empty() && row.urn.is_empty() && row.postcode.is_empty() || !text.is_empty()
        })
        .map(|(what, text)| format!("{what}`{text}`"))
        .collect();
    names.push(format!("£{} a week", row.weekly));
    names.join(", ")
}

impl Fees {
    /// Takes what a row became.
    fn add(
        &mut self,
        audit: &mut Audit,
        (at, noted): ((u16, u32), u32),
        rule: Option<Rule>,
        detail: String,
        price: Price,
    ) {
        if price.at.is_none() {
            self.unmatched.add(price.weekly);
        }
        if let Some(rule) = rule {
            audit.note(at, noted, rule, detail);
        }
        if rule != Some(Rule::FeeLost) {
            self.prices.push(price);
        }
    }

    /// Joins the rows that have a place only, now that all children's own rows are known.
    fn wait(
        &mut self,
        waiting: &[Waiting],
        (number, history): (u16, &History),
        ids: &Ids<'_>,
        audit: &mut Audit,
    ) {
        let mut priced: BTreeMap<At, Vec<(Day, Option<Day>)>> = BTreeMap::new();
        for p in &self.prices {
            if let Some(at) = p.at {
                priced.entry(at).or_default().push((p.from, p.to));
            }
        }
        let overlaps = |at: At, row: &Row| {
            let before = |a: Day, b: Option<Day>| b.is_none_or(|b| a < b);
            let all = priced.get(&at).into_iter().flatten();
            all.into_iter()
                .any(|(from, to)| before(*from, row.to) && before(row.from, *to))
        };
        let found = resolve(waiting, overlaps);
        for (w, at) in waiting.iter().zip(found) {
            let line = (number, w.row.line as u32);
            let noted = ids.noted(at.map(|a| a.child));
            let mut add = |rule, detail, price| self.add(audit, (line, noted), rule, detail, price);
            match at {
                Some(at) => {
                    w.row.joined(history, &[at], &mut add);
                    self.by_place.add(w.row.weekly);
                }
                None => {
                    let n = w.found.len();
                    let detail = format!("{}: may be {n} placements'", w.named);
                    w.row.alone(Rule::FeePlace, detail, &mut add);
                    self.unsure.add(w.row.weekly);
                }
            }
        }
    }

    /// What became of the list, in words.
    pub fn words(&self) -> String {
        let pounds = |t: Pence| format!("£{} a week", grouped((t.0.max(0) as usize + 50) / 100));
        let row = |name: &str, t: Tally| {
            format!("  {:>9} {name:<12} {}\n", grouped(t.rows), pounds(t.weekly))
        };
        let mut out =
            String::from("Fee list: rows by what became of them, and their prices added up\n");
        out += &row("matched", self.matched);
        if self.by_place.rows > 0 {
            out += &row("by place", self.by_place);
        }
        out += &row("unmatched", self.unmatched);
        if self.unsure.rows > 0 {
            out += &row("not sure", self.unsure);
        }
        out += &row("conflicting", self.conflicting);
        out += &format!("  {:>9} unread\n", grouped(self.unread));
        out += &format!(
            "  {} of {} placements with a cost on the day of the snapshot have no price: {} at their settings' averages\n",
            grouped(self.unpriced.0),
            grouped(self.unpriced.1),
            pounds(self.unpriced_weekly)
        );
        out
    }

    /// What placements cost a week on average on each of some days, by setting; the average of the snapshot where none
    /// has a price then.
    pub fn averages_on(&self, days: &[Day]) -> Vec<Vec<Pence>> {
        let mut sums = vec![vec![(0i64, 0i64); days.len()]; SETTINGS.len()];
        for p in &self.prices {
            let Some(sums) = sums.get_mut(p.setting) else {
                continue;
            };
            for (sum, _) in sums.iter_mut().zip(days).filter(|(_, d)| p.holds(**d)) {
                *sum = (sum.0 + p.weekly.0, sum.1 + 1);
            }
        }
        let of_snapshot = |s: usize| self.averages.get(s).copied().flatten().unwrap_or_default();
        let mean = |s: usize, (sum, n): &(i64, i64)| match n {
            0 => of_snapshot(s),
            n => Pence((sum + n / 2) / n),
        };
        let by_setting = sums.iter().enumerate();
        by_setting
            .map(|(s, sums)| sums.iter().map(|x| mean(s, x)).collect())
            .collect()
    }
}

/// Cost of nights at a weekly price.
pub(super) fn cost(nights: i32, weekly: Pence) -> Sevenths {
    Sevenths::of(i64::from(nights.max(0)), weekly)
}
