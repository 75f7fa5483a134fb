//! Stacked areas: children by setting, month by month.

use super::Scale;
use super::shapes::{Canvas, apart};

/// One layer of a stack.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Its name.
    pub name: String,
    /// One value a month.
    pub values: Vec<f64>,
}

/// Layers on each other from the ground up, each with its name at the right; shades and hatching take turns.
pub fn stack(
    id: &str,
    title: &str,
    description: &str,
    names: &[String],
    layers: &[Layer],
) -> String {
    let (width, left, right, top, bottom) = (560.0, 44.0, 350.0, 14.0, 330.0);
    let mut c = Canvas::new(id, (width, 364.0), title, description);
    let months = names.len();
    let mut sums = vec![0.0; months];
    let mut edges = vec![sums.clone()];
    for l in layers {
        for (s, v) in sums.iter_mut().zip(&l.values) {
            *s += v;
        }
        edges.push(sums.clone());
    }
    let y = Scale::over(sums.iter().copied(), true, (bottom, top));
    let x = |m: usize| left + (right - left) * m as f64 / (months.max(2) - 1) as f64;
    c.vertical(y, left, right, &|v| format!("{v:.0}"));
    let every = if months > 24 {
        12
    } else {
        months.div_ceil(5).max(1)
    };
    for (m, name) in names.iter().enumerate().filter(|(m, _)| m % every == 0) {
        c.line((x(m), bottom), (x(m), bottom + 5.0), "axis");
        c.text((x(m), bottom + 20.0), "m", name);
    }
    let track = |e: &[f64]| -> Vec<(f64, f64)> {
        e.iter()
            .enumerate()
            .map(|(m, v)| (x(m), y.at(*v)))
            .collect()
    };
    let mut wanted = Vec::new();
    for (i, _) in layers.iter().enumerate() {
        c.area(
            &track(&edges[i + 1]),
            &track(&edges[i]),
            &format!("layer l{}", i % 6),
        );
        let last = |e: &[f64]| e.last().copied().unwrap_or(0.0);
        wanted.push(y.at((last(&edges[i]) + last(&edges[i + 1])) / 2.0) + 4.5);
    }
    let places = apart(wanted.clone(), 15.0, (top, bottom + 8.0));
    for ((l, wanted), at) in layers.iter().zip(wanted).zip(places) {
        c.line(
            (right + 1.0, wanted - 4.5),
            (right + 10.0, at - 4.5),
            "hair",
        );
        c.text((right + 13.0, at), "s", &l.name);
    }
    c.finish()
}
