//! A plain expected-value engine for the derivation: weekly steps, weekly bins
//! of time in placement, second-order in the step. It is independent of the
//! one in `src/expect`, which checks the result.

use super::cells::*;

/// Weekly bins up to five years, and one beyond.
pub const BINS: usize = 262;
pub const COMBOS: usize = 6;
/// (moves in the period of care, moves in the year), both capped at two.
pub const COMBO: [(usize, usize); COMBOS] = [(0, 0), (1, 0), (2, 0), (1, 1), (2, 1), (2, 2)];
const NEXT: [usize; COMBOS] = [3, 4, 4, 5, 5, 5];
/// The combination of a child who entered in the year, by moves.
pub const FRESH: [usize; 3] = [0, 3, 5];

#[derive(Clone)]
pub struct Rates {
    /// stream, setting, age: exits a year before the care-time factor.
    pub exit: [[[f64; A]; S]; 2],
    pub exit_care: [[f64; C]; S],
    /// setting: exits by time in placement, where they run over it.
    pub exit_placement: [[f64; P]; S],
    /// event, stream, setting, age: moves a year before the shape.
    pub moves: [[[[f64; A]; S]; 2]; 2],
    /// event, setting: by time in placement.
    pub shape: [[[f64; P]; S]; 2],
    /// by moves so far.
    pub so_far: [f64; 3],
    /// event, stream, from, age, to.
    pub to: Vec<[[[[f64; S]; A]; S]; 2]>,
}

#[derive(Clone, Default)]
pub struct Flows {
    pub exits: [[[f64; A]; S]; 2],
    pub turned_18: [[f64; S]; 2],
    pub moves: [[[f64; A]; S]; 2],
    pub into: [f64; S],
    pub into_separated: [f64; S],
    pub ended: [[f64; N_ENDED]; G],
    pub care: [f64; C],
    pub moves_by_stream: [f64; 2],
}

/// A cohort with ages even between `age` and `age + width`, in care for
/// `care` at the start.
pub struct Cohort {
    pub stream: usize,
    pub age: f64,
    pub width: f64,
    pub care: (f64, f64),
    pub combos: &'static [usize],
    pub state: Vec<f64>,
}

pub fn at(s: usize, c: usize, bin: usize) -> usize {
    (s * COMBOS + c) * BINS + bin
}

pub fn empty() -> Vec<f64> {
    vec![0.0; S * COMBOS * BINS]
}

struct Step {
    ages: [f64; A],
    leaving: f64,
    care: [f64; C],
}

fn step_of(cohort: &Cohort, k: usize) -> Step {
    let (t0, t1) = (k as f64 * WEEK, (k + 1) as f64 * WEEK);
    let mid = 0.5 * (t0 + t1);
    let young = cohort.age;
    let ages = overlap::<6>(&AGE_FROM[1..], young + mid, young + cohort.width + mid);
    let mut w = [0.0; A];
    let alive: f64 = ages[..A].iter().sum();
    for a in 0..A {
        w[a] = if alive > 1e-12 {
            ages[a] / alive
        } else {
            f64::from(u8::from(a == A - 1))
        };
    }
    let left0 = (18.0 - young - t0).clamp(0.0, cohort.width);
    let left1 = (18.0 - young - t1).clamp(0.0, cohort.width);
    let leaving = if left0 > 0.0 {
        1.0 - left1 / left0
    } else {
        1.0
    };
    Step {
        ages: w,
        leaving,
        care: overlap::<C>(&CARE_EDGES, cohort.care.0 + mid, cohort.care.1 + mid),
    }
}

