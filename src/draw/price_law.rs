//! How prices spread between children: a log-normal body with a Pareto tail, scaled to a mean of one.

use crate::model::prices::{Price, Tail};
use crate::sampling::keyed::to_unit;
use crate::sampling::normal;

/// Cells of the table of the body.
const CELLS: usize = 1 << CELL_BITS;
const CELL_BITS: u32 = 8;
/// Below and above these shares a finer table is used.
const EDGE: f64 = 1.0 / 32.0;
const FIRST: usize = CELLS / 32;
const LAST: usize = CELLS - FIRST;
/// Cells of the finer table of either edge; in the outermost of them the law itself is used.
const FINE: usize = 32;
const FINE_BITS: u32 = 10;
const OUTERMOST: f64 = EDGE / FINE as f64;

/// A law of relative prices with mean one, drawn by inverse distribution function.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceLaw {
    spread: f64,
    tail: Option<ScaledTail>,
    scale: f64,
    /// Scaled quantiles at i / CELLS.
    table: [f64; CELLS + 1],
    /// Scaled quantiles at i × OUTERMOST from 0, and from 1 downwards.
    edges: [[f64; FINE + 1]; 2],
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct ScaledTail {
    share: f64,
    index: f64,
    threshold: f64,
    /// Largest ratio to the threshold.
    ratio: f64,
}

impl PriceLaw {
    /// The law of a price whose mean is `weekly` pounds (the tail's maximum is in pounds).
    pub fn new(price: &Price, weekly: f64) -> PriceLaw {
        let mut law = PriceLaw {
            spread: price.spread,
            tail: None,
            scale: 1.0,
            table: [1.0; CELLS + 1],
            edges: [[1.0; FINE + 1]; 2],
        };
        if let Some(t) = price.tail.filter(|t| t.share > 0.0) {
            let threshold = libm::exp(price.spread * normal::quantile(1.0 - t.share));
            // The ratio of the maximum to the threshold depends on the scale, and the scale on it.
            let mut ratio = (t.max / (weekly * threshold)).max(1.0);
            for _ in 0..50 {
                law.tail = Some(ScaledTail {
                    share: t.share,
                    index: t.index,
                    threshold,
                    ratio,
                });
                ratio = (t.max * law.raw_mean(&t) / (weekly * threshold)).max(1.0);
            }
        }
        if law.spread > 0.0 || law.tail.is_some() {
            // The ends of the tables, which are never read, would be infinite.
            let inside = |u: f64| law.raw(u.clamp(OUTERMOST / 2.0, 1.0 - OUTERMOST / 2.0));
            let table = std::array::from_fn(|i| inside(i as f64 / CELLS as f64));
            let low = std::array::from_fn(|i| inside(i as f64 * OUTERMOST));
            let high = std::array::from_fn(|i| inside(1.0 - i as f64 * OUTERMOST));
            (law.table, law.edges) = (table, [low, high]);
            law.scale = 1.0 / law.drawn_mean();
            law.table = law.table.map(|x| x * law.scale);
            law.edges = law.edges.map(|edge| edge.map(|x| x * law.scale));
        }
        law
    }

    /// The relative price at 64 random bits.
    #[inline(always)]
    pub fn at_bits(&self, bits: u64) -> f64 {
        let i = (bits >> (64 - CELL_BITS)) as usize;
        if !(FIRST..LAST).contains(&i) {
            return self.edge(bits);
        }
        let low = self.table[i];
        low + to_unit(bits << CELL_BITS) * (self.table[i + 1] - low)
    }

    #[inline(never)]
    fn edge(&self, bits: u64) -> f64 {
        let upper = bits >> 63 == 1;
        let from_end = if upper { !bits } else { bits };
        let i = (from_end >> (64 - FINE_BITS)) as usize % FINE;
        if i == 0 {
            return self.scale * self.raw(to_unit(bits));
        }
        let edge = &self.edges[usize::from(upper)];
        edge[i] + to_unit(from_end << FINE_BITS) * (edge[i + 1] - edge[i])
    }

