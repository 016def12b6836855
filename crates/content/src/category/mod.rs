//! CAT: the tree that requirements and learning activities are filed in.

mod routes;
pub mod service;
mod store;

pub use routes::configure;
