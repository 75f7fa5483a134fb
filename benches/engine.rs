//! `cargo bench --bench engine`: nanoseconds an event (a move or an exit) of the engine and of the plain reference
//! loop, their ratio, two threads against one, and England whole.

mod support;

use carecast::simulate::Engine;
use criterion::{Criterion, Throughput};
use std::hint::black_box;
use support::bare::Bare;
use support::bare_supply::BareSupply;

/// CPU seconds of this thread, so that other work on the machine does not count; wall time where the system does not
/// tell.
fn cpu_seconds() -> f64 {
    let clock = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split(' ').next()?.parse::<f64>().ok())
        .map_or(clock.as_secs_f64(), |ns| ns / 1e9)
}

/// Best of several timings of one piece of work, in seconds.
fn best(rounds: usize, mut work: impl FnMut()) -> f64 {
    (0..rounds)
        .map(|_| {
            let start = cpu_seconds();
            work();
            cpu_seconds() - start
        })
        .fold(f64::INFINITY, f64::min)
}

/// The same with finite supply, against the plain loop with the same supply.
fn supply() {
    let model = support::supplied(900);
    let replications = 200;
    let mut engine = Engine::new(&model);
    let events: u64 = (0..replications).map(|r| engine.run(r, 0).events).sum();
    let mut bare = BareSupply::new(&model);
    for _ in 0..replications {
        bare.run();
    }
    let bare_events = bare.events();
    let (mut ours, mut theirs) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..10 {
        ours = ours.min(best(1, || {
            for r in 0..replications {
                black_box(engine.run(r, 0).events);
            }
        }));
        theirs = theirs.min(best(1, || {
            for _ in 0..replications {
                bare.run();
            }
            black_box(bare.events());
        }));
    }
    let ours = ours / events as f64 * 1e9;
    let theirs = theirs / bare_events as f64 * 1e9;
    println!(
        "with supply: events      {:>8.0} (bare loop {:.0})",
        events as f64 / replications as f64,
        bare_events as f64 / replications as f64
    );
    println!("engine, ns an event      {ours:>8.1}   (goal: under 120)");
    println!("bare loop, ns an event   {theirs:>8.1}");
    println!(
        "ratio                    {:>8.2}   (goal: at most 2)",
        ours / theirs
    );
}

fn report() {
    let model = support::model(900);
    let replications = 200;
    let mut engine = Engine::new(&model);
    let events: u64 = (0..replications).map(|r| engine.run(r, 0).events).sum();
    let mut bare = Bare::new(&model);
    for _ in 0..replications {
        bare.run();
    }
    let bare_events = bare.events;
    let (mut ours, mut theirs) = (f64::INFINITY, f64::INFINITY);
    // Taking turns, so that a busy machine slows both.
    for _ in 0..10 {
        ours = ours.min(best(1, || {
            for r in 0..replications {
                black_box(engine.run(r, 0).events);
            }
        }));
        theirs = theirs.min(best(1, || {
            for _ in 0..replications {
                bare.run();
            }
            black_box(bare.events);
        }));
    }
    let ours = ours / events as f64 * 1e9;
    let theirs = theirs / bare_events as f64 * 1e9;
    println!(
        "events a replication     {:>8.0} (bare loop {:.0})",
        events as f64 / replications as f64,
        bare_events as f64 / replications as f64
    );
    println!("engine, ns an event      {ours:>8.1}   (goal: under 120)");
    println!("bare loop, ns an event   {theirs:>8.1}   (itself under 60)");
    println!(
        "ratio                    {:>8.2}   (goal: at most 2)",
        ours / theirs
    );
    supply();
    let england = support::model(83_000);
    let mut engine = Engine::new(&england);
    let seconds = best(3, || {
        black_box(engine.run(0, 0).events);
    });
    println!("England, one replication {seconds:>8.3} s (goal: under 0.2)");
}

fn main() {
    report();
    let model = support::model(900);
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut group = criterion.benchmark_group("replication");
    let mut engine = Engine::new(&model);
    let mut replication = 0;
    group.throughput(Throughput::Elements(engine.run(0, 0).events));
    group.bench_function("engine", |b| {
        b.iter(|| {
            replication += 1;
            engine.run(replication, 0).events
        })
    });
    let mut bare = Bare::new(&model);
    group.bench_function("bare loop", |b| {
        b.iter(|| {
            bare.run();
            bare.events
        })
    });
    group.finish();
    criterion.final_summary();
}
