//! The guide's commands are run, page by page, in a folder that has the shipped scenarios; its scenarios are checked.

use assert_cmd::Command;
use std::fs;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &place);
        } else {
            fs::copy(&path, place).unwrap();
        }
    }
}

/// The lines of fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .map(|b| b.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_guide_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut ran = 0;
    let mut pages: Vec<_> = fs::read_dir(root.join("docs/guide"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    pages.sort();
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        let place = tempfile::tempdir().unwrap();
        copy(&root.join("scenarios"), &place.path().join("scenarios"));
        for line in blocks(&text, "sh").iter().flat_map(|b| b.lines()) {
            let Some(arguments) = line.strip_prefix("carecast ") else {
                continue;
            };
            let mut arguments: Vec<&str> = arguments.split_whitespace().collect();
            // Few replications: what is tested is that the command does what the page says.
            if ["run", "compare"].contains(&arguments[0]) && !arguments.contains(&"--replications")
            {
                arguments.extend(["--replications", "20"]);
            }
            let out = Command::cargo_bin("carecast")
                .unwrap()
                .current_dir(place.path())
                .args(&arguments)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&out.stderr);
            assert_eq!(
                out.status.code(),
                Some(0),
                "{}: {line}\n{said}",
                page.display()
            );
            ran += 1;
        }
        for (i, toml) in blocks(&text, "toml")
            .iter()
            .filter(|t| t.contains("[[intervention]]"))
            .enumerate()
        {
            let file = format!("scenarios/plymouth/of-the-guide-{i}.toml");
            fs::write(place.path().join(&file), toml).unwrap();
            Command::cargo_bin("carecast")
                .unwrap()
                .current_dir(place.path())
                .args(["check", &file])
                .assert()
                .code(0);
        }
        for (from, _) in text.match_indices("](") {
            let target = text[from + 2..].split(')').next().unwrap();
            let file = target.split('#').next().unwrap();
            let there = file.is_empty()
                || file.starts_with("http")
                || page.parent().unwrap().join(file).exists();
            assert!(there, "{}: {target} leads nowhere", page.display());
        }
    }
    assert!(ran >= 12, "{ran} commands");
}
