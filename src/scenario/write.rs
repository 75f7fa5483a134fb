//! The text of a scenario, written: tables, rows with an id, numbers with their range, and who says so. What is written
//! here reads back as it was meant (a test writes and reads every kind of value).

use std::fmt::Write as _;

/// A number with what is known of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// Certain.
    Certain(f64),
    /// Mean, 10th and 90th percentile.
    Range {
        /// Mean.
        mean: f64,
        /// 10th percentile.
        p10: f64,
        /// 90th percentile.
        p90: f64,
    },
}

impl Amount {
    /// A log-normal of this mean and SD of the log.
    pub fn log_normal(mean: f64, log_sd: f64) -> Amount {
        if log_sd < 1e-9 || mean <= 0.0 {
            return Amount::Certain(mean);
        }
        // 1.2815515655446004 is the 90% point of the standard normal; a mean e^(σ²/2) above the median.
        let at = |z: f64| mean * libm::exp(z * log_sd - 0.5 * log_sd * log_sd);
        Amount::Range {
            mean,
            p10: at(-1.281_551_565_544_6),
            p90: at(1.281_551_565_544_6),
        }
    }

    /// A normal of this mean and SD.
    pub fn normal(mean: f64, sd: f64) -> Amount {
        if sd < 1e-9 {
            return Amount::Certain(mean);
        }
        Amount::Range {
            mean,
            p10: mean - 1.281_551_565_544_6 * sd,
            p90: mean + 1.281_551_565_544_6 * sd,
        }
    }

    /// Its mean.
    pub fn mean(&self) -> f64 {
        match self {
            Amount::Certain(x) => *x,
            Amount::Range { mean, .. } => *mean,
        }
    }
}

/// Who says so: what every assumption may carry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// Where it is from.
    pub source: String,
    /// The time it is of.
    pub period: String,
    /// `high`, `medium` or `low`.
    pub confidence: &'static str,
    /// Anything else.
    pub note: String,
}

/// The text of a scenario, growing.
#[derive(Clone, Debug, Default)]
pub struct Page {
    text: String,
}

impl Page {
    /// An empty page that begins with a comment.
    pub fn new(comment: &str) -> Page {
        let mut page = Page::default();
        page.comment(comment);
        page
    }

    /// A comment of one line or more.
    pub fn comment(&mut self, text: &str) -> &mut Page {
        for line in wrap(text, 117) {
            let _ = writeln!(self.text, "# {line}");
        }
        self
    }

    /// Begins a table.
    pub fn table(&mut self, path: &str) -> &mut Page {
        self.gap();
        let _ = writeln!(self.text, "[{path}]");
        self
    }

    /// Begins a row of an array of tables, with its id.
    pub fn row(&mut self, path: &str, id: &str) -> &mut Page {
        self.gap();
        let _ = writeln!(self.text, "[[{path}]]");
        self.text("id", id)
    }

    fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// A key with text already in TOML.
    pub fn raw(&mut self, name: &str, toml: &str) -> &mut Page {
        let _ = writeln!(self.text, "{} = {toml}", key(name));
        self
    }

    /// A key with a string, over several lines where it is long; blank strings are left out.
    pub fn text(&mut self, name: &str, value: &str) -> &mut Page {
        if value.is_empty() {
            return self;
        }
        let value = value.trim();
        if value.chars().count() + name.len() <= 108 && !value.contains('\n') {
            let quoted = quote(value);
            return self.raw(name, &quoted);
        }
        let body = wrap(&escape(value), 114).join(" \\\n");
        self.raw(name, &format!("\"\"\"\n{body}\"\"\""))
    }

    /// A key with a number.
    pub fn amount(&mut self, name: &str, value: Amount) -> &mut Page {
        let text = amount(value);
        self.raw(name, &text)
    }

    /// A key with a whole number.
    pub fn whole(&mut self, name: &str, value: i64) -> &mut Page {
        self.raw(name, &value.to_string())
    }

    /// A key with a list of strings.
    pub fn list(&mut self, name: &str, values: &[&str]) -> &mut Page {
        let list: Vec<String> = values.iter().map(|v| quote(v)).collect();
        self.raw(name, &format!("[{}]", list.join(", ")))
    }

    /// A key with shares by name; what is zero is left out and the rest is rounded to four decimals that sum to one.
    pub fn shares(&mut self, name: &str, values: &[(&str, f64)]) -> &mut Page {
        let text = shares(values);
        self.raw(name, &text)
    }

    /// A key with numbers by name, in one line.
    pub fn amounts(&mut self, name: &str, values: &[(&str, Amount)]) -> &mut Page {
        let list: Vec<String> = values
            .iter()
            .map(|(k, v)| format!("{} = {}", key(k), amount(*v)))
            .collect();
        self.raw(name, &format!("{{ {} }}", list.join(", ")))
    }

