//! Cells that are withheld, estimated between their bounds so that the parts add up to the total.

use crate::returns::panel::Figure;

/// Parts that add up to a total: what is published stands, what is withheld shares the rest by the weights, inside its
/// bounds where the total allows, and what is missing takes the rest likewise from nothing up. Where every part is
/// published and they miss the total (rounding), all are scaled.
pub fn fill(total: f64, cells: &[Figure], weights: &[f64]) -> Vec<f64> {
    let weight = |i: usize| weights.get(i).copied().unwrap_or(0.0).max(1e-9);
    let bounds: Vec<(f64, f64)> = cells
        .iter()
        .map(|c| match *c {
            Figure::Known(x) => (x, x),
            Figure::Between(low, high) => (low, high),
            Figure::Missing => (0.0, total.max(0.0)),
        })
        .collect();
    let open: Vec<usize> = (0..cells.len())
        .filter(|i| !matches!(cells[*i], Figure::Known(_)))
        .collect();
    let known: f64 = cells.iter().filter_map(|c| c.known()).sum();
    let rest = (total - known).max(0.0);
    let mut out: Vec<f64> = cells.iter().map(|c| c.known().unwrap_or(0.0)).collect();
    // Shares of the rest by weight × a level, held inside the bounds: the level that uses the rest up.
    let share = |level: f64, i: usize| (weight(i) * level).clamp(bounds[i].0, bounds[i].1);
    let used = |level: f64| open.iter().map(|i| share(level, *i)).sum::<f64>();
    let (mut low, mut high) = (0.0, 1.0);
    while used(high) < rest && high < 1e12 {
        high *= 4.0;
    }
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if used(middle) < rest {
            low = middle;
        } else {
            high = middle;
        }
    }
    for i in &open {
        out[*i] = share(high, *i);
    }
    let sum: f64 = out.iter().sum();
    // Bounds that can not be met give way (a second cell is withheld so that the first can not be worked out), then
    // the parts as a whole.
    let open_sum: f64 = open.iter().map(|i| out[*i]).sum();
    if (sum - total).abs() > 1e-9 {
        if open_sum > 0.0 && total > known {
            open.iter().for_each(|i| out[*i] *= rest / open_sum);
        } else if sum > 0.0 {
            out.iter_mut().for_each(|x| *x *= total / sum);
        }
    }
    out
}

/// Whole numbers with these proportions and this sum, by largest remainder.
pub fn whole(parts: &[f64], total: u32) -> Vec<u32> {
    let sum: f64 = parts.iter().sum();
    if sum <= 0.0 {
        let mut out = vec![0; parts.len()];
        if let Some(first) = out.first_mut() {
            *first = total;
        }
        return out;
    }
    let exact: Vec<f64> = parts.iter().map(|x| x / sum * f64::from(total)).collect();
    let mut out: Vec<u32> = exact.iter().map(|x| libm::floor(x + 1e-9) as u32).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    let rest = |i: usize| exact[i] - libm::floor(exact[i] + 1e-9);
    order.sort_by(|a, b| rest(*b).total_cmp(&rest(*a)).then(a.cmp(b)));
    let missing = total.saturating_sub(out.iter().sum()) as usize;
    for i in order.into_iter().cycle().take(missing) {
        out[i] += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use Figure::{Between, Known, Missing};

    #[test]
    fn withheld_cells_share_the_rest_inside_their_bounds() {
        let cells = [
            Known(90.0),
            Between(1.0, 5.0),
            Between(1.0, 5.0),
            Known(2.0),
        ];
        let out = fill(98.0, &cells, &[0.0, 3.0, 1.0, 0.0]);
        assert!((out.iter().sum::<f64>() - 98.0).abs() < 1e-9, "{out:?}");
        assert!(
            (out[1] - 4.5).abs() < 1e-9 && (out[2] - 1.5).abs() < 1e-9,
            "{out:?}"
        );
        // More is missing than the bounds hold: a larger cell was withheld beside them.
        let out = fill(122.0, &cells, &[0.0, 3.0, 1.0, 0.0]);
        assert!((out.iter().sum::<f64>() - 122.0).abs() < 1e-9, "{out:?}");
        // Nothing published: the weights.
        let out = fill(40.0, &[Missing, Missing], &[3.0, 1.0]);
        assert!((out[0] - 30.0).abs() < 1e-6, "{out:?}");
        // All published, and two short of the total.
        let out = fill(102.0, &[Known(50.0), Known(50.0)], &[1.0, 1.0]);
        assert!((out[0] - 51.0).abs() < 1e-9, "{out:?}");
    }

    #[test]
    fn whole_numbers_keep_the_sum() {
        assert_eq!(whole(&[1.0, 1.0, 1.0], 4), vec![2, 1, 1]);
        assert_eq!(whole(&[0.5, 2.5, 7.0], 10).iter().sum::<u32>(), 10);
        assert_eq!(whole(&[0.0, 0.0], 3), vec![3, 0]);
    }
}
