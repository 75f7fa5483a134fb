//! Ids and places as keyed hashes, dates of birth as months: for files that leave the desk.

use super::audit::{Entry, Rule};
use super::council::Council;
use crate::words::calendar::{Day, Month};
use sha2::{Digest, Sha256};

/// Replaces every id and place by a hash that only who has the key can make again (HMAC-SHA-256, 80 bits of it), and
/// every date of birth by its month.
pub(super) fn council(council: &mut Council, key: &[u8]) {
    let mac = Mac::new(key);
    for id in &mut council.audit.children {
        *id = mac.hash("child", id);
    }
    let to = council.history.to;
    for child in &mut council.history.children {
        child.id = mac.hash("child", &child.id);
        let seen = child.periods.last().map(|p| p.end.unwrap_or(to.plus(-1)));
        let first = child.periods.first().map(|p| p.start);
        child.born = month_of(child.born, first, seen);
        for spell in child.periods.iter_mut().flat_map(|p| &mut p.spells) {
            if !spell.household.is_empty() {
                spell.household = mac.hash("place", &spell.household);
            }
        }
    }
    for e in &mut council.audit.entries {
        unname(e);
    }
}

/// Details may name ids, dates of birth and 18th birthdays.
fn unname(e: &mut Entry) {
    if let Some((before, _)) = e.detail.split_once("born ") {
        e.detail = before.trim_end_matches([' ', ',']).to_owned();
    }
    let named = matches!(
        e.rule,
        Rule::BirthChanged
            | Rule::Past18
            | Rule::FeeUnmatched
            | Rule::FeeLost
            | Rule::FeePlace
            | Rule::FeeElsewhere
    );
    if named || e.detail.starts_with("DOB ") {
        e.detail.clear();
    }
}

/// The first of the month; its last where the first would make a child 18 while still looked after, and no later than
/// the day care began.
fn month_of(born: Day, first: Option<Day>, seen: Option<Day>) -> Day {
    let month = Month::of(born);
    let early = month.first_day();
    if seen.is_some_and(|s| early.birthday(18) <= s && born.birthday(18) > s) {
        let late = month.next().first_day().plus(-1);
        return first.map_or(late, |f| late.min(f));
    }
    early
}

/// HMAC with SHA-256 (RFC 2104).
struct Mac {
    inner: [u8; 64],
    outer: [u8; 64],
}

impl Mac {
    fn new(key: &[u8]) -> Mac {
        let mut block = [0u8; 64];
        if key.len() > 64 {
            block[..32].copy_from_slice(&Sha256::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        Mac {
            inner: block.map(|b| b ^ 0x36),
            outer: block.map(|b| b ^ 0x5C),
        }
    }

    fn digest(&self, message: &[u8]) -> [u8; 32] {
        let inner = Sha256::new()
            .chain_update(self.inner)
            .chain_update(message)
            .finalize();
        Sha256::new()
            .chain_update(self.outer)
            .chain_update(inner)
            .finalize()
            .into()
    }

    fn hash(&self, kind: &str, text: &str) -> String {
        let digest = self.digest(format!("{kind}\u{0}{text}").as_bytes());
        digest.iter().take(10).map(|b| format!("{b:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test cases 2 and 6.
    #[test]
    fn the_published_digests() {
        let hex = |d: [u8; 32]| d.iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(
            hex(Mac::new(b"Jefe").digest(b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex(Mac::new(&[0xaa; 131])
                .digest(b"Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn a_month_keeps_a_child_a_child() {
        let d = |t| Day::parse(t).unwrap();
        let of = |b, f, s| month_of(d(b), Some(d(f)), Some(d(s))).to_string();
        assert_eq!(of("2010-05-20", "2015-01-01", "2020-01-01"), "2010-05-01");
        assert_eq!(of("2010-05-20", "2015-01-01", "2028-05-10"), "2010-05-31");
        assert_eq!(of("2010-05-20", "2010-05-21", "2028-05-10"), "2010-05-21");
        assert_eq!(of("2010-05-20", "2015-01-01", "2028-05-20"), "2010-05-01");
    }
}