    /// Who says so.
    pub fn said(&mut self, said: &Said) -> &mut Page {
        self.text("source", &said.source)
            .text("period", &said.period)
            .text("confidence", said.confidence)
            .text("note", &said.note)
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }
}

/// A number as TOML: six significant digits, no exponent.
pub fn number(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return "0".to_owned();
    }
    let digits = 5 - libm::floor(libm::log10(x.abs())) as i32;
    let text = format!("{x:.*}", digits.clamp(0, 12) as usize);
    if text.contains('.') {
        let text = text.trim_end_matches('0').trim_end_matches('.');
        return if text.is_empty() || text == "-" || text == "-0" {
            "0".to_owned()
        } else {
            text.to_owned()
        };
    }
    text
}

/// A number with its range as TOML.
pub fn amount(value: Amount) -> String {
    match value {
        Amount::Certain(x) => number(x),
        Amount::Range { mean, p10, p90 } => format!(
            "{{ mean = {}, p10 = {}, p90 = {} }}",
            number(mean),
            number(p10),
            number(p90)
        ),
    }
}

/// Shares as an inline table: ten-thousandths by largest remainder, so that they sum to one exactly.
pub fn shares(values: &[(&str, f64)]) -> String {
    let whole: f64 = values.iter().map(|v| v.1.max(0.0)).sum();
    if whole <= 0.0 {
        return "{}".to_owned();
    }
    let exact: Vec<f64> = values
        .iter()
        .map(|v| v.1.max(0.0) / whole * 10_000.0)
        .collect();
    let mut parts: Vec<i64> = exact.iter().map(|x| libm::floor(*x) as i64).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|a, b| {
        let rest = |i: usize| exact[i] - libm::floor(exact[i]);
        rest(*b).total_cmp(&rest(*a)).then(a.cmp(b))
    });
    let missing = (10_000 - parts.iter().sum::<i64>()).max(0) as usize;
    for i in order.into_iter().take(missing) {
        parts[i] += 1;
    }
    let list: Vec<String> = values
        .iter()
        .zip(parts)
        .filter(|(_, n)| *n > 0)
        .map(|((name, _), n)| format!("{} = {}", key(name), number(n as f64 / 10_000.0)))
        .collect();
    format!("{{ {} }}", list.join(", "))
}

/// A key, quoted where it has to be.
fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(bare) {
        name.to_owned()
    } else {
        quote(name)
    }
}

/// A string in quotes.
pub fn quote(text: &str) -> String {
    format!("\"{}\"", escape(text))
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push(' '),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Lines of words, no longer than a width where the words allow.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in text.split_whitespace() {
        let n = word.chars().count();
        if length > 0 && length + 1 + n > width {
            lines.push(String::new());
            length = 0;
        }
        if let Some(line) = lines.last_mut() {
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.push_str(word);
            length += n;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let long = "a \"quoted\" word and a back\\slash ".repeat(8);
        let mut page = Page::new("what it is");
        page.text("title", "Devon").table("council");
        page.whole("la_code", 878)
            .text("long", &long)
            .amount("level", Amount::log_normal(0.000_123_456_789, 0.2))
            .amounts("by", &[("under 1", Amount::Certain(1.5e6))])
            .list("names", &["a", "b"]);
        page.row("x.y", "one of them").shares(
            "shares",
            &[("a", 1.0), ("10-15", 1.0), ("c", 1.0), ("none", 0.0)],
        );
        let text = page.finish();
        let table: toml::Table = text.parse().expect("valid TOML");
        let council = table["council"].as_table().expect("table");
        assert_eq!(council["long"].as_str().map(str::trim), Some(long.trim()));
        let mean = council["level"]["mean"].as_float().expect("number");
        assert!((mean / 0.000_123_457 - 1.0).abs() < 1e-5, "{mean}");
        assert_eq!(council["by"]["under 1"].as_integer(), Some(1_500_000));
        let row = &table["x"]["y"].as_array().expect("rows")[0];
        assert_eq!(row["id"].as_str(), Some("one of them"));
        let sum: f64 = row["shares"]
            .as_table()
            .expect("shares")
            .values()
            .filter_map(toml::Value::as_float)
            .sum();
        assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        assert!(text.lines().all(|l| l.chars().count() <= 120), "{text}");
    }

    #[test]
    fn numbers_are_short() {
        let cases = [
            (0.0, "0"),
            (513.0, "513"),
            (-0.5, "-0.5"),
            (1234567.0, "1234567"),
        ];
        for (x, text) in cases {
            assert_eq!(number(x), text);
        }
        assert_eq!(number(0.123_456_78), "0.123457");
    }
}
