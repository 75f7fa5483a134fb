//! Rows that contradict each other, and what the list adds up to.

use super::join::Ids;
use super::{Fees, Price};
use crate::returns::audit::{Audit, Rule};
use crate::returns::history::{At, History};
use crate::words::money::Pence;
use crate::words::setting::SETTINGS;

/// Settles rows that contradict each other, and counts.
pub(super) fn settle(
    fees: &mut Fees,
    (file, history): (u16, &History),
    ids: &Ids<'_>,
    audit: &mut Audit,
) {
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
                    audit.note(
                        (file, last.line as u32),
                        ids.noted(price.at.map(|a| a.child)),
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
