//! The loop that finds the rates: proportional fitting of a multiplicative
//! model to the published margins, on the derivation's own engine.

use super::cells::*;
use super::engine::{self, BINS, COMBO, Cohort, FRESH, Flows, Rates, at, empty};
use super::seeds::*;
use super::targets::Targets;

/// The factors the loop turns.
#[derive(Clone)]
pub struct Factors {
    pub exit_setting: [f64; S],
    pub exit_age: [f64; A],
    pub exit_care: [f64; C],
    /// Exits of adoptive placements by time in the placement, see [`ADOPTION_EDGES`]; 6 months to a year is 1.
    pub exit_adoption: [f64; 3],
    pub exit_separated: f64,
    pub move_group: [[f64; G]; 2],
    pub move_age: [[f64; A]; 2],
    pub shape: [[f64; P]; G],
    pub tilt: [[f64; P]; 2],
    pub so_far: [f64; 3],
    pub move_separated: f64,
    pub to: [f64; S],
    pub first: [[[f64; S]; A]; 2],
    pub separated_supported: f64,
    pub newborn: f64,
    pub teen_tilt: f64,
}

/// The joint elapsed durations: stream, setting, year of age, care, placement, moves.
pub type Elapsed = Vec<f64>;
pub const YEARS: usize = 18;
pub fn cell(st: usize, s: usize, y: usize, c: usize, p: usize, m: usize) -> usize {
    ((((st * S + s) * YEARS + y) * L + c) * L + p) * 3 + m
}

pub fn band_of_year(y: usize) -> usize {
    band(&AGE_FROM[1..5], y as f64 + 0.5)
}

/// Iterative proportional fitting of a table to its row and column sums.
pub fn ipf(table: &mut [Vec<f64>], rows: &[f64], columns: &[f64]) {
    for _ in 0..500 {
        for (r, row) in table.iter_mut().enumerate() {
            let sum: f64 = row.iter().sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|x| *x *= rows[r] / sum);
            }
        }
        for c in 0..columns.len() {
            let sum: f64 = table.iter().map(|r| r[c]).sum();
            if sum > 0.0 {
                table.iter_mut().for_each(|r| r[c] *= columns[c] / sum);
            }
        }
    }
}

/// Starts by stream and age.
pub fn entries(t: &Targets) -> [[f64; A]; 2] {
    let old = t.starts_separated * SEPARATED_16;
    let separated = [0.0, 0.0, 0.0, t.starts_separated - old, old];
    let sum: f64 = t.starts_age.iter().sum();
    let general = std::array::from_fn(|a| t.starts_age[a] * t.starts / sum - separated[a]);
    [general, separated]
}

impl Factors {
    pub fn start(t: &Targets) -> Self {
        // breakdown's share by published band of duration, on our bands
        let b = &t.breakdown_by_duration;
        let by = [
            b[0],
            0.5 * (b[0] + b[1]),
            0.5 * (b[1] + b[2]),
            b[2],
            b[3],
            b[4],
            0.6 * b[5] + 0.4 * b[6],
            b[7],
        ];
        let mean = t.breakdown_share_of_other;
        Self {
            exit_setting: [1.0; S],
            exit_age: [1.0; A],
            exit_care: [1.0; C],
            exit_adoption: [0.4, 1.0, 1.0],
            exit_separated: 1.0,
            move_group: [[1.0; G]; 2],
            move_age: [[1.0; A]; 2],
            shape: [[1.0; P]; G],
            tilt: [by.map(|x| (1.0 - x) / (1.0 - mean)), by.map(|x| x / mean)],
            so_far: [1.0, 1.3, 1.7],
            move_separated: 0.7,
            to: [1.0; S],
            first: [[[0.0; S]; A]; 2],
            separated_supported: 1.0,
            newborn: NEWBORN,
            teen_tilt: TEEN_TILT,
        }
    }

