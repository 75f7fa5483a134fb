//! A rate that is not known (known answer 10).

use super::support::{stats::*, *};
use carecast::model::value::Value;
use carecast::sampling::distribution::Distribution;
use carecast::simulate::Engine;

/// Known answer 10: 18 seen in 30 years under a Gamma(2, 4) prior; the next 30 years are negative binomial, and
/// 46.875% of their variance is not knowing the rate.
#[test]
fn an_uncertain_rate_is_negative_binomial() {
    // The posterior, Gamma(20, 34), × 30: thirty years' children in one.
    let rate = Distribution::Gamma {
        shape: 20.0,
        rate: 34.0 / 30.0,
    };
    let mut small = Small::new(1, 1).seed(101);
    let rate = small.parameter("entries.general.first", rate);
    let mut small = small.singles(rate, &[1.0]);
    small.spec.entries.streams[0].year_factor = vec![Value::Certain(pace(1.0, 365))];
    let model = small.build();
    let mut engine = Engine::new(&model);
    let n = 40_000;
    let (mut theta, mut y, mut twin) = (Vec::new(), Vec::new(), Vec::new());
    for replication in 0..n {
        let entries = |r: &carecast::simulate::Record| f64::from(r.entries.iter().sum::<u32>());
        y.push(entries(engine.run(replication, 0)));
        theta.push(engine.parameters()[0] / 30.0);
        twin.push(entries(engine.run(replication, 1)));
        assert_eq!(engine.parameters()[0] / 30.0, theta[replication as usize]);
    }
    near("10 mean of the rate", mean(&theta), 0.588235, 1e-6);
    near(
        "10 sd of the rate",
        sd(&theta),
        libm::sqrt(20.0) / 34.0,
        0.0,
    );
    near("10 mean of the count", mean(&y), 17.647, 0.0005);
    near("10 variance of the count", variance(&y), 33.218, 0.0005);
    near("10 P(> 25)", share(&y, |y| *y > 25.0), 0.09413, 1e-5);
    let nb = |k: i32| -> f64 {
        // Shape 20, odds 34 : 30.
        (0..=k)
            .map(|i| {
                let (i, q) = (f64::from(i), 34.0 / 64.0);
                libm::exp(
                    libm::lgamma(20.0 + i) - libm::lgamma(20.0) - libm::lgamma(i + 1.0)
                        + 20.0 * libm::log(q)
                        + i * libm::log1p(-q),
                )
            })
            .sum()
    };
    for (p, k) in [(0.1, 11), (0.5, 17), (0.9, 25)] {
        assert!(nb(k - 1) < p && p <= nb(k), "{p}");
        near(
            &format!("10 P(≤ {k})"),
            share(&y, |y| *y <= f64::from(k)),
            nb(k),
            0.0,
        );
    }
    // Parameter uncertainty by twins: cov(Y, Y′) / var(Y).
    near(
        "10 covariance of twins",
        covariance(&y, &twin),
        15.571,
        0.0005,
    );
    let m = mean(&y).value;
    let shared: Vec<f64> = y
        .iter()
        .zip(&twin)
        .map(|(a, b)| (a - m) * (b - m))
        .collect();
    let all: Vec<f64> = y.iter().map(|a| (a - m) * (a - m)).collect();
    near(
        "10 share of parameter uncertainty",
        ratio(&shared, &all),
        0.46875,
        0.0,
    );
}
