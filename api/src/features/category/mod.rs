//! CAT: the tree that requirements and learning activities are filed in.

pub mod service;
mod store;