    /// First placements by age: general entrants fitted to the published
    /// margins less the separated children's.
    pub fn place_first(&mut self, t: &Targets) {
        let mut first = [[[0.0; S]; A]; 2];
        let n = entries(t);
        for a in 3..A {
            let mut x = FIRST_SEPARATED[a - 3];
            x[SUPPORTED] *= self.separated_supported;
            let sum: f64 = x.iter().sum();
            first[SEPARATED][a] = x.map(|v| v / sum);
        }
        let mut table: Vec<Vec<f64>> = (0..A).map(|a| FIRST[a].to_vec()).collect();
        let columns: Vec<f64> = (0..S)
            .map(|s| {
                t.starts_setting[s]
                    - (3..A)
                        .map(|a| n[SEPARATED][a] * first[SEPARATED][a][s])
                        .sum::<f64>()
            })
            .collect();
        ipf(&mut table, &n[GENERAL], &columns);
        for a in 0..A {
            let sum: f64 = table[a].iter().sum();
            for s in 0..S {
                first[GENERAL][a][s] = table[a][s] / sum;
            }
        }
        self.first = first;
    }

    pub fn rates(&self) -> Rates {
        let mut exit = [[[0.0; A]; S]; 2];
        let mut moves = [[[[0.0; A]; S]; 2]; 2];
        let mut shape = [[[0.0; P]; S]; 2];
        for s in 0..S {
            for a in 0..A {
                exit[GENERAL][s][a] = EXIT[s][a] * self.exit_setting[s] * self.exit_age[a];
                exit[SEPARATED][s][a] = EXIT_SEPARATED[s] * self.exit_separated;
                for e in 0..2 {
                    let share = if e == BREAKDOWN {
                        BREAKDOWN_SHARE[a]
                    } else {
                        1.0 - BREAKDOWN_SHARE[a]
                    };
                    let x =
                        MOVE[s][a] * share * self.move_group[e][GROUP_OF[s]] * self.move_age[e][a];
                    moves[e][GENERAL][s][a] = x;
                    moves[e][SEPARATED][s][a] = x * self.move_separated;
                }
            }
            for e in 0..2 {
                for p in 0..P {
                    shape[e][s][p] = self.shape[GROUP_OF[s]][p] * self.tilt[e][p];
                }
            }
        }
        let mut exit_care = [self.exit_care; S];
        exit_care[ADOPTION] = [1.0; C];
        let mut exit_placement = [[1.0; P]; S];
        exit_placement[ADOPTION] = ADOPTION_BAND.map(|b| {
            if b == 0 {
                0.0
            } else {
                self.exit_adoption[b - 1]
            }
        });
        let mut to = vec![[[[[0.0; S]; A]; S]; 2]; 2];
        for e in 0..2 {
            for st in 0..2 {
                for s in 0..S {
                    for a in 0..A {
                        let mut x = [0.0; S];
                        for d in 0..S {
                            let fits = FEASIBLE[d][a]
                                * if st == SEPARATED {
                                    FEASIBLE_SEPARATED[d]
                                } else {
                                    1.0
                                };
                            x[d] = TO[e][CLASS[s]][d] * fits * self.to[d];
                        }
                        let sum: f64 = x.iter().sum();
                        to[e][st][s][a] = x.map(|v| v / sum);
                    }
                }
            }
        }
        Rates {
            exit,
            exit_care,
            exit_placement,
            moves,
            shape,
            so_far: self.so_far,
            to,
        }
    }
}

/// Entrants: stream, age band, age from, width, children a year.
pub fn entrants(f: &Factors, t: &Targets) -> Vec<(usize, usize, f64, f64, f64)> {
    let n = entries(t);
    let mut out = Vec::new();
    for (st, n) in n.iter().enumerate() {
        for y in 0..YEARS {
            let a = band_of_year(y);
            let count = n[a] / (AGE_FROM[a + 1] - AGE_FROM[a]);
            let count = match (st, a) {
                (GENERAL, 3) => count * (1.0 + f.teen_tilt * (y as f64 - 12.5) / 2.5),
                (SEPARATED, 3) => n[a] * SEPARATED_YOUNG[y - 10],
                _ => count,
            };
            if count <= 0.0 {
                continue;
            }
            if y == 0 {
                out.push((st, a, 0.0, NEWBORN_YEARS, count * f.newborn));
                out.push((st, a, 0.0, 1.0, count * (1.0 - f.newborn)));
            } else {
                out.push((st, a, y as f64, 1.0, count));
            }
        }
    }
    out
}

