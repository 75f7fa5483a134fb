//! Values of arguments that take more than a number or a name.

use crate::report::audience::Audience;
use crate::scenario::Replications;
use crate::words::calendar::{Day, FinancialYear};

/// Seeds of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeds(pub Vec<u64>);

pub(super) fn financial_year(text: &str) -> Result<FinancialYear, String> {
    let year = FinancialYear::parse(text).filter(|y| (2000..2100).contains(&y.0));
    year.ok_or_else(|| "a financial year such as 2023-24 was expected".to_owned())
}

pub(super) fn factor(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if (0.1..=10.0).contains(&x) => Ok(x),
        _ => Err("a factor from 0.1 to 10 was expected".to_owned()),
    }
}

pub(super) fn audience(text: &str) -> Result<Audience, String> {
    Audience::named(text).ok_or_else(|| "`internal` or `shareable` was expected".to_owned())
}

pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a date such as 2024-03-31 was expected".to_owned())
}

pub(super) fn years_above_zero(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x >= 0.25 => Ok(x),
        _ => Err("a number of years from 0.25 was expected".to_owned()),
    }
}

pub(super) fn replications(text: &str) -> Result<Replications, String> {
    if text == "auto" {
        return Ok(Replications::Auto);
    }
    match text.replace('_', "").parse::<u32>() {
        Ok(n) if n > 0 => Ok(Replications::Fixed(n)),
        _ => Err("a whole number above 0, or auto, was expected".to_owned()),
    }
}

/// Most seeds a scenario can be run with.
const MOST_SEEDS: u64 = 10_000;

pub(super) fn seeds(text: &str) -> Result<Seeds, String> {
    let wrong = || {
        format!("a number of seeds (1 to {MOST_SEEDS}) or a list such as 7,11,100-104 was expected")
    };
    let number = |t: &str| {
        t.trim()
            .replace('_', "")
            .parse::<u64>()
            .map_err(|_| wrong())
    };
    if !text.contains([',', '-']) {
        return match number(text)? {
            n @ 1..=MOST_SEEDS => Ok(Seeds((1..=n).collect())),
            _ => Err(wrong()),
        };
    }
    let mut list = Vec::new();
    for part in text.split(',').filter(|p| !p.trim().is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (number(from)?, number(to)?);
        if from > to || to - from >= MOST_SEEDS {
            return Err(wrong());
        }
        list.extend(
            (from..=to)
                .filter(|s| !list.contains(s))
                .collect::<Vec<u64>>(),
        );
    }
    if list.is_empty() {
        return Err(wrong());
    }
    Ok(Seeds(list))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_a_number_of_them_or_a_list() {
        let of = |text| seeds(text).map(|s| s.0);
        assert_eq!(of("3"), Ok(vec![1, 2, 3]));
        assert_eq!(of("7,"), Ok(vec![7]));
        assert_eq!(of("7,11, 9-10,7"), Ok(vec![7, 11, 9, 10]));
        for wrong in ["0", "x", ",", "-3", "5-3", "1,2x", "100000000"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn replications_are_a_number_or_auto() {
        assert_eq!(replications("auto"), Ok(Replications::Auto));
        assert_eq!(replications("10_000"), Ok(Replications::Fixed(10_000)));
        assert!(replications("0").is_err() && replications("-1").is_err());
    }
}
