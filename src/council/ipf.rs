//! Iterative proportional fitting of a table to its published margins, and whole numbers that keep them.

/// A margin: its sets of cells, and what each set adds up to.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    /// Cells of each set, indices into the table.
    pub cells: Vec<Vec<usize>>,
    /// Sum of each set.
    pub sums: Vec<f64>,
}

/// Rounds at most.
const ROUNDS: usize = 500;

/// Fits a table to margins in turn until none is missed by more than 1 in 10 million, or as near as the zeros of the
/// seed allow; gives back the largest miss, in units of the table. Odds ratios of the seed stay where every margin cuts
/// across them. (Deming and Stephan 1940)
pub fn fit(table: &mut [f64], margins: &[Margin]) -> f64 {
    let mut miss = f64::INFINITY;
    for _ in 0..ROUNDS {
        miss = 0.0;
        for margin in margins {
            for (cells, wanted) in margin.cells.iter().zip(&margin.sums) {
                let sum: f64 = cells.iter().map(|c| table[*c]).sum();
                miss = f64::max(miss, (sum - wanted).abs());
                if sum > 0.0 {
                    cells.iter().for_each(|c| table[*c] *= wanted / sum);
                }
            }
        }
        let whole: f64 = table.iter().sum();
        if miss <= 1e-7 * whole.max(1.0) {
            break;
        }
    }
    miss
}

/// Whole numbers near a table (row by row) that add up to whole row and column sums, which must agree with each other.
/// Cells of nothing stay at nothing where the sums allow.
pub fn whole(table: &[f64], rows: &[u32], columns: &[u32]) -> Vec<u32> {
    let width = columns.len();
    let mut out: Vec<u32> = table.iter().map(|x| libm::floor(x + 1e-9) as u32).collect();
    let short = |out: &[u32], of: usize, by_row: bool| -> i64 {
        let (wanted, got): (u32, u32) = if by_row {
            (rows[of], out[of * width..(of + 1) * width].iter().sum())
        } else {
            (columns[of], out.iter().skip(of).step_by(width).sum())
        };
        i64::from(wanted) - i64::from(got)
    };
    // A floor can stand above a sum that was rounded down.
    for c in 0..width {
        while short(&out, c, false) < 0 {
            let largest = (0..rows.len()).max_by_key(|r| out[r * width + c]);
            match largest {
                Some(r) if out[r * width + c] > 0 => out[r * width + c] -= 1,
                _ => break,
            }
        }
    }
    for r in 0..rows.len() {
        while short(&out, r, true) < 0 {
            let largest = (0..width).max_by_key(|c| out[r * width + c]);
            match largest {
                Some(c) if out[r * width + c] > 0 => out[r * width + c] -= 1,
                _ => break,
            }
        }
    }
    let rest = |i: usize| table[i] - libm::floor(table[i] + 1e-9);
    let mut order: Vec<usize> = (0..table.len()).filter(|i| table[*i] > 0.0).collect();
    order.sort_by(|a, b| rest(*b).total_cmp(&rest(*a)).then(a.cmp(b)));
    for _ in 0..4 {
        for i in &order {
            if short(&out, i / width, true) > 0 && short(&out, i % width, false) > 0 {
                out[*i] += 1;
            }
        }
    }
    // Rows and columns still short meet only in cells of nothing: by way of a third cell.
    for r in 0..rows.len() {
        while short(&out, r, true) > 0 {
            let Some(c) = (0..width).find(|c| short(&out, *c, false) > 0) else {
                break;
            };
            let bridge = (0..rows.len() * width).find(|i| {
                let (k, l) = (i / width, i % width);
                k != r
                    && l != c
                    && out[*i] > 0
                    && table[r * width + l] > 0.0
                    && table[k * width + c] > 0.0
            });
            match bridge {
                Some(i) => {
                    let (k, l) = (i / width, i % width);
                    out[r * width + l] += 1;
                    out[i] -= 1;
                    out[k * width + c] += 1;
                }
                None => out[r * width + c] += 1,
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answer 17.
    #[test]
    fn published_fit() {
        let mut table = vec![40.0, 30.0, 20.0, 35.0, 50.0, 100.0, 10.0, 5.0, 15.0];
        let rows = Margin {
            cells: (0..3)
                .map(|r| (0..3).map(|c| 3 * r + c).collect())
                .collect(),
            sums: vec![150.0, 300.0, 50.0],
        };
        let columns = Margin {
            cells: (0..3)
                .map(|c| (0..3).map(|r| 3 * r + c).collect())
                .collect(),
            sums: vec![200.0, 150.0, 150.0],
        };
        let miss = fit(&mut table, &[rows, columns]);
        assert!(miss < 1e-4);
        let published = [
            84.7626, 46.4410, 18.7965, 90.6132, 94.5647, 114.8220, 24.6242, 8.9943, 16.3815,
        ];
        for (x, y) in table.iter().zip(published) {
            assert!((x - y).abs() < 5.1e-5, "{x} {y}");
        }
        let odds = table[0] * table[4] / (table[1] * table[3]);
        assert!((odds - 1.904_762).abs() < 1e-6, "{odds}");
        let whole = whole(&table, &[150, 300, 50], &[200, 150, 150]);
        let row = |r: usize| whole[3 * r..3 * r + 3].iter().sum::<u32>();
        assert_eq!((row(0), row(1), row(2)), (150, 300, 50));
        for (x, y) in whole.iter().zip(&table) {
            assert!((f64::from(*x) - y).abs() < 1.0);
        }
    }

    #[test]
    fn cells_of_nothing_stay_so() {
        let table = [0.0, 2.5, 2.5, 0.0, 0.5, 0.5];
        let out = whole(&table, &[3, 2, 1], &[3, 3]);
        assert_eq!(out.iter().sum::<u32>(), 6);
        assert_eq!((out[0], out[3]), (0, 0));
    }
}
