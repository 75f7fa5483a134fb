//! Charts of amounts and their chances: fans, the S-curve, dots, intervals by year, bars with ranges, waterfalls.

use super::Scale;
use super::shapes::{Canvas, apart};

/// What a fan shows, one value a month.
#[derive(Clone, Debug)]
pub struct Fan {
    /// Names of the months.
    pub names: Vec<String>,
    /// P10, P25, P50, P75, P90 of each; none where the month has no figure.
    pub values: Vec<Option<[f64; 5]>>,
    /// Months that have happened: their middle is what was spent.
    pub closed: usize,
    /// A line to hold it against.
    pub line: Vec<Option<f64>>,
    /// Name of that line.
    pub line_name: String,
    /// What stands at the axis: a value as text.
    pub unit: fn(f64) -> String,
    /// From nothing up?
    pub from_zero: bool,
}

const WIDTH: f64 = 560.0;
const LEFT: f64 = 58.0;

/// A fan: the middle half dark, eight in ten light, the middle a line.
pub fn fan(id: &str, title: &str, description: &str, f: &Fan) -> String {
    let (height, right, top, bottom) = (300.0, WIDTH - 118.0, 14.0, 266.0);
    let mut c = Canvas::new(id, (WIDTH, height), title, description);
    let all = f.values.iter().flatten().flatten().copied();
    let all = all.chain(f.line.iter().flatten().copied());
    let y = Scale::over(all, f.from_zero, (bottom, top));
    let months = f.values.len().max(2) as f64 - 1.0;
    let x = |m: usize| LEFT + (right - LEFT) * m as f64 / months;
    c.vertical(y, LEFT, right, &f.unit);
    let months = f.values.len();
    let every = if months > 24 {
        12
    } else {
        months.div_ceil(6).max(1)
    };
    for (m, name) in f.names.iter().enumerate().filter(|(m, _)| m % every == 0) {
        c.line((x(m), bottom), (x(m), bottom + 5.0), "axis");
        c.text((x(m), bottom + 20.0), "m", name);
    }
    let track = |i: usize| -> Vec<(f64, f64)> {
        let known = f
            .values
            .iter()
            .enumerate()
            .filter_map(|(m, v)| v.map(|v| (m, v[i])));
        known.map(|(m, v)| (x(m), y.at(v))).collect()
    };
    c.area(&track(4), &track(0), "wide");
    c.area(&track(3), &track(1), "half");
    c.path(&track(2), "middle");
    let line: Vec<(f64, f64)> = f
        .line
        .iter()
        .enumerate()
        .filter_map(|(m, v)| v.map(|v| (x(m), y.at(v))))
        .collect();
    if !line.is_empty() {
        c.path(&line, "budget");
    }
    for (m, v) in f.values.iter().enumerate().take(f.closed) {
        if let Some(v) = v {
            c.dot((x(m), y.at(v[2])), 4.0, "actual");
        }
    }
    let mut labels = Vec::new();
    if let Some(Some(v)) = f.values.last() {
        labels.push(("P90".to_owned(), y.at(v[4]), "s"));
        labels.push(("middle, P50".to_owned(), y.at(v[2]), "s b"));
        labels.push(("P10".to_owned(), y.at(v[0]), "s"));
    }
    if let Some((_, at)) = line.last() {
        labels.push((f.line_name.clone(), *at, "s i"));
    }
    let places = apart(
        labels.iter().map(|l| l.1 + 4.5).collect(),
        16.0,
        (top, bottom + 8.0),
    );
    for ((text, _, class), at) in labels.iter().zip(places) {
        c.text((right + 8.0, at), class, text);
    }
    c.finish()
}

/// A vertical line in a chart of chances: amount and name.
pub type Mark = (f64, String);

