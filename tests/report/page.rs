//! Reads a page strictly: every tag closed in its order, every attribute quoted, no text that looks like a tag.

use super::{Work, read};
use std::collections::{BTreeMap, BTreeSet};

/// A tag with its attributes, and the text up to the next tag.
pub struct Tag {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub closing: bool,
    pub text: String,
}

const VOID: [&str; 3] = ["meta", "br", "link"];

pub fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// The tags of a page in their order.
pub fn tags(html: &str) -> Vec<Tag> {
    let body = html
        .strip_prefix("<!DOCTYPE html>\n")
        .expect("a doctype first");
    let mut out = Vec::new();
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').expect("a tag that ends") + start;
        let inside = rest[start + 1..end].trim_end_matches('/');
        let self_closed = rest[start + 1..end].ends_with('/');
        let (closing, inside) = match inside.strip_prefix('/') {
            Some(i) => (true, i),
            None => (false, inside),
        };
        let (name, mut attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        assert!(
            name.chars().all(|c| c.is_ascii_alphanumeric()),
            "tag `{name}`"
        );
        let mut found = BTreeMap::new();
        while let Some((key, value)) = attributes.split_once("=\"") {
            let (value, after) = value.split_once('"').expect("a quoted attribute");
            assert!(
                found
                    .insert(key.trim().to_owned(), unescape(value))
                    .is_none(),
                "{key} twice"
            );
            attributes = after;
        }
        assert!(attributes.trim().is_empty(), "{name}: `{attributes}`");
        let next = rest[end..].find('<').map_or(rest.len(), |n| n + end);
        let text = rest[end + 1..next.max(end + 1)].to_owned();
        assert!(
            !text.contains('>') || name == "style",
            "`>` in the text after {name}"
        );
        out.push(Tag {
            name: name.to_owned(),
            attributes: found,
            closing,
            text,
        });
        if self_closed {
            let name = name.to_owned();
            out.push(Tag {
                name,
                attributes: BTreeMap::new(),
                closing: true,
                text: String::new(),
            });
        }
        rest = &rest[next.max(end + 1)..];
    }
    out
}

pub fn sound(html: &str) {
    let all = tags(html);
    let mut open: Vec<&str> = Vec::new();
    let (mut ids, mut asked) = (BTreeSet::new(), Vec::new());
    for t in &all {
        if t.closing {
            assert_eq!(open.pop(), Some(t.name.as_str()), "closed out of order");
        } else if !VOID.contains(&t.name.as_str()) {
            open.push(&t.name);
        }
        for (key, value) in &t.attributes {
            match key.as_str() {
                "id" => assert!(ids.insert(value.clone()), "id {value} twice"),
                "href" => asked.push(
                    value
                        .strip_prefix('#')
                        .expect("no address outside the page")
                        .to_owned(),
                ),
                "aria-labelledby" => asked.extend(value.split(' ').map(str::to_owned)),
                "src" | "srcset" | "action" | "data" | "style" | "onclick" => {
                    panic!("{key} in {}", t.name)
                }
                _ => {}
            }
        }
        assert!(
            !["script", "link", "img", "iframe", "object", "form"].contains(&t.name.as_str()),
            "{}",
            t.name
        );
    }
    assert!(open.is_empty(), "left open: {open:?}");
    for id in asked {
        assert!(ids.contains(&id), "nothing has the id {id}");
    }
    let count = |name: &str| all.iter().filter(|t| t.name == name && !t.closing).count();
    assert_eq!(
        (count("main"), count("h1"), count("title") - count("svg")),
        (1, 1, 1)
    );
    assert_eq!(count("svg"), count("desc"));
    assert!(count("svg") >= 8, "{} charts", count("svg"));
    assert!(
        all.iter()
            .filter(|t| t.name == "th" && !t.closing)
            .all(|t| t.attributes.contains_key("scope"))
    );
    let html_tag = all.iter().find(|t| t.name == "html").unwrap();
    assert_eq!(html_tag.attributes["lang"], "en-GB");
    // Nothing is fetched: the only address is the name of the SVG language.
    let outside = html.replace("http://www.w3.org/2000/svg", "");
    for word in ["http:", "https:", "//cdn", "@import", "url("] {
        assert!(!outside.contains(word), "{word}");
    }
    assert!(html.len() < 2_000_000, "{} bytes", html.len());
}

#[test]
fn pages_are_sound_and_fetch_nothing() {
    let w = Work::begin();
    w.done("run scenarios/plymouth/baseline.toml --replications 100 --quiet --out @/p");
    w.done("run tests/data/small/scenario.toml --quiet --out @/s");
    for folder in ["p", "s"] {
        sound(&read(&w.path(folder).join("report.html")));
    }
    w.done("report @/p --out @/again.html --workbook @/again.xlsx --quiet");
    assert_eq!(read(&w.path("again.html")), read(&w.path("p/report.html")));
    assert_eq!(
        std::fs::read(w.path("again.xlsx")).unwrap(),
        std::fs::read(w.path("p/workbook.xlsx")).unwrap()
    );
}

#[test]
fn report_says_what_is_wrong() {
    let w = Work::begin();
    w.done("run tests/data/small/scenario.toml --quiet --out @/s");
    let (code, said) = w.carecast("report @/none --out @/r.html");
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("manifest.json"), "{said}");
    w.done("report @/s --out @/r.html --quiet");
    let (code, said) = w.carecast("report @/s --out @/r.html");
    assert!(code == 4 && said.contains("--overwrite"), "{said}");
    let (code, said) = w.carecast("report @/s --out @/x.html --audience everybody");
    assert!(code == 2 && said.contains("shareable"), "{said}");
}
