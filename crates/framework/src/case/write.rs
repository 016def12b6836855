//! Writing a package, in an order that is always the same.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::word;
use crate::Framework;

/// What a package says besides the framework itself.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    pub creator: &'a str,
    /// RFC 3339; when any of it last changed.
    pub changed_at: &'a str,
}

/// CASE knows everything by a UUID; what was known otherwise where it came from gets one that follows from that.
fn identifier(key: &str) -> String {
    let id = key.parse::<Uuid>().unwrap_or_else(|_| Uuid::new_v5(&Uuid::NAMESPACE_URL, key.as_bytes()));
    id.to_string()
}

fn address(key: &str) -> String {
    format!("urn:uuid:{}", identifier(key))
}

fn node(key: &str, title: &str) -> Value {
    json!({"title": title, "identifier": identifier(key), "uri": address(key)})
}

pub fn write(framework: &Framework, written: &Written<'_>) -> Value {
    let document = node(&framework.key, &framework.title);
    let names: HashMap<&str, &str> =
        framework.items.iter().map(|item| (item.key.as_str(), item.name.as_str())).collect();
    let items: Vec<Value> = framework
        .items
        .iter()
        .map(|item| {
            let mut fields = Map::new();
            let statement = if item.description.is_empty() { &item.name } else { &item.description };
            fields.insert("identifier".to_owned(), json!(identifier(&item.key)));
            fields.insert("uri".to_owned(), json!(address(&item.key)));
            fields.insert("CFDocumentURI".to_owned(), document.clone());
            fields.insert("fullStatement".to_owned(), json!(statement));
            if !item.description.is_empty() {
                fields.insert("abbreviatedStatement".to_owned(), json!(item.name));
            }
            if !item.code.is_empty() {
                fields.insert("humanCodingScheme".to_owned(), json!(item.code));
            }
            fields.insert("lastChangeDateTime".to_owned(), json!(written.changed_at));
            Value::Object(fields)
        })
        .collect();
    let mut associations = Vec::new();
    let mut associate = |from: &str, title: &str, kind: &str, to: Value, sequence: Option<usize>| {
        let key = format!("{} {kind} {}", identifier(from), to["identifier"]);
        let mut association = json!({
            "identifier": identifier(&key), "uri": address(&key), "CFDocumentURI": document,
            "originNodeURI": node(from, title), "associationType": kind, "destinationNodeURI": to,
            "lastChangeDateTime": written.changed_at});
        if let Some(sequence) = sequence {
            association["sequenceNumber"] = json!(sequence);
        }
        associations.push(association);
    };
    for (index, item) in framework.items.iter().enumerate() {
        let parent = item.parent.map(|parent| &framework.items[parent]);
        let (key, title) = parent.map_or((&framework.key, &framework.title), |parent| (&parent.key, &parent.name));
        associate(&item.key, &item.name, "isChildOf", node(key, title), Some(index + 1));
        for reference in item.references.iter().filter(|r| word(r.kind) != "isChildOf" || r.to != *key) {
            let title = names.get(reference.to.as_str()).copied().unwrap_or(&reference.title);
            let mut to = node(&reference.to, title);
            if let Some(address) = &reference.address {
                to["uri"] = json!(address);
            }
            associate(&item.key, &item.name, word(reference.kind), to, None);
        }
    }
    json!({
        "CFDocument": {
            "identifier": identifier(&framework.key), "uri": address(&framework.key), "creator": written.creator,
            "title": framework.title, "description": framework.description,
            "lastChangeDateTime": written.changed_at,
            "CFPackageURI": document
        },
        "CFItems": items,
        "CFAssociations": associations,
    })
}