/// The years of age that an even age between two bounds lies in.
fn years(lo: f64, hi: f64) -> [(usize, f64); 2] {
    let y = lo.floor() as usize;
    let edge = (y + 1) as f64;
    let young = ((edge.min(hi) - lo) / (hi - lo)).clamp(0.0, 1.0);
    if y + 1 >= YEARS {
        [(YEARS - 1, 1.0), (YEARS - 1, 0.0)]
    } else {
        [(y, young), (y + 1, 1.0 - young)]
    }
}

/// The stationary population under the rates: every entry followed to 18.
pub fn stationary(rates: &Rates, f: &Factors, t: &Targets) -> Elapsed {
    let mut out = vec![0.0; cell(2, 0, 0, 0, 0, 0)];
    for (st, a, from, width, count) in entrants(f, t) {
        let mut cohort = Cohort {
            stream: st,
            age: from,
            width,
            care: (0.0, 0.0),
            combos: &FRESH,
            state: empty(),
        };
        let first = f.first[st][a].map(|x| x * count);
        let mut ignored = Flows::default();
        engine::enter(rates, &mut cohort, &first, 0.0, &mut ignored);
        let weeks = (YEARS - from as usize) * 52;
        let bins: Vec<usize> = (0..BINS)
            .map(|j| band(&ELAPSED_EDGES, (j as f64 + 0.5) * WEEK))
            .collect();
        engine::run(
            rates,
            &mut cohort,
            weeks,
            &|_| 0.0,
            &mut ignored,
            &mut |k, state| {
                let care = (k as f64 + 0.5) * WEEK;
                let cb = band(&ELAPSED_EDGES, care);
                let ages = years(from + care - 0.5 * WEEK, from + width + care - 0.5 * WEEK);
                for s in 0..S {
                    for (m, c) in FRESH.iter().enumerate() {
                        let from = at(s, *c, 0);
                        for j in 0..BINS {
                            let x = state[from + j];
                            if x == 0.0 {
                                continue;
                            }
                            // the last weekly bin holds everything longer
                            let pb = if j == BINS - 1 {
                                if m == 0 {
                                    cb
                                } else {
                                    band(&ELAPSED_EDGES, 0.5 * (5.0 + care.max(5.0)))
                                }
                            } else {
                                bins[j].min(cb)
                            };
                            let pb = if m == 0 { cb } else { pb };
                            for (y, share) in ages {
                                out[cell(st, s, y, cb, pb, m)] += x * share * WEEK;
                            }
                        }
                    }
                }
            },
        );
    }
    out
}

/// The stock at the start by stream, setting and year of age: proportional
/// fitting of the stationary population to the published margins.
pub fn stock(pop: &Elapsed, t: &Targets) -> Vec<f64> {
    let sum_of = |st: usize, s: usize, y: usize| -> f64 {
        let from = cell(st, s, y, 0, 0, 0);
        pop[from..from + L * L * 3].iter().sum()
    };
    let by_age = |st: usize, s: usize, a: usize| -> f64 {
        (0..YEARS)
            .filter(|y| band_of_year(*y) == a)
            .map(|y| sum_of(st, s, y))
            .sum()
    };
    // separated: four groups by two ages
    let group4 = |s: usize| match s {
        KIN | IN_HOUSE | AGENCY => 0,
        HOME_IN_HOUSE | HOME_AGENCY | SECURE => 1,
        SUPPORTED => 2,
        _ => 3,
    };
    let total: f64 = t.separated_start.iter().sum();
    let mut sep: Vec<Vec<f64>> = (0..4)
        .map(|g| {
            (3..A)
                .map(|a| {
                    (0..S)
                        .filter(|s| group4(*s) == g)
                        .map(|s| by_age(1, s, a))
                        .sum()
                })
                .collect()
        })
        .collect();
    ipf(
        &mut sep,
        &t.separated_start,
        &[t.separated_young_start, total - t.separated_young_start],
    );
    let mut separated = [[0.0; A]; S];
    for s in 0..S {
        for a in 3..A {
            let g = group4(s);
            let whole: f64 = (0..S)
                .filter(|o| group4(*o) == g)
                .map(|o| by_age(1, o, a))
                .sum();
            if whole > 0.0 {
                separated[s][a] = sep[g][a - 3] * by_age(1, s, a) / whole;
            }
        }
    }
    let mut table: Vec<Vec<f64>> = (0..S)
        .map(|s| (0..A).map(|a| by_age(0, s, a)).collect())
        .collect();
    let rows: Vec<f64> = (0..S)
        .map(|s| t.stock_start[s] - separated[s].iter().sum::<f64>())
        .collect();
    let columns: Vec<f64> = (0..A)
        .map(|a| t.ages_start[a] - separated.iter().map(|x| x[a]).sum::<f64>())
        .collect();
    ipf(&mut table, &rows, &columns);
    let mut out = vec![0.0; 2 * S * YEARS];
    for st in 0..2 {
        for s in 0..S {
            for a in 0..A {
                let whole = by_age(st, s, a);
                let count = if st == GENERAL {
                    table[s][a]
                } else {
                    separated[s][a]
                };
                for y in (0..YEARS).filter(|y| band_of_year(*y) == a) {
                    if whole > 0.0 {
                        out[(st * S + s) * YEARS + y] = count * sum_of(st, s, y) / whole;
                    }
                }
            }
        }
    }
    out
}

