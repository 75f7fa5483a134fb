//! The joint table of draws that `run` takes its parameters from.

use std::fmt::Write;

/// A table of draws: parameters by their path in the scenario, one value a draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrawTable {
    columns: Vec<(String, Vec<f64>)>,
}

impl DrawTable {
    /// Puts a parameter in and gives its mean, which stands in the scenario.
    pub fn put(&mut self, path: String, values: Vec<f64>) -> f64 {
        let mean = mean(&values);
        self.columns.push((path, values));
        mean
    }

    /// Number of parameters.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// None?
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Draws of a parameter.
    pub fn get(&self, path: &str) -> Option<&[f64]> {
        let found = self.columns.iter().find(|c| c.0 == path);
        found.map(|c| c.1.as_slice())
    }

    /// As `posterior.csv`: `draw,parameter,value`.
    pub fn csv(&self) -> String {
        let draws = self.columns.first().map_or(0, |c| c.1.len());
        let mut out = String::with_capacity(40 * draws * self.columns.len() + 32);
        out.push_str("draw,parameter,value\n");
        for d in 0..draws {
            for (path, values) in &self.columns {
                let value = values.get(d).copied().unwrap_or(0.0);
                // Writing to a string can not fail.
                let _ = writeln!(out, "{:04},{},{}", d + 1, quoted(path), short(value));
            }
        }
        out
    }
}

/// A cell, in quotes where it needs them.
pub fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Six significant figures, without an exponent.
pub fn short(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return "0".to_owned();
    }
    let digits = 5 - libm::floor(libm::log10(x.abs())) as i32;
    let text = format!("{:.*}", digits.clamp(0, 12) as usize, x);
    if text.contains('.') {
        let cut = text.trim_end_matches('0').trim_end_matches('.');
        return if cut.is_empty() || cut == "-" || cut == "-0" {
            "0".to_owned()
        } else {
            cut.to_owned()
        };
    }
    text
}

/// Mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    match values.len() {
        0 => 0.0,
        n => values.iter().sum::<f64>() / n as f64,
    }
}

/// Quantile by linear interpolation; 0 of nothing.
pub fn quantile_of(values: &[f64], u: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else {
        return 0.0;
    };
    let at = u.clamp(0.0, 1.0) * last as f64;
    let low = at as usize;
    let high = (low + 1).min(last);
    sorted[low] + (at - low as f64) * (sorted[high] - sorted[low])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_read_back() {
        for (x, text) in [
            (0.1, "0.1"),
            (1234.5678, "1234.57"),
            (0.000123456789, "0.000123457"),
            (6000.0, "6000"),
            (0.0, "0"),
            (-0.25, "-0.25"),
        ] {
            assert_eq!(short(x), text);
        }
    }

    #[test]
    fn a_table_is_a_row_a_draw_and_parameter() {
        let mut t = DrawTable::default();
        assert_eq!(t.put("a.b".to_owned(), vec![1.0, 2.0]), 1.5);
        assert_eq!(t.csv(), "draw,parameter,value\n0001,a.b,1\n0002,a.b,2\n");
    }
}
