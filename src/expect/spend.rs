//! Hazards used up in a step: by bin, and by those who arrive in it.

/// Uses up the hazards of every bin: who stays remains in `bins`, `there` has the mean number of the step, `gone_by`
/// what is gone.
pub(super) fn live(
    bins: &mut [f64],
    exit: f64,
    keep: f64,
    (planned, broken, stay): (&[f64], &[f64], &[f64]),
    there: &mut [f64],
    gone_by: Option<&mut [f64]>,
) {
    let n = bins.len();
    let (planned, broken, stay) = (&planned[..n], &broken[..n], &stay[..n]);
    let there = &mut there[..n];
    if let Some(gone_by) = gone_by {
        let gone_by = &mut gone_by[..n];
        for b in 0..n {
            gone_by[b] += bins[b] - bins[b] * keep * stay[b];
        }
    }
    for b in 0..n {
        let x = bins[b];
        let y = x * keep * stay[b];
        bins[b] = y;
        there[b] = (x - y) / (exit + planned[b] + broken[b] + 1e-300);
    }
    if exit < 1e-6 {
        for b in 0..n {
            let all = exit + planned[b] + broken[b];
            if all < 1e-6 {
                there[b] = bins[b];
            }
        }
    }
}

/// Sums over the bins, in four lanes: children, mean children, planned moves, breakdowns, moves × their hazard.
pub(super) fn sums(bins: &[f64], there: &[f64], planned: &[f64], broken: &[f64]) -> [f64; 5] {
    const LANES: usize = 4;
    let n = bins.len();
    let (there, planned, broken) = (&there[..n], &planned[..n], &broken[..n]);
    let mut lanes = [[0.0; LANES]; 5];
    let mut add = |l: usize, b: usize| {
        let (p, q) = (there[b] * planned[b], there[b] * broken[b]);
        lanes[0][l] += bins[b];
        lanes[1][l] += there[b];
        lanes[2][l] += p;
        lanes[3][l] += q;
        lanes[4][l] += (p + q) * (planned[b] + broken[b]);
    };
    let even = n - n % LANES;
    for b in (0..even).step_by(LANES) {
        for l in 0..LANES {
            add(l, b + l);
        }
    }
    for b in even..n {
        add(0, b);
    }
    lanes.map(|l| l.iter().sum())
}

/// Of exits over time in the placement, whose hazard is part of `planned`: exits, and exits × the hazard of all.
pub(super) fn leaving(
    there: &[f64],
    exit: &[f64],
    scale: f64,
    planned: &[f64],
    broken: &[f64],
) -> [f64; 2] {
    let mut out = [0.0; 2];
    for ((x, e), (p, q)) in there.iter().zip(exit).zip(planned.iter().zip(broken)) {
        let left = x * e * scale;
        out[0] += left;
        out[1] += left * (p + q);
    }
    out
}

/// Children there in the mean of a step, given those who stayed, who went, and the hazard: (stayed + gone) (1 − e^−x) / x.
#[inline(always)]
pub(super) fn mean_there(stayed: f64, gone: f64, hazard: f64) -> f64 {
    if hazard > 1e-6 {
        gone / hazard
    } else {
        stayed + 0.5 * gone
    }
}

/// Chance that somebody who arrived by the `round`th move within a step moves on before its end, given the hazard of
/// a whole step: the mean over arrivals even in the step, 1 − (1 − e^−x) / x, and then by the mean time left, as after
/// events of a Poisson process. `early`: how much before the middle of the step the first movers come on average.
pub(super) fn moves_on(x: f64, round: usize, early: f64) -> f64 {
    if round > 1 {
        return -libm::expm1(-x / (round + 1) as f64);
    }
    let even = if x < 0.05 {
        x * (0.5 - x * (1.0 / 6.0 - x * (1.0 / 24.0 - x / 120.0)))
    } else {
        1.0 + libm::expm1(-x) / x
    };
    even + early * x * (1.0 - 0.5 * x).max(0.0)
}