/// What a year looks like from a start population.
#[derive(Clone, Default)]
pub struct Year {
    pub flows: Flows,
    /// stream, setting.
    pub end: [[f64; S]; 2],
    pub placements: [[f64; 3]; 2],
    pub entrants_left: f64,
    pub ages_end: [f64; A],
}

pub fn year(rates: &Rates, f: &Factors, t: &Targets, pop: &Elapsed, stock: &[f64]) -> Year {
    let mut out = Year::default();
    let edge = |i: usize| if i == 0 { 0.0 } else { ELAPSED_EDGES[i - 1] };
    for st in 0..2 {
        for y in 0..YEARS {
            for cb in 0..L {
                let lo = edge(cb);
                let hi = ELAPSED_EDGES
                    .get(cb)
                    .copied()
                    .unwrap_or((y + 1) as f64)
                    .min((y + 1) as f64)
                    .max(lo + 1e-6);
                let mut state = empty();
                let mut any = false;
                for s in 0..S {
                    let from = cell(st, s, y, 0, 0, 0);
                    let whole: f64 = pop[from..from + L * L * 3].iter().sum();
                    let count = stock[(st * S + s) * YEARS + y];
                    if whole <= 0.0 || count <= 0.0 {
                        continue;
                    }
                    for pb in 0..=cb {
                        for m in 0..3 {
                            let x = count * pop[cell(st, s, y, cb, pb, m)] / whole;
                            if x > 0.0 {
                                any = true;
                                spread(
                                    &mut state,
                                    s,
                                    m,
                                    edge(pb),
                                    ELAPSED_EDGES.get(pb).copied().unwrap_or(18.0).min(hi),
                                    x,
                                );
                            }
                        }
                    }
                }
                if any {
                    let mut cohort = Cohort {
                        stream: st,
                        age: y as f64,
                        width: 1.0,
                        care: (lo, hi),
                        combos: &[0, 1, 2, 3, 4, 5],
                        state,
                    };
                    engine::run(
                        rates,
                        &mut cohort,
                        52,
                        &|_| 1.0,
                        &mut out.flows,
                        &mut |_, _| (),
                    );
                    tally(&mut out, st, y, &cohort.state, 1.0, false);
                }
            }
        }
    }
    for (st, a, from, width, count) in entrants(f, t) {
        let mut cohort = Cohort {
            stream: st,
            age: from,
            width,
            care: (0.0, 0.0),
            combos: &FRESH,
            state: empty(),
        };
        engine::enter(
            rates,
            &mut cohort,
            &f.first[st][a].map(|x| x * count),
            1.0,
            &mut out.flows,
        );
        let mut parts = Vec::new();
        engine::run(
            rates,
            &mut cohort,
            52,
            &|k| (51.0 - k as f64) / 52.0,
            &mut out.flows,
            &mut |k, state| {
                if k < 52 {
                    parts.push((k, state.to_vec()));
                }
            },
        );
        for (k, state) in parts {
            let older = k as f64 / 52.0;
            for (y, share) in years(from + older, from + width + older) {
                tally_age(&mut out, y, &state, share / 52.0);
            }
            tally(&mut out, st, usize::MAX, &state, 1.0 / 52.0, true);
        }
    }
    out
}

