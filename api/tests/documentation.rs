//! What the pages in `docs` say of the code, and the code of the pages.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files with one of these endings, by their path from the root.
fn texts(folders: &[&str], endings: &[&str]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name == "node_modules" || name == "target") {
                continue;
            }
            open.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one)) {
            let name = path.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
            found.insert(name, fs::read_to_string(&path).expect("a text"));
        }
    }
    found
}

/// Every `FUL-6` in a text: three capitals, a hyphen, digits, and nothing before or after that makes another word of it.
fn ids(text: &str) -> BTreeSet<&str> {
    let bytes = text.as_bytes();
    let is_word = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-' || *b == b'_');
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices('-') {
        let Some(from) = at.checked_sub(3) else { continue };
        let capitals = bytes[from..at].iter().all(u8::is_ascii_uppercase);
        let digits = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        let to = at + 1 + digits;
        if capitals && (1..=2).contains(&digits) && !is_word(to) && (from == 0 || !is_word(from - 1)) {
            found.insert(&text[from..to]);
        }
    }
    found
}

#[test]
fn ids_are_found() {
    assert_eq!(ids("/// Proves FUL-6, and of SIG-2: UTF-8x A-1 ISO-8601 (PLN-3)."), ["FUL-6", "PLN-3", "SIG-2"].into());
}

/// The rules' pages define each id once, and every id that the sources name.
#[test]
fn every_rule_that_is_named_is_defined() {
    let pages = texts(&["docs/rules"], &["md"]);
    let mut defined: BTreeMap<&str, usize> = BTreeMap::new();
    for line in pages.values().flat_map(|page| page.lines()) {
        if let Some(id) = line.strip_prefix("### ").and_then(|title| title.split(' ').next()) {
            *defined.entry(id).or_default() += 1;
        }
    }
    assert!(defined.len() > 200, "{}", defined.len());
    let twice: Vec<_> = defined.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    let areas: BTreeSet<&str> = defined.keys().map(|id| &id[..3]).collect();
    let sources = texts(&["api", "crates", "migrations", "web/src", "e2e/journeys", "docs"], &["rs", "ts", "md"]);
    let mut unknown = Vec::new();
    for (name, text) in &sources {
        let named = ids(text).into_iter().filter(|id| areas.contains(&id[..3]) && !defined.contains_key(id));
        unknown.extend(named.map(|id| format!("{name}: {id}")));
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// A rule is "planned" as long as no test names it.
#[test]
fn what_is_planned_is_not_tested_yet() {
    let pages = texts(&["docs/rules"], &["md"]);
    let planned: BTreeSet<&str> = pages
        .values()
        .flat_map(|page| page.lines())
        .filter(|line| line.starts_with("### ") && line.ends_with("(planned)"))
        .filter_map(|line| line.split(' ').nth(1))
        .collect();
    let tests = texts(&["api/tests", "crates", "e2e/journeys"], &["rs", "ts"]);
    let mut tested = BTreeSet::new();
    for line in tests.values().flat_map(|text| text.lines()) {
        let comment = line.trim_start().trim_start_matches('/').trim_start();
        if comment.starts_with("Proves ") || comment.starts_with("Of ") {
            tested.extend(ids(comment.split(':').next().unwrap_or_default()));
        }
    }
    assert!(tested.len() > 90, "{}", tested.len());
    let both: Vec<_> = planned.intersection(&tested).collect();
    assert!(both.is_empty(), "{both:?}");
}

/// A mechanism is named by its name.
#[test]
fn no_mechanism_is_a_number() {
    let sources = texts(&["api/src", "crates", "migrations", "web/src"], &["rs"]);
    let numbered = sources.iter().filter(|(_, text)| {
        text.match_indices("mechanism ")
            .any(|(at, word)| text[at + word.len()..].starts_with(|letter: char| letter.is_ascii_digit()))
    });
    let numbered: Vec<_> = numbered.map(|(name, _)| name).collect();
    assert!(numbered.is_empty(), "{numbered:#?}");
}

/// What a page links to within the repository is there.
#[test]
fn links_lead_somewhere() {
    let mut pages = texts(&["docs", "bench", "deploy"], &["md"]);
    for name in ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"] {
        pages.insert(name.to_owned(), fs::read_to_string(root().join(name)).expect("a page"));
    }
    let mut dead = Vec::new();
    for (name, text) in &pages {
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split([')', '#']).next().unwrap_or_default();
            let outside = target.is_empty() || target.contains("://") || target.starts_with("mailto:");
            let to = root().join(name).parent().expect("a folder").join(target);
            // the forge's own pages
            if !outside && !target.contains("security/advisories") && !to.exists() {
                dead.push(format!("{name}: {target}"));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}
