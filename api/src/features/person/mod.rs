//! People by name.

pub mod service;
mod store;
