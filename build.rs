//! Tells the program the git commit it is built from, where there is one.

use std::process::Command;

fn git(arguments: &[&str]) -> Option<String> {
    let out = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    (out.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
}

fn main() {
    // Every commit and checkout adds to this log; a change of a source makes the tree dirty.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"]);
    for watched in
        log.iter()
            .map(String::as_str)
            .chain(["build.rs", "Cargo.toml", "Cargo.lock", "src"])
    {
        println!("cargo::rerun-if-changed={watched}");
    }
    let commit = git(&["rev-parse", "HEAD"]);
    let dirty = git(&[
        "status",
        "--porcelain",
        "--",
        "src",
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
    ]);
    if let Some(commit) = commit {
        let mark = if dirty.is_some() { "-dirty" } else { "" };
        println!("cargo::rustc-env=CARECAST_COMMIT={commit}{mark}");
    }
}
