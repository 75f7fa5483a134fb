//! The three made-up sets of public validators.

use carecast::returns::council::{Options, read};
use carecast::returns::folder;
use std::path::PathBuf;

/// The folder of the sets, or a word that it is not there.
fn sets() -> Option<PathBuf> {
    let shared = std::env::var_os("CARECAST_SHARED").filter(|s| !s.is_empty());
    if shared.is_none() {
        println!("skipped: CARECAST_SHARED names no folder of public data");
    }
    shared.map(|s| PathBuf::from(s).join("data/fake903"))
}

#[test]
fn all_three_load() {
    let Some(sets) = sets() else { return };
    for set in [
        "d2i-validator",
        "sfdl-demand-model-combined",
        "sfdl-demand-model-regional-v1",
    ] {
        let sources = folder::sources(&sets.join(set)).unwrap();
        match read(&sources, None, None, &Options::default()) {
            Ok(c) => {
                println!("{set}\n{}{:#?}", c.audit.words(), c.notes);
                println!(
                    "{} children, {} looked after",
                    c.history.children.len(),
                    c.history.looked_after(c.history.as_at()).len()
                );
            }
            Err(r) => println!("{set}\n{}", r.problems),
        }
    }
}