/// Runs a cohort for `weeks` steps. `weight(k)` scales what happens in step k
/// into `flows`; `seen` is shown the state before each step.
pub fn run(
    rates: &Rates,
    cohort: &mut Cohort,
    weeks: usize,
    weight: &dyn Fn(usize) -> f64,
    flows: &mut Flows,
    seen: &mut dyn FnMut(usize, &[f64]),
) {
    let st = cohort.stream;
    let bands: Vec<usize> = (0..BINS + 2)
        .map(|j| band(&PLACEMENT_EDGES, (j as f64 + 0.5) * WEEK))
        .collect();
    let ended_bands: Vec<usize> = (0..BINS + 2)
        .map(|j| band(&ENDED_EDGES, (j as f64 + 0.5) * WEEK))
        .collect();
    let mut surv = vec![0.0; BINS];
    let mut next = empty();
    for k in 0..weeks {
        seen(k, &cohort.state);
        let step = step_of(cohort, k);
        let w = weight(k);
        let mut arrivals = [[0.0; COMBOS]; S];
        next.iter_mut().for_each(|x| *x = 0.0);
        let hazards = hazards_of(rates, st, &step);
        for s in 0..S {
            for &c in cohort.combos {
                let from = at(s, c, 0);
                let slice = &cohort.state[from..from + BINS];
                if slice.iter().all(|x| *x == 0.0) {
                    continue;
                }
                let h = &hazards[s];
                let m = COMBO[c].0;
                let q = rates.so_far[m];
                // per pair of bands: total hazard
                let leave = |b: usize| h.exit * rates.exit_placement[s][b];
                let total = |b: usize| {
                    leave(b) + q * (h.mv[0] * rates.shape[0][s][b] + h.mv[1] * rates.shape[1][s][b])
                };
                let mut cached = (usize::MAX, usize::MAX, 0.0);
                for j in 0..BINS {
                    let (b0, b1) = (bands[j], bands[j + 1]);
                    if (b0, b1) != (cached.0, cached.1) {
                        cached = (b0, b1, (-0.5 * (total(b0) + total(b1)) * WEEK).exp());
                    }
                    surv[j] = cached.2;
                }
                let mut out = [0.0; P + 1];
                let mut ended = [0.0; N_ENDED];
                let mut last = 0.0;
                for j in 0..BINS {
                    let x = slice[j];
                    if x == 0.0 {
                        continue;
                    }
                    let stay = x * surv[j];
                    let gone = x - stay;
                    let b = bands[j];
                    let b1 = bands[j + 1];
                    out[b] += 0.5 * gone;
                    out[b1] += 0.5 * gone;
                    let birthdays = stay * step.leaving;
                    last += birthdays;
                    let all = gone + birthdays;
                    ended[ended_bands[j]] += 0.5 * all;
                    ended[ended_bands[j + 1]] += 0.5 * all;
                    let to = if j + 1 < BINS { j + 1 } else { j };
                    next[from + to] += stay - birthdays;
                }
                flows.turned_18[st][s] += w * last;
                let mut by_care = last;
                let mut mv = [0.0; 2];
                let mut exits = 0.0;
                for b in 0..P {
                    if out[b] == 0.0 {
                        continue;
                    }
                    let t = total(b);
                    if t <= 0.0 {
                        continue;
                    }
                    exits += out[b] * leave(b) / t;
                    for e in 0..2 {
                        mv[e] += out[b] * q * h.mv[e] * rates.shape[e][s][b] / t;
                    }
                }
                by_care += exits;
                book(rates, &step, st, s, c, exits, mv, w, flows, &mut arrivals);
                for (i, x) in ended.iter().enumerate() {
                    flows.ended[GROUP_OF[s]][i] += w * x;
                }
                for i in 0..C {
                    flows.care[i] += w * by_care * step.care[i];
                }
            }
        }
        settle(rates, &step, st, &hazards, &arrivals, w, flows, &mut next);
        std::mem::swap(&mut cohort.state, &mut next);
    }
    seen(weeks, &cohort.state);
}

/// Children who enter evenly over a week, at its end: half a week of the first
/// hazards, then the first bin.
pub fn enter(rates: &Rates, cohort: &mut Cohort, first: &[f64; S], weight: f64, flows: &mut Flows) {
    let step = step_of(cohort, 0);
    let hazards = hazards_of(rates, cohort.stream, &step);
    let mut arrivals = [[0.0; COMBOS]; S];
    for s in 0..S {
        arrivals[s][0] = first[s];
    }
    let mut state = std::mem::take(&mut cohort.state);
    settle(
        rates,
        &step,
        cohort.stream,
        &hazards,
        &arrivals,
        weight,
        flows,
        &mut state,
    );
    cohort.state = state;
}

