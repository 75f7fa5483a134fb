use super::*;
use crate::sampling::normal::quantile as normal_quantile;

/// Known answer 14: CRPS of N(0, 1) and its expectation, interval scores.
#[test]
fn known_answer_14() {
    let n = 20_000;
    let sample: Vec<f64> = (0..n)
        .map(|i| normal_quantile((f64::from(i) + 0.5) / f64::from(n)))
        .collect();
    for (y, expected) in [(0.0, 0.233_695), (1.0, 0.602_441)] {
        assert!((crps(&sample, y) - expected).abs() < 2e-5, "{y}");
    }
    let under_truth = sample.iter().map(|y| crps(&sample, *y)).step_by(20);
    let mean = under_truth.sum::<f64>() / f64::from(n / 20);
    assert!((mean - 0.564_190).abs() < 2e-3, "{mean}");
    let (low, high) = (normal_quantile(0.1), normal_quantile(0.9));
    for (y, expected) in [(0.0, 2.563_103), (2.0, 9.747_587)] {
        let score = interval_score(low, high, 0.2, y);
        assert!((score - expected).abs() < 1e-6, "{y}: {score}");
    }
}

#[test]
fn the_weighted_interval_score_by_hand() {
    let q = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0];
    // 0.5·|y − m| = 1.25; intervals: 0.25·(2 + 4·1.5), 0.1·(4 + 10·0.5), 0.05·6
    let by_hand = (1.25 + 0.25 * 8.0 + 0.1 * 9.0 + 0.05 * 6.0) / 3.5;
    assert!((wis(&q, 2.5) - by_hand).abs() < 1e-12);
}

#[test]
fn bounds_count_half_and_equals_are_spread() {
    assert_eq!(covered(1.0, 2.0, 1.5), 1.0);
    assert_eq!(covered(1.0, 2.0, 2.0), 0.5);
    assert_eq!(covered(1.0, 2.0, 2.1), 0.0);
    let sample = [1.0, 2.0, 2.0, 3.0];
    assert_eq!(pit(&sample, 2.0, 0.0), 0.2);
    assert!((pit(&sample, 2.0, 1.0) - 0.8).abs() < 1e-12);
    assert_eq!(pit(&sample, 0.0, 0.0), 0.0);
    assert_eq!(pit(&sample, 9.0, 1.0), 1.0);
}

/// One value a cluster of either kind: the usual standard error. Clusters of equals: that of the clusters.
#[test]
fn clustered_errors() {
    let v = [1.0, 2.0, 4.0, 7.0];
    let alone = [0, 1, 2, 3];
    let mean = 3.5;
    let s2: f64 = v.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 3.0;
    assert!((clustered_error(&v, &alone, &alone) - libm::sqrt(s2 / 4.0)).abs() < 1e-12);
    let twice: Vec<f64> = v.iter().flat_map(|x| [*x, *x]).collect();
    let council: Vec<usize> = (0..8).map(|i| i / 2).collect();
    let year: Vec<usize> = (0..8).collect();
    let error = clustered_error(&twice, &council, &year);
    assert!(
        (error - libm::sqrt(s2 / 4.0)).abs() < 0.05 * error,
        "{error}"
    );
}

#[test]
fn skill_and_its_interval() {
    let pairs: Vec<Pair> = (0..200)
        .map(|i| Pair {
            ours: 0.9 + 0.1 * ((i * 37) % 11) as f64 / 11.0,
            theirs: 1.0,
            council: i / 4,
            year: i % 4,
        })
        .collect();
    let mut state = 1_u64;
    let uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    };
    let [skill, low, high] = skill(&pairs, 500, uniform);
    assert!(low < skill && skill < high, "{low} {skill} {high}");
    assert!((skill - 0.054_5).abs() < 0.005, "{skill}");
    assert!(high - low < 0.03);
}