    /// The law before it is scaled to mean one.
    fn raw(&self, u: f64) -> f64 {
        match self.tail {
            Some(t) if u > 1.0 - t.share => {
                let v = (1.0 - u) / t.share;
                // Pareto cut at the ratio: survival runs from 1 down to ratio^−index.
                let cut = libm::pow(t.ratio, -t.index);
                t.threshold * libm::pow(v + (1.0 - v) * cut, -1.0 / t.index)
            }
            _ => libm::exp(self.spread * normal::quantile(u)),
        }
    }

    /// Mean of the raw law in closed form.
    fn raw_mean(&self, tail: &Tail) -> f64 {
        let Some(t) = self.tail else {
            return libm::exp(self.spread * self.spread / 2.0);
        };
        let z = normal::quantile(1.0 - tail.share);
        let body = libm::exp(self.spread * self.spread / 2.0) * normal::cdf(z - self.spread);
        let cut = libm::pow(t.ratio, -t.index);
        let pareto = if cut >= 1.0 {
            t.threshold
        } else {
            t.threshold * t.index / (t.index - 1.0) * (1.0 - libm::pow(t.ratio, 1.0 - t.index))
                / (1.0 - cut)
        };
        body + t.share * pareto
    }

    /// Mean of what [`PriceLaw::at_bits`] draws before scaling: the tables' trapezia and the law at both ends.
    fn drawn_mean(&self) -> f64 {
        let trapezia = |values: &[f64], width: f64| -> f64 {
            let pairs = values.windows(2);
            pairs.map(|p| 0.5 * (p[0] + p[1])).sum::<f64>() * width
        };
        let body = trapezia(&self.table[FIRST..=LAST], 1.0 / CELLS as f64);
        let edges = self.edges.iter().map(|e| trapezia(&e[1..], OUTERMOST));
        let n = 20_000;
        let end = |from: f64| -> f64 {
            (0..n)
                .map(|i| self.raw(from + (f64::from(i) + 0.5) / f64::from(n) * OUTERMOST))
                .sum::<f64>()
                * OUTERMOST
                / f64::from(n)
        };
        let ends = match self.tail {
            None => {
                let both = libm::exp(self.spread * self.spread / 2.0);
                let z = normal::quantile(OUTERMOST);
                both * (normal::cdf(z - self.spread) + 1.0 - normal::cdf(-z - self.spread))
            }
            Some(_) => end(0.0) + end(1.0 - OUTERMOST),
        };
        body + edges.sum::<f64>() + ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::Value;

    fn at(law: &PriceLaw, u: f64) -> f64 {
        law.at_bits((u * 18_446_744_073_709_551_616.0) as u64)
    }

    fn price(spread: f64, tail: Option<Tail>) -> Price {
        Price {
            weekly: Value::Certain(6000.0),
            spread,
            tail,
        }
    }

    #[test]
    fn the_mean_is_one() {
        for (spread, tail) in [
            (0.0, None),
            (0.4, None),
            (
                0.3,
                Some(Tail {
                    share: 0.06,
                    index: 2.5,
                    max: 40_000.0,
                }),
            ),
            (
                0.3,
                Some(Tail {
                    share: 0.01,
                    index: 1.5,
                    max: 60_000.0,
                }),
            ),
        ] {
            let law = PriceLaw::new(&price(spread, tail), 6000.0);
            let n = 400_000;
            let values = (0..n).map(|i| at(&law, (f64::from(i) + 0.5) / f64::from(n)));
            let mean = values.clone().sum::<f64>() / f64::from(n);
            assert!((mean - 1.0).abs() < 2e-4, "{spread} {tail:?} {mean}");
            let top = values.fold(0.0, f64::max) * 6000.0;
            assert!(tail.is_none_or(|t| top <= t.max * 1.001), "{top}");
        }
    }

    #[test]
    fn quantiles_rise() {
        let law = PriceLaw::new(
            &price(
                0.45,
                Some(Tail {
                    share: 0.1,
                    index: 3.0,
                    max: 50_000.0,
                }),
            ),
            6000.0,
        );
        let mut last = 0.0;
        for i in 1..10_000 {
            let x = at(&law, f64::from(i) / 10_000.0);
            assert!(x >= last * 0.999_999, "{i}");
            last = x;
        }
    }
}
