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
                let dot: f64 = (0..j).map(|k| l[i * n + k] * l[j * n + k]).sum();
                let rest = l[i * n + j] - dot;
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
            let dot: f64 = (0..i).map(|k| self.l[i * n + k] * y[k]).sum();
            y[i] = (y[i] - dot) / self.l[i * n + i];
        }
        self.back(y)
    }

    /// Solves Lᵀ x = z: where z is standard normal, x has the covariance A⁻¹.
    pub fn back(&self, mut y: Vec<f64>) -> Vec<f64> {
        let n = self.n;
        for i in (0..n).rev() {
            let dot: f64 = (i + 1..n).map(|k| self.l[k * n + i] * y[k]).sum();
            y[i] = (y[i] - dot) / self.l[i * n + i];
        }
        y
    }

    /// A⁻¹, row by row.
    pub fn inverse(&self) -> Vec<f64> {
        let n = self.n;
        // L⁻¹, its columns as rows: A⁻¹ = L⁻ᵀ L⁻¹.
        let mut columns = vec![0.0; n * n];
        for (j, x) in columns.chunks_exact_mut(n.max(1)).enumerate() {
            x[j] = 1.0 / self.l[j * n + j];
            for i in j + 1..n {
                let dot: f64 = (j..i).map(|k| self.l[i * n + k] * x[k]).sum();
                x[i] = -dot / self.l[i * n + i];
            }
        }
        let mut out = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let dot: f64 = (i..n)
                    .map(|k| columns[i * n + k] * columns[j * n + k])
                    .sum();
                (out[i * n + j], out[j * n + i]) = (dot, dot);
            }
        }
        out
    }
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
        let wanted = [0.375, -0.25, -0.25, 0.5];
        for (x, wanted) in c.inverse().iter().zip(wanted) {
            assert!((x - wanted).abs() < 1e-12, "{x} {wanted}");
        }
        assert_eq!(Cholesky::new(&[1.0, 2.0, 2.0, 1.0], 2), None);
    }
}
