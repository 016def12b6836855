//! The order that features keep, and whose tables are whose: read from the sources, as a reader would.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Lowest first. A feature uses those before it; what it has to say to those after it, it states as a fact.
const ORDER: &[&str] = &[
    "category",
    "editing",
    "file",
    "person",
    "position",
    "request",
    "settings",
    "unit",
    "hr_import",
    "loan",
    "requirement",
    "session",
    "plan",
    "role",
    "standing",
    "assignment",
    "signature",
    "transfer",
    "employee",
    "follow_up",
    "profile",
    "home",
    "plan_status",
];

/// Tables that more than one part of the program writes, and which do; it only ever shrinks.
const SHARED: &[(&str, &[&str])] = &[
    // the gate derives from the facts what is done, expires and repeats
    ("assignment", &["assignment", "gate"]),
    ("standing", &["follow_up", "gate", "standing"]),
    ("idempotency_key", &["auth", "session"]),
    // the stamp of access beside what HR says
    ("person", &["auth", "hr_import"]),
    ("plan_requirement", &["plan", "requirement"]),
    ("position", &["hr_import", "loan", "position"]),
    ("role_grant", &["position", "role"]),
];

/// Each file of the program, without what is said in comments, by the part that it belongs to: a feature, or a folder
/// beside the features. The demo makes things up in any table.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(&root).expect("inside").with_extension("");
            let names: Vec<String> = inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
            let part = match names.as_slice() {
                [first, second, ..] if first == "features" => second,
                [first, ..] => first,
                [] => continue,
            };
            if part != "demo" {
                found.push((part.clone(), code(&fs::read_to_string(&path).expect("a text"))));
            }
        }
    }
    found
}

fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// The features that are named: `features::plan::…`, or in a group `features::{plan, unit::…}`.
fn named(text: &str) -> BTreeSet<String> {
    let after = text.split("features::").skip(1);
    let mut names: BTreeSet<String> =
        after.flat_map(|rest| rest.strip_prefix('{').map_or_else(|| vec![word(rest)], group)).collect();
    names.retain(|name| ORDER.contains(&name.as_str()));
    names
}

/// The first words of what stands in the braces.
fn group(text: &str) -> Vec<String> {
    let (mut depth, mut entry, mut words) = (1, String::new(), Vec::new());
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || depth == 1 && letter == ',' {
            words.push(word(entry.trim_start()));
            entry.clear();
        } else {
            entry.push(letter);
        }
        if depth == 0 {
            break;
        }
    }
    words
}

/// The tables that are written.
fn written(text: &str) -> BTreeSet<String> {
    let statements = ["INSERT INTO ", "UPDATE ", "DELETE FROM "];
    let by_text = statements.iter().flat_map(|statement| text.split(statement).skip(1)).map(word);
    let by_entity = ["insert", "update", "delete"].map(|verb| format!("::Entity::{verb}"));
    let by_entity = by_entity.iter().flat_map(|verb| {
        let before = text.split(verb.as_str());
        before.map(|before| before.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_').next())
    });
    let lower = |name: &String| name.chars().next().is_some_and(|letter| letter.is_ascii_lowercase());
    let mut tables: BTreeSet<String> = by_text.filter(lower).collect();
    if text.contains("::Entity::") {
        tables.extend(by_entity.flatten().map(ToOwned::to_owned).filter(lower).filter(|name| {
            ["insert", "update", "delete"].iter().any(|verb| text.contains(&format!("{name}::Entity::{verb}")))
        }));
    }
    tables
}

#[test]
fn features_use_those_below_them() {
    let rank = |name: &str| ORDER.iter().position(|known| *known == name);
    let mut wrong = Vec::new();
    for (part, text) in sources() {
        let Some(own) = rank(&part) else { continue };
        let above = named(&text).into_iter().filter(|name| *name != part && rank(name).is_some_and(|rank| rank > own));
        wrong.extend(above.map(|name| format!("{part} uses {name}, which is above it")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_feature_has_its_place() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features");
    let there: BTreeSet<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path().with_extension(""))
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .filter(|name| name != "mod")
        .collect();
    assert_eq!(there, ORDER.iter().map(|name| (*name).to_owned()).collect());
}

#[test]
fn a_table_is_written_by_one_feature() {
    let mut writers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (part, text) in sources() {
        for table in written(&text) {
            writers.entry(table).or_default().insert(part.clone());
        }
    }
    assert!(writers.len() > 40, "{writers:#?}");
    writers.retain(|_, parts| parts.len() > 1);
    let shared: BTreeMap<String, BTreeSet<String>> = SHARED
        .iter()
        .map(|(table, parts)| ((*table).to_owned(), parts.iter().map(|part| (*part).to_owned()).collect()))
        .collect();
    assert_eq!(writers, shared);
}

#[test]
fn the_sources_are_understood() {
    let names = |text: &str| named(&code(text)).into_iter().collect::<Vec<_>>();
    assert_eq!(names("use crate::features::plan;"), ["plan"]);
    assert_eq!(names("use crate::{\n  features::{\n    role::{a, b},\n    unit,\n  },\n  http,\n};"), ["role", "unit"]);
    assert_eq!(names("// features::plan\ncrate::features::loan::service::x()"), ["loan"]);
    let tables = |text: &str| written(text).into_iter().collect::<Vec<_>>();
    assert_eq!(tables("\"INSERT INTO plan (id)\" \"UPDATE loan SET\" \"FOR UPDATE OF x\""), ["loan", "plan"]);
    assert_eq!(tables("position::Entity::insert_many(rows)"), ["position"]);
}
