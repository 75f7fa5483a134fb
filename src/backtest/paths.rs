//! The estimated paths alone, without a run: what the run should come to.

use super::{Rival, Rivals, Set, Target, score, summarise};
use crate::council::level::Pool;
use crate::returns::panel::read;
use crate::sampling::normal::quantile;

/// The skill of the estimated paths on the shared panel; printed with `--nocapture`.
#[test]
#[ignore = "needs the shared panel in CARECAST_SHARED, unpacked as panel.csv there or named by CARECAST_PANEL"]
fn skill_of_the_paths() {
    let Ok(file) = std::env::var("CARECAST_PANEL") else {
        return;
    };
    let panel = read("panel.csv", &std::fs::read_to_string(file).unwrap()).unwrap();
    let large = super::large(&panel);
    let mut scores = Vec::new();
    for origin in 2016..2024 {
        let pool = Pool::new(&panel, origin);
        for (subject, target) in [(0, Target::Children), (1, Target::Spend)] {
            for h in [1, 2, 3, 5] {
                for c in panel.councils() {
                    let Some(level) = pool.level(c.la_code) else {
                        continue;
                    };
                    let path = if subject == 0 {
                        level.stock
                    } else {
                        level.spend
                    };
                    let (Some(from), Some(actual)) = (
                        target.figure(&panel, c.la_code, origin),
                        target.figure(&panel, c.la_code, origin + h),
                    ) else {
                        continue;
                    };
                    let i = h as usize - 1;
                    let sample: Vec<f64> = (0..400)
                        .map(|k| quantile((f64::from(k) + 0.5) / 400.0))
                        .map(|z| from * libm::exp(path.mean[i] + path.sd[i] * z))
                        .collect();
                    let at = (c.la_code, origin, h);
                    scores.push(score(at, (target, Rival::Model), &sample, actual));
                }
                for by in Rival::ALL.into_iter().skip(1) {
                    for (la, sample) in Rivals::new(&panel, target, by, origin, h).samples() {
                        if let Some(actual) = target.figure(&panel, la, origin + h) {
                            scores.push(score((la, origin, h), (target, by), &sample, actual));
                        }
                    }
                }
            }
        }
    }
    for c in summarise(&scores, &[1, 2, 3, 5], |la| large.contains(&la)) {
        if c.set == Set::Judged && c.n > 0 {
            println!(
                "{} {:?} {} n {} md {:.4} bias {:.4} c50 {:.3} c80 {:.3}±{:.3} wis {:.4} skill {:.3} [{:.3} {:.3}]",
                c.target.name(),
                c.horizon,
                c.by.name(),
                c.n,
                c.median_ape,
                c.bias,
                c.coverage[0].0,
                c.coverage[1].0,
                c.coverage[1].1,
                c.wis,
                c.skill[0],
                c.skill[1],
                c.skill[2]
            );
        }
    }
}

/// The track record of some councils, all as the command makes it; printed with `--nocapture`.
#[test]
#[ignore = "minutes; needs a panel named by CARECAST_PANEL; CARECAST_EVERY takes each n-th council, CARECAST_REPLICATIONS"]
fn skill_of_the_runs() {
    let Ok(file) = std::env::var("CARECAST_PANEL") else {
        return;
    };
    let number = |name: &str, or: u32| {
        std::env::var(name)
            .ok()
            .and_then(|t| t.parse().ok())
            .unwrap_or(or)
    };
    let panel = read("panel.csv", &std::fs::read_to_string(file).unwrap()).unwrap();
    let every = number("CARECAST_EVERY", 1) as usize;
    let codes: Vec<u16> = panel.councils().map(|c| c.la_code).collect();
    let request = super::Request {
        horizons: vec![1, 2, 3, 5],
        from: Some(number("CARECAST_FROM", 2016) as i32),
        replications: number("CARECAST_REPLICATIONS", 300),
        councils: codes.into_iter().step_by(every).collect(),
    };
    let started = std::time::Instant::now();
    let done = super::track(&panel, &request, &|_, _| true).unwrap();
    let large = super::large(&panel);
    let cells = summarise(&done.scores, &request.horizons, |la| large.contains(&la));
    for f in done.failed.iter().take(10) {
        println!("{} {} {}", f.la_code, f.origin, f.why);
    }
    println!("{} failed, {:?}", done.failed.len(), started.elapsed());
    #[cfg(feature = "files")]
    {
        println!("{}", crate::report::backtest::screen(&cells, &done));
        if let Ok(out) = std::env::var("CARECAST_OUT") {
            let mut text = Vec::new();
            crate::report::backtest::scores(&mut text, &panel, &done).unwrap();
            std::fs::write(out, text).unwrap();
        }
    }
    for c in cells {
        if c.set == Set::Judged && c.by == Rival::Model && c.n > 0 {
            println!(
                "{} {:?} n {} md {:.4} bias {:.4}/{:.4} c50 {:.3} c80 {:.3} c90 {:.3} wis {:.4} pit {:.3?}",
                c.target.name(),
                c.horizon,
                c.n,
                c.median_ape,
                c.bias,
                c.median_bias,
                c.coverage[0].0,
                c.coverage[1].0,
                c.coverage[2].0,
                c.wis,
                c.pit
            );
        }
    }
}
