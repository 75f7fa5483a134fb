//! The fee list: what placements cost a week, joined to the placements of the returns.
//!
//! A row is joined by the id of the child, or by what tells placements apart (postcode, Ofsted number), and by its days.
//! What can not be joined counts for the average of its setting; what can not be read is left out, and said.

use super::audit::{Audit, Rule, grouped};
use super::history::{At, History};
use super::lenient::{self, Cells, Columns};
use super::ssda903::dates::{Date, date};
use crate::words::calendar::Day;
use crate::words::error::Problem;
use crate::words::money::{Pence, Sevenths};
use crate::words::setting::{SETTINGS, setting_index};
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
    /// Rows of no placement in the returns.
    pub unmatched: Tally,
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

const COLUMNS: Columns = &[
    (
        "child_or_placement",
        &["CHILD", "CHILDID", "ID", "PLACEMENT", "PLACEMENTID"],
        true,
    ),
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
];

/// Prices above this a week are no price: the dearest placement in the evidence costs £63,000.
const DEAREST: Pence = Pence(10_000_000);

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
    let ids = Ids::of(history);
    let mut fees = Fees::default();
    let mut rows = 0;
    lenient::read(file, text, COLUMNS, |line, cells| {
        rows += 1;
        let at = (number, line as u32);
        let id = cells.get("child_or_placement");
        let child = ids.children.get(id).copied();
        let noted = child.and_then(|c| {
            audit
                .children
                .iter()
                .position(|a| *a == history.children[c].id)
        });
        let noted = noted.map_or(u32::MAX, |n| n as u32);
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
        ids.join(history, id, row, &mut |rule, detail, price| match rule {
            Some(Rule::FeeLost) => {
                fees.unmatched.add(price.weekly);
                audit.note(at, noted, Rule::FeeLost, detail);
            }
            rule => {
                if let Some(rule) = rule {
                    audit.note(at, noted, rule, detail);
                }
                if price.at.is_none() {
                    fees.unmatched.add(price.weekly);
                }
                fees.prices.push(price);
            }
        });
    })?;
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
    settle(&mut fees, (number, history), audit);
    Ok(fees)
}

/// A row before it is joined.
struct Row {
    setting: Option<usize>,
    weekly: Pence,
    share: f64,
    from: Day,
    to: Option<Day>,
    line: usize,
}

fn row(cells: &Cells<'_>, line: usize) -> Result<(Row, String), String> {
    let mut mended = Vec::new();
    let (weekly, how) = pounds(cells.get("weekly_price"))?;
    mended.extend(how);
    if weekly > DEAREST {
        return Err(format!(
            "weekly_price `{}` is above £100,000 a week: is it in pence?",
            cells.get("weekly_price")
        ));
    }
    let day = |column: &str, mended: &mut Vec<String>| match date(cells.get(column)) {
        Date::Blank => Ok(None),
        Date::Day(d) => Ok(Some(d)),
        Date::Serial(d) => {
            mended.push(format!("{column} `{}` read as {d}", cells.get(column)));
            Ok(Some(d))
        }
        Date::Bad(why) => Err(format!("{column} `{}` {}", cells.get(column), why.text())),
    };
    let Some(from) = day("from", &mut mended)? else {
        return Err("`from` is blank".to_owned());
    };
    let to = day("to", &mut mended)?;
    if let Some(to) = to.filter(|t| *t < from) {
        return Err(format!("ends {to}, before it begins {from}"));
    }
    let share = |column: &str, mended: &mut Vec<String>| share(column, cells.get(column), mended);
    let social = share("share_social_care", &mut mended)?;
    let education = share("share_education", &mut mended)?.unwrap_or(0.0);
    let health = share("share_health", &mut mended)?.unwrap_or(0.0);
    let rest = 1.0 - education - health;
    let sum = social.unwrap_or(rest) + education + health;
    if social.is_some_and(|_| (sum - 1.0).abs() > 0.005) || rest < -0.005 {
        mended.push(format!(
            "the shares sum to {sum:.3}: social care's is taken"
        ));
    }
    let text = cells.get("setting");
    let setting = setting(text);
    if setting.is_none() && !text.is_empty() {
        mended.push(format!("setting `{text}` is not known"));
    }
    let row = Row {
        setting,
        weekly,
        share: social.unwrap_or(rest).clamp(0.0, 1.0),
        from,
        to,
        line,
    };
    Ok((row, mended.join("; ")))
}

/// A setting by its name, however blanks and capitals are written.
fn setting(text: &str) -> Option<usize> {
    let name = text.trim().to_lowercase().replace([' ', '-'], "_");
    setting_index(&name)
}

