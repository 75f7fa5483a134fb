//! A pooled regression of growth over some years: slopes from differences between councils inside a year, a drift of
//! the years with less weight on what is long past, and the spread of what is left.

/// One council from one year to a later one.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The first year.
    pub year: i32,
    /// Features at the first year.
    pub x: Vec<f64>,
    /// Growth, logs.
    pub y: f64,
    /// Children at the first year.
    pub children: f64,
    /// How far it is believed, 1 or less.
    pub trust: f64,
}

/// How the regression is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Residuals beyond so many robust SDs count less (Huber).
    pub huber: f64,
    /// Years after which the drift of a year counts half.
    pub half_life: f64,
    /// What is thought of the SD of the national growth over the horizon, worth four years of data.
    pub national: f64,
    /// Growth of a council of mean features, where it is known from elsewhere.
    pub drift: Option<f64>,
    /// Penalty on the squared slopes of the standardised features, in cases.
    pub ridge: f64,
}

/// A fitted regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    centre: Vec<f64>,
    scale: Vec<f64>,
    slopes: Vec<f64>,
    /// Growth of a council of mean features.
    pub drift: f64,
    /// SD of the growth all councils share.
    pub national: f64,
    /// SD of a very large council's own growth.
    pub own: f64,
    /// Its variance is 1 + this / children times that.
    pub small: f64,
}

impl Fit {
    /// Mean growth of a council.
    pub fn mean(&self, x: &[f64]) -> f64 {
        let z = |i: usize| ((x[i] - self.centre[i]) / self.scale[i]).clamp(-3.0, 3.0);
        self.drift + (0..x.len()).map(|i| z(i) * self.slopes[i]).sum::<f64>()
    }

    /// Features of a council of which nothing is known.
    pub fn middle(&self) -> Vec<f64> {
        self.centre.clone()
    }

    /// Its SD, the national part in it.
    pub fn sd(&self, children: f64) -> f64 {
        let own = self.own * self.own * (1.0 + self.small / children);
        libm::sqrt(own + self.national * self.national)
    }
}

/// Fits it; nothing with fewer than forty cases.
pub fn fit(cases: &[Case], plan: &Plan) -> Option<Fit> {
    let first = cases.first()?;
    if cases.len() < 40 {
        return None;
    }
    let columns = first.x.len();
    let n = cases.len() as f64;
    let centre: Vec<f64> = (0..columns)
        .map(|i| cases.iter().map(|c| c.x[i]).sum::<f64>() / n)
        .collect();
    let scale: Vec<f64> = (0..columns)
        .map(|i| {
            let v = cases.iter().map(|c| c.x[i] - centre[i]);
            libm::sqrt(v.map(|d| d * d).sum::<f64>() / n) + 1e-9
        })
        .collect();
    let z: Vec<Vec<f64>> = cases
        .iter()
        .map(|c| {
            (0..columns)
                .map(|i| (c.x[i] - centre[i]) / scale[i])
                .collect()
        })
        .collect();
    let size: Vec<f64> = cases
        .iter()
        .map(|c| c.trust / (0.6 + 30.0 / c.children))
        .collect();
    let mean_size = size.iter().sum::<f64>() / n;
    let mut weight: Vec<f64> = size.iter().map(|w| w / mean_size).collect();
    let base = weight.clone();
    let mut years: Vec<i32> = cases.iter().map(|c| c.year).collect();
    years.dedup();
    let mut slopes = vec![0.0; columns];
    for _ in 0..8 {
        let means = year_means(cases, &z, &weight, &years);
        let from = |year: i32| &means[years.iter().position(|y| *y == year).unwrap_or(0)];
        let mut a = vec![vec![0.0; columns + 1]; columns];
        for (k, row) in a.iter_mut().enumerate() {
            row[k] = plan.ridge;
        }
        for (c, (zc, w)) in cases.iter().zip(z.iter().zip(&weight)) {
            let (mx, my) = from(c.year);
            for i in 0..columns {
                for j in 0..columns {
                    a[i][j] += w * (zc[i] - mx[i]) * (zc[j] - mx[j]);
                }
                a[i][columns] += w * (zc[i] - mx[i]) * (c.y - my);
            }
        }
        slopes = solve(a);
        let residuals: Vec<f64> = cases
            .iter()
            .zip(&z)
            .map(|(c, zc)| {
                let (mx, my) = from(c.year);
                let fitted: f64 = (0..columns).map(|i| (zc[i] - mx[i]) * slopes[i]).sum();
                c.y - my - fitted
            })
            .collect();
        let absolute = residuals.iter().map(|r| r.abs()).collect();
        let robust = super::features::median(absolute).unwrap_or(0.0) / 0.6745;
        for ((w, b), r) in weight.iter_mut().zip(&base).zip(&residuals) {
            *w = b * (plan.huber * robust / r.abs().max(1e-9)).min(1.0);
        }
    }
    let rest: Vec<f64> = cases
        .iter()
        .zip(&z)
        .map(|(c, zc)| c.y - zc.iter().zip(&slopes).map(|(a, b)| a * b).sum::<f64>())
        .collect();
    let effect = |year: i32| {
        let of = cases.iter().zip(weight.iter().zip(&rest));
        let of = of.filter(|(c, _)| c.year == year);
        let (s, w) = of.fold((0.0, 0.0), |(s, w), (_, (wi, r))| (s + wi * r, w + wi));
        s / w
    };
    let effects: Vec<f64> = years.iter().map(|y| effect(*y)).collect();
    let last = *years.last()?;
    let recent: Vec<f64> = years
        .iter()
        .map(|y| libm::exp2(-f64::from(last - y) / plan.half_life))
        .collect();
    let weighed = effects.iter().zip(&recent).map(|(e, w)| e * w).sum::<f64>();
    let drift = (plan.drift).unwrap_or(weighed / recent.iter().sum::<f64>());
    let squares: f64 = effects.iter().map(|e| (e - drift) * (e - drift)).sum();
    let prior = 4.0 * plan.national * plan.national;
    let own: Vec<(f64, f64)> = cases
        .iter()
        .zip(&rest)
        .map(|(c, r)| {
            let at = years.iter().position(|y| *y == c.year).unwrap_or(0);
            ((r - effects[at]).abs(), c.children)
        })
        .collect();
    let (own, small) = spread(&own);
    Some(Fit {
        centre,
        scale,
        slopes,
        drift,
        national: libm::sqrt((squares + prior) / (effects.len() as f64 + 4.0)),
        own,
        small,
    })
}

