//! CAT: the tree in which requirements and learning activities are filed.

mod routes;
pub mod service;
mod store;

pub use routes::configure;
