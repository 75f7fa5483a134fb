//! Figures as a finance officer writes them.

/// The first characters of a text that is too long.
pub fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// Pounds as millions with three decimals.
pub fn millions(pounds: f64) -> String {
    let text = format!("{:.3}", pounds / 1e6);
    if text == "-0.000" {
        "0.000".to_owned()
    } else {
        text
    }
}

/// The same with a sign.
pub fn signed(pounds: f64) -> String {
    let text = millions(pounds);
    if text.starts_with('-') {
        text
    } else {
        format!("+{text}")
    }
}

/// A whole number with commas.
pub fn whole(x: f64) -> String {
    let digits = format!("{:.0}", x.abs());
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if x < 0.0 && digits != "0" {
        format!("-{out}")
    } else {
        out
    }
}

/// A number of things.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", whole(n as f64), if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(millions(36_725_000.0), "36.725");
        assert_eq!(signed(-1.0), "+0.000");
        assert_eq!(signed(4_692_000.0), "+4.692");
        assert_eq!(whole(1_234_567.4), "1,234,567");
        assert_eq!(whole(-0.2), "0");
        assert_eq!(cut("abcdef", 4), "abc…");
    }
}
