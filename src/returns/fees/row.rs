//! A row of a fee list before it is joined: prices with £, commas or pence, shares in per cent, dates as anywhere in
//! returns.

use crate::returns::lenient::Cells;
use crate::returns::ssda903::dates::{Date, date};
use crate::words::calendar::Day;
use crate::words::money::Pence;
use crate::words::setting::setting_index;

/// Prices above this a week are no price: the dearest placement in the evidence costs £63,000.
const DEAREST: Pence = Pence(10_000_000);

/// A row before it is joined.
pub(super) struct Row {
    pub setting: Option<usize>,
    pub weekly: Pence,
    pub share: f64,
    pub from: Day,
    pub to: Option<Day>,
    pub line: usize,
    /// Ofsted number and postcode of the placement, as written; blank where not given.
    pub urn: String,
    pub postcode: String,
}

pub(super) fn row(cells: &Cells<'_>, line: usize) -> Result<(Row, String), String> {
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
        urn: cells.get("urn").to_owned(),
        postcode: cells.get("postcode").to_owned(),
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
