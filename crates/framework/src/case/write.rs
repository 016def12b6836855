//! Writing a package, in an order that is always the same.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    package::{CaseAssociation, CaseDocument, CaseItem, CaseLink, CasePackage},
    word,
};
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

fn node(key: &str, title: &str) -> CaseLink {
    CaseLink { title: title.to_owned(), identifier: identifier(key), uri: address(key) }
}

fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub fn write(framework: &Framework, written: &Written<'_>) -> CasePackage {
    let document = node(&framework.key, &framework.title);
    let names: HashMap<&str, &str> =
        framework.items.iter().map(|item| (item.key.as_str(), item.name.as_str())).collect();
    let items = framework
        .items
        .iter()
        .map(|item| CaseItem {
            identifier: identifier(&item.key),
            uri: address(&item.key),
            document: document.clone(),
            full_statement: said(&item.description).unwrap_or_else(|| item.name.clone()),
            abbreviated_statement: said(&item.description).map(|_| item.name.clone()),
            human_coding_scheme: said(&item.code),
            last_change_date_time: written.changed_at.to_owned(),
        })
        .collect();
    let mut associations = Vec::new();
    let mut associate = |from: &str, title: &str, kind: &str, to: CaseLink, sequence_number: Option<usize>| {
        let key = format!("{} {kind} \"{}\"", identifier(from), to.identifier);
        associations.push(CaseAssociation {
            identifier: identifier(&key),
            uri: address(&key),
            document: document.clone(),
            origin: node(from, title),
            association_type: kind.to_owned(),
            destination: to,
            sequence_number,
            last_change_date_time: written.changed_at.to_owned(),
        });
    };
    for (index, item) in framework.items.iter().enumerate() {
        let parent = item.parent.map(|parent| &framework.items[parent]);
        let (key, title) = parent.map_or((&framework.key, &framework.title), |parent| (&parent.key, &parent.name));
        associate(&item.key, &item.name, "isChildOf", node(key, title), Some(index + 1));
        for reference in item.references.iter().filter(|r| word(r.kind) != "isChildOf" || r.to != *key) {
            let title = names.get(reference.to.as_str()).copied().unwrap_or(&reference.title);
            let mut to = node(&reference.to, title);
            if let Some(address) = &reference.address {
                to.uri.clone_from(address);
            }
            associate(&item.key, &item.name, word(reference.kind), to, None);
        }
    }
    CasePackage {
        document: CaseDocument {
            identifier: identifier(&framework.key),
            uri: address(&framework.key),
            creator: written.creator.to_owned(),
            title: framework.title.clone(),
            description: framework.description.clone(),
            last_change_date_time: written.changed_at.to_owned(),
            package: document,
        },
        items,
        associations,
    }
}
