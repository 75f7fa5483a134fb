//! `cargo bench --bench expect`: seconds of the expected-value engine for the founding cases, five years at the means.

use carecast::expect::{Expected, Grid};
use carecast::scenario::{Disk, load_model};
use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let mut group = criterion.benchmark_group("expect");
    for name in ["plymouth", "east-sussex"] {
        let path = format!(
            "{}/scenarios/{name}/baseline.toml",
            env!("CARGO_MANIFEST_DIR")
        );
        let model = match load_model(&Disk, &path) {
            Ok((model, _)) => model,
            Err(rejected) => panic!("{path}: {:?}", rejected.problems),
        };
        let means = model.means();
        group.bench_function(name, |b| {
            b.iter(|| Expected::of(&model, &means, &Grid::default()))
        });
    }
    group.finish();
    criterion.final_summary();
}
