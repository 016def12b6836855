//! The order that crates, features and files keep, and whose tables are whose: read from the sources, as a reader would.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The crates of the server, each with those it may use besides `domain`, `contract`, `db`, `sheet` and `framework`.
const CRATES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("contract", &[]),
    ("db", &[]),
    ("platform", &[]),
    ("gate", &["platform"]),
    ("people", &["platform", "gate"]),
    ("content", &["platform", "gate", "people"]),
    ("work", &["platform", "gate", "people", "content"]),
];

/// The areas: crates whose folders are features.
const AREAS: [&str; 3] = ["people", "content", "work"];

/// The features, lowest first. A feature uses those before it; what it has to say to those after it, it states as a fact.
const ORDER: &[&str] = &[
    "person",
    "position",
    "settings",
    "unit",
    "hr_import",
    "loan",
    "session",
    "role",
    "category",
    "editing",
    "file",
    "requirement",
    "plan",
    "transfer",
    "request",
    "standing",
    "assignment",
    "signature",
    "employee",
    "follow_up",
    "profile",
    "home",
    "plan_status",
];

/// What a feature shows to others: what it can be asked for, and its part of the night.
const DOORS: [&str; 2] = ["service", "night"];

/// What tests read besides.
const WINDOWS: &[&str] = &["follow_up::people", "follow_up::requirements", "follow_up::standings"];

/// Tables that more than one part of the program writes, and which do; it only ever shrinks.
const SHARED: &[(&str, &[&str])] = &[
    // the gate derives from the facts what is done, expires and repeats
    ("assignment", &["assignment", "gate"]),
    ("standing", &["gate", "standing"]),
    // the stamp of access beside what HR says
    ("person", &["auth", "hr_import"]),
];

/// A file of the server.
struct Source {
    /// The folder of its crate under `crates`, or `api`.
    crate_name: String,
    /// Where it stands in the crate; nothing for its root.
    module: Vec<String>,
    /// Whether its folder, or its name, stands for those below it.
    parent: bool,
    /// Without comments and tests.
    text: String,
}

impl Source {
    /// The feature that it belongs to, or what it is a part of.
    fn part(&self) -> &str {
        match self.crate_name.as_str() {
            "gate" => "gate",
            _ => self.module.first().map_or("", String::as_str),
        }
    }

