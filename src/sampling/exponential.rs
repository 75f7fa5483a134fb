//! Unit exponentials by inverse distribution function: −ln(u), with a table of logarithms of its own.
//!
//! Three exponentials are drawn for every placement, and the logarithm is most of their cost; `libm::log` takes about
//! three times as long. The error of the table is below 2e-15 relative to `libm` (tested), far below the day.

/// Cells of the table of the mantissa.
const CELLS: usize = 256;
const BITS: u32 = 8;

/// Middle of each cell of [1, 2): its reciprocal and its logarithm.
static TABLE: [(f64, f64); CELLS] = {
    let mut table = [(0.0, 0.0); CELLS];
    let mut i = 0;
    while i < CELLS {
        let reciprocal = 1.0 / (1.0 + (i as f64 + 0.5) / CELLS as f64);
        table[i] = (reciprocal, -ln_series(reciprocal));
        i += 1;
    }
    table
};

/// ln(x) = 2 artanh((x − 1) / (x + 1)) for x in [1/2, 1], by its series; evaluated by the compiler.
const fn ln_series(x: f64) -> f64 {
    let y = (x - 1.0) / (x + 1.0);
    let (mut power, mut sum, mut k) = (y, 0.0, 1.0);
    while k < 80.0 {
        sum += power / k;
        power *= y * y;
        k += 2.0;
    }
    2.0 * sum
}

/// The unit exponential of 64 random bits.
#[inline(always)]
pub fn from_bits(bits: u64) -> f64 {
    // The last cell before 1 may round to nothing.
    (-ln(super::keyed::to_unit(bits))).max(f64::MIN_POSITIVE)
}

/// Natural logarithm of a normal positive number.
#[inline(always)]
fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let exponent = (bits >> 52) as i64 - 1023;
    let mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    let cell = ((bits >> (52 - BITS)) as usize) & (CELLS - 1);
    let (reciprocal, log) = TABLE[cell];
    // |r| below 1/512: five terms of the series leave 1e-17.
    let r = mantissa * reciprocal - 1.0;
    let series = r * (1.0 + r * (-0.5 + r * (1.0 / 3.0 + r * (-0.25 + r * 0.2))));
    exponent as f64 * core::f64::consts::LN_2 + (log + series)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_agrees_with_libm() {
        for i in 1..200_000u64 {
            let u = super::super::keyed::to_unit(i.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let (ours, theirs) = (ln(u), libm::log(u));
            assert!(
                (ours - theirs).abs() <= 2e-15 * theirs.abs().max(0.5),
                "{u}: {ours} {theirs}"
            );
        }
        assert!(from_bits(u64::MAX) > 0.0);
        assert!(from_bits(0) > 36.0);
    }
}
