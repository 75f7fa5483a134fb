//! Boxes of cells and durations: which holds which, and what is left of one without another.

use crate::model::hazards::{MOVE_CLASSES, Scope};
use crate::words::setting::{AGE_BANDS, SETTINGS, STREAMS};

/// Sizes of the dimensions: settings, age bands, streams, need bands (unknown included), classes of moves.
const SIZES: [usize; 5] = [
    SETTINGS.len(),
    AGE_BANDS.len(),
    STREAMS.len(),
    5,
    MOVE_CLASSES,
];

#[derive(Clone)]
struct Cells {
    sides: [Vec<usize>; 5],
    from: f64,
    to: f64,
}

impl Cells {
    fn of(scope: &Scope) -> Cells {
        let side =
            |list: &Option<Vec<usize>>, n: usize| list.clone().unwrap_or_else(|| (0..n).collect());
        let needs = scope.needs.as_ref();
        let needs = needs.map(|l| l.iter().map(|n| usize::from(*n)).collect());
        Cells {
            sides: [
                side(&scope.settings, SIZES[0]),
                side(&scope.ages, SIZES[1]),
                side(&scope.streams, SIZES[2]),
                side(&needs, SIZES[3]),
                side(&scope.moves, SIZES[4]),
            ],
            from: scope.from_years,
            to: scope.to_years,
        }
    }

    fn scope(&self) -> Scope {
        let list = |i: usize| {
            let side = &self.sides[i];
            (side.len() < SIZES[i]).then(|| side.clone())
        };
        Scope {
            settings: list(0),
            ages: list(1),
            streams: list(2),
            needs: list(3).map(|l| l.into_iter().map(|n| n as u8).collect()),
            moves: list(4),
            from_years: self.from,
            to_years: self.to,
        }
    }
}

/// Does `outer` hold every cell and duration of `inner`?
pub fn covers(outer: &Scope, inner: &Scope) -> bool {
    fn side<T: PartialEq>(outer: &Option<Vec<T>>, inner: &Option<Vec<T>>, size: usize) -> bool {
        match (outer, inner) {
            (None, _) => true,
            (Some(o), None) => o.len() >= size,
            (Some(o), Some(i)) => i.iter().all(|x| o.contains(x)),
        }
    }
    outer.from_years <= inner.from_years
        && inner.to_years <= outer.to_years
        && side(&outer.settings, &inner.settings, SIZES[0])
        && side(&outer.ages, &inner.ages, SIZES[1])
        && side(&outer.streams, &inner.streams, SIZES[2])
        && side(&outer.needs, &inner.needs, SIZES[3])
        && side(&outer.moves, &inner.moves, SIZES[4])
}

/// What is left of `a` without `b`, as boxes that do not overlap.
pub fn subtract(a: &Scope, b: &Scope) -> Vec<Scope> {
    let (whole, hole) = (Cells::of(a), Cells::of(b));
    let common = |i: usize| -> Vec<usize> {
        let side = whole.sides[i].iter();
        side.filter(|x| hole.sides[i].contains(x))
            .copied()
            .collect()
    };
    let (from, to) = (whole.from.max(hole.from), whole.to.min(hole.to));
    if from >= to || (0..SIZES.len()).any(|i| common(i).is_empty()) {
        return vec![a.clone()];
    }
    let mut out = Vec::new();
    let mut rest = whole.clone();
    for i in 0..SIZES.len() {
        let outside: Vec<usize> = rest.sides[i]
            .iter()
            .filter(|x| !hole.sides[i].contains(x))
            .copied()
            .collect();
        if !outside.is_empty() {
            let mut piece = rest.clone();
            piece.sides[i] = outside;
            out.push(piece.scope());
        }
        rest.sides[i] = common(i);
    }
    for (start, end) in [(whole.from, from), (to, whole.to)] {
        if start < end {
            let mut piece = rest.clone();
            (piece.from, piece.to) = (start, end);
            out.push(piece.scope());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_without_another() {
        let hole = Scope {
            ages: Some(vec![3]),
            from_years: 0.5,
            to_years: 1.0,
            ..Scope::settings(&[4])
        };
        let left = subtract(&Scope::settings(&[3, 4]), &hole);
        assert_eq!(left.len(), 4);
        assert!(left.iter().all(|l| !covers(l, &hole)));
        assert_eq!(left[0], Scope::settings(&[3]));
        assert!(subtract(&hole, &Scope::default()).is_empty());
        assert_eq!(subtract(&hole, &Scope::settings(&[5])), vec![hole]);
    }
}
