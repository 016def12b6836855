//! How a tree of any depth stands in a goal plan, which has themes and goals: what is at the top makes a theme, and
//! everything is a goal in the theme it belongs under, in the order of the tree; how they lie beneath one another is
//! kept as references between them. A heading at the top that says nothing but its name is the theme alone.

use std::collections::HashSet;

use kyndig_domain::transfer::ReferenceKind;

use crate::{Framework, Reference, shortened};

/// Letters in the name of a theme.
const NAME: usize = 200;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    pub themes: Vec<Theme>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    pub key: String,
    pub name: String,
    /// Where the item that it is made of stands; none for what is at the top and has nothing beneath it.
    pub item: Option<usize>,
    pub goals: Vec<usize>,
}

impl Framework {
    pub fn outline(&self) -> Outline {
        let parents: HashSet<usize> = self.items.iter().filter_map(|item| item.parent).collect();
        // What lies right beneath a heading is in its theme, and need not refer to it.
        let mut referred: HashSet<&str> = HashSet::new();
        for item in &self.items {
            let above = item.parent.map(|parent| self.items[parent].key.as_str());
            let beyond = |r: &&Reference| r.kind != ReferenceKind::IsChildOf || Some(r.to.as_str()) != above;
            referred.extend(item.references.iter().filter(beyond).map(|reference| reference.to.as_str()));
        }
        let mut themes: Vec<Theme> = Vec::new();
        // The theme that each item stands in.
        let mut of: Vec<usize> = Vec::with_capacity(self.items.len());
        for (index, item) in self.items.iter().enumerate() {
            if let Some(parent) = item.parent {
                let theme = of[parent];
                of.push(theme);
                themes[theme].goals.push(index);
            } else if parents.contains(&index) {
                of.push(themes.len());
                let says_more = !item.description.is_empty()
                    || !(item.code.is_empty() || item.code == item.key)
                    || !item.references.is_empty()
                    || referred.contains(item.key.as_str())
                    || item.name.chars().count() > NAME;
                themes.push(Theme {
                    key: item.key.clone(),
                    name: shortened(&item.name, NAME),
                    item: Some(index),
                    goals: if says_more { vec![index] } else { Vec::new() },
                });
            } else {
                let loose = themes.iter().position(|theme| theme.item.is_none()).unwrap_or_else(|| {
                    themes.push(Theme {
                        key: self.key.clone(),
                        name: shortened(&self.title, NAME),
                        item: None,
                        goals: Vec::new(),
                    });
                    themes.len() - 1
                });
                of.push(loose);
                themes[loose].goals.push(index);
            }
        }
        Outline { themes }
    }
}
