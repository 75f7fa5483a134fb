//! Appraisal of a stream of money over time: present value and payback.

/// Discount rate of the Green Book, a year.
pub const GREEN_BOOK: f64 = 0.035;

/// Present value of yearly amounts, the first of them now: Σ x / (1 + rate)^year.
pub fn present_value(yearly: &[f64], rate: f64) -> f64 {
    discounted(yearly, rate).sum()
}

fn discounted(yearly: &[f64], rate: f64) -> impl Iterator<Item = f64> {
    let mut factor = 1.0;
    yearly.iter().map(move |x| {
        let now = x * factor;
        factor /= 1.0 + rate;
        now
    })
}

/// The first period from which on what was spent is paid back and stays so: the sum of the amounts to date (gains above
/// zero) has been below zero, and is not from then on. `None`: not in these periods, or nothing was ever spent.
pub fn payback(amounts: &[f64]) -> Option<usize> {
    let mut sum = 0.0;
    let sums: Vec<f64> = amounts
        .iter()
        .map(|x| {
            sum += x;
            sum
        })
        .collect();
    let last_below = sums.iter().rposition(|s| *s < 0.0)?;
    (last_below + 1 < sums.len()).then_some(last_below + 1)
}

/// The same of amounts discounted at a rate a period.
pub fn discounted_payback(amounts: &[f64], rate: f64) -> Option<usize> {
    payback(&discounted(amounts, rate).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answer 18 (c): £600,000 now, nothing, £80,000, then eight years of £160,000 at 3.5%.
    #[test]
    fn green_book() {
        let mut flows = vec![-600_000.0, 0.0, 80_000.0];
        flows.extend([160_000.0; 8]);
        let value = present_value(&flows, GREEN_BOOK);
        assert!((value - 501_386.62).abs() < 0.005, "{value}");
        assert_eq!(discounted_payback(&flows, GREEN_BOOK), Some(6));
        // Undiscounted: 600 = 80 + 160 × 3.25.
        assert_eq!(payback(&flows), Some(6));
        let factor = |year: usize| {
            let mut one = vec![0.0; year];
            one.push(1.0);
            present_value(&one, GREEN_BOOK)
        };
        for (year, printed) in [(1, 0.9662), (2, 0.9335), (5, 0.8420), (10, 0.7089)] {
            assert!((factor(year) - printed).abs() < 5e-5);
        }
        let annuity: f64 = (1..=10).map(factor).sum();
        assert!((annuity - 8.316_605).abs() < 5e-7);
    }

    #[test]
    fn payback_is_for_good() {
        assert_eq!(payback(&[-1.0, 2.0, -2.0, 2.0]), Some(3));
        assert_eq!(payback(&[1.0, 1.0]), None);
        assert_eq!(payback(&[-2.0, 1.0]), None);
        assert_eq!(payback(&[]), None);
    }
}
