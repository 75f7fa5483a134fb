//! A distribution in one line of text.

use super::figures::millions;

/// Bars of a spread, lowest to highest.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Bars in a line.
const WIDTH: usize = 32;

/// The futures of a year from the cheapest to the dearest, as bars, with the budget marked below; empty where all
/// futures cost the same. `points` are sorted pounds.
pub fn spread(year: &str, points: &[f64], budget: Option<f64>) -> String {
    let (Some(low), Some(high)) = (points.first(), points.last()) else {
        return String::new();
    };
    if high <= low {
        return String::new();
    }
    let place = |x: f64| (((x - low) / (high - low)) * WIDTH as f64) as usize;
    let mut counts = [0usize; WIDTH];
    for p in points {
        counts[place(*p).min(WIDTH - 1)] += 1;
    }
    let most = counts.iter().max().copied().unwrap_or(1).max(1);
    let bars: String = counts
        .iter()
        .map(|c| match c {
            0 => ' ',
            c => BARS[(c * BARS.len()).div_ceil(most).clamp(1, BARS.len()) - 1],
        })
        .collect();
    let head = format!("A hundred futures of {year}, £m: {} ", millions(*low));
    let mut out = format!("{head}{bars} {}\n", millions(*high));
    if let Some(b) = budget.filter(|b| (*low..=*high).contains(b)) {
        let at = head.chars().count() + place(b).min(WIDTH - 1);
        out.push_str(&format!("{:at$}^ budget\n", ""));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_rise_where_futures_are_many() {
        let points: Vec<f64> = (0..100)
            .map(|i| 1e6 * (30.0 + f64::from(i * i) / 1_000.0))
            .collect();
        let text = spread("2024-25", &points, Some(30.5e6));
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines[0].starts_with("A hundred futures of 2024-25, £m: 30.000 █"),
            "{text}"
        );
        assert!(lines[0].ends_with(" 39.801"));
        assert_eq!(lines[1].trim(), "^ budget");
        assert_eq!(spread("2024-25", &[1.0, 1.0], None), "");
    }
}
