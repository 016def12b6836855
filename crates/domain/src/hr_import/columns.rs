//! The columns of a file's header.

use std::collections::HashMap;

/// The header's columns by name, and which of those looked for are missing.
pub(super) struct Columns<'a> {
    pub(super) by_name: HashMap<&'a str, usize>,
    pub(super) missing: Vec<String>,
}

impl Columns<'_> {
    pub(super) fn required(&mut self, name: &str) -> Option<usize> {
        let found = self.by_name.get(name).copied();
        if found.is_none() {
            self.missing.push(name.to_owned());
        }
        found
    }

    pub(super) fn optional(&self, name: Option<&String>) -> Option<usize> {
        name.and_then(|name| self.by_name.get(name.as_str()).copied())
    }
}