/// Evenly over the weekly bins between two times in placement.
fn spread(state: &mut [f64], s: usize, m: usize, lo: f64, hi: f64, x: f64) {
    let first = (lo / WEEK).round() as usize;
    let last = ((hi / WEEK).round() as usize).max(first + 1);
    let part = x / (last - first) as f64;
    for j in first..last {
        state[at(s, m, j.min(BINS - 1))] += part;
    }
}

fn tally_age(out: &mut Year, y: usize, state: &[f64], w: f64) {
    out.ages_end[band_of_year(y)] += w * state.iter().sum::<f64>();
}

fn tally(out: &mut Year, st: usize, y: usize, state: &[f64], w: f64, fresh: bool) {
    for s in 0..S {
        for c in 0..super::engine::COMBOS {
            let x: f64 = state[at(s, c, 0)..at(s, c, 0) + BINS].iter().sum();
            out.end[st][s] += w * x;
            out.placements[st][COMBO[c].1] += w * x;
            if fresh {
                out.entrants_left += w * x;
            } else if y + 1 < YEARS {
                out.ages_end[band_of_year(y + 1)] += w * x;
            }
        }
    }
}

fn turn(x: &mut f64, target: f64, model: f64, power: f64) {
    if target > 0.0 && model > 0.0 {
        *x *= (target / model).clamp(0.5, 2.0).powf(power);
    }
}

