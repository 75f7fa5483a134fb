//! The paper a chart is drawn on.

use super::super::plain::escape;
use super::Scale;
use std::fmt::Write;

/// A chart being drawn.
#[derive(Debug)]
pub struct Canvas {
    id: String,
    width: f64,
    height: f64,
    title: String,
    description: String,
    body: String,
}

/// Places short and the same on every platform.
fn n(x: f64) -> String {
    let t = format!("{x:.1}");
    t.strip_suffix(".0").map(str::to_owned).unwrap_or(t)
}

impl Canvas {
    /// Empty paper. `id` is unique in the page; the description says what a seeing reader takes from the chart.
    pub fn new(id: &str, (width, height): (f64, f64), title: &str, description: &str) -> Canvas {
        Canvas {
            id: id.to_owned(),
            width,
            height,
            title: title.to_owned(),
            description: description.to_owned(),
            body: String::new(),
        }
    }

    /// A straight line.
    pub fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        let _ = write!(
            self.body,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"{class}\"/>",
            n(x1),
            n(y1),
            n(x2),
            n(y2)
        );
    }

    /// A line through points.
    pub fn path(&mut self, points: &[(f64, f64)], class: &str) {
        let _ = write!(
            self.body,
            "<path d=\"{}\" class=\"{class}\"/>",
            trace(points)
        );
    }

    /// The area between an upper and a lower line.
    pub fn area(&mut self, upper: &[(f64, f64)], lower: &[(f64, f64)], class: &str) {
        let back = lower.iter().rev().copied();
        let round: Vec<(f64, f64)> = upper.iter().copied().chain(back).collect();
        let _ = write!(
            self.body,
            "<path d=\"{}Z\" class=\"{class}\"/>",
            trace(&round)
        );
    }

    /// A box from one corner to the other.
    pub fn rect(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        let _ = write!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{class}\"/>",
            n(x1.min(x2)),
            n(y1.min(y2)),
            n((x2 - x1).abs()),
            n((y2 - y1).abs())
        );
    }

    /// A dot.
    pub fn dot(&mut self, (x, y): (f64, f64), radius: f64, class: &str) {
        let _ = write!(
            self.body,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" class=\"{class}\"/>",
            n(x),
            n(y),
            n(radius)
        );
    }

    /// Words; the class says how they are aligned (`s`, `m`, `e`: start, middle, end).
    pub fn text(&mut self, (x, y): (f64, f64), class: &str, text: &str) {
        let _ = write!(
            self.body,
            "<text x=\"{}\" y=\"{}\" class=\"{class}\">{}</text>",
            n(x),
            n(y),
            escape(text)
        );
    }

    /// Marks and names of a vertical axis, with lines across to `right`.
    pub fn vertical(&mut self, scale: Scale, left: f64, right: f64, name: &dyn Fn(f64) -> String) {
        for x in scale.ticks() {
            let y = scale.at(x);
            self.line((left, y), (right, y), "grid");
            self.text((left - 6.0, y + 4.5), "e", &name(x));
        }
    }

    /// The SVG.
    pub fn finish(self) -> String {
        let Canvas {
            id,
            width,
            height,
            title,
            description,
            body,
        } = self;
        format!(
            "<svg role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {} {}\" xmlns=\"http://www.w3.org/2000/svg\">\
             <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{body}</svg>",
            n(width),
            n(height),
            escape(&title),
            escape(&description)
        )
    }
}

fn trace(points: &[(f64, f64)]) -> String {
    let mut d = String::new();
    for (i, (x, y)) in points.iter().enumerate() {
        let _ = write!(d, "{}{} {}", if i == 0 { 'M' } else { 'L' }, n(*x), n(*y));
    }
    d
}

/// Moves labels apart that would lie on each other: places from the top, at least `gap` apart, none below `bottom`.
pub(super) fn apart(mut wanted: Vec<f64>, gap: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut by: Vec<usize> = (0..wanted.len()).collect();
    by.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let mut least = top;
    for i in &by {
        wanted[*i] = wanted[*i].max(least);
        least = wanted[*i] + gap;
    }
    let mut most = bottom;
    for i in by.iter().rev() {
        wanted[*i] = wanted[*i].min(most);
        most = wanted[*i] - gap;
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_do_not_lie_on_each_other() {
        let places = apart(vec![10.0, 11.0, 100.0], 14.0, (5.0, 100.0));
        assert_eq!(places, [10.0, 24.0, 100.0]);
        let places = apart(vec![99.0, 100.0], 14.0, (5.0, 100.0));
        assert_eq!(places, [86.0, 100.0]);
    }

    #[test]
    fn a_chart_has_a_title_and_a_description() {
        let mut c = Canvas::new("x", (10.0, 10.0), "T & t", "D");
        c.dot((1.0, 2.04), 1.5, "m");
        let svg = c.finish();
        assert!(svg.contains("<title id=\"x-t\">T &amp; t</title><desc id=\"x-d\">D</desc>"));
        assert!(svg.contains("cy=\"2\" r=\"1.5\""));
    }
}