    fn name(&self) -> String {
        format!("{}::{}", self.crate_name, self.module.join("::"))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of the server. The demo makes things up in any table.
fn sources() -> Vec<Source> {
    let crates = CRATES.iter().map(|(name, _)| ((*name).to_owned(), root().join("crates").join(name).join("src")));
    let api = ("api".to_owned(), root().join("api/src"));
    let mut found = Vec::new();
    for (crate_name, folder) in crates.chain([api]) {
        for path in files(&folder) {
            let inside = path.strip_prefix(&folder).expect("inside").with_extension("");
            let mut module: Vec<String> = inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
            let parent = path.with_extension("").is_dir()
                || module.last().is_some_and(|last| last == "mod" || module.len() == 1 && last == "lib");
            if module.last().is_some_and(|last| last == "mod" || module.len() == 1 && last == "lib") {
                module.pop();
            }
            if module.last().is_some_and(|last| last == "tests") || module.first().is_some_and(|first| first == "demo")
            {
                continue;
            }
            let text = code(&fs::read_to_string(&path).expect("a text"));
            found.push(Source { crate_name: crate_name.clone(), module, parent, text });
        }
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.append(&mut files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn word(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len());
    &text[..end]
}

/// Every path in the text that begins at a crate, at `super` or at `self`, groups written out.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find("::") {
        let end = at + next;
        let first = text[..end].rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or("");
        let begins = !text[..end - first.len()].ends_with("::");
        if begins && (["crate", "super", "self"].contains(&first) || first.starts_with("kyndig_")) {
            at = end - first.len() + branches(&text[end - first.len()..], &[], &mut found);
        } else {
            at = end + 2;
        }
    }
    found
}

/// What stands at the beginning of the text: a path, or a group of them; and how far it goes.
fn branches(text: &str, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut at = text.len() - text.trim_start().len();
    if text[at..].starts_with('{') {
        at += 1;
        loop {
            at += text[at..].len() - text[at..].trim_start_matches([' ', '\n', ',']).len();
            if text[at..].is_empty() || text[at..].starts_with('}') {
                return (at + 1).min(text.len());
            }
            let gone = branches(&text[at..], before, found);
            at += gone;
            // a renaming, or a sign that is none of ours
            at += text[at..].find([',', '}']).unwrap_or(text[at..].len());
        }
    }
    let name = word(&text[at..]);
    at += name.len();
    let mut path = before.to_vec();
    path.push(name.to_owned());
    if text[at..].starts_with("::") {
        return at + 2 + branches(&text[at + 2..], &path, found);
    }
    found.push(path);
    at.max(1)
}

/// A path from the root of a crate: the crate's folder, and the rest.
fn absolute(source: &Source, path: &[String]) -> Option<(String, Vec<String>)> {
    let (first, rest) = path.split_first()?;
    let mut module = source.module.clone();
    match first.as_str() {
        "crate" => Some((source.crate_name.clone(), rest.to_vec())),
        "self" => Some((source.crate_name.clone(), [module, rest.to_vec()].concat())),
        "super" => {
            let up = path.iter().take_while(|name| *name == "super").count();
            module.truncate(module.len().saturating_sub(up));
            Some((source.crate_name.clone(), [module, path[up..].to_vec()].concat()))
        }
        other => Some((other.strip_prefix("kyndig_")?.to_owned(), rest.to_vec())),
    }
}

/// The tables that are written.
fn written(text: &str) -> BTreeSet<String> {
    let statements = ["INSERT INTO ", "UPDATE ", "DELETE FROM "];
    let by_text =
        statements.iter().flat_map(|statement| text.split(statement).skip(1)).map(|after| word(after).to_owned());
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
fn crates_use_those_below_them() {
    let mut wrong = Vec::new();
    for (name, below) in CRATES {
        let manifest = fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).expect("a manifest");
        let used = manifest.split("[dev-dependencies]").next().unwrap_or_default().lines();
        let used = used.filter_map(|line| line.strip_prefix("kyndig-")).map(word);
        let above = used.filter(|used| CRATES.iter().position(|(name, _)| name == used).is_some_and(|at| at > 2));
        wrong.extend(above.filter(|used| !below.contains(used)).map(|used| format!("{name} uses {used}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn features_use_those_below_them_and_only_their_doors() {
    let rank = |name: &str| ORDER.iter().position(|known| *known == name);
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| AREAS.contains(&source.crate_name.as_str())) {
        let Some(own) = rank(source.part()) else { continue };
        for path in paths(&source.text) {
            let Some((area, inside)) = absolute(source, &path) else { continue };
            let Some(other) = inside.first().filter(|_| AREAS.contains(&area.as_str())) else { continue };
            if rank(other).is_some_and(|other| other > own) {
                wrong.push(format!("{} uses {other}, which is above it", source.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_feature_has_its_place_and_shows_its_doors_alone() {
    let mut there = BTreeSet::new();
    let mut open = Vec::new();
    for source in sources().iter().filter(|source| AREAS.contains(&source.crate_name.as_str())) {
        if source.parent && source.module.len() == 1 {
            let shown = source.text.lines().filter_map(|line| line.strip_prefix("pub mod ")).map(word);
            open.extend(shown.filter(|name| !DOORS.contains(name)).map(|name| format!("{}::{name}", source.part())));
            there.insert(source.part().to_owned());
        }
    }
    assert_eq!(there, ORDER.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(open, WINDOWS);
}

#[test]
fn a_table_is_written_by_one_feature() {
    let mut writers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources() {
        for table in written(&source.text) {
            writers.entry(table).or_default().insert(source.part().to_owned());
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

/// The files that lead to each other: a folder's own file and those below it know each other and do not count.
fn circles(arrows: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reached = |from: &String| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(next) = open.pop() {
            open.extend(arrows.get(next).into_iter().flatten().filter(|to| seen.insert((*to).clone())));
        }
        seen
    };
    let all: BTreeMap<&String, BTreeSet<String>> = arrows.keys().map(|from| (from, reached(from))).collect();
    let mut found: BTreeSet<Vec<String>> = BTreeSet::new();
    for (from, to) in &all {
        if to.contains(*from) {
            found.insert(
                to.iter().filter(|other| all.get(other).is_some_and(|back| back.contains(*from))).cloned().collect(),
            );
        }
    }
    found.into_iter().collect()
}

#[test]
fn no_two_files_lead_to_each_other() {
    let sources = sources();
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in &sources {
        for path in paths(&source.text) {
            let Some((area, inside)) = absolute(source, &path) else { continue };
            if area != source.crate_name {
                continue;
            }
            let known = sources.iter().filter(|other| other.crate_name == area && inside.starts_with(&other.module));
            let Some(other) = known.max_by_key(|other| other.module.len()) else { continue };
            let related = source.module.starts_with(&other.module) || other.module.starts_with(&source.module);
            if !related {
                arrows.entry(source.name()).or_default().insert(other.name());
            }
        }
    }
    assert!(arrows.len() > 200, "{}", arrows.len());
    let circles = circles(&arrows);
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn the_sources_are_understood() {
    let found = |text: &str| paths(&code(text)).iter().map(|path| path.join("::")).collect::<Vec<_>>();
    assert_eq!(found("use crate::plan;"), ["crate::plan"]);
    assert_eq!(
        found("use crate::{\n    a::{self, b as c, d::*},\n    unit,\n};\nlet x = kyndig_gate::change(1);"),
        ["crate::a::self", "crate::a::b", "crate::a::d::", "crate::unit", "kyndig_gate::change"]
    );
    assert_eq!(found("// crate::plan\nsuper::super::x::y()"), ["super::super::x::y"]);
    let tables = |text: &str| written(text).into_iter().collect::<Vec<_>>();
    assert_eq!(tables("\"INSERT INTO plan (id)\" \"UPDATE loan SET\" \"FOR UPDATE OF x\""), ["loan", "plan"]);
    assert_eq!(tables("position::Entity::insert_many(rows)"), ["position"]);
    let arrow = |from: &str, to: &str| (from.to_owned(), BTreeSet::from([to.to_owned()]));
    assert_eq!(circles(&BTreeMap::from([arrow("a", "b"), arrow("b", "c"), arrow("c", "b")])), [["b", "c"]]);
}