/// One round: the model's year, and every factor turned towards its margin.
pub fn round(f: &mut Factors, t: &Targets, power: f64) -> (Year, Elapsed, Vec<f64>) {
    f.place_first(t);
    let rates = f.rates();
    let pop = stationary(&rates, f, t);
    let stock = stock(&pop, t);
    let m = year(&rates, f, t, &pop, &stock);
    let fl = &m.flows;
    // exits by setting: the birthday's are given, the rest is turned
    for s in 0..S {
        let at_18: f64 = fl.turned_18[0][s] + fl.turned_18[1][s];
        let separated: f64 = fl.exits[SEPARATED][s].iter().sum();
        let model: f64 = fl.exits[GENERAL][s].iter().sum();
        let (target, model) = match s {
            IN_HOUSE | AGENCY => pair(t, fl, IN_HOUSE, AGENCY),
            HOME_IN_HOUSE | HOME_AGENCY => pair(t, fl, HOME_IN_HOUSE, HOME_AGENCY),
            _ => (t.exits_setting[s] - at_18 - separated, model),
        };
        turn(
            &mut f.exit_setting[s],
            target.max(0.2 * model),
            model,
            0.3 * power,
        );
    }
    for a in 0..A {
        let model: f64 = (0..2)
            .map(|st| (0..S).map(|s| fl.exits[st][s][a]).sum::<f64>())
            .sum();
        turn(&mut f.exit_age[a], t.exits_age[a], model, 0.3 * power);
    }
    let whole: f64 = fl.care.iter().sum();
    for c in 0..C {
        turn(
            &mut f.exit_care[c],
            t.care[c] / t.exits,
            fl.care[c] / whole,
            0.3 * power,
        );
        f.exit_care[c] = f.exit_care[c].max(0.1);
    }
    let sep_end: f64 = m.end[SEPARATED].iter().sum();
    let sep_target: f64 = t.separated_end.iter().sum();
    let sep_exits: f64 = fl.exits[SEPARATED].iter().flatten().sum();
    turn(
        &mut f.exit_separated,
        (sep_exits + sep_end - sep_target).max(0.1 * sep_exits),
        sep_exits,
        0.5 * power,
    );
    // moves
    for e in 0..2 {
        for g in 0..G {
            let model: f64 = (0..S)
                .filter(|s| GROUP_OF[*s] == g)
                .map(|s| fl.moves[e][s].iter().sum::<f64>())
                .sum();
            turn(
                &mut f.move_group[e][g],
                t.moves_group[e][g],
                model,
                0.3 * power,
            );
        }
        for a in 0..A {
            let model: f64 = (0..S).map(|s| fl.moves[e][s][a]).sum();
            turn(&mut f.move_age[e][a], t.moves_age[e][a], model, 0.3 * power);
        }
    }
    // the shape in the time in placement, from the shares of the ended
    for g in (0..G).filter(|g| *g != GROUP_OF[ADOPTION]) {
        let whole: f64 = fl.ended[g].iter().sum();
        for p in 0..P {
            let (target, model) = (t.ended[g][p], fl.ended[g][p] / whole);
            turn(
                &mut f.shape[g][p],
                target.max(0.002),
                model.max(0.002),
                0.3 * power,
            );
            f.shape[g][p] = f.shape[g][p].clamp(0.05, 30.0);
        }
        // the scale is the level's: a band at its bound must not drive the others up
        let anchor = f.shape[g][3];
        f.shape[g].iter_mut().for_each(|x| *x /= anchor);
        f.move_group.iter_mut().for_each(|level| level[g] *= anchor);
    }
    // adoptive placements: to three months what ends is a move, then nearly all end with the order
    let g = GROUP_OF[ADOPTION];
    let whole: f64 = fl.ended[g].iter().sum();
    for p in 0..6 {
        let (target, model) = (t.ended[g][p], fl.ended[g][p] / whole);
        let x = match ADOPTION_BAND[p] {
            0 => &mut f.shape[g][p],
            band => &mut f.exit_adoption[band - 1],
        };
        turn(x, target.max(0.002), model.max(0.002), 0.3 * power);
        *x = x.clamp(0.05, 30.0);
    }
    let anchor = f.exit_adoption[1];
    f.exit_adoption.iter_mut().for_each(|x| *x /= anchor);
    f.exit_setting[ADOPTION] *= anchor;
    let all: f64 = m.placements.iter().flatten().sum();
    let three = (m.placements[0][2] + m.placements[1][2]) / all;
    turn(&mut f.so_far[2], t.three_or_more, three, 0.3 * power);
    f.so_far[2] = f.so_far[2].clamp(0.5, 6.0);
    f.so_far[1] = f.so_far[2].sqrt();
    let sep_all: f64 = m.placements[1].iter().sum();
    turn(
        &mut f.move_separated,
        t.separated_three_or_more,
        m.placements[1][2] / sep_all,
        0.3 * power,
    );
    // destinations: what came in, corrected by what is missing at the end
    let total: f64 = m.end.iter().flatten().sum();
    let target_total: f64 = t.stock_end.iter().sum();
    for s in 0..S {
        let model = m.end[0][s] + m.end[1][s];
        let want = fl.into[s] + (t.stock_end[s] * total / target_total - model);
        turn(
            &mut f.to[s],
            want.max(0.1 * fl.into[s]),
            fl.into[s],
            0.3 * power,
        );
    }
    let anchor = f.to[IN_HOUSE];
    f.to.iter_mut().for_each(|x| *x /= anchor);
    turn(
        &mut f.separated_supported,
        t.separated_end[2] / sep_target,
        m.end[1][SUPPORTED] / sep_end,
        power,
    );
    let sum: f64 = t.ages_end.iter().sum();
    let mut odds = f.newborn / (1.0 - f.newborn);
    turn(&mut odds, t.ages_end[0] / sum, m.ages_end[0] / total, power);
    f.newborn = (odds / (1.0 + odds)).min(0.95);
    let missing = t.ages_end[4] / sum - m.ages_end[4] / total;
    f.teen_tilt = (f.teen_tilt + 5.0 * power * missing).clamp(-0.9, 0.9);
    (m, pop, stock)
}

/// (target, model) of the exits before 18 of two settings with one rate.
fn pair(t: &Targets, fl: &Flows, a: usize, b: usize) -> (f64, f64) {
    let mut target = t.exits_setting[a] + t.exits_setting[b];
    let mut model = 0.0;
    for s in [a, b] {
        target -=
            fl.turned_18[0][s] + fl.turned_18[1][s] + fl.exits[SEPARATED][s].iter().sum::<f64>();
        model += fl.exits[GENERAL][s].iter().sum::<f64>();
    }
    (target, model)
}

