//! The tables of shares of a fit: their rows, counts and the reference's shares.

use super::cells::Reference;
use super::exposure::Exposure;
use super::rates::weights;
use super::shares::{Row, ShareFit, scaled};
use crate::model::hazards::Cause;
use crate::words::setting::{AGE_BANDS, SETTINGS, STREAMS};

/// Fits of all tables.
pub struct Tables {
    pub destinations: [ShareFit; 2],
    pub reasons: ShareFit,
    pub first: ShareFit,
}

/// Half-life of where children go: slower than how often.
const LEAST_HALF_LIFE: f64 = 3.0;

/// Two indices of a row.
pub type Pairs = Vec<(usize, usize)>;

/// Setting and age of the rows of moves and exits; stream and age of those of first settings.
pub fn rows() -> (Pairs, Pairs) {
    let ages = 0..AGE_BANDS.len();
    let by = |n: usize| {
        (0..n)
            .flat_map(|s| ages.clone().map(move |a| (s, a)))
            .collect()
    };
    (by(SETTINGS.len()), by(STREAMS.len()))
}

impl Tables {
    pub fn new(exposure: &Exposure, reference: &Reference, half_life: f64) -> Tables {
        let weight = weights(half_life.max(LEAST_HALF_LIFE));
        let (cells, first_cells) = rows();
        // General and separated children of a setting and age move alike: a row of its own would have few of them.
        let both = |of: &dyn Fn(usize) -> Vec<f64>| -> Vec<f64> {
            of(0).iter().zip(of(1)).map(|(a, b)| a + b).collect()
        };
        let moves = |kind: usize| {
            let cause = [Cause::PlannedMove, Cause::Breakdown][kind];
            let row = |(s, a): &(usize, usize)| Row {
                counts: both(&|stream| exposure.destinations(kind, *s, stream, *a, &weight)),
                reference: or_even(reference.destination(cause, *s, 0, *a), *s),
            };
            ShareFit::new(cells.iter().map(row).collect())
        };
        let reason = |(s, a): &(usize, usize)| Row {
            counts: both(&|stream| exposure.exit_reasons(*s, stream, *a, &weight)),
            reference: scaled(reference.reason(*s, 0, *a)),
        };
        let first = |(stream, a): &(usize, usize)| Row {
            counts: exposure.first_settings(*stream, *a, &weight),
            reference: scaled(
                reference
                    .first_setting
                    .get(stream * AGE_BANDS.len() + a)
                    .cloned()
                    .unwrap_or_else(|| vec![0.0; SETTINGS.len()]),
            ),
        };
        Tables {
            destinations: [moves(0), moves(1)],
            reasons: ShareFit::new(cells.iter().map(reason).collect()),
            first: ShareFit::new(first_cells.iter().map(first).collect()),
        }
    }
}

/// Shares of one; all in the setting moved from where the reference has none.
fn or_even(shares: Vec<f64>, from: usize) -> Vec<f64> {
    if shares.iter().sum::<f64>() > 0.0 {
        return scaled(shares);
    }
    let mut out = vec![0.0; shares.len()];
    if let Some(place) = out.get_mut(from) {
        *place = 1.0;
    }
    out
}