/// The S-curve: chance that the outturn stays within an amount. `points` are percent and amount.
pub fn curve(
    id: &str,
    title: &str,
    description: &str,
    points: &[(f64, f64)],
    marks: &[Mark],
    unit: fn(f64) -> String,
) -> String {
    let (right, top, bottom) = (WIDTH - 22.0, 34.0, 262.0);
    let mut c = Canvas::new(id, (WIDTH, 306.0), title, description);
    let amounts = points.iter().map(|p| p.1).chain(marks.iter().map(|m| m.0));
    let x = Scale::over(amounts, false, (LEFT, right));
    let y = Scale {
        values: (0.0, 100.0),
        places: (bottom, top),
    };
    c.vertical(y, LEFT, right, &|p| format!("{p:.0}%"));
    for t in x.ticks() {
        c.line((x.at(t), bottom), (x.at(t), bottom + 5.0), "axis");
        c.text((x.at(t), bottom + 20.0), "m", &unit(t));
    }
    c.text(
        ((LEFT + right) / 2.0, bottom + 40.0),
        "m",
        "outturn stays within this amount",
    );
    let line: Vec<(f64, f64)> = points.iter().map(|(p, a)| (x.at(*a), y.at(*p))).collect();
    c.path(&line, "middle");
    for (i, (amount, name)) in marks.iter().enumerate() {
        let at = x.at(*amount);
        c.line(
            (at, top - 4.0),
            (at, bottom),
            if i == 0 { "budget" } else { "safe" },
        );
        // The lowest is named to its left, the others to their right, where there is room.
        let lowest = marks.iter().all(|m| m.0 >= *amount) && at > LEFT + 60.0;
        let class = if lowest || at > right - 120.0 {
            "e b"
        } else {
            "s b"
        };
        let nudge = if class == "e b" { 4.0 } else { -4.0 };
        c.text((at + nudge, 12.0 + 15.0 * i as f64), class, name);
    }
    c.finish()
}

/// A hundred dots, one a future, above the amount it comes to; hollow where it stays within `budget`.
pub fn dots(
    id: &str,
    title: &str,
    description: &str,
    amounts: &[f64],
    budget: Option<f64>,
    unit: fn(f64) -> String,
) -> String {
    let (right, bottom) = (WIDTH - 22.0, 190.0);
    let mut c = Canvas::new(id, (WIDTH, 236.0), title, description);
    let x = Scale::over(
        amounts.iter().copied().chain(budget),
        false,
        (LEFT - 30.0, right),
    );
    let columns = 36.0;
    let width = (x.places.1 - x.places.0) / columns;
    let mut piled = vec![0usize; columns as usize + 1];
    let column = |a: f64| {
        ((x.at(a) - x.places.0) / width)
            .floor()
            .clamp(0.0, columns - 1.0) as usize
    };
    let mut tallest = vec![0usize; columns as usize + 1];
    amounts.iter().for_each(|a| tallest[column(*a)] += 1);
    let most = tallest.iter().max().copied().unwrap_or(1).max(1) as f64;
    let size = (width / 2.0 - 0.8)
        .min((bottom - 34.0) / most / 2.0 - 0.4)
        .max(2.0);
    for a in amounts {
        let i = column(*a);
        piled[i] += 1;
        let place = (
            x.places.0 + (i as f64 + 0.5) * width,
            bottom - size - (piled[i] - 1) as f64 * (2.0 * size + 0.8),
        );
        let over = budget.is_some_and(|b| *a > b);
        c.dot(
            place,
            size - 0.6,
            if over || budget.is_none() {
                "over"
            } else {
                "within"
            },
        );
    }
    c.line((x.places.0, bottom), (right, bottom), "axis");
    for t in x.ticks() {
        c.line((x.at(t), bottom), (x.at(t), bottom + 5.0), "axis");
        c.text((x.at(t), bottom + 20.0), "m", &unit(t));
    }
    c.text(
        ((LEFT + right) / 2.0, bottom + 40.0),
        "m",
        "outturn; one dot is one future in a hundred",
    );
    if let Some(b) = budget {
        let at = x.at(b);
        c.line((at, 20.0), (at, bottom), "budget");
        c.text(
            (at - 4.0, 14.0),
            if at > 150.0 { "e b" } else { "s b" },
            &format!("budget {}", unit(b)),
        );
    }
    c.finish()
}

/// A year's range.
#[derive(Clone, Debug)]
pub struct Band {
    /// Its name.
    pub name: String,
    /// P10, P25, P50, P75, P90.
    pub values: [f64; 5],
    /// Held against.
    pub against: Option<f64>,
}

/// Ranges side by side, each with what it is held against.
pub fn intervals(
    id: &str,
    title: &str,
    description: &str,
    bands: &[Band],
    unit: fn(f64) -> String,
) -> String {
    let (right, top, bottom) = (WIDTH - 20.0, 26.0, 260.0);
    let mut c = Canvas::new(id, (WIDTH, 290.0), title, description);
    let all = bands
        .iter()
        .flat_map(|b| b.values.into_iter().chain(b.against));
    let y = Scale::over(all, true, (bottom, top));
    c.vertical(y, LEFT, right, &unit);
    let each = (right - LEFT) / bands.len().max(1) as f64;
    for (i, b) in bands.iter().enumerate() {
        let x = LEFT + each * (i as f64 + 0.5);
        let w = (each * 0.22).min(26.0);
        c.line((x, y.at(b.values[0])), (x, y.at(b.values[4])), "whisker");
        c.rect(
            (x - w, y.at(b.values[1])),
            (x + w, y.at(b.values[3])),
            "half edge",
        );
        c.line(
            (x - w, y.at(b.values[2])),
            (x + w, y.at(b.values[2])),
            "middle",
        );
        c.text((x, y.at(b.values[4]) - 6.0), "m b", &unit(b.values[2]));
        if let Some(a) = b.against {
            c.line((x - w * 1.7, y.at(a)), (x + w * 1.7, y.at(a)), "budget");
        }
        c.text((x, bottom + 20.0), "m", &b.name);
    }
    c.finish()
}

