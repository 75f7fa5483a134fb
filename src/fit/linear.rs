//! Symmetric positive definite systems, small and dense: the precision matrices of a posterior.

/// A lower triangular factor L of a matrix A = L Lᵀ, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Cholesky {
    n: usize,
    l: Vec<f64>,
}

impl Cholesky {
    /// Factors a symmetric matrix given row by row; `None` where it is not positive definite.
    pub fn new(a: &[f64], n: usize) -> Option<Cholesky> {
        let mut l = a.to_vec();
        if l.len() != n * n {
            return None;
        }
        for j in 0..n {
            for i in j..n {
                let rest = l[i * n + j] - dot(&l[i * n..i * n + j], &l[j * n..j * n + j]);
                if i == j {
                    if !(rest > 0.0 && rest.is_finite()) {
                        return None;
                    }
                    l[j * n + j] = libm::sqrt(rest);
                } else {
                    l[i * n + j] = rest / l[j * n + j];
                }
            }
        }
        Some(Cholesky { n, l })
    }

    /// The factor of the identity.
    pub fn identity(n: usize) -> Cholesky {
        let mut l = vec![0.0; n * n];
        (0..n).for_each(|i| l[i * n + i] = 1.0);
        Cholesky { n, l }
    }

    /// Solves A x = b.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = self.n;
        let mut y = b.to_vec();
        for i in 0..n {
            let row = &self.l[i * n..=i * n + i];
            y[i] = (y[i] - dot(&row[..i], &y[..i])) / row[i];
        }
        self.back(y)
    }

    /// Solves Lᵀ x = z: where z is standard normal, x has the covariance A⁻¹.
    pub fn back(&self, mut y: Vec<f64>) -> Vec<f64> {
        let n = self.n;
        for i in (0..n).rev() {
            let row = &self.l[i * n..=i * n + i];
            let known = y[i] / row[i];
            y[i] = known;
            for (y, l) in y[..i].iter_mut().zip(row) {
                *y -= l * known;
            }
        }
        y
    }

    /// L⁻¹, its columns one after the other.
    fn columns(&self) -> Vec<f64> {
        let n = self.n;
        let mut columns = vec![0.0; n * n];
        for (j, x) in columns.chunks_exact_mut(n.max(1)).enumerate() {
            x[j] = 1.0 / self.l[j * n + j];
            for i in j + 1..n {
                let row = &self.l[i * n..=i * n + i];
                x[i] = -dot(&row[j..i], &x[j..i]) / row[i];
            }
        }
        columns
    }

    /// The diagonal of A⁻¹ = L⁻ᵀ L⁻¹.
    pub fn inverse_diagonal(&self) -> Vec<f64> {
        let columns = self.columns();
        let squares = columns.chunks_exact(self.n.max(1)).map(|x| dot(x, x));
        squares.collect()
    }

    /// A⁻¹, row by row.
    pub fn inverse(&self) -> Vec<f64> {
        let n = self.n;
        let columns = self.columns();
        let mut out = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let both = i * n + i..i * n + n;
                let sum = dot(&columns[both], &columns[j * n + i..j * n + n]);
                (out[i * n + j], out[j * n + i]) = (sum, sum);
            }
        }
        out
    }
}

/// Sum of products, four at a time: the order is always the same, and a processor can do the four at once.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (fours_a, fours_b) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest = fours_a.remainder().iter().zip(fours_b.remainder());
    let rest: f64 = rest.map(|(x, y)| x * y).sum();
    let mut sums = [0.0; 4];
    for (a, b) in fours_a.zip(fours_b) {
        for (s, (x, y)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *s += x * y;
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_worked_by_hand() {
        // A = [4 2; 2 3], A⁻¹ = [3 −2; −2 4] / 8.
        let c = Cholesky::new(&[4.0, 2.0, 2.0, 3.0], 2).unwrap();
        let x = c.solve(&[2.0, 1.0]);
        assert!((x[0] - 0.5).abs() < 1e-12 && x[1].abs() < 1e-12, "{x:?}");
        let d = c.inverse_diagonal();
        assert!((d[0] - 0.375).abs() < 1e-12 && (d[1] - 0.5).abs() < 1e-12);
        let wanted = [0.375, -0.25, -0.25, 0.5];
        for (x, wanted) in c.inverse().iter().zip(wanted) {
            assert!((x - wanted).abs() < 1e-12, "{x} {wanted}");
        }
        assert_eq!(Cholesky::new(&[1.0, 2.0, 2.0, 1.0], 2), None);
    }

    #[test]
    fn the_inverse_of_a_large_matrix_is_its_inverse() {
        let n: usize = 23;
        let a: Vec<f64> = (0..n * n)
            .map(|at| {
                let (i, j) = (at / n, at % n);
                let own = if i == j { 1.0 + i as f64 } else { 0.0 };
                own + 1.0 / (1 + i.abs_diff(j)) as f64
            })
            .collect();
        let c = Cholesky::new(&a, n).unwrap();
        let inverse = c.inverse();
        let diagonal = c.inverse_diagonal();
        for i in 0..n {
            let unit: Vec<f64> = (0..n).map(|j| f64::from(u8::from(i == j))).collect();
            for (j, x) in c.solve(&unit).iter().enumerate() {
                assert!((x - inverse[i * n + j]).abs() < 1e-14, "{i} {j}");
                let product: f64 = (0..n).map(|k| a[i * n + k] * inverse[k * n + j]).sum();
                assert!((product - unit[j]).abs() < 1e-12, "{i} {j} {product}");
            }
            assert!((diagonal[i] - inverse[i * n + i]).abs() < 1e-15);
        }
    }
}
