//! The keyed generator under a statistical battery (`docs/decisions/002-keyed-draws.md`). An ignored test writes an
//! endless raw stream of draws, in an order that matters to the simulation, to a file or a pipe; a battery such as
//! dieharder reads it:
//!
//! ```text
//! mkfifo draws
//! dieharder -a -g 200 < draws &
//! KEYED_ORDER=children KEYED_OUT=draws cargo test --release --test keyed_battery -- --ignored
//! ```
//!
//! `KEYED_MB` limits the stream. The other tests here are quick and always run.

use carecast::sampling::keyed::{Key, Purpose};
use std::io::Write;

/// The orders the draws are met in. A stream seen along any of them must look random.
const ORDERS: [&str; 8] = [
    "ordinals",
    "purposes",
    "children",
    "replications",
    "seeds",
    "spells",
    "low-entropy",
    "reversed",
];

const PURPOSES: [Purpose; 8] = [
    Purpose::Exit,
    Purpose::PlannedMove,
    Purpose::Breakdown,
    Purpose::Destination,
    Purpose::ExitReason,
    Purpose::ReEntry,
    Purpose::ReEntrySetting,
    Purpose::Price,
];

/// Draw `n` of an order.
fn draw(order: &str, n: u64) -> u64 {
    let (high, low) = (n >> 32, n as u32);
    match order {
        // One child's draws of one purpose, one after the other.
        "ordinals" => Key::root(1).child(1).child(high).bits(Purpose::Exit, low),
        // All purposes of one ordinal, then the next ordinal.
        "purposes" => Key::root(1)
            .child(n >> 35)
            .bits(PURPOSES[(n & 7) as usize], (n >> 3) as u32),
        // The first draw of each child of a replication: what decides the exits of a cohort.
        "children" => Key::root(1)
            .child(0)
            .child(1)
            .child(n)
            .bits(Purpose::Exit, 0),
        // One child's first draw over the replications.
        "replications" => Key::root(1)
            .child(n)
            .child(1)
            .child(7)
            .bits(Purpose::Exit, 0),
        // The same draw under consecutive seeds.
        "seeds" => Key::root(n)
            .child(0)
            .child(1)
            .child(7)
            .bits(Purpose::Exit, 0),
        // As a life is lived: four draws a spell, eight spells a child, a hundred children a replication.
        "spells" => {
            let (purpose, spell, rest) = (n & 3, (n >> 2) & 7, n >> 5);
            Key::root(1)
                .child(rest / 100)
                .child(1)
                .child(rest % 100)
                .bits(PURPOSES[purpose as usize], spell as u32)
        }
        // Names of few bits at every level, each in the upper half of its word.
        "low-entropy" => Key::root((n & 15) << 60)
            .child(((n >> 4) & 255) << 56)
            .child((n >> 12) << 32)
            .bits(Purpose::Exit, 0),
        // The first draw of each child, bits in the opposite order.
        "reversed" => draw("children", n).reverse_bits(),
        other => panic!("no order {other}; known: {ORDERS:?}"),
    }
}

#[test]
#[ignore = "writes a stream for a statistical battery; needs KEYED_OUT"]
fn stream() {
    let order = std::env::var("KEYED_ORDER").unwrap_or_else(|_| "children".to_owned());
    let Ok(path) = std::env::var("KEYED_OUT") else {
        return;
    };
    let limit: u64 = std::env::var("KEYED_MB")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(u64::MAX >> 24);
    let mut out = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
        .unwrap();
    let mut block = Vec::with_capacity(1 << 20);
    let mut n = 0;
    for _ in 0..limit {
        block.clear();
        while block.len() < 1 << 20 {
            block.extend_from_slice(&draw(&order, n).to_le_bytes());
            n += 1;
        }
        // A battery that has seen enough closes the pipe.
        if out.write_all(&block).is_err() {
            return;
        }
    }
}

/// Every input bit turns every output bit half of the time: seed, replication, child, ordinal.
#[test]
fn one_input_bit_turns_half_of_the_output_bits() {
    let n = 4_096u64;
    let at = |v: [u64; 4]| {
        Key::root(v[0])
            .child(v[1])
            .child(1)
            .child(v[2])
            .bits(Purpose::Exit, v[3] as u32)
    };
    let mut worst = 0.0f64;
    for input in 0..4 {
        let bits = if input == 3 { 32 } else { 64 };
        for bit in 0..bits {
            let mut turned = [0u32; 64];
            for i in 0..n {
                let mut v = [i, i * 3, i * 7, i];
                let before = at(v);
                v[input] ^= 1 << bit;
                let change = before ^ at(v);
                for (j, t) in turned.iter_mut().enumerate() {
                    *t += (change >> j & 1) as u32;
                }
            }
            for t in turned {
                let z = (f64::from(t) - n as f64 / 2.0) / (n as f64 / 4.0).sqrt();
                worst = worst.max(z.abs());
            }
        }
    }
    // The largest of 14,336 standard normals: above 5.5 once in 1,800 batteries.
    assert!(worst < 5.5, "{worst}");
}

/// No two draws of a small scenario coincide, in any order.
#[test]
fn no_two_draws_coincide() {
    for order in ORDERS {
        let mut all: Vec<u64> = (0..200_000).map(|n| draw(order, n)).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 200_000, "{order}");
    }
}