/// Reads pounds; tells how, where it is no plain number.
fn pounds(text: &str) -> Result<(Pence, Option<String>), String> {
    let bad = |why: &str| Err(format!("weekly_price `{text}` {why}"));
    if text.is_empty() {
        return Err("`weekly_price` is blank".to_owned());
    }
    if text.starts_with('#') {
        return bad("is an error of a spreadsheet");
    }
    let lower = text.to_lowercase();
    let (bare, pence) = match lower.strip_suffix("pence").or(lower.strip_suffix('p')) {
        Some(rest) => (rest, true),
        None => (lower.as_str(), false),
    };
    let bare = bare.replace(['£', ',', ' '], "");
    match bare.parse::<f64>() {
        Ok(x) if x < 0.0 => bad("is negative"),
        Ok(x) if x.is_finite() => {
            let value = if pence { x / 100.0 } else { x };
            let plain = text.parse::<f64>().is_ok();
            let how = format!(
                "weekly_price `{text}` read as {}",
                Pence::from_pounds(value)
            );
            Ok((Pence::from_pounds(value), (!plain).then_some(how)))
        }
        _ => bad("is not a number"),
    }
}

fn share(column: &str, text: &str, mended: &mut Vec<String>) -> Result<Option<f64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let bare = text.trim_end_matches('%').trim();
    match bare.parse::<f64>() {
        Ok(x) if (0.0..=1.0).contains(&x) && !text.ends_with('%') => Ok(Some(x)),
        Ok(x)
            if (2.0..=100.0).contains(&x) || text.ends_with('%') && (0.0..=100.0).contains(&x) =>
        {
            mended.push(format!("{column} `{text}` read as {}", x / 100.0));
            Ok(Some(x / 100.0))
        }
        _ => Err(format!("{column} `{text}` is no share from 0 to 1")),
    }
}

/// Children by id, and placements by what tells them apart.
struct Ids<'a> {
    children: BTreeMap<&'a str, usize>,
    households: BTreeMap<&'a str, Vec<At>>,
}