/// Half a step in the first week for those who arrived in this one; who moves
/// again within it starts the next placement at the end of the step.
#[allow(clippy::too_many_arguments)]
fn settle(
    rates: &Rates,
    step: &Step,
    st: usize,
    hazards: &[Hazard; S],
    arrivals: &[[f64; COMBOS]; S],
    w: f64,
    flows: &mut Flows,
    next: &mut [f64],
) {
    let mut second = [[0.0; COMBOS]; S];
    for s in 0..S {
        let h = &hazards[s];
        for c in 0..COMBOS {
            let x = arrivals[s][c];
            if x == 0.0 {
                continue;
            }
            let q = rates.so_far[COMBO[c].0];
            let leave = h.exit * rates.exit_placement[s][0];
            let t = leave + q * (h.mv[0] * rates.shape[0][s][0] + h.mv[1] * rates.shape[1][s][0]);
            let gone = x * (1.0 - (-0.5 * t * WEEK).exp());
            if t > 0.0 {
                let exits = gone * leave / t;
                let mv = [0, 1].map(|e: usize| gone * q * h.mv[e] * rates.shape[e][s][0] / t);
                book(rates, step, st, s, c, exits, mv, w, flows, &mut second);
                flows.ended[GROUP_OF[s]][0] += w * gone;
                for i in 0..C {
                    flows.care[i] += w * exits * step.care[i];
                }
            }
            next[at(s, c, 0)] += x - gone;
        }
    }
    for s in 0..S {
        for c in 0..COMBOS {
            next[at(s, c, 0)] += second[s][c];
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Hazard {
    exit: f64,
    mv: [f64; 2],
}

fn hazards_of(rates: &Rates, st: usize, step: &Step) -> [Hazard; S] {
    let mut out = [Hazard::default(); S];
    for s in 0..S {
        let care: f64 = (0..C).map(|i| step.care[i] * rates.exit_care[s][i]).sum();
        for a in 0..A {
            out[s].exit += step.ages[a] * rates.exit[st][s][a] * care;
            for e in 0..2 {
                out[s].mv[e] += step.ages[a] * rates.moves[e][st][s][a];
            }
        }
    }
    out
}

#[allow(clippy::too_many_arguments)]
fn book(
    rates: &Rates,
    step: &Step,
    st: usize,
    s: usize,
    c: usize,
    exits: f64,
    mv: [f64; 2],
    w: f64,
    flows: &mut Flows,
    arrivals: &mut [[f64; COMBOS]; S],
) {
    let norm: f64 = (0..A).map(|a| step.ages[a] * rates.exit[st][s][a]).sum();
    for a in 0..A {
        if norm > 0.0 {
            flows.exits[st][s][a] += w * exits * step.ages[a] * rates.exit[st][s][a] / norm;
        }
    }
    for e in 0..2 {
        let norm: f64 = (0..A)
            .map(|a| step.ages[a] * rates.moves[e][st][s][a])
            .sum();
        if norm <= 0.0 || mv[e] == 0.0 {
            continue;
        }
        flows.moves_by_stream[st] += w * mv[e];
        for a in 0..A {
            let part = mv[e] * step.ages[a] * rates.moves[e][st][s][a] / norm;
            if part == 0.0 {
                continue;
            }
            flows.moves[e][s][a] += w * part;
            let to = &rates.to[e][st][s][a];
            for d in 0..S {
                if to[d] > 0.0 {
                    arrivals[d][NEXT[c]] += part * to[d];
                    flows.into[d] += w * part * to[d];
                    if st == SEPARATED {
                        flows.into_separated[d] += w * part * to[d];
                    }
                }
            }
        }
    }
}
