//! Reading a package: items become items, `isChildOf` the tree, every other association a reference.

use std::collections::{BTreeMap, HashMap, HashSet};

use kyndig_domain::transfer::ReferenceKind;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    At, Fault, Framework, Item, MOST_ITEMS, MOST_REFERENCES, Note, Reference, html, in_order, shortened,
    source::{self, lines},
};

/// Letters in the name of a goal, and in its number.
const NAME: usize = 500;
const CODE: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Package {
    #[serde(rename = "CFDocument")]
    document: Document,
    #[serde(rename = "CFItems", default)]
    items: Vec<CaseItem>,
    #[serde(rename = "CFAssociations", default)]
    associations: Vec<Association>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    identifier: String,
    title: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    notes: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CaseItem {
    identifier: String,
    full_statement: String,
    #[serde(default)]
    abbreviated_statement: Option<String>,
    #[serde(default)]
    human_coding_scheme: Option<String>,
    #[serde(default)]
    notes: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Association {
    #[serde(rename = "originNodeURI")]
    origin: Node,
    #[serde(rename = "associationType")]
    kind: String,
    #[serde(rename = "destinationNodeURI")]
    destination: Node,
    #[serde(default)]
    sequence_number: Option<Value>,
}

#[derive(Deserialize)]
struct Node {
    identifier: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    uri: Option<String>,
}

/// What a package says that is about the package and not about its content.
const TECHNICAL: &[&str] = &[
    "uri",
    "lastChangeDateTime",
    "CFDocumentURI",
    "CFPackageURI",
    "CFItemTypeURI",
    "conceptKeywordsURI",
    "subjectURI",
    "licenseURI",
];

pub fn read(bytes: &[u8]) -> Result<Framework, Vec<Fault>> {
    let text = source::text(bytes).map_err(|fault| vec![fault])?;
    let package: Package = serde_json::from_str(text).map_err(|error| {
        let line = u64::try_from(error.line()).unwrap_or(u64::MAX);
        vec![Fault::saying("not_case", At::line(line), error.to_string())]
    })?;
    let too_many = |what: &str, there: usize, most: usize| {
        (there > most).then(|| Fault::saying("too_many", At::path(what), there.to_string()))
    };
    let faults: Vec<Fault> = too_many("CFItems", package.items.len(), MOST_ITEMS)
        .into_iter()
        .chain(too_many("CFAssociations", package.associations.len(), MOST_REFERENCES))
        .collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let indexes = by_identifier(&package)?;
    let mut notes = kept_nowhere(&package);
    let mut items: Vec<Item> =
        package.items.iter().enumerate().map(|(index, item)| of(item, index, &mut notes)).collect();
    relate(&package, &indexes, &mut items, &mut notes);
    let items = in_order(items).map_err(|fault| vec![fault])?;
    let said = [package.document.description.as_deref(), package.document.notes.as_deref()];
    let description: Vec<String> = said.into_iter().flatten().map(plain).filter(|text| !text.is_empty()).collect();
    Ok(Framework {
        key: package.document.identifier,
        title: plain(&package.document.title).replace('\n', " "),
        description: description.join("\n\n"),
        at: At::path("CFDocument"),
        items,
        notes,
    })
}

/// Which item each identifier is of: the first, where several have it.
fn by_identifier(package: &Package) -> Result<HashMap<&str, usize>, Vec<Fault>> {
    let mut indexes = HashMap::new();
    let mut faults = Vec::new();
    for (index, item) in package.items.iter().enumerate() {
        let at = At::path(format!("CFItems[{index}]"));
        if item.identifier.trim().is_empty() {
            faults.push(Fault::new("no_identifier", at));
        } else if item.full_statement.trim().is_empty() {
            faults.push(Fault::saying("no_name", at, &item.identifier));
        } else if item.identifier == package.document.identifier {
            faults.push(Fault::saying("identifier_twice", at, &item.identifier));
        } else {
            indexes.entry(item.identifier.as_str()).or_insert(index);
        }
    }
    if package.document.identifier.trim().is_empty() || package.document.title.trim().is_empty() {
        faults.push(Fault::new("no_identifier", At::path("CFDocument")));
    }
    if faults.is_empty() { Ok(indexes) } else { Err(faults) }
}

/// What has another's identifier is an item of its own, beside the first, which is the one that associations mean:
/// packages are found where a copy kept the identifier of what it was copied from.
fn beside_the_first(
    package: &Package,
    indexes: &HashMap<&str, usize>,
    items: &mut [Item],
    places: &mut [(usize, f64, usize)],
    notes: &mut Vec<Note>,
) {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for (index, item) in package.items.iter().enumerate() {
        let id = item.identifier.as_str();
        let time = times.entry(id).or_default();
        *time += 1;
        let Some(first) = indexes.get(id).copied().filter(|first| *first != index) else { continue };
        notes.push(Note::one("identifier_twice", items[index].at.clone(), id));
        items[index].key = format!("{id}#{time}");
        items[index].parent = items[first].parent;
        let above = items[first].parent.map(|parent| items[parent].key.clone());
        let child = |r: &&Reference| r.kind == ReferenceKind::IsChildOf && Some(&r.to) == above.as_ref();
        let reference = items[first].references.iter().find(child).cloned();
        items[index].references.extend(reference);
        places[index].1 = places[first].1;
        places[index].2 = first;
    }
}

fn of(item: &CaseItem, index: usize, notes: &mut Vec<Note>) -> Item {
    let at = At::path(format!("CFItems[{index}]"));
    let statement = plain(&item.full_statement);
    let short = item.abbreviated_statement.as_deref().map(plain).filter(|text| !text.is_empty());
    let first = statement.lines().next().unwrap_or_default();
    let name = shortened(&short.unwrap_or_else(|| first.to_owned()).replace('\n', " "), NAME);
    let mut said = Vec::new();
    if statement != name {
        said.push(statement);
    }
    let mut code = item.human_coding_scheme.as_deref().map(str::trim).unwrap_or_default().to_owned();
    if code.chars().count() > CODE {
        notes.push(Note::one("long_code", at.clone(), &code));
        said.push(std::mem::take(&mut code));
    }
    said.extend(item.notes.as_deref().map(plain).filter(|text| !text.is_empty()));
    Item {
        key: item.identifier.clone(),
        code,
        name,
        description: said.join("\n\n"),
        parent: None,
        references: Vec::new(),
        at,
    }
}

fn plain(text: &str) -> String {
    if html::is_html(text) { html::to_text(text) } else { lines(text) }
}

/// The tree and the references. The first place of an item is where it stands; others are references to there.
fn relate(package: &Package, indexes: &HashMap<&str, usize>, items: &mut Vec<Item>, notes: &mut Vec<Note>) {
    let document = package.document.identifier.as_str();
    // Each with the number that it stands by, and with the place in the file.
    let mut places: Vec<(usize, f64, usize)> = (0..items.len()).map(|index| (index, f64::INFINITY, index)).collect();
    let mut placed: HashSet<usize> = HashSet::new();
    let mut known: HashSet<(usize, ReferenceKind, &str)> = HashSet::new();
    for (number, association) in package.associations.iter().enumerate() {
        let at = At::path(format!("CFAssociations[{number}]"));
        let Some(origin) = indexes.get(association.origin.identifier.as_str()).copied() else {
            notes.push(Note::one("unknown_origin", at, &association.origin.identifier));
            continue;
        };
        let to = association.destination.identifier.as_str();
        let kind = super::kind(&association.kind).unwrap_or_else(|| {
            notes.push(Note::one("unknown_association", at.clone(), &association.kind));
            ReferenceKind::IsRelatedTo
        });
        let inside = indexes.get(to).copied();
        if kind == ReferenceKind::IsChildOf && (inside.is_some() || to == document) && placed.insert(origin) {
            items[origin].parent = inside;
            places[origin].1 = sequence(association.sequence_number.as_ref());
            if inside.is_none() {
                continue;
            }
        }
        if to == document || !known.insert((origin, kind, to)) {
            notes.push(Note::one("association_twice", at, to));
            continue;
        }
        let title = association.destination.title.as_deref().map(str::trim).unwrap_or_default();
        let address = association.destination.uri.as_deref().map(str::trim);
        if inside.is_none() {
            notes.push(Note::one("outside", at, association.destination.uri.as_deref().unwrap_or(to)));
        }
        items[origin].references.push(Reference {
            kind,
            to: to.to_owned(),
            title: if inside.is_some() { String::new() } else { shortened(title, NAME) },
            address: address
                .filter(|address| inside.is_none() && address.len() <= 2000)
                .filter(|address| address.starts_with("https://") || address.starts_with("http://"))
                .map(ToOwned::to_owned),
        });
    }
    beside_the_first(package, indexes, items, &mut places, notes);
    // Siblings stand in the order of their numbers, then in that of the file.
    places.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.2.cmp(&b.2)).then(a.0.cmp(&b.0)));
    let mut to = vec![0; items.len()];
    for (place, (index, ..)) in places.iter().enumerate() {
        to[*index] = place;
    }
    let mut moved: Vec<(usize, Item)> = std::mem::take(items).into_iter().enumerate().collect();
    moved.sort_by_key(|(index, _)| to[*index]);
    *items = moved
        .into_iter()
        .map(|(_, mut item)| {
            item.parent = item.parent.map(|parent| to[parent]);
            item
        })
        .collect();
}

fn sequence(value: Option<&Value>) -> f64 {
    let number = value.and_then(|value| value.as_f64().or_else(|| value.as_str().and_then(|text| text.parse().ok())));
    number.filter(|number: &f64| number.is_finite()).unwrap_or(f64::INFINITY)
}

/// What is said and has no place here, each with how many say it.
fn kept_nowhere(package: &Package) -> Vec<Note> {
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    let rests = package.items.iter().map(|item| ("CFItem", &item.rest));
    for (of, rest) in rests.chain([("CFDocument", &package.document.rest)]) {
        let said = |value: &Value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => true,
        };
        for (name, value) in rest.iter().filter(|(name, _)| !TECHNICAL.contains(&name.as_str())) {
            if said(value) {
                *counted.entry(format!("{of}.{name}")).or_default() += 1;
            }
        }
    }
    let note = |(name, count)| Note { code: "not_kept", at: At::default(), value: Some(name), count };
    counted.into_iter().map(note).collect()
}
