//! The files of a scenario with a row a child: who is in care, and who left lately.

use super::draws::quoted;
use super::entries::leavers;
use super::prices::current_prices;
use crate::returns::fees::Fees;
use crate::returns::history::History;
use crate::words::money::Pence;
use crate::words::setting::{EXITS, SETTINGS, STREAMS};
use std::fmt::Write;

/// `cohort.csv`, and the children left out of it because they are 18 or older.
pub fn cohort_csv(history: &History, fees: &Fees) -> (String, usize) {
    let as_at = history.as_at();
    let prices = current_prices(fees, as_at);
    let mut out =
        "id,born,stream,need,setting,placement_start,care_start,moves,weekly_price,personal_data\n"
            .to_owned();
    let mut left_out = 0;
    for at in history.looked_after(as_at) {
        let Some((child, period, spell)) = history.get(at) else {
            continue;
        };
        if child.born.birthday(18) <= as_at.plus(1) {
            left_out += 1;
            continue;
        }
        let began = super::starts::start_of(history, child, period);
        // Changes of setting with the same carer count as moves, as in the fit.
        let moves = began.moves + at.spell;
        let placement_start = match at.spell {
            0 => began.placement,
            _ => spell.start,
        };
        let need = if spell.need == 0 {
            String::new()
        } else {
            spell.need.to_string()
        };
        let price = prices
            .get(&at)
            .filter(|_| SETTINGS[spell.setting].line.is_some());
        let price = price.map_or(String::new(), |p| format!("{:.2}", Pence(*p).pounds()));
        let born = child.born.min(began.care);
        let _ = writeln!(
            out,
            "{},{born},{},{need},{},{},{},{},{price},yes",
            quoted(&child.id),
            STREAMS[child.stream.min(1)],
            SETTINGS[spell.setting].name,
            placement_start,
            began.care,
            moves.min(255),
        );
    }
    (out, left_out)
}

/// `leavers.csv`.
pub fn leavers_csv(history: &History) -> String {
    let mut out = "left,route,born,stream,personal_data\n".to_owned();
    for (left, exit, born, stream) in leavers(history) {
        let _ = writeln!(
            out,
            "{left},{},{born},{},yes",
            EXITS[exit],
            STREAMS[stream.min(1)]
        );
    }
    out
}
