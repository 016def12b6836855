//! The org tree: its page, and the search for a unit that forms use.

pub mod find;