/// A bar from one value to another, with a range.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// From and to.
    pub ends: (f64, f64),
    /// Range drawn as a line over it.
    pub range: Option<(f64, f64)>,
    /// What is written beside it.
    pub label: String,
}

/// Bars on lines of their own, one below the other.
pub fn bars(
    id: &str,
    title: &str,
    description: &str,
    list: &[Bar],
    zero: Option<f64>,
    unit: fn(f64) -> String,
) -> String {
    let (row, top, left, right) = (40.0, 8.0, 16.0, WIDTH - 16.0);
    let bottom = top + row * list.len() as f64;
    let mut c = Canvas::new(id, (WIDTH, bottom + 32.0), title, description);
    let ends = |b: &Bar| {
        let (a, z) = b.range.unwrap_or(b.ends);
        [b.ends.0, b.ends.1, a, z]
    };
    let x = Scale::over(list.iter().flat_map(ends).chain(zero), false, (left, right));
    for t in x.ticks() {
        c.line((x.at(t), top), (x.at(t), bottom), "grid");
        let class = match x.at(t) {
            p if p < left + 20.0 => "s",
            p if p > right - 20.0 => "e",
            _ => "m",
        };
        c.text((x.at(t), bottom + 20.0), class, &unit(t));
    }
    for (i, b) in list.iter().enumerate() {
        let y = top + row * i as f64;
        c.text((left, y + 14.0), "s", &b.name);
        c.text((right, y + 14.0), "e b", &b.label);
        c.rect(
            (x.at(b.ends.0), y + 20.0),
            (x.at(b.ends.1), y + 33.0),
            "half edge",
        );
        if let Some((a, z)) = b.range {
            c.line((x.at(a), y + 26.5), (x.at(z), y + 26.5), "whisker");
            for end in [a, z] {
                c.line((x.at(end), y + 22.0), (x.at(end), y + 31.0), "whisker");
            }
        }
    }
    if let Some(z) = zero {
        c.line((x.at(z), top), (x.at(z), bottom), "axis");
    }
    c.finish()
}

/// A step of a waterfall: a whole amount, or a change.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Amount.
    pub amount: f64,
    /// Does it stand on the ground?
    pub whole: bool,
    /// What is written beside it.
    pub label: String,
}

/// A waterfall, on lines one below the other: from a whole amount through changes to a whole amount.
pub fn steps(
    id: &str,
    title: &str,
    description: &str,
    list: &[Step],
    unit: fn(f64) -> String,
) -> String {
    let (row, top, left, right) = (38.0, 8.0, 16.0, WIDTH - 16.0);
    let bottom = top + row * list.len() as f64;
    let mut c = Canvas::new(id, (WIDTH, bottom + 32.0), title, description);
    let mut level = 0.0;
    let ends: Vec<(f64, f64)> = list
        .iter()
        .map(|s| {
            let from = if s.whole { 0.0 } else { level };
            level = if s.whole { s.amount } else { level + s.amount };
            (from, level)
        })
        .collect();
    // What stands on the ground is cut off: the changes are what is looked at.
    let shown = list.iter().zip(&ends);
    let all = shown.flat_map(|(s, e)| if s.whole { [e.1; 2] } else { [e.0, e.1] });
    let x = Scale::over(all, false, (left + 30.0, right - 30.0));
    for t in x.ticks() {
        c.line((x.at(t), top), (x.at(t), bottom), "grid");
        c.text((x.at(t), bottom + 20.0), "m", &unit(t));
    }
    for (i, (s, (from, to))) in list.iter().zip(&ends).enumerate() {
        let y = top + row * i as f64;
        c.text((left, y + 13.0), "s", &s.name);
        c.text((right, y + 13.0), "e b", &s.label);
        let from = if s.whole { left } else { x.at(*from) };
        let class = match (s.whole, s.amount < 0.0) {
            (true, _) => "ground",
            (_, true) => "less",
            _ => "more",
        };
        c.rect((from, y + 18.0), (x.at(*to), y + 31.0), class);
        if i + 1 < list.len() {
            c.line((x.at(*to), y + 18.0), (x.at(*to), y + row + 31.0), "hair");
        }
    }
    c.finish()
}
