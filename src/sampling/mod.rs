//! Random numbers keyed by identity, and the distributions drawn from them.
//!
//! Every draw is a function of (seed, replication, who, purpose, ordinal), never a position in a stream, so that
//! adding a child, a parameter or an action moves no draw of anybody else.

pub mod distribution;
pub mod keyed;
pub mod normal;

/// The nearest whole number of one between 0 and 2^51, the even one of two as near. A sum puts it into the lowest bits
/// of the fraction, where a cast would have to look out for what does not fit.
#[inline(always)]
pub fn nearest(x: f64) -> i64 {
    const LIFT: f64 = (1u64 << 52) as f64;
    (x + LIFT).to_bits() as i64 - LIFT.to_bits() as i64
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_nearest_whole_number() {
        for (x, n) in [
            (0.0, 0),
            (0.4, 0),
            (0.6, 1),
            (1.5, 2),
            (2.5, 2),
            (1e9 + 0.3, 1_000_000_000),
        ] {
            assert_eq!(super::nearest(x), n);
        }
    }
}
