//! PLN-17: competency frameworks in the formats of others: IMS CASE packages in and out, Moodle's export in. They are
//! read whole or not at all; what has no place here is told, and nothing is left out in silence. No database, no clock.

pub mod case;
mod html;
pub mod moodle;
mod outline;
mod source;
#[cfg(test)]
mod tests;

pub use outline::{Outline, Theme};
pub use source::text;

use std::collections::HashMap;

use kyndig_domain::transfer::ReferenceKind;

/// Competencies of one framework at the most; a plan holds fewer.
pub const MOST_ITEMS: usize = 5_000;
/// Relations between them.
pub const MOST_REFERENCES: usize = 50_000;
/// One beneath the other.
pub const MOST_LEVELS: usize = 20;

/// A competency framework, as far as we have a place for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Framework {
    /// What it is called for ever.
    pub key: String,
    pub title: String,
    pub description: String,
    /// Where it says so itself.
    pub at: At,
    /// In their order, each parent before its children.
    pub items: Vec<Item>,
    /// What is not taken over, or taken over in another way.
    pub notes: Vec<Note>,
}

/// One competency, standard, or heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    pub key: String,
    /// Its official number; empty where it has none.
    pub code: String,
    pub name: String,
    pub description: String,
    /// Its place among the items.
    pub parent: Option<usize>,
    pub references: Vec<Reference>,
    pub at: At,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub kind: ReferenceKind,
    /// The key of another item, or of something outside.
    pub to: String,
    pub title: String,
    pub address: Option<String>,
}

/// Where in the file something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    pub line: Option<u64>,
    pub path: Option<String>,
}

impl At {
    pub fn line(line: u64) -> Self {
        Self { line: Some(line), path: None }
    }

    pub fn path(path: impl Into<String>) -> Self {
        Self { line: None, path: Some(path.into()) }
    }
}

/// Something that is not taken over as it stands; no hindrance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub code: &'static str,
    pub at: At,
    pub value: Option<String>,
    /// How many it is about.
    pub count: usize,
}

impl Note {
    pub fn one(code: &'static str, at: At, value: impl Into<String>) -> Self {
        Self { code, at, value: Some(value.into()), count: 1 }
    }
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} at {at:?}: {value:?}")]
pub struct Fault {
    pub code: &'static str,
    pub at: At,
    pub value: Option<String>,
}

impl Fault {
    pub fn new(code: &'static str, at: At) -> Self {
        Self { code, at, value: None }
    }

    pub fn saying(code: &'static str, at: At, value: impl Into<String>) -> Self {
        Self { code, at, value: Some(shortened(&value.into(), 200)) }
    }
}

/// The text, or as much of it as there is room for.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    let cut = cut.rsplit_once(char::is_whitespace).map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", cut.trim_end())
}

/// The items in an order where each parent comes before its children, siblings as they were; or the ring that they
/// are in, or what is too deep.
pub(crate) fn in_order(items: Vec<Item>) -> Result<Vec<Item>, Fault> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (index, item) in items.iter().enumerate().rev() {
        match item.parent {
            Some(parent) => children[parent].insert(0, index),
            None => open.push((index, 1)),
        }
    }
    let mut order = Vec::with_capacity(items.len());
    while let Some((index, level)) = open.pop() {
        if level > MOST_LEVELS {
            return Err(Fault::saying("too_deep", items[index].at.clone(), &items[index].name));
        }
        order.push(index);
        open.extend(children[index].iter().rev().map(|child| (*child, level + 1)));
    }
    if order.len() < items.len() {
        return Err(ring(&items, &order));
    }
    let places: HashMap<usize, usize> = order.iter().enumerate().map(|(place, index)| (*index, place)).collect();
    let mut items: Vec<Option<Item>> = items.into_iter().map(Some).collect();
    let moved = order.iter().filter_map(|index| items[*index].take()).map(|mut item| {
        item.parent = item.parent.and_then(|parent| places.get(&parent).copied());
        item
    });
    Ok(moved.collect())
}

/// Names the ring that the first of those that no way leads to is in.
fn ring(items: &[Item], reached: &[usize]) -> Fault {
    let mut seen = vec![false; items.len()];
    for index in reached {
        seen[*index] = true;
    }
    let mut at = seen.iter().position(|seen| !seen).unwrap_or_default();
    // Far enough up, and one is in the ring itself.
    for _ in 0..items.len() {
        at = items[at].parent.unwrap_or(at);
    }
    let mut way = vec![items[at].name.as_str()];
    let mut next = items[at].parent.unwrap_or(at);
    while next != at {
        way.push(&items[next].name);
        next = items[next].parent.unwrap_or(at);
    }
    way.push(&items[at].name);
    Fault::saying("cycle", items[at].at.clone(), way.join(" → "))
}