/// Prints target against model.
pub fn report(t: &Targets, m: &Year) {
    let fl = &m.flows;
    let line = |name: &str, target: f64, model: f64| {
        println!(
            "{name:<42}{target:>10.1}{model:>10.1}{:>8.1}%",
            100.0 * (model / target - 1.0)
        );
    };
    let end: f64 = m.end.iter().flatten().sum();
    line("stock", t.stock_end.iter().sum(), end);
    let ex: f64 = fl.exits.iter().flatten().flatten().sum();
    let t18: f64 = fl.turned_18.iter().flatten().sum();
    line("exits", t.exits, ex + t18);
    line("turned 18", t.turned_18, t18);
    for a in 0..A {
        line(
            &format!("exits {}", AGES[a]),
            t.exits_age[a],
            (0..2)
                .map(|st| (0..S).map(|s| fl.exits[st][s][a]).sum::<f64>())
                .sum(),
        );
    }
    for s in 0..S {
        let e: f64 = (0..2)
            .map(|st| fl.exits[st][s].iter().sum::<f64>() + fl.turned_18[st][s])
            .sum();
        line(
            &format!(
                "exits {} (18: {:.0})",
                SETTINGS[s],
                fl.turned_18[0][s] + fl.turned_18[1][s]
            ),
            t.exits_setting[s],
            e,
        );
    }
    for s in 0..S {
        line(
            &format!("end {}", SETTINGS[s]),
            t.stock_end[s],
            m.end[0][s] + m.end[1][s],
        );
    }
    for a in 0..A {
        line(
            &format!("end age {}", AGES[a]),
            t.ages_end[a],
            m.ages_end[a],
        );
    }
    let s4 = [
        m.end[1][0] + m.end[1][1] + m.end[1][2],
        m.end[1][3] + m.end[1][4] + m.end[1][5],
        m.end[1][8],
    ];
    for i in 0..3 {
        line(&format!("separated {i}"), t.separated_end[i], s4[i]);
    }
    line(
        "separated",
        t.separated_end.iter().sum(),
        m.end[1].iter().sum(),
    );
    line("moves", t.moves, fl.moves.iter().flatten().flatten().sum());
    for e in 0..2 {
        for g in 0..G {
            line(
                &format!("{} {}", EVENTS[e], GROUPS[g]),
                t.moves_group[e][g],
                (0..S)
                    .filter(|s| GROUP_OF[*s] == g)
                    .map(|s| fl.moves[e][s].iter().sum::<f64>())
                    .sum(),
            );
        }
        for a in 0..A {
            line(
                &format!("{} {}", EVENTS[e], AGES[a]),
                t.moves_age[e][a],
                (0..S).map(|s| fl.moves[e][s][a]).sum(),
            );
        }
    }
    for g in 0..G {
        let whole: f64 = fl.ended[g].iter().sum();
        print!("ended {:<20}", GROUPS[g]);
        for i in 0..N_ENDED {
            print!(
                " {:5.1}/{:<5.1}",
                100.0 * t.ended[g][i],
                100.0 * fl.ended[g][i] / whole
            );
        }
        println!();
    }
    let whole: f64 = fl.care.iter().sum();
    for c in 0..C {
        line(
            &format!("care {c}"),
            t.care[c],
            fl.care[c] * t.exits / whole,
        );
    }
    let all: f64 = m.placements.iter().flatten().sum();
    line(
        "three %",
        100.0 * t.three_or_more,
        100.0 * (m.placements[0][2] + m.placements[1][2]) / all,
    );
    line(
        "two %",
        100.0 * t.two,
        100.0 * (m.placements[0][1] + m.placements[1][1]) / all,
    );
    line(
        "sep three %",
        100.0 * t.separated_three_or_more,
        100.0 * m.placements[1][2] / m.placements[1].iter().sum::<f64>(),
    );
    line("under a year", t.under_a_year, m.entrants_left);
}