/// Weighted means of features and growth by year.
fn year_means(
    cases: &[Case],
    z: &[Vec<f64>],
    weight: &[f64],
    years: &[i32],
) -> Vec<(Vec<f64>, f64)> {
    let columns = z.first().map_or(0, Vec::len);
    years
        .iter()
        .map(|year| {
            let (mut x, mut y, mut total) = (vec![0.0; columns], 0.0, 0.0);
            for (c, (zc, w)) in cases.iter().zip(z.iter().zip(weight)) {
                if c.year == *year {
                    total += w;
                    y += w * c.y;
                    for (s, v) in x.iter_mut().zip(zc) {
                        *s += w * v;
                    }
                }
            }
            (x.iter().map(|s| s / total).collect(), y / total)
        })
        .collect()
}

/// SD of a large council, and how the variance grows for small ones, from absolute residuals: the scale 1 + k / children
/// under which residuals follow a double-exponential law best, its SD taken from the mean absolute residual as a normal's.
fn spread(residuals: &[(f64, f64)]) -> (f64, f64) {
    let n = residuals.len() as f64;
    let mut best = (f64::NEG_INFINITY, 0.05, 0.0);
    for k in [0.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0] {
        let root = |children: f64| libm::sqrt(1.0 + k / children);
        let mean = residuals.iter().map(|(r, c)| r / root(*c)).sum::<f64>() / n;
        let s = mean * 1.2533;
        let logs = residuals.iter().map(|(_, c)| libm::log(s * root(*c)));
        let likelihood = -logs.sum::<f64>() / n - mean / s;
        if likelihood > best.0 {
            best = (likelihood, s, k);
        }
    }
    (best.1, best.2)
}

/// Solves a small symmetric system, its right side in the last column, by elimination.
fn solve(mut a: Vec<Vec<f64>>) -> Vec<f64> {
    let n = a.len();
    for i in 0..n {
        for j in i + 1..n {
            let f = a[j][i] / a[i][i];
            let pivot = a[i].clone();
            for (x, p) in a[j].iter_mut().zip(&pivot).skip(i) {
                *x -= f * p;
            }
        }
    }
    let mut x = vec![0.0; n];
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|k| a[i][k] * x[k]).sum();
        x[i] = (a[i][n] - known) / a[i][i];
    }
    x
}
