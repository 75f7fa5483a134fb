//! Files and folders as they are named on the command line: patterns are expanded here, because not every shell does
//! it, and what is named twice is taken once.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// The files of names and patterns (`*`, `?`, `[ab]`, `**`), in the order in which they are named, those of a pattern
/// by name.
///
/// # Errors
/// A pattern that is none, or that nothing matches.
pub fn expand(named: &[String]) -> Result<Vec<PathBuf>, String> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for name in named {
        let path = PathBuf::from(name);
        let found = if path.exists() || !name.contains(['*', '?', '[']) {
            vec![path]
        } else {
            matches(name)?
        };
        for path in found {
            // What does not exist is told by whoever opens it.
            let same = path.canonicalize().unwrap_or_else(|_| path.clone());
            if seen.insert(same) {
                out.push(path);
            }
        }
    }
    Ok(out)
}

fn matches(pattern: &str) -> Result<Vec<PathBuf>, String> {
    let paths = glob::glob(pattern).map_err(|e| {
        format!(
            "`{pattern}` is no pattern: {} at character {}",
            e.msg,
            e.pos + 1
        )
    })?;
    let found: Vec<PathBuf> = paths.flatten().collect();
    if found.is_empty() {
        return Err(format!(
            "nothing matches `{pattern}`; a pattern such as `scenarios/*.toml` was expected"
        ));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_expanded_and_nothing_comes_twice() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.toml", "a.toml", "c.csv"] {
            std::fs::write(dir.path().join(name), "").unwrap();
        }
        let at = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
        let of = |names: &[&str]| {
            let named: Vec<String> = names.iter().map(|n| at(n)).collect();
            let found = expand(&named)?;
            let name = |p: &PathBuf| p.file_name().unwrap().to_string_lossy().into_owned();
            Ok::<_, String>(found.iter().map(name).collect::<Vec<_>>())
        };
        assert_eq!(of(&["b.toml", "*.toml"]).unwrap(), ["b.toml", "a.toml"]);
        assert_eq!(
            of(&["*.toml", "./a.toml", "no.toml"]).unwrap(),
            ["a.toml", "b.toml", "no.toml"]
        );
        assert!(of(&["*.tom"]).unwrap_err().contains("nothing matches"));
        assert!(of(&["***"]).unwrap_err().contains("is no pattern"));
    }
}