impl<'a> Ids<'a> {
    fn of(history: &'a History) -> Ids<'a> {
        let mut ids = Ids {
            children: BTreeMap::new(),
            households: BTreeMap::new(),
        };
        for (child, c) in history.children.iter().enumerate() {
            ids.children.insert(&c.id, child);
            for (period, p) in c.periods.iter().enumerate() {
                for (spell, s) in p.spells.iter().enumerate() {
                    if !s.household.is_empty() {
                        let at = At {
                            child,
                            period,
                            spell,
                        };
                        ids.households.entry(&s.household).or_default().push(at);
                    }
                }
            }
        }
        ids
    }

    /// Joins a row; hands on each price it becomes.
    fn join(
        &self,
        history: &History,
        id: &str,
        row: Row,
        done: &mut dyn FnMut(Option<Rule>, String, Price),
    ) {
        let of = |at: Option<At>, setting: usize, to: Option<Day>| Price {
            at,
            setting,
            weekly: row.weekly,
            share_social_care: row.share,
            from: row.from,
            to,
            line: row.line,
        };
        let found: Vec<At> = match self.children.get(id) {
            Some(child) => best(history, *child, &row).into_iter().collect(),
            None => {
                let same = self.households.get(id).into_iter().flatten().copied();
                same.filter(|at| nights(history, *at, &row) > 0).collect()
            }
        };
        for at in &found {
            let Some((_, _, spell)) = history.get(*at) else {
                continue;
            };
            // The price ends with the placement.
            let to = match (row.to, spell.end) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            let other = row.setting.filter(|s| *s != spell.setting);
            let rule = other.map(|_| Rule::FeeSetting);
            let name = |s: usize| SETTINGS.get(s).map_or("", |s| s.name);
            let detail = other.map_or(String::new(), |s| {
                format!("{}, in the return {}", name(s), name(spell.setting))
            });
            done(rule, detail, of(Some(*at), spell.setting, to));
        }
        if found.is_empty() {
            let detail = format!("`{id}`, £{} a week", row.weekly);
            match row.setting {
                Some(setting) => done(Some(Rule::FeeUnmatched), detail, of(None, setting, row.to)),
                None => done(Some(Rule::FeeLost), detail, of(None, 0, row.to)),
            }
        }
    }
}

/// Nights a row and a placement share.
fn nights(history: &History, at: At, row: &Row) -> i32 {
    let Some((_, _, spell)) = history.get(at) else {
        return 0;
    };
    let end = |e: Option<Day>| e.unwrap_or(history.to).0;
    end(row.to).min(end(spell.end)) - row.from.0.max(spell.start.0)
}

/// The placement of a child with the most nights of the row, those of its setting first.
fn best(history: &History, child: usize, row: &Row) -> Option<At> {
    let c = history.children.get(child)?;
    let mut found: Option<(bool, i32, At)> = None;
    for (period, p) in c.periods.iter().enumerate() {
        for (spell, s) in p.spells.iter().enumerate() {
            let at = At {
                child,
                period,
                spell,
            };
            let shared = nights(history, at, row);
            let fits = row.setting.is_none_or(|x| x == s.setting);
            if shared > 0 && found.is_none_or(|(f, n, _)| (fits, shared) > (f, n)) {
                found = Some((fits, shared, at));
            }
        }
    }
    found.map(|f| f.2)
}

/// Settles rows that contradict each other, and counts.
fn settle(fees: &mut Fees, (file, history): (u16, &History), audit: &mut Audit) {
    fees.prices
        .sort_by_key(|p| (p.at.is_none(), p.at, p.from, p.line));
    let mut kept: Vec<Price> = Vec::with_capacity(fees.prices.len());
    for price in fees.prices.drain(..) {
        if let Some(last) = kept.last_mut()
            && last.at.is_some()
            && last.at == price.at
            && last.to.is_none_or(|t| t > price.from)
        {
            let ends = |at: Option<At>| at.and_then(|a| history.get(a)).and_then(|g| g.2.end);
            // An open price that a later one follows has ended; one with an end of its own contradicts it.
            let own_end = last.to.is_some() && last.to != ends(last.at);
            if last.from == price.from || own_end {
                if last.weekly != price.weekly {
                    fees.conflicting.add(last.weekly);
                    let child = price.at.and_then(|a| history.children.get(a.child));
                    let child = child.and_then(|c| audit.children.iter().position(|a| *a == c.id));
                    audit.note(
                        (file, last.line as u32),
                        child.map_or(u32::MAX, |c| c as u32),
                        Rule::FeeConflict,
                        format!(
                            "£{} a week from {}, £{} from {} in row {}",
                            last.weekly, last.from, price.weekly, price.from, price.line
                        ),
                    );
                }
                if last.from == price.from {
                    *last = price;
                    continue;
                }
            }
            last.to = Some(price.from);
        }
        kept.push(price);
    }
    fees.prices = kept;
    for p in fees.prices.iter().filter(|p| p.at.is_some()) {
        fees.matched.add(p.weekly);
    }
    averages(fees, history);
}

fn averages(fees: &mut Fees, history: &History) {
    let as_at = history.as_at();
    let mean = |of: &dyn Fn(&&Price) -> bool| {
        let list: Vec<i64> = fees.prices.iter().filter(of).map(|p| p.weekly.0).collect();
        let n = list.len() as i64;
        (n > 0).then(|| Pence((list.iter().sum::<i64>() + n / 2) / n))
    };
    fees.averages = (0..SETTINGS.len())
        .map(|s| {
            let in_force = mean(&|p| p.setting == s && p.holds(as_at));
            in_force.or_else(|| mean(&|p| p.setting == s))
        })
        .collect();
    let mut priced: Vec<At> = fees
        .prices
        .iter()
        .filter(|p| p.holds(as_at))
        .filter_map(|p| p.at)
        .collect();
    priced.sort_unstable();
    for at in history.looked_after(as_at) {
        let Some((_, _, spell)) = history.get(at) else {
            continue;
        };
        if SETTINGS.get(spell.setting).is_none_or(|s| s.line.is_none()) {
            continue;
        }
        fees.unpriced.1 += 1;
        if priced.binary_search(&at).is_err() {
            fees.unpriced.0 += 1;
            fees.unpriced_weekly += fees.averages[spell.setting].unwrap_or_default();
        }
    }
}

impl Fees {
    /// What became of the list, in words.
    pub fn words(&self) -> String {
        let pounds = |t: Pence| format!("£{} a week", grouped((t.0.max(0) as usize + 50) / 100));
        let row = |name: &str, t: Tally| {
            format!("  {:>9} {name:<12} {}\n", grouped(t.rows), pounds(t.weekly))
        };
        let mut out =
            String::from("Fee list: rows by what became of them, and their prices added up\n");
        out += &row("matched", self.matched);
        out += &row("unmatched", self.unmatched);
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

    /// What a setting's placements cost a week on a day, on average; the average of the snapshot where none has a price
    /// then.
    pub fn average_on(&self, setting: usize, day: Day) -> Pence {
        let of = self
            .prices
            .iter()
            .filter(|p| p.setting == setting && p.holds(day));
        let (sum, n) = of.fold((0i64, 0i64), |(s, n), p| (s + p.weekly.0, n + 1));
        if n > 0 {
            return Pence((sum + n / 2) / n);
        }
        self.averages
            .get(setting)
            .copied()
            .flatten()
            .unwrap_or_default()
    }
}

/// Cost of nights at a weekly price.
pub(super) fn cost(nights: i32, weekly: Pence) -> Sevenths {
    Sevenths::of(i64::from(nights.max(0)), weekly)
}
